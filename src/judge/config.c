#include "judge/config.h"

#include <string.h>

#include "base/sort.h"
#include "base/strbuf.h"
#include "json/tree.h"

static int compare_names(const void *left, const void *right)
{
    return strcmp((*(const cJSON *const *)left)->string, (*(const cJSON *const *)right)->string);
}

/* Each option stands there once. */
static void check_names(struct ht_tree *tree, const cJSON *options)
{
    size_t count = (size_t)cJSON_GetArraySize(options);
    const cJSON **sorted = ht_tree_array(tree, count, sizeof *sorted), *option;
    count = 0;
    for (option = sorted ? options->child : NULL; option; option = option->next)
        sorted[count++] = option;
    ht_sort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (compare_names(&sorted[i - 1], &sorted[i]) != 0)
            continue;
        bool ordered = ht_tree_offset(tree, sorted[i - 1]) < ht_tree_offset(tree, sorted[i]);
        ht_tree_fail_key(tree, sorted[ordered ? i : i - 1], "each key once");
        return;
    }
}

static struct ht_error *from_json(struct ht_arena *arena, const char *path, const char *bytes, size_t size,
                                  const char **ret)
{
    struct ht_tree tree = {.arena = arena, .path = path, .bytes = bytes};
    struct ht_strbuf text;
    const cJSON *options = ht_tree_load_text(&tree, size), *option;
    if (!cJSON_IsObject(options))
        ht_tree_fail(&tree, options, "an object of options");
    else
        check_names(&tree, options);
    ht_strbuf_init(&text);
    for (option = cJSON_IsObject(options) ? options->child : NULL; option; option = option->next) {
        if (cJSON_IsTrue(option))
            ht_strbuf_addf(&text, "CONFIG_%s=y\n", option->string);
        else if (cJSON_IsNumber(option)) /* whole, of 32 bits: a double holds it, and these digits tell it */
            ht_strbuf_addf(&text, "CONFIG_%s=%.15g\n", option->string, option->valuedouble);
        else if (cJSON_IsString(option))
            ht_strbuf_addf(&text, "CONFIG_%s=\"%s\"\n", option->string, option->valuestring);
    }
    *ret = text.failed ? NULL : ht_arena_strdup(arena, text.text);
    ht_strbuf_deinit(&text);
    struct ht_error *error = ht_tree_end(&tree);
    return error || *ret ? error : ht_error_nomem();
}

struct ht_error *ht_config_read(struct ht_arena *arena, const char *path, const char *bytes, size_t size,
                                struct ht_config *ret)
{
    struct ht_config config = {.path = ht_arena_strdup(arena, path)};
    struct ht_error *error = NULL;
    if (size && (*bytes == '{' || *bytes == '['))
        error = from_json(arena, path, bytes, size, &config.text);
    else
        config.text = ht_arena_strndup(arena, bytes, size);
    if (!error && (!config.path || !config.text))
        error = ht_error_nomem();
    if (!error)
        *ret = config;
    return error;
}

const char *ht_config_find(const struct ht_config *config, const char *option, size_t *length)
{
    size_t name = strlen(option);
    for (const char *line = config->text; line && *line; line++) {
        if (!strncmp(line, option, name) && line[name] == '=') {
            *length = strcspn(line + name + 1, "\r\n");
            return line + name + 1;
        }
        line = strchr(line, '\n');
        if (!line)
            break;
    }
    return NULL;
}
