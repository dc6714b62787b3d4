/*
 * Takes the pairs of zeros out of .debug_aranges of a little-endian ELF32, but for the one that ends each set, in
 * place.
 *
 *     repair_aranges ELF
 *
 * ld --gc-sections leaves a pair of zeros where a function was removed, and a pair of zeros ends a set (DWARF 5,
 * 6.1.2): elfutils stops at the first and finds nothing behind it. So that eu-addr2line can be compared at all, it gets
 * a copy of the ELF that is repaired so; the others get the ELF as it was linked.
 */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    unsigned char *data;
    size_t size;
};

static void fail(const char *why)
{
    fprintf(stderr, "repair_aranges: %s\n", why);
    exit(2);
}

/* The size bytes at offset; fails when they are not there. */
static unsigned char *at(struct bytes file, size_t offset, size_t size)
{
    if (offset > file.size || size > file.size - offset)
        fail("the file is cut off or no ELF");
    return file.data + offset;
}

/* The header of the section with that name. */
static unsigned char *section(struct bytes file, const char *wanted)
{
    Elf32_Ehdr header;
    Elf32_Shdr names, found;
    memcpy(&header, at(file, 0, sizeof(header)), sizeof(header));
    if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS32 ||
        header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_shentsize != sizeof(names))
        fail("no little-endian ELF32");
    memcpy(&names, at(file, header.e_shoff + header.e_shstrndx * sizeof(names), sizeof(names)), sizeof(names));
    for (size_t i = 0; i < header.e_shnum; i++) {
        unsigned char *place = at(file, header.e_shoff + i * sizeof(found), sizeof(found));
        memcpy(&found, place, sizeof(found));
        const char *name = (const char *)at(file, names.sh_offset + found.sh_name, strlen(wanted) + 1);
        if (strcmp(name, wanted) == 0)
            return place;
    }
    fail("no such section");
    return NULL;
}

/* One set: length, version, offset, two sizes, four bytes of padding; then pairs of an address and a length. */
static size_t repair_set(struct bytes rest, unsigned char *to, size_t *written)
{
    enum { HEADER = 16, PAIR = 8 };
    static const unsigned char zeros[PAIR];
    uint32_t length;
    memcpy(&length, at(rest, 0, sizeof(length)), sizeof(length));
    size_t size = sizeof(length) + (size_t)length;
    if (size < HEADER + PAIR)
        fail("a set in .debug_aranges is too short");
    const unsigned char *set = at(rest, 0, size);
    memmove(to, set, HEADER);
    size_t kept = HEADER;
    for (size_t from = HEADER; from + PAIR <= size; from += PAIR)
        if (from + 2 * PAIR > size || memcmp(set + from, zeros, PAIR) != 0) {
            memmove(to + kept, set + from, PAIR);
            kept += PAIR;
        }
    length = (uint32_t)(kept - sizeof(length));
    memcpy(to, &length, sizeof(length));
    *written = kept;
    return size;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "r+b") : NULL;
    if (!file)
        fail("usage: repair_aranges ELF");
    fseek(file, 0, SEEK_END);
    struct bytes all = {NULL, (size_t)ftell(file)};
    rewind(file);
    all.data = malloc(all.size);
    if (!all.data || fread(all.data, 1, all.size, file) != all.size)
        fail("cannot be read");
    unsigned char *place = section(all, ".debug_aranges");
    Elf32_Shdr header;
    memcpy(&header, place, sizeof(header));
    struct bytes sets = {at(all, header.sh_offset, header.sh_size), header.sh_size};
    unsigned char *to = sets.data;
    for (size_t done, written; sets.size; sets.data += done, sets.size -= done, to += written)
        done = repair_set(sets, to, &written);
    header.sh_size = (Elf32_Word)(to - (all.data + header.sh_offset));
    memcpy(place, &header, sizeof(header));
    rewind(file);
    if (fwrite(all.data, 1, all.size, file) != all.size || fclose(file) != 0)
        fail("cannot be written");
    free(all.data);
    return 0;
}
