#include "judge/short_name.h"

#include <stdbool.h>
#include <string.h>

static bool ends_with_operator(const char *start, const char *end)
{
    static const char word[] = "operator";
    size_t length = sizeof word - 1;
    while (end > start && (end[-1] == '<' || end[-1] == ' '))
        end--;
    return (size_t)(end - start) >= length && !memcmp(end - length, word, length);
}

/* What stands for a bracket that opens, and what is in it. */
#define FOLDED "<..."

/* Folds what stands between angle brackets; those of operators, and of arrows, open nothing. */
static char *fold(struct ht_arena *arena, const char *function)
{
    size_t room = strlen(function) + 1;
    for (const char *at = function; (at = strchr(at, '<')); at++)
        room += strlen(FOLDED) - 1;
    char *folded = ht_arena_alloc(arena, room), *to = folded;
    unsigned depth = 0;
    for (const char *at = function; folded && *at; at++) {
        bool opens = *at == '<' && !ends_with_operator(function, at);
        bool closes = *at == '>' && depth && at > function && at[-1] != '-';
        if (opens && depth++ == 0) {
            memcpy(to, FOLDED, strlen(FOLDED));
            to += strlen(FOLDED);
        }
        depth -= closes;
        if (depth == 0)
            *to++ = *at;
    }
    if (folded && depth) { /* it does not close: a name of another language */
        strcpy(folded, function);
    } else if (folded) {
        *to = '\0';
    }
    return folded;
}

const char *ht_short_name(struct ht_arena *arena, const char *function, size_t most)
{
    const char *name = fold(arena, function);
    size_t length = name ? strlen(name) : 0;
    if (length <= most)
        return name;
    const char *rest = name + length - (most - 3), *part = strstr(rest, "::");
    if (part && part[2])
        rest = part;
    while (((unsigned char)*rest & 0xc0) == 0x80) /* in the middle of a character */
        rest++;
    return ht_arena_printf(arena, "...%s", rest);
}
