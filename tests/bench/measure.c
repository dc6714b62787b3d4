/*
 * Runs commands in turn, round after round, and prints what each took.
 *
 *     measure ROUNDS <commands
 *
 * A command is one line of standard input: a label, a file for its standard input, the program and its arguments, all
 * parted by tabs. Its output goes nowhere. The rounds are interleaved (A B C A B C …), after one that is not counted,
 * so that a machine that is busy for a while is so for all. Printed is one line a command, parted by tabs: label;
 * least, median and greatest wall time, median processor time (user and system), in ms; peak memory, in KiB.
 */
#define _DEFAULT_SOURCE /* wait4() */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 64, MAX_ARGUMENTS = 32, MAX_ROUNDS = 1000 };

struct command {
    char line[4096];
    char *label, *input;
    char *arguments[MAX_ARGUMENTS + 1];
    double *wall, *cpu; /* ms, one a round */
    long peak;          /* KiB */
};

static void fail(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(2);
}

static int parse(struct command *command)
{
    char *rest = command->line;
    rest[strcspn(rest, "\n")] = '\0';
    command->label = strtok(rest, "\t");
    command->input = strtok(NULL, "\t");
    int count = 0;
    for (char *word; count < MAX_ARGUMENTS && (word = strtok(NULL, "\t")); count++)
        command->arguments[count] = word;
    return count > 0;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double milliseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static void run(struct command *command, int round)
{
    double begin = now();
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        int in = open(command->input, O_RDONLY), out = open("/dev/null", O_WRONLY);
        if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
            _exit(127);
        close(in);
        close(out);
        execvp(command->arguments[0], command->arguments);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0)
        fail("wait4");
    double took = now() - begin;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "measure: %s: %s failed (status 0x%x)\n", command->label, command->arguments[0],
                (unsigned)status);
        exit(2);
    }
    if (round < 0)
        return;
    command->wall[round] = took;
    command->cpu[round] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
    if (usage.ru_maxrss > command->peak)
        command->peak = usage.ru_maxrss;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof(*values), compare);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int argc, char **argv)
{
    static struct command commands[MAX_COMMANDS];
    int rounds = argc == 2 ? atoi(argv[1]) : 0, count = 0;
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fputs("usage: measure ROUNDS <commands\n", stderr);
        return 2;
    }
    while (count < MAX_COMMANDS && fgets(commands[count].line, sizeof(commands[count].line), stdin)) {
        struct command *command = &commands[count++];
        if (!parse(command)) {
            fprintf(stderr, "measure: line %d is not LABEL, INPUT, PROGRAM, parted by tabs\n", count);
            return 2;
        }
        command->wall = calloc((size_t)rounds, sizeof(double));
        command->cpu = calloc((size_t)rounds, sizeof(double));
        if (!command->wall || !command->cpu)
            fail("calloc");
    }
    for (int round = -1; round < rounds; round++)
        for (int i = 0; i < count; i++)
            run(&commands[i], round);
    for (int i = 0; i < count; i++) {
        struct command *command = &commands[i];
        double middle = median(command->wall, rounds);
        printf("%s\t%.2f\t%.2f\t%.2f\t%.2f\t%ld\n", command->label, command->wall[0], middle, command->wall[rounds - 1],
               median(command->cpu, rounds), command->peak);
        free(command->wall);
        free(command->cpu);
    }
    return 0;
}
