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

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
        assert_int_equal(ht_utf8_cut(text, i), cuts[i]);
    assert_int_equal(ht_utf8_cut("\x80\x80\x80\x80\x80\x80", 5), 2);
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

/* Names of characters of two bytes and of four, with a byte before them and without. */
static void long_names_are_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"\xc3\xa9", "\xf0\x9f\x98\x80"};
    struct ht_arena arena;
    ht_arena_init(&arena);
    for (size_t i = 0; i < 4; i++) {
        static char text[2 * HT_NAME_MAX];
        const char *character = characters[i / 2];
        size_t length = i % 2;
        for (text[0] = 'a'; length <= HT_NAME_MAX; length += strlen(character))
            memcpy(text + length, character, strlen(character));
        const char *cut = ht_name_copy(&arena, text, length);
        size_t kept = strlen(cut) - 3;
        assert_true(strlen(cut) <= HT_NAME_MAX && strlen(cut) > HT_NAME_MAX - 4);
        assert_string_equal(cut + kept, "...");
        assert_memory_equal(cut, text, kept);
        assert_int_equal((kept - i % 2) % strlen(character), 0);
        assert_int_equal(strlen(ht_name_copy(&arena, text, HT_NAME_MAX)), HT_NAME_MAX);
    }
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_told_from_bytes),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(every_length_of_character),
        cmocka_unit_test(halves_and_cuts),
        cmocka_unit_test(long_names_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
