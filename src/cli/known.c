#include "cli/known.h"

#include "judge/rules.h"
#include "report/text/layout.h"

/* esp-idf 46fceb2490c, of July 2026, is on master alone. */
static const char tracing[] =
    "No release up to v6.1-beta1 traces heap_caps_calloc(), through which mbedTLS allocates unless "
    "CONFIG_MBEDTLS_DEFAULT_MEM_ALLOC is set: 46fceb2490c (master) does.";

struct list {
    struct ht_text text;
    const char *release; /* or NULL */
    size_t count;        /* written */
};

static void put_fact(struct list *list, const char *label, const char *fact)
{
    if (!fact)
        return;
    ht_text_to(&list->text, 2);
    ht_text_put(&list->text, label);
    ht_text_to(&list->text, 14);
    ht_text_wrap(&list->text, 14, fact);
    ht_text_end(&list->text);
}

static void put_rule(struct list *list, const struct ht_signature *rule)
{
    static const char *const classes[HT_SIGNATURE_CLASSES] = {
        [HT_SIGNATURE_LEAK] = "leak", [HT_SIGNATURE_TRANSIENT] = "transient", [HT_SIGNATURE_RETAINED] = "retained"};
    ht_text_end(&list->text);
    ht_text_put(&list->text, rule->id);
    ht_text_end(&list->text);
    put_fact(list, classes[rule->class], rule->title);
    if (rule->standing.unsure)
        put_fact(list, "perhaps", "the release lies between those with and those without the leak, or behind them");
    put_fact(list, "affected", rule->affected);
    put_fact(list, "fixed", rule->fixed);
    put_fact(list, "needs", rule->option);
    put_fact(list, "traced", rule->traced);
    put_fact(list, "until then", rule->workaround);
    put_fact(list, "bound", rule->bound);
    put_fact(list, "freed by", rule->freed_by);
    put_fact(list, "see", rule->url);
    list->count++;
}

/* Is a rule of this kind to be listed? Helpers are none; of leaks those that the release has. */
static bool is_listed(const struct list *list, const struct ht_signature *rule, bool leaks)
{
    if (HT_SIGNATURE_BIT(rule->class) & HT_SIGNATURE_HELPERS || ht_signature_is_leak(rule) != leaks)
        return false;
    return !leaks || !list->release || rule->own || rule->standing.state == HT_RELEASE_AFFECTED;
}

static void put_rules(struct list *list, const struct ht_signatures *rules, const char *heading, bool leaks)
{
    struct ht_strbuf *words = ht_text_words(&list->text);
    ht_strbuf_adds(words, heading);
    if (leaks && list->release)
        ht_strbuf_addf(words, " of ESP-IDF %s", list->release);
    list->count = 0;
    ht_text_wrap(&list->text, 0, words->text);
    ht_text_end(&list->text);
    for (size_t i = 0; i < rules->count; i++) {
        if (is_listed(list, &rules->items[i], leaks))
            put_rule(list, &rules->items[i]);
    }
    if (!list->count)
        put_fact(list, "none", "");
    ht_text_end(&list->text);
}

struct ht_error *ht_known_list(FILE *out, unsigned width, const struct ht_analysis_settings *settings,
                               const char *release)
{
    struct ht_signatures all;
    struct ht_release parsed;
    if (release && !ht_release_parse(release, &parsed))
        return ht_error_hint(ht_error_create(HT_ERROR_USAGE, "--known: '%s' is no release of ESP-IDF", release),
                             "give v5.1.2, or what git describes: v6.1-dev-1234-g0123abcd");
    struct ht_arena arena;
    ht_arena_init(&arena);
    struct ht_error *error = ht_rules_choose(&arena, settings, release, &all);
    if (!error) {
        struct list list = {.release = release};
        ht_text_init(&list.text, out, width, false, false);
        put_rules(&list, &all, "Known leaks", true);
        put_rules(&list, &all, "What looks like a leak, and is freed or kept on purpose", false);
        ht_text_wrap(&list.text, 0, tracing);
        error = ht_text_deinit(&list.text) ? NULL : ht_error_nomem();
    }
    ht_arena_deinit(&arena);
    return error;
}
