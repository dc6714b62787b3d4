/*
 * Which firmware it is that was traced: what the dumps and the logs around them tell, and what an ELF says of itself.
 */
#ifndef HT_JUDGE_FIRMWARE_H
#define HT_JUDGE_FIRMWARE_H

#include <stdbool.h>

#include "judge/report.h"

/* A fact in which two firmwares differ. */
struct ht_firmware_difference {
    const char *code;         /* HT_DOUBT_CHIP, HT_DOUBT_RELEASE or HT_DOUBT_FOREIGN */
    const char *what;         /* "release of ESP-IDF" */
    const char *left, *right; /* as each has it */
};

/* Do two firmwares differ in what both tell? The first such fact. */
bool ht_firmwares_differ(const struct ht_firmware *left, const struct ht_firmware *right,
                         struct ht_firmware_difference *ret);

/* Are two builds not of one device, so that they do not compare? Versions and releases change from build to build. */
bool ht_firmware_is_foreign(const struct ht_firmware *now, const struct ht_firmware *then,
                            struct ht_firmware_difference *ret);

/* "of another project than v1.json: lamp, and clock there": then stands in v1.json. NULL without memory. */
const char *ht_firmware_words(struct ht_arena *arena, const struct ht_firmware_difference *fact, const char *then);

/*
 * Fills in the report's firmware: each fact from the first dump that tells it, else from the first ELF that tells it
 * and was not set aside. Where they differ, judge/trust.h warns.
 */
void ht_firmware_settle(struct ht_report *report);

#endif
