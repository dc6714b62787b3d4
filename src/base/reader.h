/*
 * A bounded reader of bytes and integers that knows its position.
 *
 * A read past the end, or of a malformed number, gives 0 and makes the reader fail: failed stays set and the position
 * moves to the end, so that loops over a reader come to a stop and callers check once, behind them.
 */
#ifndef HT_BASE_READER_H
#define HT_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ht_reader {
    const uint8_t *data;
    size_t size;
    size_t pos; /* never beyond size */
    bool big_endian;
    bool failed;
};

/* Integers at a place that the caller has made sure of: for loops that check their bounds once. */
static inline uint16_t ht_load_u16(const uint8_t *bytes, bool big_endian)
{
    return (uint16_t)(big_endian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0]);
}

static inline uint32_t ht_load_u32(const uint8_t *bytes, bool big_endian)
{
    if (big_endian)
        return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* data is borrowed; NULL with a size of 0 is an empty input. */
static inline struct ht_reader ht_reader_init(const uint8_t *data, size_t size, bool big_endian)
{
    return (struct ht_reader){.data = data, .size = size, .big_endian = big_endian};
}

static inline void ht_reader_fail(struct ht_reader *reader)
{
    reader->failed = true;
    reader->pos = reader->size;
}

static inline size_t ht_reader_left(const struct ht_reader *reader)
{
    return reader->size - reader->pos;
}

/* Moves to an absolute position; the end is a valid one. */
void ht_reader_seek(struct ht_reader *reader, uint64_t pos);

static inline void ht_reader_skip(struct ht_reader *reader, uint64_t count)
{
    if (count > ht_reader_left(reader))
        ht_reader_fail(reader);
    else
        reader->pos += (size_t)count;
}

/* Ends the input at an absolute position, which must not lie beyond the end or before the position. */
void ht_reader_limit(struct ht_reader *reader, uint64_t end);

static inline uint8_t ht_reader_u8(struct ht_reader *reader)
{
    if (reader->pos == reader->size) {
        reader->failed = true;
        return 0;
    }
    return reader->data[reader->pos++];
}

/* An unsigned integer of 1 to 8 bytes; any other size fails. */
uint64_t ht_reader_uint(struct ht_reader *reader, unsigned size);

static inline uint16_t ht_reader_u16(struct ht_reader *reader)
{
    if (ht_reader_left(reader) < 2) {
        ht_reader_fail(reader);
        return 0;
    }
    reader->pos += 2;
    return ht_load_u16(reader->data + reader->pos - 2, reader->big_endian);
}

/* Inline, as sizes, offsets and the addresses of firmware are of this size. */
static inline uint32_t ht_reader_u32(struct ht_reader *reader)
{
    if (ht_reader_left(reader) < 4) {
        ht_reader_fail(reader);
        return 0;
    }
    reader->pos += 4;
    return ht_load_u32(reader->data + reader->pos - 4, reader->big_endian);
}

static inline uint64_t ht_reader_u64(struct ht_reader *reader)
{
    return ht_reader_uint(reader, 8);
}

/* LEB128 numbers of any length: use ht_reader_uleb() and ht_reader_sleb(). */
uint64_t ht_reader_uleb_long(struct ht_reader *reader);
int64_t ht_reader_sleb_long(struct ht_reader *reader);

/*
 * LEB128 numbers (DWARF 5, section 7.6). A number of more than HT_READER_LEB_BYTES bytes, or one that does not fit
 * into 64 bits, fails.
 */
#define HT_READER_LEB_BYTES 16

static inline uint64_t ht_reader_uleb(struct ht_reader *reader)
{
    if (reader->pos < reader->size && reader->data[reader->pos] < 0x80)
        return reader->data[reader->pos++];
    return ht_reader_uleb_long(reader);
}

static inline int64_t ht_reader_sleb(struct ht_reader *reader)
{
    if (reader->pos < reader->size && reader->data[reader->pos] < 0x80)
        return (int64_t)(reader->data[reader->pos++] ^ 0x40) - 0x40; /* bit 6 is the sign */
    return ht_reader_sleb_long(reader);
}

/* The text up to a NUL, which lies in the data; NULL, and failed, when there is none. */
const char *ht_reader_string(struct ht_reader *reader);

/*
 * An "initial length" (DWARF 5, section 7.4): the length of what follows, and in *offset_size whether its offsets are
 * of 4 or 8 bytes. Reserved values fail.
 */
uint64_t ht_reader_initial_length(struct ht_reader *reader, unsigned *offset_size);

#endif
