#include "groups_fixture.h"

/* --- sessions --- */

/* Sessions with a connection, and clients without one. */
static void clients_without_a_connection_are_parts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 624, "calloc<esp_http_client_init:7<poll");
        if (i < 2) {
            add(&f, 5.3 + 90 * i, 1300, "calloc<esp_tls_init<ssl_connect");
            add(&f, 5.4 + 90 * i, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
        }
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    const struct ht_group *sessions = group_of(&f, 0, 0), *parts = group_of(&f, 0, 6);
    assert_int_equal(sessions->kind, HT_GROUP_SESSIONS);
    assert_int_equal(sessions->bursts.count, 2);
    assert_int_equal(sessions->bursts.items[0].count, 3);
    assert_int_equal(parts->kind, HT_GROUP_PARTS);
    assert_int_equal(parts->bursts.count, 4);
    assert_non_null(parts->signature);
    teardown(&f);
}

/* Names are looked up, and the server answers: a client connects within ten seconds. */
static void a_client_connects_within_ten_seconds(void **state)
{
    (void)state;
    for (double wait = 9.5; wait <= 10.5; wait++) {
        struct fixture f;
        setup(&f, 900);
        for (int i = 0; i < 6; i++) {
            add(&f, 5 + 90 * i, 624, "calloc<esp_http_client_init:7<poll");
            add(&f, 5 + wait + 90 * i, 1300, "calloc<esp_tls_init<ssl_connect");
        }
        group(&f);
        assert_int_equal(group_of(&f, 0, 0)->kind, wait < 10 ? HT_GROUP_SESSIONS : HT_GROUP_PARTS);
        assert_int_equal(group_of(&f, 0, 0)->bursts.count, 6);
        teardown(&f);
    }
}

/* Clients without TLS: so many of ten have a socket, made so much later, behind so many other records. */
static enum ht_group_kind kind_of_plain_clients(int sockets, double wait, int between)
{
    struct fixture f;
    setup(&f, 1200);
    for (int i = 0; i < 10; i++) {
        add(&f, 5 + 110 * i, 624, "calloc<esp_websocket_client_init<subscribe<app_main");
        for (int k = 0; k < between; k++)
            add(&f, 5.1 + 110 * i + 0.01 * k, 90, "malloc<lock_init_generic:79<main:1");
        if (i < sockets)
            add(&f, 5 + wait + 110 * i, 76, "malloc<netconn_alloc<lwip_socket<tcp_connect");
    }
    group(&f);
    enum ht_group_kind kind = group_of(&f, 0, 0)->kind;
    teardown(&f);
    return kind;
}

/* A client without TLS has a socket, and no more: it is open, if four in five have one within ten seconds. */
static void clients_with_a_plain_socket_are_open(void **state)
{
    (void)state;
    assert_int_equal(kind_of_plain_clients(10, 0.1, 0), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(8, 0.1, 0), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(7, 0.1, 0), HT_GROUP_PARTS);
    assert_int_equal(kind_of_plain_clients(10, 9.5, 0), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(10, 10.5, 0), HT_GROUP_PARTS);
    assert_int_equal(kind_of_plain_clients(10, 2, 63), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(10, 2, 64), HT_GROUP_PARTS);
}

/* --- stacks that show nothing but allocators --- */

static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, digicert[] = {99, 3, 2, 3, 12, 3, 16, 3, 23, 0};

static void fingerprints_of_unknown_callers_are_parted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
    for (int i = 0; i < 4; i++) {
        builder_burst(&f.b, 5 + 140 * i, chain, (const uint32_t[]){60, 20, 0});
        builder_burst(&f.b, 40 + 140 * i, chain, i % 2 ? digicert : isrg);
        builder_burst(&f.b, 80 + 140 * i, chain, (const uint32_t[]){1000 + 7 * (uint32_t)i, 0});
    }
    group(&f);
    const struct ht_group *pairs = group_of(&f, 0, 0), *names = group_of(&f, 0, 2), *rest = group_of(&f, 0, 9);
    assert_int_equal(f.groups.count, 3);
    assert_int_equal(pairs->kind, HT_GROUP_SHAPE);
    assert_int_equal(pairs->bursts.count, 4);
    assert_int_equal(names->kind, HT_GROUP_RULE); /* all names are one: each server has its own */
    assert_true(names->by_sizes);
    assert_string_equal(names->signature->id, "esp-crt-bundle-cross-signed");
    assert_int_equal(names->bursts.count, 4);
    assert_int_equal(rest->kind, HT_GROUP_REST);
    assert_int_equal(rest->bursts.count, 4);
    teardown(&f);
}

/* Two of a kind are no group yet. */
static void what_comes_twice_is_the_rest(void **state)
{
    (void)state;
    for (int count = 2; count <= 3; count++) {
        struct fixture f;
        setup(&f, 600);
        uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
        for (int i = 0; i < count; i++)
            builder_burst(&f.b, 5 + 140 * i, chain, (const uint32_t[]){60, 20, 0});
        group(&f);
        assert_int_equal(f.groups.count, 1);
        assert_int_equal(f.groups.items[0].kind, count == 2 ? HT_GROUP_REST : HT_GROUP_SHAPE);
        teardown(&f);
    }
}

/* Without an ELF a name's sizes still tell whose blocks they are; without its rule they are nobody's. */
static void names_are_known_without_functions(void **state)
{
    (void)state;
    for (int rule = 0; rule <= 1; rule++) {
        struct fixture f;
        setup(&f, 600);
        uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x42000010, 0x42000020}, 2);
        for (int i = 0; i < 5; i++)
            builder_burst(&f.b, 5 + 110 * i, chain, isrg);
        prepare(&f);
        f.input.certificate = rule ? f.input.certificate : NULL;
        builder_must(ht_groups_make(&f.input, &f.groups));
        assert_int_equal(f.groups.count, 1);
        assert_int_equal(f.groups.items[0].bursts.count, 5);
        assert_int_equal(f.groups.items[0].kind, rule ? HT_GROUP_RULE : HT_GROUP_OWNER);
        assert_int_equal(f.groups.items[0].by_sizes, rule);
        teardown(&f);
    }
}

/* Most bursts have to be names, and a name may have one part only. */
static void most_bursts_have_to_be_names(void **state)
{
    (void)state;
    static const uint32_t short_name[] = {23, 3, 10, 0}, other[] = {24, 3, 10, 0};
    for (int names = 2; names <= 3; names++) {
        struct fixture f;
        setup(&f, 600);
        uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x42000010, 0x42000020}, 2);
        for (int i = 0; i < 5; i++)
            builder_burst(&f.b, 5 + 110 * i, chain, i < names ? short_name : other);
        group(&f);
        assert_int_equal(f.groups.items[0].bursts.count, 5);
        assert_int_equal(f.groups.items[0].kind, names == 3 ? HT_GROUP_RULE : HT_GROUP_OWNER);
        teardown(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_without_a_connection_are_parts),
        cmocka_unit_test(a_client_connects_within_ten_seconds),
        cmocka_unit_test(clients_with_a_plain_socket_are_open),
        cmocka_unit_test(fingerprints_of_unknown_callers_are_parted),
        cmocka_unit_test(what_comes_twice_is_the_rest),
        cmocka_unit_test(names_are_known_without_functions),
        cmocka_unit_test(most_bursts_have_to_be_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
