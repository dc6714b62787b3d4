#include "base/unpack.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* Room to begin with; it doubles. */
#define FIRST_ROOM ((size_t)1 << 16)

/* Adding 16 to the window's bits asks zlib for gzip's header and trailer (zlib.h, inflateInit2()). */
#define GZIP_WINDOW_BITS (15 + 16)

static const unsigned char gzip_magic[] = {0x1f, 0x8b};
static const unsigned char zstd_magic[] = {0x28, 0xb5, 0x2f, 0xfd};

static bool begins(const void *bytes, size_t size, const unsigned char *magic, size_t length)
{
    return size >= length && !memcmp(bytes, magic, length);
}

static bool is_gzip(const void *bytes, size_t size)
{
    return begins(bytes, size, gzip_magic, sizeof gzip_magic);
}

bool ht_unpack_is_packed(const void *bytes, size_t size)
{
    return is_gzip(bytes, size) || begins(bytes, size, zstd_magic, sizeof zstd_magic);
}

/* What is unpacked so far. */
struct unpacked {
    const char *path, *format;
    char *bytes; /* from the heap */
    size_t size, room;
};

static struct ht_error *check_size(const struct unpacked *out)
{
    if (out->size <= HT_UNPACKED_MAX)
        return NULL;
    return ht_error_create_at(HT_ERROR_INPUT, out->path, 0, 0,
                              "the %s data unpacks to more than %zu bytes, the most that is read", out->format,
                              HT_UNPACKED_MAX);
}

/* Makes room behind what is there: up to one byte more than the limit, which tells that there is more than it. */
static struct ht_error *make_room(struct unpacked *out)
{
    struct ht_error *error = check_size(out);
    if (error || out->size < out->room)
        return error;
    size_t room = out->room ? out->room * 2 : FIRST_ROOM;
    if (room > HT_UNPACKED_MAX)
        room = HT_UNPACKED_MAX + 1;
    char *moved = realloc(out->bytes, room + 1);
    if (!moved)
        return ht_error_nomem();
    out->bytes = moved;
    out->room = room;
    return NULL;
}

static struct ht_error *cut(const struct unpacked *out)
{
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, out->path, 0, 0,
                                            "the %s data ends too soon, behind %zu unpacked bytes", out->format,
                                            out->size),
                         "the file is cut: copy it anew");
}

static struct ht_error *damaged(const struct unpacked *out, const char *reason)
{
    return ht_error_create_at(HT_ERROR_INPUT, out->path, 0, 0, "the %s data is damaged: %s", out->format, reason);
}

static unsigned at_most_uint(size_t size)
{
    return size < UINT_MAX ? (unsigned)size : UINT_MAX;
}

/* One step of inflate(), from what is left of the input; *end becomes true at the end of a member. */
static struct ht_error *inflate_some(z_stream *stream, const unsigned char **in, size_t *left, struct unpacked *out,
                                     bool *end)
{
    struct ht_error *error = make_room(out);
    if (error)
        return error;
    stream->next_in = (unsigned char *)(uintptr_t)*in; /* zlib.h declares it without const, and does not write */
    stream->avail_in = at_most_uint(*left);
    stream->next_out = (unsigned char *)out->bytes + out->size;
    stream->avail_out = at_most_uint(out->room - out->size);
    int answer = inflate(stream, Z_NO_FLUSH);
    *left -= (size_t)(stream->next_in - *in);
    *in = stream->next_in;
    out->size = (size_t)((char *)stream->next_out - out->bytes);
    *end = answer == Z_STREAM_END;
    if (answer == Z_MEM_ERROR)
        return ht_error_nomem();
    if (answer != Z_OK && answer != Z_STREAM_END && answer != Z_BUF_ERROR)
        return damaged(out, stream->msg ? stream->msg : "it is no gzip data");
    return !*end && !*left && stream->avail_out ? cut(out) : NULL;
}

/* gzip -k a b >c, and tools that write in parallel, make files of several members; tapes end in zeros. */
static struct ht_error *unpack_gzip(const unsigned char *in, size_t left, struct unpacked *out)
{
    z_stream stream = {0};
    if (inflateInit2(&stream, GZIP_WINDOW_BITS) != Z_OK)
        return ht_error_nomem();
    struct ht_error *error = NULL;
    bool end = false;
    while (!error && !(end && !left)) {
        if (end) {
            while (left && !*in) {
                in++;
                left--;
            }
            if (!left)
                break;
            if (!is_gzip(in, left))
                error = damaged(out, "other data stands behind it");
            inflateReset(&stream);
        }
        if (!error)
            error = inflate_some(&stream, &in, &left, out, &end);
    }
    inflateEnd(&stream);
    return error;
}

static struct ht_error *unpack_zstd(const unsigned char *in, size_t size, struct unpacked *out)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (!stream)
        return ht_error_nomem();
    ZSTD_inBuffer input = {in, size, 0};
    struct ht_error *error = NULL;
    for (size_t wanted = 1; !error && (wanted || input.pos < input.size);) {
        error = make_room(out);
        if (error)
            break;
        ZSTD_outBuffer output = {out->bytes, out->room, out->size};
        wanted = ZSTD_decompressStream(stream, &output, &input);
        out->size = output.pos;
        if (ZSTD_isError(wanted))
            error = damaged(out, ZSTD_getErrorName(wanted));
        else if (wanted && input.pos == input.size && out->size < out->room)
            error = cut(out);
    }
    ZSTD_freeDStream(stream);
    return error;
}

struct ht_error *ht_unpack(const char *path, const void *bytes, size_t size, char **ret, size_t *ret_size)
{
    bool gzip = is_gzip(bytes, size);
    struct unpacked out = {.path = path, .format = gzip ? "gzip" : "zstd"};
    struct ht_error *error = make_room(&out);
    if (!error)
        error = gzip ? unpack_gzip(bytes, size, &out) : unpack_zstd(bytes, size, &out);
    if (!error)
        error = check_size(&out);
    if (error) {
        free(out.bytes);
        return error;
    }
    out.bytes[out.size] = '\0';
    *ret = out.bytes;
    *ret_size = out.size;
    return NULL;
}
