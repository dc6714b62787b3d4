/*
 * The dumps that heap_trace_dump() prints on the serial console, read out of whole log files: ESP-IDF v3.0 to v6,
 * HEAP_TRACE_LEAKS and HEAP_TRACE_ALL, with boot noise, log lines, colours, times, decoded lines and panics.
 *
 * What the boot before a dump told of the firmware (chip, clock, version, hash of the ELF) is taken over.
 *
 * Console output is what a terminal caught, so hardly anything in it is an error; there are warnings, one of a kind:
 * wrapped-line and mixed-line (a record that line ends or other output broke up, put
 * together again), unreadable-line (one that could not be; left out), panic (the firmware stopped while it dumped),
 * truncated (the dump has no end), no-summary (only that is missing), and those of dump/account.h.
 */
#ifndef HT_DUMP_CONSOLE_H
#define HT_DUMP_CONSOLE_H

#include "base/error.h"
#include "dump/places.h"
#include "model/trace.h"

/*
 * Adds the window of the dump at a place. *unread is an error of the caller's, or NULL: the dump counts records, and
 * none of them can be read. It need not stop a run that has others.
 */
struct ht_error *ht_dump_console_read(struct ht_trace *trace, const char *path, const char *bytes,
                                      const struct ht_dump_place *place, struct ht_error **unread);

#endif
