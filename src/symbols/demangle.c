#include "symbols/demangle.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

#include <libiberty/demangle.h>

#include "base/ascii.h"

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
    if (length == 0) /* then piece is NULL, at times */
        return;
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

/* Where the bracket that closes at text[close] opens; close when nothing does. */
static size_t opening(const char *text, size_t close)
{
    size_t depth = 0;
    for (size_t i = close + 1; i > 0; i--) {
        depth += text[i - 1] == ')';
        depth -= text[i - 1] == '(';
        if (depth == 0)
            return i - 1;
    }
    return close;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    return length >= strlen(end) && memcmp(text + length - strlen(end), end, strlen(end)) == 0;
}

/* Where the name begins: templates are demangled with their return type before it. */
static size_t name_start(const char *text, size_t length)
{
    size_t depth = 0, start = 0;
    for (size_t i = 0; i < length; i++) {
        if (depth == 0 && strncmp(text + i, "operator", strlen("operator")) == 0)
            break;
        depth += text[i] == '<' || text[i] == '(';
        depth -= depth > 0 && (text[i] == '>' || text[i] == ')');
        if (depth == 0 && text[i] == ' ')
            start = i + 1;
    }
    return start;
}

/* How long a name is without the last of what GCC and LLVM append to a copy, or a part: ".isra.0", " [clone .cold]". */
static size_t cut_clone(const char *name, size_t length)
{
    static const char *const clones[] = {".constprop", ".isra", ".part", ".cold", ".lto_priv", ".llvm"};
    size_t end = length, clone;
    if (ends_with(name, length, "]")) {
        for (clone = length - 1; clone > 0 && name[clone] != '['; clone--)
            ;
        bool whole = clone > 1 && name[clone - 1] == ' ' && strncmp(name + clone, "[clone .", strlen("[clone .")) == 0;
        return whole ? clone - 1 : length;
    }
    while (end > 0 && ht_is_digit(name[end - 1]))
        end--;
    end = end > 0 && end < length && name[end - 1] == '.' ? end - 1 : length;
    for (size_t i = 0; i < sizeof clones / sizeof *clones; i++) {
        if (ends_with(name, end, clones[i]) && end > strlen(clones[i]))
            return end - strlen(clones[i]);
    }
    return length;
}

const char *ht_demangle_shorten(struct ht_arena *arena, const char *name)
{
    static const char *const qualifiers[] = {" const", " volatile", " &", " &&"};
    size_t whole = strlen(name), length = whole;
    for (size_t cut; (cut = cut_clone(name, length)) < length;)
        length = cut;
    for (size_t i = 0; i < sizeof qualifiers / sizeof *qualifiers; i++) {
        size_t rest = length - strlen(qualifiers[i]);
        if (ends_with(name, length, qualifiers[i]) && ends_with(name, rest, ")"))
            length = rest;
    }
    size_t open = ends_with(name, length, ")") ? opening(name, length - 1) : length - 1;
    if (open == length - 1 || open == 0 || ends_with(name, open, "operator"))
        return length < whole ? ht_arena_strndup(arena, name, length) : name;
    size_t start = memchr(name, '<', open) ? name_start(name, open) : 0;
    return ht_arena_strndup(arena, name + start, open - start);
}
