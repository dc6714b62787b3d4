/*
 * Simulates devices with heap_trace and writes what they dump, with the truth about every record.
 *
 *     simulate DIRECTORY FIRST LAST
 *     simulate DIRECTORY FIRST LAST SECONDS...
 *
 * makes DIRECTORY/SEED for the seeds FIRST to LAST. With lengths of windows: devices of which each loses one block a
 * minute, at random, and nothing else, in a trace of each of these lengths. The same seed makes the same device.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "programs.h"
#include "writing.h"

static void make_directory(const char *path)
{
    if (mkdir(path, 0777) && errno != EEXIST) {
        perror(path);
        exit(1);
    }
}

static void simulate(unsigned seed, const char *directory, const double *seconds, size_t windows)
{
    static struct device device;
    struct dump dumps[MOST_WINDOWS] = {0};
    char path[1000];
    snprintf(path, sizeof path, "%s/%05u", directory, seed);
    make_directory(path);
    device_init(&device, windows ? "trial" : "device", seed);
    if (windows)
        run_trial(&device, seconds, windows);
    else
        run_device(&device);
    replay(&device, dumps);
    write_device(&device, dumps, path);
    for (size_t w = 0; w < device.windows; w++)
        free(dumps[w].record);
    device_deinit(&device);
}

int main(int argc, char **argv)
{
    double seconds[MOST_WINDOWS];
    size_t windows = argc > 4 ? (size_t)argc - 4 : 0;
    if (argc < 4 || windows > MOST_WINDOWS) {
        fputs("usage: simulate DIRECTORY FIRST LAST [SECONDS]...\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < windows; i++)
        seconds[i] = strtod(argv[4 + i], NULL);
    unsigned first = (unsigned)strtoul(argv[2], NULL, 10), last = (unsigned)strtoul(argv[3], NULL, 10);
    make_directory(argv[1]);
    for (unsigned seed = first; seed <= last; seed++)
        simulate(seed, argv[1], seconds, windows);
    return 0;
}
