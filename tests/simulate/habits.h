/*
 * What a part of the application does at each of its events: it makes something, and keeps it, frees it, or forgets it.
 * Each kind of habit is a container or a fault as firmwares have them; none knows what a trace will show of it.
 */
#ifndef SIMULATE_HABITS_H
#define SIMULATE_HABITS_H

#include "recipes.h"

struct item {
    struct held held;
    unsigned key;
    double since, until; /* when it was made or used last; until when it is in use */
};

struct habit;

struct behaviour {
    const char *kind;
    void (*act)(struct habit *, struct task *);
    void (*draw)(struct habit *, struct device *);
};

enum { MOST_PATHS = 4 };

struct habit {
    const struct behaviour *behaviour;
    struct recipe recipe;
    char path[MOST_PATHS][4 * LONGEST_NAME]; /* its functions, the last makes the item; one is taken each time */
    unsigned paths;

    unsigned limit, keys; /* how many it holds; among how many it draws */
    double every, lives, share, from, until;
    bool shuts_down; /* frees what it holds when the device shuts down */

    struct item *item;
    size_t items, room;
    bool has_let_go; /* an item has left it */
};

/* Draws a habit of an application without a fault, or with one; its events are so many seconds apart in the mean. */
void habit_draw_healthy(struct habit *habit, struct device *device, double every);
void habit_draw_leaking(struct habit *habit, struct device *device, double every);
/* Things made at first use; and something that never stops growing. */
void habit_draw_once(struct habit *habit, struct device *device, double every);
void habit_draw_growing(struct habit *habit, struct device *device, double every);
/* Loses one block at each event: nothing else is drawn. */
void habit_draw_plain_leak(struct habit *habit, struct device *device, double every);

void habit_act(struct habit *habit, struct task *task);
/* The device shuts down. */
void habit_end(struct habit *habit, struct device *device);

#endif
