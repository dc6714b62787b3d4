/*
 * Links to sources: where a line of a source can be read on the web.
 *
 * A path that --path-map turned into the address of a repository leads there. A path of ESP-IDF leads to its public
 * repository, where the firmware tells the release that it was built with, and that has a tag.
 */
#ifndef HT_REPORT_SOURCE_LINK_H
#define HT_REPORT_SOURCE_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "judge/report.h"

struct ht_source_links {
    const char *release; /* the tag of ESP-IDF's release, the report's; NULL: not known, or none that has a tag */
    const char *root;    /* begins with ESP-IDF's directory in the paths of the build; NULL: not seen */
    size_t root_length;  /* of the directory, its slash included */
};

/* Is it the name of a release, which has a tag: "v5.3.1", "v6.0-beta2"? Not what git describes beyond one. */
bool ht_source_is_release(const char *version);

/*
 * Finds the release, and where ESP-IDF stood: some of its sources go by names that nothing else has. Points into the
 * report.
 */
void ht_source_links_init(struct ht_source_links *links, const struct ht_report *report);

/* Adds the address of a location's line, or of its file where the line is unknown; false, and nothing, without one. */
bool ht_source_link(struct ht_strbuf *out, const struct ht_source_links *links, const struct ht_location *location);

#endif
