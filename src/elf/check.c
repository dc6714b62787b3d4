#include "elf/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The first byte of an ESP application or bootloader image (esp_image_header_t.magic). */
#define ESP_IMAGE_MAGIC 0xe9

/* How much of a file is looked at to tell text from other data. */
#define TEXT_PROBE 512

#define HINT_APPLICATION "give the linked ELF of the application (build/PROJECT.elf)"

static const struct {
    const char *magic;
    size_t length;
    const char *what;
    const char *hint;
} kinds[] = {
    {"!<arch>\n", 8, "this is an archive of object files", HINT_APPLICATION},
    {"!<thin>\n", 8, "this is an archive of object files", HINT_APPLICATION},
    {"\x1f\x8b", 2, "this is a gzip file", "decompress it first: gunzip FILE"},
    {"\x28\xb5\x2f\xfd", 4, "this is a zstd file", "decompress it first: unzstd FILE"},
    {"\xfd"
     "7zXZ",
     5, "this is an xz file", "decompress it first: unxz FILE"},
    {"PK\x03\x04", 4, "this is a zip file", "unpack it first and give the ELF in it"},
    {"UF2\n", 4, "this is an UF2 image, which holds no symbols", HINT_APPLICATION},
    {"MZ", 2, "this is a Windows program", HINT_APPLICATION},
};

static bool is_text(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < TEXT_PROBE; i++) {
        if (bytes[i] < ' ' && !strchr("\t\n\r\033", bytes[i]))
            return false;
        if (bytes[i] == 0)
            return false;
    }
    return true;
}

struct ht_error *ht_elf_check_kind(const char *path, const uint8_t *bytes, size_t size)
{
    const char *what = "this is no ELF", *hint = HINT_APPLICATION;
    size_t start = 0;
    if (size >= SELFMAG && memcmp(bytes, ELFMAG, SELFMAG) == 0) {
        if (size >= sizeof(Elf32_Ehdr))
            return NULL;
        what = "this ELF is cut off in its header";
        hint = "copy it again from the build directory";
    } else if (size == 0) {
        what = "this file is empty";
    } else if (bytes[0] == ESP_IMAGE_MAGIC) {
        what = "this is a flash image (.bin), which holds no symbols";
        hint = "give the ELF it was made from: it lies beside it in the build directory";
    } else {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (size >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
                return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", kinds[i].what), "%s",
                                     kinds[i].hint);
        }
        while (start < size && (bytes[start] == ' ' || bytes[start] == '\n' || bytes[start] == '\r'))
            start++;
        if (start < size && (bytes[start] == '{' || bytes[start] == '[')) {
            what = "this is JSON, not an ELF";
            hint = "give a dump without -e; -e is for the firmware's ELF";
        } else if (is_text(bytes, size)) {
            what = "this is text, not an ELF";
            hint = "give a dump without -e, and addr2line's output with -s; -e is for the firmware's ELF";
        }
    }
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", what), "%s", hint);
}

bool ht_elf_within(uint64_t offset, uint64_t length, uint64_t size)
{
    return offset <= size && length <= size - offset;
}

struct ht_error *ht_elf_broken(const char *path, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", text),
                         "the file is damaged or was cut off: copy it again from the build directory");
}

static struct ht_error *check_type(const char *path, const GElf_Ehdr *header)
{
    const char *what;
    switch (header->e_type) {
    case ET_EXEC:
    case ET_DYN:
        return NULL;
    case ET_REL:
        what = "this is an object file, whose addresses are not final";
        break;
    case ET_CORE:
        what = "this is a core dump, which holds no symbols";
        break;
    default:
        what = "this ELF is neither a program nor a library";
        break;
    }
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", what), HINT_APPLICATION);
}

static struct ht_error *check_sections(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size)
{
    bool wide = header->e_ident[EI_CLASS] == ELFCLASS64;
    size_t entry = wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
    if (!header->e_shoff)
        return NULL;
    if (header->e_shentsize != entry)
        return ht_elf_broken(path, "the section headers of this ELF have an impossible size");
    if (!ht_elf_within(header->e_shoff, header->e_shnum ? 0 : entry, size))
        return ht_elf_broken(path, "the section headers of this ELF lie past its end");
    /* With 65,280 sections or more, the first header has their number. */
    size_t count = header->e_shnum;
    if (count == 0 && elf_getshdrnum(elf, &count) != 0)
        return ht_elf_broken(path, "the section headers of this ELF cannot be read");
    /* Divided, not multiplied: count comes from the file. */
    if (count > (size - header->e_shoff) / entry)
        return ht_elf_broken(path, "the section headers of this ELF lie past its end");
    return NULL;
}

static struct ht_error *check_segments(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size)
{
    bool wide = header->e_ident[EI_CLASS] == ELFCLASS64;
    size_t entry = wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    size_t count;
    if (!header->e_phoff || !header->e_phnum)
        return NULL;
    if (header->e_phentsize != entry)
        return ht_elf_broken(path, "the program headers of this ELF have an impossible size");
    if (elf_getphdrnum(elf, &count) != 0 || count < header->e_phnum || header->e_phoff > size ||
        count > (size - header->e_phoff) / entry)
        return ht_elf_broken(path, "the program headers of this ELF lie past its end");
    if (count > HT_ELF_SEGMENTS_MAX)
        return ht_elf_broken(path, "this ELF has %zu program headers; no firmware has more than %zu", count,
                             HT_ELF_SEGMENTS_MAX);
    return NULL;
}

/*
 * libelf answers tables that lie past the end with errors or with nothing, depending on which; here they are all
 * refused.
 */
struct ht_error *ht_elf_check_headers(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size)
{
    struct ht_error *error = check_type(path, header);
    if (!error)
        error = check_sections(path, elf, header, size);
    return error ? error : check_segments(path, elf, header, size);
}
