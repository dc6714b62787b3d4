#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

/* Leaves pieces of many sizes behind in the heap, none of them zeroed. */
static void soil_heap(void)
{
    enum { COUNT = 40, LARGEST = 120000 };
    char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = (i + 1) * (LARGEST / COUNT);
        pieces[i] = malloc(size);
        assert_non_null(pieces[i]);
        memset(pieces[i], 0xa5, size);
    }
    for (size_t i = 0; i < COUNT; i++)
        free(pieces[i]);
}

/* Small ones of one block, and large ones that have a block each, in whatever order. */
static void pieces_are_zeroed_and_aligned(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 24, 32768, 7, 32769, 100, 0, 70000, 4096, 30000, 32752, 1, 90000, 5};
    static const char zeros[90000];
    struct ht_arena arena;
    ht_arena_init(&arena);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        soil_heap();
        char *piece = ht_arena_alloc(&arena, sizes[i]);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        assert_memory_equal(piece, zeros, sizes[i]);
        memset(piece, 0xa5, sizes[i]); /* pieces do not overlap, and the heap is not clean when they are freed */
    }
    ht_arena_deinit(&arena);
}

static void text_is_copied(void **state)
{
    (void)state;
    struct ht_arena arena;
    ht_arena_init(&arena);
    assert_string_equal(ht_arena_strndup(&arena, "handshake", 4), "hand");
    assert_string_equal(ht_arena_strdup(&arena, ""), "");
    assert_string_equal(ht_arena_printf(&arena, "%d of %s", 7, "8"), "7 of 8");
    assert_null(ht_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(ht_arena_alloc(&arena, SIZE_MAX));
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_and_aligned),
        cmocka_unit_test(text_is_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
