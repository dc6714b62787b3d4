/*
 * The report as one HTML page that needs nothing else: no network, no framework, and no JavaScript to be read.
 *
 * The verdict and whose heap it is, the findings as cards, how leaks grow with the window, strips of runs and looks, a
 * timeline of bursts, who made and freed blocks, an icicle graph of bytes by call chain, and a table of records.
 * Drawings are inline SVG in the markup; the script adds sorting, filtering, zoom, search, the keyboard, and an address
 * that keeps what a reader chose. Style and script are allowed by their hash in a Content-Security-Policy, and nothing
 * else is. Everything from files is escaped (base/escape.h). No date, no path but those given: the same report is the
 * same page.
 *
 * It stays usable with 100,000 records and thousands of chains: marks of a timeline are put together in bins, and what
 * the markup leaves out of the graph and the table is data for the script; each place says so.
 */
#ifndef HT_REPORT_HTML_HTML_H
#define HT_REPORT_HTML_HTML_H

#include "report/writer.h"

ht_writer_fn ht_report_html;

#endif
