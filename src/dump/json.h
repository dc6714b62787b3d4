/*
 * The JSON windows that firmware writes.
 *
 *     {"count":107,"capacity":256,"leaks":[{"sz":81,"addr":"0x3fca7a68","cc":1901719480,"pcs":["0x40374015",…]},…]}
 *
 * is the heap_trace endpoint's. Read when present, at the top: window_s (seconds) or duration_ms, cpu_hz, elf_sha256,
 * overflowed, total_allocations, total_frees, high_water_mark, idf_version, chip; in a record: freed, fb (the PCs that
 * freed it), task (name), t_us and t_freed_us (microseconds since boot), caps. Other keys may hold anything. Without
 * leaks, two shapes of other projects are read:
 *
 *     {"active":true,"total":264,"returned":256,"r":[{"a":"0x3fcb964c","s":224,"f":0,"c":["0x…"],"fb":[]},…]}
 *     {"records":…,"bytes":…,"by_caller":[{"chain":["0x…"],"count":…,"bytes":…},…]}
 *
 * Both give untimed windows. A site of by_caller becomes count records that share its bytes evenly.
 *
 * Errors (HT_ERROR_INPUT with line, column and, counted from 1, the record): malformed JSON; a known key twice in one
 * object; none of the arrays; a record without sz or pcs; sz, cc, addr or a PC that is no unsigned 32-bit number.
 * Warnings, one of a kind with the place of the first and how many: count-mismatch, empty-record (left out),
 * missing-field (a record without addr or cc), bad-field (a value that is not of its kind
 * under one of the other keys: as if it were not there), truncated (with salvage).
 *
 * cJSON reads the values of these keys; records are read one by one off the text (json/value.h says why): memory stays
 * flat whatever their number.
 */
#ifndef HT_DUMP_JSON_H
#define HT_DUMP_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "model/trace.h"

/*
 * Adds the window of the object whose brace is the first byte at or behind bytes[start] that is no white space. alone:
 * nothing else may stand behind it. *dump tells whether it has one of the arrays; when it does not, nothing is added,
 * and the error says what it is instead. A window of a log has its number.
 */
struct ht_error *ht_dump_json_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                   size_t start, bool alone, bool salvage, bool *dump);

#endif
