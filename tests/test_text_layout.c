#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/text/layout.h"

/* A text in memory. */
struct page {
    struct ht_text text;
    FILE *stream;
    char *bytes;
    size_t size;
};

static void page_open(struct page *page, unsigned width, bool utf8, bool color)
{
    *page = (struct page){0};
    page->stream = open_memstream(&page->bytes, &page->size);
    assert_non_null(page->stream);
    ht_text_init(&page->text, page->stream, width, utf8, color);
}

/* Ends the page, which must read like this. */
static void assert_reads(struct page *page, const char *expected)
{
    assert_true(ht_text_deinit(&page->text));
    fclose(page->stream);
    assert_string_equal(page->bytes, expected);
    free(page->bytes);
}

static void words_are_wrapped(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, 40, true, false);
    ht_text_put(&page.text, "label");
    ht_text_to(&page.text, 8);
    ht_text_wrap(&page.text, 8, "as many  words as there is room for on a line of forty columns");
    assert_reads(&page, "label   as many words as there is room\n"
                        "        for on a line of forty columns\n");
    page_open(&page, 40, true, false);
    ht_text_wrap(&page.text, 2, "a_word_that_is_much_too_long_for_a_line_of_forty_columns end");
    assert_reads(&page, "  a_word_that_is_much_too_long_for_a_lin\n"
                        "  e_of_forty_columns end\n");
}

/* "17,105" at the end of a line and "B" at the beginning of the next read badly. */
static void a_number_stays_with_its_unit(void **state)
{
    (void)state;
    static const struct {
        const char *words, *expected;
    } cases[] = {
        {"between five thousand bytes and 17,105 B", "between five thousand bytes and 17,105 B\n"},
        {"between six thousands of them and 17,105 B", "between six thousands of them and\n17,105 B\n"},
        {"this stood there for the seconds (12 in 600 s) or so",
         "this stood there for the seconds (12 in\n600 s) or so\n"},
        {"what the trace explains is not quite 12 % of it", "what the trace explains is not quite\n12 % of it\n"},
        {"a longer unit goes where it has space 12 blocks", "a longer unit goes where it has space 12\nblocks\n"},
        {"neither are there units without any one a b", "neither are there units without any one\na b\n"},
        {"a number at the end of what is said: 4", "a number at the end of what is said: 4\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page;
        page_open(&page, 40, true, false);
        ht_text_wrap(&page.text, 0, cases[i].words);
        assert_reads(&page, cases[i].expected);
    }
}

static void names_are_cut_where_they_say_least(void **state)
{
    (void)state;
    static const struct {
        enum ht_cut how;
        const char *name, *utf8, *ascii;
    } cases[] = {
        {HT_CUT_END, "mbedtls_ssl_set_hostname", "mbedtls_ssl_s…\n", "mbedtls_ssl...\n"},
        {HT_CUT_MIDDLE, "std::vector<int>::push_back", "std::v…sh_back\n", "std::...h_back\n"},
        {HT_CUT_PATH, "/opt/esp/idf/heap/heap_caps.c", "…/heap_caps.c\n", ".../heap_caps.c\n"},
        {HT_CUT_END, "short", "short\n", "short\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int utf8 = 0; utf8 < 2; utf8++) {
            struct page page;
            page_open(&page, 40, utf8, false);
            ht_text_fit(&page.text, cases[i].name, cases[i].how == HT_CUT_PATH ? 15 : 14, cases[i].how);
            assert_reads(&page, utf8 ? cases[i].utf8 : cases[i].ascii);
        }
    }
}

static void columns_are_kept(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, 10, true, false); /* too narrow: 40 it is */
    ht_text_to(&page.text, 2);
    ht_text_right(&page.text, "1,632", 8);
    ht_text_to(&page.text, 3); /* past it already: one blank */
    ht_text_put(&page.text, "x");
    ht_text_end(&page.text);
    ht_text_heading(&page.text, "Sizes");
    ht_text_put(&page.text, "what does not fit on a line of forty columns is dropped");
    assert_reads(&page, "     1,632 x\n\nSizes\nwhat does not fit on a line of forty col\n");
}

static void styles_end_with_their_words(void **state)
{
    (void)state;
    struct page page;
    page_open(&page, 40, true, true);
    ht_text_style(&page.text, HT_STYLE_BOLD);
    ht_text_put(&page.text, "bold");
    ht_text_style(&page.text, HT_STYLE_PLAIN);
    ht_text_to(&page.text, 6);
    ht_text_put(&page.text, "plain\x1b[31m");
    assert_reads(&page, "\x1b[1mbold  \x1b[0mplain\\x1b[31m\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_wrapped),
        cmocka_unit_test(a_number_stays_with_its_unit),
        cmocka_unit_test(names_are_cut_where_they_say_least),
        cmocka_unit_test(columns_are_kept),
        cmocka_unit_test(styles_end_with_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
