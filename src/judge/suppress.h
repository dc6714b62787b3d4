/*
 * Suppressions: leaks that somebody has decided to live with (--suppress), in the syntax of LeakSanitizer's files.
 *
 *     # a comment
 *     leak:PATTERN
 *
 * A pattern fits where it occurs in a function's name, in the path of a source file, or in the id of a rule; `*` stands
 * for any text, `^` at its start and `$` at its end anchor it. Source: clang's documentation of LeakSanitizer, and
 * TemplateMatch() of compiler-rt's sanitizer_common; that rules can be named is our addition.
 */
#ifndef HT_JUDGE_SUPPRESS_H
#define HT_JUDGE_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "judge/report.h"

struct ht_suppression {
    const char *pattern; /* behind `leak:` */
    const char *path;    /* of its file */
    size_t line;         /* in it */
};

/* The patterns of all files, in their order. Zeroed it is empty. */
struct ht_suppressions {
    struct ht_suppression *items; /* from the heap; their texts are in an arena */
    size_t count, capacity;
};

void ht_suppressions_deinit(struct ht_suppressions *suppressions);

/*
 * Adds the patterns of a file. A line that is none is HT_ERROR_INPUT with its place: a suppression that is silently not
 * applied would mislead.
 */
struct ht_error *ht_suppressions_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                      struct ht_suppressions *suppressions);

/* Does the pattern fit the text? */
bool ht_suppression_fits(const char *pattern, const char *text);

/*
 * Sets suppressed_by of each leak to the first pattern that fits its rule, or a function or file in one of its chains,
 * allocators left out, and counts for every pattern in the report's suppressions how many leaks it fits.
 */
struct ht_error *ht_suppress(struct ht_report *report, const struct ht_suppressions *suppressions);

#endif
