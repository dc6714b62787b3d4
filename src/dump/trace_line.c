#include "dump/trace_line.h"

#include <string.h>
#include <strings.h>

#include "base/log_line.h"
#include "base/number.h"

/* A word of a line, whatever its case, and wherever it stands: "started" holds "start". */
static bool holds(const char *text, size_t length, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= length; i++) {
        if (!strncasecmp(text + i, word, n))
            return true;
    }
    return false;
}

static bool holds_any(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++) {
        if (holds(text, length, *words))
            return true;
    }
    return false;
}

int64_t ht_trace_line_ms(const char *text, size_t length)
{
    uint64_t ms;
    if (length < 5 || !memchr("EWIDV", *text, 5) || text[1] != ' ' || text[2] != '(')
        return -1;
    const char *end = memchr(text, ')', length);
    return end && ht_number_decimal(text + 3, (size_t)(end - text) - 3, UINT32_MAX, &ms) ? (int64_t)ms : -1;
}

void ht_trace_line_read(const char *text, size_t length, struct ht_trace_told *told)
{
    static const char *const starts[] = {"start", "begin", NULL};
    static const char *const stops[] = {"stop", "ended", "finish", NULL};
    /* Few lines hold this, and the rest need not be looked at. */
    if (ht_log_find(text, length, "trac", 3) == length || !holds(text, length, "heap"))
        return;
    struct ht_trace_point here = {true, ht_trace_line_ms(text, length)};
    if (holds(text, length, "pause"))
        told->pause = here;
    else if (holds_any(text, length, stops))
        told->stop = here;
    else if (holds_any(text, length, starts))
        *told = (struct ht_trace_told){.start = here};
}
