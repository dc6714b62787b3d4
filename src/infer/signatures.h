/*
 * Signatures: rules that know functions, files and components. A signature gives a name, an issue and a prior; the
 * verdict comes from what the records do (infer/decide.h). The program knows some (infer/builtin.h), and its user may
 * give more (infer/signatures_file.h).
 */
#ifndef HT_INFER_SIGNATURES_H
#define HT_INFER_SIGNATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "infer/release.h"
#include "model/frame.h"

enum ht_signature_class {
    HT_SIGNATURE_ALLOCATOR, /* not who asks for memory but who hands it out */
    HT_SIGNATURE_PLUMBING,  /* asks for memory on somebody's behalf: strings, copiers, creators */
    HT_SIGNATURE_STRING,    /* the same, for the characters of a string, which are held by whoever holds the string */
    HT_SIGNATURE_CONTAINER, /* the same, for a node or the storage of a container, which holds it */
    HT_SIGNATURE_COLLECTOR, /* the memory functions of a garbage collector: asks for its program, and frees it */
    HT_SIGNATURE_LEAK,
    HT_SIGNATURE_TRANSIENT,
    HT_SIGNATURE_RETAINED,
    HT_SIGNATURE_CLASSES
};

/* Sets of classes. */
#define HT_SIGNATURE_BIT(class) (1u << (class))
#define HT_SIGNATURE_HELPERS                                                              \
    (HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR) | HT_SIGNATURE_BIT(HT_SIGNATURE_PLUMBING) | \
     HT_SIGNATURE_BIT(HT_SIGNATURE_STRING) | HT_SIGNATURE_BIT(HT_SIGNATURE_CONTAINER) | \
     HT_SIGNATURE_BIT(HT_SIGNATURE_COLLECTOR))
#define HT_SIGNATURE_OWNERS                                                           \
    (HT_SIGNATURE_BIT(HT_SIGNATURE_LEAK) | HT_SIGNATURE_BIT(HT_SIGNATURE_TRANSIENT) | \
     HT_SIGNATURE_BIT(HT_SIGNATURE_RETAINED))

/* Where in a chain a signature's function has to stand. */
enum ht_signature_match {
    HT_MATCH_ANYWHERE, /* from the owner outwards */
    HT_MATCH_OWNER,    /* it is the owner */
    HT_MATCH_FIRST     /* it is the first behind the allocators, be it plumbing */
};

/* Patterns of one kind (base/wildcard.h). */
struct ht_patterns {
    const char *const *items; /* in the arena, or built in */
    size_t count;             /* 0: anything fits */
};

struct ht_signature {
    const char *id;
    enum ht_signature_class class;
    const char *title;
    struct ht_patterns functions;  /* of a function's whole name */
    struct ht_patterns files;      /* of the end of its path, from a slash on */
    struct ht_patterns components; /* of the folder below components or managed_components in its path */
    enum ht_signature_match match; /* unless it is anywhere: */
    struct ht_patterns through; /* functions that may stand before it, towards the allocator; none: it stands there */
    struct ht_patterns callers; /* functions of which one has to stand behind it; none: any */
    bool session;               /* a part of an open session: alive as long as the session likes */
    bool connection;            /* "layer": "connection": a session that holds this is connected; outside of sessions,
                                   each open connection has one, and a lifetime is what it lives longer than that */
    double lifetime;            /* seconds that a transient block lives at most; 0: it does not say */
    const char *event;          /* what brings one about ("TLS handshake"), or NULL */
    const char *url;            /* or NULL */
    const char *affected;       /* releases, joined by commas, or NULL */
    const char *fixed;          /* or NULL */
    const char *workaround;     /* or NULL */
    const char *option;         /* of sdkconfig that it needs, or NULL */
    const char *bound;          /* what it grows to, or NULL */
    const char *freed_by;       /* or NULL */
    const char *traced;         /* what of it heap_trace records, or NULL: all */
    const char *path;           /* of the file that it stands in, and its line in one of the user's */
    size_t line;
    const char *example;                 /* a chain that it fits, the innermost function first, joined by <, or NULL */
    struct ht_release_history history;   /* of releases of ESP-IDF: what affected and fixed say of them */
    bool own;                            /* of the user: it comes before the built-in ones */
    bool met;                            /* it fits a function of the run: infer/answers.h */
    const char *release;                 /* of the firmware, as it tells it, or NULL: ht_signatures_settle() */
    struct ht_release_standing standing; /* of that release */
};

/* Does it tell of a leak, which some releases may have? */
bool ht_signature_is_leak(const struct ht_signature *signature);

/*
 * Does it stand for what its function allocates? What it knows of a leak counts for releases that have it; where the
 * release is not known, if everything is lost there. Signatures of another kind always do.
 */
bool ht_signature_counts(const struct ht_signature *signature);

struct ht_signatures {
    struct ht_signature *items; /* in the arena; earlier ones win */
    size_t count;
};

/*
 * Says of each whether the firmware's release has what it knows. release: as the firmware tells it; outlives the
 * signatures; NULL, or anything that is no release: it is not known.
 */
void ht_signatures_settle(struct ht_signatures *signatures, const char *release);

/* Of what the network stack has for each connection, outside of sessions? */
bool ht_signature_is_connection(const struct ht_signature *signature);

/* Of such as live as long as the connection is open: what is left of a closed one has a lifetime. */
bool ht_signature_is_socket(const struct ht_signature *signature);

/* Does a pattern fit the name of a component in a path? */
bool ht_pattern_fits_component(const char *pattern, const char *path);

/* The signatures of both, the first ones first: a copy, but for the second ones where there are no first ones. */
struct ht_error *ht_signatures_join(struct ht_arena *arena, const struct ht_signatures *first,
                                    const struct ht_signatures *second, struct ht_signatures *ret);

#endif
