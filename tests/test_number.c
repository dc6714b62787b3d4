#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/number.h"

static void hexadecimal(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t value;
    } good[] = {
        {"0x3fca7a68", 0x3fca7a68},
        {"3FCA7A68", 0x3fca7a68},
        {"0Xffffffff", 0xffffffff},
        {"0", 0},
        {"(nil)", 0},
        {"0x0000000000ff", 0xff},
        {"0x0", 0},
        {"deadBEEF", 0xdeadbeef},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint32_t value = 1;
        assert_true(ht_number_hex32(good[i].text, strlen(good[i].text), &value));
        assert_int_equal(value, good[i].value);
    }
    static const char *const bad[] = {"", "0x", "x", "0x100000000", "+1", "-1", " 1", "1 ", "0x1g", "0x0x1", "nil"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t value = 7;
        assert_false(ht_number_hex32(bad[i], strlen(bad[i]), &value));
        assert_int_equal(value, 7);
    }
}

static void decimal(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_true(ht_number_decimal("4294967295", 10, UINT32_MAX, &value));
    assert_int_equal(value, UINT32_MAX);
    assert_true(ht_number_decimal("007", 3, 7, &value));
    assert_int_equal(value, 7);
    assert_true(ht_number_decimal("18446744073709551615", 20, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    value = 7;
    static const char *const bad[] = {"", "4294967296", "18446744073709551616", "-1", "+1", "1.0", "1e3", " 1", "0x1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ht_number_decimal(bad[i], strlen(bad[i]), UINT32_MAX, &value));
    assert_false(ht_number_decimal("8", 1, 7, &value));
    assert_int_equal(value, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hexadecimal),
        cmocka_unit_test(decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
