/*
 * What every HTML page of ours begins and ends with: the head with its style, and the script; and what several have.
 *
 * Style and script are made of the files in page/, in the order that the Makefile gives, and are allowed by their
 * SHA-256 in a Content-Security-Policy; nothing else is.
 */
#ifndef HT_REPORT_HTML_PAGE_H
#define HT_REPORT_HTML_PAGE_H

#include "judge/report.h"
#include "report/html/out.h"

/*
 * The head, up to and with the start of the body. The words put together last (ht_html_words()) are the title; skip
 * says what the first link leads over to, by the id and in words, and both are literals.
 */
void ht_html_open(struct ht_html *html, const char *skip, const char *skip_words);

/* A warning at the top; path is the file's that it is about, or NULL. */
void ht_html_warning(struct ht_html *html, const char *path, const char *message);

/* Items of a list: how each condition of the gate was judged. */
void ht_html_gate(struct ht_html *html, const struct ht_gate_result *gate, size_t count);

/* The script and the page's end. */
void ht_html_close(struct ht_html *html);

#endif
