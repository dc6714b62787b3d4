/*
 * Names for people: a finding's owner, title and key.
 */
#ifndef HT_JUDGE_NAMING_H
#define HT_JUDGE_NAMING_H

#include "base/error.h"
#include "infer/attribution.h"
#include "infer/group.h"
#include "judge/project.h"
#include "judge/report.h"

/*
 * Fills in owner, the project's function, the known leak, roles, title and key, roles in the arena. The owner is the
 * innermost function that most of the finding's records have in common; the key is made of functions only, so that it
 * survives a rebuild. A title is one line of 80 columns at most.
 */
struct ht_error *ht_name_finding(const struct ht_report *report, const struct ht_attribution *attributions,
                                 const struct ht_project *project, const struct ht_group *group,
                                 struct ht_finding *finding);

#endif
