#include "infer/finding.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/vec.h"
#include "infer/certificate.h"

/* As many orphans of one make are needed before they are told from sessions that are just being opened. */
#define ORPHANS_MIN 5u

/* As many connections may belong to clients that are older than the trace: a device has memory for few of them. */
#define CLIENTLESS_MIN 9u

/* A shape has to repeat this often to be a finding of its own among unattributed records. */
#define SHAPE_REPEATS_MIN 3u

void ht_drafts_deinit(struct ht_drafts *drafts)
{
    if (!drafts)
        return;
    for (size_t i = 0; i < drafts->count; i++)
        ht_bursts_deinit(&drafts->items[i].bursts);
    free(drafts->items);
    *drafts = (struct ht_drafts){0};
}

bool ht_draft_is_socket(const struct ht_draft *draft)
{
    return draft->kind == HT_DRAFT_GROUP && draft->signature && ht_signature_is_socket(draft->signature);
}

size_t ht_drafts_most_bursts(const struct ht_drafts *drafts)
{
    size_t most = 0;
    for (size_t i = 0; i < drafts->count; i++)
        most = drafts->items[i].bursts.count > most ? drafts->items[i].bursts.count : most;
    return most;
}

void ht_drafts_drop_empty(struct ht_drafts *drafts)
{
    size_t kept = 0;
    for (size_t i = 0; i < drafts->count; i++) {
        if (drafts->items[i].bursts.count)
            drafts->items[kept++] = drafts->items[i];
        else
            ht_bursts_deinit(&drafts->items[i].bursts);
    }
    drafts->count = kept;
}

struct ht_error *ht_draft_join(const struct ht_trace *trace, struct ht_draft *draft, struct ht_burst *burst,
                               const struct ht_burst *other)
{
    uint32_t count = burst->count + other->count;
    uint32_t *records = ht_arena_array(trace->arena, count, sizeof *records);
    if (!records)
        return ht_error_nomem();
    memcpy(records, burst->records, burst->count * sizeof *records);
    memcpy(records + burst->count, other->records, other->count * sizeof *records);
    ht_sort_u32(records, count);
    struct ht_bursts one = {0};
    struct ht_burst both = {.window = burst->window, .records = records, .count = count};
    struct ht_error *error = ht_bursts_add_shaped(draft->shapes, trace->windows[both.window].records, both, &one);
    if (!error) {
        draft->shapes->items[burst->shape].bursts -= !burst->partial;
        *burst = one.items[0];
    }
    ht_bursts_deinit(&one);
    return error;
}

static struct ht_error *add_draft(struct ht_drafts *drafts, enum ht_draft_kind kind,
                                  const struct ht_signature *signature, struct ht_group *group, size_t *ret)
{
    if (!HT_VEC_RESERVE(drafts->items, drafts->capacity, drafts->count + 1))
        return ht_error_nomem();
    drafts->items[drafts->count] = (struct ht_draft){.kind = kind, .signature = signature, .shapes = &group->shapes};
    *ret = drafts->count++;
    return NULL;
}

/*
 * A session put together from its bursts: DNS, connecting and the application's own pauses part the client's blocks
 * from the connection's by any time, and a client kept for reuse is connected anew much later.
 */
struct assembly {
    uint64_t *chains;  /* bit set of the chains that it holds, while it is among the newest; not owned */
    uint32_t distinct; /* chains that it holds */
    uint32_t bursts;
    const struct ht_record *last;
    uint32_t begins; /* the chain of its first record */
    bool client, connection, buffers;
    bool of_client; /* a client called for the connection */
};

/* Sessions further back than this are not completed any more. */
#define ASSEMBLIES_BACK_MAX 64u

struct assemblies {
    struct assembly *items; /* room for as many as there are bursts */
    uint32_t *of_burst;
    uint64_t *sets;    /* words of each of the newest items, ASSEMBLIES_BACK_MAX of them in turn */
    uint32_t *orphans; /* of each chain: bursts beginning with it that turned out to be orphans */
    size_t clientless; /* connections of clients that are not there */
    size_t count, words;
};

/* A TLS connection's record buffers are at least this large (CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN is 4 KiB). */
#define BUFFER_SIZE 4096u

/* A client's blocks are made in one go: 2 s at 240 MHz. Only its connection may come any time later. */
#define CLIENT_CYCLES_MAX UINT32_C(480000000)

static bool is_connection(const struct ht_attribution *attribution)
{
    return attribution->signature && attribution->signature->connection;
}

static void assembly_add(const struct ht_record *records, const struct ht_attribution *attributions,
                         const struct ht_burst *burst, struct assembly *assembly)
{
    for (uint32_t i = 0; i < burst->count; i++) {
        uint32_t chain = records[burst->records[i]].chain;
        uint64_t bit = UINT64_C(1) << chain % 64;
        assembly->buffers = assembly->buffers || records[burst->records[i]].size >= BUFFER_SIZE;
        assembly->distinct += !(assembly->chains[chain / 64] & bit);
        assembly->chains[chain / 64] |= bit;
        assembly->of_client = assembly->of_client || attributions[chain].of_client;
        if (is_connection(&attributions[chain]))
            assembly->connection = true;
        else if (attributions[chain].signature)
            assembly->client = true;
    }
    assembly->last = &records[burst->records[burst->count - 1]];
    assembly->bursts++;
}

/*
 * Does the burst go with the assembly: has that none of its chains, and is it a connection, or made at once? What is
 * left behind again and again has no more clients' blocks than it has then.
 */
static bool fits(const struct ht_record *records, const struct ht_attribution *attributions,
                 const struct ht_burst *burst, const struct assemblies *a, const struct assembly *assembly)
{
    const struct ht_record *first = &records[burst->records[0]];
    bool connection = false, client = false;
    for (uint32_t i = 0; i < burst->count; i++) {
        uint32_t chain = records[burst->records[i]].chain;
        if (assembly->chains[chain / 64] >> chain % 64 & 1)
            return false;
        connection = connection || is_connection(&attributions[chain]);
        client = client || !is_connection(&attributions[chain]);
    }
    if (client && (a->orphans[first->chain] >= ORPHANS_MIN || a->orphans[assembly->begins] >= ORPHANS_MIN))
        return false;
    return connection ||
           (first->cpu == assembly->last->cpu && first->ccount - assembly->last->ccount < CLIENT_CYCLES_MAX);
}

/* Each burst joins the newest session of its window that it fits, or begins one. */
static void assemble_sessions(const struct ht_trace *trace, const struct ht_attribution *attributions,
                              const struct ht_bursts *bursts, struct assemblies *a)
{
    size_t window_start = 0;
    a->count = 0;
    for (size_t i = 0; i < bursts->count; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        const struct ht_record *records = trace->windows[burst->window].records;
        if (i && bursts->items[i - 1].window != burst->window)
            window_start = a->count;
        size_t k = a->count;
        size_t end = k - window_start > ASSEMBLIES_BACK_MAX ? k - ASSEMBLIES_BACK_MAX : window_start;
        while (k > end && !fits(records, attributions, burst, a, &a->items[k - 1]))
            k--;
        if (k == end) {
            k = ++a->count;
            a->items[k - 1] = (struct assembly){.chains = a->sets + (k - 1) % ASSEMBLIES_BACK_MAX * a->words,
                                                .begins = records[burst->records[0]].chain};
            memset(a->items[k - 1].chains, 0, a->words * sizeof *a->sets);
        }
        assembly_add(records, attributions, burst, &a->items[k - 1]);
        a->of_burst[i] = (uint32_t)(k - 1);
    }
}

static bool is_clientless(const struct assembly *assembly)
{
    return assembly->connection && !assembly->client && assembly->of_client;
}

/*
 * A client that is not connected, or parts of a connection without the rest of it and without anyone who uses it. Whole
 * connections without their clients are those of clients made before the trace, as long as they are few.
 */
static bool is_orphan(const struct assemblies *a, const struct assembly *assembly)
{
    return !assembly->connection || (!assembly->client && (assembly->distinct == 1 || !assembly->buffers)) ||
           (is_clientless(assembly) && a->clientless >= CLIENTLESS_MIN);
}

static uint32_t first_chain(const struct ht_trace *trace, const struct ht_burst *burst)
{
    return trace->windows[burst->window].records[burst->records[0]].chain;
}

/* Behind a chain of nothing but allocators anything may stand, also what a session makes later. */
static bool is_told(const struct ht_trace *trace, const struct ht_attribution *attributions, uint32_t chain)
{
    return attributions[chain].owner < trace->chains.items[chain].depth;
}

static void count_orphans(const struct ht_trace *trace, const struct ht_attribution *attributions,
                          const struct ht_bursts *bursts, struct assemblies *a)
{
    memset(a->orphans, 0, trace->chains.count * sizeof *a->orphans);
    a->clientless = 0;
    for (size_t i = 0; i < a->count; i++)
        a->clientless += is_clientless(&a->items[i]);
    for (size_t i = 0; i < bursts->count; i++) {
        uint32_t chain = first_chain(trace, &bursts->items[i]);
        a->orphans[chain] += is_orphan(a, &a->items[a->of_burst[i]]) && is_told(trace, attributions, chain);
    }
}

/* Adds a session's bursts as one, with the first of them; the others are then done. */
static struct ht_error *add_session(const struct ht_trace *trace, const struct assemblies *a, struct ht_group *group,
                                    size_t first, bool *done, struct ht_draft *draft)
{
    const struct ht_bursts *bursts = &group->bursts;
    struct ht_bursts parts = {0};
    struct ht_error *error = NULL;
    size_t seen = 0;
    for (size_t i = first; i < bursts->count && seen < a->items[a->of_burst[first]].bursts && !error; i++) {
        if (a->of_burst[i] != a->of_burst[first])
            continue;
        seen++;
        done[i] = true;
        error = ht_bursts_add(&parts, &bursts->items[i]);
    }
    if (!error)
        error = ht_bursts_add_union(draft->shapes, trace->windows[bursts->items[first].window].records, &parts,
                                    &draft->bursts);
    ht_bursts_deinit(&parts);
    return error;
}

/* Parts the bursts by what they were assembled to. draft_of has room for every chain. */
static struct ht_error *part_assemblies(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                        struct ht_group *group, const struct assemblies *a, size_t *draft_of,
                                        bool *done, struct ht_drafts *drafts)
{
    const struct ht_bursts *bursts = &group->bursts;
    struct ht_error *error = NULL;
    size_t sessions = SIZE_MAX;
    for (size_t i = 0; i < bursts->count; i++)
        draft_of[first_chain(trace, &bursts->items[i])] = SIZE_MAX;
    for (size_t i = 0; i < bursts->count && !error; i++) {
        uint32_t chain = first_chain(trace, &bursts->items[i]);
        bool orphan = is_orphan(a, &a->items[a->of_burst[i]]) && a->orphans[chain] >= ORPHANS_MIN;
        size_t *number = orphan ? &draft_of[chain] : &sessions;
        if (done[i])
            continue;
        if (*number == SIZE_MAX)
            error = add_draft(drafts, orphan ? HT_DRAFT_ORPHANS : HT_DRAFT_SESSIONS, attributions[chain].signature,
                              group, number);
        if (!error && orphan)
            error = ht_bursts_add(&drafts->items[*number].bursts, &bursts->items[i]);
        else if (!error)
            error = add_session(trace, a, group, i, done, &drafts->items[*number]);
    }
    return error;
}

static struct ht_error *part_sessions(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                      struct ht_group *group, struct ht_drafts *drafts)
{
    size_t chains = trace->chains.count, bursts = group->bursts.count;
    struct assemblies a = {.words = chains / 64 + 1};
    a.items = calloc(bursts, sizeof *a.items);
    a.of_burst = calloc(bursts, sizeof *a.of_burst);
    a.sets = calloc(ASSEMBLIES_BACK_MAX, a.words * sizeof *a.sets);
    a.orphans = calloc(chains + 1, sizeof *a.orphans);
    size_t *draft_of = calloc(chains + 1, sizeof *draft_of);
    bool *done = calloc(bursts, sizeof *done);
    struct ht_error *error = NULL;
    if (!a.items || !a.of_burst || !a.sets || !a.orphans || !draft_of || !done)
        error = ht_error_nomem();
    if (!error) {
        /* Twice: which clients are left behind alone shows when all are put together. */
        for (int pass = 0; pass < 2; pass++) {
            assemble_sessions(trace, attributions, &group->bursts, &a);
            count_orphans(trace, attributions, &group->bursts, &a);
        }
        error = part_assemblies(trace, attributions, group, &a, draft_of, done, drafts);
    }
    free(a.items);
    free(a.of_burst);
    free(a.sets);
    free(a.orphans);
    free(draft_of);
    free(done);
    return error;
}

static struct ht_error *part_unattributed(const struct ht_signature *certificate, struct ht_group *group,
                                          struct ht_drafts *drafts)
{
    size_t shapes = group->shapes.count, names = SIZE_MAX, rest = SIZE_MAX;
    size_t *draft_of = malloc((shapes ? shapes : 1) * sizeof *draft_of);
    struct ht_error *error = draft_of ? NULL : ht_error_nomem();
    for (size_t i = 0; i < shapes && !error; i++)
        draft_of[i] = SIZE_MAX;
    for (size_t i = 0; i < group->bursts.count && !error; i++) {
        const struct ht_burst *burst = &group->bursts.items[i];
        const struct ht_shape *shape = &group->shapes.items[burst->shape];
        bool name = certificate && ht_certificate_is_name(shape->sizes, shape->count, NULL);
        bool repeats = shape->bursts >= SHAPE_REPEATS_MIN;
        size_t *number = name ? &names : repeats ? &draft_of[burst->shape] : &rest;
        if (*number == SIZE_MAX)
            error = add_draft(drafts, name || repeats ? HT_DRAFT_SHAPE : HT_DRAFT_REST, name ? certificate : NULL,
                              group, number);
        if (!error)
            error = ht_bursts_add(&drafts->items[*number].bursts, burst);
    }
    free(draft_of);
    return error;
}

static struct ht_error *take_whole(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                   const struct ht_signature *certificate, struct ht_group *group,
                                   struct ht_drafts *drafts)
{
    const struct ht_shape *shape = ht_bursts_main_shape(&group->shapes, &group->bursts);
    const struct ht_signature *signature = group->signature;
    bool named = attributions[first_chain(trace, &group->bursts.items[0])].named;
    if (!named && !signature && ht_certificate_is_name(shape->sizes, shape->count, NULL))
        signature = certificate;
    size_t number;
    struct ht_error *error = add_draft(drafts, HT_DRAFT_GROUP, signature, group, &number);
    if (error)
        return error;
    drafts->items[number].named = named;
    const struct ht_burst *burst = &group->bursts.items[0];
    for (uint32_t i = 0; i < burst->count && !drafts->items[number].keeps; i++)
        drafts->items[number].keeps =
            attributions[trace->windows[burst->window].records[burst->records[i]].chain].keeps;
    drafts->items[number].bursts = group->bursts;
    group->bursts = (struct ht_bursts){0};
    return NULL;
}

struct ht_error *ht_drafts_create(const struct ht_trace *trace, const struct ht_attribution *attributions,
                                  const struct ht_signature *certificate, struct ht_groups *groups,
                                  struct ht_drafts *ret)
{
    struct ht_drafts drafts = {0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < groups->count && !error; i++) {
        struct ht_group *group = &groups->items[i];
        if (group->bursts.count == 0)
            continue;
        if (group->kind == HT_GROUP_SESSIONS)
            error = part_sessions(trace, attributions, group, &drafts);
        else if (group->kind == HT_GROUP_UNATTRIBUTED)
            error = part_unattributed(certificate, group, &drafts);
        else
            error = take_whole(trace, attributions, certificate, group, &drafts);
    }
    if (error)
        ht_drafts_deinit(&drafts);
    else
        *ret = drafts;
    return error;
}
