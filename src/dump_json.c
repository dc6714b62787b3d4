#include "dump_json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json_scan.h"
#include "misfeed.h"
#include "number.h"
#include "text_place.h"

/* The largest number that a double holds with all those below it. */
#define EXACT_MAX 9007199254740991.0

/* What is odd about records is counted, and told once. */
enum oddity { EMPTY, FREED, NO_ADDR, NO_CCOUNT, BAD_FREED, BAD_TASK, BAD_TIME, BAD_CAPS, ODDITY_COUNT };

static const struct {
    const char *code, *what;
} oddities[ODDITY_COUNT] = {
    [EMPTY] = {"empty-record", "empty, left out: was the trace stopped before it was dumped?"},
    [FREED] = {"freed-record", "freed, left out"},
    [NO_ADDR] = {"missing-field", "without addr"},
    [NO_CCOUNT] = {"missing-field", "without cc: when they were made is not known"},
    [BAD_FREED] = {"bad-field", "with a freed that is not true or false: taken as not freed"},
    [BAD_TASK] = {"bad-field", "with a task that is no name: ignored"},
    [BAD_TIME] = {"bad-field", "with a t_us that is no time: ignored"},
    [BAD_CAPS] = {"bad-field", "with caps that are no unsigned 32-bit number: ignored"},
};

/* Keys at the top. LEAKS must stay first: without it nothing is a dump. */
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
    ERROR_TEXT,
    STARTED,
    TOP_KEY_COUNT
};

static const char *const top_keys[TOP_KEY_COUNT] = {
    [LEAKS] = "leaks",
    [COUNT] = "count",
    [CAPACITY] = "capacity",
    [WINDOW_S] = "window_s",
    [DURATION_MS] = "duration_ms",
    [CPU_HZ] = "cpu_hz",
    [ELF_SHA256] = "elf_sha256",
    [OVERFLOWED] = "overflowed",
    [TOTAL_ALLOCATIONS] = "total_allocations",
    [TOTAL_FREES] = "total_frees",
    [HIGH_WATER_MARK] = "high_water_mark",
    [IDF_VERSION] = "idf_version",
    [CHIP] = "chip",
    [ERROR_TEXT] = "error",
    [STARTED] = "started",
};

enum record_key { SZ, ADDR, CC, PCS, RECORD_FREED, TASK, T_US, CAPS, RECORD_KEY_COUNT };

static const char *const record_keys[RECORD_KEY_COUNT] = {
    [SZ] = "sz",     [ADDR] = "addr", [CC] = "cc",     [PCS] = "pcs", [RECORD_FREED] = "freed",
    [TASK] = "task", [T_US] = "t_us", [CAPS] = "caps",
};

struct reader {
    struct ht_trace *trace;
    struct ht_window *window;
    const char *path;
    struct ht_json_scan scan;
    unsigned seen;          /* bits of the top keys */
    bool cut;               /* the failure is that the text ends early */
    bool in_records;        /* inside leaks: messages name the record */
    size_t records;         /* whole elements of leaks so far */
    double duration_ms;     /* 0: not given */
    const char *error_text; /* the device's own, in the arena, or NULL */
    struct {
        size_t count, first; /* first: offset in the text */
    } odd[ODDITY_COUNT];
};

static struct ht_error *error_at(const struct reader *r, size_t offset, const char *what)
{
    struct ht_text_place place = ht_text_place(r->scan.bytes, offset);
    if (r->in_records)
        return ht_error_create_at(HT_ERROR_INPUT, r->path, place.line, place.column, "record %zu: %s", r->records + 1,
                                  what);
    return ht_error_create_at(HT_ERROR_INPUT, r->path, place.line, place.column, "%s", what);
}

/* What stands at an offset, short enough for a message. */
static void excerpt(const struct ht_json_scan *scan, size_t offset, char *text, size_t size)
{
    size_t length = 0, start;
    struct ht_json_scan value = {.bytes = scan->bytes, .size = scan->size, .pos = offset};
    const char *dots = "";
    if (ht_json_value(&value, &start))
        length = value.pos - offset;
    if (length > 40) {
        length = 37;
        dots = "...";
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)scan->bytes[offset + i];
        if (c < 0x20 || c >= 0x7f) {
            length = i;
            dots = "...";
        }
    }
    snprintf(text, size, "%.*s%s", (int)length, scan->bytes + offset, dots);
}

/* "sz must be ..., found -3" */
static struct ht_error *value_error(const struct reader *r, size_t offset, const char *what)
{
    char found[64], text[256];
    excerpt(&r->scan, offset, found, sizeof found);
    snprintf(text, sizeof text, "%s, found %s", what, found);
    return error_at(r, offset, text);
}

static struct ht_error *cut_error(const struct reader *r)
{
    struct ht_text_place place = ht_text_place(r->scan.bytes, r->scan.size);
    if (!r->records)
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, r->path, place.line, place.column,
                                                "the dump breaks off before its first whole record"),
                             "was the connection lost? Fetch the dump again");
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, r->path, place.line, place.column,
                                            "the dump breaks off after %zu whole record%s", r->records,
                                            r->records == 1 ? "" : "s"),
                         "was the connection lost? --salvage takes the whole records before the cut");
}

/* The error for what the scanner did not like. */
static struct ht_error *scan_error(struct reader *r)
{
    const struct ht_json_scan *scan = &r->scan;
    if (scan->pos >= scan->size) {
        r->cut = true;
        return cut_error(r);
    }
    char text[256];
    unsigned char c = (unsigned char)scan->bytes[scan->pos];
    if (c > 0x20 && c < 0x7f)
        snprintf(text, sizeof text, "malformed JSON: expected %s, found '%c'", scan->expected, c);
    else
        snprintf(text, sizeof text, "malformed JSON: expected %s, found byte 0x%02x", scan->expected, c);
    return error_at(r, scan->pos, text);
}

static void note_oddity(struct reader *r, enum oddity kind, size_t offset)
{
    if (!r->odd[kind].count++)
        r->odd[kind].first = offset;
}

/* A whole number from 0 to max. */
static bool whole(const cJSON *item, double max, uint64_t *ret)
{
    double value = item->valuedouble; /* valueint stops at INT_MAX */
    if (!cJSON_IsNumber(item) || !(value >= 0 && value <= max) || value != floor(value))
        return false;
    *ret = (uint64_t)value;
    return true;
}

static bool u32(const cJSON *item, uint32_t *ret)
{
    uint64_t value;
    if (!whole(item, UINT32_MAX, &value))
        return false;
    *ret = (uint32_t)value;
    return true;
}

/* An address: hex digits in a string, or a number. */
static bool address(const cJSON *item, uint32_t *ret)
{
    if (cJSON_IsString(item))
        return ht_number_hex32(item->valuestring, strlen(item->valuestring), ret);
    return u32(item, ret);
}

/* Where the value of a record's member stands. */
static size_t member_place(const struct reader *r, size_t record, enum record_key key)
{
    size_t place;
    return ht_json_find(&r->scan, record, record_keys[key], &place) ? place : record;
}

static struct ht_error *member_error(const struct reader *r, size_t record, enum record_key key, const char *kind)
{
    char text[128];
    snprintf(text, sizeof text, "%s must be %s", record_keys[key], kind);
    return value_error(r, member_place(r, record, key), text);
}

/* The members of a record by key; NULL for those it does not have. */
static struct ht_error *sort_members(const struct reader *r, size_t start, const cJSON *object,
                                     const cJSON *members[RECORD_KEY_COUNT])
{
    for (const cJSON *item = object->child; item; item = item->next) {
        for (size_t key = 0; key < RECORD_KEY_COUNT; key++) {
            if (strcmp(item->string, record_keys[key]))
                continue;
            if (members[key]) {
                char text[64];
                snprintf(text, sizeof text, "%s stands there twice", record_keys[key]);
                return error_at(r, member_place(r, start, (enum record_key)key), text);
            }
            members[key] = item;
            break;
        }
    }
    return NULL;
}

static struct ht_error *pc_error(const struct reader *r, size_t record, size_t index)
{
    size_t place;
    char text[128];
    if (!ht_json_element(&r->scan, member_place(r, record, PCS), index, &place))
        place = record;
    snprintf(text, sizeof text, "PC %zu must be a hex address of at most 32 bits", index + 1);
    return value_error(r, place, text);
}

static struct ht_error *read_pcs(struct reader *r, size_t start, const cJSON *array, uint32_t *chain)
{
    uint32_t pcs[HT_CHAIN_DEPTH_MAX];
    size_t count = 0;
    if (!cJSON_IsArray(array))
        return member_error(r, start, PCS, "an array of addresses");
    for (const cJSON *item = array->child; item; item = item->next, count++) {
        char text[64];
        if (count == HT_CHAIN_DEPTH_MAX) {
            snprintf(text, sizeof text, "pcs holds more than %d PCs", HT_CHAIN_DEPTH_MAX);
            return error_at(r, member_place(r, start, PCS), text);
        }
        if (!address(item, &pcs[count]))
            return pc_error(r, start, count);
    }
    return ht_trace_add_chain(r->trace, r->window, pcs, count, chain);
}

/* The members a record may have; those that are not of their kind are as if they were not there. */
static struct ht_error *read_optional(struct reader *r, size_t start, const cJSON *const members[RECORD_KEY_COUNT],
                                      struct ht_record *record, bool *freed)
{
    const cJSON *item;
    uint64_t time;
    if ((item = members[RECORD_FREED])) {
        *freed = cJSON_IsTrue(item);
        if (!cJSON_IsBool(item))
            note_oddity(r, BAD_FREED, start);
    }
    if ((item = members[T_US])) {
        if (whole(item, EXACT_MAX, &time))
            record->t_us = (int64_t)time;
        else
            note_oddity(r, BAD_TIME, start);
    }
    if ((item = members[CAPS]) && !address(item, &record->caps))
        note_oddity(r, BAD_CAPS, start);
    if ((item = members[TASK])) {
        if (cJSON_IsString(item) && *item->valuestring)
            return ht_trace_intern_task(r->trace, item->valuestring, strlen(item->valuestring), &record->task);
        note_oddity(r, BAD_TASK, start);
    }
    return NULL;
}

/* cJSON ends a string at \u0000: refuse what would be read as something else than it is. */
static struct ht_error *check_nul(struct reader *r, size_t start)
{
    for (size_t key = 0; key < RECORD_KEY_COUNT; key++) {
        size_t place;
        struct ht_json_scan value = r->scan;
        if (!ht_json_find(&r->scan, start, record_keys[key], &value.pos))
            continue;
        value.nul = false;
        if (ht_json_value(&value, &place) && value.nul)
            return value_error(r, place, "no \\u0000 is taken in text");
    }
    return NULL;
}

/* One record whose text has been found well-formed and whose tree is at hand. */
static struct ht_error *read_record(struct reader *r, size_t start, const cJSON *object)
{
    static const char *const u32_kind = "a whole number from 0 to 4294967295";
    const cJSON *members[RECORD_KEY_COUNT] = {0};
    struct ht_record record = {.index = (uint32_t)r->records, .t_us = HT_UNKNOWN};
    bool freed = false;
    if (!cJSON_IsObject(object))
        return value_error(r, start, "a record must be an object");
    struct ht_error *error = sort_members(r, start, object, members);
    if (error)
        return error;
    if (!members[SZ] || !members[PCS])
        return error_at(r, start, members[SZ] ? "pcs is missing" : "sz is missing");
    if (!u32(members[SZ], &record.size))
        return member_error(r, start, SZ, u32_kind);
    if (members[CC] && !u32(members[CC], &record.ccount))
        return member_error(r, start, CC, u32_kind);
    if (members[ADDR] && !address(members[ADDR], &record.addr))
        return member_error(r, start, ADDR, "a hex address of at most 32 bits");
    record.cpu = record.ccount & 1;
    if ((error = read_pcs(r, start, members[PCS], &record.chain)) ||
        (error = read_optional(r, start, members, &record, &freed)))
        return error;
    if (!record.size && !record.addr) {
        note_oddity(r, EMPTY, start);
        r->window->skipped++;
        return NULL;
    }
    if (freed) {
        note_oddity(r, FREED, start);
        r->window->skipped++;
        return NULL;
    }
    if (!members[ADDR])
        note_oddity(r, NO_ADDR, start);
    if (!members[CC])
        note_oddity(r, NO_CCOUNT, start);
    return ht_window_add_record(r->window, &record);
}

static struct ht_error *parse(const struct reader *r, size_t start, cJSON **ret)
{
    /* Well-formed by our own scan, so that only memory can fail. */
    *ret = cJSON_ParseWithLengthOpts(r->scan.bytes + start, r->scan.pos - start, NULL, 0);
    return *ret ? NULL : ht_error_nomem();
}

static struct ht_error *read_element(struct reader *r)
{
    size_t start;
    cJSON *object;
    struct ht_error *error;
    r->scan.nul = false;
    if (!ht_json_value(&r->scan, &start))
        return scan_error(r);
    if (r->scan.nul && (error = check_nul(r, start)))
        return error;
    if ((error = parse(r, start, &object)))
        return error;
    error = read_record(r, start, object);
    cJSON_Delete(object);
    return error;
}

static struct ht_error *read_leaks(struct reader *r)
{
    if (!ht_json_accept(&r->scan, '[')) {
        size_t start;
        if (!ht_json_value(&r->scan, &start))
            return scan_error(r);
        return value_error(r, start, "leaks must be an array of records");
    }
    if (ht_json_accept(&r->scan, ']'))
        return NULL;
    r->in_records = true;
    for (;;) {
        if (r->records == UINT32_MAX)
            return error_at(r, r->scan.pos, "too many records");
        struct ht_error *error = read_element(r);
        if (error)
            return error;
        r->records++;
        if (ht_json_accept(&r->scan, ','))
            continue;
        r->in_records = false;
        return ht_json_expect(&r->scan, ']', "',' or ']' after a record") ? NULL : scan_error(r);
    }
}

static struct ht_error *warn_bad_field(struct reader *r, enum top_key key, size_t offset, const char *kind)
{
    char found[64];
    struct ht_text_place place = ht_text_place(r->scan.bytes, offset);
    excerpt(&r->scan, offset, found, sizeof found);
    return ht_window_warn(r->window, r->trace->arena, "bad-field", place.line, place.column,
                          "%s must be %s, found %s: ignored", top_keys[key], kind, found);
}

/* A string of the device's, kept; false when there is no memory. */
static bool keep(const struct reader *r, const cJSON *item, const char **ret)
{
    *ret = ht_arena_strdup(r->trace->arena, item->valuestring);
    return *ret != NULL;
}

static bool hex_only(const char *text)
{
    return *text && !text[strspn(text, "0123456789abcdefABCDEF")];
}

static struct ht_error *read_count(struct reader *r, enum top_key key, const cJSON *item, size_t start)
{
    uint64_t count;
    if (!whole(item, EXACT_MAX, &count))
        return warn_bad_field(r, key, start, "a whole number");
    struct ht_window *window = r->window;
    int64_t *target = key == COUNT               ? &window->declared_count
                      : key == CAPACITY          ? &window->capacity
                      : key == TOTAL_ALLOCATIONS ? &window->total_allocations
                      : key == TOTAL_FREES       ? &window->total_frees
                                                 : &window->high_water_mark;
    *target = (int64_t)count;
    return NULL;
}

static struct ht_error *read_text(struct reader *r, enum top_key key, const cJSON *item, size_t start)
{
    bool hash = key == ELF_SHA256;
    if (!cJSON_IsString(item) || r->scan.nul || !*item->valuestring || (hash && !hex_only(item->valuestring)))
        return key == ERROR_TEXT ? NULL : warn_bad_field(r, key, start, hash ? "hex digits" : "text");
    const char **target = key == ELF_SHA256    ? &r->window->elf_sha256
                          : key == IDF_VERSION ? &r->window->idf_version
                          : key == CHIP        ? &r->window->chip
                                               : &r->error_text;
    return keep(r, item, target) ? NULL : ht_error_nomem();
}

static struct ht_error *read_duration(struct reader *r, enum top_key key, const cJSON *item, size_t start)
{
    double value = item->valuedouble;
    if (!cJSON_IsNumber(item) || !(value > 0 && value <= EXACT_MAX))
        return warn_bad_field(r, key, start, "a time above 0");
    if (key == WINDOW_S)
        r->window->seconds = value;
    else
        r->duration_ms = value;
    return NULL;
}

static struct ht_error *read_known(struct reader *r, enum top_key key, const cJSON *item, size_t start)
{
    switch (key) {
    case COUNT:
    case CAPACITY:
    case TOTAL_ALLOCATIONS:
    case TOTAL_FREES:
    case HIGH_WATER_MARK:
        return read_count(r, key, item, start);
    case WINDOW_S:
    case DURATION_MS:
        return read_duration(r, key, item, start);
    case ELF_SHA256:
    case IDF_VERSION:
    case CHIP:
    case ERROR_TEXT:
        return read_text(r, key, item, start);
    case CPU_HZ:
        if (!u32(item, &r->window->cpu_hz))
            return warn_bad_field(r, key, start, "a whole number of hertz");
        return NULL;
    case OVERFLOWED:
        if (!cJSON_IsBool(item))
            return warn_bad_field(r, key, start, "true or false");
        r->window->overflowed = cJSON_IsTrue(item);
        return NULL;
    default:
        return NULL;
    }
}

static struct ht_error *read_member(struct reader *r)
{
    struct ht_json_key key;
    if (!ht_json_member(&r->scan, &key))
        return scan_error(r);
    size_t known = 0, start;
    while (known < TOP_KEY_COUNT && !ht_json_key_is(&key, top_keys[known]))
        known++;
    if (known < TOP_KEY_COUNT) {
        if (r->seen & 1u << known) {
            char text[64];
            snprintf(text, sizeof text, "%s stands there twice", top_keys[known]);
            return error_at(r, key.start, text);
        }
        r->seen |= 1u << known;
    }
    if (known == LEAKS)
        return read_leaks(r);
    r->scan.nul = false;
    if (!ht_json_value(&r->scan, &start))
        return scan_error(r);
    if (known == TOP_KEY_COUNT)
        return NULL;
    /* An array or object is of no known key's kind: however large, an empty item stands for it. */
    cJSON none = {0}, *item = &none;
    bool compound = r->scan.bytes[start] == '[' || r->scan.bytes[start] == '{';
    struct ht_error *error = compound ? NULL : parse(r, start, &item);
    if (error)
        return error;
    error = read_known(r, (enum top_key)known, item, start);
    if (item != &none)
        cJSON_Delete(item);
    return error;
}

static struct ht_error *read_object(struct reader *r)
{
    struct ht_error *error;
    if (!ht_json_expect(&r->scan, '{', "'{'"))
        return scan_error(r);
    if (!ht_json_accept(&r->scan, '}')) {
        do {
            if ((error = read_member(r)))
                return error;
        } while (ht_json_accept(&r->scan, ','));
        if (!ht_json_expect(&r->scan, '}', "',' or '}'"))
            return scan_error(r);
    }
    ht_json_space(&r->scan);
    if (r->scan.pos < r->scan.size) {
        r->scan.expected = "nothing but white space after the dump";
        return scan_error(r);
    }
    return NULL;
}

/* A whole JSON object without leaks: what the device answers when it has no dump to give. */
static struct ht_error *no_dump_error(const struct reader *r)
{
    if (r->error_text)
        return ht_misfeed_device_error(r->path, r->error_text);
    if (r->seen & 1u << STARTED)
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, r->path, 1, 1, "this is the answer to starting a trace, not the dump"),
            "let the window pass, then stop the trace: that answer is the dump");
    return ht_error_hint(
        ht_error_create_at(HT_ERROR_INPUT, r->path, 1, 1, "leaks is missing: this JSON is no heap_trace dump"),
        "expected {\"count\":…,\"capacity\":…,\"leaks\":[…]}, as the heap_trace endpoint writes it");
}

static struct ht_error *warn_oddities(struct reader *r)
{
    for (size_t kind = 0; kind < ODDITY_COUNT; kind++) {
        if (!r->odd[kind].count)
            continue;
        struct ht_text_place place = ht_text_place(r->scan.bytes, r->odd[kind].first);
        struct ht_error *error =
            ht_window_warn(r->window, r->trace->arena, oddities[kind].code, place.line, place.column, "%zu record%s %s",
                           r->odd[kind].count, r->odd[kind].count == 1 ? "" : "s", oddities[kind].what);
        if (error)
            return error;
    }
    return NULL;
}

static struct ht_error *finish(struct reader *r)
{
    struct ht_window *window = r->window;
    struct ht_error *error = warn_oddities(r);
    if (error)
        return error;
    if (!window->seconds)
        window->seconds = r->duration_ms / 1000;
    if (window->truncated) {
        struct ht_text_place place = ht_text_place(r->scan.bytes, r->scan.size);
        return ht_window_warn(window, r->trace->arena, "truncated", place.line, place.column,
                              "the dump breaks off after %zu whole records, which are taken", r->records);
    }
    if (window->declared_count != HT_UNKNOWN && (uint64_t)window->declared_count != r->records)
        return ht_window_warn(window, r->trace->arena, "count-mismatch", 0, 0,
                              "count says %lld records, and leaks holds %zu", (long long)window->declared_count,
                              r->records);
    return NULL;
}

struct ht_error *ht_dump_json_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                                   const struct ht_dump_settings *settings)
{
    struct reader r = {.trace = trace, .path = path};
    struct ht_error *error = ht_trace_add_window(trace, path, HT_DUMP_JSON, &r.window);
    if (error)
        return error;
    /* White space at the end goes first, so that what breaks off and ends in a line feed is told as broken off. */
    while (size && strchr(" \t\r\n", bytes[size - 1]) && bytes[size - 1])
        size--;
    r.scan = (struct ht_json_scan){.bytes = bytes, .size = size};
    error = read_object(&r);
    if (error && r.cut && settings->salvage && r.records) {
        ht_error_destroy(error);
        error = NULL;
        r.window->truncated = true;
    }
    if (error)
        return error;
    if (!(r.seen & 1u << LEAKS))
        return no_dump_error(&r);
    return finish(&r);
}
