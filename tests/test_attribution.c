#include "trace_builder.h"

#include "infer/attribution.h"
#include "infer/signatures_file.h"

struct fixture {
    struct trace_builder b;
    struct ht_signatures signatures;
    struct ht_attribution *attributions;
};

static void setup(struct fixture *f)
{
    static const char text[] =
        "{\"signatures\":["
        "{\"id\":\"alloc\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":[\"malloc\",\"calloc\",\"heap_*\","
        "\"mem_malloc\"]},"
        "{\"id\":\"names\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"copy_name\"]},"
        "{\"id\":\"session\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"tls_*\"]},"
        "{\"id\":\"pool\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"mem_malloc\"]}]}";
    builder_init(&f->b);
    builder_window(&f->b, 600);
    builder_must(ht_signatures_read(&f->b.arena, "own.json", text, sizeof text - 1, &f->signatures));
}

static void attribute(struct fixture *f)
{
    builder_must(ht_attribute(&f->b.arena, &f->b.trace.chains, &f->b.frames, &f->signatures, &f->attributions));
}

static void assert_attribution(const struct fixture *f, uint32_t chain, uint32_t owner, const char *id)
{
    const struct ht_attribution *attribution = &f->attributions[chain];
    assert_int_equal(attribution->owner, owner);
    if (id) {
        assert_non_null(attribution->signature);
        assert_string_equal(attribution->signature->id, id);
    } else {
        assert_null(attribution->signature);
    }
}

static enum ht_frame_role role_of(struct fixture *f, const char *site)
{
    return ht_frames_find(&f->b.frames, builder_pc(&f->b, site))->role;
}

static void the_owner_stands_behind_the_allocators(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t none = builder_chain(&f.b, "parse<app_main");
    uint32_t one = builder_chain(&f.b, "calloc<parse<app_main");
    uint32_t two = builder_chain(&f.b, "heap_caps_malloc<malloc<parse<app_main");
    uint32_t again = builder_chain(&f.b, "malloc<parse<malloc<app_main");
    attribute(&f);
    assert_attribution(&f, none, 0, NULL);
    assert_attribution(&f, one, 1, NULL);
    assert_attribution(&f, two, 2, NULL);
    assert_attribution(&f, again, 1, NULL);
    assert_int_equal(role_of(&f, "malloc"), HT_ROLE_ALLOCATOR);
    assert_int_equal(role_of(&f, "heap_caps_malloc"), HT_ROLE_ALLOCATOR);
    assert_int_equal(role_of(&f, "parse"), HT_ROLE_CODE);
    builder_deinit(&f.b);
}

static void the_innermost_known_frame_decides(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t name = builder_chain(&f.b, "calloc<copy_name<tls_connect<app_main");
    uint32_t far = builder_chain(&f.b, "calloc<parse<decode<tls_read<app_main");
    uint32_t nobody = builder_chain(&f.b, "calloc<parse<app_main");
    attribute(&f);
    assert_attribution(&f, name, 1, "names");
    assert_attribution(&f, far, 1, "session");
    assert_attribution(&f, nobody, 1, NULL);
    builder_deinit(&f.b);
}

static void stands_in(struct fixture *f, const char *site, const char *file)
{
    struct ht_frame *frame = ht_frames_find(&f->b.frames, builder_pc(&f->b, site));
    for (uint32_t i = 0; i < frame->location_count; i++)
        ((struct ht_location *)frame->locations)[i].file = file;
}

/* What the application allocates when a component calls it back is its own. */
static void callbacks_are_the_applications(void **state)
{
    (void)state;
    static const struct {
        const char *own, *component;
        const char *id;
    } cases[] = {
        {"/home/me/clock/main/app.c", "/opt/idf/components/tls/tls.c", NULL},
        {"/home/me/clock/components/net/app.c", "/opt/idf/components/tls/tls.c", NULL},
        {"/home/me/clock/main/app.c", "/home/me/clock/managed_components/x__tls/tls.c", NULL},
        {"/opt/idf/components/http/parse.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/opt/idf/components/http/parse.c", "/home/me/clock/managed_components/x__tls/tls.c", "session"},
        {"/home/me/clock/managed_components/x__http/parse.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/build/src/newlib/libc/stdio/vfprintf.c", "/opt/idf/components/tls/tls.c", "session"},
        {"/opt/esp-14/xtensa-esp-elf/include/c++/14/bits/new.h", "/opt/idf/components/tls/tls.c", "session"},
        {NULL, "/opt/idf/components/tls/tls.c", "session"},
        {"/home/me/clock/main/app.c", NULL, "session"},
        {"main.c", "tls.c", "session"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, "calloc<make_context<on_open<tls_accept<serve");
        stands_in(&f, "make_context", cases[i].own);
        stands_in(&f, "on_open", cases[i].own);
        stands_in(&f, "tls_accept", cases[i].component);
        attribute(&f);
        assert_attribution(&f, chain, 1, cases[i].id);
        builder_deinit(&f.b);
    }
}

/* The innermost rule decides, but for what a socket makes that would be kept elsewhere. */
static void what_is_made_for_a_socket_goes_with_it(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_must(ht_signatures_builtin(&f.b.arena, &f.signatures));
    uint32_t socket = builder_chain(&f.b, "malloc<sys_mbox_new:3<netconn_alloc<lwip_socket");
    uint32_t alone = builder_chain(&f.b, "malloc<sys_mbox_new:3<tcpip_init");
    uint32_t mutex = builder_chain(&f.b, "malloc<lock_init_generic<esp_tls_init<app_main");
    attribute(&f);
    assert_attribution(&f, socket, 1, "sockets");
    assert_attribution(&f, alone, 1, "lwip-mbox");
    assert_attribution(&f, mutex, 1, "lock-init");
    builder_deinit(&f.b);
}

static void names_tell_caches_and_pools(void **state)
{
    (void)state;
    static const struct {
        const char *chain;
        bool keeps;
    } cases[] = {
        {"malloc<TileCache::insert<app_main", true},
        {"malloc<node<tile_cache_add<app_main", true},
        {"malloc<Pool::grow<app_main", true},
        {"malloc<GlyphPool::acquire<app_main", true},
        {"malloc<dnsCache<app_main", true},
        {"malloc<a<b<cache_fill<app_main", true},
        {"malloc<a<b<c<cache_fill<app_main", false}, /* too far out */
        {"malloc<MempoolClient::poll<app_main", false},
        {"malloc<spool<app_main", false},
        {"malloc<pooled<app_main", false},
        {"malloc<parse<app_main", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, cases[i].chain);
        attribute(&f);
        assert_int_equal(f.attributions[chain].keeps, cases[i].keeps);
        assert_true(f.attributions[chain].named);
        builder_deinit(&f.b);
    }
}

static void inlined_functions_are_matched(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t inlined = builder_chain(&f.b, "calloc<copy_name:440|verify:515<app_main");
    uint32_t outer = builder_chain(&f.b, "calloc<memcpy_s:1|tls_setup:7<app_main");
    uint32_t inner = builder_chain(&f.b, "calloc<copy_name:1|tls_setup:7<app_main");
    attribute(&f);
    assert_attribution(&f, inlined, 1, "names");
    assert_attribution(&f, outer, 1, "session");
    assert_attribution(&f, inner, 1, "names");
    builder_deinit(&f.b);
}

/* The function that a call to an allocator was inlined into asks for memory; the frame is no allocator's. */
static void an_allocator_inlined_into_its_caller_hides_nobody(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t owner = builder_chain(&f.b, "heap_caps_malloc<calloc:3|copy_name:440<app_main");
    uint32_t allocator = builder_chain(&f.b, "helper:3|calloc:9<parse");
    attribute(&f);
    assert_attribution(&f, owner, 1, "names");
    assert_attribution(&f, allocator, 1, NULL);
    assert_int_equal(role_of(&f, "calloc:3|copy_name:440"), HT_ROLE_CODE);
    assert_int_equal(role_of(&f, "helper:3|calloc:9"), HT_ROLE_ALLOCATOR);
    builder_deinit(&f.b);
}

static void chains_of_allocators_have_no_owner(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t all = builder_chain(&f.b, "heap_caps_malloc<malloc");
    uint32_t empty = builder_chain_of(&f.b, NULL, 0);
    attribute(&f);
    assert_attribution(&f, all, 2, NULL);
    assert_attribution(&f, empty, 0, NULL);
    builder_deinit(&f.b);
}

/* An allocator that belongs to somebody tells who, but only where nobody else does. */
static void allocators_are_asked_last(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t shallow = builder_chain(&f.b, "malloc<mem_malloc");
    uint32_t deep = builder_chain(&f.b, "malloc<mem_malloc<parse<app_main");
    uint32_t session = builder_chain(&f.b, "malloc<mem_malloc<tls_read");
    attribute(&f);
    assert_attribution(&f, shallow, 2, "pool");
    assert_attribution(&f, deep, 2, NULL);
    assert_attribution(&f, session, 2, "session");
    builder_deinit(&f.b);
}

static void outer_allocators_are_asked_before_inner_ones(void **state)
{
    (void)state;
    static const char text[] =
        "{\"signatures\":[{\"id\":\"alloc\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":[\"*malloc\"]},"
        "{\"id\":\"inner\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"in_malloc\"]},"
        "{\"id\":\"outer\",\"class\":\"transient\",\"title\":\"t\",\"functions\":[\"out_malloc\"]}]}";
    struct fixture f;
    setup(&f);
    builder_must(ht_signatures_read(&f.b.arena, "own.json", text, sizeof text - 1, &f.signatures));
    uint32_t chain = builder_chain(&f.b, "malloc<in_malloc<out_malloc");
    uint32_t first = builder_chain(&f.b, "in_malloc<malloc");
    attribute(&f);
    assert_attribution(&f, chain, 3, "outer");
    assert_attribution(&f, first, 2, "inner");
    builder_deinit(&f.b);
}

/* Nobody knows the PC, or it is none of the frames: then it is no allocator, and what is behind it still counts. */
static void unknown_frames_are_no_allocators(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t malloc_pc = builder_pc(&f.b, "malloc"), tls = builder_pc(&f.b, "tls_read");
    builder_frame(&f.b, 0x40001000, NULL, NULL, 0)->role = HT_ROLE_ROM;
    uint32_t rom = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, 0x40001000, tls}, 3);
    uint32_t missing = builder_chain_of(&f.b, (const uint32_t[]){malloc_pc, 0x4fffffff, tls}, 3);
    uint32_t nothing = builder_chain_of(&f.b, (const uint32_t[]){0x4fffffff}, 1);
    attribute(&f);
    assert_attribution(&f, rom, 1, "session");
    assert_attribution(&f, missing, 1, "session");
    assert_attribution(&f, nothing, 0, NULL);
    assert_int_equal(ht_frames_find(&f.b.frames, 0x40001000)->role, HT_ROLE_ROM);
    builder_deinit(&f.b);
}

static void nothing_to_attribute(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    attribute(&f);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_owner_stands_behind_the_allocators),
        cmocka_unit_test(the_innermost_known_frame_decides),
        cmocka_unit_test(callbacks_are_the_applications),
        cmocka_unit_test(what_is_made_for_a_socket_goes_with_it),
        cmocka_unit_test(names_tell_caches_and_pools),
        cmocka_unit_test(inlined_functions_are_matched),
        cmocka_unit_test(an_allocator_inlined_into_its_caller_hides_nobody),
        cmocka_unit_test(chains_of_allocators_have_no_owner),
        cmocka_unit_test(allocators_are_asked_last),
        cmocka_unit_test(outer_allocators_are_asked_before_inner_ones),
        cmocka_unit_test(unknown_frames_are_no_allocators),
        cmocka_unit_test(nothing_to_attribute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
