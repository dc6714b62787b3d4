#include "dump_fixture.h"

#define RECORD "36, 0x3fcb7010, Internal, 0, 842871137, 0x4038e152, 0x42160dad, 0x0, 0x0"

static void records_between_other_lines(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "I (2210) trace: dump, with commas, in 3 lines\r\n"
                  "[96bytes,parseHeader]      36, 0x3fcb7010, Internal,   0,     842871137, 0x4038e152, 0x42160dad, "
                  "0x0, 0x0\r\n"
                  "0x4038e152: _calloc_r at heap.c:65\r\n\r\n"
                  "\x1b[31m24,0x3c0b7048,PSRAM,1,842879001,0x4038e152\x1b[0m\r\n"
                  "  8, 0x3c0b7060, SPIRAM, 1, 842879002\r\n");
    assert_null(f.error);
    assert_int_equal(f.window->format, HT_DUMP_CSV);
    assert_int_equal(f.window->record_count, 3);
    assert_int_equal(f.window->warning_count, 0);
    assert_int_equal(f.window->depth, 2);
    assert_int_equal(f.window->records[0].size, 36);
    assert_int_equal(f.window->records[0].addr, 0x3fcb7010);
    assert_int_equal(f.window->records[0].ccount, 842871136);
    assert_int_equal(f.trace.chains.items[0].pcs[1], 0x42160dad);
    assert_int_equal(f.window->records[1].ccount, 842879001);
    assert_int_equal(f.window->records[1].cpu, 1);
    assert_int_equal(f.window->records[2].index, 2);
    assert_int_equal(f.trace.chains.items[f.window->records[2].chain].depth, 0);
    dump_done(&f);
}

static void what_is_no_record(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "36, 0x3fcb7010, 7, 0, 1, 0x4038e152",
        "36, 0x3fcb7010, in the heap, 0, 1, 0x4038e152",
        "a36, 0x3fcb7010, Internal, 0, 1, 0x4038e152",
        "size, address, memory, core, ccount",
        "36, 3, Internal, 0, 1",
        "-36, 0x3fcb7010, Internal, 0, 1",
        "[36, 0x3fcb7010, Internal, 0, 1",
        "36",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_refused(lines[i], 0, 0, "no heap_trace dump stands in this text", "heap_trace_dump()");
}

static void text_before_a_record(void **state)
{
    (void)state;
    static const char *const lines[] = {
        RECORD,
        "I (9310) probe: " RECORD,
        "[12:00:01.123] 3, 4: " RECORD,
        "[410bytes,stringPacketStart]" RECORD,
        "\x1b[0;32mI (9310) probe: dump, 0x10, " RECORD "\x1b[0m\r",
        "36, 0x3fcb7010, DRAM_D-0, 0, 842871136, 0x4038e152, 0x42160dad, 0x0",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct dump_fixture f;
        dump_text(&f, lines[i]);
        assert_null(f.error);
        assert_int_equal(f.window->record_count, 1);
        assert_int_equal(f.window->records[0].size, 36);
        assert_int_equal(f.window->warning_count, 0);
        dump_done(&f);
    }
}

static void lines_that_break_off(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "36, 0x3fcb7010, Internal, 0",
        "36, 0x3fcb7010, Internal, 0, 42949672960, 0x4038e152",
        "36, 0x3fcb7010, Internal, 7, 1, 0x4038e152",
        "36, 0x3fcb7010, Internal, 0, 1, 0x4038e152, 0x",
        "36, 0x3fcb7010, Internal, 0, 1, 0x4038e152, zzz",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[256] = RECORD "\n";
        strcat(text, lines[i]);
        assert_warned(text, "unreadable-line", 2, 1, "1 record unreadable and left out");
        assert_refused(lines[i], 1, 1, "the dump's only record cannot be read", "a record");
    }
    assert_warned(RECORD "\n0, 0x0, Internal, 0, 0, 0x0\n", "empty-record", 0, 0, "1 record empty and left out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_between_other_lines),
        cmocka_unit_test(what_is_no_record),
        cmocka_unit_test(text_before_a_record),
        cmocka_unit_test(lines_that_break_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
