/*
 * --dump list: which dumps a file holds.
 */
#ifndef HT_CLI_DUMP_LIST_H
#define HT_CLI_DUMP_LIST_H

#include <stddef.h>

#include "base/error.h"
#include "base/strbuf.h"

/*
 * Adds a line for each dump in the bytes of a file: "log.txt:12: dump 1, 264 records, capacity 1024, I (9308) to
 * I (9400)". The times are those of the lines around the dump. HT_ERROR_INPUT when there is none.
 */
struct ht_error *ht_dump_list(struct ht_strbuf *out, const char *path, const char *bytes, size_t size);

#endif
