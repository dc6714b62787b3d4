#include "infer/decide.h"

#include <stdlib.h>

#include "infer/company.h"
#include "infer/explain.h"
#include "infer/observe.h"
#include "infer/pause.h"
#include "infer/runs_observe.h"
#include "infer/stats.h"

/* Later looks show that its blocks were freed: that is proof. */
static struct ht_error *decide_freed(const struct ht_group_input *input, struct ht_group *group)
{
    static const double freed[HT_RIVALS] = {[HT_RIVAL_TRANSIENT] = 1};
    ht_rivals_judge(freed, &group->judgement);
    return ht_explain_freed(input, group);
}

/* What one run of a section leaves behind is told kept, or in use, by what knows it only: the next run may lose more.
 */
static void doubt_one_run(struct ht_group *group)
{
    struct ht_judgement *judgement = &group->judgement;
    if (group->signature || judgement->verdict == HT_VERDICT_LEAK)
        return;
    judgement->verdict = HT_VERDICT_UNKNOWN;
    judgement->confidence = HT_CONFIDENCE_LOW;
}

/* A group with what was seen of it, before the others are looked at. */
struct decision {
    struct ht_prior prior;
    struct ht_observation seen;
    struct ht_weights weights;
};

static struct ht_error *weigh_alone(const struct ht_group_input *input, struct ht_group *group, struct decision *ret)
{
    if (group->freed)
        return decide_freed(input, group);
    struct ht_error *error = ht_observe(input, group, &ret->seen);
    if (!error)
        error = ht_runs_observe(input, group, &ret->seen);
    if (error)
        return error;
    ht_prior_of(group, &ret->prior);
    if (ret->seen.runs)
        ht_runs_weigh(&ret->prior, ret->seen.runs, &ret->weights);
    else
        ht_rivals_weigh(&ret->prior, &ret->seen, &ret->weights);
    ht_pause_weigh(&ret->prior, input->paused, &ret->weights);
    return NULL;
}

/* What a rule knows stands for itself, and the runs of a section show what each leaves behind. */
static bool has_company(const struct ht_group *group, const struct decision *decision)
{
    return !group->freed && !group->signature && !decision->seen.runs;
}

static double log_odds_of(const struct ht_weights *weights, enum ht_term terms)
{
    double probability[HT_RIVALS];
    ht_rivals_posterior(weights, terms, probability);
    return ht_log_odds(probability[HT_RIVAL_LEAK]);
}

/* Adds to each what the others tell. */
static struct ht_error *weigh_company(const struct ht_groups *groups, struct decision *decisions)
{
    struct ht_companion *companions = malloc((groups->count + 1) * sizeof *companions);
    size_t count = 0;
    if (!companions)
        return ht_error_nomem();
    for (size_t g = 0; g < groups->count; g++) {
        const struct ht_weights *weights = &decisions[g].weights;
        if (has_company(&groups->items[g], &decisions[g]))
            companions[count++] = (struct ht_companion){.prior = log_odds_of(weights, HT_TERM_PRIOR + 1),
                                                        .odds = log_odds_of(weights, HT_TERM_COMPANY)};
    }
    ht_company_weigh(companions, count);
    for (size_t g = groups->count; g-- > 0;) {
        if (has_company(&groups->items[g], &decisions[g]))
            decisions[g].weights.nats[HT_TERM_COMPANY][HT_RIVAL_LEAK] = companions[--count].nats;
    }
    free(companions);
    return NULL;
}

static struct ht_error *tell(const struct ht_group_input *input, struct ht_group *group,
                             const struct decision *decision)
{
    double probability[HT_RIVALS];
    if (group->freed)
        return NULL;
    ht_rivals_posterior(&decision->weights, HT_TERMS, probability);
    ht_rivals_judge(probability, &group->judgement);
    if (decision->seen.runs && decision->seen.runs->count == 1)
        doubt_one_run(group);
    return ht_explain(input, group, &decision->prior, &decision->seen, &decision->weights);
}

struct ht_error *ht_decide(const struct ht_group_input *input, struct ht_groups *groups)
{
    struct decision *decisions = calloc(groups->count + 1, sizeof *decisions);
    struct ht_error *error = decisions ? NULL : ht_error_nomem();
    for (size_t g = 0; g < groups->count && !error; g++)
        error = weigh_alone(input, &groups->items[g], &decisions[g]);
    if (!error)
        error = weigh_company(groups, decisions);
    for (size_t g = 0; g < groups->count && !error; g++)
        error = tell(input, &groups->items[g], &decisions[g]);
    free(decisions);
    return error;
}
