#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/diag.h"

static char text[8192];

static struct ht_diag begin(enum ht_verbosity verbosity)
{
    memset(text, 0, sizeof text);
    FILE *memory = fmemopen(text, sizeof text, "w");
    assert_non_null(memory);
    return (struct ht_diag){memory, verbosity};
}

static void the_place_stands_before_the_message(void **state)
{
    (void)state;
    struct ht_diag diag = begin(HT_VERBOSITY_NORMAL);
    ht_diag_print(&diag, HT_SEVERITY_WARNING, "a.json", 3, 14, "%d records", 7);
    ht_diag_print(&diag, HT_SEVERITY_WARNING, "a.json", 3, 0, "line only");
    ht_diag_print(&diag, HT_SEVERITY_WARNING, "a.json", 0, 14, "file only");
    ht_diag_print(&diag, HT_SEVERITY_HINT, NULL, 0, 0, "nothing");
    fclose(diag.stream);
    assert_string_equal(text, "htanalyze: a.json:3:14: warning: 7 records\n"
                              "htanalyze: a.json:3: warning: line only\n"
                              "htanalyze: a.json: warning: file only\n"
                              "htanalyze: hint: nothing\n");
}

static void verbosity(void **state)
{
    (void)state;
    static const char *const expected[] = {
        [HT_VERBOSITY_QUIET] = "htanalyze: error: e\n",
        [HT_VERBOSITY_NORMAL] = "htanalyze: error: e\nhtanalyze: warning: w\n",
        [HT_VERBOSITY_VERBOSE] = "htanalyze: error: e\nhtanalyze: warning: w\nhtanalyze: note: n\n",
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct ht_diag diag = begin((enum ht_verbosity)i);
        ht_diag_print(&diag, HT_SEVERITY_ERROR, NULL, 0, 0, "e");
        ht_diag_print(&diag, HT_SEVERITY_WARNING, NULL, 0, 0, "w");
        ht_diag_print(&diag, HT_SEVERITY_NOTE, NULL, 0, 0, "n");
        fclose(diag.stream);
        assert_string_equal(text, expected[i]);
    }
}

static void errors_bring_their_hint(void **state)
{
    (void)state;
    struct ht_diag diag = begin(HT_VERBOSITY_QUIET);
    struct ht_error *error =
        ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, "a\nb", 1, 2, "says \"\033[2J\""), "look");
    ht_diag_error(&diag, error);
    ht_error_destroy(error);
    error = ht_error_create(HT_ERROR_PIPE, "nobody reads");
    ht_diag_error(&diag, error);
    ht_error_destroy(error);
    fclose(diag.stream);
    assert_string_equal(text, "htanalyze: a\\nb:1:2: error: says \"\\x1b[2J\"\nhtanalyze: hint: look\n");
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    char message[6000];
    memset(message, 'x', sizeof message - 1);
    message[sizeof message - 1] = '\0';
    struct ht_diag diag = begin(HT_VERBOSITY_NORMAL);
    ht_diag_print(&diag, HT_SEVERITY_WARNING, NULL, 0, 0, "%s", message);
    fclose(diag.stream);
    assert_true(strlen(text) > 4000 && strlen(text) < 4200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_stands_before_the_message),
        cmocka_unit_test(verbosity),
        cmocka_unit_test(errors_bring_their_hint),
        cmocka_unit_test(a_long_message_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
