/*
 * The functions of a simulated firmware and where they call each other: every call site has a return address of its
 * own, drawn anew for each device, and stands in the device's file of symbols.
 *
 * Library functions have ESP-IDF's, lwIP's, mbedTLS's and libstdc++'s real names and files; the application's come from
 * names.h.
 */
#ifndef SIMULATE_SITES_H
#define SIMULATE_SITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "random.h"

struct function {
    char *name;
    char *file;
    uint32_t base, used; /* its first address; how many bytes of it hold call sites */
    unsigned line;
    bool inlined; /* into whoever calls it */
};

/* A function on a stack, and which of its calls is under way. */
struct call {
    struct function *function;
    unsigned site;
};

struct site {
    struct call inner, outer; /* outer: the caller that inner is inlined into, or no function */
    const struct function *callee;
    uint32_t pc;
    unsigned line, outer_line;
};

enum { SITE_SLOTS = 4096, MOST_FUNCTIONS = 1024 };

struct sites {
    struct random *random;
    const char *idf, *project; /* directories */
    struct function functions[MOST_FUNCTIONS];
    size_t function_count;
    struct site slots[SITE_SLOTS];
    size_t site_count;
    uint32_t flash, iram; /* the next free address */
};

/* idf and project must outlive the sites. */
void sites_init(struct sites *sites, struct random *random, const char *idf, const char *project);
void sites_deinit(struct sites *sites);

/* The function of that name; made when it is new. The name ends at length. */
struct function *sites_function(struct sites *sites, const char *name, size_t length);

/* The return address of inner's call of callee, where inner may be inlined into outer. */
uint32_t sites_pc(struct sites *sites, struct call inner, const struct function *callee, const struct call *outer);

/* Writes all call sites as `--format symbols` does. */
void sites_write(const struct sites *sites, FILE *file);

#endif
