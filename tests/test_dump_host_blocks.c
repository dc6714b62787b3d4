#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dump/host_blocks.h"

struct fixture {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_window *window;
    struct ht_host_blocks blocks;
};

static void setup(struct fixture *f)
{
    ht_arena_init(&f->arena);
    ht_trace_init(&f->trace, &f->arena);
    assert_null(ht_trace_add_window(&f->trace, "a.svdat", HT_DUMP_SVDAT, &f->window));
    ht_host_blocks_init(&f->blocks, "a.svdat");
}

static void teardown(struct fixture *f)
{
    ht_host_blocks_deinit(&f->blocks);
    ht_trace_deinit(&f->trace);
    ht_arena_deinit(&f->arena);
}

static void made(struct fixture *f, uint32_t addr, uint32_t chain, int64_t t_us)
{
    const struct ht_record record = {
        .addr = addr, .size = 8, .chain = chain, .t_us = t_us, .freed_by = HT_NO_CHAIN, .t_freed_us = HT_UNKNOWN};
    assert_null(ht_host_blocks_made(&f->blocks, &record));
}

static void freed(struct fixture *f, uint32_t addr, int64_t t_us)
{
    assert_null(ht_host_blocks_freed(&f->blocks, addr, 9, t_us));
}

static void those_alive_stand_in_their_order(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < 100; i++)
        made(&f, 0x1000 + i * 16, 0, i);
    for (uint32_t i = 0; i < 100; i += 2)
        freed(&f, 0x1000 + i * 16, 100 + i);
    for (uint32_t i = 0; i < 50; i++) /* in the places of the freed ones, the last first */
        made(&f, 0x1000 + (98 - 2 * i) * 16, 1, 200 + i);
    assert_null(ht_host_blocks_finish(&f.blocks, f.window));
    assert_int_equal(f.window->record_count, 100);
    for (size_t i = 0; i < 100; i++) {
        const struct ht_record *record = &f.window->records[i];
        assert_int_equal(record->index, i < 50 ? 2 * i + 1 : 50 + i);
        assert_int_equal(record->t_us, i < 50 ? 2 * i + 1 : 150 + i);
    }
    assert_int_equal(f.window->total_allocations, 150);
    assert_int_equal(f.window->total_frees, 50);
    teardown(&f);
}

/* Of many freed ones of a chain the eight oldest and the eight newest have records. */
static void a_sample_of_the_freed_ones_is_kept(void **state)
{
    (void)state;
    static const struct {
        uint32_t freed, kept;
    } cases[] = {{1, 1}, {15, 15}, {16, 16}, {17, 16}, {1000, 16}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        uint32_t count = cases[i].freed;
        setup(&f);
        for (uint32_t k = 0; k < count; k++) {
            made(&f, 0x1000, 3, 10 * k);
            freed(&f, 0x1000, 10 * k + 4);
        }
        assert_null(ht_host_blocks_finish(&f.blocks, f.window));
        assert_int_equal(f.window->freed_count, cases[i].kept);
        for (uint32_t k = 0; k < cases[i].kept; k++) {
            const struct ht_record *record = &f.window->freed[k];
            assert_int_equal(record->index, k < 8 ? k : count - cases[i].kept + k);
            assert_int_equal(record->t_us, 10 * record->index);
            assert_int_equal(record->t_freed_us, record->t_us + 4);
            assert_int_equal(record->freed_by, 9);
        }
        assert_int_equal(f.window->tally_count, 1);
        assert_int_equal(f.window->tallies[0].chain, 3);
        assert_int_equal(f.window->tallies[0].freed_by, 9);
        assert_int_equal(f.window->tallies[0].freed, count);
        assert_int_equal(f.window->tallies[0].timed, count);
        assert_int_equal(f.window->tallies[0].bytes, 8 * count);
        assert_int_equal(f.window->tallies[0].shortest, 4);
        assert_int_equal(f.window->tallies[0].longest, 4);
        assert_true(f.window->tallies[0].sum == 4.0 * count);
        teardown(&f);
    }
}

static void of_more_chains_only_the_tallies(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t chain = 0; chain < HT_HOST_KEPT_CHAINS_MAX + 2; chain++) {
        made(&f, 0x1000, chain, 0);
        freed(&f, 0x1000, 1);
    }
    assert_null(ht_host_blocks_finish(&f.blocks, f.window));
    assert_int_equal(f.window->freed_count, HT_HOST_KEPT_CHAINS_MAX);
    assert_int_equal(f.window->tally_count, HT_HOST_KEPT_CHAINS_MAX + 2);
    assert_int_equal(f.window->tallies[HT_HOST_KEPT_CHAINS_MAX + 1].freed, 1);
    teardown(&f);
}

/* Who freed them is counted apart, and so are lives; a block whose free was lost has neither. */
static void tallies(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < 30; i++) {
        made(&f, 0x1000, 3, 100 * i);
        assert_null(ht_host_blocks_freed(&f.blocks, 0x1000, i % 3, 100 * i + i));
    }
    made(&f, 0x1000, 3, 5000);
    made(&f, 0x1000, 3, 6000);
    assert_null(ht_host_blocks_finish(&f.blocks, f.window));
    assert_int_equal(f.window->tally_count, 4);
    for (uint32_t i = 0; i < 3; i++) {
        const struct ht_tally *tally = &f.window->tallies[i];
        assert_int_equal(tally->freed_by, i);
        assert_int_equal(tally->freed, 10);
        assert_int_equal(tally->shortest, i);
        assert_int_equal(tally->longest, 27 + i);
        assert_true(tally->sum == 135 + 10.0 * i);
    }
    assert_int_equal(f.window->tallies[3].freed_by, HT_NO_CHAIN);
    assert_int_equal(f.window->tallies[3].freed, 1);
    assert_int_equal(f.window->tallies[3].timed, 0);
    teardown(&f);
}

/* Memory follows what is alive, not what was. */
static void addresses_where_nothing_is_are_forgotten(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < 10; i++)
        made(&f, i, 0, i);
    for (uint32_t i = 0; i < 1000000; i++) {
        made(&f, 0x1000 + i * 4, 0, i);
        freed(&f, 0x1000 + i * 4, i);
    }
    assert_true(f.blocks.address_capacity < 200000);
    assert_true(f.blocks.capacity < 32);
    for (uint32_t i = 0; i < 10; i++)
        freed(&f, i, 0);
    assert_int_equal(f.blocks.unknown, 0);
    assert_int_equal(f.blocks.alive, 0);
    freed(&f, 0x1000, 0);
    assert_int_equal(f.blocks.unknown, 1);
    teardown(&f);
}

static void more_blocks_than_a_device_has(void **state)
{
    (void)state;
    struct fixture f;
    const struct ht_record record = {.addr = 1, .size = 8};
    setup(&f);
    f.blocks.alive = HT_HOST_ALIVE_MAX;
    struct ht_error *error = ht_host_blocks_made(&f.blocks, &record);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "a.svdat");
    ht_error_destroy(error);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_alive_stand_in_their_order), cmocka_unit_test(a_sample_of_the_freed_ones_is_kept),
        cmocka_unit_test(of_more_chains_only_the_tallies),  cmocka_unit_test(addresses_where_nothing_is_are_forgotten),
        cmocka_unit_test(more_blocks_than_a_device_has),    cmocka_unit_test(tallies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
