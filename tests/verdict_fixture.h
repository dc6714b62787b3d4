/*
 * What the tests of verdicts share: a draft made by hand, in one window or two.
 */
#ifndef HT_VERDICT_FIXTURE_H
#define HT_VERDICT_FIXTURE_H

#include "trace_builder.h"

#include "infer/verdict.h"

enum { WINDOWS_MAX = 2, BURSTS_MAX = 64 };

/* A draft made by hand: bursts of one shape at given ages. */
struct fixture {
    struct trace_builder b;
    struct ht_verdict_window windows[WINDOWS_MAX];
    uint64_t ages[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    uint8_t seen[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    uint32_t places[WINDOWS_MAX][2 * BURSTS_MAX + 1];
    struct ht_signature signature;
    struct ht_shapes shapes;
    struct ht_shape shape;
    struct ht_burst bursts[2 * BURSTS_MAX];
    uint32_t sizes[7];
    struct ht_draft draft;
};

/* Starts a window; its first record, which is none of the draft's, was allocated at its beginning. */
static inline void window(struct fixture *f, double seconds)
{
    size_t w = f->b.trace.window_count;
    builder_window(&f->b, seconds);
    f->windows[w] = (struct ht_verdict_window){.seconds = seconds, .cpu_hz = BUILDER_HZ, .ages = f->ages[w]};
    f->ages[w][0] = (uint64_t)(seconds * BUILDER_HZ);
    builder_add(&f->b, 0, 4, 0);
}

static inline void setup(struct fixture *f, double seconds)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    f->sizes[0] = 24;
    f->sizes[1] = 40;
    f->shape = (struct ht_shape){.sizes = f->sizes, .count = 2, .known = true};
    f->shapes = (struct ht_shapes){.items = &f->shape, .count = 1};
    f->draft =
        (struct ht_draft){.kind = HT_DRAFT_GROUP, .named = true, .shapes = &f->shapes, .bursts = {.items = f->bursts}};
    window(f, seconds);
}

/* A burst that many seconds after the newest window's beginning. */
static inline void burst(struct fixture *f, double at)
{
    uint32_t w = (uint32_t)f->b.trace.window_count - 1, place = (uint32_t)f->b.window->record_count;
    builder_add(&f->b, at, 24, 0);
    f->ages[w][place] = (uint64_t)((f->b.window->seconds - at) * BUILDER_HZ);
    f->places[w][place] = place;
    f->bursts[f->draft.bursts.count++] = (struct ht_burst){.window = w, .count = 1, .records = &f->places[w][place]};
    f->shape.bursts++;
}

/* Bursts from one time on, this many seconds apart. */
static inline void bursts(struct fixture *f, int count, double from, double step)
{
    for (int i = 0; i < count; i++)
        burst(f, from + i * step);
}

static inline void signature(struct fixture *f, enum ht_signature_class class)
{
    f->signature = (struct ht_signature){.id = "x", .class = class, .title = "an x"};
    f->draft.signature = &f->signature;
}

static inline const struct ht_evidence *evidence(const struct fixture *f, enum ht_evidence_kind kind)
{
    for (size_t i = 0; i < f->draft.evidence_count; i++) {
        if (f->draft.evidence[i].kind == kind)
            return &f->draft.evidence[i];
    }
    return NULL;
}

static inline void decide(struct fixture *f)
{
    const struct ht_verdict_context context = {.arena = &f->b.arena, .trace = &f->b.trace, .windows = f->windows};
    f->draft.evidence_count = 0;
    builder_must(ht_decide(&context, &f->draft));
    assert_true(f->draft.evidence_count > 0);
    for (size_t i = 0; i < f->draft.evidence_count; i++) {
        size_t length = strlen(f->draft.evidence[i].message);
        assert_true(length > 0 && f->draft.evidence[i].message[length - 1] != '.');
    }
}

static inline void assert_decides(struct fixture *f, enum ht_verdict verdict, enum ht_confidence confidence)
{
    decide(f);
    assert_int_equal(f->draft.verdict, verdict);
    assert_int_equal(f->draft.confidence, confidence);
}

#endif
