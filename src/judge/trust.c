#include "judge/trust.h"

#include <inttypes.h>
#include <string.h>

#include "judge/firmware.h"

/* Share of PCs that may stay unresolved. */
#define UNRESOLVED_MAX 0.05

#define DOUBTS_OF_WINDOW 4u /* overflow, given twice, missing records, another device */
#define DOUBTS_OF_ELF 2u    /* its fit, what it says of itself */
#define DOUBTS_OF_ALL 3u    /* nothing traced, the baseline, names */

bool ht_doubt_is_grave(const char *code)
{
    static const char *const grave[] = {HT_DOUBT_MISSING, HT_DOUBT_NOTHING, HT_DOUBT_ELF, HT_DOUBT_CHIP,
                                        HT_DOUBT_RELEASE};
    for (size_t i = 0; i < sizeof grave / sizeof *grave; i++) {
        if (!strcmp(code, grave[i]))
            return true;
    }
    return false;
}

bool ht_report_is_doubtful(const struct ht_report *report)
{
    for (size_t i = 0; i < report->doubt_count; i++) {
        if (ht_doubt_is_grave(report->doubts[i].code))
            return true;
    }
    return false;
}

static struct ht_error *add(struct ht_report *report, const char *code, const char *path, const char *message)
{
    if (!message)
        return ht_error_nomem();
    report->doubts[report->doubt_count++] = (struct ht_doubt){.code = code, .path = path, .message = message};
    return NULL;
}

static struct ht_error *doubt_buffer(struct ht_report *report, size_t w)
{
    const struct ht_window *window = &report->trace->windows[w];
    if (window->overflowed == 1 && window->recordings)
        return add(report, HT_DOUBT_OVERFLOW, window->path,
                   "events were lost: blocks may be missing, and some that seem alive may have been freed");
    if (window->overflowed == 1)
        return add(report, HT_DOUBT_OVERFLOW, window->path,
                   "the buffer overflowed: the oldest records are lost, rates are lower bounds");
    if (report->windows[w].full && window->overflowed != 0)
        return add(report, HT_DOUBT_OVERFLOW, window->path,
                   "the buffer is full: the oldest records are very likely lost, rates are lower bounds");
    if (report->windows[w].forgot)
        return add(
            report, HT_DOUBT_OVERFLOW, window->path,
            "nothing is left of the oldest records that the look before shows: the buffer lost them while it was "
            "full; rates are lower bounds, trace with more records");
    if (report->windows[w].censored)
        return add(
            report, HT_DOUBT_OVERFLOW, window->path,
            "the dump begins in the middle of an event that comes again: the buffer lost its oldest records "
            "while it was full (a TLS handshake holds more than 256 at once); rates are lower bounds, trace with 1,024 "
            "records or more");
    return NULL;
}

static struct ht_error *doubt_repeated(struct ht_report *report, size_t w)
{
    if (!report->windows[w].repeated)
        return NULL;
    return add(report, HT_DOUBT_REPEATED, report->trace->windows[w].path,
               "it holds the same records as another window: both count as one");
}

/* A warning of the window tells them already. */
static struct ht_error *doubt_records(struct ht_report *report, const struct ht_window *window)
{
    if (!window->truncated && !window->missing)
        return NULL;
    bool one = window->missing == 1;
    struct ht_error *error =
        window->missing
            ? add(report, HT_DOUBT_MISSING, window->path,
                  ht_arena_printf(report->trace->arena, "%" PRIu64 " record%s of the dump %s missing from the report",
                                  window->missing, one ? "" : "s", one ? "is" : "are"))
            : add(report, HT_DOUBT_BROKEN, window->path, "the dump broke off: what followed is not in the report");
    if (!error)
        report->doubts[report->doubt_count - 1].warned = true;
    return error;
}

/* Of two hashes, which may be cut. */
static bool hashes_differ(const char *left, const char *right)
{
    size_t a = strlen(left), b = strlen(right);
    return strncmp(left, right, a < b ? a : b) != 0;
}

/* Windows of one device come from one chip and one firmware: each is held against the first that tells. */
static struct ht_error *doubt_device(struct ht_report *report, size_t w)
{
    struct ht_arena *arena = report->trace->arena;
    const struct ht_window *windows = report->trace->windows, *window = &windows[w];
    struct ht_firmware_difference fact;
    for (size_t i = 0; i < w; i++) {
        const struct ht_window *first = &windows[i];
        if (ht_firmwares_differ(&window->firmware, &first->firmware, &fact))
            return add(report, fact.code, window->path, ht_firmware_words(arena, &fact, first->path));
        if (first->elf_sha256 && window->elf_sha256 && hashes_differ(first->elf_sha256, window->elf_sha256))
            return add(report, HT_DOUBT_RELEASE, window->path,
                       ht_arena_printf(arena, "of another firmware than %s: its SHA-256 differs", first->path));
    }
    return NULL;
}

static struct ht_error *doubt_window(struct ht_report *report, size_t w)
{
    struct ht_error *error = doubt_buffer(report, w);
    if (!error)
        error = doubt_repeated(report, w);
    if (!error)
        error = doubt_records(report, &report->trace->windows[w]);
    return error ? error : doubt_device(report, w);
}

static bool shows_trace(const struct ht_window *window)
{
    return window->record_count || window->freed_count || window->skipped || window->missing ||
           window->declared_count > 0 || window->high_water_mark > 0 || window->total_allocations > 0 ||
           window->total_frees > 0 || window->overflowed == 1;
}

/* A trace that never ran leaves the same empty dump as a device without a leak. */
static struct ht_error *doubt_trace(struct ht_report *report)
{
    for (size_t w = 0; w < report->trace->window_count; w++) {
        if (shows_trace(&report->trace->windows[w]))
            return NULL;
    }
    return add(report, HT_DOUBT_NOTHING, NULL,
               "no records, and no sign that anything was traced: was heap_trace_start() "
               "called, and the dump made before the device started anew?");
}

static struct ht_error *doubt_fit(struct ht_report *report, const struct ht_elf_fit *elf)
{
    if (elf->sha256_match == 0)
        return add(report, HT_DOUBT_ELF, elf->path,
                   elf->set_aside ? "not the firmware of this dump: its SHA-256 is another one; its names are not used"
                                  : "not the firmware of this dump: its SHA-256 is another one; names may be wrong");
    if (elf->sha256_match == 1 || !elf->checked || (elf->match != HT_MATCH_NO && elf->match != HT_MATCH_DOUBTFUL))
        return NULL;
    if (elf->match == HT_MATCH_NO)
        return add(report, HT_DOUBT_ELF, elf->path,
                   "not the firmware of this dump: its call sites do not fit; its names are not used");
    return add(report, HT_DOUBT_ELF_UNSURE, elf->path,
               "perhaps another build than the dump's: some call sites do not fit; names may be wrong");
}

static struct ht_error *doubt_elf(struct ht_report *report, const struct ht_elf_fit *elf)
{
    const struct ht_chip *chip = report->chip;
    if (elf->found && elf->set_aside) /* nobody said that it was this firmware's; the report says that it is not used */
        return NULL;
    if (!chip || !strcmp(elf->machine, ht_machine_name(chip->machine)))
        return doubt_fit(report, elf);
    return add(report, HT_DOUBT_CHIP, elf->path,
               ht_arena_printf(report->trace->arena,
                               elf->set_aside ? "not the firmware of this dump: made for another machine than its "
                                                "chip, %s; its names are not used"
                                              : "made for another machine than the dump's chip, %s, though it fits: is "
                                                "the chip wrong?",
                               chip->title));
}

/* What the ELF says of itself, against the dump and the log of the boot before it. */
static struct ht_error *doubt_identity(struct ht_report *report, const struct ht_elf_fit *elf)
{
    struct ht_firmware_difference fact;
    for (size_t w = 0; w < report->trace->window_count && !elf->set_aside; w++) {
        const struct ht_window *window = &report->trace->windows[w];
        if (ht_firmwares_differ(&elf->firmware, &window->firmware, &fact))
            return add(report, fact.code, elf->path, ht_firmware_words(report->trace->arena, &fact, window->path));
    }
    return NULL;
}

/* What it is compared with says nothing against the evidence itself. */
static struct ht_error *doubt_baseline(struct ht_report *report, const struct ht_firmware *former, const char *baseline)
{
    struct ht_firmware_difference fact;
    if (!ht_firmware_is_foreign(&report->firmware.facts, former, &fact))
        return NULL;
    const char *path = report->trace->window_count ? report->trace->windows[0].path : NULL;
    return add(report, fact.code, path, ht_firmware_words(report->trace->arena, &fact, baseline));
}

static struct ht_error *doubt_names(struct ht_report *report)
{
    size_t unresolved = 0, count = report->frames->count;
    for (size_t i = 0; i < count; i++)
        unresolved += report->frames->items[i].role == HT_ROLE_UNRESOLVED;
    if (count == 0 || (double)unresolved <= UNRESOLVED_MAX * (double)count)
        return NULL;
    if (report->frames->elf_count == 0 && unresolved == count)
        return add(report, HT_DOUBT_UNRESOLVED, NULL,
                   "no ELF given: callers are raw addresses; give the firmware's ELF with -e");
    return add(report, HT_DOUBT_UNRESOLVED, NULL,
               ht_arena_printf(report->trace->arena,
                               "%zu of %zu PCs %s no name: give the ELF of the firmware, and of its ROM, with -e",
                               unresolved, count, unresolved == 1 ? "has" : "have"));
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
    if (!report->frames->elf_count || (report->frames->elfs[0].found && report->frames->elfs[0].set_aside))
        return; /* its names are not used, and nobody meant them to be */
    enum ht_confidence most = confidence_in(&report->frames->elfs[0]);
    for (size_t i = 0; i < report->finding_count; i++) {
        if (report->findings[i].confidence < most) /* the surer, the less */
            report->findings[i].confidence = most;
    }
}

struct ht_error *ht_report_doubt(struct ht_report *report, const struct ht_firmware *former, const char *baseline)
{
    size_t most = DOUBTS_OF_WINDOW * report->trace->window_count + DOUBTS_OF_ELF * report->frames->elf_count;
    report->doubt_count = 0;
    report->doubts = ht_arena_array(report->trace->arena, most + DOUBTS_OF_ALL, sizeof *report->doubts);
    if (!report->doubts)
        return ht_error_nomem();
    limit_confidence(report);
    struct ht_error *error = doubt_trace(report);
    for (size_t w = 0; w < report->trace->window_count && !error; w++)
        error = doubt_window(report, w);
    for (size_t i = 0; i < report->frames->elf_count && !error; i++)
        error = doubt_elf(report, &report->frames->elfs[i]);
    for (size_t i = 0; i < report->frames->elf_count && !error; i++)
        error = doubt_identity(report, &report->frames->elfs[i]);
    if (!error && former)
        error = doubt_baseline(report, former, baseline);
    return error ? error : doubt_names(report);
}
