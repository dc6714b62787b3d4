#include "judge/excerpt.h"

#include <string.h>
#include <sys/stat.h>

#include "base/input.h"

/* A source of some 100 KiB is large. */
#define SOURCE_SIZE_MAX ((size_t)1 << 22)

/* No reader needs more sources than this. */
#define EXCERPTS_MAX 32

/* Longer lines are cut; a tab is as wide as the next stop. */
#define LINE_LENGTH_MAX 160
#define TAB 4

static bool is_source(const char *file)
{
    static const char *const endings[] = {".c",   ".cc",  ".cpp", ".cxx", ".c++", ".h",  ".hh", ".hpp",
                                          ".hxx", ".inc", ".ino", ".ipp", ".tcc", ".rs", ".S",  ".s"};
    const char *point = strrchr(file, '.');
    for (size_t i = 0; point && i < sizeof endings / sizeof *endings; i++) {
        if (!strcmp(point, endings[i]))
            return true;
    }
    return false;
}

/* The start of a line, from 1; NULL: there are not so many. */
static const char *find_line(const struct ht_input *input, uint32_t number)
{
    const char *line = input->bytes, *end = input->bytes + input->size;
    for (; line && --number;) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    return line && line < end ? line : NULL;
}

/* A line without its end, tabs made blanks; NULL without memory. */
static const char *copy_line(struct ht_arena *arena, const char *line, const char *end)
{
    char *copy = ht_arena_alloc(arena, LINE_LENGTH_MAX + TAB + 1);
    size_t length = 0;
    for (; copy && line < end && *line != '\n' && length < LINE_LENGTH_MAX; line++) {
        if (*line == '\t') {
            do
                copy[length++] = ' ';
            while (length % TAB);
        } else if (*line != '\r') {
            copy[length++] = *line;
        }
    }
    while (copy && length && copy[length - 1] == ' ')
        length--;
    if (copy)
        copy[length] = '\0';
    return copy;
}

/* Takes away the blanks that all lines begin with. */
static void outdent(struct ht_excerpt *excerpt)
{
    size_t least = LINE_LENGTH_MAX;
    for (unsigned i = 0; i < excerpt->count; i++) {
        size_t blanks = strspn(excerpt->lines[i], " ");
        least = excerpt->lines[i][blanks] && blanks < least ? blanks : least;
    }
    for (unsigned i = 0; i < excerpt->count; i++)
        excerpt->lines[i] += strlen(excerpt->lines[i]) < least ? strlen(excerpt->lines[i]) : least;
}

static struct ht_error *cut_out(struct ht_arena *arena, const struct ht_input *input, uint32_t line,
                                struct ht_excerpt *ret)
{
    const char *end = input->bytes + input->size;
    if (!find_line(input, line)) /* another version of it */
        return NULL;
    ret->first = line > 1 ? line - 1 : line;
    for (uint32_t number = ret->first; number <= line + 1; number++) {
        const char *start = find_line(input, number);
        const char *copy = start ? copy_line(arena, start, end) : NULL;
        if (start && !copy)
            return ht_error_nomem();
        if (copy)
            ret->lines[ret->count++] = copy;
    }
    outdent(ret);
    return NULL;
}

/* Whether the file was changed after the ELF was written. */
static bool is_newer(const struct ht_report *report, const struct stat *source)
{
    struct stat elf;
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        if (!report->frames->elfs[i].set_aside && stat(report->frames->elfs[i].path, &elf) == 0)
            return source->st_mtime > elf.st_mtime;
    }
    return false;
}

/* The excerpt around a location in a file; without lines where that is not to be had. */
static struct ht_error *read_file(const struct ht_report *report, const struct ht_location *location, const char *file,
                                  struct ht_excerpt *ret)
{
    struct stat info;
    struct ht_input input;
    if (!file || !location->line || !is_source(file) || stat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return NULL;
    struct ht_error *error = ht_input_read(file, stdin, SOURCE_SIZE_MAX, &input);
    if (error && error->code == HT_ERROR_NOMEM)
        return error;
    if (error) {
        ht_error_destroy(error);
        return NULL;
    }
    *ret = (struct ht_excerpt){.location = location, .newer = is_newer(report, &info)};
    error = cut_out(report->trace->arena, &input, location->line, ret);
    ht_input_deinit(&input);
    return error;
}

static struct ht_error *read_location(const struct ht_report *report, const struct ht_location *location,
                                      struct ht_excerpt *ret)
{
    struct ht_error *error = location ? read_file(report, location, location->shown, ret) : NULL;
    if (!error && location && !ret->count)
        error = read_file(report, location, location->file, ret);
    return error;
}

struct ht_error *ht_excerpts_read(struct ht_report *report)
{
    for (size_t i = 0; i < report->finding_count && i < EXCERPTS_MAX; i++) {
        struct ht_finding *finding = &report->findings[i];
        struct ht_excerpt excerpt = {0};
        if (finding->verdict != HT_VERDICT_LEAK)
            continue;
        struct ht_error *error = read_location(report, finding->owner, &excerpt);
        if (!error && !excerpt.count)
            error = read_location(report, finding->project, &excerpt);
        struct ht_excerpt *copy = error || !excerpt.count ? NULL : ht_arena_alloc(report->trace->arena, sizeof *copy);
        if (error || (excerpt.count && !copy))
            return error ? error : ht_error_nomem();
        if (copy) {
            *copy = excerpt;
            finding->excerpt = copy;
        }
    }
    return NULL;
}
