/*
 * Which htanalyze this is, and on what it stands.
 */
#ifndef HT_CLI_ABOUT_H
#define HT_CLI_ABOUT_H

#include <stdio.h>

/* Two lines: the program's version, and those of libdwarf, libelf and cJSON. */
void ht_about_print(FILE *out);

#endif
