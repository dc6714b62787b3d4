#include "report/words_read.h"

#include <inttypes.h>

#include "report/words.h"

void ht_words_firmware(struct ht_strbuf *out, const struct ht_firmware *facts)
{
    size_t before = out->length;
    if (!facts->project && !facts->version && !facts->idf_version)
        return;
    if (facts->project)
        ht_strbuf_adds(out, facts->project);
    if (facts->version)
        ht_strbuf_addf(out, "%s%s", facts->project ? " " : "firmware ", facts->version);
    if (facts->idf_version)
        ht_strbuf_addf(out, "%sESP-IDF %s", out->length > before ? ", " : "", facts->idf_version);
    if (facts->chip)
        ht_strbuf_addf(out, "%s%s", out->length > before ? ", " : "", facts->chip);
}

static void add_memories(struct ht_strbuf *out, const struct ht_report_window *figures)
{
    if (!figures->internal_bytes && !figures->psram_bytes)
        return;
    if (figures->internal_bytes == figures->bytes) {
        ht_strbuf_adds(out, ", all internal");
    } else if (figures->psram_bytes == figures->bytes) {
        ht_strbuf_adds(out, ", all PSRAM");
    } else {
        ht_strbuf_adds(out, ": internal ");
        ht_words_bytes(out, figures->internal_bytes);
        ht_strbuf_adds(out, ", PSRAM ");
        ht_words_bytes(out, figures->psram_bytes);
    }
}

void ht_words_window(struct ht_strbuf *out, const struct ht_window *window, const struct ht_report_window *figures)
{
    if (window->recordings) {
        ht_strbuf_adds(out, window->untimed ? "host trace" : "host trace with exact times");
        if (window->recordings > 1)
            ht_strbuf_addf(out, " in %" PRIu32 " recordings", window->recordings);
        ht_strbuf_adds(out, ": ");
        ht_words_count(out, (uint64_t)window->total_allocations, "block");
        ht_strbuf_adds(out, " made, ");
        ht_words_number(out, (uint64_t)window->total_frees);
        if (window->earlier_frees > 0) {
            ht_strbuf_adds(out, " of them and ");
            ht_words_number(out, (uint64_t)window->earlier_frees);
            ht_strbuf_adds(out, " older");
        }
        ht_strbuf_adds(out, " freed, ");
        ht_words_number(out, window->record_count);
        ht_strbuf_adds(out, " alive");
    } else if (window->capacity >= 0) {
        ht_words_number(out, window->record_count);
        ht_strbuf_adds(out, " of ");
        ht_words_count(out, (uint64_t)window->capacity, "record");
    } else {
        ht_words_count(out, window->record_count, "record");
    }
    ht_strbuf_adds(out, ", ");
    ht_words_both_bytes(out, (double)figures->bytes, (double)figures->heap_bytes);
    add_memories(out, figures);
    if (!window->freed_count || window->recordings)
        return;
    ht_strbuf_adds(out, "; ");
    ht_words_number(out, window->freed_count);
    ht_strbuf_adds(out, " freed");
}

void ht_words_window_name(struct ht_strbuf *out, const struct ht_window *window)
{
    ht_strbuf_adds(out, window->path);
    if (window->number)
        ht_strbuf_addf(out, ", dump %" PRIu32, window->number);
}

void ht_words_elf_fit(struct ht_strbuf *out, const struct ht_elf_fit *elf)
{
    static const char *const fits[] = {"fit unknown", "fits", "fits doubtfully", "does NOT fit"};
    if (elf->found)
        ht_strbuf_addf(out, "found by %s, %s", elf->found, elf->set_aside ? "not used: " : "");
    if (!elf->checked) {
        ht_strbuf_adds(out, elf->set_aside ? "no firmware of an ESP chip: not used" : "fit not checked");
        return;
    }
    ht_strbuf_adds(out, fits[elf->match]);
    if (elf->pcs_in_code)
        ht_strbuf_addf(out, ": %" PRIu32 " of %" PRIu32 " PCs %s a call", elf->pcs_after_call, elf->pcs_in_code,
                       elf->pcs_after_call == 1 ? "follows" : "follow");
    else
        ht_strbuf_adds(out, ": no PC of the dump lies in its code");
    if (elf->edges)
        ht_strbuf_addf(out, ", %" PRIu32 " of %" PRIu32 " edges %s", elf->edges_consistent, elf->edges,
                       elf->edges_consistent == 1 ? "agrees" : "agree");
    if (elf->sha256_match >= 0)
        ht_strbuf_addf(out, ", its SHA-256 %s the dump's", elf->sha256_match ? "is" : "is NOT");
}
