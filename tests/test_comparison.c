#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "farm_fixture.h"

static struct ht_comparison compare(struct farm *farm, size_t count)
{
    struct ht_comparison comparison;
    assert_null(ht_comparison_make(&farm->arena, farm->builds, count, NULL, 0, &comparison));
    assert_int_equal(comparison.build_count, count);
    return comparison;
}

/* States of the only row, a letter a build: new, grown, same, shrunk, Gone, or none of them. */
static void expect_states(const struct ht_comparison *comparison, const char *letters, size_t since)
{
    static const char names[] = {'.', 'n', 'g', '=', 's', 'G'};
    assert_int_equal(comparison->row_count, 1);
    for (size_t i = 0; i < comparison->build_count; i++)
        assert_int_equal(names[comparison->rows[0].cells[i].state], letters[i]);
    assert_int_equal(names[comparison->rows[0].change.state], letters[comparison->build_count - 1]);
    assert_int_equal(comparison->rows[0].since, since);
}

static void a_leak_is_followed(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    for (size_t i = 0; i < FARM_BUILDS; i++)
        farm_add(&farm, i, "lose", HT_VERDICT_LEAK);
    struct ht_comparison comparison = compare(&farm, FARM_BUILDS);
    expect_states(&comparison, ".===", 1);
    assert_ptr_equal(comparison.rows[0].latest, &farm.findings[3][0]);
    assert_ptr_equal(comparison.rows[0].now.finding, &farm.findings[3][0]);
    assert_ptr_equal(comparison.rows[0].first.finding, &farm.findings[0][0]);
    farm.findings[2][0].bytes_per_burst = 200;
    farm.findings[3][0].bytes_per_burst = 300;
    comparison = compare(&farm, FARM_BUILDS);
    expect_states(&comparison, ".=gg", 2);
    farm.findings[3][0].bytes_per_burst = 50;
    comparison = compare(&farm, FARM_BUILDS);
    expect_states(&comparison, ".=gs", 3);
    ht_arena_deinit(&farm.arena);
}

static void what_comes_and_goes_is_one_leak(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    farm_add(&farm, 1, "lose", HT_VERDICT_LEAK);
    struct ht_comparison comparison = compare(&farm, FARM_BUILDS);
    expect_states(&comparison, ".nGG", 2);
    assert_null(comparison.rows[0].now.finding);
    assert_ptr_equal(comparison.rows[0].latest, &farm.findings[1][0]);
    /* Away for a night, it is known again; its key has changed meanwhile. */
    farm_add(&farm, 3, "lose", HT_VERDICT_LEAK)->key = "another key";
    comparison = compare(&farm, FARM_BUILDS);
    expect_states(&comparison, ".nGn", 3);
    ht_arena_deinit(&farm.arena);
}

static void verdicts_change(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    farm_add(&farm, 0, "lose", HT_VERDICT_UNKNOWN);
    farm_add(&farm, 1, "lose", HT_VERDICT_UNKNOWN);
    farm_add(&farm, 2, "lose", HT_VERDICT_LEAK);
    struct ht_comparison comparison = compare(&farm, 2);
    assert_int_equal(comparison.row_count, 0);
    assert_int_equal(comparison.others, 1);
    comparison = compare(&farm, 3);
    expect_states(&comparison, "..n", 2);
    assert_null(comparison.rows[0].first.finding);
    assert_int_equal(comparison.others, 0);
    farm_add(&farm, 3, "lose", HT_VERDICT_TRANSIENT);
    comparison = compare(&farm, 4);
    expect_states(&comparison, "..nG", 3);
    ht_arena_deinit(&farm.arena);
}

/* One finding of two chains becomes two, and one again. */
static void a_leak_that_is_split_is_not_new(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    for (size_t i = 0; i < 3; i++) {
        farm_add(&farm, i, "lose", HT_VERDICT_LEAK);
        farm_add(&farm, i, "forget", HT_VERDICT_LEAK);
    }
    farm.builds[0].finding_count = farm.builds[2].finding_count = 1;
    farm.findings[0][0].chain_count = farm.findings[2][0].chain_count = 2;
    struct ht_comparison comparison = compare(&farm, 2);
    assert_int_equal(comparison.row_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(comparison.rows[i].change.state, HT_BASELINE_SAME);
        assert_ptr_equal(comparison.rows[i].first.finding, &farm.findings[0][0]);
    }
    assert_int_equal(comparison.rows[0].part + comparison.rows[1].part, 1);
    comparison = compare(&farm, 3);
    assert_int_equal(comparison.row_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct ht_compared_row *row = &comparison.rows[i];
        assert_int_equal(row->change.state, HT_BASELINE_SAME);
        assert_true(!row->part == (row->cells[2].finding != NULL));
    }
    ht_arena_deinit(&farm.arena);
}

static void what_matters_stands_first(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    farm_add(&farm, 0, "same", HT_VERDICT_LEAK);
    farm_add(&farm, 0, "gone", HT_VERDICT_LEAK);
    farm_add(&farm, 0, "accepted", HT_VERDICT_LEAK);
    farm_add(&farm, 1, "same", HT_VERDICT_LEAK);
    farm_add(&farm, 1, "accepted", HT_VERDICT_LEAK)->suppressed_by = "acc*";
    farm_add(&farm, 1, "new", HT_VERDICT_LEAK);
    struct ht_comparison comparison = compare(&farm, 2);
    static const char *const keys[] = {"new", "gone", "same", "accepted"};
    assert_int_equal(comparison.row_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(comparison.rows[i].latest->key, keys[i]);
    farm.findings[1][0].rate.bytes_per_hour = 100;
    farm.findings[1][0].bytes_per_burst = 200;
    comparison = compare(&farm, 2);
    assert_int_equal(comparison.rows[1].change.state, HT_BASELINE_GROWN);
    ht_arena_deinit(&farm.arena);
}

static void the_last_build_is_judged_by_the_first(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    farm_add(&farm, 0, "lose", HT_VERDICT_LEAK);
    farm_add(&farm, 1, "lose", HT_VERDICT_LEAK)->bytes_per_burst = 200;
    farm_add(&farm, 1, "forget", HT_VERDICT_LEAK);
    farm_add(&farm, 2, "lose", HT_VERDICT_LEAK)->bytes_per_burst = 200;
    struct ht_gate_condition conditions[3];
    assert_null(ht_gate_parse("new", &conditions[0]));
    assert_null(ht_gate_parse("grown", &conditions[1]));
    assert_null(ht_gate_parse("rate>7199", &conditions[2]));
    struct ht_comparison comparison;
    assert_null(ht_comparison_make(&farm.arena, farm.builds, 3, conditions, 3, &comparison));
    assert_int_equal(comparison.gate_count, 3);
    assert_false(comparison.gate[0].met);
    assert_true(comparison.gate[1].met);
    assert_non_null(strstr(comparison.gate[1].message, "200 B per event (100 B then)"));
    assert_true(comparison.gate[2].met);
    farm.builds[2].seconds = HT_NOT_KNOWN;
    struct ht_error *error = ht_comparison_make(&farm.arena, farm.builds, 3, conditions, 3, &comparison);
    assert_int_equal(error->code, HT_ERROR_USAGE);
    ht_error_destroy(error);
    ht_arena_deinit(&farm.arena);
}

static void doubts_are_told_with_their_builds(void **state)
{
    (void)state;
    struct ht_build_doubt doubts[] = {{"overflow", "the buffer is full", false}, {"overflow", "known", true}};
    struct farm farm;
    farm_init(&farm);
    farm.builds[1].doubts = doubts;
    farm.builds[1].doubt_count = 2;
    farm.builds[0].firmware = (struct ht_firmware){.project = "clock", .version = "1", .chip = "esp32"};
    farm.builds[1].firmware = (struct ht_firmware){.project = "clock", .version = "2", .chip = "esp32"};
    farm.builds[2].firmware = (struct ht_firmware){.chip = "esp32s3"};
    farm.builds[3].firmware = (struct ht_firmware){.project = "lamp"};
    struct ht_comparison comparison = compare(&farm, FARM_BUILDS);
    assert_int_equal(comparison.doubt_count, 3);
    assert_int_equal(comparison.doubtful[0], 1);
    assert_string_equal(comparison.doubts[0].path, "v2.json");
    assert_string_equal(comparison.doubts[0].message, "the buffer is full");
    assert_string_equal(comparison.doubts[1].code, HT_DOUBT_FOREIGN);
    assert_string_equal(comparison.doubts[1].message, "of another chip than v1.json: esp32s3, and esp32 there");
    assert_string_equal(comparison.doubts[2].message, "of another project than v1.json: lamp, and clock there");
    assert_false(ht_comparison_is_doubtful(&comparison));
    ht_arena_deinit(&farm.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_is_followed),
        cmocka_unit_test(what_comes_and_goes_is_one_leak),
        cmocka_unit_test(verdicts_change),
        cmocka_unit_test(a_leak_that_is_split_is_not_new),
        cmocka_unit_test(what_matters_stands_first),
        cmocka_unit_test(the_last_build_is_judged_by_the_first),
        cmocka_unit_test(doubts_are_told_with_their_builds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
