/* lwIP and the Wi-Fi driver: sockets, packets, timers. Sizes are those of ESP-IDF on a 32-bit machine. */
#ifndef SIMULATE_NET_H
#define SIMULATE_NET_H

#include "device.h"

struct socket {
    struct held parts; /* netconn, semaphore, mailbox */
    unsigned pcb;
};

/* The task is in the function that calls lwip_socket(), and then in that which calls lwip_connect(), at these lines. */
struct socket socket_connect(struct task *task, unsigned line_socket, unsigned line_connect, double round_trip);
/* One that a client of ours opened; the listening side allocates in lwIP's own task. */
struct socket socket_accept(struct device *device, double when);
/* We close it: its control block stays for 120 s in TIME_WAIT, and then some, until the slow timer sees it. */
void socket_close(struct socket *socket, struct device *device, double when);
/* The peer closed it first. */
void socket_closed(struct socket *socket, struct device *device, double when);
/* Nobody ever closes it. */
void socket_lose(struct socket *socket, struct device *device, const char *leak, unsigned event, double when);

/* Name resolution by getaddrinfo(), at this line of the function that the task is in. */
void net_resolve(struct task *task, unsigned line, double round_trip);
/* A packet that stays in the receive queue for so many seconds. */
void net_receive(struct device *device, double when, double seconds);
/* Packets that come at random until the end of each window, the more the nearer. */
void net_background(struct device *device, double a_second, double seconds);
/* lwIP's cyclic timers: each is freed and allocated anew when it fires. */
void net_timers(struct device *device, double from);

#endif
