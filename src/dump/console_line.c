#include "dump/console_line.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/number.h"

/* A form of a line. The key tells it; a number may stand before the key, others in what follows, as # there. */
struct form {
    enum ht_console_kind kind;
    const char *key;
    size_t anchor; /* the place of the key's rarest character */
    bool number_before;
    const char *after;
};

/* The first three can begin a dump. */
#define BEGIN_COUNT 3

static const struct form forms[] = {
    {HT_CONSOLE_RECORD, "bytes (@ ", 7, true, ""},
    {HT_CONSOLE_HEADER, "Heap Trace: ", 0, false, "# records (# capacity)"},
    {HT_CONSOLE_HEADER, "allocations trace (", 18, true, "# entry buffer)"},
    {HT_CONSOLE_FREED_BY, "freed by ", 8, false, ""},
    {HT_CONSOLE_SUMMARY, "Heap Trace Summary", 0, false, ""},
    {HT_CONSOLE_LEAKED, "bytes 'leaked' in trace (", 6, true, "# allocations)"},
    /* as programs for text, and pages, write the quotes */
    {HT_CONSOLE_LEAKED, "bytes \u2018leaked\u2019 in trace (", 12, true, "# allocations)"},
    {HT_CONSOLE_LEAKED, "bytes &#39;leaked&#39; in trace (", 7, true, "# allocations)"},
    {HT_CONSOLE_ALIVE, "bytes alive in trace (", 21, true, "#/# allocations)"},
    {HT_CONSOLE_FILL, "records: ", 7, false, "# (# capacity, # high water mark)"},
    {HT_CONSOLE_TOTALS, "total allocations ", 17, false, "# total frees #"},
    {HT_CONSOLE_ALLOCATIONS, "total allocations: ", 17, false, "#"},
    {HT_CONSOLE_FREES, "total frees: ", 11, false, "#"},
    {HT_CONSOLE_RAN_ON, "New entries were traced while dumping", 0, false, ""},
    {HT_CONSOLE_OVERFLOWED, "uffer has overflowed", 0, false, ""},
    {HT_CONSOLE_CLOSE, "================================", 31, false, ""},
};

static const struct {
    const char *key;
    size_t anchor;
} panics[] = {
    {"Guru Meditation Error", 0},
    {"abort() was called", 5},
    {"A stack overflow in task ", 2},
    {"Brownout detector was triggered", 0},
    {"assert failed: ", 13},
    {"Rebooting...", 9},
    {"rst:0x", 3},
};

/* The number that ends before text[end] and one blank. */
static bool number_before(const char *text, size_t end, uint64_t *ret)
{
    size_t start = end ? end - 1 : 0;
    if (!end || text[start] != ' ')
        return false;
    while (start && ht_is_digit(text[start - 1]))
        start--;
    return ht_number_decimal(text + start, end - 1 - start, UINT32_MAX, ret);
}

/* Follows the pattern from text[*pos] on; each # is a number. */
static bool follow(const char *text, size_t length, const char *pattern, size_t *pos, uint64_t *values)
{
    for (; *pattern; pattern++) {
        size_t start = *pos;
        if (*pattern != '#') {
            if (start == length || text[start] != *pattern)
                return false;
            ++*pos;
            continue;
        }
        while (*pos < length && ht_is_digit(text[*pos]))
            ++*pos;
        if (!ht_number_decimal(text + start, *pos - start, UINT32_MAX, values++))
            return false;
    }
    return true;
}

static struct ht_console_line read_forms(const char *text, size_t length, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct form *form = &forms[i];
        struct ht_console_line line = {.kind = form->kind};
        uint64_t *values = line.values;
        size_t key = ht_log_find(text, length, form->key, form->anchor);
        if (key == length || (form->number_before && !number_before(text, key, values++)))
            continue;
        line.rest = key + strlen(form->key);
        if (follow(text, length, form->after, &line.rest, values))
            return line;
    }
    return (struct ht_console_line){.kind = HT_CONSOLE_OTHER};
}

struct ht_console_line ht_console_line_read(const char *text, size_t length)
{
    struct ht_console_line line = read_forms(text, length, sizeof forms / sizeof *forms);
    for (size_t i = 0; i < sizeof panics / sizeof *panics && !line.panic; i++)
        line.panic = ht_log_find(text, length, panics[i].key, panics[i].anchor) < length;
    return line;
}

struct ht_console_line ht_console_line_begin(const char *text, size_t length)
{
    return read_forms(text, length, BEGIN_COUNT);
}

bool ht_console_line_sums_up(enum ht_console_kind kind)
{
    return kind == HT_CONSOLE_SUMMARY || kind == HT_CONSOLE_LEAKED || kind == HT_CONSOLE_ALIVE;
}
