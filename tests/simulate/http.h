/* esp_http_client: a client, its connection, and what a request allocates. */
#ifndef SIMULATE_HTTP_H
#define SIMULATE_HTTP_H

#include "tls.h"

struct http_client {
    struct held parts; /* until esp_http_client_cleanup() */
    struct tls_session session;
};

/* The task is in the function that calls esp_http_client_init(). */
struct http_client http_create(struct task *task, const struct tls_server *server, unsigned path_length,
                               unsigned buffer);
/* esp_http_client_perform() or the like, at the function that calls it: connects, and receives so many headers. */
bool http_connect(struct task *task, struct http_client *client, const struct tls_server *server, enum outcome outcome);
void http_receive(struct task *task, unsigned headers);
/* Ends the connection only. */
void http_close(struct http_client *client, struct device *device, double when);
void http_cleanup(struct http_client *client, struct device *device, double when);

#endif
