#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "dump.h"

struct fixture {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_error *error;
};

static struct fixture *read_text(struct fixture *f, const char *text, size_t size, bool salvage)
{
    struct ht_dump_settings settings = {.salvage = salvage};
    ht_arena_init(&f->arena);
    ht_trace_init(&f->trace, &f->arena);
    f->error = ht_dump_read(&f->trace, "window.json", text, size, &settings);
    return f;
}

static void done(struct fixture *f)
{
    ht_error_destroy(f->error);
    ht_trace_deinit(&f->trace);
    ht_arena_deinit(&f->arena);
}

/* What the text is read as, in one line, for comparison. */
static void assert_error(const char *text, size_t line, size_t column, const char *message)
{
    struct fixture f;
    read_text(&f, text, strlen(text), false);
    assert_non_null(f.error);
    assert_int_equal(f.error->code, HT_ERROR_INPUT);
    assert_string_equal(f.error->path, "window.json");
    assert_string_equal(f.error->message, message);
    assert_int_equal(f.error->line, line);
    assert_int_equal(f.error->column, column);
    done(&f);
}

static void device_layout(void **state)
{
    (void)state;
    const char *text =
        "{\"count\":2,\"capacity\":256,\"leaks\":["
        "{\"sz\":81,\"addr\":\"0x3fca7a68\",\"cc\":4201719481,\"pcs\":[\"0x40374015\",\"0x42000069\"]},"
        "{\"sz\":4294967295,\"addr\":\"3FCA7A6C\",\"cc\":0,\"pcs\":[1077362709,\"0x0\",\"0x42000069\"]}]}";
    struct fixture f;
    read_text(&f, text, strlen(text), false);
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 1);
    const struct ht_window *window = f.trace.windows;
    assert_int_equal(window->record_count, 2);
    assert_int_equal(window->declared_count, 2);
    assert_int_equal(window->capacity, 256);
    assert_int_equal(window->depth, 2);
    assert_int_equal(window->warning_count, 0);
    assert_int_equal(window->records[0].size, 81);
    assert_int_equal(window->records[0].addr, 0x3fca7a68);
    assert_true(window->records[0].ccount == 4201719481);
    assert_int_equal(window->records[0].cpu, 1);
    assert_int_equal(window->records[1].index, 1);
    assert_true(window->records[1].size == 4294967295);
    assert_int_equal(window->records[1].addr, 0x3fca7a6c);
    assert_int_equal(f.trace.chains.items[1].depth, 1);
    assert_int_equal(f.trace.chains.items[1].pcs[0], 0x40374015);
    done(&f);
}

static void errors_name_their_place(void **state)
{
    (void)state;
    assert_error("{\"leaks\":[{\"sz\":1,\"pcs\":[]},\n {\"sz\":-3,\"pcs\":[]}]}", 2, 8,
                 "record 2: sz must be a whole number from 0 to 4294967295, found -3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device_layout),
        cmocka_unit_test(errors_name_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
