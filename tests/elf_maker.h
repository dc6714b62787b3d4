/*
 * Makes small little-endian ELF32 files in memory, for tests: as few headers as it takes, none of them checked.
 */
#ifndef HT_ELF_MAKER_H
#define HT_ELF_MAKER_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "elf_struct.h"

#define ELF_MAKER_SEGMENTS 4
#define ELF_MAKER_SECTIONS 16
#define ELF_MAKER_SYMBOLS 512

struct elf_maker {
    _Alignas(8) uint8_t bytes[1 << 16];
    size_t size;
    Elf32_Ehdr header;
    Elf32_Phdr segments[ELF_MAKER_SEGMENTS];
    Elf32_Shdr sections[ELF_MAKER_SECTIONS];
    Elf32_Sym symbols[ELF_MAKER_SYMBOLS];
    uint16_t symbol_count;
    char names[1 << 14];
    Elf32_Word names_size;
};

static inline void elf_maker_init(struct elf_maker *maker, uint16_t machine, uint16_t type)
{
    memset(maker, 0, sizeof *maker);
    memcpy(maker->header.e_ident, ELFMAG, SELFMAG);
    maker->header.e_ident[EI_CLASS] = ELFCLASS32;
    maker->header.e_ident[EI_DATA] = ELFDATA2LSB;
    maker->header.e_ident[EI_VERSION] = EV_CURRENT;
    maker->header.e_type = type;
    maker->header.e_machine = machine;
    maker->header.e_version = EV_CURRENT;
    maker->header.e_ehsize = sizeof(Elf32_Ehdr);
    maker->header.e_phentsize = sizeof(Elf32_Phdr);
    maker->header.e_shentsize = sizeof(Elf32_Shdr);
    maker->header.e_shnum = 1;
    maker->size = sizeof maker->header + sizeof maker->segments;
    maker->names_size = 1;
    maker->symbol_count = 1;
}

static inline Elf32_Off elf_maker_add(struct elf_maker *maker, const void *bytes, size_t size)
{
    maker->size = (maker->size + 7) & ~(size_t)7;
    Elf32_Off offset = (Elf32_Off)maker->size;
    if (size > 0)
        memcpy(maker->bytes + offset, bytes, size);
    maker->size += size;
    return offset;
}

static inline Elf32_Word elf_maker_name(struct elf_maker *maker, const char *name)
{
    Elf32_Word at = maker->names_size;
    memcpy(maker->names + at, name, strlen(name) + 1);
    maker->names_size += (Elf32_Word)strlen(name) + 1;
    return at;
}

static inline uint16_t elf_maker_section(struct elf_maker *maker, const char *name, Elf32_Word type, Elf32_Word flags,
                                         const void *bytes, size_t size)
{
    uint16_t number = maker->header.e_shnum++;
    Elf32_Shdr *section = &maker->sections[number];
    section->sh_name = elf_maker_name(maker, name);
    section->sh_type = type;
    section->sh_flags = flags;
    section->sh_offset = elf_maker_add(maker, bytes, size);
    section->sh_size = (Elf32_Word)size;
    section->sh_addralign = 4;
    return number;
}

/* A segment with a section of the same bytes. */
static inline uint16_t elf_maker_code(struct elf_maker *maker, uint32_t addr, const void *bytes, size_t size)
{
    uint16_t number = elf_maker_section(maker, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, bytes, size);
    maker->sections[number].sh_addr = addr;
    maker->segments[maker->header.e_phnum++] = (Elf32_Phdr){.p_type = PT_LOAD,
                                                            .p_offset = maker->sections[number].sh_offset,
                                                            .p_vaddr = addr,
                                                            .p_filesz = (Elf32_Word)size,
                                                            .p_memsz = (Elf32_Word)size,
                                                            .p_flags = PF_R | PF_X};
    return number;
}

static inline void elf_maker_symbol(struct elf_maker *maker, const char *name, uint32_t addr, uint32_t size,
                                    unsigned bind, unsigned type, uint16_t section)
{
    maker->symbols[maker->symbol_count++] = (Elf32_Sym){.st_name = elf_maker_name(maker, name),
                                                        .st_value = addr,
                                                        .st_size = size,
                                                        .st_info = (unsigned char)ELF32_ST_INFO(bind, type),
                                                        .st_shndx = section};
}

/* An esp_app_desc_t: project btclock, version 4.0.1, built with ESP-IDF v6.0.1. */
#define APP_DESC_SIZE 256

static inline void app_desc_make(uint8_t desc[APP_DESC_SIZE])
{
    static const uint8_t magic[] = {0x32, 0x54, 0xcd, 0xab};
    memset(desc, 0, APP_DESC_SIZE);
    memcpy(desc, magic, sizeof magic);
    memcpy(desc + 16, "4.0.1", 5);
    memcpy(desc + 48, "btclock", 7);
    memcpy(desc + 80, "10:43:57", 8);
    memcpy(desc + 96, "Jul 15 2026", 11);
    memcpy(desc + 112, "v6.0.1", 6);
}

/* The first size bytes of it, in a section of that name. */
static inline uint8_t *elf_maker_app_desc(struct elf_maker *maker, const char *section, size_t size)
{
    uint8_t desc[APP_DESC_SIZE];
    app_desc_make(desc);
    uint16_t number = elf_maker_section(maker, section, SHT_PROGBITS, SHF_ALLOC, desc, size);
    return maker->bytes + maker->sections[number].sh_offset;
}

/* Writes the file's own header again, for tests that spoil it. */
static inline void elf_maker_put_header(struct elf_maker *maker, const Elf32_Ehdr *header)
{
    elf_struct_put(maker->bytes, header, sizeof *header, ELF_T_EHDR);
}

/* Writes the header of a section again. */
static inline void elf_maker_put_section(struct elf_maker *maker, uint16_t number, const Elf32_Shdr *section)
{
    elf_struct_put(maker->bytes + maker->header.e_shoff + number * sizeof *section, section, sizeof *section,
                   ELF_T_SHDR);
}

/* Writes the tables: then bytes and size are the file. */
static inline void elf_maker_finish(struct elf_maker *maker)
{
    if (maker->symbol_count > 1) {
        size_t size = maker->symbol_count * sizeof(Elf32_Sym);
        uint16_t table = elf_maker_section(maker, ".symtab", SHT_SYMTAB, 0, maker->symbols, size);
        elf_struct_put(maker->bytes + maker->sections[table].sh_offset, maker->symbols, size, ELF_T_SYM);
        maker->sections[table].sh_entsize = sizeof(Elf32_Sym);
        maker->sections[table].sh_link = maker->header.e_shnum;
        maker->sections[table].sh_info = 1;
    }
    maker->header.e_shstrndx = maker->header.e_shnum;
    Elf32_Word name = elf_maker_name(maker, ".strtab");
    uint16_t names = maker->header.e_shnum++;
    maker->sections[names] = (Elf32_Shdr){.sh_name = name,
                                          .sh_type = SHT_STRTAB,
                                          .sh_offset = elf_maker_add(maker, maker->names, maker->names_size),
                                          .sh_size = maker->names_size,
                                          .sh_addralign = 1};
    size_t size = maker->header.e_shnum * sizeof(Elf32_Shdr);
    maker->header.e_shoff = elf_maker_add(maker, maker->sections, size);
    elf_struct_put(maker->bytes + maker->header.e_shoff, maker->sections, size, ELF_T_SHDR);
    maker->header.e_phoff = maker->header.e_phnum ? sizeof maker->header : 0;
    elf_maker_put_header(maker, &maker->header);
    elf_struct_put(maker->bytes + sizeof maker->header, maker->segments, sizeof maker->segments, ELF_T_PHDR);
}

#endif
