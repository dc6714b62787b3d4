/*
 * Workflow commands for GitHub Actions: each leak becomes an annotation in the project's function that called its
 * owner, or at the owner's line. GitHub shows ten
 * annotations a step, so the nine worst stand alone and one more sums up. Paths are as the report has them: GitHub
 * finds those relative to the repository (--path-map).
 *
 * Source: GitHub's "Workflow commands for GitHub Actions", and the escapes of actions/toolkit (packages/core,
 * command.ts): % CR LF in messages, : and , besides in properties.
 */
#ifndef HT_REPORT_GITHUB_H
#define HT_REPORT_GITHUB_H

#include "report/writer.h"

ht_writer_fn ht_report_github;

#endif
