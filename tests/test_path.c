#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path.h"

static void absolute_on_any_system(void **state)
{
    (void)state;
    static const char *const absolute[] = {"/", "/home/me/a.c", "\\\\server\\share", "C:/work/a.c", "z:\\a.c"};
    static const char *const relative[] = {"", "a.c", "./a.c", "C:", "C:a.c", "1:/a.c", "a/:/b.c"};
    for (size_t i = 0; i < sizeof absolute / sizeof *absolute; i++)
        assert_true(ht_path_is_absolute(absolute[i]));
    for (size_t i = 0; i < sizeof relative / sizeof *relative; i++)
        assert_false(ht_path_is_absolute(relative[i]));
}

static void slashes_are_the_same(void **state)
{
    (void)state;
    assert_true(ht_path_begins("C:\\esp\\idf/a.c", "C:/esp/", 7));
    assert_true(ht_path_begins("/a", "/a/b", 2));
    assert_true(ht_path_begins("", "/a", 0));
    assert_false(ht_path_begins("C:\\esp", "C:/esp/", 7));
    assert_false(ht_path_begins("/esq/", "/esp/", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absolute_on_any_system),
        cmocka_unit_test(slashes_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
