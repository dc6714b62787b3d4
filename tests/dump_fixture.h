/*
 * Reading dumps from memory, for the tests of the dump readers.
 */
#ifndef DUMP_FIXTURE_H
#define DUMP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "dump/dump.h"

struct dump_fixture {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_error *error;
    const struct ht_window *window; /* the last one, or NULL */
};

/* Reads a copy of exactly that size, so that a sanitizer sees a step beyond it. */
static inline void dump_bytes(struct dump_fixture *f, const char *bytes, size_t size, struct ht_dump_settings settings)
{
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    ht_arena_init(&f->arena);
    ht_trace_init(&f->trace, &f->arena);
    f->error = ht_dump_read(&f->trace, "window.json", copy, size, &settings);
    f->window = f->trace.window_count ? &f->trace.windows[f->trace.window_count - 1] : NULL;
    free(copy);
}

static inline void dump_text(struct dump_fixture *f, const char *text)
{
    dump_bytes(f, text, strlen(text), (struct ht_dump_settings){0});
}

static inline void dump_done(struct dump_fixture *f)
{
    ht_error_destroy(f->error);
    ht_trace_deinit(&f->trace);
    ht_arena_deinit(&f->arena);
}

/* The text is refused at this place with this message; the hint holds a piece of text, or is not there (NULL). */
static inline void assert_refused(const char *text, size_t line, size_t column, const char *message, const char *hint)
{
    struct dump_fixture f;
    dump_text(&f, text);
    assert_non_null(f.error);
    assert_int_equal(f.error->code, HT_ERROR_INPUT);
    assert_string_equal(f.error->message, message);
    assert_string_equal(f.error->path, "window.json");
    assert_int_equal(f.error->line, line);
    assert_int_equal(f.error->column, column);
    if (hint) {
        assert_non_null(f.error->hint);
        assert_non_null(strstr(f.error->hint, hint));
    } else {
        assert_null(f.error->hint);
    }
    dump_done(&f);
}

/* The text is read with exactly one warning: this one. */
static inline void assert_warned(const char *text, const char *code, size_t line, size_t column, const char *message)
{
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.window->warning_count, 1);
    assert_string_equal(f.window->warnings[0].code, code);
    assert_string_equal(f.window->warnings[0].message, message);
    assert_int_equal(f.window->warnings[0].line, line);
    assert_int_equal(f.window->warnings[0].column, column);
    dump_done(&f);
}

/* The text is read without a warning. */
static inline void assert_clean(const char *text, size_t records)
{
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.window->warning_count, 0);
    assert_int_equal(f.window->record_count, records);
    dump_done(&f);
}

static inline void assert_record(const struct dump_fixture *f, size_t i, uint32_t size, uint32_t addr, uint32_t ccount,
                                 uint32_t depth, uint32_t last_pc)
{
    assert_true(i < f->window->record_count);
    const struct ht_record *record = &f->window->records[i];
    const struct ht_chain *chain = &f->trace.chains.items[record->chain];
    assert_int_equal(record->size, size);
    assert_int_equal(record->addr, addr);
    assert_int_equal(record->ccount, ccount);
    assert_int_equal(record->cpu, ccount & 1);
    assert_int_equal(chain->depth, depth);
    if (depth)
        assert_int_equal(chain->pcs[depth - 1], last_pc);
}

static inline void assert_warning(const struct dump_fixture *f, size_t i, const char *code, size_t line,
                                  const char *message)
{
    assert_true(i < f->window->warning_count);
    assert_string_equal(f->window->warnings[i].code, code);
    assert_string_equal(f->window->warnings[i].message, message);
    assert_int_equal(f->window->warnings[i].line, line);
}

#endif
