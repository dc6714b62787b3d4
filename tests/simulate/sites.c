#include "sites.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Where the functions of libraries stand, by how their names begin; the longest that fits counts. */
static const struct {
    const char *file, *begin; /* separated by ";" */
} places[] = {
    {"components/heap/heap_caps.c", "heap_caps_"},
    {"components/heap/include/heap_trace.inc", "trace_malloc"},
    {"components/esp_libc/src/heap.c", "malloc;calloc;realloc;free"},
    {"components/freertos/heap_idf.c", "pvPortMalloc"},
    {"components/freertos/FreeRTOS-Kernel/portable/xtensa/port.c", "vPortTaskWrapper"},
    {"components/freertos/FreeRTOS-Kernel/queue.c", "xQueue"},
    {"components/freertos/FreeRTOS-Kernel/tasks.c", "xTask"},
    {"components/esp_timer/src/esp_timer.c", "esp_timer_;timer_task"},
    {"components/log/src/log_level/tag_log_level/tag_log_level.c", "esp_log_"},
    {"components/esp_event/esp_event.c", "esp_event_"},
    {"components/esp_http_client/esp_http_client.c", "esp_http_client_"},
    {"components/esp_http_client/lib/http_header.c", "http_header_"},
    {"components/esp_http_client/lib/http_utils.c", "http_utils_"},
    {"components/esp_http_server/src/httpd_main.c", "httpd_"},
    {"components/tcp_transport/transport_ws.c", "esp_transport_ws_;ws_connect"},
    {"components/tcp_transport/transport.c", "esp_transport_list_;esp_transport_init;esp_transport_connect"},
    {"components/tcp_transport/transport_ssl.c", "esp_transport_;ssl_connect"},
    {"managed_components/espressif__esp_websocket_client/esp_websocket_client.c", "esp_websocket_client_"},
    {"components/esp-tls/esp_tls_error_capture.c", "esp_tls_internal_event_"},
    {"components/esp-tls/esp_tls.c", "esp_tls_;tcp_connect"},
    {"components/esp-tls/esp_tls_mbedtls.c", "esp_create_mbedtls_;set_client_config;esp_mbedtls_handshake"},
    {"components/mbedtls/esp_crt_bundle/esp_crt_bundle.c", "esp_crt_"},
    {"components/mbedtls/port/esp_mem.c", "esp_mbedtls_mem_"},
    {"components/mbedtls/mbedtls/library/x509_crt.c", "mbedtls_x509_crt;x509_crt_;x509_get_"},
    {"components/mbedtls/mbedtls/library/x509.c", "mbedtls_x509_"},
    {"components/mbedtls/mbedtls/library/bignum.c", "mbedtls_mpi_"},
    {"components/mbedtls/mbedtls/library/ecp.c", "mbedtls_ecp_"},
    {"components/mbedtls/mbedtls/library/pk.c", "mbedtls_pk_"},
    {"components/mbedtls/mbedtls/library/ssl_tls.c", "mbedtls_;ssl_"},
    {"components/lwip/lwip/src/api/api_lib.c", "netconn_"},
    {"components/lwip/lwip/src/api/api_msg.c", "lwip_netconn_;accept_function"},
    {"components/lwip/lwip/src/api/netdb.c", "lwip_getaddrinfo"},
    {"components/lwip/lwip/src/core/timeouts.c", "lwip_cyclic_timer;sys_timeout;sys_check_timeouts"},
    {"components/lwip/lwip/src/api/sockets.c", "lwip_"},
    {"components/lwip/lwip/src/api/tcpip.c", "tcpip_"},
    {"components/lwip/lwip/src/core/tcp.c", "tcp_"},
    {"components/lwip/lwip/src/core/pbuf.c", "pbuf_"},
    {"components/lwip/lwip/src/core/mem.c", "mem_malloc"},
    {"components/lwip/lwip/src/core/memp.c", "memp_malloc;do_memp_malloc_pool"},
    {"components/lwip/port/freertos/sys_arch.c", "sys_"},
    {"components/esp_netif/lwip/netif/wlanif.c", "wlanif_input"},
    {"components/esp_netif/lwip/netif/esp_pbuf_ref.c", "esp_pbuf_allocate"},
    {"components/esp_netif/lwip/esp_netif_lwip.c", "esp_netif_"},
    {"components/lwip/lwip/src/core/ipv4/ip4.c", "ip4_input"},
    {"components/lwip/lwip/src/netif/ethernet.c", "ethernet_input"},
    {"managed_components/espressif__cjson/cJSON/cJSON.c", "cJSON_;parse_"},
    {"/opt/toolchain/gcc/libstdc++-v3/libsupc++/new_op.cc", "operator new"},
    {"/opt/toolchain/include/c++/14.2.0/bits/alloc_traits.h", "std::"},
    {"/opt/toolchain/newlib/libc/string/strdup.c", "strdup"},
    {"/opt/toolchain/newlib/libc/string/strdup_r.c", "_strdup_r"},
    {"/opt/toolchain/newlib/libc/stdio/asprintf.c", "asprintf"},
    {"components/freertos/app_startup.c", "main_task"},
    {"components/esp_wifi/esp32s3/esp_adapter.c", "wifi_malloc"},
    {"components/lwip/lwip/src/core/dns.c", "dns_send"},
    {"??", "lmacRxDone;esf_buf_alloc_dynamic;ppTask;sta_input"},
};

void sites_init(struct sites *sites, struct random *random, const char *idf, const char *project)
{
    memset(sites, 0, sizeof *sites);
    sites->random = random;
    sites->idf = idf;
    sites->project = project;
    sites->flash = 0x42000000 + 16 * random_between(random, 2, 4000);
    sites->iram = 0x40375000 + 16 * random_between(random, 0, 500);
}

void sites_deinit(struct sites *sites)
{
    for (size_t i = 0; i < sites->function_count; i++) {
        free(sites->functions[i].name);
        free(sites->functions[i].file);
    }
}

static char *print(const char *directory, const char *name, size_t length, const char *ending)
{
    size_t size = strlen(directory) + length + strlen(ending) + 1;
    char *text = malloc(size);
    if (!text)
        abort();
    snprintf(text, size, "%s%.*s%s", directory, (int)length, name, ending);
    return text;
}

/* Functions of the application stand in a file that is called as they begin: "alder_apply", "Alder::apply()". */
static char *application_file(const struct sites *sites, const char *name)
{
    bool is_class = strstr(name, "::");
    char *file = print(sites->project, name, strcspn(name, is_class ? ":" : "_"), is_class ? ".cpp" : ".c");
    char *first = file + strlen(sites->project);
    *first = (char)(*first >= 'A' && *first <= 'Z' ? *first - 'A' + 'a' : *first);
    return file;
}

/* NULL: a function of the application. */
static const char *library_file(const char *name)
{
    const char *file = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t length;
        for (const char *begins = places[i].begin; *begins; begins += length + (begins[length] == ';')) {
            length = strcspn(begins, ";");
            if (length > longest && strncmp(name, begins, length) == 0) {
                longest = length;
                file = places[i].file;
            }
        }
    }
    return file;
}

/* The allocators lie in fast memory. */
static bool is_fast(const char *name)
{
    return strncmp(name, "heap_caps_", 10) == 0 || strcmp(name, "trace_malloc") == 0;
}

struct function *sites_function(struct sites *sites, const char *name, size_t length)
{
    for (size_t i = 0; i < sites->function_count; i++) {
        const char *known = sites->functions[i].name;
        if (strncmp(known, name, length) == 0 && !known[length])
            return &sites->functions[i];
    }
    if (sites->function_count == MOST_FUNCTIONS)
        abort();
    struct function *function = &sites->functions[sites->function_count++];
    function->name = print("", name, length, "");
    const char *file = library_file(function->name);
    bool is_whole = file && (*file == '/' || *file == '?');
    function->file =
        file ? print(is_whole ? "" : sites->idf, file, strlen(file), "") : application_file(sites, function->name);
    uint32_t *next = is_fast(function->name) ? &sites->iram : &sites->flash;
    function->base = *next;
    *next += 0x1000 + 4 * random_between(sites->random, 0, 200);
    function->line = random_between(sites->random, 20, 900);
    return function;
}

static bool same(struct call a, struct call b)
{
    return a.function == b.function && a.site == b.site;
}

uint32_t sites_pc(struct sites *sites, struct call inner, const struct function *callee, const struct call *outer)
{
    struct call none = {0}, into = outer ? *outer : none;
    size_t slot = ((size_t)(inner.function - sites->functions) * 131 + inner.site * 17 +
                   (size_t)(callee - sites->functions) * 31 +
                   (into.function ? (size_t)(into.function - sites->functions) : 0) * 7) %
                  SITE_SLOTS;
    for (; sites->slots[slot].pc; slot = (slot + 1) % SITE_SLOTS) {
        const struct site *site = &sites->slots[slot];
        if (same(site->inner, inner) && site->callee == callee && same(site->outer, into))
            return site->pc;
    }
    if (++sites->site_count > SITE_SLOTS / 2)
        abort();
    struct function *host = outer ? into.function : inner.function;
    host->used += 4 + random_between(sites->random, 2, 12);
    inner.function->line += random_between(sites->random, 1, 8);
    sites->slots[slot] = (struct site){.inner = inner,
                                       .outer = into,
                                       .callee = callee,
                                       .pc = host->base + host->used,
                                       .line = inner.function->line,
                                       .outer_line = host->line + into.site};
    return sites->slots[slot].pc;
}

void sites_write(const struct sites *sites, FILE *file)
{
    for (size_t i = 0; i < SITE_SLOTS; i++) {
        const struct site *site = &sites->slots[i];
        if (!site->pc)
            continue;
        const struct function *inner = site->inner.function;
        fprintf(file, "0x%08" PRIx32 ": %s at %s:%u\n", site->pc, inner->name, inner->file,
                *inner->file == '?' ? 0 : site->line); /* no sources of these */
        if (site->outer.function)
            fprintf(file, " (inlined by) %s at %s:%u\n", site->outer.function->name, site->outer.function->file,
                    site->outer_line);
    }
}
