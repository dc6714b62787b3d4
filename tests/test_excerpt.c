#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "judge/excerpt.h"

struct bench {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_frames frames;
    struct ht_location owner, project;
    struct ht_finding finding;
    struct ht_report report;
};

static void write_source(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void bench_init(struct bench *bench, const char *file, uint32_t line)
{
    *bench = (struct bench){0};
    ht_arena_init(&bench->arena);
    bench->trace.arena = &bench->arena;
    bench->owner = (struct ht_location){.function = "lose", .file = file, .line = line};
    bench->finding = (struct ht_finding){.verdict = HT_VERDICT_LEAK, .owner = &bench->owner};
    bench->report = (struct ht_report){
        .trace = &bench->trace, .frames = &bench->frames, .findings = &bench->finding, .finding_count = 1};
}

static const struct ht_excerpt *bench_read(struct bench *bench)
{
    assert_null(ht_excerpts_read(&bench->report));
    return bench->finding.excerpt;
}

static void lines_around_the_call(void **state)
{
    (void)state;
    static const char text[] = "first();\n\tif (x)\r\n\t\tp = malloc(3);\n\t}\nlast();";
    static const struct {
        uint32_t line, first;
        unsigned count;
        const char *lines[3];
    } cases[] = {
        {1, 1, 2, {"first();", "    if (x)"}},
        {3, 2, 3, {"if (x)", "    p = malloc(3);", "}"}},
        {5, 4, 2, {"    }", "last();"}},
        {6, 0, 0, {0}},
        {0, 0, 0, {0}},
    };
    write_source("lose.c", text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench bench;
        bench_init(&bench, "lose.c", cases[i].line);
        const struct ht_excerpt *excerpt = bench_read(&bench);
        assert_int_equal(excerpt != NULL, cases[i].count > 0);
        for (unsigned k = 0; excerpt && k < cases[i].count; k++)
            assert_string_equal(excerpt->lines[k], cases[i].lines[k]);
        if (excerpt) {
            assert_int_equal(excerpt->count, cases[i].count);
            assert_int_equal(excerpt->first, cases[i].first);
            assert_false(excerpt->newer);
        }
        ht_arena_deinit(&bench.arena);
    }
}

/* An ELF may name any file: what is no source is not read, nor what is no file. */
static void sources_alone_are_read(void **state)
{
    (void)state;
    static const char *const files[] = {"secret", "secret.key", "gone.c", "-", ".", "dir.c", ""};
    write_source("secret", "secret\n");
    write_source("secret.key", "secret\n");
    assert_int_equal(system("mkdir dir.c"), 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct bench bench;
        bench_init(&bench, files[i], 1);
        assert_null(bench_read(&bench));
        ht_arena_deinit(&bench.arena);
    }
}

/* As --path-map has it first; the project's function where the owner's source is not at hand; leaks alone. */
static void which_source_it_is(void **state)
{
    (void)state;
    struct bench bench;
    write_source("mapped.c", "mapped\n");
    write_source("main.c", "project\n");
    bench_init(&bench, "lose.c", 1);
    bench.owner.shown = "mapped.c";
    assert_string_equal(bench_read(&bench)->lines[0], "mapped");
    ht_arena_deinit(&bench.arena);
    bench_init(&bench, "gone.c", 1);
    bench.project = (struct ht_location){.function = "app_main", .file = "main.c", .line = 1};
    bench.finding.project = &bench.project;
    assert_string_equal(bench_read(&bench)->lines[0], "project");
    assert_ptr_equal(bench.finding.excerpt->location, &bench.project);
    ht_arena_deinit(&bench.arena);
    bench_init(&bench, "lose.c", 1);
    bench.finding.verdict = HT_VERDICT_UNKNOWN;
    assert_null(bench_read(&bench));
    ht_arena_deinit(&bench.arena);
}

static int enter_folder(void **state)
{
    static char folder[] = "/tmp/excerpt.XXXXXX";
    *state = folder;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", (const char *)*state);
    return chdir("/") || system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_around_the_call),
        cmocka_unit_test(sources_alone_are_read),
        cmocka_unit_test(which_source_it_is),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
