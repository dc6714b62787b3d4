#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "judge/short_name.h"

static void names_are_shortened(void **state)
{
    (void)state;
    static const struct {
        const char *function, *expected;
    } cases[] = {
        {"esp_crt_ca_cb_callback", "esp_crt_ca_cb_callback"},
        {"std::vector<int, std::allocator<int> >::push_back", "std::vector<...>::push_back"},
        {"std::map<K, V>::operator[]", "std::map<...>::operator[]"},
        {"operator<<", "operator<<"},
        {"operator< <int>", "operator< <int>"},
        {"Box<T>::operator->", "Box<...>::operator->"},
        {"a<b", "a<b"},
        {"<alloc::vec::Vec<T> as core::clone::Clone>::clone", "<...>::clone"},
        {"application::network::session::manager::connection::pool::take",
         "...::session::manager::connection::pool::take"},
        {"a_function_whose_name_never_ends_and_has_no_parts_at_all", "...ose_name_never_ends_and_has_no_parts_at_all"},
        {"", ""},
    };
    struct ht_arena arena;
    ht_arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *name = ht_short_name(&arena, cases[i].function, 46);
        assert_non_null(name);
        assert_true(strlen(name) <= 46);
        assert_string_equal(name, cases[i].expected);
    }
    ht_arena_deinit(&arena);
}

/* Brackets with nothing in them become longer. So many of them that the name has memory of its own. */
static void empty_brackets_have_room(void **state)
{
    (void)state;
    enum { PAIRS = 20000 };
    static char name[2 * PAIRS + 1];
    for (size_t i = 0; i < PAIRS; i++)
        memcpy(name + 2 * i, "<>", 2);
    struct ht_arena arena;
    ht_arena_init(&arena);
    const char *folded = ht_short_name(&arena, name, 5 * PAIRS);
    assert_int_equal(strlen(folded), 5 * PAIRS);
    assert_string_equal(folded + 5 * (PAIRS - 1), "<...>");
    assert_string_equal(ht_short_name(&arena, "<", 46), "<");
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_shortened),
                                       cmocka_unit_test(empty_brackets_have_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
