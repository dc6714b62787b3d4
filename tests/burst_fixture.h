/*
 * Bursts of one group cut from windows made by hand, for the tests of what repairs them.
 */
#ifndef HT_BURST_FIXTURE_H
#define HT_BURST_FIXTURE_H

#include "trace_builder.h"

#include "infer/fingerprint.h"

#define GAP (BUILDER_HZ / 1000 * 30)

/* Sizes as they are allocated, and ended by 0: two servers' names, and something else. */
static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0};
static const uint32_t digicert[] = {99, 3, 2, 3, 12, 3, 16, 3, 23, 0};
static const uint32_t request[] = {40, 200, 24, 0};

struct fixture {
    struct trace_builder b;
    struct ht_shapes shapes;
    struct ht_bursts bursts;
};

static inline void setup(struct fixture *f)
{
    builder_init(&f->b);
    builder_window(&f->b, 600);
    ht_shapes_init(&f->shapes, &f->b.arena);
    f->bursts = (struct ht_bursts){0};
}

static inline void teardown(struct fixture *f)
{
    ht_bursts_deinit(&f->bursts);
    ht_shapes_deinit(&f->shapes);
    builder_deinit(&f->b);
}

/* Cuts all windows. */
static inline void cut(struct fixture *f)
{
    for (uint32_t w = 0; w < f->b.trace.window_count; w++) {
        const struct ht_window *window = &f->b.trace.windows[w];
        uint32_t *picks = malloc((window->record_count + 1) * sizeof *picks);
        if (!picks)
            abort();
        for (uint32_t i = 0; i < window->record_count; i++)
            picks[i] = i;
        builder_must(ht_bursts_cut(&f->shapes, window->records, w, picks, window->record_count, GAP, &f->bursts));
        free(picks);
    }
}

static inline void repair(struct fixture *f)
{
    cut(f);
    builder_must(ht_bursts_repair(&f->shapes, f->b.trace.windows, BUILDER_HZ / 1000, &f->bursts));
}

static inline int compare_sizes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The shape with these sizes, or NULL. */
static inline const struct ht_shape *find(const struct fixture *f, const uint32_t *sizes)
{
    uint32_t sorted[32], count = 0;
    for (; sizes[count]; count++)
        sorted[count] = sizes[count];
    qsort(sorted, count, sizeof *sorted, compare_sizes);
    for (size_t i = 0; i < f->shapes.count; i++) {
        const struct ht_shape *shape = &f->shapes.items[i];
        if (shape->count == count && !memcmp(shape->sizes, sorted, count * sizeof *sorted))
            return shape;
    }
    return NULL;
}

static inline uint32_t bursts_of(const struct fixture *f, const uint32_t *sizes)
{
    const struct ht_shape *shape = find(f, sizes);
    return shape ? shape->bursts : 0;
}

/* Each burst's sizes are those of its shape, its records ascend, and no record is lost or taken twice. */
static inline void assert_whole(const struct fixture *f)
{
    size_t records = 0, held = 0;
    for (size_t w = 0; w < f->b.trace.window_count; w++)
        records += f->b.trace.windows[w].record_count;
    unsigned char *seen = calloc(records + 1, 1);
    assert_non_null(seen);
    for (size_t i = 0; i < f->bursts.count; i++) {
        const struct ht_burst *burst = &f->bursts.items[i];
        const struct ht_shape *shape = &f->shapes.items[burst->shape];
        assert_int_equal(shape->count, burst->count);
        size_t before = 0;
        for (uint32_t w = 0; w < burst->window; w++)
            before += f->b.trace.windows[w].record_count;
        uint32_t sizes[1024];
        for (uint32_t k = 0; k < burst->count; k++) {
            assert_true(k == 0 || burst->records[k] > burst->records[k - 1]);
            assert_int_equal(seen[before + burst->records[k]]++, 0);
            sizes[k] = f->b.trace.windows[burst->window].records[burst->records[k]].size;
        }
        qsort(sizes, burst->count, sizeof *sizes, compare_sizes);
        assert_memory_equal(sizes, shape->sizes, burst->count * sizeof *sizes);
        held += burst->count;
        if (i > 0) {
            const struct ht_burst *last = &f->bursts.items[i - 1];
            assert_true(last->window < burst->window ||
                        (last->window == burst->window && last->records[0] < burst->records[0]));
        }
    }
    free(seen);
    assert_int_equal(held, records);
}

#endif
