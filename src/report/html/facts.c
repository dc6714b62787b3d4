#include "report/html/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "report/view_make.h"
#include "report/words_read.h"

static struct ht_error *gather_sizes(struct ht_html_facts *facts)
{
    const struct ht_report *report = facts->report;
    size_t room = 1;
    for (size_t window = 0; window < report->trace->window_count; window++)
        room += report->trace->windows[window].record_count;
    facts->sizes = ht_arena_array(&facts->arena, room, sizeof *facts->sizes);
    if (!facts->sizes)
        return ht_error_nomem();
    for (size_t window = 0; window < report->trace->window_count; window++) {
        const struct ht_window *records = &report->trace->windows[window];
        for (size_t i = 0; !report->windows[window].superseded && i < records->record_count; i++)
            facts->sizes[facts->size_count++] =
                (uint64_t)report->windows[window].findings[i] << 32 | records->records[i].size;
    }
    ht_sort_u64(facts->sizes, facts->size_count);
    return NULL;
}

struct ht_error *ht_html_facts_init(struct ht_html_facts *facts, const struct ht_report *report)
{
    static const struct ht_view_settings everything;
    *facts = (struct ht_html_facts){.report = report};
    ht_arena_init(&facts->arena);
    ht_source_links_init(&facts->links, report);
    struct ht_error *error = gather_sizes(facts);
    if (!error)
        error = ht_view_make(&facts->arena, report, &everything, &facts->view);
    return error;
}

void ht_html_facts_deinit(struct ht_html_facts *facts)
{
    ht_arena_deinit(&facts->arena);
}

const char *ht_html_verdict_name(const struct ht_finding *finding)
{
    return finding->suppressed_by ? "suppressed" : ht_verdict_name(finding->verdict);
}

void ht_html_badge(struct ht_html *html, const struct ht_finding *finding)
{
    const char *name = ht_html_verdict_name(finding);
    ht_html_addf(html, "<span class=\"badge\"><svg aria-hidden=\"true\"><use href=\"#s-%s\"/></svg>%s</span> ", name,
                 name);
}

void ht_html_finding_link(struct ht_html *html, const struct ht_report *report, uint32_t number)
{
    const struct ht_finding *finding = &report->findings[number];
    ht_html_badge(html, finding);
    ht_html_addf(html, "<a href=\"#finding-%" PRIu32 "\"><span class=\"number\">%" PRIu32 "</span> ", finding->number,
                 finding->number);
    ht_html_cut(html, finding->title, 120);
    ht_html_add(html, "</a>");
}

void ht_html_place(struct ht_html *html, const struct ht_html_facts *facts, const struct ht_location *location)
{
    const char *file = ht_location_file(location);
    if (!file)
        return;
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    bool linked = ht_source_link(ht_html_words(html), &facts->links, location);
    if (linked) {
        ht_html_add(html, "<a rel=\"noreferrer noopener\" href=\"");
        ht_html_say(html);
        ht_html_add(html, "\">");
    }
    /* The directory is what a reader skips: it stands apart, so that the style can hold it back. */
    ht_html_add(html, "<span class=\"place\"><span class=\"dir\">");
    ht_strbuf_add(ht_html_words(html), file, (size_t)(name - file));
    ht_html_say(html);
    /* A line that is too short breaks before the name, and not within it. */
    ht_html_add(html, slash ? "</span><wbr>" : "</span>");
    ht_html_text(html, name);
    if (location->line)
        ht_html_addf(html, ":%u", (unsigned)location->line);
    ht_html_add(html, linked ? "</span></a>" : "</span>");
}

void ht_html_window_name(struct ht_html *html, const struct ht_report *report, size_t window)
{
    if (report->windows[window].run) {
        ht_html_addf(html, "run %u", (unsigned)report->windows[window].run);
        return;
    }
    ht_words_window_name(ht_html_words(html), &report->trace->windows[window]);
    ht_html_say(html);
}

uint64_t ht_html_bytes_in(const struct ht_finding *finding, size_t window)
{
    size_t place;
    HT_SEARCH(place, 0, finding->per_window_count, finding->per_window[place].window < window);
    bool there = place < finding->per_window_count && finding->per_window[place].window == window;
    return there ? finding->per_window[place].bytes : 0;
}

uint64_t ht_html_thousandths(double seconds)
{
    return seconds > 0 ? seconds < 1e12 ? (uint64_t)(seconds * 1000 + 0.5) : (uint64_t)1e15 : 0;
}

const char *ht_html_name(const struct ht_frame *frame, uint32_t pc, uint32_t number, char buffer[16])
{
    const struct ht_location *location = ht_frame_shown(frame, number);
    if (location && location->function)
        return location->function;
    snprintf(buffer, 16, "0x%08" PRIx32, pc);
    return buffer;
}

struct ht_place ht_html_owner(const struct ht_report *report, const struct ht_finding *finding, uint32_t id)
{
    struct ht_place owner = ht_report_owner_in(report, finding, id);
    return owner.location == HT_NO_LOCATION ? (struct ht_place){0, 0} : owner;
}
