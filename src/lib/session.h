/*
 * A session: the steps from dumps and ELFs to a finished report, and everything that the report points into.
 */
#ifndef HT_LIB_SESSION_H
#define HT_LIB_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "compare/baseline.h"
#include "dump/dump.h"
#include "dump/host.h"
#include "judge/analysis.h"
#include "judge/config.h"
#include "judge/gate.h"
#include "judge/report.h"
#include "judge/suppress.h"
#include "model/frame.h"
#include "model/trace.h"
#include "symbols/chips.h"
#include "symbols/sources.h"

struct ht_session_settings {
    struct ht_dump_settings dump;
    struct ht_sources_settings symbols;
    struct ht_analysis_settings analysis;
    bool excerpts; /* reports may show lines of sources, which are read from where the debug information says */
    const struct ht_gate_condition *gate; /* --fail-on; NULL: none */
    size_t gate_count;
};

/* Not to be moved once it is initialised: the trace points to the arena. */
struct ht_session {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_sources sources;
    struct ht_signatures signatures; /* of --signatures */
    struct ht_suppressions suppressions;
    struct ht_build baseline;   /* of --baseline; its path is NULL when there is none */
    struct ht_config config;    /* of the firmware; its path is NULL when there is none */
    const struct ht_chip *chip; /* or NULL */
    struct ht_frames frames;    /* in the arena */
    struct ht_report report;    /* whole after ht_session_analyse() */
};

void ht_session_init(struct ht_session *session);
void ht_session_deinit(struct ht_session *session);

/* What could not be added leaves the session as it was. */

/* Adds the windows of a dump. A window whose dump does not tell its length gets the one in the name of the file. */
struct ht_error *ht_session_add_dump(struct ht_session *session, const char *path, const char *bytes, size_t size,
                                     const struct ht_session_settings *settings);

/* Adds the window of a host trace, from the recordings of its cores. */
struct ht_error *ht_session_add_host_trace(struct ht_session *session, const struct ht_host_file *files, size_t count);

/* Opens a firmware ELF; the first that knows a PC answers. */
struct ht_error *ht_session_add_elf(struct ht_session *session, const char *path);

/* The same for bytes in memory, which must outlive the session. */
struct ht_error *ht_session_add_elf_memory(struct ht_session *session, const char *path, const uint8_t *bytes,
                                           size_t size);

/* Adds a file of signatures (htanalyze-signatures(5)): earlier ones win, and all win over the built-in ones. */
struct ht_error *ht_session_add_signatures(struct ht_session *session, const char *path, const char *bytes,
                                           size_t size);

/* Adds a file of suppressions (judge/suppress.h). */
struct ht_error *ht_session_add_suppressions(struct ht_session *session, const char *path, const char *bytes,
                                             size_t size);

/* Reads the report to compare with (compare/build_file.h); the last one counts. */
struct ht_error *ht_session_set_baseline(struct ht_session *session, const char *path, const char *bytes, size_t size);

/* Reads the configuration that the firmware was built with (judge/config.h). */
struct ht_error *ht_session_set_config(struct ht_session *session, const char *path, const char *bytes, size_t size);

/* Adds a file of symbols, as --format symbols or addr2line writes it, for what no ELF knows. */
struct ht_error *ht_session_add_symbols(struct ht_session *session, const char *path, const char *bytes, size_t size);

/*
 * Resolves every PC, analyses, and fills in the report. Once a session, after at least one dump; when it fails, the
 * session is only good to deinit.
 */
struct ht_error *ht_session_analyse(struct ht_session *session, const struct ht_session_settings *settings);

#endif
