#include "http.h"

static void set_header(struct task *task, struct held *held, unsigned line, uint32_t key, uint32_t value)
{
    task_enter(task, "esp_http_client_set_header");
    task->stack[task->calls - 1].line = line;
    task_enter(task, "http_header_set http_header_new_item");
    task_hold(task, held, "calloc", 16);
    task_hold(task, held, "http_utils_assign_string@100 malloc", key + 1);
    task_hold(task, held, "http_utils_assign_string@104 malloc", value + 1);
    task_leave(task, 3);
}

struct http_client http_create(struct task *task, const struct tls_server *server, unsigned path_length,
                               unsigned buffer)
{
    struct http_client client = {0};
    struct held *parts = &client.parts;
    task_enter(task, "esp_http_client_init");
    task_hold(task, parts, "calloc@878", 632);
    task_hold(task, parts, "calloc@884", 32);
    task_hold(task, parts, "calloc@888", 40);
    task_hold(task, parts, "calloc@892", 36);
    task_hold(task, parts, "http_header_init@896 calloc", 8);
    task_hold(task, parts, "calloc@899", 24);
    task_hold(task, parts, "calloc@904", 36);
    task_hold(task, parts, "http_header_init@910 calloc", 8);
    task_hold(task, parts, "calloc@913", 24);
    task_hold(task, parts, "esp_transport_list_init calloc", 8);
    task_hold(task, parts, "esp_transport_tcp_init esp_transport_init calloc", 76);
    task_hold(task, parts, "esp_transport_tcp_init esp_transport_esp_tls_create calloc", 168);
    task_hold(task, parts, "esp_transport_list_add@940 calloc", 5);
    task_hold(task, parts, "esp_transport_ssl_init esp_transport_init calloc", 76);
    task_hold(task, parts, "esp_transport_ssl_init esp_transport_esp_tls_create calloc", 168);
    task_hold(task, parts, "esp_transport_list_add@951 calloc", 6);
    task_enter(task, "esp_http_client_set_url");
    task_hold(task, parts, "http_utils_assign_string@1133 malloc", server->host_length + 1);
    task_hold(task, parts, "http_utils_assign_string@1147 malloc", 6);
    task_hold(task, parts, "http_utils_assign_string@1161 malloc", path_length + 1);
    task_leave(task, 1);
    set_header(task, parts, 977, 10, 23);
    set_header(task, parts, 984, 4, server->host_length);
    task_hold(task, parts, "malloc@993", buffer);
    task_hold(task, parts, "malloc@1002", 512);
    task_leave(task, 1);
    task_spend(task, 200);
    return client;
}

bool http_connect(struct task *task, struct http_client *client, const struct tls_server *server, enum outcome outcome)
{
    task_enter(task, "esp_http_client_connect esp_transport_connect");
    client->session = tls_connect(task, server, outcome);
    task_leave(task, 2);
    return client->session.open;
}

void http_receive(struct task *task, unsigned headers)
{
    struct random *random = &task->device->random;
    task_enter(task, "esp_http_client_fetch_headers http_parser_execute_cb");
    for (unsigned i = 0; i < headers; i++) {
        unsigned name =
            task_take(task, "http_on_header_field http_utils_append_string malloc", random_between(random, 5, 27));
        block_free(task->device, name, task->now + 60e-6);
        unsigned value =
            task_take(task, "http_on_header_value http_utils_append_string malloc", random_between(random, 3, 60));
        block_free(task->device, value, task->now + 60e-6);
    }
    task_leave(task, 2);
}

void http_close(struct http_client *client, struct device *device, double when)
{
    if (client->session.open)
        tls_close(&client->session, device, when);
}

void http_cleanup(struct http_client *client, struct device *device, double when)
{
    http_close(client, device, when);
    held_free(&client->parts, device, when + 50e-6);
}
