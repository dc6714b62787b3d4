#include "judge/trust.h"

/* Share of PCs that may stay unresolved. */
#define UNRESOLVED_MAX 0.05

/* At most two for each window and ELF, and one for the PCs. */
static struct ht_error *add(struct ht_report *report, const char *path, const char *message)
{
    if (!message)
        return ht_error_nomem();
    report->doubts[report->doubt_count++] = (struct ht_doubt){.path = path, .message = message};
    return NULL;
}

static struct ht_error *doubt_window(struct ht_report *report, size_t w)
{
    const struct ht_window *window = &report->trace->windows[w];
    struct ht_error *error = NULL;
    if (window->overflowed == 1)
        error = add(report, window->path, "the buffer overflowed: the oldest records are lost, rates are lower bounds");
    else if (report->windows[w].full && window->overflowed != 0)
        error = add(report, window->path,
                    "the buffer is full: the oldest records are very likely lost, rates are lower bounds");
    if (error || (!window->truncated && !window->missing))
        return error;
    if (window->missing)
        error = add(report, window->path,
                    ht_arena_printf(report->trace->arena, "%llu record%s of the dump %s missing from the report",
                                    (unsigned long long)window->missing, window->missing == 1 ? "" : "s",
                                    window->missing == 1 ? "is" : "are"));
    else
        error = add(report, window->path, "the dump broke off: what followed is not in the report");
    if (!error)
        report->doubts[report->doubt_count - 1].warned = true;
    return error;
}

static struct ht_error *doubt_elf(struct ht_report *report, const struct ht_elf_fit *elf)
{
    if (elf->sha256_match == 0)
        return add(report, elf->path,
                   "not the firmware of this dump: its SHA-256 is another one; names below are wrong");
    if (elf->sha256_match == 1 || !elf->checked || (elf->match != HT_MATCH_NO && elf->match != HT_MATCH_DOUBTFUL))
        return NULL;
    return add(report, elf->path,
               elf->match == HT_MATCH_NO
                   ? "not the firmware of this dump: its call sites do not fit; the names below are wrong"
                   : "perhaps another build than the dump's: some call sites do not fit; names may be wrong");
}

static struct ht_error *doubt_names(struct ht_report *report)
{
    size_t unresolved = 0, count = report->frames->count;
    for (size_t i = 0; i < count; i++)
        unresolved += report->frames->items[i].role == HT_ROLE_UNRESOLVED;
    if (count == 0 || (double)unresolved <= UNRESOLVED_MAX * (double)count)
        return NULL;
    if (report->frames->elf_count == 0 && unresolved == count)
        return add(report, NULL, "no ELF given: callers are raw addresses; give the firmware's ELF with -e");
    return add(report, NULL,
               ht_arena_printf(report->trace->arena,
                               "%zu of %zu PCs have no name: give the ELF of the firmware, and of "
                               "its ROM, with -e",
                               unresolved, count));
}

/* How sure the names of an ELF let a finding be. */
static enum ht_confidence confidence_in(const struct ht_elf_fit *elf)
{
    if (elf->sha256_match >= 0)
        return elf->sha256_match ? HT_CONFIDENCE_HIGH : HT_CONFIDENCE_LOW;
    if (!elf->checked || (elf->match != HT_MATCH_NO && elf->match != HT_MATCH_DOUBTFUL))
        return HT_CONFIDENCE_HIGH;
    return elf->match == HT_MATCH_NO ? HT_CONFIDENCE_LOW : HT_CONFIDENCE_MEDIUM;
}

/* The firmware's ELF is asked first: what stands behind it, a ROM's, names none of the application's functions. */
static void limit_confidence(struct ht_report *report)
{
    if (!report->frames->elf_count)
        return;
    enum ht_confidence most = confidence_in(&report->frames->elfs[0]);
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i].confidence < most) /* the surer, the less */
            report->findings[i].confidence = most;
    }
}

struct ht_error *ht_report_doubt(struct ht_report *report)
{
    size_t most = 2 * report->trace->window_count + report->frames->elf_count + 1;
    report->doubt_count = 0;
    report->doubts = ht_arena_array(report->trace->arena, most, sizeof *report->doubts);
    if (!report->doubts)
        return ht_error_nomem();
    limit_confidence(report);
    struct ht_error *error = NULL;
    for (size_t w = 0; w < report->trace->window_count && !error; w++)
        error = doubt_window(report, w);
    for (size_t i = 0; i < report->frames->elf_count && !error; i++)
        error = doubt_elf(report, &report->frames->elfs[i]);
    return error ? error : doubt_names(report);
}
