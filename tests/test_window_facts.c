#include "trace_builder.h"

#include "judge/window_facts.h"

/* MALLOC_CAP_SPIRAM, MALLOC_CAP_INTERNAL and MALLOC_CAP_8BIT of ESP-IDF's esp_heap_caps.h. */
#define CAP_SPIRAM (1u << 10)
#define CAP_INTERNAL (1u << 11)
#define CAP_8BIT (1u << 2)

static const struct ht_analysis_settings no_settings;

static const struct ht_report_window *facts_of(struct trace_builder *b, const struct ht_chip *chip,
                                               const struct ht_analysis_settings *settings)
{
    struct ht_report_window *windows = NULL;
    builder_must(ht_window_facts(&b->arena, &b->trace, chip, settings, &windows));
    return windows;
}

static void lengths_come_from_the_settings_first(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    builder_window(&b, 0);
    const struct ht_report_window *facts = facts_of(&b, NULL, &no_settings);
    assert_true(facts[0].seconds == 90);
    assert_true(facts[1].seconds == 0);
    const double one[] = {300}, two[] = {100, 200};
    facts = facts_of(&b, NULL, &(struct ht_analysis_settings){.window_seconds = one, .window_seconds_count = 1});
    assert_true(facts[0].seconds == 300);
    assert_true(facts[1].seconds == 300);
    facts = facts_of(&b, NULL, &(struct ht_analysis_settings){.window_seconds = two, .window_seconds_count = 2});
    assert_true(facts[0].seconds == 100);
    assert_true(facts[1].seconds == 200);
    builder_deinit(&b);
}

static void lengths_must_fit_the_windows(void **state)
{
    (void)state;
    struct trace_builder b;
    static const double three[] = {100, 200, 300};
    const struct ht_analysis_settings settings = {.window_seconds = three, .window_seconds_count = 3};
    builder_init(&b);
    builder_window(&b, 90);
    builder_window(&b, 0);
    struct ht_report_window *windows = NULL;
    struct ht_error *error = ht_window_facts(&b.arena, &b.trace, NULL, &settings, &windows);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_USAGE);
    assert_non_null(strstr(error->message, "3"));
    assert_non_null(strstr(error->message, "2"));
    assert_null(windows);
    ht_error_destroy(error);
    builder_deinit(&b);
}

static void the_clock_comes_from_settings_dump_and_chip(void **state)
{
    (void)state;
    struct trace_builder b;
    const struct ht_chip *chip = ht_chip_find("esp32s3");
    builder_init(&b);
    builder_window(&b, 90);
    b.window->cpu_hz = 80000000;
    builder_window(&b, 90);
    b.window->cpu_hz = 0;
    const struct ht_report_window *facts = facts_of(&b, chip, &no_settings);
    assert_int_equal(facts[0].cpu_hz, 80000000);
    assert_true(facts[0].cpu_hz_known);
    assert_int_equal(facts[1].cpu_hz, chip->default_hz);
    assert_false(facts[1].cpu_hz_known);
    facts = facts_of(&b, chip, &(struct ht_analysis_settings){.cpu_hz = 120000000});
    assert_int_equal(facts[0].cpu_hz, 120000000);
    assert_int_equal(facts[1].cpu_hz, 120000000);
    assert_true(facts[1].cpu_hz_known);
    facts = facts_of(&b, NULL, &no_settings);
    assert_int_equal(facts[1].cpu_hz, 0);
    assert_false(facts[1].cpu_hz_known);
    builder_deinit(&b);
}

/* Bounds on time need the fastest clock that there can have been. */
static void the_fastest_clock(void **state)
{
    (void)state;
    struct ht_report_window window = {.cpu_hz = 80000000, .cpu_hz_known = true};
    assert_int_equal(ht_window_fastest_hz(&window), 80000000);
    window.cpu_hz_known = false;
    assert_int_equal(ht_window_fastest_hz(&window), 240000000);
    window.cpu_hz = 400000000; /* an ESP32-P4 */
    assert_int_equal(ht_window_fastest_hz(&window), 400000000);
    window.cpu_hz = 0;
    assert_int_equal(ht_window_fastest_hz(&window), 240000000);
}

static void bytes_are_added_up_by_memory(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    builder_record(&b, 81, 0x3fca7a68, 0, 0);
    builder_record(&b, 3, 0x3fca7b00, 0, 0);
    builder_record(&b, 1000, 0x3c000100, 0, 0);
    builder_record(&b, 20, 0x600fe010, 0, 0);
    builder_record(&b, 7, 0x10, 0, 0);
    const struct ht_report_window *facts = facts_of(&b, ht_chip_find("esp32s3"), &no_settings);
    static const uint8_t expected[] = {HT_MEMORY_INTERNAL, HT_MEMORY_INTERNAL, HT_MEMORY_PSRAM, HT_MEMORY_RTC,
                                       HT_MEMORY_UNKNOWN};
    assert_memory_equal(facts->memory, expected, sizeof expected);
    assert_int_equal(facts->bytes, 1111);
    assert_int_equal(facts->internal_bytes, 104);
    assert_int_equal(facts->psram_bytes, 1000);
    /* 84, 12, 1000, 20 and 12 bytes, each with its header of 4. */
    assert_int_equal(facts->heap_bytes, 84 + 12 + 1000 + 20 + 12 + 5 * 4);
    assert_null(facts->findings);
    assert_null(facts->bursts);
    builder_deinit(&b);
}

static void capabilities_tell_where_addresses_do_not(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    builder_record(&b, 8, 0x10, 0, 0)->caps = CAP_SPIRAM | CAP_8BIT;
    builder_record(&b, 16, 0x10, 0, 0)->caps = CAP_INTERNAL | CAP_8BIT;
    builder_record(&b, 32, 0x10, 0, 0)->caps = CAP_8BIT;
    builder_record(&b, 64, 0x3fca7a68, 0, 0)->caps = CAP_SPIRAM;
    const struct ht_report_window *facts = facts_of(&b, ht_chip_find("esp32s3"), &no_settings);
    assert_int_equal(facts->memory[0], HT_MEMORY_PSRAM);
    assert_int_equal(facts->memory[1], HT_MEMORY_INTERNAL);
    assert_int_equal(facts->memory[2], HT_MEMORY_UNKNOWN);
    assert_int_equal(facts->memory[3], HT_MEMORY_INTERNAL);
    facts = facts_of(&b, NULL, &no_settings);
    assert_int_equal(facts->memory[0], HT_MEMORY_PSRAM);
    assert_int_equal(facts->memory[3], HT_MEMORY_PSRAM);
    builder_deinit(&b);
}

static void times_count_from_the_earliest_record(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    static const int64_t times[] = {HT_UNKNOWN, 5500000, 5000000, 9000000};
    for (int i = 0; i < 4; i++)
        builder_record(&b, 8, 0x10, 0, 0)->t_us = times[i];
    const struct ht_report_window *facts = facts_of(&b, NULL, &no_settings);
    assert_non_null(facts->times);
    assert_true(isnan(facts->times[0]));
    assert_near(facts->times[1], 0.5, 1e-9);
    assert_near(facts->times[2], 0, 1e-9);
    assert_near(facts->times[3], 4, 1e-9);
    builder_deinit(&b);
}

static void times_may_be_unknown(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    builder_record(&b, 8, 0x10, 0, 0);
    assert_null(facts_of(&b, NULL, &no_settings)->times);
    b.window->records[0].t_us = 0;
    assert_non_null(facts_of(&b, NULL, &no_settings)->times);
    builder_deinit(&b);
}

/* Full: as many records as there is room for, with those that were left out. */
static void a_full_buffer_is_told(void **state)
{
    (void)state;
    static const struct {
        int64_t capacity, declared;
        uint32_t skipped;
        bool full;
    } cases[] = {
        {HT_UNKNOWN, HT_UNKNOWN, 0, false},
        {5, HT_UNKNOWN, 0, false},
        {4, HT_UNKNOWN, 0, true},
        {5, HT_UNKNOWN, 1, true},
        {6, HT_UNKNOWN, 1, false},
        {5, 5, 0, true},
        {5, 3, 0, false},
        {5, 4, 1, true},
        {0, 4, 0, false},
        {3, HT_UNKNOWN, 0, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace_builder b;
        builder_init(&b);
        builder_window(&b, 90);
        for (int k = 0; k < 4; k++)
            builder_record(&b, 8, 0x10, 0, 0);
        b.window->capacity = cases[i].capacity;
        b.window->declared_count = cases[i].declared;
        b.window->skipped = cases[i].skipped;
        assert_int_equal(facts_of(&b, NULL, &no_settings)->full, cases[i].full);
        builder_deinit(&b);
    }
}

static void what_a_host_trace_loses_is_not_its_beginning(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    builder_window(&b, 90);
    b.window->overflowed = 1;
    assert_true(ht_window_censored(b.window, facts_of(&b, NULL, &no_settings)));
    b.window->recordings = 2;
    assert_false(ht_window_censored(b.window, facts_of(&b, NULL, &no_settings)));
    builder_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_come_from_the_settings_first),
        cmocka_unit_test(lengths_must_fit_the_windows),
        cmocka_unit_test(the_clock_comes_from_settings_dump_and_chip),
        cmocka_unit_test(the_fastest_clock),
        cmocka_unit_test(bytes_are_added_up_by_memory),
        cmocka_unit_test(capabilities_tell_where_addresses_do_not),
        cmocka_unit_test(times_count_from_the_earliest_record),
        cmocka_unit_test(times_may_be_unknown),
        cmocka_unit_test(a_full_buffer_is_told),
        cmocka_unit_test(what_a_host_trace_loses_is_not_its_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
