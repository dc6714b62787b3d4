#include "report/marks.h"

#include <math.h>
#include <string.h>

const char *ht_mark_issue(const struct ht_finding *finding)
{
    for (size_t i = 0; i < finding->advice_count; i++) {
        if (finding->advice[i].url)
            return finding->advice[i].url;
    }
    return NULL;
}

bool ht_mark_repeats(const struct ht_finding *finding, size_t advice)
{
    const char *url = finding->advice[advice].url;
    for (size_t i = 0; i < advice; i++) {
        if (finding->advice[i].url && !strcmp(url, finding->advice[i].url))
            return true;
    }
    return false;
}

bool ht_mark_told(const struct ht_finding *finding, size_t advice)
{
    return (finding->rule && !strcmp(finding->advice[advice].url, ht_mark_issue(finding))) ||
           ht_mark_repeats(finding, advice);
}

const char *ht_mark_reason(const struct ht_finding *finding)
{
    return finding->evidence_count ? finding->evidence[0].message : NULL;
}

double ht_mark_span(const struct ht_report *report, size_t window, bool *timed)
{
    const struct ht_report_window *figures = &report->windows[window];
    size_t count = report->trace->windows[window].record_count;
    double latest = 0;
    *timed = figures->times;
    for (size_t i = 0; *timed && i < count; i++) {
        *timed = !isnan(figures->times[i]);
        latest = figures->times[i] > latest ? figures->times[i] : latest;
    }
    *timed = *timed && latest > 0;
    return !*timed ? (double)count : figures->seconds > latest ? figures->seconds : latest;
}

unsigned ht_mark_size_class(uint32_t size)
{
    unsigned number = 0;
    while (size > ht_mark_size_class_end(number))
        number++;
    return number;
}

uint64_t ht_mark_size_class_end(unsigned class_number)
{
    return UINT64_C(16) << class_number;
}

bool ht_mark_numbered(const struct ht_report *report, const struct ht_window *window)
{
    return window->number > 1 || (window->number && report->trace->window_count > 1);
}

const char *ht_mark_decider(const struct ht_finding *finding)
{
    if (finding->verdict != HT_VERDICT_UNKNOWN || finding->evidence_count < 2)
        return NULL;
    const struct ht_evidence *last = &finding->evidence[finding->evidence_count - 1];
    return isnan(last->nats) ? last->message : NULL;
}

void ht_mark_warnings(const struct ht_report *report,
                      void (*tell)(void *context, const char *path, const char *message), void *context)
{
    for (size_t i = 0; i < report->doubt_count; i++) {
        if (!report->doubts[i].warned)
            tell(context, report->doubts[i].path, report->doubts[i].message);
    }
    for (size_t i = 0; i < report->trace->window_count; i++) {
        const struct ht_window *window = &report->trace->windows[i];
        for (size_t k = 0; k < window->warning_count; k++)
            tell(context, window->path, window->warnings[k].message);
    }
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        const struct ht_elf_fit *elf = &report->frames->elfs[i];
        for (const char *const *warning = elf->warnings; warning && *warning; warning++)
            tell(context, elf->path, *warning);
    }
}

bool ht_mark_nameless(const struct ht_report *report)
{
    for (size_t i = 0; i < report->frames->count; i++) {
        if (report->frames->items[i].location_count)
            return false;
    }
    return report->frames->count;
}
