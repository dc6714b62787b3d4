#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sort.h"

static void numbers_come_out_ascending(void **state)
{
    (void)state;
    uint32_t numbers[40];
    for (size_t count = 0; count <= 40; count++) {
        uint64_t before = 0, after = 0;
        uint32_t x = (uint32_t)count;
        for (size_t i = 0; i < count; i++) {
            x = x * 1664525u + 1013904223u;
            numbers[i] = x >> (count % 3 * 14); /* also few distinct ones */
            before += numbers[i];
        }
        ht_sort_u32(numbers, count);
        for (size_t i = 0; i < count; i++) {
            after += numbers[i];
            assert_true(i == 0 || numbers[i - 1] <= numbers[i]);
        }
        assert_true(before == after);
    }
    ht_sort_u32(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_come_out_ascending)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
