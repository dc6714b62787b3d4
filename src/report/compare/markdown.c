#include "report/compare/markdown.h"

#include "base/escape.h"
#include "report/markdown/out.h"
#include "report/words.h"

/* Builds that have a column, and with how many there is room for intervals: a row holds their figures on one line. */
#define COLUMNS_MAX 9u
#define INTERVALS_MAX 4u

/* Builds that the head lists. */
#define LISTED_MAX 12u

/* Escaped bytes of what stands in a row. */
#define LABEL_MAX 24u
#define TITLE_MAX 150u
#define OWNER_MAX 110u
#define KEY_MAX 100u

/* What rows may take: notes follow them. */
#define ROWS_MAX (HT_MARKDOWN_MAX / 5 * 3)

static size_t columns_of(const struct ht_comparison *comparison)
{
    return comparison->build_count < COLUMNS_MAX ? comparison->build_count : COLUMNS_MAX;
}

/* The build of the number-th column: the first, and the last ones. */
static size_t build_at(const struct ht_comparison *comparison, size_t number)
{
    return number ? comparison->build_count - columns_of(comparison) + number : 0;
}

/* --- the head ----------------------------------------------------------------------------------------------------- */

static void add_build(struct ht_markdown *md, const struct ht_compared *compared, size_t number)
{
    ht_strbuf_adds(&md->part, "| ");
    ht_escape_markdown(&md->part, compared->labels[number], LABEL_MAX);
    ht_strbuf_adds(&md->part, " | ");
    ht_escape_markdown_code(&md->part, compared->comparison->builds[number].path, HT_MARKDOWN_PATH_MAX);
    ht_strbuf_adds(&md->part, " | ");
    struct ht_strbuf *words = ht_markdown_words(md);
    ht_compare_build(words, compared, number);
    ht_markdown_sentence(md, words->text);
    ht_strbuf_adds(&md->part, " |\n");
}

static void add_doubt(void *context, const char *message, bool bad)
{
    struct ht_markdown *md = context;
    (void)bad;
    ht_strbuf_adds(&md->part, "- **Warning:** ");
    ht_markdown_sentence(md, message);
    ht_strbuf_addc(&md->part, '\n');
}

static bool add_head(struct ht_markdown *md, const struct ht_compared *compared)
{
    size_t count = compared->comparison->build_count;
    size_t left_out = count > LISTED_MAX ? count - LISTED_MAX : 0;
    ht_strbuf_adds(&md->part, "## ");
    struct ht_strbuf *words = ht_markdown_words(md);
    ht_compare_headline(words, compared);
    ht_markdown_sentence(md, words->text);
    ht_strbuf_adds(&md->part, "\n\n");
    words = ht_markdown_words(md);
    ht_compare_firmware(words, compared);
    if (words->length) {
        ht_strbuf_adds(&md->part, "Firmware: ");
        ht_markdown_sentence(md, words->text);
        ht_strbuf_adds(&md->part, "\n\n");
    }
    ht_strbuf_adds(&md->part, "| build | report | |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || i > left_out)
            add_build(md, compared, i);
        if (i || !left_out)
            continue;
        ht_strbuf_adds(&md->part, "| | and ");
        ht_words_count(&md->part, left_out, "more build");
        ht_strbuf_adds(&md->part, " | |\n");
    }
    ht_strbuf_addc(&md->part, '\n');
    ht_markdown_commit(md);
    bool whole = ht_compare_doubts(compared, add_doubt, md);
    if (md->part.length)
        ht_strbuf_addc(&md->part, '\n');
    ht_markdown_commit(md);
    return whole;
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static void add_table_head(struct ht_markdown *md, const struct ht_compared *compared)
{
    size_t columns = columns_of(compared->comparison);
    ht_strbuf_adds(&md->part, "| | leak |");
    for (size_t i = 0; i < columns; i++) {
        ht_strbuf_addc(&md->part, ' ');
        ht_escape_markdown(&md->part, compared->labels[build_at(compared->comparison, i)], LABEL_MAX);
        ht_strbuf_adds(&md->part, " |");
    }
    ht_strbuf_adds(&md->part, " |\n|--:|---|");
    for (size_t i = 0; i < columns; i++)
        ht_strbuf_adds(&md->part, "--:|");
    ht_strbuf_addf(&md->part, "---|\n| | All leaks, %s |",
                   ht_compare_unit(ht_compare_sum_figure(compared->comparison)));
    for (size_t i = 0; i < columns; i++) {
        ht_strbuf_addc(&md->part, ' ');
        ht_compare_sum(&md->part, compared->comparison, build_at(compared->comparison, i));
        ht_strbuf_adds(&md->part, " |");
    }
    ht_strbuf_adds(&md->part, " |\n");
}

/* Figures of a build, each behind a line break but the first. */
static void add_cell(struct ht_markdown *md, const struct ht_comparison *comparison, const struct ht_compared_row *row,
                     const struct ht_compared_cell *cell)
{
    static const enum ht_compare_figure figures[] = {HT_COMPARE_RATE, HT_COMPARE_INTERVAL, HT_COMPARE_EVENT};
    bool first = true;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        bool interval = figures[i] == HT_COMPARE_INTERVAL;
        if (!ht_compare_knows(comparison, row, figures[i]) || (interval && comparison->build_count > INTERVALS_MAX))
            continue;
        struct ht_strbuf *words = ht_markdown_words(md);
        ht_compare_cell(words, cell, figures[i], first);
        if (words->length)
            ht_strbuf_addf(&md->part, "%s%s", first ? "" : "<br>", words->text);
        first = false;
    }
    if (first)
        ht_compare_cell(&md->part, cell, HT_COMPARE_TOTAL, true);
}

/* Which figures a row's cells hold, in their order. */
static void add_units(struct ht_markdown *md, const struct ht_comparison *comparison, const struct ht_compared_row *row)
{
    bool rate = ht_compare_knows(comparison, row, HT_COMPARE_RATE);
    bool event = ht_compare_knows(comparison, row, HT_COMPARE_EVENT);
    bool interval = rate && comparison->build_count <= INTERVALS_MAX;
    ht_strbuf_addf(&md->part, "<br>%s%s%s%s", rate ? "B/h" : "", interval ? ", 95 %" : "",
                   event ? (rate ? ", B/ev" : "B/ev") : "", rate || event ? "" : "B");
}

static void add_row(struct ht_markdown *md, const struct ht_compared *compared, size_t number)
{
    const struct ht_comparison *comparison = compared->comparison;
    const struct ht_compared_row *row = &comparison->rows[number];
    ht_strbuf_addf(&md->part, "| %zu | ", number + 1);
    ht_escape_markdown(&md->part, row->latest->title, TITLE_MAX);
    struct ht_strbuf *words = ht_markdown_words(md);
    ht_compare_owner(words, row->latest);
    if (words->length) {
        ht_strbuf_adds(&md->part, "<br>");
        ht_escape_markdown_code(&md->part, words->text, OWNER_MAX);
    }
    ht_strbuf_adds(&md->part, "<br>key ");
    ht_escape_markdown_code(&md->part, row->latest->key, KEY_MAX);
    add_units(md, comparison, row);
    ht_strbuf_adds(&md->part, " |");
    for (size_t i = 0; i < columns_of(comparison); i++) {
        ht_strbuf_addc(&md->part, ' ');
        add_cell(md, comparison, row, &row->cells[build_at(comparison, i)]);
        ht_strbuf_adds(&md->part, " |");
    }
    words = ht_markdown_words(md);
    ht_compare_state(words, compared, row);
    bool loud = row->change.state == HT_BASELINE_NEW || row->change.state == HT_BASELINE_GROWN;
    ht_strbuf_adds(&md->part, loud ? " **" : " ");
    ht_escape_markdown(&md->part, words->text, LABEL_MAX + 16);
    ht_strbuf_adds(&md->part, loud ? "** |\n" : " |\n");
}

/* The rows that there is room for; returns how many. */
static size_t add_rows(struct ht_markdown *md, const struct ht_compared *compared)
{
    size_t count = 0;
    add_table_head(md, compared);
    ht_markdown_commit(md);
    for (; count < compared->comparison->row_count; count++) {
        add_row(md, compared, count);
        if (md->out.length + md->part.length > ROWS_MAX)
            break;
        ht_markdown_commit(md);
    }
    ht_strbuf_reset(&md->part);
    return count;
}

/* What is to be said of the rows that are shown; false when not all has room. */
static bool add_notes(struct ht_markdown *md, const struct ht_compared *compared, size_t count)
{
    bool fits = true;
    ht_strbuf_addc(&md->part, '\n');
    for (size_t i = 0; i < count && fits; i++) {
        struct ht_strbuf *words = ht_markdown_words(md);
        ht_compare_note(words, compared, &compared->comparison->rows[i]);
        if (!words->length)
            continue;
        ht_strbuf_addf(&md->part, "- %zu: ", i + 1);
        ht_markdown_sentence(md, words->text);
        ht_strbuf_addc(&md->part, '\n');
        fits = ht_markdown_commit(md);
    }
    ht_markdown_commit(md);
    return fits;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void add_end(struct ht_markdown *md, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    if (comparison->others) {
        ht_strbuf_addc(&md->part, '\n');
        struct ht_strbuf *words = ht_markdown_words(md);
        ht_compare_others(words, compared);
        ht_markdown_sentence(md, words->text);
        ht_strbuf_adds(&md->part, ".\n");
    }
    ht_strbuf_adds(&md->part, comparison->gate_count ? "\n" : "");
    for (size_t i = 0; i < comparison->gate_count; i++) {
        struct ht_strbuf *gate = ht_markdown_words(md);
        ht_words_gate(gate, &comparison->gate[i]);
        ht_markdown_item(md, gate->text);
    }
    ht_markdown_commit(md);
}

struct ht_error *ht_compare_markdown(FILE *out, const struct ht_compared *compared,
                                     const struct ht_writer_settings *settings)
{
    (void)settings;
    const struct ht_comparison *comparison = compared->comparison;
    size_t columns = columns_of(comparison), shown = 0;
    struct ht_markdown md;
    ht_markdown_init(&md, NULL);
    bool whole = add_head(&md, compared), fits = true;
    if (comparison->row_count) {
        shown = add_rows(&md, compared);
        fits = add_notes(&md, compared, shown);
    }
    if (columns < comparison->build_count) {
        ht_strbuf_adds(&md.out, "\nNo column: ");
        ht_words_count(&md.out, comparison->build_count - columns, "build");
        ht_strbuf_adds(&md.out, " between the first and the last ones.\n");
    }
    if (shown < comparison->row_count || !fits) {
        ht_strbuf_addf(&md.out, "\nLeft out to stay under %d KiB: ", HT_MARKDOWN_MAX / 1024);
        ht_words_count(&md.out, comparison->row_count - shown, "leak");
        ht_strbuf_adds(&md.out, fits ? ".\n" : ", and notes.\n");
    }
    add_end(&md, compared);
    whole = whole && !md.out.failed && !md.words.failed && !md.part.failed;
    if (whole)
        fwrite(md.out.text, 1, md.out.length, out);
    ht_markdown_deinit(&md);
    return whole ? NULL : ht_error_nomem();
}
