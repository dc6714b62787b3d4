/*
 * Trust: what makes the evidence of a report doubtful. Told loudly above it; with --strict it ends the run in exit 3.
 */
#ifndef HT_TRUST_H
#define HT_TRUST_H

#include "error.h"
#include "report.h"

/*
 * Fills in the report's doubts: a buffer that lost records, a dump that broke off, an ELF that does not fit, more than
 * 5 % of PCs that nobody knows. The report is otherwise complete.
 */
struct ht_error *ht_report_doubt(struct ht_report *report);

#endif
