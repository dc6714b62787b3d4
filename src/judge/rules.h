/*
 * The rules of a run: those of the user, and the built-in ones behind them.
 */
#ifndef HT_JUDGE_RULES_H
#define HT_JUDGE_RULES_H

#include "base/arena.h"
#include "base/error.h"
#include "infer/analysis_settings.h"
#include "infer/attribution.h"
#include "infer/signatures.h"
#include "judge/report.h"

/* Puts them together for a firmware of that release, which may be NULL and outlives them. */
struct ht_error *ht_rules_choose(struct ht_arena *arena, const struct ht_analysis_settings *settings,
                                 const char *idf_version, struct ht_signatures *ret);

/* The rule of leaked certificate names, which are told by their sizes too; NULL where it does not count. */
const struct ht_signature *ht_rules_certificate(const struct ht_signatures *signatures);

/* Fills in which of the user's rules nothing came of: a slip, or no longer needed. */
struct ht_error *ht_rules_find_idle(struct ht_report *report, const struct ht_signatures *signatures,
                                    const struct ht_attribution *attributions);

#endif
