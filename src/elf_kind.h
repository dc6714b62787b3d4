/*
 * What a file given as an ELF really is, and other things that its first bytes tell.
 */
#ifndef HT_ELF_KIND_H
#define HT_ELF_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf_bytes.h"
#include "error.h"

/* NULL when the bytes begin like an ELF; else HT_ERROR_INPUT, which says what they look like and what to give. */
struct ht_error *ht_elf_kind_check(const char *path, const uint8_t *bytes, size_t size);

/*
 * Does .debug_info hold skeleton units (-gsplit-dwarf), whose functions stand in .dwo files? DWARF 5 marks them by
 * DW_UT_skeleton in the unit header; GCC's and clang's extension of DWARF 4 has no mark there, but .debug_addr exists
 * in no other DWARF 4.
 */
bool ht_elf_split_dwarf(struct ht_elf_bytes info, struct ht_elf_bytes addr, bool big_endian);

#endif
