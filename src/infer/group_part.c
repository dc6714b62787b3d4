#include "infer/group_part.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/sort.h"
#include "infer/certificate.h"

/* A fingerprint of unknown callers that comes so often is a group. */
enum { SHAPE_BURSTS_MIN = 3 };

/* A client that connects does so within this: ten times what a slow handshake takes. */
#define CONNECT_SECONDS 10.0

/* So many of a client's bursts need a socket, which stands among so many records behind them. */
#define PLAIN_SHARE 0.8
#define LOOK_AHEAD 64u

/* What names of certificates are known by; fingerprints are odd. */
#define NAMES_KEY 0u

/* A burst that goes to another group, with what that is known by. */
struct moved {
    uint64_t key;
    size_t burst;
};

static int compare_moved(const void *a, const void *b)
{
    const struct moved *x = a, *y = b;
    if (x->key != y->key)
        return HT_ORDER(x->key, y->key);
    return HT_ORDER(x->burst, y->burst);
}

/* Does a session's burst hold what only a connection has, or what a client has? */
static bool has_layer(const struct ht_group_input *input, const struct ht_burst *burst, bool connection)
{
    for (uint32_t r = 0; r < burst->count; r++) {
        uint32_t chain = input->trace->windows[burst->window].records[burst->records[r]].chain;
        const struct ht_signature *signature = input->attributions[chain].signature;
        if (signature && signature->session && signature->connection == connection)
            return true;
    }
    return false;
}

/* What a record of a session is known by: its owner. */
static uint64_t owner_key(const struct ht_group_input *input, const struct ht_burst *burst, uint32_t record)
{
    uint32_t chain = input->trace->windows[burst->window].records[burst->records[record]].chain;
    const struct ht_location *owner =
        ht_owner_location(&input->attributions[chain], &input->trace->chains.items[chain], input->frames);
    return owner && owner->function ? ht_hash_add_text(HT_HASH_START, owner->function) : ht_hash_mix(chain);
}

/* Takes away the bursts whose records went elsewhere. */
static void drop_moved(struct ht_bursts *bursts)
{
    size_t kept = 0;
    for (size_t b = 0; b < bursts->count; b++) {
        if (bursts->items[b].count)
            bursts->items[kept++] = bursts->items[b];
    }
    bursts->count = kept;
}

/* Moves bursts to groups of their own, one a key, and leaves the others. moved is sorted by key and burst. */
static struct ht_error *move(struct ht_groups *groups, size_t from, struct ht_group like, const struct moved *moved,
                             size_t count)
{
    like.bursts = (struct ht_bursts){0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < count && !error; i++) {
        struct ht_group *group = &groups->items[groups->count - 1];
        if (i == 0 || moved[i].key != moved[i - 1].key)
            error = ht_groups_add(groups, &like, &group);
        struct ht_burst *burst = &groups->items[from].bursts.items[moved[i].burst];
        if (!error)
            error = ht_bursts_add(&group->bursts, burst);
        burst->count = 0;
    }
    drop_moved(&groups->items[from].bursts);
    return error;
}

/* An owner in a burst. */
struct appearance {
    uint64_t owner;
    size_t burst;
};

static int compare_appearances(const void *a, const void *b)
{
    const struct appearance *x = a, *y = b;
    if (x->owner != y->owner)
        return HT_ORDER(x->owner, y->owner);
    return HT_ORDER(x->burst, y->burst);
}

/* The owner that stands in the most bursts; of several the one that is first in order. items are sorted. */
static uint64_t most_frequent(const struct appearance *items, size_t count)
{
    uint64_t best = 0;
    size_t most = 0, most_first = 0;
    for (size_t start = 0, end; start < count; start = end) {
        size_t bursts = 0;
        for (end = start; end < count && items[end].owner == items[start].owner; end++)
            bursts += end == start || items[end].burst != items[end - 1].burst;
        if (bursts > most || (bursts == most && items[start].burst < most_first)) {
            best = items[start].owner;
            most = bursts;
            most_first = items[start].burst;
        }
    }
    return best;
}

/* Adds a burst's records to an earlier one of its window. */
static struct ht_error *unite(const struct ht_trace *trace, struct ht_burst *burst, struct ht_burst *later)
{
    uint32_t count = burst->count + later->count, *records = ht_arena_array(trace->arena, count, sizeof *records);
    if (!records)
        return ht_error_nomem();
    for (uint32_t i = 0; i < count; i++)
        records[i] = i < burst->count ? burst->records[i] : later->records[i - burst->count];
    ht_sort_u32(records, count);
    burst->records = records;
    burst->shape += later->shape;
    burst->count = count;
    later->count = 0;
    return NULL;
}

/*
 * A session takes its time: what it allocates seconds later (keys, a buffer for the first message) may be cut off; so
 * may what a socket gets when it is connected. Some owner stands in each of them once: what has none of its blocks
 * belongs to the one before.
 */
static struct ht_error *unite_sessions(const struct ht_group_input *input, struct ht_bursts *bursts)
{
    size_t count = 0;
    struct appearance *items = malloc((ht_bursts_blocks(bursts) + 1) * sizeof *items);
    bool *whole = calloc(bursts->count + 1, sizeof *whole);
    struct ht_error *error = items && whole ? NULL : ht_error_nomem();
    for (size_t b = 0; b < bursts->count && !error; b++) {
        for (uint32_t r = 0; r < bursts->items[b].count; r++)
            items[count++] = (struct appearance){owner_key(input, &bursts->items[b], r), b};
    }
    if (!error)
        ht_sort(items, count, sizeof *items, compare_appearances);
    uint64_t owner = error ? 0 : most_frequent(items, count);
    for (size_t i = 0; i < count && !error; i++)
        whole[items[i].burst] = whole[items[i].burst] || items[i].owner == owner;
    struct ht_burst *last = NULL;
    for (size_t b = 0; b < bursts->count && !error; b++) {
        struct ht_burst *burst = &bursts->items[b];
        if (whole[b])
            last = burst;
        else if (last && last->window == burst->window)
            error = unite(input->trace, last, burst);
    }
    drop_moved(bursts);
    free(items);
    free(whole);
    return error;
}

/* A session is called by the rule that knows its first block: the client's, or the transport's. */
static const struct ht_signature *rule_of(const struct ht_group_input *input, const struct ht_bursts *bursts)
{
    if (!bursts->count)
        return NULL;
    const struct ht_burst *first = &bursts->items[0];
    return input->attributions[input->trace->windows[first->window].records[first->records[0]].chain].signature;
}

/* A client connects a while after it is made: names are looked up, and the server answers. */
static struct ht_error *unite_clients(const struct ht_group_input *input, struct ht_bursts *bursts)
{
    struct ht_error *error = NULL;
    for (size_t b = 0; b + 1 < bursts->count && !error; b++) {
        struct ht_burst *client = &bursts->items[b], *connection = &bursts->items[b + 1];
        const double *at = input->timelines[client->window].at;
        if (client->count && client->window == connection->window && !has_layer(input, client, true) &&
            has_layer(input, connection, true) && !has_layer(input, connection, false) &&
            at[connection->records[0]] - at[client->records[client->count - 1]] <= CONNECT_SECONDS)
            error = unite(input->trace, client, connection);
    }
    drop_moved(bursts);
    return error;
}

/* Was a socket made for what stands in a burst, by the records behind it? */
static bool has_socket(const struct ht_group_input *input, const struct ht_burst *burst)
{
    const struct ht_window *window = &input->trace->windows[burst->window];
    const double *at = input->timelines[burst->window].at;
    uint32_t last = burst->records[burst->count - 1];
    for (size_t r = burst->records[0]; r < window->record_count && r <= last + LOOK_AHEAD; r++) {
        const struct ht_signature *signature = input->attributions[window->records[r].chain].signature;
        if (at[r] - at[last] > CONNECT_SECONDS)
            return false;
        if (signature && ht_signature_is_socket(signature))
            return true;
    }
    return false;
}

/* Clients without TLS have a socket, and no more: those are open like sessions. */
static void recognise_plain(const struct ht_group_input *input, struct ht_group *parts)
{
    size_t plain = 0;
    for (size_t b = 0; b < parts->bursts.count; b++)
        plain += has_socket(input, &parts->bursts.items[b]);
    if ((double)plain >= PLAIN_SHARE * (double)parts->bursts.count)
        parts->kind = HT_GROUP_SESSIONS;
}

static struct ht_error *part_sessions(const struct ht_group_input *input, struct ht_groups *groups, size_t number)
{
    struct ht_bursts *bursts = &groups->items[number].bursts;
    struct ht_error *error = unite_clients(input, bursts);
    struct moved *moved = error ? NULL : malloc((bursts->count + 1) * sizeof *moved);
    if (!moved)
        return error ? error : ht_error_nomem();
    size_t count = 0;
    for (size_t b = 0; b < bursts->count; b++) {
        if (!has_layer(input, &bursts->items[b], true))
            moved[count++] = (struct moved){owner_key(input, &bursts->items[b], 0), b};
    }
    ht_sort(moved, count, sizeof *moved, compare_moved);
    struct ht_group like = groups->items[number];
    like.kind = HT_GROUP_PARTS;
    size_t first = groups->count;
    error = move(groups, number, like, moved, count);
    free(moved);
    if (!error)
        error = unite_sessions(input, &groups->items[number].bursts);
    for (size_t g = first; g < groups->count && !error; g++) {
        recognise_plain(input, &groups->items[g]);
        groups->items[g].signature = rule_of(input, &groups->items[g].bursts);
    }
    groups->items[number].signature = rule_of(input, &groups->items[number].bursts);
    return error;
}

static bool is_name(const struct ht_group_input *input, const struct ht_burst *burst, uint32_t *sizes)
{
    if (!input->certificate)
        return false;
    ht_burst_sizes(input->trace, burst, sizes);
    return ht_certificate_is_name(sizes, burst->count, NULL);
}

/* The names of certificates go to their rule's group, and each fingerprint that comes again to one of its own. */
static struct ht_error *part_shapes(const struct ht_group_input *input, struct ht_groups *groups, size_t number)
{
    const struct ht_bursts *bursts = &groups->items[number].bursts;
    struct moved *moved = malloc((bursts->count + 1) * sizeof *moved);
    uint32_t *sizes = malloc(ht_bursts_most(bursts) * sizeof *sizes);
    struct ht_error *error = moved && sizes ? NULL : ht_error_nomem();
    size_t count = bursts->count, kept = 0, first = groups->count;
    for (size_t b = 0; b < count && !error; b++)
        moved[b] = (struct moved){is_name(input, &bursts->items[b], sizes) ? NAMES_KEY : bursts->items[b].shape | 1, b};
    if (!error)
        ht_sort(moved, count, sizeof *moved, compare_moved);
    for (size_t start = 0, end; start < count && !error; start = end) {
        for (end = start; end < count && moved[end].key == moved[start].key;)
            end++;
        bool moves = moved[start].key == NAMES_KEY || end - start >= SHAPE_BURSTS_MIN;
        for (size_t i = start; i < end && moves; i++)
            moved[kept++] = moved[i];
    }
    struct ht_group like = groups->items[number];
    like.kind = HT_GROUP_SHAPE;
    if (!error)
        error = move(groups, number, like, moved, kept);
    if (!error && kept && moved[0].key == NAMES_KEY) {
        groups->items[first].kind = HT_GROUP_RULE;
        groups->items[first].signature = input->certificate;
        groups->items[first].by_sizes = true;
    }
    free(moved);
    free(sizes);
    return error;
}

/* Without names a certificate's name in pieces still tells whose blocks they are: do most bursts hold one? */
static struct ht_error *recognise_names(const struct ht_group_input *input, struct ht_group *group)
{
    size_t names = 0;
    uint32_t *sizes = malloc(ht_bursts_most(&group->bursts) * sizeof *sizes);
    if (!sizes)
        return ht_error_nomem();
    for (size_t b = 0; b < group->bursts.count; b++)
        names += is_name(input, &group->bursts.items[b], sizes);
    free(sizes);
    if (names * 2 > group->bursts.count) {
        group->kind = HT_GROUP_RULE;
        group->signature = input->certificate;
        group->by_sizes = true;
    }
    return NULL;
}

/* What the sizes tell to be a rule's goes to the group that the rule has already. */
static struct ht_error *unite_rule(struct ht_groups *groups, size_t number)
{
    struct ht_group *group = &groups->items[number], *known = NULL;
    for (size_t g = 0; g < groups->count && !known; g++) {
        struct ht_group *other = &groups->items[g];
        if (g != number && other->kind == HT_GROUP_RULE && other->signature == group->signature &&
            other->freed == group->freed && other->bursts.count)
            known = other;
    }
    struct ht_error *error = NULL;
    for (size_t b = 0; known && b < group->bursts.count && !error; b++)
        error = ht_bursts_add(&known->bursts, &group->bursts.items[b]);
    if (known) {
        group->bursts.count = 0;
        ht_bursts_sort(&known->bursts);
    }
    return error;
}

struct ht_error *ht_groups_part(const struct ht_group_input *input, struct ht_groups *groups)
{
    struct ht_error *error = NULL;
    for (size_t g = 0, count = groups->count; g < count && !error; g++) {
        if (groups->items[g].kind == HT_GROUP_SESSIONS && !groups->items[g].freed)
            error = part_sessions(input, groups, g);
        else if (groups->items[g].kind == HT_GROUP_RULE && ht_signature_is_socket(groups->items[g].signature))
            error = unite_sessions(input, &groups->items[g].bursts);
        else if (groups->items[g].kind == HT_GROUP_REST && !groups->items[g].freed)
            error = part_shapes(input, groups, g);
        else if (groups->items[g].kind == HT_GROUP_OWNER && !groups->items[g].named)
            error = recognise_names(input, &groups->items[g]);
    }
    for (size_t g = 0; g < groups->count && !error; g++) {
        if (groups->items[g].by_sizes && groups->items[g].bursts.count)
            error = unite_rule(groups, g);
    }
    ht_groups_drop_empty(groups);
    return error;
}
