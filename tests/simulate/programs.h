/*
 * The application's programs, each with what it does wrong, if anything. All run from one time to another, and a device
 * of a kind runs several of them (kinds.h).
 */
#ifndef SIMULATE_PROGRAMS_H
#define SIMULATE_PROGRAMS_H

#include "http.h"
#include "services.h"

/* When something happens again and again; every = 0: never. */
struct period {
    double from, to;
    double every;  /* seconds, in the mean */
    double jitter; /* share of every; 1: the events come at random */
};

/* The next moment after this one; FOREVER when the period is over. */
double period_next(const struct period *period, struct random *random, double when);
double period_first(const struct period *period, struct random *random);

/* A weather forecast, polled over HTTPS; a client for each poll. */
struct forecast {
    struct period period;
    unsigned servers; /* as many, in turn at random */
    struct tls_server server[4];
    double fails;      /* share of polls whose handshake fails */
    double fails_late; /* of those, after the server's chain was looked at */
    unsigned core;     /* 1 and 2: pinned to the first, second */
    bool second_task;  /* the prices' task, and not the forecast's */
    bool loses_url, loses_body, loses_document, loses_error;
    double loses_client;    /* share of polls that forget esp_http_client_cleanup() */
    double loses_session;   /* share of polls that never close the connection of a client that they clean up */
    bool keeps_document;    /* until the next poll */
    double request_seconds; /* how long its document is alive */
    unsigned body, members; /* the answer's size, and its JSON's */
};

void run_forecast(struct device *device, struct forecast forecast);

/* MQTT over TLS, connected all the time but for reconnects. */
struct cloud {
    double from, to;
    struct tls_server server;
    struct period reconnects, messages, publishes;
    double unacknowledged; /* seconds until the broker acknowledges */
    bool loses_payload, loses_topic, loses_document;
    double loses_share;     /* of those messages */
    bool loses_on_one_type; /* the same share, but with a payload of one size */
};

void run_cloud(struct device *device, struct cloud cloud);

/* WebSocket clients, reconnected now and then. */
struct alerts {
    double from, to;
    unsigned count;
    double opened_over; /* seconds over which the first of each is opened */
    struct period reconnects;
    struct tls_server server;
    bool loses_client; /* a reconnect makes a new client, and forgets the old one, which is closed */
};

void run_alerts(struct device *device, struct alerts alerts);

/* Browsers at our HTTP server. */
struct dashboard {
    struct period connections;
    double stays;         /* seconds that one stays in the mean */
    unsigned most;        /* sockets; the oldest is closed for a new one */
    bool sockets;         /* as WebSockets */
    bool loses_context;   /* its context is not freed with the session */
    bool loses_status;    /* its printed JSON is not */
    bool loses_socket;    /* one in five: the socket is never closed */
    double client_closes; /* share that the browser closes first */
};

void run_dashboard(struct device *device, struct dashboard dashboard);

struct updater {
    struct period polls;
    struct tls_server server;
    bool loses_handle; /* "no new version" forgets esp_https_ota_abort() */
    bool downloads;    /* the last one is under way at the end */
};

void run_updater(struct device *device, struct updater updater);

/* Timers, sensors and the rest that is local. */
void run_timer(struct device *device, struct period period, uint32_t size, bool loses);
void run_probes(struct device *device, struct period period, double fails, bool loses);
/* Values kept in a vector that grows by doubling, up to so many, and then are replaced in place. */
void run_history(struct device *device, struct period period, unsigned most);
/* Entries of a list that holds the last so many, a record and its text each. */
void run_journal(struct device *device, struct period period, unsigned most);
/* A cache that holds so many tiles; keys are drawn from so many, the low ones more often. */
void run_tiles(struct device *device, struct period period, unsigned most, unsigned keys);
/* A pool that grows to the most that were ever in use at once. */
void run_pool(struct device *device, struct period period, double busy);
/* Jobs in a list, each until it is due; with share of them the blocks behind are lost when they are done. */
void run_jobs(struct device *device, struct period period, double due, double loses);
/* Wi-Fi that disconnects: what its handler notes. */
void run_wifi(struct device *device, struct period period, bool loses);
/* Beacons of neighbours, each with an entry that lives until it was not seen for so long. */
void run_beacons(struct device *device, struct period period, double expires, bool loses_packet);
/* Something that the device does again and again: a few blocks each time, freed after so many seconds, or lost. */
struct habit {
    struct period period;
    const char *task; /* its outermost functions */
    struct {
        const char *functions;
        unsigned smallest, largest; /* bytes */
    } part[4];
    unsigned most; /* times that the last part is repeated */
    double lives;  /* seconds */
    double loses;  /* share that is never freed */
    const char *leak;
};

void run_habit(struct device *device, const struct habit *habit);

/* First uses of tags and locks, one by one over these times. */
void run_first_uses(struct device *device, double from, double to, unsigned count);
void run_settings(struct device *device, struct period period, unsigned new_blocks);

/* What every device does besides: its boot before the trace, timers, packets. */
void run_background(struct device *device);

#endif
