/*
 * Records grouped as the analysis groups them, with the built-in signatures.
 */
#ifndef HT_GROUPS_FIXTURE_H
#define HT_GROUPS_FIXTURE_H

#include "trace_builder.h"

#include "infer/builtin.h"
#include "infer/grouping.h"
#include "infer/observe.h"

enum { GROUP_WINDOWS_MAX = 4, GROUP_CHAINS_MAX = 256 };

struct fixture {
    struct trace_builder b;
    struct ht_signatures signatures;
    struct ht_attribution *attributions;
    struct ht_timeline timelines[GROUP_WINDOWS_MAX];
    struct ht_survival *survival;
    struct ht_chain_fate *fates;
    struct ht_group_input input;
    struct ht_groups groups;
};

static inline void setup(struct fixture *f, double seconds)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_must(ht_signatures_builtin(&f->b.arena, &f->signatures));
    builder_window(&f->b, seconds);
}

static inline void teardown(struct fixture *f)
{
    ht_groups_deinit(&f->groups);
    builder_deinit(&f->b);
}

/* Adds a record that a chain asks for, this many seconds after the newest window began. */
static inline void add(struct fixture *f, double seconds, uint32_t size, const char *sites)
{
    builder_add(&f->b, seconds, size, builder_chain(&f->b, sites));
}

static inline const struct ht_signature *signature_of(const struct fixture *f, const char *id)
{
    for (size_t i = 0; i < f->signatures.count; i++) {
        if (!strcmp(f->signatures.items[i].id, id))
            return &f->signatures.items[i];
    }
    return NULL;
}

/* All that groups are made from. */
static inline void prepare(struct fixture *f)
{
    const struct ht_trace *trace = &f->b.trace;
    double seconds[GROUP_WINDOWS_MAX];
    if (trace->window_count > GROUP_WINDOWS_MAX || trace->chains.count > GROUP_CHAINS_MAX)
        abort();
    for (size_t w = 0; w < trace->window_count; w++) {
        const struct ht_timeline_window facts = {.seconds = trace->windows[w].seconds, .cpu_hz = BUILDER_HZ};
        seconds[w] = facts.seconds;
        builder_must(ht_timeline_make(&f->b.arena, &trace->windows[w], &facts, &f->timelines[w]));
    }
    builder_must(ht_attribute(&f->b.arena, &trace->chains, &f->b.frames, &f->signatures, &f->attributions));
    builder_must(ht_survival_match(&f->b.arena, trace, seconds, &f->survival));
    builder_must(ht_fates_of_chains(&f->b.arena, trace, f->survival, &f->fates));
    const uint64_t **orders;
    builder_must(ht_order_freed(&f->b.arena, trace, &orders));
    f->input = (struct ht_group_input){.trace = trace,
                                       .frames = &f->b.frames,
                                       .attributions = f->attributions,
                                       .timelines = f->timelines,
                                       .survival = f->survival,
                                       .fates = f->fates,
                                       .freed_orders = orders,
                                       .certificate = signature_of(f, "esp-crt-bundle-cross-signed")};
}

/* Each record that counts is in one burst of one group. */
static inline void group(struct fixture *f)
{
    size_t counted = 0, held = 0;
    prepare(f);
    builder_must(ht_groups_make(&f->input, &f->groups));
    for (size_t w = 0; w < f->b.trace.window_count; w++) {
        for (size_t r = 0; r < f->b.trace.windows[w].record_count; r++)
            counted += !ht_survival_has_twin(&f->survival[w], r);
    }
    for (size_t g = 0; g < f->groups.count; g++) {
        const struct ht_bursts *bursts = &f->groups.items[g].bursts;
        assert_true(bursts->count > 0);
        for (size_t b = 0; b < bursts->count; b++) {
            assert_true(bursts->items[b].count > 0);
            assert_true(b == 0 || bursts->items[b].window > bursts->items[b - 1].window ||
                        bursts->items[b].records[0] > bursts->items[b - 1].records[0]);
            held += bursts->items[b].count;
        }
    }
    assert_int_equal(held, counted);
}

/* The group that holds a record, or NULL. */
static inline const struct ht_group *group_of(const struct fixture *f, uint32_t window, uint32_t record)
{
    for (size_t g = 0; g < f->groups.count; g++) {
        const struct ht_bursts *bursts = &f->groups.items[g].bursts;
        for (size_t b = 0; b < bursts->count; b++) {
            for (uint32_t r = 0; r < bursts->items[b].count && bursts->items[b].window == window; r++) {
                if (bursts->items[b].records[r] == record)
                    return &f->groups.items[g];
            }
        }
    }
    return NULL;
}

#endif
