#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/symbols.h"

static const struct ht_location inlined[] = {{.function = "esp_crt_copy_asn1", .file = "/idf/bundle.c", .line = 440},
                                             {.function = "callback", .file = "/idf/bundle.c", .line = 515}};
static const struct ht_location symbol_only = {.function = "memcpy"};
static const struct ht_location line_only = {.file = "start.S"};
static const struct ht_location hostile = {.function = "a\nb", .file = "\033[31m", .line = 1};

static void as_addr2line_lays_it_out(void **state)
{
    (void)state;
    struct ht_frame items[] = {
        {.pc = 0x1000},
        {.pc = 0x40001234, .locations = &symbol_only, .location_count = 1},
        {.pc = 0x40374015, .locations = &line_only, .location_count = 1},
        {.pc = 0x420000fd, .locations = inlined, .location_count = 2},
        {.pc = 0x42000100, .locations = &hostile, .location_count = 1},
    };
    const struct ht_frames frames = {.items = items, .count = sizeof items / sizeof *items};
    const struct ht_report report = {.frames = &frames};
    const struct ht_writer_settings settings = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    assert_null(ht_report_symbols(memory, &report, &settings));
    fclose(memory);
    assert_string_equal(text, "0x00001000: ?? ??:0\n"
                              "0x40001234: memcpy at ??:?\n"
                              "0x40374015: ?? at start.S:?\n"
                              "0x420000fd: esp_crt_copy_asn1 at /idf/bundle.c:440\n"
                              " (inlined by) callback at /idf/bundle.c:515\n"
                              "0x42000100: a\\nb at \\x1b[31m:1\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_addr2line_lays_it_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
