#include "behaviours.h"

#include <stdlib.h>
#include <string.h>

/* --- items -------------------------------------------------------------------------------------------------------- */

static struct item *add(struct habit *habit, struct task *task)
{
    if (habit->items == habit->room) {
        habit->room = habit->room ? 2 * habit->room : 16;
        habit->item = realloc(habit->item, habit->room * sizeof *habit->item);
        if (!habit->item)
            abort();
    }
    struct item *item = &habit->item[habit->items++];
    *item = (struct item){.since = task->now};
    recipe_make(&habit->recipe, task, &item->held);
    return item;
}

static void take_away(struct habit *habit, size_t at)
{
    memmove(&habit->item[at], &habit->item[at + 1], (habit->items - at - 1) * sizeof *habit->item);
    habit->items--;
}

static void free_item(struct habit *habit, size_t at, struct task *task)
{
    task_spend(task, 5);
    held_free(&habit->item[at].held, task->device, task->now);
    take_away(habit, at);
    habit->has_let_go = true;
}

/* Free at a time to come; what is due after the end is freed when the device shuts down, if at all. */
static void free_later(struct habit *habit, size_t at, struct device *device, double when)
{
    double end = device_shuts(device);
    held_free(&habit->item[at].held, device, when < end ? when : end);
    take_away(habit, at);
}

/* --- what an application keeps ------------------------------------------------------------------------------------ */

/* The newest so many, as a history or a ring of lines holds them. */
void keep_newest(struct habit *habit, struct task *task)
{
    add(habit, task);
    if (habit->items > habit->limit)
        free_item(habit, 0, task);
}

/* By key, the least recently used one goes; a key that is there is touched, or gets a new value. */
void keep_used(struct habit *habit, struct task *task)
{
    struct random *random = &task->device->random;
    double u = random_unit(random);
    unsigned key = (unsigned)(u * u * habit->keys); /* low keys come more often */
    size_t at = 0;
    while (at < habit->items && habit->item[at].key != key)
        at++;
    if (at < habit->items && !random_chance(random, habit->share)) {
        struct item used = habit->item[at];
        take_away(habit, at);
        habit->item[habit->items++] = used;
        return;
    }
    add(habit, task)->key = key;
    if (at + 1 < habit->items)
        free_item(habit, at, task);
    else if (habit->items > habit->limit)
        free_item(habit, 0, task);
}

/* First in, first out: somebody else takes each after a while. */
void drain(struct habit *habit, struct task *task)
{
    double due = task->now + random_wait(&task->device->random, habit->lives);
    add(habit, task);
    if (habit->until < due)
        habit->until = due;
    free_later(habit, habit->items - 1, task->device, habit->until);
}

/* Collects until there are so many, or the first is so old, and lets go of all. */
void collect(struct habit *habit, struct task *task)
{
    add(habit, task);
    bool is_old = habit->lives > 0 && task->now - habit->item[0].since > habit->lives;
    while ((habit->items >= habit->limit || is_old) && habit->items > 0) {
        free_item(habit, 0, task);
        is_old = true;
    }
}

/* One for each key, kept for ever: it fills up. */
void keep_each(struct habit *habit, struct task *task)
{
    unsigned key = random_between(&task->device->random, 0, habit->limit - 1);
    for (size_t i = 0; i < habit->items; i++)
        if (habit->item[i].key == key)
            return;
    add(habit, task)->key = key;
}

/* As many as were ever in use at once. */
void pool(struct habit *habit, struct task *task)
{
    struct random *random = &task->device->random;
    unsigned wanted = 1 + (random_chance(random, habit->share) ? random_between(random, 1, 4) : 0);
    for (size_t i = 0; i < habit->items && wanted > 0; i++) {
        if (habit->item[i].until <= task->now) {
            habit->item[i].until = task->now + random_wait(random, habit->lives);
            wanted--;
        }
    }
    for (; wanted > 0 && habit->items < habit->limit; wanted--)
        add(habit, task)->until = task->now + random_wait(random, habit->lives);
}

void make_once(struct habit *habit, struct task *task)
{
    if (habit->items == 0 && task->now >= habit->from)
        add(habit, task);
}

/* What failed is tried again for a while. */
void retry(struct habit *habit, struct task *task)
{
    if (!random_chance(&task->device->random, habit->share))
        return;
    add(habit, task);
    double when = task->now + habit->lives * random_range(&task->device->random, 0.3, 1.7);
    free_later(habit, habit->items - 1, task->device, when);
}

/* The last value, until the next one is there. */
void replace(struct habit *habit, struct task *task)
{
    add(habit, task);
    if (habit->items > 1)
        free_item(habit, 0, task);
}

/* Each for a fixed time. */
void hold_for_a_time(struct habit *habit, struct task *task)
{
    add(habit, task);
    free_later(habit, habit->items - 1, task->device, task->now + habit->lives);
}

/* An array that doubles; full at a limit, and then a ring. */
void double_up(struct habit *habit, struct task *task)
{
    unsigned filled = ++habit->keys;
    if (filled > habit->limit || (filled & (filled - 1)) != 0)
        return;
    habit->recipe.part[0].low = habit->recipe.part[0].high = filled * (unsigned)habit->lives;
    replace(habit, task);
}

void use_briefly(struct habit *habit, struct task *task)
{
    add(habit, task);
    task_spend(task, 1e3 * habit->lives);
    free_item(habit, habit->items - 1, task);
}

/* --- what an application does wrong ------------------------------------------------------------------------------- */

/* Made at each event and freed at its end, but for a share that is forgotten; or made for that share alone. */
void forget(struct habit *habit, struct task *task)
{
    struct device *device = task->device;
    bool forgets = task->now >= habit->from && random_chance(&device->random, habit->share);
    if (!forgets && habit->keys)
        return;
    struct item *item = add(habit, task);
    task_spend(task, 300);
    if (forgets) {
        held_drop(&item->held, device, task->now);
        take_away(habit, habit->items - 1);
    } else {
        free_item(habit, habit->items - 1, task);
    }
}

/* The newest so many; of those that go the first block is freed, and what hangs on it is not. */
void forget_parts(struct habit *habit, struct task *task)
{
    add(habit, task);
    if (habit->items <= habit->limit)
        return;
    struct held *held = &habit->item[0].held;
    block_free(task->device, held->block[0], task->now);
    for (size_t i = 1; i < held->count; i++)
        block_drop(task->device, held->block[i], task->now);
    held_forget(held);
    take_away(habit, 0);
    habit->has_let_go = true;
}

void grow(struct habit *habit, struct task *task)
{
    add(habit, task);
}
