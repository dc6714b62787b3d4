#include "judge/fate.h"

#include <stdlib.h>
#include <string.h>

/* One freed record, sorted by chain and by who freed it. */
struct freed {
    uint32_t chain, by, size;
    double life; /* seconds, or NAN */
};

static int compare_freed(const void *a, const void *b)
{
    const struct freed *x = a, *y = b;
    if (x->chain != y->chain)
        return x->chain > y->chain ? 1 : -1;
    return (x->by > y->by) - (x->by < y->by);
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

static double life_of(const struct ht_record *record)
{
    bool known = record->t_us >= 0 && record->t_freed_us >= record->t_us;
    return known ? (double)(record->t_freed_us - record->t_us) / 1e6 : HT_NOT_KNOWN;
}

static struct freed *list_freed(const struct ht_trace *trace, size_t *ret)
{
    size_t count = 0;
    for (size_t w = 0; w < trace->window_count; w++)
        count += trace->windows[w].freed_count;
    struct freed *freed = malloc((count + 1) * sizeof *freed);
    *ret = 0;
    for (size_t w = 0; w < trace->window_count && freed; w++) {
        for (size_t i = 0; i < trace->windows[w].freed_count; i++) {
            const struct ht_record *record = &trace->windows[w].freed[i];
            freed[(*ret)++] = (struct freed){record->chain, record->freed_by, record->size, life_of(record)};
        }
    }
    if (freed)
        qsort(freed, *ret, sizeof *freed, compare_freed);
    return freed;
}

/* The fate of a chain, from its freed records. */
static struct ht_fate *make_fate(const struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct freed *freed, size_t count)
{
    struct ht_fate *fate = ht_arena_alloc(report->trace->arena, sizeof *fate);
    if (!fate)
        return NULL;
    *fate = (struct ht_fate){.freed = (uint32_t)count};
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && freed[end].by == freed[i].by; end++) {
            fate->freed_bytes += freed[end].size;
            if (!isnan(freed[end].life))
                count_life(fate, 1, freed[end].life, freed[end].life, freed[end].life);
        }
        struct ht_freer freer;
        if (!find_freer(report, attributions, freed[i].by, &freer))
            continue;
        freer.count = (uint32_t)(end - i);
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
            *finding->fate = (struct ht_fate){0};
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
