#include "trace_builder.h"

#include "signatures.h"

static void patterns_fit_whole_names(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *name;
        bool fits;
    } cases[] = {
        {"malloc", "malloc", true},
        {"malloc", "mallocs", false},
        {"malloc", "mallo", false},
        {"malloc", "Malloc", false},
        {"malloc", "", false},
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything", true},
        {"**", "x", true},
        {"esp_tls_*", "esp_tls_", true},
        {"esp_tls_*", "esp_tls_conn_new_sync", true},
        {"esp_tls_*", "esp_tls", false},
        {"esp_tls_*", "my_esp_tls_conn", false},
        {"*malloc", "malloc", true},
        {"*malloc", "wifi_malloc", true},
        {"*malloc", "malloc_x", false},
        {"*malloc", "malloc_malloc", true},
        {"*mal*loc*", "xmalmalyloc", true},
        {"a*b*c", "abc", true},
        {"a*b*c", "aXbXbYc", true},
        {"a*b*c", "aXbXcY", false},
        {"a*b*c", "acb", false},
        {"a*ab", "aab", true},
        {"a*ab", "ab", false},
        {"a*", "a*", true},
        {"std::*<*>::allocate", "std::alloc<int, std::less<int>>::allocate", true},
        {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {".", "x", false},
        {"[a]", "a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (ht_pattern_matches(cases[i].pattern, cases[i].name) != cases[i].fits)
            fail_msg("%s on %s", cases[i].pattern, cases[i].name);
    }
}

/* Parses into an arena that lasts as long as the test. */
static struct ht_error *parse(struct ht_arena *arena, const char *text, struct ht_signatures *ret)
{
    size_t size = strlen(text);
    char *copy = malloc(size ? size : 1); /* exactly that size, so that a sanitizer sees a step beyond it */
    if (!copy)
        abort();
    memcpy(copy, text, size);
    struct ht_error *error = ht_signatures_parse(arena, "own.json", copy, size, ret);
    free(copy);
    return error;
}

static void a_whole_signature_is_read(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures = {0};
    ht_arena_init(&arena);
    assert_null(
        parse(&arena,
              "{\"signatures\":[{\"id\":\"x\",\"class\":\"transient\",\"title\":\"An x\",\"functions\":[\"a_*\","
              "\"b\"],\"session\":true,\"layer\":\"connection\",\"lifetime_s\":2.5,\"event\":\"poll\",\"url\":"
              "\"https://x\",\"affected\":[\"v1\",\"v2\"],\"fixed\":[\"v3\"],\"workaround\":\"none\",\"source\":"
              "\"here\",\"more\":{}},{\"id\":\"y\",\"class\":\"leak\",\"title\":\"A y\",\"functions\":[\"c\"]}]}",
              &signatures));
    assert_int_equal(signatures.count, 2);
    const struct ht_signature *x = &signatures.items[0], *y = &signatures.items[1];
    assert_string_equal(x->id, "x");
    assert_int_equal(x->class, HT_SIGNATURE_TRANSIENT);
    assert_string_equal(x->title, "An x");
    assert_int_equal(x->function_count, 2);
    assert_string_equal(x->functions[0], "a_*");
    assert_string_equal(x->functions[1], "b");
    assert_true(x->session);
    assert_true(x->connection);
    assert_true(x->lifetime == 2.5);
    assert_string_equal(x->event, "poll");
    assert_string_equal(x->url, "https://x");
    assert_string_equal(x->affected, "v1, v2");
    assert_string_equal(x->fixed, "v3");
    assert_string_equal(x->workaround, "none");
    assert_int_equal(y->class, HT_SIGNATURE_LEAK);
    assert_false(y->session);
    assert_false(y->connection);
    assert_true(y->lifetime == 0);
    assert_null(y->event);
    assert_null(y->url);
    assert_null(y->affected);
    assert_null(y->fixed);
    assert_null(y->workaround);
    ht_arena_deinit(&arena);
}

static void every_class_is_known(void **state)
{
    (void)state;
    static const char *const names[] = {"allocator", "leak", "transient", "retained"};
    static const enum ht_signature_class classes[] = {HT_SIGNATURE_ALLOCATOR, HT_SIGNATURE_LEAK, HT_SIGNATURE_TRANSIENT,
                                                      HT_SIGNATURE_RETAINED};
    for (size_t i = 0; i < 4; i++) {
        struct ht_arena arena;
        struct ht_signatures signatures;
        char text[200];
        ht_arena_init(&arena);
        snprintf(text, sizeof text,
                 "{\"signatures\":[{\"id\":\"x\",\"class\":\"%s\",\"title\":\"t\",\"functions\":[\"f\"]}]}", names[i]);
        assert_null(parse(&arena, text, &signatures));
        assert_int_equal(signatures.items[0].class, classes[i]);
        ht_arena_deinit(&arena);
    }
}

#define WHOLE "\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"f\"]"

static void broken_files_are_refused(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",
        "{",
        "null",
        "[]",
        "7",
        "{}",
        "{\"signatures\":{}}",
        "{\"signatures\":\"x\"}",
        "{\"Signatures\":[]}",
        "{\"signatures\":[{" WHOLE "}",
        "{\"signatures\":[7]}",
        "{\"signatures\":[null]}",
        "{\"signatures\":[{}]}",
        "{\"signatures\":[{\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":7,\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":null,\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leek\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"Leak\",\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":1,\"title\":\"t\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":[],\"functions\":[\"f\"]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\"}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\",\"functions\":\"f\"}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[7]}]}",
        "{\"signatures\":[{\"id\":\"x\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"f\",\"\"]}]}",
        "{\"signatures\":[{" WHOLE ",\"event\":7}]}",
        "{\"signatures\":[{" WHOLE ",\"url\":false}]}",
        "{\"signatures\":[{" WHOLE ",\"workaround\":[]}]}",
        "{\"signatures\":[{" WHOLE ",\"layer\":1}]}",
        "{\"signatures\":[{" WHOLE ",\"lifetime_s\":\"120\"}]}",
        "{\"signatures\":[{" WHOLE ",\"lifetime_s\":-1}]}",
        "{\"signatures\":[{" WHOLE ",\"lifetime_s\":1e999}]}",
        "{\"signatures\":[{" WHOLE "},{}]}",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct ht_arena arena;
        struct ht_signatures signatures = {.count = 77};
        ht_arena_init(&arena);
        struct ht_error *error = parse(&arena, broken[i], &signatures);
        if (!error)
            fail_msg("taken: %s", broken[i]);
        assert_int_equal(error->code, HT_ERROR_INPUT);
        assert_string_equal(error->path, "own.json");
        assert_true(strlen(error->message) > 0);
        assert_int_equal(signatures.count, 77);
        assert_null(signatures.items);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
    }
}

static void the_number_of_the_bad_signature_is_told(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
    struct ht_error *error = parse(&arena, "{\"signatures\":[{" WHOLE "},{" WHOLE "},{}]}", &signatures);
    assert_non_null(error);
    assert_non_null(strstr(error->message, "3"));
    ht_error_destroy(error);
    ht_arena_deinit(&arena);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    static const char text[] = "{\"signatures\":[{" WHOLE ",\"lifetime_s\":12,\"fixed\":[\"a\"]}]}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        struct ht_arena arena;
        struct ht_signatures signatures;
        char cut[sizeof text];
        memcpy(cut, text, size);
        cut[size] = '\0';
        ht_arena_init(&arena);
        struct ht_error *error = parse(&arena, cut, &signatures);
        assert_non_null(error);
        ht_error_destroy(error);
        ht_arena_deinit(&arena);
    }
}

static void no_signatures_is_a_file(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures = {.count = 7};
    ht_arena_init(&arena);
    assert_null(parse(&arena, "{\"signatures\":[]}", &signatures));
    assert_int_equal(signatures.count, 0);
    ht_arena_deinit(&arena);
}

struct builtin {
    struct ht_arena arena;
    struct ht_signatures signatures;
};

static const struct ht_signature *match(const struct builtin *f, const char *function, bool allocators)
{
    const struct ht_location location = {.function = function};
    const struct ht_frame frame = {.locations = &location, .location_count = 1};
    return ht_signatures_match_frame(&f->signatures, &frame, allocators);
}

static void setup(struct builtin *f)
{
    ht_arena_init(&f->arena);
    builder_must(ht_signatures_builtin(&f->arena, &f->signatures));
}

static void builtin_signatures_are_whole(void **state)
{
    (void)state;
    struct builtin f;
    setup(&f);
    assert_true(f.signatures.count > 5);
    for (size_t i = 0; i < f.signatures.count; i++) {
        const struct ht_signature *s = &f.signatures.items[i];
        assert_true(strlen(s->id) > 0 && strlen(s->title) > 0 && s->function_count > 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(s->id, f.signatures.items[k].id);
        assert_true(!s->session || s->class == HT_SIGNATURE_TRANSIENT);
        assert_true(!s->connection || s->session);
    }
    ht_arena_deinit(&f.arena);
}

static void builtin_signatures_know_their_functions(void **state)
{
    (void)state;
    static const struct {
        const char *function;
        enum ht_signature_class class;
    } known[] = {
        {"esp_crt_copy_asn1", HT_SIGNATURE_LEAK},
        {"esp_crt_ca_cb_callback", HT_SIGNATURE_LEAK},
        {"esp_http_client_init", HT_SIGNATURE_TRANSIENT},
        {"http_header_set", HT_SIGNATURE_TRANSIENT},
        {"http_utils_assign_string", HT_SIGNATURE_TRANSIENT},
        {"mbedtls_ssl_set_hostname", HT_SIGNATURE_TRANSIENT},
        {"mbedtls_ssl_setup", HT_SIGNATURE_TRANSIENT},
        {"esp_tls_init", HT_SIGNATURE_TRANSIENT},
        {"esp_transport_ssl_init", HT_SIGNATURE_TRANSIENT},
        {"pbuf_alloc", HT_SIGNATURE_TRANSIENT},
        {"sys_timeout", HT_SIGNATURE_TRANSIENT},
        {"tcp_alloc", HT_SIGNATURE_TRANSIENT},
        {"lock_init_generic", HT_SIGNATURE_RETAINED},
        {"__sfp", HT_SIGNATURE_RETAINED},
        {"_Balloc", HT_SIGNATURE_RETAINED},
        {"_dtoa_r", HT_SIGNATURE_RETAINED},
        {"sys_thread_sem_init", HT_SIGNATURE_RETAINED},
        {"esp_log_level_get_timeout", HT_SIGNATURE_RETAINED},
    };
    struct builtin f;
    setup(&f);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct ht_signature *s = match(&f, known[i].function, false);
        if (!s || s->class != known[i].class)
            fail_msg("%s", known[i].function);
        assert_null(match(&f, known[i].function, true));
    }
    const struct ht_signature *leak = match(&f, "esp_crt_copy_asn1", false);
    assert_string_equal(leak->id, "esp-crt-bundle-cross-signed");
    assert_non_null(strstr(leak->url, "18550"));
    assert_non_null(strstr(leak->fixed, "737e97340b7"));
    assert_non_null(strstr(leak->fixed, "0d8ff68f8a4"));
    assert_non_null(strstr(leak->workaround, "CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY"));
    assert_string_equal(leak->affected, "v6.0, v6.0.1, v6.0.2");
    assert_true(match(&f, "tcp_alloc", false)->lifetime == 120);
    assert_null(match(&f, "app_main", false));
    ht_arena_deinit(&f.arena);
}

static void builtin_allocators_are_told_from_code(void **state)
{
    (void)state;
    static const char *const allocators[] = {
        "malloc",
        "calloc",
        "realloc",
        "heap_caps_malloc",
        "heap_caps_malloc_default",
        "pvPortMalloc",
        "trace_malloc",
        "_malloc_r",
        "__wrap_heap_caps_malloc",
        "operator new(unsigned int)",
        "mbedtls_calloc",
        "strdup",
        "mem_malloc",
        "memp_malloc",
        "do_memp_malloc_pool",
    };
    struct builtin f;
    setup(&f);
    for (size_t i = 0; i < sizeof allocators / sizeof *allocators; i++) {
        const struct ht_signature *s = match(&f, allocators[i], true);
        if (!s)
            fail_msg("%s", allocators[i]);
        assert_int_equal(s->class, HT_SIGNATURE_ALLOCATOR);
    }
    assert_null(match(&f, "app_main", true));
    assert_null(match(&f, "parse_reply", true));
    ht_arena_deinit(&f.arena);
}

static void earlier_signatures_and_inner_functions_win(void **state)
{
    (void)state;
    struct ht_arena arena;
    struct ht_signatures signatures;
    ht_arena_init(&arena);
    builder_must(parse(&arena,
                       "{\"signatures\":[{\"id\":\"first\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"no\","
                       "\"outer\"]},{\"id\":\"second\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"inner\","
                       "\"outer\"]},{\"id\":\"alloc\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":[\"*\"]}]}",
                       &signatures));
    struct ht_location locations[] = {{.function = NULL}, {.function = "inner"}, {.function = "outer"}};
    struct ht_frame frame = {.locations = locations, .location_count = 3};
    assert_string_equal(ht_signatures_match_frame(&signatures, &frame, false)->id, "second");
    assert_string_equal(ht_signatures_match_frame(&signatures, &frame, true)->id, "alloc");
    locations[1].function = "other";
    assert_string_equal(ht_signatures_match_frame(&signatures, &frame, false)->id, "first");
    frame.location_count = 2;
    assert_null(ht_signatures_match_frame(&signatures, &frame, false));
    frame.location_count = 0;
    assert_null(ht_signatures_match_frame(&signatures, &frame, true));
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fit_whole_names),
        cmocka_unit_test(a_whole_signature_is_read),
        cmocka_unit_test(every_class_is_known),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(the_number_of_the_bad_signature_is_told),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(no_signatures_is_a_file),
        cmocka_unit_test(builtin_signatures_are_whole),
        cmocka_unit_test(builtin_signatures_know_their_functions),
        cmocka_unit_test(builtin_allocators_are_told_from_code),
        cmocka_unit_test(earlier_signatures_and_inner_functions_win),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
