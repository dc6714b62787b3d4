#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dump/window_name.h"

static double parsed(const char *text)
{
    double seconds = -1;
    return ht_window_seconds_parse(text, strlen(text), &seconds) ? seconds : -1;
}

static void lengths_of_the_option(void **state)
{
    (void)state;
    assert_true(parsed("600") == 600);
    assert_true(parsed("600s") == 600);
    assert_true(parsed("90sec") == 90);
    assert_true(parsed("10min") == 600);
    assert_true(parsed("10m") == 600);
    assert_true(parsed("1h") == 3600);
    assert_true(parsed("1H") == 3600);
    assert_true(parsed("2d") == 172800);
    assert_true(parsed("1.5h") == 5400);
    assert_true(parsed("0.25") == 0.25);
}

static void what_is_no_length(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "0",   "0s",   "-5",  "+5",   " 5",      "5 ",          "5 s",
                                        "s",   "1e3", "inf",  "nan", "0x5",  "5x",      "5.",          ".5",
                                        "5.s", "1,5", "10s5", "5ss", "mins", "1h30min", "99999999999", "9@"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(parsed(texts[i]) == -1);
    char digits[2001];
    memset(digits, '9', 2000);
    digits[2000] = '\0';
    assert_true(parsed(digits) == -1);
    digits[1000] = '.'; /* infinity over infinity */
    assert_true(parsed(digits) == -1);
}

static void only_the_given_characters_are_read(void **state)
{
    (void)state;
    double seconds = 0;
    assert_true(ht_window_seconds_parse("90s,10min", 3, &seconds));
    assert_true(seconds == 90);
}

static void names_that_tell(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double seconds;
    } names[] = {
        {"window_600s.json", 600}, {"window-10min.log", 600},        {"1h", 3600},
        {"1h.txt", 3600},          {"dumps_5s/window_90s.json", 90}, {"window_90S.json", 90},
        {"trace.600s.json", 600},  {"window_1.5h.json", 5400},       {"a_60s_1min.json", 60},
        {"v2_600s", 600},          {"esp32s3_600s.json", 600},       {"600s_run2.json", 600},
        {"/tmp/x/600s", 600},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(ht_window_seconds_from_name(names[i].name) == names[i].seconds);
}

static void names_that_do_not(void **state)
{
    (void)state;
    static const char *const names[] = {"-",         "",           "window.json",  "window_600.json", "esp32s3.json",
                                        "600s/dump", "x600s.json", "window_600sx", "a_60s_90s.json",  "log.2.600s.json",
                                        "window_0s", "5kb.json",   "window_s.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(ht_window_seconds_from_name(names[i]) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_of_the_option),
        cmocka_unit_test(what_is_no_length),
        cmocka_unit_test(only_the_given_characters_are_read),
        cmocka_unit_test(names_that_tell),
        cmocka_unit_test(names_that_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
