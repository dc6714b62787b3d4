#include "net.h"

#define TCPIP "vPortTaskWrapper tcpip_thread tcpip_thread_handle_msg"
#define MEMP "memp_malloc do_memp_malloc_pool mem_malloc malloc"
#define QUEUE "xQueueGenericCreate pvPortMalloc heap_caps_malloc"

enum { NETCONN = 76, SEMAPHORE = 84, MAILBOX = 8, MAILBOX_QUEUE = 108, PCB = 172, SEGMENT = 20, PBUF_HEADER = 16 };

static void net_conn(struct task *task, struct held *parts, const char *functions, unsigned calls)
{
    task_enter(task, functions);
    task_hold(task, parts, MEMP, NETCONN);
    task_hold(task, parts, "sys_sem_new xQueueCreateCountingSemaphore " QUEUE, SEMAPHORE);
    task_hold(task, parts, "sys_mbox_new malloc", MAILBOX);
    task_hold(task, parts, "sys_mbox_new " QUEUE, MAILBOX_QUEUE);
    task_leave(task, calls);
}

static void at_line(struct task *task, const char *function, unsigned line)
{
    task_enter(task, function);
    task->stack[task->calls - 1].line = line;
}

struct socket socket_connect(struct task *task, unsigned line_socket, unsigned line_connect, double round_trip)
{
    struct socket socket = {0};
    struct device *device = task->device;
    enum label label = task->label;
    task->label = TRANSIENT;
    at_line(task, "lwip_socket", line_socket);
    net_conn(task, &socket.parts, "netconn_new_with_proto_and_callback netconn_alloc", 2);
    task_leave(task, 1);
    struct task lwip = task_at(device, TCPIP " lwip_netconn_do_newconn tcp_new_ip_type tcp_alloc", task->now + 20e-6);
    lwip.core = 0;
    socket.pcb = task_take(&lwip, MEMP, PCB);
    task->now = lwip.now + 20e-6;
    at_line(task, "lwip_connect", line_connect);
    lwip = task_at(device, TCPIP " lwip_netconn_do_connect tcp_connect_pcb tcp_enqueue_flags", task->now + 20e-6);
    lwip.core = 0;
    task_borrow(&lwip, "pbuf_alloc@1078 mem_malloc malloc", 60 + PBUF_HEADER, round_trip * 1e3);
    task_borrow(&lwip, "tcp_create_segment " MEMP, SEGMENT, round_trip * 1e3);
    task_leave(task, 1);
    task_await(task, round_trip);
    task->label = label;
    return socket;
}

struct socket socket_accept(struct device *device, double when)
{
    struct socket socket = {0};
    struct task lwip = task_at(device, TCPIP " ethernet_input ip4_input tcp_input tcp_listen_input tcp_alloc", when);
    lwip.core = 0;
    socket.pcb = task_take(&lwip, MEMP, PCB);
    task_leave(&lwip, 1);
    task_borrow(&lwip, "tcp_enqueue_flags pbuf_alloc mem_malloc malloc", 60 + PBUF_HEADER, 8e3);
    task_await(&lwip, 8);
    lwip.calls = 0;
    task_enter(&lwip, TCPIP);
    net_conn(&lwip, &socket.parts, "accept_function netconn_alloc", 2);
    return socket;
}

void socket_close(struct socket *socket, struct device *device, double when)
{
    held_free(&socket->parts, device, when);
    block_free(device, socket->pcb, when + 120 + random_range(&device->random, 0, 0.6));
}

void socket_closed(struct socket *socket, struct device *device, double when)
{
    held_free(&socket->parts, device, when);
    block_free(device, socket->pcb, when + random_range(&device->random, 0.01, 0.2));
}

void socket_lose(struct socket *socket, struct device *device, const char *leak, unsigned event, double when)
{
    held_lose(&socket->parts, device, leak, event, when);
    block_lose(device, socket->pcb, leak, event, when);
}

void net_resolve(struct task *task, unsigned line, double round_trip)
{
    at_line(task, "lwip_getaddrinfo", line);
    task_borrow(task, MEMP, 100, (round_trip + 200) * 1e3);
    struct task lwip = task_at(task->device, TCPIP " dns_send", task->now + 30e-6);
    lwip.core = 0;
    task_borrow(&lwip, "pbuf_alloc mem_malloc malloc", 90 + PBUF_HEADER, 300);
    task_leave(task, 1);
    task_await(task, round_trip);
}

void net_receive(struct device *device, double when, double seconds)
{
    struct random *random = &device->random;
    uint32_t size = random_chance(random, 0.5) ? random_between(random, 60, 200) : random_between(random, 600, 1514);
    struct task wifi = task_at(device, "vPortTaskWrapper ppTask", when);
    wifi.core = 0;
    unsigned frame = task_take(&wifi, "lmacRxDone esf_buf_alloc_dynamic wifi_malloc malloc", size + 100);
    unsigned pbuf =
        task_take(&wifi, "sta_input esp_netif_receive wlanif_input esp_pbuf_allocate mem_malloc malloc", 32);
    block_free(device, frame, when + seconds);
    block_free(device, pbuf, when + seconds + 2e-6);
}

void net_background(struct device *device, double a_second, double seconds)
{
    for (size_t w = 0; w < device->windows; w++) {
        double end = device->window[w].to;
        double when = end - 60 > device->window[w].from ? end - 60 : device->window[w].from;
        while ((when += random_wait(&device->random, 1 / a_second)) < end)
            net_receive(device, when, random_wait(&device->random, seconds));
    }
}

void net_timers(struct device *device, double from)
{
    static const double periods[] = {0.25, 1, 1, 60};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        /* Only the one that is pending at the end of a window is seen. */
        for (size_t w = 0; w < device->windows; w++) {
            double when = device->window[w].to - periods[i] * random_unit(&device->random);
            if (when < from)
                continue;
            struct task lwip = task_at(device, "vPortTaskWrapper tcpip_thread sys_check_timeouts", when);
            lwip.core = 0;
            unsigned timer = task_take(&lwip, "lwip_cyclic_timer sys_timeout_abs " MEMP, 20);
            block_free(device, timer, when + periods[i]);
        }
    }
}
