#include "dump_fixture.h"

#include <stdio.h>

#include "dump/json_find.h"
#include "dump/places.h"

#define JSON(sz) "{\"count\":1,\"capacity\":8,\"leaks\":[{\"sz\":" sz ",\"addr\":\"0x3fcb0000\",\"cc\":0,\"pcs\":[]}]}"
#define CONSOLE                                                                                   \
    "====== Heap Trace: 1 records (8 capacity) ======\n"                                          \
    "    84 bytes (@ 0x3fcb1000, Internal) allocated CPU 0 ccount 0x2e9b7384 caller 0x42001234\n" \
    "====== Heap Trace Summary ======\n"
#define ALL ((struct ht_dump_settings){.pick = {1, HT_DUMP_END}})

/* All dumps of a text, by the size of their first records. */
static void assert_sizes(const char *text, const char *expected)
{
    struct dump_fixture f;
    char found[128] = "";
    dump_bytes(&f, text, strlen(text), ALL);
    if (f.error)
        fail_msg("%s: %s", text, f.error->message);
    for (size_t i = 0; i < f.trace.window_count; i++) {
        size_t length = strlen(found);
        const struct ht_window *window = &f.trace.windows[i];
        snprintf(found + length, sizeof found - length, "%s%d", i ? " " : "",
                 window->record_count ? (int)window->records[0].size : -1);
    }
    assert_string_equal(found, expected);
    dump_done(&f);
}

static void json_in_other_text(void **state)
{
    (void)state;
    assert_sizes("I (5) diag: " JSON("7") "\n", "7");
    assert_sizes("{code}\n" JSON("7") "\n{code}\n", "7");
    assert_sizes("{noformat}\n" CONSOLE "{noformat}\n", "84");
    assert_sizes("{\n  \"status\": \"ok\"\n}\n" CONSOLE, "84");
    assert_sizes("{\"started\":true}\n" JSON("7"), "7");
    assert_sizes("{\"ok\":true,\"data\":" JSON("7") "}", "7");
    assert_sizes("```\n{ \"a\" : {\"b\":[{}]},\n \"leaks\"\n:\n[ ] , \"count\":0}\n```\n", "-1");
    assert_sizes("  % Total    % Received % Xferd\r100    98  100    98    0     0\r\n" JSON("7"), "7");
    assert_sizes("> " JSON("7") "\n> thanks\n", "7");
    assert_sizes(
        "log {{{ x {\"active\":true,\"total\":1,\"returned\":1,\"r\":[{\"a\":\"0x3fcb964c\",\"s\":24,\"c\":[]}]}",
        "24");
    assert_sizes("sites: {\"records\":1,\"bytes\":30,\"by_caller\":[{\"chain\":[],\"count\":1,\"bytes\":30}]}.", "30");
}

static void several_of_both_kinds(void **state)
{
    (void)state;
    assert_sizes("boot\n" JSON("7") " " JSON("8") "\n" CONSOLE "more\n" JSON("9") "\n" CONSOLE, "7 8 84 9 84");
    /* A dump without its summary ends where another one begins. */
    assert_sizes("32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d\nI (5) x: " JSON("7"),
                 "32 7");
    struct dump_fixture f;
    const char text[] = "boot\n\n" JSON("7") "\n\n" CONSOLE "more " JSON("9") "\n";
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 1);
    assert_int_equal(f.window->number, 3);
    assert_int_equal(f.window->records[0].size, 9);
    assert_int_equal(f.window->warning_count, 1);
    assert_string_equal(f.window->warnings[0].message, "the log holds 3 dumps: this is the last one (--dump N or all)");
    assert_int_equal(f.window->warnings[0].line, 8);
    dump_done(&f);
    dump_bytes(&f, text, sizeof text - 1, (struct ht_dump_settings){.pick = {1, 2}});
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 2);
    assert_int_equal(f.trace.windows[1].number, 2);
    dump_done(&f);
    dump_bytes(&f, text, sizeof text - 1, (struct ht_dump_settings){.pick = {2, 4}});
    assert_non_null(f.error);
    assert_string_equal(f.error->message, "the log holds 3 dumps: there is no dump 4");
    dump_done(&f);
}

static void places_of_errors(void **state)
{
    (void)state;
    assert_refused("boot\n\nI (5) x: {\"leaks\":[{\"sz\":1,\"pcs\":[]},7]}\n", 3, 38,
                   "record 2: a record must be an object, found 7", NULL);
    assert_refused("I (5) x: {\"leaks\":[{\"sz\":1,\"pcs\":[]},\n", 2, 1, "the dump breaks off after 1 whole record",
                   "--salvage");
    /* The whole file is one window, and more. */
    assert_refused(JSON("7") "x", 1, 80,
                   "malformed JSON: expected nothing but white space after the closing brace, found 'x'", NULL);
    assert_refused("{\"status\":\"ok\"}\nhello\n", 2, 1,
                   "malformed JSON: expected nothing but white space after the closing brace, found 'h'", NULL);
}

static void times_around_a_dump(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *first, *last;
    } cases[] = {
        {"I (512) x: y\nE (9) long(): 5\nhello\n", "W (9400) x: y\nI (9500) x: y\n", "E (9)", "W (9400)"},
        {"I (00:01:02.345) x: y\n", "D (2024-05-01 10:11:12.123) x: y\n", "I (00:01:02.345)",
         "D (2024-05-01 10:11:12.123)"},
        {"[12:00:00.123] x\n", "2024-05-01T12:00:05Z x\n", "12:00:00.123", "2024-05-01T12:00:05Z"},
        {"> 12:00:00 -> x\n", "12:00:09.5 > \n", "12:00:00", "12:00:09.5"},
        {"I (x) y\nI (512: y\nX (512) y\nI (512345678901234567890123456789012) y\n", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        struct ht_dump_places places;
        char text[1024];
        snprintf(text, sizeof text, "%s%s================================\n%s", cases[i].before, CONSOLE,
                 cases[i].after);
        ht_arena_init(&arena);
        assert_true(ht_dump_places_find(&places, text, strlen(text), &arena));
        assert_int_equal(places.count, 1);
        assert_string_equal(places.items[0].before, cases[i].first);
        assert_string_equal(places.items[0].after, cases[i].last);
        assert_int_equal(places.items[0].declared_count, 1);
        assert_int_equal(places.items[0].capacity, 8);
        ht_dump_places_deinit(&places);
        ht_arena_deinit(&arena);
    }
}

static void keys_of_no_dump(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "x \"leaks\":[{}]",        /* no brace */
        "{\"a\" \"leaks\":[{}]}",  /* no object */
        "x {\"a\":{\"leaks\":3}}", /* no array */
        "x {\"leaks\":[1,2]}",     /* not of objects */
        "x {\"a\":\"{\\\"leaks\\\":[]}\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct ht_json_found found;
        size_t work = 0, size = strlen(texts[i]);
        assert_false(ht_json_find(texts[i], size, 0, 0, size, &work, &found));
    }
}

/* Braces without end before each of many keys: found out in bounded time. */
static void hostile_braces(void **state)
{
    (void)state;
    size_t size = 1 << 20;
    char *text = malloc(size + 1);
    assert_non_null(text);
    for (size_t i = 0; i < size; i += 16)
        memcpy(text + i, "{\"a\":{\"leaks\":[ ", 16);
    struct ht_json_found found;
    size_t work = 0;
    assert_true(ht_json_find(text, size, 0, size / 2, size, &work, &found));
    memset(text, '{', size);
    for (size_t i = 32; i < size; i += 32)
        memcpy(text + i, ",\"leaks\":[]", 11);
    for (size_t at = 0; at < size; at += 4096) {
        assert_false(ht_json_find(text, size, 0, at, at + 4096, &work, &found));
        assert_true(work < HT_JSON_FIND_WORK_MAX + 65536);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_in_other_text),  cmocka_unit_test(several_of_both_kinds),
        cmocka_unit_test(places_of_errors),    cmocka_unit_test(keys_of_no_dump),
        cmocka_unit_test(times_around_a_dump), cmocka_unit_test(hostile_braces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
