/*
 * Memory given back: the pages of a file that was mapped, private and read-only.
 */
#ifndef HT_ELF_PAGES_H
#define HT_ELF_PAGES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Takes the pages of a mapping out of memory; bytes is where the mapping begins. What is read later comes back from
 * the system's cache of the file. Does nothing where the system cannot.
 */
void ht_elf_pages_drop(const uint8_t *bytes, size_t size);

#endif
