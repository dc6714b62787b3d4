#include "tls.h"

#define MBEDTLS "mbedtls_calloc esp_mbedtls_mem_calloc calloc@18"

static const struct issuer known[] = {
    {3, {{3, 2}, {3, 32}, {3, 12}}},                           /* ISRG Root X1 */
    {4, {{3, 2}, {3, 12}, {3, 16}, {3, 23}}},                  /* DigiCert Global Root G2 */
    {3, {{3, 2}, {3, 25}, {3, 11}}},                           /* GTS Root R1 */
    {4, {{3, 2}, {3, 16}, {3, 7}, {3, 18}}},                   /* GlobalSign Root CA */
    {3, {{3, 2}, {3, 6}, {3, 16}}},                            /* Amazon Root CA 1 */
    {5, {{3, 2}, {3, 10}, {3, 11}, {3, 21}, {3, 37}}},         /* USERTrust RSA */
    {6, {{3, 2}, {3, 7}, {3, 10}, {3, 25}, {3, 46}, {3, 12}}}, /* Starfield Services Root, longer */
};

struct issuer issuer_known(unsigned which)
{
    return known[which % (sizeof known / sizeof *known)];
}

struct issuer issuer_unknown(struct random *random)
{
    struct issuer issuer = {.parts = random_between(random, 2, 6)};
    for (unsigned i = 0; i < issuer.parts; i++) {
        /* An e-mail address among the names has an object identifier of nine bytes. */
        bool mail = i + 1 == issuer.parts && random_chance(random, 0.2);
        issuer.part[i].oid = mail ? 9 : 3;
        issuer.part[i].value = i ? random_between(random, 5, 44) : 2;
    }
    return issuer;
}

/* The DER of the whole name: a set of a sequence of an identifier and a string for each part. */
static unsigned encoded(const struct issuer *issuer)
{
    unsigned length = 0;
    for (unsigned i = 0; i < issuer->parts; i++)
        length += 8 + issuer->part[i].oid + issuer->part[i].value;
    return length + (length > 127 ? 3 : 2);
}

struct tls_server tls_server(struct random *random, unsigned which_issuer)
{
    return (struct tls_server){.host_length = random_between(random, 9, 34),
                               .issuer = issuer_known(which_issuer),
                               .certificates = random_between(random, 2, 3),
                               .checks = 1,
                               .round_trip = random_range(random, 15, 140)};
}

/* esp_crt_ca_cb_callback(): a candidate made of the bundle's entry, with a copy of the names that nobody frees. */
static void check_bundle(struct task *task, const struct tls_server *server, unsigned event)
{
    struct device *device = task->device;
    struct held candidate = {0}, names = {0};
    task_enter(task, "mbedtls_ssl_verify_certificate x509_crt_verify_restartable_ca_cb x509_crt_verify_chain "
                     "esp_crt_ca_cb_callback");
    task_spend(task, 300);
    task_hold(task, &candidate, "calloc@475", 308);
    task_hold(task, &names, "calloc@489", encoded(&server->issuer));
    for (unsigned i = 0; i < server->issuer.parts; i++) {
        task_hold(task, &names, "esp_crt_copy_asn1 calloc@440", server->issuer.part[i].oid);
        task_hold(task, &names, "esp_crt_copy_asn1 calloc@448", server->issuer.part[i].value);
        if (i)
            task_hold(task, &candidate, MBEDTLS, 32);
    }
    task_spend(task, 150);
    task_leave(task, 1);
    task_spend(task, random_range(&device->random, 4e3, 4e4)); /* the signature */
    task_leave(task, 3);
    held_free(&candidate, device, task->now);
    if (device->bundle_leaks)
        held_lose(&names, device, "crt", event, 0);
    else
        held_free(&names, device, task->now);
}

static void parse_chain(struct task *task, struct held *chain, const struct tls_server *server)
{
    struct random *random = &task->device->random;
    task_hold(task, chain, MBEDTLS, 308);
    task_enter(task, "ssl_parse_certificate_chain mbedtls_x509_crt_parse_der mbedtls_x509_crt_parse_der_internal");
    for (unsigned i = 0; i < server->certificates; i++) {
        if (i)
            task_hold(task, chain, MBEDTLS, 308);
        task_enter(task, "mbedtls_x509_crt_parse_der_core");
        task_hold(task, chain, MBEDTLS, random_between(random, 900, 1500));
        for (unsigned name = 0; name < 3; name++)
            task_hold(task, chain,
                      name < 2 ? "mbedtls_x509_get_name@1164 " MBEDTLS : "mbedtls_x509_get_name@1181 " MBEDTLS, 32);
        task_hold(task, chain, "mbedtls_pk_parse_subpubkey mbedtls_pk_setup " MBEDTLS, i ? 132 : 172);
        if (!i)
            task_hold(task, chain, "mbedtls_x509_get_subject_alt_name " MBEDTLS, 24);
        task_leave(task, 1);
        task_spend(task, 900);
    }
    task_leave(task, 3);
}

/* From the server's first flight to the last; what is freed at the end of the handshake is in params. */
static bool shake_hands(struct task *task, struct tls_session *session, struct held *params,
                        const struct tls_server *server, enum outcome outcome)
{
    struct device *device = task->device;
    struct held chain = {0};
    bool fails = outcome != TLS_OPEN;
    unsigned event = device_event(device);
    task_enter(task, "esp_mbedtls_handshake mbedtls_ssl_handshake mbedtls_ssl_handshake_step "
                     "mbedtls_ssl_handshake_client_step");
    task_await(task, server->round_trip);
    if (outcome == TLS_FAILED_EARLY) {
        task_leave(task, 4);
        return false;
    }
    task_enter(task, "mbedtls_ssl_parse_certificate");
    parse_chain(task, &chain, server);
    task_spend(task, 6e3);
    for (unsigned i = 0; i < server->checks; i++)
        check_bundle(task, server, event);
    task_leave(task, 1);
    task_borrow(task, "ssl_parse_server_key_exchange mbedtls_mpi_grow " MBEDTLS, 32, 4e4);
    task_spend(task, random_range(&device->random, 3e4, 9e4));
    task_borrow(task, "ssl_write_client_key_exchange mbedtls_mpi_grow " MBEDTLS, 64, 9e4);
    task_await(task, server->round_trip);
    held_move(&chain, device->keeps_peer && !fails ? &session->parts : params);
    if (!fails) {
        task_hold(task, &session->parts,
                  "mbedtls_ssl_derive_keys ssl_tls12_populate_transform mbedtls_cipher_setup " MBEDTLS, 476);
        task_borrow(task, "mbedtls_ssl_handshake_wrapup mbedtls_ssl_session_copy " MBEDTLS, 128, 2e3);
    }
    task_leave(task, 4);
    return !fails;
}

struct tls_session tls_connect(struct task *task, const struct tls_server *server, enum outcome outcome)
{
    struct tls_session session = {0};
    struct held params = {0};
    struct device *device = task->device;
    enum label label = task->label;
    task->label = TRANSIENT;
    task_enter(task, "ssl_connect");
    task_hold(task, &session.parts, "esp_tls_init calloc", 1300);
    task_hold(task, &session.parts, "esp_tls_init esp_tls_internal_event_tracker_create calloc@38", 8);
    task_hold(task, &session.parts, "esp_tls_init esp_tls_internal_event_tracker_create calloc@44", 24);
    task_enter(task, "esp_tls_conn_new_sync esp_tls_low_level_conn tcp_connect");
    task_enter(task, "esp_tls_hostname_to_fd");
    net_resolve(task, 0, random_chance(&device->random, 0.7) ? 0.2 : server->round_trip);
    task_leave(task, 1);
    session.socket = socket_connect(task, 0, 0, server->round_trip);
    task_leave(task, 1);
    task_enter(task, "esp_create_mbedtls_handle");
    task_hold(task, &session.parts, "set_client_config mbedtls_ssl_set_hostname " MBEDTLS, server->host_length + 1);
    task_enter(task, "mbedtls_ssl_setup");
    task_hold(task, &session.parts, "mbedtls_calloc@1422 esp_mbedtls_mem_calloc calloc@18", 16717);
    task_hold(task, &session.parts, "mbedtls_calloc@1430 esp_mbedtls_mem_calloc calloc@18", 4429);
    task_hold(task, &params, "mbedtls_ssl_handshake_init mbedtls_calloc@1106 esp_mbedtls_mem_calloc calloc@18", 380);
    task_hold(task, &session.parts, "mbedtls_ssl_handshake_init mbedtls_calloc@1113 esp_mbedtls_mem_calloc calloc@18",
              136);
    task_hold(task, &params, "mbedtls_ssl_handshake_init mbedtls_calloc@1121 esp_mbedtls_mem_calloc calloc@18", 1908);
    task_leave(task, 2);
    session.open = shake_hands(task, &session, &params, server, outcome);
    held_free(&params, device, task->now);
    task_leave(task, 3);
    task->label = label;
    if (!session.open)
        tls_close(&session, device, task->now + 1e-3);
    return session;
}

void tls_close(struct tls_session *session, struct device *device, double when)
{
    held_free(&session->parts, device, when);
    socket_close(&session->socket, device, when);
    session->open = false;
}
