#include "base/words.h"

#include <inttypes.h>
#include <stdio.h>

void ht_words_number(struct ht_strbuf *out, uint64_t number)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            ht_strbuf_addc(out, ',');
        ht_strbuf_addc(out, digits[i]);
    }
}

void ht_words_count(struct ht_strbuf *out, uint64_t count, const char *what)
{
    ht_words_number(out, count);
    ht_strbuf_addf(out, " %s%s", what, count == 1 ? "" : "s");
}

void ht_words_bytes(struct ht_strbuf *out, uint64_t bytes)
{
    ht_words_number(out, bytes);
    ht_strbuf_adds(out, " B");
}

void ht_words_mean_bytes(struct ht_strbuf *out, double bytes)
{
    if (bytes < 0)
        bytes = 0;
    if (bytes > 1e18)
        bytes = 1e18;
    uint64_t tenths = (uint64_t)(bytes * 10 + 0.5);
    if (tenths >= 1000 || tenths % 10 == 0)
        ht_words_number(out, (uint64_t)(bytes + 0.5));
    else
        ht_strbuf_addf(out, "%u.%u", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
    ht_strbuf_adds(out, " B");
}

/* Tenths of seconds from which on they are not told. */
#define TENTHS_MAX 1000u

void ht_words_duration(struct ht_strbuf *out, double seconds)
{
    if (!(seconds < 1e10)) {
        ht_strbuf_adds(out, "more than 300 years");
        return;
    }
    if (seconds < 7200) {
        uint64_t tenths = (uint64_t)((seconds < 0 ? 0 : seconds) * 10 + 0.5);
        if (tenths >= TENTHS_MAX)
            tenths = (tenths + 5) / 10 * 10;
        ht_words_number(out, tenths / 10);
        if (tenths % 10)
            ht_strbuf_addf(out, ".%u", (unsigned)(tenths % 10));
        ht_strbuf_adds(out, " s");
        return;
    }
    uint64_t minutes = (uint64_t)(seconds / 60 + 0.5);
    if (minutes < UINT64_C(2) * 24 * 60) {
        ht_strbuf_addf(out, "%u h %u min", (unsigned)(minutes / 60), (unsigned)(minutes % 60));
        return;
    }
    ht_words_number(out, minutes / 1440);
    ht_strbuf_addf(out, " d %u h", (unsigned)(minutes % 1440 / 60));
}
