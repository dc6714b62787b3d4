/*
 * Several dumps of one log: which of them belong together.
 */
#ifndef HT_DUMP_SERIES_H
#define HT_DUMP_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "model/trace.h"

/*
 * Can the windows from first to the last one be looks at one trace, or runs of one section of code? Then each that
 * holds records shares a call chain with another one, and all have the same capacity.
 */
struct ht_error *ht_series_fits(const struct ht_trace *trace, size_t first, bool *ret);

#endif
