#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf.h"
#include "symbols/file.h"
#include "symbols/line.h"

static struct ht_arena arena;
static struct ht_symbols symbols;

static int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    ht_symbols_init(&symbols, &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_symbols_deinit(&symbols);
    ht_arena_deinit(&arena);
    return 0;
}

static struct ht_error *add(const char *text)
{
    return ht_symbols_add_file(&symbols, "symbols.txt", text, strlen(text));
}

static struct ht_frame look_up(uint32_t pc)
{
    struct ht_frame frame = {.pc = pc, .elf = -1, .offset = -1};
    struct ht_frames frames = {.items = &frame, .count = 1};
    assert_null(ht_symbols_apply(&symbols, HT_SOURCE_SYMBOLS_FILE, false, &frames));
    return frame;
}

static void assert_slice(const char *text, size_t length, const char *expected)
{
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(text, expected, length);
}

static void one_line_an_address(void **state)
{
    (void)state;
    assert_null(add("0x4200007c: esp_crt_ca_cb_callback at /opt/esp/idf/esp_crt_bundle.c:489\n"
                    "0x4200009e: esp_crt_copy_asn1 at /opt/esp/idf/esp_crt_bundle.c:440 (discriminator 3)\n"
                    " (inlined by) esp_crt_ca_cb_callback at /opt/esp/idf/esp_crt_bundle.c:515\r\n"
                    "0x42000110: ?? ??:0\n"
                    "0x400011f4: memcpy at ??:0\n"
                    "0x42000200: btclock::KrakenClient::handleTicker(int) at C:/projects/kraken.cpp:?"));
    struct ht_frame frame = look_up(0x4200009e);
    assert_int_equal(frame.source, HT_SOURCE_SYMBOLS_FILE);
    assert_int_equal(frame.role, HT_ROLE_CODE);
    assert_int_equal(frame.location_count, 2);
    assert_string_equal(frame.locations[0].function, "esp_crt_copy_asn1");
    assert_string_equal(frame.locations[0].file, "/opt/esp/idf/esp_crt_bundle.c");
    assert_int_equal(frame.locations[0].line, 440);
    assert_string_equal(frame.locations[1].function, "esp_crt_ca_cb_callback");
    assert_int_equal(frame.locations[1].line, 515);
    assert_int_equal(look_up(0x42000110).location_count, 0);
    assert_int_equal(look_up(0x4200009d).location_count, 0);
    frame = look_up(0x400011f4);
    assert_string_equal(frame.locations[0].function, "memcpy");
    assert_null(frame.locations[0].file);
    frame = look_up(0x42000200);
    assert_string_equal(frame.locations[0].function, "btclock::KrakenClient::handleTicker");
    assert_string_equal(frame.locations[0].file, "C:/projects/kraken.cpp");
    assert_int_equal(frame.locations[0].line, 0);
}

/* addr2line -a -f -i, without -p and without -C. */
static void lines_that_take_turns(void **state)
{
    (void)state;
    assert_null(add("0x4200009e\nesp_crt_copy_asn1\n/opt/esp_crt_bundle.c:440\nesp_crt_ca_cb_callback\n"
                    "/opt/esp_crt_bundle.c:515\n0x42000110\n??\n??:0\n0x42000200\n"
                    "_ZN7btclock12KrakenClient12handleTickerEi\r\n/opt/kraken.cpp:207 (discriminator 1)\r\n"));
    struct ht_frame frame = look_up(0x4200009e);
    assert_int_equal(frame.location_count, 2);
    assert_string_equal(frame.locations[1].function, "esp_crt_ca_cb_callback");
    assert_int_equal(frame.locations[1].line, 515);
    assert_int_equal(look_up(0x42000110).location_count, 0);
    frame = look_up(0x42000200);
    assert_string_equal(frame.locations[0].function, "btclock::KrakenClient::handleTicker");
    assert_string_equal(frame.locations[0].mangled, "_ZN7btclock12KrakenClient12handleTickerEi");
    assert_string_equal(frame.locations[0].file, "/opt/kraken.cpp");
}

static void frames_that_an_elf_knows_stay(void **state)
{
    (void)state;
    struct ht_location location = {.function = "known"};
    struct ht_frame frame = {.pc = 0x42000110, .source = HT_SOURCE_DWARF, .locations = &location, .location_count = 1};
    struct ht_frames frames = {.items = &frame, .count = 1};
    assert_null(add("0x42000110: other at a.c:1\n"));
    assert_null(ht_symbols_apply(&symbols, HT_SOURCE_SYMBOLS_FILE, false, &frames));
    assert_string_equal(frame.locations[0].function, "known");
}

static void the_last_of_two_counts(void **state)
{
    (void)state;
    assert_null(add("0x42000110: old at a.c:1\n0x42000110: new at a.c:2\n"));
    assert_string_equal(look_up(0x42000110).locations[0].function, "new");
    assert_null(add("0x42000114: new at /a.c:2\n0x42000114: new at /a\n0x42000118: old at /a\n0x42000118: new at /"));
    assert_int_equal(look_up(0x42000114).locations[0].line, 2);
    assert_string_equal(look_up(0x42000118).locations[0].function, "new");
}

static void nothing_to_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", "hello\n", "main\n/a.c:5\n", "{\"count\":1}", "\177ELF\1\1\1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct ht_error *error = add(texts[i]);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        assert_non_null(error->hint);
        ht_error_destroy(error);
    }
}

static void monitor_lines(void **state)
{
    (void)state;
    struct ht_symbol_line line = {0};
    static const char text[] = "--- 0x400d276d: app_main at /home/me at work/main.c:52\r\n";
    assert_true(ht_symbol_line_read(text, sizeof text - 1, &line));
    assert_int_equal(line.kind, HT_SYMBOL_LINE_ADDRESS);
    assert_int_equal(line.addr, 0x400d276d);
    assert_slice(line.function, line.function_length, "app_main");
    assert_slice(line.file, line.file_length, "/home/me at work/main.c");
    assert_int_equal(line.line, 52);
    static const char inlined[] = "--- (inlined by) app_main at main.c:52:8";
    assert_true(ht_symbol_line_read(inlined, sizeof inlined - 1, &line));
    assert_int_equal(line.kind, HT_SYMBOL_LINE_INLINED);
    assert_int_equal(line.line, 52);
    assert_int_equal(line.column, 8);
}

/* Where a log was cut in a line, the function is known and the place is not. */
static void lines_cut_in_the_path(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/", "/builds/idf/newlib/libc/std", "/idf/a.c:", "/idf/a.c:440 (discrim", "C:/Espressif/fra", "d:\\esp"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char text[100];
        struct ht_symbol_line line = {.file = "none", .file_length = 4, .line = 7, .column = 7};
        snprintf(text, sizeof text, "0x40111e6c: _Balloc at %s", paths[i]);
        assert_true(ht_symbol_line_read(text, strlen(text), &line));
        assert_int_equal(line.addr, 0x40111e6c);
        assert_slice(line.function, line.function_length, "_Balloc");
        assert_int_equal(line.file_length, 0);
        assert_int_equal(line.line, 0);
        assert_int_equal(line.column, 0);
    }
}

/* Debuggers and PlatformIO's monitor number the frames. */
static void numbered_frames(void **state)
{
    (void)state;
    static const char *const lines[] = {"  #0  0x400d276d in loop at src/main.cpp:52\n",
                                        "#12 0x400d276d in loop at src/main.cpp:52",
                                        "#1  0x400d276d: loop at src/main.cpp:52"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ht_symbol_line line;
        assert_true(ht_symbol_line_read(lines[i], strlen(lines[i]), &line));
        assert_int_equal(line.kind, HT_SYMBOL_LINE_ADDRESS);
        assert_int_equal(line.addr, 0x400d276d);
        assert_slice(line.function, line.function_length, "loop");
        assert_slice(line.file, line.file_length, "src/main.cpp");
        assert_int_equal(line.line, 52);
    }
    struct ht_symbol_line none;
    static const char *const others[] = {"# 0x400d276d in loop at src/main.cpp:52",
                                         "#x 0x400d276d in loop at src/main.cpp:52",
                                         "#0 0x400d276d in loop",
                                         "#0 in loop at src/main.cpp:52",
                                         "#",
                                         "#0"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(ht_symbol_line_read(others[i], strlen(others[i]), &none));
}

/* ESP-IDF's monitor looks into the chip's ROM ELF, which has no lines. */
static void functions_in_rom(void **state)
{
    (void)state;
    struct ht_symbol_line line = {.file = "none", .file_length = 4, .line = 7};
    static const char text[] = "--- 0x400014fd: strlen in ROM\r\n";
    assert_true(ht_symbol_line_read(text, sizeof text - 1, &line));
    assert_int_equal(line.addr, 0x400014fd);
    assert_slice(line.function, line.function_length, "strlen");
    assert_int_equal(line.file_length, 0);
    assert_int_equal(line.line, 0);
    static const char *const others[] = {"0x400014fd: in ROM", "0x400014fd: it fails in ROM",
                                         "0x400014fd: strlen in ROM."};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(ht_symbol_line_read(others[i], strlen(others[i]), &line));
}

static void other_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",
        "I (312) cpu_start: app_main at 0x400d276d",
        "32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d:0x400d27c1",
        "0x400d276d:0x400d27c1",
        "0x400d276d: ",
        "0x400d276d: app_main",
        "0x400d276d: app_main at ",
        "0x400d276d: app_main at main.c",
        "0x400d276d: app_main at main.c:",
        "0x400d276d: app_main at :5",
        "0x1400d276d: app_main at main.c:5",
        "0x: app_main at main.c:5",
        "400d276d: app_main at main.c:5",
        "(inlined by)",
        "---",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ht_symbol_line line = {0};
        assert_false(ht_symbol_line_read(lines[i], strlen(lines[i]), &line));
    }
}

/* Lines cut anywhere are read or passed over, and nothing else. */
static void cut_anywhere(void **state)
{
    (void)state;
    static const char text[] = "0x4200009e: f at a.c:440 (discriminator 3)\n (inlined by) g at a.c:5\n0x1\n??\n??:0\n";
    for (size_t length = 0; length < sizeof text; length++) {
        char *copy = ht_arena_strndup(&arena, text, length);
        ht_error_destroy(ht_symbols_add_file(&symbols, "symbols.txt", copy, length));
    }
}

static void long_names_and_paths(void **state)
{
    (void)state;
    enum { LENGTH = 5000 };
    static char name[LENGTH + 1], text[3 * LENGTH];
    memset(name, 'n', LENGTH);
    snprintf(text, sizeof text, "0x4200007c: %s at /%s.c:489\n", name, name);
    assert_null(add(text));
    struct ht_frame frame = look_up(0x4200007c);
    assert_int_equal(frame.location_count, 1);
    assert_int_equal(strlen(frame.locations[0].function), HT_NAME_MAX);
    assert_int_equal(strlen(frame.locations[0].file), HT_NAME_MAX);
    assert_string_equal(frame.locations[0].function + HT_NAME_MAX - 4, "n...");
    assert_int_equal(frame.locations[0].line, 489);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_line_an_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_that_take_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(frames_that_an_elf_knows_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_of_two_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_to_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(monitor_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_cut_in_the_path, set_up, tear_down),
        cmocka_unit_test(numbered_frames),
        cmocka_unit_test_setup_teardown(functions_in_rom, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_anywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_names_and_paths, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
