#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"

#define LIMIT ((size_t)1 << 20)

/* A new file with these bytes; the caller unlinks it. */
static void make_file(const char *bytes, size_t size, char path[64])
{
    strcpy(path, "/tmp/test_input.XXXXXX"); /* mkstemp()'s pattern */
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
}

static void whole_files(void **state)
{
    (void)state;
    char path[64];
    make_file("one\0two", 7, path);
    struct ht_input input;
    assert_null(ht_input_read(path, stdin, LIMIT, &input));
    assert_int_equal(input.size, 7);
    assert_memory_equal(input.bytes, "one\0two\0", 8);
    ht_input_deinit(&input);
    /* As many bytes as the limit are fine, one more is not. */
    assert_null(ht_input_read(path, stdin, 7, &input));
    ht_input_deinit(&input);
    struct ht_error *error = ht_input_read(path, stdin, 6, &input);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, path);
    assert_non_null(strstr(error->hint, "tail"));
    ht_error_destroy(error);
    unlink(path);
}

static void text_of_powershell(void **state)
{
    (void)state;
    char path[64];
    make_file("\xff\xfe{\0\xac\x20}\0", 8, path);
    struct ht_input input;
    assert_null(ht_input_read(path, stdin, LIMIT, &input));
    assert_int_equal(input.size, 5);
    assert_string_equal(input.bytes, "{\xe2\x82\xac}");
    ht_input_deinit(&input);
    unlink(path);
}

static void streams_without_a_size(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    FILE *in = fdopen(ends[0], "rb");
    assert_non_null(in);
    /* More than the first room for a stream, within what a pipe holds, so that one process can do both. */
    char block[4096];
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 16; i++)
        assert_int_equal(write(ends[1], block, sizeof block), sizeof block);
    close(ends[1]);
    struct ht_input input;
    assert_null(ht_input_read("-", in, LIMIT, &input));
    assert_int_equal(input.size, 65536);
    assert_int_equal(input.bytes[65535], 'x');
    assert_int_equal(input.bytes[65536], '\0');
    ht_input_deinit(&input);
    fclose(in);
    char text[] = "in memory";
    in = fmemopen(text, 9, "rb");
    assert_null(ht_input_read("-", in, LIMIT, &input));
    assert_int_equal(input.size, 9);
    ht_input_deinit(&input);
    fclose(in);
    /* Room is made for as much as there is, up to the limit. */
    static char large[300000];
    memset(large, 'y', sizeof large);
    for (size_t limit = sizeof large - 1; limit <= sizeof large + 1; limit++) {
        in = fmemopen(large, sizeof large, "rb");
        struct ht_error *error = ht_input_read("-", in, limit, &input);
        if (limit < sizeof large) {
            assert_non_null(error);
            assert_non_null(strstr(error->message, "is larger than 299999 bytes"));
            ht_error_destroy(error);
        } else {
            assert_null(error);
            assert_int_equal(input.size, sizeof large);
            assert_memory_equal(input.bytes, large, sizeof large);
            ht_input_deinit(&input);
        }
        fclose(in);
    }
}

static void what_cannot_be_read(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nonexistent/window.json", "/"};
    for (int i = 0; i < 2; i++) {
        struct ht_input input;
        struct ht_error *error = ht_input_read(paths[i], stdin, LIMIT, &input);
        assert_non_null(error);
        assert_int_equal(error->code, HT_ERROR_IO);
        assert_string_equal(error->path, paths[i]);
        ht_error_destroy(error);
    }
    ht_input_deinit(NULL);
}

static void places(void **state)
{
    (void)state;
    static const char text[] = "one\ntwo\r\n\n4";
    static const struct ht_text_place places[] = {{1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 1}, {2, 2},
                                                  {2, 3}, {2, 4}, {2, 5}, {3, 1}, {4, 1}, {4, 2}};
    for (size_t i = 0; i < sizeof text; i++) {
        struct ht_text_place place = ht_text_place(text, i);
        assert_int_equal(place.line, places[i].line);
        assert_int_equal(place.column, places[i].column);
    }
    assert_int_equal(ht_text_blank(" \t\r\nx", 5), 4);
    assert_int_equal(ht_text_blank("  ", 2), 2);
    assert_int_equal(ht_text_blank("", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_files),
        cmocka_unit_test(text_of_powershell),
        cmocka_unit_test(streams_without_a_size),
        cmocka_unit_test(what_cannot_be_read),
        cmocka_unit_test(places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
