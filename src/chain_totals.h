/*
 * What each chain adds up to, and which chains a finding holds.
 */
#ifndef HT_CHAIN_TOTALS_H
#define HT_CHAIN_TOTALS_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "attribution.h"
#include "error.h"
#include "report.h"
#include "survival.h"

/* Turns ascending sizes into pairs of size and count, in the arena. */
struct ht_error *ht_count_sizes(struct ht_arena *arena, const uint32_t *sizes, uint32_t count,
                                struct ht_size_count **ret, size_t *ret_count);

/*
 * Fills in the report's chains and its findings' lists of them. Every record already knows its finding. A block that
 * several looks show counts once.
 */
struct ht_error *ht_chain_totals(struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct ht_survival *survival);

#endif
