/*
 * The application description that ESP-IDF links into every firmware.
 *
 * Sources: esp_app_desc_t in components/esp_app_format/include/esp_app_desc.h (components/app_update before v5.0),
 * whose layout has not changed since v3.2; the linker scripts (components/esp_system/ld), which put it at the beginning
 * of .flash.appdesc, before v4.2 of .flash.rodata. The hash in it is zero in the ELF: esptool fills it into the image.
 */
#ifndef HT_ELF_APP_DESC_H
#define HT_ELF_APP_DESC_H

#include "base/arena.h"
#include "base/error.h"
#include "elf/image.h"
#include "model/firmware.h"

/*
 * Reads it into the arena: project, version, date and release of ESP-IDF; all NULL where there is none. What cannot be
 * a name (no end, control characters, bytes that are no UTF-8) stays NULL, and the image is warned of it. The chip does
 * not stand there (symbols/elf_chip.h).
 */
struct ht_error *ht_elf_app_desc(struct ht_arena *arena, struct ht_elf_image *image, struct ht_firmware *ret);

#endif
