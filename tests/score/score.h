/*
 * Scores the analysis against corpora of dumps whose truth is known (main.c says how to call it).
 *
 * A corpus is a directory with a directory for each device: the windows of one device, analysed together as one run,
 * and truth.json. Of truth there are two kinds: labelled.c's was written down by what made the dumps, observed.c's was
 * seen by letting the program go on after the dump. What cannot be read ends the program with 2.
 */
#ifndef HT_SCORE_H
#define HT_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

/* A device that is being scored. Of its faults -v prints the first few. */
struct device {
    const char *name;
    bool verbose;
    unsigned faults;
};

__attribute__((format(printf, 2, 3))) void fault(struct device *device, const char *format, ...);
/* Says how many faults were not printed. */
void fault_more(const struct device *device);

/* --- reading ------------------------------------------------------------------------------------------------------ */

void *take(size_t count, size_t size); /* zeroed, never NULL; the caller frees it */
_Noreturn void stop(const char *path, const char *why);
char *join(const char *directory, const char *name);
cJSON *read_json(const char *path);

const cJSON *member(const cJSON *object, const char *name);
const char *text(const cJSON *value); /* "" for what is no string */
int number(const cJSON *value);       /* -1 for what is no number */
/* The elements of an array that must have so many. */
const cJSON **elements(const cJSON *array, size_t count, const char *path);

/* --- the run ------------------------------------------------------------------------------------------------------ */

enum { ALL_WINDOWS = -1 };

/* The JSON report on the windows of truth.json, or on one of them alone, with names from an ELF or from a file of
 * symbols (the other is NULL); NULL and a fault when there is none. */
cJSON *report(struct device *device, const char *directory, const cJSON *truth, int only, const char *elf,
              const char *symbols);

/* The report's findings by their number. */
struct findings {
    const cJSON **item;
    size_t count;
};

void findings_init(struct findings *findings, const cJSON *said);
void findings_deinit(struct findings *findings);
const cJSON *finding_of(const struct findings *findings, int id); /* NULL: no such finding */
bool is_leak(const cJSON *finding);

/* --- figures ------------------------------------------------------------------------------------------------------ */

struct figure {
    const char *name;
    double value;
    bool at_most; /* a limit on it is the most it may be, else the least */
};

double share(unsigned part, unsigned whole); /* of nothing: 1 */
/* Holds figures against FIGURE=LIMIT...; says on stderr which are beyond, and returns false when one is. */
bool hold(const struct figure *figures, size_t count, char **limits);

/* --- corpora ------------------------------------------------------------------------------------------------------ */

/* They print the figures; false when a figure is beyond its limit, or a device got no report. */
bool score_labelled(const char *corpus, const char *elf, bool verbose, char **limits);
bool score_observed(const char *corpus, bool verbose, char **limits);

/* Calls score for each device of the corpus, in the order of their names. */
void each_device(const char *corpus, bool verbose, void (*score)(struct device *, const char *directory, void *),
                 void *context);

#endif
