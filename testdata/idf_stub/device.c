/*
 * A pretended device: traces for 600 s, and holds RECORDS records then, each deeper than the one before it, the last as
 * deep as can be. Prints what the two handlers of the example answer; or, as `device PORT-FILE`, answers requests for
 * /start and /stop on a port of 127.0.0.1, whose number it writes to that file. The first window breaks off on its way.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "esp_app_desc.h"
#include "esp_heap_trace.h"
#include "esp_http_server.h"
#include "esp_idf_version.h"
#include "esp_timer.h"

#define RECORDS (CONFIG_HEAP_TRACING_STACK_DEPTH + 1)

esp_err_t heap_trace_start_handler(httpd_req_t *req);
esp_err_t heap_trace_stop_handler(httpd_req_t *req);

static bool tracing, misused;
static size_t capacity;
static int64_t now = 5000000;

esp_err_t heap_trace_init_standalone(heap_trace_record_t *records, size_t count)
{
    if (tracing || !records)
        return ESP_ERR_INVALID_STATE;
    capacity = count;
    return ESP_OK;
}

esp_err_t heap_trace_start(heap_trace_mode_t mode)
{
    tracing = true;
    return capacity && mode == HEAP_TRACE_LEAKS ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t heap_trace_stop(void)
{
    bool was = tracing;
    tracing = false;
    return was ? ESP_OK : ESP_ERR_INVALID_STATE;
}

size_t heap_trace_get_count(void)
{
    misused |= tracing;
    return RECORDS;
}

esp_err_t heap_trace_get(size_t index, heap_trace_record_t *record)
{
    misused |= tracing;
    if (index >= RECORDS)
        return ESP_ERR_INVALID_ARG;
    memset(record, 0, sizeof *record);
    record->ccount = UINT32_MAX - 2 - (uint32_t)index * 4;
    record->address = (void *)(uintptr_t)(UINT32_C(0x3fc90000) + index * 64);
    record->size = index + 1;
    for (size_t i = 0; i < index; i++)
        record->alloced_by[i] = (void *)(uintptr_t)(UINT32_C(0x42000001) + (index * 256 + i) * 4);
    return ESP_OK;
}

esp_err_t heap_trace_summary(heap_trace_summary_t *summary)
{
    *summary = (heap_trace_summary_t){HEAP_TRACE_LEAKS, 4321, 4321 - RECORDS, RECORDS, capacity, capacity, 1};
    return ESP_OK;
}

esp_err_t httpd_resp_set_type(httpd_req_t *req, const char *type)
{
    return req && type ? ESP_OK : ESP_FAIL;
}

esp_err_t httpd_resp_set_status(httpd_req_t *req, const char *status)
{
    req->status = status;
    return ESP_OK;
}

esp_err_t httpd_resp_send_chunk(httpd_req_t *req, const char *bytes, ssize_t length)
{
    if (req->ended || length < 0 || (size_t)length > sizeof req->body - req->length || !req->chunks_until_failure--)
        return ESP_FAIL;
    if (length)
        memcpy(req->body + req->length, bytes, (size_t)length);
    req->length += (size_t)length;
    req->ended = length == 0;
    return ESP_OK;
}

esp_err_t httpd_resp_sendstr(httpd_req_t *req, const char *text)
{
    esp_err_t status = httpd_resp_send_chunk(req, text, (ssize_t)strlen(text));
    return status == ESP_OK ? httpd_resp_send_chunk(req, NULL, 0) : status;
}

int esp_app_get_elf_sha256(char *dst, size_t size)
{
    return snprintf(dst, size, "%064x", 0x5ca1ab1e) + 1;
}

const char *esp_get_idf_version(void)
{
    return "v5.1-dev-0123-g0123456789-dirty";
}

int64_t esp_timer_get_time(void)
{
    return now;
}

/* One request: what was answered in one line. */
static void ask(esp_err_t (*handler)(httpd_req_t *), int chunks_until_failure)
{
    static httpd_req_t req;
    req = (httpd_req_t){.chunks_until_failure = chunks_until_failure};
    esp_err_t status = handler(&req);
    printf("%s %s", req.status ? req.status : "200 OK", status == ESP_OK && req.ended ? "whole" : "failed");
    if (status == ESP_OK)
        printf(" %.*s", (int)req.length, req.body);
    if (status != ESP_OK || !req.length || req.body[req.length - 1] != '\n')
        printf("\n");
}

/* A response as esp_http_server sends it: one that failed has no last chunk. */
static void respond(int client, esp_err_t (*handler)(httpd_req_t *), int chunks_until_failure)
{
    static httpd_req_t req;
    req = (httpd_req_t){.chunks_until_failure = chunks_until_failure};
    if (!handler)
        req.status = "404 Not Found";
    else
        handler(&req);
    dprintf(client, "HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
            req.status ? req.status : "200 OK");
    if (req.length)
        dprintf(client, "%zx\r\n%.*s\r\n", req.length, (int)req.length, req.body);
    if (req.ended || !handler)
        dprintf(client, "0\r\n\r\n");
}

static void serve(const char *port_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    FILE *file = fopen(port_file, "w");
    if (!file || bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4) ||
        getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("device");
        exit(1);
    }
    fprintf(file, "%d\n", ntohs(address.sin_port));
    fclose(file);
    for (int stops = 0;;) {
        int client = accept(listener, NULL, NULL);
        char head[4096] = "";
        size_t length = 0;
        while (!strstr(head, "\r\n\r\n")) {
            ssize_t count = read(client, head + length, sizeof head - 1 - length);
            if (count <= 0)
                break;
            length += (size_t)count;
            head[length] = '\0';
        }
        if (strncmp(head, "POST /start ", 12) == 0) {
            respond(client, heap_trace_start_handler, -1);
            now += INT64_C(600) * 1000 * 1000;
        } else if (strncmp(head, "POST /stop ", 11) == 0) {
            respond(client, heap_trace_stop_handler, stops++ ? -1 : 7);
        } else {
            respond(client, NULL, -1);
        }
        close(client);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2)
        serve(argv[1]);
    ask(heap_trace_stop_handler, -1);
    ask(heap_trace_start_handler, -1);
    ask(heap_trace_start_handler, -1);
    now += INT64_C(600) * 1000 * 1000;
    ask(heap_trace_stop_handler, 7);
    ask(heap_trace_stop_handler, -1);
    if (misused)
        printf("records were read while tracing\n");
    return misused;
}
