/*
 * --known: which rules there are, and which of the leaks that they know a release of ESP-IDF has.
 */
#ifndef HT_CLI_KNOWN_H
#define HT_CLI_KNOWN_H

#include <stdio.h>

#include "base/error.h"
#include "infer/analysis_settings.h"

/*
 * Writes the rules of the settings, those of the user first; with a release (or NULL) of the leaks those that it has,
 * or may have. HT_ERROR_USAGE when it is none.
 */
struct ht_error *ht_known_list(FILE *out, unsigned width, const struct ht_analysis_settings *settings,
                               const char *release);

#endif
