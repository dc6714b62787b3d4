#include "judge/fate.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* Freed blocks, sorted by chain and by who freed them: one record, or a tally of many. */
struct freed {
    uint32_t chain, by, count, timed;
    uint64_t bytes;
    double shortest, longest, sum; /* lives, in seconds */
};

static int compare_freed(const void *a, const void *b)
{
    const struct freed *x = a, *y = b;
    if (x->chain != y->chain)
        return HT_ORDER(x->chain, y->chain);
    return HT_ORDER(x->by, y->by);
}

static bool is_same_freer(const struct ht_freer *a, const struct ht_freer *b)
{
    bool named = a->location && a->location->function, other = b->location && b->location->function;
    return named && other ? strcmp(a->location->function, b->location->function) == 0
                          : named == other && a->pc == b->pc;
}

/* Counts blocks for who freed them; what finds no room stays with those whose freers are not told. */
static void count_freer(struct ht_fate *fate, const struct ht_freer *freer)
{
    uint32_t i = 0;
    while (i < fate->freer_count && !is_same_freer(&fate->freers[i], freer))
        i++;
    if (i == HT_FREERS_MAX)
        return;
    if (i == fate->freer_count) {
        fate->freers[i] = (struct ht_freer){freer->location, freer->pc, 0};
        fate->freer_count++;
    }
    fate->freers[i].count += freer->count;
    for (; i > 0 && fate->freers[i].count > fate->freers[i - 1].count; i--) {
        struct ht_freer more = fate->freers[i];
        fate->freers[i] = fate->freers[i - 1];
        fate->freers[i - 1] = more;
    }
}

static void count_life(struct ht_fate *fate, uint32_t count, double shortest, double longest, double sum)
{
    if (!count)
        return;
    if (!fate->timed || shortest < fate->life_shortest)
        fate->life_shortest = shortest;
    if (!fate->timed || longest > fate->life_longest)
        fate->life_longest = longest;
    fate->timed += count;
    fate->life_sum += sum;
}

void ht_fate_add(struct ht_fate *sum, const struct ht_fate *part)
{
    sum->freed += part->freed;
    sum->freed_bytes += part->freed_bytes;
    for (uint32_t i = 0; i < part->freer_count; i++)
        count_freer(sum, &part->freers[i]);
    count_life(sum, part->timed, part->life_shortest, part->life_longest, part->life_sum);
}

/* Who freed it, behind free() and its like; false when the dump does not tell. */
static bool find_freer(const struct ht_report *report, const struct ht_attribution *attributions, uint32_t by,
                       struct ht_freer *ret)
{
    if (by == HT_NO_CHAIN)
        return false;
    const struct ht_chain *chain = &report->trace->chains.items[by];
    uint32_t owner = attributions[by].owner < chain->depth ? attributions[by].owner : 0;
    *ret = (struct ht_freer){ht_owner_location(&attributions[by], chain, report->frames), chain->pcs[owner], 1};
    return true;
}

static struct freed from_record(const struct ht_record *record)
{
    bool timed = record->t_us >= 0 && record->t_freed_us >= record->t_us;
    double life = timed ? (double)(record->t_freed_us - record->t_us) / 1e6 : 0;
    return (struct freed){record->chain, record->freed_by, 1, timed, record->size, life, life, life};
}

static struct freed from_tally(const struct ht_tally *tally)
{
    return (struct freed){tally->chain,
                          tally->freed_by,
                          tally->freed,
                          tally->timed,
                          tally->bytes,
                          (double)tally->shortest / 1e6,
                          (double)tally->longest / 1e6,
                          tally->sum / 1e6};
}

static size_t count_entries(const struct ht_window *window)
{
    return window->tally_count ? window->tally_count : window->freed_count;
}

static struct freed *list_freed(const struct ht_trace *trace, size_t *ret)
{
    size_t count = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        count += count_entries(&trace->windows[w]);
    struct freed *freed = malloc((count + 1) * sizeof *freed);
    *ret = 0;
    for (size_t w = 0; w < trace->window_count && freed; w++) {
        const struct ht_window *window = &trace->windows[w];
        for (size_t i = 0; i < count_entries(window); i++)
            freed[(*ret)++] = window->tally_count ? from_tally(&window->tallies[i]) : from_record(&window->freed[i]);
    }
    ht_sort(freed, *ret, sizeof *freed, compare_freed);
    return freed;
}

/* The fate of a chain, from what was freed of it. */
static struct ht_fate *make_fate(const struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct freed *freed, size_t count)
{
    struct ht_fate *fate = ht_arena_alloc(report->trace->arena, sizeof *fate);
    if (!fate)
        return NULL;
    for (size_t i = 0, end; i < count; i = end) {
        uint32_t blocks = 0;
        for (end = i; end < count && freed[end].by == freed[i].by; end++) {
            blocks += freed[end].count;
            fate->freed_bytes += freed[end].bytes;
            count_life(fate, freed[end].timed, freed[end].shortest, freed[end].longest, freed[end].sum);
        }
        fate->freed += blocks;
        struct ht_freer freer;
        if (!find_freer(report, attributions, freed[i].by, &freer))
            continue;
        freer.count = blocks;
        count_freer(fate, &freer);
    }
    return fate;
}

/* A finding has the fates of the chains that it holds most records of. */
static struct ht_error *hand_out(struct ht_report *report)
{
    for (size_t c = 0; c < report->trace->chains.count; c++) {
        uint32_t number = report->chains[c].finding;
        if (!report->fates[c] || number == HT_NO_FINDING)
            continue;
        struct ht_finding *finding = &report->findings[number];
        if (!finding->fate) {
            finding->fate = ht_arena_alloc(report->trace->arena, sizeof *finding->fate);
            if (!finding->fate)
                return ht_error_nomem();
        }
        ht_fate_add(finding->fate, report->fates[c]);
    }
    return NULL;
}

struct ht_error *ht_fates_make(struct ht_report *report, const struct ht_attribution *attributions)
{
    size_t count;
    struct freed *freed = list_freed(report->trace, &count);
    struct ht_error *error = freed ? NULL : ht_error_nomem();
    if (!error && count) {
        report->fates = ht_arena_array(report->trace->arena, report->trace->chains.count, sizeof *report->fates);
        error = report->fates ? NULL : ht_error_nomem();
    }
    for (size_t i = 0, end; i < count && !error; i = end) {
        for (end = i; end < count && freed[end].chain == freed[i].chain;)
            end++;
        report->fates[freed[i].chain] = make_fate(report, attributions, freed + i, end - i);
        error = report->fates[freed[i].chain] ? NULL : ht_error_nomem();
    }
    free(freed);
    return error || !report->fates ? error : hand_out(report);
}
