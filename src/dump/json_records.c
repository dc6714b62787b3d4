#include "dump/json_records.h"

#include <stdio.h>
#include <string.h>

#include "base/input.h"

static const struct {
    const char *code, *what;
} oddities[HT_JSON_ODDITY_COUNT] = {
    [HT_JSON_EMPTY] = {"empty-record", "empty and left out: the trace was not stopped before it was dumped"},
    [HT_JSON_NO_ADDR] = {"missing-field", "without addr"},
    [HT_JSON_NO_CCOUNT] = {"missing-field", "without cc: when they were made is not known"},
    [HT_JSON_BAD_FREED] = {"bad-field", "whose freed is not true or false: taken as not freed"},
    [HT_JSON_BAD_TASK] = {"bad-field", "whose task is no name: ignored"},
    [HT_JSON_BAD_FREED_BY] = {"bad-field", "whose fb is no array of addresses: ignored"},
    [HT_JSON_BAD_TIME] = {"bad-field", "whose t_us or t_freed_us is no whole number of microseconds: ignored"},
    [HT_JSON_BAD_CAPS] = {"bad-field", "whose caps are no unsigned 32-bit number: ignored"},
};

/* What a record may hold, whatever the key is called. */
enum field { SIZE, ADDR, CCOUNT, PCS, FREED, FREED_BY, TASK, TIME, FREED_TIME, CAPS, BLOCKS, BYTES, FIELD_COUNT };

struct shape {
    const char *keys[FIELD_COUNT]; /* NULL: the shape does not have it */
    unsigned required;             /* bits of fields */
};

static const struct shape shapes[] = {
    [HT_JSON_LEAKS] = {{[SIZE] = "sz",
                        [ADDR] = "addr",
                        [CCOUNT] = "cc",
                        [PCS] = "pcs",
                        [FREED] = "freed",
                        [FREED_BY] = "fb",
                        [TASK] = "task",
                        [TIME] = "t_us",
                        [FREED_TIME] = "t_freed_us",
                        [CAPS] = "caps"},
                       1u << SIZE | 1u << PCS},
    [HT_JSON_R] = {{[SIZE] = "s", [ADDR] = "a", [PCS] = "c", [FREED] = "f", [FREED_BY] = "fb"}, 1u << SIZE | 1u << PCS},
    [HT_JSON_BY_CALLER] = {{[PCS] = "chain", [BLOCKS] = "count", [BYTES] = "bytes"},
                           1u << PCS | 1u << BLOCKS | 1u << BYTES},
};

struct reader {
    struct ht_json_source *source;
    const struct shape *shape;
    struct ht_trace *trace;
    struct ht_window *window;
    struct ht_json_records *result;
    uint32_t freed_pcs[HT_CHAIN_DEPTH_MAX]; /* of the draft; here, for it need not be cleared */
};

/* A record while its members are read. */
struct draft {
    struct ht_record record;
    size_t start;
    unsigned seen;      /* bits of fields */
    size_t freed_depth; /* PCs that freed it */
    uint32_t blocks, bytes;
};

static void note(struct reader *r, enum ht_json_oddity kind, size_t offset)
{
    if (!r->result->odd[kind].count++)
        r->result->odd[kind].first = offset;
}

static struct ht_error *pc_error(const struct reader *r, struct ht_json_value value, size_t index)
{
    char name[32];
    snprintf(name, sizeof name, "PC %zu", index + 1);
    return ht_json_source_kind(r->source, value, name, "a hex address of at most 32 bits");
}

static struct ht_error *read_pcs(struct reader *r, const char *name, uint32_t *chain)
{
    struct ht_json_scan *scan = &r->source->scan;
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t count = 0;
    struct ht_json_value value;
    struct ht_error *error;
    bool ok;
    if (!ht_json_accept(scan, '[')) {
        error = ht_json_source_value(r->source, &value);
        return error ? error : ht_json_source_kind(r->source, value, name, "an array of addresses");
    }
    if (!ht_json_accept(scan, ']')) {
        do {
            if (count < HT_CHAIN_DEPTH_MAX && ht_json_accept_hex(scan, &pcs[count])) {
                count++;
                continue;
            }
            if ((error = ht_json_source_value(r->source, &value)))
                return error;
            if (count == HT_CHAIN_DEPTH_MAX)
                return ht_json_source_error(r->source, value.start, "more PCs than any device records");
            if ((error = ht_json_as_address(scan->bytes, value, &pcs[count], &ok)))
                return error;
            if (!ok)
                return pc_error(r, value, count);
            count++;
        } while (ht_json_accept(scan, ','));
        if (!ht_json_expect(scan, ']', "',' or ']'"))
            return ht_json_source_malformed(r->source);
    }
    return ht_trace_add_chain(r->trace, r->window, pcs, count, chain);
}

static struct ht_error *read_u32(struct reader *r, struct ht_json_value value, const char *name, uint32_t *ret)
{
    uint64_t number;
    bool ok;
    struct ht_error *error = ht_json_as_whole(r->source->scan.bytes, value, UINT32_MAX, &number, &ok);
    if (error)
        return error;
    if (!ok)
        return ht_json_source_kind(r->source, value, name, "a whole number from 0 to 4294967295");
    *ret = (uint32_t)number;
    return NULL;
}

/* The PCs that freed a record: kept apart, for whether it is freed may follow. */
static struct ht_error *read_freed_by(struct reader *r, struct draft *draft, struct ht_json_value value)
{
    struct ht_json_scan scan = {.bytes = r->source->scan.bytes, .size = value.end, .pos = value.start};
    size_t count = 0;
    struct ht_json_value item;
    bool ok = ht_json_accept(&scan, '[');
    bool more = ok && !ht_json_accept(&scan, ']');
    while (ok && more) {
        ok = count < HT_CHAIN_DEPTH_MAX && ht_json_value(&scan, &item);
        struct ht_error *error = ok ? ht_json_as_address(scan.bytes, item, &r->freed_pcs[count++], &ok) : NULL;
        if (error)
            return error;
        more = ht_json_accept(&scan, ',');
    }
    if (ok)
        draft->freed_depth = count;
    else
        note(r, HT_JSON_BAD_FREED_BY, draft->start);
    return NULL;
}

static struct ht_error *read_time(struct reader *r, const struct draft *draft, struct ht_json_value value, int64_t *ret)
{
    uint64_t number;
    bool ok;
    struct ht_error *error = ht_json_as_whole(r->source->scan.bytes, value, HT_JSON_EXACT_MAX, &number, &ok);
    if (!error && ok)
        *ret = (int64_t)number;
    else
        note(r, HT_JSON_BAD_TIME, draft->start);
    return error;
}

/* The name of a task: in most records a plain one, which is not copied. */
static struct ht_error *read_task(struct reader *r, struct draft *draft, struct ht_json_value value)
{
    const char *bytes = r->source->scan.bytes;
    size_t length = value.end - value.start;
    if (ht_json_first(bytes, value) != '"' || length == 2 || value.nul) {
        note(r, HT_JSON_BAD_TASK, draft->start);
        return NULL;
    }
    if (!memchr(bytes + value.start, '\\', length))
        return ht_trace_intern_task(r->trace, bytes + value.start + 1, length - 2, &draft->record.task);
    cJSON *item = ht_json_parse(bytes, value);
    struct ht_error *error = ht_error_nomem();
    if (item)
        error = ht_trace_intern_task(r->trace, item->valuestring, strlen(item->valuestring), &draft->record.task);
    cJSON_Delete(item);
    return error;
}

/* The fields that are only noted when they are not of their kind. */
static struct ht_error *read_optional(struct reader *r, struct draft *draft, enum field field,
                                      struct ht_json_value value)
{
    const char *bytes = r->source->scan.bytes;
    struct ht_error *error = NULL;
    bool ok = false;
    switch (field) {
    case FREED:
        draft->record.freed = ht_json_is(bytes, value, "true") || ht_json_is(bytes, value, "1");
        if (!draft->record.freed && !ht_json_is(bytes, value, "false") && !ht_json_is(bytes, value, "0"))
            note(r, HT_JSON_BAD_FREED, draft->start);
        break;
    case FREED_BY:
        return read_freed_by(r, draft, value);
    case TIME:
        return read_time(r, draft, value, &draft->record.t_us);
    case FREED_TIME:
        return read_time(r, draft, value, &draft->record.t_freed_us);
    case CAPS:
        error = ht_json_as_address(bytes, value, &draft->record.caps, &ok);
        if (!ok)
            note(r, HT_JSON_BAD_CAPS, draft->start);
        break;
    default:
        return read_task(r, draft, value);
    }
    return error;
}

/* Reads what each record holds, as devices write it. False when it is written in another way, or is another field. */
static bool read_plain(struct reader *r, struct draft *draft, enum field field)
{
    struct ht_json_scan *scan = &r->source->scan;
    switch (field) {
    case SIZE:
        return ht_json_accept_decimal(scan, &draft->record.size);
    case CCOUNT:
        return ht_json_accept_decimal(scan, &draft->record.ccount);
    case ADDR:
        return ht_json_accept_hex(scan, &draft->record.addr);
    default:
        return false;
    }
}

static struct ht_error *read_field(struct reader *r, struct draft *draft, enum field field)
{
    const char *name = r->shape->keys[field];
    struct ht_json_value value;
    bool ok;
    if (field == PCS)
        return read_pcs(r, name, &draft->record.chain);
    if (read_plain(r, draft, field))
        return NULL;
    struct ht_error *error = ht_json_source_value(r->source, &value);
    if (error)
        return error;
    switch (field) {
    case SIZE:
        return read_u32(r, value, name, &draft->record.size);
    case CCOUNT:
        return read_u32(r, value, name, &draft->record.ccount);
    case ADDR:
        error = ht_json_as_address(r->source->scan.bytes, value, &draft->record.addr, &ok);
        return error || ok ? error : ht_json_source_kind(r->source, value, name, "a hex address of at most 32 bits");
    case BLOCKS:
    case BYTES:
        return read_u32(r, value, name, field == BLOCKS ? &draft->blocks : &draft->bytes);
    default:
        return read_optional(r, draft, field, value);
    }
}

/* Spreads a site's bytes evenly over its blocks. */
static struct ht_error *add_site(struct reader *r, struct draft *draft)
{
    uint64_t pcs = (uint64_t)draft->blocks * r->trace->chains.items[draft->record.chain].depth;
    bool many = draft->blocks > HT_JSON_SITE_RECORDS_MAX - r->trace->spread_records;
    if (many || pcs > HT_JSON_SITE_PCS_MAX - r->trace->spread_pcs)
        return ht_error_hint(ht_json_source_error(r->source, draft->start,
                                                  many ? "the sites hold more blocks than any device"
                                                       : "the chains of all blocks hold more PCs than any device"),
                             "count and bytes are those of the blocks that are alive, not of all that were ever made");
    r->trace->spread_records += draft->blocks;
    r->trace->spread_pcs += (size_t)pcs;
    for (uint32_t i = 0; i < draft->blocks; i++) {
        draft->record.size = draft->bytes / draft->blocks + (i < draft->bytes % draft->blocks);
        struct ht_error *error = ht_window_add_record(r->window, &draft->record);
        if (error)
            return error;
    }
    r->result->blocks += draft->blocks;
    return NULL;
}

static struct ht_error *missing_error(const struct reader *r, const struct draft *draft)
{
    char text[64];
    size_t field = 0;
    while (!(r->shape->required & ~draft->seen & 1u << field))
        field++;
    snprintf(text, sizeof text, "the key \"%s\" is missing", r->shape->keys[field]);
    return ht_json_source_error(r->source, draft->start, text);
}

static struct ht_error *add_freed(struct reader *r, struct draft *draft)
{
    struct ht_error *error = NULL;
    draft->record.cpu = draft->record.ccount & 1;
    if (draft->freed_depth && r->freed_pcs[0])
        error = ht_trace_add_chain(r->trace, r->window, r->freed_pcs, draft->freed_depth, &draft->record.freed_by);
    return error ? error : ht_window_add_record(r->window, &draft->record);
}

static struct ht_error *add_record(struct reader *r, struct draft *draft)
{
    if (r->shape->required & ~draft->seen)
        return missing_error(r, draft);
    if (r->shape->keys[BLOCKS])
        return add_site(r, draft);
    r->result->blocks++;
    bool empty = !draft->record.size && !draft->record.addr;
    r->window->skipped += empty || draft->record.freed;
    if (empty) {
        note(r, HT_JSON_EMPTY, draft->start);
        return NULL;
    }
    if (draft->record.freed)
        return add_freed(r, draft);
    if (!(draft->seen & 1u << ADDR))
        note(r, HT_JSON_NO_ADDR, draft->start);
    if (!(draft->seen & 1u << CCOUNT) && r->shape->keys[CCOUNT])
        note(r, HT_JSON_NO_CCOUNT, draft->start);
    draft->record.cpu = draft->record.ccount & 1;
    return ht_window_add_record(r->window, &draft->record);
}

/* Devices write their keys in one order: the search begins behind the field found last. */
static enum field find_field(const struct shape *shape, const struct ht_json_key *key, size_t guess)
{
    for (size_t i = 0; i < FIELD_COUNT; i++, guess++) {
        if (guess >= FIELD_COUNT)
            guess = 0;
        if (shape->keys[guess] && ht_json_key_is(key, shape->keys[guess]))
            return (enum field)guess;
    }
    return FIELD_COUNT;
}

/* Reads a key. A device's is most often the one behind the one read last, and then it is not looked for. */
static bool read_key(struct reader *r, enum field *field, struct ht_json_key *key)
{
    struct ht_json_scan *scan = &r->source->scan;
    size_t guess = *field < FIELD_COUNT ? *field + 1 : 0;
    if (guess < FIELD_COUNT && r->shape->keys[guess] && ht_json_accept_key(scan, r->shape->keys[guess], key)) {
        *field = (enum field)guess;
        return true;
    }
    if (!ht_json_member(scan, key))
        return false;
    *field = find_field(r->shape, key, guess);
    return true;
}

static struct ht_error *read_record(struct reader *r)
{
    struct ht_json_scan *scan = &r->source->scan;
    struct draft draft = {.record = {.index = (uint32_t)r->source->records,
                                     .freed_by = HT_NO_CHAIN,
                                     .t_us = HT_UNKNOWN,
                                     .t_freed_us = HT_UNKNOWN}};
    struct ht_json_key key;
    struct ht_json_value value;
    struct ht_error *error;
    enum field field = FIELD_COUNT;
    ht_json_space(scan);
    draft.start = scan->pos;
    if (!ht_json_accept(scan, '{')) {
        error = ht_json_source_value(r->source, &value);
        return error ? error : ht_json_source_kind(r->source, value, "a record", "an object");
    }
    if (ht_json_accept(scan, '}'))
        return add_record(r, &draft);
    do {
        if (!read_key(r, &field, &key))
            return ht_json_source_malformed(r->source);
        if (field == FIELD_COUNT) {
            error = ht_json_source_value(r->source, &value);
        } else if (draft.seen & 1u << field) {
            error = ht_json_source_twice(r->source, &key);
        } else {
            draft.seen |= 1u << field;
            error = read_field(r, &draft, field);
        }
        if (error)
            return error;
    } while (ht_json_accept(scan, ','));
    if (!ht_json_expect(scan, '}', "',' or '}'"))
        return ht_json_source_malformed(r->source);
    return add_record(r, &draft);
}

struct ht_error *ht_json_records_read(struct ht_json_source *source, enum ht_json_shape shape, struct ht_trace *trace,
                                      struct ht_window *window, struct ht_json_records *ret)
{
    struct reader r = {.source = source, .shape = &shapes[shape], .trace = trace, .window = window, .result = ret};
    *ret = (struct ht_json_records){0};
    source->records = 0;
    window->record_count = window->freed_count = 0;
    window->skipped = window->depth = 0;
    window->untimed = !r.shape->keys[CCOUNT];
    window->unordered = r.shape->keys[BLOCKS];
    ht_json_accept(&source->scan, '[');
    if (ht_json_accept(&source->scan, ']'))
        return NULL;
    do {
        if (source->records == UINT32_MAX)
            return ht_json_source_error(source, source->scan.pos, "more records than can be numbered");
        source->in_record = true;
        struct ht_error *error = read_record(&r);
        if (error)
            return error;
        source->in_record = false;
        source->records++;
    } while (ht_json_accept(&source->scan, ','));
    return ht_json_expect(&source->scan, ']', "',' or ']' after a record") ? NULL : ht_json_source_malformed(source);
}

struct ht_error *ht_json_records_warn(const struct ht_json_records *records, const struct ht_json_source *source,
                                      struct ht_trace *trace, struct ht_window *window)
{
    for (size_t kind = 0; kind < HT_JSON_ODDITY_COUNT; kind++) {
        size_t count = records->odd[kind].count;
        if (!count)
            continue;
        struct ht_text_place place = ht_text_place(source->scan.bytes, records->odd[kind].first);
        struct ht_error *error = ht_window_warn(window, trace->arena, oddities[kind].code, place.line, place.column,
                                                "%zu record%s %s", count, count == 1 ? "" : "s", oddities[kind].what);
        if (error)
            return error;
    }
    return NULL;
}
