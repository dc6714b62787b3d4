#include "cli/dumps.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/input.h"
#include "base/unpack.h"
#include "dump/svdat.h"

/* A dump on its way into the session. */
struct dump {
    const char *path;
    FILE *file;            /* an open recording, or NULL */
    struct ht_input input; /* what can be read once only, or is packed; bytes is NULL when it was not read */
    bool recording;        /* it is one: of */
    struct ht_host_file host;
    bool done;
};

static void close_file(struct dump *dump, FILE *in)
{
    if (dump->file && dump->file != in)
        fclose(dump->file);
    dump->file = NULL;
}

static void release(struct dump *dump, FILE *in)
{
    close_file(dump, in);
    ht_input_deinit(&dump->input);
}

/* Reads a dump into memory. */
static struct ht_error *hold(struct dump *dump, FILE *in)
{
    struct ht_error *error = ht_input_read(dump->path, in, HT_INPUT_SIZE_MAX, &dump->input);
    if (error)
        return error;
    dump->recording = ht_svdat_is(dump->input.bytes, dump->input.size);
    dump->host = (struct ht_host_file){.path = dump->path, .bytes = dump->input.bytes, .size = dump->input.size};
    return NULL;
}

/* Can it be read anywhere, and more than once? */
static bool is_file(const char *path, FILE *in, struct stat *status)
{
    if (strcmp(path, "-") != 0)
        return stat(path, status) == 0 && S_ISREG(status->st_mode);
    int fd = fileno(in); /* none for a stream in memory */
    return fd >= 0 && fstat(fd, status) == 0 && S_ISREG(status->st_mode) && lseek(fd, 0, SEEK_CUR) == 0;
}

/* Finds out whether a dump is a recording. Text stays unread. */
static struct ht_error *look_at(struct dump *dump, FILE *in)
{
    struct stat status;
    char head[HT_SVDAT_HEADER_MAX];
    if (dump->input.bytes)
        return NULL;
    dump->recording = false;
    if (!is_file(dump->path, in, &status))
        return hold(dump, in);
    dump->file = strcmp(dump->path, "-") ? fopen(dump->path, "rb") : in;
    if (!dump->file) /* whoever reads it says why */
        return NULL;
    ssize_t got = pread(fileno(dump->file), head, sizeof head, 0);
    size_t size = got > 0 ? (size_t)got : 0;
    dump->recording = ht_svdat_is(head, size);
    dump->host = (struct ht_host_file){.path = dump->path, .size = (uint64_t)status.st_size, .fd = fileno(dump->file)};
    if (dump->recording)
        return NULL;
    close_file(dump, in);
    return ht_unpack_is_packed(head, size) ? hold(dump, in) : NULL;
}

static struct ht_error *add_text(struct ht_session *session, struct dump *dump, FILE *in,
                                 const struct ht_session_settings *settings)
{
    struct ht_error *error = dump->input.bytes ? NULL : hold(dump, in);
    return error ? error : ht_session_add_dump(session, dump->path, dump->input.bytes, dump->input.size, settings);
}

/* Adds the trace of a recording, with those of the other cores among the dumps behind it. */
static struct ht_error *add_trace(struct ht_session *session, struct dump *dumps, size_t count, FILE *in)
{
    struct ht_host_file files[HT_SVDAT_CORES + 1] = {dumps[0].host}; /* one too many is an error */
    size_t cores = 1;
    struct ht_error *error = NULL;
    for (size_t i = 1; i < count && cores <= HT_SVDAT_CORES && !error; i++) {
        bool same = false;
        if (dumps[i].done)
            continue;
        error = look_at(&dumps[i], in);
        if (!error && dumps[i].recording)
            error = ht_host_same_trace(&dumps[0].host, &dumps[i].host, &same);
        if (same) {
            files[cores++] = dumps[i].host;
            dumps[i].done = true;
        } else {
            close_file(&dumps[i], in);
        }
    }
    return error ? error : ht_session_add_host_trace(session, files, cores);
}

struct ht_error *ht_dumps_add(struct ht_session *session, const char *const *paths, size_t count, FILE *in,
                              const struct ht_session_settings *settings)
{
    struct dump *dumps = calloc(count + 1, sizeof *dumps);
    struct ht_error *error = dumps ? NULL : ht_error_nomem();
    for (size_t i = 0; i < count && !error; i++)
        dumps[i].path = paths[i];
    for (size_t i = 0; i < count && !error; i++) {
        if (!dumps[i].done)
            error = look_at(&dumps[i], in);
        if (!error && !dumps[i].done)
            error = dumps[i].recording ? add_trace(session, &dumps[i], count - i, in)
                                       : add_text(session, &dumps[i], in, settings);
        release(&dumps[i], in);
    }
    for (size_t i = 0; dumps && i < count; i++)
        release(&dumps[i], in);
    free(dumps);
    return error;
}
