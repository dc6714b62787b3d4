#include "symbols/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/utf.h"
#include "base/vec.h"
#include "symbols/demangle.h"

void ht_symbols_init(struct ht_symbols *symbols, struct ht_arena *arena)
{
    *symbols = (struct ht_symbols){.arena = arena, .sorted = true};
}

void ht_symbols_deinit(struct ht_symbols *symbols)
{
    if (symbols)
        free(symbols->items);
}

static struct ht_error *add_entry(struct ht_symbols *symbols, uint32_t addr)
{
    const struct ht_symbols_entry entry = {.addr = addr, .order = symbols->count};
    if (!HT_VEC_PUSH(symbols->items, symbols->count, symbols->capacity, entry))
        return ht_error_nomem();
    symbols->sorted = false;
    return NULL;
}

/* One more location for the last address; one that says nothing ("?? ??:0") is left out. */
static struct ht_error *add_location(struct ht_symbols *symbols, const struct ht_symbol_line *line)
{
    if (symbols->count == 0 || (line->function_length == 0 && line->file_length == 0))
        return NULL;
    struct ht_symbols_entry *entry = &symbols->items[symbols->count - 1];
    if (entry->location_count > HT_SYMBOLS_INLINED_MAX)
        return NULL;
    /* Grown at 1, 2, 4, 8…: what an arena gave cannot be given back. */
    uint32_t count = entry->location_count;
    if ((count & (count - 1)) == 0) {
        struct ht_location *grown = ht_arena_array(symbols->arena, count ? 2 * (size_t)count : 1, sizeof *grown);
        if (!grown)
            return ht_error_nomem();
        if (count > 0)
            memcpy(grown, entry->locations, count * sizeof *grown);
        entry->locations = grown;
    }
    struct ht_location *location = &entry->locations[count];
    location->line = line->line;
    location->column = line->column;
    if (line->function_length > 0 &&
        !(location->function = ht_name_copy(symbols->arena, line->function, line->function_length)))
        return ht_error_nomem();
    if (line->file_length > 0 && !(location->file = ht_name_copy(symbols->arena, line->file, line->file_length)))
        return ht_error_nomem();
    entry->location_count++;
    return NULL;
}

struct ht_error *ht_symbols_add(struct ht_symbols *symbols, const struct ht_symbol_line *line)
{
    struct ht_error *error = line->kind == HT_SYMBOL_LINE_ADDRESS ? add_entry(symbols, line->addr) : NULL;
    return error ? error : add_location(symbols, line);
}

/* One after another, the lines of a text. */
struct lines {
    const char *next, *end;
};

static bool next_line(struct lines *lines, const char **text, size_t *length)
{
    if (lines->next == lines->end)
        return false;
    size_t left = (size_t)(lines->end - lines->next);
    const char *newline = memchr(lines->next, '\n', left);
    *text = lines->next;
    *length = newline ? (size_t)(newline - lines->next) : left;
    lines->next = newline ? newline + 1 : lines->end;
    return true;
}

struct ht_error *ht_symbols_add_file(struct ht_symbols *symbols, const char *path, const char *bytes, size_t size)
{
    struct lines lines = {bytes, bytes + size};
    struct ht_symbol_line line, pending = {0};
    if (size >= 4 && !memcmp(bytes,
                             "\x7f"
                             "ELF",
                             4))
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "this is an ELF file, not a file of symbols"),
            "give it with -e");
    const char *text;
    size_t length, before = symbols->count;
    bool inside = false; /* behind an address that stood alone: function and file take turns */
    struct ht_error *error = NULL;
    while (!error && next_line(&lines, &text, &length)) {
        uint32_t addr;
        if (ht_symbol_line_read(text, length, &line)) {
            if (line.kind == HT_SYMBOL_LINE_ADDRESS || symbols->count > before) /* not of another file's last address */
                error = ht_symbols_add(symbols, &line);
            inside = false;
        } else if (ht_symbol_line_address(text, length, &addr)) {
            error = add_entry(symbols, addr);
            inside = true;
            pending.function = NULL;
        } else if (inside && !pending.function) {
            pending = (struct ht_symbol_line){.function = text, .function_length = length};
            while (pending.function_length > 0 && text[pending.function_length - 1] == '\r')
                pending.function_length--;
            if (pending.function_length == 2 && memcmp(text, "??", 2) == 0)
                pending.function_length = 0;
        } else if (inside && ht_symbol_line_file(text, length, &pending)) {
            error = add_location(symbols, &pending);
            pending.function = NULL;
        }
    }
    if (!error && symbols->count == before)
        error =
            ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "no line tells the function of an address"),
                          "write it with htanalyze --format symbols, or addr2line -a -f -p -i -C");
    return error;
}

static int compare_entries(const void *left, const void *right)
{
    const struct ht_symbols_entry *a = left, *b = right;
    return a->addr != b->addr ? HT_ORDER(a->addr, b->addr) : HT_ORDER(a->order, b->order);
}

/* Is the later of two entries of one address to be kept? Not one that was cut off, and has lost its file so. */
static bool replaces(const struct ht_symbols_entry *later, const struct ht_symbols_entry *earlier)
{
    return earlier->location_count == 0 || !earlier->locations[0].file ||
           (later->location_count > 0 && later->locations[0].file);
}

/* Sorts by address and keeps the last entry of each. */
static void sort(struct ht_symbols *symbols)
{
    if (symbols->sorted)
        return;
    qsort(symbols->items, symbols->count, sizeof *symbols->items, compare_entries);
    size_t kept = 0;
    for (size_t i = 0; i < symbols->count; i++) {
        const struct ht_symbols_entry *entry = &symbols->items[i];
        if (kept == 0 || symbols->items[kept - 1].addr != entry->addr)
            symbols->items[kept++] = *entry;
        else if (replaces(entry, &symbols->items[kept - 1]))
            symbols->items[kept - 1] = *entry;
    }
    symbols->count = kept;
    symbols->sorted = true;
}

static const struct ht_symbols_entry *find_entry(const struct ht_symbols *symbols, uint32_t addr)
{
    size_t place;
    HT_SEARCH(place, 0, symbols->count, symbols->items[place].addr < addr);
    return place < symbols->count && symbols->items[place].addr == addr ? &symbols->items[place] : NULL;
}

static struct ht_error *name_locations(struct ht_symbols *symbols, const struct ht_symbols_entry *entry)
{
    for (uint32_t i = 0; i < entry->location_count; i++) {
        struct ht_location *location = &entry->locations[i];
        if (!location->function || location->mangled)
            continue;
        const char *readable;
        struct ht_error *error = ht_demangle(symbols->arena, location->function, &readable);
        if (error)
            return error;
        if (readable) {
            location->mangled = location->function;
            location->function = readable;
        } else if (!(location->function = ht_demangle_shorten(symbols->arena, location->function))) {
            return ht_error_nomem();
        }
    }
    return NULL;
}

struct ht_error *ht_symbols_apply(struct ht_symbols *symbols, enum ht_frame_source source, bool no_demangle,
                                  struct ht_frames *frames)
{
    sort(symbols);
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        const struct ht_symbols_entry *entry = frame->location_count > 0 ? NULL : find_entry(symbols, frame->pc);
        if (!entry || entry->location_count == 0)
            continue;
        struct ht_error *error = no_demangle ? NULL : name_locations(symbols, entry);
        if (error)
            return error;
        frame->locations = entry->locations;
        frame->location_count = entry->location_count;
        frame->source = source;
        if (frame->role != HT_ROLE_ROM)
            frame->role = HT_ROLE_CODE;
    }
    return NULL;
}
