#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/walk.h"

static struct ht_arena arena;

/* A text of one well-formed value. */
static struct ht_json_text text_of(const char *bytes, struct ht_json_value *ret)
{
    struct ht_json_scan scan = {.bytes = bytes, .size = strlen(bytes)};
    assert_true(ht_json_value(&scan, ret));
    return (struct ht_json_text){.arena = &arena, .path = "report.json", .bytes = bytes};
}

static void assert_refused(struct ht_error *error, size_t line, size_t column, const char *message)
{
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "report.json");
    assert_int_equal(error->line, line);
    assert_int_equal(error->column, column);
    assert_string_equal(error->message, message);
    ht_error_destroy(error);
}

static void elements_come_one_after_the_other(void **state)
{
    (void)state;
    static const char *const arrays[] = {"[]", "[ ]", "[1]", "[1, [2, 3], {\"a\": [4]}]"};
    static const size_t counts[] = {0, 0, 1, 3};
    for (size_t i = 0; i < 4; i++) {
        struct ht_json_value array;
        struct ht_json_text text = text_of(arrays[i], &array);
        size_t count = 7;
        assert_null(ht_json_count(&text, array, 3, &count));
        assert_int_equal(count, counts[i]);
    }
    struct ht_json_value array;
    struct ht_json_text text = text_of("[1,\n2, 3]", &array);
    size_t count = 7;
    assert_refused(ht_json_count(&text, array, 2, &count), 2, 4, "expected no more than 2 of these");
    text = text_of("{}", &array);
    assert_refused(ht_json_count(&text, array, 2, &count), 1, 1, "expected an array");
    assert_int_equal(count, 7);
}

static void each_key_must_be_there_once(void **state)
{
    (void)state;
    static const char *const keys[] = {"a", "b"};
    struct ht_json_value object, values[2];
    struct ht_json_text text = text_of("{\"b\":[1,2], \"other\":{\"a\":3}, \"a\" : 4}", &object);
    assert_null(ht_json_members(&text, object, keys, 2, values));
    uint64_t a = 0;
    assert_null(ht_json_read_whole(&text, values[0], 4, &a));
    assert_int_equal(a, 4);
    size_t count;
    assert_null(ht_json_count(&text, values[1], 2, &count));
    text = text_of("{\"a\":1}", &object);
    assert_refused(ht_json_members(&text, object, keys, 2, values), 1, 1, "expected the key b");
    text = text_of("{\"a\":1,\"b\":2,\"a\":1}", &object);
    assert_refused(ht_json_members(&text, object, keys, 2, values), 1, 14, "expected each key once");
    text = text_of("[1]", &object);
    assert_refused(ht_json_members(&text, object, keys, 2, values), 1, 1, "expected an object");
}

static void values_are_of_their_kind(void **state)
{
    (void)state;
    struct ht_json_value value;
    const char *words;
    uint64_t whole;
    double number;
    struct ht_json_text text = text_of("\"a\\tb\"", &value);
    assert_null(ht_json_read_text(&text, value, &words));
    assert_string_equal(words, "a\tb");
    assert_refused(ht_json_read_whole(&text, value, 9, &whole), 1, 1, "expected a whole number");
    assert_refused(ht_json_read_number_or_null(&text, value, &number), 1, 1, "expected a number from 0 on, or null");
    text = text_of("null", &value);
    assert_null(ht_json_read_text_or_null(&text, value, &words));
    assert_null(words);
    assert_null(ht_json_read_number_or_null(&text, value, &number));
    assert_true(isnan(number));
    assert_refused(ht_json_read_text(&text, value, &words), 1, 1, "expected a string");
    text = text_of("-1", &value);
    assert_refused(ht_json_read_number_or_null(&text, value, &number), 1, 1, "expected a number from 0 on, or null");
    text = text_of("2.5", &value);
    assert_null(ht_json_read_number_or_null(&text, value, &number));
    assert_true(number == 2.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_come_one_after_the_other),
        cmocka_unit_test(each_key_must_be_there_once),
        cmocka_unit_test(values_are_of_their_kind),
    };
    ht_arena_init(&arena);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ht_arena_deinit(&arena);
    return failed;
}
