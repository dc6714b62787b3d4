#include "infer/verdict.h"

#include <math.h>
#include <stdlib.h>

#include "infer/certificate.h"
#include "infer/evidence.h"

/* As many bursts of chains that nobody knows make a leak, spread over the window; fewer look alike by chance. */
#define REPEATS_MIN 5u

/* From here on repetition alone is medium evidence. */
#define REPEATS_MANY 8u

/* What is known to be kept on purpose is kept for each tag, file or thread: in one window often a dozen of them. */
#define REPEATS_RETAINED 20u

/* What shows nothing but allocators may be sockets, timers or halves of sessions: up to a dozen of them. */
#define REPEATS_CUT_OFF 13u

/* What is called a cache or a pool may hold so many entries before it is one that never stops. */
#define REPEATS_KEPT 64u

/* Sockets that can be open at once: the most that CONFIG_LWIP_MAX_SOCKETS allows up to ESP-IDF v5.0. */
#define SOCKETS_MAX 16u

static void set(struct ht_draft *draft, enum ht_verdict verdict, enum ht_confidence confidence)
{
    draft->verdict = verdict;
    draft->confidence = confidence;
}

/* How sure repetition alone makes. */
static enum ht_confidence repetition_confidence(const struct ht_facts *facts)
{
    if (ht_facts_grow(facts))
        return HT_CONFIDENCE_HIGH;
    return facts->most >= REPEATS_MANY && ht_facts_old(facts) ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW;
}

static struct ht_error *tell_missing(const struct ht_verdict_context *context, struct ht_draft *draft,
                                     const struct ht_facts *facts)
{
    struct ht_phrase length;
    if (facts->seconds > 0 && facts->most > 1) {
        struct ht_error *error =
            ht_phrase_duration(ceil(facts->seconds * REPEATS_MANY / facts->most / 60) * 60, &length);
        if (error)
            return error;
        return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->most,
                               "%u are too few to tell; a window of %s would decide", facts->most, length.text);
    }
    return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->bursts,
                           "too little to tell; a longer window, or a second one, would decide");
}

static struct ht_error *decide_leak(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct ht_facts *facts)
{
    bool contradicted = facts->grows_known && facts->growth.log_ratio < -3;
    set(draft, contradicted ? HT_VERDICT_UNKNOWN : HT_VERDICT_LEAK,
        contradicted || facts->bursts < 2 ? HT_CONFIDENCE_LOW : HT_CONFIDENCE_HIGH);
    struct ht_error *error = ht_evidence_signature(context, draft);
    if (!error)
        error = ht_evidence_repetition(context, draft, facts);
    if (!error)
        error = ht_evidence_spread(context, draft, facts);
    return error ? error : ht_evidence_growth(context, draft, facts);
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
static bool may_be_no_leak(const struct ht_draft *draft, const struct ht_facts *facts)
{
    return draft->kind == HT_DRAFT_GROUP && !draft->named && !ht_facts_grow(facts) &&
           (!ht_facts_old(facts) || largest_size(draft) >= SESSION_SIZE);
}

/* What speaks against a leak in spite of the repetition, told first. */
static struct ht_error *decide_doubted(const struct ht_verdict_context *context, struct ht_draft *draft,
                                       const struct ht_facts *facts, bool *doubted)
{
    bool grows = ht_facts_grow(facts), spread = false;
    *doubted = true;
    if (draft->companions * 2 >= facts->bursts && facts->bursts - draft->companions < REPEATS_MIN && !grows) {
        set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_LOW);
        return ht_evidence_add(context, draft, HT_EVIDENCE_SIGNATURE, draft->companions,
                               "%u of %u bursts stand beside a connection that is still open: kept as long as that",
                               draft->companions, facts->bursts);
    }
    if (facts->grows_known && facts->growth.log_ratio < 0) {
        set(draft, facts->growth.log_ratio < -1 ? HT_VERDICT_RETAINED : HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
        struct ht_error *error = ht_evidence_growth(context, draft, facts);
        return error ? error : ht_evidence_repetition(context, draft, facts);
    }
    struct ht_error *error = NULL;
    if (draft->keeps && facts->most < REPEATS_KEPT && !grows) {
        error = ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->most,
                                "a cache or a pool by its name: a longer window would decide whether it stops growing");
    } else if (may_be_no_leak(draft, facts)) {
        error =
            ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->most,
                            "without the names of functions it may be open sessions, or sockets in TIME_WAIT (%.0f s)",
                            HT_LONGEST_LIFETIME);
    } else if (ht_facts_late(facts) || (ht_facts_early(facts) && !grows)) {
        spread = true;
        error = ht_evidence_spread(context, draft, facts);
    } else {
        *doubted = false;
        return NULL;
    }
    set(draft, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    if (!error)
        error = ht_evidence_repetition(context, draft, facts);
    if (!error && !spread)
        error = ht_evidence_spread(context, draft, facts);
    return error ? error : ht_evidence_growth(context, draft, facts);
}

/* Chains that no signature knows, or orphans, which repeat against theirs. */
static struct ht_error *decide_by_repetition(const struct ht_verdict_context *context, struct ht_draft *draft,
                                             const struct ht_facts *facts)
{
    bool orphans = draft->kind == HT_DRAFT_ORPHANS;
    struct ht_error *error = NULL;
    if (facts->most < REPEATS_MIN) {
        bool kept = facts->bursts == 1 && facts->oldest > HT_LONGEST_LIFETIME;
        set(draft, kept ? HT_VERDICT_RETAINED : HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
        if (kept)
            return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->oldest,
                                   "allocated once, at least %.0f s before the window's end, and not again",
                                   facts->oldest);
        return tell_missing(context, draft, facts);
    }
    bool doubted;
    error = decide_doubted(context, draft, facts, &doubted);
    if (error || doubted)
        return error;
    enum ht_confidence confidence = repetition_confidence(facts);
    if (orphans && confidence == HT_CONFIDENCE_LOW)
        confidence = HT_CONFIDENCE_MEDIUM;
    set(draft, HT_VERDICT_LEAK, confidence);
    if (orphans)
        error = ht_evidence_add(context, draft, HT_EVIDENCE_REPETITION, facts->bursts,
                                "%u times the same object without the rest of its session: orphans, not open sessions",
                                facts->bursts);
    if (!error)
        error = ht_evidence_repetition(context, draft, facts);
    if (!error)
        error = ht_evidence_spread(context, draft, facts);
    return error ? error : ht_evidence_growth(context, draft, facts);
}

static struct ht_error *decide_transient(const struct ht_verdict_context *context, struct ht_draft *draft,
                                         const struct ht_facts *facts)
{
    const struct ht_signature *signature = draft->signature;
    if ((draft->kind == HT_DRAFT_SESSIONS || !(signature->lifetime > 0)) && facts->most >= REPEATS_MANY &&
        ht_facts_grow(facts)) {
        set(draft, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
        struct ht_error *error = ht_evidence_repetition(context, draft, facts);
        return error ? error : ht_evidence_growth(context, draft, facts);
    }
    if (ht_draft_is_socket(draft) && facts->most > SOCKETS_MAX && ht_facts_uniform(facts) && ht_facts_old(facts) &&
        !(facts->grows_known && facts->growth.log_ratio < 0)) {
        set(draft, HT_VERDICT_LEAK, HT_CONFIDENCE_MEDIUM);
        struct ht_error *error = ht_evidence_repetition(context, draft, facts);
        if (!error)
            error = ht_evidence_add(
                context, draft, HT_EVIDENCE_REPETITION, facts->most,
                "more than the %u sockets that are open at once by any common CONFIG_LWIP_MAX_SOCKETS", SOCKETS_MAX);
        return error ? error : ht_evidence_spread(context, draft, facts);
    }
    if (draft->kind == HT_DRAFT_SESSIONS) {
        set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
        return ht_evidence_add(context, draft, HT_EVIDENCE_SIGNATURE, facts->bursts,
                               "%u open or opening session%s, each holding its own set: freed when it closes",
                               facts->bursts, ht_plural(facts->bursts));
    }
    struct ht_error *error = ht_evidence_signature(context, draft);
    if (error)
        return error;
    /* An open connection keeps its own for as long as it likes. */
    uint32_t kept = signature->connection ? context->connections : 0;
    if (signature->lifetime > 0 && facts->older >= REPEATS_MIN + kept && !ht_facts_late(facts) &&
        !(facts->grows_known && facts->growth.log_ratio < 0)) {
        set(draft, HT_VERDICT_LEAK, facts->older >= REPEATS_MANY ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
        error = ht_evidence_add(context, draft, HT_EVIDENCE_RECENCY, facts->older,
                                "yet %u of %u bursts are older than the %.0f s that such a block lives at most",
                                facts->older, facts->bursts, signature->lifetime);
        return error ? error : ht_evidence_spread(context, draft, facts);
    }
    set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
    if (!(signature->lifetime > 0))
        return ht_evidence_add(context, draft, HT_EVIDENCE_REPETITION, facts->bursts,
                               "%u of them alive: each may live as long as it is used", facts->bursts);
    if (facts->older)
        return ht_evidence_add(context, draft, HT_EVIDENCE_RECENCY, facts->older,
                               "%u of %u bursts are older than the %.0f s it should live: too few for a leak",
                               facts->older, facts->bursts, signature->lifetime);
    return ht_evidence_add(context, draft, HT_EVIDENCE_RECENCY, 0,
                           "no block is certainly older than the %.0f s it may live", signature->lifetime);
}

/* Are most bursts the only ones of their sizes? Entries of a table are, each with another name; what leaks repeats. */
static bool is_varied(const struct ht_draft *draft)
{
    size_t single = 0;
    for (size_t i = 0; i < draft->bursts.count; i++)
        single += draft->shapes->items[draft->bursts.items[i].shape].bursts == 1;
    return single * 2 > draft->bursts.count;
}

static struct ht_error *decide_retained(const struct ht_verdict_context *context, struct ht_draft *draft,
                                        const struct ht_facts *facts)
{
    struct ht_error *error = ht_evidence_signature(context, draft);
    if (error)
        return error;
    bool many =
        (facts->most >= REPEATS_RETAINED && !is_varied(draft)) || (facts->most >= REPEATS_MANY && ht_facts_grow(facts));
    if (many && ht_facts_uniform(facts) && ht_facts_old(facts) &&
        !(facts->grows_known && facts->growth.log_ratio < 0)) {
        set(draft, HT_VERDICT_LEAK, repetition_confidence(facts));
        error = ht_evidence_repetition(context, draft, facts);
        return error ? error : ht_evidence_spread(context, draft, facts);
    }
    set(draft, HT_VERDICT_RETAINED, facts->most < REPEATS_MIN ? HT_CONFIDENCE_MEDIUM : HT_CONFIDENCE_LOW);
    if (!many)
        return ht_evidence_add(context, draft, HT_EVIDENCE_REPETITION, facts->bursts,
                               "allocated %u time%s, too seldom for a leak", facts->bursts, ht_plural(facts->bursts));
    error = ht_evidence_repetition(context, draft, facts);
    if (!error)
        error = ht_evidence_spread(context, draft, facts);
    return error ? error : ht_evidence_growth(context, draft, facts);
}

/* Where no function is known by name, a certificate's name in pieces may still tell who leaks. */
static struct ht_error *decide_certificate(const struct ht_verdict_context *context, struct ht_draft *draft,
                                           const struct ht_facts *facts, unsigned attributes)
{
    struct ht_error *error =
        ht_evidence_add(context, draft, HT_EVIDENCE_SIGNATURE, attributes,
                        "the sizes are those of one certificate name in pieces (%u attributes: RFC 5280 and DER fix "
                        "their sum)",
                        attributes);
    return error ? error : decide_leak(context, draft, facts);
}

/* What shows only allocators: sizes, order and time are left. */
static struct ht_error *decide_unattributed(const struct ht_verdict_context *context, struct ht_draft *draft,
                                            const struct ht_facts *facts)
{
    /*
     * Without a name sockets, timers and halves of open sessions repeat like a leak: only many repetitions, or growth,
     * tell; the buffers of an open TLS session (4 KiB and more) never do.
     */
    bool telling = ht_facts_grow(facts) || (facts->most >= REPEATS_CUT_OFF && ht_facts_old(facts));
    if (draft->kind == HT_DRAFT_SHAPE && telling && facts->most >= REPEATS_MIN && largest_size(draft) < SESSION_SIZE)
        return decide_by_repetition(context, draft, facts);
    set(draft, HT_VERDICT_UNKNOWN, HT_CONFIDENCE_LOW);
    const struct ht_window *window = &context->trace->windows[draft->bursts.items[0].window];
    if (!window->depth)
        return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->bursts,
                               "the dump holds no call chains: CONFIG_HEAP_TRACING_STACK_DEPTH is 0, or the chip is a "
                               "RISC-V before ESP-IDF v5.5");
    return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, facts->bursts,
                           "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to 5 or more");
}

/*
 * What two looks at one trace prove. All that was freed between them was transient; what survives and is joined by
 * more is a leak, unless it may live as long as it likes (a session) or its lifetime is longer than the pause.
 */
static struct ht_error *decide_by_survival(const struct ht_verdict_context *context, struct ht_draft *draft,
                                           const struct ht_facts *facts, double lifetime, bool *decided)
{
    *decided = false;
    if (!facts->looks || draft->kind == HT_DRAFT_SESSIONS || draft->kind == HT_DRAFT_REST ||
        (draft->signature && draft->signature->class == HT_SIGNATURE_RETAINED))
        return NULL;
    if (facts->freed && !facts->survived && !(draft->signature && draft->signature->class == HT_SIGNATURE_LEAK)) {
        *decided = true;
        set(draft, HT_VERDICT_TRANSIENT, HT_CONFIDENCE_MEDIUM);
        struct ht_error *error = ht_evidence_signature(context, draft);
        return error ? error
                     : ht_evidence_add(context, draft, HT_EVIDENCE_SURVIVAL, facts->freed,
                                       "%u burst%s of the earlier look %s freed before the later one, none survived",
                                       facts->freed, ht_plural(facts->freed), facts->freed == 1 ? "was" : "were");
    }
    bool outlived = facts->between == 0 || facts->between > lifetime;
    if (facts->freed || facts->survived < 2 || facts->joined < 1 || facts->survived + facts->joined < 4 || !outlived)
        return NULL;
    *decided = true;
    set(draft, HT_VERDICT_LEAK, HT_CONFIDENCE_HIGH);
    struct ht_error *error = ht_evidence_signature(context, draft);
    if (!error)
        error = ht_evidence_add(context, draft, HT_EVIDENCE_SURVIVAL, facts->survived,
                                "all %u bursts of the earlier look survived, and %u joined them", facts->survived,
                                facts->joined);
    if (!error)
        error = ht_evidence_repetition(context, draft, facts);
    return error ? error : ht_evidence_spread(context, draft, facts);
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
    struct ht_error *error = ht_evidence_signature(context, draft);
    return error ? error
                 : ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, NAN,
                                   "the dump holds no cycle counts: events cannot be told apart, a window as JSON or "
                                   "console text would decide");
}

struct ht_error *ht_decide(const struct ht_verdict_context *context, struct ht_draft *draft)
{
    const struct ht_signature *signature = draft->signature;
    double lifetime = signature && signature->lifetime > 0 ? signature->lifetime : HT_LONGEST_LIFETIME;
    struct ht_facts facts;
    if (is_untimed(context, draft))
        return decide_untimed(context, draft);
    struct ht_error *error = ht_facts_look(context, draft, lifetime, &facts);
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
