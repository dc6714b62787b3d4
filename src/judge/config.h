/*
 * The configuration that a firmware was built with: an sdkconfig, or the config/sdkconfig.json of its build.
 *
 * Source: ESP-IDF's tools/kconfig_new (esp-idf-kconfig), which writes both. What is off stands in sdkconfig as a
 * comment, or not at all where it depends on something that is off; the JSON leaves CONFIG_ out of the names.
 */
#ifndef HT_JUDGE_CONFIG_H
#define HT_JUDGE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

struct ht_config {
    const char *path; /* NULL: there is none */
    const char *text; /* lines of CONFIG_NAME=value, in the arena */
};

/* Reads either; path is copied. HT_ERROR_INPUT with its place for JSON that is malformed, or no object. */
struct ht_error *ht_config_read(struct ht_arena *arena, const char *path, const char *bytes, size_t size,
                                struct ht_config *ret);

/* The value of an option ("y", "10"), and its length; NULL where it is off or not there. */
const char *ht_config_find(const struct ht_config *config, const char *option, size_t *length);

#endif
