#include "symbols/callsite.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/vec.h"
#include "symbols/call_decode.h"
#include "symbols/search.h"

/* Fewer PCs or edges than these prove little. */
#define ENOUGH 4

/* In percent. */
#define YES_FROM 95
#define NO_UNDER 60

/*
 * The same for edges. Chains of the right ELF disagree here and there, where a frame is missing from them (code without
 * frame pointers, ROM callbacks); those of a rebuild hardly ever agree.
 */
#define EDGES_YES_FROM 80

/* A PC of the run. */
struct site {
    int32_t elf; /* whose code it lies in, or -1: nothing to check */
    struct ht_call call;
    const struct ht_symbol_query *function; /* that holds the call; NULL: not known */
    const struct ht_symbol_query *called;   /* that a direct call calls; NULL: not known */
};

/* Two PCs that stand side by side in a chain, by their numbers. */
struct edge {
    uint32_t inner, outer;
    enum ht_call_sites result;
};

/* What a called function's code says, looked through once for all of its edges. */
enum callee { CALLEE_NEW, CALLEE_STAYS, CALLEE_MAY_JUMP_ON };

/* The functions of an ELF that hold calls or are called. */
struct functions {
    struct ht_symbol_query *queries;
    uint8_t *callees; /* enum callee, of each query */
    uint64_t
        left; /* bytes of code that may still be looked through: functions do not overlap, so that all are enough */
};

struct check {
    struct ht_elf_image *const *images;
    size_t image_count;
    const struct ht_chip *chip;
    const struct ht_frames *frames;
    struct site *sites; /* of each frame */
    struct edge *edges; /* from the heap, each once */
    size_t edge_count, edge_capacity;
    struct ht_table table; /* of the edges by their numbers */
    struct ht_elf_fit *elfs;
    struct functions *functions; /* of each ELF */
};

static bool under(uint32_t part, uint32_t whole, uint32_t percent)
{
    return (uint64_t)part * 100 < (uint64_t)whole * percent;
}

enum ht_match ht_callsite_match(const struct ht_elf_fit *figures)
{
    uint32_t code = figures->pcs_in_code, called = figures->pcs_after_call;
    uint32_t edges = figures->edges, consistent = figures->edges_consistent;
    if (code == 0)
        return figures->pcs >= ENOUGH ? HT_MATCH_NO : HT_MATCH_UNKNOWN;
    if (code < ENOUGH)
        return called == code && consistent == edges ? HT_MATCH_YES : HT_MATCH_UNKNOWN;
    if (under(called, code, NO_UNDER) || (edges >= ENOUGH && under(consistent, edges, NO_UNDER)))
        return HT_MATCH_NO;
    return under(called, code, YES_FROM) || under(consistent, edges, EDGES_YES_FROM) ? HT_MATCH_DOUBTFUL : HT_MATCH_YES;
}

static bool in_rom(const struct check *check, const struct ht_frame *frame)
{
    const struct ht_region *region = ht_region_find(check->chip, frame->pc);
    return frame->role == HT_ROLE_ROM || (region && region->rom);
}

static void check_site(struct check *check, struct ht_frame *frame, struct site *site)
{
    site->elf = -1;
    if (frame->pc == 0 || frame->role == HT_ROLE_DATA || in_rom(check, frame))
        return;
    for (size_t i = 0; i < check->image_count; i++) {
        const struct ht_elf_image *image = check->images[i];
        if (!check->elfs[i].checked)
            continue;
        check->elfs[i].pcs++;
        if (!ht_elf_image_is_code(image, frame->pc - UINT64_C(1)))
            continue;
        site->elf = (int32_t)i;
        site->call = ht_call_before(image, frame->pc);
        check->elfs[i].pcs_in_code++;
        frame->astray = site->call.kind == HT_CALL_NONE;
        check->elfs[i].pcs_after_call += !frame->astray;
        return;
    }
}

static int compare_queries(const void *left, const void *right)
{
    const struct ht_symbol_query *a = left, *b = right;
    return HT_ORDER(a->addr, b->addr);
}

static const struct ht_symbol_query *find_symbol(const struct ht_symbol_query *queries, size_t count, uint64_t addr)
{
    const struct ht_symbol_query *query = ht_symbol_query_find(queries, count, addr);
    return query && query->found ? query : NULL;
}

/* The functions of an ELF that hold calls, and those that are called. */
static struct ht_error *find_functions(struct check *check, struct ht_arena *arena, int32_t elf)
{
    size_t count = 0;
    struct ht_symbol_query *queries = ht_arena_array(arena, 2 * check->frames->count, sizeof *queries);
    uint8_t *callees = ht_arena_array(arena, 2 * check->frames->count, 1);
    if (!queries || !callees)
        return ht_error_nomem();
    check->functions[elf] = (struct functions){queries, callees, ht_elf_image_file(check->images[elf]).size};
    for (size_t i = 0; i < check->frames->count; i++) {
        const struct site *site = &check->sites[i];
        if (site->elf != elf)
            continue;
        queries[count++].addr = check->frames->items[i].pc - UINT64_C(1);
        if (site->call.kind == HT_CALL_DIRECT)
            queries[count++].addr = site->call.target;
    }
    qsort(queries, count, sizeof *queries, compare_queries);
    struct ht_error *error = ht_symbol_search(check->images[elf], check->chip, queries, count);
    for (size_t i = 0; i < check->frames->count && !error; i++) {
        struct site *site = &check->sites[i];
        if (site->elf != elf)
            continue;
        site->function = find_symbol(queries, count, check->frames->items[i].pc - UINT64_C(1));
        if (site->call.kind == HT_CALL_DIRECT)
            site->called = find_symbol(queries, count, site->call.target);
    }
    return error;
}

/* GCC moves parts of a function away and names them after it: "f.cold", "f.part.0". */
static bool is_part(const char *part, const char *whole)
{
    size_t length = strlen(whole);
    return strncmp(part, whole, length) == 0 && part[length] == '.';
}

/* May the function that is called leave by a jump, so that another's frame stands in its place? */
static bool may_jump_on(const struct check *check, const struct site *outer)
{
    struct functions *functions = &check->functions[outer->elf];
    uint8_t *callee = &functions->callees[outer->called - functions->queries];
    uint64_t size = outer->called->symbol.size;
    if (*callee == CALLEE_NEW && size <= functions->left) {
        bool jumps = ht_call_may_jump_on(check->images[outer->elf], outer->call.target, (uint32_t)size);
        functions->left -= size;
        *callee = jumps ? CALLEE_MAY_JUMP_ON : CALLEE_STAYS;
    }
    return *callee != CALLEE_STAYS;
}

static enum ht_call_sites check_edge(const struct check *check, const struct site *inner, const struct site *outer)
{
    if (inner->elf < 0 || inner->elf != outer->elf || outer->call.kind != HT_CALL_DIRECT || !inner->function)
        return HT_CALL_SITES_UNCHECKED;
    const struct ht_symbol_query *called = outer->called;
    if (called && called->symbol.addr == inner->function->symbol.addr)
        return HT_CALL_SITES_OK;
    /* ROM code has no frame pointers on RISC-V: its frame is missing. */
    const struct ht_region *region = ht_region_find(check->chip, outer->call.target);
    if (region && region->rom)
        return HT_CALL_SITES_UNCHECKED;
    if (called && called->symbol.addr == outer->call.target && called->symbol.size <= UINT32_MAX &&
        (is_part(inner->function->name, called->name) || may_jump_on(check, outer)))
        return HT_CALL_SITES_UNCHECKED;
    return HT_CALL_SITES_MISMATCH;
}

/* What the check of two neighbours says, made the first time that they are met. */
static struct ht_error *look_up_edge(struct check *check, uint32_t inner, uint32_t outer, enum ht_call_sites *ret)
{
    struct ht_error *error = ht_table_reserve(&check->table);
    if (error)
        return error;
    uint32_t key[] = {inner, outer}, number = (uint32_t)check->edge_count;
    struct ht_table_place place = ht_table_start(&check->table, ht_table_hash(&check->table, key, 2));
    while (ht_table_next(&check->table, &place)) {
        const struct edge *known = &check->edges[place.number];
        if (known->inner == inner && known->outer == outer) {
            *ret = known->result;
            return NULL;
        }
    }
    const struct site *site = &check->sites[outer];
    const struct edge edge = {inner, outer, check_edge(check, &check->sites[inner], site)};
    if (!HT_VEC_PUSH(check->edges, check->edge_count, check->edge_capacity, edge))
        return ht_error_nomem();
    ht_table_add(&check->table, &place, number);
    if (edge.result != HT_CALL_SITES_UNCHECKED) {
        check->elfs[site->elf].edges++;
        check->elfs[site->elf].edges_consistent += edge.result == HT_CALL_SITES_OK;
    }
    *ret = edge.result;
    return NULL;
}

static struct ht_error *check_chain(struct check *check, struct ht_chain *chain)
{
    bool looked = false, failed = false;
    uint32_t inner = UINT32_MAX;
    for (uint32_t i = 0; i < chain->depth; i++) {
        const struct ht_frame *frame = ht_frames_find(check->frames, chain->pcs[i]);
        if (!frame) {
            inner = UINT32_MAX;
            continue;
        }
        uint32_t outer = (uint32_t)(frame - check->frames->items);
        const struct site *site = &check->sites[outer];
        looked |= site->elf >= 0;
        failed |= site->elf >= 0 && site->call.kind == HT_CALL_NONE;
        if (inner != UINT32_MAX) {
            enum ht_call_sites result;
            struct ht_error *error = look_up_edge(check, inner, outer, &result);
            if (error)
                return error;
            failed |= result == HT_CALL_SITES_MISMATCH;
        }
        inner = outer;
    }
    chain->call_sites = failed ? HT_CALL_SITES_MISMATCH : looked ? HT_CALL_SITES_OK : HT_CALL_SITES_UNCHECKED;
    return NULL;
}

/* The figures of each ELF, and what they come to. */
static void judge_elfs(struct check *check)
{
    bool some = false;
    for (size_t i = 0; i < check->image_count; i++)
        some |= check->elfs[i].pcs_in_code > 0;
    for (size_t i = 0; i < check->image_count; i++) {
        /* A ROM ELF beside the application's has none of the PCs, and that says nothing. */
        bool aside = some && check->elfs[i].pcs_in_code == 0;
        check->elfs[i].match = check->elfs[i].checked && !aside ? ht_callsite_match(&check->elfs[i]) : HT_MATCH_UNKNOWN;
    }
}

struct ht_error *ht_callsite_check(struct ht_arena *arena, struct ht_elf_image *const *images,
                                   const struct ht_chip *chip, struct ht_frames *frames, struct ht_chains *chains)
{
    struct check check = {
        .images = images, .image_count = frames->elf_count, .chip = chip, .frames = frames, .elfs = frames->elfs};
    bool neighbours = false;
    check.sites = ht_arena_array(arena, frames->count, sizeof *check.sites);
    check.functions = ht_arena_array(arena, check.image_count, sizeof *check.functions);
    if (!check.sites || !check.functions)
        return ht_error_nomem();
    for (size_t i = 0; i < check.image_count; i++)
        check.elfs[i].checked = ht_elf_image_machine(images[i]) != HT_MACHINE_OTHER;
    for (size_t i = 0; i < frames->count; i++)
        check_site(&check, &frames->items[i], &check.sites[i]);
    for (size_t i = 0; i < chains->count && !neighbours; i++)
        neighbours = chains->items[i].depth > 1;
    /* Functions are compared along the edges of chains: frames that stand alone have none. */
    struct ht_error *error = NULL;
    for (size_t i = 0; i < check.image_count && neighbours && !error; i++)
        error = find_functions(&check, arena, (int32_t)i);
    ht_table_init(&check.table);
    for (size_t i = 0; i < chains->count && !error; i++)
        error = check_chain(&check, &chains->items[i]);
    if (!error)
        judge_elfs(&check);
    ht_table_deinit(&check.table);
    free(check.edges);
    return error;
}
