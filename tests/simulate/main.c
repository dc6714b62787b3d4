/*
 * Simulates devices with heap_trace and writes what they dump, with the truth about every record.
 *
 *     simulate DIRECTORY FIRST LAST
 *     simulate DIRECTORY FIRST LAST SECONDS...
 *     simulate DIRECTORY FIRST LAST twins
 *
 * makes DIRECTORY/SEED for the seeds FIRST to LAST. With lengths of windows: devices of which each loses one block a
 * minute, at random, and nothing else, in a trace of each of these lengths. The same seed makes the same device; its
 * twin does the same up to the last dump, and then frees what the device has lost: the same dump, with another truth.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void simulate(unsigned seed, const char *directory, bool is_twin, const double *seconds, size_t windows)
{
    static struct device device;
    struct dump dumps[MOST_WINDOWS] = {0};
    char path[1000];
    snprintf(path, sizeof path, "%s/%05u", directory, seed);
    make_directory(path);
    device_init(&device, windows ? "trial" : "device", seed);
    device.is_twin = is_twin;
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
    bool is_twin = argc == 5 && strcmp(argv[4], "twins") == 0;
    size_t windows = argc > 4 && !is_twin ? (size_t)argc - 4 : 0;
    if (argc < 4 || windows > MOST_WINDOWS) {
        fputs("usage: simulate DIRECTORY FIRST LAST [twins | SECONDS...]\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < windows; i++)
        seconds[i] = strtod(argv[4 + i], NULL);
    unsigned first = (unsigned)strtoul(argv[2], NULL, 10), last = (unsigned)strtoul(argv[3], NULL, 10);
    make_directory(argv[1]);
    for (unsigned seed = first; seed <= last; seed++)
        simulate(seed, argv[1], is_twin, seconds, windows);
    return 0;
}
