/*
 * Evidence in words: what the facts of a draft (infer/facts.h) say for or against a verdict. At most HT_EVIDENCE_MAX pieces
 * are kept; their texts live in the context's arena.
 */
#ifndef HT_INFER_EVIDENCE_H
#define HT_INFER_EVIDENCE_H

#include "base/error.h"
#include "infer/facts.h"
#include "infer/finding.h"

struct ht_error *ht_evidence_add(const struct ht_verdict_context *context, struct ht_draft *draft,
                                 enum ht_evidence_kind kind, double value, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* How often it happened; that it happened once. */
struct ht_error *ht_evidence_repetition(const struct ht_verdict_context *context, struct ht_draft *draft,
                                        const struct ht_facts *facts);

/* Where in the window the bursts stand; nothing of fewer than three. */
struct ht_error *ht_evidence_spread(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct ht_facts *facts);

/* Whether it grows with the window, where that is known. */
struct ht_error *ht_evidence_growth(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct ht_facts *facts);

/* What its functions are known as, if they are. */
struct ht_error *ht_evidence_signature(const struct ht_verdict_context *context, struct ht_draft *draft);

struct ht_phrase {
    char text[40];
};

/* A length of time as the reports say it. */
struct ht_error *ht_phrase_duration(double seconds, struct ht_phrase *ret);

/* The ending of a noun that so many are of. */
const char *ht_plural(uint32_t count);

#endif
