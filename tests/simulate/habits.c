#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "behaviours.h"

/*
 * Most hold what came in the last seconds or minutes. One in eight holds what came within the hour: in a window that is
 * shorter it looks like a leak, and nothing in the dump can tell the two apart.
 */
static void draw_limit(struct habit *habit, struct device *device)
{
    struct random *random = &device->random;
    bool is_slow = random_chance(random, 0.125);
    double holds = is_slow ? random_stretch(random, 200, 3600) : random_stretch(random, 5, 200);
    habit->limit = (unsigned)fmin(64, fmax(2, holds / habit->every + random_unit(random)));
}

static void draw_keys(struct habit *habit, struct device *device)
{
    draw_limit(habit, device);
    habit->keys = habit->limit * random_between(&device->random, 1, 4);
    habit->share = random_chance(&device->random, 0.5) ? random_range(&device->random, 0, 0.5) : 0;
}

static void draw_lives(struct habit *habit, struct device *device)
{
    habit->lives = random_stretch(&device->random, 0.1, 60);
}

static void draw_collect(struct habit *habit, struct device *device)
{
    draw_limit(habit, device);
    habit->lives = random_chance(&device->random, 0.5) ? random_stretch(&device->random, 10, 300) : 0;
}

static void draw_pool(struct habit *habit, struct device *device)
{
    draw_limit(habit, device);
    draw_lives(habit, device);
    habit->share = random_range(&device->random, 0, 0.4);
}

static void draw_once(struct habit *habit, struct device *device)
{
    double from = device->window[0].from;
    habit->from = random_range(&device->random, from - 20, device_end(device));
}

static void draw_retry(struct habit *habit, struct device *device)
{
    habit->share = random_range(&device->random, 0.05, 0.5);
    habit->lives = random_stretch(&device->random, 5, 60);
}

static void draw_array(struct habit *habit, struct device *device)
{
    static const char *const ways[] = {
        "realloc",
        "std::__new_allocator<float>::allocate(unsigned int, void const*);operator new(unsigned int);malloc"};
    habit->limit = 1u << random_between(&device->random, 3, 9);
    habit->lives = 4 * random_between(&device->random, 1, 4); /* bytes of an element */
    habit->recipe = (struct recipe){.parts = 1, .part[0] = {.least = 1, .most = 1}};
    snprintf(habit->recipe.part[0].functions, sizeof habit->recipe.part[0].functions, "%s",
             ways[random_between(&device->random, 0, 1)]);
}

static void draw_working(struct habit *habit, struct device *device)
{
    habit->recipe = recipe_working(device);
    habit->lives = random_stretch(&device->random, 0.1, 200); /* ms */
}

/* At every event, at a share of them, from the middle of a window on. */
static void draw_forget(struct habit *habit, struct device *device)
{
    struct random *random = &device->random;
    const struct span *window = &device->window[0];
    habit->share = random_chance(random, 0.55) ? 1 : random_stretch(random, 0.03, 0.7);
    habit->keys = random_chance(random, 0.5);
    habit->from =
        random_chance(random, 0.2) ? random_range(random, window->from, 0.5 * (window->from + window->to)) : 0;
}

static void draw_forget_parts(struct habit *habit, struct device *device)
{
    draw_limit(habit, device);
    while (habit->recipe.parts < 2)
        habit->recipe = recipe_bare(device);
}

static const struct behaviour healthy[] = {
    {"newest", keep_newest, draw_limit},
    {"newest", keep_newest, draw_limit},
    {"used", keep_used, draw_keys},
    {"drained", drain, draw_lives},
    {"collected", collect, draw_collect},
    {"each", keep_each, draw_limit},
    {"pool", pool, draw_pool},
    {"retried", retry, draw_retry},
    {"replaced", replace, draw_limit},
    {"timed", hold_for_a_time, draw_lives},
    {"array", double_up, draw_array},
    {"brief", use_briefly, draw_working},
    {"brief", use_briefly, draw_working},
};

static const struct behaviour leaking[] = {
    {"forgotten", forget, draw_forget},
    {"forgotten", forget, draw_forget},
    {"forgotten", forget, draw_forget},
    {"parts forgotten", forget_parts, draw_forget_parts},
};

static const struct behaviour once = {"once", make_once, draw_once}, growing = {"growing", grow, draw_limit},
                              plain_leak = {"forgotten", forget, draw_forget};

/* The application's functions: one to three deep, the outermost one of several callers. */
static void draw_paths(struct habit *habit, struct device *device)
{
    struct random *random = &device->random;
    struct module module = names_module(&device->names);
    char maker[LONGEST_NAME] = "", middle[LONGEST_NAME] = "", outer[LONGEST_NAME];
    names_function(&device->names, &module, maker);
    if (random_chance(random, 0.5))
        names_function(&device->names, &module, middle);
    habit->paths = random_chance(random, 0.2) ? random_between(random, 2, MOST_PATHS) : 1;
    for (unsigned i = 0; i < habit->paths; i++) {
        struct module caller = random_chance(random, 0.5) ? module : names_module(&device->names);
        names_function(&device->names, &caller, outer);
        snprintf(habit->path[i], sizeof *habit->path, "%s;%s%s%s", outer, middle, *middle ? ";" : "", maker);
    }
    if (random_chance(random, 0.1))
        sites_function(&device->sites, maker, strlen(maker))->inlined = true;
}

static void draw(struct habit *habit, struct device *device, const struct behaviour *behaviour, double contained,
                 double every)
{
    *habit = (struct habit){.behaviour = behaviour, .every = every};
    habit->recipe = random_chance(&device->random, contained) ? recipe_contained(device) : recipe_bare(device);
    habit->shuts_down = random_chance(&device->random, 0.3);
    draw_paths(habit, device);
    behaviour->draw(habit, device);
}

void habit_draw_healthy(struct habit *habit, struct device *device, double every)
{
    draw(habit, device, &healthy[random_between(&device->random, 0, sizeof healthy / sizeof *healthy - 1)], 0.45,
         every);
}

void habit_draw_leaking(struct habit *habit, struct device *device, double every)
{
    draw(habit, device, &leaking[random_between(&device->random, 0, sizeof leaking / sizeof *leaking - 1)], 0.1, every);
}

void habit_draw_once(struct habit *habit, struct device *device, double every)
{
    draw(habit, device, &once, 0.3, every);
}

void habit_draw_growing(struct habit *habit, struct device *device, double every)
{
    draw(habit, device, &growing, 0.6, every);
}

void habit_draw_plain_leak(struct habit *habit, struct device *device, double every)
{
    draw(habit, device, &plain_leak, 0, every);
    habit->recipe = (struct recipe){.parts = 1, .part[0] = {"malloc", 48, 48, 1, 1}};
    habit->share = 1;
    habit->from = 0;
}

void habit_act(struct habit *habit, struct task *task)
{
    size_t calls = task->calls;
    const char *kind = task->kind;
    task->kind = habit->behaviour->kind;
    task_enter(task, habit->path[random_between(&task->device->random, 0, habit->paths - 1)]);
    habit->behaviour->act(habit, task);
    task_leave(task, calls);
    task->kind = kind;
}

/*
 * Whoever watched it until the programs stop saw it grow, with no pause longer than those before, and nothing leave it:
 * whether it has a limit that it would have come to, nobody can know.
 */
static bool still_grows(const struct habit *habit, const struct device *device)
{
    if (habit->has_let_go || habit->items < 3)
        return false;
    double longest = 0;
    for (size_t i = 1; i < habit->items; i++)
        longest = fmax(longest, habit->item[i].since - habit->item[i - 1].since);
    return device_stops(device) - habit->item[habit->items - 1].since <= longest;
}

void habit_end(struct habit *habit, struct device *device)
{
    bool grows = still_grows(habit, device);
    for (size_t i = 0; i < habit->items; i++) {
        for (size_t k = 0; k < habit->item[i].held.count; k++)
            device->block[habit->item[i].held.block[k]].still_grows = grows;
        if (habit->shuts_down)
            held_free(&habit->item[i].held, device, device_shuts(device));
        else
            held_forget(&habit->item[i].held);
    }
    free(habit->item);
    habit->item = NULL;
    habit->items = habit->room = 0;
}
