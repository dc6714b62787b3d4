/*
 * Words for what was read: the firmware, its ELFs, the windows.
 */
#ifndef HT_REPORT_WORDS_READ_H
#define HT_REPORT_WORDS_READ_H

#include "base/strbuf.h"
#include "judge/report.h"

/*
 * Whose heap it is: "btclock 4.0.1, ESP-IDF v6.0.1, esp32s3". Nothing where the chip alone is known, or nothing.
 */
void ht_words_firmware(struct ht_strbuf *out, const struct ht_firmware *facts);

/* Records of a window and where they lie: "107 of 256 records, 9,218 B (9,930 B of heap), all internal". */
void ht_words_window(struct ht_strbuf *out, const struct ht_window *window, const struct ht_report_window *figures);

/* "serial.log, dump 3": the name of a window; the number where its file holds several dumps. */
void ht_words_window_name(struct ht_strbuf *out, const struct ht_window *window);

/* How well an ELF fits the dump: "fits: 31 of 31 PCs follow a call, 24 of 24 edges agree". */
void ht_words_elf_fit(struct ht_strbuf *out, const struct ht_elf_fit *elf);

#endif
