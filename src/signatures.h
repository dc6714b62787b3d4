/*
 * Signatures: rules that know functions. A signature gives a name, an issue and a prior; the verdict comes from what
 * the records do (verdict.h). The built-in ones stand in signatures.json, each with its source.
 */
#ifndef HT_SIGNATURES_H
#define HT_SIGNATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "chain.h"
#include "error.h"
#include "frame.h"

enum ht_signature_class {
    HT_SIGNATURE_ALLOCATOR, /* not who asks for memory but who hands it out */
    HT_SIGNATURE_LEAK,
    HT_SIGNATURE_TRANSIENT,
    HT_SIGNATURE_RETAINED
};

struct ht_signature {
    const char *id;
    enum ht_signature_class class;
    const char *title;
    const char **functions; /* patterns; a `*` stands for any text */
    size_t function_count;
    bool session;             /* a part of an open session: alive as long as the session likes */
    bool connection;          /* "layer": "connection": a session that holds this is connected */
    double lifetime;          /* seconds that a transient block lives at most; 0: it does not say */
    const char *event;        /* what brings one about ("TLS handshake"), or NULL */
    const char *url;          /* or NULL */
    const char *affected;     /* releases, joined by commas, or NULL */
    const char *fixed;        /* or NULL */
    const char *workaround;   /* or NULL */
};

struct ht_signatures {
    struct ht_signature *items; /* in the arena; earlier ones win */
    size_t count;
};

/* The built-in signatures. */
struct ht_error *ht_signatures_builtin(struct ht_arena *arena, struct ht_signatures *ret);

/* Reads signatures from JSON; path is for messages. */
struct ht_error *ht_signatures_parse(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                     struct ht_signatures *ret);

/* Does a `*` pattern fit the whole of a name? */
bool ht_pattern_matches(const char *pattern, const char *name);

/* The first signature, of class allocator or not, that fits one of the frame's functions; NULL when none does. */
const struct ht_signature *ht_signatures_match_frame(const struct ht_signatures *signatures,
                                                     const struct ht_frame *frame, bool allocators);

#endif
