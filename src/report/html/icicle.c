#include "report/html/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "report/words.h"

#define ROW_HEIGHT 24
/* Frames beyond this number are left out, narrowest first: the script draws them all, as far as somebody looks. */
#define NODES_MAX 600
/* Narrower ones, in shares of the whole, have no room for a letter. */
#define NARROW 0.02
#define LABEL_MAX 100
#define TITLE_MAX 400

/* A finding's part of a chain as the graph takes it: names from the root on. */
struct stack {
    const char **names;
    size_t count;
    const struct ht_chain_share *share;
};

struct node {
    const char *name;
    uint32_t depth;
    size_t parent; /* place among the nodes, of itself for the root */
    uint64_t bytes, count;
    uint64_t start;      /* bytes of what stands left of it */
    const char *verdict; /* of all that stands in it, or "mixed" */
};

struct graph {
    struct ht_arena arena;
    const struct ht_report *report;
    bool leaks; /* only they are drawn */
    struct stack *stacks;
    size_t stack_count;
    struct node *nodes; /* parents before children */
    size_t node_count;
    size_t *path; /* nodes of the stack at hand */
};

/* Names from the outermost caller to the first function that is no allocator. */
static bool unfold(struct graph *graph, const struct ht_chain_share *share)
{
    const struct ht_report *report = graph->report;
    const struct ht_chain *chain = &report->trace->chains.items[share->chain];
    struct ht_place site = ht_html_owner(report, NULL, share->chain);
    size_t count = 1;
    for (uint32_t i = 0; i < chain->depth; i++)
        count += ht_frame_lines(ht_frames_find(report->frames, chain->pcs[i]));
    struct stack *stack = &graph->stacks[graph->stack_count++];
    *stack = (struct stack){.names = ht_arena_array(&graph->arena, count, sizeof *stack->names), .share = share};
    if (!stack->names)
        return false;
    for (uint32_t i = chain->depth; i-- > site.frame;) {
        const struct ht_frame *frame = ht_frames_find(report->frames, chain->pcs[i]);
        for (uint32_t k = ht_frame_lines(frame), last = i == site.frame ? site.location : 0; k-- > last;) {
            char buffer[16];
            const char *name = ht_html_name(frame, chain->pcs[i], k, buffer);
            name = name == buffer ? ht_arena_strdup(&graph->arena, buffer) : name;
            if (!name)
                return false;
            stack->names[stack->count++] = name;
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
    return a->count != b->count ? HT_ORDER(a->count, b->count) : HT_ORDER(a->share, b->share);
}

static void weigh(const struct graph *graph, struct node *node, const struct ht_chain_share *share)
{
    const char *verdict = ht_html_verdict_name(&graph->report->findings[share->finding]);
    node->verdict = !node->bytes || !strcmp(node->verdict, verdict) ? verdict : "mixed";
    node->bytes += share->bytes;
    node->count += share->count;
}

/* Stacks come sorted, so what they share with the one before is a beginning. */
static void grow(struct graph *graph, const struct stack *stack, const struct stack *before)
{
    size_t shared = 0;
    while (before && shared < stack->count && shared < before->count &&
           !strcmp(stack->names[shared], before->names[shared]))
        shared++;
    weigh(graph, &graph->nodes[0], stack->share);
    for (size_t i = 0; i < stack->count; i++) {
        if (i >= shared) {
            graph->path[i + 1] = graph->node_count;
            graph->nodes[graph->node_count++] =
                (struct node){.name = stack->names[i], .depth = (uint32_t)i + 1, .parent = graph->path[i]};
        }
        weigh(graph, &graph->nodes[graph->path[i + 1]], stack->share);
    }
}

/* Siblings side by side, the largest first. */
static int compare_siblings(const void *left, const void *right)
{
    const struct node *a = *(const struct node *const *)left, *b = *(const struct node *const *)right;
    if (a->depth != b->depth)
        return HT_ORDER(a->depth, b->depth);
    if (a->parent != b->parent)
        return HT_ORDER(a->parent, b->parent);
    return a->bytes != b->bytes ? HT_ORDER(b->bytes, a->bytes) : HT_ORDER(a, b);
}

/* Gives each node its place: behind its siblings that are larger, from where its parent begins. */
static bool arrange(struct graph *graph)
{
    struct node **order = ht_arena_array(&graph->arena, graph->node_count, sizeof *order);
    if (!order)
        return false;
    for (size_t i = 0; i < graph->node_count; i++)
        order[i] = &graph->nodes[i];
    qsort(order + 1, graph->node_count - 1, sizeof *order, compare_siblings);
    for (size_t i = 1; i < graph->node_count; i++) {
        bool first = order[i]->parent != order[i - 1]->parent || i == 1;
        order[i]->start = first ? graph->nodes[order[i]->parent].start : order[i - 1]->start + order[i - 1]->bytes;
    }
    return true;
}

/* The stacks of all chains of the findings that are drawn. */
static bool unfold_all(struct graph *graph)
{
    const struct ht_report *report = graph->report;
    size_t count = 0;
    for (size_t f = 0; f < report->finding_count; f++)
        count += report->findings[f].chain_count;
    graph->stacks = ht_arena_array(&graph->arena, count, sizeof *graph->stacks);
    bool whole = graph->stacks;
    for (size_t f = 0; f < report->finding_count; f++) {
        const struct ht_finding *finding = &report->findings[f];
        if (graph->leaks && !ht_finding_is_open_leak(finding))
            continue;
        for (size_t i = 0; whole && i < finding->chain_count; i++)
            whole = !finding->chains[i].bytes || unfold(graph, &finding->chains[i]);
    }
    return whole;
}

static bool build(struct graph *graph)
{
    size_t room = 1, deepest = 0;
    bool whole = unfold_all(graph);
    for (size_t i = 0; i < graph->stack_count; i++) {
        const struct stack *stack = &graph->stacks[i];
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
    ht_sort(graph->stacks, graph->stack_count, sizeof *graph->stacks, compare);
    graph->nodes[0] = (struct node){.name = "all"};
    graph->node_count = 1;
    for (size_t i = 0; i < graph->stack_count; i++)
        grow(graph, &graph->stacks[i], i ? &graph->stacks[i - 1] : NULL);
    return arrange(graph);
}

/* The bytes that a frame must have to be drawn. */
static uint64_t least_drawn(const struct graph *graph)
{
    for (uint64_t least = graph->nodes[0].bytes / 1000;; least = least * 2 + 1) {
        size_t drawn = 0;
        for (size_t i = 0; i < graph->node_count; i++)
            drawn += graph->nodes[i].bytes >= least;
        if (drawn <= NODES_MAX)
            return least;
    }
}

static void put_node(struct ht_html *html, const struct graph *graph, const struct node *node)
{
    double all = (double)graph->nodes[0].bytes, share = (double)node->bytes / all;
    ht_html_addf(html, "<svg class=\"n v-%s%s\" height=\"%u\" y=\"%" PRIu32 "\" x=\"", node->verdict,
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
    ht_html_addf(html, ", %s</title><rect width=\"100%%\" height=\"%u\"/><text x=\"6\" y=\"16\">", node->verdict,
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
                 "<div id=\"graph\"><svg class=\"icicle\" width=\"100%%\" height=\"%" PRIu32
                 "\" role=\"group\" aria-label=\"Bytes by call chain, outermost caller first\">\n",
                 (depth + 1) * ROW_HEIGHT);
    for (size_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].bytes >= least)
            put_node(html, graph, &graph->nodes[i]);
    }
    ht_html_add(html, "</svg>\n");
    if (left_out) {
        ht_html_add(html, "<p class=\"quiet\">");
        ht_html_count(html, left_out, "frame");
        ht_html_add(html, " of less than ");
        ht_html_bytes(html, least);
        ht_html_add(html, " each not drawn.</p>\n");
    }
    ht_html_add(html, "</div>\n");
}

/* The verdicts that occur, as chips that choose what is drawn. */
static void put_chips(struct ht_html *html, const struct ht_report *report)
{
    static const char *const verdicts[] = {"leak", "transient", "retained", "unknown", "suppressed"};
    ht_html_add(html, "<div class=\"tools\" hidden><div class=\"chips\" role=\"group\" aria-label=\"Verdicts\">");
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        size_t count = 0;
        for (size_t f = 0; f < report->finding_count; f++)
            count += !strcmp(ht_html_verdict_name(&report->findings[f]), verdicts[i]);
        if (count)
            ht_html_addf(html,
                         "<button type=\"button\" class=\"chip v-%s\" data-verdict=\"%s\" aria-pressed=\"false\"><svg "
                         "aria-hidden=\"true\"><use href=\"#s-%s\"/></svg>%s <span>%zu</span></button> ",
                         verdicts[i], verdicts[i], verdicts[i], verdicts[i], count);
    }
    ht_html_add(
        html,
        "</div> <div class=\"chips\" role=\"group\" aria-label=\"View\"><button type=\"button\" class=\"chip\" "
        "id=\"invert\" aria-pressed=\"false\">Owners first</button> <button type=\"button\" class=\"chip\" "
        "id=\"allocators\" aria-pressed=\"false\">Allocators</button></div> "
        "<label>Search <input type=\"search\" id=\"find-frame\" autocomplete=\"off\"></label> "
        "<button type=\"button\" id=\"unzoom\" disabled>Zoom out</button> <output id=\"found\"></output></div>\n");
}

void ht_html_icicle(struct ht_html *html, const struct ht_report *report)
{
    struct graph graph = {.report = report, .leaks = ht_summary_has_open_leak(&report->summary)};
    ht_arena_init(&graph.arena);
    ht_html_addf(
        html,
        "<section id=\"chains\" aria-labelledby=\"h-chains\">\n<h2 id=\"h-chains\">Bytes by call chain</h2>\n"
        "<p id=\"reading\">Callers above, what they call below, down to the first function that is no allocator. "
        "The width is bytes that are alive%s.</p>\n",
        graph.leaks ? ", of leaks" : "");
    put_chips(html, report);
    if (!build(&graph))
        html->failed = true;
    else if (graph.nodes[0].bytes)
        put_graph(html, &graph);
    ht_html_add(html, "<p class=\"legend tools\" hidden><span><i class=\"owner\"></i>the owner</span><span><i "
                      "class=\"v-mixed\"></i>several verdicts</span><span><i class=\"allocator\"></i>allocator</span>"
                      "<span><i class=\"group\"></i>many narrow frames: opens on them</span></p>\n</section>\n");
    ht_arena_deinit(&graph.arena);
}
