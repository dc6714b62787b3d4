#include "compare/comparison.h"

#include <string.h>

#include "base/sort.h"
#include "compare/tracks.h"
#include "judge/firmware.h"

/* Leaks times builds: what is more fits no report. */
#define CELLS_MAX ((size_t)1000000)

/* A comparison under way. */
struct maker {
    struct ht_arena *arena;
    struct ht_comparison *comparison;
    struct ht_tracks tracks;
    uint32_t *rows; /* of each track its row's number, or HT_NO_TRACK */
};

/* --- rows --------------------------------------------------------------------------------------------------------- */

static struct ht_error *make_rows(struct maker *maker)
{
    struct ht_comparison *comparison = maker->comparison;
    const struct ht_tracks *tracks = &maker->tracks;
    size_t count = 0;
    maker->rows = ht_arena_array(maker->arena, tracks->count, sizeof *maker->rows);
    if (!maker->rows)
        return ht_error_nomem();
    for (size_t i = 0; i < tracks->count; i++)
        maker->rows[i] = tracks->items[i].leak ? (uint32_t)count++ : HT_NO_TRACK;
    if (count > CELLS_MAX / comparison->build_count)
        return ht_error_create(HT_ERROR_INPUT, "too much to compare: %zu leaks in %zu builds", count,
                               comparison->build_count);
    struct ht_compared_cell *cells = ht_arena_array(maker->arena, count * comparison->build_count, sizeof *cells);
    comparison->rows = ht_arena_array(maker->arena, count, sizeof *comparison->rows);
    if (!cells || !comparison->rows)
        return ht_error_nomem();
    for (size_t i = 0; i < tracks->count; i++) {
        if (maker->rows[i] == HT_NO_TRACK)
            continue;
        struct ht_compared_row *row = &comparison->rows[comparison->row_count++];
        *row = (struct ht_compared_row){
            .cells = cells,
            .part = tracks->items[i].whole != HT_NO_TRACK,
            .old_name = tracks->items[i].old_name,
            .new_name = tracks->items[i].new_name,
        };
        cells += comparison->build_count;
    }
    return NULL;
}

/* What a build has of each row; what is held by another leak is marked as the same. */
static void fill_cells(struct maker *maker, size_t number)
{
    const struct ht_build *build = &maker->comparison->builds[number];
    for (size_t i = 0; i < maker->tracks.place_counts[number]; i++) {
        const struct ht_track_place *place = &maker->tracks.places[number][i];
        if (maker->rows[place->track] == HT_NO_TRACK)
            continue;
        struct ht_compared_cell *cell = &maker->comparison->rows[maker->rows[place->track]].cells[number];
        if (place->finding == HT_NO_TRACK)
            cell->state = HT_BASELINE_SAME;
        else
            cell->finding = &build->findings[place->finding];
    }
}

/* --- states ------------------------------------------------------------------------------------------------------- */

/* The first build's finding of a track: its own, or of which it is a part. Findings of it have the first tracks. */
static const struct ht_build_finding *find_first(const struct maker *maker, uint32_t track)
{
    const struct ht_build *build = &maker->comparison->builds[0];
    uint32_t whole = maker->tracks.items[track].whole, number = whole == HT_NO_TRACK ? track : whole;
    return number < build->finding_count ? &build->findings[number] : NULL;
}

/* A leak's state in a build. What is a part now was counted with the rest then. */
static enum ht_baseline_state state_of(const struct ht_compared_row *row, struct ht_occurrence now)
{
    enum ht_baseline_state state = ht_change_find(now, row->first).state;
    return row->part && state != HT_BASELINE_NEW ? HT_BASELINE_SAME : state;
}

static void tell_states(const struct ht_comparison *comparison, struct ht_compared_row *row)
{
    size_t count = comparison->build_count;
    for (size_t i = 0; i < count; i++) {
        struct ht_compared_cell *cell = &row->cells[i];
        bool leak = ht_build_is_leak(cell->finding);
        if (i && leak)
            cell->state = state_of(row, (struct ht_occurrence){&comparison->builds[i], cell->finding});
        else if (cell->state == HT_BASELINE_NONE && row->latest)
            cell->state = HT_BASELINE_GONE;
        if (leak)
            row->latest = cell->finding;
    }
    row->change = (struct ht_change){.state = row->cells[count - 1].state, .p = HT_NOT_KNOWN};
    row->since = count - 1;
    while (row->since > 1 && row->cells[row->since - 1].state == row->change.state)
        row->since--;
}

static void compare_ends(const struct ht_comparison *comparison, struct ht_compared_row *row)
{
    size_t last = comparison->build_count - 1;
    row->now = (struct ht_occurrence){&comparison->builds[last], row->cells[last].finding};
    if (!ht_build_is_leak(row->now.finding))
        row->now.finding = NULL;
    if (!ht_build_is_leak(row->first.finding))
        row->first.finding = NULL;
    if (row->now.finding && row->first.finding && !row->part)
        row->change = ht_change_find(row->now, row->first);
}

/* --- order -------------------------------------------------------------------------------------------------------- */

static unsigned rank_of(const struct ht_compared_row *row)
{
    static const unsigned ranks[HT_BASELINE_STATES] = {[HT_BASELINE_NEW] = 0,
                                                       [HT_BASELINE_GROWN] = 1,
                                                       [HT_BASELINE_SHRUNK] = 2,
                                                       [HT_BASELINE_GONE] = 3,
                                                       [HT_BASELINE_SAME] = 4};
    return ranks[row->change.state] + (row->latest->suppressed_by ? HT_BASELINE_STATES : 0);
}

static int compare_doubles(double left, double right)
{
    return HT_ORDER(left, right);
}

static int compare_rows(const void *left, const void *right)
{
    const struct ht_compared_row *a = left, *b = right;
    unsigned ranks[] = {rank_of(a), rank_of(b)};
    if (ranks[0] != ranks[1])
        return ranks[0] < ranks[1] ? -1 : 1;
    double rates[] = {a->latest->rate.bytes_per_hour, b->latest->rate.bytes_per_hour};
    int order = compare_doubles(isnan(rates[1]) ? -1 : rates[1], isnan(rates[0]) ? -1 : rates[0]);
    if (!order)
        order = HT_ORDER(b->latest->bytes, a->latest->bytes);
    if (!order)
        order = strcmp(a->latest->key, b->latest->key);
    return order ? order : HT_ORDER(a->cells, b->cells);
}

/* --- the gate ----------------------------------------------------------------------------------------------------- */

/* The last build's findings, with the states that they have there. */
static void take_findings(const struct maker *maker, struct ht_gate_finding *findings)
{
    const struct ht_comparison *comparison = maker->comparison;
    size_t last = comparison->build_count - 1;
    const struct ht_build *build = &comparison->builds[last];
    for (size_t i = 0; i < maker->tracks.place_counts[last]; i++) {
        const struct ht_track_place *place = &maker->tracks.places[last][i];
        if (place->finding == HT_NO_TRACK)
            continue;
        const struct ht_build_finding *finding = &build->findings[place->finding];
        uint32_t number = maker->rows[place->track];
        const struct ht_compared_row *row = number == HT_NO_TRACK ? NULL : &comparison->rows[number];
        const struct ht_build_finding *first = row ? row->first.finding : NULL;
        findings[place->finding] = (struct ht_gate_finding){
            .verdict = finding->verdict,
            .confidence = finding->confidence,
            .suppressed = finding->suppressed_by,
            .state = row ? row->change.state : HT_BASELINE_NONE,
            .count = finding->count,
            .bytes = finding->bytes,
            .bytes_per_burst = finding->bytes_per_burst,
            .bytes_per_hour = finding->rate.bytes_per_hour,
            .old_bytes_per_burst = first ? first->bytes_per_burst : HT_NOT_KNOWN,
            .old_bytes_per_hour = first ? first->rate.bytes_per_hour : HT_NOT_KNOWN,
            .owner = finding->owner,
        };
    }
}

static struct ht_error *judge(struct maker *maker, const struct ht_gate_condition *conditions, size_t count)
{
    struct ht_comparison *comparison = maker->comparison;
    const struct ht_build *last = &comparison->builds[comparison->build_count - 1];
    struct ht_gate_finding *findings = ht_arena_array(maker->arena, last->finding_count, sizeof *findings);
    comparison->gate = ht_arena_array(maker->arena, count, sizeof *comparison->gate);
    if (!findings || !comparison->gate)
        return ht_error_nomem();
    take_findings(maker, findings);
    comparison->gate_count = count;
    const struct ht_gate_subject subject = {findings, last->finding_count, true, !isnan(last->seconds)};
    return ht_gate_judge_subject(maker->arena, &subject, conditions, count, comparison->gate);
}

/* --- doubts ------------------------------------------------------------------------------------------------------- */

static void add_doubt(struct ht_comparison *comparison, size_t build, const char *code, const char *message)
{
    comparison->doubtful[comparison->doubt_count] = build;
    comparison->doubts[comparison->doubt_count++] =
        (struct ht_doubt){.code = code, .path = comparison->builds[build].path, .message = message};
}

static struct ht_error *doubt_firmware(struct maker *maker, size_t number)
{
    const struct ht_build *builds = maker->comparison->builds;
    struct ht_firmware_difference fact;
    for (size_t i = 0; i < number; i++) {
        if (!ht_firmware_is_foreign(&builds[number].firmware, &builds[i].firmware, &fact))
            continue;
        const char *message = ht_firmware_words(maker->arena, &fact, builds[i].path);
        if (!message)
            return ht_error_nomem();
        add_doubt(maker->comparison, number, fact.code, message);
        return NULL;
    }
    return NULL;
}

static struct ht_error *list_doubts(struct maker *maker)
{
    struct ht_comparison *comparison = maker->comparison;
    size_t most = comparison->build_count;
    for (size_t i = 0; i < comparison->build_count; i++)
        most += comparison->builds[i].doubt_count;
    comparison->doubts = ht_arena_array(maker->arena, most, sizeof *comparison->doubts);
    comparison->doubtful = ht_arena_array(maker->arena, most, sizeof *comparison->doubtful);
    struct ht_error *error = comparison->doubts && comparison->doubtful ? NULL : ht_error_nomem();
    for (size_t i = 0; i < comparison->build_count && !error; i++) {
        const struct ht_build *build = &comparison->builds[i];
        for (size_t k = 0; k < build->doubt_count; k++) {
            if (!build->doubts[k].accepted)
                add_doubt(comparison, i, build->doubts[k].code, build->doubts[k].message);
        }
        error = doubt_firmware(maker, i);
    }
    return error;
}

bool ht_comparison_is_doubtful(const struct ht_comparison *comparison)
{
    return comparison->builds[comparison->build_count - 1].refusal;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static void finish_rows(struct maker *maker)
{
    struct ht_comparison *comparison = maker->comparison;
    for (size_t i = 0; i < comparison->build_count; i++)
        fill_cells(maker, i);
    for (size_t i = 0; i < maker->tracks.count; i++) {
        if (maker->rows[i] == HT_NO_TRACK)
            continue;
        struct ht_compared_row *row = &comparison->rows[maker->rows[i]];
        row->first = (struct ht_occurrence){&comparison->builds[0], find_first(maker, (uint32_t)i)};
        tell_states(comparison, row);
        compare_ends(comparison, row);
    }
    size_t last = comparison->build_count - 1;
    for (size_t i = 0; i < maker->tracks.place_counts[last]; i++)
        comparison->others += maker->rows[maker->tracks.places[last][i].track] == HT_NO_TRACK;
}

struct ht_error *ht_comparison_make(struct ht_arena *arena, const struct ht_build *builds, size_t count,
                                    const struct ht_gate_condition *conditions, size_t condition_count,
                                    struct ht_comparison *ret)
{
    struct ht_comparison comparison = {.builds = builds, .build_count = count};
    struct maker maker = {.arena = arena, .comparison = &comparison};
    struct ht_error *error = ht_tracks_make(arena, builds, count, &maker.tracks);
    if (!error)
        error = make_rows(&maker);
    if (error)
        return error;
    finish_rows(&maker);
    error = judge(&maker, conditions, condition_count);
    if (!error)
        error = list_doubts(&maker);
    if (error)
        return error;
    ht_sort(comparison.rows, comparison.row_count, sizeof *comparison.rows, compare_rows);
    *ret = comparison;
    return NULL;
}
