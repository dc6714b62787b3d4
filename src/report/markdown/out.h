/*
 * Markdown under way: sections that go over whole or not at all, and what is escaped and cut in them.
 */
#ifndef HT_REPORT_MARKDOWN_OUT_H
#define HT_REPORT_MARKDOWN_OUT_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "judge/report.h"

/* GitHub takes comments of 65,536 characters; people add words of their own. What follows the cut has 1 KiB. */
#define HT_MARKDOWN_MAX (60 * 1024)

/* Escaped bytes of a name, a path, and a sentence: a line holds a few, and stays under 1,000. */
#define HT_MARKDOWN_NAME_MAX 160
#define HT_MARKDOWN_PATH_MAX 300
#define HT_MARKDOWN_SENTENCE_MAX 500

struct ht_markdown {
    const struct ht_report *report;
    struct ht_strbuf out;  /* what is sure to be written */
    struct ht_strbuf part; /* the section at hand: goes over whole, or not at all */
    struct ht_strbuf words;
    unsigned leaks_left_out, others_left_out, groups_left_out;
};

void ht_markdown_init(struct ht_markdown *md, const struct ht_report *report);
void ht_markdown_deinit(struct ht_markdown *md);

/* A buffer for words that are to be escaped: empty, and good until it is asked for again. */
struct ht_strbuf *ht_markdown_words(struct ht_markdown *md);

/* Adds words, escaped and cut, to the section at hand: as they are, or as an item of a list. */
void ht_markdown_sentence(struct ht_markdown *md, const char *text);
void ht_markdown_item(struct ht_markdown *md, const char *text);

/* Adds a function and its place. */
void ht_markdown_place(struct ht_markdown *md, const struct ht_location *location);

/* The section at hand goes over when there is room; it is empty then in any case. */
bool ht_markdown_commit(struct ht_markdown *md);

#endif
