#include "dump_fixture.h"

#include <stdio.h>

#include "symbols/file.h"
#include "symbols/log.h"

static void decoded_lines_become_symbols(void **state)
{
    (void)state;
    static const char text[] =
        "0x400d2b99: stray at /x/stray.c:1\n"
        "1 allocations trace (10 entry buffer)\n"
        "10 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d2b10:0x400d2c44\n"
        "--- 0x400d2b10: sensor_open at /x/sensor.c:41\n"
        "12:00:00.123 -> 0x400d2c44: run_once at /x/main.c:70\n"
        " (inlined by) app_main at /x/main.c:88\n"
        "I (9) x: y\n"
        " (inlined by) nobody at /x/main.c:99\n"
        "[12:00:00][I][host:1]: --- 0x400d2c48: run_twice at /x/main.c:71\n"
        "[12:00:00][I][host:1]: --- (inlined by) app_main at /x/main.c:89\n"
        "x0x400d2c4c: nobody at /x/main.c:72\n"
        "0x400d2c54 - app::poll\r\n    at /x/main.rs:74\r\n"
        "0x400d2c58 - app::nobody\r\n\r\n    at /x/main.rs:75\r\n"
        "0x400d2c5c - app::nobody\r\n    at ??:??\r\n"
        "0x400d2c4: nobody at /x/main.c:72\n"
        "> 12\t0x400d2c50: quoted at /x/main.c:73\n";
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_symbols symbols;
    struct ht_dump_settings settings = {0};
    ht_arena_init(&arena);
    ht_trace_init(&trace, &arena);
    ht_symbols_init(&symbols, &arena);
    assert_null(ht_dump_read(&trace, "log.txt", text, sizeof text - 1, &settings));
    assert_null(ht_log_symbols_read(&symbols, text, sizeof text - 1));
    assert_int_equal(symbols.count, 6);
    assert_int_equal(symbols.items[2].addr, 0x400d2c44);
    assert_int_equal(symbols.items[2].location_count, 2);
    assert_string_equal(symbols.items[2].locations[0].function, "run_once");
    assert_string_equal(symbols.items[2].locations[1].function, "app_main");
    assert_int_equal(symbols.items[1].locations[0].line, 41);
    assert_int_equal(symbols.items[3].addr, 0x400d2c48);
    assert_int_equal(symbols.items[3].location_count, 2);
    assert_int_equal(symbols.items[5].addr, 0x400d2c50);
    assert_int_equal(symbols.items[4].addr, 0x400d2c54);
    assert_string_equal(symbols.items[4].locations[0].function, "app::poll");
    assert_string_equal(symbols.items[4].locations[0].file, "/x/main.rs");
    assert_int_equal(symbols.items[4].locations[0].line, 74);
    ht_symbols_deinit(&symbols);
    ht_trace_deinit(&trace);
    ht_arena_deinit(&arena);
}

/* The function and file of one address in a log. */
static void assert_symbol(const char *lines, const char *function, const char *file, uint32_t number)
{
    char text[512];
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_symbols symbols;
    struct ht_dump_settings settings = {0};
    snprintf(text, sizeof text, "1 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d2c54\n%s",
             lines);
    ht_arena_init(&arena);
    ht_trace_init(&trace, &arena);
    ht_symbols_init(&symbols, &arena);
    assert_null(ht_dump_read(&trace, "log.txt", text, strlen(text), &settings));
    assert_null(ht_log_symbols_read(&symbols, text, strlen(text)));
    struct ht_frame frame = {.pc = 0x400d2c54};
    struct ht_frames frames = {.items = &frame, .count = 1};
    assert_null(ht_symbols_apply(&symbols, HT_SOURCE_LOG, false, &frames));
    assert_int_equal(frame.location_count, function ? 1 : 0);
    if (function) {
        assert_string_equal(frame.locations[0].function, function);
        assert_int_equal(frame.locations[0].file != NULL, file != NULL);
        assert_int_equal(frame.locations[0].line, number);
    }
    if (file)
        assert_string_equal(frame.locations[0].file, file);
    ht_symbols_deinit(&symbols);
    ht_trace_deinit(&trace);
    ht_arena_deinit(&arena);
}

static void decoded_lines_that_were_wrapped(void **state)
{
    (void)state;
    assert_symbol("0x400d2c54: run at /x/main.c:7\n", "run", "/x/main.c", 7);
    assert_symbol("0x400d2c54: ru\nn at /x/main.c:7\n", "run", "/x/main.c", 7);
    assert_symbol("> --- 0x400d2c54: run\n> at /x/main.c:7\n", "run", "/x/main.c", 7);
    assert_symbol("0x400d2c54: run at\n/x/main.c:7\n", "run", "/x/main.c", 7);
    assert_symbol("0x400d2c54: run at /x/ma\nin.c:7 (discriminator 3)\n", "run", "/x/main.c", 7);
    assert_symbol("0x400d2c54: run at /x/main.c\n:7\n", "run", "/x/main.c", 7);
    assert_symbol("0x400d2c54: run at /x/main.c:7 (discri\nminator 3)\n", "run", "/x/main.c", 7);
    /* What follows is no rest of it. */
    assert_symbol("0x400d2c54: run at /x/ma\nI (5) wifi: state:7\n", "run", NULL, 0);
    assert_symbol("0x400d2c54: run at /x/ma\n0x400d2c58: go at /y.c:7\n", "run", NULL, 0);
    assert_symbol("0x400d2c54: run in ROM\n0x400d2c58: go at /y.c:7\n", "run", NULL, 0);
    assert_symbol("0x400d2c54: run at /x/ma\n\nin.c:7\n", "run", NULL, 0);
    assert_symbol("0x400d2c54: ru\n", NULL, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoded_lines_become_symbols),
        cmocka_unit_test(decoded_lines_that_were_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
