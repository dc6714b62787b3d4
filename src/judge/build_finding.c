#include "judge/build_finding.h"

#include <string.h>

#include "base/strbuf.h"
#include "json/value.h"

/* What a report of a device can hold at most. */
#define FINGERPRINTS_MAX 10000u
#define SIZES_MAX 1000000u

static struct ht_error *read_finding_chains(const struct ht_build_chains *chains, struct ht_json_value array,
                                            struct ht_build_finding *ret)
{
    size_t count;
    struct ht_error *error = ht_json_count(chains->text, array, HT_BUILD_CHAINS_MAX, &count);
    if (error)
        return error;
    ret->chains = ht_arena_array(chains->text->arena, count < HT_NAMED_CHAINS_MAX ? count : HT_NAMED_CHAINS_MAX,
                                 sizeof *ret->chains);
    if (!ret->chains)
        return ht_error_nomem();
    struct ht_json_walk walk = ht_json_walk_into(chains->text, array);
    struct ht_json_value number;
    while (!error && ret->chain_count < HT_NAMED_CHAINS_MAX && ht_json_next_element(&walk, &number)) {
        uint64_t id = 0;
        error = ht_json_read_whole(chains->text, number, HT_JSON_EXACT_MAX, &id);
        if (!error && id >= chains->count)
            error = ht_json_fail(chains->text, number.start, "the id of a chain");
        if (!error)
            error = ht_build_chains_name(chains, id, &ret->chains[ret->chain_count]);
        ret->chain_count += !error;
    }
    return error;
}

/* The sizes of the first fingerprint. */
static struct ht_error *read_sizes(const struct ht_build_chains *chains, struct ht_json_value fingerprints,
                                   struct ht_build_finding *ret)
{
    static const char *const keys[] = {"sizes"};
    size_t count, width;
    struct ht_json_value first, sizes, pair, number;
    struct ht_error *error = ht_json_count(chains->text, fingerprints, FINGERPRINTS_MAX, &count);
    if (error || !count)
        return error;
    struct ht_json_walk walk = ht_json_walk_into(chains->text, fingerprints);
    ht_json_next_element(&walk, &first);
    error = ht_json_members(chains->text, first, keys, 1, &sizes);
    if (!error)
        error = ht_json_count(chains->text, sizes, SIZES_MAX, &count);
    if (error)
        return error;
    ret->sizes = ht_arena_array(chains->text->arena, count, sizeof *ret->sizes);
    if (!ret->sizes)
        return ht_error_nomem();
    walk = ht_json_walk_into(chains->text, sizes);
    while (!error && ht_json_next_element(&walk, &pair)) {
        uint64_t values[2] = {0};
        error = ht_json_count(chains->text, pair, 2, &width);
        if (!error && width != 2)
            error = ht_json_fail(chains->text, pair.start, "a size and its count");
        struct ht_json_walk numbers = ht_json_walk_into(chains->text, pair);
        for (size_t i = 0; i < 2 && !error && ht_json_next_element(&numbers, &number); i++)
            error = ht_json_read_whole(chains->text, number, UINT32_MAX, &values[i]);
        if (!error)
            ret->sizes[ret->size_count++] = (struct ht_size_count){(uint32_t)values[0], (uint32_t)values[1]};
    }
    return error;
}

/* Which of the names, from first to last, a text is. */
static struct ht_error *read_name(const struct ht_build_chains *chains, struct ht_json_value value, int first, int last,
                                  const char *(*name)(int), int *ret)
{
    const char *text;
    struct ht_error *error = ht_json_read_text(chains->text, value, &text);
    if (error)
        return error;
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    for (int i = first; i <= last; i++) {
        if (strcmp(text, name(i)) == 0) {
            ht_strbuf_deinit(&names);
            *ret = i;
            return NULL;
        }
        ht_strbuf_addf(&names, "%s%s", i == first ? "" : i == last ? " or " : ", ", name(i));
    }
    error = ht_json_fail(chains->text, value.start, names.text);
    ht_strbuf_deinit(&names);
    return error;
}

static const char *verdict_name(int verdict)
{
    return ht_verdict_name((enum ht_verdict)verdict);
}

static const char *confidence_name(int confidence)
{
    return ht_confidence_name((enum ht_confidence)confidence);
}

static struct ht_error *read_judgement(const struct ht_build_chains *chains, struct ht_json_value verdict,
                                       struct ht_json_value confidence, struct ht_build_finding *ret)
{
    int number = 0;
    struct ht_error *error = read_name(chains, verdict, HT_VERDICT_LEAK, HT_VERDICT_COUNT - 1, verdict_name, &number);
    if (error)
        return error;
    ret->verdict = (enum ht_verdict)number;
    error = read_name(chains, confidence, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_LOW, confidence_name, &number);
    if (!error)
        ret->confidence = (enum ht_confidence)number;
    return error;
}

static struct ht_error *read_owner(const struct ht_build_chains *chains, struct ht_json_value object,
                                   struct ht_build_finding *ret)
{
    static const char *const keys[] = {"function", "file", "line"};
    struct ht_json_value values[3];
    uint64_t line = 0;
    if (ht_json_is_null(chains->text, object))
        return NULL;
    struct ht_location *owner = ht_arena_array(chains->text->arena, 1, sizeof *owner);
    struct ht_error *error = owner ? ht_json_members(chains->text, object, keys, 3, values) : ht_error_nomem();
    if (!error)
        error = ht_json_read_text_or_null(chains->text, values[0], &owner->function);
    if (!error)
        error = ht_json_read_text_or_null(chains->text, values[1], &owner->file);
    if (!error && !ht_json_is_null(chains->text, values[2]))
        error = ht_json_read_whole(chains->text, values[2], UINT32_MAX, &line);
    if (error)
        return error;
    owner->line = (uint32_t)line;
    ret->owner = owner;
    return NULL;
}

static struct ht_error *read_rate(const struct ht_build_chains *chains, struct ht_json_value object,
                                  struct ht_build_finding *ret)
{
    static const char *const keys[] = {"bytes_per_hour", "lower_bound", "low", "high"};
    struct ht_json_value values[4];
    struct ht_rate *rate = &ret->rate;
    struct ht_error *error = ht_json_members(chains->text, object, keys, 4, values);
    if (error)
        return error;
    rate->heap_bytes_per_hour = HT_NOT_KNOWN;
    rate->lower_bound = ht_json_is(chains->text->bytes, values[1], "true");
    error = ht_json_read_number_or_null(chains->text, values[0], &rate->bytes_per_hour);
    if (!error)
        error = ht_json_read_number_or_null(chains->text, values[2], &rate->low);
    if (!error)
        error = ht_json_read_number_or_null(chains->text, values[3], &rate->high);
    return error;
}

static struct ht_error *read_figures(const struct ht_build_chains *chains, struct ht_json_value object,
                                     struct ht_build_finding *ret)
{
    static const char *const keys[] = {"count", "bytes", "bursts", "bytes_per_burst", "rate"};
    struct ht_json_value values[5];
    uint64_t count = 0, bursts = 0;
    struct ht_error *error = ht_json_members(chains->text, object, keys, 5, values);
    if (!error)
        error = ht_json_read_whole(chains->text, values[0], UINT32_MAX, &count);
    if (!error)
        error = ht_json_read_whole(chains->text, values[1], HT_JSON_EXACT_MAX, &ret->bytes);
    if (!error)
        error = ht_json_read_whole(chains->text, values[2], UINT32_MAX, &bursts);
    if (!error)
        error = ht_json_read_number_or_null(chains->text, values[3], &ret->bytes_per_burst);
    ret->count = (uint32_t)count;
    ret->bursts = (uint32_t)bursts;
    return error ? error : read_rate(chains, values[4], ret);
}

struct ht_error *ht_build_finding_read(const struct ht_build_chains *chains, struct ht_json_value object,
                                       struct ht_build_finding *ret)
{
    static const char *const keys[] = {"key",   "title",         "rule",   "verdict",     "confidence",
                                       "owner", "suppressed_by", "chains", "fingerprints"};
    struct ht_json_value values[9];
    struct ht_error *error = ht_json_members(chains->text, object, keys, 9, values);
    if (!error)
        error = ht_json_read_text(chains->text, values[0], &ret->key);
    if (!error)
        error = ht_json_read_text(chains->text, values[1], &ret->title);
    if (!error)
        error = ht_json_read_text_or_null(chains->text, values[2], &ret->rule);
    if (!error)
        error = read_judgement(chains, values[3], values[4], ret);
    if (!error)
        error = read_owner(chains, values[5], ret);
    if (!error)
        error = ht_json_read_text_or_null(chains->text, values[6], &ret->suppressed_by);
    if (!error)
        error = read_figures(chains, object, ret);
    if (!error)
        error = read_finding_chains(chains, values[7], ret);
    if (!error)
        error = read_sizes(chains, values[8], ret);
    return error;
}
