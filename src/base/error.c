#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char nomem_message[] = "out of memory";
static struct ht_error nomem = {HT_ERROR_NOMEM, nomem_message, NULL, NULL, 0, 0};

struct ht_error *ht_error_nomem(void)
{
    return &nomem;
}

/* A string from the heap, or NULL. vasprintf() is no part of POSIX.1-2008. */
__attribute__((format(printf, 1, 0))) static char *format_string(const char *format, va_list args)
{
    va_list copy;
    va_copy(copy, args);
    int length = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    if (length < 0)
        return NULL;
    char *text = malloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

__attribute__((format(printf, 5, 0))) static struct ht_error *
create(enum ht_error_code code, const char *path, size_t line, size_t column, const char *format, va_list args)
{
    struct ht_error *error = calloc(1, sizeof *error);
    if (!error)
        return &nomem;
    error->code = code;
    error->line = line;
    error->column = column;
    error->message = format_string(format, args);
    error->path = path ? strdup(path) : NULL;
    if (!error->message || (path && !error->path)) {
        ht_error_destroy(error);
        return &nomem;
    }
    return error;
}

struct ht_error *ht_error_create(enum ht_error_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct ht_error *error = create(code, NULL, 0, 0, format, args);
    va_end(args);
    return error;
}

struct ht_error *ht_error_create_at(enum ht_error_code code, const char *path, size_t line, size_t column,
                                    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct ht_error *error = create(code, path, line, column, format, args);
    va_end(args);
    return error;
}

struct ht_error *ht_error_hint(struct ht_error *error, const char *format, ...)
{
    if (error == &nomem)
        return error;
    va_list args;
    va_start(args, format);
    char *hint = format_string(format, args);
    va_end(args);
    if (hint) {
        free(error->hint);
        error->hint = hint;
    }
    return error;
}

struct ht_error *ht_error_prefix(struct ht_error *error, const char *format, ...)
{
    if (error == &nomem)
        return error;
    va_list args;
    va_start(args, format);
    char *prefix = format_string(format, args);
    va_end(args);
    size_t length = prefix ? strlen(prefix) : 0;
    char *message = prefix ? realloc(prefix, length + strlen(error->message) + 1) : NULL;
    if (!message) {
        free(prefix);
        ht_error_destroy(error);
        return &nomem;
    }
    strcpy(message + length, error->message);
    free(error->message);
    error->message = message;
    return error;
}

void ht_error_destroy(struct ht_error *error)
{
    if (!error || error == &nomem)
        return;
    free(error->message);
    free(error->hint);
    free(error->path);
    free(error);
}
