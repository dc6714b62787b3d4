#include "elf/decompress.h"

#include <stdlib.h>

#include <zlib.h>
#include <zstd.h>

/*
 * What a byte can become at most. Deflate's limit is 1032 (zlib's technical notes); zstd has none that matters, and
 * debug sections stay under 20.
 */
#define RATIO_MAX 1100

static const char *inflate_zlib(struct ht_elf_bytes packed, size_t claimed, uint8_t *bytes)
{
    uLongf length = claimed;
    if (uncompress(bytes, &length, packed.data, packed.size) != Z_OK || length != claimed)
        return "its zlib stream is broken";
    return NULL;
}

static const char *inflate_zstd(struct ht_elf_bytes packed, size_t claimed, uint8_t *bytes)
{
    size_t length = ZSTD_decompress(bytes, claimed, packed.data, packed.size);
    if (ZSTD_isError(length) || length != claimed)
        return "its zstd stream is broken";
    return NULL;
}

const char *ht_elf_decompress(enum ht_elf_compression compression, struct ht_elf_bytes packed, size_t claimed,
                              uint8_t **ret)
{
    if (compression == HT_ELF_COMPRESSION_UNKNOWN)
        return "its compression is neither zlib nor zstd";
    if (claimed == 0 || claimed / RATIO_MAX > packed.size)
        return "the size it claims is impossible";
    uint8_t *bytes = malloc(claimed);
    if (!bytes)
        return "there is no memory for it";
    const char *why =
        compression == HT_ELF_ZLIB ? inflate_zlib(packed, claimed, bytes) : inflate_zstd(packed, claimed, bytes);
    if (why)
        free(bytes);
    else
        *ret = bytes;
    return why;
}
