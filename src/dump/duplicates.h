/*
 * Records that a dump holds twice. A device that goes on tracing while it prints its dump moves records about, and
 * says so: "(NB: New entries were traced while dumping, so trace dump may have duplicate entries.)"
 * (heap_trace_dump() of every release).
 */
#ifndef HT_DUMP_DUPLICATES_H
#define HT_DUMP_DUPLICATES_H

#include "base/arena.h"
#include "base/error.h"
#include "model/trace.h"

/*
 * Leaves one of the live records that are alike in block, size, time and callers, and warns of the others: no two
 * blocks are made at one place at one time. They are no longer counted by what the window holds.
 */
struct ht_error *ht_duplicates_leave_out(struct ht_arena *arena, struct ht_window *window);

#endif
