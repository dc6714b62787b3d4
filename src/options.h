/*
 * The command line: one table drives parsing and --help.
 */
#ifndef HT_OPTIONS_H
#define HT_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "arena.h"
#include "error.h"
#include "run.h"

enum ht_action { HT_ACTION_RUN, HT_ACTION_HELP, HT_ACTION_VERSION };

/* What the command line asks for. Names point into argv. */
struct ht_options {
    enum ht_action action;
    struct ht_gate_condition *gate; /* those of run.session, while they are parsed */
    struct ht_run_settings run;
    struct ht_arena arena; /* owns the lists in run */
};

/* One row of the table. */
struct ht_option {
    char letter;          /* 0: long only */
    const char *name;     /* without the dashes */
    const char *argument; /* what --help calls its argument; NULL: it takes none */
    const char *help;     /* lines of at most 50 columns, separated by \n */
    struct ht_error *(*apply)(struct ht_options *options, const char *value);
    bool of_session; /* it is about the analysis, not about files and streams: the library takes it too */
};

extern const struct ht_option ht_option_table[]; /* ends with a NULL name */

/* The option of that long name, or NULL. */
const struct ht_option *ht_option_find(const char *name);

void ht_options_init(struct ht_options *options);
void ht_options_deinit(struct ht_options *options);

/*
 * Reads a command line; options and operands mix in any order, whatever the environment says. The first --help or
 * --version ends it. HT_ERROR_USAGE tells what is wrong in one sentence, with a hint.
 */
struct ht_error *ht_options_parse(struct ht_options *options, int argc, char *const *argv);

void ht_options_print_help(FILE *out);

#endif
