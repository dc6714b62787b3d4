#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "base/unpack.h"

static const char text[] = "{\"leaks\":[{\"size\":81}]}\n";

/* Appends a gzip member with these bytes. */
static size_t gzip(const void *bytes, size_t size, unsigned char *to, size_t room)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = to;
    stream.avail_out = (unsigned)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t length = room - stream.avail_out;
    deflateEnd(&stream);
    return length;
}

static void assert_unpacks(const void *bytes, size_t size, const char *wanted)
{
    char *unpacked;
    size_t length;
    assert_true(ht_unpack_is_packed(bytes, size));
    assert_null(ht_unpack("a", bytes, size, &unpacked, &length));
    assert_int_equal(length, strlen(wanted));
    assert_string_equal(unpacked, wanted);
    free(unpacked);
}

static void assert_refused(const void *bytes, size_t size, const char *words)
{
    char *unpacked;
    size_t length;
    struct ht_error *error = ht_unpack("a.gz", bytes, size, &unpacked, &length);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "a.gz");
    if (!strstr(error->message, words))
        fail_msg("%s", error->message);
    ht_error_destroy(error);
}

static void both_formats_are_unpacked(void **state)
{
    (void)state;
    unsigned char packed[512];
    size_t size = gzip(text, sizeof text - 1, packed, sizeof packed);
    assert_unpacks(packed, size, text);
    size += gzip("more", 4, packed + size, sizeof packed - size); /* a file of two members */
    memset(packed + size, 0, 20);                                 /* and what tapes put behind them */
    assert_unpacks(packed, size + 20, "{\"leaks\":[{\"size\":81}]}\nmore");
    size = ZSTD_compress(packed, sizeof packed, text, sizeof text - 1, 3);
    assert_unpacks(packed, size, text);
    size += ZSTD_compress(packed + size, sizeof packed - size, "more", 4, 3);
    assert_unpacks(packed, size, "{\"leaks\":[{\"size\":81}]}\nmore");
    assert_false(ht_unpack_is_packed(text, sizeof text));
    assert_false(ht_unpack_is_packed("\x1f", 1));
}

static void what_is_cut_is_refused_at_every_byte(void **state)
{
    (void)state;
    unsigned char packed[512];
    size_t size = gzip(text, sizeof text - 1, packed, sizeof packed);
    for (size_t length = 2; length < size; length++)
        assert_refused(packed, length, "the gzip data ends too soon");
    size = ZSTD_compress(packed, sizeof packed, text, sizeof text - 1, 3);
    for (size_t length = 4; length < size; length++)
        assert_refused(packed, length, "the zstd data ends too soon");
}

static void what_is_damaged_is_refused(void **state)
{
    (void)state;
    unsigned char packed[512];
    size_t size = gzip(text, sizeof text - 1, packed, sizeof packed);
    memcpy(packed + size, "what", 4);
    assert_refused(packed, size + 4, "other data stands behind it");
    packed[size - 5] ^= 1; /* its checksum */
    assert_refused(packed, size, "the gzip data is damaged: incorrect data check");
    size = ZSTD_compress(packed, sizeof packed, text, sizeof text - 1, 3);
    packed[4] |= 0x08; /* a reserved bit */
    assert_refused(packed, size, "the zstd data is damaged: ");
}

/* Some kilobytes that unpack to more than is read: no more is unpacked. */
static void a_bomb_is_refused(void **state)
{
    (void)state;
    ZSTD_CCtx *context = ZSTD_createCCtx();
    assert_non_null(context);
    static unsigned char zeros[1 << 20], packed[1 << 20];
    ZSTD_outBuffer out = {packed, sizeof packed, 0};
    for (size_t i = 0; i <= HT_UNPACKED_MAX / sizeof zeros; i++) {
        ZSTD_inBuffer in = {zeros, sizeof zeros, 0};
        while (in.pos < in.size)
            assert_false(ZSTD_isError(ZSTD_compressStream2(context, &out, &in, ZSTD_e_continue)));
    }
    ZSTD_inBuffer none = {zeros, 0, 0};
    assert_int_equal(ZSTD_compressStream2(context, &out, &none, ZSTD_e_end), 0);
    ZSTD_freeCCtx(context);
    assert_refused(packed, out.pos, "unpacks to more than 268435456 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_formats_are_unpacked),
        cmocka_unit_test(what_is_cut_is_refused_at_every_byte),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(a_bomb_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
