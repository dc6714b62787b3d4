#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dump/trace_line.h"

static void read_line(const char *text, struct ht_trace_told *told)
{
    ht_trace_line_read(text, strlen(text), told);
}

static void lines_that_tell(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char what; /* of start, stop, pause, or nothing */
        int64_t ms;
    } cases[] = {
        {"I (1234) app: heap trace started", 's', 1234},
        {"I (1234) app: Starting heap tracing", 's', 1234},
        {"heap_trace_start(HEAP_TRACE_LEAKS)", 's', -1},
        {"W (7) mem: begin HEAP trace", 's', 7},
        {"I (99) app: heap_trace_stop() ok", 'e', 99},
        {"I (99) app: heap trace finished", 'e', 99},
        {"I (5) app: heap_trace_alloc_pause", 'p', 5},
        {"I (12:00:01.500) app: heap trace started", 's', -1},
        {"I (1234) app: heap trace", '-', 0},
        {"I (1234) app: tracing started", '-', 0},
        {"I (1234) app: heap started", '-', 0},
        {"", '-', 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_trace_told told = {0};
        read_line(cases[i].text, &told);
        assert_int_equal(told.start.told, cases[i].what == 's');
        assert_int_equal(told.stop.told, cases[i].what == 'e');
        assert_int_equal(told.pause.told, cases[i].what == 'p');
        int64_t ms = told.start.told ? told.start.ms : told.stop.told ? told.stop.ms : told.pause.ms;
        assert_int_equal(ms, cases[i].ms);
    }
}

static void a_start_begins_anew(void **state)
{
    (void)state;
    struct ht_trace_told told = {0};
    read_line("I (10) app: heap trace started", &told);
    read_line("I (20) app: heap trace alloc pause", &told);
    read_line("I (30) app: heap trace stopped", &told);
    assert_true(told.start.told && told.pause.told && told.stop.told);
    read_line("I (40) app: heap trace started", &told);
    assert_true(told.start.told && !told.pause.told && !told.stop.told);
    assert_int_equal(told.start.ms, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_that_tell), cmocka_unit_test(a_start_begins_anew)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
