#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/wildcard.h"
#include "cost.h"

static void patterns_fit_whole_names(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *name;
        bool fits;
    } cases[] = {
        {"malloc", "malloc", true},
        {"malloc", "mallocs", false},
        {"malloc", "mallo", false},
        {"malloc", "Malloc", false},
        {"malloc", "", false},
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything", true},
        {"**", "x", true},
        {"esp_tls_*", "esp_tls_", true},
        {"esp_tls_*", "esp_tls_conn_new_sync", true},
        {"esp_tls_*", "esp_tls", false},
        {"esp_tls_*", "my_esp_tls_conn", false},
        {"*malloc", "malloc", true},
        {"*malloc", "wifi_malloc", true},
        {"*malloc", "malloc_x", false},
        {"*malloc", "malloc_malloc", true},
        {"*mal*loc*", "xmalmalyloc", true},
        {"a*b*c", "abc", true},
        {"a*b*c", "aXbXbYc", true},
        {"a*b*c", "aXbXcY", false},
        {"a*b*c", "acb", false},
        {"a*ab", "aab", true},
        {"a*ab", "ab", false},
        {"a*", "a*", true},
        {"std::*<*>::allocate", "std::alloc<int, std::less<int>>::allocate", true},
        {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {".", "x", false},
        {"[a]", "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (ht_wildcard_fits(cases[i].pattern, strlen(cases[i].pattern), true, true, cases[i].name) != cases[i].fits)
            fail_msg("%s on %s", cases[i].pattern, cases[i].name);
    }
}

/* The whole pattern and the whole text, as slowly as can be. */
static bool slow_fits(const char *pattern, const char *text)
{
    if (*pattern == '*')
        return slow_fits(pattern + 1, text) || (*text && slow_fits(pattern, text + 1));
    if (!*pattern || !*text)
        return !*pattern && !*text;
    return *pattern == *text && slow_fits(pattern + 1, text + 1);
}

static void make_text(char *text, size_t room, const char *letters)
{
    size_t length = (size_t)rand() % room;
    for (size_t i = 0; i < length; i++)
        text[i] = letters[(size_t)rand() % strlen(letters)];
    text[length] = '\0';
}

static void fits_what_trying_everything_fits(void **state)
{
    (void)state;
    char pattern[12], text[12], open[16];
    size_t fitted = 0;
    srand(1);
    for (size_t run = 0; run < 200000; run++) {
        make_text(pattern, sizeof pattern, run % 2 ? "ab*" : "aab**/");
        make_text(text, sizeof text, "aab");
        bool at_start = run & 4, at_end = run & 8;
        strcpy(open, at_start ? "" : "*");
        strcat(strcat(open, pattern), at_end ? "" : "*");
        bool expected = slow_fits(open, text);
        fitted += expected;
        if (ht_wildcard_fits(pattern, strlen(pattern), at_start, at_end, text) != expected)
            fail_msg("%s on %s, %d %d", pattern, text, at_start, at_end);
    }
    assert_true(fitted > 20000);
}

static bool slow_fits_path(const char *pattern, const char *path)
{
    for (const char *tail = path; tail; tail = strchr(tail, '/') ? strchr(tail, '/') + 1 : NULL) {
        if (slow_fits(pattern, tail))
            return true;
    }
    return false;
}

static void fits_the_end_of_a_path(void **state)
{
    (void)state;
    char pattern[10], path[14];
    size_t fitted = 0;
    srand(2);
    for (size_t run = 0; run < 200000; run++) {
        make_text(pattern, sizeof pattern, "ab/*");
        make_text(path, sizeof path, "aab/");
        bool expected = slow_fits_path(pattern, path);
        fitted += expected;
        if (ht_wildcard_fits_path(pattern, path) != expected)
            fail_msg("%s on %s", pattern, path);
    }
    assert_true(fitted > 20000);
    assert_true(ht_wildcard_fits_path("mbedtls/library/*.c", "/idf/components/mbedtls/library/ssl_tls.c"));
    assert_true(ht_wildcard_fits_path("/idf/main.c", "/idf/main.c"));
    assert_false(ht_wildcard_fits_path("tls.c", "/idf/ssl_tls.c"));
}

/* Pieces that are longer than what is compared at each place. */
static void finds_long_pieces(void **state)
{
    (void)state;
    char text[400], pattern[64];
    srand(3);
    for (size_t run = 0; run < 20000; run++) {
        make_text(text, sizeof text, "aaab");
        size_t length = strlen(text), from = length ? (size_t)rand() % length : 0;
        size_t size = length - from < 40 ? length - from : 40;
        memcpy(pattern, text + from, size);
        pattern[size] = '\0';
        assert_true(ht_wildcard_fits(pattern, size, false, false, text));
        if (size)
            pattern[size - 1] = pattern[size - 1] == 'a' ? 'b' : 'a';
        assert_int_equal(ht_wildcard_fits(pattern, size, false, false, text), strstr(text, pattern) != NULL);
    }
}

static void bounds_the_length_of_patterns(void **state)
{
    (void)state;
    char pattern[HT_WILDCARD_MAX + 2];
    memset(pattern, 'a', sizeof pattern);
    pattern[HT_WILDCARD_MAX] = '\0';
    assert_true(ht_wildcard_fits(pattern, HT_WILDCARD_MAX, false, false, pattern));
    assert_true(ht_wildcard_fits_path(pattern, pattern));
    pattern[HT_WILDCARD_MAX - 1] = '*';
    assert_true(ht_wildcard_fits_path(pattern, pattern));
    pattern[HT_WILDCARD_MAX] = 'a';
    pattern[HT_WILDCARD_MAX + 1] = '\0';
    assert_false(ht_wildcard_fits(pattern, HT_WILDCARD_MAX + 1, false, false, pattern));
    assert_false(ht_wildcard_fits_path(pattern, pattern));
}

/* What takes a matcher that goes back a minute and more. */
static void takes_linear_time(void **state)
{
    (void)state;
    enum { NAME = 1 << 20 };
    static const char *const pieces[] = {"a", "a*", "*a*b", "a/", "a*a/a"};
    char *name = malloc(NAME), pattern[HT_WILDCARD_MAX + 1];
    assert_non_null(name);
    memset(name, 'a', NAME - 1);
    name[NAME - 1] = '\0';
    double start = cost_now();
    for (size_t run = 0; run < 2 * sizeof pieces / sizeof *pieces; run++) {
        const char *piece = pieces[run / 2];
        size_t length = 0;
        for (; length + strlen(piece) < HT_WILDCARD_MAX; length += strlen(piece))
            strcpy(pattern + length, piece);
        strcpy(pattern + length, "c");
        for (size_t i = 1; run % 2 && i < NAME - 1; i += 2)
            name[i] = '/';
        assert_false(ht_wildcard_fits(pattern, length + 1, false, false, name));
        assert_false(ht_wildcard_fits_path(pattern, name));
        memset(name, 'a', NAME - 1);
    }
    assert_cheap_since(start);
    free(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fit_whole_names),      cmocka_unit_test(fits_what_trying_everything_fits),
        cmocka_unit_test(fits_the_end_of_a_path),        cmocka_unit_test(finds_long_pieces),
        cmocka_unit_test(bounds_the_length_of_patterns), cmocka_unit_test(takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
