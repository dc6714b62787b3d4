/*
 * JUnit's XML, as CI systems read it: a suite a window, a case a finding in it. A leak is a failure that names its
 * owner, with the evidence as its text; a suppressed one is skipped; the others pass.
 *
 * The format has no standard: elements and attributes are those of Ant's JUnitReport task, in the order of the schema
 * that Jenkins' xUnit plugin publishes. Text from files is escaped as for a terminal, and so holds no control
 * characters and is UTF-8.
 */
#ifndef HT_REPORT_JUNIT_H
#define HT_REPORT_JUNIT_H

#include "report/writer.h"

ht_writer_fn ht_report_junit;

#endif
