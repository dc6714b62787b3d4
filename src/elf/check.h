/*
 * Is an ELF of use: linked, and whole? What the bytes before that look like is told by elf_kind.h.
 */
#ifndef HT_ELF_CHECK_H
#define HT_ELF_CHECK_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * NULL when the header describes a program or library whose header tables lie inside the size bytes of the file; else
 * HT_ERROR_INPUT, with a hint what to give. elf is libelf's, of the same file.
 */
struct ht_error *ht_elf_check(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size);

/* The error for a file that is damaged, with a hint. */
__attribute__((format(printf, 2, 3))) struct ht_error *ht_elf_broken(const char *path, const char *format, ...);

/* Do length bytes from offset on lie inside size bytes? */
bool ht_elf_within(uint64_t offset, uint64_t length, uint64_t size);

#endif
