/*
 * The report's figures in words: how every format for people says bytes, counts, lengths of time and sets of sizes.
 *
 * Each function appends plain text, which the caller escapes for its format.
 */
#ifndef HT_REPORT_WORDS_H
#define HT_REPORT_WORDS_H

#include <stdint.h>

#include "base/strbuf.h"
#include "base/words.h"
#include "judge/report.h"
#include "report/view.h"

/* "136 B (204 B of heap)" */
void ht_words_both_bytes(struct ht_strbuf *out, double bytes, double heap_bytes);

/* "1x2 3x3 1x12 1x32 1x81"; at most limit different sizes, then how many more there are. 0: no limit. */
void ht_words_sizes(struct ht_strbuf *out, const struct ht_size_count *sizes, size_t count, size_t limit);

/* A burst's sizes, those that vary as "2x100..140", and their sum: "1x2 3x3 = 11 B (80 B of heap)". */
void ht_words_fingerprint(struct ht_strbuf *out, const struct ht_fingerprint *fingerprint);

/* "0x42001234 in flash text": what a PC without a function is called; frame may be NULL. */
void ht_words_address(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc);

/*
 * What the number-th location of a frame that is shown is called: its function, with the offset where there is only a
 * symbol; else the address.
 */
void ht_words_frame(struct ht_strbuf *out, const struct ht_frame *frame, uint32_t pc, uint32_t number);

/* "esp_crt_bundle.c:515"; nothing when the file is unknown. */
void ht_words_place(struct ht_strbuf *out, const struct ht_location *location);

/*
 * "1,632 B (2,448 B of heap) in 84 blocks, left behind by 12 bursts (10 in 600 s, 2 in 90 s)"; where the number of
 * events was given, what that makes of a leak: "; 32.6 B at each of the 50 events given".
 */
void ht_words_loss(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding);

/* "high confidence, grown since the baseline, from 136 B per event" */
void ht_words_confidence(struct ht_strbuf *out, const struct ht_finding *finding);

/* "972 B in 12 blocks (12x81)": all of a chain, or a finding's part of it. */
void ht_words_chain(struct ht_strbuf *out, const struct ht_report_chain *chain);
void ht_words_share(struct ht_strbuf *out, const struct ht_chain_share *share);

/*
 * A chain on one line, from its owner outwards, each frame with its place: "filter_open filter.c:14 < play_once
 * main.c:90"; where the stack shows only allocators, all of it. Nothing when no caller was recorded.
 */
void ht_words_callers(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding,
                      uint32_t chain);

/*
 * What became of others of its blocks: "7 more were freed, by test_func_74 (7); they lived 0.5 s to 2 s, 1 s on
 * average"; nothing when there are none.
 */
void ht_words_fate(struct ht_strbuf *out, const struct ht_fate *fate);

/* How long they lived, where that is known of some: "0.5 s to 2 s, 1 s on average", "2 s" when all lived about as long.
 */
void ht_words_lives(struct ht_strbuf *out, const struct ht_fate *fate);

/* "test_func_74 (7), another (2)": who freed blocks; nothing when the dump does not tell. */
void ht_words_freers(struct ht_strbuf *out, const struct ht_fate *fate);

/* Title and reason of a finding that is not told a leak, in one sentence. */
void ht_words_reason(struct ht_strbuf *out, const struct ht_finding *finding);

/* "leak, retained": verdicts as bits. */
void ht_words_verdicts(struct ht_strbuf *out, unsigned verdicts);

/* "Shown: only leak; hidden: 3 findings, 23,705 B in 15 blocks"; nothing when all is shown. view may be NULL. */
void ht_words_hidden(struct ht_strbuf *out, const struct ht_view *view);

/* "Left out by --top: 12 findings, 1,632 B in 84 blocks", or nothing. view may be NULL. */
void ht_words_left_out(struct ht_strbuf *out, const struct ht_view *view);

/* "The leaks take the free heap of 100,000 B in 3 h, 95 % between 2 h and 9 h"; nothing when it was not asked for. */
void ht_words_projection(struct ht_strbuf *out, const struct ht_summary *summary);

/*
 * How much of a drop of the free heap the trace explains: "The free heap fell by 30,000 B: …"; nothing when it was not
 * asked for.
 */
void ht_words_heap_drop(struct ht_strbuf *out, const struct ht_summary *summary);

/* "9,792 B (14,688 B of heap) per hour, 95 % between 5,060 B and 17,104 B"; nothing when the rate is not known. */
void ht_words_rate(struct ht_strbuf *out, const struct ht_rate *rate);

/*
 * The same for a day, and how it parts between the memories when PSRAM has a share: "235,008 B (352,512 B of heap) per
 * day; of them internal 117,504 B, PSRAM 117,504 B"; nothing when the rate is not known.
 */
void ht_words_day(struct ht_strbuf *out, const struct ht_finding *finding);

/*
 * A leak in one paragraph: its title, what is lost, its owner, rate and confidence, and what to do; for formats that
 * have one message for each.
 */
void ht_words_leak(struct ht_strbuf *out, const struct ht_report *report, const struct ht_finding *finding);

/* "suppression pbuf_* matched 2 findings" */
void ht_words_suppression(struct ht_strbuf *out, const struct ht_suppression_result *suppression);

/* "old.elf: not the firmware of this dump: its call sites do not fit; its names are not used" */
void ht_words_doubt(struct ht_strbuf *out, const struct ht_doubt *doubt);

/* "gate FAILED: leak (1: 1,632 B in 84 blocks, in lose)", "gate passed: new (0)" */
void ht_words_gate(struct ht_strbuf *out, const struct ht_gate_result *gate);

#endif
