#include "symbols/sources.h"

#include <stdlib.h>

#include "base/sort.h"
#include "base/vec.h"
#include "elf/app_desc.h"
#include "elf/file.h"
#include "symbols/amount.h"
#include "symbols/callsite.h"
#include "symbols/elf_chip.h"

/* Blocks and PCs that are looked at to tell the chip when the dump does not name it. */
#define CHIP_SAMPLE_MAX 4096

void ht_sources_init(struct ht_sources *sources, struct ht_arena *arena)
{
    *sources = (struct ht_sources){.arena = arena};
    ht_symbols_init(&sources->file, arena);
    ht_symbols_init(&sources->log, arena);
}

void ht_sources_deinit(struct ht_sources *sources)
{
    for (size_t i = 0; i < sources->image_count; i++)
        ht_elf_image_close(sources->images[i]);
    free(sources->images);
    ht_symbols_deinit(&sources->file);
    ht_symbols_deinit(&sources->log);
    *sources = (struct ht_sources){0};
}

/* Makes room for one more image, and says where. */
static struct ht_elf_image **next_image(struct ht_sources *sources)
{
    if (!HT_VEC_RESERVE(sources->images, sources->image_capacity, sources->image_count + 1))
        return NULL;
    return &sources->images[sources->image_count];
}

/* Keeps the image that was opened there, unless no ESP chip can run it. */
static struct ht_error *keep_image(struct ht_sources *sources, struct ht_elf_image *image)
{
    const char *foreign = ht_elf_image_foreign(image);
    if (!foreign) {
        sources->image_count++;
        return NULL;
    }
    struct ht_error *error =
        ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, ht_elf_image_path(image), 0, 0,
                                         "this is a program for %s, not the firmware of an ESP chip", foreign),
                      "give the linked ELF of the application (build/PROJECT.elf)");
    ht_elf_image_close(image);
    return error;
}

struct ht_error *ht_sources_add_elf(struct ht_sources *sources, const char *path)
{
    struct ht_elf_image **image = next_image(sources);
    struct ht_error *error = image ? ht_elf_image_open(path, image) : ht_error_nomem();
    return error ? error : keep_image(sources, *image);
}

struct ht_error *ht_sources_add_elf_memory(struct ht_sources *sources, const char *path, const uint8_t *bytes,
                                           size_t size)
{
    struct ht_elf_image **image = next_image(sources);
    struct ht_error *error = image ? ht_elf_image_open_memory(path, bytes, size, image) : ht_error_nomem();
    return error ? error : keep_image(sources, *image);
}

/* The distinct PCs of all chains, ascending, from the heap. */
static struct ht_error *distinct_pcs(const struct ht_chains *chains, uint32_t **ret, size_t *ret_count)
{
    size_t total = 0, count = 0, kept = 0;
    for (size_t i = 0; i < chains->count; i++)
        total += chains->items[i].depth;
    if (total > SIZE_MAX / sizeof(uint32_t) - 1)
        return ht_error_nomem();
    uint32_t *pcs = malloc((total + 1) * sizeof *pcs);
    if (!pcs)
        return ht_error_nomem();
    for (size_t i = 0; i < chains->count; i++) {
        for (uint32_t k = 0; k < chains->items[i].depth; k++)
            pcs[count++] = chains->items[i].pcs[k];
    }
    ht_sort_u32(pcs, count);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || pcs[kept - 1] != pcs[i])
            pcs[kept++] = pcs[i];
    }
    *ret = pcs;
    *ret_count = kept;
    return NULL;
}

/* The chip that an ELF is made for; NULL when none tells. */
static const struct ht_chip *chip_of_elfs(const struct ht_frames *frames)
{
    const struct ht_chip *chip = NULL;
    for (size_t i = 0; i < frames->elf_count && !chip; i++)
        chip = frames->elfs[i].firmware.chip ? ht_chip_find(frames->elfs[i].firmware.chip) : NULL;
    return chip;
}

/*
 * The chip that the dumps name, else the one whose memory the addresses fit, of several that of the ELF; NULL when
 * nothing tells.
 */
static struct ht_error *find_chip(const struct ht_sources *sources, const struct ht_trace *trace,
                                  const struct ht_chip *likely, const uint32_t *pcs, size_t pc_count,
                                  const struct ht_chip **ret)
{
    const struct ht_chip *named = NULL;
    for (size_t i = 0; i < trace->window_count && !named; i++) {
        if (trace->windows[i].firmware.chip)
            named = ht_chip_find(trace->windows[i].firmware.chip);
    }
    *ret = named;
    if (named)
        return NULL;
    uint32_t *blocks = malloc(CHIP_SAMPLE_MAX * sizeof *blocks);
    if (!blocks)
        return ht_error_nomem();
    size_t block_count = 0;
    for (size_t i = 0; i < trace->window_count; i++) {
        for (size_t k = 0; k < trace->windows[i].record_count && block_count < CHIP_SAMPLE_MAX; k++)
            blocks[block_count++] = trace->windows[i].records[k].addr;
    }
    enum ht_machine machine = sources->image_count ? ht_elf_image_machine(sources->images[0]) : HT_MACHINE_OTHER;
    *ret = ht_chip_guess(machine, likely, blocks, block_count, pcs,
                         pc_count < CHIP_SAMPLE_MAX ? pc_count : CHIP_SAMPLE_MAX);
    free(blocks);
    return NULL;
}

/* Finds the chip, and makes a frame of each PC of which nothing else is known. */
static struct ht_error *make_frames(const struct ht_sources *sources, const struct ht_trace *trace,
                                    const struct ht_chip **chip, struct ht_frames *frames)
{
    uint32_t *pcs = NULL;
    size_t count = 0;
    struct ht_error *error = distinct_pcs(&trace->chains, &pcs, &count);
    if (error)
        return error;
    error = find_chip(sources, trace, chip_of_elfs(frames), pcs, count, chip);
    frames->items = ht_arena_array(sources->arena, count, sizeof *frames->items);
    if (!error && !frames->items)
        error = ht_error_nomem();
    if (!error) {
        frames->count = count;
        for (size_t i = 0; i < count; i++)
            frames->items[i].pc = pcs[i];
        error = ht_frames_index(sources->arena, frames);
    }
    free(pcs);
    return error;
}

/*
 * Compares the hashes that the dumps bring: 1 for the ELF that is the firmware of them all. When none is, 0 for the
 * first, which should have been; a ROM's ELF beside it says nothing.
 */
static void compare_hashes(const struct ht_sources *sources, const struct ht_trace *trace, struct ht_frames *frames)
{
    bool asked = false, found = false;
    for (size_t i = 0; i < sources->image_count; i++) {
        bool matches = true;
        char own[HT_ELF_HASH_SIZE] = ""; /* a log of a day has a thousand dumps: made once */
        for (size_t w = 0; w < trace->window_count && matches; w++) {
            const char *hash = trace->windows[w].elf_sha256;
            asked |= hash != NULL;
            if (hash && !*own)
                ht_elf_file_hash(ht_elf_image_file(sources->images[i]), own);
            matches = !hash || ht_elf_hash_begins(own, hash);
        }
        if (asked && matches) {
            frames->elfs[i].sha256_match = 1;
            found = true;
        }
    }
    if (asked && !found && sources->image_count)
        frames->elfs[0].sha256_match = 0;
}

/* What the ELFs say of themselves. */
static struct ht_error *describe_elfs(const struct ht_sources *sources, struct ht_frames *frames)
{
    frames->elfs = ht_arena_array(sources->arena, sources->image_count, sizeof *frames->elfs);
    struct ht_error *error = frames->elfs ? NULL : ht_error_nomem();
    for (size_t i = 0; i < sources->image_count && !error; i++) {
        struct ht_elf_image *image = sources->images[i];
        const struct ht_chip *chip = ht_elf_chip(image);
        frames->elfs[frames->elf_count++] = (struct ht_elf_fit){
            .path = ht_elf_image_path(image),
            .machine = ht_machine_name(ht_elf_image_machine(image)),
            .build_id = ht_elf_image_build_id(image),
            .found = i == 0 ? sources->found : NULL,
            .firmware.chip = chip ? chip->name : NULL,
            .sha256_match = -1,
        };
        error = ht_elf_app_desc(sources->arena, image, &frames->elfs[i].firmware);
    }
    return error;
}

/* How the ELFs fit. */
static struct ht_error *fit_elfs(const struct ht_sources *sources, struct ht_trace *trace, const struct ht_chip *chip,
                                 struct ht_frames *frames)
{
    compare_hashes(sources, trace, frames);
    struct ht_error *error = ht_callsite_check(sources->arena, sources->images, chip, frames, &trace->chains);
    for (size_t i = 0; i < sources->image_count && !error; i++) /* whatever they were warned of on the way */
        frames->elfs[i].warnings = ht_elf_image_warnings(sources->images[i]);
    return error;
}

/*
 * An ELF of another firmware, or for another machine, names most PCs all the same, and the blocks of one function then
 * pass for those of another: a known leak was priced at 1,905 B an event where it loses 136 B. Its names are not used.
 */
static bool is_foreign(const struct ht_sources *sources, size_t number, const struct ht_chip *chip,
                       const struct ht_elf_fit *elf)
{
    if (elf->sha256_match == 1 || (elf->checked && elf->match == HT_MATCH_YES)) /* the dump may name a wrong chip */
        return false;
    if (chip && ht_elf_image_machine(sources->images[number]) != chip->machine)
        return true;
    return elf->checked && elf->match == HT_MATCH_NO && elf->pcs_in_code;
}

/*
 * In an ELF of which it is doubtful whether it fits, a return address that follows no call is certainly not what that
 * ELF names it.
 */
static void forget_astray(struct ht_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        if (!frame->astray || frame->elf < 0 || frames->elfs[frame->elf].match != HT_MATCH_DOUBTFUL ||
            frames->elfs[frame->elf].sha256_match == 1)
            continue;
        *frame = (struct ht_frame){.pc = frame->pc, .astray = true, .elf = -1, .offset = -1, .region = frame->region};
    }
}

/* Asks the ELFs, and once more without those that turned out not to be of this firmware. */
static struct ht_error *ask_elfs(const struct ht_sources *sources, struct ht_trace *trace,
                                 const struct ht_symbolizer_settings *settings, const struct ht_chip *chip,
                                 struct ht_frames *frames)
{
    struct ht_error *error =
        ht_symbolize(sources->arena, sources->images, sources->image_count, chip, settings, frames);
    if (!error)
        error = fit_elfs(sources, trace, chip, frames);
    if (error)
        return error;
    size_t count = 0;
    struct ht_elf_image **images = ht_arena_array(sources->arena, sources->image_count, sizeof *images);
    int32_t *numbers = ht_arena_array(sources->arena, sources->image_count, sizeof *numbers);
    if (!images || !numbers)
        return ht_error_nomem();
    for (size_t i = 0; i < sources->image_count; i++) {
        frames->elfs[i].set_aside = is_foreign(sources, i, chip, &frames->elfs[i]);
        if (frames->elfs[i].set_aside)
            continue;
        images[count] = sources->images[i];
        numbers[count++] = (int32_t)i;
    }
    if (count == sources->image_count) {
        forget_astray(frames);
        return NULL;
    }
    error = ht_symbolize(sources->arena, images, count, chip, settings, frames);
    for (size_t i = 0; i < frames->count && !error; i++) {
        if (frames->items[i].elf >= 0)
            frames->items[i].elf = numbers[frames->items[i].elf];
    }
    return error;
}

static void hide_inlines(struct ht_frames *frames)
{
    for (size_t i = 0; i < frames->count; i++) {
        struct ht_frame *frame = &frames->items[i];
        frame->hidden = frame->location_count ? frame->location_count - 1 : 0;
    }
}

/* Holds what the frames come to in reports within bounds; the ELF, which brings it, is warned of it. */
static struct ht_error *bound_amount(const struct ht_sources *sources, const struct ht_trace *trace,
                                     struct ht_frames *frames)
{
    bool cut;
    struct ht_error *error = ht_amount_bound(sources->arena, &trace->chains, frames, &cut);
    if (error || !cut || !sources->image_count)
        return error;
    ht_elf_image_warn(sources->images[0], "the names and paths of the functions in these chains come to more than any "
                                          "report can tell: inlined functions are left out, and long names are cut");
    for (size_t i = 0; i < frames->elf_count; i++)
        frames->elfs[i].warnings = ht_elf_image_warnings(sources->images[i]);
    return NULL;
}

struct ht_error *ht_sources_resolve(struct ht_sources *sources, struct ht_trace *trace,
                                    const struct ht_sources_settings *settings, const struct ht_chip **chip,
                                    struct ht_frames *frames)
{
    struct ht_error *error = describe_elfs(sources, frames);
    if (!error)
        error = make_frames(sources, trace, chip, frames);
    if (!error)
        error = ask_elfs(sources, trace, &settings->symbolizer, *chip, frames);
    if (!error)
        error = ht_symbols_apply(&sources->file, HT_SOURCE_SYMBOLS_FILE, settings->symbolizer.no_demangle, frames);
    if (!error)
        error = ht_symbols_apply(&sources->log, HT_SOURCE_LOG, settings->symbolizer.no_demangle, frames);
    if (!error)
        error = bound_amount(sources, trace, frames);
    if (!error)
        error = ht_path_map_apply(sources->arena, &settings->paths, frames);
    if (!error && settings->no_inlines)
        hide_inlines(frames);
    return error;
}
