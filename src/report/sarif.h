/*
 * SARIF 2.1.0, for code scanning: each leak is a result at its owner's line, its level by confidence (error, warning,
 * note), with its call chains as stacks.
 *
 * URIs are relative: a path that is, to the repository (uriBaseId SRCROOT), an absolute one to the file system's root
 * (uriBaseId ROOT). partialFingerprints are made of the finding's key, which a
 * rebuild does not change; primaryLocationLineHash is the one that GitHub tells alerts apart by. Suppressed leaks bring
 * their suppression, --baseline a baselineState. Findings that are told no leak are no results.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" and its JSON schema; GitHub's
 * "SARIF support for code scanning".
 */
#ifndef HT_REPORT_SARIF_H
#define HT_REPORT_SARIF_H

#include "report/writer.h"

ht_writer_fn ht_report_sarif;

#endif
