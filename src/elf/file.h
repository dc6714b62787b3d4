/*
 * The bytes of an ELF file: mapped into memory, given back, and known by their hash.
 */
#ifndef HT_ELF_FILE_H
#define HT_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A piece of an ELF file, or all of it. */
struct ht_elf_bytes {
    const uint8_t *data; /* NULL: there is none */
    size_t size;
};

/*
 * Maps a file, private and read-only; no bytes for one that is empty. HT_ERROR_IO when it cannot be read,
 * HT_ERROR_INPUT when it is no regular file.
 */
struct ht_error *ht_elf_file_map(const char *path, struct ht_elf_bytes *ret);

void ht_elf_file_unmap(struct ht_elf_bytes file);

/*
 * Takes the pages of a mapping out of memory. What is read later comes back from the system's cache of the file. Does
 * nothing where the system cannot.
 */
void ht_elf_file_drop_pages(struct ht_elf_bytes file);

/* The digits of a SHA-256, and a NUL. */
#define HT_ELF_HASH_SIZE 65

/*
 * The SHA-256 of a file, in hex digits of lower case. Reads all bytes: 43 ms for 55 MB, so only to be asked when a dump
 * brings a hash, and once.
 */
void ht_elf_file_hash(struct ht_elf_bytes file, char ret[HT_ELF_HASH_SIZE]);

/*
 * Is prefix, hex digits in either case, the beginning of a file's hash? esp_app_get_elf_sha256()
 * (components/esp_app_format) holds the hash of the whole ELF file, which esptool writes into the image; the log shows
 * the first 9 hex digits, CONFIG_APP_RETRIEVE_LEN_ELF_SHA of them in general.
 */
bool ht_elf_hash_begins(const char *hash, const char *prefix);

#endif
