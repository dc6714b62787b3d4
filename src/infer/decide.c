#include "infer/decide.h"

#include <math.h>
#include <string.h>

#include "infer/explain.h"
#include "infer/observe.h"
#include "infer/runs_observe.h"

/* Probabilities from which a verdict is told, with which confidence. */
#define HIGH 0.99
#define MEDIUM 0.9
#define TOLD 0.7

/* With a leak less likely than this the better one of the others is told. */
#define NO_LEAK 0.05

static enum ht_confidence confidence_of(double probability)
{
    return probability >= HIGH ? HT_CONFIDENCE_HIGH : probability >= MEDIUM ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW;
}

void ht_decide_by(const double probability[HT_RIVALS], struct ht_judgement *ret)
{
    double retained = probability[HT_RIVAL_BOUNDED] + probability[HT_RIVAL_ONCE];
    double transient = probability[HT_RIVAL_TRANSIENT], leak = probability[HT_RIVAL_LEAK];
    struct ht_judgement judgement = {HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW, {0}};
    memcpy(judgement.probability, probability, sizeof judgement.probability);
    double least = leak < NO_LEAK ? 0 : TOLD;
    if (leak >= TOLD) {
        judgement.verdict = HT_VERDICT_LEAK;
        judgement.confidence = confidence_of(leak);
    } else if (retained >= transient && retained >= least) {
        judgement.verdict = HT_VERDICT_RETAINED;
        judgement.confidence = confidence_of(retained);
    } else if (transient > retained && transient >= least) {
        judgement.verdict = HT_VERDICT_TRANSIENT;
        judgement.confidence = confidence_of(transient);
    }
    *ret = judgement;
}

/* Later looks show that its blocks were freed: that is proof. */
static struct ht_error *decide_freed(const struct ht_group_input *input, struct ht_group *group)
{
    static const double freed[HT_RIVALS] = {[HT_RIVAL_TRANSIENT] = 1};
    ht_decide_by(freed, &group->judgement);
    return ht_explain_freed(input, group);
}

struct ht_error *ht_decide(const struct ht_group_input *input, struct ht_group *group)
{
    if (group->freed)
        return decide_freed(input, group);
    struct ht_prior prior;
    struct ht_observation seen;
    struct ht_weights weights;
    double probability[HT_RIVALS];
    struct ht_error *error = ht_observe(input, group, &seen);
    if (!error)
        error = ht_runs_observe(input, group, &seen);
    if (error)
        return error;
    ht_prior_of(group, &prior);
    if (seen.runs)
        ht_runs_weigh(&prior, seen.runs, &weights);
    else
        ht_rivals_weigh(&prior, &seen, &weights);
    ht_rivals_posterior(&weights, HT_TERMS, probability);
    ht_decide_by(probability, &group->judgement);
    return ht_explain(input, group, &prior, &seen, &weights);
}
