#include "rivals_fixture.h"

/* ln of how many folds the rates span: ten a second to one a day. */
static double folds_of_rates(void)
{
    return log(log(10 * 86400.0));
}

/* Lifetimes from a millisecond up to the longest: the middle of the k-th of 48 equal steps of their logarithm. */
static double life_of(int k, double longest)
{
    return 1e-3 * pow(longest / 1e-3, (k + 0.5) / 48);
}

static void counts_in_one_window(void **state)
{
    (void)state;
    static const uint32_t counts[] = {1, 2, 5, 12, 100};
    for (size_t i = 0; i < 5; i++) {
        struct fixture f;
        setup(&f);
        add(&f, 600, counts[i]);
        double n = counts[i], rate = -log(n) - folds_of_rates();
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK), rate, EXACT);
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), rate, EXACT);
        /* Half of all rates fill a container; one that is bigger fills up. */
        double full = 0.5 / (n * log(1024)), filling = (1 - log(n) / log(1024)) * exp(rate);
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED), log(full + filling), EXACT);
        /* Each further one that is made once is less frequent by 0.38. */
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_ONCE), log(0.62) + (n - 1) * log(0.38), EXACT);
    }
}

static void containers_have_a_most(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.kept_most = 64;
    add(&f, 600, 65);
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED), -1e4 + log(2), 1);
    f.samples[0].events = 64; /* full, and there is no room for more */
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED), -log(64) - log(log(64)) - log(2), EXACT);
}

/* The rate is the same but for one device in ten, which shows none in one window of twenty. */
static double expected_counts(double a, double s, double b, double t, double none)
{
    double same = a * log(s) + b * log(t) - lgamma(a + 1) - lgamma(b + 1) + lgamma(a + b) - (a + b) * log(s + t);
    double wide = folds_of_rates();
    double other =
        (a > 0 ? log(1 - none) - log(a) - wide : log(none)) + (b > 0 ? log(1 - none) - log(b) - wide : log(none));
    return log(0.9 * exp(same - wide) + 0.1 * exp(other));
}

static void counts_in_two_windows_are_in_proportion_or_not(void **state)
{
    (void)state;
    static const uint32_t counts[][2] = {{4, 12}, {12, 12}, {12, 0}, {30, 2}, {1, 40}};
    for (size_t i = 0; i < 5; i++) {
        struct fixture f;
        setup(&f);
        f.prior.lifetime = 1e9; /* every exposure but those of the shortest lives */
        add(&f, 300, counts[i][0]);
        add(&f, 900, counts[i][1]);
        double a = counts[i][0], b = counts[i][1];
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK), expected_counts(a, 300, b, 900, 0.05), EXACT);
        /* What lives for a while shows none in half of them; a lifetime is all that is exposed. */
        double lives = 0;
        for (int k = 0; k < 48; k++) {
            double life = life_of(k, 1e9);
            lives += exp(expected_counts(a, fmin(300, life), b, fmin(900, life), 0.5)) / 48;
        }
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log(lives), EXACT);
    }
}

/* Three times as long: three times as many of a leak, as many of what is full. */
static void proportion_speaks_for_a_leak_and_level_against(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 300, 12);
    add(&f, 900, 36);
    assert_true(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK) > nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED));
    f.samples[1].events = 12;
    assert_true(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED) > nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK) + 2);
}

/* Rates from one a day to ten a second, in 64 steps: those that fill it in the windows that hold as many. */
static void a_full_container_in_two_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.kept_most = 12; /* no room for more: nothing fills up */
    add(&f, 300, 12);
    add(&f, 900, 12);
    double rates = 0;
    for (int k = 0; k < 64; k++) {
        double rate = pow(10 * 86400.0, (k + 0.5) / 64) / 86400, both = 1;
        for (int w = 0; w < 2; w++) {
            double mean = rate * f.samples[w].seconds, term = exp(-mean), below = 0;
            for (int i = 0; i < 12; i++, term *= mean / i)
                below += term;
            both *= fmax(1 - below, 0);
        }
        rates += both / 64;
    }
    rates = 0.9 * rates + 0.1 * 0.25; /* or the rate has changed, and half of all fill it */
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED), -log(12) - log(log(12)) + log(rates), EXACT);
}

static void what_is_made_once_is_there_or_not(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 300, 1);
    add(&f, 900, 1);
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_ONCE), log(0.62) + log(0.3), EXACT);
    f.samples[1].events = 0;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_ONCE), log(0.62) + log(0.6), EXACT);
    f.samples[1].events = 2;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_ONCE), log(0.62) + log(0.38) + log(0.1), EXACT);
}

/* Sockets: the next one is less likely by open_more, but on a share of the devices all 16 may be open. */
static void so_many_are_open_at_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    f.prior.open_many = 0.15;
    add(&f, 600, 1);
    static const uint32_t numbers[] = {1, 2, 5, 10, 16, 17, 20, 100, 253};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint32_t n = numbers[i];
        f.samples[0].events = n;
        double few = 0.85 * 0.6 * pow(0.4, n - 1.0);
        double many = 0.15 / n * (n <= 16 ? 0.9 / log(17) + 0.1 / log(254) : 0.1 / log(254));
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log(few + many), EXACT);
    }
    f.samples[0].events = 254; /* more than any device can open */
    assert_true(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT) < -200);
}

/* Other windows show any number up to the most. */
static void so_many_are_open_in_each_window(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    add(&f, 600, 3);
    for (int others = 0; others < 3; others++) {
        assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log(0.6 * 0.4 * 0.4) - others * log(4), EXACT);
        add(&f, 300, 1);
    }
}

/* ln of: all stand behind a place, or before it when turned, as likely wherever they began. */
static double late(double before, double n)
{
    double room = -log(1 - before);
    return n > 1 ? log(expm1((n - 1) * room) / (n - 1)) : log(room);
}

static void places_of_a_leak(void **state)
{
    (void)state;
    static const double places[][2] = {{0.5, 1}, {0.1, 0.6}, {0.99, 1}, {0.2, 0.9}, {0.01, 0.02}};
    for (size_t i = 0; i < 10; i++) {
        double first = places[i / 2][0], last = places[i / 2][1], n = i % 2 ? 5 : 1;
        struct fixture f;
        setup(&f);
        add_placed(&f, 600, (uint32_t)n, first, last);
        /* A twentieth of the window is one place. Once in fifty it begins late, once in fifty it stops. */
        double begins = late(fmin(first, 0.95), n), stops = last < 1 ? late(fmin(1 - last, 0.95), n) : -INFINITY;
        assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_LEAK), log(0.96 + 0.02 * exp(begins) + 0.02 * exp(stops)), EXACT);
    }
}

static void places_of_what_is_made_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add_placed(&f, 600, 3, 0, 0.2);
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_ONCE), log(0.5 + 0.5 / 3 / pow(0.2, 2)), EXACT);
    f.samples[0].last = at(0.001); /* no nearer than a twentieth */
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_ONCE), log(0.5 + 0.5 / 3 / pow(0.05, 2)), EXACT);
    f.samples[0].last = (struct ht_spread){.place = {0.2, 0.5}, .weight = {0.25, 0.75}, .count = 2};
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_ONCE), log(0.5 + 0.5 / 3 * (0.25 / 0.04 + 0.75 / 0.25)), EXACT);
}

static void places_of_a_full_container(void **state)
{
    (void)state;
    static const struct {
        double n, first, last;
    } cases[] = {{12, 0.6, 1}, {12, 0.99, 1}, {12, 0, 0.3}, {50, 0.1, 0.9}};
    for (size_t i = 0; i < 4; i++) {
        struct fixture f;
        setup(&f);
        f.prior.kept_most = cases[i].n; /* full */
        add_placed(&f, 600, (uint32_t)cases[i].n, cases[i].first, cases[i].last);
        double n = fmin(cases[i].n, 30); /* spells */
        double newest = pow(1 - fmin(cases[i].first, 0.95), 1 - n) / n, filled = pow(cases[i].last, 1 - n) / n;
        f.samples[1].events = f.samples[0].events; /* of another group */
        assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_BOUNDED), log((newest + filled) / 2), 1e-4);
    }
}

/* What fills up comes like a leak, and so does what a window shows in which a container is not full. */
static void places_of_what_fills_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add_placed(&f, 600, 12, 0.6, 1);
    double like_a_leak = 0.96 + 0.02 * exp(late(0.6, 12)), newest = (pow(0.4, -11) + 1) / 12 / 2;
    double full = 0.5 / (12 * log(1024)), filling = (1 - log(12) / log(1024)) / 12 * exp(-folds_of_rates());
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_BOUNDED),
                log((full * newest + filling * like_a_leak) / (full + filling)), EXACT);
    f.prior.kept_most = 12; /* no room for more: nothing fills up */
    add_placed(&f, 600, 4, 0.3, 1);
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_BOUNDED), log(newest * (0.96 + 0.02 * exp(late(0.3, 4)))), EXACT);
}

/* n live events that cover a share c: a leak against the newest n is n c^(n-1) to 1, halved by the other end. */
static void the_law_of_a_leak_against_a_list(void **state)
{
    (void)state;
    static const double shares[] = {0.4, 0.6, 0.8};
    for (size_t i = 0; i < 3; i++) {
        for (uint32_t n = 4; n <= 24; n += 4) {
            struct fixture f;
            setup(&f);
            f.prior.kept_most = n;
            add_placed(&f, 600, n, 1 - shares[i], 1);
            double against = -nats(&f, HT_TERM_PLACES, HT_RIVAL_BOUNDED);
            assert_near(against, log(n) + (n - 1) * log(shares[i]) + log(2), 0.45);
        }
    }
}

static void places_of_a_known_lifetime(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.lifetime = 1;
    add_placed(&f, 600, 5, 0.2, 1);
    /* None of them can be so old: a doubt of one in a thousand each. */
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), 5 * log(1e-3), EXACT);
    f.samples[0].first = at(1); /* all at the end */
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), -5 * log(0.05), EXACT);
    /* What is just as old may be alive. */
    f.prior.lifetime = 300;
    f.prior.open_more = 0.4;
    f.samples[0].first = at(0.5 + 1e-9);
    double younger = nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT);
    f.samples[0].first = at(0.5);
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), younger, EXACT);
}

static void places_of_an_unknown_lifetime(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add_placed(&f, 600, 2, 0.4, 1);
    double lives = 0;
    for (int k = 0; k < 48; k++) {
        double part = life_of(k, 3600) / 600;
        lives += (part >= 1 ? 1 : part >= 0.6 ? pow(part, -2) : 1e-6) / 48;
    }
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(lives), EXACT);
}

/* One in five of what is open was opened lately. */
static void places_of_what_is_open(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    add_placed(&f, 1e6, 3, 1, 1);
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(0.8 + 0.2 * pow(0.05, -3)), EXACT);
    f.samples[0].first = at(0.1); /* none of the lifetimes lasts so long: 0.8 is left */
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(0.8 + 0.2e-9), EXACT);
}

/* In all windows within the same time before the end. */
static void places_of_what_was_opened_lately(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    add_placed(&f, 600, 2, 0.4, 1);
    add_placed(&f, 600, 1, 0.8, 1);
    double lives = 0;
    for (int k = 0; k < 48; k++) {
        double part = life_of(k, 3600) / 600;
        lives += (part >= 1 ? 1 : (part >= 0.6 ? pow(part, -2) : 1e-6) * (part >= 0.2 ? 1 / part : 1e-3)) / 48;
    }
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(0.8 + 0.2 * lives), EXACT);
}

/* What a connection leaves behind is open, or closed and kept for its lifetime, or soon given back: a third each. */
static void what_a_connection_leaves_behind(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    f.prior.lifetime = 120;
    add(&f, 600, 3);
    double any = exp(-folds_of_rates()) / 3, open = 0.6 * 0.4 * 0.4;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log((open + any + any) / 3), EXACT);
    /* In two windows, too, of which the last two minutes show it. */
    add(&f, 900, 2);
    double closed = exp(expected_counts(3, 120, 2, 120, 0.5)), closing = exp(-2 * folds_of_rates()) / 6;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT),
                log((open / 4 + 0.5 * closed + 0.5 * closing + closed) / 3), EXACT);
}

/* What is older than the lifetime is open, the rest was closed within it: anywhere in the window that is, by chance. */
static void some_are_open_and_others_closed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.open_more = 0.4;
    f.prior.lifetime = 120;
    add_placed(&f, 1200, 20, 0.1, 1);
    f.samples[0].older = at(0.25); /* five of them */
    double any = exp(-folds_of_rates());
    double open = 0.6 * pow(0.4, 19), few = 0.6 * pow(0.4, 5);
    double counts = (open + 0.5 * any / 20 + 0.5 * few * any / 15 + any / 20) / 3;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log(counts), EXACT);
    /* 15 of 20 in a tenth of the window: 10^15, of 15,504 ways to part them. */
    double placed = 1e15 / 15504 * few * 0.5 * any / 15 / 3;
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(placed / counts), 1e-4);
    /* Or ten of them. */
    f.samples[0].older = (struct ht_spread){.place = {0.25, 0.5}, .weight = {0.5, 0.5}, .count = 2};
    double more = 0.6 * pow(0.4, 10);
    counts += (more * any / 10 - few * any / 15) / 2 * 0.5 / 3;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_TRANSIENT), log(counts), EXACT);
    placed = (placed + 1e10 / 184756 * more * 0.5 * any / 10 / 3) / 2;
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT), log(placed / counts), 1e-4);
    f.samples[0].older.count = 1;
    f.samples[0].older.weight[0] = 1;
    f.samples[0].older.place[0] = 1; /* all are */
    assert_true(nats(&f, HT_TERM_PLACES, HT_RIVAL_TRANSIENT) < 1);
}

/* Two windows that show the same number saw a container full, and the third one may have filled it at another rate. */
static void containers_fill_at_another_rate(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.kept_most = 1024;
    add(&f, 210, 19);
    add(&f, 210, 19);
    add(&f, 210, 2);
    double changed = log(0.1) - 3 * log(2) - log(19), entries = -log(19) - log(log(1024));
    assert_true(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED) > entries + changed);
    assert_true(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED) > nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK) + 2);
}

/* Nor is that the same rate: half of all see it full, and the others any number of entries. */
static void another_rate_leaves_any_number(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior.kept_most = 500; /* no room for more: nothing fills up */
    add(&f, 1, 500);
    add(&f, 86400, 1);
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_BOUNDED), -log(500) - log(log(500)) + log(0.1 / 2 / (2 * 500)),
                EXACT);
}

/* A leak begins late in one window at most, whichever that is. */
static void late_begins_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add_placed(&f, 600, 8, 0.6, 1);
    double once = nats(&f, HT_TERM_PLACES, HT_RIVAL_LEAK);
    assert_true(once > 0.5);
    add_placed(&f, 600, 8, 0.3, 1);
    double either = (exp(late(0.6, 8)) + exp(late(0.3, 8))) / 2;
    assert_near(nats(&f, HT_TERM_PLACES, HT_RIVAL_LEAK), log(0.96 + 0.02 * either), EXACT);
}

/* Without times only counts tell, and without a length not even those of two windows. */
static void unknown_time_proves_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 0, 12);
    add(&f, 0, 4);
    double alone[HT_RIVALS];
    for (int r = 0; r < HT_RIVALS; r++) {
        assert_near(nats(&f, HT_TERM_PLACES, (enum ht_rival)r), 0, EXACT);
        alone[r] = nats(&f, HT_TERM_COUNTS, (enum ht_rival)r);
    }
    f.seen.count = 1;
    for (int r = 0; r < HT_RIVALS; r++)
        assert_near(nats(&f, HT_TERM_COUNTS, (enum ht_rival)r), alone[r], EXACT);
}

/* Beside a window whose length is known, others tell how many there are, and nothing of their rate. */
static void one_known_time_proves_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 600, 4);
    add(&f, 0, 12);
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK), -log(12) - folds_of_rates(), EXACT);
    f.samples[0].events = 0;
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK), -log(12) - folds_of_rates(), EXACT);
    add(&f, 900, 0);
    assert_near(nats(&f, HT_TERM_COUNTS, HT_RIVAL_LEAK), log(0.9 + 0.1 * 0.05 * 0.05), EXACT);
}

static void terms_and_probabilities_add_up(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.prior = (struct ht_prior){.weight = {0.56, 0.26, 0.08, 0.10}, .kept_most = 1024};
    add_placed(&f, 600, 12, 0.05, 0.95);
    add_placed(&f, 1800, 30, 0.02, 0.97);
    ht_rivals_weigh(&f.prior, &f.seen, &f.weights);
    double p[HT_RIVALS], sum = 0, all[HT_RIVALS], expected = 0;
    ht_rivals_posterior(&f.weights, HT_TERM_COUNTS, p);
    for (int r = 0; r < HT_RIVALS; r++)
        assert_near(p[r], f.prior.weight[r], EXACT);
    ht_rivals_posterior(&f.weights, HT_TERMS, p);
    for (int r = 0; r < HT_RIVALS; r++) {
        sum += p[r];
        all[r] = 0;
        for (int t = 0; t < HT_TERMS; t++)
            all[r] += f.weights.nats[t][r];
        expected += exp(all[r]);
    }
    assert_near(sum, 1, EXACT);
    for (int r = 0; r < HT_RIVALS; r++)
        assert_near(p[r], exp(all[r]) / expected, EXACT);
    assert_true(p[HT_RIVAL_LEAK] > 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_in_one_window),
        cmocka_unit_test(containers_have_a_most),
        cmocka_unit_test(counts_in_two_windows_are_in_proportion_or_not),
        cmocka_unit_test(proportion_speaks_for_a_leak_and_level_against),
        cmocka_unit_test(a_full_container_in_two_windows),
        cmocka_unit_test(what_is_made_once_is_there_or_not),
        cmocka_unit_test(so_many_are_open_at_once),
        cmocka_unit_test(so_many_are_open_in_each_window),
        cmocka_unit_test(places_of_a_leak),
        cmocka_unit_test(places_of_what_is_made_once),
        cmocka_unit_test(places_of_a_full_container),
        cmocka_unit_test(places_of_what_fills_up),
        cmocka_unit_test(the_law_of_a_leak_against_a_list),
        cmocka_unit_test(places_of_a_known_lifetime),
        cmocka_unit_test(places_of_an_unknown_lifetime),
        cmocka_unit_test(places_of_what_is_open),
        cmocka_unit_test(places_of_what_was_opened_lately),
        cmocka_unit_test(what_a_connection_leaves_behind),
        cmocka_unit_test(some_are_open_and_others_closed),
        cmocka_unit_test(containers_fill_at_another_rate),
        cmocka_unit_test(another_rate_leaves_any_number),
        cmocka_unit_test(late_begins_once),
        cmocka_unit_test(unknown_time_proves_nothing),
        cmocka_unit_test(one_known_time_proves_nothing),
        cmocka_unit_test(terms_and_probabilities_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
