#include "trace_builder.h"

#include "answers_fixture.h"
#include "infer/builtin.h"

struct builtin {
    struct ht_arena arena;
    struct ht_signatures signatures;
};

/* The signature that knows a function by its name alone; NULL: none. */
static const struct ht_signature *match(struct builtin *f, const char *function)
{
    const struct ht_location location = {.function = function};
    const struct ht_answers answers = answers_about(&f->arena, &f->signatures, &location);
    for (size_t i = 0; i < answers.placed_count; i++) {
        uint64_t fits = answers.fits[i / HT_ANSWERS_BITS] & answers.uncalled[i / HT_ANSWERS_BITS];
        if ((fits >> i % HT_ANSWERS_BITS & 1) && ht_signature_counts(answers.placed[i]))
            return answers.placed[i];
    }
    return answers.items[0].signature;
}

static bool is_allocator(struct builtin *f, const char *function)
{
    const struct ht_location location = {.function = function};
    return answers_about(&f->arena, &f->signatures, &location).items[0].classes &
           HT_SIGNATURE_BIT(HT_SIGNATURE_ALLOCATOR);
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
        const struct ht_signature *s = match(&f, known[i].function);
        if (!s || s->class != known[i].class)
            fail_msg("%s", known[i].function);
        assert_false(is_allocator(&f, known[i].function));
    }
    const struct ht_signature *leak = match(&f, "esp_crt_copy_asn1");
    assert_string_equal(leak->id, "esp-crt-bundle-cross-signed");
    assert_non_null(strstr(leak->url, "18550"));
    assert_non_null(strstr(leak->fixed, "737e97340b7"));
    assert_non_null(strstr(leak->fixed, "0d8ff68f8a4"));
    assert_non_null(strstr(leak->workaround, "CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY"));
    assert_string_equal(leak->affected, "v6.0 to v6.0.2");
    assert_true(match(&f, "tcp_alloc")->lifetime == 120);
    assert_null(match(&f, "app_main"));
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
        if (!is_allocator(&f, allocators[i]))
            fail_msg("%s", allocators[i]);
    }
    assert_false(is_allocator(&f, "app_main"));
    assert_false(is_allocator(&f, "parse_reply"));
    ht_arena_deinit(&f.arena);
}

/* A signature of one or two functions. */
static struct ht_signature signature(const char *id, enum ht_signature_class class, const char **functions,
                                     size_t count)
{
    return (struct ht_signature){.id = id, .class = class, .title = id, .functions = {functions, count}};
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
        cmocka_unit_test(joined_signatures_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
