#include "dump/json.h"

#include <string.h>

#include "base/input.h"
#include "dump/account.h"
#include "dump/json_records.h"
#include "dump/json_source.h"
#include "dump/misfeed.h"

/* Keys at the top. */
enum top_key {
    LEAKS,
    COUNT,
    CAPACITY,
    WINDOW_S,
    DURATION_MS,
    CPU_HZ,
    ELF_SHA256,
    OVERFLOWED,
    TOTAL_ALLOCATIONS,
    TOTAL_FREES,
    HIGH_WATER_MARK,
    IDF_VERSION,
    CHIP,
    R,
    BY_CALLER,
    TOTAL,
    RECORDS,
    ERROR_TEXT,
    STARTED,
    TOP_KEY_COUNT
};

static const char *const top_keys[TOP_KEY_COUNT] = {
    "leaks",      "count",      "capacity",          "window_s",    "duration_ms",     "cpu_hz",
    "elf_sha256", "overflowed", "total_allocations", "total_frees", "high_water_mark", "idf_version",
    "chip",       "r",          "by_caller",         "total",       "records",         "error",
    "started",
};

struct reader {
    struct ht_trace *trace;
    struct ht_window *window;
    struct ht_json_source source;
    unsigned seen;            /* bits of the top keys */
    bool dump;                /* an array of records was met */
    enum ht_json_shape shape; /* of that array */
    struct ht_json_records records;
    double duration_ms;     /* 0: not given */
    int64_t total;          /* what total or records say, or HT_UNKNOWN: the declared count of the other shapes */
    const char *error_text; /* the device's own, in the arena, or NULL */
};

static struct ht_error *warn_kind(struct reader *r, enum top_key key, struct ht_json_value value, const char *kind)
{
    char found[HT_JSON_EXCERPT_SIZE];
    const char *bytes = r->source.scan.bytes;
    struct ht_text_place place = ht_text_place(bytes, value.start);
    return ht_window_warn(r->window, r->trace->arena, "bad-field", place.line, place.column,
                          "%s must be %s, found %s: ignored", top_keys[key], kind,
                          ht_json_excerpt(bytes, value, found));
}

static int64_t *count_target(struct reader *r, enum top_key key)
{
    switch (key) {
    case COUNT:
        return &r->window->declared_count;
    case CAPACITY:
        return &r->window->capacity;
    case TOTAL_ALLOCATIONS:
        return &r->window->total_allocations;
    case TOTAL_FREES:
        return &r->window->total_frees;
    case HIGH_WATER_MARK:
        return &r->window->high_water_mark;
    default:
        return &r->total;
    }
}

static struct ht_error *read_text(struct reader *r, enum top_key key, struct ht_json_value value, const cJSON *item)
{
    bool is_text = cJSON_IsString(item) && *item->valuestring && !value.nul;
    if (key == ERROR_TEXT && !is_text)
        return NULL;
    if (!is_text)
        return warn_kind(r, key, value, "text");
    if (key == ELF_SHA256 && item->valuestring[strspn(item->valuestring, "0123456789abcdefABCDEF")])
        return warn_kind(r, key, value, "hex digits");
    const char *text = ht_arena_strdup(r->trace->arena, item->valuestring);
    *(key == ERROR_TEXT    ? &r->error_text
      : key == IDF_VERSION ? &r->window->firmware.idf_version
      : key == CHIP        ? &r->window->firmware.chip
                           : &r->window->elf_sha256) = text;
    return text ? NULL : ht_error_nomem();
}

/* The value of one of our keys, as cJSON reads it; item is NULL for an array or object, which none of them may hold. */
static struct ht_error *read_known(struct reader *r, enum top_key key, struct ht_json_value value, const cJSON *item)
{
    uint64_t whole = 0;
    switch (key) {
    case COUNT:
    case CAPACITY:
    case TOTAL_ALLOCATIONS:
    case TOTAL_FREES:
    case HIGH_WATER_MARK:
    case TOTAL:
    case RECORDS:
        if (ht_json_item_whole(item, HT_JSON_EXACT_MAX, &whole))
            *count_target(r, key) = (int64_t)whole;
        /* total and records belong to the other shapes: here they may be anybody's keys and hold anything. */
        else if (key != TOTAL && key != RECORDS)
            return warn_kind(r, key, value, "a whole number");
        return NULL;
    case WINDOW_S:
    case DURATION_MS:
        if (!cJSON_IsNumber(item) || !(item->valuedouble > 0 && item->valuedouble <= (double)HT_JSON_EXACT_MAX))
            return warn_kind(r, key, value, "a time above 0");
        *(key == WINDOW_S ? &r->window->seconds : &r->duration_ms) = item->valuedouble;
        return NULL;
    case ELF_SHA256:
    case IDF_VERSION:
    case CHIP:
    case ERROR_TEXT:
        return read_text(r, key, value, item);
    case CPU_HZ:
        if (!ht_json_item_whole(item, UINT32_MAX, &whole))
            return warn_kind(r, key, value, "a whole number of hertz");
        r->window->cpu_hz = (uint32_t)whole;
        return NULL;
    case OVERFLOWED:
        if (!cJSON_IsBool(item))
            return warn_kind(r, key, value, "true or false");
        r->window->overflowed = cJSON_IsTrue(item);
        return NULL;
    case LEAKS:
        return ht_json_source_kind(&r->source, value, top_keys[key], "an array of records");
    default:
        return NULL;
    }
}

static struct ht_error *read_records(struct reader *r, enum ht_json_shape shape)
{
    r->dump = true;
    r->shape = shape;
    return ht_json_records_read(&r->source, shape, r->trace, r->window, &r->records);
}

static struct ht_error *read_member(struct reader *r)
{
    struct ht_json_scan *scan = &r->source.scan;
    struct ht_json_key name;
    struct ht_json_value value;
    size_t key = 0;
    if (!ht_json_member(scan, &name))
        return ht_json_source_malformed(&r->source);
    while (key < TOP_KEY_COUNT && !ht_json_key_is(&name, top_keys[key]))
        key++;
    if (key < TOP_KEY_COUNT) {
        if (r->seen & 1u << key)
            return ht_json_source_twice(&r->source, &name);
        r->seen |= 1u << key;
    }
    /* leaks says more than the other arrays, wherever it stands. */
    ht_json_space(scan);
    bool array = scan->pos < scan->size && scan->bytes[scan->pos] == '[';
    if (array && key == LEAKS)
        return read_records(r, HT_JSON_LEAKS);
    if (array && !r->dump && (key == R || key == BY_CALLER))
        return read_records(r, key == R ? HT_JSON_R : HT_JSON_BY_CALLER);
    struct ht_error *error = ht_json_source_value(&r->source, &value);
    if (error || key == TOP_KEY_COUNT)
        return error;
    bool nests = strchr("[{", ht_json_first(scan->bytes, value));
    cJSON *item = nests ? NULL : ht_json_parse(scan->bytes, value);
    error = item || nests ? read_known(r, (enum top_key)key, value, item) : ht_error_nomem();
    cJSON_Delete(item);
    return error;
}

static struct ht_error *read_object(struct reader *r, bool alone)
{
    struct ht_json_scan *scan = &r->source.scan;
    struct ht_error *error;
    if (!ht_json_expect(scan, '{', "'{'"))
        return ht_json_source_malformed(&r->source);
    if (!ht_json_accept(scan, '}')) {
        do {
            if ((error = read_member(r)))
                return error;
        } while (ht_json_accept(scan, ','));
        if (!ht_json_expect(scan, '}', "',' or '}'"))
            return ht_json_source_malformed(&r->source);
    }
    if (!alone)
        return NULL;
    ht_json_space(scan);
    if (scan->pos < scan->size) {
        scan->expected = "nothing but white space after the closing brace";
        return ht_json_source_malformed(&r->source);
    }
    return NULL;
}

/* A whole JSON object without an array of records: what a device answers when it has no dump to give. */
static struct ht_error *no_dump_error(const struct reader *r)
{
    const char *path = r->source.path;
    if (r->error_text)
        return ht_misfeed_device_error(path, r->error_text);
    if (r->seen & 1u << STARTED)
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "this is the answer to starting a trace, not the dump"),
            "let the window pass, then stop the trace: that answer is the dump");
    return ht_error_hint(
        ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "leaks is missing: this JSON is no heap_trace dump"),
        "expected " HT_MISFEED_EXPECTED);
}

static struct ht_error *finish(struct reader *r)
{
    struct ht_window *window = r->window;
    struct ht_error *error = ht_json_records_warn(&r->records, &r->source, r->trace, window);
    if (error)
        return error;
    window->untimed |= window->record_count && r->records.odd[HT_JSON_NO_CCOUNT].count == window->record_count;
    if (window->seconds == 0)
        window->seconds = r->duration_ms / 1000;
    if (r->shape != HT_JSON_LEAKS)
        window->declared_count = r->total;
    uint64_t declared = window->declared_count == HT_UNKNOWN ? 0 : (uint64_t)window->declared_count;
    window->missing = declared > r->records.blocks ? declared - r->records.blocks : 0;
    if (r->source.cut) {
        struct ht_text_place place = ht_text_place(r->source.scan.bytes, r->source.scan.size);
        window->truncated = true;
        return ht_window_warn(window, r->trace->arena, "truncated", place.line, place.column,
                              "the dump breaks off: only the %zu whole record%s before that count", r->source.records,
                              r->source.records == 1 ? "" : "s");
    }
    if (window->missing && !r->records.blocks)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, r->source.path, 1, 1,
                                                "the dump says it holds %llu record%s, and none stands there",
                                                (unsigned long long)declared, declared == 1 ? "" : "s"),
                             "stop the trace before you dump it, and dump it before you start the next one");
    struct ht_account account = {
        .stood = r->records.blocks, .alive = HT_UNKNOWN, .alive_bytes = HT_UNKNOWN, .records = HT_UNKNOWN};
    return ht_account_settle(r->trace->arena, window, &account, false);
}

struct ht_error *ht_dump_json_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                   size_t start, bool alone, bool salvage, bool *dump)
{
    struct reader r = {
        .trace = trace,
        .source = {.path = path, .scan = {.bytes = bytes, .size = size, .pos = start}},
        .total = HT_UNKNOWN,
    };
    struct ht_error *error = ht_trace_add_window(trace, path, HT_DUMP_JSON, &r.window);
    if (error)
        return error;
    error = read_object(&r, alone);
    if (error && r.source.cut && salvage && r.source.records) {
        ht_error_destroy(error);
        error = NULL;
    }
    if (!error && !r.dump)
        error = no_dump_error(&r);
    *dump = r.dump;
    if (!r.dump)
        ht_trace_drop_window(trace);
    return error ? error : finish(&r);
}
