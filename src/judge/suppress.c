#include "judge/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "base/wildcard.h"

/* Patterns beyond these are no decisions of somebody but an accident. */
#define SUPPRESSIONS_MAX 10000u
#define PATTERN_LENGTH_MAX HT_WILDCARD_MAX

void ht_suppressions_deinit(struct ht_suppressions *suppressions)
{
    if (!suppressions)
        return;
    free(suppressions->items);
    *suppressions = (struct ht_suppressions){0};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct ht_error *add_pattern(struct ht_arena *arena, const char *path, size_t line, const char *text,
                                    size_t length, struct ht_suppressions *suppressions)
{
    const struct ht_suppression suppression = {ht_arena_strndup(arena, text, length), path, line};
    if (!suppression.pattern ||
        !HT_VEC_PUSH(suppressions->items, suppressions->count, suppressions->capacity, suppression))
        return ht_error_nomem();
    return NULL;
}

/* text[0..length) is a line without its end. */
static struct ht_error *read_line(struct ht_arena *arena, const char *path, size_t line, const char *text,
                                  size_t length, struct ht_suppressions *suppressions)
{
    static const char kind[] = "leak:";
    const size_t kind_length = sizeof kind - 1;
    size_t start = 0;
    while (start < length && is_blank(text[start]))
        start++;
    while (length > start && is_blank(text[length - 1]))
        length--;
    if (start == length || text[start] == '#')
        return NULL;
    const char *nul = memchr(text + start, '\0', length - start);
    if (nul)
        return ht_error_create_at(HT_ERROR_INPUT, path, line, (size_t)(nul - text) + 1, "expected text, found a NUL");
    if (length - start < kind_length || memcmp(text + start, kind, kind_length) != 0)
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, line, start + 1, "expected leak:PATTERN"),
            "a suppression is leak: and a part of a function's name, a path or a rule; # is a comment");
    start += kind_length;
    while (start < length && is_blank(text[start]))
        start++;
    if (start == length)
        return ht_error_create_at(HT_ERROR_INPUT, path, line, start + 1, "expected a pattern behind leak:");
    if (suppressions->count == SUPPRESSIONS_MAX)
        return ht_error_create_at(HT_ERROR_INPUT, path, line, 1, "expected no more than %u suppressions",
                                  SUPPRESSIONS_MAX);
    if (length - start > PATTERN_LENGTH_MAX)
        return ht_error_create_at(HT_ERROR_INPUT, path, line, start + 1, "expected a pattern of no more than %d bytes",
                                  PATTERN_LENGTH_MAX);
    return add_pattern(arena, path, line, text + start, length - start, suppressions);
}

struct ht_error *ht_suppressions_read(struct ht_arena *arena, const char *path, const char *text, size_t size,
                                      struct ht_suppressions *suppressions)
{
    const char *kept_path = ht_arena_strdup(arena, path);
    if (!kept_path)
        return ht_error_nomem();
    struct ht_error *error = NULL;
    size_t line = 1;
    for (size_t at = 0; at < size && !error; line++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - (text + at)) : size - at;
        error = read_line(arena, kept_path, line, text + at, length, suppressions);
        at += length + 1;
    }
    return error;
}

bool ht_suppression_fits(const char *pattern, const char *text)
{
    bool at_start = *pattern == '^';
    pattern += at_start;
    size_t length = strlen(pattern);
    bool at_end = length && pattern[length - 1] == '$';
    return ht_wildcard_fits(pattern, length - at_end, at_start, at_end, text);
}

static bool fits_frame(const char *pattern, const struct ht_frame *frame)
{
    for (uint32_t i = 0; frame->role != HT_ROLE_ALLOCATOR && i < frame->location_count; i++) {
        const struct ht_location *location = &frame->locations[i];
        if ((location->function && ht_suppression_fits(pattern, location->function)) ||
            (location->file && ht_suppression_fits(pattern, location->file)))
            return true;
    }
    return false;
}

/* A pattern, and which frames are known to fit it: many chains share a frame. */
struct search {
    const struct ht_report *report;
    const char *pattern;
    uint32_t number; /* of the pattern, from 1 */
    uint32_t *known; /* of each frame: twice the number of the last pattern it was held against, plus 1 if that fits */
};

static bool fits_pc(const struct search *search, uint32_t pc)
{
    const struct ht_frames *frames = search->report->frames;
    const struct ht_frame *frame = ht_frames_find(frames, pc);
    if (!frame)
        return false;
    uint32_t *known = &search->known[frame - frames->items];
    if (*known / 2 != search->number)
        *known = 2 * search->number + fits_frame(search->pattern, frame);
    return *known % 2;
}

static bool fits_finding(const struct search *search, const struct ht_finding *finding)
{
    if (finding->rule && ht_suppression_fits(search->pattern, finding->rule))
        return true;
    for (size_t i = 0; i < finding->chain_count; i++) {
        const struct ht_chain *chain = &search->report->trace->chains.items[finding->chains[i].chain];
        for (uint32_t k = 0; k < chain->depth; k++) {
            if (fits_pc(search, chain->pcs[k]))
                return true;
        }
    }
    return false;
}

struct ht_error *ht_suppress(struct ht_report *report, const struct ht_suppressions *suppressions)
{
    struct ht_suppression_result *results = ht_arena_array(report->trace->arena, suppressions->count, sizeof *results);
    struct search search = {.report = report,
                            .known = ht_arena_array(report->trace->arena, report->frames->count, sizeof *search.known)};
    if (!results || !search.known)
        return ht_error_nomem();
    for (size_t i = 0; i < suppressions->count; i++) {
        const struct ht_suppression *suppression = &suppressions->items[i];
        search.pattern = suppression->pattern;
        search.number++;
        results[i] = (struct ht_suppression_result){
            .pattern = suppression->pattern, .path = suppression->path, .line = suppression->line};
        for (size_t k = 0; k < report->finding_count; k++) {
            struct ht_finding *finding = &report->findings[k];
            if (finding->verdict != HT_VERDICT_LEAK || !fits_finding(&search, finding))
                continue;
            results[i].matches++;
            if (finding->suppressed_by)
                continue;
            finding->suppressed_by = suppression->pattern;
            report->summary.suppressed++;
        }
    }
    report->suppressions = results;
    report->suppression_count = suppressions->count;
    return NULL;
}
