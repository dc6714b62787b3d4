#include "groups_fixture.h"

#include "infer/survival.h"

/* The group whose bursts hold the record. */
static const struct ht_group *group_of(const struct fixture *f, uint32_t window, uint32_t record)
{
    for (size_t g = 0; g < f->groups.count; g++) {
        const struct ht_bursts *bursts = &f->groups.items[g].bursts;
        for (size_t b = 0; b < bursts->count; b++) {
            for (uint32_t r = 0; r < bursts->items[b].count; r++) {
                if (bursts->items[b].window == window && bursts->items[b].records[r] == record)
                    return &f->groups.items[g];
            }
        }
    }
    return NULL;
}

static void add(struct fixture *f, double seconds, uint32_t size, const char *sites)
{
    builder_add(&f->b, seconds, size, builder_chain(&f->b, sites));
}

static void chains_of_one_signature_are_a_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, 81, "calloc<esp_crt_ca_cb_callback:489<verify");
    add(&f, 1.001, 3, "calloc<esp_crt_copy_asn1:440<esp_crt_ca_cb_callback:515");
    add(&f, 1.002, 84, "malloc<lock_init_generic:7<open");
    add(&f, 1.003, 12, "calloc<esp_crt_copy_asn1:448<esp_crt_ca_cb_callback:515");
    group(&f);
    assert_int_equal(f.groups.count, 2);
    const struct ht_group *leak = group_of(&f, 0, 0), *lock = group_of(&f, 0, 2);
    assert_int_equal(leak->kind, HT_GROUP_SIGNATURE);
    assert_string_equal(leak->signature->id, "esp-crt-bundle-cross-signed");
    assert_ptr_equal(leak, group_of(&f, 0, 1));
    assert_ptr_equal(leak, group_of(&f, 0, 3));
    assert_int_equal(leak->bursts.count, 1);
    assert_int_equal(leak->bursts.items[0].count, 3);
    assert_string_equal(lock->signature->id, "lock-init");
    teardown(&f);
}

static void parts_of_sessions_are_a_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, 624, "calloc<esp_http_client_init:7<poll");
    add(&f, 3, 1700, "calloc<mbedtls_ssl_setup:9<poll");
    add(&f, 5, 96, "calloc<esp_transport_init:9<poll");
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_SESSIONS);
    assert_null(f.groups.items[0].signature);
    assert_int_equal(f.groups.items[0].bursts.count, 3);
    teardown(&f);
}

static void allocators_alone_are_unattributed(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, 16, "heap_caps_malloc<malloc");
    add(&f, 3, 16, "heap_caps_calloc<calloc");
    builder_add(&f.b, 5, 16, builder_chain_of(&f.b, NULL, 0));
    add(&f, 7, 16, "malloc<parse");
    group(&f);
    assert_int_equal(f.groups.count, 2);
    const struct ht_group *shallow = group_of(&f, 0, 0);
    assert_int_equal(shallow->kind, HT_GROUP_UNATTRIBUTED);
    assert_ptr_equal(shallow, group_of(&f, 0, 1));
    assert_ptr_equal(shallow, group_of(&f, 0, 2));
    assert_int_equal(group_of(&f, 0, 3)->kind, HT_GROUP_JOINED);
    teardown(&f);
}

static void strangers_allocated_together_are_joined(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 5; i++) {
        add(&f, 1 + 10 * i, 100, "malloc<make_item:1<poll");
        add(&f, 1.001 + 10 * i, 30, "malloc<copy_name:2<make_item:3");
        add(&f, 6 + 10 * i, 50, "malloc<log_line:2<idle");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_ptr_equal(group_of(&f, 0, 0), group_of(&f, 0, 1));
    assert_ptr_not_equal(group_of(&f, 0, 0), group_of(&f, 0, 2));
    assert_int_equal(group_of(&f, 0, 0)->bursts.count, 5);
    teardown(&f);
}

/* Once is chance. */
static void one_meeting_joins_nobody(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, 100, "malloc<make_item:1<poll");
    add(&f, 1.001, 30, "malloc<log_line:2<idle");
    group(&f);
    assert_int_equal(f.groups.count, 2);
    teardown(&f);
}

/* Two that meet now and then stay two. */
static void rare_meetings_join_nobody(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 10; i++) {
        add(&f, 1 + 10 * i, 100, "malloc<make_item:1<poll");
        add(&f, (i < 4 ? 1.001 : 6) + 10 * i, 30, "malloc<log_line:2<idle");
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    teardown(&f);
}

static void known_chains_take_no_strangers_in(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 5; i++) {
        add(&f, 1 + 10 * i, 81, "calloc<esp_crt_ca_cb_callback:489<verify");
        add(&f, 1.001 + 10 * i, 30, "malloc<log_line:2<idle");
        add(&f, 5 + 10 * i, 30, "heap_caps_malloc<malloc");
    }
    group(&f);
    assert_int_equal(f.groups.count, 3);
    teardown(&f);
}

/* strdup at a depth of 4 shows no caller: it goes with the group that it stands behind, if that is one. */
static void loose_chains_join_whom_they_stand_behind(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 5; i++) {
        add(&f, 1 + 10 * i, 64, "calloc<make_item:1<poll");
        add(&f, 1.001 + 10 * i, 9, "heap_caps_malloc<malloc<strdup");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_JOINED);
    assert_int_equal(f.groups.items[0].bursts.count, 5);
    teardown(&f);
    setup(&f);
    for (int i = 0; i < 5; i++) {
        add(&f, 1 + 10 * i, 64, "calloc<make_item:1<poll");
        add(&f, 1.001 + 10 * i, 9, "heap_caps_malloc<malloc<strdup");
        add(&f, 5 + 10 * i, 30, "malloc<log_line:2<idle");
        add(&f, 5.001 + 10 * i, 9, "heap_caps_malloc<malloc<strdup");
    }
    group(&f);
    assert_int_equal(f.groups.count, 3);
    teardown(&f);
}

/* A rare chain that is allocated several times in a row is met once, not one time in three. */
static void a_chain_in_a_row_is_met_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 8; i++) {
        add(&f, 1 + 10 * i, 64, "malloc<new_item:1<parse");
        for (int k = 0; k < 3 && i % 3 == 0; k++)
            add(&f, 1.0001 + 10 * i + 1e-5 * k, 40, "malloc<new_item:1<parse_array<parse");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 8);
    teardown(&f);
}

/* A short window beside a long one is cut as the long one is: alone its five records would rather stand one by one. */
static void windows_share_the_pause(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int w = 0; w < 2; w++) {
        if (w)
            builder_window(&f.b, 60);
        for (int i = 0; i < (w ? 1 : 12); i++) {
            for (int k = 0; k < 5; k++)
                add(&f, 3 + 40 * i + 0.001 * k, (uint32_t)(10 + 7 * k), "malloc<parse:1<poll");
        }
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 13);
    assert_int_equal(f.groups.items[0].shapes.items[f.groups.items[0].bursts.items[12].shape].bursts, 13);
    teardown(&f);
}

/* What is allocated with each session is a part of it, whoever it is. */
static void sessions_take_strangers_in(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 5; i++) {
        add(&f, 1 + 10 * i, 624, "calloc<esp_http_client_init:7<poll");
        add(&f, 1.001 + 10 * i, 30, "malloc<my_request:2<poll");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_SESSIONS);
    teardown(&f);
}

static void a_group_spans_windows(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.windows[1].full = true;
    for (int w = 0; w < 2; w++) {
        if (w)
            builder_window(&f.b, 600);
        for (int i = 0; i < 3; i++) {
            if (w == 0 || i > 0)
                add(&f, 1 + 10 * i, 100, "malloc<make_item:1<poll");
            add(&f, 1.0001 + 10 * i, 30, "malloc<make_item:3<poll");
        }
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    const struct ht_bursts *bursts = &f.groups.items[0].bursts;
    assert_int_equal(bursts->count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(bursts->items[i].window, i / 3);
        /* The full window lost the first half of its first burst. */
        assert_int_equal(!!bursts->items[i].partial, i == 3);
    }
    teardown(&f);
}

static void a_block_of_two_looks_stands_in_the_later(void **state)
{
    (void)state;
    static const uint32_t twins[] = {0, HT_NO_TWIN};
    struct fixture f;
    setup(&f);
    f.windows[0].twins = twins;
    add(&f, 1, 100, "malloc<make_item:1<poll");
    add(&f, 9, 100, "malloc<make_item:1<poll");
    builder_window(&f.b, 600);
    add(&f, 1, 100, "malloc<make_item:1<poll");
    group(&f);
    assert_null(group_of(&f, 0, 0));
    assert_non_null(group_of(&f, 0, 1));
    assert_non_null(group_of(&f, 1, 0));
    teardown(&f);
}

static void nothing_to_group(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    group(&f);
    assert_int_equal(f.groups.count, 0);
    teardown(&f);
    ht_groups_deinit(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_of_one_signature_are_a_group),
        cmocka_unit_test(parts_of_sessions_are_a_group),
        cmocka_unit_test(allocators_alone_are_unattributed),
        cmocka_unit_test(strangers_allocated_together_are_joined),
        cmocka_unit_test(one_meeting_joins_nobody),
        cmocka_unit_test(rare_meetings_join_nobody),
        cmocka_unit_test(known_chains_take_no_strangers_in),
        cmocka_unit_test(loose_chains_join_whom_they_stand_behind),
        cmocka_unit_test(a_chain_in_a_row_is_met_once),
        cmocka_unit_test(windows_share_the_pause),
        cmocka_unit_test(sessions_take_strangers_in),
        cmocka_unit_test(a_group_spans_windows),
        cmocka_unit_test(a_block_of_two_looks_stands_in_the_later),
        cmocka_unit_test(nothing_to_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
