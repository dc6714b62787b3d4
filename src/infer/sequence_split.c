#include "infer/sequence_split.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "infer/certificate.h"

/* So many bursts of no known shape are looked at together, of so many records: more have never one cause. */
enum { TOGETHER_MAX = 4, RECORDS_MAX = 128 };

/* They stand among so many bursts. */
enum { NEIGHBOURS_MAX = 8 };

/* A name has no more pieces: twelve attributes, and the name itself (infer/certificate.h). */
enum { NAME_RECORDS_MAX = 25 };

/* Known shapes that are tried, the most frequent ones. */
enum { SHAPES_MAX = 32 };

/* A known shape, as the sum of its sizes' hashes. */
struct known {
    uint64_t hash;
    uint32_t count, bursts;
};

struct knowledge {
    struct known items[SHAPES_MAX];
    size_t count;
    bool names; /* some are names of certificates: any other name may stand among them */
};

/* Records in order, cut into pieces: last[i] is the length of the piece that ends before record i; 0: none does. */
struct cutting {
    uint32_t records[RECORDS_MAX];
    uint32_t sizes[RECORDS_MAX];
    uint32_t last[RECORDS_MAX + 1];
    bool at_once[RECORDS_MAX]; /* a record follows the one before so closely that one event made both */
    uint32_t count;
};

static bool is_name(const uint32_t *sizes, uint32_t count)
{
    uint32_t sorted[RECORDS_MAX];
    memcpy(sorted, sizes, count * sizeof *sizes);
    ht_sort_u32(sorted, count);
    return ht_certificate_is_name(sorted, count, NULL);
}

/* The most frequent known shapes. */
static void learn(const struct ht_shapes *shapes, struct knowledge *ret)
{
    *ret = (struct knowledge){0};
    for (size_t i = 0; i < shapes->count; i++) {
        const struct ht_shape *shape = &shapes->items[i];
        if (!shape->known || shape->count > RECORDS_MAX)
            continue;
        ret->names = ret->names || ht_certificate_is_name(shape->sizes, shape->count, NULL);
        struct known known = {.count = shape->count, .bursts = shape->bursts};
        for (uint32_t k = 0; k < shape->count; k++)
            known.hash += ht_hash_mix(shape->sizes[k]);
        size_t place = ret->count;
        for (; place > 0 && ret->items[place - 1].bursts < known.bursts; place--) {
            if (place < SHAPES_MAX)
                ret->items[place] = ret->items[place - 1];
        }
        if (place < SHAPES_MAX)
            ret->items[place] = known;
        ret->count += ret->count < SHAPES_MAX;
    }
}

/* Does a piece end before the record at this place, and may another one begin there? */
static bool may_begin(const struct cutting *c, uint32_t place)
{
    return place == 0 || (c->last[place] && !c->at_once[place]);
}

/* Cuts the records into as few known shapes as possible; false when they are no such sequence. */
static bool cut(const struct knowledge *knowledge, struct cutting *c)
{
    uint64_t sums[RECORDS_MAX + 1] = {0};
    uint32_t pieces[RECORDS_MAX + 1] = {0};
    memset(c->last, 0, sizeof c->last);
    for (uint32_t end = 1; end <= c->count; end++) {
        sums[end] = sums[end - 1] + ht_hash_mix(c->sizes[end - 1]);
        for (size_t k = 0; k < knowledge->count; k++) {
            uint32_t length = knowledge->items[k].count;
            if (length > end || !may_begin(c, end - length) ||
                sums[end] - sums[end - length] != knowledge->items[k].hash)
                continue;
            if (!c->last[end] || pieces[end - length] + 1 < pieces[end]) {
                c->last[end] = length;
                pieces[end] = pieces[end - length] + 1;
            }
        }
        for (uint32_t length = 3; knowledge->names && length <= end && !c->last[end]; length += 2) {
            if (!may_begin(c, end - length) || !is_name(c->sizes + end - length, length))
                continue;
            c->last[end] = length;
            pieces[end] = pieces[end - length] + 1;
        }
    }
    return c->last[c->count] != 0;
}

/* Adds a burst's records, which stay in order; false when they are too many. */
static bool collect(const struct ht_record *records, const struct ht_burst *burst, uint32_t apart, struct cutting *c)
{
    if (burst->count > RECORDS_MAX - c->count)
        return false;
    memcpy(c->records + c->count, burst->records, burst->count * sizeof *c->records);
    c->count += burst->count;
    ht_sort_u32(c->records, c->count);
    for (uint32_t i = 0; i < c->count; i++) {
        c->sizes[i] = records[c->records[i]].size;
        c->at_once[i] = i && ht_at_once(&records[c->records[i - 1]], &records[c->records[i]], apart);
    }
    return true;
}

/*
 * Looks for bursts of no known shape, the first of the given ones and some of its neighbours, that are a sequence:
 * their places in picked, and how many they are; 0 when there is none.
 */
static size_t find_sequence(const struct ht_shapes *shapes, const struct ht_window *windows,
                            const struct knowledge *knowledge, uint32_t apart, const struct ht_burst *bursts,
                            size_t left, size_t *picked, struct cutting *c)
{
    size_t count = 0;
    c->count = 0;
    for (size_t i = 0; i < left && i < NEIGHBOURS_MAX && count < TOGETHER_MAX; i++) {
        if (bursts[i].window != bursts->window)
            break;
        if (shapes->items[bursts[i].shape].known)
            continue;
        if (!collect(windows[bursts->window].records, &bursts[i], apart, c))
            break;
        picked[count++] = i;
        if (count > 1 && cut(knowledge, c))
            return count;
    }
    return 0;
}

/* Appends the pieces. */
static struct ht_error *add_pieces(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t window,
                                   const struct cutting *c, struct ht_bursts *bursts)
{
    uint32_t ends[RECORDS_MAX], pieces = 0, *records = ht_arena_array(shapes->arena, c->count, sizeof *records);
    if (!records)
        return ht_error_nomem();
    memcpy(records, c->records, c->count * sizeof *records);
    for (uint32_t end = c->count; end; end -= c->last[end])
        ends[pieces++] = end;
    struct ht_error *error = NULL;
    while (pieces-- > 0 && !error) {
        uint32_t end = ends[pieces], length = c->last[end];
        struct ht_burst burst = {.window = window, .records = records + end - length, .count = length};
        error = ht_bursts_add_shaped(shapes, windows[window].records, burst, bursts);
    }
    return error;
}

/* Moves what is a sequence, from burst first on, to cut_anew. The bursts moved are left without records. */
static struct ht_error *move_sequence(struct ht_shapes *shapes, const struct ht_window *windows,
                                      const struct knowledge *knowledge, uint32_t apart, struct ht_bursts *bursts,
                                      size_t first, struct ht_bursts *cut_anew)
{
    struct cutting c;
    size_t picked[TOGETHER_MAX];
    struct ht_burst *burst = &bursts->items[first];
    if (!burst->count || shapes->items[burst->shape].known)
        return NULL;
    size_t count = find_sequence(shapes, windows, knowledge, apart, burst, bursts->count - first, picked, &c);
    for (size_t k = 0; k < count; k++) {
        shapes->items[burst[picked[k]].shape].bursts--;
        burst[picked[k]].count = 0;
    }
    return count ? add_pieces(shapes, windows, burst->window, &c, cut_anew) : NULL;
}

struct ht_error *ht_bursts_split_by_sequence(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                             struct ht_bursts *bursts)
{
    struct knowledge knowledge;
    learn(shapes, &knowledge);
    if (!knowledge.count)
        return NULL;
    struct ht_bursts cut_anew = {0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < bursts->count && !error; i++)
        error = move_sequence(shapes, windows, &knowledge, apart, bursts, i, &cut_anew);
    for (size_t i = 0; i < bursts->count && cut_anew.count && !error; i++) {
        if (bursts->items[i].count)
            error = ht_bursts_add(&cut_anew, &bursts->items[i]);
    }
    if (error || !cut_anew.count) {
        ht_bursts_deinit(&cut_anew);
        return error;
    }
    ht_bursts_replace(bursts, &cut_anew);
    return NULL;
}

/*
 * The longest name that begins at this place among the records of a burst; 0 when none does. Most of what is none shows
 * without sorting its sizes: a name is larger than its pieces together, and half of those are OIDs of three bytes.
 */
static uint32_t name_at(const struct cutting *c, uint32_t place)
{
    uint32_t longest = 0, largest = 0, short_oids = 0;
    uint64_t sum = 0;
    for (uint32_t length = 1; length <= NAME_RECORDS_MAX && length <= c->count - place; length++) {
        uint32_t size = c->sizes[place + length - 1];
        largest = size > largest ? size : largest;
        short_oids += size == 3;
        sum += size;
        if (length >= 3 && length % 2 && short_oids >= length / 2 && largest > sum - largest &&
            is_name(c->sizes + place, length))
            longest = length;
    }
    return longest;
}

/* Appends a burst as the names in it and what stands between them. */
static struct ht_error *part_names(struct ht_shapes *shapes, const struct ht_window *windows,
                                   const struct ht_burst *burst, struct ht_bursts *parted)
{
    const struct ht_record *records = windows[burst->window].records;
    struct cutting c = {0};
    if (!collect(records, burst, 0, &c))
        return ht_bursts_add(parted, burst);
    uint32_t ends[RECORDS_MAX], pieces = 0;
    for (uint32_t place = 0, start = 0; place < c.count;) {
        uint32_t length = name_at(&c, place);
        place += length ? length : 1;
        if (length && place - length > start)
            ends[pieces++] = place - length;
        if (length || place == c.count)
            ends[pieces++] = start = place;
    }
    if (pieces < 2)
        return ht_bursts_add(parted, burst);
    shapes->items[burst->shape].bursts--;
    struct ht_error *error = NULL;
    for (uint32_t i = 0, start = 0; i < pieces && !error; start = ends[i++]) {
        struct ht_burst piece = {.window = burst->window, .records = burst->records + start, .count = ends[i] - start};
        error = ht_bursts_add_shaped(shapes, records, piece, parted);
    }
    return error;
}

struct ht_error *ht_bursts_part_names(struct ht_shapes *shapes, const struct ht_window *windows,
                                      struct ht_bursts *bursts)
{
    struct knowledge knowledge;
    learn(shapes, &knowledge);
    if (!knowledge.names)
        return NULL;
    struct ht_bursts parted = {0};
    struct ht_error *error = NULL;
    for (size_t i = 0; i < bursts->count && !error; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        bool known = shapes->items[burst->shape].known;
        error = known ? ht_bursts_add(&parted, burst) : part_names(shapes, windows, burst, &parted);
    }
    if (error) {
        ht_bursts_deinit(&parted);
        return error;
    }
    ht_bursts_replace(bursts, &parted);
    return NULL;
}
