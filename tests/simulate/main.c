/*
 * Simulates devices with heap_trace and writes what they dump, with the truth about every record.
 *
 *     simulate SITES DIRECTORY FIRST LAST [KIND]...
 *
 * makes DIRECTORY/KIND_SEED for the seeds FIRST to LAST, of all kinds or of those that are given. SITES are the call
 * sites of the firmware (testdata/simulated/sites.awk). The same arguments make the same devices.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kinds.h"
#include "replay.h"
#include "writing.h"

static void make_directory(const char *path)
{
    if (mkdir(path, 0777) && errno != EEXIST) {
        perror(path);
        exit(1);
    }
}

static void simulate(const struct kind *kind, unsigned seed, const struct sites *sites, const char *directory)
{
    struct device device;
    struct dump dumps[MOST_WINDOWS] = {0};
    char path[1000];
    snprintf(path, sizeof path, "%s/%s_%04u", directory, kind->name, seed);
    make_directory(path);
    device_init(&device, kind->name, seed, sites);
    kind->run(&device);
    replay(&device, dumps);
    write_device(&device, dumps, path);
    for (size_t w = 0; w < device.windows; w++)
        free(dumps[w].record);
    device_deinit(&device);
}

int main(int argc, char **argv)
{
    static const struct kind *const groups[] = {certificate_kinds, leaking_kinds, growing_kinds, healthy_kinds};
    if (argc < 5) {
        fputs("usage: simulate SITES DIRECTORY FIRST LAST [KIND]...\n", stderr);
        return 2;
    }
    struct sites *sites = sites_read(argv[1]);
    unsigned first = (unsigned)strtoul(argv[3], NULL, 10), last = (unsigned)strtoul(argv[4], NULL, 10), made = 0;
    make_directory(argv[2]);
    for (size_t group = 0; group < sizeof groups / sizeof *groups; group++) {
        for (const struct kind *kind = groups[group]; kind->name; kind++) {
            int wanted = argc == 5;
            for (int i = 5; i < argc; i++)
                wanted |= !strcmp(argv[i], kind->name);
            for (unsigned seed = first; wanted && seed <= last; seed++, made++)
                simulate(kind, seed, sites, argv[2]);
        }
    }
    sites_destroy(sites);
    printf("simulate: %u devices in %s\n", made, argv[2]);
    return made ? 0 : 1;
}
