/*
 * The dumps that heap_trace_dump() prints on the serial console, read out of whole log files: ESP-IDF v3.0 to v6,
 * HEAP_TRACE_LEAKS and HEAP_TRACE_ALL, with boot noise, log lines, colours, times, decoded lines and panics.
 *
 * What the boot before a dump told of the firmware (chip, clock, version, hash of the ELF) is taken over.
 *
 * Console output is what a terminal caught, so hardly anything in it is an error; there are warnings, one of a kind:
 * several-dumps (one was taken), freed-record (kept apart), wrapped-line and mixed-line (a record that line ends or
 * other output broke up, put together again), unreadable-line (one that could not be; left out), panic (the firmware
 * stopped while it dumped), truncated (the dump has no end), no-summary (only that is missing), and those of
 * dump/account.h.
 */
#ifndef HT_DUMP_CONSOLE_H
#define HT_DUMP_CONSOLE_H

#include <stdbool.h>

#include "base/error.h"
#include "dump/settings.h"
#include "model/trace.h"

/*
 * Adds the dump that the settings pick, or all. *found is false, and nothing is added, when no dump stands in the
 * text. A number that is higher than there are dumps is an HT_ERROR_INPUT, and so are dumps that count records of which
 * none can be read.
 */
struct ht_error *ht_dump_console_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                      const struct ht_dump_settings *settings, bool *found);

#endif
