/*
 * Windows made by hand and cut into events, for the tests of sequences, events and bursts.
 */
#ifndef HT_EVENTS_FIXTURE_H
#define HT_EVENTS_FIXTURE_H

#include "trace_builder.h"

#include "infer/events.h"
#include "infer/timeline.h"

enum { FIXTURE_WINDOWS_MAX = 4 };

/* Sizes as they are allocated, and ended by 0: two servers' names, and something else. */
static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0};
static const uint32_t digicert[] = {99, 3, 2, 3, 12, 3, 16, 3, 23, 0};
static const uint32_t request[] = {40, 200, 24, 0};

/* Two kinds of events in no order. */
static const bool kinds[] = {false, false, true, true, false, true, true, false};

struct fixture {
    struct trace_builder b;
    struct ht_timeline timelines[FIXTURE_WINDOWS_MAX];
    struct ht_picks picks[FIXTURE_WINDOWS_MAX];
    struct ht_bursts bursts;
    uint64_t random; /* state of a generator: the same in every run */
};

static inline void setup(struct fixture *f, double seconds)
{
    *f = (struct fixture){.random = 1};
    builder_init(&f->b);
    builder_window(&f->b, seconds);
}

static inline void teardown(struct fixture *f)
{
    ht_bursts_deinit(&f->bursts);
    builder_deinit(&f->b);
}

/* A number from 0 to 1, at random. */
static inline double next_random(struct fixture *f)
{
    f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(f->random >> 11) / 9007199254740992.0;
}

/* A number from low to high whose logarithm is uniform. */
static inline double next_pause(struct fixture *f, double low, double high)
{
    return low * pow(high / low, next_random(f));
}

/* Makes the timelines of all windows, and picks all of their records. */
static inline void pick_all(struct fixture *f)
{
    for (uint32_t w = 0; w < f->b.trace.window_count; w++) {
        const struct ht_window *window = &f->b.trace.windows[w];
        const struct ht_timeline_window facts = {.seconds = window->seconds, .cpu_hz = BUILDER_HZ};
        uint32_t *records = ht_arena_array(&f->b.arena, window->record_count + 1, sizeof *records);
        if (!records)
            abort();
        for (uint32_t i = 0; i < window->record_count; i++)
            records[i] = i;
        builder_must(ht_timeline_make(&f->b.arena, window, &facts, &f->timelines[w]));
        f->picks[w] = (struct ht_picks){w, records, window->record_count};
    }
}

static inline int compare_sizes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* No record is lost or taken twice; bursts are in order, and those of the same sizes have one shape. */
static inline void assert_whole(const struct fixture *f)
{
    size_t records = 0, held = 0;
    for (size_t w = 0; w < f->b.trace.window_count; w++)
        records += f->b.trace.windows[w].record_count;
    for (size_t i = 0; i < f->bursts.count; i++) {
        const struct ht_burst *burst = &f->bursts.items[i];
        assert_true(burst->count > 0);
        for (uint32_t k = 1; k < burst->count; k++)
            assert_true(burst->records[k] > burst->records[k - 1]);
        for (size_t k = 0; k < i; k++) {
            const struct ht_burst *other = &f->bursts.items[k];
            assert_true(other->window < burst->window ||
                        (other->window == burst->window && other->records[0] < burst->records[0]));
            for (uint32_t r = 0; r < other->count && other->window == burst->window; r++) {
                for (uint32_t s = 0; s < burst->count; s++)
                    assert_int_not_equal(other->records[r], burst->records[s]);
            }
        }
        held += burst->count;
    }
    assert_int_equal(held, records);
}

static inline void cut(struct fixture *f)
{
    pick_all(f);
    builder_must(ht_events_cut(&f->b.trace, f->timelines, f->picks, f->b.trace.window_count, &f->bursts));
    assert_whole(f);
}

/* How many bursts left these sizes; all of one shape. */
static inline uint32_t bursts_of(const struct fixture *f, const uint32_t *wanted)
{
    uint32_t sizes[1024], sorted[1024], length = 0, count = 0;
    uint64_t shape = 0;
    for (; wanted[length]; length++)
        sorted[length] = wanted[length];
    qsort(sorted, length, sizeof *sorted, compare_sizes);
    for (size_t i = 0; i < f->bursts.count; i++) {
        const struct ht_burst *burst = &f->bursts.items[i];
        if (burst->count != length)
            continue;
        ht_burst_sizes(&f->b.trace, burst, sizes);
        if (memcmp(sizes, sorted, length * sizeof *sizes))
            continue;
        assert_true(count == 0 || burst->shape == shape);
        shape = burst->shape;
        count++;
    }
    return count;
}

/* Adds an event with these pauses between its blocks at most; the time after it. */
static inline double add_slowly(struct fixture *f, double at, uint32_t chain, const uint32_t *sizes, double longest)
{
    for (; *sizes; sizes++) {
        builder_add(&f->b, at, *sizes, chain);
        at += next_pause(f, 1e-5, longest);
    }
    return at;
}

#endif
