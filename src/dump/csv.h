/*
 * A project's own dump on the console, one record a line:
 *
 *     [410bytes,stringPacketStart]      36, 0x3fcb7048, Internal,   0,     842871136, 0x4038e152, 0x42160dad, 0x0, 0x0
 *
 * size, address, memory (a word; the address tells which it is), core, ccount in decimal, PCs padded with zeros. Any
 * text may stand before it, and other lines between the records. There is no header: all such lines of a file are one
 * dump.
 *
 * Warnings: empty-record (left out), unreadable-line (a record that breaks off; left out).
 * When that is all of them, it is an HT_ERROR_INPUT.
 */
#ifndef HT_DUMP_CSV_H
#define HT_DUMP_CSV_H

#include <stdbool.h>

#include "base/error.h"
#include "model/trace.h"

/* Adds the dump as a window. *found is false, and nothing is added, when no such line stands in the text. */
struct ht_error *ht_dump_csv_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                  bool *found);

#endif
