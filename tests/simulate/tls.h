/* esp-tls and mbedTLS: what a TLS session allocates and frees, and what the certificate bundle loses. */
#ifndef SIMULATE_TLS_H
#define SIMULATE_TLS_H

#include "net.h"

/* The issuer of a server's chain that the bundle holds, by the lengths of its name. */
struct issuer {
    unsigned parts;
    struct {
        unsigned oid, value;
    } part[6];
};

/* One of the well-known roots, or one that nobody knows. */
struct issuer issuer_known(unsigned which);
struct issuer issuer_unknown(struct random *random);

enum outcome { TLS_OPEN, TLS_FAILED_EARLY, TLS_FAILED_AFTER_CHAIN };

struct tls_server {
    unsigned host_length;
    struct issuer issuer;
    unsigned certificates; /* that it sends */
    unsigned checks;       /* how often its chain meets the bundle: more than once for cross-signed ones */
    double round_trip;     /* in ms */
};

struct tls_server tls_server(struct random *random, unsigned which_issuer);

struct tls_session {
    struct held parts;
    struct socket socket;
    bool open;
};

/*
 * ssl_connect() and all below it; the task is in the function that calls it through esp_transport_connect(). With the
 * bundle at fault, names of issuers are lost as the leak "crt".
 */
struct tls_session tls_connect(struct task *task, const struct tls_server *server, enum outcome outcome);
void tls_close(struct tls_session *session, struct device *device, double when);

#endif
