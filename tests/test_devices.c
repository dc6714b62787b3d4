/* Whole devices, from records to verdicts: what people's devices do, and what must not alarm. */
#include "trace_builder.h"

#include "analysis.h"

struct device {
    struct trace_builder b;
    struct ht_report report;
};

static void setup(struct device *d, double seconds)
{
    builder_init(&d->b);
    builder_window(&d->b, seconds);
}

static void analyse(struct device *d)
{
    static const struct ht_analysis_settings settings;
    builder_must(ht_analyse(&d->b.trace, &d->b.frames, NULL, &settings, &d->report));
}

static const struct ht_finding *finding_of(const struct device *d, uint32_t chain)
{
    return &d->report.findings[d->report.chains[chain].finding];
}

static enum ht_verdict verdict_of(const struct device *d, uint32_t chain)
{
    return finding_of(d, chain)->verdict;
}

static void one_by_one(struct device *d, uint32_t chain, uint32_t size, uint32_t count, double start, double step)
{
    for (uint32_t i = 0; i < count; i++)
        builder_add(&d->b, start + i * step, size, chain);
}

/* A boot: nearly all records of the window stand in its first seconds, so their order says nothing. */
static void blocks_made_at_the_start_are_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t buffers = builder_chain(&d.b, "malloc<make_buffers<app_main");
    uint32_t late = builder_chain(&d.b, "malloc<serve<app_main");
    one_by_one(&d, buffers, 1600, 9, 0.3, 0.2);
    builder_add(&d.b, 115, 60, late);
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, buffers), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

/* Eight entries in the first two fifths, none since: their mean alone would pass for chance. */
static void a_cache_that_stopped_is_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t cache = builder_chain(&d.b, "malloc<look_up<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    builder_add(&d.b, 0, 60, other);
    for (uint32_t i = 0; i < 14; i++) {
        if (i < 6)
            builder_add(&d.b, 8.0 * i + 3, 640, cache);
        builder_add(&d.b, 8.0 * i + 8, 100 + i, other);
    }
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, cache), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

static void a_queue_that_fills_at_the_end_is_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t queue = builder_chain(&d.b, "malloc<send_message<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    one_by_one(&d, other, 40, 4, 1, 9);
    one_by_one(&d, queue, 64, 6, 117, 0.4);
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, queue), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

/* A thousand messages that begin a little after the window does are a leak all the same. */
static void a_fast_leak_may_begin_late(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t leak = builder_chain(&d.b, "malloc<copy_frame<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    builder_add(&d.b, 0.5, 60, other);
    one_by_one(&d, leak, 52, 1000, 3, 0.115);
    builder_add(&d.b, 119, 60, other);
    analyse(&d);
    assert_int_equal(verdict_of(&d, leak), HT_VERDICT_LEAK);
    assert_int_equal(finding_of(&d, leak)->bursts, 1000);
    builder_deinit(&d.b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_made_at_the_start_are_no_leak),
        cmocka_unit_test(a_cache_that_stopped_is_no_leak),
        cmocka_unit_test(a_queue_that_fills_at_the_end_is_no_leak),
        cmocka_unit_test(a_fast_leak_may_begin_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
