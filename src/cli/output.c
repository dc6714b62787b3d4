#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"

/* As many links as Linux follows before it answers ELOOP. */
#define LINK_DEPTH_MAX 40

/* Names tried for the temporary file before giving up. */
#define TEMPORARY_TRIES 100

static struct ht_error *failed(const char *path, int number)
{
    if (number == EPIPE)
        return ht_error_create_at(HT_ERROR_PIPE, path, 0, 0, "nobody reads the output");
    return ht_error_create_at(HT_ERROR_IO, path, 0, 0, "cannot write%s: %s", path ? "" : " to standard output",
                              strerror(number));
}

/* The directory part of a path with its slash: its length. */
static size_t directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/*
 * Replaces *path, from the heap, by what it links to at last, which need not exist: realpath() is no help with a link
 * that dangles. Returns an errno, 0 for success.
 */
static int follow_links(char **path)
{
    for (int depth = 0; depth < LINK_DEPTH_MAX; depth++) {
        struct stat st;
        if (lstat(*path, &st) != 0)
            return errno == ENOENT ? 0 : errno;
        if (!S_ISLNK(st.st_mode))
            return 0;
        char link[4096];
        ssize_t length = readlink(*path, link, sizeof link);
        if (length < 0)
            return errno;
        if ((size_t)length == sizeof link)
            return ENAMETOOLONG;
        struct ht_strbuf next;
        ht_strbuf_init(&next);
        if (link[0] != '/')
            ht_strbuf_add(&next, *path, directory_length(*path));
        ht_strbuf_add(&next, link, (size_t)length);
        char *copy = next.failed ? NULL : strdup(next.text);
        ht_strbuf_deinit(&next);
        if (!copy)
            return ENOMEM;
        free(*path);
        *path = copy;
    }
    return ELOOP;
}

/*
 * Makes the file, and tells that it is there: no signal comes in between, nor finds a name whose file is another's.
 * Returns the descriptor, or -1.
 */
static int create(const char *name, const char *volatile *unfinished)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), number = errno;
    if (fd >= 0 && unfinished)
        *unfinished = name;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return fd;
}

/* Opens a new file beside the target, with the mode that a new file of the user gets. Returns an errno. */
static int open_temporary(struct ht_output *output)
{
    struct ht_strbuf name;
    ht_strbuf_init(&name);
    int fd = -1, number = EEXIST;
    for (int try = 0; try < TEMPORARY_TRIES && fd < 0 && number == EEXIST; try++) {
        ht_strbuf_reset(&name);
        ht_strbuf_add(&name, output->target, directory_length(output->target));
        ht_strbuf_addf(&name, ".htanalyze-%ld-%d", (long)getpid(), try);
        char *copy = name.failed ? NULL : strdup(name.text);
        if (!copy)
            number = ENOMEM;
        else if ((fd = create(copy, output->unfinished)) < 0)
            number = errno;
        if (fd >= 0)
            output->temporary = copy;
        else
            free(copy);
    }
    ht_strbuf_deinit(&name);
    if (fd < 0)
        return number;
    output->stream = fdopen(fd, "w");
    if (!output->stream)
        close(fd);
    return output->stream ? 0 : ENOMEM;
}

/* Gives the temporary the owner and the mode of the file it will replace. Returns an errno. */
static int take_after(const struct ht_output *output, const struct stat *st)
{
    int fd = fileno(output->stream);
    /* Only root can give files away, and a file that is the user's own now still holds the whole report. */
    if (fchown(fd, st->st_uid, st->st_gid) != 0)
        errno = 0;
    return fchmod(fd, st->st_mode & 07777) == 0 ? 0 : errno;
}

/* Is path one of the names under which descriptors of this process stand? Their links must not be replaced. */
static bool is_descriptor_name(const char *path)
{
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/", 6) == 0;
}

static int open_file(struct ht_output *output, const char *path, FILE *standard_output)
{
    struct stat st, out;
    bool exists = stat(path, &st) == 0;
    if (!exists && errno != ENOENT)
        return errno;
    if (exists && fileno(standard_output) >= 0 && fstat(fileno(standard_output), &out) == 0 &&
        st.st_dev == out.st_dev && st.st_ino == out.st_ino) {
        output->stream = standard_output;
        return 0;
    }
    output->path = strdup(path);
    if (!output->path)
        return ENOMEM;
    if (exists && S_ISDIR(st.st_mode))
        return EISDIR;
    if (exists && (!S_ISREG(st.st_mode) || is_descriptor_name(path))) {
        output->stream = fopen(path, "w");
        return output->stream ? 0 : errno;
    }
    if (exists && access(path, W_OK) != 0) /* a rename would not ask */
        return errno;
    output->target = strdup(path);
    int number = output->target ? follow_links(&output->target) : ENOMEM;
    if (!number)
        number = open_temporary(output);
    if (!number && exists)
        number = take_after(output, &st);
    return number;
}

struct ht_error *ht_output_open(const char *path, FILE *standard_output, const char *volatile *unfinished,
                                struct ht_output *ret)
{
    struct ht_output output = {.unfinished = unfinished};
    if (!path || strcmp(path, "-") == 0) {
        output.stream = standard_output;
    } else {
        int number = open_file(&output, path, standard_output);
        if (number) {
            ht_output_discard(&output);
            return failed(path, number);
        }
    }
    errno = 0; /* for ht_output_commit() */
    *ret = output;
    return NULL;
}

/* The temporary is no more: a signal that comes before this is known removes a name that nobody has. */
static void forget_temporary(struct ht_output *output)
{
    if (output->unfinished)
        *output->unfinished = NULL;
    free(output->temporary);
    output->temporary = NULL;
}

/*
 * Has the bytes of the temporary on the disk: without that a rename may be there after a crash, and they not. Returns
 * an errno. There are file systems that cannot, and then nobody can do more.
 */
static int sync_temporary(const struct ht_output *output)
{
    if (!output->temporary || fsync(fileno(output->stream)) == 0 || errno == EINVAL || errno == ENOSYS)
        return 0;
    return errno;
}

struct ht_error *ht_output_commit(struct ht_output *output)
{
    /* stdio forgets why an earlier write failed, and throws its bytes away: only errno still knows. */
    int earlier = errno, number = 0;
    bool broken = ferror(output->stream);
    if (fflush(output->stream) != 0)
        number = errno;
    else if (broken)
        number = earlier ? earlier : EIO;
    if (!number)
        number = sync_temporary(output);
    if (output->path) {
        if (fclose(output->stream) != 0 && !number)
            number = errno;
        output->stream = NULL;
    }
    if (output->temporary && !number) {
        if (rename(output->temporary, output->target) == 0)
            forget_temporary(output);
        else
            number = errno;
    }
    struct ht_error *error = number ? failed(output->path, number) : NULL;
    ht_output_discard(output);
    return error;
}

void ht_output_discard(struct ht_output *output)
{
    if (!output)
        return;
    if (output->path && output->stream)
        fclose(output->stream);
    if (output->temporary) {
        unlink(output->temporary);
        forget_temporary(output);
    }
    free(output->path);
    free(output->target);
    *output = (struct ht_output){0};
}
