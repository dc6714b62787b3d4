#include "trace_builder.h"

#include "infer/signatures.h"
#include "infer/signatures_file.h"

struct builtin {
    struct ht_arena arena;
    struct ht_signatures signatures;
};

static const struct ht_signature *match(const struct builtin *f, const char *function, bool allocators)
{
    const struct ht_location location = {.function = function};
    const struct ht_frame frame = {.locations = &location, .location_count = 1};
    for (size_t i = 0; i < f->signatures.count && !allocators; i++) {
        const struct ht_signature *s = &f->signatures.items[i];
        if (s->match != HT_MATCH_ANYWHERE && !s->callers.count && ht_signature_counts(s) &&
            ht_signature_fits(s, &location))
            return s;
    }
    return ht_signatures_match_frame(
        &f->signatures, allocators ? HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR) : HT_SIGNATURE_OWNERS, &frame);
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
        assert_true(strlen(s->id) > 0 && strlen(s->title) > 0 && (s->functions.count || s->files.count));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(s->id, f.signatures.items[k].id);
        assert_true(!s->session || s->class == HT_SIGNATURE_TRANSIENT);
        assert_true(!s->connection || s->class == HT_SIGNATURE_TRANSIENT);
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
    assert_string_equal(leak->affected, "v6.0 to v6.0.2");
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

/* A signature of one or two functions. */
static struct ht_signature signature(const char *id, enum ht_signature_class class, const char **functions,
                                     size_t count)
{
    return (struct ht_signature){.id = id, .class = class, .title = id, .functions = {functions, count}};
}

static void earlier_signatures_and_inner_functions_win(void **state)
{
    (void)state;
    const char *outer[] = {"no", "outer"}, *both[] = {"inner", "outer"}, *any[] = {"*"};
    struct ht_signature items[] = {
        signature("first", HT_SIGNATURE_LEAK, outer, 2),
        signature("second", HT_SIGNATURE_RETAINED, both, 2),
        signature("alloc", HT_SIGNATURE_ALLOCATOR, any, 1),
    };
    const struct ht_signatures signatures = {items, 3};
    struct ht_location locations[] = {{.function = NULL}, {.function = "inner"}, {.function = "outer"}};
    struct ht_frame frame = {.locations = locations, .location_count = 3};
    assert_string_equal(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame)->id, "second");
    assert_string_equal(ht_signatures_match_frame(&signatures, HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR), &frame)->id,
                        "alloc");
    locations[1].function = "other";
    assert_string_equal(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame)->id, "first");
    frame.location_count = 2;
    assert_null(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame));
    frame.location_count = 0;
    assert_null(ht_signatures_match_frame(&signatures, HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR), &frame));
}

static void an_unknown_function_fits_no_pattern(void **state)
{
    (void)state;
    const char *any[] = {"*"};
    struct ht_signature item = signature("any", HT_SIGNATURE_LEAK, any, 1);
    const struct ht_signatures signatures = {&item, 1};
    const struct ht_location location = {.file = "x.c"};
    const struct ht_frame frame = {.locations = &location, .location_count = 1};
    assert_null(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame));
}

/* A file's name may stand for all of its functions, from any slash on but not from the middle of a name. */
static void files_narrow_a_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *file;
        bool fits;
    } cases[] = {
        {"bundle.c", "bundle.c", true},
        {"bundle.c", "/idf/src/bundle.c", true},
        {"bundle.c", "/idf/esp_bundle.c", false},
        {"src/*.c", "/idf/src/bundle.c", true},
        {"src/*.c", "/idf/other/bundle.c", false},
        {"bundle.c", "bundle.cpp", false},
        {"bundle.c", NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *file = cases[i].pattern;
        struct ht_signature item = {.id = "x", .class = HT_SIGNATURE_LEAK, .files = {&file, 1}};
        const struct ht_signatures signatures = {&item, 1};
        const struct ht_location location = {.function = "f", .file = cases[i].file};
        const struct ht_frame frame = {.locations = &location, .location_count = 1};
        assert_int_equal(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame) != NULL, cases[i].fits);
    }
}

static void components_narrow_a_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *file;
        bool fits;
    } cases[] = {
        {"mbedtls", "/idf/components/mbedtls/port/x.c", true},
        {"mbedtls", "components/mbedtls/x.c", true},
        {"mbed*", "/idf/components/mbedtls/x.c", true},
        {"mbed", "/idf/components/mbedtls/x.c", false},
        {"mbedtls", "/idf/mbedtls/x.c", false},
        {"mbedtls", "/idf/components/mbedtls", false},
        {"lib", "/a/managed_components/lib/x.c", true},
        {"inner", "/a/components/outer/components/inner/x.c", true},
        {"outer", "/a/components/outer/components/inner/x.c", true},
        {"mbedtls", NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *component = cases[i].pattern;
        struct ht_signature item = {.id = "x", .class = HT_SIGNATURE_LEAK, .components = {&component, 1}};
        const struct ht_signatures signatures = {&item, 1};
        const struct ht_location location = {.function = "f", .file = cases[i].file};
        const struct ht_frame frame = {.locations = &location, .location_count = 1};
        assert_int_equal(ht_signatures_match_frame(&signatures, HT_SIGNATURE_OWNERS, &frame) != NULL, cases[i].fits);
    }
}

static void joined_signatures_keep_their_order(void **state)
{
    (void)state;
    struct ht_arena arena;
    const char *any[] = {"*"};
    struct ht_signature a[] = {signature("1", HT_SIGNATURE_LEAK, any, 1), signature("2", HT_SIGNATURE_LEAK, any, 1)};
    struct ht_signature b = signature("3", HT_SIGNATURE_LEAK, any, 1);
    const struct ht_signatures first = {a, 2}, second = {&b, 1}, none = {NULL, 0};
    struct ht_signatures both;
    ht_arena_init(&arena);
    assert_null(ht_signatures_join(&arena, &first, &second, &both));
    assert_int_equal(both.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(both.items[i].id[0], "123"[i]);
    assert_null(ht_signatures_join(&arena, &none, &second, &both));
    assert_int_equal(both.count, 1);
    assert_null(ht_signatures_join(&arena, &none, &none, &both));
    assert_int_equal(both.count, 0);
    ht_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtin_signatures_are_whole),
        cmocka_unit_test(builtin_signatures_know_their_functions),
        cmocka_unit_test(builtin_allocators_are_told_from_code),
        cmocka_unit_test(earlier_signatures_and_inner_functions_win),
        cmocka_unit_test(an_unknown_function_fits_no_pattern),
        cmocka_unit_test(files_narrow_a_match),
        cmocka_unit_test(components_narrow_a_match),
        cmocka_unit_test(joined_signatures_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
