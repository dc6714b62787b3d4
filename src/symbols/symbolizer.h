/*
 * PCs to frames: each distinct PC of a run once, from several sources.
 *
 * For a PC the ELFs are asked in the order given, the first that knows it answers: DWARF, else the symbol table.
 * What no ELF knows is told by the memory region it lies in.
 */
#ifndef HT_SYMBOLS_SYMBOLIZER_H
#define HT_SYMBOLS_SYMBOLIZER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "elf/image.h"
#include "model/frame.h"
#include "symbols/chips.h"

struct ht_symbolizer_settings {
    bool raw_pc;      /* look up the PC itself, as addr2line does, and not the call before it */
    bool no_demangle; /* the linker's names */
};

/*
 * Fills in the frames, whose pc is set, ascending and distinct; everything else is overwritten. Strings live in the
 * arena or in the images, which must stay open. An image is warned of (ht_elf_image_warnings()) when functions of the
 * frames stand in .dwo files (split DWARF), which are not read: the line of such a PC is known, its function is the
 * symbol's, and what was inlined there is not.
 */
struct ht_error *ht_symbolize(struct ht_arena *arena, struct ht_elf_image *const *images, size_t image_count,
                              const struct ht_chip *chip, const struct ht_symbolizer_settings *settings,
                              struct ht_frames *frames);

#endif
