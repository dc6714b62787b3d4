#include "infer/evidence.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/words.h"

struct ht_error *ht_evidence_add(const struct ht_verdict_context *context, struct ht_draft *draft,
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

struct ht_error *ht_phrase_duration(double seconds, struct ht_phrase *ret)
{
    struct ht_strbuf words;
    ht_strbuf_init(&words);
    ht_words_duration(&words, seconds);
    struct ht_error *error = words.failed ? ht_error_nomem() : NULL;
    snprintf(ret->text, sizeof ret->text, "%s", words.text);
    ht_strbuf_deinit(&words);
    return error;
}

const char *ht_plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

struct ht_error *ht_evidence_repetition(const struct ht_verdict_context *context, struct ht_draft *draft,
                                        const struct ht_facts *facts)
{
    const char *event = draft->signature && draft->signature->event ? draft->signature->event : "burst";
    if (facts->bursts == 1)
        return ht_evidence_add(context, draft, HT_EVIDENCE_SINGLE, 1, "seen once: one event proves no repetition");
    struct ht_phrase length;
    if (facts->seconds > 0 && facts->most > 1) {
        struct ht_error *error = ht_phrase_duration(facts->seconds, &length);
        if (error)
            return error;
        return ht_evidence_add(context, draft, HT_EVIDENCE_REPETITION, facts->most,
                               "%u %s%s in %s, one every %.*f s: nothing of them was freed", facts->most, event,
                               ht_plural(facts->most), length.text, facts->seconds / facts->most < 10 ? 1 : 0,
                               facts->seconds / facts->most);
    }
    return ht_evidence_add(context, draft, HT_EVIDENCE_REPETITION, facts->bursts, "%u %s%s, nothing of them was freed",
                           facts->bursts, event, ht_plural(facts->bursts));
}

struct ht_error *ht_evidence_spread(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct ht_facts *facts)
{
    if (facts->most < 3)
        return NULL;
    if (facts->churn)
        return ht_evidence_add(context, draft, HT_EVIDENCE_SPREAD, facts->u,
                               "one closely behind the other at the end of the window, as the newest entries of a "
                               "queue are: a second look at the same trace would decide");
    const char *how = ht_facts_late(facts)    ? "bunched at the end of the window, like what will be freed"
                      : ht_facts_early(facts) ? "bunched at the start of the window"
                      : facts->u < -facts->u_late && !facts->clocked
                          ? "spread as far as the cycle counters tell, which wrap"
                          : "spread over the whole window";
    return ht_evidence_add(context, draft, HT_EVIDENCE_SPREAD, facts->u, "%s (Laplace's U = %.1f)", how, facts->u);
}

struct ht_error *ht_evidence_growth(const struct ht_verdict_context *context, struct ht_draft *draft,
                                    const struct ht_facts *facts)
{
    if (!facts->grows_known)
        return NULL;
    if (facts->growth.log_ratio >= 0)
        return ht_evidence_add(
            context, draft, HT_EVIDENCE_GROWTH, facts->growth.p,
            "the longer window holds more of it, as a leak would (chance of that at a constant number: "
            "p = %.2g)",
            facts->growth.p);
    return ht_evidence_add(context, draft, HT_EVIDENCE_GROWTH, facts->growth.p,
                           "it does not grow with the window's length (a constant number is %.1f times as likely)",
                           exp(-facts->growth.log_ratio));
}

struct ht_error *ht_evidence_signature(const struct ht_verdict_context *context, struct ht_draft *draft)
{
    const struct ht_signature *s = draft->signature;
    if (!s)
        return NULL;
    if (s->class != HT_SIGNATURE_LEAK)
        return ht_evidence_add(context, draft, HT_EVIDENCE_SIGNATURE, NAN, "its functions are known as %s",
                               s->class == HT_SIGNATURE_TRANSIENT ? "transient" : "retained");
    return ht_evidence_add(context, draft, HT_EVIDENCE_SIGNATURE, NAN, "a known leak%s%s",
                           s->affected ? " of ESP-IDF " : "", s->affected ? s->affected : "");
}
