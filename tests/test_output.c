#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/output.h"

/* Each test runs in an empty directory of its own. */
static char directory[64];

static int enter_directory(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/test_output.XXXXXX");
    umask(022);
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"report", "link", "fifo", "sub/report"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    rmdir("sub");
    return chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1; /* fails when a temporary was left behind */
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_holds(const char *path, const char *text)
{
    char bytes[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[size] = '\0';
    assert_string_equal(bytes, text);
}

/* In the place of the system's, which cannot be asked: what is there when the report is to be on the disk. */
static struct {
    int calls, fails_with;
    bool target_is_new;
    const char *unfinished;
} synced;

static const char *volatile unfinished;

int fsync(int fd)
{
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    synced.calls++;
    synced.target_is_new = access("report", F_OK) == 0;
    synced.unfinished = unfinished;
    assert_true(!unfinished || access(unfinished, F_OK) == 0);
    errno = synced.fails_with;
    return errno ? -1 : 0;
}

static mode_t mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void write_whole(const char *path, const char *text)
{
    struct ht_output output;
    assert_null(ht_output_open(path, stdout, NULL, &output));
    fputs(text, output.stream);
    assert_null(ht_output_commit(&output));
}

/* A crash of the system behind the rename must not leave a file that is empty. */
static void a_report_is_on_the_disk_before_it_has_its_name(void **state)
{
    (void)state;
    synced.calls = 0;
    write_whole("report", "new");
    assert_int_equal(synced.calls, 1);
    assert_false(synced.target_is_new);
    struct ht_output output;
    assert_null(ht_output_open("report", stdout, NULL, &output));
    fputs("newer", output.stream);
    synced.fails_with = EIO;
    struct ht_error *error = ht_output_commit(&output);
    assert_non_null(error);
    assert_string_equal(error->message, "cannot write: Input/output error");
    ht_error_destroy(error);
    assert_holds("report", "new");
    synced.fails_with = EINVAL; /* a file system that cannot */
    write_whole("report", "newest");
    synced.fails_with = 0;
    assert_holds("report", "newest");
}

/* Whatever ends the program finds the name of the temporary as long as there is one, in the middle of the end too. */
static void an_unfinished_file_is_known_to_its_end(void **state)
{
    (void)state;
    struct ht_output output;
    assert_null(ht_output_open("report", stdout, &unfinished, &output));
    assert_non_null(unfinished);
    assert_int_equal(access(unfinished, F_OK), 0);
    synced.unfinished = NULL;
    assert_null(ht_output_commit(&output));
    assert_non_null(synced.unfinished);
    assert_null(unfinished);
    assert_null(ht_output_open("report", stdout, &unfinished, &output));
    assert_non_null(unfinished);
    ht_output_discard(&output);
    assert_null(unfinished);
    assert_null(ht_output_open("-", stdout, &unfinished, &output));
    assert_null(unfinished);
    ht_output_discard(&output);
}

static void a_new_file_has_the_usual_mode(void **state)
{
    (void)state;
    write_whole("report", "new");
    assert_holds("report", "new");
    assert_int_equal(mode_of("report"), 0644);
}

static void an_old_file_keeps_its_mode(void **state)
{
    (void)state;
    put("report", "old and longer");
    chmod("report", 0640);
    write_whole("report", "new");
    assert_holds("report", "new");
    assert_int_equal(mode_of("report"), 0640);
}

static void a_discarded_file_was_never_touched(void **state)
{
    (void)state;
    put("report", "old");
    struct ht_output output;
    assert_null(ht_output_open("report", stdout, NULL, &output));
    fputs("half", output.stream);
    fflush(output.stream);
    ht_output_discard(&output);
    ht_output_discard(&output);
    assert_holds("report", "old");
    assert_null(ht_output_open("link", stdout, NULL, &output));
    ht_output_discard(&output);
    assert_int_equal(access("link", F_OK), -1);
}

static void links_are_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdir("sub", 0755), 0);
    put("sub/report", "old");
    assert_int_equal(symlink("sub/report", "link"), 0);
    write_whole("link", "new");
    assert_holds("sub/report", "new");
    struct stat st;
    assert_int_equal(lstat("link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
}

static void a_link_that_dangles_names_the_new_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir("sub", 0755), 0);
    assert_int_equal(symlink("sub/report", "link"), 0);
    write_whole("link", "new");
    assert_holds("sub/report", "new");
}

static void assert_refused(const char *path, const char *message)
{
    struct ht_output output;
    struct ht_error *error = ht_output_open(path, stdout, NULL, &output);
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_IO);
    assert_string_equal(error->path, path);
    assert_string_equal(error->message, message);
    ht_error_destroy(error);
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    assert_int_equal(symlink("link", "link"), 0);
    assert_refused("link", "cannot write: Too many levels of symbolic links");
    assert_refused(".", "cannot write: Is a directory");
    assert_refused("none/report", "cannot write: No such file or directory");
}

static void a_pipe_is_written_into(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    write_whole("fifo", "through");
    char bytes[16] = "";
    assert_int_equal(read(reader, bytes, sizeof bytes), 7);
    assert_string_equal(bytes, "through");
    close(reader);
    struct stat st;
    assert_int_equal(stat("fifo", &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
}

/* Writes size bytes to the path and gives the error that commit found. */
static struct ht_error *fail_with(const char *path, FILE *standard_output, size_t size)
{
    struct ht_output output;
    assert_null(ht_output_open(path, standard_output, NULL, &output));
    for (size_t i = 0; i < size && !ferror(output.stream); i++)
        putc('x', output.stream);
    struct ht_error *error = ht_output_commit(&output);
    assert_non_null(error);
    return error;
}

static void a_full_device_is_noticed(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 4096, 100000}; /* the first write fails at the end, or in the middle */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct ht_error *error = fail_with("/dev/full", stdout, sizes[i]);
        assert_int_equal(error->code, HT_ERROR_IO);
        assert_string_equal(error->message, "cannot write: No space left on device");
        ht_error_destroy(error);
    }
}

static void a_closed_pipe_is_told_apart(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    static const size_t sizes[] = {1, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        close(ends[0]);
        FILE *pipe_stream = fdopen(ends[1], "w");
        assert_non_null(pipe_stream);
        struct ht_error *error = fail_with("-", pipe_stream, sizes[i]);
        assert_int_equal(error->code, HT_ERROR_PIPE);
        ht_error_destroy(error);
        fclose(pipe_stream);
    }
}

static void standard_output_by_another_name(void **state)
{
    (void)state;
    FILE *file = fopen("report", "w+");
    assert_non_null(file);
    struct ht_output output;
    assert_null(ht_output_open("report", file, NULL, &output));
    assert_ptr_equal(output.stream, file);
    fputs("text", output.stream);
    assert_null(ht_output_commit(&output));
    fputs(" and more", file); /* still the caller's */
    assert_int_equal(fclose(file), 0);
    assert_holds("report", "text and more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_report_is_on_the_disk_before_it_has_its_name, enter_directory,
                                        leave_directory),
        cmocka_unit_test_setup_teardown(an_unfinished_file_is_known_to_its_end, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(a_new_file_has_the_usual_mode, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(an_old_file_keeps_its_mode, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(a_discarded_file_was_never_touched, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(links_are_followed, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(a_link_that_dangles_names_the_new_file, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(what_cannot_be_written, enter_directory, leave_directory),
        cmocka_unit_test_setup_teardown(a_pipe_is_written_into, enter_directory, leave_directory),
        cmocka_unit_test(a_full_device_is_noticed),
        cmocka_unit_test(a_closed_pipe_is_told_apart),
        cmocka_unit_test_setup_teardown(standard_output_by_another_name, enter_directory, leave_directory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
