/*
 * Dumps: from bytes to windows. Recognises the format by content, never by name: what no dump can be (dump/misfeed.h),
 * JSON windows (dump/json.h), console logs (dump/console.h), comma-separated records (dump/csv.h), lines of a project's
 * own (dump/own_lines.h), recordings of host traces (dump/host.h). A log may hold several dumps (dump/places.h) with
 * any other text between them.
 */
#ifndef HT_DUMP_DUMP_H
#define HT_DUMP_DUMP_H

#include <stddef.h>

#include "base/error.h"
#include "dump/settings.h"
#include "model/trace.h"

/*
 * Adds the windows that stand in the bytes of a dump to the trace: of several dumps in a log those that are picked,
 * with a warning (several-dumps) of what is left out for want of a choice, and of an empty one at the end. path names
 * it in messages. On failure (HT_ERROR_INPUT with path, and line and column where there is a place) the trace may hold
 * a part of the window and is only good to deinit.
 */
struct ht_error *ht_dump_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                              const struct ht_dump_settings *settings);

#endif
