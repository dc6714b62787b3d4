/*
 * The records of a console dump, put together from the lines that hold them: terminals and mail programs wrap lines,
 * other tasks print in between, and who freed a record stands on a line of its own.
 */
#ifndef HT_DUMP_CONSOLE_JOIN_H
#define HT_DUMP_CONSOLE_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log_line.h"
#include "base/strbuf.h"
#include "dump/console_record.h"
#include "model/trace.h"

/* How often something happened, and the line where it did first. */
struct ht_console_tally {
    size_t count, line;
};

struct ht_console_join {
    struct ht_trace *trace;
    struct ht_window *window;
    uint32_t next_index;                    /* of the next record in the device's array */
    bool have_draft, have_fragment;         /* at most one of them */
    uint32_t index;                         /* of the draft or fragment */
    struct ht_console_record draft;         /* read, and not added before its "freed by" could have followed */
    uint32_t freed_pcs[HT_CHAIN_DEPTH_MAX]; /* of that line */
    size_t freed_depth;                     /* 0: it did not follow, or was broken */
    struct ht_strbuf freed_text;            /* what was read of that line, and of those that it was wrapped over */
    size_t freed_line;                      /* number of the last of them; 0: none, or it is whole */
    struct ht_strbuf text;                  /* of the draft, or the record's beginning, which other output broke off */
    bool fragment_serves;                   /* it is a record even if nothing follows */
    bool wrapped;                           /* nothing but line ends parts it so far */
    size_t first_line, last_line;           /* numbers of the lines that hold it */
    size_t intrusions;                      /* lines of other output since */
    struct ht_console_tally mixed, wraps, unreadable;
};

void ht_console_join_init(struct ht_console_join *join, struct ht_trace *trace, struct ht_window *window);
void ht_console_join_deinit(struct ht_console_join *join);

/* Text that begins with a record or the beginning of one. join->draft.end is where it ends there. */
struct ht_error *ht_console_join_record(struct ht_console_join *join, const struct ht_log_line *line);

/* What stands behind the record on its line is known, and no part of it. */
void ht_console_join_close(struct ht_console_join *join);

/* Another line, which may be the rest of a record. */
struct ht_error *ht_console_join_other(struct ht_console_join *join, const struct ht_log_line *line);

/* The chain of a "freed by", which is all zeros for a record that is alive. */
struct ht_error *ht_console_join_freed_by(struct ht_console_join *join, const char *text, size_t length, size_t line);

/* The records are over: adds the last one to the window. */
struct ht_error *ht_console_join_settle(struct ht_console_join *join);

#endif
