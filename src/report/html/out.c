#include "report/html/out.h"

#include <stdarg.h>
#include <string.h>

#include "base/escape.h"
#include "report/words.h"

/* What is held back before the stream gets it. */
#define HELD_BYTES 65536

void ht_html_init(struct ht_html *html, FILE *stream)
{
    *html = (struct ht_html){.stream = stream};
    ht_strbuf_init(&html->out);
    ht_strbuf_init(&html->words);
}

static void flush(struct ht_html *html)
{
    html->failed = html->failed || html->out.failed;
    fwrite(html->out.text, 1, html->out.length, html->stream);
    ht_strbuf_reset(&html->out);
}

bool ht_html_deinit(struct ht_html *html)
{
    flush(html);
    html->failed = html->failed || html->words.failed;
    ht_strbuf_deinit(&html->words);
    ht_strbuf_deinit(&html->out);
    return !html->failed;
}

void ht_html_add(struct ht_html *html, const char *markup)
{
    ht_strbuf_adds(&html->out, markup);
    if (html->out.length > HELD_BYTES)
        flush(html);
}

void ht_html_addf(struct ht_html *html, const char *format, ...)
{
    char markup[512];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(markup, sizeof markup, format, values);
    va_end(values);
    /* Formats here hold literals and numbers. */
    if (length < 0 || (size_t)length >= sizeof markup)
        html->failed = true;
    else
        ht_html_add(html, markup);
}

void ht_html_text(struct ht_html *html, const char *text)
{
    ht_escape_html(&html->out, text);
}

void ht_html_cut(struct ht_html *html, const char *text, size_t limit)
{
    if (strlen(text) <= limit) {
        ht_html_text(html, text);
        return;
    }
    struct ht_strbuf plain;
    ht_strbuf_init(&plain);
    /* One line of plain text, as in a fence: escaping it as such twice changes nothing. */
    ht_escape_markdown_fenced(&plain, text, limit);
    ht_html_text(html, plain.text);
    html->failed = html->failed || plain.failed;
    ht_strbuf_deinit(&plain);
}

struct ht_strbuf *ht_html_words(struct ht_html *html)
{
    html->failed = html->failed || html->words.failed;
    ht_strbuf_reset(&html->words);
    return &html->words;
}

void ht_html_say(struct ht_html *html)
{
    ht_html_text(html, html->words.text);
}

void ht_html_percent(struct ht_html *html, double share)
{
    unsigned hundredths = share > 0 ? share < 1 ? (unsigned)(share * 10000 + 0.5) : 10000 : 0;
    ht_html_addf(html, "%u.%02u%%", hundredths / 100, hundredths % 100);
}

void ht_html_bytes(struct ht_html *html, uint64_t bytes)
{
    ht_words_bytes(&html->out, bytes);
}

void ht_html_count(struct ht_html *html, uint64_t count, const char *what)
{
    ht_words_count(&html->out, count, what);
}
