#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/escape.h"
#include "report_fixture.h"

/* The fields of the RFC 4180 line at text into fields, unquoted; the next line. */
static char *split(char *text, char *fields[], size_t room, size_t *count)
{
    *count = 0;
    for (;;) {
        assert_true(*count < room);
        char *to = text;
        fields[(*count)++] = text;
        if (*text == '"') {
            for (text++;; *to++ = *text++) {
                assert_int_not_equal(*text, '\0');
                if (*text == '"' && *++text != '"')
                    break;
            }
        } else {
            size_t length = strcspn(text, ",\"\r\n");
            text += length;
            to += length;
        }
        char end = *text++;
        *to = '\0';
        if (end == ',')
            continue;
        assert_int_equal(end, '\r');
        assert_int_equal(*text, '\n');
        return text + 1;
    }
}

static void every_record_is_a_line_of_whole_fields(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "csv", 100, false, false), *at = text, *fields[32];
    size_t columns, count, lines = 0;
    at = split(at, fields, 32, &columns);
    assert_string_equal(fields[0], "window");
    assert_string_equal(fields[columns - 1], "doubts");
    while (*at) {
        at = split(at, fields, 32, &count);
        assert_int_equal(count, columns);
        if (lines == 1) {
            static const char *const wanted[] = {"1",
                                                 "1",
                                                 "2",
                                                 "0x3fca7ae8",
                                                 "0",
                                                 "1921719480",
                                                 "internal",
                                                 "10.000000",
                                                 "0",
                                                 "1",
                                                 "leak",
                                                 "high",
                                                 "Certificate bundle: issuer names of cross-signed certificates",
                                                 "esp-crt-bundle-cross-signed",
                                                 "1",
                                                 "esp_crt_copy_asn1",
                                                 (FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c"),
                                                 "440",
                                                 "heap_caps_malloc_default < calloc < esp_crt_copy_asn1 < "
                                                 "esp_crt_ca_cb_callback < x509_crt_verify_chain",
                                                 ""};
            for (size_t i = 0; i < columns; i++)
                assert_string_equal(fields[i], wanted[i]);
        }
        lines++;
    }
    assert_int_equal(lines, FIXTURE_RECORDS);
    free(text);
    fixture_deinit(&f);
}

static void hostile_names_keep_their_field(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.findings[0].title = "a,\"b\"\r\n\x1b,\xff";
    char *text = fixture_write(&f, "csv", 100, false, false), *at = text, *fields[32];
    size_t columns, count;
    at = split(at, fields, 32, &columns);
    at = split(at, fields, 32, &count);
    at = split(at, fields, 32, &count);
    assert_int_equal(count, columns);
    assert_string_equal(fields[12], "a,\"b\"\\r\\n\\x1b,\\xff");
    free(text);
    fixture_deinit(&f);
}

/* A million records with a name of 4 KB each would be 4 GB. */
static void words_of_many_records_are_cut(void **state)
{
    (void)state;
    char name[4001] = "x";
    for (size_t i = 1; i < sizeof name - 1; i++)
        name[i] = "\xc3\xa9"[1 - i % 2];
    name[sizeof name - 2] = 'y';
    const struct ht_location location = {.function = name, .file = "a.c", .line = 7};
    for (int many = 0; many < 2; many++) {
        struct report_fixture f;
        fixture_leaky(&f);
        f.frame_items[2].locations = &location;
        f.frame_items[2].location_count = 1;
        f.chains[1].count = many ? 1 << 20 : 1;
        char *text = fixture_write(&f, "csv", 100, false, false), *at = text, *fields[32];
        size_t columns, count;
        at = split(at, fields, 32, &columns);
        at = split(at, fields, 32, &count);
        at = split(at, fields, 32, &count);
        assert_int_equal(count, columns);
        if (many) {
            assert_int_equal(strlen(fields[15]), 95 + 3);
            assert_memory_equal(fields[15], name, 95);
            assert_string_equal(fields[15] + 95, "\xe2\x80\xa6");
            assert_string_equal(fields[18] + strlen(fields[18]) - 3, "\xe2\x80\xa6");
        } else {
            assert_string_equal(fields[15], name);
        }
        assert_string_equal(fields[16], "a.c");
        assert_string_equal(fields[17], "7");
        free(text);
        fixture_deinit(&f);
    }
}

static void a_thousand_doubts_are_counted(void **state)
{
    (void)state;
    struct report_fixture f;
    static struct ht_doubt doubts[1000];
    fixture_leaky(&f);
    for (size_t i = 0; i < 1000; i++)
        doubts[i] = (struct ht_doubt){.code = "full", .message = "0123456789"};
    f.report.doubts = doubts;
    f.report.doubt_count = 1000;
    char *text = fixture_write(&f, "csv", 100, false, false), *at = text, *fields[32];
    size_t columns, count;
    at = split(at, fields, 32, &columns);
    at = split(at, fields, 32, &count);
    assert_int_equal(count, columns);
    assert_true(strlen(fields[columns - 1]) < 2200);
    assert_non_null(strstr(fields[columns - 1], "0123456789; and 8"));
    assert_non_null(strstr(fields[columns - 1], " more"));
    free(text);
    fixture_deinit(&f);
}

static void quotes_only_where_needed(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"", ""},
                                           {"plain", "plain"},
                                           {"=1+1", "'=1+1"}, /* a formula for a spreadsheet */
                                           {"+1", "'+1"},
                                           {"-[Foo bar]", "'-[Foo bar]"},
                                           {"@a,b", "\"'@a,b\""},
                                           {"a=1", "a=1"},
                                           {"a,b", "\"a,b\""},
                                           {"\"", "\"\"\"\""},
                                           {" a", "\" a\""},
                                           {"a ", "\"a \""},
                                           {"a\"b\"c", "\"a\"\"b\"\"c\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_strbuf out;
        ht_strbuf_init(&out);
        ht_escape_csv(&out, cases[i][0]);
        assert_string_equal(out.text, cases[i][1]);
        ht_strbuf_deinit(&out);
    }
}

/* An allocator's helper that the compiler put into the owner's frame is not the owner. */
static void the_owner_may_stand_outside_of_inlined_helpers(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    f.chains[1].owner_location = 1;
    char *text = fixture_write(&f, "csv", 100, false, false), *fields[32];
    size_t count;
    split(strstr(text, "\n1,1,") + 1, fields, 32, &count);
    assert_string_equal(fields[15], "esp_crt_ca_cb_callback");
    assert_string_equal(fields[17], "515");
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_is_a_line_of_whole_fields),
        cmocka_unit_test(the_owner_may_stand_outside_of_inlined_helpers),
        cmocka_unit_test(hostile_names_keep_their_field),
        cmocka_unit_test(words_of_many_records_are_cut),
        cmocka_unit_test(a_thousand_doubts_are_counted),
        cmocka_unit_test(quotes_only_where_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
