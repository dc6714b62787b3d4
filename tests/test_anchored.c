/* How far signatures that know a place in the chain look, and which of them is told. */
#include "attribution_fixture.h"

/* Signatures as in a user's file, which stand for themselves. */
static void setup_with(struct fixture *f, const char *signatures)
{
    char text[2048];
    int length = snprintf(text, sizeof text,
                          "{\"signatures\":[{\"id\":\"alloc\",\"class\":\"allocator\",\"title\":\"t\",\"functions\":"
                          "[\"malloc\"]},{\"id\":\"plumbing\",\"class\":\"plumbing\",\"title\":\"t\",\"functions\":"
                          "[\"copy*\"]},%s]}",
                          signatures);
    builder_init(&f->b);
    builder_window(&f->b, 600);
    builder_must(ht_signatures_read(&f->b.arena, "own.json", text, (size_t)length, &f->signatures));
}

/* The id of what fits the only chain, "" when nothing does. */
static const char *told(struct fixture *f)
{
    static char id[32];
    attribute(f);
    snprintf(id, sizeof id, "%s", f->attributions[0].signature ? f->attributions[0].signature->id : "");
    builder_deinit(&f->b);
    return id;
}

/* The same of a chain of call sites, with so many steps in the place of a slash. */
static const char *told_of(const char *signatures, const char *sites, int steps)
{
    struct fixture f;
    char whole[256];
    const char *slash = strchr(sites, '/');
    snprintf(whole, sizeof whole, "%.*s", (int)strcspn(sites, "/"), sites);
    for (int i = 0; i < steps; i++)
        strcat(whole, "<step");
    strcat(whole, slash ? slash + 1 : "");
    setup_with(&f, signatures);
    builder_chain(&f.b, whole);
    return told(&f);
}

#define MAKE(id, class, more) \
    "{\"id\":\"" id "\",\"class\":\"" class "\",\"title\":\"t\",\"functions\":[\"make\"]," more "}"
#define THROUGH MAKE("leak", "leak", "\"match\":\"owner\",\"through\":[\"step\"]")

/* Behind what may stand before it, as far as the twelfth frame behind the allocators. */
static void the_function_is_sought_in_twelve_frames(void **state)
{
    (void)state;
    assert_string_equal(told_of(THROUGH, "malloc<make<task", 0), "leak");
    assert_string_equal(told_of(THROUGH, "malloc/<make<task", 11), "leak");
    assert_string_equal(told_of(THROUGH, "malloc/<make<task", 12), "");
    assert_string_equal(told_of(THROUGH, "malloc<other<make<task", 0), "");
}

/* As the sixth location behind it or nearer. */
static void the_caller_is_sought_in_six_locations(void **state)
{
    (void)state;
    static const char called[] = MAKE("leak", "leak", "\"match\":\"owner\",\"callers\":[\"call\"]");
    assert_string_equal(told_of(called, "malloc<make<call", 0), "leak");
    assert_string_equal(told_of(called, "malloc<make/<call<task", 5), "leak");
    assert_string_equal(told_of(called, "malloc<make/<call<task", 6), "");
    assert_string_equal(told_of(called, "malloc<make<task", 0), "");
}

/* Functions that are inlined stand before those that they are inlined into. */
static void inlined_functions_are_walked_through(void **state)
{
    (void)state;
    assert_string_equal(told_of(THROUGH, "malloc<step:1|step:2|make:3<task", 0), "leak");
    assert_string_equal(told_of(THROUGH, "malloc<step:1|step:2<step:4|make:3<task", 0), "leak");
    assert_string_equal(told_of(THROUGH, "malloc<step:1|other:2|make:3<task", 0), "");
}

/* A frame of which nothing is known may be anybody's, between the allocator and the function and behind it. */
static void unknown_frames_are_passed(void **state)
{
    (void)state;
    struct fixture f;
    setup_with(&f, MAKE("leak", "leak", "\"match\":\"owner\",\"callers\":[\"call\"]"));
    builder_frame(&f.b, 0x40001000, NULL, NULL, 0);
    builder_chain_of(&f.b,
                     (const uint32_t[]){builder_pc(&f.b, "malloc"), 0x40001000, builder_pc(&f.b, "make"), 0x40002000,
                                        builder_pc(&f.b, "call")},
                     5);
    assert_string_equal(told(&f), "leak");
}

/* The first behind the allocators may be plumbing, which owns nothing. */
static void plumbing_may_be_the_first(void **state)
{
    (void)state;
    static const char first[] =
        "{\"id\":\"copies\",\"class\":\"leak\",\"title\":\"t\",\"functions\":[\"copy_x\"],\"match\":\"first\"}";
    assert_string_equal(told_of(first, "malloc<copy_x<task", 0), "copies");
    assert_string_equal(told_of(first, "malloc<copy_x", 0), "copies");
    assert_string_equal(told_of(first, "malloc<copy_y<copy_x<task", 0), "");
    assert_string_equal(told_of(first, "malloc", 0), "");
}

/* A leak is told before what is kept, and of two alike the earlier one. */
static void a_leak_is_told_first(void **state)
{
    (void)state;
    static const char kept_first[] =
        MAKE("kept", "retained", "\"match\":\"owner\"") "," MAKE("leak", "leak", "\"match\":\"owner\"");
    static const char leak_first[] =
        MAKE("leak", "leak", "\"match\":\"owner\"") "," MAKE("kept", "retained", "\"match\":\"owner\"");
    static const char two_kept[] =
        MAKE("one", "retained", "\"match\":\"owner\"") "," MAKE("two", "retained", "\"match\":\"owner\"");
    static const char two_leaks[] =
        MAKE("one", "leak", "\"match\":\"owner\"") "," MAKE("two", "leak", "\"match\":\"owner\"");
    assert_string_equal(told_of(kept_first, "malloc<make<task", 0), "leak");
    assert_string_equal(told_of(leak_first, "malloc<make<task", 0), "leak");
    assert_string_equal(told_of(two_kept, "malloc<make<task", 0), "one");
    assert_string_equal(told_of(two_leaks, "malloc<make<task", 0), "one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_function_is_sought_in_twelve_frames),
        cmocka_unit_test(the_caller_is_sought_in_six_locations),
        cmocka_unit_test(inlined_functions_are_walked_through),
        cmocka_unit_test(unknown_frames_are_passed),
        cmocka_unit_test(plumbing_may_be_the_first),
        cmocka_unit_test(a_leak_is_told_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
