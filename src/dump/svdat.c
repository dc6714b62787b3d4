#include "dump/svdat.h"

#include <string.h>

#include "base/ascii.h"
#include "base/number.h"

#define SYNC_SIZE 10

/* SEGGER_SYSVIEW.c: ids from here on have a length. */
#define FIRST_WITH_LENGTH 24

/* More than any packet takes: a text of 65,535 bytes, or a payload whose length is two bytes. */
#define PACKET_MAX ((size_t)1 << 17)

/* A 'u' for each number of a payload, an 's' for a text. */
static const char *const shapes[FIRST_WITH_LENGTH] = {
    "",  "u",  "u", "",  "u", "", "u", "uu", "u", "uus",  "",    "",
    "u", "uu", "s", "u", "u", "", "",  "u",  "",  "uuuu", "uus", "uu",
};

/* The length of the lines that begin with a semicolon. */
static size_t header_size(const char *bytes, size_t size)
{
    size_t end = 0;
    while (end < size && bytes[end] == ';') {
        const char *line = memchr(bytes + end, '\n', size - end);
        if (!line)
            return end;
        end = (size_t)(line - bytes) + 1;
    }
    return end;
}

/* Where a text stands in the header, or NULL. */
static const char *find(const char *header, size_t size, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i + length <= size; i++) {
        if (!memcmp(header + i, text, length))
            return header + i;
    }
    return NULL;
}

bool ht_svdat_is(const void *bytes, size_t size)
{
    size_t header = header_size(bytes, size < HT_SVDAT_HEADER_MAX ? size : HT_SVDAT_HEADER_MAX);
    return find(bytes, header, "SEGGER SystemView") != NULL;
}

/* Reads where the second core's stream begins, behind the first zero. False when the header does not say. */
static bool read_core1(const char *header, size_t size, uint64_t *ret)
{
    static const char name[] = "; Offset Core1";
    const char *text = find(header, size, name), *end = header + size;
    if (!text)
        return false;
    text += sizeof name - 1;
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    return ht_number_decimal(text, ht_count_digits(text, (size_t)(end - text)), INT64_MAX / 2, ret);
}

struct ht_error *ht_svdat_layout(struct ht_pieces *pieces, struct ht_svdat_layout *ret)
{
    static const uint8_t sync[SYNC_SIZE];
    const uint8_t *bytes;
    size_t size;
    struct ht_error *error = ht_pieces_look(pieces, 0, 2 * HT_SVDAT_HEADER_MAX, &bytes, &size);
    if (error)
        return error;
    const char *text = (const char *)bytes;
    size_t header = header_size(text, size);
    if (size - header < SYNC_SIZE || memcmp(bytes + header, sync, SYNC_SIZE) != 0)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, pieces->path, 0, 0,
                                                "no SystemView packets stand behind the header, at byte %zu", header),
                             "ten zeros begin them; was the recording stopped before the device sent anything?");
    uint64_t core1 = 0;
    struct ht_svdat_layout layout = {.streams = 1, .begin = {header + SYNC_SIZE}, .end = {pieces->end}};
    layout.core_bits = find(text, header, "; ESP_Extension") != NULL;
    if (!layout.core_bits && read_core1(text, header, &core1) && core1 >= SYNC_SIZE) {
        layout.streams = 2;
        layout.cut = core1 > pieces->end - header;
        layout.end[0] = layout.begin[1] = layout.cut ? pieces->end : header + core1;
        layout.end[1] = pieces->end;
    }
    *ret = layout;
    return NULL;
}

/* How many bytes a text takes with its length; 0: it is cut off. *head: those of the length. */
static size_t text_size(const uint8_t *bytes, const uint8_t *end, size_t *head)
{
    size_t left = (size_t)(end - bytes), length;
    if (!left)
        return 0;
    *head = bytes[0] == 0xff ? 3 : 1;
    if (left < *head)
        return 0;
    length = *head == 3 ? (size_t)bytes[1] << 8 | bytes[2] : bytes[0];
    return left - *head < length ? 0 : *head + length;
}

bool ht_svdat_text(struct ht_svdat_payload *payload, const char **ret, size_t *ret_length)
{
    size_t head, size = text_size(payload->bytes, payload->end, &head);
    if (!size)
        return false;
    *ret = (const char *)payload->bytes + head;
    *ret_length = size - head;
    payload->bytes += size;
    return true;
}

/* An id or a length: the size it takes, or 0 when it is cut off. */
static size_t short_number(const uint8_t *bytes, const uint8_t *end, uint32_t *ret)
{
    size_t left = (size_t)(end - bytes);
    if (!left || (bytes[0] >= 0x80 && left < 2))
        return 0;
    *ret = bytes[0] < 0x80 ? bytes[0] : (bytes[0] & 0x7fu) | (uint32_t)bytes[1] << 7;
    return bytes[0] < 0x80 ? 1 : 2;
}

/* The length of a payload of a known shape. */
static enum ht_svdat_state measure(const char *shape, const uint8_t *bytes, const uint8_t *end, size_t *ret)
{
    const uint8_t *at = bytes;
    for (; *shape; shape++) {
        uint32_t value;
        size_t head;
        int size = *shape == 'u' ? ht_svdat_number(at, end, &value) : (int)text_size(at, end, &head);
        if (size <= 0)
            return size < 0 ? HT_SVDAT_DAMAGED : HT_SVDAT_CUT;
        at += size;
    }
    *ret = (size_t)(at - bytes);
    return HT_SVDAT_PACKET;
}

/* Reads a packet off bytes of which there are enough for any, unless the stream ends before. *size: what it takes. */
static enum ht_svdat_state read_packet(bool core_bits, const uint8_t *bytes, const uint8_t *end,
                                       struct ht_svdat_packet *packet, size_t *size)
{
    const uint8_t *at = bytes;
    uint32_t id, length = 0;
    size_t taken = short_number(at, end, &id);
    if (!taken)
        return HT_SVDAT_CUT;
    packet->core = 0;
    if (core_bits) { /* it is the last bit but one of the id's last byte */
        uint32_t bit = taken == 1 ? UINT32_C(1) << 6 : UINT32_C(1) << 13;
        packet->core = (id & bit) != 0;
        id &= ~bit;
    }
    at += taken;
    packet->id = id;
    if (id < FIRST_WITH_LENGTH) {
        enum ht_svdat_state state = measure(shapes[id], at, end, &packet->length);
        if (state != HT_SVDAT_PACKET)
            return state;
    } else {
        taken = short_number(at, end, &length);
        if (!taken || (size_t)(end - at) - taken < length)
            return HT_SVDAT_CUT;
        at += taken;
        packet->length = length;
    }
    packet->payload = at;
    at += packet->length;
    int number = ht_svdat_number(at, end, &packet->delta);
    if (number <= 0)
        return number < 0 ? HT_SVDAT_DAMAGED : HT_SVDAT_CUT;
    *size = (size_t)(at - bytes) + (size_t)number;
    return HT_SVDAT_PACKET;
}

struct ht_error *ht_svdat_next(struct ht_svdat *svdat, struct ht_svdat_packet *packet, enum ht_svdat_state *state)
{
    const uint8_t *bytes;
    size_t left, size = 0;
    struct ht_error *error = ht_pieces_look(svdat->pieces, svdat->offset, PACKET_MAX, &bytes, &left);
    if (error)
        return error;
    packet->offset = svdat->offset;
    *state = left ? read_packet(svdat->core_bits, bytes, bytes + left, packet, &size) : HT_SVDAT_END;
    svdat->offset += size;
    return NULL;
}
