#include "sites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SITES = 1024, MOST_FUNCTIONS = 1024, MOST_INLINED = 4, ANY = MOST_FUNCTIONS, BUCKETS = 2 * MOST_FUNCTIONS };

struct edge {
    unsigned caller, callee, line;
};

struct site {
    uint32_t pc;
    unsigned edges;
    struct edge edge[MOST_INLINED]; /* innermost first */
    const struct site *next;        /* with the same innermost caller */
};

struct sites {
    size_t count, functions;
    char *name[MOST_FUNCTIONS];
    unsigned function[BUCKETS]; /* by the hash of its name, or the next free one; one more than its number, or 0 */
    const struct site *calls_by[MOST_FUNCTIONS]; /* whose innermost caller it is, in the order of the file */
    struct site site[MOST_SITES];
};

static void fail(const char *what, const char *which)
{
    fprintf(stderr, "simulate: %s %s\n", what, which);
    exit(1);
}

/* The bucket of a name, or the free one that it would get. */
static unsigned bucket_of(const struct sites *sites, const char *name, size_t length)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < length; i++)
        hash = hash * 31 + (unsigned char)name[i];
    for (unsigned bucket = hash % BUCKETS;; bucket = (bucket + 1) % BUCKETS) {
        const char *held = sites->function[bucket] ? sites->name[sites->function[bucket] - 1] : NULL;
        if (!held || (!strncmp(held, name, length) && !held[length]))
            return bucket;
    }
}

static unsigned find(const struct sites *sites, const char *name, size_t length)
{
    unsigned found = sites->function[bucket_of(sites, name, length)];
    return found ? found - 1 : ANY;
}

static unsigned intern(struct sites *sites, const char *name, size_t length)
{
    if (length == 1 && *name == '*')
        return ANY;
    unsigned found = find(sites, name, length);
    if (found != ANY)
        return found;
    char *copy = malloc(length + 1);
    if (!copy || sites->functions == MOST_FUNCTIONS)
        fail("no room for", name);
    memcpy(copy, name, length);
    copy[length] = '\0';
    sites->name[sites->functions++] = copy;
    sites->function[bucket_of(sites, copy, length)] = (unsigned)sites->functions;
    return (unsigned)sites->functions - 1;
}

/* caller:line>callee; the names of methods hold colons themselves. */
static struct edge read_edge(struct sites *sites, char *word)
{
    char *arrow = strchr(word, '>');
    if (!arrow)
        fail("not a call site:", word);
    *arrow = '\0';
    char *colon = strrchr(word, ':');
    if (!colon)
        fail("not a call site:", word);
    return (struct edge){.caller = intern(sites, word, (size_t)(colon - word)),
                         .callee = intern(sites, arrow + 1, strlen(arrow + 1)),
                         .line = (unsigned)strtoul(colon + 1, NULL, 10)};
}

struct sites *sites_read(const char *path)
{
    FILE *file = fopen(path, "r");
    struct sites *sites = calloc(1, sizeof *sites);
    char line[512];
    if (!file || !sites)
        fail("cannot read", path);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (sites->count == MOST_SITES)
            fail("too many sites in", path);
        struct site *site = &sites->site[sites->count++];
        char *word = strtok(line, " ");
        site->pc = word ? (uint32_t)strtoul(word, NULL, 16) : 0;
        while ((word = strtok(NULL, " ")) && site->edges < MOST_INLINED)
            site->edge[site->edges++] = read_edge(sites, word);
    }
    fclose(file);
    for (size_t i = sites->count; i--;) {
        struct site *site = &sites->site[i];
        if (!site->edges || site->edge[0].caller == ANY)
            fail("a site without a caller in", path);
        site->next = sites->calls_by[site->edge[0].caller];
        sites->calls_by[site->edge[0].caller] = site;
    }
    return sites;
}

void sites_destroy(struct sites *sites)
{
    for (size_t i = 0; i < sites->functions; i++)
        free(sites->name[i]);
    free(sites);
}

unsigned sites_function(const struct sites *sites, const char *name, size_t length)
{
    unsigned found = find(sites, name, length);
    if (found == ANY)
        fail("the firmware has no function", name);
    return found;
}

int sites_is_in(const struct sites *sites, uint32_t pc, const char *prefix)
{
    for (size_t i = 0; i < sites->count; i++) {
        const struct site *site = &sites->site[i];
        for (unsigned e = 0; site->pc == pc && e < site->edges; e++) {
            if (!strncmp(sites->name[site->edge[e].caller], prefix, strlen(prefix)))
                return 1;
        }
    }
    return 0;
}

static int fits(const struct edge *edge, const struct call *caller, const struct call *callee)
{
    return edge->caller == caller->function && (edge->callee == callee->function || edge->callee == ANY) &&
           (!callee->line || edge->line == callee->line);
}

/* The site of the innermost call of a stack, with as many of the calls around it as were inlined. */
static const struct site *find_site(const struct sites *sites, const struct call *stack, size_t count)
{
    const struct site *best = NULL;
    for (const struct site *site = sites->calls_by[stack[count - 2].function]; site; site = site->next) {
        unsigned e = 0;
        while (e < site->edges && e + 2 <= count && fits(&site->edge[e], &stack[count - e - 2], &stack[count - e - 1]))
            e++;
        if (e == site->edges && (!best || e > best->edges))
            best = site;
    }
    return best;
}

size_t sites_chain(const struct sites *sites, const struct call *stack, size_t count, uint32_t *pcs)
{
    size_t found = 0;
    while (count >= 2) {
        const struct site *site = find_site(sites, stack, count);
        if (!site) {
            fprintf(stderr, "simulate: %s does not call %s (line %u)\n", sites->name[stack[count - 2].function],
                    sites->name[stack[count - 1].function], stack[count - 1].line);
            exit(1);
        }
        pcs[found++] = site->pc;
        count -= site->edges;
    }
    return found;
}
