/*
 * The settings: what a run can be told beside its inputs, one table. The public interface takes them by name, and the
 * command line refers to them for its options of the same names.
 */
#ifndef HT_LIB_SETTINGS_H
#define HT_LIB_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "lib/session.h"
#include "report/writer.h"

/* Not to be moved by assignment once something is set: it owns what its parts point to. */
struct ht_settings {
    struct ht_session_settings session;
    struct ht_view_settings view;
    struct ht_writer_settings writer; /* of the public interface: the command line asks the terminal */
    struct ht_gate_condition *gate;   /* those of the session, from the heap */
    size_t gate_capacity;
    struct ht_path_map_rule *path_rules; /* likewise */
    size_t path_rule_capacity;
    const char **projects; /* likewise */
    size_t project_capacity;
    struct ht_arena arena; /* owns the other lists */
};

void ht_settings_init(struct ht_settings *settings);
void ht_settings_deinit(struct ht_settings *settings);

/* One row of the table. */
struct ht_setting {
    const char *name;
    const char *argument; /* what its value is called for people; NULL: it takes none */
    /*
     * Sets it; value is NULL when it takes none, and must live as long as the settings. HT_ERROR_USAGE, whose message
     * does not say the setting's name: the caller knows how his reader writes it (ht_error_prefix()).
     */
    struct ht_error *(*apply)(struct ht_settings *settings, const char *value);
    const char *const *values; /* what its value can be, ending with a NULL; NULL: anything */
    bool of_writing;           /* it says how the report is written, and can be set after the analysis too */
};

extern const struct ht_setting ht_setting_table[]; /* ends with a NULL name */

/* The setting of that name, or NULL. */
const struct ht_setting *ht_setting_find(const char *name);

/* The number of the first length bytes of value among the names, which end with a NULL; HT_ERROR_USAGE lists them. */
struct ht_error *ht_setting_pick(const char *const *names, const char *value, size_t length, size_t *ret);

#endif
