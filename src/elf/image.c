#include "elf/image.h"

#include <gelf.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/reader.h"
#include "base/unpack.h"
#include "base/utf.h"
#include "base/vec.h"
#include "elf/check.h"
#include "elf/sections.h"

struct cut {
    const uint8_t *at; /* where it stands */
    const char *text;
};

struct ht_elf_image {
    struct ht_arena arena;
    const char *path;
    struct ht_elf_bytes file;
    bool mapped;
    char *unpacked; /* the file, from the heap, when it was packed; else NULL */
    Elf *elf;
    GElf_Ehdr header;
    struct ht_elf_sections sections;
    struct ht_elf_segment *segments;
    size_t segment_count;
    size_t code_count;   /* executable segments stand first */
    const void *symbols; /* Elf32_Sym or Elf64_Sym, libelf's */
    size_t symbol_count;
    struct ht_elf_bytes symbol_names;
    bool symbols_opened;
    struct cut *cuts; /* strings that were cut; NULL until there is one */
    size_t cut_count;
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
            segment->file_size =
                ht_elf_within(header.p_offset, header.p_filesz, image->file.size) ? header.p_filesz : 0;
        }
        if (pass == 0)
            image->code_count = image->segment_count;
    }
    return NULL;
}

/* So many bytes of notes are looked at: an ELF has two or three notes, of some 40 bytes each. */
#define NOTES_MAX ((size_t)1 << 16)

/* The build id in the note at hand, or NULL: it is no such note. */
static const uint8_t *find_build_id(struct ht_reader *notes, size_t *size)
{
    uint32_t name_size = ht_reader_u32(notes), desc_size = ht_reader_u32(notes), type = ht_reader_u32(notes);
    const uint8_t *name = notes->data + notes->pos;
    ht_reader_skip(notes, (uint64_t)name_size + (4 - name_size % 4) % 4);
    const uint8_t *desc = notes->data + notes->pos;
    ht_reader_skip(notes, desc_size);
    if (notes->failed || type != NT_GNU_BUILD_ID || name_size != sizeof "GNU" || desc_size > 64 ||
        memcmp(name, "GNU", sizeof "GNU") != 0) {
        ht_reader_skip(notes, notes->failed ? 0 : (4 - desc_size % 4) % 4);
        return NULL;
    }
    *size = desc_size;
    return desc;
}

/*
 * The GNU build id stands in a note section, which linker scripts are free to rename. Read in place: libelf makes a
 * copy of each, and sections may lie over one another.
 */
static struct ht_error *read_build_id(struct ht_elf_image *image)
{
    size_t left = NOTES_MAX;
    for (size_t i = 0; i < image->sections.count && left; i++) {
        if (image->sections.items[i].header.sh_type != SHT_NOTE)
            continue;
        struct ht_elf_bytes bytes = ht_elf_section_raw(&image->sections, &image->sections.items[i]);
        struct ht_reader notes =
            ht_reader_init(bytes.data, bytes.size < left ? bytes.size : left, ht_elf_image_big_endian(image));
        left -= notes.size;
        while (ht_reader_left(&notes)) {
            size_t size;
            const uint8_t *id = find_build_id(&notes, &size);
            if (!id)
                continue;
            char *digits = ht_arena_alloc(&image->arena, 2 * size + 1);
            if (!digits)
                return ht_error_nomem();
            for (size_t k = 0; k < size; k++)
                snprintf(digits + 2 * k, 3, "%02x", id[k]);
            image->build_id = digits;
            return NULL;
        }
    }
    return NULL;
}

static void look_for_trouble(struct ht_elf_image *image)
{
    bool symbols = ht_elf_section_find(&image->sections, ".symtab") != NULL;
    if (!ht_elf_section_find(&image->sections, ".debug_info")) {
        if (symbols)
            ht_elf_image_warn(image,
                              "no debug information: functions come from the symbol table, without files and lines");
        else
            ht_elf_image_warn(
                image, "stripped: it has neither debug information nor a symbol table; give the ELF as the build "
                       "left it");
    }
    const struct ht_elf_section *link = ht_elf_section_find(&image->sections, ".gnu_debuglink");
    if (link)
        ht_elf_image_warn(image, "its debug information stands in another file, %s: give that one",
                          ht_elf_string(ht_elf_section_raw(&image->sections, link), 0));
}

static struct ht_error *read_image(struct ht_elf_image *image)
{
    struct ht_error *error = ht_elf_check_kind(image->path, image->file.data, image->file.size);
    if (error)
        return error;
    elf_version(EV_CURRENT);
    /* elf_memory() wants a pointer to non-const bytes and does not write through it. */
    image->elf = elf_memory((char *)(uintptr_t)image->file.data, image->file.size);
    if (!image->elf || elf_kind(image->elf) != ELF_K_ELF || !gelf_getehdr(image->elf, &image->header))
        return ht_elf_broken(image->path, "the header of this ELF cannot be read");
    if ((error = ht_elf_check_headers(image->path, image->elf, &image->header, image->file.size)) ||
        (error = ht_elf_sections_init(&image->sections, &image->arena, image->path, image->elf, image->file)) ||
        (error = read_segments(image)) || (error = read_build_id(image)))
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

/* Points the image at what a packed file holds. */
static struct ht_error *unpack(struct ht_elf_image *image)
{
    size_t size;
    struct ht_error *error = ht_unpack(image->path, image->file.data, image->file.size, &image->unpacked, &size);
    if (error)
        return error;
    if (image->mapped)
        ht_elf_file_unmap(image->file);
    image->mapped = false;
    image->file = (struct ht_elf_bytes){(const uint8_t *)image->unpacked, size};
    return NULL;
}

/* Reads what the image has been pointed at; on failure the image is closed. */
static struct ht_error *finish(struct ht_elf_image *image, struct ht_elf_image **ret)
{
    struct ht_error *error = NULL;
    if (ht_unpack_is_packed(image->file.data, image->file.size))
        error = unpack(image);
    if (!error)
        error = read_image(image);
    if (error)
        ht_elf_image_close(image);
    else
        *ret = image;
    return error;
}

struct ht_error *ht_elf_image_open(const char *path, struct ht_elf_image **ret)
{
    struct ht_elf_image *image;
    struct ht_error *error = create(path, &image);
    if (error)
        return error;
    error = ht_elf_file_map(path, &image->file);
    if (error) {
        ht_elf_image_close(image);
        return error;
    }
    image->mapped = true;
    return finish(image, ret);
}

struct ht_error *ht_elf_image_open_memory(const char *path, const uint8_t *bytes, size_t size,
                                          struct ht_elf_image **ret)
{
    struct ht_elf_image *image;
    struct ht_error *error = create(path, &image);
    if (error)
        return error;
    image->file = (struct ht_elf_bytes){bytes, size};
    return finish(image, ret);
}

void ht_elf_image_close(struct ht_elf_image *image)
{
    if (!image)
        return;
    if (image->elf)
        elf_end(image->elf);
    ht_elf_sections_deinit(&image->sections);
    free(image->warnings);
    if (image->mapped)
        ht_elf_file_unmap(image->file);
    free(image->unpacked);
    ht_arena_deinit(&image->arena);
    free(image);
}

void ht_elf_image_drop_pages(const struct ht_elf_image *image)
{
    if (image->mapped)
        ht_elf_file_drop_pages(image->file);
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

const char *ht_elf_image_foreign(const struct ht_elf_image *image)
{
    static const struct {
        unsigned machine;
        const char *name;
    } names[] = {{EM_X86_64, "x86-64"}, {EM_386, "x86"}, {EM_AARCH64, "64-bit ARM"},   {EM_ARM, "ARM"},
                 {EM_MIPS, "MIPS"},     {EM_AVR, "AVR"}, {EM_RISCV, "another RISC-V"}, {EM_XTENSA, "another Xtensa"}};
    bool small = ht_elf_image_address_size(image) == 4 && !ht_elf_image_big_endian(image);
    if (small && ht_elf_image_machine(image) != HT_MACHINE_OTHER)
        return NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (image->header.e_machine == names[i].machine)
            return names[i].name;
    }
    return "another machine";
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
    return image->file;
}

const char *ht_elf_image_build_id(const struct ht_elf_image *image)
{
    return image->build_id;
}

const char *const *ht_elf_image_warnings(const struct ht_elf_image *image)
{
    return image->warning_count ? image->warnings : NULL;
}

struct ht_elf_bytes ht_elf_image_section(struct ht_elf_image *image, const char *name)
{
    struct ht_elf_section *section = ht_elf_section_find(&image->sections, name);
    if (!section)
        return (struct ht_elf_bytes){NULL, 0};
    const char *why = section->opened ? NULL : ht_elf_section_open(&image->sections, section);
    if (why)
        ht_elf_image_warn(image, "section %s cannot be decompressed: %s", section->name, why);
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
            return image->file.data + segment->file_offset + (addr - segment->addr);
    }
    return NULL;
}

/* Finds the symbol table; in the byte order of the host after elf_getdata(). */
static void open_symbols(struct ht_elf_image *image)
{
    const struct ht_elf_section *table = ht_elf_section_find(&image->sections, ".symtab");
    if (!table)
        table = ht_elf_section_find(&image->sections, ".dynsym");
    image->symbols_opened = true;
    if (!table || table->header.sh_link >= image->sections.count)
        return;
    Elf_Data *data = elf_getdata(table->scn, NULL);
    if (!data || data->d_type != ELF_T_SYM)
        return;
    image->symbols = data->d_buf;
    image->symbol_count =
        data->d_size / (ht_elf_image_address_size(image) == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym));
    image->symbol_names = ht_elf_section_raw(&image->sections, &image->sections.items[table->header.sh_link]);
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
    return ht_elf_string(image->symbol_names, symbol->name);
}

const char *ht_elf_image_symbol_told(struct ht_elf_image *image, const struct ht_elf_symbol *symbol)
{
    return ht_elf_image_text(image, image->symbol_names, symbol->name);
}

const char *ht_elf_image_text(struct ht_elf_image *image, struct ht_elf_bytes section, uint64_t offset)
{
    const char *text = ht_elf_string(section, offset);
    if (text != ht_elf_long_name)
        return text;
    if (!image->cuts)
        image->cuts = ht_arena_array(&image->arena, HT_ELF_CUT_MAX, sizeof *image->cuts);
    const uint8_t *at = section.data + offset;
    size_t i = 0;
    while (i < image->cut_count && image->cuts[i].at != at)
        i++;
    if (i == image->cut_count && image->cuts && i < HT_ELF_CUT_MAX) {
        image->cuts[i] = (struct cut){at, ht_name_copy(&image->arena, (const char *)at, HT_NAME_MAX + 1)};
        image->cut_count += image->cuts[i].text != NULL;
    }
    return i < image->cut_count ? image->cuts[i].text : text;
}
