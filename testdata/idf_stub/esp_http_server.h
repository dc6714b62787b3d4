#ifndef ESP_HTTP_SERVER_H
#define ESP_HTTP_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "esp_err.h"

/* The real one holds the request; this one what was answered. */
typedef struct httpd_req {
    const char *status; /* NULL: 200 OK */
    char body[65536];
    size_t length;
    int chunks_until_failure; /* negative: the connection holds */
    bool ended;
} httpd_req_t;

esp_err_t httpd_resp_set_type(httpd_req_t *req, const char *type);
esp_err_t httpd_resp_set_status(httpd_req_t *req, const char *status);
esp_err_t httpd_resp_sendstr(httpd_req_t *req, const char *text);
esp_err_t httpd_resp_send_chunk(httpd_req_t *req, const char *bytes, ssize_t length);

#endif
