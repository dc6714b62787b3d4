#include "trace_builder.h"

#include "answers_fixture.h"
#include "base/wildcard.h"

static struct ht_signature signature(const char *id, enum ht_signature_class class, const char **functions,
                                     size_t count)
{
    return (struct ht_signature){.id = id, .class = class, .title = id, .functions = {functions, count}};
}

static void earlier_signatures_win(void **state)
{
    (void)state;
    const char *outer[] = {"no", "outer"}, *both[] = {"inner", "outer"}, *any[] = {"*"};
    struct ht_signature items[] = {
        signature("first", HT_SIGNATURE_LEAK, outer, 2),
        signature("second", HT_SIGNATURE_RETAINED, both, 2),
        signature("alloc", HT_SIGNATURE_ALLOCATOR, any, 1),
    };
    const struct ht_signatures signatures = {items, 3};
    /* The same function in the same file has one answer; what has no name has one, too. */
    const struct ht_location locations[] = {
        {.function = "inner"}, {.function = "outer"}, {.function = "other"}, {.function = NULL}, {.function = "inner"}};
    struct ht_frame frames[] = {{.locations = locations, .location_count = 3},
                                {.locations = NULL},
                                {.locations = locations + 3, .location_count = 2}};
    struct ht_arena arena;
    struct ht_answers answers;
    ht_arena_init(&arena);
    assert_null(ht_answers_make(&arena, &signatures, &(struct ht_frames){.items = frames, .count = 3}, &answers));
    assert_int_equal(answers.count, 4);
    assert_string_equal(ht_answers_of(&answers, 0, 0)->signature->id, "second");
    assert_string_equal(ht_answers_of(&answers, 0, 1)->signature->id, "first");
    assert_null(ht_answers_of(&answers, 0, 2)->signature);
    assert_int_equal(ht_answers_of(&answers, 0, 2)->classes, HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR));
    assert_int_equal(ht_answers_of(&answers, 2, 0)->classes, 0);
    assert_ptr_equal(ht_answers_of(&answers, 2, 1), ht_answers_of(&answers, 0, 0));
    ht_arena_deinit(&arena);
}

static void an_unknown_function_fits_no_pattern(void **state)
{
    (void)state;
    const char *any[] = {"*"};
    struct ht_signature item = signature("any", HT_SIGNATURE_LEAK, any, 1);
    const struct ht_signatures signatures = {&item, 1};
    const struct ht_location location = {.file = "x.c"};
    struct ht_arena arena;
    ht_arena_init(&arena);
    assert_null(verdict_about(&arena, &signatures, &location));
    assert_false(item.met);
    ht_arena_deinit(&arena);
}

/* A signature fits a function in the file, or it does not. */
static void assert_narrows(struct ht_signature *item, const char *file, bool fits)
{
    const struct ht_signatures signatures = {item, 1};
    const struct ht_location location = {.function = "f", .file = file};
    struct ht_arena arena;
    ht_arena_init(&arena);
    assert_int_equal(verdict_about(&arena, &signatures, &location) != NULL, fits);
    assert_int_equal(item->met, fits);
    ht_arena_deinit(&arena);
}

/* A file's name may stand for all of its functions, from any slash on but not from the middle of a name. */
static void files_narrow_a_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *file;
        bool fits;
    } cases[] = {
        {"bundle.c", "bundle.c", true},
        {"bundle.c", "/idf/src/bundle.c", true},
        {"bundle.c", "/idf/esp_bundle.c", false},
        {"src/*.c", "/idf/src/bundle.c", true},
        {"src/*.c", "/idf/other/bundle.c", false},
        {"bundle.c", "bundle.cpp", false},
        {"bundle.c", NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_signature item = {.id = "x", .class = HT_SIGNATURE_LEAK, .files = {&cases[i].pattern, 1}};
        assert_narrows(&item, cases[i].file, cases[i].fits);
    }
}

static void components_narrow_a_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *file;
        bool fits;
    } cases[] = {
        {"mbedtls", "/idf/components/mbedtls/port/x.c", true},
        {"mbedtls", "components/mbedtls/x.c", true},
        {"mbed*", "/idf/components/mbedtls/x.c", true},
        {"mbed", "/idf/components/mbedtls/x.c", false},
        {"mbedtls", "/idf/mbedtls/x.c", false},
        {"mbedtls", "/idf/components/mbedtls", false},
        {"lib", "/a/managed_components/lib/x.c", true},
        {"inner", "/a/components/outer/components/inner/x.c", true},
        {"outer", "/a/components/outer/components/inner/x.c", true},
        {"mbedtls", NULL, false},
        /* Names of 64 letters, and of one more. */
        {"a*", "/idf/components/a234567890123456789012345678901234567890123456789012345678901234/x.c", true},
        {"a*", "/idf/components/a2345678901234567890123456789012345678901234567890123456789012345/x.c", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_signature item = {.id = "x", .class = HT_SIGNATURE_LEAK, .components = {&cases[i].pattern, 1}};
        assert_narrows(&item, cases[i].file, cases[i].fits);
    }
}

/* What is seen at a glance is what the whole comparison says. */
static void no_letter_is_overlooked(void **state)
{
    (void)state;
    static const char *const patterns[] = {"*",   "a*",  "*a",    "*A*z", "*9*_*", "0*", "x_*\xc3\xa4", "*::*",
                                           "B*B", "b.c", "*~*#*", "Z9",   "*(*)",  "a",  "**",          "_Z*"};
    static const char *const names[] = {"a",    "A",   "Az",  "za", "9_",     "x_\xc3\xa4", "a::b",  "BB",
                                        "B..B", "b.c", "~x#", "Z9", "f(int)", "",           "_Z1fv", "0"};
    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            const char *pattern = patterns[p];
            struct ht_signature item = signature("x", HT_SIGNATURE_LEAK, &pattern, 1);
            const struct ht_signatures signatures = {&item, 1};
            const struct ht_location location = {.function = names[n]};
            struct ht_arena arena;
            ht_arena_init(&arena);
            assert_int_equal(verdict_about(&arena, &signatures, &location) != NULL,
                             ht_wildcard_fits(pattern, strlen(pattern), true, true, names[n]));
            ht_arena_deinit(&arena);
        }
    }
}

enum { MANY = 20000, PATTERNS = 1000 };

/* Many frames, of so many distinct functions, and the steps that many patterns of the user's take on them. */
static uint64_t steps_of(const char *pattern, const char *name, size_t names, struct ht_error **ret)
{
    static struct ht_frame frames[MANY];
    static struct ht_location locations[MANY];
    static const char *patterns[PATTERNS];
    struct ht_arena arena;
    struct ht_answers answers = {0};
    ht_arena_init(&arena);
    for (size_t i = 0; i < MANY; i++) {
        locations[i] = (struct ht_location){.function = ht_arena_printf(&arena, "%s%zu", name, i % names)};
        frames[i] = (struct ht_frame){.locations = &locations[i], .location_count = 1};
    }
    for (size_t i = 0; i < PATTERNS; i++)
        patterns[i] = ht_arena_printf(&arena, "%s%zu", pattern, i % 10);
    struct ht_signature items[5];
    for (size_t i = 0; i < 5; i++) {
        items[i] = signature("x", HT_SIGNATURE_LEAK, patterns, PATTERNS);
        items[i].own = true;
        items[i].path = "rules.json";
        items[i].line = i + 1;
    }
    const struct ht_signatures signatures = {items, 5};
    *ret = ht_answers_make(&arena, &signatures, &(struct ht_frames){.items = frames, .count = MANY}, &answers);
    ht_arena_deinit(&arena);
    return answers.steps;
}

static void patterns_of_a_file_at_its_limits_are_cheap(void **state)
{
    (void)state;
    struct ht_error *error;
    /* A letter is missing in all names: none is compared. */
    assert_int_equal(steps_of("*a*b*c*d*q*", "a_b_c_d_", MANY, &error), 0);
    assert_null(error);
    /* A name is compared once, in however many frames it stands. */
    uint64_t one = steps_of("*a*b*c*d*_*x", "a_b_c_d_x", 10, &error);
    assert_null(error);
    assert_in_range(one, 1, 5 * PATTERNS * 10 * 40);
    /* All have to be compared: there is an end to it. */
    char name[1000] = {0};
    memset(name, 'a', sizeof name - 3);
    name[sizeof name - 3] = 'c';
    name[sizeof name - 2] = 'b';
    assert_int_equal(steps_of("*b*c*", name, MANY, &error), 0);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "rules.json");
    assert_int_equal(error->line, 1); /* the first of five is too much */
    assert_string_equal(error->message,
                        "signature x: its patterns and those before take too long on the names of 20000 functions");
    ht_error_destroy(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(earlier_signatures_win),  cmocka_unit_test(an_unknown_function_fits_no_pattern),
        cmocka_unit_test(files_narrow_a_match),    cmocka_unit_test(components_narrow_a_match),
        cmocka_unit_test(no_letter_is_overlooked), cmocka_unit_test(patterns_of_a_file_at_its_limits_are_cheap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
