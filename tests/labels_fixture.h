/*
 * Records of one core labelled by a gap, for the tests of cutting bursts.
 */
#ifndef HT_LABELS_FIXTURE_H
#define HT_LABELS_FIXTURE_H

#include "trace_builder.h"

#include "infer/burst.h"

struct labels {
    struct trace_builder b;
    uint32_t picks[128], labels[128];
    uint32_t bursts;
};

static inline void setup(struct labels *f)
{
    builder_init(&f->b);
    builder_window(&f->b, 600);
    for (uint32_t i = 0; i < 128; i++)
        f->picks[i] = i;
}

static inline void add(struct labels *f, uint32_t ccount)
{
    builder_record(&f->b, 16, 0x3fc90000, ccount, 0);
}

static inline void label(struct labels *f, uint32_t gap)
{
    f->bursts = ht_bursts_label(f->b.window->records, f->picks, f->b.window->record_count, gap, f->labels);
}

static inline void assert_labels(const struct labels *f, const uint32_t *expected)
{
    for (size_t i = 0; i < f->b.window->record_count; i++)
        assert_int_equal(f->labels[i], expected[i]);
}

#endif
