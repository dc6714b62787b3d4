/*
 * What the lines of a boot tell of the firmware, for dumps later in the same log.
 *
 * Sources: the chip ROM's first line ("ESP-ROM:esp32s3-20210327", "ets Jun  8 2016 00:22:57" of the ESP32), and
 * "rst:0x1 (POWERON_RESET)"; the bootloader's ("2nd stage bootloader", bootloader_start.c); ESP-IDF's
 * components/esp_system/port/cpu_start.c ("cpu freq: 240000000 Hz") and components/esp_app_format ("Project name:
 * btclock", "App version:      4.0.1", "Compile time:     Jul 15 2025 10:43:57", "ESP-IDF:          v5.3.1", "ELF file
 * SHA256:  9c6f9a0c5..."). The bootloader tells a version of its own.
 */
#ifndef HT_DUMP_BOOT_LINE_H
#define HT_DUMP_BOOT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/trace.h"

struct ht_boot {
    uint32_t number;        /* counted up by each line that a boot begins with: dumps of one boot share it */
    uint32_t cpu_hz;        /* 0: not told */
    const char *elf_sha256; /* its first hex digits, or NULL */
    uint32_t revision;      /* of the chip, as in struct ht_window */
    struct ht_firmware firmware;
};

/*
 * Takes over what a line tells; texts are copied. The ROM's line begins a new boot, which takes back all that was told
 * before. False when there is no memory.
 */
bool ht_boot_line_read(const char *text, size_t length, struct ht_arena *arena, struct ht_boot *boot);

/* Gives a window what its dump does not say itself. */
void ht_boot_tell(const struct ht_boot *boot, struct ht_window *window);

#endif
