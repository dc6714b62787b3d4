#include "base/strbuf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

/* Shared by all empty buffers and never written to: capacity 0 keeps everybody from it. */
static char empty[1];

void ht_strbuf_init(struct ht_strbuf *buffer)
{
    *buffer = (struct ht_strbuf){.text = empty};
}

void ht_strbuf_deinit(struct ht_strbuf *buffer)
{
    if (!buffer)
        return;
    if (buffer->capacity)
        free(buffer->text);
    ht_strbuf_init(buffer);
}

void ht_strbuf_reset(struct ht_strbuf *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->capacity)
        buffer->text[0] = '\0';
}

static bool reserve(struct ht_strbuf *buffer, size_t more)
{
    if (!buffer->failed && more < buffer->capacity - buffer->length)
        return true;
    if (buffer->failed || more > SIZE_MAX / 2 - buffer->length - 1) {
        buffer->failed = true;
        return false;
    }
    char *text = buffer->capacity ? buffer->text : NULL;
    buffer->failed = !HT_VEC_RESERVE(text, buffer->capacity, buffer->length + more + 1);
    if (!buffer->failed)
        buffer->text = text;
    return !buffer->failed;
}

void ht_strbuf_add(struct ht_strbuf *buffer, const char *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return;
    memcpy(buffer->text + buffer->length, bytes, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void ht_strbuf_adds(struct ht_strbuf *buffer, const char *text)
{
    ht_strbuf_add(buffer, text, strlen(text));
}

void ht_strbuf_addc(struct ht_strbuf *buffer, char c)
{
    ht_strbuf_add(buffer, &c, 1);
}

void ht_strbuf_addf(struct ht_strbuf *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0 || !reserve(buffer, (size_t)length)) {
        buffer->failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, args);
    va_end(args);
    buffer->length += (size_t)length;
}
