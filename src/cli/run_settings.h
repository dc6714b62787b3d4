/*
 * What a run is told, the options read and settled, and what it answers.
 */
#ifndef HT_CLI_RUN_SETTINGS_H
#define HT_CLI_RUN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/diag.h"
#include "cli/term.h"
#include "lib/settings.h"
#include "report/writers.h"

enum ht_exit {
    HT_EXIT_OK = 0,
    HT_EXIT_GATE = 1,  /* a condition of --fail-on is met */
    HT_EXIT_ERROR = 2, /* wrong usage, unreadable or invalid input, or the output could not be written */
    HT_EXIT_DOUBT = 3  /* --strict, and the evidence cannot be trusted */
};

/* A report that is written. */
struct ht_run_output {
    const char *path; /* NULL or "-": standard output */
    const struct ht_writer *writer;
};

struct ht_run_settings {
    const char **dumps; /* names, "-" for standard input */
    size_t dump_count;
    const char **elfs;
    size_t elf_count;
    const char **symbols; /* files of symbols, "-" for standard input */
    size_t symbols_count;
    const char **signatures; /* files of signatures, likewise */
    size_t signatures_count;
    const char **suppressions; /* files of suppressions, likewise */
    size_t suppressions_count;
    const char **given; /* long names of the options that were given, each once */
    size_t given_count;
    const char *compare;           /* a JSON report that the operands, which are others, are compared with; NULL: they
                                      are dumps */
    const char *baseline;          /* a JSON report, "-" for standard input; NULL: none */
    struct ht_run_output *outputs; /* -f and -o, at least one */
    size_t output_count;
    const char *volatile *unfinished; /* tells a signal handler what to remove: the output's temporary; may be NULL */
    bool list;                        /* --dump list: print which dumps there are, and nothing else */
    bool no_auto_elf;                 /* look for no ELF that is not given */
    bool known;                       /* --known: print the rules, and nothing else; dumps may hold a release */
    bool strict;
    enum ht_color color;
    enum ht_verbosity verbosity;
    struct ht_settings library; /* what the options say that are settings of the library */
};

#endif
