/*
 * What each chain adds up to, which chains a finding holds, and the figures of a part of a finding.
 */
#ifndef HT_JUDGE_CHAIN_TOTALS_H
#define HT_JUDGE_CHAIN_TOTALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/attribution.h"
#include "judge/report.h"

/* Turns ascending sizes into pairs of size and count, in the arena. */
struct ht_error *ht_count_sizes(struct ht_arena *arena, const uint32_t *sizes, uint32_t count,
                                struct ht_size_count **ret, size_t *ret_count);

/*
 * What each chain holds (count, bytes, sizes, finding) of the records that have a finding, into chains, as many as the
 * trace has; and each finding's shares of them: by finding, within one the most bytes first. A block that several
 * looks show counts once. Nothing but chains is written to.
 */
struct ht_error *ht_chain_shares(struct ht_arena *arena, const struct ht_report *report, struct ht_report_chain *chains,
                                 struct ht_chain_share **ret, size_t *ret_count);

/* Gives each finding its chains: the shares, which outlive it. */
void ht_hand_out_chains(struct ht_finding *findings, size_t finding_count, struct ht_chain_share *shares,
                        size_t share_count);

/* Makes the report's chains and its findings' lists of them. Every record already knows its finding. */
struct ht_error *ht_chain_totals(struct ht_report *report, const struct ht_attribution *attributions);

/*
 * Makes the figures of a finding those of a part of its blocks: of what goes with events and time it has the same
 * share. Its sets of sizes are gone, for they tell of whole events.
 */
void ht_finding_reduce(struct ht_finding *finding, const struct ht_chain_share *part);

/* Adds a part's share of its finding's rates, where they are known, to sums that begin as HT_NOT_KNOWN. */
void ht_share_add_rate(const struct ht_finding *finding, const struct ht_chain_share *part, double *bytes_per_hour,
                       double *heap_bytes_per_hour);

#endif
