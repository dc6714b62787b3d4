#include "base/input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/unpack.h"
#include "base/utf.h"

/* Room for what tells no size beforehand: pipes, /proc. */
#define FIRST_SIZE ((size_t)65536)

/* Makes room for more, up to one byte over the limit, which tells that there is more than it. */
static struct ht_error *grow(char **bytes, size_t *capacity, size_t limit, const char *path)
{
    if (*capacity > limit)
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "is larger than %zu bytes, the most that is read", limit),
            "of a long log, the part with the dump is enough: tail -c 100M FILE | htanalyze -");
    size_t larger = *capacity > limit / 2 ? limit + 1 : *capacity * 2;
    char *moved = realloc(*bytes, larger + 1);
    if (!moved)
        return ht_error_nomem();
    *bytes = moved;
    *capacity = larger;
    return NULL;
}

static struct ht_error *read_all(FILE *file, const char *path, size_t limit, size_t expected, struct ht_input *ret)
{
    struct ht_error *error = NULL;
    size_t size = 0, capacity = expected < limit ? expected + 1 : limit + 1;
    char *bytes = malloc(capacity + 1);
    if (!bytes)
        return ht_error_nomem();
    while (!error) {
        errno = 0;
        size_t got = fread(bytes + size, 1, capacity - size, file);
        size += got;
        if (size == capacity)
            error = grow(&bytes, &capacity, limit, path);
        else if (ferror(file))
            error = ht_error_create_at(HT_ERROR_IO, path, 0, 0, "cannot be read: %s", strerror(errno ? errno : EIO));
        else
            break;
    }
    if (error) {
        free(bytes);
        return error;
    }
    bytes[size] = '\0';
    *ret = (struct ht_input){.bytes = bytes, .size = size};
    return NULL;
}

static struct ht_error *unpack(const char *path, struct ht_input *input)
{
    if (!ht_unpack_is_packed(input->bytes, input->size))
        return NULL;
    struct ht_input unpacked;
    struct ht_error *error = ht_unpack(path, input->bytes, input->size, &unpacked.bytes, &unpacked.size);
    if (error)
        return error;
    free(input->bytes);
    *input = unpacked;
    return NULL;
}

static struct ht_error *make_utf8(struct ht_input *input)
{
    enum ht_utf16 order = ht_utf16_find(input->bytes, input->size);
    if (order == HT_UTF16_NOT)
        return NULL;
    char *bytes = malloc(ht_utf16_room(input->size) + 1);
    if (!bytes)
        return ht_error_nomem();
    input->size = ht_utf16_to_utf8(order, input->bytes, input->size, bytes);
    bytes[input->size] = '\0';
    free(input->bytes);
    input->bytes = bytes;
    return NULL;
}

struct ht_error *ht_input_read(const char *path, FILE *standard_input, size_t limit, struct ht_input *ret)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? standard_input : fopen(path, "rb");
    if (!file)
        return ht_error_create_at(HT_ERROR_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
    struct ht_error *error;
    struct stat status;
    int fd = fileno(file); /* none for a stream in memory */
    if (fd < 0 || fstat(fd, &status))
        status = (struct stat){0};
    if (S_ISDIR(status.st_mode)) {
        error = ht_error_create_at(HT_ERROR_IO, path, 0, 0, "is a directory");
    } else {
        bool sized = S_ISREG(status.st_mode) && status.st_size > 0;
        size_t expected = sized ? (size_t)status.st_size : FIRST_SIZE;
        error = read_all(file, path, limit < SIZE_MAX / 4 ? limit : SIZE_MAX / 4, expected, ret);
    }
    if (!standard)
        fclose(file);
    if (error)
        return error;
    error = unpack(path, ret);
    if (!error)
        error = make_utf8(ret);
    if (error)
        ht_input_deinit(ret);
    return error;
}

void ht_input_deinit(struct ht_input *input)
{
    if (!input)
        return;
    free(input->bytes);
    *input = (struct ht_input){0};
}

struct ht_text_place ht_text_place(const char *bytes, size_t offset)
{
    struct ht_text_place place = {1, 1};
    const char *line = bytes, *end = bytes + offset;
    for (const char *next; (next = memchr(line, '\n', (size_t)(end - line))); line = next + 1)
        place.line++;
    place.column = (size_t)(end - line) + 1;
    return place;
}

size_t ht_text_blank(const char *bytes, size_t size)
{
    size_t length = 0;
    while (length < size &&
           (bytes[length] == ' ' || bytes[length] == '\t' || bytes[length] == '\n' || bytes[length] == '\r'))
        length++;
    return length;
}
