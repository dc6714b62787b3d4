/*
 * How dumps are to be read.
 */
#ifndef HT_DUMP_SETTINGS_H
#define HT_DUMP_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/* For pick: the number of a dump in a console log, from 1, or one of these. */
#define HT_DUMP_LAST UINT32_C(0)
#define HT_DUMP_ALL UINT32_MAX

struct ht_dump_settings {
    bool salvage;  /* take the complete records of a dump that breaks off, with a warning */
    uint32_t pick; /* which of several dumps in one console log; HT_DUMP_LAST when zeroed */
};

#endif
