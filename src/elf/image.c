#include "elf/image.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/vec.h"
#include "elf/check.h"
#include "elf/decompress.h"
#include "elf/kind.h"
#include "elf/pages.h"

struct section {
    const char *name; /* in the file, or "" */
    Elf_Scn *scn;
    GElf_Shdr header;
    struct ht_elf_bytes bytes; /* as the user of the section sees them, once opened */
    bool opened;
};

struct ht_elf_image {
    struct ht_arena arena;
    const char *path;
    const uint8_t *file;
    size_t size;
    bool mapped;
    Elf *elf;
    GElf_Ehdr header;
    struct section *sections;
    size_t section_count;
    struct ht_elf_segment *segments;
    size_t segment_count;
    size_t code_count;   /* executable segments stand first */
    const void *symbols; /* Elf32_Sym or Elf64_Sym, libelf's */
    size_t symbol_count;
    struct ht_elf_bytes symbol_names;
    bool symbols_opened;
    uint8_t **inflated; /* from the heap */
    size_t inflated_count, inflated_capacity;
    size_t inflated_bytes;
    const char *build_id;
    const char **warnings;
    size_t warning_count, warning_capacity;
};

void ht_elf_image_warn(struct ht_elf_image *image, const char *format, ...)
{
    if (!HT_VEC_RESERVE(image->warnings, image->warning_capacity, image->warning_count + 2))
        return;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *copy = ht_arena_strdup(&image->arena, text);
    if (!copy)
        return;
    image->warnings[image->warning_count++] = copy;
    image->warnings[image->warning_count] = NULL;
}

static struct ht_error *read_segments(struct ht_elf_image *image)
{
    size_t count;
    if (elf_getphdrnum(image->elf, &count) != 0)
        return ht_elf_broken(image->path, "the program headers of this ELF cannot be read");
    image->segments = ht_arena_array(&image->arena, count, sizeof *image->segments);
    if (!image->segments)
        return ht_error_nomem();
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++) {
            GElf_Phdr header;
            if (!gelf_getphdr(image->elf, (int)i, &header))
                return ht_elf_broken(image->path, "the program headers of this ELF cannot be read");
            bool executable = (header.p_flags & PF_X) != 0;
            if (header.p_type != PT_LOAD || executable != (pass == 0))
                continue;
            struct ht_elf_segment *segment = &image->segments[image->segment_count++];
            segment->addr = header.p_vaddr;
            segment->size = header.p_memsz;
            segment->executable = executable;
            segment->file_offset = header.p_offset;
            /* Debug files (strip --only-keep-debug) keep program headers whose bytes are gone. */
            segment->file_size = ht_elf_within(header.p_offset, header.p_filesz, image->size) ? header.p_filesz : 0;
        }
        if (pass == 0)
            image->code_count = image->segment_count;
    }
    return NULL;
}

/* The string at offset of a string table, or "" when it does not end inside. */
static const char *string_at(struct ht_elf_bytes table, uint64_t offset)
{
    if (offset >= table.size || !memchr(table.data + offset, 0, table.size - (size_t)offset))
        return "";
    return (const char *)table.data + offset;
}

static struct ht_elf_bytes file_bytes(const struct ht_elf_image *image, const GElf_Shdr *header)
{
    if (header->sh_type == SHT_NOBITS || header->sh_type == SHT_NULL || header->sh_size == 0)
        return (struct ht_elf_bytes){NULL, 0};
    return (struct ht_elf_bytes){image->file + header->sh_offset, (size_t)header->sh_size};
}

static struct ht_error *read_sections(struct ht_elf_image *image)
{
    size_t count, names;
    if (elf_getshdrnum(image->elf, &count) != 0 || elf_getshdrstrndx(image->elf, &names) != 0)
        return ht_elf_broken(image->path, "the section headers of this ELF cannot be read");
    image->sections = ht_arena_array(&image->arena, count, sizeof *image->sections);
    if (!image->sections)
        return ht_error_nomem();
    for (size_t i = 0; i < count; i++) {
        struct section *section = &image->sections[i];
        section->scn = elf_getscn(image->elf, i);
        section->name = "";
        if (!section->scn || !gelf_getshdr(section->scn, &section->header))
            return ht_elf_broken(image->path, "the section headers of this ELF cannot be read");
        const GElf_Shdr *header = &section->header;
        if (header->sh_type != SHT_NOBITS && header->sh_type != SHT_NULL &&
            !ht_elf_within(header->sh_offset, header->sh_size, image->size))
            return ht_elf_broken(image->path, "section %zu of this ELF lies past its end", i);
    }
    image->section_count = count;
    if (names == 0 || names >= count)
        return NULL;
    struct ht_elf_bytes table = file_bytes(image, &image->sections[names].header);
    for (size_t i = 0; i < count; i++)
        image->sections[i].name = string_at(table, image->sections[i].header.sh_name);
    return NULL;
}

/* The GNU build id stands in a note section, which linker scripts are free to rename. */
static struct ht_error *read_build_id(struct ht_elf_image *image)
{
    for (size_t i = 0; i < image->section_count; i++) {
        if (image->sections[i].header.sh_type != SHT_NOTE)
            continue;
        Elf_Data *data = elf_getdata(image->sections[i].scn, NULL);
        GElf_Nhdr note;
        size_t offset = 0, next, name, bytes;
        while (data && (next = gelf_getnote(data, offset, &note, &name, &bytes)) > 0) {
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof "GNU" && note.n_descsz <= 64 &&
                memcmp((const char *)data->d_buf + name, "GNU", sizeof "GNU") == 0) {
                char *digits = ht_arena_alloc(&image->arena, 2 * (size_t)note.n_descsz + 1);
                if (!digits)
                    return ht_error_nomem();
                for (size_t k = 0; k < note.n_descsz; k++)
                    snprintf(digits + 2 * k, 3, "%02x", ((const uint8_t *)data->d_buf)[bytes + k]);
                image->build_id = digits;
                return NULL;
            }
            offset = next;
        }
    }
    return NULL;
}

static struct section *find_section(const struct ht_elf_image *image, const char *name)
{
    for (size_t i = 0; i < image->section_count; i++) {
        if (strcmp(image->sections[i].name, name) == 0 && image->sections[i].header.sh_type != SHT_NOBITS &&
            image->sections[i].header.sh_size > 0)
            return &image->sections[i];
    }
    return NULL;
}

/* The old style: section .zdebug_info for .debug_info. */
static struct section *find_old_section(const struct ht_elf_image *image, const char *name)
{
    char old[64];
    if (strncmp(name, ".debug_", 7) != 0 || strlen(name) + 2 > sizeof old)
        return NULL;
    snprintf(old, sizeof old, ".z%s", name + 1);
    return find_section(image, old);
}

static void look_for_trouble(struct ht_elf_image *image)
{
    bool symbols = find_section(image, ".symtab") != NULL;
    if (!find_section(image, ".debug_info") && !find_old_section(image, ".debug_info")) {
        if (symbols)
            ht_elf_image_warn(image,
                              "no debug information: functions come from the symbol table, without files and lines");
        else
            ht_elf_image_warn(
                image, "stripped: it has neither debug information nor a symbol table; give the ELF as the build "
                       "left it");
    }
    const struct section *link = find_section(image, ".gnu_debuglink");
    if (link)
        ht_elf_image_warn(image, "its debug information stands in another file, %s: give that one",
                          string_at(file_bytes(image, &link->header), 0));
}

static struct ht_error *read_image(struct ht_elf_image *image)
{
    struct ht_error *error = ht_elf_kind_check(image->path, image->file, image->size);
    if (error)
        return error;
    elf_version(EV_CURRENT);
    /* elf_memory() wants a pointer to non-const bytes and does not write through it. */
    image->elf = elf_memory((char *)(uintptr_t)image->file, image->size);
    if (!image->elf || elf_kind(image->elf) != ELF_K_ELF || !gelf_getehdr(image->elf, &image->header))
        return ht_elf_broken(image->path, "the header of this ELF cannot be read");
    if ((error = ht_elf_check(image->path, image->elf, &image->header, image->size)) ||
        (error = read_sections(image)) || (error = read_segments(image)) || (error = read_build_id(image)))
        return error;
    look_for_trouble(image);
    return NULL;
}

static struct ht_error *create(const char *path, struct ht_elf_image **ret)
{
    struct ht_elf_image *image = calloc(1, sizeof *image);
    if (!image)
        return ht_error_nomem();
    ht_arena_init(&image->arena);
    image->path = ht_arena_strdup(&image->arena, path);
    if (!image->path) {
        ht_elf_image_close(image);
        return ht_error_nomem();
    }
    *ret = image;
    return NULL;
}

/* Reads what the image has been pointed at; on failure the image is closed. */
static struct ht_error *finish(struct ht_elf_image *image, struct ht_elf_image **ret)
{
    struct ht_error *error = read_image(image);
    if (error)
        ht_elf_image_close(image);
    else
        *ret = image;
    return error;
}

static struct ht_error *io_error(const char *path, int number)
{
    return ht_error_create_at(HT_ERROR_IO, path, 0, 0, "cannot read the ELF: %s", strerror(number));
}

static struct ht_error *map_file(int fd, struct ht_elf_image *image)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return io_error(image->path, errno);
    if (S_ISDIR(status.st_mode))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, image->path, 0, 0, "this is a directory, not an ELF"),
                             "give the ELF in it (build/PROJECT.elf)");
    if (!S_ISREG(status.st_mode))
        return ht_error_create_at(HT_ERROR_INPUT, image->path, 0, 0,
                                  "this is no regular file: an ELF is read in place");
    if (status.st_size == 0)
        return NULL;
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return io_error(image->path, errno);
    image->file = bytes;
    image->size = (size_t)status.st_size;
    image->mapped = true;
    return NULL;
}

struct ht_error *ht_elf_image_open(const char *path, struct ht_elf_image **ret)
{
    struct ht_elf_image *image;
    struct ht_error *error = create(path, &image);
    if (error)
        return error;
    /* O_NONBLOCK: a FIFO given by mistake must not hang the run. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error = io_error(path, errno);
    } else {
        error = map_file(fd, image);
        close(fd);
    }
    if (error) {
        ht_elf_image_close(image);
        return error;
    }
    return finish(image, ret);
}

struct ht_error *ht_elf_image_open_memory(const char *path, const uint8_t *bytes, size_t size,
                                          struct ht_elf_image **ret)
{
    struct ht_elf_image *image;
    struct ht_error *error = create(path, &image);
    if (error)
        return error;
    image->file = bytes;
    image->size = size;
    return finish(image, ret);
}

void ht_elf_image_close(struct ht_elf_image *image)
{
    if (!image)
        return;
    if (image->elf)
        elf_end(image->elf);
    for (size_t i = 0; i < image->inflated_count; i++)
        free(image->inflated[i]);
    free(image->inflated);
    free(image->warnings);
    if (image->mapped)
        munmap((void *)(uintptr_t)image->file, image->size);
    ht_arena_deinit(&image->arena);
    free(image);
}

void ht_elf_image_drop_pages(const struct ht_elf_image *image)
{
    if (image->mapped)
        ht_elf_pages_drop(image->file, image->size);
}

const char *ht_elf_image_path(const struct ht_elf_image *image)
{
    return image->path;
}

enum ht_machine ht_elf_image_machine(const struct ht_elf_image *image)
{
    if (image->header.e_machine == EM_XTENSA)
        return HT_MACHINE_XTENSA;
    if (image->header.e_machine == EM_RISCV)
        return HT_MACHINE_RISCV;
    return HT_MACHINE_OTHER;
}

bool ht_elf_image_big_endian(const struct ht_elf_image *image)
{
    return image->header.e_ident[EI_DATA] == ELFDATA2MSB;
}

unsigned ht_elf_image_address_size(const struct ht_elf_image *image)
{
    return image->header.e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
}

struct ht_elf_bytes ht_elf_image_file(const struct ht_elf_image *image)
{
    return (struct ht_elf_bytes){image->file, image->size};
}

const char *ht_elf_image_build_id(const struct ht_elf_image *image)
{
    return image->build_id;
}

const char *const *ht_elf_image_warnings(const struct ht_elf_image *image)
{
    return image->warning_count ? image->warnings : NULL;
}

/* Decompresses the bytes of a section into the heap and remembers them for ht_elf_image_close(). */
static void inflate_section(struct ht_elf_image *image, struct section *section, enum ht_elf_compression compression,
                            struct ht_elf_bytes packed, uint64_t claimed)
{
    uint8_t *bytes = NULL;
    const char *why;
    if (claimed > HT_ELF_INFLATED_MAX - image->inflated_bytes)
        why = "it claims to be too large";
    else if (!HT_VEC_RESERVE(image->inflated, image->inflated_capacity, image->inflated_count + 1))
        why = "there is no memory for it";
    else
        why = ht_elf_decompress(compression, packed, (size_t)claimed, &bytes);
    if (why) {
        ht_elf_image_warn(image, "section %s cannot be decompressed: %s", section->name, why);
        return;
    }
    image->inflated[image->inflated_count++] = bytes;
    image->inflated_bytes += (size_t)claimed;
    section->bytes = (struct ht_elf_bytes){bytes, (size_t)claimed};
}

static void open_section(struct ht_elf_image *image, struct section *section)
{
    struct ht_elf_bytes raw = file_bytes(image, &section->header);
    section->opened = true;
    if (section->header.sh_flags & SHF_COMPRESSED) {
        GElf_Chdr header;
        size_t skip = ht_elf_image_address_size(image) == 8 ? sizeof(Elf64_Chdr) : sizeof(Elf32_Chdr);
        if (raw.size < skip || !gelf_getchdr(section->scn, &header)) {
            ht_elf_image_warn(image, "section %s cannot be decompressed: its header is broken", section->name);
            return;
        }
        inflate_section(image, section,
                        header.ch_type == ELFCOMPRESS_ZLIB      ? HT_ELF_ZLIB
                        : header.ch_type == HT_ELFCOMPRESS_ZSTD ? HT_ELF_ZSTD
                                                                : HT_ELF_COMPRESSION_UNKNOWN,
                        (struct ht_elf_bytes){raw.data + skip, raw.size - skip}, header.ch_size);
        return;
    }
    /* .zdebug_: "ZLIB", then the size in 8 bytes, big-endian. */
    if (strncmp(section->name, ".zdebug_", 8) == 0 && raw.size > 12 && memcmp(raw.data, "ZLIB", 4) == 0) {
        uint64_t claimed = 0;
        for (size_t i = 4; i < 12; i++)
            claimed = claimed << 8 | raw.data[i];
        inflate_section(image, section, HT_ELF_ZLIB, (struct ht_elf_bytes){raw.data + 12, raw.size - 12}, claimed);
        return;
    }
    section->bytes = raw;
}

struct ht_elf_bytes ht_elf_image_section(struct ht_elf_image *image, const char *name)
{
    struct section *section = find_section(image, name);
    if (!section)
        section = find_old_section(image, name);
    if (!section)
        return (struct ht_elf_bytes){NULL, 0};
    if (!section->opened)
        open_section(image, section);
    return section->bytes;
}

const struct ht_elf_segment *ht_elf_image_segments(const struct ht_elf_image *image, size_t *count)
{
    *count = image->segment_count;
    return image->segments;
}

bool ht_elf_image_is_code(const struct ht_elf_image *image, uint64_t addr)
{
    for (size_t i = 0; i < image->code_count; i++) {
        if (addr >= image->segments[i].addr && addr - image->segments[i].addr < image->segments[i].size)
            return true;
    }
    return false;
}

const uint8_t *ht_elf_image_read(const struct ht_elf_image *image, uint64_t addr, size_t size)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct ht_elf_segment *segment = &image->segments[i];
        if (addr >= segment->addr && ht_elf_within(addr - segment->addr, size, segment->file_size))
            return image->file + segment->file_offset + (addr - segment->addr);
    }
    return NULL;
}

/* Finds the symbol table; in the byte order of the host after elf_getdata(). */
static void open_symbols(struct ht_elf_image *image)
{
    struct section *table = find_section(image, ".symtab");
    if (!table)
        table = find_section(image, ".dynsym");
    image->symbols_opened = true;
    if (!table || table->header.sh_link >= image->section_count)
        return;
    Elf_Data *data = elf_getdata(table->scn, NULL);
    if (!data || data->d_type != ELF_T_SYM)
        return;
    image->symbols = data->d_buf;
    image->symbol_count =
        data->d_size / (ht_elf_image_address_size(image) == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym));
    image->symbol_names = file_bytes(image, &image->sections[table->header.sh_link].header);
}

size_t ht_elf_image_symbol_count(struct ht_elf_image *image)
{
    if (!image->symbols_opened)
        open_symbols(image);
    return image->symbol_count;
}

bool ht_elf_image_symbol(struct ht_elf_image *image, size_t number, struct ht_elf_symbol *ret)
{
    if (number >= ht_elf_image_symbol_count(image))
        return false;
    bool wide = ht_elf_image_address_size(image) == 8;
    const Elf32_Sym *entry = (const Elf32_Sym *)image->symbols + (wide ? 0 : number);
    const Elf64_Sym *wide_entry = (const Elf64_Sym *)image->symbols + (wide ? number : 0);
    unsigned info = wide ? wide_entry->st_info : entry->st_info;
    unsigned section = wide ? wide_entry->st_shndx : entry->st_shndx;
    unsigned type = ELF32_ST_TYPE(info);
    if (section == SHN_UNDEF || (type != STT_FUNC && type != STT_NOTYPE && type != STT_GNU_IFUNC))
        return false;
    *ret = (struct ht_elf_symbol){
        .addr = wide ? wide_entry->st_value : entry->st_value,
        .size = wide ? wide_entry->st_size : entry->st_size,
        .name = wide ? wide_entry->st_name : entry->st_name,
        .function = type != STT_NOTYPE,
        .global = ELF32_ST_BIND(info) == STB_GLOBAL,
        .weak = ELF32_ST_BIND(info) == STB_WEAK,
        .absolute = section == SHN_ABS,
    };
    return true;
}

const char *ht_elf_image_symbol_name(struct ht_elf_image *image, const struct ht_elf_symbol *symbol)
{
    return string_at(image->symbol_names, symbol->name);
}
