#include "groups_fixture.h"

/* --- sessions --- */

/* Adds a record whose time is known to the microsecond. */
static void add_exact(struct fixture *f, double seconds, uint32_t size, const char *sites)
{
    add(f, seconds, size, sites);
    f->b.window->records[f->b.window->record_count - 1].t_us = (int64_t)(seconds * 1e6 + 0.5);
}

/* Sessions with a connection, and clients without one. */
static void clients_without_a_connection_are_parts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 93 * i, 624, "calloc<esp_http_client_init:7<poll");
        if (i < 2) {
            add(&f, 5.3 + 93 * i, 1300, "calloc<esp_tls_init<ssl_connect");
            add(&f, 5.4 + 93 * i, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
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
    for (double wait = 9.5; wait <= 10.5; wait += 0.5) {
        struct fixture f;
        setup(&f, 900);
        for (int i = 0; i < 6; i++) {
            add_exact(&f, 5 + 90 * i, 624, "calloc<esp_http_client_init:7<poll");
            add_exact(&f, 5 + wait + 90 * i, 1300, "calloc<esp_tls_init<ssl_connect");
        }
        group(&f);
        assert_int_equal(group_of(&f, 0, 0)->kind, wait <= 10 ? HT_GROUP_SESSIONS : HT_GROUP_PARTS);
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
        add_exact(&f, 5 + 110 * i, 624, "calloc<esp_websocket_client_init<subscribe<app_main");
        for (int k = 0; k < between; k++)
            add_exact(&f, 5.1 + 110 * i + 0.01 * k, 90, "malloc<lock_init_generic:79<main:1");
        if (i < sockets)
            add_exact(&f, 5 + wait + 110 * i, 76, "malloc<netconn_alloc<lwip_socket<tcp_connect");
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
    assert_int_equal(kind_of_plain_clients(10, 10, 0), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(10, 10.5, 0), HT_GROUP_PARTS);
    assert_int_equal(kind_of_plain_clients(10, 2, 63), HT_GROUP_SESSIONS);
    assert_int_equal(kind_of_plain_clients(10, 2, 64), HT_GROUP_PARTS);
}

/* What a session allocates seconds later is cut off, and belongs to it: some owner stands in every session once. */
static void late_pieces_go_to_the_session_before(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
        if (i != 2)
            add(&f, (i == 4 ? 5.0002 : 17) + 90 * i, 300,
                "calloc<mbedtls_ssl_handshake_step<esp_create_mbedtls_handle<talk");
    }
    builder_window(&f.b, 600); /* no session stands before it in its window */
    add(&f, 3, 300, "calloc<mbedtls_ssl_handshake_step<esp_create_mbedtls_handle<talk");
    add(&f, 95, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
    group(&f);
    assert_int_equal(f.groups.count, 1);
    const struct ht_bursts *sessions = &f.groups.items[0].bursts;
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_SESSIONS);
    assert_int_equal(sessions->count, 8);
    for (size_t b = 0; b < 6; b++)
        assert_int_equal(sessions->items[b].count, b == 2 ? 1 : 2);
    assert_int_equal(sessions->items[6].window, 1);
    assert_int_equal(sessions->items[6].count, 1);
    /* Of one shape are those of the same sizes, however they were put together. */
    assert_true(sessions->items[0].shape == sessions->items[5].shape);
    assert_true(sessions->items[0].shape == sessions->items[4].shape);
    assert_true(sessions->items[0].shape != sessions->items[2].shape);
    assert_int_equal(sessions->items[1].records[0], 2);
    assert_int_equal(sessions->items[1].records[1], 3);
    teardown(&f);
}

/* Each of these owners stands in as many bursts as another: the one that comes first is what a session begins with. */
static void a_session_begins_with_what_comes_first(void **state)
{
    (void)state;
    static const char *const sites[] = {"calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle",
                                        "calloc<mbedtls_ssl_handshake_step<esp_create_mbedtls_handle<talk"};
    for (int first = 0; first < 2; first++) {
        struct fixture f;
        setup(&f, 600);
        for (int i = 0; i < 6; i++) {
            add(&f, 5 + 90 * i, 16717, sites[first]);
            add(&f, 17 + 90 * i, 300, sites[!first]);
        }
        group(&f);
        assert_int_equal(f.groups.count, 1);
        assert_int_equal(f.groups.items[0].bursts.count, 6);
        teardown(&f);
    }
}

/* What stands in a burst many times stands in one: owners are counted by bursts, wherever they stand in them. */
static void owners_are_counted_by_bursts(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        char sites[96];
        snprintf(sites, sizeof sites, "calloc<mbedtls_part_%d<mbedtls_ssl_setup<esp_create_mbedtls_handle", i % 3);
        add(&f, 5 + 90 * i, 100, sites);
        add(&f, 5.0001 + 90 * i, 16717, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle");
        for (int k = 0; k < 9 && i < 3; k++)
            add(&f, 17 + 90 * i + 0.0001 * k, 300, "calloc<mbedtls_ssl_handshake_step<esp_create_mbedtls_handle<talk");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].bursts.count, 6);
    assert_int_equal(f.groups.items[0].bursts.items[0].count, 11);
    assert_int_equal(f.groups.items[0].bursts.items[5].count, 2);
    teardown(&f);
}

/* Clients of several kinds are told apart, and each may be open. */
static void each_kind_of_client_may_be_open(void **state)
{
    (void)state;
    static const char *const sites[] = {"calloc<esp_websocket_client_init<subscribe<app_main",
                                        "calloc<esp_http_client_init:7<poll", "calloc<esp_mqtt_client_init<report"};
    struct fixture f;
    setup(&f, 1200);
    for (int i = 0; i < 24; i++) {
        add(&f, 5 + 40 * i, 624, sites[i % 3]);
        add(&f, 5.1 + 40 * i, 76, "malloc<netconn_alloc<lwip_socket<tcp_connect");
    }
    group(&f);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(group_of(&f, 0, 2 * i)->kind, HT_GROUP_SESSIONS);
        assert_int_equal(group_of(&f, 0, 2 * i)->bursts.count, 8);
    }
    teardown(&f);
}

/* So does what a socket gets when it is connected. */
static void late_pieces_go_to_the_socket_before(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    for (int i = 0; i < 6; i++) {
        add(&f, 5 + 90 * i, 76, "malloc<netconn_alloc<lwip_socket<listen");
        if (i % 2)
            add(&f, 17 + 90 * i, 40, "malloc<netconn_connect<lwip_connect<talk");
    }
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_string_equal(f.groups.items[0].signature->id, "sockets");
    assert_int_equal(f.groups.items[0].bursts.count, 6);
    assert_int_equal(f.groups.items[0].bursts.items[5].count, 2);
    teardown(&f);
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
        int bursts = names == 2 ? 4 : 5; /* half of them are not most */
        struct fixture f;
        setup(&f, 600);
        uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x42000010, 0x42000020}, 2);
        for (int i = 0; i < bursts; i++)
            builder_burst(&f.b, 5 + 110 * i, chain, i < names ? short_name : other);
        group(&f);
        assert_int_equal(f.groups.items[0].bursts.count, bursts);
        assert_int_equal(f.groups.items[0].kind, names == 3 ? HT_GROUP_RULE : HT_GROUP_OWNER);
        teardown(&f);
    }
}

/* Whoever is known by name is no rule's by the sizes. */
static void owners_with_a_name_are_their_own(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    uint32_t chain = builder_chain(&f.b, "malloc<copy_parts<app_main");
    for (int i = 0; i < 5; i++)
        builder_burst(&f.b, 5 + 110 * i, chain, isrg);
    group(&f);
    assert_int_equal(f.groups.count, 1);
    assert_int_equal(f.groups.items[0].kind, HT_GROUP_OWNER);
    teardown(&f);
}

/* Where some stacks reach as far as the function, names without one go to its rule's group. */
static void names_go_to_the_group_of_their_rule(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 900);
    uint32_t known = builder_chain(&f.b, "calloc<esp_crt_ca_cb_callback:489<verify");
    uint32_t unknown = builder_chain(&f.b, "heap_caps_malloc<malloc");
    for (int i = 0; i < 6; i++) {
        builder_burst(&f.b, 5 + 110 * i, i % 2 ? known : unknown, isrg);
        for (int other = 0; other < 4; other++) {
            char sites[32];
            snprintf(sites, sizeof sites, "malloc<other_%d<poll", other);
            add(&f, 25 + 110 * i + 20 * other, 50, sites);
        }
    }
    group(&f);
    const struct ht_group *names = group_of(&f, 0, 0);
    assert_int_equal(f.groups.count, 5);
    assert_int_equal(names->kind, HT_GROUP_RULE);
    assert_int_equal(names->bursts.count, 6);
    assert_false(names->by_sizes);
    teardown(&f);
}

/* Names that a later look shows freed stand apart, too. */
static void freed_names_stand_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f, 600);
    uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x42000010, 0x42000020}, 2);
    for (int look = 0; look < 2; look++) {
        if (look)
            builder_window(&f.b, 800);
        for (int i = 0; i < 6; i++) {
            for (uint32_t k = 0; isrg[k] && (!look || i % 2 == 0); k++)
                builder_record(&f.b, isrg[k], 0x3fc90000 + 1024 * (uint32_t)i + 64 * k,
                               builder_cycles(5 + 90 * i + 1e-4 * k), chain);
        }
    }
    group(&f);
    assert_int_equal(f.groups.count, 2);
    assert_int_equal(group_of(&f, 1, 0)->bursts.count, 3);
    assert_false(group_of(&f, 1, 0)->freed);
    assert_int_equal(group_of(&f, 0, 7)->bursts.count, 3);
    assert_true(group_of(&f, 0, 7)->freed);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_without_a_connection_are_parts),
        cmocka_unit_test(a_client_connects_within_ten_seconds),
        cmocka_unit_test(clients_with_a_plain_socket_are_open),
        cmocka_unit_test(late_pieces_go_to_the_session_before),
        cmocka_unit_test(a_session_begins_with_what_comes_first),
        cmocka_unit_test(owners_are_counted_by_bursts),
        cmocka_unit_test(each_kind_of_client_may_be_open),
        cmocka_unit_test(late_pieces_go_to_the_socket_before),
        cmocka_unit_test(fingerprints_of_unknown_callers_are_parted),
        cmocka_unit_test(what_comes_twice_is_the_rest),
        cmocka_unit_test(names_are_known_without_functions),
        cmocka_unit_test(most_bursts_have_to_be_names),
        cmocka_unit_test(owners_with_a_name_are_their_own),
        cmocka_unit_test(names_go_to_the_group_of_their_rule),
        cmocka_unit_test(freed_names_stand_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
