/* madvise() is no part of POSIX, and posix_madvise(POSIX_MADV_DONTNEED) of glibc does nothing. */
#define _DEFAULT_SOURCE

#include "elf/file.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ht_error *io_error(const char *path, int number)
{
    return ht_error_create_at(HT_ERROR_IO, path, 0, 0, "cannot read the ELF: %s", strerror(number));
}

static struct ht_error *map_open(const char *path, int fd, struct ht_elf_bytes *ret)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return io_error(path, errno);
    if (S_ISDIR(status.st_mode))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "this is a directory, not an ELF"),
                             "give the ELF in it (build/PROJECT.elf)");
    if (!S_ISREG(status.st_mode))
        return ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "this is no regular file: an ELF is read in place");
    struct ht_elf_bytes file = {NULL, (size_t)status.st_size};
    if (file.size) {
        void *bytes = mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            return io_error(path, errno);
        file.data = bytes;
    }
    *ret = file;
    return NULL;
}

struct ht_error *ht_elf_file_map(const char *path, struct ht_elf_bytes *ret)
{
    /* O_NONBLOCK: a FIFO given by mistake must not hang the run. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return io_error(path, errno);
    struct ht_error *error = map_open(path, fd, ret);
    close(fd);
    return error;
}

void ht_elf_file_unmap(struct ht_elf_bytes file)
{
    if (file.data)
        munmap((void *)(uintptr_t)file.data, file.size);
}

void ht_elf_file_drop_pages(struct ht_elf_bytes file)
{
#ifdef MADV_DONTNEED
    (void)madvise((void *)(uintptr_t)file.data, file.size, MADV_DONTNEED);
#else
    (void)file;
#endif
}

void ht_elf_file_hash(struct ht_elf_bytes file, char ret[HT_ELF_HASH_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, file.size, file.data);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        ret[2 * i] = digits[digest[i] >> 4];
        ret[2 * i + 1] = digits[digest[i] & 15];
    }
    ret[HT_ELF_HASH_SIZE - 1] = '\0';
}

bool ht_elf_hash_begins(const char *hash, const char *prefix)
{
    return strncasecmp(hash, prefix, strlen(prefix)) == 0;
}
