#include "trace_builder.h"

#include "infer/group.h"

enum { BURSTS = 4 };

/* Are these bursts events, though there is no clock? Their shapes, ended by 0, and blocks. */
static bool are_apart(const uint64_t *shapes, const uint32_t *blocks, bool unordered)
{
    struct trace_builder b;
    struct ht_burst bursts[BURSTS + 2] = {{.window = 0, .shape = 90, .count = 1},
                                          {.window = 0, .shape = 91, .count = 1}};
    struct ht_group group = {.bursts = {bursts, 2, BURSTS + 2}};
    builder_init(&b);
    builder_window(&b, 60); /* with a clock, whose bursts tell nothing */
    builder_window(&b, 60);
    b.window->untimed = true;
    b.window->unordered = unordered;
    for (; *shapes; shapes++, blocks++)
        bursts[group.bursts.count++] = (struct ht_burst){.window = 1, .shape = *shapes, .count = *blocks};
    builder_must(ht_group_tell_apart(&b.trace, &group));
    builder_deinit(&b);
    return group.apart;
}

#define LIST(...) ((const uint64_t[]){__VA_ARGS__, 0})
#define OF(...) ((const uint32_t[]){__VA_ARGS__})

/* More than half of them are like another one, and have three blocks each in the mean. */
static void what_comes_again_in_several_blocks_is_an_event(void **state)
{
    (void)state;
    assert_true(are_apart(LIST(5, 5), OF(3, 3), false));
    assert_true(are_apart(LIST(5, 7, 5, 7), OF(3, 4, 3, 4), false));
    assert_true(are_apart(LIST(7, 5, 5, 5), OF(1, 4, 4, 4), false));
    assert_false(are_apart(LIST(5, 6, 7), OF(3, 3, 3), false));
    assert_false(are_apart(LIST(5, 7, 5, 6), OF(3, 3, 3, 3), false)); /* only half of them */
    assert_false(are_apart(LIST(5, 5), OF(3, 2), false));
    assert_false(are_apart(LIST(5, 5), OF(3, 3), true)); /* grouped by the device: in no order */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_again_in_several_blocks_is_an_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
