/*
 * Errors: what went wrong, in which file, at which place, and what to do about it.
 *
 * A function that can fail returns a struct ht_error *. NULL is success. On failure its outputs are
 * untouched. The caller owns the error and ends with ht_error_destroy().
 */
#ifndef HT_BASE_ERROR_H
#define HT_BASE_ERROR_H

#include <stddef.h>

enum ht_error_code {
    HT_ERROR_NOMEM, /* memory could not be had */
    HT_ERROR_IO,    /* a file could not be opened, read or written */
    HT_ERROR_PIPE,  /* the reader of our output went away: to be silent about */
    HT_ERROR_INPUT, /* a file is not what it should be */
    HT_ERROR_USAGE  /* the command line is wrong */
};

struct ht_error {
    enum ht_error_code code;
    char *message; /* one sentence without a full stop; never NULL */
    char *hint;    /* what to do, or NULL */
    char *path;    /* the file it is about, or NULL */
    size_t line;   /* from 1; 0: no place */
    size_t column; /* from 1, in bytes; 0: no place */
};

/* The error for exhausted memory: static, so that it can always be returned. Destroying it does nothing. */
struct ht_error *ht_error_nomem(void) __attribute__((returns_nonnull));

/* A new error; ht_error_nomem() when there is no memory for it. */
struct ht_error *ht_error_create(enum ht_error_code code, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* The same with its file and place. path is copied and may be NULL; line and column may be 0. */
struct ht_error *ht_error_create_at(enum ht_error_code code, const char *path, size_t line, size_t column,
                                    const char *format, ...) __attribute__((format(printf, 5, 6), returns_nonnull));

/* Adds or replaces the hint and returns error itself. Without memory the error stays as it was. */
struct ht_error *ht_error_hint(struct ht_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Puts text before the message and returns error itself; ht_error_nomem() without memory, and error is destroyed. */
struct ht_error *ht_error_prefix(struct ht_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Frees an error; NULL is fine. */
void ht_error_destroy(struct ht_error *error);

#endif
