#include "report/view.h"

#include <stdlib.h>

static int compare_keys(const void *a, const void *b)
{
    const struct ht_view_key *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank > y->rank ? 1 : -1;
    if (x->figure != y->figure)
        return x->figure < y->figure ? 1 : -1;
    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

double ht_view_figure(enum ht_sort sort, uint64_t bytes, uint32_t count, double rate)
{
    switch (sort) {
    case HT_SORT_BLOCKS:
        return count;
    case HT_SORT_RATE:
        return isnan(rate) ? -1 : rate;
    case HT_SORT_BYTES:
        break;
    }
    return (double)bytes;
}

void ht_view_sort(struct ht_view_key *keys, size_t count)
{
    if (count)
        qsort(keys, count, sizeof *keys, compare_keys);
}

void ht_view_count(struct ht_verdict_total *total, uint32_t count, uint64_t bytes)
{
    total->count += count;
    total->bytes += bytes;
}
