/*
 * The options: one table drives parsing, --help and completions. What the library can be told as well is a row in its
 * own table (lib/settings.h), to which the row here adds the letter and the help.
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
    enum ht_shell shell;            /* of HT_ACTION_COMPLETION */
    const struct ht_writer *format; /* of a -f that no -o has taken yet; NULL: none */
    struct ht_run_settings run;
    struct ht_arena arena; /* owns the lists of files in run */
};

/* One row of the table: an option of the command line's own, or one that a setting of the library stands behind. */
struct ht_option {
    char letter;          /* 0: long only */
    const char *name;     /* without the dashes; the setting's name where one stands behind it */
    const char *help;     /* lines of at most 50 columns, separated by \n */
    const char *argument; /* what --help calls its argument; NULL: it takes none, or see ht_option_argument() */
    struct ht_error *(*apply)(struct ht_options *options, const char *value); /* NULL: the setting's */
    const char *const *values; /* what its argument can be, ending with a NULL; NULL: anything, or ht_option_value() */
};

extern const struct ht_option ht_option_table[]; /* ends with a NULL name */

/* What --help calls its argument; NULL: it takes none. */
const char *ht_option_argument(const struct ht_option *option);

/* The number-th value that the argument can have, from 0; NULL: there are no more, or it can be anything. */
const char *ht_option_value(const struct ht_option *option, size_t number);

/* Is the argument the name of a file? */
bool ht_option_takes_file(const struct ht_option *option);

/* Does what the option asks for; value points into argv. HT_ERROR_USAGE names the option. */
struct ht_error *ht_option_apply(const struct ht_option *option, struct ht_options *options, const char *value);

/*
 * Settles what is written where once all options are read: an -o takes the -f before it, else its suffix tells the
 * format. A last -f is for standard output, or for the only -o when it is the only -f. HT_ERROR_USAGE when two reports
 * go to one place.
 */
struct ht_error *ht_options_settle_outputs(struct ht_options *options);

void ht_options_init(struct ht_options *options);
void ht_options_deinit(struct ht_options *options);

#endif
