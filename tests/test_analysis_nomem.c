#include "failing_memory.h"

#include "analysis_fixture.h"

#include <cjson/cJSON.h>

/*
 * One of everything: known leaks, sessions, orphans and their connections, events in two parts, wraps, strangers,
 * shallow stacks, two looks and two lengths.
 */
static void add_everything(struct trace_builder *b)
{
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0};
    for (int w = 0; w < 3; w++) {
        builder_window(b, (double[]){90, 300, 600}[w]);
        b->core = w == 0;
        for (int i = 0; i < (w + 1) * 6; i++) {
            double now = 5 + 30 * i;
            add_handshake(b, now, i % 3 ? isrg_values : digicert_values);
            builder_add(b, now + 4, 1300, builder_chain(b, "calloc<esp_tls_init<ssl_connect"));
            builder_add(b, now + 4.01, 76, builder_chain(b, "malloc<netconn_alloc<lwip_socket<tcp_connect"));
            builder_add(b, now + 4.02, 172,
                        builder_chain(b, "malloc<tcp_alloc<tcp_new_ip_type<lwip_netconn_do_newconn"));
            add_event(b, now + 8, "malloc<parse_reply:10<poll:20<app_main:5");
            builder_add(b, now + 8.001, 50 + (uint32_t)i, builder_chain(b, "malloc<copy:1<parse_reply:11<poll:20"));
            builder_burst(b, now + 12, builder_chain(b, "heap_caps_malloc<malloc"), isrg);
            builder_add(b, now + 18, 96, builder_chain(b, "malloc<make_client:8<check_update:30<app_main:6"));
            builder_add(b, now + 18.3, 48, builder_chain(b, "malloc<check_update:34<app_main:6"));
            if (i == 3)
                add_session(b, now + 15);
        }
        builder_add(b, 600, 84, builder_chain(b, "malloc<lock_init_generic:79<main:1"));
    }
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    for (size_t granted = 0;; granted++) {
        struct analysis_fixture f;
        struct ht_report untouched = {0};
        assert_true(granted < 20000);
        analysis_init(&f);
        add_everything(&f.b);
        memory_left = granted;
        struct ht_error *error = ht_analyse(&f.b.trace, &f.b.frames, NULL, analysis_settings(), &f.report);
        bool ran_out = !memory_left;
        memory_left = SIZE_MAX;
        if (error) {
            assert_true(ran_out);
            assert_int_equal(error->code, HT_ERROR_NOMEM);
            assert_memory_equal(&f.report, &untouched, sizeof untouched);
        }
        ht_error_destroy(error);
        analysis_deinit(&f);
        if (!ran_out)
            break;
    }
}

/* cJSON stands in a shared library, beyond the linker's reach. */
static void *cjson_malloc(size_t size)
{
    return __wrap_malloc(size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails),
    };
    cJSON_Hooks hooks = {cjson_malloc, free};
    cJSON_InitHooks(&hooks);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
