#include "elf/check.h"

#include <stdarg.h>
#include <stdio.h>

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
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", what),
                         "give the linked ELF of the application (build/PROJECT.elf)");
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
    return NULL;
}

/*
 * libelf answers tables that lie past the end with errors or with nothing, depending on which; here they are all
 * refused.
 */
struct ht_error *ht_elf_check(const char *path, Elf *elf, const GElf_Ehdr *header, size_t size)
{
    struct ht_error *error = check_type(path, header);
    if (!error)
        error = check_sections(path, elf, header, size);
    return error ? error : check_segments(path, elf, header, size);
}
