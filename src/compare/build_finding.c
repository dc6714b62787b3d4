#include "compare/build_finding.h"

#include <string.h>

#include "base/strbuf.h"
#include "json/value.h"

/* What a report of a device can hold at most. */
#define FINGERPRINTS_MAX 10000u
#define SIZES_MAX 1000000u

static void read_chains(const struct ht_build_chains *chains, const cJSON *array, struct ht_build_finding *ret)
{
    struct ht_tree *tree = chains->tree;
    size_t count = ht_tree_count(tree, array, HT_BUILD_CHAINS_MAX);
    count = count < HT_NAMED_CHAINS_MAX ? count : HT_NAMED_CHAINS_MAX;
    ret->chains = ht_tree_array(tree, count, sizeof *ret->chains);
    for (const cJSON *number = array ? array->child : NULL; ret->chain_count < count && !tree->error;
         number = number->next) {
        uint64_t id = ht_tree_whole(tree, number, HT_JSON_EXACT_MAX);
        if (id >= chains->count)
            ht_tree_fail(tree, number, "the id of a chain");
        else
            ret->chains[ret->chain_count++] = ht_build_chains_name(chains, (size_t)id);
    }
}

/* The sizes of the first fingerprint. */
static void read_sizes(struct ht_tree *tree, const cJSON *fingerprints, struct ht_build_finding *ret)
{
    if (!ht_tree_count(tree, fingerprints, FINGERPRINTS_MAX))
        return;
    const cJSON *sizes = ht_tree_get(tree, fingerprints->child, "sizes"), *pair;
    ret->sizes = ht_tree_array(tree, ht_tree_count(tree, sizes, SIZES_MAX), sizeof *ret->sizes);
    cJSON_ArrayForEach(pair, sizes)
    {
        if (ht_tree_count(tree, pair, 2) != 2)
            ht_tree_fail(tree, pair, "a size and its count");
        if (tree->error)
            return;
        ret->sizes[ret->size_count++] =
            (struct ht_size_count){(uint32_t)ht_tree_whole(tree, pair->child, UINT32_MAX),
                                   (uint32_t)ht_tree_whole(tree, pair->child->next, UINT32_MAX)};
    }
}

/* Which of the names, from first to last, a text is. */
static int read_name(struct ht_tree *tree, const cJSON *item, int first, int last, const char *(*name)(int))
{
    struct ht_strbuf names;
    ht_strbuf_init(&names);
    int found = first;
    while (found <= last && !(cJSON_IsString(item) && strcmp(item->valuestring, name(found)) == 0))
        found++;
    for (int i = first; found > last && i <= last; i++)
        ht_strbuf_addf(&names, "%s%s", i == first ? "" : i == last ? " or " : ", ", name(i));
    if (found > last)
        ht_tree_fail(tree, item, names.text);
    ht_strbuf_deinit(&names);
    return found;
}

static const char *verdict_name(int verdict)
{
    return ht_verdict_name((enum ht_verdict)verdict);
}

static const char *confidence_name(int confidence)
{
    return ht_confidence_name((enum ht_confidence)confidence);
}

static const struct ht_location *read_owner(struct ht_tree *tree, const cJSON *object)
{
    struct ht_location *owner = cJSON_IsNull(object) ? NULL : ht_tree_array(tree, 1, sizeof *owner);
    if (!owner)
        return NULL;
    const cJSON *line = ht_tree_get(tree, object, "line");
    owner->function = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "function"));
    owner->file = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "file"));
    owner->line = cJSON_IsNull(line) ? 0 : (uint32_t)ht_tree_whole(tree, line, UINT32_MAX);
    return owner;
}

static struct ht_rate read_rate(struct ht_tree *tree, const cJSON *object)
{
    struct ht_rate rate = {.heap_bytes_per_hour = HT_NOT_KNOWN};
    rate.bytes_per_hour = ht_tree_number_or_null(tree, ht_tree_get(tree, object, "bytes_per_hour"));
    rate.lower_bound = cJSON_IsTrue(ht_tree_get(tree, object, "lower_bound"));
    rate.low = ht_tree_number_or_null(tree, ht_tree_get(tree, object, "low"));
    rate.high = ht_tree_number_or_null(tree, ht_tree_get(tree, object, "high"));
    return rate;
}

void ht_build_finding_read(const struct ht_build_chains *chains, const cJSON *object, struct ht_build_finding *ret)
{
    struct ht_tree *tree = chains->tree;
    ret->key = ht_tree_text(tree, ht_tree_get(tree, object, "key"));
    ret->title = ht_tree_text(tree, ht_tree_get(tree, object, "title"));
    ret->rule = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "rule"));
    ret->verdict = (enum ht_verdict)read_name(tree, ht_tree_get(tree, object, "verdict"), HT_VERDICT_LEAK,
                                              HT_VERDICT_COUNT - 1, verdict_name);
    ret->confidence = (enum ht_confidence)read_name(tree, ht_tree_get(tree, object, "confidence"), HT_CONFIDENCE_HIGH,
                                                    HT_CONFIDENCE_LOW, confidence_name);
    ret->owner = read_owner(tree, ht_tree_get(tree, object, "owner"));
    ret->suppressed_by = ht_tree_text_or_null(tree, ht_tree_get(tree, object, "suppressed_by"));
    ret->count = (uint32_t)ht_tree_whole(tree, ht_tree_get(tree, object, "count"), UINT32_MAX);
    ret->bytes = ht_tree_whole(tree, ht_tree_get(tree, object, "bytes"), HT_JSON_EXACT_MAX);
    ret->bursts = (uint32_t)ht_tree_whole(tree, ht_tree_get(tree, object, "bursts"), UINT32_MAX);
    ret->bytes_per_burst = ht_tree_number_or_null(tree, ht_tree_get(tree, object, "bytes_per_burst"));
    ret->rate = read_rate(tree, ht_tree_get(tree, object, "rate"));
    read_chains(chains, ht_tree_get(tree, object, "chains"), ret);
    read_sizes(tree, ht_tree_get(tree, object, "fingerprints"), ret);
}
