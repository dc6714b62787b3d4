#include "report/markdown/out.h"

#include "base/escape.h"
#include "report/words.h"

#define CLOSING_MAX 1024

void ht_markdown_init(struct ht_markdown *md, const struct ht_report *report)
{
    *md = (struct ht_markdown){.report = report};
    ht_strbuf_init(&md->out);
    ht_strbuf_init(&md->part);
    ht_strbuf_init(&md->words);
}

void ht_markdown_deinit(struct ht_markdown *md)
{
    ht_strbuf_deinit(&md->words);
    ht_strbuf_deinit(&md->part);
    ht_strbuf_deinit(&md->out);
}

struct ht_strbuf *ht_markdown_words(struct ht_markdown *md)
{
    if (md->words.failed)
        md->part.failed = true;
    ht_strbuf_reset(&md->words);
    return &md->words;
}

void ht_markdown_sentence(struct ht_markdown *md, const char *text)
{
    ht_escape_markdown(&md->part, text, HT_MARKDOWN_SENTENCE_MAX);
}

void ht_markdown_item(struct ht_markdown *md, const char *text)
{
    ht_strbuf_adds(&md->part, "- ");
    ht_markdown_sentence(md, text);
    ht_strbuf_addc(&md->part, '\n');
}

bool ht_markdown_commit(struct ht_markdown *md)
{
    bool fits = md->out.length + md->part.length <= HT_MARKDOWN_MAX - CLOSING_MAX;
    if (fits)
        ht_strbuf_add(&md->out, md->part.text, md->part.length);
    if (md->part.failed)
        md->out.failed = true;
    ht_strbuf_reset(&md->part);
    return fits;
}

void ht_markdown_place(struct ht_markdown *md, const struct ht_location *location)
{
    if (location->function)
        ht_escape_markdown_code(&md->part, location->function, HT_MARKDOWN_NAME_MAX);
    if (!location->file)
        return;
    if (location->function)
        ht_strbuf_adds(&md->part, " at ");
    struct ht_strbuf *place = ht_markdown_words(md);
    ht_words_place(place, location);
    ht_escape_markdown_code(&md->part, place->text, HT_MARKDOWN_PATH_MAX);
}
