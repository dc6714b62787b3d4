/*
 * Gives each file that is named, or stands in a directory that is named, to a fuzz target: what the fuzzers found once
 * is looked at again at each check, without libFuzzer.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "fuzz.h"

static size_t replayed;

static void replay_file(const char *path)
{
    struct ht_input input;
    struct ht_error *error = ht_input_read(path, stdin, (size_t)1 << 24, &input);
    if (error) {
        fprintf(stderr, "%s: %s\n", path, error->message);
        exit(2);
    }
    /* A copy of just that size, so that a read past the end is one. */
    uint8_t *bytes = malloc(input.size ? input.size : 1);
    if (!bytes)
        abort();
    memcpy(bytes, input.bytes, input.size);
    LLVMFuzzerTestOneInput(bytes, input.size);
    free(bytes);
    ht_input_deinit(&input);
    replayed++;
}

static void replay(const char *path)
{
    struct stat status;
    DIR *directory = stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? opendir(path) : NULL;
    if (!directory) {
        replay_file(path);
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        char file[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        replay_file(file);
    }
    closedir(directory);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%s: %zu inputs\n", argv[0], replayed);
    return replayed ? 0 : 2;
}
