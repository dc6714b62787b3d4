#include "attribution_fixture.h"

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
        cmocka_unit_test(an_allocator_inlined_into_its_caller_hides_nobody),
        cmocka_unit_test(chains_of_allocators_have_no_owner),
        cmocka_unit_test(allocators_are_asked_last),
        cmocka_unit_test(outer_allocators_are_asked_before_inner_ones),
        cmocka_unit_test(unknown_frames_are_no_allocators),
        cmocka_unit_test(nothing_to_attribute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
