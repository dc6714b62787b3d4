#include "infer/decide.h"

#include "infer/explain.h"
#include "infer/observe.h"
#include "infer/pause.h"
#include "infer/runs_observe.h"

/* Later looks show that its blocks were freed: that is proof. */
static struct ht_error *decide_freed(const struct ht_group_input *input, struct ht_group *group)
{
    static const double freed[HT_RIVALS] = {[HT_RIVAL_TRANSIENT] = 1};
    ht_rivals_judge(freed, &group->judgement);
    return ht_explain_freed(input, group);
}

/* What one run of a section leaves behind is told kept, or in use, only by a rule: the next run may lose more. */
static void doubt_one_run(struct ht_group *group)
{
    struct ht_judgement *judgement = &group->judgement;
    if (group->signature || judgement->verdict == HT_VERDICT_LEAK)
        return;
    judgement->verdict = HT_VERDICT_UNKNOWN;
    judgement->confidence = HT_CONFIDENCE_LOW;
}

struct ht_error *ht_decide(const struct ht_group_input *input, struct ht_group *group)
{
    struct ht_error *error = ht_group_tell_apart(input->trace, group);
    if (error)
        return error;
    if (group->freed)
        return decide_freed(input, group);
    struct ht_prior prior;
    struct ht_observation seen;
    struct ht_weights weights;
    double probability[HT_RIVALS];
    error = ht_observe(input, group, &seen);
    if (!error)
        error = ht_runs_observe(input, group, &seen);
    if (error)
        return error;
    ht_prior_of(group, &prior);
    if (seen.runs)
        ht_runs_weigh(&prior, seen.runs, &weights);
    else
        ht_rivals_weigh(&prior, &seen, &weights);
    ht_pause_weigh(&prior, input->paused, &weights);
    ht_rivals_posterior(&weights, HT_TERMS, probability);
    ht_rivals_judge(probability, &group->judgement);
    if (seen.runs && seen.runs->count == 1)
        doubt_one_run(group);
    return ht_explain(input, group, &prior, &seen, &weights);
}
