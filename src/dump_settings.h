/*
 * How dumps are to be read.
 */
#ifndef HT_DUMP_SETTINGS_H
#define HT_DUMP_SETTINGS_H

#include <stdbool.h>

struct ht_dump_settings {
    bool salvage; /* take the complete records of a dump that breaks off, with a warning */
};

#endif
