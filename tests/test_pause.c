#include "trace_builder.h"

#include "infer/pause.h"

static double nats(double lifetime, double open_more, double seconds)
{
    struct ht_prior prior = {.lifetime = lifetime, .open_more = open_more};
    struct ht_weights weights = {0};
    ht_pause_weigh(&prior, seconds, &weights);
    for (int t = 0; t < HT_TERMS; t++) {
        for (int r = 0; r < HT_RIVALS; r++) {
            if (t != HT_TERM_FATE || r != HT_RIVAL_TRANSIENT)
                assert_true(weights.nats[t][r] == 0);
        }
    }
    return weights.nats[HT_TERM_FATE][HT_RIVAL_TRANSIENT];
}

static void what_outlives_it(void **state)
{
    (void)state;
    /* Lifetimes that nobody knows are spread from a millisecond to an hour. */
    assert_near(nats(0, 0, 120), log(log(30) / log(3.6e6)), 1e-9);
    assert_near(nats(0, 0, 0.001), 0, 1e-9);
    assert_near(nats(0, 0, 0), 0, 1e-9);
    assert_near(nats(0, 0, 7200), log(1e-3), 1e-9);
    /* What is known to live for two minutes has not outlived three. */
    assert_near(nats(120, 0, 180), log(1e-3), 1e-9);
    assert_near(nats(120, 0, 12), log(log(10) / log(1.2e5)), 1e-9);
    /* Sessions are open as long as somebody likes. */
    assert_near(nats(120, 0.4, 180), 0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_outlives_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
