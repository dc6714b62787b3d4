#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/table.h"

/* The number of an item by its hash alone, added when it is new. */
static uint32_t intern(struct ht_table *table, uint32_t hash, const uint32_t *keys, uint32_t key)
{
    assert_null(ht_table_reserve(table));
    struct ht_table_place place = ht_table_start(table, hash);
    while (ht_table_next(table, &place)) {
        if (keys[place.number] == key)
            return place.number;
    }
    uint32_t number = (uint32_t)table->count;
    ht_table_add(table, &place, number);
    return number;
}

static void items_are_found_again(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    uint32_t keys[COUNT];
    struct ht_table table;
    ht_table_init(&table);
    for (uint32_t i = 0; i < COUNT; i++)
        keys[i] = i * i + 7;
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < COUNT; i++)
            assert_int_equal(intern(&table, ht_table_hash(&table, &keys[i], 1), keys, keys[i]), i);
    }
    assert_int_equal(table.count, COUNT);
    assert_true(table.slot_count >= 2 * COUNT);
    ht_table_deinit(&table);
}

/* Whatever the hashes: the same, side by side, or at the end of the slots. */
static void items_with_one_hash_are_told_apart(void **state)
{
    (void)state;
    enum { COUNT = 100 };
    uint32_t keys[COUNT];
    static const uint32_t hashes[] = {0, UINT32_MAX, 62};
    for (size_t h = 0; h < 3; h++) {
        struct ht_table table;
        ht_table_init(&table);
        for (int round = 0; round < 2; round++) {
            for (uint32_t i = 0; i < COUNT; i++) {
                keys[i] = i;
                assert_int_equal(intern(&table, hashes[h] + i % 3, keys, i), i);
            }
        }
        ht_table_deinit(&table);
    }
}

static void each_table_hashes_its_own_way(void **state)
{
    (void)state;
    static const uint32_t words[] = {1, 2};
    struct ht_table a, b;
    ht_table_init(&a);
    ht_table_init(&b);
    assert_true(a.multiplier % 2 == 1 && b.multiplier % 2 == 1);
    assert_true(a.multiplier != b.multiplier);
    assert_true(ht_table_hash(&a, words, 2) != ht_table_hash(&a, words, 1));
    assert_int_equal(ht_table_hash(&a, NULL, 0), ht_table_hash(&b, NULL, 0));
    ht_table_deinit(&a);
    ht_table_deinit(&b);
}

static void nothing_is_freed_as_nothing(void **state)
{
    (void)state;
    struct ht_table table = {0};
    ht_table_deinit(&table);
    ht_table_deinit(NULL);
}

/* Those that are left are found, and those that are taken out are not, wherever they lay. */
static void the_last_items_are_taken_out(void **state)
{
    (void)state;
    enum { COUNT = 500, LEFT = 200 };
    uint32_t keys[COUNT];
    for (uint32_t spread = 1; spread < COUNT; spread = 3 * spread + 1) {
        struct ht_table table;
        ht_table_init(&table);
        for (uint32_t i = 0; i < COUNT; i++) {
            keys[i] = i;
            intern(&table, UINT32_MAX - i * 7 % spread, keys, i);
        }
        ht_table_truncate(&table, LEFT);
        assert_int_equal(table.count, LEFT);
        for (uint32_t i = 0; i < COUNT; i++)
            assert_int_equal(intern(&table, UINT32_MAX - i * 7 % spread, keys, i), i);
        ht_table_truncate(&table, 0);
        for (size_t i = 0; i < table.slot_count; i++)
            assert_int_equal(table.slots[i].number, 0);
        ht_table_deinit(&table);
    }
}

/* Addresses stand at even distances. Of a hundred tables none holds them in a few heaps, whatever it multiplies by.
 */
static void even_distances_are_no_heaps(void **state)
{
    (void)state;
    enum { TABLES = 100, COUNT = 16000 };
    static uint32_t keys[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        keys[i] = 0x3fc80000 + 16 * i;
    for (int t = 0; t < TABLES; t++) {
        struct ht_table table;
        ht_table_init(&table);
        for (uint32_t i = 0; i < COUNT; i++)
            intern(&table, ht_table_hash(&table, &keys[i], 1), keys, keys[i]);
        size_t walked = 0, mask = table.slot_count - 1;
        for (size_t i = 0; i < table.slot_count; i++)
            walked += table.slots[i].number ? (i - table.slots[i].hash) & mask : 0;
        assert_true(walked < 5 * (size_t)COUNT);
        ht_table_deinit(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_found_again),         cmocka_unit_test(items_with_one_hash_are_told_apart),
        cmocka_unit_test(each_table_hashes_its_own_way), cmocka_unit_test(nothing_is_freed_as_nothing),
        cmocka_unit_test(the_last_items_are_taken_out),  cmocka_unit_test(even_distances_are_no_heaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
