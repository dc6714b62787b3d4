/*
 * A program that uses the installed library, in C and in C++98: consumer DUMP ELF FORMAT. Compiled by tests/install.sh.
 */
#include <htanalyze.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* A whole file; the program ends without it. */
static char *read_whole(const char *path, size_t *size)
{
    enum { MOST = 1 << 20 };
    char *bytes = (char *)malloc(MOST);
    FILE *file = fopen(path, "rb");
    if (!bytes || !file)
        exit(2);
    *size = fread(bytes, 1, MOST, file);
    fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    struct htanalyze *run;
    struct ht_error *error;
    const struct htanalyze_finding *finding;
    size_t size, i;
    char *dump;
    if (argc != 4)
        return 2;
    setlocale(LC_ALL, "");
    dump = read_whole(argv[1], &size);
    error = htanalyze_create(&run);
    if (error)
        return 2;
    error = htanalyze_add_elf(run, argv[2]);
    if (!error)
        error = htanalyze_add_dump(run, argv[1], dump, size);
    free(dump);
    if (!error)
        error = htanalyze_analyse(run);
    if (!error)
        error = htanalyze_write(run, argv[3], stdout);
    for (i = 0; !error && (finding = htanalyze_finding_at(run, i)) != NULL; i++)
        fprintf(stderr, "%s %s: %s\n", htanalyze_finding_confidence(finding), htanalyze_finding_verdict(finding),
                htanalyze_finding_title(finding));
    if (error)
        fprintf(stderr, "%d %s\n", (int)htanalyze_error_code(error), htanalyze_error_message(error));
    htanalyze_error_destroy(error);
    htanalyze_destroy(run);
    return error ? 2 : 0;
}
