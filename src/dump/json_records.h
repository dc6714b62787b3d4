/*
 * The records of a JSON dump, read one by one off the text.
 */
#ifndef HT_DUMP_JSON_RECORDS_H
#define HT_DUMP_JSON_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "dump/json_source.h"
#include "model/trace.h"

/*
 * The most records that the sites of a run's by_caller dumps are spread out to, and the most PCs that these have in
 * all: a few bytes stand for any number of records, and a report in CSV writes each of them with its whole chain. No
 * device holds more: heap_trace has room for each PC twice in a record (alloced_by and freed_by in heap_trace.h), so
 * that 32 MB of PSRAM, the largest there is, hold 4 million. The fuzzers set fewer records.
 */
#ifndef HT_JSON_SITE_RECORDS_MAX
#define HT_JSON_SITE_RECORDS_MAX ((size_t)1 << 20)
#endif
#define HT_JSON_SITE_PCS_MAX ((size_t)1 << 22)

enum ht_json_shape {
    HT_JSON_LEAKS,    /* {"sz":81,"addr":"0x3fca7a68","cc":1901719480,"pcs":["0x40374015"]} */
    HT_JSON_R,        /* {"a":"0x3fcb964c","s":224,"f":0,"c":["0x40374015"],"fb":[]} */
    HT_JSON_BY_CALLER /* {"chain":["0x40374015"],"count":3,"bytes":96} */
};

/* What is odd about records is counted here, and told once. */
enum ht_json_oddity {
    HT_JSON_EMPTY,
    HT_JSON_NO_ADDR,
    HT_JSON_NO_CCOUNT,
    HT_JSON_BAD_FREED,
    HT_JSON_BAD_FREED_BY,
    HT_JSON_BAD_TASK,
    HT_JSON_BAD_TIME,
    HT_JSON_BAD_CAPS,
    HT_JSON_ODDITY_COUNT
};

struct ht_json_records {
    size_t blocks; /* allocations that the whole records stand for */
    struct {
        size_t count, first; /* first: offset in the text */
    } odd[HT_JSON_ODDITY_COUNT];
};

/*
 * Reads the array of records at whose bracket the source stands, and adds them to the window. The window is emptied
 * first, and so is *ret: of two arrays in a dump the later counts.
 */
struct ht_error *ht_json_records_read(struct ht_json_source *source, enum ht_json_shape shape, struct ht_trace *trace,
                                      struct ht_window *window, struct ht_json_records *ret);

/* Adds a warning for each kind of oddity. */
struct ht_error *ht_json_records_warn(const struct ht_json_records *records, const struct ht_json_source *source,
                                      struct ht_trace *trace, struct ht_window *window);

#endif
