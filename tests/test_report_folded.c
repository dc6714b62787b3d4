#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>

#include "report_fixture.h"

static void chains_fold_root_first_and_sorted(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "folded", 100, false, false);
    assert_string_equal(text, "0x600fe120;calloc;heap_caps_malloc_default 16\n"
                              "esp_log_cache_add;calloc;heap_caps_malloc_default 40\n"
                              "esp_transport_ssl_init;calloc;heap_caps_malloc_default 1700\n"
                              "x509_crt_verify_chain;esp_crt_ca_cb_callback;calloc;heap_caps_malloc_default 1026\n"
                              "x509_crt_verify_chain;esp_crt_ca_cb_callback;esp_crt_copy_asn1;calloc;"
                              "heap_caps_malloc_default 690\n");
    free(text);
    fixture_deinit(&f);
}

/* Each line is names, a blank, and digits, as flamegraph.pl reads it, and has as many names as the chain. */
static void hostile_names_stay_one_name(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    const struct ht_location hostile = {.function = "a;b\n7 9\x1b"}, empty = {.function = ""};
    f.frame_items[4].locations = &hostile;
    f.frame_items[5].locations = &empty;
    f.trace.chains.items[4].depth = 0;
    char *text = fixture_write(&f, "folded", 100, false, false);
    assert_non_null(strstr(text, "a:b\\n7 9\\x1b;esp_crt_ca_cb_callback;calloc;heap_caps_malloc_default 1026\n"));
    assert_non_null(strstr(text, "??;calloc;heap_caps_malloc_default 1700\n"));
    assert_non_null(strstr(text, "[no callers recorded] 16\n"));
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const char *number = strrchr(line, ' ');
        assert_non_null(number);
        assert_true(number > line && isdigit((unsigned char)number[1]));
        assert_int_equal(strspn(number + 1, "0123456789"), strlen(number + 1));
    }
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_fold_root_first_and_sorted),
        cmocka_unit_test(hostile_names_stay_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
