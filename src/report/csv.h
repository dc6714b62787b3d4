/*
 * The report as a table: one header line, then one line a record in dump order, with its site and verdict, for
 * spreadsheets and databases. RFC 4180: lines end in CR LF, fields with commas or quotes are quoted. Control
 * characters and bytes that are not UTF-8 are escaped as on a terminal (base/escape.h). What is not known is empty.
 */
#ifndef HT_REPORT_CSV_H
#define HT_REPORT_CSV_H

#include "report/writer.h"

ht_writer_fn ht_report_csv;

#endif
