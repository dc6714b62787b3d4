#include "verdict.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "growth.h"
#include "stats.h"
#include "words.h"

/* As many bursts of chains that nobody knows make a leak, spread over the window; fewer look alike by chance. */
#define REPEATS_MIN 5u

/* From here on repetition alone is medium evidence. */
#define REPEATS_MANY 8u

/* What is known to be kept on purpose is kept for each tag, file or thread: in one window often a dozen of them. */
#define REPEATS_RETAINED 20u

/* The longest known lifetime of a block that will be freed: TIME_WAIT, twice CONFIG_LWIP_TCP_MSL (60 s). */
#define LONGEST_LIFETIME 120.0

/* |U| beyond this is no chance (1 % on both sides). */
#define U_MAX 2.58

/* That all bursts stand before one place, or after one, is no chance below this. */
#define EDGE_P_MAX 0.005

/* What one look at the bursts of a draft tells. */
struct facts {
    uint32_t bursts;    /* all windows */
    uint32_t most;      /* in one window */
    uint32_t window;    /* that window */
    double seconds;     /* its length; 0: unknown */
    uint32_t older;     /* bursts certainly older than the lifetime asked about, all windows */
    double u;           /* Laplace's U of that window's bursts, by the time that has passed at least */
    double first, last; /* where its first and its last burst stand in that window, 0 to 1, by the same time */
    double oldest;      /* seconds the oldest burst is certainly old */
    bool looks;         /* there are two looks at one trace */
    uint32_t survived;  /* bursts that both looks show */
    uint32_t joined;    /* bursts that came after the earlier look */
    uint32_t freed;     /* bursts that only the earlier look shows */
    double between;     /* seconds between the looks; 0: unknown */
    bool grows_known;   /* windows of different lengths could be compared */
    struct ht_growth growth;
};

static struct ht_error *add_evidence(const struct ht_verdict_context *context, struct ht_draft *draft,
                                     enum ht_evidence_kind kind, double value, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static struct ht_error *add_evidence(const struct ht_verdict_context *context, struct ht_draft *draft,
                                     enum ht_evidence_kind kind, double value, const char *format, ...)
{
    if (draft->evidence_count == HT_EVIDENCE_MAX)
        return NULL;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *message = ht_arena_strdup(context->arena, text);
    if (!message)
        return ht_error_nomem();
    draft->evidence[draft->evidence_count++] = (struct ht_evidence){.kind = kind, .message = message, .value = value};
    return NULL;
}

/* Seconds that have certainly passed since a burst began. */
static double minimum_age(const struct ht_verdict_context *context, const struct ht_burst *burst)
{
    const struct ht_verdict_window *window = &context->windows[burst->window];
    return (double)window->ages[burst->records[0]] / window->cpu_hz;
}

/*
 * May the buffer have dropped records? The device's word is best; without it the buffer may have been full and have
 * lost freed records since, which is unlikely while half of it is empty.
 */
static bool is_limited(const struct ht_window *window)
{
    if (window->overflowed >= 0)
        return window->overflowed;
    if (window->capacity <= 0)
        return false;
    if (window->high_water_mark >= 0)
        return window->high_water_mark >= window->capacity;
    return (int64_t)window->record_count * 2 >= window->capacity;
}

static struct ht_error *find_growth(const struct ht_verdict_context *context, const struct ht_draft *draft,
                                    struct facts *facts)
{
    size_t windows = context->trace->window_count;
    struct ht_growth_sample *samples = calloc(windows, sizeof *samples);
    if (!samples)
        return ht_error_nomem();
    /* Only the last look at each trace counts: survival tells the rest. */
    uint32_t *number = malloc(windows * sizeof *number);
    if (!number) {
        free(samples);
        return ht_error_nomem();
    }
    bool known = true, limited = false;
    size_t count = 0;
    for (size_t w = 0; w < windows; w++) {
        number[w] = UINT32_MAX;
        if (context->windows[w].looked_again)
            continue;
        samples[count].seconds = context->windows[w].seconds;
        known = known && samples[count].seconds > 0;
        limited = limited || is_limited(&context->trace->windows[w]);
        number[w] = (uint32_t)count++;
    }
    for (size_t i = 0; i < draft->bursts.count; i++) {
        uint32_t k = number[draft->bursts.items[i].window];
        if (k != UINT32_MAX)
            samples[k].bursts++;
    }
    free(number);
    facts->grows_known = known && ht_growth_test(samples, count, &facts->growth);
    /* A buffer that dropped its oldest records holds a level number of anything: it can prove growth, not refute it. */
    facts->grows_known = facts->grows_known && !(limited && facts->growth.log_ratio < 0);
    free(samples);
    return NULL;
}

/* Which of the two looks show a burst? */
static void count_look(const struct ht_verdict_context *context, const struct ht_burst *burst, struct facts *facts)
{
    const struct ht_verdict_window *window = &context->windows[burst->window];
    if (window->looked_again)
        facts->freed++;
    else if (window->seen && window->seen[burst->records[0]])
        facts->survived++;
    else if (window->seen)
        facts->joined++;
    facts->looks |= window->looked_again || window->seen;
    facts->between = window->seen_seconds > 0 ? window->seen_seconds : facts->between;
}

/* lifetime: seconds after which a burst counts as old. */
static struct ht_error *look(const struct ht_verdict_context *context, const struct ht_draft *draft, double lifetime,
                             struct facts *facts)
{
    const struct ht_bursts *bursts = &draft->bursts;
    double *times = malloc((bursts->count + 1) * sizeof *times);
    if (!times)
        return ht_error_nomem();
    *facts = (struct facts){.bursts = (uint32_t)bursts->count};
    for (size_t i = 0, start = 0; i < bursts->count; i++) {
        const struct ht_burst *burst = &bursts->items[i];
        const uint64_t *ages = context->windows[burst->window].ages;
        double age = minimum_age(context, burst);
        count_look(context, burst, facts);
        facts->older += age > lifetime;
        facts->oldest = fmax(facts->oldest, age);
        times[i] = 1 - (double)ages[burst->records[0]] / (double)(ages[0] ? ages[0] : 1);
        if (i + 1 == bursts->count || bursts->items[i + 1].window != burst->window) {
            if (i + 1 - start > facts->most && !context->windows[burst->window].looked_again) {
                facts->most = (uint32_t)(i + 1 - start);
                facts->window = burst->window;
                facts->u = ht_laplace_u(times + start, i + 1 - start);
                facts->first = times[start];
                facts->last = times[i];
            }
            start = i + 1;
        }
    }
    free(times);
    facts->seconds = context->windows[facts->window].seconds;
    return find_growth(context, draft, facts);
}

struct phrase {
    char text[40];
};

/* A length of time as the reports say it. */
static struct ht_error *say(double seconds, struct phrase *ret)
{
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    ht_words_duration(&words, seconds);
    struct ht_error *error = words.failed ? ht_error_nomem() : NULL;
    snprintf(ret->text, sizeof ret->text, "%s", words.text);
    ht_strbuf_deinit(&words);
    return error;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static struct ht_error *tell_repetition(const struct ht_verdict_context *context, struct ht_draft *draft,
                                        const struct facts *facts)
{
    const char *event = draft->signature && draft->signature->event ? draft->signature->event : "burst";
    if (facts->bursts == 1)
        return add_evidence(context, draft, HT_EVIDENCE_SINGLE, 1, "seen once: one event proves no repetition");
    struct phrase length;
    if (facts->seconds > 0 && facts->most > 1) {
        struct ht_error *error = say(facts->seconds, &length);
        if (error)
            return error;
        return add_evidence(context, draft, HT_EVIDENCE_REPETITION, facts->most,
                            "%u %s%s in %s, one every %.*f s: nothing of them was freed", facts->most, event,
                            plural(facts->most), length.text, facts->seconds / facts->most < 10 ? 1 : 0,
                            facts->seconds / facts->most);
    }
    return add_evidence(context, draft, HT_EVIDENCE_REPETITION, facts->bursts, "%u %s%s, nothing of them was freed",
                        facts->bursts, event, plural(facts->bursts));
}

/*
 * Laplace's U sees where the middle of the bursts is; that none of them stands after the last one, or before the first,
 * is the stronger sign of what stopped or has just begun: n bursts spread at random all stand before m with chance m^n.
 * A leak may begin late or pause at the end: that counts from half of the window on.
 */
static bool is_late(const struct facts *facts)
{
    return facts->u > U_MAX || (facts->first > 0.5 && pow(1 - facts->first, facts->most) < EDGE_P_MAX);
}

static bool is_early(const struct facts *facts)
{
    return facts->u < -U_MAX || (facts->last < 0.5 && pow(facts->last, facts->most) < EDGE_P_MAX);
}

static bool is_uniform(const struct facts *facts)
{
    return !is_late(facts) && !is_early(facts);
}

static struct ht_error *tell_spread(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct facts *facts)
{
    if (facts->most < 3)
        return NULL;
    const char *how = is_late(facts)    ? "bunched at the end of the window"
                      : is_early(facts) ? "bunched at the start of the window"
                                        : "spread over the whole window";
    return add_evidence(context, draft, HT_EVIDENCE_SPREAD, facts->u, "%s (Laplace's U = %.1f)", how, facts->u);
}

static struct ht_error *tell_growth(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct facts *facts)
{
    if (!facts->grows_known)
        return NULL;
    if (facts->growth.log_ratio >= 0)
        return add_evidence(context, draft, HT_EVIDENCE_GROWTH, facts->growth.p,
                            "the longer window holds more of it, as a leak would (chance of that at a constant number: "
                            "p = %.2g)",
                            facts->growth.p);
    return add_evidence(context, draft, HT_EVIDENCE_GROWTH, facts->growth.p,
                        "it does not grow with the window's length (a constant number is %.1f times as likely)",
                        exp(-facts->growth.log_ratio));
}

static struct ht_error *tell_signature(const struct ht_verdict_context *context, struct ht_draft *draft)
{
    const struct ht_signature *s = draft->signature;
    if (!s)
        return NULL;
    if (s->class != HT_SIGNATURE_LEAK)
        return add_evidence(context, draft, HT_EVIDENCE_SIGNATURE, NAN, "its functions are known as %s",
                            s->class == HT_SIGNATURE_TRANSIENT ? "transient" : "retained");
    return add_evidence(context, draft, HT_EVIDENCE_SIGNATURE, NAN, "a known leak%s%s",
                        s->affected ? " of ESP-IDF " : "", s->affected ? s->affected : "");
}

static void set(struct ht_draft *draft, enum ht_verdict verdict, enum ht_confidence confidence)
{
    draft->verdict = verdict;
    draft->confidence = confidence;
}

/* Is half of a spread-out draft older than the longest lifetime? */
static bool is_old(const struct facts *facts)
{
    return facts->seconds / 2 >= LONGEST_LIFETIME || facts->older * 2 >= facts->bursts;
}

/* Does a longer window certainly hold more of it? */
static bool grows(const struct facts *facts)
{
    return facts->grows_known && facts->growth.log_ratio > 0 && facts->growth.p < 0.01;
}

/* How sure repetition alone makes. */
static enum ht_confidence repetition_confidence(const struct facts *facts)
{
    if (grows(facts))
        return HT_CONFIDENCE_HIGH;
    return facts->most >= REPEATS_MANY && is_old(facts) ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW;
}

static struct ht_error *tell_missing(const struct ht_verdict_context *context, struct ht_draft *draft,
                                     const struct facts *facts)
{
    struct phrase length;
    if (facts->seconds > 0 && facts->most > 1) {
        struct ht_error *error = say(ceil(facts->seconds * REPEATS_MANY / facts->most / 60) * 60, &length);
        if (error)
            return error;
        return add_evidence(context, draft, HT_EVIDENCE_SINGLE, facts->most,
                            "%u are too few to tell; a window of %s would decide", facts->most, length.text);
    }
    return add_evidence(context, draft, HT_EVIDENCE_SINGLE, facts->bursts,
                        "too little to tell; a longer window, or a second one, would decide");
}

static struct ht_error *decide_leak(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct facts *facts)
{
    bool contradicted = facts->grows_known && facts->growth.log_ratio < -3;
    set(draft, contradicted ? HT_VERDICT_UNKNOWN : HT_VERDICT_LEAK,
        contradicted || facts->bursts < 2 ? HT_CONFIDENCE_LOW : HT_CONFIDENCE_HIGH);
    struct ht_error *error = tell_signature(context, draft);
    if (!error)
        error = tell_repetition(context, draft, facts);
    if (!error)
        error = tell_spread(context, draft, facts);
    return error ? error : tell_growth(context, draft, facts);
}

/* Blocks this large belong to a TLS session: its record buffers (CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN is 4 KiB). */
#define SESSION_SIZE 4096u

static uint32_t largest_size(const struct ht_draft *draft)
{
    const struct ht_shape *shape = ht_bursts_main_shape(draft->shapes, &draft->bursts);
    return shape->sizes[shape->count - 1];
}

/*
 * Without a name of any function, sockets in TIME_WAIT and open sessions repeat like a leak: only what outlives the
 * former and is too small for the latter is one, or what grows with the window.
 */
static bool may_be_no_leak(const struct ht_draft *draft, const struct facts *facts)
{
    return draft->kind == HT_DRAFT_GROUP && !draft->named && !grows(facts) &&
           (!is_old(facts) || largest_size(draft) >= SESSION_SIZE);
}

/* Chains that no signature knows, or orphans, which repeat against theirs. */
static struct ht_error *decide_by_repetition(const struct ht_verdict_context *context, struct ht_draft *draft,
                                             const struct facts *facts)
{
    bool orphans = draft->kind == HT_DRAFT_ORPHANS;
    struct ht_error *error = NULL;
    if (facts->most < REPEATS_MIN) {
        bool kept = facts->bursts == 1 && facts->oldest > LONGEST_LIFETIME;
        set(draft, kept ? HT_VERDICT_RETAINED : HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
        if (kept)
            return add_evidence(context, draft, HT_EVIDENCE_SINGLE, facts->oldest,
                                "allocated once, at least %.0f s before the window's end, and not again",
                                facts->oldest);
        return tell_missing(context, draft, facts);
    }
    if (facts->grows_known && facts->growth.log_ratio < 0) {
        set(draft, facts->growth.log_ratio < -1 ? HT_VERDICT_RETAINED : HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
        error = tell_growth(context, draft, facts);
        return error ? error : tell_repetition(context, draft, facts);
    }
    enum ht_confidence confidence = repetition_confidence(facts);
    if (orphans && confidence == HT_CONFIDENCE_LOW)
        confidence = HT_CONFIDENCE_MEDIUM;
    bool nameless = may_be_no_leak(draft, facts);
    if (is_uniform(facts) && !nameless)
        set(draft, HT_VERDICT_LEAK, confidence);
    else
        set(draft, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    if (nameless)
        error = add_evidence(context, draft, HT_EVIDENCE_SINGLE, facts->most,
                             "without the names of functions it may be open sessions, or sockets in TIME_WAIT (%.0f s)",
                             LONGEST_LIFETIME);
    if (orphans && !error)
        error = add_evidence(context, draft, HT_EVIDENCE_REPETITION, facts->bursts,
                             "%u times the same object without the rest of its session: orphans, not open sessions",
                             facts->bursts);
    if (!error)
        error = tell_repetition(context, draft, facts);
    if (!error)
        error = tell_spread(context, draft, facts);
    return error ? error : tell_growth(context, draft, facts);
}

static struct ht_error *decide_transient(const struct ht_verdict_context *context, struct ht_draft *draft,
                                         const struct facts *facts)
{
    const struct ht_signature *signature = draft->signature;
    if ((draft->kind == HT_DRAFT_SESSIONS || !(signature->lifetime > 0)) && facts->most >= REPEATS_MANY &&
        grows(facts)) {
        set(draft, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
        struct ht_error *error = tell_repetition(context, draft, facts);
        return error ? error : tell_growth(context, draft, facts);
    }
    if (draft->kind == HT_DRAFT_SESSIONS) {
        set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
        return add_evidence(context, draft, HT_EVIDENCE_SIGNATURE, facts->bursts,
                            "%u open or opening session%s, each holding its own set: freed when it closes",
                            facts->bursts, plural(facts->bursts));
    }
    struct ht_error *error = tell_signature(context, draft);
    if (error)
        return error;
    /* An open connection keeps its own for as long as it likes. */
    uint32_t kept = signature->connection ? context->connections : 0;
    if (signature->lifetime > 0 && facts->older >= REPEATS_MIN + kept && !is_late(facts) &&
        !(facts->grows_known && facts->growth.log_ratio < 0)) {
        set(draft, HT_VERDICT_LEAK, facts->older >= REPEATS_MANY ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
        error = add_evidence(context, draft, HT_EVIDENCE_RECENCY, facts->older,
                             "yet %u of %u bursts are older than the %.0f s that such a block lives at most",
                             facts->older, facts->bursts, signature->lifetime);
        return error ? error : tell_spread(context, draft, facts);
    }
    set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    if (facts->older)
        return add_evidence(context, draft, HT_EVIDENCE_RECENCY, facts->older,
                            "%u of %u bursts are older than the %.0f s it should live: too few for a leak",
                            facts->older, facts->bursts, signature->lifetime);
    return add_evidence(context, draft, HT_EVIDENCE_RECENCY, 0,
                        "no block is certainly older than the %.0f s it may live", signature->lifetime);
}

static struct ht_error *decide_retained(const struct ht_verdict_context *context, struct ht_draft *draft,
                                        const struct facts *facts)
{
    struct ht_error *error = tell_signature(context, draft);
    if (error)
        return error;
    bool many = facts->most >= REPEATS_RETAINED || (facts->most >= REPEATS_MANY && grows(facts));
    if (many && is_uniform(facts) && is_old(facts) && !(facts->grows_known && facts->growth.log_ratio < 0)) {
        set(draft, HT_VERDICT_LEAK, repetition_confidence(facts));
        error = tell_repetition(context, draft, facts);
        return error ? error : tell_spread(context, draft, facts);
    }
    set(draft, HT_VERDICT_RETAINED, facts->most < REPEATS_MIN ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
    return add_evidence(context, draft, HT_EVIDENCE_REPETITION, facts->bursts,
                        "allocated %u time%s, too seldom for a leak", facts->bursts, plural(facts->bursts));
}

/* Where no function is known by name, a certificate's name in pieces may still tell who leaks. */
static struct ht_error *decide_certificate(const struct ht_verdict_context *context, struct ht_draft *draft,
                                           const struct facts *facts, unsigned attributes)
{
    struct ht_error *error =
        add_evidence(context, draft, HT_EVIDENCE_SIGNATURE, attributes,
                     "the sizes are those of one certificate name in pieces (%u attributes: RFC 5280 and DER fix "
                     "their sum)",
                     attributes);
    return error ? error : decide_leak(context, draft, facts);
}

/* What shows only allocators: sizes, order and time are left. */
static struct ht_error *decide_unattributed(const struct ht_verdict_context *context, struct ht_draft *draft,
                                            const struct facts *facts)
{
    /*
     * Without a name sockets, timers and halves of open sessions repeat like a leak: only many repetitions, or growth,
     * tell; the buffers of an open TLS session (4 KiB and more) never do.
     */
    bool telling = grows(facts) || (facts->most >= REPEATS_RETAINED && is_old(facts));
    if (draft->kind == HT_DRAFT_SHAPE && telling && facts->most >= REPEATS_MIN && largest_size(draft) < SESSION_SIZE)
        return decide_by_repetition(context, draft, facts);
    set(draft, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    return add_evidence(context, draft, HT_EVIDENCE_SINGLE, facts->bursts,
                        "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to 5 or more");
}

/*
 * What two looks at one trace prove. All that was freed between them was transient; what survives and is joined by
 * more is a leak, unless it may live as long as it likes (a session) or its lifetime is longer than the pause.
 */
static struct ht_error *decide_by_survival(const struct ht_verdict_context *context, struct ht_draft *draft,
                                           const struct facts *facts, double lifetime, bool *decided)
{
    *decided = false;
    if (!facts->looks || draft->kind == HT_DRAFT_SESSIONS || draft->kind == HT_DRAFT_REST ||
        (draft->signature && draft->signature->class == HT_SIGNATURE_RETAINED))
        return NULL;
    if (facts->freed && !facts->survived && !(draft->signature && draft->signature->class == HT_SIGNATURE_LEAK)) {
        *decided = true;
        set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
        struct ht_error *error = tell_signature(context, draft);
        return error ? error
                     : add_evidence(context, draft, HT_EVIDENCE_SURVIVAL, facts->freed,
                                    "%u burst%s of the earlier look %s freed before the later one, none survived",
                                    facts->freed, plural(facts->freed), facts->freed == 1 ? "was" : "were");
    }
    bool outlived = facts->between == 0 || facts->between > lifetime;
    if (facts->freed || facts->survived < 2 || facts->joined < 1 || facts->survived + facts->joined < 4 || !outlived)
        return NULL;
    *decided = true;
    set(draft, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    struct ht_error *error = tell_signature(context, draft);
    if (!error)
        error = add_evidence(context, draft, HT_EVIDENCE_SURVIVAL, facts->survived,
                             "all %u bursts of the earlier look survived, and %u joined them", facts->survived,
                             facts->joined);
    if (!error)
        error = tell_repetition(context, draft, facts);
    return error ? error : tell_spread(context, draft, facts);
}

/* Do all its windows lack cycle counts? Then events cannot be told apart, and what looks like one burst is many. */
static bool is_untimed(const struct ht_verdict_context *context, const struct ht_draft *draft)
{
    for (size_t i = 0; i < draft->bursts.count; i++) {
        if (!context->trace->windows[draft->bursts.items[i].window].untimed)
            return false;
    }
    return true;
}

/* Only the signature is left, as a prior. */
static struct ht_error *decide_untimed(const struct ht_verdict_context *context, struct ht_draft *draft)
{
    static const enum ht_verdict verdicts[] = {
        [HT_SIGNATURE_LEAK] = HT_VERDICT_LEAK,
        [HT_SIGNATURE_TRANSIENT] = HT_VERDICT_TRANSIENT,
        [HT_SIGNATURE_RETAINED] = HT_VERDICT_RETAINED,
    };
    bool known = draft->signature && draft->kind != HT_DRAFT_ORPHANS;
    set(draft, known ? verdicts[draft->signature->class] : HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    struct ht_error *error = tell_signature(context, draft);
    return error ? error
                 : add_evidence(context, draft, HT_EVIDENCE_SINGLE, NAN,
                                "the dump holds no cycle counts: events cannot be told apart, a window as JSON or "
                                "console text would decide");
}

struct ht_error *ht_decide(const struct ht_verdict_context *context, struct ht_draft *draft)
{
    const struct ht_signature *signature = draft->signature;
    double lifetime = signature && signature->lifetime > 0 ? signature->lifetime : LONGEST_LIFETIME;
    struct facts facts;
    if (is_untimed(context, draft))
        return decide_untimed(context, draft);
    struct ht_error *error = look(context, draft, lifetime, &facts);
    if (error)
        return error;
    const struct ht_shape *shape = ht_bursts_main_shape(draft->shapes, &draft->bursts);
    unsigned attributes;
    bool decided;
    error = decide_by_survival(context, draft, &facts, lifetime, &decided);
    if (error || decided)
        return error;
    if (!draft->named && signature && ht_certificate_is_name(shape->sizes, shape->count, &attributes))
        return decide_certificate(context, draft, &facts, attributes);
    if (draft->kind == HT_DRAFT_SHAPE || draft->kind == HT_DRAFT_REST)
        return decide_unattributed(context, draft, &facts);
    if (!signature || draft->kind == HT_DRAFT_ORPHANS)
        return decide_by_repetition(context, draft, &facts);
    if (signature->class == HT_SIGNATURE_LEAK)
        return decide_leak(context, draft, &facts);
    if (signature->class == HT_SIGNATURE_TRANSIENT)
        return decide_transient(context, draft, &facts);
    return decide_retained(context, draft, &facts);
}
