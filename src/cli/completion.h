/*
 * Completion scripts for shells, made from the table of options.
 */
#ifndef HT_CLI_COMPLETION_H
#define HT_CLI_COMPLETION_H

#include <stdio.h>

#include "cli/option_table.h"

/* For bash from 4.2 on, zsh from 5 on, fish from 3 on. */
void ht_completion_print(FILE *out, enum ht_shell shell);

#endif
