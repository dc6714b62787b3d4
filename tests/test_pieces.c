#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pieces.h"

static uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 31 + offset / 251);
}

/* A file of so many bytes. */
static FILE *make_file(uint64_t size)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    for (uint64_t i = 0; i < size; i++)
        putc(byte_at(i), file);
    assert_int_equal(fflush(file), 0);
    return file;
}

/* Looks at all bytes, in steps, each time at as many as may be asked for. */
static void walk(struct ht_pieces *pieces, uint64_t size, uint64_t step)
{
    for (uint64_t offset = 0; offset <= size; offset += step) {
        const uint8_t *bytes = NULL;
        size_t got = 0;
        uint64_t left = size - offset, wanted = left < HT_PIECES_AHEAD_MAX ? left : HT_PIECES_AHEAD_MAX;
        assert_null(ht_pieces_look(pieces, offset, HT_PIECES_AHEAD_MAX, &bytes, &got));
        assert_true(got >= wanted && got <= left);
        if (wanted) {
            assert_int_equal(bytes[0], byte_at(offset));
            assert_int_equal(bytes[wanted - 1], byte_at(offset + wanted - 1));
        }
    }
}

static void all_bytes_of_a_file(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 1, HT_PIECES_AHEAD_MAX, 5 * HT_PIECES_AHEAD_MAX + 7};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct ht_pieces pieces;
        FILE *file = make_file(sizes[i]);
        assert_null(ht_pieces_init_file(&pieces, "f", fileno(file), sizes[i]));
        walk(&pieces, sizes[i], 1009);
        walk(&pieces, sizes[i], HT_PIECES_AHEAD_MAX / 2 + 1); /* from the front again */
        ht_pieces_deinit(&pieces);
        fclose(file);
    }
}

static void all_bytes_of_memory(void **state)
{
    (void)state;
    uint8_t bytes[1000];
    struct ht_pieces pieces;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = byte_at(i);
    ht_pieces_init_memory(&pieces, "m", bytes, sizeof bytes);
    walk(&pieces, sizeof bytes, 1);
    ht_pieces_deinit(&pieces);
    ht_pieces_deinit(NULL);
}

static void a_file_that_became_shorter_ends_there(void **state)
{
    (void)state;
    struct ht_pieces pieces;
    FILE *file = make_file(1000);
    const uint8_t *bytes = NULL;
    size_t got = 0;
    assert_null(ht_pieces_init_file(&pieces, "f", fileno(file), 2000));
    assert_null(ht_pieces_look(&pieces, 900, 200, &bytes, &got));
    assert_int_equal(got, 100);
    assert_int_equal(bytes[99], byte_at(999));
    ht_pieces_deinit(&pieces);
    fclose(file);
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    struct ht_pieces pieces;
    int ends[2];
    const uint8_t *bytes = NULL;
    size_t got = 0;
    assert_int_equal(pipe(ends), 0);
    assert_null(ht_pieces_init_file(&pieces, "pipe", ends[0], 10));
    struct ht_error *error = ht_pieces_look(&pieces, 0, 1, &bytes, &got);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_IO);
    assert_string_equal(error->path, "pipe");
    ht_error_destroy(error);
    ht_pieces_deinit(&pieces);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_of_a_file),
        cmocka_unit_test(all_bytes_of_memory),
        cmocka_unit_test(a_file_that_became_shorter_ends_there),
        cmocka_unit_test(what_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
