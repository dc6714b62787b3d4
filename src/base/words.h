/*
 * Numbers in words: how messages and reports for people say counts, bytes and lengths of time.
 */
#ifndef HT_BASE_WORDS_H
#define HT_BASE_WORDS_H

#include <stdint.h>

#include "base/strbuf.h"

/* "1,234,567" */
void ht_words_number(struct ht_strbuf *out, uint64_t number);

/* "1 block", "84 blocks": the plural takes an s. */
void ht_words_count(struct ht_strbuf *out, uint64_t count, const char *what);

/* "1,632 B"; bytes are never turned into KiB, so that figures can be compared and searched for. */
void ht_words_bytes(struct ht_strbuf *out, uint64_t bytes);

/* The same, rounded to a whole byte, or to a tenth where that is not 0 and less than 100. Not to be called with NAN. */
void ht_words_mean_bytes(struct ht_strbuf *out, double bytes);

/* "600 s", "0.5 s"; from two hours on "3 h 20 min", from two days on "4 d 3 h". */
void ht_words_duration(struct ht_strbuf *out, double seconds);

#endif
