/*
 * How dumps are to be read.
 */
#ifndef HT_DUMP_SETTINGS_H
#define HT_DUMP_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Which of several dumps in one log: those numbered from first to last, from 1 on. Zeroed all since the last boot that
 * belong together (dump/series.h), or the last one where they do not.
 */
struct ht_dump_pick {
    uint32_t first, last;
};

/* For the last one, however many there are. */
#define HT_DUMP_END UINT32_MAX

struct ht_dump_settings {
    bool salvage; /* take the complete records of a dump that breaks off, with a warning */
    struct ht_dump_pick pick;
};

#endif
