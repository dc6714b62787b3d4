#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "answers_fixture.h"
#include "base/strbuf.h"
#include "infer/builtin.h"
#include "infer/signatures_file.h"

static struct ht_error *read_text(struct ht_arena *arena, const char *text, struct ht_signatures *ret)
{
    return ht_signatures_read(arena, "rules.json", text, strlen(text), ret);
}

static void every_key_is_read(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
    assert_null(read_text(&arena,
                          "{\"signatures\": [{\"id\": \"a\", \"class\": \"transient\", \"title\": \"T\", "
                          "\"functions\": [\"f*\", \"g\"], \"files\": [\"x.c\"], \"components\": [\"mbed*\"], "
                          "\"session\": true, \"layer\": \"connection\", \"lifetime_s\": 120, \"event\": \"poll\", "
                          "\"url\": \"https://example.com\", \"affected\": [\"v1\", \"v2\"], \"fixed\": [\"v3\"], "
                          "\"workaround\": \"w\", \"source\": \"s\", \"match\": \"first\", \"through\": [\"t\"], "
                          "\"callers\": [\"c*\"], \"option\": \"CONFIG_X\", \"bound\": \"b\", \"freed_by\": \"f\", "
                          "\"traced\": \"in part\", \"example\": \"f<c\"}]}",
                          &signatures));
    assert_int_equal(signatures.count, 1);
    const struct ht_signature *s = &signatures.items[0];
    assert_string_equal(s->id, "a");
    assert_int_equal(s->class, HT_SIGNATURE_TRANSIENT);
    assert_string_equal(s->title, "T");
    assert_int_equal(s->functions.count, 2);
    assert_string_equal(s->functions.items[1], "g");
    assert_string_equal(s->files.items[0], "x.c");
    assert_string_equal(s->components.items[0], "mbed*");
    assert_true(s->session);
    assert_true(s->connection);
    assert_true(s->lifetime == 120);
    assert_string_equal(s->event, "poll");
    assert_string_equal(s->affected, "v1, v2");
    assert_string_equal(s->fixed, "v3");
    assert_string_equal(s->workaround, "w");
    assert_int_equal(s->match, HT_MATCH_FIRST);
    assert_string_equal(s->through.items[0], "t");
    assert_string_equal(s->callers.items[0], "c*");
    assert_string_equal(s->option, "CONFIG_X");
    assert_string_equal(s->bound, "b");
    assert_string_equal(s->freed_by, "f");
    assert_string_equal(s->traced, "in part");
    assert_string_equal(s->example, "f<c");
    assert_int_equal(s->history.affected_count, 0); /* v1 and v2 are no releases of ESP-IDF */
    ht_arena_deinit(&arena);
}

/* Rules stand on lines, and live for no time or a day. */
static void lines_and_lifetimes(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
#define RULE(seconds) \
    "\n{\"id\":\"a\",\"class\":\"transient\",\"title\":\"T\",\n\"functions\":[\"f\"],\"lifetime_s\":" seconds "}"
    assert_null(read_text(&arena, "{\"signatures\": [" RULE("0") "," RULE("86400") ",\n" RULE("1") "]}", &signatures));
    assert_int_equal(signatures.count, 3);
    static const size_t lines[] = {2, 4, 7};
    static const double seconds[] = {0, 86400, 1};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(signatures.items[i].line, lines[i]);
        assert_true(signatures.items[i].lifetime == seconds[i]);
    }
    ht_arena_deinit(&arena);
}

static void errors_tell_their_place(void **state)
{
    (void)state;
#define HEAD "{\"signatures\":[{\"id\":\"a\",\"class\":\"leak\",\"title\":\"T\",\n"
    static const struct {
        const char *text, *expected;
        size_t line, column;
    } cases[] = {
        {"", "an object", 1, 1},
        {"[]", "an object", 1, 1},
        {"{\"rules\":[]}", "the key signatures", 1, 2},
        {"{\"signatures\":{}}", "an array", 1, 15},
        {"{\"signatures\":[3]}", "an object", 1, 16},
        {"{\"signatures\":[]} x", "nothing behind", 1, 19},
        {HEAD "\"functions\":[\"f\"],}]}", "", 2, 19},
        {HEAD "\"functions\":\"f\"}]}", "array of strings", 2, 13},
        {HEAD "\"functions\":[]}]}", "at least one", 2, 13},
        {HEAD "\"functions\":[1]}]}", "a string", 2, 14},
        {HEAD "\"functions\":[\"f\"],\"functions\":[\"g\"]}]}", "once", 2, 19},
        {HEAD "\"functions\":[\"f\"],\"Title\":\"x\"}]}", "known key", 2, 19},
        {HEAD "\"functions\":[\"f\"],\"lifetime_s\":-1}]}", "86400", 2, 32},
        {HEAD "\"functions\":[\"f\"],\"lifetime_s\":1e400}]}", "86400", 2, 32},
        {HEAD "\"functions\":[\"f\"],\"lifetime_s\":86401}]}", "86400", 2, 32},
        {HEAD "\"functions\":[\"f\"],\"source\":1}]}", "a string", 2, 28},
        {HEAD "\"functions\":[\"f\"],\"source\":\"\"}]}", "a string", 2, 28},
        {HEAD "\"functions\":[\"f\"],\"session\":1}]}", "true or false", 2, 29},
        {HEAD "\"functions\":[\"f\"],\"session\":true}]}", "class transient", 1, 16},
        {HEAD "\"functions\":[\"f\"],\"layer\":\"top\"}]}", "client or connection", 2, 27},
        {HEAD "\"functions\":[\"f\"],\"match\":\"all\"}]}", "anywhere, owner or first", 2, 27},
        {HEAD "\"functions\":[\"f\"],\"callers\":[\"c\"]}]}", "the key match with owner or first", 1, 16},
        {HEAD "\"event\":\"x\"}]}", "one of the keys", 1, 16},
        {"{\"signatures\":[{\"id\":\"a\",\"class\":\"bug\"}]}", "allocator, plumbing", 1, 34},
        {"{\"signatures\":[{\"id\":\"a\",\"class\":\"leak\",\"functions\":[\"f\"]}]}", "title", 1, 16},
        {"{\"signatures\":[{\"id\":\"a\",\"title\":\"T\",\"functions\":[\"f\"]}]}", "id, class", 1, 16},
        {"{\"signatures\":[{\"class\":\"leak\",\"title\":\"T\",\"functions\":[\"f\"]}]}", "id, class", 1, 16},
        {HEAD "\"functions\":[\"f\"", "", 2, 17},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_arena arena;
        struct ht_signatures signatures = {NULL, 77};
        ht_arena_init(&arena);
        struct ht_error *error = read_text(&arena, cases[i].text, &signatures);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        assert_string_equal(error->path, "rules.json");
        if (!strstr(error->message, cases[i].expected))
            fail_msg("case %zu: %s", i, error->message);
        if (error->line != cases[i].line || error->column != cases[i].column)
            fail_msg("case %zu: %zu:%zu: %s", i, error->line, error->column, error->message);
        assert_non_null(error->hint);
        if (strstr(cases[i].text, "Title"))
            assert_non_null(strstr(error->hint, "did you mean \"title\"?"));
        assert_int_equal(signatures.count, 77);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
    }
}

/* One signature with lists of count patterns of length bytes. */
static struct ht_error *read_patterns(size_t lists, size_t count, size_t length)
{
    struct ht_strbuf text;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_strbuf_init(&text);
    ht_arena_init(&arena);
    ht_strbuf_addf(&text, "{\"signatures\":[");
    for (size_t i = 0; i < lists; i++) {
        ht_strbuf_addf(&text, "%s{\"id\":\"a\",\"class\":\"leak\",\"title\":\"T\",\"functions\":[", i ? "," : "");
        for (size_t k = 0; k < count; k++)
            ht_strbuf_addf(&text, "%s\"%0*d\"", k ? "," : "", (int)length, 0);
        ht_strbuf_addf(&text, "]}");
    }
    ht_strbuf_addf(&text, "]}");
    struct ht_error *error = ht_signatures_read(&arena, "rules.json", text.text, text.length, &signatures);
    ht_arena_deinit(&arena);
    ht_strbuf_deinit(&text);
    return error;
}

static void patterns_have_limits(void **state)
{
    (void)state;
    static const struct {
        size_t lists, count, length;
        const char *expected;
    } cases[] = {
        {1, 1, 1000, NULL}, {1, 1, 1001, "signature 1: expected a string of no more than 1000 bytes"},
        {1, 1000, 1, NULL}, {1, 1001, 1, "signature 1: expected no more than 1000 strings"},
        {5, 1000, 1, NULL}, {6, 1000, 1, "signature 6: expected no more than 5000 strings in the arrays of a file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_error *error = read_patterns(cases[i].lists, cases[i].count, cases[i].length);
        assert_int_equal(error != NULL, cases[i].expected != NULL);
        if (error)
            assert_string_equal(error->message, cases[i].expected);
        ht_error_destroy(error);
    }
}

static void the_built_in_ones_can_be_read(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
    assert_null(ht_signatures_builtin(&arena, &signatures));
    assert_true(signatures.count > 10);
    for (size_t i = 0; i < signatures.count; i++) {
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(signatures.items[i].id, signatures.items[k].id);
    }
    ht_arena_deinit(&arena);
}

static void files_and_components_narrow_a_match(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
    assert_null(
        read_text(&arena,
                  "{\"signatures\":[{\"id\":\"file\",\"class\":\"leak\",\"title\":\"T\",\"functions\":[\"read\"],"
                  "\"files\":[\"library/*.c\"]},{\"id\":\"component\",\"class\":\"leak\",\"title\":\"T\","
                  "\"components\":[\"acme_*\"]}]}",
                  &signatures));
    static const struct {
        const char *function, *file, *id;
    } cases[] = {
        {"read", "/idf/components/mbedtls/library/ssl.c", "file"},
        {"read", "/idf/components/mbedtls/port/ssl.c", NULL},
        {"read2", "/idf/components/mbedtls/library/ssl.c", NULL},
        {"read", "/p/managed_components/acme_sensor/a.c", "component"},
        {"x", "/p/components/acme_sensor/a.c", "component"},
        {"x", "/p/components/my_acme_sensor/a.c", NULL},
        {"x", "/p/components/acme_sensor", NULL},
        {"x", NULL, NULL},
        {NULL, "/p/components/acme_x/a.c", "component"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_location location = {.function = cases[i].function, .file = cases[i].file};
        const struct ht_signature *found = verdict_about(&arena, &signatures, &location);
        if (!cases[i].id)
            assert_null(found);
        else
            assert_string_equal(found ? found->id : "none", cases[i].id);
    }
    ht_arena_deinit(&arena);
}

static void given_ones_win(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures given, builtin, both;
    ht_arena_init(&arena);
    assert_null(read_text(&arena,
                          "{\"signatures\":[{\"id\":\"mine\",\"class\":\"leak\",\"title\":\"T\","
                          "\"functions\":[\"netconn_alloc\"]}]}",
                          &given));
    assert_null(ht_signatures_builtin(&arena, &builtin));
    assert_null(ht_signatures_join(&arena, &given, &builtin, &both));
    assert_int_equal(both.count, builtin.count + 1);
    struct ht_location location = {.function = "netconn_alloc"};
    assert_string_equal(verdict_about(&arena, &both, &location)->id, "mine");
    assert_string_equal(verdict_about(&arena, &builtin, &location)->id, "sockets");
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(lines_and_lifetimes),
        cmocka_unit_test(errors_tell_their_place),
        cmocka_unit_test(patterns_have_limits),
        cmocka_unit_test(the_built_in_ones_can_be_read),
        cmocka_unit_test(files_and_components_narrow_a_match),
        cmocka_unit_test(given_ones_win),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
