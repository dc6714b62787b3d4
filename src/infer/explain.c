#include "infer/explain.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>

#include "base/words.h"
#include "infer/runs_observe.h"

/* A term that moves the log odds by less says nothing worth reading. */
#define NATS_TOLD 0.2

/* Fewer events than these are in no proportion to anything. */
#define EVENTS_COMPARED 3u

/* Windows that are more alike tell no proportion. */
#define LENGTHS_COMPARED 1.5

/* Frames that reach behind the allocators of all releases (heap_caps_malloc_default, heap_caps_malloc, malloc). */
#define DEPTH_ENOUGH 5u

/* Of a place that is known to so little, as a part of the window, no figure is worth reading. */
#define PLACE_UNSURE 0.2

/* Nor where the counter shows less than this part of what lies between the first and the last. */
#define SPAN_UNSURE 0.1

/* A piece of evidence in the making. */
struct piece {
    enum ht_evidence_kind kind;
    double value, nats;
    struct ht_strbuf text;
};

/* What is needed to write about a group. */
struct story {
    const struct ht_group_input *input;
    struct ht_group *group;
    const struct ht_prior *prior;
    const struct ht_observation *seen;
    const struct ht_sample *most; /* the window that holds most of its events */
    double nats[HT_TERMS];        /* what each term adds to the log odds of a leak */
    double told[HT_TERMS];        /* the same to those of the verdict */
};

static struct ht_error *add(struct story *story, enum ht_evidence_kind kind, double value, double nats,
                            struct ht_strbuf *text)
{
    struct ht_group *group = story->group;
    const char *message = text->failed ? NULL : ht_arena_strdup(story->input->trace->arena, text->text);
    ht_strbuf_reset(text);
    if (!message)
        return ht_error_nomem();
    if (group->evidence_count < HT_EVIDENCE_MAX)
        group->evidence[group->evidence_count++] = (struct ht_evidence){kind, message, value, nats};
    return NULL;
}

static const char *event_of(const struct ht_group *group)
{
    return group->signature && group->signature->event ? group->signature->event : "event";
}

static double probability_of(enum ht_verdict verdict, const double probability[HT_RIVALS])
{
    switch (verdict) {
    case HT_VERDICT_TRANSIENT:
        return probability[HT_RIVAL_TRANSIENT];
    case HT_VERDICT_RETAINED:
        return probability[HT_RIVAL_BOUNDED] + probability[HT_RIVAL_ONCE];
    default:
        return probability[HT_RIVAL_LEAK];
    }
}

static double log_odds(double probability)
{
    double p = fmin(fmax(probability, DBL_EPSILON), 1 - DBL_EPSILON);
    return log(p / (1 - p));
}

static void weigh_terms(const struct ht_weights *weights, enum ht_verdict verdict, double nats[HT_TERMS])
{
    /* Before anything is known a leak is as likely as all others. */
    double probability[HT_RIVALS] = {[HT_RIVAL_LEAK] = 0.5, 0.5 / 3, 0.5 / 3, 0.5 / 3};
    double before = log_odds(probability_of(verdict, probability));
    for (int t = 0; t < HT_TERMS; t++) {
        ht_rivals_posterior(weights, (enum ht_term)(t + 1), probability);
        double after = log_odds(probability_of(verdict, probability));
        nats[t] = after - before;
        before = after;
    }
}

/* Which releases have the leak that a signature knows, and whether the firmware's is one of them. */
static void write_releases(const struct ht_signature *signature, struct ht_strbuf *text)
{
    if (!signature->affected)
        return;
    bool idf = signature->history.affected_count > 0;
    ht_strbuf_addf(text, "%s of %s%s", signature->class == HT_SIGNATURE_LEAK ? "" : ", and a known leak",
                   idf ? "ESP-IDF " : "", signature->affected);
    if (signature->standing.state == HT_RELEASE_AFFECTED && signature->release)
        ht_strbuf_addf(text,
                       signature->standing.unsure ? "; %s lies between or behind them, and may have the fix"
                                                  : "; this firmware's is %s",
                       signature->release);
    else if (idf)
        ht_strbuf_adds(text, ", if this firmware's is one of them");
}

/* What the blocks are. */
static void write_prior(const struct story *story, struct ht_strbuf *text)
{
    const struct ht_signature *signature = story->group->signature;
    if (story->group->by_sizes)
        ht_strbuf_adds(text, "the sizes are those of one certificate's name in pieces, by DER and RFC 5280: ");
    if (story->prior->tree > 0)
        ht_strbuf_addf(text, "%.0f ", story->prior->tree);
    ht_strbuf_adds(text, story->prior->because);
    if (!signature)
        return;
    write_releases(signature, text);
    if (signature->lifetime > 0) {
        ht_strbuf_adds(text, story->prior->open_more > 0 ? ", and then for " : " within ");
        ht_words_duration(text, signature->lifetime);
    }
}

/* Why so many are told no leak, by what is the likeliest of the others. */
static const char *as_many_as(const struct story *story)
{
    static const char *const kept[HT_RIVALS] = {
        [HT_RIVAL_TRANSIENT] = "as many as may be in use",
        [HT_RIVAL_BOUNDED] = "as many as a container may hold",
        [HT_RIVAL_ONCE] = "so few may be made once",
    };
    const double *p = story->group->judgement.probability;
    int best = HT_RIVAL_TRANSIENT;
    for (int r = 0; r < HT_RIVALS; r++)
        best = kept[r] && p[r] > p[best] ? r : best;
    return kept[best];
}

/* How many events, in how long. */
static void write_counts(const struct story *story, struct ht_strbuf *text)
{
    const struct ht_observation *seen = story->seen;
    const char *event = event_of(story->group);
    if (seen->runs) {
        ht_runs_say_counts(seen->runs, text);
        return;
    }
    if (seen->count > 1) {
        double shortest = INFINITY, longest = 0;
        for (size_t i = 0; i < seen->count; i++) {
            shortest = fmin(shortest, seen->samples[i].seconds);
            longest = fmax(longest, seen->samples[i].seconds);
            ht_strbuf_addf(text, "%s%u", i == 0 ? "" : i + 1 < seen->count ? ", " : " and ", seen->samples[i].events);
            if (i == 0)
                ht_strbuf_addf(text, " %s%s", event, seen->samples[i].events == 1 ? "" : "s");
            if (seen->samples[i].seconds > 0) {
                ht_strbuf_adds(text, " in ");
                ht_words_duration(text, seen->samples[i].seconds);
            }
        }
        if (story->most->events >= EVENTS_COMPARED && shortest > 0 && longest >= LENGTHS_COMPARED * shortest)
            ht_strbuf_adds(text, story->nats[HT_TERM_COUNTS] > NATS_TOLD    ? ": in proportion to the time"
                                 : story->nats[HT_TERM_COUNTS] < -NATS_TOLD ? ": not in proportion to the time"
                                                                            : "");
        return;
    }
    if (story->most->events == 1) {
        bool retained = story->group->judgement.verdict == HT_VERDICT_RETAINED;
        ht_strbuf_adds(text, retained ? "seen once, like what is made at first use"
                                      : "seen once: one event proves no repetition");
        return;
    }
    ht_strbuf_addf(text, "%u %ss", story->most->events, event);
    if (story->most->seconds > 0) {
        ht_strbuf_adds(text, " in ");
        ht_words_duration(text, story->most->seconds);
    }
    ht_strbuf_adds(text, " left blocks that are still there");
    if (story->nats[HT_TERM_COUNTS] < -NATS_TOLD && story->group->judgement.verdict != HT_VERDICT_LEAK) {
        ht_strbuf_addf(text, ": %s", as_many_as(story));
    } else if (story->most->seconds > 0) {
        double each = story->most->seconds / story->most->events;
        ht_strbuf_addf(text, ", one every %.*f s", each < 10 ? 1 : 0, each);
    }
}

/* Seconds between the first and the last of a group's events, in the window with most of them, as far as is certain. */
static double seconds_between(const struct story *story)
{
    const struct ht_bursts *bursts = &story->group->bursts;
    size_t start = 0, most = 0, from = 0;
    for (size_t i = 0; i < bursts->count; i++) {
        start = bursts->items[i].window != bursts->items[start].window ? i : start;
        if (i - start > most) {
            most = i - start;
            from = start;
        }
    }
    const double *at = story->input->timelines[bursts->items[from].window].at;
    return at[bursts->items[from + most].records[0]] - at[bursts->items[from].records[0]];
}

/* Where in the window they stand. */
static void write_places(const struct story *story, struct ht_strbuf *text)
{
    const struct ht_sample *sample = story->most;
    bool exact = story->input->timelines[story->group->bursts.items[0].window].exact;
    double before = ht_spread_mean(&sample->first) * sample->seconds;
    double after = (1 - ht_spread_mean(&sample->last)) * sample->seconds,
           between = exact ? INFINITY : seconds_between(story);
    bool sure = fmax(ht_spread_deviation(&sample->first), ht_spread_deviation(&sample->last)) < PLACE_UNSURE &&
                (sample->events == 1 || between > SPAN_UNSURE * (sample->seconds - before - after));
    const char *about = exact ? "" : "about ";
    if (!exact) {
        before = round(before);
        after = round(after);
    }
    if (sure) {
        ht_strbuf_addf(text, "the first of %u came %s", sample->events, about);
        ht_words_duration(text, before);
        ht_strbuf_addf(text, " after the trace began, the last %s", about);
        ht_words_duration(text, after);
        ht_strbuf_adds(text, " before its end");
    } else {
        ht_strbuf_addf(text, "the first and the last of %u are ", sample->events);
        ht_words_duration(text, between);
        ht_strbuf_adds(text, " apart or more, and the counter does not tell when they came");
    }
    if (story->nats[HT_TERM_PLACES] > NATS_TOLD)
        ht_strbuf_adds(text, ": spread like a leak");
    else if (story->nats[HT_TERM_PLACES] < -NATS_TOLD)
        ht_strbuf_adds(text, !sure            ? ": like what was made at the start, or lately"
                             : before > after ? ": like the newest entries of a list, or what will soon be freed"
                                              : ": like what is made at the start, or fills up and stays");
}

/* What looks and frees show. */
static void write_fate(const struct story *story, struct ht_strbuf *text)
{
    const struct ht_observation *seen = story->seen;
    if (seen->runs)
        ht_runs_say_fate(seen->runs, text);
    else if (seen->looked)
        ht_strbuf_addf(text, "of %u that the earlier look shows %u %s freed; %u joined since",
                       seen->survived + seen->freed, seen->freed, seen->freed == 1 ? "was" : "were", seen->joined);
    else
        ht_strbuf_addf(text, "%u more of the same owner were freed in the window", seen->freed);
}

static void write_pause(const struct story *story, struct ht_strbuf *text)
{
    ht_strbuf_adds(text, text->length ? "; outlived " : "outlived ");
    ht_words_duration(text, story->input->paused);
    ht_strbuf_adds(text, " in which frees went on and nothing new was recorded");
}

static struct ht_error *add_term(struct story *story, enum ht_term term, struct ht_strbuf *text)
{
    static const enum ht_evidence_kind kinds[HT_TERMS] = {HT_EVIDENCE_SIGNATURE, HT_EVIDENCE_REPETITION,
                                                          HT_EVIDENCE_SPREAD, HT_EVIDENCE_SURVIVAL};
    double value = NAN;
    enum ht_evidence_kind kind = kinds[term];
    switch (term) {
    case HT_TERM_PRIOR:
        write_prior(story, text);
        break;
    case HT_TERM_COUNTS:
        write_counts(story, text);
        value = story->most->events;
        kind = story->seen->runs          ? HT_EVIDENCE_REPETITION
               : story->seen->count > 1   ? HT_EVIDENCE_GROWTH
               : story->most->events == 1 ? HT_EVIDENCE_SINGLE
                                          : HT_EVIDENCE_REPETITION;
        break;
    case HT_TERM_PLACES:
        if (!story->most->placed || story->most->events < 2)
            return NULL;
        write_places(story, text);
        break;
    case HT_TERM_FATE:
    case HT_TERMS:
        if (story->seen->looked || story->seen->freed || story->seen->runs)
            write_fate(story, text);
        if (story->input->paused > 0)
            write_pause(story, text);
        if (!text->length)
            return NULL;
        value = story->seen->survived;
        break;
    }
    return add(story, kind, value, story->nats[term], text);
}

/* The rivals that fit, where none is told. */
static struct ht_error *add_rivals(struct story *story, struct ht_strbuf *text)
{
    static const char *const names[HT_RIVALS] = {"a leak", "what will be freed", "a container", "what is made once"};
    const double *p = story->group->judgement.probability;
    int first = 0, second = -1;
    for (int r = 1; r < HT_RIVALS; r++)
        first = p[r] > p[first] ? r : first;
    for (int r = 0; r < HT_RIVALS; r++)
        second = r != first && (second < 0 || p[r] > p[second]) ? r : second;
    ht_strbuf_addf(text, "fits %s (%.0f %%) and %s (%.0f %%)", names[first], 100 * p[first], names[second],
                   100 * p[second]);
    return add(story, HT_EVIDENCE_SINGLE, NAN, NAN, text);
}

/* Where chains end that show nobody but allocators, and what would show more. */
static void write_end(const struct story *story, struct ht_strbuf *text)
{
    struct ht_group_depth depth = ht_group_depth(story->input->trace, story->group);
    if (!depth.room)
        ht_strbuf_adds(text, "the dump holds no call chains: CONFIG_HEAP_TRACING_STACK_DEPTH is 0, or the chip is a "
                             "RISC-V before ESP-IDF v5.5");
    else if (depth.cut && depth.longest < DEPTH_ENOUGH)
        ht_strbuf_addf(text, "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to %u or more",
                       DEPTH_ENOUGH);
    else if (depth.cut)
        ht_strbuf_addf(text, "the stack shows only allocators: set CONFIG_HEAP_TRACING_STACK_DEPTH to more than %u",
                       depth.longest);
    else if (depth.longest)
        ht_strbuf_addf(
            text,
            "the call chain ends by itself after %u frame%s, though the dump has room for %u: in code of the "
            "ROM, at the start of a task, or on a RISC-V without frame pointers "
            "(CONFIG_ESP_SYSTEM_USE_FRAME_POINTER)",
            depth.longest, depth.longest == 1 ? "" : "s", depth.room);
    else
        ht_strbuf_adds(text, "no caller was recorded with it, though others have theirs");
}

/* What another window would show in each case. */
static struct ht_error *add_decider(struct story *story, struct ht_strbuf *text)
{
    const struct ht_group *group = story->group;
    const struct ht_window *window = &story->input->trace->windows[group->bursts.items[0].window];
    uint32_t n = story->most->events;
    if (group->kind == HT_GROUP_SHAPE || group->kind == HT_GROUP_REST)
        write_end(story, text);
    else if (story->seen->runs)
        ht_runs_say_decider(story->seen->runs, text);
    else if (window->untimed)
        ht_strbuf_adds(text, "the dump holds no cycle counts: a window as JSON or console text would decide");
    else if (group->holder == HT_HOLDER_COLLECTOR)
        ht_strbuf_adds(text, "let the collector run to its end just before the dump (Lua: collectgarbage()): what is "
                             "left then is in use, or referred to by mistake");
    else if (story->prior->open_more > 0)
        ht_strbuf_addf(text,
                       "%u open at once or never closed: close them, wait two minutes and look again at the same "
                       "trace: what is left is lost",
                       n);
    else if (story->most->seconds > 0) {
        ht_strbuf_adds(text, "a window of ");
        ht_words_duration(text, HT_LONGER_WINDOW * story->most->seconds);
        ht_strbuf_addf(text, " would decide: of a leak it holds about %.0f, of anything else about %u",
                       (double)HT_LONGER_WINDOW * n, n);
    } else {
        ht_strbuf_adds(text, "the window's length is unknown: give it (-w), and a second one of another length");
    }
    return add(story, HT_EVIDENCE_SINGLE, NAN, NAN, text);
}

struct ht_error *ht_explain_freed(const struct ht_group_input *input, struct ht_group *group)
{
    struct story story = {.input = input, .group = group};
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    const char *what = group->bursts.count == 1 ? "it was" : "all were";
    if (input->survival && input->survival[group->bursts.items[0].window].reused)
        ht_strbuf_addf(&text, "a later run has %s again: %s freed in between",
                       group->bursts.count == 1 ? "its address" : "their addresses", what);
    else
        ht_strbuf_addf(&text, "the later look shows that %s freed", what);
    struct ht_error *error = add(&story, HT_EVIDENCE_SURVIVAL, (double)group->bursts.count, -INFINITY, &text);
    ht_strbuf_deinit(&text);
    return error;
}

struct ht_error *ht_explain(const struct ht_group_input *input, struct ht_group *group, const struct ht_prior *prior,
                            const struct ht_observation *seen, const struct ht_weights *weights)
{
    struct story story = {input, group, prior, seen, &seen->samples[0], {0}, {0}};
    for (size_t i = 1; i < seen->count; i++)
        story.most = seen->samples[i].events > story.most->events ? &seen->samples[i] : story.most;
    weigh_terms(weights, HT_VERDICT_LEAK, story.nats);
    weigh_terms(weights, group->judgement.verdict, story.told);
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    bool told = group->judgement.verdict != HT_VERDICT_UNKNOWN;
    struct ht_error *error = told ? NULL : add_rivals(&story, &text);
    bool done[HT_TERMS] = {false};
    bool known = group->signature != NULL;
    if (!error && known) {
        error = add_term(&story, HT_TERM_PRIOR, &text);
        done[HT_TERM_PRIOR] = true;
    }
    for (int k = known; k < HT_TERMS && !error; k++) {
        /* The strongest first, and those that speak for the verdict before the others. */
        int best = -1;
        double best_nats = 0;
        for (int t = 0; t < HT_TERMS; t++) {
            double nats = told ? story.told[t] : fabs(story.nats[t]);
            if (!done[t] && (best < 0 || nats > best_nats)) {
                best = t;
                best_nats = nats;
            }
        }
        done[best] = true;
        error = add_term(&story, (enum ht_term)best, &text);
    }
    if (!error &&
        (!told || (group->judgement.verdict == HT_VERDICT_LEAK && group->judgement.confidence == HT_CONFIDENCE_LOW)))
        error = add_decider(&story, &text);
    ht_strbuf_deinit(&text);
    return error;
}
