#include "report/json_record.h"

#include <string.h>

#define LITERAL(at, text) ((char *)memcpy(at, text, sizeof(text) - 1) + sizeof(text) - 1)

/* Seconds to the microsecond. */
static char *put_seconds(char *at, double seconds)
{
    if (!(seconds >= 0 && seconds < 1e12))
        return LITERAL(at, "null");
    uint64_t microseconds = (uint64_t)(seconds * 1e6 + 0.5);
    at = ht_json_digits(at, microseconds / 1000000, 1);
    *at++ = '.';
    return ht_json_digits(at, microseconds % 1000000, 6);
}

static char *put_memory(char *at, enum ht_memory memory)
{
    for (const char *name = ht_memory_name(memory); *name; name++)
        *at++ = *name;
    return at;
}

void ht_json_write_record(struct ht_json_out *out, const struct ht_report_window *figures,
                          const struct ht_record *record, size_t window, size_t i)
{
    char json[512]; /* the keys take 140, the eight numbers at most 20 each */
    char *at = json;
    at = ht_json_digits(LITERAL(at, "{\"window\":"), window, 1);
    at = ht_json_digits(LITERAL(at, ",\"index\":"), record->index, 1);
    at = ht_json_digits(LITERAL(at, ",\"size\":"), record->size, 1);
    at = ht_json_hex(LITERAL(at, ",\"addr\":\"0x"), record->addr);
    at = ht_json_digits(LITERAL(at, "\",\"cpu\":"), record->cpu, 1);
    at = ht_json_digits(LITERAL(at, ",\"ccount\":"), record->ccount, 1);
    at = put_memory(LITERAL(at, ",\"memory\":\""), (enum ht_memory)figures->memory[i]);
    at = put_seconds(LITERAL(at, "\",\"seconds\":"), figures->times ? figures->times[i] : HT_NOT_KNOWN);
    at = ht_json_digits(LITERAL(at, ",\"chain\":"), record->chain, 1);
    /* The JSON report is whole: the number of a finding is its place in it, from 1. */
    at = ht_json_digits(LITERAL(at, ",\"finding\":"), (uint64_t)figures->findings[i] + 1, 1);
    at = LITERAL(at, ",\"burst\":");
    if (figures->bursts[i] == HT_NO_BURST)
        at = LITERAL(at, "null");
    else
        at = ht_json_digits(at, figures->bursts[i], 1);
    *at++ = '}';
    ht_json_raw(out, NULL, json, (size_t)(at - json));
}
