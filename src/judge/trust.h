/*
 * Trust: what makes the evidence of a report doubtful. Told loudly above it; with --strict it ends the run in exit 3.
 * Names that an ELF of another build gives prove nothing: no finding is surer than the ELF.
 */
#ifndef HT_JUDGE_TRUST_H
#define HT_JUDGE_TRUST_H

#include "base/error.h"
#include "judge/report.h"

/* Is a report with such a doubt no evidence, so that it makes no baseline? */
bool ht_doubt_is_grave(const char *code);

/* Has the report such a doubt, so that "no leak found" is no good news? */
bool ht_report_is_doubtful(const struct ht_report *report);

/*
 * Fills in the report's doubts, those of judge/report.h. The report is otherwise complete. Confidence is low where the
 * ELF that answers does not fit, and medium at most where it is doubtful. former is
 * what the report in baseline tells of its firmware, if it will be compared with one, or NULL.
 */
struct ht_error *ht_report_doubt(struct ht_report *report, const struct ht_firmware *former, const char *baseline);

#endif
