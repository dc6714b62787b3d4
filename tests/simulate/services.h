/* Components beside the network's: JSON, MQTT, WebSockets, the HTTP server, OTA, NVS, and what is allocated once. */
#ifndef SIMULATE_SERVICES_H
#define SIMULATE_SERVICES_H

#include "tls.h"

/* cJSON_Parse() of an object with so many members, some of them objects; the task is in the function that calls it. */
void json_parse(struct task *task, struct held *document, unsigned members);
/* An object built member by member, and printed into a string that the caller frees. */
void json_build(struct task *task, struct held *document, unsigned members);
unsigned json_print(struct task *task, struct device *device, unsigned members);

struct mqtt_client {
    struct held parts; /* for good */
    struct held connection;
    struct tls_session session;
};

struct mqtt_client mqtt_start(struct device *device, double when);
/* In the client's own task. */
void mqtt_connect(struct mqtt_client *client, struct task *task, const struct tls_server *server);
void mqtt_disconnect(struct mqtt_client *client, struct device *device, double when);
struct task mqtt_task(struct device *device, double when);

/* The parts of a WebSocket client; its session lies in its task. */
void websocket_create(struct task *task, struct held *parts, unsigned path_length);
struct task websocket_task(struct device *device, double when);
struct tls_session websocket_connect(struct task *task, const struct tls_server *server, enum outcome outcome);

/* A connection to our HTTP server, up to where a request would be read. */
struct task httpd_task(struct device *device, double when);
struct socket httpd_accept(struct device *device, double when, struct held *session);

/* The hash list grows by a block when enough keys are new. */
void nvs_write(struct task *task, bool grows);

/* First use of a log tag, a lock, a printf of a float, a file: kept for good. */
void once_log_tag(struct device *device, double when, const char *functions);
void once_lock(struct device *device, double when, const char *functions);
void once_float(struct device *device, double when);
/* All that a device allocates when it boots, over so many seconds. */
void boot(struct device *device, double from, double seconds);

#endif
