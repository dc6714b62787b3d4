/*
 * Inputs that are made to cost much: dumps of a size that is asked for, and ELFs for them.
 */
#ifndef HT_COSTS_H
#define HT_COSTS_H

#include <stddef.h>
#include <stdint.h>

#define COSTS_SIZE_MAX ((size_t)1 << 20)

struct bytes {
    char items[COSTS_SIZE_MAX];
    size_t size;
};

struct input {
    struct bytes dump, elf;
    size_t size; /* that neither may pass */
};

struct cost_case {
    const char *name;
    void (*make_dump)(struct input *input);
    void (*make_elf)(struct input *input); /* or NULL */
};

extern const struct cost_case cost_cases[]; /* ends with a NULL name */

/* Adds words as printf() does, unless they would pass the size; false then. */
int cost_add(struct bytes *bytes, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A dump of as many PCs as it has room for, each once and behind a call of the ELFs. */
void cost_make_pcs(struct input *input);

/* ELFs whose debug information asks for much. */
void cost_make_names(struct input *input);
void cost_make_inlines(struct input *input);
void cost_make_shared_lines(struct input *input);
void cost_make_units(struct input *input);
void cost_make_abbreviations(struct input *input);
void cost_make_overlaps(struct input *input);

#endif
