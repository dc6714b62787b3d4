#include "cli/auto_elf.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "base/number.h"
#include "symbols/elf_chip.h"
#include "json/tree.h"

/* A description of some 20 KiB is large. */
#define DESCRIPTION_SIZE_MAX ((size_t)1 << 22)

/* Folders above the current one that are looked into. */
#define LEVELS_MAX 16

static const char description[] = "build/project_description.json";

static bool is_there(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

static bool is_same(const char *left, const char *right)
{
    struct stat a, b;
    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The nearest description; NULL: there is none, or no memory. */
static const char *find_description(struct ht_arena *arena)
{
    char above[3 * LEVELS_MAX + 1] = "";
    for (int level = 0; level < LEVELS_MAX; level++) {
        const char *path = ht_arena_printf(arena, "%s%s", above, description);
        const char *git = ht_arena_printf(arena, "%s.git", above);
        if (!path || !git || is_there(path))
            return path;
        if (is_there(git))
            break;
        memcpy(above + 3 * level, "../", 4);
    }
    return NULL;
}

struct ht_error *ht_auto_elf_name(struct ht_arena *arena, const char *path, const char *bytes, size_t size,
                                  const char **ret)
{
    struct ht_tree tree = {.arena = arena, .path = path, .bytes = bytes};
    const char *name = ht_tree_text(&tree, ht_tree_get(&tree, ht_tree_load_text(&tree, size), "app_elf"));
    struct ht_error *error = ht_tree_end(&tree);
    if (!error)
        *ret = name;
    return error;
}

/* The ELF that a description names, in the arena; NULL, with a warning, where it is of no use. */
static const char *elf_of(struct ht_arena *arena, const char *path, struct ht_diag *diag)
{
    struct ht_input input = {0};
    const char *name = NULL;
    struct ht_error *error = ht_input_read(path, stdin, DESCRIPTION_SIZE_MAX, &input);
    if (!error)
        error = ht_auto_elf_name(arena, path, input.bytes, input.size, &name);
    ht_input_deinit(&input);
    if (error) {
        ht_diag_print(diag, HT_SEVERITY_WARNING, path, error->line, error->column, "%s: no ELF is taken from it",
                      error->message);
        ht_error_destroy(error);
        return NULL;
    }
    size_t folder = strlen(path) - strlen(strrchr(path, '/')) + 1;
    const char *elf = *name == '/' ? name : ht_arena_printf(arena, "%.*s%s", (int)folder, path, name);
    if (elf && is_same(elf, path))
        ht_diag_print(diag, HT_SEVERITY_WARNING, path, 0, 0, "it names itself as the ELF: none is taken");
    else if (elf && !is_there(elf))
        ht_diag_print(diag, HT_SEVERITY_WARNING, path, 0, 0,
                      "its ELF, %s, is not there: build the project, or give one with -e", elf);
    else
        return elf;
    return NULL;
}

struct ht_error *ht_auto_elf_add(struct ht_session *session, struct ht_diag *diag)
{
    const char *given = getenv("HTANALYZE_ELF");
    if (given && *given) {
        struct ht_error *error = ht_session_add_elf(session, given);
        session->sources.found = error ? NULL : "HTANALYZE_ELF";
        return error ? ht_error_prefix(error, "HTANALYZE_ELF: ") : NULL;
    }
    const char *path = find_description(&session->arena);
    const char *elf = path ? elf_of(&session->arena, path, diag) : NULL;
    if (!elf)
        return NULL;
    struct ht_error *error = ht_session_add_elf(session, elf);
    if (error && error->code != HT_ERROR_INPUT && error->code != HT_ERROR_IO)
        return error;
    if (error)
        ht_diag_print(diag, HT_SEVERITY_WARNING, elf, 0, 0, "%s: it is named by %s, and not used", error->message,
                      path);
    else
        session->sources.found = path;
    ht_error_destroy(error);
    return NULL;
}

#define DEPTH_OPTION "CONFIG_HEAP_TRACING_STACK_DEPTH"

/* What of the configuration the trace rests on; no chain of its dumps can be longer than it says. */
static void tell_config(const struct ht_session *session, struct ht_diag *diag)
{
    static const char *const options[] = {DEPTH_OPTION, "CONFIG_HEAP_TRACE_HASH_MAP"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        size_t length = 0;
        const char *value = ht_config_find(&session->config, options[i], &length);
        ht_diag_print(diag, HT_SEVERITY_NOTE, session->config.path, 0, 0, "%s is %.*s", options[i],
                      value ? (int)length : 7, value ? value : "not set");
    }
    size_t length;
    uint64_t depth;
    uint32_t longest = 0;
    const char *value = ht_config_find(&session->config, DEPTH_OPTION, &length);
    for (size_t i = 0; i < session->trace.window_count; i++)
        longest = session->trace.windows[i].depth > longest ? session->trace.windows[i].depth : longest;
    if (value && ht_number_decimal(value, length, UINT32_MAX, &depth) && longest > depth)
        ht_diag_print(diag, HT_SEVERITY_WARNING, session->config.path, 0, 0,
                      DEPTH_OPTION " is %.*s, but chains of the dump have %" PRIu32 " callers: is it another build's?",
                      (int)length, value, longest);
}

void ht_auto_config_add(struct ht_session *session, struct ht_diag *diag)
{
    static const char *const places[] = {"config/sdkconfig.json", "../sdkconfig"};
    const char *elf = session->sources.image_count ? ht_elf_image_path(session->sources.images[0]) : "";
    const char *slash = strrchr(elf, '/');
    size_t folder = slash ? (size_t)(slash - elf) + 1 : 0;
    for (size_t i = 0; *elf && i < sizeof places / sizeof *places && !session->config.path; i++) {
        const char *path = ht_arena_printf(&session->arena, "%.*s%s", (int)folder, elf, places[i]);
        struct ht_input input;
        if (!path || !is_there(path))
            continue;
        struct ht_error *error = ht_input_read(path, stdin, DESCRIPTION_SIZE_MAX, &input);
        if (!error) {
            error = ht_session_set_config(session, path, input.bytes, input.size);
            ht_input_deinit(&input);
        }
        if (error)
            ht_diag_print(diag, HT_SEVERITY_WARNING, path, error->line, error->column, "%s: not used", error->message);
        ht_error_destroy(error);
    }
    if (session->config.path)
        tell_config(session, diag);
}

/* The revision in "esp32s3_rev0_rom.elf" of the chip; -1: it is another file. */
static int revision_of(const char *file, const char *chip)
{
    int revision, end = 0;
    size_t length = strlen(chip);
    if (strncmp(file, chip, length) != 0 || sscanf(file + length, "_rev%4d_rom.elf%n", &revision, &end) != 1 || !end ||
        file[length + (size_t)end])
        return -1;
    return revision;
}

static const char *chip_of(const struct ht_session *session)
{
    const struct ht_chip *chip = NULL;
    for (size_t i = 0; i < session->trace.window_count && !chip; i++) {
        const char *name = session->trace.windows[i].firmware.chip;
        chip = name ? ht_chip_find(name) : NULL;
    }
    for (size_t i = 0; i < session->sources.image_count && !chip; i++)
        chip = ht_elf_chip(session->sources.images[i]);
    return chip ? chip->name : NULL;
}

/* The chip's revision as the logs tell it, 100 for v1.0; -1: none does. */
static int chip_revision(const struct ht_session *session)
{
    for (size_t i = 0; i < session->trace.window_count; i++) {
        if (session->trace.windows[i].revision)
            return (int)session->trace.windows[i].revision - 1;
    }
    return -1;
}

void ht_auto_rom_add(struct ht_session *session, struct ht_diag *diag)
{
    const char *folder = getenv("ESP_ROM_ELF_DIR"), *chip = chip_of(session);
    DIR *dir = folder && *folder && chip ? opendir(folder) : NULL;
    int wanted = chip_revision(session), best = -1;
    if (!dir)
        return;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        int revision = revision_of(entry->d_name, chip);
        /* The newest that is no newer than the chip; where that is not known, the oldest, which most boards are. */
        bool fits = revision >= 0 && (wanted < 0 || revision <= wanted || best < 0);
        if (fits && (best < 0 || (wanted < 0 ? revision < best : revision > best || best > wanted)))
            best = revision;
    }
    closedir(dir);
    const char *path = best < 0 ? NULL : ht_arena_printf(&session->arena, "%s/%s_rev%d_rom.elf", folder, chip, best);
    struct ht_error *error = path ? ht_session_add_elf(session, path) : NULL;
    if (error)
        ht_diag_print(diag, HT_SEVERITY_WARNING, path, 0, 0, "%s: not used", error->message);
    ht_error_destroy(error);
}
