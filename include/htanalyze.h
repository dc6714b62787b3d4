/*
 * htanalyze as a library: read heap_trace dumps, resolve their PCs, analyse, write a report.
 *
 *     struct htanalyze *run;
 *     struct ht_error *error = htanalyze_create(&run);
 *     if (!error)
 *         error = htanalyze_add_elf(run, "firmware.elf");
 *     if (!error)
 *         error = htanalyze_add_dump(run, "window_600s.json", bytes, size);
 *     if (!error)
 *         error = htanalyze_analyse(run);
 *     if (!error)
 *         error = htanalyze_write(run, "json", stdout);
 *     if (error)
 *         fprintf(stderr, "%s\n", htanalyze_error_message(error));
 *     htanalyze_error_destroy(error);
 *     htanalyze_destroy(run);
 *
 * A call that can fail returns an error, NULL for success; the caller owns it. No call prints, exits or keeps state
 * outside the run, so that runs are independent of each other. One run belongs to one thread at a time.
 */
#ifndef HTANALYZE_H
#define HTANALYZE_H

#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct htanalyze;
struct ht_error;

/* "0.1.0" */
const char *htanalyze_version(void);

struct ht_error *htanalyze_create(struct htanalyze **ret);

/* Frees the run and everything it holds; NULL is fine. */
void htanalyze_destroy(struct htanalyze *run);

/*
 * Tells the run something, by the long name of the command line's option without its dashes: "window", "cpu-mhz",
 * "no-default-signatures", "free-heap", "heap-drop", "events", "path-map", "raw-pc", "no-inlines", "no-demangle",
 * "dump", "salvage", "fail-on", and for htanalyze_write() "group-by", "sort", "top", "only", "memory", "min-size" and
 * "match". value is copied, and NULL for those that take none. To be called before what it is to act upon.
 */
struct ht_error *htanalyze_set(struct htanalyze *run, const char *name, const char *value);

/*
 * Opens a firmware ELF. Of several the first that knows a PC answers. The file is mapped until the run is destroyed:
 * truncating it meanwhile raises SIGBUS.
 */
struct ht_error *htanalyze_add_elf(struct htanalyze *run, const char *path);

/* Reads symbols for what no ELF knows, as --format symbols or addr2line writes them, from memory. */
struct ht_error *htanalyze_add_symbols(struct htanalyze *run, const char *path, const char *bytes, size_t size);

/*
 * Reads the windows of a dump from memory, which may be freed afterwards. path names it in messages and in the report,
 * and tells the window's length ("window_600s.json") when the dump does not.
 */
struct ht_error *htanalyze_add_dump(struct htanalyze *run, const char *path, const char *bytes, size_t size);

/* Analyses what was added; once a run, after at least one dump. */
struct ht_error *htanalyze_analyse(struct htanalyze *run);

/* Writes the report in a format of --format, as often as you like. Check the stream yourself when you close it. */
struct ht_error *htanalyze_write(struct htanalyze *run, const char *format, FILE *out);

const char *htanalyze_error_message(const struct ht_error *error); /* one sentence; never NULL */
const char *htanalyze_error_hint(const struct ht_error *error);    /* what to do, or NULL */
const char *htanalyze_error_path(const struct ht_error *error);    /* the file it is about, or NULL */
size_t htanalyze_error_line(const struct ht_error *error);         /* from 1; 0: no place */
size_t htanalyze_error_column(const struct ht_error *error);       /* from 1, in bytes; 0: no place */
void htanalyze_error_destroy(struct ht_error *error);              /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
