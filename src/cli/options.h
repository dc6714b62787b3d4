/*
 * The command line: the table of options read and printed.
 */
#ifndef HT_CLI_OPTIONS_H
#define HT_CLI_OPTIONS_H

#include <stdio.h>

#include "base/error.h"
#include "cli/option_table.h"

/*
 * Reads a command line; options and operands mix in any order, whatever the environment says. The first --help or
 * --version ends it. HT_ERROR_USAGE tells what is wrong in one sentence, with a hint.
 */
struct ht_error *ht_options_parse(struct ht_options *options, int argc, char *const *argv);

void ht_options_print_help(FILE *out);

#endif
