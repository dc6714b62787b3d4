#include "report/html/parts.h"

#include <math.h>

#include "report/words.h"

/* Who made most of the blocks; the rest is counted. */
#define ROWS_MAX 30

/* Lives are drawn by their logarithm, from a millisecond to a week. */
#define LIFE_SHORTEST 1e-3
#define LIFE_LONGEST 6e5

static double place_of(double seconds)
{
    double place = log(fmax(seconds, LIFE_SHORTEST) / LIFE_SHORTEST) / log(LIFE_LONGEST / LIFE_SHORTEST);
    return fmin(place, 1);
}

/* From the shortest to the longest life, with a mark at the average. */
static void put_lives(struct ht_html *html, const struct ht_fate *fate)
{
    if (!fate->timed) {
        ht_html_add(html, fate->freed ? "not known" : "");
        return;
    }
    double first = place_of(fate->life_shortest), last = place_of(fate->life_longest);
    ht_words_lives(&html->out, fate);
    ht_html_add(html,
                "<svg class=\"lives\" width=\"100%\" height=\"8\" aria-hidden=\"true\"><rect class=\"ground\" y=\"3\" "
                "width=\"100%\" height=\"2\"/><rect y=\"2\" height=\"4\" x=\"");
    ht_html_percent(html, first);
    ht_html_add(html, "\" width=\"");
    ht_html_percent(html, fmax(last - first, 0.01));
    ht_html_add(html, "\"/><rect height=\"8\" width=\"2\" x=\"");
    ht_html_percent(html, place_of(fate->life_sum / fate->timed));
    ht_html_add(html, "\"/></svg>");
}

static void put_row(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_view_group *group)
{
    uint64_t made = (uint64_t)group->count + group->fate.freed;
    ht_html_add(html, "<tr><td>");
    ht_words_number(&html->out, made);
    ht_html_add(html, "</td><td>");
    ht_words_number(&html->out, group->fate.freed);
    ht_html_add(html, "</td><td>");
    ht_words_number(&html->out, group->count);
    ht_html_add(html, "</td><td>");
    ht_html_bytes(html, group->bytes);
    ht_html_add(html, "</td><th scope=\"row\"><code class=\"function\">");
    ht_html_cut(html, group->function && group->function->function ? group->function->function : "not known", 160);
    ht_html_add(html, "</code> ");
    if (group->function)
        ht_html_place(html, facts, group->function);
    if (group->fate.freer_count) {
        ht_words_freers(ht_html_words(html), &group->fate);
        ht_html_add(html, "<small>freed by ");
        ht_html_cut(html, html->words.text, 400);
        ht_html_add(html, "</small>");
    }
    ht_html_add(html, "</th><td class=\"life\">");
    put_lives(html, &group->fate);
    ht_html_add(html, "</td></tr>\n");
}

void ht_html_fates(struct ht_html *html, const struct ht_html_facts *facts)
{
    size_t count = facts->view.owner_count;
    if (!count)
        return;
    ht_html_add(html,
                "<section id=\"fates\" aria-labelledby=\"h-fates\">\n<h2 id=\"h-fates\">Made and freed</h2>\n"
                "<p>Who made blocks in the windows that tell of freed ones too, and what became of them. What is made "
                "often and freed as often is no leak; lives are drawn by their logarithm.</p>\n"
                "<div class=\"scroll\" role=\"region\" aria-label=\"Table of functions\" tabindex=\"0\">\n"
                "<table class=\"fates\"><caption class=\"out-of-sight\">Made and freed</caption>\n<thead><tr>"
                "<th scope=\"col\">made</th><th scope=\"col\">freed</th><th scope=\"col\">alive</th>"
                "<th scope=\"col\">bytes alive</th><th scope=\"col\">function</th><th scope=\"col\">lived</th>"
                "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count && i < ROWS_MAX; i++)
        put_row(html, facts, &facts->view.owners[i]);
    ht_html_add(html, "</tbody></table></div>\n");
    if (count > ROWS_MAX) {
        ht_html_add(html, "<p class=\"quiet\">and ");
        ht_html_count(html, count - ROWS_MAX, "more function");
        ht_html_add(html, ": <code>--group-by function</code> shows them</p>\n");
    }
    ht_html_add(html, "</section>\n");
}
