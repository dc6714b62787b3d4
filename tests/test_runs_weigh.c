#include "trace_builder.h"

#include "infer/runs_weigh.h"

/* Expectations are written out from what runs_weigh.c says of each explanation, so that a constant that moves shows. */
#define EXACT 1e-9

struct fixture {
    struct ht_prior prior;
    uint32_t events[32];
    struct ht_runs_seen seen;
    struct ht_weights weights;
};

/* Runs with that many events, the numbers ended by -1. */
static void setup(struct fixture *f, const int *events)
{
    *f = (struct fixture){.prior = {.weight = {0.25, 0.25, 0.25, 0.25}, .kept_most = 1024}};
    for (; *events >= 0; events++)
        f->events[f->seen.count++] = (uint32_t)*events;
    f->events[f->seen.count] = 9; /* of no run */
    f->seen.events = f->events;
}

#define RUNS(...) ((const int[]){__VA_ARGS__, -1})

static double nats(struct fixture *f, enum ht_term term, enum ht_rival rival)
{
    ht_runs_weigh(&f->prior, &f->seen, &f->weights);
    return f->weights.nats[term][rival];
}

static double counts(struct fixture *f, enum ht_rival rival)
{
    return nats(f, HT_TERM_COUNTS, rival);
}

static double fate(struct fixture *f, enum ht_rival rival)
{
    return nats(f, HT_TERM_FATE, rival);
}

static double probability(struct fixture *f, enum ht_rival rival)
{
    double p[HT_RIVALS];
    ht_runs_weigh(&f->prior, &f->seen, &f->weights);
    ht_rivals_posterior(&f->weights, HT_TERMS, p);
    return p[rival];
}

static double any_share(double are, double are_not)
{
    return lgamma(are + 1) + lgamma(are_not + 1) - lgamma(are + are_not + 2);
}

static void one_run_proves_little(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(1));
    assert_near(nats(&f, HT_TERM_PRIOR, HT_RIVAL_LEAK), log(0.25), EXACT);
    /* Each or some: the same of one run, but for the chance that it leaves anything. */
    assert_near(counts(&f, HT_RIVAL_LEAK), log(0.9 * 0.5 + 0.1 * 0.5 * 0.5), EXACT);
    assert_near(counts(&f, HT_RIVAL_TRANSIENT), log(0.2 * 0.5 * 0.5), EXACT);
    assert_near(counts(&f, HT_RIVAL_BOUNDED), log(0.5), EXACT);
    assert_near(counts(&f, HT_RIVAL_ONCE), log(4 * 0.62), EXACT);
    assert_near(fate(&f, HT_RIVAL_TRANSIENT), 0, EXACT);
    setup(&f, RUNS(3));
    assert_near(counts(&f, HT_RIVAL_ONCE), log(4 * 0.62 * 0.38 * 0.38), EXACT);
    assert_near(counts(&f, HT_RIVAL_BOUNDED), -log(12), EXACT);
}

static void what_each_run_leaves(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(1, 1, 1));
    double each = log(0.125);
    assert_near(counts(&f, HT_RIVAL_LEAK), log(0.9 * 0.5 + 0.1 * exp(any_share(3, 0) + each)), EXACT);
    assert_near(counts(&f, HT_RIVAL_TRANSIENT), any_share(3, 0) + log(0.2 * 0.5 * (0.5 + 0.125)), EXACT);
    assert_near(counts(&f, HT_RIVAL_ONCE), log(4 * 0.62) + 2 * log(1e-3), EXACT);
    double appended = 0.02 * (1 - log(3) / log(1024)) * 0.5, replaced = 0.3 * 0.5 * 0.25;
    assert_near(counts(&f, HT_RIVAL_BOUNDED), log(appended + replaced + 0.1 * exp(any_share(3, 0) + each)), EXACT);
    /* Two of three could have come again. */
    assert_near(fate(&f, HT_RIVAL_TRANSIENT), log(0.05 + 0.95 * 0.25), EXACT);
    /* What is known to live longer need not. */
    f.prior.lifetime = 120;
    assert_near(fate(&f, HT_RIVAL_TRANSIENT), 0, EXACT);
    assert_near(counts(&f, HT_RIVAL_TRANSIENT), counts(&f, HT_RIVAL_LEAK), EXACT);
    f.prior.lifetime = 0;
    f.prior.open_more = 0.4;
    assert_near(counts(&f, HT_RIVAL_TRANSIENT), counts(&f, HT_RIVAL_LEAK), EXACT);
}

/* Two runs tell containers apart already. */
static void what_two_runs_leave(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(2, 2));
    double alike = 1 / 6.0, each = alike * alike;
    double appended = 0.02 * (1 - log(4) / log(1024)) * alike, replaced = 0.3 * alike * 0.25;
    assert_near(counts(&f, HT_RIVAL_BOUNDED), log(appended + replaced + 0.1 * each / 3), EXACT);
}

static void what_only_one_run_leaves(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(1, 0, 0, 0));
    double some = any_share(1, 3) + log(0.5);
    assert_near(counts(&f, HT_RIVAL_ONCE), log(4 * 0.62), EXACT);
    assert_near(counts(&f, HT_RIVAL_LEAK), log(0.1) + some, EXACT);
    assert_near(counts(&f, HT_RIVAL_BOUNDED), log(0.5 * 0.5 + 0.1 * exp(some)), EXACT);
    assert_true(probability(&f, HT_RIVAL_ONCE) > 0.8);
    setup(&f, RUNS(0, 0, 1, 0));
    assert_near(counts(&f, HT_RIVAL_ONCE), log(4 * 0.62 * 0.1), EXACT);
    struct ht_runs_tally tally = ht_runs_count(&f.seen);
    assert_int_equal(tally.leaving, 1);
    assert_int_equal(tally.first, 2);
    assert_int_equal(tally.events, 1);
    assert_false(tally.all_alike);
}

static void addresses_that_come_again(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(0, 0, 0, 1));
    f.seen.reused = 3;
    assert_near(counts(&f, HT_RIVAL_LEAK), 0, EXACT);
    assert_near(fate(&f, HT_RIVAL_LEAK), log(1e-3), EXACT);
    assert_near(fate(&f, HT_RIVAL_TRANSIENT), any_share(0, 3), EXACT);
    assert_near(fate(&f, HT_RIVAL_BOUNDED), log(0.3) + any_share(0, 3), EXACT);
    assert_near(fate(&f, HT_RIVAL_ONCE), log(1e-3), EXACT);
    /* One was not freed: on some path, perhaps. */
    setup(&f, RUNS(1, 0, 0, 1));
    f.seen.reused = 2;
    assert_near(fate(&f, HT_RIVAL_LEAK), log(0.1) + any_share(1, 2), EXACT);
}

static void freed_within_the_section(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, RUNS(1));
    f.seen.freed = 7;
    double any = any_share(1, 7);
    assert_near(fate(&f, HT_RIVAL_LEAK), log(0.1) + any, EXACT);
    assert_near(fate(&f, HT_RIVAL_TRANSIENT), any, EXACT);
    assert_near(fate(&f, HT_RIVAL_BOUNDED), log(0.3) + any, EXACT);
    assert_near(fate(&f, HT_RIVAL_ONCE), log(0.1) + any, EXACT);
}

static void twenty_runs_decide(void **state)
{
    (void)state;
    struct fixture f;
    int each[21];
    for (int i = 0; i < 20; i++)
        each[i] = 1;
    each[20] = -1;
    setup(&f, each);
    /* Nobody knows who asked for it (infer/priors.c). */
    f.prior = (struct ht_prior){.weight = {0.25, 0.55, 0.12, 0.08}, .kept_most = 1024};
    assert_true(probability(&f, HT_RIVAL_LEAK) > 0.99);
    memset(f.events, 0, sizeof f.events);
    f.events[19] = 1;
    f.seen.reused = 19;
    assert_true(probability(&f, HT_RIVAL_LEAK) < 0.05);
    f.seen.reused = 0;
    memset(f.events, 0, sizeof f.events);
    f.events[0] = 1;
    assert_true(probability(&f, HT_RIVAL_LEAK) < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_run_proves_little),     cmocka_unit_test(what_each_run_leaves),
        cmocka_unit_test(what_two_runs_leave),       cmocka_unit_test(what_only_one_run_leaves),
        cmocka_unit_test(addresses_that_come_again), cmocka_unit_test(freed_within_the_section),
        cmocka_unit_test(twenty_runs_decide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
