/*
 * What an application allocates for one thing that it makes: a block or a few, through plain malloc(), through the C
 * library and cJSON, or as part of a standard container.
 */
#ifndef SIMULATE_RECIPES_H
#define SIMULATE_RECIPES_H

#include "device.h"

enum { MOST_PARTS = 3 };

struct part {
    char functions[512];  /* below the application's function, "strdup;malloc" */
    unsigned low, high;   /* bytes */
    unsigned least, most; /* how many of it */
};

struct recipe {
    struct part part[MOST_PARTS];
    size_t parts;
};

/* Bare blocks, or small trees of them: whoever made them holds the pointer. */
struct recipe recipe_bare(struct device *device);
/* A node of a standard container, or a FreeRTOS object: its container holds it. */
struct recipe recipe_contained(struct device *device);
/* Larger and more of them: what a request needs for a moment. */
struct recipe recipe_working(struct device *device);

/* Makes one in the task's function. */
void recipe_make(const struct recipe *recipe, struct task *task, struct held *held);

#endif
