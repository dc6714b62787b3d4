#include "judge/advise.h"

#include <string.h>

enum { ADVICE_MAX = 5 };

/* Adds advice; a message of NULL is memory that could not be had. */
static struct ht_error *advise(struct ht_finding *finding, const char *message, const char *url)
{
    if (!message)
        return ht_error_nomem();
    finding->advice[finding->advice_count++] = (struct ht_advice){message, url};
    return NULL;
}

/* What people call it: the number, else the rule's name. */
static const char *name_of(struct ht_arena *arena, const struct ht_signature *known)
{
    const char *number = known->url ? strstr(known->url, "/issues/") : NULL;
    return number ? ht_arena_printf(arena, "#%s", number + strlen("/issues/")) : known->id;
}

/* "v5.5", "release/v6.0" */
static const char *release_of(struct ht_arena *arena, const struct ht_release_fix *fix)
{
    const struct ht_release *release = &fix->release;
    if (fix->place == HT_FIX_ON_MASTER)
        return "master";
    if (fix->place == HT_FIX_ON_BRANCH)
        return ht_arena_printf(arena, "release/v%u.%u", release->major, release->minor);
    if (release->patch)
        return ht_arena_printf(arena, "v%u.%u.%u", release->major, release->minor, release->patch);
    return ht_arena_printf(arena, "v%u.%u", release->major, release->minor);
}

/* The firmware's release has the fix, and the leak is there all the same. */
static struct ht_error *advise_fixed(struct ht_arena *arena, const struct ht_signature *known,
                                     struct ht_finding *finding)
{
    const char *name = name_of(arena, known);
    const char *release = known->standing.fix ? release_of(arena, known->standing.fix) : known->release;
    if (!name || !release)
        return ht_error_nomem();
    bool same = !strcmp(release, known->release);
    return advise(finding,
                  ht_arena_printf(arena,
                                  "Looks like %s, but %s has the fix%s%s: another leak, or a backport that is "
                                  "missing; please report it",
                                  name, known->release, same ? "" : " of ", same ? "" : release),
                  known->url);
}

static struct ht_error *advise_workaround(struct ht_arena *arena, const struct ht_signature *known,
                                          struct ht_finding *finding)
{
    if (!known->workaround)
        return NULL;
    return advise(finding,
                  known->fixed ? ht_arena_printf(arena, "Until then: %s", known->workaround) : known->workaround,
                  known->url);
}

static struct ht_error *advise_known(struct ht_arena *arena, const struct ht_signature *known,
                                     struct ht_finding *finding)
{
    struct ht_error *error = NULL;
    if (known->standing.state == HT_RELEASE_FIXED && !known->own)
        return advise_fixed(arena, known, finding);
    bool sure = known->own || known->class == HT_SIGNATURE_LEAK || known->standing.state == HT_RELEASE_AFFECTED;
    const char *idf = known->history.affected_count ? "ESP-IDF " : "";
    if (!sure && known->affected)
        error = advise(finding,
                       ht_arena_printf(arena, "A leak of this place is known in %s%s: %s%s%s%s", idf, known->affected,
                                       known->title, known->fixed ? " (fixed: " : "", known->fixed ? known->fixed : "",
                                       known->fixed ? ")" : ""),
                       known->url);
    else if (known->fixed)
        error = advise(finding, ht_arena_printf(arena, "Take a release with the fix: %s", known->fixed), known->url);
    return error ? error : advise_workaround(arena, known, finding);
}

/* Is the option set that a known leak needs? */
static struct ht_error *advise_option(struct ht_arena *arena, const struct ht_config *config,
                                      const struct ht_signature *known, struct ht_finding *finding)
{
    size_t length;
    if (!config || !known->option)
        return NULL;
    const char *value = ht_config_find(config, known->option, &length);
    return advise(finding,
                  value ? ht_arena_printf(arena, "%s, which it needs, is set in %s", known->option, config->path)
                        : ht_arena_printf(arena,
                                          "It needs %s, which %s does not set: another leak, or another build's "
                                          "configuration",
                                          known->option, config->path),
                  NULL);
}

struct ht_error *ht_advise(const struct ht_report *report, const struct ht_group *group, struct ht_finding *finding)
{
    const struct ht_trace *trace = report->trace;
    struct ht_arena *arena = trace->arena;
    const struct ht_signature *s = group->signature;
    if (group->judgement.verdict != HT_VERDICT_LEAK)
        return NULL;
    finding->advice = ht_arena_array(arena, ADVICE_MAX, sizeof *finding->advice);
    if (!finding->advice)
        return ht_error_nomem();
    struct ht_error *error = finding->known ? advise_known(arena, finding->known, finding) : NULL;
    if (!error && finding->known)
        error = advise_option(arena, report->config, finding->known, finding);
    if (error || (s && s->class == HT_SIGNATURE_LEAK))
        return error;
    return advise(finding,
                  group->kind == HT_GROUP_PARTS ? "Somebody opens a session and never frees this part of it: look "
                                                  "for a missing cleanup on every return path"
                  : group->kind == HT_GROUP_SHAPE && ht_group_depth(trace, group).cut
                      ? "Set CONFIG_HEAP_TRACING_STACK_DEPTH to 5 or more, so that the stack shows who allocates"
                      : "Follow the blocks from the owner: who should free them, and on which path is that skipped?",
                  NULL);
}
