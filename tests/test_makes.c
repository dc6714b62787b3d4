#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "infer/makes.h"

static void a_make_is_known_by_hash_and_count(void **state)
{
    (void)state;
    struct ht_makes makes;
    assert_null(ht_makes_init(&makes, 4));
    assert_int_equal(ht_makes_uses(&makes, 7, 3), 0);
    assert_int_equal(ht_makes_add(&makes, 7, 3), 0);
    assert_int_equal(ht_makes_add(&makes, 7, 3), 1);
    assert_int_equal(ht_makes_add(&makes, 7, 4), 0);
    assert_int_equal(ht_makes_add(&makes, 8, 3), 0);
    assert_int_equal(ht_makes_uses(&makes, 7, 3), 2);
    assert_int_equal(ht_makes_uses(&makes, 7, 4), 1);
    assert_int_equal(ht_makes_uses(&makes, 8, 3), 1);
    assert_int_equal(ht_makes_uses(&makes, 8, 4), 0);
    assert_int_equal(makes.used, 3);
    assert_int_equal(ht_makes_alone(&makes), 2);
    ht_makes_deinit(&makes);
}

static void all_are_forgotten(void **state)
{
    (void)state;
    struct ht_makes makes;
    assert_null(ht_makes_init(&makes, 4));
    ht_makes_clear(&makes);
    ht_makes_add(&makes, 7, 3);
    ht_makes_clear(&makes);
    assert_int_equal(ht_makes_uses(&makes, 7, 3), 0);
    assert_int_equal(makes.used, 0);
    assert_int_equal(ht_makes_add(&makes, 7, 3), 0);
    ht_makes_deinit(&makes);
    ht_makes_deinit(&makes);
}

/* As many as there was room asked for, all in one place. */
static void makes_that_collide_keep_apart(void **state)
{
    (void)state;
    enum { MAKES = 1000 };
    for (unsigned shift = 0; shift <= 40; shift += 20) {
        struct ht_makes makes;
        assert_null(ht_makes_init(&makes, MAKES));
        for (int round = 0; round < 3; round++) {
            for (uint64_t i = 0; i < MAKES; i++)
                assert_int_equal(ht_makes_add(&makes, i << shift, 1 + (uint32_t)i % 5), round);
        }
        for (uint64_t i = 0; i < MAKES; i++)
            assert_int_equal(ht_makes_uses(&makes, i << shift, 1 + (uint32_t)i % 5), 3);
        assert_int_equal(makes.used, MAKES);
        assert_true(makes.slot_count >= 2 * MAKES);
        assert_int_equal(makes.slot_count & (makes.slot_count - 1), 0);
        ht_makes_deinit(&makes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_make_is_known_by_hash_and_count),
        cmocka_unit_test(all_are_forgotten),
        cmocka_unit_test(makes_that_collide_keep_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
