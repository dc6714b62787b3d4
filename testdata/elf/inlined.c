/*
 * The call sites of the certificate bundle leak as -Os compiles them: esp_crt_copy_asn1() is inlined into its only
 * caller. The functions stand at the lines of ESP-IDF v6.0.1; the code is made up, and never runs.
 */
#include <stddef.h>

struct asn1 {
    size_t length;
    void *bytes;
    struct asn1 *next;
};

void *multi_heap_malloc(size_t size);
void *heap_caps_malloc_default(size_t size);
void *calloc(size_t count, size_t size);
int esp_crt_ca_cb_callback(struct asn1 *issuer, struct asn1 *copy);
int x509_crt_verify_chain(struct asn1 *issuer);
int mbedtls_ssl_handshake(struct asn1 *issuer);
int app_main(struct asn1 *issuer);

#line 117 "/opt/esp/idf/components/heap/heap_caps.c"
__attribute__((noinline, section(".iram1.1"))) void *heap_caps_malloc_default(size_t size)
{
    void *volatile block = NULL;
    block = multi_heap_malloc(size);
    return block;
}

#line 43 "/opt/esp/idf/components/esp_libc/src/heap.c"
__attribute__((noinline)) void *calloc(size_t count, size_t size)
{
    volatile char *block = NULL;
    block = heap_caps_malloc_default(count * size);
    for (size_t i = 0; block && i < count * size; i++)
        block[i] = 0;
    return (void *)block;
}

#line 430 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
static int esp_crt_copy_asn1(struct asn1 *to, const struct asn1 *from)
{
    const char *bytes = from->bytes;






#line 440
    char *oid = calloc(1, from->length);
    if (!oid)
        return -1;
    for (size_t i = 0; i < from->length; i++)
        oid[i] = bytes[i];
    to->bytes = oid;
    to->length = from->length;
#line 448
    to->next = calloc(1, sizeof *to + from->length);
    return to->next ? 0 : -1;
}

#line 470 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
__attribute__((noinline)) int esp_crt_ca_cb_callback(struct asn1 *issuer, struct asn1 *copy)
{
    int failed = 0;
#line 489
    copy->bytes = calloc(1, issuer->length);
    if (!copy->bytes)
        return -1;
#line 512
    const struct asn1 *from = issuer->next;
    while (from && !failed) {
        struct asn1 *to = copy->next;
        failed = esp_crt_copy_asn1(to, from);
        from = from->next;
        copy = to;
    }
    return failed;
}

#line 2574 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
__attribute__((noinline)) int x509_crt_verify_chain(struct asn1 *issuer)
{
    struct asn1 copy[2] = {{0, NULL, &copy[1]}, {0, NULL, NULL}};

    int failed = esp_crt_ca_cb_callback(issuer, copy);
    return failed + (copy[0].length != 0);
}

#line 4101 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
__attribute__((noinline)) int mbedtls_ssl_handshake(struct asn1 *issuer)
{
    int failed = x509_crt_verify_chain(issuer);
    return failed - 1;
}

#line 30 "/home/builder/poller/main/main.c"
int app_main(struct asn1 *issuer)
{
    int failed = 0;
    while (!failed) {
        failed = mbedtls_ssl_handshake(issuer);
        void *volatile kept = calloc(1, 40);
        if (!kept)
            break;
    }
    return failed;
}

#line 400 "/opt/esp/idf/components/heap/multi_heap.c"
__attribute__((noinline, section(".iram1.2"))) void *multi_heap_malloc(size_t size)
{
    static char pool[64];
    return size <= sizeof pool ? pool : NULL;
}
