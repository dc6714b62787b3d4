/*
 * Wildcards: patterns in which `*` stands for any text, as rules and suppressions have them.
 *
 * Both files can come from somebody else, and names from a firmware that can: a fit takes time that is linear in the
 * lengths of pattern and text, whatever they are.
 */
#ifndef HT_BASE_WILDCARD_H
#define HT_BASE_WILDCARD_H

#include <stdbool.h>
#include <stddef.h>

/* The longest pattern; a longer one fits nothing, and readers of patterns refuse it. Names of templates reach hundreds.
 */
#define HT_WILDCARD_MAX 1000

/*
 * Does the pattern, length bytes of text, stand in text? With at_start it has to begin where text begins, with at_end
 * to end where it ends.
 */
bool ht_wildcard_fits(const char *pattern, size_t length, bool at_start, bool at_end, const char *text);

/* Does a pattern fit the whole of a path, or the whole of what stands behind one of its slashes? */
bool ht_wildcard_fits_path(const char *pattern, const char *path);

#endif
