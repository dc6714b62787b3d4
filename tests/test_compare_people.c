#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "base/utf.h"
#include "farm_fixture.h"
#include "report/writers.h"

static char *write_builds(struct farm *farm, const struct ht_build *builds, size_t count,
                          const struct ht_gate_condition *condition, const char *format, unsigned width)
{
    struct ht_comparison comparison;
    assert_null(ht_comparison_make(&farm->arena, builds, count, condition, condition != NULL, &comparison));
    const struct ht_writer_settings settings = {.width = width, .utf8 = true};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_null(ht_writer_compare(ht_writer_find(format), out, &comparison, &settings));
    assert_int_equal(fclose(out), 0);
    return text;
}

static char *write_comparison(struct farm *farm, size_t count, const char *format, unsigned width)
{
    return write_builds(farm, farm->builds, count, NULL, format, width);
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

/* A leak that is new since the third build, one that grew, one that went, and one that is another thing at last. */
static void make_farm(struct farm *farm)
{
    farm_init(farm);
    for (size_t i = 0; i < FARM_BUILDS; i++) {
        farm_add(farm, i, "grow", HT_VERDICT_LEAK)->bytes_per_burst = i < 3 ? 100 : 200;
        if (i < 2)
            farm_add(farm, i, "vanish", i ? HT_VERDICT_LEAK : HT_VERDICT_UNKNOWN);
        else
            farm_add(farm, i, "appear", HT_VERDICT_LEAK)->confidence = HT_CONFIDENCE_MEDIUM;
        farm_add(farm, i, "calm", i < 3 ? HT_VERDICT_LEAK : HT_VERDICT_TRANSIENT);
    }
}

static void the_text_is_a_table(void **state)
{
    (void)state;
    struct farm farm;
    make_farm(&farm);
    char *text = write_comparison(&farm, FARM_BUILDS, "text", 80);
    expect(text, "v4 against v1: 1 leak is new, 1 has grown, 2 are gone\n");
    expect(text, "1  appear                                                           new since v3\n");
    expect(text, "   7,200 B per hour (95 % between 3,600 B and 12,000 B); medium confidence\n");
    expect(text, "2  grow                                                 grown per event since v4\n");
    expect(text, "   B/ev             100            100            100            200\n");
    expect(text, "   95 %   3,600..12,000  3,600..12,000  3,600..12,000  3,600..12,000\n");
    expect(text, "vanish                                                          gone since v3\n");
    expect(text, "   B/h          unknown          7,200              -              -\n");
    expect(text, "last in v2: 7,200 B per hour");
    expect(text, "   B/h            7,200          7,200          7,200      transient\n");
    expect(text, "; v4 tells it\n   transient\n");
    free(text);
    /* Room for two builds of four: the first, and the last. */
    text = write_comparison(&farm, 4, "text", 40);
    expect(text, "             v1     v2     v3     v4\n");
    free(text);
    farm.findings[1][0].rate.bytes_per_hour = 123456789;
    text = write_comparison(&farm, 4, "text", 40);
    expect(text, "         v1          v4\n");
    expect(text, "For want of room 2 builds between v1 and\nv4 have no column");
    free(text);
    ht_arena_deinit(&farm.arena);
}

static void two_builds_need_no_since(void **state)
{
    (void)state;
    struct farm farm;
    make_farm(&farm);
    farm.builds[1] = farm.builds[3];
    farm.findings[0][0].rate.lower_bound = true;
    char *text = write_comparison(&farm, 2, "text", 80);
    expect(text, " new\n");
    expect(text, "B/h          >=7,200          7,200\n");
    expect(text, "how often was not compared: a buffer that lost records tells no rate\n");
    expect(text, "B/h            7,200      transient\n");
    assert_null(strstr(text, "since"));
    free(text);
    ht_arena_deinit(&farm.arena);
}

static void what_is_not_known_is_not_told(void **state)
{
    (void)state;
    struct farm farm;
    farm_init(&farm);
    for (size_t i = 0; i < 2; i++) {
        struct ht_build_finding *finding = farm_add(&farm, i, "lose", HT_VERDICT_LEAK);
        finding->bytes_per_burst = i ? HT_NOT_KNOWN : 100;
        finding->rate.bytes_per_hour = finding->rate.low = finding->rate.high = HT_NOT_KNOWN;
        farm.builds[i].seconds = HT_NOT_KNOWN;
    }
    char *text = write_comparison(&farm, 2, "text", 80);
    expect(text, "v1.json: length unknown; 1 leak\n");
    expect(text, "B/ev     100      ?\n");
    free(text);
    farm.findings[0][0].bytes_per_burst = HT_NOT_KNOWN;
    text = write_comparison(&farm, 2, "text", 80);
    expect(text, "B      1,200  1,200\n");
    free(text);
    farm.builds[0].finding_count = farm.builds[1].finding_count = 0;
    text = write_comparison(&farm, 2, "text", 80);
    expect(text, "v2 against v1: no leak in any of them\n");
    free(text);
    ht_arena_deinit(&farm.arena);
}

static void the_markdown_is_a_table(void **state)
{
    (void)state;
    struct farm farm;
    make_farm(&farm);
    char *text = write_comparison(&farm, FARM_BUILDS, "markdown", 80);
    expect(text, "## v4 against v1: 1 leak is new, 1 has grown, 2 are gone\n");
    expect(text, "| v1 | `v1.json` | 600 s; 2 leaks |\n");
    expect(text, "| | leak | v1 | v2 | v3 | v4 | |\n|--:|---|--:|--:|--:|--:|---|\n");
    expect(text, "| 1 | appear<br>key `appear`<br>B/h, 95 %, B/ev | - | - | 7,200<br>3,600..12,000<br>100 | "
                 "7,200<br>3,600..12,000<br>100 | **new since v3** |\n");
    expect(text, "- 1: 7,200 B per hour (95 % between 3,600 B and 12,000 B); medium confidence\n");
    free(text);
    ht_arena_deinit(&farm.arena);
}

static void the_page_has_all_builds(void **state)
{
    (void)state;
    struct farm farm;
    make_farm(&farm);
    char *text = write_comparison(&farm, FARM_BUILDS, "html", 80);
    expect(text, "<title>v4 against v1: 1 leak is new, 1 has grown, 2 are gone - htanalyze</title>");
    expect(text, "<th scope=\"col\">v2</th><th scope=\"col\">v3</th>");
    expect(text, "<td data-build=\"v4\">7,200<br><small>3,600..12,000</small><br><small>100 B/ev</small></td>");
    expect(text, "<td data-build=\"v4\">transient</td><td class=\"state\">gone since v4</td></tr>");
    expect(text, "<article class=\"card v-leak\" id=\"leak-1\">");
    free(text);
    ht_arena_deinit(&farm.arena);
}

/* Names that are markup, drive terminals, or fill a line for themselves. */
static void names_are_not_trusted(void **state)
{
    (void)state;
    static const char hostile[] = "<script>|\x1b[2J`@everyone`\n# x";
    char *endless = malloc(20001);
    assert_non_null(endless);
    memset(endless, '*', 20000);
    endless[20000] = '\0';
    struct farm farm;
    make_farm(&farm);
    const struct ht_location owner = {.function = endless, .file = endless, .line = 7};
    for (size_t i = 0; i < FARM_BUILDS; i++) {
        struct ht_build_finding *finding = &farm.findings[i][0];
        finding->title = i % 2 ? hostile : endless;
        finding->key = endless;
        finding->owner = &owner;
        finding->suppressed_by = hostile;
        finding->rate.bytes_per_hour = finding->rate.high = finding->rate.low = 1e300;
        finding->bytes_per_burst = 1e300;
    }
    farm.builds[1].path = hostile;
    farm.builds[2].path = endless;
    farm.builds[3].firmware.project = endless;
    struct ht_build_doubt doubt = {"overflow", endless, false};
    farm.builds[2].doubts = &doubt;
    farm.builds[2].doubt_count = 1;
    for (const struct ht_writer *writer = ht_writers; writer->name; writer++) {
        if (!writer->compare)
            continue;
        char *text = write_comparison(&farm, FARM_BUILDS, writer->name, 40);
        assert_null(strchr(text, '\x1b'));
        assert_true(strcmp(writer->name, "html") || !strstr(text, "<script>|"));
        bool markdown = !strcmp(writer->name, "markdown");
        for (const char *line = text; (markdown || writer == ht_writers) && *line; line += strcspn(line, "\n") + 1)
            assert_true(strcspn(line, "\n") <= (markdown ? 1000 : 3 * 40));
        assert_true(!markdown || strlen(text) < 60 * 1024);
        assert_true(!markdown || !strstr(text, "`@everyone") || strstr(text, "'@everyone"));
        free(text);
    }
    free(endless);
    ht_arena_deinit(&farm.arena);
}

/* What all builds have in common is said once, and the gate stands in each format. */
static void the_gate_and_the_firmware_are_told(void **state)
{
    (void)state;
    static const struct ht_firmware firmware = {.project = "clock", .idf_version = "v5.3", .chip = "esp32s3"};
    static const char *const words[][3] = {
        {"text", "clock, ESP-IDF v5.3, esp32s3\n", "gate FAILED: new (1: "},
        {"markdown", "Firmware: clock, ESP-IDF v5.3, esp32s3\n", "gate FAILED: new (1: "},
        {"html", "<p class=\"firmware\">clock, ESP-IDF v5.3, esp32s3</p>", "<li class=\"met\">gate FAILED: new (1: "},
        {"json", "\"idf_version\":\"v5.3\"", "\"condition\":\"new\",\"met\":true"},
    };
    struct farm farm;
    make_farm(&farm);
    for (size_t i = 0; i < FARM_BUILDS; i++)
        farm.builds[i].firmware = firmware;
    struct ht_gate_condition condition;
    assert_null(ht_gate_parse("new", &condition));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char *text = write_builds(&farm, farm.builds, FARM_BUILDS, &condition, words[i][0], 80);
        expect(text, words[i][1]);
        expect(text, words[i][2]);
        free(text);
    }
    ht_arena_deinit(&farm.arena);
}

/* An issue has room for the first builds and the last ones, and no more of each list. */
static void a_year_of_builds_fits_an_issue(void **state)
{
    (void)state;
    enum { NIGHTS = 60 };
    struct farm farm;
    make_farm(&farm);
    struct ht_build builds[NIGHTS];
    for (size_t i = 0; i < NIGHTS; i++) {
        builds[i] = farm.builds[i < 3 ? i : 3];
        builds[i].path = ht_arena_printf(&farm.arena, "night%03zu.json", i);
        assert_non_null(builds[i].path);
    }
    char *text = write_builds(&farm, builds, NIGHTS, NULL, "markdown", 80);
    assert_true(strlen(text) < 60 * 1024);
    expect(text, "night059 against night000");
    expect(text, " more builds | |\n");
    expect(text, "No column: ");
    expect(text, " builds between the first and the last ones.\n");
    expect(text, "**grown per event since night003**");
    free(text);
    ht_arena_deinit(&farm.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_a_table),
        cmocka_unit_test(two_builds_need_no_since),
        cmocka_unit_test(what_is_not_known_is_not_told),
        cmocka_unit_test(the_markdown_is_a_table),
        cmocka_unit_test(the_page_has_all_builds),
        cmocka_unit_test(names_are_not_trusted),
        cmocka_unit_test(the_gate_and_the_firmware_are_told),
        cmocka_unit_test(a_year_of_builds_fits_an_issue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
