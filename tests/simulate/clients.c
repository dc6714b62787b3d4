#include "network.h"

void server_draw(struct server *server, struct device *device)
{
    struct random *random = &device->random;
    *server = (struct server){.host = random_between(random, 8, 30),
                              .certificates = random_between(random, 2, MOST_CERTIFICATES),
                              .alternatives = random_between(random, 1, 8),
                              .issuer_parts = random_between(random, 3, MOST_NAMES),
                              .round_trip = random_range(random, 5, 200),
                              .secure = random_chance(random, 0.8),
                              .copies_issuer = random_chance(random, 0.85),
                              .drift = (int)random_between(random, 0, 8)};
    for (unsigned i = 0; i < server->certificates; i++) {
        server->der[i] = random_between(random, 500, 1700);
        server->names[i] = random_between(random, 2, 8);
    }
    server->issuer_size[0] = 2;
    for (unsigned i = 1; i < server->issuer_parts; i++)
        server->issuer_size[i] = random_between(random, 5, 34);
}

static uint32_t drifted(const struct server *server, uint32_t size)
{
    return size + 4 * (uint32_t)server->drift;
}

/* Blocks of mbedTLS show only where it allocates with the C library's functions. */
static void hold_tls(struct task *task, struct held *held, const char *functions, uint32_t size)
{
    if (task->device->traces_mbedtls)
        task_hold(task, held, functions, size);
}

static void parse_certificates(struct task *task, struct held *held, const struct server *server)
{
    size_t calls = task->calls;
    task_enter(task, "ssl_parse_certificate;mbedtls_x509_crt_parse_der_internal");
    for (unsigned i = 0; i < server->certificates; i++) {
        hold_tls(task, held, "calloc@1", drifted(server, 700));
        hold_tls(task, held, "x509_crt_parse_der_core;calloc@2", server->der[i]);
        for (unsigned k = 0; k < server->names[i]; k++)
            hold_tls(task, held, "x509_crt_parse_der_core;mbedtls_x509_get_name;calloc", 32);
        task_spend(task, 450);
    }
    for (unsigned i = 0; i < server->alternatives; i++)
        hold_tls(task, held, "x509_crt_parse_der_core;x509_get_subject_alt_name;calloc", 16);
    task_leave(task, calls);
}

/* The name of the issuer is copied to look the bundle up, piece by piece. */
static void verify(struct task *task, struct held *lost, const struct server *server)
{
    size_t calls = task->calls;
    unsigned size = 2;
    task_enter(task, "x509_crt_verify_chain;esp_crt_ca_cb_callback");
    for (unsigned i = 0; i < server->issuer_parts; i++)
        size += 9 + server->issuer_size[i];
    task_spend(task, 3000);
    task_hold(task, lost, "calloc", size);
    for (unsigned i = 0; i < server->issuer_parts; i++) {
        task_hold(task, lost, "esp_crt_copy_asn1@1;calloc", 3);
        task_hold(task, lost, "esp_crt_copy_asn1@2;calloc", server->issuer_size[i]);
    }
    task_leave(task, calls);
}

/* Numbers of elliptic curves: many blocks for a moment, hundreds at once. */
static void compute_keys(struct task *task)
{
    struct random *random = &task->device->random;
    unsigned count = task->device->traces_mbedtls ? random_between(random, 40, 220) : 0;
    size_t calls = task->calls;
    task_enter(task, "ssl_write_client_key_exchange;mbedtls_ecp_mul_restartable");
    for (unsigned i = 0; i < count; i++)
        task_borrow(task, "mbedtls_mpi_grow;calloc", 4 * random_between(random, 2, 18), random_range(random, 1, 300));
    task_await(task, 200);
    task_leave(task, calls);
}

static bool shake_hands(struct task *task, struct session *session, const struct server *server, double fails)
{
    struct device *device = task->device;
    struct held briefly = {0}, issuer = {0};
    bool fail = random_chance(&device->random, fails), early = random_chance(&device->random, 0.5);
    size_t calls = task->calls;
    task_enter(task, "esp_mbedtls_handshake;mbedtls_ssl_handshake;mbedtls_ssl_handshake_step");
    task_await(task, server->round_trip);
    if (!(fail && early)) {
        parse_certificates(task, device->keeps_peer ? &session->connection : &briefly, server);
        if (device->bundle_copies && server->copies_issuer) {
            const char *kind = task->kind;
            task->of_session = false;
            task->kind = "issuer";
            verify(task, &issuer, server);
            task->of_session = true;
            task->kind = kind;
        }
        compute_keys(task);
    }
    task_await(task, server->round_trip);
    if (!fail) {
        hold_tls(task, &session->connection, "mbedtls_ssl_derive_keys;mbedtls_ssl_populate_transform;calloc",
                 drifted(server, 120));
        hold_tls(task, &session->connection, "mbedtls_ssl_handshake_wrapup;calloc", 32);
    }
    held_free(&briefly, device, task->now);
    if (device->bundle_leaks)
        held_drop(&issuer, device, task->now);
    else
        held_free(&issuer, device, task->now);
    task_leave(task, calls);
    return !fail;
}

static bool connect_tls(struct task *task, struct session *session, const struct server *server, double fails)
{
    struct held *held = &session->connection, params = {0};
    task_hold(task, held, "esp_tls_init;calloc@1", drifted(server, 1300));
    task_hold(task, held, "esp_tls_init;esp_tls_internal_event_tracker_create;calloc", 16);
    task_enter(task, "esp_tls_conn_new_sync;esp_tls_low_level_conn");
    size_t calls = task->calls;
    task_enter(task, "tcp_connect");
    socket_resolve(task, server);
    socket_open(task, session, server);
    task_leave(task, calls);
    task_enter(task, "esp_create_mbedtls_handle");
    hold_tls(task, held, "set_client_config;mbedtls_ssl_set_hostname;calloc", server->host + 1);
    hold_tls(task, held, "mbedtls_ssl_setup;calloc@1", 16717);
    hold_tls(task, held, "mbedtls_ssl_setup;calloc@2", 4429);
    hold_tls(task, held, "mbedtls_ssl_setup;ssl_handshake_init;calloc@1", drifted(server, 140));
    hold_tls(task, &params, "mbedtls_ssl_setup;ssl_handshake_init;calloc@2", drifted(server, 1900));
    task_leave(task, calls);
    bool done = shake_hands(task, session, server, fails);
    held_free(&params, task->device, task->now);
    return done;
}

bool session_connect(struct task *task, struct session *session, const struct server *server, double fails)
{
    size_t calls = task->calls;
    bool done = true;
    task->of_session = true;
    task_enter(task, server->secure ? "ssl_connect" : "tcp_connect@2");
    if (server->secure) {
        done = connect_tls(task, session, server, fails);
    } else {
        socket_resolve(task, server);
        socket_open(task, session, server);
        done = !random_chance(&task->device->random, fails);
    }
    task->of_session = false;
    task_leave(task, calls);
    if (!done)
        session_close(session, task->device, task->now);
    return done;
}

/* --- clients ------------------------------------------------------------------------------------------------------ */

static void take_transport(struct task *task, struct held *held, const char *functions, const struct server *server)
{
    size_t calls = task->calls;
    task_enter(task, functions);
    task_hold(task, held, "esp_transport_init;calloc", drifted(server, 64));
    task_hold(task, held, "esp_transport_init_foundation_transport;calloc@1", 4);
    task_hold(task, held, "esp_transport_init_foundation_transport;calloc@2", 16);
    task_hold(task, held, "esp_transport_esp_tls_create;calloc", drifted(server, 112));
    task_leave(task, calls);
}

static void take_header(struct task *task, struct held *held, uint32_t key, uint32_t value)
{
    task_hold(task, held, "http_header_set;http_header_new_item;calloc", 12);
    task_hold(task, held, "http_header_set;http_header_new_item;http_utils_assign_string@1;calloc", key);
    task_hold(task, held, "http_header_set;http_header_new_item;http_utils_assign_string@2;calloc", value);
}

void http_init(struct task *task, struct session *session, const struct server *server)
{
    struct held *held = &session->client;
    size_t calls = task->calls;
    task->of_session = true;
    task_enter(task, "esp_http_client_init");
    task_hold(task, held, "calloc@1", drifted(server, 224));
    task_hold(task, held, "calloc@2", 32);
    task_hold(task, held, "calloc@3", 40);
    task_hold(task, held, "calloc@4", 48);
    task_hold(task, held, "http_header_init;calloc", 8);
    task_hold(task, held, "calloc@5", 24);
    task_hold(task, held, "calloc@6", 48);
    task_hold(task, held, "esp_transport_list_init;calloc", 8);
    take_transport(task, held, "esp_transport_tcp_init", server);
    task_hold(task, held, "esp_transport_list_add@1;calloc", 5);
    take_transport(task, held, "esp_transport_ssl_init", server);
    task_hold(task, held, "esp_transport_list_add@2;calloc", 6);
    task_hold(task, held, "esp_http_client_set_url;strdup;malloc", server->host + 1);
    task_hold(task, held, "esp_http_client_set_url@2;strdup;malloc", 14);
    task_hold(task, held, "malloc@7", 512);
    task_hold(task, held, "malloc@8", 512);
    take_header(task, held, 11, 22);
    take_header(task, held, 5, server->host + 1);
    task_leave(task, calls);
    task->of_session = false;
    task_spend(task, 200);
}

void websocket_init(struct task *task, struct session *session, const struct server *server)
{
    struct held *held = &session->client;
    size_t calls = task->calls;
    task->of_session = true;
    task_enter(task, "esp_websocket_client_init");
    task_hold(task, held, "calloc@1", drifted(server, 264));
    task_hold(task, held, "calloc@2", 96);
    task_hold(task, held, "esp_transport_list_init;calloc", 8);
    take_transport(task, held, "esp_transport_ssl_init", server);
    task_hold(task, held, "esp_transport_ws_init;calloc", drifted(server, 80));
    task_hold(task, held, "esp_transport_ws_init;malloc", 1024);
    task_hold(task, held, "esp_transport_ws_set_path;strdup;malloc", 6);
    task_leave(task, calls);
    task->of_session = false;
}

void http_exchange(struct task *task, const struct server *server)
{
    struct random *random = &task->device->random;
    size_t calls = task->calls;
    task_enter(task, "esp_http_client_perform;esp_http_client_fetch_headers");
    task_await(task, server->round_trip);
    for (unsigned i = random_between(random, 3, 10); i > 0; i--)
        task_borrow(task, "http_utils_append_string;malloc", random_between(random, 5, 60), 0.5);
    task_leave(task, calls);
}
