/*
 * Writes the built-in signatures as C, for infer/builtin.c: a part of the build, not of the program. Reading them at
 * the start of each run was three quarters of what a run for one PC took.
 *
 * write FOLDER >builtin_signatures.inc
 */
#include <stdio.h>
#include <stdlib.h>

#include "infer/signatures_file.h"

/* As long as the longest of them, many times. */
enum { FILE_SIZE_MAX = 1 << 22 };

/* A string literal. What is not printed as itself is written in octal: no more than three digits belong to it. */
static void write_text(const char *text)
{
    if (!text) {
        fputs("NULL", stdout);
        return;
    }
    putchar('"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '?')
            printf("\\%03o", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void write_patterns(size_t number, const char *name, const struct ht_patterns *patterns)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (!i)
            printf("static const char *const %s_%zu[] = {", name, number);
        write_text(patterns->items[i]);
        fputs(i + 1 < patterns->count ? ", " : "};\n", stdout);
    }
}

static void write_release(const struct ht_release *release)
{
    printf("{%u, %u, %u, (enum ht_release_stage)%d, %u, %u, %d}", release->major, release->minor, release->patch,
           (int)release->stage, release->stage_number, release->commits, release->changed);
}

static void write_history(size_t number, const struct ht_release_history *history)
{
    for (size_t i = 0; i < history->affected_count; i++) {
        if (!i)
            printf("static const struct ht_release_range affected_%zu[] = {", number);
        putchar('{');
        write_release(&history->affected[i].first);
        fputs(", ", stdout);
        write_release(&history->affected[i].last);
        fputs(i + 1 < history->affected_count ? "}, " : "}};\n", stdout);
    }
    for (size_t i = 0; i < history->fix_count; i++) {
        if (!i)
            printf("static const struct ht_release_fix fixes_%zu[] = {", number);
        printf("{(enum ht_fix_place)%d, ", (int)history->fixes[i].place);
        write_release(&history->fixes[i].release);
        fputs(i + 1 < history->fix_count ? "}, " : "}};\n", stdout);
    }
}

/* A member whose patterns stand in an array of their own. */
static void refer(size_t number, const char *name, const struct ht_patterns *patterns)
{
    if (patterns->count)
        printf(", .%s = {%s_%zu, %zu}", name, name, number, patterns->count);
}

static void write_signature(size_t number, const struct ht_signature *s)
{
    const struct {
        const char *name, *text;
    } texts[] = {
        {"id", s->id},
        {"title", s->title},
        {"event", s->event},
        {"url", s->url},
        {"affected", s->affected},
        {"fixed", s->fixed},
        {"workaround", s->workaround},
        {"option", s->option},
        {"bound", s->bound},
        {"freed_by", s->freed_by},
        {"traced", s->traced},
        {"path", s->path},
    };
    printf("    {.class = (enum ht_signature_class)%d, .match = (enum ht_signature_match)%d", (int)s->class,
           (int)s->match);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].text)
            continue;
        printf(", .%s = ", texts[i].name);
        write_text(texts[i].text);
    }
    refer(number, "functions", &s->functions);
    refer(number, "files", &s->files);
    refer(number, "components", &s->components);
    refer(number, "through", &s->through);
    refer(number, "callers", &s->callers);
    printf(", .session = %d, .connection = %d, .lifetime = %.17g", s->session, s->connection, s->lifetime);
    if (s->history.affected_count)
        printf(", .history.affected = affected_%zu, .history.affected_count = %zu", number, s->history.affected_count);
    if (s->history.fix_count)
        printf(", .history.fixes = fixes_%zu, .history.fix_count = %zu", number, s->history.fix_count);
    fputs("},\n", stdout);
}

static bool fail(const char *path, struct ht_error *error)
{
    fprintf(stderr, "%s:%zu:%zu: error: %s\n", path, error->line, error->column, error->message);
    ht_error_destroy(error);
    return false;
}

/* Adds the signatures of a file; they are told to stand in name. */
static bool add(struct ht_arena *arena, const char *folder, const char *file, const char *name,
                struct ht_signatures *all)
{
    struct ht_signatures more;
    char *path = ht_arena_printf(arena, "%s/%s", folder, file), *text = ht_arena_alloc(arena, FILE_SIZE_MAX);
    FILE *in = path ? fopen(path, "rb") : NULL;
    if (!in || !text) {
        perror(path);
        return false;
    }
    size_t size = fread(text, 1, FILE_SIZE_MAX, in);
    fclose(in);
    struct ht_error *error = ht_signatures_read(arena, name, text, size, &more);
    if (!error)
        error = ht_signatures_join(arena, all, &more, all);
    return error ? fail(path, error) : true;
}

int main(int argc, char **argv)
{
    struct ht_arena arena;
    struct ht_signatures all = {0};
    ht_arena_init(&arena);
    bool fine = argc == 2 && add(&arena, argv[1], "known_leaks.json", "built-in known leaks", &all) &&
                add(&arena, argv[1], "known_kept.json", "built-in look-alikes", &all) &&
                add(&arena, argv[1], "signatures.json", "built-in signatures", &all);
    for (size_t i = 0; fine && i < all.count; i++) {
        const struct ht_signature *signature = &all.items[i];
        write_patterns(i, "functions", &signature->functions);
        write_patterns(i, "files", &signature->files);
        write_patterns(i, "components", &signature->components);
        write_patterns(i, "through", &signature->through);
        write_patterns(i, "callers", &signature->callers);
        write_history(i, &signature->history);
    }
    puts("static const struct ht_signature builtin[] = {");
    for (size_t i = 0; fine && i < all.count; i++)
        write_signature(i, &all.items[i]);
    puts("};");
    ht_arena_deinit(&arena);
    return fine && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
