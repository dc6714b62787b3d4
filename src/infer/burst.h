/*
 * Bursts: the records that one event allocated in one go.
 *
 * The cycle counter is all there is to tell events apart. It is 32 bits wide and wraps (17.9 s at 240 MHz), there is
 * one for each core with an offset of its own, it is read before the allocation (so a record may be slightly older
 * than the one before it), and it may stop in sleep. A long pause therefore looks short by chance: what that joins,
 * fingerprints take apart again (infer/fingerprint.h).
 */
#ifndef HT_INFER_BURST_H
#define HT_INFER_BURST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/trace.h"

/* One burst of a group of records in one window. */
struct ht_burst {
    uint32_t window;         /* number of the window */
    uint32_t count;          /* records in it, at least 1 */
    const uint32_t *records; /* their places among the window's records, ascending; not owned */
    uint32_t shape;          /* number among the group's shapes (infer/fingerprint.h) */
    int partial;             /* cut by overflow or by the end of the window */
};

/*
 * Signed cycles from one record to a later one on the same core. A gap that was really longer than a wrap comes out
 * between 0 and 2^32; only a step back of less than the slack (an interrupted allocation) is told as negative.
 */
int64_t ht_cycle_gap(uint32_t from, uint32_t to, uint32_t slack);

/* Does a block follow another one on its core in less than so many cycles? Two events that a wrap puts together do not.
 */
bool ht_at_once(const struct ht_record *first, const struct ht_record *second, uint32_t apart);

/* Do two records, in their order, stand no more than so many seconds apart? Two cores' counters cannot tell: true. */
bool ht_may_be_near(const struct ht_record *first, const struct ht_record *second, uint32_t cpu_hz, double seconds);

/*
 * Labels the picked records of a window (places among its records, ascending) with burst numbers from 0, in order of
 * first record, and returns how many bursts there are. A new burst starts where the gap on a record's core is longer
 * than gap cycles, or its task is another one.
 */
uint32_t ht_bursts_label(const struct ht_record *records, const uint32_t *picks, size_t count, uint32_t gap,
                         uint32_t *labels);

/*
 * For every record of a window, the fewest cycles that can have passed between it and the window's last record: the
 * gaps on each core added up, each modulo the wrap. Time that the counter lost (whole wraps, sleep) makes the true age
 * longer, never shorter. ages has room for count numbers.
 */
void ht_minimum_ages(const struct ht_record *records, size_t count, uint32_t slack, uint64_t *ages);

#endif
