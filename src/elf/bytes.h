/*
 * A piece of an ELF file.
 */
#ifndef HT_ELF_BYTES_H
#define HT_ELF_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct ht_elf_bytes {
    const uint8_t *data; /* NULL: there is none */
    size_t size;
};

#endif
