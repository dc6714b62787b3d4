#include "dump/own_lines.h"

#include "base/log_line.h"
#include "dump/own_line.h"

/* Shapes of lines: how the size is told, and the order of size, block and callers. */
enum { SHAPES = 4 * 2 * 2 };

/* Which of two numbers counts the lines: so many of them show it. */
#define LINES_COUNTED 3u

/* What most lines look like. */
struct shape {
    size_t number;  /* SHAPES: no two look alike */
    size_t counter; /* of a pair, the number that counts the lines */
};

/* Two numbers over the lines that have them. */
struct pairs {
    uint32_t last[2];
    bool counts[2]; /* each is one more than in the line before */
    size_t lines;
};

static size_t shape_of(const struct ht_own_line *line)
{
    return (size_t)line->told * 4 + (size_t)line->block_first * 2 + line->caller_first;
}

static void follow_pair(struct pairs *pairs, const struct ht_own_line *line)
{
    for (size_t i = 0; i < 2; i++) {
        pairs->counts[i] = !pairs->lines || (pairs->counts[i] && line->pair[i] == pairs->last[i] + 1);
        pairs->last[i] = line->pair[i];
    }
    pairs->lines++;
}

/* The shape that most lines have. */
static struct ht_error *find_shape(const char *bytes, size_t size, struct ht_own_line *line, struct shape *ret)
{
    size_t counts[SHAPES] = {0};
    struct pairs pairs[SHAPES] = {0};
    struct ht_log log;
    struct ht_log_line text;
    ht_log_init(&log, bytes, size, 0, 0);
    while (ht_log_next(&log, &text)) {
        if (!ht_own_line_read(text.text, text.length, line))
            continue;
        counts[shape_of(line)]++;
        if (line->told == HT_OWN_PAIR)
            follow_pair(&pairs[shape_of(line)], line);
    }
    bool failed = log.clean.failed;
    ht_log_deinit(&log);
    *ret = (struct shape){SHAPES, 0};
    for (size_t i = 0; i < SHAPES; i++) {
        if (pairs[i].lines && (pairs[i].lines < LINES_COUNTED || pairs[i].counts[0] == pairs[i].counts[1]))
            continue;
        if (counts[i] > 1 && (ret->number == SHAPES || counts[i] > counts[ret->number]))
            *ret = (struct shape){i, pairs[i].counts[1]};
    }
    return failed ? ht_error_nomem() : NULL;
}

static struct ht_error *add(struct ht_trace *trace, struct ht_window *window, const struct ht_own_line *line,
                            uint32_t index)
{
    struct ht_record record = {.size = line->size,
                               .addr = line->block,
                               .ccount = (line->ccount & ~UINT32_C(3)) | line->core,
                               .cpu = (uint8_t)line->core,
                               .index = index,
                               .freed = line->freed,
                               .freed_by = HT_NO_CHAIN,
                               .t_us = line->t_us,
                               .t_freed_us = HT_UNKNOWN};
    struct ht_error *error = ht_trace_add_chain(trace, window, line->pcs, line->depth, &record.chain);
    if (!error && line->task_length)
        error = ht_trace_intern_task(trace, line->task, line->task_length, &record.task);
    window->unordered |= line->count > 1;
    window->untimed |= !line->has_ccount;
    window->skipped += line->freed;
    for (uint32_t i = 0; i < line->count && !error; i++) {
        if (window->record_count + window->freed_count == HT_OWN_RECORDS_MAX)
            return ht_error_create_at(HT_ERROR_INPUT, window->path, 0, 0, "the lines hold more blocks than any device");
        error = ht_window_add_record(window, &record);
    }
    return error;
}

static struct ht_error *say(struct ht_arena *arena, struct ht_window *window, const struct ht_own_line *line,
                            size_t number)
{
    static const char *const told[] = {[HT_OWN_UNIT] = "by its unit",
                                       [HT_OWN_KEY] = "by its name",
                                       [HT_OWN_ONLY] = "the only number",
                                       [HT_OWN_PAIR] = "the number that does not count lines"};
    return ht_window_warn(window, arena, "own-lines", number, 1,
                          "lines of the project's own are taken for records: here size %lu (%s), block 0x%08lx, %zu "
                          "caller%s from 0x%08lx%s%s%s%s",
                          (unsigned long)line->size, told[line->told], (unsigned long)line->block, line->depth,
                          line->depth == 1 ? "" : "s", (unsigned long)line->pcs[0], line->has_ccount ? ", cycles" : "",
                          line->t_us >= 0 ? ", time" : "", line->task_length ? ", task" : "",
                          line->count > 1 ? ", count" : "");
}

struct ht_error *ht_dump_own_lines_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                        bool *found)
{
    struct ht_own_line line = {0};
    struct shape shape;
    struct ht_error *error = find_shape(bytes, size, &line, &shape);
    *found = !error && shape.number < SHAPES;
    if (!*found)
        return error;
    struct ht_window *window;
    if ((error = ht_trace_add_window(trace, path, HT_DUMP_CONSOLE, &window)))
        return error;
    struct ht_log log;
    struct ht_log_line text;
    uint32_t index = 0;
    size_t cut = 0, first_cut = 0;
    ht_log_init(&log, bytes, size, 0, 0);
    while (!error && ht_log_next(&log, &text)) {
        if (!ht_own_line_read(text.text, text.length, &line) || shape_of(&line) != shape.number)
            continue;
        if (line.told == HT_OWN_PAIR)
            line.size = line.pair[1 - shape.counter];
        if (!line.size)
            continue;
        cut += line.cut;
        first_cut = cut == 1 && line.cut ? text.number : first_cut;
        if (!index)
            error = say(trace->arena, window, &line, text.number);
        if (!error)
            error = add(trace, window, &line, index++);
    }
    if (!error && log.clean.failed)
        error = ht_error_nomem();
    ht_log_deinit(&log);
    if (!error && cut)
        error = ht_window_warn(window, trace->arena, "long-chain", first_cut, 1,
                               "%zu line%s more than %d callers, of which the first %d are taken", cut,
                               cut == 1 ? " holds" : "s hold", HT_CHAIN_DEPTH_MAX, HT_CHAIN_DEPTH_MAX);
    return error;
}
