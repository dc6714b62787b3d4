#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "judge/config.h"

static void assert_value(const struct ht_config *config, const char *option, const char *expected)
{
    size_t length;
    const char *value = ht_config_find(config, option, &length);
    assert_int_equal(value != NULL, expected != NULL);
    if (expected) {
        assert_int_equal(length, strlen(expected));
        assert_memory_equal(value, expected, length);
    }
}

static void both_forms_say_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "# made by menuconfig\r\nCONFIG_A=y\r\n# CONFIG_B is not set\nCONFIG_DEPTH=10\nCONFIG_AB=y\nCONFIG_NAME=\"x\"",
        "{\"A\": true, \"B\": false, \"DEPTH\": 10, \"AB\": true, \"NAME\": \"x\", \"LIST\": [1]}",
    };
    for (size_t i = 0; i < 2; i++) {
        struct ht_arena arena;
        struct ht_config config;
        ht_arena_init(&arena);
        assert_null(ht_config_read(&arena, "sdkconfig", texts[i], strlen(texts[i]), &config));
        assert_value(&config, "CONFIG_A", "y");
        assert_value(&config, "CONFIG_B", NULL);
        assert_value(&config, "CONFIG_C", NULL);
        assert_value(&config, "CONFIG_DEPTH", "10");
        assert_value(&config, "CONFIG_NAME", "\"x\"");
        ht_arena_deinit(&arena);
    }
}

static void json_that_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        size_t line, column;
    } cases[] = {
        {"{", "expected a key in quotes", 1, 2},
        {"[]", "expected an object of options", 1, 1},
        {"{\n\"A\": tru}", "expected true, false or null", 2, 9},
        {"{\"A\": 007}", "expected no digit after a leading 0", 1, 8},
        {"{\"B\": 1, \"A\": 1, \"\\u0042\": 2}", "expected each key once", 1, 18},
        {"{} {}", "expected nothing behind the value", 1, 4},
        {"{\"1\":1,", "expected a key in quotes", 1, 8},
        {"{\"A\": \"x\\u0000y\"}", "expected no \\u0000", 1, 9},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        /* Of exactly that size: cJSON before 1.7.18 reads behind the end of a text that breaks off so. */
        size_t size = strlen(cases[i].text);
        char *copy = malloc(size);
        memcpy(copy, cases[i].text, size);
        struct ht_arena arena;
        struct ht_config config = {0};
        ht_arena_init(&arena);
        struct ht_error *error = ht_config_read(&arena, "sdkconfig.json", copy, size, &config);
        assert_non_null(error);
        assert_string_equal(error->message, cases[i].message);
        assert_int_equal(error->line, cases[i].line);
        assert_int_equal(error->column, cases[i].column);
        assert_null(config.path);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_forms_say_the_same), cmocka_unit_test(json_that_is_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
