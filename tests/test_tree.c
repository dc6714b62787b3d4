#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/tree.h"
#include "json/value.h"

static struct ht_arena arena;

/* A tree of a text of one value. */
static struct ht_tree tree_of(const char *bytes)
{
    struct ht_tree tree = {.arena = &arena, .path = "report.json", .bytes = bytes};
    ht_tree_load_text(&tree, strlen(bytes));
    return tree;
}

static void assert_refused(struct ht_tree *tree, size_t line, size_t column, const char *message)
{
    struct ht_error *error = ht_tree_end(tree);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "report.json");
    assert_string_equal(error->message, message);
    assert_int_equal(error->line, line);
    assert_int_equal(error->column, column);
    ht_error_destroy(error);
    *tree = (struct ht_tree){0};
}

static void whole_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        size_t column;
    } cases[] = {
        {"", "expected a value", 1},
        {"{} x", "expected nothing behind the value", 4},
        {"{\"1\":1,", "expected a key in quotes", 8},
        {"[007]", "expected no digit after a leading 0", 3},
        {"[\"a\", \"\\u0041\\u0000b\"]", "expected no \\u0000", 14},
        {"{\"a\\u0000b\":1}", "expected no \\u0000", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_tree tree = tree_of(cases[i].text);
        assert_null(tree.root);
        assert_refused(&tree, 1, cases[i].column, cases[i].message);
    }
}

/* Each item of a tree, and the text that stands where it is said to stand. */
static void items_stand_where_they_stand(void **state)
{
    (void)state;
    struct ht_tree tree =
        tree_of(" {\"a\" : [ ] ,\"b\":[1 , {\"c\":{} , \"a\":\"]\"} ,\n\"x\"],\"\\u0063\":[[[true]], null]}");
    const cJSON *a = ht_tree_get(&tree, tree.root, "a"), *b = ht_tree_get(&tree, tree.root, "b"),
                *c = ht_tree_get(&tree, tree.root, "c"), *inner = b->child->next;
    const struct {
        const cJSON *item;
        const char *text;
    } cases[] = {
        {tree.root, "{\"a\""},
        {a, "[ ]"},
        {b, "[1"},
        {b->child, "1 "},
        {inner, "{\"c\""},
        {ht_tree_get(&tree, inner, "c"), "{}"},
        {ht_tree_get(&tree, inner, "a"), "\"]\""},
        {inner->next, "\"x\""},
        {c, "[[["},
        {c->child->child->child, "true"},
        {c->child->next, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_memory_equal(tree.bytes + ht_tree_offset(&tree, cases[i].item), cases[i].text, strlen(cases[i].text));
    ht_tree_fail(&tree, inner->next, "less");
    ht_tree_fail(&tree, b, "more");
    assert_refused(&tree, 2, 1, "expected less");
    tree = tree_of("[1, {\"a\": 1,\"b\": 2}]");
    ht_tree_fail_key(&tree, ht_tree_get(&tree, tree.root->child->next, "b"), "another key");
    assert_refused(&tree, 1, 13, "expected another key");
}

/* As deep as the scanner lets them be, and there they are found. */
static void deep_items(void **state)
{
    (void)state;
    char text[2 * HT_JSON_DEPTH_MAX + 3] = {0};
    memset(text, '[', HT_JSON_DEPTH_MAX);
    memset(text + HT_JSON_DEPTH_MAX, ']', HT_JSON_DEPTH_MAX);
    struct ht_tree tree = tree_of(text);
    const cJSON *item = tree.root;
    while (item && item->child)
        item = item->child;
    ht_tree_fail(&tree, item, "more");
    assert_refused(&tree, 1, HT_JSON_DEPTH_MAX, "expected more");
    memset(text, '[', HT_JSON_DEPTH_MAX + 1);
    memset(text + HT_JSON_DEPTH_MAX + 1, ']', HT_JSON_DEPTH_MAX + 1);
    tree = tree_of(text);
    assert_null(tree.root);
    assert_refused(&tree, 1, HT_JSON_DEPTH_MAX + 1, "expected at most 1000 arrays and objects in one another");
}

static void each_key_must_be_there_once(void **state)
{
    (void)state;
    struct ht_tree tree = tree_of("{\"b\":[1,2], \"A\":5, \"other\":{\"a\":3}, \"a\" : 4}");
    assert_int_equal(ht_tree_whole(&tree, ht_tree_get(&tree, tree.root, "a"), 4), 4);
    assert_int_equal(ht_tree_count(&tree, ht_tree_get(&tree, tree.root, "b"), 2), 2);
    assert_null(ht_tree_get(&tree, tree.root, "B"));
    assert_null(ht_tree_get(&tree, tree.root, "a")); /* the first failure stays */
    assert_refused(&tree, 1, 1, "expected the key B");
    tree = tree_of("{\"a\":1,\"b\":2,\"\\u0061\":1}");
    assert_null(ht_tree_get(&tree, tree.root, "a"));
    assert_refused(&tree, 1, 14, "expected each key once");
    tree = tree_of("[1]");
    assert_null(ht_tree_get(&tree, tree.root, "a"));
    assert_refused(&tree, 1, 1, "expected an object");
    tree = tree_of("[1,\n2, 3]");
    assert_int_equal(ht_tree_count(&tree, tree.root, 2), 0);
    assert_refused(&tree, 2, 4, "expected no more than 2 of these");
    tree = tree_of("{}");
    assert_int_equal(ht_tree_count(&tree, tree.root, 2), 0);
    assert_refused(&tree, 1, 1, "expected an array");
}

static void values_are_of_their_kind(void **state)
{
    (void)state;
    struct ht_tree tree =
        tree_of("[\"a\\tb\", null, 2.5, 9007199254740991, \"0xFFFFFFFF\", 4294967295, \"(nil)\", 1e2, \"\\u0030x1F\"]");
    const cJSON *item = tree.root->child;
    assert_string_equal(ht_tree_text(&tree, item), "a\tb");
    assert_string_equal(ht_tree_text_or_null(&tree, item), "a\tb");
    item = item->next;
    assert_null(ht_tree_text_or_null(&tree, item));
    assert_true(isnan(ht_tree_number_or_null(&tree, item)));
    item = item->next;
    assert_true(ht_tree_number_or_null(&tree, item) == 2.5);
    item = item->next;
    assert_true(ht_tree_whole(&tree, item, HT_JSON_EXACT_MAX) == HT_JSON_EXACT_MAX);
    item = item->next;
    assert_true(ht_tree_address(&tree, item) == 0xffffffff);
    item = item->next;
    assert_true(ht_tree_address(&tree, item) == 0xffffffff);
    item = item->next;
    assert_true(ht_tree_address(&tree, item) == 0);
    item = item->next;
    assert_true(ht_tree_whole(&tree, item, 100) == 100);
    item = item->next;
    assert_true(ht_tree_address(&tree, item) == 0x1f);
    assert_null(ht_tree_end(&tree));

    static const char *const no_whole[] = {"-1", "2.5", "101", "1e400", "\"1\"", "true", "null"};
    for (size_t i = 0; i < sizeof no_whole / sizeof *no_whole; i++) {
        tree = tree_of(no_whole[i]);
        assert_int_equal(ht_tree_whole(&tree, tree.root, 100), 0);
        assert_refused(&tree, 1, 1, "expected a whole number");
    }
    tree = tree_of("9007199254740993"); /* a double rounds it */
    assert_int_equal(ht_tree_whole(&tree, tree.root, HT_JSON_EXACT_MAX), 0);
    assert_refused(&tree, 1, 1, "expected a whole number");
    static const char *const no_number[] = {"-1", "1e400", "\"1\"", "[]"};
    for (size_t i = 0; i < sizeof no_number / sizeof *no_number; i++) {
        tree = tree_of(no_number[i]);
        assert_true(isnan(ht_tree_number_or_null(&tree, tree.root)));
        assert_refused(&tree, 1, 1, "expected a number from 0 on, or null");
    }
    static const char *const no_address[] = {"-1", "4294967296", "\"0x100000000\"", "\"g\"", "true"};
    for (size_t i = 0; i < sizeof no_address / sizeof *no_address; i++) {
        tree = tree_of(no_address[i]);
        assert_int_equal(ht_tree_address(&tree, tree.root), 0);
        assert_refused(&tree, 1, 1, "expected an address");
    }
    static const char *const no_text[] = {"\"\"", "1", "null"};
    for (size_t i = 0; i < sizeof no_text / sizeof *no_text; i++) {
        tree = tree_of(no_text[i]);
        assert_null(ht_tree_text(&tree, tree.root));
        assert_refused(&tree, 1, 1, "expected a string");
    }
}

static void elements_are_loaded_one_by_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {{"[]", 0}, {"[ ]", 0}, {"[0]", 1}, {"[ 0 , [1, 2] ,{\"a\": [4]}]", 3}};
    static const int types[] = {cJSON_Number, cJSON_Array, cJSON_Object};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_tree tree = {.arena = &arena, .path = "report.json", .bytes = cases[i].text};
        struct ht_tree_walk walk = ht_tree_walk_into(&tree, (struct ht_json_value){.end = strlen(cases[i].text)}, 3);
        size_t count = 0;
        assert_int_equal(walk.count, cases[i].count);
        for (const cJSON *item; (item = ht_tree_next(&tree, &walk));)
            assert_int_equal(item->type, types[count++]);
        assert_int_equal(count, cases[i].count);
        assert_null(ht_tree_end(&tree));
    }
    static const char text[] = "[1,\n2, 3]";
    struct ht_tree tree = {.arena = &arena, .path = "report.json", .bytes = text};
    struct ht_tree_walk walk = ht_tree_walk_into(&tree, (struct ht_json_value){.end = sizeof text - 1}, 2);
    assert_null(ht_tree_next(&tree, &walk));
    assert_refused(&tree, 2, 4, "expected no more than 2 of these");
    tree = (struct ht_tree){.arena = &arena, .path = "report.json", .bytes = "{}"};
    walk = ht_tree_walk_into(&tree, (struct ht_json_value){.end = 2}, 2);
    assert_refused(&tree, 1, 1, "expected an array");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts),
        cmocka_unit_test(items_stand_where_they_stand),
        cmocka_unit_test(deep_items),
        cmocka_unit_test(each_key_must_be_there_once),
        cmocka_unit_test(values_are_of_their_kind),
        cmocka_unit_test(elements_are_loaded_one_by_one),
    };
    ht_arena_init(&arena);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ht_arena_deinit(&arena);
    return failed;
}
