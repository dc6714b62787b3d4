#include "failing_memory.h"
#include "refused.h"

#include "analysis_fixture.h"

#include <cjson/cJSON.h>

/* The blocks of one minute, number i of its window. */
static void add_minute(struct trace_builder *b, double now, int i)
{
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0};
    static const char *const lines[] = {"malloc<handle:7<poll", "malloc<handle:19<poll"};
    add_handshake(b, now, i % 3 ? isrg_values : digicert_values);
    builder_add(b, now + 4, 1300, builder_chain(b, "calloc<esp_tls_init<ssl_connect"));
    builder_add(b, now + 4.01, 76, builder_chain(b, "malloc<netconn_alloc<lwip_socket<tcp_connect"));
    builder_add(b, now + 4.02, 172, builder_chain(b, "malloc<tcp_alloc<tcp_new_ip_type<lwip_netconn_do_newconn"));
    add_event(b, now + 8, "malloc<parse_reply:10<poll:20<app_main:5");
    builder_add(b, now + 8.001, 50 + (uint32_t)i, builder_chain(b, "malloc<copy:1<parse_reply:11<poll:20"));
    builder_burst(b, now + 12, builder_chain(b, "heap_caps_malloc<malloc"), isrg);
    builder_add(b, now + 15, 60, builder_chain(b, "heap_caps_malloc<malloc"));
    builder_burst(b, now + 18, builder_chain_of(b, (const uint32_t[]){0x4fff0010, 0x4fff0020}, 2), isrg);
    builder_add(b, now + 20, 96, builder_chain(b, "malloc<make_client:8<check_update:30<app_main:6"));
    builder_add(b, now + 20.3, 48, builder_chain(b, "malloc<check_update:34<app_main:6"));
    builder_add(b, now + 22, 40, builder_chain(b, lines[i % 2]));
    if (i % 2)
        add_orphan(b, now + 24);
    if (i % 4 == 2)
        add_session(b, now + 26);
    if (i % 4 == 1)
        builder_add(b, now + 27, 84, builder_chain(b, "malloc<lock_init_generic:79<main:1"));
}

/* What a look at the newest window's trace shows a minute later, when every fifth of its blocks is freed. */
static void look_again(struct trace_builder *b, double seconds)
{
    size_t first = b->trace.window_count - 1;
    builder_window(b, seconds);
    for (size_t i = 0; i < b->trace.windows[first].record_count; i++) {
        if (i % 5)
            builder_must(ht_window_add_record(b->window, &b->trace.windows[first].records[i]));
    }
    add_handshake(b, seconds - 20, isrg_values);
}

/*
 * One of everything: known leaks, names in pieces, sessions and their parts, events of several owners, two leaks in one
 * function, wraps, strangers, shallow stacks, freed blocks, two lengths, two looks, and a window given twice.
 */
static void add_everything(struct trace_builder *b)
{
    for (int w = 0; w < 2; w++) {
        builder_window(b, w ? 240 : 120);
        b->core = w == 0;
        for (int i = 0; i < (w ? 8 : 4); i++)
            add_minute(b, 5 + 28.3 * i, i);
        struct ht_record freed = b->window->records[3];
        freed.freed = true;
        builder_must(ht_window_add_record(b->window, &freed));
    }
    look_again(b, 300);
    b->window->overflowed = 0;
    struct ht_window again = *b->window;
    builder_window(b, 300);
    for (size_t i = 0; i < again.record_count; i++)
        builder_must(ht_window_add_record(b->window, &b->trace.windows[2].records[i]));
}

/* Is everything there? Else the test tests less than it says. */
static void everything_is_there(void **state)
{
    (void)state;
    static const char *const keys[] = {"esp-crt-bundle-cross-signed",
                                       "sessions:",
                                       "orphans:",
                                       "sizes:",
                                       "freed:",
                                       "handle",
                                       "parse_reply",
                                       "newlib-locks",
                                       "socket"};
    struct analysis_fixture f;
    analysis_init(&f);
    add_everything(&f.b);
    analyse(&f);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        size_t i = 0;
        while (i < f.report.finding_count && !strstr(f.report.findings[i].key, keys[k]))
            i++;
        if (i == f.report.finding_count)
            fail_msg("no finding with the key %s", keys[k]);
    }
    assert_true(f.report.windows[1].superseded);
    assert_true(f.report.windows[2].repeated);
    analysis_deinit(&f);
}

/* No request is refused without being told: all runs fail but the last ones, which ask for no more than they get. */
static void refuse_each(void (*add)(struct trace_builder *b), const struct ht_analysis_settings *settings)
{
    bool enough = false;
    for (size_t granted = 0;; granted += refused_step()) {
        struct analysis_fixture f;
        struct ht_report untouched = {0};
        assert_true(granted < 20000);
        analysis_init(&f);
        add(&f.b);
        memory_left = granted;
        struct ht_error *error = ht_analyse(&f.b.trace, &f.b.frames, NULL, settings, &f.report);
        bool ran_out = !memory_left;
        memory_left = SIZE_MAX;
        if (error) {
            assert_true(ran_out);
            assert_int_equal(error->code, HT_ERROR_NOMEM);
            assert_memory_equal(&f.report, &untouched, sizeof untouched);
        }
        assert_false(enough && ran_out);
        enough = !error;
        ht_error_destroy(error);
        analysis_deinit(&f);
        if (!ran_out)
            break;
    }
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    refuse_each(add_everything, analysis_settings());
}

/* Three runs of a section, each of which leaves the same. */
static void add_runs(struct trace_builder *b)
{
    for (int run = 0; run < 3; run++) {
        builder_window(b, 0);
        b->window->section = true;
        builder_burst(b, 1, builder_chain(b, "malloc<filter_open<app_main"), (const uint32_t[]){40, 24, 0});
        for (size_t i = 0; i < 2; i++)
            b->window->records[i].addr += 0x1000 * (uint32_t)run;
    }
}

static void add_run(struct trace_builder *b)
{
    builder_window(b, 0);
    b->window->section = true;
    for (int i = 0; i < 5; i++)
        builder_add(b, 1 + i, 40, builder_chain(b, "malloc<filter_open<app_main"));
}

static void the_nth_allocation_fails_for_runs(void **state)
{
    (void)state;
    static const struct ht_analysis_settings told = {.section = true, .events = 5};
    refuse_each(add_runs, analysis_settings());
    refuse_each(add_run, &told);
}

/* cJSON stands in a shared library, beyond the linker's reach. */
static void *cjson_malloc(size_t size)
{
    return __wrap_malloc(size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_there),
        cmocka_unit_test(the_nth_allocation_fails),
        cmocka_unit_test(the_nth_allocation_fails_for_runs),
    };
    cJSON_Hooks hooks = {cjson_malloc, free};
    cJSON_InitHooks(&hooks);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
