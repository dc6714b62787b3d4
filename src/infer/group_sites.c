#include "infer/group_sites.h"

#include <stdlib.h>

#include "base/hash.h"

/*
 * Lines of one function that are told apart, how many events each must have, and which share of the rarer one's two
 * lines have to have in common to be of one event: others meet by chance.
 */
enum { SITES_MAX = 16, SITE_BURSTS_MIN = 2 };
#define SITE_SHARE 0.2

/* The lines of an owner: root says which ones share events. */
struct sites {
    uint32_t line[SITES_MAX], root[SITES_MAX];
    uint32_t bursts[SITES_MAX][SITES_MAX]; /* that hold both lines */
    size_t count;
    const uint32_t *lines; /* of each chain's owner; not owned */
};

/* The line of each chain's owner, which is asked for of each record; from the heap, or NULL. */
static uint32_t *list_lines(const struct ht_group_input *input)
{
    const struct ht_chains *chains = &input->trace->chains;
    uint32_t *lines = malloc((chains->count + 1) * sizeof *lines);
    for (size_t c = 0; c < chains->count && lines; c++) {
        const struct ht_location *owner = ht_owner_location(&input->attributions[c], &chains->items[c], input->frames);
        lines[c] = owner ? owner->line : 0;
    }
    return lines;
}

static uint32_t line_of(const struct ht_group_input *input, const struct sites *sites, const struct ht_burst *burst,
                        uint32_t record)
{
    return sites->lines[input->trace->windows[burst->window].records[burst->records[record]].chain];
}

/* The place of a line among the sites, added when it is new; SITES_MAX when there is no room. */
static uint32_t site_of(struct sites *sites, uint32_t line)
{
    uint32_t i = 0;
    while (i < sites->count && sites->line[i] != line)
        i++;
    if (i == sites->count && i != SITES_MAX) {
        sites->line[i] = line;
        sites->root[i] = i;
        sites->count++;
    }
    return i;
}

/* Counts which lines share bursts. False when they are too many. */
static bool count_sites(const struct ht_group_input *input, const struct ht_bursts *bursts, struct sites *sites)
{
    for (size_t b = 0; b < bursts->count; b++) {
        bool here[SITES_MAX] = {false};
        for (uint32_t r = 0; r < bursts->items[b].count; r++) {
            uint32_t site = site_of(sites, line_of(input, sites, &bursts->items[b], r));
            if (site == SITES_MAX)
                return false;
            here[site] = true;
        }
        for (size_t x = 0; x < sites->count; x++) {
            for (size_t y = 0; y < sites->count; y++)
                sites->bursts[x][y] += here[x] && here[y];
        }
    }
    return true;
}

static void join_sites(struct sites *sites)
{
    for (size_t x = 0; x < sites->count; x++) {
        for (size_t y = 0; y < x; y++) {
            uint32_t rarer = sites->bursts[x][x] < sites->bursts[y][y] ? sites->bursts[x][x] : sites->bursts[y][y];
            uint32_t from = sites->root[x], to = sites->root[y];
            bool alone = sites->bursts[x][x] < SITE_BURSTS_MIN || sites->bursts[y][y] < SITE_BURSTS_MIN;
            for (size_t i = 0; i < sites->count && (alone || sites->bursts[x][y] >= SITE_SHARE * rarer); i++)
                sites->root[i] = sites->root[i] == from ? to : sites->root[i];
        }
    }
}

/* Adds the records of a burst that are of one root's lines, as a burst, if there are any. */
static struct ht_error *add_share(const struct ht_group_input *input, struct sites *sites, uint32_t root,
                                  const struct ht_burst *burst, struct ht_bursts *bursts)
{
    const struct ht_window *window = &input->trace->windows[burst->window];
    uint32_t *records = ht_arena_array(input->trace->arena, burst->count, sizeof *records);
    struct ht_burst share = {.window = burst->window, .records = records};
    if (!records)
        return ht_error_nomem();
    for (uint32_t r = 0; r < burst->count; r++) {
        if (sites->root[site_of(sites, line_of(input, sites, burst, r))] != root)
            continue;
        records[share.count++] = burst->records[r];
        share.shape += ht_hash_mix(window->records[burst->records[r]].size) + 1;
    }
    return share.count ? ht_bursts_add(bursts, &share) : NULL;
}

static struct ht_error *part_sites(const struct ht_group_input *input, const uint32_t *lines, struct ht_groups *groups,
                                   size_t number)
{
    struct sites sites = {.lines = lines};
    if (!count_sites(input, &groups->items[number].bursts, &sites))
        return NULL;
    join_sites(&sites);
    struct ht_group whole = groups->items[number];
    struct ht_error *error = NULL;
    bool parted = false;
    for (uint32_t root = 1; root < sites.count && !error; root++)
        parted = parted || sites.root[root] != sites.root[0];
    for (uint32_t root = 0; root < sites.count && parted && !error; root++) {
        struct ht_group part = whole, *added;
        part.bursts = (struct ht_bursts){0};
        part.parted = true;
        for (size_t b = 0; b < whole.bursts.count && !error; b++)
            error = add_share(input, &sites, root, &whole.bursts.items[b], &part.bursts);
        ht_bursts_sort(&part.bursts); /* on two cores a burst may begin within another one */
        if (!error)
            error = ht_groups_add(groups, &part, &added);
        if (error)
            ht_bursts_deinit(&part.bursts);
    }
    if (parted)
        groups->items[number].bursts.count = 0;
    return error;
}

struct ht_error *ht_groups_part_sites(const struct ht_group_input *input, struct ht_groups *groups)
{
    uint32_t *lines = list_lines(input);
    struct ht_error *error = lines ? NULL : ht_error_nomem();
    for (size_t g = 0, count = groups->count; g < count && !error; g++) {
        if (groups->items[g].kind == HT_GROUP_OWNER && !groups->items[g].freed)
            error = part_sites(input, lines, groups, g);
    }
    free(lines);
    ht_groups_drop_empty(groups);
    return error;
}
