#include "elf/kind.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

/* The first byte of an ESP application or bootloader image (esp_image_header_t.magic). */
#define ESP_IMAGE_MAGIC 0xe9

/* How much of a file is looked at to tell text from other data. */
#define TEXT_PROBE 512

#define HINT_APPLICATION "give the linked ELF of the application (build/PROJECT.elf)"

static const struct {
    const char *magic;
    size_t length;
    const char *what;
    const char *hint;
} kinds[] = {
    {"!<arch>\n", 8, "this is an archive of object files", HINT_APPLICATION},
    {"!<thin>\n", 8, "this is an archive of object files", HINT_APPLICATION},
    {"\x1f\x8b", 2, "this is a gzip file", "decompress it first: gunzip FILE"},
    {"\x28\xb5\x2f\xfd", 4, "this is a zstd file", "decompress it first: unzstd FILE"},
    {"\xfd"
     "7zXZ",
     5, "this is an xz file", "decompress it first: unxz FILE"},
    {"PK\x03\x04", 4, "this is a zip file", "unpack it first and give the ELF in it"},
    {"UF2\n", 4, "this is an UF2 image, which holds no symbols", HINT_APPLICATION},
    {"MZ", 2, "this is a Windows program", HINT_APPLICATION},
};

static bool is_text(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < TEXT_PROBE; i++) {
        if (bytes[i] < ' ' && !strchr("\t\n\r\033", bytes[i]))
            return false;
        if (bytes[i] == 0)
            return false;
    }
    return true;
}

struct ht_error *ht_elf_kind_check(const char *path, const uint8_t *bytes, size_t size)
{
    const char *what = "this is no ELF", *hint = HINT_APPLICATION;
    size_t start = 0;
    if (size >= SELFMAG && memcmp(bytes, ELFMAG, SELFMAG) == 0) {
        if (size >= sizeof(Elf32_Ehdr))
            return NULL;
        what = "this ELF is cut off in its header";
        hint = "copy it again from the build directory";
    } else if (size == 0) {
        what = "this file is empty";
    } else if (bytes[0] == ESP_IMAGE_MAGIC) {
        what = "this is a flash image (.bin), which holds no symbols";
        hint = "give the ELF it was made from: it lies beside it in the build directory";
    } else {
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (size >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
                return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", kinds[i].what), "%s",
                                     kinds[i].hint);
        }
        while (start < size && (bytes[start] == ' ' || bytes[start] == '\n' || bytes[start] == '\r'))
            start++;
        if (start < size && (bytes[start] == '{' || bytes[start] == '[')) {
            what = "this is JSON, not an ELF";
            hint = "give a dump without -e; -e is for the firmware's ELF";
        } else if (is_text(bytes, size)) {
            what = "this is text, not an ELF";
            hint = "give a dump without -e, and addr2line's output with -s; -e is for the firmware's ELF";
        }
    }
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "%s", what), "%s", hint);
}
