#include "base/reader.h"

#include <string.h>

void ht_reader_seek(struct ht_reader *reader, uint64_t pos)
{
    if (pos > reader->size)
        ht_reader_fail(reader);
    else
        reader->pos = (size_t)pos;
}

void ht_reader_limit(struct ht_reader *reader, uint64_t end)
{
    if (end > reader->size || end < reader->pos)
        ht_reader_fail(reader);
    else
        reader->size = (size_t)end;
}

uint64_t ht_reader_uint(struct ht_reader *reader, unsigned size)
{
    if (size == 4)
        return ht_reader_u32(reader);
    if (size == 0 || size > 8 || size > ht_reader_left(reader)) {
        ht_reader_fail(reader);
        return 0;
    }
    const uint8_t *bytes = reader->data + reader->pos;
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | bytes[reader->big_endian ? i : size - 1 - i];
    reader->pos += size;
    return value;
}

uint64_t ht_reader_uleb_long(struct ht_reader *reader)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < HT_READER_LEB_BYTES && reader->pos < reader->size; i++) {
        uint8_t byte = reader->data[reader->pos++];
        uint64_t bits = byte & 0x7f;
        unsigned shift = 7 * i;
        if (bits && (shift > 63 || bits << shift >> shift != bits))
            break;
        if (shift <= 63)
            value |= bits << shift;
        if (byte < 0x80)
            return value;
    }
    ht_reader_fail(reader);
    return 0;
}

int64_t ht_reader_sleb_long(struct ht_reader *reader)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < HT_READER_LEB_BYTES && reader->pos < reader->size; i++) {
        uint8_t byte = reader->data[reader->pos++];
        uint64_t bits = byte & 0x7f;
        unsigned shift = 7 * i;
        if (shift < 63) {
            value |= bits << shift;
            if (byte < 0x80 && byte & 0x40)
                value |= UINT64_MAX << shift << 7;
        } else {
            /* From bit 63 on there is nothing but copies of the sign. */
            if (shift == 63)
                value |= bits << 63;
            if (bits != (value >> 63 ? 0x7f : 0))
                break;
        }
        if (byte < 0x80)
            return (int64_t)value;
    }
    ht_reader_fail(reader);
    return 0;
}

const char *ht_reader_string(struct ht_reader *reader)
{
    size_t left = ht_reader_left(reader);
    const char *text = left ? (const char *)reader->data + reader->pos : "";
    size_t length = left ? strnlen(text, left) : 0;
    if (length == left) {
        ht_reader_fail(reader);
        return NULL;
    }
    reader->pos += length + 1;
    return text;
}

uint64_t ht_reader_initial_length(struct ht_reader *reader, unsigned *offset_size)
{
    *offset_size = 4;
    uint32_t length = ht_reader_u32(reader);
    if (length < 0xfffffff0)
        return length;
    if (length != 0xffffffff) {
        ht_reader_fail(reader);
        return 0;
    }
    *offset_size = 8;
    return ht_reader_u64(reader);
}
