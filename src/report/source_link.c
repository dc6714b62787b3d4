#include "report/source_link.h"

#include <inttypes.h>
#include <string.h>

#include "base/ascii.h"
#include "base/escape.h"
#include "base/path.h"

#define REPOSITORY "https://github.com/espressif/esp-idf/blob/"

/*
 * Sources that tell where ESP-IDF stands, by their paths in it: allocators, which nearly every chain ends in, and what
 * starts tasks. Source: its trees from v3.3 to v6.1.
 */
static const char *const anchors[] = {
    "components/heap/heap_caps.c",       "components/heap/heap_caps_base.c",
    "components/newlib/heap.c",          "components/newlib/src/heap.c",
    "components/esp_libc/src/heap.c",    "components/esp_system/startup.c",
    "components/freertos/app_startup.c", "components/freertos/FreeRTOS-Kernel/tasks.c",
};

/*
 * Directories that are repositories of their own, of which the release's tree holds no file. Source: .gitmodules of
 * the releases from v3.3 to v6.1, those with sources that are compiled.
 */
static const char *const submodules[] = {
    "components/asio/asio/",
    "components/aws_iot/aws-iot-device-sdk-embedded-C/",
    "components/bootloader/subproject/components/micro-ecc/micro-ecc/",
    "components/bt/host/nimble/nimble/",
    "components/cbor/tinycbor/",
    "components/cmock/CMock/",
    "components/coap/libcoap/",
    "components/expat/expat/",
    "components/heap/tlsf/",
    "components/json/cJSON/",
    "components/libsodium/libsodium/",
    "components/lwip/lwip/",
    "components/mbedtls/mbedtls/",
    "components/micro-ecc/micro-ecc/",
    "components/mqtt/esp-mqtt/",
    "components/nghttp/nghttp2/",
    "components/openthread/openthread/",
    "components/protobuf-c/protobuf-c/",
    "components/spiffs/spiffs/",
    "components/tinyusb/tinyusb/",
    "components/unity/unity/",
};

/* Skips a number; NULL without one. */
static const char *skip_number(const char *at)
{
    if (!at || !ht_is_digit(*at))
        return NULL;
    while (ht_is_digit(*at))
        at++;
    return at;
}

bool ht_source_is_release(const char *version)
{
    if (!version || *version != 'v')
        return false;
    const char *at = skip_number(version + 1);
    at = at && *at == '.' ? skip_number(at + 1) : NULL;
    if (at && *at == '.')
        at = skip_number(at + 1);
    if (at && !strncmp(at, "-beta", 5))
        at = skip_number(at + 5);
    else if (at && !strncmp(at, "-rc", 3))
        at = skip_number(at + 3);
    return at && !*at;
}

/* The length of the directory before an anchor that the path ends in; 0 when it ends in none. */
static size_t find_root(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof anchors / sizeof *anchors; i++) {
        size_t own = strlen(anchors[i]);
        if (length <= own || !ht_is_slash(path[length - own - 1]))
            continue;
        if (ht_path_begins(path + length - own, anchors[i], own))
            return length - own;
    }
    return 0;
}

void ht_source_links_init(struct ht_source_links *links, const struct ht_report *report)
{
    *links = (struct ht_source_links){0};
    if (!ht_source_is_release(report->firmware.facts.idf_version))
        return;
    links->release = report->firmware.facts.idf_version;
    for (size_t i = 0; i < report->frames->count && !links->root; i++) {
        const struct ht_frame *frame = &report->frames->items[i];
        for (uint32_t k = 0; k < frame->location_count && !links->root; k++) {
            const char *file = frame->locations[k].file;
            links->root_length = file ? find_root(file) : 0;
            links->root = links->root_length ? file : NULL;
        }
    }
}

/* The path of a file within ESP-IDF's tree at its release; NULL when it is none of its own. */
static const char *find_own(const struct ht_source_links *links, const char *file)
{
    if (!links->release || !links->root || !ht_path_begins(file, links->root, links->root_length))
        return NULL;
    const char *own = file + links->root_length;
    if (!ht_path_begins(own, "components/", strlen("components/")) || strstr(own, ".."))
        return NULL;
    for (size_t i = 0; i < sizeof submodules / sizeof *submodules; i++) {
        if (ht_path_begins(own, submodules[i], strlen(submodules[i])))
            return NULL;
    }
    return own;
}

bool ht_source_link(struct ht_strbuf *out, const struct ht_source_links *links, const struct ht_location *location)
{
    if (!location->file)
        return false;
    const char *shown = ht_location_file(location);
    if (!strncmp(shown, "https://", 8)) {
        ht_strbuf_adds(out, shown);
    } else {
        const char *own = find_own(links, location->file);
        if (!own)
            return false;
        ht_strbuf_addf(out, REPOSITORY "%s/", links->release);
        ht_escape_uri_path(out, own);
    }
    if (location->line)
        ht_strbuf_addf(out, "#L%" PRIu32, location->line);
    return true;
}
