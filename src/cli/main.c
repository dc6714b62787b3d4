#include <cjson/cJSON.h>
#include <elfutils/version.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/version.h"
#include "cli/completion.h"
#include "cli/diag.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/signals.h"
#include "dwarf/compat.h"

/*
 * Opens what the parent closed, so that no file of ours becomes standard error and gets our messages. Each the wrong
 * way round: reading standard input, or writing the report to standard output, must fail and not seem to succeed.
 */
static void hold_standard_streams(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", modes[fd]); /* the lowest free number is this one */
    }
}

/* Which htanalyze this is, and on what it stands. */
static void print_version(FILE *out)
{
    fputs("htanalyze " HT_VERSION "\n", out);
    /* libelf cannot be asked at run time: the version is that of its headers, 188 for 0.188. */
    fprintf(out, "libdwarf %s, libelf 0.%d, cJSON %s\n", dwarf_package_version(), _ELFUTILS_VERSION, cJSON_Version());
}

/* --help and its like: text to standard output, which must arrive like a report. */
static struct ht_error *print_text(const struct ht_options *options)
{
    struct ht_output output;
    struct ht_error *error = ht_output_open(NULL, stdout, NULL, &output);
    if (error)
        return error;
    if (options->action == HT_ACTION_HELP)
        ht_options_print_help(output.stream);
    else if (options->action == HT_ACTION_COMPLETION)
        ht_completion_print(output.stream, options->shell);
    else
        print_version(output.stream);
    return ht_output_commit(&output);
}

int main(int argc, char **argv)
{
    hold_standard_streams();
    ht_signals_init();

    struct ht_options options;
    ht_options_init(&options);
    enum ht_exit code = HT_EXIT_OK;
    struct ht_error *error = ht_options_parse(&options, argc, argv);
    options.run.unfinished = ht_signals_unfinished();
    if (options.run.verbosity != HT_VERBOSITY_QUIET)
        ht_signals_watch_for_long_run();
    if (!error && options.action == HT_ACTION_RUN)
        code = ht_run(&options.run, stdin, stdout, stderr);
    else if (!error)
        error = print_text(&options);
    if (error) {
        struct ht_diag diag = {stderr, options.run.verbosity};
        ht_diag_error(&diag, error);
        code = HT_EXIT_ERROR;
    }
    ht_error_destroy(error);
    ht_options_deinit(&options);
    return (int)code;
}
