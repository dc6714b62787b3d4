/*
 * Verdicts: leak, transient, retained or unknown, each with its evidence in words and numbers.
 *
 * The signature gives a prior; repetition, spread, age, growth across windows and sessions decide.
 */
#ifndef HT_INFER_VERDICT_H
#define HT_INFER_VERDICT_H

#include "base/error.h"
#include "infer/facts.h"

/* Decides on a draft: fills in its verdict, confidence and evidence. */
struct ht_error *ht_decide(const struct ht_verdict_context *context, struct ht_draft *draft);

#endif
