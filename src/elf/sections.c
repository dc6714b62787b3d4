#include "elf/sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include "base/reader.h"
#include "base/utf.h"
#include "base/vec.h"
#include "elf/check.h"

const char ht_elf_long_name[] = "(a name of more than 4,096 bytes)";

const char *ht_elf_string(struct ht_elf_bytes table, uint64_t offset)
{
    if (offset >= table.size)
        return "";
    size_t left = table.size - (size_t)offset;
    if (memchr(table.data + offset, 0, left > HT_NAME_MAX ? HT_NAME_MAX + 1 : left))
        return (const char *)table.data + offset;
    return left > HT_NAME_MAX ? ht_elf_long_name : "";
}

struct ht_elf_bytes ht_elf_section_raw(const struct ht_elf_sections *sections, const struct ht_elf_section *section)
{
    const GElf_Shdr *header = &section->header;
    if (header->sh_type == SHT_NOBITS || header->sh_type == SHT_NULL || header->sh_size == 0)
        return (struct ht_elf_bytes){NULL, 0};
    return (struct ht_elf_bytes){sections->file.data + header->sh_offset, (size_t)header->sh_size};
}

struct ht_error *ht_elf_sections_init(struct ht_elf_sections *sections, struct ht_arena *arena, const char *path,
                                      Elf *elf, struct ht_elf_bytes file)
{
    *sections = (struct ht_elf_sections){.file = file};
    size_t count, names;
    if (elf_getshdrnum(elf, &count) != 0 || elf_getshdrstrndx(elf, &names) != 0)
        return ht_elf_broken(path, "the section headers of this ELF cannot be read");
    sections->items = ht_arena_array(arena, count, sizeof *sections->items);
    if (!sections->items)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++) {
        struct ht_elf_section *section = &sections->items[i];
        section->scn = elf_getscn(elf, i);
        section->name = "";
        if (!section->scn || !gelf_getshdr(section->scn, &section->header))
            return ht_elf_broken(path, "the section headers of this ELF cannot be read");
        const GElf_Shdr *header = &section->header;
        if (header->sh_type != SHT_NOBITS && header->sh_type != SHT_NULL &&
            !ht_elf_within(header->sh_offset, header->sh_size, file.size))
            return ht_elf_broken(path, "section %zu of this ELF lies past its end", i);
    }
    sections->count = count;
    if (names == 0 || names >= count)
        return NULL;
    struct ht_elf_bytes table = ht_elf_section_raw(sections, &sections->items[names]);
    for (size_t i = 0; i < count; i++)
        sections->items[i].name = ht_elf_string(table, sections->items[i].header.sh_name);
    return NULL;
}

void ht_elf_sections_deinit(struct ht_elf_sections *sections)
{
    for (size_t i = 0; i < sections->inflated_count; i++)
        free(sections->inflated[i]);
    free(sections->inflated);
    sections->inflated = NULL;
    sections->inflated_count = 0;
}

static struct ht_elf_section *find_exactly(const struct ht_elf_sections *sections, const char *name)
{
    for (size_t i = 0; i < sections->count; i++) {
        const GElf_Shdr *header = &sections->items[i].header;
        if (strcmp(sections->items[i].name, name) == 0 && header->sh_type != SHT_NOBITS && header->sh_size > 0)
            return &sections->items[i];
    }
    return NULL;
}

struct ht_elf_section *ht_elf_section_find(const struct ht_elf_sections *sections, const char *name)
{
    struct ht_elf_section *section = find_exactly(sections, name);
    char old[64];
    if (section || strncmp(name, ".debug_", 7) != 0 || strlen(name) + 2 > sizeof old)
        return section;
    snprintf(old, sizeof old, ".z%s", name + 1);
    return find_exactly(sections, old);
}

enum compression { ZLIB, ZSTD, UNKNOWN };

/*
 * What a byte can become at most. Deflate's limit is 1032 (zlib's technical notes); zstd has none that matters, and
 * debug sections stay under 20.
 */
#define RATIO_MAX 1100

static const char *inflate_zlib(struct ht_elf_bytes packed, size_t claimed, uint8_t *bytes)
{
    uLongf length = claimed;
    if (uncompress(bytes, &length, packed.data, packed.size) != Z_OK || length != claimed)
        return "its zlib stream is broken";
    return NULL;
}

static const char *inflate_zstd(struct ht_elf_bytes packed, size_t claimed, uint8_t *bytes)
{
    size_t length = ZSTD_decompress(bytes, claimed, packed.data, packed.size);
    if (ZSTD_isError(length) || length != claimed)
        return "its zstd stream is broken";
    return NULL;
}

/*
 * Decompresses to exactly claimed bytes, which the caller has bounded. NULL when it went well, and then *ret is from
 * the heap and the caller's; else the reason.
 */
static const char *decompress(enum compression compression, struct ht_elf_bytes packed, size_t claimed, uint8_t **ret)
{
    if (compression == UNKNOWN)
        return "its compression is neither zlib nor zstd";
    if (claimed == 0 || claimed / RATIO_MAX > packed.size)
        return "the size it claims is impossible";
    uint8_t *bytes = malloc(claimed);
    if (!bytes)
        return "there is no memory for it";
    const char *why = compression == ZLIB ? inflate_zlib(packed, claimed, bytes) : inflate_zstd(packed, claimed, bytes);
    if (why)
        free(bytes);
    else
        *ret = bytes;
    return why;
}

/* What sections of a file may take when decompressed. */
static size_t inflated_max(size_t file_size)
{
    size_t left = (HT_ELF_INFLATED_MAX - HT_ELF_INFLATED_ANY) / HT_ELF_INFLATED_BYTE;
    return HT_ELF_INFLATED_ANY + HT_ELF_INFLATED_BYTE * (file_size < left ? file_size : left);
}

/* Decompresses the bytes of a section into the heap and remembers them for ht_elf_sections_deinit(). */
static const char *inflate_section(struct ht_elf_sections *sections, struct ht_elf_section *section,
                                   enum compression compression, struct ht_elf_bytes packed, uint64_t claimed)
{
    uint8_t *bytes = NULL;
    if (claimed > inflated_max(sections->file.size) - sections->inflated_bytes)
        return "it claims to be too large";
    if (!HT_VEC_RESERVE(sections->inflated, sections->inflated_capacity, sections->inflated_count + 1))
        return "there is no memory for it";
    const char *why = decompress(compression, packed, (size_t)claimed, &bytes);
    if (why)
        return why;
    sections->inflated[sections->inflated_count++] = bytes;
    sections->inflated_bytes += (size_t)claimed;
    section->bytes = (struct ht_elf_bytes){bytes, (size_t)claimed};
    return NULL;
}

const char *ht_elf_section_open(struct ht_elf_sections *sections, struct ht_elf_section *section)
{
    struct ht_elf_bytes raw = ht_elf_section_raw(sections, section);
    section->opened = true;
    if (section->header.sh_flags & SHF_COMPRESSED) {
        GElf_Chdr header;
        size_t skip = sections->file.data[EI_CLASS] == ELFCLASS64 ? sizeof(Elf64_Chdr) : sizeof(Elf32_Chdr);
        if (raw.size < skip || !gelf_getchdr(section->scn, &header))
            return "its header is broken";
        return inflate_section(sections, section,
                               header.ch_type == ELFCOMPRESS_ZLIB      ? ZLIB
                               : header.ch_type == HT_ELFCOMPRESS_ZSTD ? ZSTD
                                                                       : UNKNOWN,
                               (struct ht_elf_bytes){raw.data + skip, raw.size - skip}, header.ch_size);
    }
    /* .zdebug_: "ZLIB", then the size in 8 bytes, big-endian. */
    if (strncmp(section->name, ".zdebug_", 8) == 0 && raw.size > 12 && memcmp(raw.data, "ZLIB", 4) == 0) {
        struct ht_reader reader = ht_reader_init(raw.data + 4, 8, true);
        return inflate_section(sections, section, ZLIB, (struct ht_elf_bytes){raw.data + 12, raw.size - 12},
                               ht_reader_u64(&reader));
    }
    section->bytes = raw;
    return NULL;
}
