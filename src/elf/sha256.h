/*
 * The SHA-256 of an ELF file, as ESP-IDF logs it.
 *
 * esp_app_get_elf_sha256() (components/esp_app_format) holds the hash of the whole ELF file, which esptool writes into
 * the image; the log shows the first 9 hex digits, CONFIG_APP_RETRIEVE_LEN_ELF_SHA of them in general.
 */
#ifndef HT_ELF_SHA256_H
#define HT_ELF_SHA256_H

#include <stdbool.h>

#include "elf/image.h"

/*
 * Is prefix, hex digits in either case, the beginning of the hash of the image's file? Reads the whole file: 43 ms for
 * 55 MB, so only to be asked when a dump brings a hash.
 */
bool ht_elf_sha256_begins(const struct ht_elf_image *image, const char *prefix);

#endif
