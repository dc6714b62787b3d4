#include "infer/priors.h"

/*
 * Weights of the rivals: leak, transient, bounded, once. They are shares of such groups of blocks among those that
 * stand in a dump, rounded to what experience can tell, in the order of infer/judgement.h.
 *
 * How many entries a container holds at most: the bounds of ESP-IDF's are 3 to 126 by default (a TCP connection's
 * segments out of order, an NVS page); the application's own may be four times as large, those of the standard library
 * grow more easily.
 */
static const struct ht_prior
    /* A rule knows the leak: its function frees nothing by mistake, and little else allocates there. */
    known_leak = {.weight = {0.985, 0.005, 0.005, 0.005}, .kept_most = 64, .because = "a known leak"},
    /* The same where the release is not known: most firmware has one without it. */
    perhaps_known = {.weight = {0.982, 0.006, 0.006, 0.006}, .kept_most = 64, .because = "a known leak"},
    /* A rule knows that it is given back: one that is not is a fault of the stack, or of who uses it. */
    known_transient = {.weight = {0.04, 0.94, 0.01, 0.01}, .kept_most = 64, .because = "known to be freed"},
    /* The same without a lifetime: open as long as somebody likes, or never closed. */
    known_open = {.weight = {0.40, 0.58, 0.01, 0.01},
                  .kept_most = 64,
                  .open_more = 0.4,
                  .open_many = 0.15,
                  .because = "kept while a connection is open"},
    /* What a connection leaves behind when it is closed, too: TIME_WAIT. */
    known_closing = {.weight = {0.10, 0.88, 0.01, 0.01},
                     .kept_most = 64,
                     .open_more = 0.4,
                     .open_many = 0.15,
                     .because = "kept while a connection is open"},
    /* A rule knows that it is kept on purpose, for each tag, file or thread: up to 32 (TAG_CACHE_SIZE
     * of ESP-IDF's log component is 31). */
    known_retained = {.weight = {0.07, 0.03, 0.42, 0.48}, .kept_most = 32, .because = "known to be kept on purpose"},
    /* A session is in use as long as somebody likes; a client that is never cleaned up looks the same. */
    sessions = {.weight = {0.42, 0.56, 0.01, 0.01},
                .kept_most = 64,
                .open_more = 0.4,
                .open_many = 0.15,
                .because = "a session, kept as long as somebody uses it"},
    /* Parts of sessions without a connection: it is closed, being opened, or was never there; seldom are there many. */
    parts = {.weight = {0.52, 0.38, 0.05, 0.05},
             .kept_most = 64,
             .open_more = 0.25,
             .open_many = 0.02,
             .because = "part of a session whose connection is not there"},
    /* A container holds its nodes: they are lost only with it, or while it grows for ever. */
    contained = {.weight = {0.03, 0.37, 0.45, 0.15},
                 .kept_most = 1024,
                 .because = "held by a container, which loses its entries only with itself"},
    /* A garbage collector frees when enough has piled up, which may take longer than the window; a program that refers
       to what it needs no more is all that loses something. */
    collected = {.weight = {0.03, 0.57, 0.25, 0.15},
                 .kept_most = 1024,
                 .because = "held by a garbage collector, which frees it when it runs"},
    /* Characters are held by whoever holds the string, a container or another object; what stands beside a container's
       nodes is the container's (infer/group_join.h), so that what stands alone is rather an object's. */
    strings = {.weight = {0.34, 0.23, 0.13, 0.30},
               .kept_most = 512,
               .because = "the characters of strings, held by whoever holds the string"},
    /* A bare block is held by whoever got the pointer. */
    bare = {.weight = {0.42, 0.17, 0.043, 0.367},
            .kept_most = 512,
            .because = "a bare block, held by whoever got the pointer"},
    /* Nobody knows who asked: sockets, timers and halves of sessions look like that too. */
    unknown = {
        .weight = {0.25, 0.55, 0.12, 0.08}, .kept_most = 512, .because = "the dump does not tell who asked for it"};

/* Where the firmware's release is known to lose some of what a function allocates, as much is a leak as is not. */
#define AFFECTED_LEAK 0.5

static void expect_leak(struct ht_prior *prior)
{
    double rest = 1 - prior->weight[HT_RIVAL_LEAK];
    if (prior->weight[HT_RIVAL_LEAK] >= AFFECTED_LEAK)
        return;
    for (int r = 0; r < HT_RIVALS; r++)
        prior->weight[r] *= r == HT_RIVAL_LEAK ? AFFECTED_LEAK / prior->weight[r] : (1 - AFFECTED_LEAK) / rest;
}

/*
 * So many blocks at an event are a tree: what is lost is one for 32 of 95 known leaks of ESP-IDF, the entry of a
 * container for 3 of its 38 that hold something for each event. Half of them were counted in the sources at a release
 * that has them (18 of 57, 0 of 19), the others from how they work; the ratio lies between 1.4 and 13.
 */
#define TREE_BLOCKS 4.0
#define TREES_LOST (32.0 / 95)
#define TREES_KEPT (3.0 / 38)

static void weigh_trees(const struct ht_group *group, struct ht_prior *prior)
{
    double blocks = (double)ht_bursts_blocks(&group->bursts) / (double)group->bursts.count;
    double ratio = (1 - TREES_KEPT) / (1 - TREES_LOST);
    if (blocks >= TREE_BLOCKS && !group->plumbing) {
        ratio = TREES_KEPT / TREES_LOST;
        prior->tree = blocks;
        prior->because =
            "blocks at each event, held by whoever got the pointer: containers seldom keep so many together";
    }
    double all = 1 + (ratio - 1) * prior->weight[HT_RIVAL_BOUNDED];
    prior->weight[HT_RIVAL_BOUNDED] *= ratio;
    for (int r = 0; r < HT_RIVALS; r++)
        prior->weight[r] /= all;
}

static struct ht_prior prior_of_class(const struct ht_signature *signature)
{
    switch (signature->class) {
    case HT_SIGNATURE_LEAK:
        return signature->history.affected_count && signature->standing.state == HT_RELEASE_UNKNOWN ? perhaps_known
                                                                                                    : known_leak;
    case HT_SIGNATURE_RETAINED:
        return known_retained;
    default:
        break;
    }
    struct ht_prior prior = signature->lifetime > 0 ? known_transient : known_open;
    if (signature->lifetime > 0 && signature->connection)
        prior = known_closing;
    prior.lifetime = signature->lifetime;
    return prior;
}

static struct ht_prior prior_of_rule(const struct ht_signature *signature)
{
    struct ht_prior prior = prior_of_class(signature);
    if (ht_signature_is_leak(signature) && signature->standing.state == HT_RELEASE_AFFECTED)
        expect_leak(&prior);
    return prior;
}

void ht_prior_of(const struct ht_group *group, struct ht_prior *ret)
{
    static const struct ht_prior *const holders[] = {[HT_HOLDER_ANY] = &bare,
                                                     [HT_HOLDER_STRING] = &strings,
                                                     [HT_HOLDER_CONTAINER] = &contained,
                                                     [HT_HOLDER_COLLECTOR] = &collected};
    switch (group->kind) {
    case HT_GROUP_RULE:
        *ret = prior_of_rule(group->signature);
        return;
    case HT_GROUP_SESSIONS:
        *ret = sessions;
        return;
    case HT_GROUP_PARTS:
        *ret = parts;
        return;
    case HT_GROUP_OWNER:
        *ret = group->named ? *holders[group->holder] : unknown;
        if (group->named && group->holder == HT_HOLDER_ANY)
            weigh_trees(group, ret);
        return;
    case HT_GROUP_SHAPE:
    case HT_GROUP_REST:
        break;
    }
    *ret = unknown;
}
