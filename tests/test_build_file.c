#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "compare/build_file.h"
#include "cost.h"
#include "report_fixture.h"

#define HEAD "{\"schema\":\"htanalyze-report/1\",\"windows\":["
#define WINDOW "{\"seconds\":600.0,\"trace\":0}"
#define FRAME "{\"pc\":\"0x42000000\",\"role\":\"code\",\"function\":\"f\",\"inlined\":[]}"
#define CHAIN "{\"id\":0,\"pcs\":[\"0x42000000\"],\"bytes\":8}"
#define FINDING_HEAD "{\"key\":\"f\",\"title\":\"T\",\"rule\":null,\"verdict\":\"leak\","
#define FINDING_TAIL                                                                                      \
    "\"owner\":null,\"suppressed_by\":null,\"count\":4,\"bytes\":8,\"bursts\":4,\"bytes_per_burst\":2.0," \
    "\"chains\":[0],\"rate\":{\"bytes_per_hour\":null,\"lower_bound\":false,\"low\":null,\"high\":null}," \
    "\"fingerprints\":[{\"sizes\":[[2,1]]}]}"
#define FINDING FINDING_HEAD "\"confidence\":\"high\"," FINDING_TAIL
#define REPORT(window, frame, chain, finding) \
    HEAD window "],\n\"frames\":[" frame "],\n\"chains\":[" chain "],\n\"findings\":[" finding "]}"

static struct ht_error *read_text(struct ht_arena *arena, const char *text, size_t size, struct ht_build *ret)
{
    return ht_build_read(arena, "old.json", text, size, ret);
}

/* With what a report was compared is no matter of a later comparison. */
static void doubts_of_an_earlier_comparison_are_forgotten(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    struct ht_doubt doubts[] = {{.code = HT_DOUBT_FOREIGN, .path = "a.json", .message = "of another project"},
                                {.code = HT_DOUBT_OVERFLOW, .path = "a.json", .message = "the buffer is full"}};
    f.report.doubts = doubts;
    f.report.doubt_count = 2;
    char *text = fixture_write(&f, "json", 100, true, false);
    struct ht_build baseline;
    assert_null(read_text(&f.arena, text, strlen(text), &baseline));
    free(text);
    assert_int_equal(baseline.doubt_count, 1);
    assert_string_equal(baseline.doubts[0].code, HT_DOUBT_OVERFLOW);
    assert_null(ht_build_refuse(&baseline));
    fixture_deinit(&f);
}

static void our_own_report_is_read_back(void **state)
{
    (void)state;
    struct report_fixture f;
    fixture_leaky(&f);
    char *text = fixture_write(&f, "json", 100, true, false);
    struct ht_build baseline;
    assert_null(read_text(&f.arena, text, strlen(text), &baseline));
    free(text);
    assert_string_equal(baseline.path, "old.json");
    assert_true(baseline.seconds == 600);
    assert_int_equal(baseline.finding_count, 4);
    assert_int_equal(baseline.function_count, 8);
    const struct ht_build_finding *leak = &baseline.findings[0];
    assert_string_equal(leak->key, f.findings[0].key);
    assert_string_equal(leak->title, f.findings[0].title);
    assert_string_equal(leak->rule, "esp-crt-bundle-cross-signed");
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_int_equal(leak->confidence, HT_CONFIDENCE_HIGH);
    assert_string_equal(leak->owner->function, f.findings[0].owner->function);
    assert_int_equal(leak->owner->line, f.findings[0].owner->line);
    assert_null(leak->suppressed_by);
    assert_int_equal(leak->count, f.findings[0].count);
    assert_int_equal(leak->bytes, f.findings[0].bytes);
    assert_int_equal(leak->bursts, 12);
    assert_true(leak->bytes_per_burst == 143);
    assert_true(leak->rate.bytes_per_hour == 10296);
    assert_int_equal(leak->size_count, 5);
    assert_int_equal(leak->sizes[1].size, 3);
    assert_int_equal(leak->sizes[1].count, 3);
    assert_int_equal(leak->chain_count, 2);
    assert_int_equal(leak->chains[1].count, 5);
    assert_int_equal(leak->chains[1].allocators, 2);
    assert_string_equal(leak->chains[1].functions[2], "esp_crt_copy_asn1");
    assert_string_equal(leak->chains[1].functions[3], "esp_crt_ca_cb_callback");
    assert_string_equal(leak->chains[1].functions[4], "x509_crt_verify_chain");
    assert_null(baseline.findings[1].rule);
    assert_true(isnan(baseline.findings[1].bytes_per_burst));
    assert_int_equal(baseline.findings[3].chains[0].count, 2); /* its last PC has no function */
    fixture_deinit(&f);
}

static void two_looks_at_one_trace_see_its_time_once(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {
        {REPORT(WINDOW ",{\"seconds\":90.0,\"trace\":0}", FRAME, CHAIN, FINDING), 600},
        {REPORT(WINDOW ",{\"seconds\":90.0,\"trace\":1}", FRAME, CHAIN, FINDING), 690},
        {REPORT(WINDOW ",{\"seconds\":null,\"trace\":1}", FRAME, CHAIN, FINDING), NAN},
        {REPORT("", "", "", ""), NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        struct ht_build baseline;
        ht_arena_init(&arena);
        assert_null(read_text(&arena, cases[i].text, strlen(cases[i].text), &baseline));
        assert_true(baseline.seconds == cases[i].seconds || (isnan(baseline.seconds) && isnan(cases[i].seconds)));
        ht_arena_deinit(&arena);
    }
}

static void errors_tell_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
        size_t line, column;
    } cases[] = {
        {"", "expected a JSON report", 1, 1},
        {"window_600s.json  600 s, 107 of 256 records", "expected a JSON report", 1, 1},
        {"[]", "expected a JSON report", 1, 1},
        {"{\"count\":1,\"leaks\":[]}", "found a dump", 1, 1},
        {"{}", "found JSON without the key schema", 1, 1},
        {"{\"schema\":\"htanalyze-report/2\"}", "expected the schema", 1, 11},
        {"{\"schema\":7}", "expected the schema", 1, 11},
        {"{\"schema\":\"htanalyze-report/1\"}", "expected the key windows", 1, 1},
        {"{\"schema\":\"htanalyze-report/1\"", "expected ',' or '}'", 1, 31},
        {REPORT(WINDOW, FRAME, CHAIN, FINDING) " x", "nothing behind", 4, 297},
        {REPORT("3", FRAME, CHAIN, FINDING), "an object", 1, 43},
        {REPORT("{\"seconds\":-1,\"trace\":0}", FRAME, CHAIN, FINDING), "a number from 0 on", 1, 54},
        {REPORT("{\"seconds\":1,\"trace\":1}", FRAME, CHAIN, FINDING), "a whole number", 1, 64},
        {REPORT("{\"seconds\":1}", FRAME, CHAIN, FINDING), "the key trace", 1, 43},
        {REPORT(WINDOW, "{\"pc\":true,\"role\":\"code\",\"function\":\"f\",\"inlined\":[]}", CHAIN, FINDING),
         "an address", 2, 17},
        {REPORT(WINDOW, "{\"pc\":\"0x1\",\"role\":\"code\",\"function\":\"f\",\"inlined\":{}}", CHAIN, FINDING),
         "an array", 2, 62},
        {REPORT(WINDOW, FRAME, "{\"id\":1,\"pcs\":[],\"bytes\":8}", FINDING), "in the order", 3, 17},
        {REPORT(WINDOW, FRAME, "{\"id\":0,\"id\":0,\"pcs\":[],\"bytes\":8}", FINDING), "each key once", 3, 19},
        {REPORT(WINDOW, FRAME, "{\"id\":0,\"pcs\":[\"0x42000001\"],\"bytes\":8}", FINDING), "among the frames", 3, 26},
        {REPORT(WINDOW, FRAME, "", FINDING), "the id of a chain", 4, 182},
        {REPORT(WINDOW, FRAME, CHAIN, "{\"key\":\"k\"}"), "the key title", 4, 13},
        {REPORT(WINDOW, FRAME, CHAIN, "{\"key\":\"\"}"), "a string", 4, 20},
        {REPORT(WINDOW, FRAME, CHAIN, FINDING_HEAD "\"confidence\":\"sure\"," FINDING_TAIL),
         "expected high, medium or low", 4, 78},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        struct ht_build baseline;
        ht_arena_init(&arena);
        struct ht_error *error = read_text(&arena, cases[i].text, strlen(cases[i].text), &baseline);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        if (!strstr(error->message, cases[i].expected) || error->line != cases[i].line ||
            error->column != cases[i].column)
            fail_msg("%s\n%zu:%zu: %s", cases[i].text, error->line, error->column, error->message);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
    }
}

static void every_cut_and_flip_is_survived(void **state)
{
    (void)state;
    static const char whole[] = REPORT(WINDOW, FRAME, CHAIN, FINDING);
    const size_t size = sizeof whole - 1;
    for (size_t i = 0; i < 9 * size; i++) {
        char text[sizeof whole];
        memcpy(text, whole, sizeof whole);
        if (i >= size)
            text[i % size] = (char)(text[i % size] ^ 1 << (i / size - 1));
        struct ht_arena arena;
        struct ht_build baseline;
        ht_arena_init(&arena);
        struct ht_error *error = read_text(&arena, text, i < size ? i : size, &baseline);
        if (i < size)
            assert_non_null(error);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
    }
}

/* A frame of very many callers, in a chain that all findings share, is read once: else this takes minutes. */
static void what_findings_share_is_read_once(void **state)
{
    (void)state;
    enum { CALLERS = 100000, FINDINGS = 10000 };
    struct ht_strbuf text;
    struct ht_arena arena;
    struct ht_build baseline;
    ht_strbuf_init(&text);
    ht_arena_init(&arena);
    ht_strbuf_adds(&text, HEAD WINDOW "],\"frames\":[{\"pc\":\"0x42000000\",\"role\":\"code\",\"function\":\"f\","
                                      "\"inlined\":[{\"function\":\"g\"}");
    for (size_t i = 0; i < CALLERS; i++)
        ht_strbuf_adds(&text, ",{\"function\":null}");
    ht_strbuf_adds(&text, "]}],\"chains\":[" CHAIN "],\"findings\":[" FINDING);
    for (size_t i = 1; i < FINDINGS; i++)
        ht_strbuf_adds(&text, "," FINDING);
    ht_strbuf_adds(&text, "]}");
    assert_false(text.failed);
    double start = cost_now();
    assert_null(read_text(&arena, text.text, text.length, &baseline));
    assert_cheap_since(start);
    assert_int_equal(baseline.finding_count, FINDINGS);
    assert_int_equal(baseline.findings[FINDINGS - 1].chains[0].count, 2);
    assert_string_equal(baseline.findings[FINDINGS - 1].chains[0].functions[1], "g");
    assert_int_equal(baseline.function_count, 2);
    ht_arena_deinit(&arena);
    ht_strbuf_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_report_is_read_back),
        cmocka_unit_test(doubts_of_an_earlier_comparison_are_forgotten),
        cmocka_unit_test(two_looks_at_one_trace_see_its_time_once),
        cmocka_unit_test(errors_tell_their_place),
        cmocka_unit_test(what_findings_share_is_read_once),
        cmocka_unit_test(every_cut_and_flip_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
