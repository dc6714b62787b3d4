#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf.h"

/* The bytes become expected, in room that is not larger than asked for. */
static void assert_becomes(enum ht_utf16 order, const char *bytes, size_t size, const char *expected)
{
    char *room = malloc(ht_utf16_room(size) + 1);
    assert_non_null(room);
    size_t length = ht_utf16_to_utf8(order, bytes, size, room);
    assert_true(length <= ht_utf16_room(size));
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(room, expected, length);
    free(room);
}

static void text_is_told_from_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        enum ht_utf16 expected;
    } cases[] = {
        {"", 0, HT_UTF16_NOT},
        {"\xff", 1, HT_UTF16_NOT},
        {"\xff\xfe", 2, HT_UTF16_LITTLE},
        {"\xfe\xff", 2, HT_UTF16_BIG},
        {"I\0 \0", 4, HT_UTF16_LITTLE},
        {"\0I\0 ", 4, HT_UTF16_BIG},
        {"I\0 ", 3, HT_UTF16_NOT},
        {"I (1", 4, HT_UTF16_NOT},
        {"\0\0\0\0", 4, HT_UTF16_NOT},
        {"I\0\0\0", 4, HT_UTF16_NOT},
        {"\xef\xbb\xbfI", 4, HT_UTF16_NOT},
        {"\x7f"
         "ELF",
         4, HT_UTF16_NOT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ht_utf16_find(cases[i].bytes, cases[i].size), cases[i].expected);
}

static void every_length_of_character(void **state)
{
    (void)state;
    assert_becomes(HT_UTF16_LITTLE, "\xff\xfe", 2, "");
    assert_becomes(HT_UTF16_LITTLE,
                   "\xff\xfe"
                   "a\0\r\0\n\0",
                   8, "a\r\n");
    assert_becomes(HT_UTF16_BIG, "\xfe\xff\0a\0\xe9\x20\xac\xd8\x3d\xde\x00", 12,
                   "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    assert_becomes(HT_UTF16_LITTLE, "\xff\xdb\xff\xdf\xff\xff", 6, "\xf4\x8f\xbf\xbf\xef\xbf\xbf");
}

static void halves_and_cuts(void **state)
{
    (void)state;
    assert_becomes(HT_UTF16_BIG, "\xd8\x3d\0a", 4,
                   "\xef\xbf\xbd"
                   "a");
    assert_becomes(HT_UTF16_BIG, "\xde\0\xd8\x3d", 4, "\xef\xbf\xbd\xef\xbf\xbd");
    assert_becomes(HT_UTF16_LITTLE, "a\0b", 3, "a");
    assert_becomes(HT_UTF16_LITTLE, "a", 1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_told_from_bytes),
        cmocka_unit_test(every_length_of_character),
        cmocka_unit_test(halves_and_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
