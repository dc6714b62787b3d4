#include "groups_fixture.h"

static void functions_of_one_event_are_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 8; i++) {
        add(&f, 5 + 70 * i, 100, "malloc<make_item:1<poll");
        add(&f, 5.001 + 70 * i, 30, "malloc<copy_name:2<make_item:3");
        add(&f, 40 + 70 * i, 50, "malloc<log_line:2<idle");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_ptr_equal(group_of(&f, 0, 0), group_of(&f, 0, 1));
    assert_ptr_not_equal(group_of(&f, 0, 0), group_of(&f, 0, 2));
    assert_int_equal(group_of(&f, 0, 0)->bursts.count, 8);
    teardown(&f);
}

/* Nearly all have to stand beside each other: four in five. Beside is within 30 ms. */
static void rare_meetings_join_nobody(void **state)
{
    (void)state;
    for (int together = 7; together <= 8; together++) {
        for (double beside = 0.028; beside < 0.04; beside += 0.004) {
            struct fixture f;
            setup(&f, 600);
            for (int i = 0; i < 10; i++) {
                add(&f, 5 + 55 * i, 100, "malloc<make_item:1<poll");
                add(&f, 5 + 55 * i + (i < together ? beside : 25), 30, "malloc<log_line:2<idle");
            }
            group(&f);
            assert_int_equal(f.groups.count, together == 8 && beside < 0.03 ? 1 : 2);
            teardown(&f);
        }
    }
}

/* Each by its own rule: a container's nodes are not kept and freed with the event's other blocks. */
static void containers_join_nobody_else(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 8; i++) {
        add(&f, 5 + 70 * i, 100, "malloc<make_item:1<poll");
        add(&f, 5.001 + 70 * i, 48, "malloc<operator new(unsigned int)<std::_Rb_tree::insert<keep:9<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 0, 1)->holder, HT_HOLDER_CONTAINER);
    teardown(&f);
}

/* So many bursts behind one are looked at for another that goes with it. */
static void few_may_stand_between(void **state)
{
    (void)state;
    for (int between = 5; between <= 6; between++) {
        struct fixture f;
        char sites[64];
        setup(&f, 900);
        for (int i = 0; i < 8; i++) {
            add(&f, 5 + 100 * i, 100, "malloc<make_item:1<poll");
            for (int k = 0; k < between; k++) {
                snprintf(sites, sizeof sites, "malloc<std::_Rb_tree::insert<keep_%d:9<poll", k);
                add(&f, 5.001 + 100 * i + 0.002 * k, 48 + (uint32_t)k, sites);
            }
            add(&f, 5.02 + 100 * i, 30, "malloc<log_line:2<idle");
        }
        group(&f);
        bool joined = group_of(&f, 0, 0) == group_of(&f, 0, 1 + (uint32_t)between);
        assert_int_equal(joined, between == 5);
        teardown(&f);
    }
}

/* The rule that knows a leak takes nobody in. */
static void known_blocks_take_no_strangers_in(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 8; i++) {
        add(&f, 5 + 70 * i, 81, "calloc<esp_crt_ca_cb_callback:489<verify");
        add(&f, 5.001 + 70 * i, 30, "malloc<log_line:2<idle");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    teardown(&f);
}

/* What the application makes for each session goes with the session, also when only some have it. */
static void sessions_take_their_contexts_in(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 8; i++) {
        add(&f, 5 + 70 * i, 1300, "calloc<esp_tls_init<ssl_connect");
        add(&f, 5.0002 + 70 * i, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
        if (i % 2)
            add(&f, 5.001 + 70 * i, 30, "malloc<my_request:2<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_SESSIONS);
    assert_int_equal(f.groups.items[0].bursts.count, 8);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_of_one_event_are_joined), cmocka_unit_test(rare_meetings_join_nobody),
        cmocka_unit_test(containers_join_nobody_else),       cmocka_unit_test(few_may_stand_between),
        cmocka_unit_test(known_blocks_take_no_strangers_in), cmocka_unit_test(sessions_take_their_contexts_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
