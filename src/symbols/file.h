/*
 * Symbols that stand in text: a file that addr2line or --format symbols wrote (--symbols), or the decoded lines of a
 * console log. Looked up at the address as it is printed.
 */
#ifndef HT_SYMBOLS_FILE_H
#define HT_SYMBOLS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/frame.h"
#include "symbols/line.h"

/* What is known of an address. */
struct ht_symbols_entry {
    uint32_t addr;
    uint32_t location_count;
    struct ht_location *locations; /* innermost first; in the arena */
    size_t order;                  /* of several for one address the last one with a file counts */
};

struct ht_symbols {
    struct ht_arena *arena;         /* owns the texts; not owned */
    struct ht_symbols_entry *items; /* from the heap */
    size_t count, capacity;
    bool sorted;
};

/* The most inlined callers that are read for one address. */
#define HT_SYMBOLS_INLINED_MAX 256

void ht_symbols_init(struct ht_symbols *symbols, struct ht_arena *arena);
void ht_symbols_deinit(struct ht_symbols *symbols);

/* Adds what a line says: a new address, or one more caller of the last one. Texts are copied. */
struct ht_error *ht_symbols_add(struct ht_symbols *symbols, const struct ht_symbol_line *line);

/*
 * Adds a whole file: addr2line -a -f -i, with or without -p, -C; lines that are something else are passed over.
 * HT_ERROR_INPUT when no address stands in it. path is used in messages only.
 */
struct ht_error *ht_symbols_add_file(struct ht_symbols *symbols, const char *path, const char *bytes, size_t size);

/*
 * Gives the frames that nobody else knew (without locations) what the symbols say of their PCs. Names without their
 * parameters, linker's names demangled, unless no_demangle asks for them as they stand. source is
 * HT_SOURCE_SYMBOLS_FILE or HT_SOURCE_LOG.
 */
struct ht_error *ht_symbols_apply(struct ht_symbols *symbols, enum ht_frame_source source, bool no_demangle,
                                  struct ht_frames *frames);

#endif
