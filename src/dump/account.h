/*
 * What a dump says of itself, held against what was read of it: a capture loses lines, a watchdog cuts dumps off.
 */
#ifndef HT_DUMP_ACCOUNT_H
#define HT_DUMP_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/trace.h"

/* Claims are HT_UNKNOWN where the dump makes none; the header's and the totals stand in the window. */
struct ht_account {
    size_t stood;               /* records that stood in the dump: alive, freed, empty and unreadable */
    size_t unreadable;          /* of them */
    int64_t alive, alive_bytes; /* "N bytes 'leaked' in trace (M allocations)": what was alive */
    int64_t records;            /* "records: N" of the summary */
};

/*
 * Counts the window's missing records, and adds a warning for each claim that does not fit what was read:
 * count-mismatch (header or summary say another number of records), summary-mismatch (other sums), totals-mismatch
 * (more were made and not freed than stand there); or subset alone: only the records of one memory were printed. told:
 * why records are missing is told already, no count-mismatch is to be added for the header.
 */
struct ht_error *ht_account_settle(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account,
                                   bool told);

/*
 * The error for a dump of whose records none can be read; line is that of the first. hint is what a record looks like.
 */
struct ht_error *ht_account_unreadable(const char *path, size_t line, uint64_t records, const char *hint);

#endif
