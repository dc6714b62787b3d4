/*
 * Reading recordings of host traces, for their tests.
 */
#ifndef HT_HOST_FIXTURE_H
#define HT_HOST_FIXTURE_H

#include "dump_fixture.h"

#include "dump/host.h"
#include "host_sample.h"

static const uint32_t pcs_a[] = {0x40374015, 0x42000069, 0}, pcs_b[] = {0x40374015, 0}, pcs_free[] = {0x42000cf1, 0};

/* Reads a recording as a dump in memory, and frees it. */
static inline void read_one(struct dump_fixture *f, struct svdat_maker *file)
{
    dump_bytes(f, (const char *)file->bytes, file->size, (struct ht_dump_settings){0});
    svdat_deinit(file);
}

/* Reads recordings as one trace. */
static inline void read_files(struct dump_fixture *f, const struct ht_host_file *files, size_t count)
{
    ht_arena_init(&f->arena);
    ht_trace_init(&f->trace, &f->arena);
    f->error = ht_host_read(&f->trace, files, count);
    f->window = f->trace.window_count ? &f->trace.windows[0] : NULL;
}

static inline struct ht_host_file in_memory(const char *path, const struct svdat_maker *file)
{
    return (struct ht_host_file){.path = path, .bytes = (const char *)file->bytes, .size = file->size};
}

/* A recording of one core that has begun. */
static inline struct svdat_maker begin(void)
{
    struct svdat_maker file = {0};
    svdat_header(&file, "");
    svdat_sync(&file);
    svdat_begin(&file);
    svdat_module(&file, 7000);
    return file;
}

static inline bool warns(const struct ht_window *window, const char *code)
{
    for (size_t i = 0; i < window->warning_count; i++) {
        if (!strcmp(window->warnings[i].code, code))
            return true;
    }
    return false;
}

static inline const char *warning(const struct ht_window *window, const char *code)
{
    for (size_t i = 0; i < window->warning_count; i++) {
        if (!strcmp(window->warnings[i].code, code))
            return window->warnings[i].message;
    }
    fail_msg("no warning %s", code);
    return NULL;
}

#endif
