/*
 * Names for the application's functions, drawn anew for each device from words that say nothing of what a function
 * does: plants, stones and colours, and verbs that fit anything.
 */
#ifndef SIMULATE_NAMES_H
#define SIMULATE_NAMES_H

#include <stdbool.h>

#include "random.h"

enum { LONGEST_NAME = 64 };

struct names {
    struct random *random;
    unsigned made, noun, noun_step, verb;
};

/* A part of the application: a file in C, or a class in C++. */
struct module {
    char name[LONGEST_NAME];
    bool is_class;
};

void names_init(struct names *names, struct random *random);
struct module names_module(struct names *names);
/* A function of the module that has not been named before. */
void names_function(struct names *names, const struct module *module, char name[LONGEST_NAME]);

#endif
