#include "symbols/symbolizer.h"

#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "dwarf/dwarf.h"
#include "symbols/demangle.h"
#include "symbols/search.h"

/* One run: what all steps share. */
struct run {
    struct ht_arena *arena;
    const struct ht_chip *chip;
    const struct ht_symbolizer_settings *settings;
};

/* The address to look up for a frame: a return address stands behind its call. */
static uint64_t lookup_address(const struct run *run, const struct ht_frame *frame)
{
    return run->settings->raw_pc || frame->pc == 0 ? frame->pc : frame->pc - UINT64_C(1);
}

/*
 * The name to show for a linker's name (may be NULL) and a plain one (may be NULL), which stands in when the linker's
 * cannot be demangled; else that shows, as short as it may be.
 */
static struct ht_error *name_location(const struct run *run, const char *linkage, const char *plain,
                                      struct ht_location *location)
{
    location->function = linkage ? linkage : plain;
    if (!linkage || run->settings->no_demangle)
        return NULL;
    const char *readable;
    struct ht_error *error = ht_demangle(run->arena, linkage, &readable);
    if (error)
        return error;
    if (!readable && !(readable = plain ? plain : ht_demangle_shorten(run->arena, linkage)))
        return ht_error_nomem();
    if (strcmp(readable, linkage) != 0) {
        location->function = readable;
        location->mangled = linkage;
    }
    return NULL;
}

/*
 * Takes over what DWARF says. The symbol names the function where DWARF does not (assembly), and where it leaves out
 * the linker's name (lambdas, whose DWARF names are all the same).
 */
static struct ht_error *from_dwarf(const struct run *run, const struct ht_dwarf_query *query, const char *symbol,
                                   struct ht_frame *frame)
{
    struct ht_location *locations = ht_arena_array(run->arena, query->location_count, sizeof *locations);
    if (!locations)
        return ht_error_nomem();
    for (uint32_t i = 0; i < query->location_count; i++) {
        const struct ht_dwarf_location *known = &query->locations[i];
        const char *linkage = known->linkage_name;
        if (!linkage && symbol && i + 1 == query->location_count && (!known->name || symbol[0] == '_'))
            linkage = symbol;
        locations[i].file = known->file;
        locations[i].line = known->line;
        locations[i].column = known->column;
        struct ht_error *error = name_location(run, linkage, known->name, &locations[i]);
        if (error)
            return error;
    }
    frame->locations = locations;
    frame->location_count = query->location_count;
    frame->source = HT_SOURCE_DWARF;
    return NULL;
}

static struct ht_error *from_symbol(const struct run *run, const struct ht_symbol_query *query, struct ht_frame *frame)
{
    struct ht_location *location = ht_arena_alloc(run->arena, sizeof *location);
    if (!location)
        return ht_error_nomem();
    struct ht_error *error = name_location(run, query->name, NULL, location);
    if (error)
        return error;
    frame->locations = location;
    frame->location_count = 1;
    frame->source = HT_SOURCE_SYMTAB;
    frame->offset = (int64_t)(query->addr - query->symbol.addr);
    return NULL;
}

/* Does DWARF say more than nothing: a line, or a function? */
static bool has_answer(const struct ht_dwarf_query *query)
{
    return query->location_count > 0 && (query->locations[0].name || query->locations[0].line > 0);
}

/* Does DWARF name the function that owns the address, with the linker's name where that is another? */
static bool is_named(const struct ht_dwarf_query *query)
{
    if (query->location_count == 0)
        return false;
    const struct ht_dwarf_location *owner = &query->locations[query->location_count - 1];
    return owner->linkage_name || (owner->name && !strstr(owner->name, "::"));
}

/* The queries of one ELF, for the frames that no other has answered. */
struct questions {
    struct ht_dwarf_query *dwarf;
    struct ht_symbol_query *symbols;
    size_t dwarf_count, symbol_count;
};

static struct ht_error *answer(const struct run *run, int32_t number, const struct ht_dwarf_query *dwarf,
                               const struct ht_symbol_query *symbol, struct ht_frame *frame)
{
    struct ht_error *error = NULL;
    if (dwarf && has_answer(dwarf))
        error = from_dwarf(run, dwarf, symbol ? symbol->name : NULL, frame);
    else if (symbol && symbol->found)
        error = from_symbol(run, symbol, frame);
    if (error || frame->location_count == 0)
        return error;
    const struct ht_region *region = ht_region_find(run->chip, (uint32_t)lookup_address(run, frame));
    frame->elf = number;
    frame->role = region && region->rom ? HT_ROLE_ROM : HT_ROLE_CODE;
    return NULL;
}

/* Warns of the .dwo files that had the functions of the PCs asked for: the first by name, and how many more. */
static struct ht_error *warn_of_split_files(const struct run *run, struct ht_elf_image *image,
                                            const struct questions *questions)
{
    size_t count = 0, files = 0;
    for (size_t i = 0; i < questions->dwarf_count; i++)
        count += questions->dwarf[i].split_file != NULL;
    if (count == 0)
        return NULL;
    const char **names = ht_arena_array(run->arena, count, sizeof *names);
    if (!names)
        return ht_error_nomem();
    for (size_t i = 0, k = 0; i < questions->dwarf_count; i++) {
        if (questions->dwarf[i].split_file)
            names[k++] = questions->dwarf[i].split_file;
    }
    ht_sort(names, count, sizeof *names, ht_compare_names);
    for (size_t i = 0; i < count; i++)
        files += i == 0 || strcmp(names[i - 1], names[i]) != 0;
    char others[64] = "";
    if (files > 1)
        snprintf(others, sizeof others, " and %zu other .dwo file%s", files - 1, files > 2 ? "s" : "");
    ht_elf_image_warn(image,
                      "compiled with -gsplit-dwarf: the functions of %zu PC%s stand in %.300s%s, which %s not read; "
                      "build without -gsplit-dwarf to see them",
                      count, count > 1 ? "s" : "", names[0], others, files > 1 ? "are" : "is");
    return NULL;
}

/* Asks one ELF for all frames that no other has answered. */
static struct ht_error *ask(const struct run *run, struct ht_elf_image *image, int32_t number, struct ht_frames *frames,
                            struct questions *questions)
{
    questions->dwarf_count = questions->symbol_count = 0;
    for (size_t i = 0; i < frames->count; i++) {
        uint64_t addr = lookup_address(run, &frames->items[i]);
        if (frames->items[i].location_count == 0 && ht_elf_image_is_code(image, addr))
            questions->dwarf[questions->dwarf_count++] = (struct ht_dwarf_query){.addr = addr};
    }
    struct ht_error *error = NULL;
    if (questions->dwarf_count > 0)
        error = ht_dwarf_resolve(image, run->arena, questions->dwarf, questions->dwarf_count);
    if (!error)
        error = warn_of_split_files(run, image, questions);
    if (error)
        return error;
    /* Each frame's query, in step: all three lists ascend. */
    struct ht_dwarf_query *next = questions->dwarf, *end = next + questions->dwarf_count;
    for (size_t i = 0; i < frames->count; i++) {
        if (frames->items[i].location_count > 0)
            continue;
        uint64_t addr = lookup_address(run, &frames->items[i]);
        bool asked = next < end && next->addr == addr;
        if (!asked || !is_named(next))
            questions->symbols[questions->symbol_count++] = (struct ht_symbol_query){.addr = addr};
        next += asked;
    }
    error = ht_symbol_search(image, run->chip, questions->symbols, questions->symbol_count);
    next = questions->dwarf;
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (frames->items[i].location_count > 0)
            continue;
        uint64_t addr = lookup_address(run, &frames->items[i]);
        bool asked = next < end && next->addr == addr;
        error = answer(run, number, asked ? next : NULL,
                       ht_symbol_query_find(questions->symbols, questions->symbol_count, addr), &frames->items[i]);
        next += asked;
    }
    return error;
}

/* Does any of the ELFs have code in this region: then an address of it that they do not know is no code. */
static bool has_code_in(struct ht_elf_image *const *images, size_t image_count, const struct ht_region *region)
{
    for (size_t i = 0; i < image_count; i++) {
        size_t count;
        const struct ht_elf_segment *segments = ht_elf_image_segments(images[i], &count);
        for (size_t k = 0; k < count; k++) {
            if (segments[k].executable && segments[k].addr < region->end &&
                segments[k].addr + segments[k].size > region->start)
                return true;
        }
    }
    return false;
}

/* The role of a PC that no ELF knows, by where it lies. */
static enum ht_frame_role role_by_region(const struct ht_region *region, struct ht_elf_image *const *images,
                                         size_t image_count)
{
    if (!region)
        return HT_ROLE_UNRESOLVED;
    if (region->rom && region->code)
        return HT_ROLE_ROM;
    if (!region->code)
        return HT_ROLE_DATA;
    /* The SRAM of newer chips holds code and data at the same addresses. */
    return region->memory != HT_MEMORY_UNKNOWN && has_code_in(images, image_count, region) ? HT_ROLE_DATA
                                                                                           : HT_ROLE_UNRESOLVED;
}

struct ht_error *ht_symbolize(struct ht_arena *arena, struct ht_elf_image *const *images, size_t image_count,
                              const struct ht_chip *chip, const struct ht_symbolizer_settings *settings,
                              struct ht_frames *frames)
{
    struct run run = {arena, chip, settings};
    struct questions questions = {
        .dwarf = ht_arena_array(arena, frames->count, sizeof *questions.dwarf),
        .symbols = ht_arena_array(arena, frames->count, sizeof *questions.symbols),
    };
    if (!questions.dwarf || !questions.symbols)
        return ht_error_nomem();
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        const struct ht_region *region = ht_region_find(chip, (uint32_t)lookup_address(&run, frame));
        *frame = (struct ht_frame){.pc = frame->pc, .elf = -1, .offset = -1, .region = region ? region->name : NULL};
    }
    for (size_t i = 0; i < image_count; i++) {
        struct ht_error *error = ask(&run, images[i], (int32_t)i, frames, &questions);
        if (error)
            return error;
    }
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        if (frame->location_count == 0) {
            uint32_t addr = (uint32_t)lookup_address(&run, frame);
            frame->role = role_by_region(ht_region_find(chip, addr), images, image_count);
        }
    }
    return NULL;
}
