#include "dwarf/line_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/utf.h"
#include "base/vec.h"
#include "dwarf/compat.h"

/* The entry formats of a DWARF 5 header: pairs of a content type and a form. One byte counts them. */
#define FORMATS_MAX 256

struct entry_format {
    uint64_t content;
    unsigned form;
};

/* Takes a step for an entry of the header. */
static bool take_entry(const struct ht_line_table *table, const struct ht_reader *header)
{
    return ht_dwarf_take(table->budget, 1, ".debug_line", header->pos);
}

static struct ht_error *add_dir(struct ht_line_table *table, const char *dir)
{
    return HT_VEC_PUSH(table->dirs, table->dir_count, table->dir_capacity, dir) ? NULL : ht_error_nomem();
}

struct ht_error *ht_line_table_add_file(struct ht_line_table *table, const char *name, uint64_t dir)
{
    const struct ht_line_file file = {.name = name, .dir = dir};
    return HT_VEC_PUSH(table->files, table->file_count, table->file_capacity, file) ? NULL : ht_error_nomem();
}

/* DWARF 4, section 6.2.4: directories and files end with an empty name. Index 0 of both is left to the unit. */
static struct ht_error *read_names(struct ht_line_table *table, struct ht_reader *header)
{
    struct ht_error *error = add_dir(table, NULL);
    for (const char *dir; !error && take_entry(table, header) && (dir = ht_reader_string(header)) && *dir;)
        error = add_dir(table, dir);
    if (!error)
        error = ht_line_table_add_file(table, NULL, 0);
    for (const char *name; !error && take_entry(table, header) && (name = ht_reader_string(header)) && *name;) {
        uint64_t dir = ht_reader_uleb(header);
        ht_reader_uleb(header); /* time */
        ht_reader_uleb(header); /* size */
        if (header->failed)
            break;
        error = ht_line_table_add_file(table, name, dir);
    }
    return error;
}

/* One field of an entry: text, or a number, or something to skip. Sizes are those of the table, not of the unit. */
static void read_field(const struct ht_dwarf_unit *unit, struct ht_reader *header, unsigned offset_size, unsigned form,
                       const char **text, uint64_t *number)
{
    const struct ht_dwarf_sections *sections = &unit->dwarf->sections;
    struct ht_dies dies = {.offset_size = offset_size, .budget = unit->dies.budget};
    *text = form == DW_FORM_string ? ht_reader_string(header) : NULL;
    *number = form == DW_FORM_string ? 0 : ht_form_read(&dies, header, form);
    if (form == DW_FORM_line_strp)
        *text = ht_elf_image_text(unit->dwarf->image, sections->line_str, *number);
    else if (form == DW_FORM_strp)
        *text = ht_elf_image_text(unit->dwarf->image, sections->str, *number);
}

/* DWARF 5, section 6.2.4.1: a list of formats, then a list of entries made of them. */
static struct ht_error *read_entries(const struct ht_dwarf_unit *unit, struct ht_line_table *table,
                                     struct ht_reader *header, unsigned offset_size, bool dirs)
{
    struct entry_format formats[FORMATS_MAX];
    unsigned format_count = ht_reader_u8(header);
    for (unsigned i = 0; i < format_count; i++) {
        formats[i].content = ht_reader_uleb(header);
        uint64_t form = ht_reader_uleb(header);
        formats[i].form = form <= UINT16_MAX ? (unsigned)form : 0;
    }
    uint64_t count = ht_reader_uleb(header);
    /* Each field takes a byte or more, so that a count beyond them is a lie. */
    if (!format_count || count > ht_reader_left(header)) {
        if (count)
            ht_reader_fail(header);
        return NULL;
    }
    struct ht_error *error = NULL;
    for (uint64_t i = 0; i < count && !error; i++) {
        const char *name = NULL;
        uint64_t dir = 0;
        for (unsigned k = 0; k < format_count && !header->failed; k++) {
            const char *text;
            uint64_t number;
            read_field(unit, header, offset_size, formats[k].form, &text, &number);
            if (formats[k].content == DW_LNCT_path)
                name = text;
            else if (formats[k].content == DW_LNCT_directory_index)
                dir = number;
        }
        if (header->failed || !take_entry(table, header))
            break;
        error = dirs ? add_dir(table, name) : ht_line_table_add_file(table, name, dir);
    }
    return error;
}

struct ht_error *ht_line_table_init(struct ht_dwarf_unit *unit, struct ht_line_table *ret)
{
    const struct ht_dwarf_sections *sections = &unit->dwarf->sections;
    *ret = (struct ht_line_table){.budget = &unit->dwarf->budget, .address_size = unit->dies.address_size};
    if (!unit->stmt_list.form)
        return NULL;
    struct ht_reader header = ht_reader_init(sections->line.data, sections->line.size, sections->big_endian);
    unsigned offset_size;
    ht_reader_seek(&header, unit->stmt_list.value);
    uint64_t length = ht_reader_initial_length(&header, &offset_size);
    /* A table cut off by the end of the section may hold the row all the same. */
    if (length < ht_reader_left(&header))
        ht_reader_limit(&header, header.pos + length);
    unsigned version = ht_reader_u16(&header);
    if (version >= 5) {
        ret->address_size = ht_reader_u8(&header);
        ht_reader_u8(&header); /* the size of segment selectors */
    }
    uint64_t header_length = ht_reader_uint(&header, offset_size);
    struct ht_reader program = header;
    ht_reader_skip(&program, header_length);
    ret->minimum_instruction = ht_reader_u8(&header);
    ret->operations = version >= 4 ? ht_reader_u8(&header) : 1;
    ht_reader_u8(&header); /* default_is_stmt */
    ret->line_base = (int8_t)ht_reader_u8(&header);
    ret->line_range = ht_reader_u8(&header);
    ret->opcode_base = ht_reader_u8(&header);
    size_t operand_counts = header.pos;
    ht_reader_skip(&header, ret->opcode_base ? ret->opcode_base - 1 : 0);
    if (header.failed || program.failed || version < 2 || version > 5)
        return NULL;
    ret->version = version;
    ret->program = program;
    ret->operand_counts = header.data + operand_counts;
    ht_reader_limit(&header, program.pos);
    if (version < 5)
        return read_names(ret, &header);
    struct ht_error *error = read_entries(unit, ret, &header, offset_size, true);
    return error ? error : read_entries(unit, ret, &header, offset_size, false);
}

void ht_line_table_deinit(struct ht_line_table *table)
{
    free(table->dirs);
    free(table->files);
    *table = (struct ht_line_table){.version = 0};
}

static const char *without_dot(const char *path)
{
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
        while (*path == '/')
            path++;
    }
    return path;
}

/* Joins parts, the last of which are relative; NULL and empty ones are left out. NULL when memory ran out. */
static const char *join(struct ht_arena *arena, const char *comp_dir, const char *dir, const char *name)
{
    const char *parts[] = {comp_dir, dir, name};
    char path[3 * (HT_NAME_MAX + 2)]; /* one byte more of each part tells that it is cut */
    size_t length = 0;
    for (size_t i = 0; i < 3; i++) {
        const char *part = parts[i] ? without_dot(parts[i]) : "";
        size_t size = strnlen(part, HT_NAME_MAX + 1);
        if (ht_path_is_absolute(part))
            length = 0;
        if (length && size && !ht_is_slash(path[length - 1]))
            path[length++] = '/';
        memcpy(path + length, part, size);
        length += size;
    }
    return ht_name_copy(arena, path, length);
}

struct ht_error *ht_line_table_path(struct ht_line_table *table, struct ht_arena *arena, const char *comp_dir,
                                    uint64_t file, const char **ret)
{
    *ret = NULL;
    struct ht_line_file *entry = file < table->file_count ? &table->files[file] : NULL;
    if (!entry || !entry->name || !*entry->name)
        return NULL;
    if (!entry->path || entry->comp_dir != comp_dir) {
        /* Directory 0 is the compilation directory, which only DWARF 5 writes down. */
        const char *dir = entry->dir < table->dir_count ? table->dirs[entry->dir] : NULL;
        entry->path = join(arena, dir && !entry->dir ? NULL : comp_dir, dir, entry->name);
        entry->comp_dir = comp_dir;
        if (!entry->path)
            return ht_error_nomem();
    }
    *ret = entry->path;
    return NULL;
}
