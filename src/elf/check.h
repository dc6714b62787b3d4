/*
 * Is a file given as an ELF one, and of use: linked, and whole?
 */
#ifndef HT_ELF_CHECK_H
#define HT_ELF_CHECK_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* NULL when the bytes begin like an ELF; else HT_ERROR_INPUT, which says what they look like and what to give. */
struct ht_error *ht_elf_check_kind(const char *path, const uint8_t *bytes, size_t size);

/* Program headers of an ELF: firmware has ten, and all are asked about each PC. */
#define HT_ELF_SEGMENTS_MAX ((size_t)1024)

/*
 * NULL when the header describes a program or library whose header tables lie inside the size bytes of the file; else
 * HT_ERROR_INPUT, with a hint what to give. elf is libelf's, of the same file.
 */
struct ht_error *ht_elf_check_headers(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size);

/* The error for a file that is damaged, with a hint. */
__attribute__((format(printf, 2, 3))) struct ht_error *ht_elf_broken(const char *path, const char *format, ...);

/* Do length bytes from offset on lie inside size bytes? */
bool ht_elf_within(uint64_t offset, uint64_t length, uint64_t size);

#endif
