/*
 * --compare: reports of several builds side by side.
 */
#ifndef HT_CLI_COMPARE_H
#define HT_CLI_COMPARE_H

#include <stdio.h>

#include "cli/run_settings.h"

/*
 * Reads the reports, of settings->compare and then the operands, compares and writes. Nothing is written to out, and no
 * file is touched, before that has succeeded.
 */
enum ht_exit ht_compare_run(const struct ht_run_settings *settings, FILE *in, FILE *out, struct ht_diag *diag);

#endif
