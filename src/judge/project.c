#include "judge/project.h"

#include <string.h>

static const char components[] = "/components/";

/* The path of a tree up to its components, when the file is of a component that is ESP-IDF's alone. */
static size_t idf_tree(const char *file)
{
    static const char *const own[] = {"/components/heap/", "/components/freertos/", "/components/esp_libc/",
                                      "/components/esp_system/"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        const char *at = strstr(file, own[i]);
        if (at)
            return (size_t)(at - file);
    }
    return 0;
}

void ht_project_init(struct ht_project *project, const struct ht_frames *frames, const char *const *dirs,
                     size_t dir_count)
{
    *project = (struct ht_project){.dirs = dirs, .dir_count = dir_count};
    for (size_t i = 0; i < frames->count && !project->idf; i++) {
        for (uint32_t k = 0; k < frames->items[i].location_count && !project->idf; k++) {
            const char *file = frames->items[i].locations[k].file;
            project->idf_length = file ? idf_tree(file) : 0;
            project->idf = project->idf_length ? file : NULL;
        }
    }
}

static bool is_below(const char *file, const char *dir, size_t length)
{
    while (length && dir[length - 1] == '/')
        length--;
    return file && length && !strncmp(file, dir, length) && file[length] == '/';
}

/* Of sources that come with tools, whatever the project is. */
static bool is_fetched(const char *file)
{
    static const char *const parts[] = {"/mbedtls/library/",    "/tf-psa-crypto/",  "/lwip/src/", "/FreeRTOS-Kernel/",
                                        "/managed_components/", "/esp-idf/",        "/libdeps/",  "/.platformio/",
                                        "/.arduino15/",         "/hardware/esp32/", "/newlib/",   "/picolibc/",
                                        "/libstdc++-v3/",       "/include/c++/",    "/libgcc/",   "/rustlib/",
                                        "/.cargo/registry/",    "/rustc/"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(file, parts[i]))
            return true;
    }
    return strncmp(file, "managed_components/", 19) == 0;
}

bool ht_project_has(const struct ht_project *project, const struct ht_location *location)
{
    const char *file = location->file;
    if (!file)
        return false;
    for (size_t i = 0; i < project->dir_count; i++) {
        const char *dir = project->dirs[i];
        if (is_below(file, dir, strlen(dir)) || is_below(location->shown, dir, strlen(dir)))
            return true;
    }
    if (project->dir_count || is_fetched(file) || (project->idf && is_below(file, project->idf, project->idf_length)))
        return false;
    return project->idf || (!strstr(file, components) && strncmp(file, components + 1, sizeof components - 2) != 0);
}
