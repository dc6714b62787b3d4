/*
 * Compressed files, told by their first bytes and unpacked into memory: gzip (RFC 1952) and Zstandard (RFC 8878).
 */
#ifndef HT_BASE_UNPACK_H
#define HT_BASE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* No file unpacks to more: a firmware has some 50 MB, a dump of a million records 100 MB. */
#define HT_UNPACKED_MAX ((size_t)256 << 20)

/* Do the bytes begin as one of the formats does? */
bool ht_unpack_is_packed(const void *bytes, size_t size);

/*
 * Unpacks all members of a gzip file, or all frames of a Zstandard one, into *ret, from the heap; a NUL stands behind
 * the bytes. HT_ERROR_INPUT with path when the data is cut or damaged, or holds more than HT_UNPACKED_MAX bytes, of
 * which no more are unpacked.
 */
struct ht_error *ht_unpack(const char *path, const void *bytes, size_t size, char **ret, size_t *ret_size);

#endif
