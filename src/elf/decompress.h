/*
 * Compressed ELF sections.
 *
 * libelf could decompress zlib, but Debian 12's (0.188) knows no zstd, and none bounds what a file claims; so both
 * are done here, with the libraries themselves.
 */
#ifndef HT_ELF_DECOMPRESS_H
#define HT_ELF_DECOMPRESS_H

#include <stddef.h>
#include <stdint.h>

#include "elf/bytes.h"

/* The most bytes that the sections of one ELF may take when decompressed: ten times what the largest firmware has. */
#define HT_ELF_INFLATED_MAX ((size_t)1 << 29)

/* ELFCOMPRESS_ZSTD (gABI, 2022), which older elf.h lack. */
#define HT_ELFCOMPRESS_ZSTD 2

enum ht_elf_compression { HT_ELF_ZLIB, HT_ELF_ZSTD, HT_ELF_COMPRESSION_UNKNOWN };

/*
 * Decompresses to exactly claimed bytes, which the caller has bounded. NULL when it went well, and then *ret is from
 * the heap and the caller's; else the reason, in words that follow "because".
 */
const char *ht_elf_decompress(enum ht_elf_compression compression, struct ht_elf_bytes packed, size_t claimed,
                              uint8_t **ret);

#endif
