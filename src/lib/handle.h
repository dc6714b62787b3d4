/*
 * What stands behind the public interface's handle: a session with its settings, and how far it has come.
 */
#ifndef HT_LIB_HANDLE_H
#define HT_LIB_HANDLE_H

#include <locale.h>

#include "htanalyze.h"
#include "lib/session.h"
#include "lib/settings.h"

enum ht_handle_state { HT_HANDLE_OPEN, HT_HANDLE_ANALYSED, HT_HANDLE_FAILED };

struct htanalyze {
    struct ht_session session;
    struct ht_settings settings;
    enum ht_handle_state state;
    locale_t plain; /* of the calling thread while a call works: a program may write its numbers with a comma, we not */
};

/* The report; NULL while there is none. */
static inline const struct ht_report *ht_handle_report(const struct htanalyze *run)
{
    return run->state == HT_HANDLE_ANALYSED ? &run->session.report : NULL;
}

#endif
