#include "dump/boot_line.h"

#include <string.h>

#include "base/ascii.h"
#include "base/log_line.h"
#include "base/number.h"

static bool is_word(int c)
{
    return ht_is_alphanumeric(c) || c == '.';
}

static bool is_version(int c)
{
    return is_word(c) || c == '-' || c == '_';
}

struct slice {
    const char *text;
    size_t length;
};

/* The characters that belong together behind the key and blanks; none when the key is not there. */
static struct slice behind(struct slice line, const char *key, size_t anchor, bool (*part)(int))
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

/* Names of projects and versions are anything that a line can hold. */
static bool is_visible(int c)
{
    return (unsigned char)c > ' ' && c != 0x7f;
}

/* The same for what may hold blanks, up to the end of the line. */
static struct slice rest_behind(struct slice line, const char *key, size_t anchor)
{
    struct slice found = behind(line, key, anchor, is_visible);
    if (!found.length)
        return found;
    found.length = (size_t)(line.text + line.length - found.text);
    while (found.length && !is_visible(found.text[found.length - 1]))
        found.length--;
    for (size_t i = 0; i < found.length; i++) {
        if (!is_visible(found.text[i]) && found.text[i] != ' ')
            found.length = i;
    }
    return found;
}

/* Where the log lacks the ROM's lines, the bootloader's stands there; one boot may count twice, no dump is between. */
static bool begins_boot(struct slice line)
{
    return ht_log_find(line.text, line.length, "rst:0x", 3) < line.length ||
           ht_log_find(line.text, line.length, "2nd stage bootloader", 0) < line.length;
}

static bool keep(struct ht_arena *arena, struct slice slice, const char **ret)
{
    *ret = ht_arena_strndup(arena, slice.text, slice.length);
    return *ret != NULL;
}

/* The ROM of the ESP32 tells its date alone; that of the ESP8266 goes on behind a comma. */
static bool begins_esp32(const char *text, size_t length)
{
    return length > 4 && !memcmp(text, "ets ", 4) && memchr(text, ':', length) && !memchr(text, ',', length);
}

bool ht_boot_line_read(const char *text, size_t length, struct ht_arena *arena, struct ht_boot *boot)
{
    struct slice line = {text, length}, found;
    if ((found = behind(line, "ESP-ROM:", 6, ht_is_alphanumeric)).length) {
        *boot = (struct ht_boot){.number = boot->number + 1};
        return keep(arena, found, &boot->firmware.chip);
    }
    if (begins_esp32(text, length)) {
        *boot = (struct ht_boot){.number = boot->number + 1, .firmware.chip = "esp32"};
        return true;
    }
    if (begins_boot(line))
        boot->number++;
    if ((found = behind(line, "ELF file SHA256: ", 10, ht_is_alphanumeric)).length)
        return keep(arena, found, &boot->elf_sha256);
    if ((found = behind(line, " ESP-IDF: ", 5, is_version)).length)
        return keep(arena, found, &boot->firmware.idf_version);
    if ((found = rest_behind(line, " Project name: ", 4)).length)
        return keep(arena, found, &boot->firmware.project);
    if ((found = rest_behind(line, " App version: ", 5)).length)
        return keep(arena, found, &boot->firmware.version);
    if ((found = rest_behind(line, " Compile time: ", 1)).length)
        return keep(arena, found, &boot->firmware.built);
    if ((found = behind(line, " chip revision: v", 6, is_word)).length) {
        uint64_t major, minor;
        const char *point = memchr(found.text, '.', found.length);
        if (point && ht_number_decimal(found.text, (size_t)(point - found.text), 99, &major) &&
            ht_number_decimal(point + 1, (size_t)(found.text + found.length - point - 1), 99, &minor))
            boot->revision = (uint32_t)(100 * major + minor) + 1;
        return true;
    }
    uint64_t hz;
    found = behind(line, " cpu freq: ", 5, ht_is_alphanumeric);
    if (found.length && ht_number_decimal(found.text, found.length, UINT32_MAX, &hz))
        boot->cpu_hz = (uint32_t)hz;
    return true;
}

void ht_boot_tell(const struct ht_boot *boot, struct ht_window *window)
{
    struct ht_firmware *own = &window->firmware;
    const struct ht_firmware *told = &boot->firmware;
    window->booted = !own->idf_version && !own->chip;
    window->cpu_hz = window->cpu_hz ? window->cpu_hz : boot->cpu_hz;
    window->elf_sha256 = window->elf_sha256 ? window->elf_sha256 : boot->elf_sha256;
    window->revision = boot->revision;
    own->project = told->project; /* no dump has a name for these three */
    own->version = told->version;
    own->built = told->built;
    own->idf_version = own->idf_version ? own->idf_version : told->idf_version;
    own->chip = own->chip ? own->chip : told->chip;
}
