/*
 * All sources of symbols, and what they together know of the PCs of a run.
 *
 * They are asked in one order: the ELFs, in the order given; then files of symbols (--symbols); then the lines that a
 * monitor decoded in the logs. The first that knows a PC answers. An ELF that turns out not to be of this firmware is
 * set aside.
 */
#ifndef HT_SYMBOLS_SOURCES_H
#define HT_SYMBOLS_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "elf/image.h"
#include "model/frame.h"
#include "model/trace.h"
#include "symbols/chips.h"
#include "symbols/file.h"
#include "symbols/path_map.h"
#include "symbols/symbolizer.h"

struct ht_sources {
    struct ht_arena *arena;       /* not owned */
    struct ht_elf_image **images; /* from the heap, in the order given */
    size_t image_count, image_capacity;
    const char *found;      /* where the name of the first stands, when nobody gave it; NULL: it was given */
    struct ht_symbols file; /* of --symbols */
    struct ht_symbols log;  /* decoded lines of console logs */
};

struct ht_sources_settings {
    struct ht_symbolizer_settings symbolizer;
    struct ht_path_map paths; /* --path-map */
    bool no_inlines;          /* reports show the function that owns a PC and not those inlined there */
};

void ht_sources_init(struct ht_sources *sources, struct ht_arena *arena);
void ht_sources_deinit(struct ht_sources *sources);

/* Opens a firmware ELF. HT_ERROR_INPUT, with a hint, for a program of another machine too. */
struct ht_error *ht_sources_add_elf(struct ht_sources *sources, const char *path);

/* The same for bytes in memory, which must outlive the sources. */
struct ht_error *ht_sources_add_elf_memory(struct ht_sources *sources, const char *path, const uint8_t *bytes,
                                           size_t size);

/*
 * Finds the chip, a frame for each distinct PC of the trace's chains, and how the ELFs fit them: in the arena, or
 * pointing into the images. The chains of the trace learn what their call sites look like. What reports are not to
 * show is marked; rules, suppressions and keys see everything, as the build has written it. *chip is NULL when nothing
 * tells it.
 */
struct ht_error *ht_sources_resolve(struct ht_sources *sources, struct ht_trace *trace,
                                    const struct ht_sources_settings *settings, const struct ht_chip **chip,
                                    struct ht_frames *frames);

#endif
