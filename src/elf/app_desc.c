#include "elf/app_desc.h"

#include <stdbool.h>
#include <string.h>

#include "base/reader.h"
#include "base/utf.h"

#define MAGIC 0xabcd5432u

/* Where its fields begin, and how long they are. */
enum {
    VERSION = 16,
    PROJECT = 48,
    TIME = 80,
    DATE = 96,
    IDF_VERSION = 112,
    FIELDS_END = 144, /* what follows is a hash that is not filled in, and fields that newer releases have added */
    NAME_SIZE = 32,
    DATE_SIZE = 16
};

static bool is_text(const char *text)
{
    while (*text) {
        uint32_t character;
        size_t length = ht_utf8_decode(text, &character);
        if (!length || character < ' ' || (character >= 0x7f && character < 0xa0))
            return false;
        text += length;
    }
    return true;
}

/* A field as text; NULL, with a warning, for one that is none, and for an empty one. */
static struct ht_error *read_field(struct ht_arena *arena, struct ht_elf_image *image, const char *field, size_t size,
                                   const char *what, const char **ret)
{
    const char *end = memchr(field, '\0', size);
    if (!end)
        ht_elf_image_warn(image, "its application description is damaged: %s has no end", what);
    else if (!is_text(field))
        ht_elf_image_warn(image, "its application description is damaged: %s is no text", what);
    else if (end != field && !(*ret = ht_arena_strndup(arena, field, (size_t)(end - field))))
        return ht_error_nomem();
    return NULL;
}

static struct ht_error *read_fields(struct ht_arena *arena, struct ht_elf_image *image, const char *bytes,
                                    struct ht_firmware *ret)
{
    const char *date = NULL, *time = NULL;
    struct ht_error *error = read_field(arena, image, bytes + VERSION, NAME_SIZE, "the version", &ret->version);
    if (!error)
        error = read_field(arena, image, bytes + PROJECT, NAME_SIZE, "the project's name", &ret->project);
    if (!error)
        error = read_field(arena, image, bytes + TIME, DATE_SIZE, "the time of the build", &time);
    if (!error)
        error = read_field(arena, image, bytes + DATE, DATE_SIZE, "the date of the build", &date);
    if (!error)
        error = read_field(arena, image, bytes + IDF_VERSION, NAME_SIZE, "the version of ESP-IDF", &ret->idf_version);
    if (error || !date)
        return error;
    ret->built = time ? ht_arena_printf(arena, "%s %s", date, time) : date;
    return ret->built ? NULL : ht_error_nomem();
}

struct ht_error *ht_elf_app_desc(struct ht_arena *arena, struct ht_elf_image *image, struct ht_firmware *ret)
{
    static const char *const sections[] = {".flash.appdesc", ".rodata_desc", ".flash.rodata"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct ht_elf_bytes bytes = ht_elf_image_section(image, sections[i]);
        if (bytes.size < 4 || ht_load_u32(bytes.data, ht_elf_image_big_endian(image)) != MAGIC)
            continue;
        if (bytes.size < FIELDS_END) {
            ht_elf_image_warn(image, "its application description is cut off by the end of section %s", sections[i]);
            return NULL;
        }
        return read_fields(arena, image, (const char *)bytes.data, ret);
    }
    return NULL;
}
