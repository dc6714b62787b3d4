/*
 * Structures of <elf.h> into and out of the bytes of a little-endian ELF32. The host's own layout is none of the file's
 * business: libelf turns the bytes around where the host is big-endian.
 */
#ifndef HT_ELF_STRUCT_H
#define HT_ELF_STRUCT_H

#include <libelf.h>
#include <stddef.h>

/* Writes size bytes of structures of one type behind each other, or one of them. */
static inline void elf_struct_put(void *file, const void *structure, size_t size, Elf_Type type)
{
    Elf_Data from = {.d_buf = (void *)(size_t)structure, .d_type = type, .d_version = EV_CURRENT, .d_size = size};
    Elf_Data to = {.d_buf = file, .d_version = EV_CURRENT, .d_size = size};
    assert_int_not_equal(elf_version(EV_CURRENT), EV_NONE);
    assert_ptr_equal(elf32_xlatetof(&to, &from, ELFDATA2LSB), &to);
}

static inline void elf_struct_get(void *structure, const void *file, size_t size, Elf_Type type)
{
    Elf_Data from = {.d_buf = (void *)(size_t)file, .d_type = type, .d_version = EV_CURRENT, .d_size = size};
    Elf_Data to = {.d_buf = structure, .d_version = EV_CURRENT, .d_size = size};
    assert_int_not_equal(elf_version(EV_CURRENT), EV_NONE);
    assert_ptr_equal(elf32_xlatetom(&to, &from, ELFDATA2LSB), &to);
}

#endif
