/*
 * A window and its timeline, for the tests of what a timeline tells.
 */
#ifndef HT_TIMELINE_FIXTURE_H
#define HT_TIMELINE_FIXTURE_H

#include "trace_builder.h"

#include "infer/timeline.h"

#define SMALL 1e-6 /* of a second; cycles are whole */

struct fixture {
    struct trace_builder b;
    struct ht_timeline timeline;
};

static inline void setup(struct fixture *f, double seconds)
{
    builder_init(&f->b);
    builder_window(&f->b, seconds);
}

static inline void make(struct fixture *f, bool censored)
{
    const struct ht_timeline_window facts = {
        .seconds = f->b.window->seconds, .cpu_hz = BUILDER_HZ, .censored = censored};
    builder_must(ht_timeline_make(&f->b.arena, f->b.window, &facts, &f->timeline));
}

/* Adds a record at each of these times, ended by a negative one. */
static inline void add_at(struct fixture *f, const double *times)
{
    for (; *times >= 0; times++)
        builder_add(&f->b, *times, 16, 0);
}

static inline void assert_at(const struct fixture *f, const double *expected)
{
    for (size_t i = 0; i < f->b.window->record_count; i++)
        assert_near(f->timeline.at[i], expected[i], SMALL);
    assert_near(f->timeline.counted, expected[f->b.window->record_count - 1], SMALL);
}

/* A record that was freed, made at this time, before the newest live one or behind it. */
static inline void add_freed(struct fixture *f, double seconds, uint32_t index)
{
    struct ht_record record = {.size = 16,
                               .ccount = builder_cycles(seconds),
                               .index = index,
                               .freed = true,
                               .freed_by = HT_NO_CHAIN,
                               .t_us = HT_UNKNOWN,
                               .t_freed_us = HT_UNKNOWN};
    builder_must(ht_window_add_record(f->b.window, &record));
}

#endif
