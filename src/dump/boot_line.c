#include "dump/boot_line.h"

#include <string.h>

#include "base/log_line.h"
#include "base/number.h"

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
}

static bool is_alphanumeric(char c)
{
    return is_word(c) && c != '.';
}

static bool is_version(char c)
{
    return is_word(c) || c == '-' || c == '_';
}

struct slice {
    const char *text;
    size_t length;
};

/* The characters that belong together behind the key and blanks; none when the key is not there. */
static struct slice behind(struct slice line, const char *key, size_t anchor, bool (*part)(char))
{
    struct slice slice = {line.text, 0};
    size_t pos = ht_log_find(line.text, line.length, key, anchor);
    if (pos == line.length)
        return slice;
    pos += strlen(key);
    while (pos < line.length && line.text[pos] == ' ')
        pos++;
    slice.text = line.text + pos;
    while (pos + slice.length < line.length && part(slice.text[slice.length]))
        slice.length++;
    return slice;
}

static bool keep(struct ht_arena *arena, struct slice slice, const char **ret)
{
    *ret = ht_arena_strndup(arena, slice.text, slice.length);
    return *ret != NULL;
}

bool ht_boot_line_read(const char *text, size_t length, struct ht_arena *arena, struct ht_boot *boot)
{
    struct slice line = {text, length}, found;
    if ((found = behind(line, "ESP-ROM:", 6, is_alphanumeric)).length) {
        *boot = (struct ht_boot){0};
        return keep(arena, found, &boot->chip);
    }
    if ((found = behind(line, "ELF file SHA256: ", 10, is_alphanumeric)).length)
        return keep(arena, found, &boot->elf_sha256);
    if ((found = behind(line, " ESP-IDF: ", 5, is_version)).length)
        return keep(arena, found, &boot->idf_version);
    uint64_t hz;
    found = behind(line, " cpu freq: ", 5, is_alphanumeric);
    if (found.length && ht_number_decimal(found.text, found.length, UINT32_MAX, &hz))
        boot->cpu_hz = (uint32_t)hz;
    return true;
}
