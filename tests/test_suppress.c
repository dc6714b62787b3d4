#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "judge/gate.h"
#include "judge/suppress.h"
#include "report_fixture.h"

static void patterns_fit_like_those_of_leak_sanitizer(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool fits;
    } cases[] = {
        {"crt", "esp_crt_copy", true},
        {"esp_crt_copy", "crt", false},
        {"^esp", "esp_crt_copy", true},
        {"^crt", "esp_crt_copy", false},
        {"copy$", "esp_crt_copy", true},
        {"crt$", "esp_crt_copy", false},
        {"^esp_crt_copy$", "esp_crt_copy", true},
        {"^esp*copy$", "esp_crt_copy", true},
        {"^esp*crt$", "esp_crt_copy", false},
        {"esp*cop*", "esp_crt_copy", true},
        {"crt*esp", "esp_crt_copy", false},
        {"*", "anything", true},
        {"^*$", "anything", true},
        {"b$", "bab", true},
        {"^b*b$", "b", false},
        {"^ab*ba$", "aba", false},
        {"a**b", "ab", true},
        {"/mbedtls/*.c$", "/idf/mbedtls/x509_crt.c", true},
        {"^$", "text", false},
        {"$", "text", true},
        {"poll", "btclock::MempoolClient::poll", true},
        {"a$b", "a$b", true},
        {"a^b", "xa^by", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (ht_suppression_fits(cases[i].pattern, cases[i].text) != cases[i].fits)
            fail_msg("%s %s %s", cases[i].pattern, cases[i].fits ? "must fit" : "must not fit", cases[i].text);
    }
}

static struct ht_error *read_text(struct ht_arena *arena, const char *text, struct ht_suppressions *ret)
{
    return ht_suppressions_read(arena, "known.supp", text, strlen(text), ret);
}

static void comments_and_blank_lines_are_passed_over(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_suppressions suppressions = {0};
    ht_arena_init(&arena);
    assert_null(read_text(&arena, "# known\r\n\n  \t\nleak:first one \r\n \tleak: second\n#leak:third\nleak:fourth",
                          &suppressions));
    assert_int_equal(suppressions.count, 3);
    assert_string_equal(suppressions.items[0].pattern, "first one");
    assert_int_equal(suppressions.items[0].line, 4);
    assert_string_equal(suppressions.items[1].pattern, "second");
    assert_string_equal(suppressions.items[2].pattern, "fourth");
    assert_string_equal(suppressions.items[2].path, "known.supp");
    assert_int_equal(suppressions.items[2].line, 7);
    ht_suppressions_deinit(&suppressions);
    ht_suppressions_deinit(NULL);
    ht_arena_deinit(&arena);
}

static void what_is_no_suppression_is_refused_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size, line, column;
    } cases[] = {
        {"leak:a\n  race:b\n", 16, 2, 3}, {"foo", 3, 1, 1},      {"leak:", 5, 1, 6},
        {"\nleak:  \n", 9, 2, 6},         {"leak", 4, 1, 1},     {"leak:a\0b", 8, 1, 7},
        {"{\"leaks\": []}", 13, 1, 1},    {"LEAK:a\n", 7, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        struct ht_suppressions suppressions = {0};
        ht_arena_init(&arena);
        struct ht_error *error =
            ht_suppressions_read(&arena, "known.supp", cases[i].text, cases[i].size, &suppressions);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        assert_string_equal(error->path, "known.supp");
        assert_int_equal(error->line, cases[i].line);
        assert_int_equal(error->column, cases[i].column);
        ht_error_destroy(error);
        ht_suppressions_deinit(&suppressions);
        ht_arena_deinit(&arena);
    }
}

static void a_pattern_is_not_longer_than_names_are(void **state)
{
    (void)state;
    char text[5 + 1001] = "leak:";
    struct ht_arena arena;
    struct ht_suppressions suppressions = {0};
    ht_arena_init(&arena);
    memset(text + 5, '*', 1001);
    assert_null(ht_suppressions_read(&arena, "known.supp", text, 5 + 1000, &suppressions));
    struct ht_error *error = ht_suppressions_read(&arena, "known.supp", text, 5 + 1001, &suppressions);
    assert_non_null(error);
    assert_string_equal(error->message, "expected a pattern of no more than 1000 bytes");
    assert_int_equal(error->column, 6);
    ht_error_destroy(error);
    ht_suppressions_deinit(&suppressions);
    ht_arena_deinit(&arena);
}

/* Suppresses in the made report by one file; the fixture is the caller's to deinit. */
static void suppress(struct report_fixture *f, const char *text)
{
    fixture_leaky(f);
    struct ht_suppressions suppressions = {0};
    assert_null(read_text(&f->arena, text, &suppressions));
    assert_null(ht_suppress(&f->report, &suppressions));
    ht_suppressions_deinit(&suppressions);
}

static void a_leak_is_suppressed_by_function_file_or_rule(void **state)
{
    (void)state;
    static const char *const fitting[] = {"leak:^esp_crt_copy_asn1$", "leak:^esp_crt_ca_cb_callback$",
                                          "leak:x509_crt_verify_chain", "leak:esp_crt_bundle.c$",
                                          "leak:^esp-crt-bundle-cross-signed$"};
    for (size_t i = 0; i < sizeof fitting / sizeof *fitting; i++) {
        struct report_fixture f;
        suppress(&f, fitting[i]);
        assert_string_equal(f.findings[0].suppressed_by, fitting[i] + strlen("leak:"));
        assert_int_equal(f.report.suppressions[0].matches, 1);
        fixture_deinit(&f);
    }
}

static void allocators_and_other_verdicts_are_left_alone(void **state)
{
    (void)state;
    struct report_fixture f;
    suppress(&f, "leak:calloc\nleak:heap_caps.c\nleak:esp_transport_ssl_init\nleak:nothing\n");
    for (size_t i = 0; i < f.report.finding_count; i++)
        assert_null(f.findings[i].suppressed_by);
    assert_int_equal(f.report.suppression_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(f.report.suppressions[i].matches, 0);
    assert_int_equal(f.report.suppressions[3].line, 4);
    fixture_deinit(&f);
}

static void the_first_pattern_is_told_and_all_are_counted(void **state)
{
    (void)state;
    struct report_fixture f;
    suppress(&f, "leak:copy_asn1\nleak:bundle\n");
    assert_string_equal(f.findings[0].suppressed_by, "copy_asn1");
    assert_int_equal(f.report.suppressions[0].matches, 1);
    assert_int_equal(f.report.suppressions[1].matches, 1);
    struct ht_gate_condition condition;
    assert_null(ht_gate_parse("leak:low", &condition));
    assert_null(ht_gate_judge(&f.report, &condition, 1));
    assert_false(f.report.gate[0].met);
    char *text = fixture_write(&f, "text", 100, true, false);
    assert_non_null(strstr(text, "1 leak (suppressed): "));
    assert_non_null(strstr(text, "  suppressed "));
    free(text);
    text = fixture_write(&f, "markdown", 100, true, false);
    assert_non_null(strstr(text, "| suppressed | "));
    free(text);
    text = fixture_write(&f, "json", 100, true, false);
    assert_non_null(strstr(text, "\"suppressed_by\":\"copy_asn1\""));
    free(text);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_not_longer_than_names_are),
        cmocka_unit_test(patterns_fit_like_those_of_leak_sanitizer),
        cmocka_unit_test(comments_and_blank_lines_are_passed_over),
        cmocka_unit_test(what_is_no_suppression_is_refused_at_its_place),
        cmocka_unit_test(a_leak_is_suppressed_by_function_file_or_rule),
        cmocka_unit_test(allocators_and_other_verdicts_are_left_alone),
        cmocka_unit_test(the_first_pattern_is_told_and_all_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
