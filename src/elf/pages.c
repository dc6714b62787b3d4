/* madvise() is no part of POSIX, and posix_madvise(POSIX_MADV_DONTNEED) of glibc does nothing. */
#define _DEFAULT_SOURCE

#include "elf/pages.h"

#include <sys/mman.h>

void ht_elf_pages_drop(const uint8_t *bytes, size_t size)
{
#ifdef MADV_DONTNEED
    (void)madvise((void *)(uintptr_t)bytes, size, MADV_DONTNEED);
#else
    (void)bytes;
    (void)size;
#endif
}
