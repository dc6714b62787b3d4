/*
 * htanalyze as a library: read heap_trace dumps of ESP-IDF, resolve their PCs, analyse, write a report, or walk through
 * what was found.
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
 * Compile with `pkg-config --cflags --libs htanalyze`. The text of a rule, a suppression, a condition or a setting is
 * what htanalyze(1) and htanalyze-signatures(5) say; the JSON report's schema is installed as
 * share/htanalyze/htanalyze-report-1.schema.json.
 *
 * A run goes one way: what it is to know is set and added, it is analysed once, and then the report is read, as often
 * as you like. What comes at the wrong time is refused with HTANALYZE_USAGE and changes nothing.
 *
 * Errors. A call that can fail returns an error, and NULL for success; the error is yours to destroy. A failed call
 * leaves the run as it was, so that you may go on without that file; only after a failed htanalyze_analyse() is there
 * nothing left to do but htanalyze_destroy(). Every call can fail with HTANALYZE_NOMEM. Pointers must not be NULL where
 * nothing is said of it.
 *
 * Lifetimes. Names and bytes are copied or read before a call returns, but for htanalyze_add_elf_memory(). Texts and
 * handles that a call returns belong to the run and are good until it is destroyed; those of an error, until that is.
 *
 * Outside. No call prints, exits, looks at the locale, the environment or a terminal, or keeps anything outside the
 * run. Runs are independent of each other: each may belong to another thread, one at a time.
 */
#ifndef HTANALYZE_H
#define HTANALYZE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct htanalyze;         /* a run */
struct ht_error;          /* what went wrong */
struct htanalyze_finding; /* blocks that belong together, and what is said of them */
struct htanalyze_frame;   /* what is known of a PC */

/* "1.0.0". Versions with the same first number have the same interface. */
const char *htanalyze_version(void);

/* A new run, which htanalyze_destroy() ends. Fails for want of memory only; then *ret is untouched. */
struct ht_error *htanalyze_create(struct htanalyze **ret);

/* Frees the run and everything it holds; NULL is fine. */
void htanalyze_destroy(struct htanalyze *run);

/*
 * Tells the run something, by the name of the command line's option without its dashes. value is NULL for those that
 * take none. HTANALYZE_USAGE when there is no such setting, when the value is none of it, and when it is too late.
 *
 * Before htanalyze_add_dump(), on which they act: "dump", "salvage". Before htanalyze_analyse(): "window", "cpu-mhz",
 * "no-default-signatures", "free-heap", "heap-drop", "events", "section", "paused", "path-map", "project", "raw-pc",
 * "no-inlines", "no-demangle", "fail-on". At any time, for htanalyze_write(): "group-by", "sort", "top", "only",
 * "memory", "min-size", "match", and of the text report "width" (columns from 40 to 1000; 100), "charset" ("utf-8",
 * which it is, or "ascii") and "color" ("always", or "never", which it is).
 */
struct ht_error *htanalyze_set(struct htanalyze *run, const char *name, const char *value);

/*
 * Adds a firmware ELF. Of several the first that knows a PC answers. The file is mapped until the run is destroyed:
 * whoever truncates it meanwhile raises SIGBUS here. HTANALYZE_IO when it cannot be read, HTANALYZE_INPUT when it is no
 * ELF of a device.
 */
struct ht_error *htanalyze_add_elf(struct htanalyze *run, const char *path);

/* The same from memory, which must stay as it is until the run is destroyed. name stands for it in messages. */
struct ht_error *htanalyze_add_elf_memory(struct htanalyze *run, const char *name, const void *bytes, size_t size);

/*
 * Adds the windows of a dump, in whatever format; several dumps are several windows of one device. name stands for it
 * in messages and in the report, and tells the window's length ("window_600s.json") when the dump does not.
 * HTANALYZE_INPUT, mostly with line and column, when it is no dump or breaks off.
 */
struct ht_error *htanalyze_add_dump(struct htanalyze *run, const char *name, const char *bytes, size_t size);

/*
 * Adds the one window of a host trace whose cores have a recording (.svdat) each, in their order; count is how many.
 * The first name stands for it. A recording of all cores is a dump like others. HTANALYZE_INPUT when one of them is
 * none, or there are more of them than cores.
 */
struct ht_error *htanalyze_add_host_trace(struct htanalyze *run, size_t count, const char *const *names,
                                          const void *const *bytes, const size_t *sizes);

/*
 * Adds symbols for what no ELF knows, as --format symbols or addr2line writes them; rules about leaks, of which
 * earlier ones go before later ones and all before the built-in ones; and suppressions. HTANALYZE_INPUT when it is
 * something else.
 */
struct ht_error *htanalyze_add_symbols(struct htanalyze *run, const char *name, const char *bytes, size_t size);
struct ht_error *htanalyze_add_signatures(struct htanalyze *run, const char *name, const char *bytes, size_t size);
struct ht_error *htanalyze_add_suppressions(struct htanalyze *run, const char *name, const char *bytes, size_t size);

/* Compares with an earlier JSON report; of several the last one counts. HTANALYZE_INPUT when it is none. */
struct ht_error *htanalyze_set_baseline(struct htanalyze *run, const char *name, const char *bytes, size_t size);

/*
 * Analyses what was added: once a run, after at least one dump. HTANALYZE_USAGE too when a condition of "fail-on"
 * cannot be judged: not to know is not to pass.
 */
struct ht_error *htanalyze_analyse(struct htanalyze *run);

/*
 * Writes the report in a format of --format. HTANALYZE_USAGE when there is no such format. A stream that fails is yours
 * to notice, with ferror() and when you close it.
 */
struct ht_error *htanalyze_write(struct htanalyze *run, const char *format, FILE *out);

/*
 * What was found. None of these fails. Numbers count from 0 here, where reports call the first window and the first
 * finding 1. Beyond the last one the answer is NULL or 0, as it is before the analysis, so that a walk needs no count:
 *
 *     const struct htanalyze_finding *finding;
 *     for (size_t i = 0; (finding = htanalyze_finding_at(run, i)) != NULL; i++)
 *         puts(htanalyze_finding_title(finding));
 *
 * Words are those of the JSON report. A double that is not known is NAN.
 */

/* Conditions of "fail-on" in their order: as given, met (1) or not (0), and what was found, in words. */
const char *htanalyze_gate_condition(const struct htanalyze *run, size_t number);
int htanalyze_gate_met(const struct htanalyze *run, size_t number);
const char *htanalyze_gate_message(const struct htanalyze *run, size_t number);

/* Why the evidence cannot be trusted wholly, in a sentence each; without any the first is NULL. */
const char *htanalyze_doubt(const struct htanalyze *run, size_t number);

/*
 * Windows of time, in the order of the dumps: the name of the dump, the length in seconds (0: not known), how many
 * blocks were alive at its end, and what the reader warns of.
 */
const char *htanalyze_window_name(const struct htanalyze *run, size_t number);
double htanalyze_window_seconds(const struct htanalyze *run, size_t number);
size_t htanalyze_window_records(const struct htanalyze *run, size_t number);
const char *htanalyze_window_warning(const struct htanalyze *run, size_t window, size_t number);

/* Findings, leaks first, then by bytes. */
const struct htanalyze_finding *htanalyze_finding_at(const struct htanalyze *run, size_t number);
const char *htanalyze_finding_key(const struct htanalyze_finding *finding);     /* the same from build to build */
const char *htanalyze_finding_title(const struct htanalyze_finding *finding);   /* one line */
const char *htanalyze_finding_verdict(const struct htanalyze_finding *finding); /* "leak", "transient", "retained"... */
const char *htanalyze_finding_confidence(const struct htanalyze_finding *finding); /* "high", "medium", "low"... */
const char *htanalyze_finding_rule(const struct htanalyze_finding *finding);       /* a rule's id, or NULL */
uint64_t htanalyze_finding_blocks(const struct htanalyze_finding *finding);
uint64_t htanalyze_finding_bytes(const struct htanalyze_finding *finding);         /* asked for */
double htanalyze_finding_bytes_per_event(const struct htanalyze_finding *finding); /* what an event leaves behind */
double htanalyze_finding_bytes_per_hour(const struct htanalyze_finding *finding);
const char *htanalyze_finding_suppressed_by(const struct htanalyze_finding *finding); /* pattern, or NULL */
const char *htanalyze_finding_baseline(const struct htanalyze_finding *finding);      /* "new", "grown"..., or NULL */
const char *htanalyze_finding_evidence(const struct htanalyze_finding *finding, size_t number); /* sentences */

/* Who a finding is laid on: the function, file and line; NULL or 0 where no frame tells. */
const char *htanalyze_finding_owner(const struct htanalyze_finding *finding);
const char *htanalyze_finding_owner_file(const struct htanalyze_finding *finding);
uint32_t htanalyze_finding_owner_line(const struct htanalyze_finding *finding);

/*
 * The frames of a finding's call chains: chains by bytes, most first; frames from the allocator outward. A PC has one
 * frame, in whatever chains it stands.
 */
const struct htanalyze_frame *htanalyze_frame_at(const struct htanalyze *run, const struct htanalyze_finding *finding,
                                                 size_t chain, size_t number);
uint32_t htanalyze_frame_pc(const struct htanalyze_frame *frame);      /* as recorded: a return address */
const char *htanalyze_frame_role(const struct htanalyze_frame *frame); /* "code", "allocator", "rom"... */

/*
 * Where a PC lies: functions from the innermost inlined one (0) to the one that it was compiled into. Function and file
 * may be NULL although there is a location, and line 0: not known. None at all: nothing but the PC is known.
 */
size_t htanalyze_frame_locations(const struct htanalyze_frame *frame);
const char *htanalyze_frame_function(const struct htanalyze_frame *frame, size_t number);
const char *htanalyze_frame_file(const struct htanalyze_frame *frame, size_t number);
uint32_t htanalyze_frame_line(const struct htanalyze_frame *frame, size_t number);

/* What kind of error it is. */
enum htanalyze_code {
    HTANALYZE_NOMEM = 1, /* memory could not be had */
    HTANALYZE_IO = 2,    /* a file could not be opened or read */
    HTANALYZE_INPUT = 3, /* a file is not what it should be */
    HTANALYZE_USAGE = 4  /* a call is wrong, or comes at the wrong time */
};

enum htanalyze_code htanalyze_error_code(const struct ht_error *error);
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
