#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/frame.h"

/* Every PC is found and no other one, with the index as without. */
static void assert_finds(uint32_t first, uint32_t step, size_t count)
{
    struct ht_arena arena;
    struct ht_frames frames = {.items = calloc(count, sizeof *frames.items), .count = count};
    ht_arena_init(&arena);
    for (size_t i = 0; i < count; i++)
        frames.items[i].pc = first + (uint32_t)i * step;
    assert_null(ht_frames_index(&arena, &frames));
    assert_int_equal(frames.pages != NULL, count > 4096);
    for (size_t i = 0; i < count; i++) {
        uint32_t pc = frames.items[i].pc;
        assert_ptr_equal(ht_frames_find(&frames, pc), &frames.items[i]);
        if (step > 1) {
            assert_null(ht_frames_find(&frames, pc + 1));
            assert_null(ht_frames_find(&frames, pc - 1));
        }
    }
    assert_null(ht_frames_find(&frames, first - 1));
    assert_null(ht_frames_find(&frames, first + (uint32_t)count * step));
    free(frames.items);
    ht_arena_deinit(&arena);
}

static void finds_what_is_there(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 4096, 4097, 5000, 100000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_finds(0, 1, counts[i]);
        assert_finds(0x42000000, 3, counts[i]);
        assert_finds(0, (uint32_t)(UINT32_MAX / counts[i]), counts[i]);
        assert_finds(UINT32_MAX - (uint32_t)counts[i] + 1, 1, counts[i]);
    }
}

/* All in one page but the two ends. */
static void finds_in_a_crowd(void **state)
{
    (void)state;
    enum { COUNT = 6000 };
    static struct ht_frame items[COUNT];
    struct ht_arena arena;
    struct ht_frames frames = {.items = items, .count = COUNT};
    ht_arena_init(&arena);
    for (uint32_t i = 0; i < COUNT; i++)
        items[i].pc = i == 0 ? 0 : i + 1 == COUNT ? UINT32_MAX : 0x42000000 + i;
    assert_null(ht_frames_index(&arena, &frames));
    for (uint32_t i = 0; i < COUNT; i++)
        assert_ptr_equal(ht_frames_find(&frames, items[i].pc), &items[i]);
    assert_null(ht_frames_find(&frames, 1));
    assert_null(ht_frames_find(&frames, 0x42000000));
    assert_null(ht_frames_find(&frames, 0x80000000));
    assert_null(ht_frames_find(&frames, UINT32_MAX - 1));
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(finds_in_a_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
