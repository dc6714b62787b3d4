#include "infer/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "base/vec.h"
#include "infer/certificate.h"

/* Bursts longer than this are left as they are: no event that repeats by the hundred allocates so much. */
#define REPAIR_COUNT_MAX 512u

/* A shape has to be this many times as frequent as several copies of it to make those chance. */
#define COPIES_RATIO_MIN 4u

/* How many shapes are tried when a burst is taken apart: the most frequent ones. */
#define REPAIR_SHAPES_MAX 32u

void ht_shapes_init(struct ht_shapes *shapes, struct ht_arena *arena)
{
    *shapes = (struct ht_shapes){.arena = arena};
}

void ht_shapes_deinit(struct ht_shapes *shapes)
{
    if (!shapes)
        return;
    free(shapes->items);
    free(shapes->slots);
    *shapes = (struct ht_shapes){0};
}

void ht_bursts_deinit(struct ht_bursts *bursts)
{
    if (!bursts)
        return;
    free(bursts->items);
    *bursts = (struct ht_bursts){0};
}

struct ht_error *ht_bursts_add(struct ht_bursts *bursts, const struct ht_burst *burst)
{
    return HT_VEC_PUSH(bursts->items, bursts->count, bursts->capacity, *burst) ? NULL : ht_error_nomem();
}

static int compare_bursts(const void *a, const void *b)
{
    const struct ht_burst *x = a, *y = b;
    if (x->window != y->window)
        return x->window > y->window ? 1 : -1;
    return (x->records[0] > y->records[0]) - (x->records[0] < y->records[0]);
}

void ht_bursts_sort(struct ht_bursts *bursts)
{
    ht_sort(bursts->items, bursts->count, sizeof *bursts->items, compare_bursts);
}

void ht_bursts_replace(struct ht_bursts *bursts, const struct ht_bursts *anew)
{
    ht_bursts_deinit(bursts);
    *bursts = *anew;
    ht_bursts_sort(bursts);
}

const struct ht_shape *ht_bursts_main_shape(const struct ht_shapes *shapes, const struct ht_bursts *bursts)
{
    const struct ht_shape *main = &shapes->items[bursts->items[0].shape];
    for (size_t i = 1; i < bursts->count; i++) {
        const struct ht_shape *shape = &shapes->items[bursts->items[i].shape];
        main = shape->bursts > main->bursts ? shape : main;
    }
    return main;
}

static uint32_t *find_slot(const struct ht_shapes *shapes, const uint32_t *sizes, uint32_t count)
{
    uint64_t hash = HT_HASH_START ^ count;
    for (uint32_t i = 0; i < count; i++)
        hash = ht_hash_add(hash, sizes[i]);
    size_t mask = shapes->slot_count - 1;
    for (size_t i = (size_t)(hash ^ (hash >> 29)) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &shapes->slots[i];
        if (!*slot)
            return slot;
        const struct ht_shape *shape = &shapes->items[*slot - 1];
        if (shape->count == count && !memcmp(shape->sizes, sizes, count * sizeof *sizes))
            return slot;
    }
}

static struct ht_error *grow_slots(struct ht_shapes *shapes)
{
    if (shapes->slot_count && shapes->count < shapes->slot_count / 2)
        return NULL;
    size_t slot_count = shapes->slot_count ? shapes->slot_count * 2 : 32;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return ht_error_nomem();
    free(shapes->slots);
    shapes->slots = slots;
    shapes->slot_count = slot_count;
    for (size_t i = 0; i < shapes->count; i++)
        *find_slot(shapes, shapes->items[i].sizes, shapes->items[i].count) = (uint32_t)i + 1;
    return NULL;
}

/* The number of the shape with these sizes (ascending), added when it is new. */
static struct ht_error *intern(struct ht_shapes *shapes, const uint32_t *sizes, uint32_t count, uint32_t *ret)
{
    struct ht_error *error = grow_slots(shapes);
    if (error)
        return error;
    uint32_t *slot = find_slot(shapes, sizes, count);
    if (!*slot) {
        uint32_t *copy = ht_arena_array(shapes->arena, count, sizeof *copy);
        if (!copy || !HT_VEC_RESERVE(shapes->items, shapes->capacity, shapes->count + 1))
            return ht_error_nomem();
        memcpy(copy, sizes, count * sizeof *copy);
        shapes->items[shapes->count++] = (struct ht_shape){.sizes = copy, .count = count};
        *slot = (uint32_t)shapes->count;
    }
    *ret = *slot - 1;
    return NULL;
}

/* The known shape with these sizes, or NULL. */
static const struct ht_shape *lookup_known(const struct ht_shapes *shapes, const uint32_t *sizes, uint32_t count)
{
    uint32_t *slot = shapes->slot_count ? find_slot(shapes, sizes, count) : NULL;
    return slot && *slot && shapes->items[*slot - 1].known ? &shapes->items[*slot - 1] : NULL;
}

/* Appends a burst of these records and counts its shape. sizes is scratch for count numbers. */
static struct ht_error *append(struct ht_shapes *shapes, const struct ht_record *records, struct ht_burst burst,
                               uint32_t *sizes, struct ht_bursts *bursts)
{
    for (uint32_t i = 0; i < burst.count; i++)
        sizes[i] = records[burst.records[i]].size;
    ht_sort_u32(sizes, burst.count);
    struct ht_error *error = intern(shapes, sizes, burst.count, &burst.shape);
    if (error)
        return error;
    error = ht_bursts_add(bursts, &burst);
    if (error)
        return error;
    shapes->items[burst.shape].bursts++;
    return NULL;
}

struct ht_error *ht_bursts_add_shaped(struct ht_shapes *shapes, const struct ht_record *records, struct ht_burst burst,
                                      struct ht_bursts *bursts)
{
    uint32_t *sizes = malloc((burst.count ? burst.count : 1) * sizeof *sizes);
    struct ht_error *error = sizes ? append(shapes, records, burst, sizes, bursts) : ht_error_nomem();
    free(sizes);
    return error;
}

struct ht_error *ht_bursts_add_union(struct ht_shapes *shapes, const struct ht_record *records,
                                     const struct ht_bursts *parts, struct ht_bursts *bursts)
{
    struct ht_burst burst = parts->items[0];
    if (parts->count == 1)
        return ht_bursts_add(bursts, &burst);
    for (size_t i = 1; i < parts->count; i++)
        burst.count += parts->items[i].count;
    uint32_t *members = ht_arena_array(shapes->arena, burst.count, sizeof *members);
    uint32_t count = 0;
    struct ht_error *error = members ? NULL : ht_error_nomem();
    for (size_t i = 0; i < parts->count && !error; i++) {
        const struct ht_burst *part = &parts->items[i];
        memcpy(members + count, part->records, part->count * sizeof *members);
        count += part->count;
        burst.partial = burst.partial || part->partial;
        shapes->items[part->shape].bursts -= !part->partial;
    }
    if (!error) {
        ht_sort_u32(members, count);
        burst.records = members;
        error = ht_bursts_add_shaped(shapes, records, burst, bursts);
    }
    if (!error && burst.partial)
        shapes->items[bursts->items[bursts->count - 1].shape].bursts--;
    return error;
}

struct ht_error *ht_bursts_cut(struct ht_shapes *shapes, const struct ht_record *records, uint32_t window,
                               const uint32_t *picks, size_t count, uint32_t gap, struct ht_bursts *bursts)
{
    if (count == 0)
        return NULL;
    struct ht_error *error = NULL;
    uint32_t *labels = malloc(count * sizeof *labels);
    uint32_t *sizes = malloc(count * sizeof *sizes);
    uint32_t *starts = calloc(count + 1, sizeof *starts);
    uint32_t *members = ht_arena_array(shapes->arena, count, sizeof *members);
    if (!labels || !sizes || !starts || !members) {
        error = ht_error_nomem();
        goto out;
    }
    uint32_t burst_count = ht_bursts_label(records, picks, count, gap, labels);
    /* Sort by label, keeping the order within each: count, sum, place. */
    for (size_t i = 0; i < count; i++)
        starts[labels[i] + 1]++;
    for (uint32_t b = 0; b < burst_count; b++)
        starts[b + 1] += starts[b];
    for (size_t i = 0; i < count; i++)
        members[starts[labels[i]]++] = picks[i];
    uint32_t start = 0;
    for (uint32_t b = 0; b < burst_count && !error; b++) {
        struct ht_burst burst = {.window = window, .records = members + start, .count = starts[b] - start};
        error = append(shapes, records, burst, sizes, bursts);
        start = starts[b];
    }
out:
    free(labels);
    free(sizes);
    free(starts);
    return error;
}

/* The most frequent shapes first; equally frequent ones by members, the fewer first. */
static int compare_shapes(const void *a, const void *b)
{
    const struct ht_shape *x = *(struct ht_shape *const *)a, *y = *(struct ht_shape *const *)b;
    if (x->alone != y->alone)
        return x->alone < y->alone ? 1 : -1;
    if (x->count != y->count)
        return x->count > y->count ? 1 : -1;
    return x->count ? memcmp(x->sizes, y->sizes, x->count * sizeof *x->sizes) : 0;
}

/* Removes the part's sizes from the whole's (both ascending); false, with the whole as it was, when it lacks some. */
static bool subtract(uint32_t *whole, uint32_t *count, const struct ht_shape *part)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < *count && found < part->count; i++)
        found += whole[i] == part->sizes[found];
    if (found < part->count)
        return false;
    uint32_t kept = 0, taken = 0;
    for (uint32_t i = 0; i < *count; i++) {
        if (taken < part->count && whole[i] == part->sizes[taken])
            taken++;
        else
            whole[kept++] = whole[i];
    }
    *count = kept;
    return true;
}

/* The sizes of two bursts of one window together, ascending; false when they are too many. */
static bool add_up(const struct ht_record *records, const struct ht_burst *a, const struct ht_burst *b, uint32_t *sizes)
{
    uint64_t count = (uint64_t)a->count + b->count;
    if (count > REPAIR_COUNT_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++)
        sizes[i] = records[i < a->count ? a->records[i] : b->records[i - a->count]].size;
    ht_sort_u32(sizes, count);
    return true;
}

/*
 * Counts how often each shape stands alone: neighbours on two cores that together are what another burst has on one
 * core are a task that moved, and neither of them is an event.
 */
static void count_alone(struct ht_shapes *shapes, const struct ht_window *windows, const struct ht_bursts *bursts)
{
    uint32_t sizes[REPAIR_COUNT_MAX];
    for (size_t i = 0; i < shapes->count; i++)
        shapes->items[i].alone = shapes->items[i].bursts;
    for (size_t i = 0; i + 1 < bursts->count; i++) {
        const struct ht_burst *a = &bursts->items[i], *b = &bursts->items[i + 1];
        const struct ht_record *records = windows[a->window].records;
        if (a->window != b->window || records[a->records[0]].cpu == records[b->records[0]].cpu ||
            !add_up(records, a, b, sizes))
            continue;
        const uint32_t *whole = find_slot(shapes, sizes, a->count + b->count);
        if (*whole ? shapes->items[*whole - 1].bursts < 2 : !ht_certificate_is_name(sizes, a->count + b->count, NULL))
            continue;
        shapes->items[a->shape].alone--;
        shapes->items[b->shape].alone--;
        i++;
    }
}

/*
 * Is the shape a sum of known ones that each stand alone at least as often? Then it is no event of its own but events
 * that seemed to follow each other closely, or that two tasks brought about at once. An event may well take several
 * times what another takes: copies of one shape are chance only where that is more frequent by far, unless it is the
 * whole name of one certificate.
 */
static bool is_chance_sum(const struct ht_shape *shape, struct ht_shape *const *known, size_t known_count)
{
    if (shape->count > REPAIR_COUNT_MAX)
        return false;
    uint32_t rest[REPAIR_COUNT_MAX], count = shape->count, parts = 0, rarest = UINT32_MAX, ratio = COPIES_RATIO_MIN;
    memcpy(rest, shape->sizes, count * sizeof *rest);
    for (size_t i = 0; i < known_count && count && known[i]->alone >= shape->alone; i++) {
        if (!subtract(rest, &count, known[i]))
            continue;
        parts++;
        rarest = known[i]->alone;
        ratio = ht_certificate_is_name(known[i]->sizes, known[i]->count, NULL) ? 1 : COPIES_RATIO_MIN;
        while (subtract(rest, &count, known[i]))
            continue;
    }
    return count == 0 && (parts > 1 || rarest >= ratio * (uint64_t)shape->alone);
}

/* Marks the known shapes and lists the most frequent of them. */
static struct ht_error *find_known(struct ht_shapes *shapes, struct ht_shape **known, size_t *ret)
{
    struct ht_shape **order = malloc((shapes->count ? shapes->count : 1) * sizeof(*order));
    if (!order)
        return ht_error_nomem();
    for (size_t i = 0; i < shapes->count; i++)
        order[i] = &shapes->items[i];
    ht_sort(order, shapes->count, sizeof *order, compare_shapes);
    size_t count = 0;
    for (size_t i = 0; i < shapes->count; i++) {
        struct ht_shape *shape = order[i];
        shape->known = ht_certificate_is_name(shape->sizes, shape->count, NULL) ||
                       (shape->alone >= 2 && !is_chance_sum(shape, known, count));
        if (shape->known && shape->alone && count < REPAIR_SHAPES_MAX)
            known[count++] = shape;
    }
    free(order);
    *ret = count;
    return NULL;
}

/* A burst being taken apart: what is left of its records, in order, and their sizes as scratch. */
struct rest {
    uint32_t records[REPAIR_COUNT_MAX];
    uint32_t sizes[REPAIR_COUNT_MAX];
    uint32_t count;
};

/* Takes the records of one copy of the shape from the rest: the first ones if they are just that, else the earliest of
 * each size. */
static bool take(struct rest *rest, const struct ht_record *records, const struct ht_shape *shape, bool prefix,
                 uint32_t *taken)
{
    if (shape->count > rest->count)
        return false;
    uint32_t span = prefix ? shape->count : rest->count, count = span;
    for (uint32_t i = 0; i < span; i++)
        rest->sizes[i] = records[rest->records[i]].size;
    ht_sort_u32(rest->sizes, span);
    if (!subtract(rest->sizes, &count, shape))
        return false;
    uint32_t kept = 0, got = 0, wanted[REPAIR_COUNT_MAX];
    memcpy(wanted, shape->sizes, shape->count * sizeof *wanted);
    for (uint32_t i = 0; i < rest->count; i++) {
        uint32_t k = 0, size = records[rest->records[i]].size;
        while (got < shape->count && k < shape->count - got && wanted[k] != size)
            k++;
        if (got < shape->count && k < shape->count - got) {
            taken[got++] = rest->records[i];
            wanted[k] = wanted[shape->count - got];
        } else {
            rest->records[kept++] = rest->records[i];
        }
    }
    rest->count = kept;
    return true;
}

/* Has one shape no sizes but the other's? */
static bool is_alike(const struct ht_shape *a, const struct ht_shape *b)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < a->count; i++) {
        while (k < b->count && b->sizes[k] < a->sizes[i])
            k++;
        if (k == b->count || b->sizes[k] != a->sizes[i])
            return false;
    }
    return true;
}

/*
 * Takes a burst apart into copies of known shapes and appends them; otherwise appends it whole. Copies of one shape, or
 * of more and fewer of the same blocks, are several events only if they are so many cycles apart.
 */
static struct ht_error *append_split(struct ht_shapes *shapes, const struct ht_record *records, struct ht_burst burst,
                                     uint32_t apart, struct ht_shape *const *known, size_t known_count,
                                     struct ht_bursts *bursts)
{
    uint32_t sizes[REPAIR_COUNT_MAX], *parts = ht_arena_array(shapes->arena, burst.count, sizeof *parts);
    uint32_t ends[REPAIR_COUNT_MAX], part_count = 0, used = 0;
    const struct ht_shape *before = NULL;
    bool whole = false;
    if (!parts)
        return ht_error_nomem();
    struct rest rest = {.count = burst.count};
    memcpy(rest.records, burst.records, burst.count * sizeof *rest.records);
    for (bool found = true; found && rest.count;) {
        found = false;
        for (int prefix = 1; prefix >= 0 && !found; prefix--) {
            for (size_t k = 0; k < known_count && !found; k++) {
                if (take(&rest, records, known[k], prefix, parts + used)) {
                    whole = whole || (before && (is_alike(before, known[k]) || is_alike(known[k], before)) &&
                                      parts[used - 1] < parts[used] &&
                                      ht_at_once(&records[parts[used - 1]], &records[parts[used]], apart));
                    before = known[k];
                    used += known[k]->count;
                    ends[part_count++] = used;
                    found = true;
                }
            }
        }
    }
    if (rest.count || part_count < 2 || whole)
        return append(shapes, records, burst, sizes, bursts);
    struct ht_error *error = NULL;
    uint32_t start = 0;
    for (uint32_t i = 0; i < part_count && !error; i++) {
        struct ht_burst part = burst;
        part.records = parts + start;
        part.count = ends[i] - start;
        ht_sort_u32(parts + start, part.count);
        error = append(shapes, records, part, sizes, bursts);
        start = ends[i];
    }
    return error;
}

/*
 * Joins two neighbours into one when only together they are a known shape: neither is known itself, or the whole is
 * more frequent than either part (several tasks moved at the same place); on one core, where a pause parted them, by
 * far.
 */
static struct ht_error *try_join(struct ht_shapes *shapes, const struct ht_record *records, const struct ht_burst *a,
                                 const struct ht_burst *b, struct ht_bursts *bursts, bool *joined)
{
    const struct ht_shape *x = &shapes->items[a->shape], *y = &shapes->items[b->shape];
    *joined = false;
    if (a->window != b->window)
        return NULL;
    bool moved = records[a->records[0]].cpu != records[b->records[0]].cpu;
    uint32_t sizes[REPAIR_COUNT_MAX], count = a->count + b->count;
    if ((!moved && x->known && y->known) || !add_up(records, a, b, sizes))
        return NULL;
    const struct ht_shape *whole = lookup_known(shapes, sizes, count);
    if (!whole && !ht_certificate_is_name(sizes, count, NULL))
        return NULL;
    uint32_t often = !whole ? 1 : moved ? whole->alone : whole->alone / 2;
    if ((x->known && x->alone >= often) || (y->known && y->alone >= often))
        return NULL;
    uint32_t *members = ht_arena_array(shapes->arena, count, sizeof *members);
    if (!members)
        return ht_error_nomem();
    memcpy(members, a->records, a->count * sizeof *members);
    memcpy(members + a->count, b->records, b->count * sizeof *members);
    ht_sort_u32(members, count);
    *joined = true;
    return append(shapes, records, (struct ht_burst){.window = a->window, .records = members, .count = count}, sizes,
                  bursts);
}

struct ht_error *ht_bursts_repair(struct ht_shapes *shapes, const struct ht_window *windows, uint32_t apart,
                                  struct ht_bursts *bursts)
{
    struct ht_shape *known[REPAIR_SHAPES_MAX];
    size_t known_count = 0;
    count_alone(shapes, windows, bursts);
    struct ht_error *error = find_known(shapes, known, &known_count);
    if (error)
        return error;
    /* Shapes move when one is added: keep numbers, and look them up again for each burst. */
    size_t known_numbers[REPAIR_SHAPES_MAX];
    for (size_t k = 0; k < known_count; k++)
        known_numbers[k] = (size_t)(known[k] - shapes->items);

    struct ht_bursts repaired = {0};
    for (size_t i = 0; i < bursts->count && !error; i++) {
        struct ht_burst burst = bursts->items[i];
        const struct ht_record *records = windows[burst.window].records;
        for (size_t k = 0; k < known_count; k++)
            known[k] = &shapes->items[known_numbers[k]];
        shapes->items[burst.shape].bursts--;
        bool joined = false;
        if (i + 1 < bursts->count)
            error = try_join(shapes, records, &burst, &bursts->items[i + 1], &repaired, &joined);
        if (error)
            break;
        if (joined) {
            shapes->items[bursts->items[++i].shape].bursts--;
        } else if (shapes->items[burst.shape].known || burst.count > REPAIR_COUNT_MAX) {
            error = ht_bursts_add_shaped(shapes, records, burst, &repaired);
        } else {
            error = append_split(shapes, records, burst, apart, known, known_count, &repaired);
        }
    }
    if (error) {
        ht_bursts_deinit(&repaired);
        return error;
    }
    ht_bursts_replace(bursts, &repaired);
    return NULL;
}

/* Is the shape less than a known one? */
static bool is_part(const struct ht_shapes *shapes, const struct ht_shape *shape)
{
    uint32_t rest[REPAIR_COUNT_MAX];
    for (size_t i = 0; i < shapes->count; i++) {
        const struct ht_shape *whole = &shapes->items[i];
        uint32_t count = whole->count;
        if (!whole->known || count <= shape->count || count > REPAIR_COUNT_MAX)
            continue;
        memcpy(rest, whole->sizes, count * sizeof *rest);
        if (subtract(rest, &count, shape))
            return true;
    }
    return false;
}

void ht_bursts_mark_partial(struct ht_shapes *shapes, const struct ht_window *window, uint32_t number, bool full,
                            struct ht_bursts *bursts)
{
    bool first = true;
    for (size_t i = 0; i < bursts->count; i++) {
        struct ht_burst *burst = &bursts->items[i];
        if (burst->window != number)
            continue;
        struct ht_shape *shape = &shapes->items[burst->shape];
        bool last = burst->records[burst->count - 1] + 1 == window->record_count;
        if (((first && full) || last) && !shape->known && is_part(shapes, shape)) {
            burst->partial = 1;
            shape->bursts--;
        }
        first = false;
    }
}
