/*
 * Sockets, TLS sessions and HTTP clients, as ESP-IDF's components make and free them: sizes and call chains follow
 * lwIP, mbedTLS, esp-tls, tcp_transport and esp_http_client of ESP-IDF v6.0.1, and vary a little from device to device.
 *
 * What is hard about them is there: the closed socket's control block waits two minutes (TIME_WAIT), the handshake
 * needs hundreds of blocks for a moment, and the certificate bundle with cross-signed verification forgets the issuer's
 * name (esp-idf issue 18550) where the release has that bug.
 */
#ifndef SIMULATE_NETWORK_H
#define SIMULATE_NETWORK_H

#include "device.h"

enum { MOST_CERTIFICATES = 4, MOST_NAMES = 6 };

/* A server, and what its certificates need. */
struct server {
    unsigned host, certificates, der[MOST_CERTIFICATES], names[MOST_CERTIFICATES], alternatives;
    unsigned issuer_parts, issuer_size[MOST_NAMES]; /* of the name that the bundle copies */
    double round_trip;                              /* ms */
    bool secure, copies_issuer;
    int drift; /* words by which the structures of this build differ */
};

/* A client with its connection. */
struct session {
    struct held client, connection; /* what esp_http_client_cleanup() frees; what closing the connection does */
    unsigned pcb;
    bool is_open;
};

void server_draw(struct server *server, struct device *device);

void http_init(struct task *task, struct session *session, const struct server *server);
void websocket_init(struct task *task, struct session *session, const struct server *server);
/* False when the handshake fails: the connection is closed again then. */
bool session_connect(struct task *task, struct session *session, const struct server *server, double fails);
void http_exchange(struct task *task, const struct server *server);
/* Asks for the server's address; opens a socket to it. Both take a round trip. */
void socket_resolve(struct task *task, const struct server *server);
void socket_open(struct task *task, struct session *session, const struct server *server);
/* Closed by us: TIME_WAIT. */
void session_close(struct session *session, struct device *device, double when);
void session_cleanup(struct session *session, struct device *device, double when);
/* Nobody will ever close it or clean it up. */
void session_lose(struct session *session, struct device *device, double when);

/* A connection to our own server, with what it keeps for it. */
void server_accept(struct task *task, struct session *session);
/* Closed by the peer: no TIME_WAIT. */
void server_closed(struct session *session, struct device *device, double when);

/* Packets under way and timers that are pending when windows end. */
void network_background(struct device *device);

#endif
