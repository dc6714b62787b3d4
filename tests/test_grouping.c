/* Which records are judged together: by rule, by owner and by who holds them; and what looks show. */
#include "groups_fixture.h"

static void a_rule_makes_a_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    add(&f, 1, 81, "calloc<esp_crt_ca_cb_callback:489<verify:1");
    add(&f, 12, 3, "calloc<esp_crt_copy_asn1:440|esp_crt_ca_cb_callback:515<verify:2");
    add(&f, 23, 90, "malloc<lock_init_generic:79<main:1");
    group(&f);
    assert_int_equal(f.groups.count, 2);
    const struct ht_group *names = group_of(&f, 0, 0), *locks = group_of(&f, 0, 2);
    assert_ptr_equal(names, group_of(&f, 0, 1));
    assert_int_equal(names->kind, HT_GROUP_RULE);
    assert_string_equal(names->signature->id, "esp-crt-bundle-cross-signed");
    assert_string_equal(locks->signature->id, "newlib-locks");
    assert_true(names->named);
    teardown(&f);
}

/* One leak behind any number of call paths is one group; one container filled by two callers is, too. */
static void an_owner_makes_a_group(void **state)
{
    (void)state;
    struct fixture f;
    char sites[64];
    setup(&f, 600);
    for (int i = 0; i < 60; i++) {
        snprintf(sites, sizeof sites, "malloc<make_item:1<poll:2<caller_%d", i);
        add(&f, 1 + 9.7 * i, 40, sites);
    }
    add(&f, 595, 40, "malloc<make_other:1<poll:3<caller_1");
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 0, 0)->kind, HT_GROUP_OWNER);
    assert_int_equal(group_of(&f, 0, 0)->bursts.count, 60);
    assert_ptr_not_equal(group_of(&f, 0, 0), group_of(&f, 0, 60));
    teardown(&f);
}

/* What one function asks for through a container is held by that; what it asks for itself by who got the pointer. */
static void a_holder_makes_a_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 1 + 90 * i, 40, "malloc<handle:7<poll");
        add(&f, 31 + 90 * i, 48, "malloc<operator new(unsigned int)<std::_Rb_tree::insert<handle:9<poll");
        add(&f, 61 + 90 * i, 40, "malloc<handle:7<other");
    }
    group(&f);
    const struct ht_group *bare = group_of(&f, 0, 0), *held = group_of(&f, 0, 1);
    assert_int_equal(bare->holder, HT_HOLDER_ANY);
    assert_int_equal(held->holder, HT_HOLDER_CONTAINER);
    assert_int_equal(bare->bursts.count, 12);
    assert_int_equal(held->bursts.count, 6);
    teardown(&f);
}

static void a_group_spans_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    for (int w = 0; w < 2; w++) {
        if (w)
            builder_window(&f.b, 90);
        for (int i = 0; i < 3; i++)
            add(&f, 1 + w + 14 * i, 100, "malloc<make_item:1<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(f.groups.items[0].bursts.items[i].window, i / 3);
    teardown(&f);
}

/* A chain of which nothing is known but its PCs is an owner of its own, without a name. */
static void nobody_is_known_by_name(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    uint32_t one = builder_chain_of(&f.b, (const uint32_t[]){0x42001000, 0x42002000}, 2);
    uint32_t other = builder_chain_of(&f.b, (const uint32_t[]){0x42001004, 0x42002000}, 2);
    for (int i = 0; i < 3; i++) {
        builder_add(&f.b, 1 + 18 * i, 40, one);
        builder_add(&f.b, 9 + 18 * i, 50, other);
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 0, 0)->kind, HT_GROUP_OWNER);
    assert_false(group_of(&f, 0, 0)->named);
    teardown(&f);
}

/* A chain is cut off where the longest is as long as the device has room for, as far as any window tells. */
static void a_group_is_as_deep_as_its_longest_chain(void **state)
{
    (void)state;
    static const struct {
        uint32_t room[2];
        bool cut;
    } cases[] = {{{0, 0}, false}, {{0, 4}, true}, {{4, 2}, true}, {{8, 4}, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f, 60);
        add(&f, 1, 40, "malloc<make_item:1<poll");
        f.b.window->depth = cases[i].room[0];
        builder_window(&f.b, 90);
        add(&f, 2, 40, "malloc<make_item:1<poll");
        add(&f, 2.0001, 48, "malloc<make_item:1<poll<a_task");
        f.b.window->depth = cases[i].room[1];
        group(&f);
        struct ht_group_depth depth = ht_group_depth(&f.b.trace, group_of(&f, 0, 0));
        assert_int_equal(depth.longest, 4);
        assert_int_equal(depth.room, cases[i].room[0] > cases[i].room[1] ? cases[i].room[0] : cases[i].room[1]);
        assert_int_equal(depth.cut, cases[i].cut);
        teardown(&f);
    }
}

/* --- looks --- */

/* A block that several looks show stands in the group of the latest one only. */
static void a_block_of_several_looks_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 100);
    for (int look = 0; look < 3; look++) {
        if (look)
            builder_window(&f.b, 100 + 100 * look);
        for (int i = 0; i <= look; i++)
            add(&f, 5 + 30 * i, 40, "malloc<make_item:1<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 3);
    assert_false(f.groups.items[0].freed);
    assert_null(group_of(&f, 0, 0));
    assert_null(group_of(&f, 1, 1));
    assert_non_null(group_of(&f, 2, 0));
    teardown(&f);
}

/* What a later look does not show any more was freed, and stands apart. */
static void what_was_freed_stands_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 300);
    for (int look = 0; look < 2; look++) {
        if (look)
            builder_window(&f.b, 600);
        for (int i = 0; i < 6; i++) {
            if (!look || i % 2 == 0)
                builder_record(&f.b, 40, 0x3fc90000 + 64 * (uint32_t)i, builder_cycles(5 + 40 * i),
                               builder_chain(&f.b, "malloc<make_item:1<poll"));
        }
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    const struct ht_group *freed = group_of(&f, 0, 1), *alive = group_of(&f, 1, 0);
    assert_true(freed->freed);
    assert_int_equal(freed->bursts.count, 3);
    assert_false(alive->freed);
    assert_int_equal(alive->bursts.count, 3);
    teardown(&f);
}

static void nothing_to_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 60);
    group(&f);
    assert_int_equal(f.groups.count, 0);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_makes_a_group),
        cmocka_unit_test(an_owner_makes_a_group),
        cmocka_unit_test(a_holder_makes_a_group),
        cmocka_unit_test(a_group_spans_windows),
        cmocka_unit_test(nobody_is_known_by_name),
        cmocka_unit_test(a_group_is_as_deep_as_its_longest_chain),
        cmocka_unit_test(a_block_of_several_looks_counts_once),
        cmocka_unit_test(what_was_freed_stands_apart),
        cmocka_unit_test(nothing_to_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
