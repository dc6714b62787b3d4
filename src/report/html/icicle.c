#include "report/html/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/words.h"

#define ROW_HEIGHT 22
/* Frames beyond this number are left out, narrowest first: a page must stay small. */
#define NODES_MAX 3000
/* Narrower ones, in shares of the whole, have no room for a letter. */
#define NARROW 0.02
#define LABEL_MAX 100
#define TITLE_MAX 400

/* A chain as the graph takes it: names from the root on. */
struct stack {
    const char **names;
    const struct ht_frame **frames;
    size_t count;
    uint32_t chain;
};

struct node {
    const char *name;
    bool allocator;
    uint32_t depth;
    size_t parent; /* place among the nodes, of itself for the root */
    uint64_t bytes, count;
    uint64_t start; /* bytes of what stands left of it */
    uint64_t verdicts[HT_VERDICT_COUNT];
};

struct graph {
    struct ht_arena arena;
    const struct ht_report *report;
    struct stack *stacks;
    size_t stack_count;
    struct node *nodes; /* parents before children, from left to right */
    size_t node_count;
    size_t *path; /* nodes of the stack at hand */
};

static const char *name_of(struct graph *graph, const struct ht_frame *frame, uint32_t pc, uint32_t number)
{
    const struct ht_location *location = ht_frame_shown(frame, number);
    if (location && location->function)
        return location->function;
    return ht_arena_printf(&graph->arena, "0x%08" PRIx32, pc);
}

static bool unfold(struct graph *graph, uint32_t id)
{
    const struct ht_chain *chain = &graph->report->trace->chains.items[id];
    size_t count = 0;
    for (uint32_t i = 0; i < chain->depth; i++) {
        count += ht_frame_lines(ht_frames_find(graph->report->frames, chain->pcs[i]));
    }
    struct stack *stack = &graph->stacks[graph->stack_count++];
    *stack = (struct stack){.chain = id};
    stack->names = ht_arena_array(&graph->arena, count + 1, sizeof *stack->names);
    stack->frames = ht_arena_array(&graph->arena, count + 1, sizeof *stack->frames);
    if (!stack->names || !stack->frames)
        return false;
    for (uint32_t i = chain->depth; i-- > 0;) {
        const struct ht_frame *frame = ht_frames_find(graph->report->frames, chain->pcs[i]);
        for (uint32_t k = ht_frame_lines(frame); k-- > 0;) {
            stack->frames[stack->count] = frame;
            stack->names[stack->count] = name_of(graph, frame, chain->pcs[i], k);
            if (!stack->names[stack->count++])
                return false;
        }
    }
    if (!chain->depth)
        stack->names[stack->count++] = "no callers recorded";
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct stack *a = left, *b = right;
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int order = strcmp(a->names[i], b->names[i]);
        if (order)
            return order;
    }
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    return a->chain < b->chain ? -1 : a->chain > b->chain;
}

static void weigh(struct graph *graph, struct node *node, uint32_t id)
{
    const struct ht_report_chain *chain = &graph->report->chains[id];
    node->bytes += chain->bytes;
    node->count += chain->count;
    if (chain->finding < graph->report->finding_count)
        node->verdicts[graph->report->findings[chain->finding].verdict] += chain->bytes;
}

/* Stacks come sorted, so what they share with the one before is a beginning. */
static void grow(struct graph *graph, const struct stack *stack, const struct stack *before)
{
    size_t shared = 0;
    while (before && shared < stack->count && shared < before->count &&
           !strcmp(stack->names[shared], before->names[shared]))
        shared++;
    uint64_t start = graph->nodes[0].bytes;
    weigh(graph, &graph->nodes[0], stack->chain);
    for (size_t i = 0; i < stack->count; i++) {
        if (i >= shared) {
            graph->path[i + 1] = graph->node_count;
            graph->nodes[graph->node_count++] =
                (struct node){.name = stack->names[i],
                              .allocator = stack->frames[i] && stack->frames[i]->role == HT_ROLE_ALLOCATOR,
                              .depth = (uint32_t)i + 1,
                              .parent = graph->path[i],
                              .start = start};
        }
        weigh(graph, &graph->nodes[graph->path[i + 1]], stack->chain);
    }
}

static bool build(struct graph *graph)
{
    size_t chain_count = graph->report->trace->chains.count, room = 1, deepest = 0;
    graph->stacks = ht_arena_array(&graph->arena, chain_count, sizeof *graph->stacks);
    bool whole = graph->stacks;
    for (size_t i = 0; whole && i < chain_count; i++) {
        if (!graph->report->chains[i].bytes)
            continue;
        whole = unfold(graph, (uint32_t)i);
        const struct stack *stack = &graph->stacks[graph->stack_count - 1];
        room += stack->count;
        deepest = stack->count > deepest ? stack->count : deepest;
    }
    if (whole) {
        graph->nodes = ht_arena_array(&graph->arena, room, sizeof *graph->nodes);
        graph->path = ht_arena_array(&graph->arena, deepest + 1, sizeof *graph->path);
        whole = graph->nodes && graph->path;
    }
    if (!whole)
        return false;
    if (graph->stack_count)
        qsort(graph->stacks, graph->stack_count, sizeof *graph->stacks, compare);
    graph->nodes[0] = (struct node){.name = "all"};
    graph->node_count = 1;
    for (size_t i = 0; i < graph->stack_count; i++)
        grow(graph, &graph->stacks[i], i ? &graph->stacks[i - 1] : NULL);
    return true;
}

/* The bytes that a frame must have to be drawn. */
static uint64_t least_drawn(const struct graph *graph)
{
    for (uint64_t least = graph->nodes[0].bytes / 2000;; least = least * 2 + 1) {
        size_t drawn = 0;
        for (size_t i = 0; i < graph->node_count; i++)
            drawn += graph->nodes[i].bytes >= least;
        if (drawn <= NODES_MAX)
            return least;
    }
}

/* The verdict that all its bytes have, else "mixed". */
static const char *class_of(const struct node *node)
{
    for (unsigned i = HT_VERDICT_LEAK; i < HT_VERDICT_COUNT; i++) {
        if (node->verdicts[i] == node->bytes)
            return ht_verdict_name((enum ht_verdict)i);
    }
    return "mixed";
}

static void put_node(struct ht_html *html, const struct graph *graph, const struct node *node, size_t place)
{
    double all = (double)graph->nodes[0].bytes, share = (double)node->bytes / all;
    ht_html_addf(html, "<svg id=\"n%zu\" data-p=\"n%zu\" class=\"n v-%s%s%s\" height=\"%u\" y=\"%" PRIu32 "\" x=\"",
                 place, node->parent, class_of(node), node->allocator ? " allocator" : "",
                 share < NARROW ? " narrow" : "", ROW_HEIGHT, node->depth * ROW_HEIGHT);
    ht_html_percent(html, (double)node->start / all);
    ht_html_add(html, "\" width=\"");
    ht_html_percent(html, share);
    ht_html_add(html, "\"><title>");
    ht_html_cut(html, node->name, TITLE_MAX);
    ht_html_add(html, ": ");
    ht_html_bytes(html, node->bytes);
    ht_html_add(html, " in ");
    ht_html_count(html, node->count, "block");
    ht_html_add(html, ", ");
    ht_html_percent(html, share);
    ht_html_addf(html, ", %s</title><rect width=\"100%%\" height=\"%u\"/><text x=\"5\" y=\"15\">", class_of(node),
                 ROW_HEIGHT - 1);
    ht_html_cut(html, node->name, LABEL_MAX);
    ht_html_add(html, "</text></svg>\n");
}

static void put_graph(struct ht_html *html, const struct graph *graph)
{
    uint64_t least = least_drawn(graph);
    uint32_t depth = 0;
    size_t left_out = 0;
    for (size_t i = 0; i < graph->node_count; i++) {
        left_out += graph->nodes[i].bytes < least;
        if (graph->nodes[i].bytes >= least && graph->nodes[i].depth > depth)
            depth = graph->nodes[i].depth;
    }
    ht_html_addf(html,
                 "<svg class=\"icicle\" width=\"100%%\" height=\"%" PRIu32
                 "\" role=\"group\" aria-label=\"Bytes by call "
                 "chain, outermost caller first\">\n",
                 (depth + 1) * ROW_HEIGHT);
    for (size_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].bytes >= least)
            put_node(html, graph, &graph->nodes[i], i);
    }
    ht_html_add(html, "</svg>\n");
    if (!left_out)
        return;
    ht_html_add(html, "<p class=\"quiet\">");
    ht_html_count(html, left_out, "frame");
    ht_html_add(html, " of less than ");
    ht_html_bytes(html, least);
    ht_html_add(html, " each not drawn.</p>\n");
}

void ht_html_icicle(struct ht_html *html, const struct ht_report *report)
{
    struct graph graph = {.report = report};
    ht_arena_init(&graph.arena);
    ht_html_add(
        html,
        "<section id=\"chains\" aria-labelledby=\"h-chains\">\n<h2 id=\"h-chains\">Bytes by call chain</h2>\n"
        "<p>Callers above, what they call below, down to the allocator; the width is bytes that are alive. "
        "Dashed frames are allocators; grey ones stand in chains of several verdicts.</p>\n"
        "<div class=\"tools\" data-tools=\"icicle\" hidden><label>Search <input type=\"search\" id=\"find-frame\" "
        "autocomplete=\"off\"></label> "
        "<button type=\"button\" id=\"unzoom\" disabled>Zoom out</button> <output id=\"found\"></output></div>\n");
    if (!build(&graph))
        html->failed = true;
    else if (graph.nodes[0].bytes)
        put_graph(html, &graph);
    ht_html_add(html, "</section>\n");
    ht_arena_deinit(&graph.arena);
}
