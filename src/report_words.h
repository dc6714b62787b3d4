/*
 * The report's figures in words: how every format for people says bytes, counts, lengths of time and sets of sizes.
 *
 * Each function appends plain text, which the caller escapes for its format.
 */
#ifndef HT_REPORT_WORDS_H
#define HT_REPORT_WORDS_H

#include <stdint.h>

#include "report.h"
#include "strbuf.h"

/* "1,234,567" */
void ht_words_number(struct ht_strbuf *out, uint64_t number);

/* "1 block", "84 blocks": the plural takes an s. */
void ht_words_count(struct ht_strbuf *out, uint64_t count, const char *what);

/* "1,632 B"; bytes are never turned into KiB, so that figures can be compared and searched for. */
void ht_words_bytes(struct ht_strbuf *out, uint64_t bytes);

/* The same, rounded to a whole byte, or to a tenth where that is not 0 and less than 100. Not to be called with NAN. */
void ht_words_mean_bytes(struct ht_strbuf *out, double bytes);

/* "136 B (204 B of heap)" */
void ht_words_both_bytes(struct ht_strbuf *out, double bytes, double heap_bytes);

/* "600 s", "0.5 s"; from two hours on "3 h 20 min", from two days on "4 d 3 h". */
void ht_words_duration(struct ht_strbuf *out, double seconds);

/* "1x2 3x3 1x12 1x32 1x81"; at most limit different sizes, then how many more there are. 0: no limit. */
void ht_words_sizes(struct ht_strbuf *out, const struct ht_size_count *sizes, size_t count, size_t limit);

/* A burst's sizes, those that vary as "2x100..140", and their sum: "1x2 3x3 = 11 B (80 B of heap)". */
void ht_words_fingerprint(struct ht_strbuf *out, const struct ht_fingerprint *fingerprint);

/* "0x42001234 in flash text": what a PC without a function is called; frame may be NULL. */
void ht_words_address(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc);

/* How well an ELF fits the dump: "fits: 31 of 31 PCs follow a call, 24 of 24 edges agree". */
void ht_words_elf_fit(struct ht_strbuf *out, const struct ht_report_elf *elf);

/*
 * The verdict in one line: how many leaks, bytes an event, bytes an hour, time to exhaustion; or that there is none,
 * and in how long a window.
 */
void ht_words_verdict(struct ht_strbuf *out, const struct ht_report *report);

/* "9,792 B per hour (14,688 B of heap), 5,060 to 17,104 B with 95 % confidence"; nothing when the rate is not known. */
void ht_words_rate(struct ht_strbuf *out, const struct ht_rate *rate);

#endif
