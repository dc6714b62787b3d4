/*
 * Chains and rules of which attribution is tested.
 */
#ifndef TESTS_ATTRIBUTION_FIXTURE_H
#define TESTS_ATTRIBUTION_FIXTURE_H

#include "trace_builder.h"

#include "infer/attribution.h"
#include "infer/builtin.h"
#include "infer/signatures_file.h"

struct fixture {
    struct trace_builder b;
    struct ht_signatures signatures;
    struct ht_attribution *attributions;
};

static inline void setup(struct fixture *f)
{
    static const char text[] =
        "{\"signatures\":["
        "{\"id\":\"alloc\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":[\"malloc\",\"calloc\",\"heap_*\","
        "\"mem_malloc\"]},"
        "{\"id\":\"nodes\",\"class\":\"container\",\"title\":\"t\",\"functions\":[\"list::*\"]},"
        "{\"id\":\"texts\",\"class\":\"string\",\"title\":\"t\",\"functions\":[\"string::*\"]},"
        "{\"id\":\"plumbing\",\"class\":\"plumbing\",\"title\":\"t\",\"functions\":[\"*_strdup\",\"std::*\"]},"
        "{\"id\":\"names\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"copy_name\"]},"
        "{\"id\":\"session\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"tls_*\"]},"
        "{\"id\":\"pool\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"mem_malloc\"]}]}";
    builder_init(&f->b);
    builder_window(&f->b, 600);
    builder_must(ht_signatures_read(&f->b.arena, "own.json", text, sizeof text - 1, &f->signatures));
}

/* The same with the built-in signatures. */
static inline void builtin(struct fixture *f)
{
    builder_init(&f->b);
    builder_window(&f->b, 600);
    builder_must(ht_signatures_builtin(&f->b.arena, &f->signatures));
}

static inline void attribute(struct fixture *f)
{
    builder_must(ht_attribute(&f->b.arena, &f->b.trace.chains, &f->b.frames, &f->signatures, &f->attributions));
}

static inline void assert_attribution(const struct fixture *f, uint32_t chain, uint32_t owner, const char *id)
{
    const struct ht_attribution *attribution = &f->attributions[chain];
    assert_int_equal(attribution->owner, owner);
    if (id) {
        assert_non_null(attribution->signature);
        assert_string_equal(attribution->signature->id, id);
    } else {
        assert_null(attribution->signature);
    }
}

static inline enum ht_frame_role role_of(struct fixture *f, const char *site)
{
    return ht_frames_find(&f->b.frames, builder_pc(&f->b, site))->role;
}

#endif
