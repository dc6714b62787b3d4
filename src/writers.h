/*
 * The table of report formats.
 */
#ifndef HT_WRITERS_H
#define HT_WRITERS_H

#include "writer.h"

struct ht_writer {
    const char *name; /* as --format takes it */
    ht_writer_fn *write;
};

extern const struct ht_writer ht_writers[]; /* ends with a NULL name; the first is the default */

/* The writer of that name, or NULL. */
const struct ht_writer *ht_writer_find(const char *name);

#endif
