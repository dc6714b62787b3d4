#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "model/trace.h"

static struct ht_arena arena;
static struct ht_trace trace;

static int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    ht_trace_init(&trace, &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_trace_deinit(&trace);
    ht_arena_deinit(&arena);
    return 0;
}

static void a_new_window_knows_nothing(void **state)
{
    (void)state;
    char path[] = "a.json";
    struct ht_window *window;
    assert_null(ht_trace_add_window(&trace, path, HT_DUMP_CSV, &window));
    path[0] = 'b';
    assert_string_equal(window->path, "a.json");
    assert_int_equal(window->format, HT_DUMP_CSV);
    assert_int_equal(window->declared_count, HT_UNKNOWN);
    assert_int_equal(window->capacity, HT_UNKNOWN);
    assert_int_equal(window->overflowed, -1);
    assert_int_equal(window->record_count, 0);
}

static void many_windows_and_records(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 100; i++) {
        struct ht_window *window;
        struct ht_record record = {.size = i};
        assert_null(ht_trace_add_window(&trace, "a.json", HT_DUMP_JSON, &window));
        for (uint32_t k = 0; k <= i; k++)
            assert_null(ht_window_add_record(window, &record));
        assert_null(ht_window_warn(window, &arena, "code", 3, 4, "number %u", i));
    }
    assert_int_equal(trace.window_count, 100);
    assert_int_equal(trace.windows[99].record_count, 100);
    assert_int_equal(trace.windows[42].records[42].size, 42);
    assert_string_equal(trace.windows[42].warnings[0].message, "number 42");
}

static void one_window_too_many(void **state)
{
    (void)state;
    struct ht_window *window;
    for (size_t i = 0; i < HT_WINDOWS_MAX; i++)
        assert_null(ht_trace_add_window(&trace, "log.txt", HT_DUMP_CONSOLE, &window));
    struct ht_error *error = ht_trace_add_window(&trace, "log.txt", HT_DUMP_CONSOLE, &window);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "log.txt");
    assert_string_equal(error->message, "more than 1000 dumps");
    assert_int_equal(trace.window_count, HT_WINDOWS_MAX);
    ht_error_destroy(error);
}

static void chains_end_where_the_stack_does(void **state)
{
    (void)state;
    struct ht_window *window;
    const uint32_t pcs[] = {0x42000010, 0x42000020, 0x40000000, 0x42000030};
    const uint32_t padded[] = {0x42000010, 0x42000020, 0, 0x42000030};
    uint32_t number, again, none;
    assert_null(ht_trace_add_window(&trace, "a.json", HT_DUMP_JSON, &window));
    assert_null(ht_trace_add_chain(&trace, window, pcs, 4, &number));
    assert_null(ht_trace_add_chain(&trace, window, padded, 4, &again));
    assert_int_equal(number, again);
    assert_int_equal(trace.chains.items[number].depth, 2);
    assert_int_equal(window->depth, 2);
    assert_null(ht_trace_add_chain(&trace, window, padded + 2, 2, &none));
    assert_int_equal(trace.chains.items[none].depth, 0);
    assert_int_equal(window->depth, 2);
}

static void tasks_have_numbers(void **state)
{
    (void)state;
    uint32_t a, b, again;
    assert_null(ht_trace_intern_task(&trace, "mqtt_task", 4, &a));
    assert_null(ht_trace_intern_task(&trace, "mqtt_task", 9, &b));
    assert_null(ht_trace_intern_task(&trace, "mqtt", 4, &again));
    assert_int_equal(a, 1);
    assert_int_equal(b, 2);
    assert_int_equal(again, 1);
    assert_string_equal(trace.tasks[0], "mqtt");
    for (uint32_t i = 2; i < HT_TASKS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "task%u", i);
        assert_null(ht_trace_intern_task(&trace, name, strlen(name), &a));
        assert_int_equal(a, i + 1);
    }
    assert_null(ht_trace_intern_task(&trace, "late", 4, &a));
    assert_int_equal(a, 0);
    assert_null(ht_trace_intern_task(&trace, "mqtt", 4, &a));
    assert_int_equal(a, 1);
}

static void what_was_added_is_taken_away_again(void **state)
{
    (void)state;
    struct ht_window *window;
    const uint32_t first[] = {0x42000004}, second[] = {0x42000008};
    const struct ht_record record = {.size = 8};
    uint32_t number;
    assert_null(ht_trace_add_window(&trace, "a", HT_DUMP_JSON, &window));
    assert_null(ht_trace_add_chain(&trace, window, first, 1, &number));
    assert_null(ht_trace_intern_task(&trace, "main", 4, &number));
    struct ht_trace_mark mark = ht_trace_mark(&trace);
    for (int round = 0; round < 2; round++) {
        assert_null(ht_trace_add_window(&trace, "b", HT_DUMP_JSON, &window));
        assert_null(ht_trace_add_chain(&trace, window, second, 1, &number));
        assert_int_equal(number, 1);
        assert_null(ht_trace_add_chain(&trace, window, first, 1, &number));
        assert_int_equal(number, 0);
        assert_null(ht_trace_intern_task(&trace, "wifi", 4, &number));
        assert_int_equal(number, 2);
        assert_null(ht_window_add_record(window, &record));
        trace.spread_records += 8;
        trace.spread_pcs += 16;
        ht_trace_roll_back(&trace, &mark);
        assert_int_equal(trace.window_count, 1);
        assert_int_equal(trace.chains.count, 1);
        assert_int_equal(trace.task_count, 1);
        assert_int_equal(trace.spread_records + trace.spread_pcs, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_window_knows_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_windows_and_records, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_window_too_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chains_end_where_the_stack_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tasks_have_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_added_is_taken_away_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
