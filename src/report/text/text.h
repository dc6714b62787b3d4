/*
 * The text report: for a person at a terminal, and for pasting into an issue.
 *
 * It says what was read, the verdict in one line, each leak with its sizes, chains, evidence and remedy, then what was
 * judged otherwise and why. No line is wider than the settings' width, and nothing from a file reaches the terminal
 * but as printable text.
 */
#ifndef HT_REPORT_TEXT_TEXT_H
#define HT_REPORT_TEXT_TEXT_H

#include "report/writer.h"

ht_writer_fn ht_report_text;

#endif
