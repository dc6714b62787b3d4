/* The call sites of the firmware: which return address belongs to which call (testdata/simulated/sites.awk). */
#ifndef SIMULATE_SITES_H
#define SIMULATE_SITES_H

#include <stddef.h>
#include <stdint.h>

/* A function, and the line at which the function around it on the stack called it; 0: wherever it calls it first. */
struct call {
    unsigned function, line;
};

struct sites;

/* Ends the program when the file cannot be read. */
struct sites *sites_read(const char *path);
void sites_destroy(struct sites *sites);
/* The number of a function; ends the program for one that the firmware does not have. */
unsigned sites_function(const struct sites *sites, const char *name, size_t length);
/* Is this return address in a function whose name begins so, inlined or not? */
int sites_is_in(const struct sites *sites, uint32_t pc, const char *prefix);
/*
 * The return addresses of a stack, outermost call first, into pcs (room for count - 1), innermost first; returns how
 * many. Calls of inlined functions have none.
 */
size_t sites_chain(const struct sites *sites, const struct call *stack, size_t count, uint32_t *pcs);

#endif
