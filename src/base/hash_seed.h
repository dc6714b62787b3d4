/*
 * Hash tables whose keys come out of files.
 *
 * A file can be made so that all of its keys fall into one slot of a table with a known hash, and then a minute of work
 * is made of a second's. The multiplier of such a table is therefore another one in each run. No report may depend on
 * the order of a table.
 */
#ifndef HT_BASE_HASH_SEED_H
#define HT_BASE_HASH_SEED_H

#include <stdint.h>

/* An odd number that nobody who writes a file knows beforehand. */
uint64_t ht_hash_multiplier(void);

#endif
