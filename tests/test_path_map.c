#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/path_map.h"

#define PATHS_MAX 4

/* Checks what the rules make of the paths, which stay beside it as they were. Both lists end with a NULL. */
static void check(const char *const *rules, const char *const *paths, const char *const *expected)
{
    struct ht_path_map_rule parsed[PATHS_MAX];
    struct ht_path_map map = {.rules = parsed};
    for (; rules[map.count]; map.count++)
        assert_true(ht_path_map_parse(rules[map.count], &parsed[map.count]));
    struct ht_location locations[PATHS_MAX] = {{0}};
    struct ht_frame items[PATHS_MAX] = {{0}};
    struct ht_frames frames = {.items = items, .count = 0};
    for (; paths[frames.count]; frames.count++) {
        locations[frames.count].file = *paths[frames.count] ? paths[frames.count] : NULL;
        items[frames.count].locations = &locations[frames.count];
        items[frames.count].location_count = 1;
    }
    struct ht_arena arena;
    ht_arena_init(&arena);
    assert_null(ht_path_map_apply(&arena, &map, &frames));
    for (size_t i = 0; i < frames.count; i++) {
        assert_ptr_equal(items[i].locations[0].file, locations[i].file);
        if (*expected[i])
            assert_string_equal(ht_location_file(items[i].locations), expected[i]);
        else
            assert_null(ht_location_file(items[i].locations));
    }
    ht_arena_deinit(&arena);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NOTHING ((const char *const[]){NULL})

static void the_first_rule_that_fits_counts(void **state)
{
    (void)state;
    check(LIST("/opt/esp/idf=IDF", "/opt=o", "/home/dev/="), LIST("/opt/esp/idf/a.c", "/opt/b.c", "/home/dev/c.c"),
          LIST("IDF/a.c", "o/b.c", "c.c"));
    check(NOTHING, LIST("/a.c"), LIST("/a.c"));
}

static void whole_names_only(void **state)
{
    (void)state;
    check(LIST("/opt/idf=x"), LIST("/opt/idf2/a.c", "/opt/idf/a.c", "/opt/idf", ""),
          LIST("/opt/idf2/a.c", "x/a.c", "x", ""));
}

static void backslashes_are_slashes(void **state)
{
    (void)state;
    check(LIST("C:\\Users\\me\\clock=."), LIST("C:\\Users\\me\\clock\\main\\a.c", "C:/Users/me/clock/main\\b.c"),
          LIST("./main/a.c", "./main/b.c"));
    check(LIST("C:/Users/me="), LIST("C:\\Users\\me\\clock\\a.c", "C:\\Users\\meg\\a.c"),
          LIST("clock/a.c", "C:\\Users\\meg\\a.c"));
    check(LIST("="), LIST("C:\\p\\main\\a.c", "C:\\p\\main\\b.c"), LIST("a.c", "b.c"));
}

static void nothing_in_place_is_relative(void **state)
{
    (void)state;
    check(LIST("/opt/idf="), LIST("/opt/idf/components/a.c"), LIST("components/a.c"));
}

static void a_sign_alone_strips_what_is_common(void **state)
{
    (void)state;
    check(LIST("="), LIST("/w/app/main/a.c", "/w/app/main/b.c", "/w/app/lib/c.c"),
          LIST("main/a.c", "main/b.c", "lib/c.c"));
    check(LIST("="), LIST("/w/ab.c", "/w/ac.c"), LIST("ab.c", "ac.c"));
    check(LIST("="), LIST("/w/a.c", "b.c"), LIST("/w/a.c", "b.c"));
    check(LIST("="), LIST("/w/app/a.c", ""), LIST("a.c", ""));
    check(LIST("=", "/opt/idf=IDF"), LIST("/w/app/a.c", "/opt/idf/b.c", "/w/lib/c.c"),
          LIST("app/a.c", "IDF/b.c", "lib/c.c"));
}

static void a_rule_is_used_where_it_rewrites(void **state)
{
    (void)state;
    /* The second one is for paths that the first has taken. */
    static const char *const texts[] = {"/opt/idf=IDF", "/opt/idf/components=", "/nowhere=x", "="};
    static const bool used[] = {true, false, false, true};
    struct ht_path_map_rule rules[4];
    for (size_t i = 0; i < 4; i++)
        assert_true(ht_path_map_parse(texts[i], &rules[i]));
    struct ht_path_map map = {rules, 4};
    struct ht_location locations[] = {{.file = NULL}, {.file = "/opt/idf/components/a.c"}, {.file = "/w/b.c"}};
    struct ht_frame frame = {.locations = locations, .location_count = 3};
    struct ht_frames frames = {.items = &frame, .count = 1};
    struct ht_arena arena;
    ht_arena_init(&arena);
    assert_null(ht_path_map_apply(&arena, &map, &frames));
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(ht_path_map_used(&map, i, &frames), used[i]);
    /* What has nothing in common is not stripped. */
    locations[1].file = "c.c";
    frame.locations = locations;
    map.rules = &rules[3];
    map.count = 1;
    assert_null(ht_path_map_apply(&arena, &map, &frames));
    assert_false(ht_path_map_used(&map, 0, &frames));
    ht_arena_deinit(&arena);
}

static void what_is_no_rule_is_refused(void **state)
{
    (void)state;
    struct ht_path_map_rule rule;
    assert_false(ht_path_map_parse("", &rule));
    assert_false(ht_path_map_parse("/opt", &rule));
    assert_false(ht_path_map_parse("=new", &rule));
    assert_true(ht_path_map_parse("a=b=c", &rule));
    assert_int_equal(rule.length, 1);
    assert_string_equal(rule.replacement, "b=c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_that_fits_counts),
        cmocka_unit_test(whole_names_only),
        cmocka_unit_test(backslashes_are_slashes),
        cmocka_unit_test(nothing_in_place_is_relative),
        cmocka_unit_test(a_sign_alone_strips_what_is_common),
        cmocka_unit_test(a_rule_is_used_where_it_rewrites),
        cmocka_unit_test(what_is_no_rule_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
