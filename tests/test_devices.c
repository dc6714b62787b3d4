/* Whole devices, from records to verdicts: what people's devices do, and what must not alarm. */
#include "trace_builder.h"

#include "judge/analysis.h"

struct device {
    struct trace_builder b;
    struct ht_report report;
};

static void setup(struct device *d, double seconds)
{
    builder_init(&d->b);
    builder_window(&d->b, seconds);
}

static void analyse(struct device *d)
{
    static const struct ht_analysis_settings settings;
    builder_must(ht_analyse(&d->b.trace, &d->b.frames, NULL, &settings, &d->report));
}

static const struct ht_finding *finding_of(const struct device *d, uint32_t chain)
{
    return &d->report.findings[d->report.chains[chain].finding];
}

static enum ht_verdict verdict_of(const struct device *d, uint32_t chain)
{
    return finding_of(d, chain)->verdict;
}

static void one_by_one(struct device *d, uint32_t chain, uint32_t size, uint32_t count, double start, double step)
{
    for (uint32_t i = 0; i < count; i++)
        builder_add(&d->b, start + i * step, size, chain);
}

/* A boot: nearly all records of the window stand in its first seconds, so their order says nothing. */
static void blocks_made_at_the_start_are_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t buffers = builder_chain(&d.b, "malloc<make_buffers<app_main");
    uint32_t late = builder_chain(&d.b, "malloc<serve<app_main");
    one_by_one(&d, buffers, 1600, 9, 0.3, 0.2);
    builder_add(&d.b, 115, 60, late);
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, buffers), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

/* Eight entries in the first two fifths, none since: their mean alone would pass for chance. */
static void a_cache_that_stopped_is_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t cache = builder_chain(&d.b, "malloc<look_up<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    builder_add(&d.b, 0, 60, other);
    for (uint32_t i = 0; i < 14; i++) {
        if (i < 6)
            builder_add(&d.b, 8.0 * i + 3, 640, cache);
        builder_add(&d.b, 8.0 * i + 8, 100 + i, other);
    }
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, cache), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

static void a_queue_that_fills_at_the_end_is_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t queue = builder_chain(&d.b, "malloc<send_message<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    one_by_one(&d, other, 40, 4, 1, 9);
    one_by_one(&d, queue, 64, 6, 117, 0.4);
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, queue), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

/* A thousand messages that begin a little after the window does are a leak all the same. */
static void a_fast_leak_may_begin_late(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    uint32_t leak = builder_chain(&d.b, "malloc<copy_frame<app_main"),
             other = builder_chain(&d.b, "malloc<serve<app_main");
    builder_add(&d.b, 0.5, 60, other);
    one_by_one(&d, leak, 52, 1000, 3, 0.115);
    builder_add(&d.b, 119, 60, other);
    analyse(&d);
    assert_int_equal(verdict_of(&d, leak), HT_VERDICT_LEAK);
    assert_int_equal(finding_of(&d, leak)->bursts, 1000);
    builder_deinit(&d.b);
}

/* The chains of one HTTPS client: its own blocks, and after DNS and TCP those of the connection. */
struct https {
    uint32_t client, headers, tls, buffers;
};

static struct https https_chains(struct device *d)
{
    return (struct https){
        .client = builder_chain(&d->b, "calloc<esp_http_client_init<poll<app_main"),
        .headers = builder_chain(&d->b, "calloc<http_header_new_item<http_header_set<poll"),
        .tls = builder_chain(&d->b, "calloc<esp_tls_init<ssl_connect<esp_http_client_connect"),
        .buffers = builder_chain(&d->b, "calloc<mbedtls_ssl_setup<esp_create_mbedtls_handle<esp_tls_low_level_conn"),
    };
}

static void make_client(struct device *d, const struct https *chains, double at)
{
    builder_add(&d->b, at, 480, chains->client);
    builder_add(&d->b, at + 0.0001, 16, chains->headers);
}

static void connect_client(struct device *d, const struct https *chains, double at)
{
    builder_add(&d->b, at, 1300, chains->tls);
    builder_add(&d->b, at + 0.15, 16717, chains->buffers);
}

/* DNS, TCP and the handshake part a session's blocks by hundreds of milliseconds: it is one session all the same. */
static void sessions_that_took_long_to_connect_are_open(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    struct https https = https_chains(&d);
    for (uint32_t i = 0; i < 7; i++) {
        make_client(&d, &https, 5 + 41.3 * i);
        connect_client(&d, &https, 5.4 + 41.3 * i);
    }
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, https.client), HT_VERDICT_LEAK);
    assert_int_equal(finding_of(&d, https.client)->bursts, 7);
    assert_ptr_equal(finding_of(&d, https.client), finding_of(&d, https.buffers));
    builder_deinit(&d.b);
}

/* Clients kept for reuse are connected anew much later. */
/*
 * What the application keeps for each client of its server stands beside a socket as long as that is open. When it
 * is never freed, there are more of them than sockets.
 */
static void contexts_of_open_sockets_are_no_leak(void **state)
{
    (void)state;
    for (int leaks = 0; leaks <= 1; leaks++) {
        struct device d;
        setup(&d, 600);
        uint32_t socket = builder_chain(&d.b, "malloc<netconn_alloc<accept_function<tcpip_thread");
        uint32_t context = builder_chain(&d.b, "malloc<on_open<serve");
        for (int i = 0; i < 12; i++) {
            if (!leaks || i % 4 == 3)
                builder_add(&d.b, 20 + 47.3 * i, 76, socket);
            builder_add(&d.b, 20.002 + 47.3 * i, 48, context);
        }
        analyse(&d);
        if (leaks)
            assert_int_equal(verdict_of(&d, context), HT_VERDICT_LEAK);
        else
            assert_int_not_equal(verdict_of(&d, context), HT_VERDICT_LEAK);
        assert_int_not_equal(verdict_of(&d, socket), HT_VERDICT_LEAK);
        builder_deinit(&d.b);
    }
}

/* Connections of clients that are gone: a few may belong to clients made before the trace, many were never closed. */
static void connections_without_their_clients_may_be_lost(void **state)
{
    (void)state;
    for (uint32_t count = 3; count <= 18; count += 5) {
        struct device d;
        setup(&d, 900);
        struct https https = https_chains(&d);
        for (uint32_t i = 0; i < count; i++)
            connect_client(&d, &https, 30 + 47.3 * i);
        analyse(&d);
        /* No more than 16 connections can be open at once. */
        assert_int_equal(verdict_of(&d, https.tls), count > 16  ? HT_VERDICT_LEAK
                                                    : count > 4 ? HT_VERDICT_UNKNOWN
                                                                : HT_VERDICT_TRANSIENT);
        assert_ptr_equal(finding_of(&d, https.tls), finding_of(&d, https.buffers));
        builder_deinit(&d.b);
    }
}

/* What a session left behind unclosed holds, made while it connects: its socket, and what lwIP keeps for that. */
struct lost {
    struct https https;
    uint32_t socket, pcb;
};

/* Twelve sessions without their clients. So many of them still have a socket, the newest ones; all have a PCB. */
static struct lost lose_sessions(struct device *d, uint32_t sockets)
{
    setup(d, 900);
    struct lost lost = {
        .https = https_chains(d),
        .socket = builder_chain(&d->b, "malloc<netconn_alloc<lwip_socket<tcp_connect"),
        .pcb = builder_chain(&d->b, "malloc<tcp_alloc<tcp_new_ip_type<lwip_netconn_do_newconn"),
    };
    for (uint32_t i = 0; i < 12; i++) {
        double at = 10 + 68.1 * i + 4.9 * (i * 7 % 12), wait = 0.15 + 0.1 * (i * 5 % 12);
        builder_add(&d->b, at, 1300, lost.https.tls);
        if (i + sockets >= 12)
            builder_burst(&d->b, at + 0.1, lost.socket, (const uint32_t[]){76, 84, 84, 84, 0});
        builder_add(&d->b, at + 0.101, 172, lost.pcb);
        builder_add(&d->b, at + wait, 16717, lost.https.buffers);
    }
    analyse(d);
    return lost;
}

/* Twelve of them are lost or open: one dump does not tell, and says so. */
static void sessions_left_open_are_not_told_in_use(void **state)
{
    (void)state;
    for (uint32_t sockets = 0; sockets <= 12; sockets += 4) {
        struct device d;
        struct lost lost = lose_sessions(&d, sockets);
        const struct ht_finding *finding = finding_of(&d, lost.https.tls);
        assert_int_equal(finding->verdict, HT_VERDICT_UNKNOWN);
        assert_int_equal(finding->bursts, 12);
        assert_ptr_equal(finding, finding_of(&d, lost.https.buffers));
        assert_string_equal(finding->owner->function, "esp_tls_init");
        builder_deinit(&d.b);
    }
}

/* Clients without TLS hold a socket, and no more, as long as they are open. */
static void clients_with_plain_sockets_are_open(void **state)
{
    (void)state;
    for (uint32_t sockets = 0; sockets <= 7; sockets += 7) {
        struct device d;
        setup(&d, 600);
        uint32_t client = builder_chain(&d.b, "calloc<esp_websocket_client_init<subscribe<app_main"),
                 socket = builder_chain(&d.b, "malloc<netconn_alloc<lwip_socket<tcp_connect");
        for (uint32_t i = 0; i < 7; i++) {
            builder_burst(&d.b, 12 + 78.3 * i, client, (const uint32_t[]){480, 96, 1024, 0});
            if (i + sockets >= 7)
                builder_burst(&d.b, 12.1 + 78.3 * i, socket, (const uint32_t[]){76, 84, 0});
        }
        analyse(&d);
        assert_int_equal(verdict_of(&d, client), sockets ? HT_VERDICT_UNKNOWN : HT_VERDICT_LEAK);
        builder_deinit(&d.b);
    }
}

/* Tasks move while they leave URLs behind: only the chains tell which parts belong together. */
static void moved_events_of_varying_sizes_are_joined(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 600);
    uint32_t chains[3] = {builder_chain(&d.b, "malloc<set_host<set_url<poll"),
                          builder_chain(&d.b, "malloc<set_path<set_url<poll"),
                          builder_chain(&d.b, "malloc<set_query<set_url<poll")};
    for (uint32_t i = 0; i < 12; i++) {
        for (uint32_t k = 0; k < 3; k++) {
            d.b.core = i % 5 == 2 && k > i % 2;
            builder_add(&d.b, 20 + 47.3 * i + 0.0001 * k + (d.b.core ? 3.3 : 0), 20 + (i * 3 + k) % 31, chains[k]);
        }
    }
    d.b.core = 0;
    analyse(&d);
    assert_int_equal(verdict_of(&d, chains[0]), HT_VERDICT_LEAK);
    assert_int_equal(finding_of(&d, chains[0])->bursts, 12);
    assert_ptr_equal(finding_of(&d, chains[0]), finding_of(&d, chains[2]));
    builder_deinit(&d.b);
}

static void clients_beyond_the_sessions_are_orphans(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    struct https https = https_chains(&d);
    for (uint32_t i = 0; i < 14; i++) {
        make_client(&d, &https, 3 + 20.9 * i);
        if (i % 5 == 2)
            connect_client(&d, &https, 3.6 + 20.9 * i);
    }
    analyse(&d);
    const struct ht_finding *leak = NULL;
    for (size_t i = 0; i < d.report.finding_count; i++)
        leak = d.report.findings[i].verdict == HT_VERDICT_LEAK ? &d.report.findings[i] : leak;
    assert_non_null(leak);
    assert_int_equal(leak->bursts, 11);
    assert_int_equal(leak->count, 22);
    builder_deinit(&d.b);
}

/* A connection that failed early and was never destroyed: its context again and again, nobody who uses it. */
static void bare_contexts_are_not_told_in_use(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    struct https https = https_chains(&d);
    one_by_one(&d, https.tls, 1300, 12, 4, 23.1);
    analyse(&d);
    assert_int_equal(verdict_of(&d, https.tls), HT_VERDICT_UNKNOWN);
    builder_deinit(&d.b);
}

/* Whole sessions that nobody closes look open in one window; a longer one holds more of them. */
static void sessions_that_grow_with_the_window_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 120);
    struct https https = https_chains(&d);
    for (uint32_t window = 0; window < 2; window++) {
        if (window)
            builder_window(&d.b, 600);
        for (uint32_t i = 0; i < (window ? 20 : 4); i++) {
            make_client(&d, &https, window * 3 + 5 + 29.3 * i);
            connect_client(&d, &https, window * 3 + 5.4 + 29.3 * i);
        }
    }
    analyse(&d);
    assert_int_equal(verdict_of(&d, https.client), HT_VERDICT_LEAK);
    assert_int_equal(finding_of(&d, https.client)->bursts, 24);
    builder_deinit(&d.b);
}

/* Blocks of closed connections live for two minutes: so many that are older are none of theirs. */
static void connections_that_outlive_time_wait_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    uint32_t pcb = builder_chain(&d.b, "mem_malloc<memp_malloc<tcp_alloc<tcp_listen_input");
    one_by_one(&d, pcb, 188, 40, 1, 7.3);
    analyse(&d);
    assert_int_equal(verdict_of(&d, pcb), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

static void open_brokers_are_no_leak(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    uint32_t client = builder_chain(&d.b, "calloc<esp_mqtt_client_init<start<app_main");
    uint32_t text = builder_chain(&d.b, "strdup<esp_mqtt_set_config<esp_mqtt_client_init<start");
    uint32_t tls = builder_chain(&d.b, "calloc<esp_tls_init<tcp_connect<esp_mqtt_task");
    for (uint32_t i = 0; i < 6; i++) {
        builder_add(&d.b, 3 + 44.7 * i, 520, client);
        builder_add(&d.b, 3.001 + 44.7 * i, 21, text);
        builder_add(&d.b, 3.2 + 44.7 * i, 1300, tls);
    }
    analyse(&d);
    assert_int_not_equal(verdict_of(&d, client), HT_VERDICT_LEAK);
    assert_ptr_equal(finding_of(&d, client), finding_of(&d, tls));
    builder_deinit(&d.b);
}

/* An entry for each tag that logs: a dozen of them come one after the other and stay. */
static void a_cache_known_to_be_kept_may_have_a_dozen_entries(void **state)
{
    (void)state;
    struct device d;
    for (uint32_t count = 12; count < 100; count += 68) {
        setup(&d, 600);
        uint32_t tags = builder_chain(&d.b, "malloc<esp_log_level_get_timeout<serve<app_main");
        one_by_one(&d, tags, 24, count, 2, 590.0 / count);
        analyse(&d);
        assert_int_equal(verdict_of(&d, tags), count == 12 ? HT_VERDICT_RETAINED : HT_VERDICT_LEAK);
        builder_deinit(&d.b);
    }
}

/* The pieces of a certificate's name, in order, from two chains; the task moves after some of them. */
static double leave_name(struct device *d, double at, const uint32_t *sizes, uint32_t moves_after)
{
    uint32_t whole = builder_chain(&d->b, "calloc<esp_crt_ca_cb_callback<x509_crt_verify_chain");
    uint32_t piece = builder_chain(&d->b, "calloc<esp_crt_copy_asn1<esp_crt_ca_cb_callback");
    for (uint32_t i = 0; sizes[i]; i++) {
        if (i == moves_after)
            d->b.core ^= 1;
        builder_add(&d->b, at, sizes[i], i ? piece : whole);
        at += i ? 2e-5 : 4e-3;
    }
    return at;
}

static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, digicert[] = {99, 3, 2, 3, 12, 3, 16, 3, 23, 0};

static void a_task_that_moves_leaves_one_burst(void **state)
{
    (void)state;
    static const uint32_t moves[] = {9, 1, 9, 3, 6, 9, 1, 4, 9, 2, 9, 5};
    struct device d;
    setup(&d, 300);
    for (uint32_t i = 0; i < 12; i++)
        leave_name(&d, 3 + 24.3 * i, isrg, moves[i]);
    analyse(&d);
    assert_int_equal(d.report.finding_count, 1);
    assert_int_equal(d.report.findings[0].bursts, 12);
    assert_int_equal(d.report.findings[0].fingerprint_count, 1);
    builder_deinit(&d.b);
}

/* Between them lies the check of a signature: a tenth of a second. */
static void two_names_of_one_handshake_are_one_burst(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 300);
    for (uint32_t i = 0; i < 6; i++)
        leave_name(&d, leave_name(&d, 3 + 44.3 * i, isrg, 9) + 0.02 + 0.02 * i, digicert, 99);
    analyse(&d);
    assert_int_equal(d.report.findings[0].bursts, 6);
    builder_deinit(&d.b);
}

/* A text's length varies with each event; the counter's wrap makes some pauses look short. */
static void events_of_varying_sizes_are_parted_by_their_chains(void **state)
{
    (void)state;
    struct device d;
    setup(&d, 600);
    uint32_t object = builder_chain(&d.b, "malloc<annotate<push"),
             text = builder_chain(&d.b, "strdup<describe<annotate<push");
    double at = 3;
    for (uint32_t i = 0; i < 16; i++) {
        builder_add(&d.b, at, 32, object);
        builder_add(&d.b, at + 0.0001, 40 + i * 7 % 31, text);
        at += i % 5 == 3 ? 2 * BUILDER_WRAP + 0.008 : 33.1;
    }
    analyse(&d);
    assert_int_equal(finding_of(&d, object)->bursts, 16);
    assert_int_equal(verdict_of(&d, object), HT_VERDICT_LEAK);
    builder_deinit(&d.b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_made_at_the_start_are_no_leak),
        cmocka_unit_test(a_cache_that_stopped_is_no_leak),
        cmocka_unit_test(a_queue_that_fills_at_the_end_is_no_leak),
        cmocka_unit_test(a_fast_leak_may_begin_late),
        cmocka_unit_test(sessions_that_took_long_to_connect_are_open),
        cmocka_unit_test(contexts_of_open_sockets_are_no_leak),
        cmocka_unit_test(connections_without_their_clients_may_be_lost),
        cmocka_unit_test(sessions_left_open_are_not_told_in_use),
        cmocka_unit_test(clients_with_plain_sockets_are_open),
        cmocka_unit_test(moved_events_of_varying_sizes_are_joined),
        cmocka_unit_test(clients_beyond_the_sessions_are_orphans),
        cmocka_unit_test(bare_contexts_are_not_told_in_use),
        cmocka_unit_test(sessions_that_grow_with_the_window_leak),
        cmocka_unit_test(a_task_that_moves_leaves_one_burst),
        cmocka_unit_test(two_names_of_one_handshake_are_one_burst),
        cmocka_unit_test(events_of_varying_sizes_are_parted_by_their_chains),
        cmocka_unit_test(connections_that_outlive_time_wait_leak),
        cmocka_unit_test(open_brokers_are_no_leak),
        cmocka_unit_test(a_cache_known_to_be_kept_may_have_a_dozen_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
