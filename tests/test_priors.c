#include "trace_builder.h"

#include "infer/priors.h"

/* Weights are probabilities of experience: none moves without somebody who says why. */
#define EXACT 1e-9

/* Of a group of two events, the second of which left so many blocks, and the first one two more. */
static struct ht_prior prior_of_blocks(enum ht_group_kind kind, const struct ht_signature *signature, bool named,
                                       enum ht_holder holder, uint32_t blocks)
{
    struct ht_prior prior;
    struct ht_burst bursts[] = {{.count = blocks + 2}, {.count = blocks}};
    const struct ht_group group = {
        .kind = kind, .signature = signature, .named = named, .holder = holder, .bursts = {bursts, 2, 2}};
    ht_prior_of(&group, &prior);
    double sum = 0;
    for (int r = 0; r < HT_RIVALS; r++) {
        assert_true(prior.weight[r] > 0);
        sum += prior.weight[r];
    }
    assert_near(sum, 1, EXACT);
    assert_true(prior.because && *prior.because);
    return prior;
}

static struct ht_prior prior_of(enum ht_group_kind kind, const struct ht_signature *signature, bool named,
                                enum ht_holder holder)
{
    return prior_of_blocks(kind, signature, named, holder, 9);
}

static void assert_prior(const struct ht_prior *prior, double leak, double transient, double bounded, double once,
                         double kept_most)
{
    assert_near(prior->weight[HT_RIVAL_LEAK], leak, EXACT);
    assert_near(prior->weight[HT_RIVAL_TRANSIENT], transient, EXACT);
    assert_near(prior->weight[HT_RIVAL_BOUNDED], bounded, EXACT);
    assert_near(prior->weight[HT_RIVAL_ONCE], once, EXACT);
    assert_near(prior->kept_most, kept_most, EXACT);
}

static void assert_open(const struct ht_prior *prior, double more, double many)
{
    assert_near(prior->open_more, more, EXACT);
    assert_near(prior->open_many, many, EXACT);
}

static void rules_tell_what_they_know(void **state)
{
    (void)state;
    struct ht_signature rule = {.id = "x", .class = HT_SIGNATURE_LEAK};
    struct ht_prior prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.985, 0.005, 0.005, 0.005, 64);
    assert_open(&prior, 0, 0);
    rule.class = HT_SIGNATURE_RETAINED;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.07, 0.03, 0.42, 0.48, 32);
    assert_open(&prior, 0, 0);
}

/* A release that has the leak makes it likelier; one that is not known makes a known leak less sure. */
static void releases_move_what_rules_know(void **state)
{
    (void)state;
    struct ht_release_range range = {{.major = 5}, {.major = 5}};
    struct ht_signature rule = {.id = "x",
                                .class = HT_SIGNATURE_LEAK,
                                .affected = "v5.0",
                                .history = {.affected = &range, .affected_count = 1}};
    struct ht_prior prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.982, 0.006, 0.006, 0.006, 64);
    rule.standing.state = HT_RELEASE_AFFECTED;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.985, 0.005, 0.005, 0.005, 64);
    rule.class = HT_SIGNATURE_RETAINED;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.5, 0.5 * 0.03 / 0.93, 0.5 * 0.42 / 0.93, 0.5 * 0.48 / 0.93, 32);
    rule.standing.state = HT_RELEASE_FIXED;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.07, 0.03, 0.42, 0.48, 32);
}

/* What is given back within a time, while a connection is open, or some time after that. */
static void rules_of_what_is_freed(void **state)
{
    (void)state;
    struct ht_signature rule = {.id = "x", .class = HT_SIGNATURE_TRANSIENT, .lifetime = 60};
    struct ht_prior prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.04, 0.94, 0.01, 0.01, 64);
    assert_open(&prior, 0, 0);
    assert_near(prior.lifetime, 60, EXACT);
    rule.connection = true;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.10, 0.88, 0.01, 0.01, 64);
    assert_open(&prior, 0.4, 0.15);
    assert_near(prior.lifetime, 60, EXACT);
    rule.lifetime = 0;
    prior = prior_of(HT_GROUP_RULE, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.40, 0.58, 0.01, 0.01, 64);
    assert_open(&prior, 0.4, 0.15);
    assert_true(prior.lifetime == 0);
}

static void sessions_and_their_parts(void **state)
{
    (void)state;
    struct ht_signature rule = {.id = "x", .class = HT_SIGNATURE_TRANSIENT, .session = true};
    struct ht_prior prior = prior_of(HT_GROUP_SESSIONS, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.42, 0.56, 0.01, 0.01, 64);
    assert_open(&prior, 0.4, 0.15);
    prior = prior_of(HT_GROUP_PARTS, &rule, true, HT_HOLDER_ANY);
    assert_prior(&prior, 0.52, 0.38, 0.05, 0.05, 64);
    assert_open(&prior, 0.25, 0.02);
}

/*
 * A bare block is held by whoever got the pointer. Trees of four blocks and more are 32 of 95 leaks, and the entries of
 * 3 of 38 containers.
 */
static void bare_blocks_and_trees(void **state)
{
    (void)state;
    for (uint32_t blocks = 2; blocks <= 3; blocks++) {
        struct ht_prior bare = prior_of_blocks(HT_GROUP_OWNER, NULL, true, HT_HOLDER_ANY, blocks);
        double ratio = blocks + 1 < 4 ? (35.0 / 38) / (63.0 / 95) : (3.0 / 38) / (32.0 / 95);
        double all = 0.957 + 0.043 * ratio;
        assert_prior(&bare, 0.42 / all, 0.17 / all, 0.043 * ratio / all, 0.367 / all, 512);
        assert_open(&bare, 0, 0);
        assert_near(bare.tree, blocks + 1 < 4 ? 0 : 4, EXACT);
    }
    /* What goes through the same plumbing for several owners is no tree of one of them. */
    struct ht_prior few = prior_of_blocks(HT_GROUP_OWNER, NULL, true, HT_HOLDER_ANY, 2), prior;
    struct ht_burst burst = {.count = 9};
    ht_prior_of(&(struct ht_group){.named = true, .plumbing = true, .bursts = {&burst, 1, 1}}, &prior);
    assert_prior(&prior, few.weight[0], few.weight[1], few.weight[2], few.weight[3], 512);
}

static void owners_by_who_holds_their_blocks(void **state)
{
    (void)state;
    struct ht_prior string = prior_of(HT_GROUP_OWNER, NULL, true, HT_HOLDER_STRING);
    assert_prior(&string, 0.34, 0.23, 0.13, 0.30, 512);
    struct ht_prior contained = prior_of(HT_GROUP_OWNER, NULL, true, HT_HOLDER_CONTAINER);
    assert_prior(&contained, 0.03, 0.37, 0.45, 0.15, 1024);
    struct ht_prior collected = prior_of(HT_GROUP_OWNER, NULL, true, HT_HOLDER_COLLECTOR);
    assert_prior(&collected, 0.03, 0.57, 0.25, 0.15, 1024);
    assert_open(&string, 0, 0);
    assert_open(&contained, 0, 0);
    assert_open(&collected, 0, 0);
}

/* Where no name is known, what holds them is not known either. */
static void nobody_knows_who_asked(void **state)
{
    (void)state;
    struct ht_prior priors[] = {prior_of(HT_GROUP_OWNER, NULL, false, HT_HOLDER_ANY),
                                prior_of(HT_GROUP_OWNER, NULL, false, HT_HOLDER_CONTAINER),
                                prior_of(HT_GROUP_SHAPE, NULL, true, HT_HOLDER_ANY),
                                prior_of(HT_GROUP_REST, NULL, true, HT_HOLDER_ANY)};
    for (size_t i = 0; i < sizeof priors / sizeof *priors; i++) {
        assert_prior(&priors[i], 0.25, 0.55, 0.12, 0.08, 512);
        assert_open(&priors[i], 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_tell_what_they_know), cmocka_unit_test(releases_move_what_rules_know),
        cmocka_unit_test(rules_of_what_is_freed),    cmocka_unit_test(sessions_and_their_parts),
        cmocka_unit_test(bare_blocks_and_trees),     cmocka_unit_test(owners_by_who_holds_their_blocks),
        cmocka_unit_test(nobody_knows_who_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
