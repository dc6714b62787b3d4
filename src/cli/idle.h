/*
 * Options that are without effect in a run: whoever gave one takes the report for what he asked for.
 */
#ifndef HT_CLI_IDLE_H
#define HT_CLI_IDLE_H

#include "cli/diag.h"
#include "cli/run_settings.h"
#include "lib/session.h"

/* Warns of each, once the session is analysed. */
void ht_idle_tell(struct ht_diag *diag, const struct ht_session *session, const struct ht_run_settings *settings);

/* The same where no dump is analysed (--compare, --known, --dump list): of the options that were given. */
void ht_idle_tell_given(struct ht_diag *diag, const struct ht_run_settings *settings);

#endif
