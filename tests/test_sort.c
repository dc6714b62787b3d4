#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sort.h"

static void numbers_come_out_ascending(void **state)
{
    (void)state;
    uint32_t numbers[40];
    for (size_t count = 0; count <= 40; count++) {
        uint64_t before = 0, after = 0;
        uint32_t x = (uint32_t)count;
        for (size_t i = 0; i < count; i++) {
            x = x * 1664525u + 1013904223u;
            numbers[i] = x >> (count % 3 * 14); /* also few distinct ones */
            before += numbers[i];
        }
        ht_sort_u32(numbers, count);
        for (size_t i = 0; i < count; i++) {
            after += numbers[i];
            assert_true(i == 0 || numbers[i - 1] <= numbers[i]);
        }
        assert_true(before == after);
    }
    ht_sort_u32(NULL, 0);
}

static void numbers_of_any_type_are_ordered(void **state)
{
    (void)state;
    assert_int_equal(HT_ORDER(1, 2), -1);
    assert_int_equal(HT_ORDER(2, 2), 0);
    assert_int_equal(HT_ORDER(2, 1), 1);
    assert_int_equal(HT_ORDER(UINT64_MAX, UINT64_MAX - 1), 1); /* further apart than an int reaches */
    assert_int_equal(HT_ORDER(1, UINT64_MAX), -1);
    assert_int_equal(HT_ORDER(0.25, 0.5), -1);
}

static int compare_keys(const void *a, const void *b)
{
    return ((const unsigned char *)a)[0] - ((const unsigned char *)b)[0];
}

static void items_of_any_size_come_out_in_order(void **state)
{
    (void)state;
    /* In order but for one place, which is tried everywhere: also at the end, and with equal items before it. */
    enum { COUNT = 9, SIZE = 3 };
    for (size_t place = 0; place < COUNT; place++) {
        unsigned char items[COUNT][SIZE];
        for (size_t i = 0; i < COUNT; i++) {
            unsigned char key = (unsigned char)(i == place ? 2 : i / 2);
            memcpy(items[i], (unsigned char[]){key, (unsigned char)(key + 100), 7}, SIZE);
        }
        ht_sort(items, COUNT, SIZE, compare_keys);
        for (size_t i = 0; i < COUNT; i++) {
            assert_true(i == 0 || items[i - 1][0] <= items[i][0]);
            assert_int_equal(items[i][1], items[i][0] + 100);
            assert_int_equal(items[i][2], 7);
        }
    }
    ht_sort(NULL, 0, SIZE, compare_keys);
}

static void a_search_finds_the_first_place_that_fits(void **state)
{
    (void)state;
    static const struct {
        uint64_t addr;
    } items[] = {{1}, {3}, {3}, {3}, {UINT64_MAX}};
    size_t place;
    for (size_t end = 0; end <= 5; end++) {
        for (uint64_t addr = 0; addr < 6; addr++) {
            size_t expected = 0;
            while (expected < end && items[expected].addr < addr)
                expected++;
            HT_SEARCH(place, 0, end, items[place].addr < addr);
            assert_int_equal(place, expected);
        }
    }
    HT_SEARCH(place, 2, 5, items[place].addr < 3); /* not before where it begins */
    assert_int_equal(place, 2);
    HT_SEARCH(place, 0, 5, items[place].addr <= 3); /* the last that fits stands before it */
    assert_int_equal(place, 4);
    HT_SEARCH(place, 0, 5, items[place].addr <= UINT64_MAX);
    assert_int_equal(place, 5);
}

static void long_numbers_are_ordered_by_all_their_bits(void **state)
{
    (void)state;
    uint64_t numbers[] = {UINT64_C(2) << 32, 3, UINT64_MAX, UINT64_C(1) << 32 | 9, 0, 3};
    const uint64_t ordered[] = {0, 3, 3, UINT64_C(1) << 32 | 9, UINT64_C(2) << 32, UINT64_MAX};
    ht_sort_u64(numbers, 6);
    assert_memory_equal(numbers, ordered, sizeof ordered);
    ht_sort_u64(NULL, 0);
}

/* So many that their bytes are counted, not compared: bytes that all share, and those that differ, in any place. */
static void many_numbers_come_out_ascending(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    static uint64_t numbers[COUNT];
    static uint32_t short_numbers[COUNT];
    static const uint64_t masks[] = {0xff, 0x30c, 0xff00ff00, 0xffffffff, UINT64_C(0xf000000000000001), UINT64_MAX};
    uint64_t x = 1;
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++) {
        uint64_t sum = 0, short_sum = 0;
        for (size_t i = 0; i < COUNT; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
            numbers[i] = ((x >> 32 | x << 32) & masks[m]) + 0x41000000;
            short_numbers[i] = (uint32_t)numbers[i];
            sum += numbers[i];
            short_sum += short_numbers[i];
        }
        ht_sort_u64(numbers, COUNT);
        ht_sort_u32(short_numbers, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            assert_true(i == 0 || numbers[i - 1] <= numbers[i]);
            assert_true(i == 0 || short_numbers[i - 1] <= short_numbers[i]);
            sum -= numbers[i];
            short_sum -= short_numbers[i];
        }
        assert_true(sum == 0 && short_sum == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_numbers_are_ordered_by_all_their_bits),
        cmocka_unit_test(a_search_finds_the_first_place_that_fits),
        cmocka_unit_test(numbers_come_out_ascending),
        cmocka_unit_test(numbers_of_any_type_are_ordered),
        cmocka_unit_test(many_numbers_come_out_ascending),
        cmocka_unit_test(items_of_any_size_come_out_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
