/*
 * Folded stacks: what flamegraph.pl, inferno and speedscope read. One line a chain, the outermost function first,
 * callers that were inlined included, then the bytes that are alive; sorted. In names ';' becomes ':', and control
 * characters are escaped as on a terminal (base/escape.h). A PC that nobody knows stands by its address.
 */
#ifndef HT_REPORT_FOLDED_H
#define HT_REPORT_FOLDED_H

#include "report/writer.h"

ht_writer_fn ht_report_folded;

#endif
