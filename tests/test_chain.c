#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/chain.h"

static void same_chain_same_number(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_chains chains;
    ht_arena_init(&arena);
    ht_chains_init(&chains, &arena);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            uint32_t pcs[] = {0x40374015, 0x42000000 + 4 * i, 0x42001000};
            uint32_t number;
            assert_null(ht_chains_intern(&chains, pcs, 3, &number));
            assert_int_equal(number, i);
        }
    }
    assert_int_equal(chains.count, 1000);
    assert_int_equal(chains.items[7].pcs[1], 0x42000000 + 28);
    ht_chains_deinit(&chains);
    ht_arena_deinit(&arena);
}

static void depth_tells_chains_apart(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_chains chains;
    ht_arena_init(&arena);
    ht_chains_init(&chains, &arena);
    uint32_t pcs[] = {0x42000000, 0x42000000}, empty, one, two, again;
    assert_null(ht_chains_intern(&chains, pcs, 0, &empty));
    assert_null(ht_chains_intern(&chains, pcs, 1, &one));
    assert_null(ht_chains_intern(&chains, pcs, 2, &two));
    assert_null(ht_chains_intern(&chains, NULL, 0, &again));
    assert_int_equal(empty, 0);
    assert_int_equal(one, 1);
    assert_int_equal(two, 2);
    assert_int_equal(again, 0);
    assert_int_equal(chains.items[0].depth, 0);
    ht_chains_deinit(&chains);
    ht_arena_deinit(&arena);
}

/* No file can know where its chains fall in the table; their numbers are the same each time. */
static void each_table_hashes_its_own_way(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_chains tables[2];
    ht_arena_init(&arena);
    ht_chains_init(&tables[0], &arena);
    ht_chains_init(&tables[1], &arena);
    assert_true(tables[0].table.multiplier != tables[1].table.multiplier);
    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t pcs[2] = {0x42000000 + i / 3, 0x42000000 + i % 7}, numbers[2];
        for (size_t k = 0; k < 2; k++)
            assert_null(ht_chains_intern(&tables[k], pcs, 2, &numbers[k]));
        assert_int_equal(numbers[0], numbers[1]);
    }
    ht_chains_deinit(&tables[0]);
    ht_chains_deinit(&tables[1]);
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_chain_same_number),
        cmocka_unit_test(each_table_hashes_its_own_way),
        cmocka_unit_test(depth_tells_chains_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
