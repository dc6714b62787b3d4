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

/*
 * Where the counter sleeps all events seem to be as near: beside is within a tenth of the mean pause that it shows,
 * two and a half milliseconds here.
 */
static void a_counter_that_sleeps_joins_nobody(void **state)
{
    (void)state;
    for (double beside = 0.0022; beside < 0.003; beside += 0.0006) {
        struct fixture f;
        setup(&f, 600);
        double at = 1;
        for (int i = 0; i < 60; i++, at += 0.05) {
            add(&f, at, 100, "malloc<make_item:1<poll");
            add(&f, at + beside, 30, "malloc<log_line:2<idle");
        }
        group(&f);
        assert_true(f.timelines[0].sleeping);
        assert_int_equal(f.groups.count, beside < 0.0025 ? 1 : 2);
        teardown(&f);
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

/* What is rare may always stand beside what is frequent: that ties the two no more than chance does. */
static void the_more_frequent_one_decides(void **state)
{
    (void)state;
    for (int rare_first = 0; rare_first < 2; rare_first++) {
        struct fixture f;
        setup(&f, 600);
        for (int i = 0; i < 16; i++) {
            if (i % 2 && rare_first)
                add(&f, 5 + 36 * i, 30, "malloc<log_line:2<idle");
            add(&f, 5.001 + 36 * i, 100, "malloc<make_item:1<poll");
            if (i % 2 && !rare_first)
                add(&f, 5.002 + 36 * i, 30, "malloc<log_line:2<idle");
        }
        group(&f);
        assert_int_equal(f.groups.count, 2);
        teardown(&f);
    }
}

/* A string goes with an owner or with a container, and then not with the other: with the one that it meets more often.
 */
static void a_string_goes_where_it_meets_more(void **state)
{
    (void)state;
    for (int container = 0; container < 2; container++) {
        struct fixture f;
        setup(&f, 600);
        for (int i = 0; i < 10; i++) {
            bool apart = i >= 8; /* of two meetings one is a little rarer */
            double at = 5 + 55 * i;
            add(&f, at, 24, "malloc<operator new<std::__cxx11::basic_string::_M_create<name:2<poll");
            if (container || !apart)
                add(&f, at + 0.001, 48, "malloc<operator new<std::_Rb_tree::insert<keep:9<poll");
            add(&f, at + (container && apart ? 20 : 0.002), 100, "malloc<make_item:1<poll");
            if (!container && apart)
                add(&f, at + 20, 48, "malloc<operator new<std::_Rb_tree::insert<keep:9<poll");
        }
        group(&f);
        const struct ht_group *string = group_of(&f, 0, 0);
        assert_int_equal(f.groups.count, 2);
        assert_int_equal(string->holder, container ? HT_HOLDER_CONTAINER : HT_HOLDER_ANY);
        assert_int_equal(string->bursts.count, 10);
        assert_int_equal(string->bursts.items[0].count, 2);
        teardown(&f);
    }
}

/* What a garbage collector frees goes with nobody, not even with strings. */
static void strings_leave_collectors_alone(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 10; i++) {
        add(&f, 5 + 55 * i, 24, "malloc<operator new<std::__cxx11::basic_string::_M_create<name:2<poll");
        add(&f, 5.001 + 55 * i, 48, "realloc<luaM_malloc_<keep:9<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 0, 0)->holder, HT_HOLDER_STRING);
    assert_int_equal(group_of(&f, 0, 1)->holder, HT_HOLDER_COLLECTOR);
    teardown(&f);
}

/* A socket that is made beside a session is not the session's: each is a connection that is open by itself. */
static void connections_are_not_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 8; i++) {
        add(&f, 5 + 70 * i, 1300, "calloc<esp_tls_init<ssl_connect");
        add(&f, 5.001 + 70 * i, 76, "malloc<netconn_alloc<lwip_socket<listen");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    teardown(&f);
}

/* One function that is known names the group. */
static void a_name_is_kept(void **state)
{
    (void)state;
    for (int named_first = 0; named_first < 2; named_first++) {
        struct fixture f;
        setup(&f, 600);
        uint32_t unknown = builder_chain_of(&f.b, (const uint32_t[]){0x40001000, 0x40002000}, 2);
        for (int i = 0; i < 8; i++) {
            builder_add(&f.b, 5 + 70 * i + 0.001 * named_first, 30, unknown);
            add(&f, 5.001 + 70 * i, 100, "malloc<make_item:1<poll");
        }
        group(&f);
        assert_int_equal(f.groups.count, 1);
        assert_true(f.groups.items[0].named);
        teardown(&f);
    }
}

/* Blocks that go with those of an owner are its own, though plumbing is all that their chain shows. */
static void whoever_asks_is_no_plumbing(void **state)
{
    (void)state;
    for (int alone = 0; alone < 2; alone++) {
        struct fixture f;
        setup(&f, 600);
        for (int i = 0; i < 8; i++) {
            add(&f, 5 + 70 * i, 40, "malloc<cJSON_New_Item");
            if (!alone)
                add(&f, 5.001 + 70 * i, 100, "malloc<make_item:1<poll");
        }
        group(&f);
        assert_int_equal(f.groups.count, 1);
        assert_true(f.groups.items[0].named);
        assert_int_equal(f.groups.items[0].plumbing, alone);
        teardown(&f);
    }
}

/* Without a clock, beside is what has no other record in between. */
static void neighbours_without_a_clock(void **state)
{
    (void)state;
    for (int between = 0; between < 2; between++) {
        struct fixture f;
        setup(&f, 600);
        for (uint32_t i = 0; i < 8; i++) {
            add(&f, 5, 100, "malloc<make_item:1<poll");
            if (between)
                add(&f, 5, 81, "calloc<esp_crt_ca_cb_callback:489<verify");
            add(&f, 5, 30, "malloc<copy_name:2<keep");
            for (uint32_t k = 0; k < 4; k++) /* what comes next is no neighbour */
                add(&f, 5, 81, "calloc<esp_crt_ca_cb_callback:489<verify");
        }
        group(&f);
        assert_int_equal(group_of(&f, 0, 0) == group_of(&f, 0, 1 + (uint32_t)between), !between);
        teardown(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_of_one_event_are_joined),
        cmocka_unit_test(rare_meetings_join_nobody),
        cmocka_unit_test(a_counter_that_sleeps_joins_nobody),
        cmocka_unit_test(containers_join_nobody_else),
        cmocka_unit_test(few_may_stand_between),
        cmocka_unit_test(known_blocks_take_no_strangers_in),
        cmocka_unit_test(sessions_take_their_contexts_in),
        cmocka_unit_test(the_more_frequent_one_decides),
        cmocka_unit_test(a_string_goes_where_it_meets_more),
        cmocka_unit_test(strings_leave_collectors_alone),
        cmocka_unit_test(connections_are_not_joined),
        cmocka_unit_test(a_name_is_kept),
        cmocka_unit_test(whoever_asks_is_no_plumbing),
        cmocka_unit_test(neighbours_without_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
