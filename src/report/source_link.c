#include "report/source_link.h"

#include <inttypes.h>
#include <string.h>

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

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does a path begin with these characters, its slashes written in either way? */
static bool begins_with(const char *path, const char *beginning, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (path[i] != beginning[i] && !(is_slash(path[i]) && is_slash(beginning[i])))
            return false;
    }
    return true;
}

/* Skips a number; NULL without one. */
static const char *skip_number(const char *at)
{
    if (!at || !is_digit(*at))
        return NULL;
    while (is_digit(*at))
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
        if (length <= own || !is_slash(path[length - own - 1]))
            continue;
        if (begins_with(path + length - own, anchors[i], own))
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
    if (!links->release || !links->root || !begins_with(file, links->root, links->root_length))
        return NULL;
    const char *own = file + links->root_length;
    if (!begins_with(own, "components/", strlen("components/")) || strstr(own, ".."))
        return NULL;
    for (size_t i = 0; i < sizeof submodules / sizeof *submodules; i++) {
        if (begins_with(own, submodules[i], strlen(submodules[i])))
            return NULL;
    }
    return own;
}

/* A path in an address: what has another meaning there is written by its number. */
static void add_path(struct ht_strbuf *out, const char *path)
{
    for (; *path; path++) {
        bool letter = (*path | 0x20) >= 'a' && (*path | 0x20) <= 'z';
        if (is_slash(*path))
            ht_strbuf_addc(out, '/');
        else if (letter || is_digit(*path) || strchr("-._~+", *path))
            ht_strbuf_addc(out, *path);
        else
            ht_strbuf_addf(out, "%%%02X", (unsigned)(unsigned char)*path);
    }
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
        add_path(out, own);
    }
    if (location->line)
        ht_strbuf_addf(out, "#L%" PRIu32, location->line);
    return true;
}
