#include "report/compare/html.h"

#include "base/version.h"
#include "report/html/out.h"
#include "report/html/page.h"
#include "report/words.h"

/* Of a drawing: columns a build takes, unless all together would take more than the page has, and lines in all. */
#define STEP 20u
#define WIDTH_MAX 1000u
#define HEIGHT 56u

/* Bytes of a name: those of templates have thousands. */
#define NAME_MAX 400u

/* What a state looks like: as the verdict does that is as good or bad. */
static const char *class_of(const struct ht_compared_row *row)
{
    static const char *const classes[HT_BASELINE_STATES] = {
        [HT_BASELINE_NEW] = "leak",      [HT_BASELINE_GROWN] = "leak",      [HT_BASELINE_SHRUNK] = "retained",
        [HT_BASELINE_GONE] = "retained", [HT_BASELINE_SAME] = "suppressed",
    };
    return row->latest->suppressed_by ? "suppressed" : classes[row->change.state];
}

/* --- the head ----------------------------------------------------------------------------------------------------- */

static void put_doubt(void *context, const char *message, bool bad)
{
    (void)bad;
    ht_html_warning(context, NULL, message);
}

static void put_gate(struct ht_html *html, const struct ht_comparison *comparison)
{
    if (!comparison->gate_count)
        return;
    ht_html_add(html, "<ul class=\"plain\">\n");
    ht_html_gate(html, comparison->gate, comparison->gate_count);
    ht_html_add(html, "</ul>\n");
}

static bool put_header(struct ht_html *html, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    bool bad = ht_compare_is_bad(comparison);
    ht_html_addf(html, "<header class=\"%s\">\n<h1>",
                 bad                                     ? "v-leak"
                 : ht_comparison_is_doubtful(comparison) ? "v-unknown"
                                                         : "clean");
    if (bad)
        ht_html_add(html, "<svg aria-hidden=\"true\"><use href=\"#s-leak\"/></svg>");
    ht_compare_headline(ht_html_words(html), compared);
    ht_html_say(html);
    ht_html_add(html, "</h1>\n");
    ht_compare_firmware(ht_html_words(html), compared);
    if (html->words.length) {
        ht_html_add(html, "<p class=\"firmware\">");
        ht_html_say(html);
        ht_html_add(html, "</p>\n");
    }
    bool whole = ht_compare_doubts(compared, put_doubt, html);
    put_gate(html, comparison);
    ht_html_add(html, "</header>\n");
    return whole;
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

/* The highest rate that a row's drawing holds; 0: there is nothing to draw. */
static double highest(const struct ht_comparison *comparison, const struct ht_compared_row *row)
{
    double most = 0;
    for (size_t i = 0; i < comparison->build_count; i++) {
        const struct ht_build_finding *finding = row->cells[i].finding;
        if (!ht_build_is_leak(finding))
            continue;
        const struct ht_rate *rate = &finding->rate;
        most = rate->bytes_per_hour > most ? rate->bytes_per_hour : most;
        most = rate->high > most ? rate->high : most;
    }
    return most;
}

/* The line of a drawing at which a rate stands, which is at most the highest. */
static unsigned line_of(double rate, double most)
{
    double share = rate > 0 ? rate / most : 0;
    return HEIGHT - 4 - (unsigned)(share * (HEIGHT - 8) + 0.5);
}

/* A dot for each build's rate, on a line from one end of its interval to the other. */
static void put_drawing(struct ht_html *html, const struct ht_comparison *comparison, const struct ht_compared_row *row)
{
    double most = highest(comparison, row);
    if (!(most > 0 && most < 1e300) || comparison->build_count < 3) /* two are seen in the table */
        return;
    unsigned count = (unsigned)comparison->build_count, step = count * STEP > WIDTH_MAX ? WIDTH_MAX / count : STEP;
    unsigned width = count * step;
    ht_html_addf(html, "<svg class=\"trend\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" aria-hidden=\"true\">",
                 width, HEIGHT, width, HEIGHT);
    ht_html_addf(html, "<path class=\"ground\" d=\"M0 %u.5h%u\"/>", HEIGHT - 4, width);
    for (size_t i = 0; i < comparison->build_count; i++) {
        const struct ht_build_finding *finding = row->cells[i].finding;
        if (!ht_build_is_leak(finding) || isnan(finding->rate.bytes_per_hour))
            continue;
        const struct ht_rate *rate = &finding->rate;
        unsigned x = (unsigned)i * step + step / 2;
        if (!isnan(rate->low) && !isnan(rate->high))
            ht_html_addf(html, "<path d=\"M%u %uV%u\"/>", x, line_of(rate->low, most), line_of(rate->high, most));
        ht_html_addf(html, "<circle cx=\"%u\" cy=\"%u\" r=\"2.5\"/>", x, line_of(rate->bytes_per_hour, most));
    }
    ht_html_add(html, "</svg>\n<small>Bytes an hour, build by build, from 0 to ");
    ht_words_mean_bytes(&html->out, most);
    ht_html_add(html, "</small>\n");
}

/* What is said of a leak beside its figures. */
static void put_card(struct ht_html *html, const struct ht_compared *compared, size_t number)
{
    const struct ht_compared_row *row = &compared->comparison->rows[number];
    ht_html_addf(html, "<article class=\"card v-%s\" id=\"leak-%zu\"><h3><span class=\"number\">%zu</span> ",
                 class_of(row), number + 1, number + 1);
    ht_html_cut(html, row->latest->title, NAME_MAX);
    ht_html_add(html, "</h3> <strong class=\"state\">");
    ht_compare_state(ht_html_words(html), compared, row);
    ht_html_say(html);
    ht_html_add(html, "</strong>\n<p>");
    ht_compare_owner(ht_html_words(html), row->latest);
    if (html->words.length) {
        ht_html_add(html, "<code>");
        ht_html_cut(html, html->words.text, NAME_MAX);
        ht_html_add(html, "</code><br>");
    }
    ht_html_add(html, "<span class=\"quiet\">key <code>");
    ht_html_cut(html, row->latest->key, NAME_MAX);
    ht_html_add(html, "</code></span></p>\n");
    put_drawing(html, compared->comparison, row);
    ht_compare_note(ht_html_words(html), compared, row);
    if (html->words.length) {
        ht_html_add(html, "<p>");
        ht_html_say(html);
        ht_html_add(html, ".</p>\n");
    }
    ht_html_add(html, "</article>\n");
}

/* Begins a cell that names its build, for where the page is too narrow for columns. */
static void open_cell(struct ht_html *html, const char *build)
{
    ht_html_add(html, "<td data-build=\"");
    ht_html_text(html, build);
    ht_html_add(html, "\">");
}

/* The figures of a build, one below the other. */
static void put_cell(struct ht_html *html, const struct ht_compared *compared, const struct ht_compared_row *row,
                     size_t build)
{
    const struct ht_comparison *comparison = compared->comparison;
    const struct ht_compared_cell *cell = &row->cells[build];
    static const struct {
        enum ht_compare_figure figure;
        const char *before, *behind;
    } figures[] = {{HT_COMPARE_RATE, "", ""},
                   {HT_COMPARE_INTERVAL, "<br><small>", "</small>"},
                   {HT_COMPARE_EVENT, "<br><small>", " B/ev</small>"}};
    bool first = true;
    open_cell(html, compared->labels[build]);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (!ht_compare_knows(comparison, row, figures[i].figure))
            continue;
        ht_compare_cell(ht_html_words(html), cell, figures[i].figure, first);
        if (html->words.length) {
            bool told = ht_build_is_leak(cell->finding);
            ht_html_add(html, figures[i].before);
            ht_html_say(html);
            ht_html_add(html, told || *figures[i].before ? figures[i].behind : "");
        }
        first = false;
    }
    if (first) {
        ht_compare_cell(ht_html_words(html), cell, HT_COMPARE_TOTAL, true);
        ht_html_say(html);
        ht_html_add(html, ht_build_is_leak(cell->finding) ? "<br><small>B in all</small>" : "");
    }
    ht_html_add(html, "</td>");
}

static void put_row(struct ht_html *html, const struct ht_compared *compared, size_t number)
{
    const struct ht_comparison *comparison = compared->comparison;
    const struct ht_compared_row *row = &comparison->rows[number];
    ht_html_addf(html, "<tr class=\"v-%s\"><th scope=\"row\"><a href=\"#leak-%zu\"><span class=\"number\">%zu</span> ",
                 class_of(row), number + 1, number + 1);
    ht_html_cut(html, row->latest->title, NAME_MAX);
    ht_html_add(html, "</a></th>");
    for (size_t i = 0; i < comparison->build_count; i++)
        put_cell(html, compared, row, i);
    ht_html_add(html, "<td class=\"state\">");
    ht_compare_state(ht_html_words(html), compared, row);
    ht_html_say(html);
    ht_html_add(html, "</td></tr>\n");
}

static void put_table(struct ht_html *html, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    ht_html_add(html, "<section id=\"findings\">\n<h2>Leaks, build by build</h2>\n"
                      "<p>Bytes an hour with their 95 % interval, and bytes an event; the verdict where it is no leak, "
                      "- where there is none of it.</p>\n"
                      "<div class=\"scroll\" role=\"region\" aria-label=\"Leaks, build by build\" tabindex=\"0\">\n"
                      "<table class=\"compared\"><thead><tr><th scope=\"col\">leak</th>");
    for (size_t i = 0; i < comparison->build_count; i++) {
        ht_html_add(html, "<th scope=\"col\">");
        ht_html_text(html, compared->labels[i]);
        ht_html_add(html, "</th>");
    }
    ht_html_add(html, "<th scope=\"col\">state</th></tr></thead>\n<tbody>\n<tr><th scope=\"row\">All leaks</th>");
    for (size_t i = 0; i < comparison->build_count; i++) {
        open_cell(html, compared->labels[i]);
        ht_compare_sum(ht_html_words(html), comparison, i);
        ht_html_say(html);
        ht_html_add(html, "</td>");
    }
    ht_html_add(html, "<td class=\"state\"></td></tr>\n");
    for (size_t i = 0; i < comparison->row_count; i++)
        put_row(html, compared, i);
    ht_html_add(html, "</tbody></table></div>\n");
    if (comparison->others) {
        ht_html_add(html, "<p class=\"quiet\">");
        ht_compare_others(ht_html_words(html), compared);
        ht_html_say(html);
        ht_html_add(html, ".</p>\n");
    }
    if (comparison->row_count)
        ht_html_add(html, "<h2>Leaks, one by one</h2>\n");
    for (size_t i = 0; i < comparison->row_count; i++)
        put_card(html, compared, i);
    ht_html_add(html, "</section>\n");
}

static void put_builds(struct ht_html *html, const struct ht_compared *compared)
{
    ht_html_add(html, "<section>\n<h2>Builds</h2>\n"
                      "<div class=\"scroll\" role=\"region\" aria-label=\"Builds\" tabindex=\"0\">\n"
                      "<table class=\"builds\"><thead><tr><th scope=\"col\">build</th><th scope=\"col\">report</th>"
                      "<th scope=\"col\">what it holds</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < compared->comparison->build_count; i++) {
        ht_html_add(html, "<tr><th scope=\"row\">");
        ht_html_text(html, compared->labels[i]);
        ht_html_add(html, "</th><td><code>");
        ht_html_text(html, compared->comparison->builds[i].path);
        ht_html_add(html, "</code></td><td>");
        ht_compare_build(ht_html_words(html), compared, i);
        ht_html_say(html);
        ht_html_add(html, "</td></tr>\n");
    }
    ht_html_add(html, "</tbody></table></div>\n</section>\n");
}

struct ht_error *ht_compare_html(FILE *out, const struct ht_compared *compared,
                                 const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_html html;
    ht_html_init(&html, out);
    ht_compare_headline(ht_html_words(&html), compared);
    ht_html_open(&html, "findings", "Skip to the leaks");
    bool whole = put_header(&html, compared);
    ht_html_add(&html, "<main>\n");
    put_table(&html, compared);
    put_builds(&html, compared);
    ht_html_add(&html,
                "</main>\n<footer><p>Written by htanalyze " HT_VERSION ". Bytes are those asked for.</p></footer>\n");
    ht_html_close(&html);
    whole = ht_html_deinit(&html) && whole;
    return whole ? NULL : ht_error_nomem();
}
