#include "report/compare/words.h"

#include <string.h>

#include "judge/trust.h"
#include "report/words.h"
#include "report/words_read.h"

/* More builds that share a doubt are counted. */
#define BUILDS_NAMED 3u

/* More doubts are counted. */
#define DOUBTS_TOLD 12u

/* --- the headline ------------------------------------------------------------------------------------------------- */

/* "1 leak is new", "2 have grown": the first one names what is counted. */
static void add_state(struct ht_strbuf *out, size_t count, const char *one, const char *several, bool *first)
{
    if (!count)
        return;
    ht_strbuf_adds(out, *first ? "" : ", ");
    ht_words_number(out, count);
    if (*first)
        ht_strbuf_adds(out, count == 1 ? " leak" : " leaks");
    ht_strbuf_addf(out, " %s", count == 1 ? one : several);
    *first = false;
}

void ht_compare_headline(struct ht_strbuf *out, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    static const struct {
        enum ht_baseline_state state;
        const char *one, *several;
    } states[] = {{HT_BASELINE_NEW, "is new", "are new"},
                  {HT_BASELINE_GROWN, "has grown", "have grown"},
                  {HT_BASELINE_SHRUNK, "has shrunk", "have shrunk"},
                  {HT_BASELINE_GONE, "is gone", "are gone"},
                  {HT_BASELINE_SAME, "is the same", "are the same"}};
    size_t counts[HT_BASELINE_STATES] = {0}, suppressed = 0;
    for (size_t i = 0; i < comparison->row_count; i++) {
        bool known = comparison->rows[i].latest->suppressed_by;
        suppressed += known;
        counts[comparison->rows[i].change.state] += !known;
    }
    ht_strbuf_addf(out, "%s against %s: ", compared->labels[comparison->build_count - 1], compared->labels[0]);
    bool first = true;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        add_state(out, counts[states[i].state], states[i].one, states[i].several, &first);
    add_state(out, suppressed, "is suppressed", "are suppressed", &first);
    if (first)
        ht_strbuf_adds(out, "no leak in any of them");
    if (ht_comparison_is_doubtful(comparison))
        ht_strbuf_addf(out, "; %s is no evidence: see the warnings", compared->labels[comparison->build_count - 1]);
}

bool ht_compare_is_bad(const struct ht_comparison *comparison)
{
    for (size_t i = 0; i < comparison->row_count; i++) {
        enum ht_baseline_state state = comparison->rows[i].change.state;
        if (!comparison->rows[i].latest->suppressed_by && (state == HT_BASELINE_NEW || state == HT_BASELINE_GROWN))
            return true;
    }
    return false;
}

static const char *if_same(const char *left, const char *right)
{
    return left && right && !strcmp(left, right) ? left : NULL;
}

static struct ht_firmware common_firmware(const struct ht_comparison *comparison)
{
    struct ht_firmware common = comparison->builds[0].firmware;
    for (size_t i = 1; i < comparison->build_count; i++) {
        const struct ht_firmware *own = &comparison->builds[i].firmware;
        common = (struct ht_firmware){.project = if_same(common.project, own->project),
                                      .version = if_same(common.version, own->version),
                                      .idf_version = if_same(common.idf_version, own->idf_version),
                                      .chip = if_same(common.chip, own->chip)};
    }
    return common;
}

void ht_compare_firmware(struct ht_strbuf *out, const struct ht_compared *compared)
{
    const struct ht_firmware common = common_firmware(compared->comparison);
    ht_words_firmware(out, &common);
}

void ht_compare_build(struct ht_strbuf *out, const struct ht_compared *compared, size_t number)
{
    const struct ht_build *build = &compared->comparison->builds[number];
    const struct ht_firmware common = common_firmware(compared->comparison);
    struct ht_firmware own = {.project = common.project ? NULL : build->firmware.project,
                              .version = common.version ? NULL : build->firmware.version,
                              .idf_version = common.idf_version ? NULL : build->firmware.idf_version,
                              .chip = common.chip ? NULL : build->firmware.chip};
    size_t leaks = 0, before = out->length;
    for (size_t i = 0; i < build->finding_count; i++)
        leaks += ht_build_is_leak(&build->findings[i]);
    ht_words_firmware(out, &own);
    ht_strbuf_adds(out, out->length > before ? "; " : "");
    if (isnan(build->seconds))
        ht_strbuf_adds(out, "length unknown");
    else
        ht_words_duration(out, build->seconds);
    ht_strbuf_adds(out, "; ");
    if (leaks)
        ht_words_count(out, leaks, "leak");
    else
        ht_strbuf_adds(out, "no leak");
}

void ht_compare_owner(struct ht_strbuf *out, const struct ht_build_finding *finding)
{
    const struct ht_location *owner = finding->owner;
    if (!owner)
        return;
    const char *slash = owner->file ? strrchr(owner->file, '/') : NULL;
    const struct ht_location place = {.file = slash ? slash + 1 : owner->file, .line = owner->line};
    if (owner->function)
        ht_strbuf_addf(out, "%s%s", owner->function, owner->file ? ", " : "");
    ht_words_place(out, &place);
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

const char *ht_compare_unit(enum ht_compare_figure figure)
{
    static const char *const units[HT_COMPARE_FIGURES] = {"B/h", "95 %", "B/ev", "B"};
    return units[figure];
}

/* Bytes without their unit; they are known. */
static void add_bytes(struct ht_strbuf *out, double bytes)
{
    ht_words_mean_bytes(out, bytes);
    if (out->failed)
        return;
    out->length -= strlen(" B");
    out->text[out->length] = '\0';
}

static bool is_known(const struct ht_build_finding *finding, enum ht_compare_figure figure)
{
    switch (figure) {
    case HT_COMPARE_RATE:
        return !isnan(finding->rate.bytes_per_hour);
    case HT_COMPARE_INTERVAL:
        return !isnan(finding->rate.bytes_per_hour) && !isnan(finding->rate.low) && !isnan(finding->rate.high);
    case HT_COMPARE_EVENT:
        return !isnan(finding->bytes_per_burst);
    case HT_COMPARE_TOTAL:
    case HT_COMPARE_FIGURES:
        break;
    }
    return true;
}

static void add_figure(struct ht_strbuf *out, const struct ht_build_finding *finding, enum ht_compare_figure figure)
{
    switch (figure) {
    case HT_COMPARE_RATE:
        ht_strbuf_adds(out, finding->rate.lower_bound ? ">=" : "");
        add_bytes(out, finding->rate.bytes_per_hour);
        break;
    case HT_COMPARE_INTERVAL:
        add_bytes(out, finding->rate.low);
        ht_strbuf_adds(out, "..");
        add_bytes(out, finding->rate.high);
        break;
    case HT_COMPARE_EVENT:
        add_bytes(out, finding->bytes_per_burst);
        break;
    case HT_COMPARE_TOTAL:
    case HT_COMPARE_FIGURES:
        ht_words_number(out, finding->bytes);
        break;
    }
}

void ht_compare_cell(struct ht_strbuf *out, const struct ht_compared_cell *cell, enum ht_compare_figure figure,
                     bool first)
{
    if (!cell->finding)
        ht_strbuf_adds(out, !first ? "" : cell->state == HT_BASELINE_SAME ? "held" : "-");
    else if (!ht_build_is_leak(cell->finding))
        ht_strbuf_adds(out, first ? ht_verdict_name(cell->finding->verdict) : "");
    else if (is_known(cell->finding, figure))
        add_figure(out, cell->finding, figure);
    else
        ht_strbuf_adds(out, "?");
}

bool ht_compare_knows(const struct ht_comparison *comparison, const struct ht_compared_row *row,
                      enum ht_compare_figure figure)
{
    for (size_t i = 0; i < comparison->build_count; i++) {
        if (ht_build_is_leak(row->cells[i].finding) && is_known(row->cells[i].finding, figure))
            return true;
    }
    return false;
}

/* All leaks of a build together, as one finding. */
static struct ht_build_finding add_up(const struct ht_build *build)
{
    struct ht_build_finding sum = {.rate.bytes_per_hour = 0};
    for (size_t i = 0; i < build->finding_count; i++) {
        const struct ht_build_finding *finding = &build->findings[i];
        if (!ht_build_is_leak(finding))
            continue;
        sum.bytes += finding->bytes;
        sum.rate.bytes_per_hour += finding->rate.bytes_per_hour;
        sum.rate.lower_bound |= finding->rate.lower_bound;
    }
    return sum;
}

enum ht_compare_figure ht_compare_sum_figure(const struct ht_comparison *comparison)
{
    for (size_t i = 0; i < comparison->row_count; i++) {
        if (ht_compare_knows(comparison, &comparison->rows[i], HT_COMPARE_RATE))
            return HT_COMPARE_RATE;
    }
    return HT_COMPARE_TOTAL;
}

void ht_compare_sum(struct ht_strbuf *out, const struct ht_comparison *comparison, size_t build)
{
    const struct ht_build_finding sum = add_up(&comparison->builds[build]);
    enum ht_compare_figure figure = ht_compare_sum_figure(comparison);
    if (is_known(&sum, figure))
        add_figure(out, &sum, figure);
    else
        ht_strbuf_adds(out, "?");
}

/* --- notes -------------------------------------------------------------------------------------------------------- */

/* Parts what a note says, unless that is where it begins. */
static void add_part(struct ht_strbuf *out)
{
    bool begun = out->length && (out->length < 2 || strcmp(out->text + out->length - 2, "; ") != 0);
    ht_strbuf_adds(out, begun ? "; " : "");
}

static void add_rate(struct ht_strbuf *out, const struct ht_build_finding *finding)
{
    if (isnan(finding->rate.bytes_per_hour))
        return;
    ht_strbuf_adds(out, finding->rate.lower_bound ? "at least " : "");
    ht_words_mean_bytes(out, finding->rate.bytes_per_hour);
    ht_strbuf_adds(out, " per hour");
    if (!is_known(finding, HT_COMPARE_INTERVAL))
        return;
    ht_strbuf_adds(out, " (95 % between ");
    ht_words_mean_bytes(out, finding->rate.low);
    ht_strbuf_adds(out, " and ");
    ht_words_mean_bytes(out, finding->rate.high);
    ht_strbuf_adds(out, ")");
}

void ht_compare_state(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row)
{
    ht_strbuf_adds(out, ht_change_name(&row->change));
    if (compared->comparison->build_count > 2 && row->change.state != HT_BASELINE_SAME)
        ht_strbuf_addf(out, " since %s", compared->labels[row->since]);
}

/* What it was told before it became a leak, or after it was one. */
static void add_verdict(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row)
{
    size_t last = compared->comparison->build_count - 1, number = row->since - 1;
    if (row->change.state == HT_BASELINE_GONE)
        number = last;
    else if (row->change.state != HT_BASELINE_NEW)
        return;
    const struct ht_build_finding *finding = row->cells[number].finding;
    if (!finding || ht_build_is_leak(finding))
        return;
    add_part(out);
    ht_strbuf_addf(out, "%s tells it %s", compared->labels[number], ht_verdict_name(finding->verdict));
}

/* The rate of what is new; what grew or shrunk, and how that was found. */
static void add_figures(struct ht_strbuf *out, const struct ht_compared_row *row)
{
    bool changed = row->change.state == HT_BASELINE_GROWN || row->change.state == HT_BASELINE_SHRUNK;
    if (!changed && row->change.state != HT_BASELINE_NEW)
        return;
    add_part(out);
    add_rate(out, row->now.finding);
    if (!changed)
        return;
    if (!isnan(row->now.finding->rate.bytes_per_hour) && !isnan(row->first.finding->rate.bytes_per_hour)) {
        ht_strbuf_adds(out, ", ");
        add_rate(out, row->first.finding);
        ht_strbuf_adds(out, " then");
    }
    add_part(out);
    ht_change_words(out, row->now, row->first, &row->change);
}

/* Where several builds were compared, the last one that tells a leak which is gone. */
static void add_last(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row)
{
    if (row->change.state != HT_BASELINE_GONE || compared->comparison->build_count == 2)
        return;
    add_part(out);
    ht_strbuf_addf(out, "last in %s", compared->labels[row->since - 1]);
    if (isnan(row->latest->rate.bytes_per_hour))
        return;
    ht_strbuf_adds(out, ": ");
    add_rate(out, row->latest);
}

void ht_compare_note(struct ht_strbuf *out, const struct ht_compared *compared, const struct ht_compared_row *row)
{
    const struct ht_build_finding *now = row->now.finding;
    add_last(out, compared, row);
    add_verdict(out, compared, row);
    add_figures(out, row);
    if (row->change.state == HT_BASELINE_NEW && now->confidence != HT_CONFIDENCE_HIGH) {
        add_part(out);
        ht_strbuf_addf(out, "%s confidence", ht_confidence_name(now->confidence));
    }
    if (row->part && row->first.finding && now) {
        add_part(out);
        ht_strbuf_addf(out, "in %s a part of: %s", compared->labels[0], row->first.finding->title);
    }
    if (row->change.state == HT_BASELINE_SAME && !now) {
        add_part(out);
        ht_strbuf_addf(out, "in %s within another leak", compared->labels[compared->comparison->build_count - 1]);
    }
    if (row->old_name && now) {
        add_part(out);
        ht_strbuf_addf(out, "renamed: %s \xe2\x86\x92 %s", row->old_name, row->new_name);
    }
    if (row->latest->suppressed_by) {
        add_part(out);
        ht_strbuf_addf(out, "suppressed by %s", row->latest->suppressed_by);
    }
}

void ht_compare_others(struct ht_strbuf *out, const struct ht_compared *compared)
{
    const struct ht_comparison *comparison = compared->comparison;
    ht_words_count(out, comparison->others, "finding");
    ht_strbuf_addf(out, " of %s that no build told a leak %s not listed", compared->labels[comparison->build_count - 1],
                   comparison->others == 1 ? "is" : "are");
}

/* --- doubts ------------------------------------------------------------------------------------------------------- */

static bool is_same(const struct ht_doubt *left, const struct ht_doubt *right)
{
    return !strcmp(left->code, right->code) && !strcmp(left->message, right->message);
}

/* The doubt, and the builds from number on that share it; told marks those. */
static void say_doubt(struct ht_strbuf *out, const struct ht_compared *compared, size_t number, bool *told)
{
    const struct ht_comparison *comparison = compared->comparison;
    size_t count = 0, previous = SIZE_MAX;
    for (size_t i = number; i < comparison->doubt_count; i++) {
        if (told[i] || !is_same(&comparison->doubts[i], &comparison->doubts[number]))
            continue;
        told[i] = true;
        if (comparison->doubtful[i] == previous)
            continue;
        previous = comparison->doubtful[i];
        if (count++ < BUILDS_NAMED)
            ht_strbuf_addf(out, "%s%s", count > 1 ? ", " : "", compared->labels[previous]);
    }
    if (count > BUILDS_NAMED)
        ht_strbuf_addf(out, " and %zu more", count - BUILDS_NAMED);
    ht_strbuf_addf(out, ": %s", comparison->doubts[number].message);
}

bool ht_compare_doubts(const struct ht_compared *compared, void (*tell)(void *context, const char *message, bool bad),
                       void *context)
{
    const struct ht_comparison *comparison = compared->comparison;
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    struct ht_arena arena;
    ht_arena_init(&arena);
    bool *told = ht_arena_array(&arena, comparison->doubt_count, sizeof *told), whole = told;
    size_t count = 0, more = 0;
    for (size_t i = 0; i < comparison->doubt_count && whole; i++) {
        if (told[i])
            continue;
        if (count == DOUBTS_TOLD) {
            more++;
            continue;
        }
        ht_strbuf_reset(&words);
        say_doubt(&words, compared, i, told);
        whole = !words.failed;
        tell(context, words.text, ht_doubt_is_grave(comparison->doubts[i].code));
        count++;
    }
    if (more && whole) {
        ht_strbuf_reset(&words);
        ht_strbuf_addf(&words, "and %zu more", more);
        tell(context, words.text, false);
    }
    ht_arena_deinit(&arena);
    ht_strbuf_deinit(&words);
    return whole;
}
