/*
 * The options: one table drives parsing, --help and completions.
 */
#ifndef HT_CLI_OPTION_TABLE_H
#define HT_CLI_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "cli/run.h"

enum ht_action { HT_ACTION_RUN, HT_ACTION_HELP, HT_ACTION_VERSION, HT_ACTION_COMPLETION };
enum ht_shell { HT_SHELL_BASH, HT_SHELL_ZSH, HT_SHELL_FISH };

/* What the command line asks for. Names point into argv. */
struct ht_options {
    enum ht_action action;
    enum ht_shell shell;                 /* of HT_ACTION_COMPLETION */
    struct ht_gate_condition *gate;      /* those of run.session, while they are parsed */
    struct ht_path_map_rule *path_rules; /* those of run.session, from the heap */
    size_t path_rule_capacity;
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
    bool of_session;           /* it is about the analysis, not about files and streams: the library takes it too */
    const char *const *values; /* what its argument can be, ending with a NULL; NULL: anything, or ht_option_value() */
};

extern const struct ht_option ht_option_table[]; /* ends with a NULL name */

/* The option of that long name, or NULL. */
const struct ht_option *ht_option_find(const char *name);

/* The number-th value that the argument can have, from 0; NULL: there are no more, or it can be anything. */
const char *ht_option_value(const struct ht_option *option, size_t number);

/* Is the argument the name of a file? */
bool ht_option_takes_file(const struct ht_option *option);

void ht_options_init(struct ht_options *options);
void ht_options_deinit(struct ht_options *options);

#endif
