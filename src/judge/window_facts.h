/*
 * What follows from a window alone: its length, clock, bytes, and the memory each block lies in.
 */
#ifndef HT_JUDGE_WINDOW_FACTS_H
#define HT_JUDGE_WINDOW_FACTS_H

#include "base/arena.h"
#include "base/error.h"
#include "infer/analysis_settings.h"
#include "judge/report.h"
#include "model/trace.h"
#include "symbols/chips.h"

/*
 * Fills in one struct ht_report_window for each window, in the arena; findings, bursts stay NULL. HT_ERROR_USAGE when
 * the settings name another number of lengths than there are windows.
 */
struct ht_error *ht_window_facts(struct ht_arena *arena, const struct ht_trace *trace, const struct ht_chip *chip,
                                 const struct ht_analysis_settings *settings, struct ht_report_window **ret);

/* The clock to count cycles by when bounds are asked for: the one known, else the fastest that the chip can have. */
uint32_t ht_window_fastest_hz(const struct ht_report_window *window);

/* Were its oldest records lost, as far as the dump tells? */
bool ht_window_censored(const struct ht_window *window, const struct ht_report_window *facts);

#endif
