#include "report/html/parts.h"

#include "report/marks.h"
#include "report/words.h"

static const char *const names[HT_RIVALS] = {
    [HT_RIVAL_LEAK] = "leak",
    [HT_RIVAL_TRANSIENT] = "freed later",
    [HT_RIVAL_BOUNDED] = "kept, up to a bound",
    [HT_RIVAL_ONCE] = "made once",
};

static const char *const verdicts[HT_RIVALS] = {
    [HT_RIVAL_LEAK] = "leak",
    [HT_RIVAL_TRANSIENT] = "transient",
    [HT_RIVAL_BOUNDED] = "retained",
    [HT_RIVAL_ONCE] = "retained",
};

/* The window that shows most events of a finding, and how many; the last look of several. NULL: none is known. */
static const struct ht_per_window *most_events(const struct ht_report *report, const struct ht_finding *finding)
{
    const struct ht_per_window *most = NULL;
    for (size_t i = 0; i < finding->per_window_count; i++) {
        const struct ht_per_window *share = &finding->per_window[i];
        if (!report->windows[share->window].superseded && (!most || share->bursts > most->bursts))
            most = share;
    }
    return most;
}

/* What a longer window holds if the rival is right, of so many events now. */
static void put_forecast(struct ht_html *html, enum ht_rival rival, uint32_t events)
{
    static const char *const rest[HT_RIVALS] = {
        [HT_RIVAL_TRANSIENT] = ", none of them old",
        [HT_RIVAL_BOUNDED] = " or some more, then no more",
        [HT_RIVAL_ONCE] = ", the same",
    };
    ht_html_add(html, rival == HT_RIVAL_LEAK || rival == HT_RIVAL_TRANSIENT ? "about " : "");
    ht_words_number(&html->out, rival == HT_RIVAL_LEAK ? (uint64_t)events * HT_LONGER_WINDOW : events);
    ht_html_add(html, rest[rival] ? rest[rival] : "");
}

/* The same of runs of a section. */
static void put_run_forecast(struct ht_html *html, enum ht_rival rival)
{
    ht_html_add(html, rival == HT_RIVAL_LEAK        ? "each leaves as many again"
                      : rival == HT_RIVAL_TRANSIENT ? "these are gone"
                      : rival == HT_RIVAL_BOUNDED   ? "fewer and fewer are added"
                                                    : "none is added");
}

static void put_percent(struct ht_html *html, double share)
{
    if (share > 0 && share < 0.005)
        ht_html_add(html, "&lt; 1 %");
    else if (share < 1 && share > 0.995)
        ht_html_add(html, "&gt; 99 %");
    else
        ht_html_addf(html, "%u %%", (unsigned)(share * 100 + 0.5));
}

static void put_table(struct ht_html *html, const struct ht_report *report, const struct ht_finding *finding,
                      const struct ht_per_window *most)
{
    double seconds = most ? report->windows[most->window].seconds : 0;
    bool forecast = report->run_count || (seconds > 0 && most->bursts);
    ht_html_add(html,
                "<table class=\"rivals\"><caption>How likely</caption>\n<thead><tr><th scope=\"col\">if it is</th>"
                "<th scope=\"col\" colspan=\"2\">probability</th>");
    if (report->run_count) {
        ht_html_add(html, "<th scope=\"col\">then of more runs</th>");
    } else if (forecast) {
        ht_html_add(html, "<th scope=\"col\">then events in ");
        ht_words_duration(&html->out, seconds * HT_LONGER_WINDOW);
        ht_html_add(html, "</th>");
    }
    ht_html_add(html, "</tr></thead>\n<tbody>\n");
    for (unsigned i = 0; i < HT_RIVALS; i++) {
        ht_html_addf(html, "<tr><th scope=\"row\">%s</th><td>", names[i]);
        put_percent(html, finding->probability[i]);
        ht_html_addf(html,
                     "</td><td class=\"bar v-%s\"><svg width=\"100%%\" height=\"10\" aria-hidden=\"true\"><rect "
                     "height=\"10\" width=\"",
                     verdicts[i]);
        ht_html_percent(html, finding->probability[i]);
        ht_html_add(html, "\"/></svg></td>");
        if (forecast) {
            ht_html_add(html, "<td>");
            if (report->run_count)
                put_run_forecast(html, (enum ht_rival)i);
            else
                put_forecast(html, (enum ht_rival)i, most->bursts);
            ht_html_add(html, "</td>");
        }
        ht_html_add(html, "</tr>\n");
    }
    ht_html_add(html, "</tbody></table>\n");
}

void ht_html_rivals(struct ht_html *html, const struct ht_report *report, const struct ht_finding *finding)
{
    const struct ht_per_window *most = most_events(report, finding);
    double sum = 0;
    for (unsigned i = 0; i < HT_RIVALS; i++)
        sum += finding->probability[i];
    if (sum > 0.5) /* else nothing was weighed */
        put_table(html, report, finding, most);
    const char *decider = ht_mark_decider(finding);
    if (!decider)
        return;
    ht_html_add(html, "<p class=\"decider\"><b>What would decide:</b> ");
    ht_html_text(html, decider);
    ht_html_add(html, ".</p>\n");
}
