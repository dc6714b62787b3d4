#include "demangle.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

#include <libiberty/demangle.h>

struct output {
    char text[HT_DEMANGLE_OUTPUT_MAX];
    size_t length;
    jmp_buf stop;
};

/*
 * libiberty's printers cannot be told to stop, and a hostile name prints for years. Jumping out of the callback is
 * the only way; the callback forms hold no heap memory then, but for one small buffer while an identifier in punycode
 * (Rust v0) is printed.
 */
static void add(const char *piece, size_t length, void *opaque)
{
    struct output *output = opaque;
    if (length >= sizeof output->text - output->length)
        longjmp(output->stop, 1);
    memcpy(output->text + output->length, piece, length);
    output->length += length;
}

/* Rust comes first: its legacy names are C++ names with a hash for their last part. */
static bool demangle(const char *mangled, struct output *output)
{
    if (setjmp(output->stop) != 0)
        return false;
    output->length = 0;
    if (rust_demangle_callback(mangled, DMGL_NO_OPTS, add, output) && output->length > 0)
        return true;
    output->length = 0;
    return strncmp(mangled, "_Z", 2) == 0 && cplus_demangle_v3_callback(mangled, DMGL_NO_OPTS, add, output) &&
           output->length > 0;
}

struct ht_error *ht_demangle(struct ht_arena *arena, const char *mangled, const char **ret)
{
    *ret = NULL;
    if (mangled[0] != '_' || strlen(mangled) > HT_DEMANGLE_INPUT_MAX)
        return NULL;
    struct output output;
    if (!demangle(mangled, &output))
        return NULL;
    const char *text = ht_arena_strndup(arena, output.text, output.length);
    if (!text)
        return ht_error_nomem();
    *ret = text;
    return NULL;
}
