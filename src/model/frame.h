/*
 * Frames: what is known of each distinct PC of a run.
 */
#ifndef HT_MODEL_FRAME_H
#define HT_MODEL_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"

/* A function and a line in it. */
struct ht_location {
    const char *function; /* demangled unless asked otherwise, without parameters; NULL: unknown */
    const char *mangled;  /* the linker's name, where it differs from function, or NULL */
    const char *file;     /* NULL: unknown */
    uint32_t line;        /* from 1; 0: unknown */
    uint32_t column;      /* from 1; 0: unknown */
};

enum ht_frame_role {
    HT_ROLE_UNRESOLVED, /* nobody knows it */
    HT_ROLE_CODE,       /* a call site in the firmware */
    HT_ROLE_ALLOCATOR,  /* a call site inside malloc and its like; the analysis tells it from code */
    HT_ROLE_ROM,        /* in the chip's ROM */
    HT_ROLE_DATA        /* no code: a stack or heap address */
};

enum ht_frame_source { HT_SOURCE_NONE, HT_SOURCE_DWARF, HT_SOURCE_SYMTAB, HT_SOURCE_SYMBOLS_FILE, HT_SOURCE_LOG };

struct ht_frame {
    uint32_t pc; /* as recorded: a return address */
    enum ht_frame_role role;
    enum ht_frame_source source;
    const struct ht_location *locations; /* innermost first; the last one owns the PC, those before it are inlined */
    uint32_t location_count;             /* 0: nothing but the PC is known */
    int32_t elf;                         /* number of the ELF that answered, or -1 */
    int64_t offset;                      /* bytes from the start of the symbol, when only a symbol is known; else -1 */
    const char *region;                  /* the memory region's name ("flash text"), or NULL */
};

/* The distinct PCs of a run, ascending. */
struct ht_frames {
    struct ht_frame *items;
    size_t count;
    const uint32_t *pages; /* where the frames of each page of addresses begin, and an end; NULL: not indexed */
    unsigned page_shift;   /* an address, counted from the first PC, is in the page at its bits from here on */
};

/*
 * Makes an index of the frames, whose pc is set, in the arena: what ht_frames_find() finds is the same with it, and
 * found without a walk through the memory of millions of frames. PCs must not change behind it.
 */
struct ht_error *ht_frames_index(struct ht_arena *arena, struct ht_frames *frames);

/* The frame of a PC; NULL when the PC is not among them. */
static inline struct ht_frame *ht_frames_find(const struct ht_frames *frames, uint32_t pc)
{
    size_t low = 0, high = frames->count;
    if (frames->pages) {
        if (pc < frames->items[0].pc || pc > frames->items[high - 1].pc)
            return NULL;
        const uint32_t *page = &frames->pages[(pc - frames->items[0].pc) >> frames->page_shift];
        low = page[0];
        high = page[1];
    }
    size_t place;
    HT_SEARCH(place, low, high, frames->items[place].pc < pc);
    return place < frames->count && frames->items[place].pc == pc ? &frames->items[place] : NULL;
}

/* The number of a PC's frame; frames->count when the PC is not among them. */
static inline size_t ht_frames_number(const struct ht_frames *frames, uint32_t pc)
{
    const struct ht_frame *frame = ht_frames_find(frames, pc);
    return frame ? (size_t)(frame - frames->items) : frames->count;
}

#endif
