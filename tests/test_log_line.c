#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/log_line.h"

static void assert_line(const char *text, const char *expected)
{
    struct ht_log log;
    struct ht_log_line line;
    ht_log_init(&log, text, strlen(text), 0, 0);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, strlen(expected));
    assert_memory_equal(line.text, expected, line.length);
    ht_log_deinit(&log);
}

static void ends_and_colours_go(void **state)
{
    (void)state;
    assert_line("plain", "plain");
    assert_line("plain\r\n", "plain");
    assert_line("plain\r\r\n", "plain");
    assert_line("\x1b[0;32mI (5) x: y\x1b[0m\n", "I (5) x: y");
    assert_line("a\x1b[1", "a");
    assert_line("a\x1b", "a");
    assert_line("a\x1b[Kb\x1b[0m", "ab");
}

static void times_go(void **state)
{
    (void)state;
    assert_line("2024-05-01 12:00:00 text", "text");
    assert_line("2024-05-01T12:00:00.123Z text", "text");
    assert_line("[2024-05-01 12:00:00.123] text", "text");
    assert_line("[12:00:00] text", "text");
    assert_line("12:00:00.123 -> text", "text");
    assert_line("12:00:00,5    16 bytes", "   16 bytes");
    assert_line("12:00:00", "");
    assert_line("12:00:00.123 > text", "text");
    assert_line("[12:00:00]text", "text");
    assert_line("[12:00:00]    16 bytes", "   16 bytes");
}

static void lines_of_the_log_begin_alike(void **state)
{
    (void)state;
    static const char *const lines[] = {"I (1234) wifi: up", "E (1"}, *const others[] = {"I (", "I (x", "A (1", "I(12)",
                                                                                         ""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_true(ht_log_begins(lines[i], strlen(lines[i])));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(ht_log_begins(others[i], strlen(others[i])));
}

static void marks_of_quotations_go(void **state)
{
    (void)state;
    assert_line("> text", "text");
    assert_line(">text", "text");
    assert_line(">> > text", "text");
    assert_line(">    16 bytes", "   16 bytes");
    assert_line("> 12:00:00 text", "text");
    assert_line("> ", "");
    assert_line(" > text", " > text");
    assert_line("-> text", "-> text");
}

static void what_is_no_time(void **state)
{
    (void)state;
    assert_line("1:00:00 text", "1:00:00 text");
    assert_line("2024-05-01 text", "2024-05-01 text");
    assert_line("[12:00:00 text", "[12:00:00 text");
    assert_line("12:00:00x", "12:00:00x");
    assert_line("[410bytes,x] 1", "[410bytes,x] 1");
    assert_line("(12) 12:00:00 x", "(12) 12:00:00 x");
}

static void lines_know_their_place(void **state)
{
    (void)state;
    static const char text[] = "one\ntwo\n\nfour";
    struct ht_log log;
    struct ht_log_line line;
    ht_log_init(&log, text, sizeof text - 1, 4, 1);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.number, 2);
    assert_int_equal(line.start, 4);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, 0);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.number, 4);
    assert_memory_equal(line.text, "four", 4);
    assert_false(ht_log_next(&log, &line));
    ht_log_deinit(&log);
}

static void endless_lines_come_in_parts(void **state)
{
    (void)state;
    size_t size = 2 * HT_LOG_LINE_MAX + 12;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'x', size);
    text[0] = '\x1b';
    memcpy(text + 2 * HT_LOG_LINE_MAX, "> 12\r\n> next", 12);
    struct ht_log log;
    struct ht_log_line line;
    ht_log_init(&log, text, size, 0, 0);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, HT_LOG_LINE_MAX - 1);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, HT_LOG_LINE_MAX);
    assert_int_equal(line.start, HT_LOG_LINE_MAX);
    assert_int_equal(line.number, 1);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, 4);
    assert_int_equal(line.number, 1);
    assert_true(ht_log_next(&log, &line));
    assert_int_equal(line.length, 4);
    assert_int_equal(line.number, 2);
    assert_int_equal(line.prefix, 2);
    assert_false(ht_log_next(&log, &line));
    ht_log_deinit(&log);
    free(text);
}

static void finding(void **state)
{
    (void)state;
    assert_int_equal(ht_log_find("bytes (bytes (@ 1", 17, "bytes (@ ", 7), 7);
    assert_int_equal(ht_log_find("bytes (@", 8, "bytes (@ ", 7), 8);
    assert_int_equal(ht_log_find("@@@@@@@@@bytes (@ ", 18, "bytes (@ ", 7), 9);
    assert_int_equal(ht_log_find("", 0, "x", 0), 0);
    assert_int_equal(ht_log_find("xyz", 3, "z", 0), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_and_colours_go),
        cmocka_unit_test(times_go),
        cmocka_unit_test(lines_of_the_log_begin_alike),
        cmocka_unit_test(marks_of_quotations_go),
        cmocka_unit_test(what_is_no_time),
        cmocka_unit_test(lines_know_their_place),
        cmocka_unit_test(endless_lines_come_in_parts),
        cmocka_unit_test(finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
