#include "infer/answers.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/vec.h"
#include "base/wildcard.h"

/* --- distinct names ----------------------------------------------------------------------------------------------- */

/* What a name has to have of a pattern before the two are compared: most have not, and that is seen at a glance. */
struct glance {
    uint64_t letters; /* a bit for each that stands in it */
    unsigned char first;
};

/* Distinct texts, from number 1 on; 0 stands for none. */
struct texts {
    const char **items;
    size_t *lengths;
    struct glance *glances;
    size_t count, capacity, length_capacity, glance_capacity;
    struct ht_table table;
};

/* Digits and signs share a bit: they stand in many names, and tell little. */
static uint64_t letters_of(const char *text)
{
    uint64_t ret = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c != '*')
            ret |= c < 'A' ? 1 : (uint64_t)1 << c % 64;
    }
    return ret;
}

static void texts_deinit(struct texts *texts)
{
    free(texts->items);
    free(texts->lengths);
    free(texts->glances);
    ht_table_deinit(&texts->table);
}

static struct ht_error *texts_add(struct texts *texts, const char *text, size_t length)
{
    if (!HT_VEC_RESERVE(texts->items, texts->capacity, texts->count + 1) ||
        !HT_VEC_RESERVE(texts->lengths, texts->length_capacity, texts->count + 1) ||
        !HT_VEC_RESERVE(texts->glances, texts->glance_capacity, texts->count + 1))
        return ht_error_nomem();
    texts->items[texts->count] = text;
    texts->lengths[texts->count] = length;
    texts->glances[texts->count++] = (struct glance){letters_of(text), (unsigned char)*text};
    return NULL;
}

/* The number of a text; 0 for NULL. */
static struct ht_error *texts_intern(struct texts *texts, const char *text, uint32_t *ret)
{
    *ret = 0;
    if (!text)
        return NULL;
    struct ht_error *error = ht_table_reserve(&texts->table);
    if (error)
        return error;
    size_t length;
    uint32_t hash = ht_table_hash_text(&texts->table, text, &length);
    struct ht_table_place place = ht_table_start(&texts->table, hash);
    while (ht_table_next(&texts->table, &place)) {
        *ret = place.number;
        if (strcmp(texts->items[place.number], text) == 0)
            return NULL;
    }
    *ret = (uint32_t)texts->count;
    error = texts_add(texts, text, length);
    if (!error)
        ht_table_add(&texts->table, &place, *ret);
    return error;
}

/* --- distinct locations ------------------------------------------------------------------------------------------- */

struct pair {
    uint32_t function, file;
};

struct maker {
    struct texts functions, files;
    struct pair *pairs; /* of each answer */
    size_t pair_count, pair_capacity;
    struct ht_table table;
    bool *named, *filed, *housed; /* by function, and twice by file: what fits of the signature at hand */
};

static struct ht_error *intern_pair(struct maker *maker, const struct ht_location *location, uint32_t *ret)
{
    uint32_t key[2];
    struct ht_error *error = texts_intern(&maker->functions, location->function, &key[0]);
    if (!error)
        error = texts_intern(&maker->files, location->file, &key[1]);
    if (!error)
        error = ht_table_reserve(&maker->table);
    if (error)
        return error;
    struct ht_table_place place = ht_table_start(&maker->table, ht_table_hash(&maker->table, key, 2));
    while (ht_table_next(&maker->table, &place)) {
        *ret = place.number;
        if (maker->pairs[*ret].function == key[0] && maker->pairs[*ret].file == key[1])
            return NULL;
    }
    if (!HT_VEC_RESERVE(maker->pairs, maker->pair_capacity, maker->pair_count + 1))
        return ht_error_nomem();
    *ret = (uint32_t)maker->pair_count++;
    maker->pairs[*ret] = (struct pair){key[0], key[1]};
    ht_table_add(&maker->table, &place, *ret);
    return NULL;
}

static struct ht_error *number_locations(struct ht_arena *arena, struct maker *maker, const struct ht_frames *frames,
                                         struct ht_answers *answers)
{
    size_t count = 0;
    for (size_t i = 0; i < frames->count; i++)
        count += frames->items[i].location_count;
    answers->starts = ht_arena_array(arena, frames->count, sizeof *answers->starts);
    answers->numbers = ht_arena_array(arena, count, sizeof *answers->numbers);
    struct ht_error *error = answers->starts && answers->numbers ? NULL : ht_error_nomem();
    count = 0;
    for (size_t i = 0; i < frames->count && !error; i++) {
        answers->starts[i] = count;
        for (uint32_t k = 0; k < frames->items[i].location_count && !error; k++)
            error = intern_pair(maker, &frames->items[i].locations[k], &answers->numbers[count++]);
    }
    return error;
}

/* --- patterns ----------------------------------------------------------------------------------------------------- */

typedef bool fits_function(const char *pattern, const char *text);

static bool fits_name(const char *pattern, const char *text)
{
    return ht_wildcard_fits(pattern, strlen(pattern), true, true, text);
}

/* Marks the texts that one of the patterns fits; whole: from their first character on. False when it takes too long. */
static bool mark(struct ht_answers *answers, const struct ht_signature *signature, const struct ht_patterns *patterns,
                 const struct texts *texts, fits_function *fits, bool whole, bool *ret)
{
    memset(ret, 0, texts->count * sizeof *ret);
    for (size_t p = 0; p < patterns->count; p++) {
        const char *pattern = patterns->items[p];
        size_t length = strlen(pattern);
        bool anywhere = !whole || *pattern == '*';
        uint64_t letters = 0; /* asked for when a name begins like that */
        for (size_t i = 1; i < texts->count; i++) {
            const struct glance *glance = &texts->glances[i];
            if ((letters & ~glance->letters) || (!anywhere && glance->first != (unsigned char)*pattern) || ret[i])
                continue;
            if (!letters && ((letters = letters_of(pattern)) & ~glance->letters))
                continue;
            if (signature->own && (answers->steps += length + texts->lengths[i]) > HT_ANSWERS_STEPS_MAX)
                return false;
            ret[i] = fits(pattern, texts->items[i]);
        }
    }
    return true;
}

static void set(uint64_t *row, size_t bit)
{
    row[bit / HT_ANSWERS_BITS] |= (uint64_t)1 << bit % HT_ANSWERS_BITS;
}

/* --- signatures --------------------------------------------------------------------------------------------------- */

static struct ht_error *prepare(struct ht_arena *arena, struct maker *maker, const struct ht_signatures *signatures,
                                struct ht_answers *answers)
{
    for (size_t i = 0; i < signatures->count; i++)
        answers->placed_count += signatures->items[i].match != HT_MATCH_ANYWHERE;
    answers->words = (answers->placed_count + HT_ANSWERS_BITS - 1) / HT_ANSWERS_BITS;
    answers->placed = ht_arena_array(arena, answers->placed_count, sizeof *answers->placed);
    answers->items = ht_arena_array(arena, maker->pair_count, sizeof *answers->items);
    answers->count = maker->pair_count;
    uint64_t *rows = ht_arena_array(arena, 3 + 3 * answers->count, answers->words * sizeof *rows);
    maker->named = calloc(maker->functions.count, sizeof *maker->named);
    maker->filed = calloc(maker->files.count, sizeof *maker->filed);
    maker->housed = calloc(maker->files.count, sizeof *maker->housed);
    answers->placed_count = 0;
    if (!answers->placed || !answers->items || !rows || !maker->named || !maker->filed || !maker->housed)
        return ht_error_nomem();
    answers->owner = rows;
    answers->first = answers->owner + answers->words;
    answers->uncalled = answers->first + answers->words;
    answers->fits = answers->uncalled + answers->words;
    answers->callers = answers->fits + answers->count * answers->words;
    answers->through = answers->callers + answers->count * answers->words;
    return NULL;
}

/* Sets a bit in the rows of those answers whose function one of the patterns fits. */
static bool mark_rows(struct ht_answers *answers, const struct maker *maker, const struct ht_signature *signature,
                      const struct ht_patterns *patterns, size_t bit, uint64_t *rows)
{
    if (!patterns->count)
        return true;
    if (!mark(answers, signature, patterns, &maker->functions, fits_name, true, maker->named))
        return false;
    for (size_t i = 0; i < answers->count; i++) {
        if (maker->named[maker->pairs[i].function])
            set(rows + i * answers->words, bit);
    }
    return true;
}

/* Whether a signature fits is told by what its three lists marked; an empty one narrows nothing. */
static bool ask(struct ht_answers *answers, const struct maker *maker, struct ht_signature *signature)
{
    const struct ht_patterns *functions = &signature->functions, *files = &signature->files,
                             *components = &signature->components;
    size_t bit = answers->placed_count;
    bool anywhere = signature->match == HT_MATCH_ANYWHERE;
    if (!mark(answers, signature, functions, &maker->functions, fits_name, true, maker->named) ||
        !mark(answers, signature, files, &maker->files, ht_wildcard_fits_path, false, maker->filed) ||
        !mark(answers, signature, components, &maker->files, ht_pattern_fits_component, false, maker->housed))
        return false;
    for (size_t i = 0; i < answers->count; i++) {
        struct ht_answer *answer = &answers->items[i];
        struct pair pair = maker->pairs[i];
        if ((functions->count && !maker->named[pair.function]) || (files->count && !maker->filed[pair.file]) ||
            (components->count && !maker->housed[pair.file]))
            continue;
        signature->met = true;
        if (!anywhere) {
            answer->placed = true;
            set(answers->fits + i * answers->words, bit);
            continue;
        }
        answer->classes |= HT_SIGNATURE_BIT(signature->class);
        if (!answer->signature && (HT_SIGNATURE_BIT(signature->class) & HT_SIGNATURE_OWNERS))
            answer->signature = signature;
    }
    return true;
}

/* What has to stand behind a placed signature, and may stand before it. */
static bool ask_around(struct ht_answers *answers, const struct maker *maker, const struct ht_signature *signature)
{
    size_t bit = answers->placed_count++;
    answers->placed[bit] = signature;
    set(signature->match == HT_MATCH_FIRST ? answers->first : answers->owner, bit);
    if (!signature->callers.count)
        set(answers->uncalled, bit);
    return mark_rows(answers, maker, signature, &signature->callers, bit, answers->callers) &&
           mark_rows(answers, maker, signature, &signature->through, bit, answers->through);
}

static struct ht_error *too_much(const struct ht_signature *signature, const struct maker *maker)
{
    return ht_error_hint(
        ht_error_create_at(HT_ERROR_INPUT, signature->path, signature->line, 0,
                           "signature %s: its patterns and those before take too long on the names of %zu functions",
                           signature->id, maker->functions.count - 1),
        "patterns that begin with a letter, and those with few stars, take the least");
}

struct ht_error *ht_answers_make(struct ht_arena *arena, const struct ht_signatures *signatures,
                                 const struct ht_frames *frames, struct ht_answers *ret)
{
    struct ht_answers answers = {0};
    struct maker maker = {0};
    ht_table_init(&maker.table);
    ht_table_init(&maker.functions.table);
    ht_table_init(&maker.files.table);
    struct ht_error *error = texts_add(&maker.functions, "", 0);
    if (!error)
        error = texts_add(&maker.files, "", 0);
    if (!error)
        error = number_locations(arena, &maker, frames, &answers);
    if (!error)
        error = prepare(arena, &maker, signatures, &answers);
    for (size_t i = 0; i < signatures->count && !error; i++) {
        struct ht_signature *signature = &signatures->items[i];
        if (!ask(&answers, &maker, signature) ||
            (signature->match != HT_MATCH_ANYWHERE && !ask_around(&answers, &maker, signature)))
            error = too_much(signature, &maker);
    }
    free(maker.named);
    free(maker.filed);
    free(maker.housed);
    free(maker.pairs);
    ht_table_deinit(&maker.table);
    texts_deinit(&maker.functions);
    texts_deinit(&maker.files);
    if (!error)
        *ret = answers;
    return error;
}
