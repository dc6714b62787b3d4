#include "cli/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cli/run_settings.h"

/* A handler is told nothing but the signal's number. */
static const char *volatile unfinished;

static void remove_unfinished(void)
{
    if (unfinished)
        (void)unlink(unfinished);
}

/* An ELF is mapped, not copied: its pages past a new, nearer end are gone. */
static void tell_of_shrunk_file(int number)
{
    static const char text[] = "htanalyze: error: an ELF became shorter while it was read: is it being built?\n";
    (void)number;
    remove_unfinished();
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(HT_EXIT_ERROR);
}

/* The parent is to see what ended the program: the signal is sent once more, and nobody catches it. */
static void end(int number)
{
    remove_unfinished();
    signal(number, SIG_DFL);
    raise(number);
}

void ht_signals_init(void)
{
    static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU};
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGBUS, tell_of_shrunk_file);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        /* Whoever started us with nohup wants it ignored. */
        if (signal(ends[i], end) == SIG_IGN)
            signal(ends[i], SIG_IGN);
    }
}

const char *volatile *ht_signals_unfinished(void)
{
    return &unfinished;
}

static void tell_that_it_works(int number)
{
    static const char text[] = "htanalyze: working...\n";
    int saved = errno;
    (void)number;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    errno = saved;
}

void ht_signals_watch_for_long_run(void)
{
    if (!isatty(STDERR_FILENO))
        return;
    const struct sigaction action = {.sa_handler = tell_that_it_works, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
}
