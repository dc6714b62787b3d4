#include "report/html/parts.h"

#include "base/sort.h"
#include "base/words.h"
#include "report/marks.h"

/* Up to so many different sizes each has a bar of its own; more are put together by powers of two. */
#define BARS_MAX 12

struct bar {
    uint32_t first, last; /* sizes */
    uint32_t count;
    uint64_t bytes;
};

static void count_in(struct bar *bar, uint32_t size)
{
    bar->count++;
    bar->bytes += size;
}

/* Bars of the sizes, ascending; how many there are. */
static size_t fill_bars(struct bar bars[HT_SIZE_CLASSES], const uint64_t *items, size_t count)
{
    size_t used = 0;
    for (size_t i = 0; i < count && used <= BARS_MAX; i++) {
        uint32_t size = (uint32_t)items[i];
        if (used && bars[used - 1].last == size) {
            count_in(&bars[used - 1], size);
        } else if (used++ < BARS_MAX) {
            bars[used - 1] = (struct bar){size, size, 0, 0};
            count_in(&bars[used - 1], size);
        }
    }
    if (used <= BARS_MAX)
        return used;
    for (unsigned i = 0; i < HT_SIZE_CLASSES; i++) {
        uint64_t last = ht_mark_size_class_end(i);
        bars[i] = (struct bar){i ? (uint32_t)(last / 2 + 1) : 0, last > UINT32_MAX ? UINT32_MAX : (uint32_t)last, 0, 0};
    }
    for (size_t i = 0; i < count; i++)
        count_in(&bars[ht_mark_size_class((uint32_t)items[i])], (uint32_t)items[i]);
    return HT_SIZE_CLASSES;
}

static void put_bar(struct ht_html *html, const struct bar *bar, uint32_t most)
{
    ht_html_add(html, "<tr><th scope=\"row\">");
    if (bar->first != bar->last) {
        ht_words_number(&html->out, bar->first);
        ht_html_add(html, "\xe2\x80\x93");
    }
    ht_html_bytes(html, bar->last);
    ht_html_add(html, "</th><td>");
    ht_words_number(&html->out, bar->count);
    ht_html_add(html, "</td><td class=\"bar\"><svg width=\"100%\" height=\"12\" aria-hidden=\"true\"><rect width=\"");
    ht_html_percent(html, (double)bar->count / most);
    ht_html_add(html, "\" height=\"12\"/></svg></td><td>");
    ht_html_bytes(html, bar->bytes);
    ht_html_add(html, "</td></tr>\n");
}

/* The place of the first item that is not below number. */
static size_t find(const struct ht_html_facts *facts, uint64_t number)
{
    size_t place;
    HT_SEARCH(place, 0, facts->size_count, facts->sizes[place] < number);
    return place;
}

void ht_html_histogram(struct ht_html *html, const struct ht_html_facts *facts, uint32_t finding)
{
    size_t first = find(facts, (uint64_t)finding << 32), end = find(facts, ((uint64_t)finding + 1) << 32);
    struct bar bars[HT_SIZE_CLASSES];
    size_t count = fill_bars(bars, facts->sizes + first, end - first);
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = bars[i].count > most ? bars[i].count : most;
    if (count < 2)
        return;
    ht_html_add(html,
                "<table class=\"histogram\"><caption>Sizes of its blocks</caption>\n<thead><tr><th scope=\"col\">size"
                "</th><th scope=\"col\">blocks</th><td class=\"bar\"></td><th scope=\"col\">bytes</th>"
                "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        if (bars[i].count)
            put_bar(html, &bars[i], most);
    }
    ht_html_add(html, "</tbody></table>\n");
}
