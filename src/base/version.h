/*
 * The version of htanalyze, as --version and the reports name it.
 */
#ifndef HT_BASE_VERSION_H
#define HT_BASE_VERSION_H

#define HT_VERSION "1.0.0"

#endif
