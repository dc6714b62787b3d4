#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/escape.h"
#include "base/utf.h"

static void check_json(const char *text, const char *wanted)
{
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    ht_escape_json(&out, text);
    assert_string_equal(out.text, wanted);
    ht_strbuf_deinit(&out);
}

static void check_terminal(const char *text, bool utf8, const char *wanted)
{
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    ht_escape_terminal(&out, text, utf8);
    assert_string_equal(out.text, wanted);
    ht_strbuf_deinit(&out);
}

static void json_keeps_text(void **state)
{
    (void)state;
    check_json("", "");
    check_json("operator new(unsigned int)", "operator new(unsigned int)");
    check_json("caf\xc3\xa9 \xf0\x9f\x94\x91", "caf\xc3\xa9 \xf0\x9f\x94\x91");
}

static void json_escapes_what_is_not_seen(void **state)
{
    (void)state;
    check_json("\x7f\xc2\x9b\xe2\x80\xae\xef\xbb\xbf", "\\u007f\\u009b\\u202e\\ufeff");
    check_json("\xf3\xa0\x80\x81.\xf3\xa0\x81\xbf", "\\udb40\\udc01.\\udb40\\udc7f");
}

static void json_escapes_what_it_must(void **state)
{
    (void)state;
    check_json("\"\\/\b\f\n\r\t", "\\\"\\\\/\\b\\f\\n\\r\\t");
    check_json("\x01\x1b\x7f", "\\u0001\\u001b\\u007f");
}

static void json_replaces_what_is_not_utf8(void **state)
{
    (void)state;
    check_json("a\xff"
               "b",
               "a\xef\xbf\xbd"
               "b");
    check_json("\xc3", "\xef\xbf\xbd");                                                 /* cut */
    check_json("\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd");                                 /* overlong */
    check_json("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");                 /* surrogate */
    check_json("\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* past U+10FFFF */
}

static void terminal_is_left_alone(void **state)
{
    (void)state;
    check_terminal("plain", true, "plain");
    check_terminal("a\x1b[31mb\r\n\t\x7f", true, "a\\x1b[31mb\\r\\n\\t\\x7f");
    check_terminal("\xc2\x9b"
                   "31m",
                   true, "\\u009b31m"); /* the C1 control that is ESC [ in one */
    check_terminal("a\xe2\x80\xae"
                   "b",
                   true, "a\\u202eb"); /* right-to-left override */
    check_terminal("\xff\xc3", true, "\\xff\\xc3");
}

static void ascii_terminals_get_ascii(void **state)
{
    (void)state;
    check_terminal("3\xc3\x97"
                   "81 \xe2\x80\xa6",
                   true,
                   "3\xc3\x97"
                   "81 \xe2\x80\xa6");
    check_terminal("3\xc3\x97"
                   "81 \xe2\x80\xa6",
                   false, "3x81 ...");
    check_terminal("caf\xc3\xa9 \xf0\x9f\x94\x91", false, "caf\\u00e9 \\U0001f511");
}

static void every_byte_pair_comes_out_safe(void **state)
{
    (void)state;
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    for (unsigned first = 1; first < 256; first++) {
        for (unsigned second = 1; second < 256; second++) {
            const char text[] = {(char)first, (char)second, '\0'};
            for (int utf8 = 0; utf8 < 2; utf8++) {
                ht_strbuf_reset(&out);
                ht_escape_terminal(&out, text, utf8);
                for (const char *at = out.text; *at;) {
                    uint32_t character = 0;
                    size_t length = ht_utf8_decode(at, &character);
                    assert_int_not_equal(length, 0);
                    assert_true(character >= 0x20 && character != 0x7f && (character < 0x80 || character > 0x9f));
                    assert_true(utf8 || character < 0x80);
                    at += length;
                }
            }
        }
    }
    ht_strbuf_deinit(&out);
}

/* A limit below the ellipsis leaves nothing else. */
static void short_limits_hold(void **state)
{
    (void)state;
    for (size_t limit = 0; limit < 12; limit++) {
        struct ht_strbuf out;
        ht_strbuf_init(&out);
        ht_escape_markdown_code(&out, "a_function", limit);
        assert_true(out.length <= (limit < 5 ? 5 : limit));
        ht_strbuf_deinit(&out);
    }
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(ht_utf8_width('a'), 1);
    assert_int_equal(ht_utf8_width(0xe9), 1);
    assert_int_equal(ht_utf8_width(0x301), 0);
    assert_int_equal(ht_utf8_width(0x6f22), 2);
    assert_int_equal(ht_utf8_width(0x1f511), 2);
    assert_int_equal(ht_utf8_width(0x2588), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_keeps_text),
        cmocka_unit_test(json_escapes_what_is_not_seen),
        cmocka_unit_test(json_escapes_what_it_must),
        cmocka_unit_test(json_replaces_what_is_not_utf8),
        cmocka_unit_test(terminal_is_left_alone),
        cmocka_unit_test(ascii_terminals_get_ascii),
        cmocka_unit_test(every_byte_pair_comes_out_safe),
        cmocka_unit_test(short_limits_hold),
        cmocka_unit_test(widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
