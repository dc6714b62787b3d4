/*
 * A run: the whole journey of the command line, from the names of files to the exit code. Files and streams are passed
 * in, so that tests and fuzzers drive it.
 */
#ifndef HT_CLI_RUN_H
#define HT_CLI_RUN_H

#include <stdio.h>

#include "cli/run_settings.h"

/*
 * Reads, analyses and writes; diagnostics go to err. Nothing is written to out, and no file is touched, before the
 * analysis has succeeded.
 */
enum ht_exit ht_run(const struct ht_run_settings *settings, FILE *in, FILE *out, FILE *err);

#endif
