#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_fixture.h"

static char *write_suppressions(const struct report_fixture *f)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = fixture_must(open_memstream(&text, &size));
    const struct ht_writer_settings settings = {.width = HT_WIDTH_DEFAULT};
    const struct ht_view_settings view = {0};
    assert_null(ht_writer_run(&ht_suppressions_writer, out, &f->report, &settings, &view));
    fclose(out);
    return text;
}

static void each_leak_is_named_once(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_finding leaks[5];
    for (size_t i = 0; i < 5; i++) {
        leaks[i] = f.findings[0];
        leaks[i].title = "Lost";
    }
    leaks[0].title = "Lost\nleak:everything"; /* a name is no line */
    leaks[1].rule = leaks[2].rule = leaks[3].rule = NULL;
    leaks[3].owner = NULL;
    leaks[4].suppressed_by = "lost";
    f.report.findings = leaks;
    f.report.finding_count = 5;
    char *text = write_suppressions(&f);
    assert_string_equal(text, "# Lost\\nleak:everything\nleak:^esp-crt-bundle-cross-signed$\n"
                              "# Lost\nleak:^esp_crt_ca_cb_callback$\n"
                              "# Lost\n"
                              "# Lost\n# no function of its callers is known: nothing can be named\n");
    free(text);
    fixture_deinit(&f);
}

static void no_leak_no_suppression(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.report.findings = &f.findings[1];
    f.report.finding_count = 3;
    char *text = write_suppressions(&f);
    assert_string_equal(text, "");
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_leak_is_named_once),
        cmocka_unit_test(no_leak_no_suppression),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
