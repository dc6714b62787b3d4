/*
 * What people give for a dump that is none, each with an answer of its own.
 */
#ifndef HT_DUMP_MISFEED_H
#define HT_DUMP_MISFEED_H

#include <stddef.h>

#include "base/error.h"

/* For hints: what was expected. */
#define HT_MISFEED_EXPECTED "{\"count\":...,\"capacity\":...,\"leaks\":[...]}, as the heap_trace endpoint writes it"

/*
 * NULL when the bytes may be a dump. Otherwise an HT_ERROR_INPUT that says what they are and what to do: nothing at
 * all, an ELF, a compressed file, UTF-16 text.
 */
struct ht_error *ht_misfeed_find(const char *path, const char *bytes, size_t size);

/*
 * The same for a text, which may hold a dump all the same: an HTML page, a refused login, a firmware without heap
 * tracing, a JSON array. Something stands in it.
 */
struct ht_error *ht_misfeed_find_text(const char *path, const char *bytes, size_t size);

/* Where the body of an HTTP answer begins that was saved with its header (curl -i); 0 when no header stands there. */
size_t ht_misfeed_header(const char *bytes, size_t size);

/* The error for a text without a dump; another tool's account of the heap, and a firmware that says why, are told. */
struct ht_error *ht_misfeed_no_dump(const char *path, const char *bytes, size_t size);

/* The error for an answer of the device that reports one itself; its text is repeated. */
struct ht_error *ht_misfeed_device_error(const char *path, const char *text);

#endif
