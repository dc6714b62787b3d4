/*
 * The table that the build makes of the built-in signatures says what their files say.
 */
#include "trace_builder.h"

#include "base/input.h"
#include "infer/builtin.h"
#include "infer/signatures_file.h"

static const char *const files[] = {"src/infer/known_leaks.json", "src/infer/known_kept.json",
                                    "src/infer/signatures.json"};

static void assert_text(const char *built, const char *read)
{
    assert_int_equal(built != NULL, read != NULL);
    if (read)
        assert_string_equal(built, read);
}

static void assert_patterns(const struct ht_patterns *built, const struct ht_patterns *read)
{
    assert_int_equal(built->count, read->count);
    for (size_t i = 0; i < read->count; i++)
        assert_string_equal(built->items[i], read->items[i]);
}

static void assert_release(const struct ht_release *built, const struct ht_release *read)
{
    assert_int_equal(ht_release_compare(built, read), 0);
    assert_int_equal(built->changed, read->changed);
}

static void assert_same(const struct ht_signature *built, const struct ht_signature *read)
{
    assert_text(built->id, read->id);
    assert_int_equal(built->class, read->class);
    assert_text(built->title, read->title);
    assert_patterns(&built->functions, &read->functions);
    assert_patterns(&built->files, &read->files);
    assert_patterns(&built->components, &read->components);
    assert_int_equal(built->match, read->match);
    assert_patterns(&built->through, &read->through);
    assert_patterns(&built->callers, &read->callers);
    assert_int_equal(built->session, read->session);
    assert_int_equal(built->connection, read->connection);
    assert_true(built->lifetime == read->lifetime);
    assert_text(built->event, read->event);
    assert_text(built->url, read->url);
    assert_text(built->affected, read->affected);
    assert_text(built->fixed, read->fixed);
    assert_text(built->workaround, read->workaround);
    assert_text(built->option, read->option);
    assert_text(built->bound, read->bound);
    assert_text(built->freed_by, read->freed_by);
    assert_text(built->traced, read->traced);
    assert_int_equal(built->history.affected_count, read->history.affected_count);
    for (size_t i = 0; i < read->history.affected_count; i++) {
        assert_release(&built->history.affected[i].first, &read->history.affected[i].first);
        assert_release(&built->history.affected[i].last, &read->history.affected[i].last);
    }
    assert_int_equal(built->history.fix_count, read->history.fix_count);
    for (size_t i = 0; i < read->history.fix_count; i++) {
        assert_int_equal(built->history.fixes[i].place, read->history.fixes[i].place);
        assert_release(&built->history.fixes[i].release, &read->history.fixes[i].release);
    }
    assert_int_equal(strncmp(built->path, "built-in ", 9), 0);
    assert_int_equal(built->line, 0); /* of no file that a user has */
    assert_null(built->example);
}

static void the_table_says_what_the_files_say(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures built;
    size_t count = 0;
    ht_arena_init(&arena);
    builder_must(ht_signatures_builtin(&arena, &built));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct ht_input input;
        struct ht_signatures read;
        builder_must(ht_input_read(files[i], stdin, (size_t)1 << 20, &input));
        builder_must(ht_signatures_read(&arena, files[i], input.bytes, input.size, &read));
        for (size_t k = 0; k < read.count; k++) {
            assert_true(count < built.count);
            assert_same(&built.items[count++], &read.items[k]);
        }
        ht_input_deinit(&input);
    }
    assert_int_equal(count, built.count);
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_table_says_what_the_files_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
