#include "elf/sha256.h"

#include <nettle/sha2.h>
#include <string.h>
#include <strings.h>

bool ht_elf_sha256_begins(const struct ht_elf_image *image, const char *prefix)
{
    static const char digits[] = "0123456789abcdef";
    struct ht_elf_bytes file = ht_elf_image_file(image);
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char hex[2 * SHA256_DIGEST_SIZE + 1] = "";
    sha256_init(&context);
    sha256_update(&context, file.size, file.data);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    return strncasecmp(hex, prefix, strlen(prefix)) == 0;
}
