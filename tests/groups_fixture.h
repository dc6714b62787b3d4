/*
 * What the tests of groups and of findings share: a trace made by hand, and what the analysis makes of it up to there.
 */
#ifndef HT_GROUPS_FIXTURE_H
#define HT_GROUPS_FIXTURE_H

#include "analysis_fixture.h"

#include "infer/finding.h"
#include "infer/grouping.h"
#include "infer/signatures_file.h"

struct fixture {
    struct trace_builder b;
    struct ht_signatures signatures;
    struct ht_attribution *attributions;
    struct ht_group_window windows[2];
    struct ht_groups groups;
    struct ht_drafts drafts; /* none until a test makes them */
};

static inline void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 600);
    builder_must(ht_signatures_builtin(&f->b.arena, &f->signatures));
}

static inline void group(struct fixture *f)
{
    f->windows[0].cpu_hz = f->windows[1].cpu_hz = BUILDER_HZ;
    builder_must(ht_attribute(&f->b.arena, &f->b.trace.chains, &f->b.frames, &f->signatures, &f->attributions));
    builder_must(ht_groups_create(&f->b.arena, &f->b.trace, f->attributions, f->windows, &f->groups));
}

static inline void teardown(struct fixture *f)
{
    ht_drafts_deinit(&f->drafts);
    ht_groups_deinit(&f->groups);
    builder_deinit(&f->b);
}

#endif
