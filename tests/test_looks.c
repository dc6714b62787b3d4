#include "rivals_fixture.h"

#include "infer/looks.h"

static double any_share(double survived, double freed)
{
    return lgamma(survived + 1) + lgamma(freed + 1) - lgamma(survived + freed + 2);
}

static void frees_in_the_dump(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 0, 3);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), log(0.9 + 0.1 / 4), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), 0, EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_ONCE), 0, EXACT);
    f.seen.freed = 20; /* on some path only, once in ten */
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), log(0.1) + any_share(3, 20), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_ONCE), log(0.1) + any_share(3, 20), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), -log(23), EXACT); /* the newest are left */
    f.seen.freed_after = 1;                                                 /* or not the newest */
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), any_share(3, 20), EXACT);
}

/* What is open is closed as somebody likes: that others were closed says no more for it than their share does. */
static void others_that_were_closed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    f.prior.open_many = 0.15;
    add(&f, 600, 1);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_TRANSIENT), 0, EXACT);
    f.seen.freed = 3;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_TRANSIENT), any_share(1, 3), EXACT);
}

/* Each was alive at the end, or freed before it, as the share of the window tells that it lives. */
static void frees_within_a_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 3);
    assert_near(ht_looks_of_life(&f.seen, 60), 0, EXACT); /* none was freed: their places tell all */
    f.seen.freed = 2;
    assert_near(ht_looks_of_life(&f.seen, 60), 2 * log(0.9) + 3 * log(0.1), EXACT);
    assert_near(ht_looks_of_life(&f.seen, 7200), 2 * log(1e-3) + 3 * log1p(-1e-3), EXACT); /* but for the doubt */
    assert_near(ht_looks_of_life(&f.seen, 1e-3), 2 * log1p(-1e-3) + 3 * log(1e-3), EXACT);
    f.samples[0].seconds = 0; /* of a window of unknown length nothing is known */
    assert_near(ht_looks_of_life(&f.seen, 60), 0, EXACT);
}

/* Of twelve events that the later look shows eight survived the earlier one. */
static void setup_looks(struct fixture *f)
{
    setup(f);
    add(f, 600, 12);
    f->seen.looked = true;
    f->seen.survived = 8;
    f->seen.joined = 4;
}

/*
 * With one chance in three what was freed had been in use for a moment, with some or all of the newest that the earlier
 * look shows, k of them with 1/(k(k + 1)); then the others' fate, which is given, tells.
 */
static double with_use(double known, double freed, double newer, double without)
{
    double newest = freed + newer, some = exp(any_share(newer, freed));
    double share = 0.5 * (newer > 0 ? some : 1 + some);
    return log(exp(known) + share / 3 / (newest * (newest + 1)) * exp(without));
}

static void frees_between_two_looks(void **state)
{
    (void)state;
    struct fixture f;
    setup_looks(&f);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), log(0.9 + 0.1 / 9), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), log(0.5), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_TRANSIENT), any_share(8, 0), EXACT);
    f.seen.joined = 0; /* what fills up says nothing where none joined */
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), 0, EXACT);
    f.seen.joined = 4;
    f.seen.freed = 4; /* one for each that joined, and the oldest went first */
    f.seen.newer = 8;
    double kept = log(0.9 + 0.1 / 9);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), with_use(log(0.1) + any_share(8, 4), 4, 8, kept), EXACT);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), with_use(log(0.5), 4, 8, log(0.5)), EXACT);
    f.seen.newer = 7;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), with_use(any_share(8, 4), 4, 7, log(0.5)), EXACT);
    f.seen.freed = 3;
    f.seen.newer = 8;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), with_use(any_share(8, 3), 3, 8, log(0.5)), EXACT);
    /* Far longer than it lives: all should be gone, but for the doubt. */
    f.seen.between = 300;
    f.prior.lifetime = 1;
    double gone = 8 * log(1e-3) + 3 * log1p(-1e-3), stayed = 8 * log(1e-3);
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_TRANSIENT), with_use(gone, 3, 8, stayed), EXACT);
}

/* The newest at a look may have been in use for a moment: then the others' fate is told by the others alone. */
static void what_was_in_use_at_a_look_tells_little(void **state)
{
    (void)state;
    struct fixture f;
    setup_looks(&f);
    double without = nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK);
    f.seen.freed = 2;
    for (f.seen.newer = 0; f.seen.newer <= 8; f.seen.newer += 4) {
        double leak = with_use(log(0.1) + any_share(8, 2), 2, f.seen.newer, without);
        double bounded = with_use(any_share(8, 2), 2, f.seen.newer, log(0.5));
        assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), leak, EXACT);
        assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_BOUNDED), bounded, EXACT);
    }
    f.seen.freed = 0; /* nothing was freed: nothing was in use */
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), without, EXACT);
    f.seen.freed = 7; /* as many of the twelve are in use now, and few are left to tell */
    f.seen.newer = 0;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), log(0.1) + any_share(8, 7), EXACT);
    f.seen.freed = 6;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), with_use(log(0.1) + any_share(8, 6), 6, 0, without), EXACT);
    f.seen.freed = 2; /* all were: there is no rest to be told by others */
    f.seen.survived = f.seen.newer = 0;
    assert_near(nats(&f, HT_TERM_FATE, HT_RIVAL_LEAK), log(0.1) + any_share(0, 2), EXACT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frees_in_the_dump),
        cmocka_unit_test(others_that_were_closed),
        cmocka_unit_test(frees_within_a_window),
        cmocka_unit_test(frees_between_two_looks),
        cmocka_unit_test(what_was_in_use_at_a_look_tells_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
