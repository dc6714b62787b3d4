#include "network.h"

#define TCPIP "vPortTaskWrapper;tcpip_thread;tcpip_thread_handle_msg"
#define MEMP "memp_malloc;do_memp_malloc_pool;mem_malloc;malloc"
#define QUEUE "xQueueGenericCreate;pvPortMalloc"

enum { NETCONN = 76, SEMAPHORE = 84, MAILBOX = 8, MAILBOX_QUEUE = 108, PCB = 172, SEGMENT = 20, PBUF = 16 };

/* What lwIP's own task does meanwhile: it belongs to no event of the application's. */
static struct task lwip(struct task *task, const char *functions)
{
    struct task other = task_at(task->device, "tiT", TCPIP, task->now + 20e-6);
    task_enter(&other, functions);
    other.core = 0;
    other.kind = task->kind;
    other.of_session = task->of_session;
    return other;
}

static void take_netconn(struct task *task, struct held *held, const char *functions)
{
    size_t calls = task->calls;
    task_enter(task, functions);
    task_hold(task, held, MEMP, NETCONN);
    task_hold(task, held, "sys_sem_new;" QUEUE, SEMAPHORE);
    task_hold(task, held, "sys_mbox_new;malloc", MAILBOX);
    task_hold(task, held, "sys_mbox_new;" QUEUE, MAILBOX_QUEUE);
    task_leave(task, calls);
}

void socket_resolve(struct task *task, const struct server *server)
{
    task_borrow(task, "lwip_getaddrinfo;" MEMP, 100, server->round_trip + 5);
    struct task other = lwip(task, "lwip_netconn_do_gethostbyname;dns_send");
    task_borrow(&other, "pbuf_alloc;mem_malloc;malloc", 90 + PBUF, 0.3);
    task_await(task, server->round_trip);
}

void socket_open(struct task *task, struct session *session, const struct server *server)
{
    take_netconn(task, &session->connection, "lwip_socket;netconn_new_with_proto_and_callback;netconn_alloc");
    struct task other = lwip(task, "lwip_netconn_do_newconn;tcp_new_ip_type;tcp_alloc");
    session->pcb = task_take(&other, MEMP, PCB);
    other = lwip(task, "lwip_netconn_do_connect;tcp_connect;tcp_enqueue_flags");
    task_borrow(&other, "pbuf_alloc;mem_malloc;malloc", 60 + PBUF, server->round_trip);
    task_borrow(&other, "tcp_create_segment;" MEMP, SEGMENT, server->round_trip);
    task_await(task, server->round_trip);
    session->is_open = true;
}

void session_close(struct session *session, struct device *device, double when)
{
    if (!session->is_open)
        return;
    held_free(&session->connection, device, when);
    block_free(device, session->pcb, when + 120 + random_range(&device->random, 0, 0.6));
    session->is_open = false;
}

void session_cleanup(struct session *session, struct device *device, double when)
{
    session_close(session, device, when);
    held_free(&session->client, device, when);
}

void session_lose(struct session *session, struct device *device, double when)
{
    held_drop(&session->client, device, when);
    if (session->is_open) {
        held_drop(&session->connection, device, when);
        block_drop(device, session->pcb, when);
    }
}

void server_accept(struct task *task, struct session *session)
{
    *session = (struct session){.is_open = true};
    struct task other = lwip(task, "ethernet_input;ip4_input;tcp_input;tcp_listen_input;tcp_alloc");
    session->pcb = task_take(&other, MEMP, PCB);
    task_leave(&other, 3);
    take_netconn(&other, &session->connection, "accept_function;netconn_alloc");
    task_await(task, 2);
    task_hold(task, &session->connection, "httpd_accept_conn;httpd_sess_new;calloc", 56);
}

void server_closed(struct session *session, struct device *device, double when)
{
    held_free(&session->connection, device, when);
    block_free(device, session->pcb, when + random_range(&device->random, 0, 0.2));
    session->is_open = false;
}

/* --- what is under way -------------------------------------------------------------------------------------------- */

static void receive(struct device *device, double when, double seconds)
{
    struct random *random = &device->random;
    uint32_t size = random_chance(random, 0.5) ? random_between(random, 60, 200) : random_between(random, 600, 1514);
    struct task wifi = task_at(device, "wifi", "vPortTaskWrapper;ppTask", when);
    wifi.core = 0;
    wifi.kind = "packet";
    unsigned frame = task_take(&wifi, "lmacRxDone;esf_buf_alloc_dynamic;wifi_malloc;malloc", size + 100);
    unsigned pbuf =
        task_take(&wifi, "sta_input;esp_netif_receive;wlanif_input;esp_pbuf_allocate;mem_malloc;malloc", 32);
    block_free(device, frame, when + seconds);
    block_free(device, pbuf, when + seconds + 2e-6);
}

void network_background(struct device *device)
{
    static const double periods[] = {0.25, 1, 1, 60};
    struct random *random = &device->random;
    double a_second = random_range(random, 0.1, 6), lives = random_range(random, 0.01, 0.6);
    for (size_t w = 0; w < device->windows; w++) {
        double end = device->window[w].to, from = device->window[w].from, when = end - 30 > from ? end - 30 : from;
        while ((when += random_wait(random, 1 / a_second)) < end)
            receive(device, when, random_wait(random, lives));
        /* Of timers only the one that is pending shows. */
        for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
            when = end - periods[i] * random_unit(random);
            struct task other = task_at(device, "tiT", "vPortTaskWrapper;tcpip_thread;sys_check_timeouts", when);
            other.core = 0;
            other.kind = "timer";
            unsigned timer = task_take(&other, "lwip_cyclic_timer;sys_timeout_abs;" MEMP, 20);
            block_free(device, timer, when + periods[i]);
        }
    }
}
