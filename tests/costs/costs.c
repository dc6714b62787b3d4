/*
 * Whole runs over inputs that are made to cost much, in every format, with their costs counted: the steps (basic blocks
 * of our code, by -fsanitize-coverage=trace-pc), the bytes of the report, and the memory at its peak. Counts are the
 * same on any machine, however busy it is; what libraries do between our steps is not in them.
 *
 * Each input is made in two sizes: one of four times the size may take little more than four times the steps.
 */
#include "costs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/session.h"
#include "report/writers.h"

/* Some 2 s on a machine of our days, with libdwarf; what a report of a million lines may have; 256 MB. */
#define STEPS_MAX UINT64_C(1000000000)
#define BYTES_MAX UINT64_C(500000000)
#define MEMORY_MAX_KB 262144

/* How much faster than the input the steps may grow: as the logarithm does, and tables that are not full yet. */
#define SMALLER 4u
#define GROWTH_MAX 5.5

struct costs {
    uint64_t steps, bytes;
    long kilobytes;
};

static uint64_t steps;

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
    steps++;
}

static void fail(const char *what)
{
    fprintf(stderr, "costs: %s: %s\n", what, strerror(errno));
    exit(2);
}

static struct costs count(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        fail("getrusage");
    return (struct costs){.steps = steps, .kilobytes = usage.ru_maxrss};
}

/* Reads a report to its end, and the costs behind it. */
static bool collect(int fd, struct costs *ret)
{
    static char buffer[1 << 16];
    char last[sizeof *ret];
    size_t kept = 0;
    uint64_t bytes = 0;
    for (ssize_t size; (size = read(fd, buffer + kept, sizeof buffer - kept)) != 0;) {
        if (size < 0)
            fail("read");
        kept += (size_t)size;
        bytes += (uint64_t)size;
        if (kept > sizeof last) {
            memmove(buffer, buffer + kept - sizeof last, sizeof last);
            kept = sizeof last;
        }
    }
    if (kept < sizeof last)
        return false;
    memcpy(ret, buffer, sizeof *ret);
    ret->bytes = bytes - sizeof *ret;
    return true;
}

/* Writes the report in a process of its own, which has the analysis and its costs behind it. */
static bool write_report(const struct ht_session *session, const struct ht_writer *writer, struct costs *ret)
{
    const struct ht_writer_settings settings = {.width = HT_WIDTH_DEFAULT, .utf8 = true};
    int ends[2], status;
    if (pipe(ends) != 0)
        fail("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        FILE *out = fdopen(ends[1], "w");
        close(ends[0]);
        if (!out || writer->write(out, &session->report, &settings))
            _exit(1);
        struct costs costs = count();
        fwrite(&costs, sizeof costs, 1, out);
        _exit(fclose(out) != 0);
    }
    close(ends[1]);
    bool whole = pid > 0 && collect(ends[0], ret);
    close(ends[0]);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 && whole;
}

/* The costs of the run in each format; all have those of the analysis in them. False when it crashed. */
static bool run(const struct input *input, struct costs *ret)
{
    static const struct ht_session_settings settings;
    struct ht_session session;
    ht_session_init(&session);
    struct ht_error *error = ht_session_add_dump(&session, "dump", input->dump.items, input->dump.size, &settings);
    if (!error && input->elf.size)
        error = ht_session_add_elf_memory(&session, "elf", (const uint8_t *)input->elf.items, input->elf.size);
    if (!error)
        error = ht_session_analyse(&session, &settings);
    bool whole = true;
    for (const struct ht_writer *writer = ht_writers; writer->name && whole; writer++, ret++) {
        if (error)
            *ret = count(); /* it is refused */
        else
            whole = write_report(&session, writer, ret);
    }
    whole = whole && (!error || error->code == HT_ERROR_INPUT);
    ht_error_destroy(error);
    ht_session_deinit(&session);
    return whole;
}

/* The same in a process of its own, so that its memory is. */
static bool run_apart(const struct cost_case *each, size_t size, struct costs *ret, size_t formats)
{
    static struct input input;
    int ends[2], status;
    input.dump.size = input.elf.size = 0;
    input.size = size;
    each->make_dump(&input);
    if (each->make_elf)
        each->make_elf(&input);
    if (pipe(ends) != 0)
        fail("pipe");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        bool whole = run(&input, ret) && write(ends[1], ret, formats * sizeof *ret) >= 0;
        _exit(!whole);
    }
    close(ends[1]);
    bool whole = pid > 0 && read(ends[0], ret, formats * sizeof *ret) == (ssize_t)(formats * sizeof *ret);
    close(ends[0]);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 && whole;
}

static bool is_too_much(const struct cost_case *each, const char *format, const struct costs *small,
                        const struct costs *large)
{
    double growth = small->steps ? (double)large->steps / (double)small->steps : 0;
    bool much =
        large->steps > STEPS_MAX || large->bytes > BYTES_MAX || large->kilobytes > MEMORY_MAX_KB || growth > GROWTH_MAX;
    if (much)
        printf("too much: %s, %s: %" PRIu64 " steps (%.1f times those of a quarter of the input), %" PRIu64
               " bytes, %ld KB of memory\n",
               each->name, format, large->steps, growth, large->bytes, large->kilobytes);
    return much;
}

int main(int argc, char **argv)
{
    enum { FORMATS_MAX = 32 };
    static struct costs small[FORMATS_MAX], large[FORMATS_MAX];
    size_t formats = 0, passed = 0, failed = 0;
    (void)argv;
    while (ht_writers[formats].name)
        formats++;
    for (const struct cost_case *each = cost_cases; each->name; each++) {
        bool good = formats <= FORMATS_MAX && run_apart(each, COSTS_SIZE_MAX / SMALLER, small, formats) &&
                    run_apart(each, COSTS_SIZE_MAX, large, formats);
        if (!good)
            printf("crashed: %s\n", each->name);
        for (size_t i = 0; i < formats && good; i++) {
            good = !is_too_much(each, ht_writers[i].name, &small[i], &large[i]);
            if (argc > 1)
                printf("%-28s %-9s %11" PRIu64 " steps, %4.1f times, %10" PRIu64 " bytes, %7ld KB\n", each->name,
                       ht_writers[i].name, large[i].steps, (double)large[i].steps / (double)small[i].steps,
                       large[i].bytes, large[i].kilobytes);
        }
        passed += good;
        failed += !good;
    }
    printf("costs: %zu passed, %zu failed\n", passed, failed);
    return failed != 0;
}
