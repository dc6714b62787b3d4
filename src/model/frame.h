/*
 * Frames: what is known of each distinct PC of a run, and of the ELFs that were asked for it.
 */
#ifndef HT_MODEL_FRAME_H
#define HT_MODEL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"
#include "model/firmware.h"

/* A function and a line in it. */
struct ht_location {
    const char *function; /* demangled unless asked otherwise, without parameters; NULL: unknown */
    const char *mangled;  /* the linker's name, where it differs from function, or NULL */
    const char *file;     /* as the build wrote it down: rules and suppressions are held against it; NULL: unknown */
    uint32_t line;        /* from 1; 0: unknown */
    uint32_t column;      /* from 1; 0: unknown */
    const char *shown;    /* the file as reports write it, where that is another; see ht_location_file() */
};

/* The file as reports write it; NULL when it is unknown. */
static inline const char *ht_location_file(const struct ht_location *location)
{
    return location->shown ? location->shown : location->file;
}

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
    uint32_t hidden; /* so many of the locations at the front are not for reports: see ht_frame_shown() */
    const struct ht_location *locations; /* innermost first; the last one owns the PC, those before it are inlined */
    uint32_t location_count;             /* 0: nothing but the PC is known */
    bool astray;                         /* it lies in the code of an ELF, where it follows no call */
    int32_t elf;                         /* number of the ELF that answered, or -1 */
    int64_t offset;                      /* bytes from the start of the symbol, when only a symbol is known; else -1 */
    const char *region;                  /* the memory region's name ("flash text"), or NULL */
};

/* How many locations of a frame reports write; 0 for NULL. */
static inline uint32_t ht_frame_shown_count(const struct ht_frame *frame)
{
    return frame ? frame->location_count - frame->hidden : 0;
}

/* The number-th of them, innermost first; NULL when there are not so many. frame may be NULL. */
static inline const struct ht_location *ht_frame_shown(const struct ht_frame *frame, uint32_t number)
{
    return number < ht_frame_shown_count(frame) ? &frame->locations[frame->hidden + number] : NULL;
}

/* The lines that a report gives a frame: one for its address where nothing is known. frame may be NULL. */
static inline uint32_t ht_frame_lines(const struct ht_frame *frame)
{
    uint32_t count = ht_frame_shown_count(frame);
    return count ? count : 1;
}

enum ht_match { HT_MATCH_UNKNOWN, HT_MATCH_YES, HT_MATCH_DOUBTFUL, HT_MATCH_NO };

/* An ELF that was asked, and how it fits the PCs (symbols/callsite.h). */
struct ht_elf_fit {
    const char *path;
    const char *machine;         /* "xtensa", "riscv", "other" */
    const char *build_id;        /* hex digits, or NULL */
    struct ht_firmware firmware; /* what it says of itself */
    const char *found;    /* where its name stands, when nobody gave it ("build/project_description.json"), or NULL */
    int sha256_match;     /* with the hashes of the dumps: 1, 0; -1: nothing to compare */
    bool checked;         /* false for other machines: then nothing from here on is known but the warnings */
    uint32_t pcs;         /* distinct PCs that are this ELF's to know: no ROM, no data, none of an ELF before */
    uint32_t pcs_in_code; /* of these, in its executable segments */
    uint32_t pcs_after_call;   /* of these, behind a call */
    uint32_t edges;            /* distinct pairs of inner and outer PC whose call tells its target */
    uint32_t edges_consistent; /* of these, those that call the inner PC's function */
    enum ht_match match;
    bool set_aside;              /* it is another firmware's, or another machine's: none of its names is used */
    const char *const *warnings; /* NULL-terminated, or NULL */
};

/* The distinct PCs of a run, ascending, and the ELFs in the order in which they were asked. */
struct ht_frames {
    struct ht_frame *items;
    size_t count;
    struct ht_elf_fit *elfs;
    size_t elf_count;
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
