#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/reader.h"

static struct ht_reader over(const void *bytes, size_t size)
{
    return ht_reader_init(bytes, size, false);
}

static void integers_in_both_orders(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct ht_reader little = ht_reader_init(bytes, sizeof bytes, false);
    struct ht_reader big = ht_reader_init(bytes, sizeof bytes, true);
    assert_int_equal(ht_reader_u16(&little), 0x0201);
    assert_int_equal(ht_reader_u16(&big), 0x0102);
    ht_reader_seek(&little, 0);
    ht_reader_seek(&big, 0);
    assert_int_equal(ht_reader_u32(&little), 0x04030201);
    assert_int_equal(ht_reader_u32(&big), 0x01020304);
    ht_reader_seek(&little, 0);
    ht_reader_seek(&big, 0);
    assert_true(ht_reader_u64(&little) == UINT64_C(0x0807060504030201));
    assert_true(ht_reader_u64(&big) == UINT64_C(0x0102030405060708));
    ht_reader_seek(&little, 1);
    ht_reader_seek(&big, 1);
    assert_int_equal(ht_reader_uint(&little, 3), 0x040302);
    assert_int_equal(ht_reader_uint(&big, 3), 0x020304);
    assert_int_equal(big.pos, 4);
    assert_false(little.failed || big.failed);
}

static void past_the_end_fails_and_stays_failed(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {1, 2, 3};
    struct ht_reader reader = over(bytes, 3);
    assert_int_equal(ht_reader_u32(&reader), 0);
    assert_true(reader.failed);
    assert_int_equal(ht_reader_left(&reader), 0);
    ht_reader_seek(&reader, 0);
    assert_true(reader.failed);
    reader = over(bytes, 3);
    ht_reader_skip(&reader, UINT64_MAX);
    assert_true(reader.failed);
    reader = over(bytes, 3);
    ht_reader_seek(&reader, 3);
    assert_false(reader.failed);
    assert_int_equal(ht_reader_u8(&reader), 0);
    assert_true(reader.failed);
    reader = over(bytes, 3);
    assert_int_equal(ht_reader_uint(&reader, 9), 0);
    assert_true(reader.failed);
    reader = over(NULL, 0);
    assert_null(ht_reader_string(&reader));
    assert_true(reader.failed);
}

static uint64_t uleb(const char *bytes, size_t size, int *failed)
{
    struct ht_reader reader = over(bytes, size);
    uint64_t value = ht_reader_uleb(&reader);
    *failed = reader.failed;
    return value;
}

static int64_t sleb(const char *bytes, size_t size, int *failed)
{
    struct ht_reader reader = over(bytes, size);
    int64_t value = ht_reader_sleb(&reader);
    *failed = reader.failed;
    return value;
}

static void leb_numbers(void **state)
{
    (void)state;
    int failed;
    assert_int_equal(uleb("\x02", 1, &failed), 2);
    assert_int_equal(uleb("\x7f", 1, &failed), 127);
    assert_int_equal(uleb("\x80\x01", 2, &failed), 128);
    assert_int_equal(uleb("\xb9\x64", 2, &failed), 12857);
    assert_int_equal(uleb("\xe5\x80\x80\x00", 4, &failed), 0x65);
    assert_true(uleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, &failed) == UINT64_MAX);
    assert_false(failed);
    assert_int_equal(sleb("\x02", 1, &failed), 2);
    assert_int_equal(sleb("\x7e", 1, &failed), -2);
    assert_int_equal(sleb("\xff\x00", 2, &failed), 127);
    assert_int_equal(sleb("\x81\x7f", 2, &failed), -127);
    assert_int_equal(sleb("\x80\x7f", 2, &failed), -128);
    assert_true(sleb("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", 10, &failed) == INT64_MIN);
    assert_false(failed);
    assert_true(sleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00", 10, &failed) == INT64_MAX);
    assert_false(failed);
    assert_int_equal(sleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11, &failed), -1);
    assert_false(failed);
}

static void absurd_leb_numbers_fail(void **state)
{
    (void)state;
    int failed;
    assert_int_equal(uleb("\x80\x80", 2, &failed), 0);
    assert_true(failed);
    assert_int_equal(uleb("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, &failed), 0);
    assert_true(failed);
    assert_int_equal(uleb("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 18, &failed), 0);
    assert_true(failed);
    assert_int_equal(sleb("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10, &failed), 0);
    assert_true(failed);
    assert_int_equal(sleb("\x80", 1, &failed), 0);
    assert_true(failed);
}

static void text_ends_with_a_nul(void **state)
{
    (void)state;
    struct ht_reader reader = over("one\0two", 7);
    assert_string_equal(ht_reader_string(&reader), "one");
    assert_int_equal(reader.pos, 4);
    assert_null(ht_reader_string(&reader));
    assert_true(reader.failed);
}

static void limits_only_shrink(void **state)
{
    (void)state;
    struct ht_reader reader = over("abcdef", 6);
    ht_reader_skip(&reader, 2);
    ht_reader_limit(&reader, 4);
    assert_int_equal(ht_reader_left(&reader), 2);
    ht_reader_limit(&reader, 5);
    assert_true(reader.failed);
    reader = over("abcdef", 6);
    ht_reader_skip(&reader, 2);
    ht_reader_limit(&reader, 1);
    assert_true(reader.failed);
}

static void initial_lengths(void **state)
{
    (void)state;
    unsigned offset_size;
    struct ht_reader reader = over("\x10\0\0\0", 4);
    assert_int_equal(ht_reader_initial_length(&reader, &offset_size), 16);
    assert_int_equal(offset_size, 4);
    reader = over("\xff\xff\xff\xff\x20\0\0\0\0\0\0\0", 12);
    assert_int_equal(ht_reader_initial_length(&reader, &offset_size), 32);
    assert_int_equal(offset_size, 8);
    reader = over("\xf0\xff\xff\xff\x20\0\0\0\0\0\0\0", 12);
    assert_int_equal(ht_reader_initial_length(&reader, &offset_size), 0);
    assert_true(reader.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_in_both_orders),
        cmocka_unit_test(past_the_end_fails_and_stays_failed),
        cmocka_unit_test(leb_numbers),
        cmocka_unit_test(absurd_leb_numbers_fail),
        cmocka_unit_test(text_ends_with_a_nul),
        cmocka_unit_test(limits_only_shrink),
        cmocka_unit_test(initial_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
