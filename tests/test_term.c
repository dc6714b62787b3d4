#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cli/term.h"
#include "report/writer.h"

static int clean_environment(void **state)
{
    (void)state;
    unsetenv("COLUMNS");
    unsetenv("LC_ALL");
    unsetenv("LC_CTYPE");
    unsetenv("LANG");
    unsetenv("NO_COLOR");
    unsetenv("CLICOLOR_FORCE");
    setenv("TERM", "xterm", 1);
    return 0;
}

static unsigned width_with(const char *columns)
{
    setenv("COLUMNS", columns, 1);
    FILE *file = tmpfile();
    assert_non_null(file);
    unsigned width = ht_term_width(file);
    fclose(file);
    return width;
}

static void columns_are_obeyed(void **state)
{
    (void)state;
    assert_int_equal(width_with("60"), 60);
    assert_int_equal(width_with("250"), 250);
    assert_int_equal(width_with("1"), HT_WIDTH_MIN);
    assert_int_equal(width_with("99999999999999999999"), HT_WIDTH_MAX);
}

static void columns_that_are_no_number_are_passed_over(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "0", "-5", "wide", "80x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(width_with(texts[i]), HT_WIDTH_DEFAULT);
}

static void colours_by_environment(void **state)
{
    (void)state;
    FILE *file = tmpfile(); /* no terminal */
    assert_non_null(file);
    assert_false(ht_term_color(file, HT_COLOR_AUTO));
    assert_true(ht_term_color(file, HT_COLOR_ALWAYS));
    setenv("CLICOLOR_FORCE", "1", 1);
    assert_true(ht_term_color(file, HT_COLOR_AUTO));
    assert_false(ht_term_color(file, HT_COLOR_NEVER));
    setenv("CLICOLOR_FORCE", "0", 1);
    assert_false(ht_term_color(file, HT_COLOR_AUTO));
    setenv("CLICOLOR_FORCE", "1", 1);
    setenv("NO_COLOR", "", 1); /* empty is as good as not set */
    assert_true(ht_term_color(file, HT_COLOR_AUTO));
    setenv("NO_COLOR", "0", 1);
    assert_false(ht_term_color(file, HT_COLOR_AUTO));
    assert_true(ht_term_color(file, HT_COLOR_ALWAYS));
    fclose(file);
}

static void a_stream_without_a_descriptor(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    assert_non_null(memory);
    assert_int_equal(ht_term_width(memory), HT_WIDTH_DEFAULT);
    assert_false(ht_term_color(memory, HT_COLOR_AUTO));
    fclose(memory);
    free(text);
}

static bool utf8_with(const char *variable, const char *locale)
{
    setenv(variable, locale, 1);
    return ht_term_utf8();
}

static void a_locale_without_files_is_judged_by_its_name(void **state)
{
    (void)state;
    static const char *const utf8[] = {"xx_XX.UTF-8", "xx_XX.utf8", "xx.UTF-8@euro", "C.UTF-8"};
    static const char *const other[] = {"C", "POSIX", "", "xx_XX", "xx_XX.ISO-8859-1", "xx.UTF-80", "xx@UTF-8"};
    assert_false(utf8_with("LANG", ""));
    for (size_t i = 0; i < sizeof utf8 / sizeof *utf8; i++)
        assert_true(utf8_with("LANG", utf8[i]));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(utf8_with("LANG", other[i]));
    assert_true(utf8_with("LC_CTYPE", "xx_XX.UTF-8"));
    assert_false(utf8_with("LC_ALL", "C"));
    assert_true(utf8_with("LC_ALL", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(columns_are_obeyed, clean_environment),
        cmocka_unit_test_setup(columns_that_are_no_number_are_passed_over, clean_environment),
        cmocka_unit_test_setup(colours_by_environment, clean_environment),
        cmocka_unit_test_setup(a_locale_without_files_is_judged_by_its_name, clean_environment),
        cmocka_unit_test_setup(a_stream_without_a_descriptor, clean_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
