/*
 * An ELF file in memory: its sections (decompressed when asked for), its segments and its symbols.
 *
 * Reads with libelf, which bounds-checks the header tables; what libelf leaves open (sections that lie past the end
 * of the file, compressed sections it cannot open) is checked here.
 */
#ifndef HT_ELF_IMAGE_H
#define HT_ELF_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "elf/file.h"

enum ht_machine { HT_MACHINE_OTHER, HT_MACHINE_XTENSA, HT_MACHINE_RISCV };

struct ht_elf_segment {
    uint64_t addr, size; /* in memory (p_vaddr, p_memsz) */
    uint64_t file_offset, file_size;
    bool executable;
};

/* A symbol that may be code: a function, or one without a type (assembly, ROM functions, labels). */
struct ht_elf_symbol {
    uint64_t addr;
    uint64_t size; /* 0: the symbol table does not say */
    size_t name;   /* for ht_elf_image_symbol_name() */
    bool function; /* STT_FUNC */
    bool global;   /* STB_GLOBAL */
    bool weak;     /* STB_WEAK; neither: local */
    bool absolute; /* SHN_ABS: the linker script's names of ROM functions */
};

struct ht_elf_image;

/*
 * Opens an ELF. HT_ERROR_IO when the file cannot be read; HT_ERROR_INPUT, with a hint, when it is no ELF, is cut off,
 * or is an object file, archive or core dump. What gzip or zstd has packed is unpacked into memory (base/unpack.h).
 */
struct ht_error *ht_elf_image_open(const char *path, struct ht_elf_image **ret);

/* The same for bytes in memory, which must outlive the image; path is used in messages only. */
struct ht_error *ht_elf_image_open_memory(const char *path, const uint8_t *bytes, size_t size,
                                          struct ht_elf_image **ret);

void ht_elf_image_close(struct ht_elf_image *image);

/*
 * Gives back the memory of what was read of the file so far; all that points into the image stays valid. For walks
 * through large sections, which leave pages behind that are not read again. Not for an image from memory.
 */
void ht_elf_image_drop_pages(const struct ht_elf_image *image);

const char *ht_elf_image_path(const struct ht_elf_image *image);
enum ht_machine ht_elf_image_machine(const struct ht_elf_image *image);

/* What it is made for where that is no ESP chip ("x86-64", "another machine"); NULL for little-endian Xtensa and RV32.
 */
const char *ht_elf_image_foreign(const struct ht_elf_image *image);
bool ht_elf_image_big_endian(const struct ht_elf_image *image);
unsigned ht_elf_image_address_size(const struct ht_elf_image *image); /* 4 or 8 */

/* All bytes of the file. */
struct ht_elf_bytes ht_elf_image_file(const struct ht_elf_image *image);

/* The hex digits of the GNU build id (the note's bytes, lower case), or NULL. */
const char *ht_elf_image_build_id(const struct ht_elf_image *image);

/* The bytes of the named section, decompressed; empty when there is none. Kept until the image is closed. */
struct ht_elf_bytes ht_elf_image_section(struct ht_elf_image *image, const char *name);

const struct ht_elf_segment *ht_elf_image_segments(const struct ht_elf_image *image, size_t *count);

/* Is there code at addr: does it lie in an executable PT_LOAD segment? */
bool ht_elf_image_is_code(const struct ht_elf_image *image, uint64_t addr);

/* The size bytes that the file loads at addr, or NULL when the file does not hold all of them. */
const uint8_t *ht_elf_image_read(const struct ht_elf_image *image, uint64_t addr, size_t size);

/* The entries of the symbol table (.symtab, else .dynsym): 0 when there is none. */
size_t ht_elf_image_symbol_count(struct ht_elf_image *image);

/* An entry by its number; false for one that names no code: undefined, an object, a section. */
bool ht_elf_image_symbol(struct ht_elf_image *image, size_t number, struct ht_elf_symbol *ret);

/*
 * The name of a symbol, in the file; "" when it has none, ht_elf_long_name (elf/sections.h) when it is longer than a
 * name may be. A table's names are not read until they are asked for.
 */
const char *ht_elf_image_symbol_name(struct ht_elf_image *image, const struct ht_elf_symbol *symbol);

/* The same to be told: a long one is cut as by ht_elf_image_text(). */
const char *ht_elf_image_symbol_told(struct ht_elf_image *image, const struct ht_elf_symbol *symbol);

/*
 * The string at offset of a section; "" when it does not end inside. One that is longer than HT_NAME_MAX (base/utf.h)
 * is cut, once: HT_ELF_CUT_MAX are at most, and ht_elf_long_name stands for others, and where memory ends.
 */
#define HT_ELF_CUT_MAX 1024
const char *ht_elf_image_text(struct ht_elf_image *image, struct ht_elf_bytes section, uint64_t offset);

/*
 * Warnings about the file ("section .debug_info cannot be decompressed: …"): NULL-terminated, or NULL. Sections are
 * opened when they are asked for, so that a resolution adds to them.
 */
const char *const *ht_elf_image_warnings(const struct ht_elf_image *image);

/* Adds a warning that a resolution found. One that finds no memory is lost: it is not worth a run. */
__attribute__((format(printf, 2, 3))) void ht_elf_image_warn(struct ht_elf_image *image, const char *format, ...);

#endif
