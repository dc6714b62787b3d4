#include "report/compare/text.h"

#include "report/text/parts.h"
#include "report/words.h"

/* Columns before the cells: what a line is about, and the unit of its figures. */
#define INDENT 3u
#define UNIT 5u

/* Labels of builds are cut to this. */
#define LABEL_MAX 12u

/* Builds that the head lists; more of them share a line. */
#define LISTED_MAX 12u

struct table {
    struct ht_text *text;
    const struct ht_compared *compared;
    unsigned cell;  /* columns of one, with what parts it from the one before */
    size_t shown;   /* builds that have a column: the first, and the last ones */
    bool intervals; /* there is room for them */
    struct ht_strbuf words;
};

/* --- geometry ----------------------------------------------------------------------------------------------------- */

/* The build of the number-th column. */
static size_t build_at(const struct table *table, size_t number)
{
    return number ? table->compared->comparison->build_count - table->shown + number : 0;
}

/* What a figure of a row says in a build. */
static const struct ht_strbuf *cell_words(struct table *table, const struct ht_compared_cell *cell,
                                          enum ht_compare_figure figure, bool first)
{
    ht_strbuf_reset(&table->words);
    ht_compare_cell(&table->words, cell, figure, first);
    return &table->words;
}

/* Of the labels, which are cut. */
static unsigned label_columns(struct ht_text *text, const struct ht_compared *compared)
{
    unsigned columns = 1;
    for (size_t i = 0; i < compared->comparison->build_count; i++) {
        unsigned own = ht_text_columns(text, compared->labels[i]);
        columns = own > columns ? own : columns;
    }
    return columns > LABEL_MAX ? LABEL_MAX : columns;
}

static unsigned wider(struct table *table, const char *words, unsigned columns)
{
    unsigned own = ht_text_columns(table->text, words);
    return own > columns ? own : columns;
}

/* The columns that the widest figure of any build takes; words: so do verdicts in place of figures. */
static unsigned widest(struct table *table, bool intervals, bool words)
{
    const struct ht_comparison *comparison = table->compared->comparison;
    unsigned columns = label_columns(table->text, table->compared);
    for (size_t b = 0; b < comparison->build_count; b++) {
        ht_strbuf_reset(&table->words);
        ht_compare_sum(&table->words, comparison, b);
        columns = wider(table, table->words.text, columns);
        for (size_t i = 0; i < comparison->row_count; i++) {
            const struct ht_compared_cell *cell = &comparison->rows[i].cells[b];
            for (int figure = 0; figure < HT_COMPARE_FIGURES; figure++) {
                if (figure != HT_COMPARE_INTERVAL || intervals)
                    columns =
                        wider(table, cell_words(table, cell, (enum ht_compare_figure)figure, words)->text, columns);
            }
        }
    }
    return columns;
}

static size_t columns_that_fit(const struct table *table, unsigned cell)
{
    return (table->text->width - INDENT - UNIT) / cell;
}

/* Intervals have their line when all builds have room for them; else all, or as many builds as do are shown. */
static void fit(struct table *table)
{
    size_t builds = table->compared->comparison->build_count;
    const unsigned cells[] = {widest(table, true, true) + 2, widest(table, false, true) + 2,
                              widest(table, false, true) + 1, widest(table, false, false) + 1};
    size_t i = 0;
    while (i < 3 && columns_that_fit(table, cells[i]) < builds)
        i++;
    table->intervals = i == 0;
    table->cell = cells[i];
    table->shown = columns_that_fit(table, table->cell);
    if (table->shown > builds)
        table->shown = builds;
    if (table->shown < 2)
        table->shown = 2;
}

/* --- the head ----------------------------------------------------------------------------------------------------- */

static void put_build(struct ht_text *text, const struct ht_compared *compared, size_t number, unsigned label)
{
    const struct ht_build *build = &compared->comparison->builds[number];
    ht_text_to(text, 2);
    ht_text_fit(text, compared->labels[number], label, HT_CUT_MIDDLE);
    ht_text_to(text, 2 + label + 2);
    ht_text_fit(text, build->path, text->width * 2 / 5, HT_CUT_PATH);
    struct ht_strbuf *words = ht_text_words(text);
    ht_strbuf_adds(words, ": ");
    ht_compare_build(words, compared, number);
    ht_text_wrap(text, 2 + label + 4, words->text);
    ht_text_end(text);
}

static void put_builds(struct ht_text *text, const struct ht_compared *compared)
{
    size_t count = compared->comparison->build_count;
    size_t left_out = count > LISTED_MAX ? count - LISTED_MAX : 0;
    unsigned label = label_columns(text, compared);
    struct ht_strbuf *words = ht_text_words(text);
    ht_compare_firmware(words, compared);
    if (words->length) {
        ht_text_wrap(text, 2, words->text);
        ht_text_end(text);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || i > left_out)
            put_build(text, compared, i, label);
        if (i || !left_out)
            continue;
        words = ht_text_words(text);
        ht_words_count(words, left_out, "more build");
        ht_text_to(text, 2 + label + 2);
        ht_text_put(text, words->text);
        ht_text_end(text);
    }
}

static void put_doubt(void *context, const char *message, bool bad)
{
    ht_text_warning(context, NULL, message, bad);
}

static void put_headline(struct ht_text *text, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    ht_text_end(text);
    struct ht_strbuf *words = ht_text_words(text);
    ht_compare_headline(words, compared);
    ht_text_style(text, ht_compare_is_bad(comparison)           ? HT_STYLE_BAD
                        : ht_comparison_is_doubtful(comparison) ? HT_STYLE_DOUBT
                                                                : HT_STYLE_GOOD);
    ht_text_wrap(text, 0, words->text);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

static void begin_line(struct table *table, const char *unit)
{
    ht_text_to(table->text, INDENT);
    ht_text_style(table->text, HT_STYLE_DIM);
    ht_text_put(table->text, unit);
    ht_text_style(table->text, HT_STYLE_PLAIN);
}

/* A cell at the right end of its columns. */
static void put_cell(struct table *table, size_t number, const char *words, enum ht_cut how)
{
    unsigned start = INDENT + UNIT + (unsigned)number * table->cell;
    unsigned columns = ht_text_fit_columns(table->text, words, table->cell - 1, how);
    if (!*words)
        return;
    ht_text_to(table->text, start + table->cell - columns);
    ht_text_fit(table->text, words, table->cell - 1, how);
}

static void put_labels(struct table *table)
{
    ht_text_end(table->text);
    ht_text_style(table->text, HT_STYLE_BOLD);
    for (size_t i = 0; i < table->shown; i++)
        put_cell(table, i, table->compared->labels[build_at(table, i)], HT_CUT_MIDDLE);
    ht_text_style(table->text, HT_STYLE_PLAIN);
    ht_text_end(table->text);
}

/* The figures of one kind. */
static void put_figures(struct table *table, const struct ht_compared_row *row, enum ht_compare_figure figure,
                        bool first)
{
    begin_line(table, ht_compare_unit(figure));
    for (size_t i = 0; i < table->shown; i++)
        put_cell(table, i, cell_words(table, &row->cells[build_at(table, i)], figure, first)->text, HT_CUT_END);
    ht_text_end(table->text);
}

/* The title, wrapped, and at the end of its last line what became of the leak. */
static void put_title(struct table *table, const struct ht_compared_row *row)
{
    static const enum ht_style styles[HT_BASELINE_STATES] = {[HT_BASELINE_NEW] = HT_STYLE_BAD,
                                                             [HT_BASELINE_GROWN] = HT_STYLE_BAD,
                                                             [HT_BASELINE_SHRUNK] = HT_STYLE_GOOD,
                                                             [HT_BASELINE_GONE] = HT_STYLE_GOOD};
    struct ht_text *text = table->text;
    ht_strbuf_reset(&table->words);
    ht_compare_state(&table->words, table->compared, row);
    unsigned width = text->width;
    unsigned state = ht_text_fit_columns(text, table->words.text, width / 2, HT_CUT_MIDDLE);
    text->width = width - state - 2;
    ht_text_style(text, HT_STYLE_BOLD);
    ht_text_wrap(text, INDENT, row->latest->title);
    text->width = width;
    ht_text_to(text, width - state);
    ht_text_style(text, row->latest->suppressed_by ? HT_STYLE_DIM : styles[row->change.state]);
    ht_text_fit(text, table->words.text, width / 2, HT_CUT_MIDDLE);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

/* Who it is laid on, and its key. */
static void put_names(struct ht_text *text, const struct ht_build_finding *finding)
{
    struct ht_strbuf *words = ht_text_words(text);
    ht_compare_owner(words, finding);
    if (words->length) {
        ht_text_to(text, INDENT);
        ht_text_wrap(text, INDENT, words->text);
        ht_text_end(text);
    }
    ht_text_to(text, INDENT);
    ht_text_style(text, HT_STYLE_DIM);
    ht_text_put(text, "key: ");
    ht_text_fit(text, finding->key, text->width - INDENT - 5, HT_CUT_MIDDLE);
    ht_text_style(text, HT_STYLE_PLAIN);
    ht_text_end(text);
}

static void put_row(struct table *table, size_t number)
{
    struct ht_text *text = table->text;
    const struct ht_comparison *comparison = table->compared->comparison;
    const struct ht_compared_row *row = &comparison->rows[number];
    struct ht_strbuf *words = ht_text_words(text);
    ht_text_end(text);
    ht_strbuf_addf(words, "%zu", number + 1);
    ht_text_put(text, words->text);
    ht_text_to(text, INDENT);
    put_title(table, row);
    put_names(text, row->latest);
    bool rate = ht_compare_knows(comparison, row, HT_COMPARE_RATE);
    bool event = ht_compare_knows(comparison, row, HT_COMPARE_EVENT);
    if (rate)
        put_figures(table, row, HT_COMPARE_RATE, true);
    if (table->intervals && ht_compare_knows(comparison, row, HT_COMPARE_INTERVAL))
        put_figures(table, row, HT_COMPARE_INTERVAL, false);
    if (event)
        put_figures(table, row, HT_COMPARE_EVENT, !rate);
    if (!rate && !event)
        put_figures(table, row, HT_COMPARE_TOTAL, true);
    words = ht_text_words(text);
    ht_compare_note(words, table->compared, row);
    if (!words->length)
        return;
    ht_text_to(text, INDENT);
    ht_text_wrap(text, INDENT, words->text);
    ht_text_end(text);
}

/* What all leaks of each build lose together. */
static void put_sums(struct table *table)
{
    const struct ht_comparison *comparison = table->compared->comparison;
    ht_text_put(table->text, "All leaks");
    ht_text_end(table->text);
    begin_line(table, ht_compare_unit(ht_compare_sum_figure(comparison)));
    for (size_t i = 0; i < table->shown; i++) {
        ht_strbuf_reset(&table->words);
        ht_compare_sum(&table->words, comparison, build_at(table, i));
        put_cell(table, i, table->words.text, HT_CUT_END);
    }
    ht_text_end(table->text);
}

static void put_table(struct table *table)
{
    const struct ht_comparison *comparison = table->compared->comparison;
    fit(table);
    put_labels(table);
    put_sums(table);
    for (size_t i = 0; i < comparison->row_count; i++)
        put_row(table, i);
    if (table->shown == comparison->build_count)
        return;
    ht_text_end(table->text);
    struct ht_strbuf *words = ht_text_words(table->text);
    size_t left_out = comparison->build_count - table->shown;
    ht_strbuf_adds(words, "For want of room ");
    ht_words_count(words, left_out, "build");
    ht_strbuf_addf(words, " between %s and %s %s no column; --format html shows all", table->compared->labels[0],
                   table->compared->labels[build_at(table, 1)], left_out == 1 ? "has" : "have");
    ht_text_wrap(table->text, 0, words->text);
    ht_text_end(table->text);
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void put_end(struct ht_text *text, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    if (comparison->others || comparison->gate_count)
        ht_text_end(text);
    if (comparison->others) {
        struct ht_strbuf *words = ht_text_words(text);
        ht_compare_others(words, compared);
        ht_text_wrap(text, 0, words->text);
        ht_text_end(text);
    }
    ht_text_gate(text, comparison->gate, comparison->gate_count);
}

struct ht_error *ht_compare_text(FILE *out, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings)
{
    struct ht_text text;
    struct table table = {.text = &text, .compared = compared};
    ht_text_init(&text, out, settings->width, settings->utf8, settings->color);
    ht_strbuf_init(&table.words);
    put_builds(&text, compared);
    bool whole = ht_compare_doubts(compared, put_doubt, &text);
    put_headline(&text, compared);
    if (compared->comparison->row_count)
        put_table(&table);
    put_end(&text, compared);
    whole = whole && !table.words.failed;
    ht_strbuf_deinit(&table.words);
    whole = ht_text_deinit(&text) && whole;
    return whole ? NULL : ht_error_nomem();
}
