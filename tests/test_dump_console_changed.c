/* Dumps as logs, terminals, mail and pages hand them on: wrapped, joined, with other words and marks. */
#include "dump_fixture.h"

#include <stdio.h>

/* Wraps each line at that many characters, as a terminal does, or at the last blank before, which goes, as mail does.
 */
static void wrap(const char *text, size_t width, bool at_blanks, char *ret)
{
    while (*text) {
        size_t line = strcspn(text, "\n");
        while (line > width) {
            size_t cut = width;
            while (at_blanks && cut && text[cut] != ' ')
                cut--;
            bool blank = at_blanks && cut && text[cut - 1] != ' ';
            cut = cut && text[cut - 1] != ' ' ? cut : width;
            memcpy(ret, text, cut);
            ret += cut;
            *ret++ = '\n';
            text += cut + blank;
            line -= cut + blank;
        }
        memcpy(ret, text, line + 1);
        ret += line + 1;
        text += line + 1;
    }
    *ret = '\0';
}

static void lines_that_were_wrapped(void **state)
{
    (void)state;
    static const char text[] =
        "====== Heap Trace: 5 records (8 capacity) ======\n"
        "   224 bytes (@ 0x3fcb964c, Internal) allocated CPU 0 ccount 0x495656ac caller "
        "0x42000010:0x42000020:0x42000030:0x42000040:0x42000050:0x42000060\n"
        "0x42000010: calloc at heap.c:1\n"
        "    16 bytes (@ 0x3fcb9650,    PSRAM) allocated CPU 0 ccount 0x49565700 caller 0x42000010:0x42000024:\n"
        "    17 bytes (@ 0x3fcb9660,   SPIRAM) allocated CPU 0 ccount 0x49565800\n"
        "    18 bytes (@ 0x3fcb9670, Internal) allocated CPU 0 ccount 0x49565900 caller 0x42000010:0x42000028 freed\n"
        "    19 bytes (@ 0x3fcb9680, Internal) allocated CPU 0 ccount 0x49565a00 caller 0x42000010:0x4200002c\n"
        "====== Heap Trace Summary ======\n"
        "total allocations: 5\n"
        "================================\n";
    for (size_t width = 40; width < sizeof text; width++) {
        for (int at_blanks = 0; at_blanks < 2; at_blanks++) {
            struct dump_fixture f;
            char wrapped[2 * sizeof text];
            wrap(text, width, at_blanks, wrapped);
            dump_text(&f, wrapped);
            if (f.error || f.window->record_count != 4 || f.window->skipped != 1)
                fail_msg("%s", wrapped);
            assert_record(&f, 0, 224, 0x3fcb964c, 0x495656ac, 6, 0x42000060);
            assert_record(&f, 1, 16, 0x3fcb9650, 0x49565700, 2, 0x42000024);
            assert_record(&f, 2, 17, 0x3fcb9660, 0x49565800, 0, 0);
            assert_record(&f, 3, 19, 0x3fcb9680, 0x49565a00, 2, 0x4200002c);
            dump_done(&f);
        }
    }
}

/* Mail programs indent what they wrap. */
static void wrapped_lines_that_are_indented(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "1 allocations trace (8 entry buffer)\n"
                  "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount\n"
                  "    0x49565700 caller 0x400d0010:0x400d\n"
                  "\t0020:0x400d0030\n"
                  "16 bytes 'leaked' in trace (1 allocations)\ntotal allocations 2 total frees 1\n");
    assert_null(f.error);
    assert_record(&f, 0, 16, 0x3ffb0010, 0x49565700, 3, 0x400d0030);
    assert_int_equal(f.window->warning_count, 1);
    assert_warning(&f, 0, "wrapped-line", 2, "1 record wrapped over several lines, and put together again");
    dump_done(&f);
}

/* What projects write for the memory, or beside it, is not what a record is known by. */
static void other_words_in_a_record(void **state)
{
    (void)state;
    static const char *const heads[] = {
        ", External) allocated CPU 0 ccount",
        ", D/IRAM (8-bit)) allocated CPU 0 ccount",
        ", Interne (m\xc3\xa9moire)) allocated CPU 0 ccount",
        ", caps=0x1800) allocated CPU 0 ccount",
        ", Internal|DMA) allocated CPU 0 ccount",
        " Internal) allocated CPU 0 ccount",
        "; PSRAM) allocated CPU 0 ccount",
        ", Internal) allocated by task main CPU 0 ccount",
        ", Internal) allocated CPU 0 task 0x3fcb0000 (main) ccount",
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct dump_fixture f;
        char text[256];
        snprintf(text, sizeof text, "16 bytes (@ 0x3fcb9650%s 0x49565700 caller 0x42000010\n", heads[i]);
        dump_text(&f, text);
        if (f.error || f.window->record_count != 1)
            fail_msg("%s", text);
        assert_record(&f, 0, 16, 0x3fcb9650, 0x49565700, 1, 0x42000010);
        dump_done(&f);
    }
}

/* Where line ends were lost, the lines of the summary are read one behind the other. */
static void a_dump_in_one_line(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "====== Heap Trace: 2 records (8 capacity) ====== "
        "    16 bytes (@ 0x3fcb9650, Internal) allocated CPU 0 ccount 0x49565700 caller 0x42000010:0x42000020 "
        "    17 bytes (@ 0x3fcb9660, Internal) allocated CPU 0 ccount 0x49565800 caller 0x42000010:0x42000020 "
        "====== Heap Trace Summary ====== Mode: Heap Trace Leaks 33 bytes 'leaked' in trace (2 allocations) "
        "records: 2 (8 capacity, 3 high water mark) total allocations: 40 total frees: 38 "
        "(NB: Internal Buffer has overflowed, so trace data is incomplete.) ================================",
        "2 allocations trace (8 entry buffer) 16 bytes (@ 0x3fcb9650) allocated CPU 0 ccount 0x49565700 caller "
        "0x42000010 17 bytes (@ 0x3fcb9660) allocated CPU 0 ccount 0x49565800 caller 0x42000010 33 bytes 'leaked' in "
        "trace (2 allocations) total allocations 40 total frees 38 (NB: Buffer has overflowed, so trace data is "
        "incomplete.)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dump_fixture f;
        dump_text(&f, texts[i]);
        assert_null(f.error);
        assert_int_equal(f.window->record_count, 2);
        assert_int_equal(f.window->warning_count, 0);
        assert_int_equal(f.window->capacity, 8);
        assert_int_equal(f.window->total_allocations, 40);
        assert_int_equal(f.window->total_frees, 38);
        assert_int_equal(f.window->overflowed, 1);
        dump_done(&f);
    }
}

/* Programs for text, and pages, change the quotes of a summary. */
static void quotes_of_the_summary(void **state)
{
    (void)state;
    static const char *const leaked[] = {"'leaked'", "\u2018leaked\u2019", "&#39;leaked&#39;"};
    for (size_t i = 0; i < sizeof leaked / sizeof *leaked; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                 "2288 bytes %s in trace (23 allocations)\n",
                 leaked[i]);
        assert_warned(text, "summary-mismatch", 0, 0,
                      "the summary counts 23 allocations of 2288 bytes, and 1 of 16 bytes stands there");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_were_wrapped), cmocka_unit_test(wrapped_lines_that_are_indented),
        cmocka_unit_test(other_words_in_a_record), cmocka_unit_test(a_dump_in_one_line),
        cmocka_unit_test(quotes_of_the_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
