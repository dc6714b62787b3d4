/*
 * What a file given as an ELF really is, by its first bytes.
 */
#ifndef HT_ELF_KIND_H
#define HT_ELF_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* NULL when the bytes begin like an ELF; else HT_ERROR_INPUT, which says what they look like and what to give. */
struct ht_error *ht_elf_kind_check(const char *path, const uint8_t *bytes, size_t size);

#endif
