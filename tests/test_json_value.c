#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/value.h"

static struct ht_json_scan scan_of(const char *text)
{
    return (struct ht_json_scan){.bytes = text, .size = strlen(text)};
}

/* What is read at once is what is read when it has been delimited; all else stays where it is. */
static void plain_values_are_read_where_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t end;
        uint32_t value;
    } decimals[] = {{"81,", 2, 81}, {" 0}", 2, 0}, {"4294967295}", 10, UINT32_MAX}},
      hexes[] = {{"\"0x3fca7a68\"", 12, 0x3fca7a68}, {" \"0xF\",", 6, 15}, {"\"0x00000000\"", 12, 0}};
    static const char *const others[] = {
        "",
        "81", /* more digits may follow */
        "81 ,",
        "81.0,",
        "8e1,",
        "007,",
        "-1,",
        "4294967296,",
        "18446744073709551616,",
        "\"81\",",
        ",",
        "\"0x3fca7a",
        "\"0x\"",
        "\"0x0123456789\"",
        "\"0xfg\"",
        "\"(nil)\"",
        "\"12\"",
        "\"0X12\"",
        "\"0",
        "\"\"",
    };
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++) {
        struct ht_json_scan scan = scan_of(decimals[i].text);
        uint32_t value = 7;
        assert_true(ht_json_accept_decimal(&scan, &value));
        assert_int_equal(value, decimals[i].value);
        assert_int_equal(scan.pos, decimals[i].end);
    }
    for (size_t i = 0; i < sizeof hexes / sizeof *hexes; i++) {
        struct ht_json_scan scan = scan_of(hexes[i].text);
        uint32_t value = 7;
        assert_true(ht_json_accept_hex(&scan, &value));
        assert_int_equal(value, hexes[i].value);
        assert_int_equal(scan.pos, hexes[i].end);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct ht_json_scan scan = scan_of(others[i]);
        uint32_t value = 7;
        assert_false(ht_json_accept_decimal(&scan, &value) || ht_json_accept_hex(&scan, &value));
        assert_int_equal(value, 7);
        assert_int_equal(scan.pos, 0);
    }
}

static void a_key_is_passed_only_as_it_is_written(void **state)
{
    (void)state;
    struct ht_json_scan scan = scan_of(" \"sz\":1");
    struct ht_json_key key;
    assert_true(ht_json_accept_key(&scan, "sz", &key));
    assert_int_equal(scan.pos, 6);
    assert_int_equal(key.start, 1);
    assert_int_equal(key.length, 2);
    assert_ptr_equal(key.text, scan.bytes + 2);
    static const char *const others[] = {"",          "\"",       "\"s",    "\"sz",     "\"sz\"",    "\"sz\" :1",
                                         "\"szx\":1", "\"s\":1,", "sz\":1", "\"sy\":1", "{\"sz\":1", "\"s\\u007a\":1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        scan = scan_of(others[i]);
        assert_false(ht_json_accept_key(&scan, "sz", &key));
        assert_int_equal(scan.pos, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_are_read_where_they_stand),
        cmocka_unit_test(a_key_is_passed_only_as_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
