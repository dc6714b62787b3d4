/*
 * The line that ESP-IDF's heap_trace_dump() prints for a record, in all its forms.
 *
 *     32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d:0x400d27c1
 *
 * Sources: components/heap/heap_trace_standalone.c, heap_trace_dump() of v3.0 to v5.0, heap_trace_dump_base() from
 * v5.1 on (", Internal" or ",    PSRAM" after the address), v5.5 on (no caller without PCs, freed at the end).
 */
#ifndef HT_DUMP_CONSOLE_RECORD_H
#define HT_DUMP_CONSOLE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/chain.h"

enum ht_console_fit {
    HT_CONSOLE_NONE,  /* no record begins in this line */
    HT_CONSOLE_WHOLE, /* the line is a record */
    HT_CONSOLE_MIXED, /* as good as whole, but other text follows: more of its PCs may stand on another line */
    HT_CONSOLE_BROKEN /* something is missing */
};

struct ht_console_record {
    uint32_t size, addr;
    uint32_t ccount; /* bits 0 and 1 hold the core, as on the device: the text has them cleared */
    bool freed;
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t depth;
    bool unwound;      /* a colon behind the last PC: the device has room for more */
    size_t start, end; /* what of the line is the record: from its size's first digit */
};

/*
 * Reads a line, whatever stands before the record. ret is filled in as far as the record goes, and not touched for
 * HT_CONSOLE_NONE.
 *
 * Words that no release prints, before CPU, ccount or caller, and other names of the memory are passed over.
 *
 * Addresses must have eight digits, or be zero: that is how a number that another task's output cut short, or ran on
 * into, is told.
 */
enum ht_console_fit ht_console_record_read(const char *text, size_t length, struct ht_console_record *ret);

/* Where a record begins in a line, at its size, from text[pos] on; length when none does. */
size_t ht_console_record_find(const char *text, size_t length, size_t pos);

/*
 * The PCs of a chain ("0x40376321:0x40376379"), from text[*pos] on, where it ends up behind them. False when one is
 * broken or there are too many.
 */
bool ht_console_chain_read(const char *text, size_t length, size_t *pos, uint32_t pcs[HT_CHAIN_DEPTH_MAX],
                           size_t *depth);

#endif
