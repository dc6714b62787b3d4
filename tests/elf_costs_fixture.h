/*
 * ELFs of up to 1 MB that are made to hold the program up. Each of those in the tests once took from ten seconds to
 * minutes, or gigabytes.
 */
#ifndef HT_ELF_COSTS_FIXTURE_H
#define HT_ELF_COSTS_FIXTURE_H

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cost.h"
#include "elf/image.h"
#include "elf_struct.h"

#define CODE 0x42000000u
#define CODE_SIZE 0x100000u
#define SECTIONS 8

/* An ELF in the making: sections behind each other, then their headers. */
struct made {
    uint8_t bytes[1 << 20];
    size_t size;
    Elf32_Shdr sections[SECTIONS];
    Elf32_Half count;
    char names[256];
    size_t names_size;
    struct ht_elf_image *image;
    struct ht_arena arena;
};

static struct made made;

static inline void put(const void *bytes, size_t size)
{
    assert_true(size <= sizeof made.bytes - made.size);
    memcpy(made.bytes + made.size, bytes, size);
    made.size += size;
}

static inline void put32(uint32_t value)
{
    const uint8_t little[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    put(little, sizeof little);
}

/* Begins a section: what is put from here on is in it. */
static inline void begin(const char *name, Elf32_Word type)
{
    made.size = (made.size + 3) & ~(size_t)3;
    Elf32_Shdr *section = &made.sections[made.count++];
    *section = (Elf32_Shdr){.sh_name = (Elf32_Word)made.names_size,
                            .sh_type = type,
                            .sh_offset = (Elf32_Off)made.size,
                            .sh_addralign = 4,
                            .sh_entsize = type == SHT_SYMTAB ? sizeof(Elf32_Sym) : 0};
    memcpy(made.names + made.names_size, name, strlen(name) + 1);
    made.names_size += strlen(name) + 1;
}

static inline void end(void)
{
    made.sections[made.count - 1].sh_size = (Elf32_Word)(made.size - made.sections[made.count - 1].sh_offset);
}

static inline int set_up(void **state)
{
    (void)state;
    memset(&made, 0, sizeof made);
    made.size = sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr);
    made.count = 1;
    made.names_size = 1;
    ht_arena_init(&made.arena);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    ht_elf_image_close(made.image);
    ht_arena_deinit(&made.arena);
    return 0;
}

/* Writes the headers and opens it; its code takes file_size bytes of the file from offset on. */
static inline void finish(Elf32_Off offset, Elf32_Word file_size)
{
    Elf32_Half names = made.count;
    begin(".shstrtab", SHT_STRTAB);
    put(made.names, made.names_size);
    end();
    made.size = (made.size + 3) & ~(size_t)3;
    Elf32_Ehdr header = {.e_type = ET_EXEC,
                         .e_machine = EM_RISCV,
                         .e_version = EV_CURRENT,
                         .e_phoff = sizeof(Elf32_Ehdr),
                         .e_shoff = (Elf32_Off)made.size,
                         .e_ehsize = sizeof(Elf32_Ehdr),
                         .e_phentsize = sizeof(Elf32_Phdr),
                         .e_phnum = 1,
                         .e_shentsize = sizeof(Elf32_Shdr),
                         .e_shnum = made.count,
                         .e_shstrndx = names};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    const Elf32_Phdr segment = {.p_type = PT_LOAD,
                                .p_offset = offset,
                                .p_vaddr = CODE,
                                .p_filesz = file_size,
                                .p_memsz = CODE_SIZE,
                                .p_flags = PF_R | PF_X};
    assert_true(made.size + made.count * sizeof(Elf32_Shdr) <= sizeof made.bytes);
    elf_struct_put(made.bytes, &header, sizeof header, ELF_T_EHDR);
    elf_struct_put(made.bytes + sizeof header, &segment, sizeof segment, ELF_T_PHDR);
    elf_struct_put(made.bytes + made.size, made.sections, made.count * sizeof(Elf32_Shdr), ELF_T_SHDR);
    made.size += made.count * sizeof(Elf32_Shdr);
    assert_null(ht_elf_image_open_memory("made", made.bytes, made.size, &made.image));
}

#endif
