/*
 * The sections of an ELF: found by name, decompressed when they are opened.
 *
 * libelf could decompress zlib, but Debian 12's (0.188) knows no zstd, and none bounds what a file claims; so both
 * are done here, with the libraries themselves.
 */
#ifndef HT_ELF_SECTIONS_H
#define HT_ELF_SECTIONS_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "elf/file.h"

/*
 * The most bytes that the sections of one ELF may take when decompressed: ten times what the largest firmware has. And
 * no more than some, and so many for each byte of the file: debug sections stay under 20.
 */
#define HT_ELF_INFLATED_MAX ((size_t)1 << 29)
#define HT_ELF_INFLATED_ANY ((size_t)1 << 26)
#define HT_ELF_INFLATED_BYTE ((size_t)40)

/* ELFCOMPRESS_ZSTD (gABI, 2022), which older elf.h lack. */
#define HT_ELFCOMPRESS_ZSTD 2

struct ht_elf_section {
    const char *name; /* in the file, or "" */
    Elf_Scn *scn;
    GElf_Shdr header;
    struct ht_elf_bytes bytes; /* as the user of the section sees them, once opened */
    bool opened;
};

struct ht_elf_sections {
    struct ht_elf_bytes file;
    struct ht_elf_section *items;
    size_t count;
    uint8_t **inflated; /* from the heap */
    size_t inflated_count, inflated_capacity;
    size_t inflated_bytes;
};

/*
 * Reads the headers of all sections into the arena, and their names. HT_ERROR_INPUT when one cannot be read, or lies
 * past the end of the file; path is for that. file outlives the sections. To be ended in any case.
 */
struct ht_error *ht_elf_sections_init(struct ht_elf_sections *sections, struct ht_arena *arena, const char *path,
                                      Elf *elf, struct ht_elf_bytes file);
void ht_elf_sections_deinit(struct ht_elf_sections *sections);

/*
 * The section of that name which holds bytes; NULL: there is none. Debug sections are found under the names of old
 * compressed ones too, .zdebug_info for .debug_info.
 */
struct ht_elf_section *ht_elf_section_find(const struct ht_elf_sections *sections, const char *name);

/* The bytes of a section as they stand in the file; none for one that takes no room there. */
struct ht_elf_bytes ht_elf_section_raw(const struct ht_elf_sections *sections, const struct ht_elf_section *section);

/*
 * Makes bytes of the section those that its user sees; they are kept until the sections end. Once a section. NULL when
 * it went well, else the reason, in words that follow "cannot be decompressed because".
 */
const char *ht_elf_section_open(struct ht_elf_sections *sections, struct ht_elf_section *section);

/*
 * The string at offset of a string table, or "" when it does not end inside. Of one that is longer than HT_NAME_MAX
 * (base/utf.h) no more is looked at, and ht_elf_long_name stands for it: a file with one long string and many
 * references to it would cost minutes.
 */
const char *ht_elf_string(struct ht_elf_bytes table, uint64_t offset);

extern const char ht_elf_long_name[];

#endif
