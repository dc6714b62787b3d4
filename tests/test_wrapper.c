#include "trace_builder.h"

#include "infer/wrapper.h"

struct fixture {
    struct trace_builder b;
    bool known[64], allocators[64];
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 600);
}

static size_t number_of(struct fixture *f, const char *site)
{
    return (size_t)(ht_frames_find(&f->b.frames, builder_pc(&f->b, site)) - f->b.frames.items);
}

/* Frames are numbered when all chains are there: before each search. */
static bool is_wrapper(struct fixture *f, const char *site)
{
    memset(f->known, 0, sizeof f->known);
    memset(f->allocators, 0, sizeof f->allocators);
    assert_true(f->b.frames.count < 64);
    f->allocators[number_of(f, "malloc")] = true;
    for (size_t i = 0; i < f->b.frames.count; i++)
        f->known[i] =
            f->b.frames.items[i].location_count && !strncmp(f->b.frames.items[i].locations[0].function, "tls_", 4);
    builder_must(ht_find_wrappers(&f->b.trace.chains, &f->b.frames, f->known, f->allocators));
    return f->allocators[number_of(f, site)];
}

static void a_function_that_most_allocate_through_is_a_wrapper(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_chain(&f.b, "malloc<take:7<parse<app_main");
    builder_chain(&f.b, "malloc<take:7<draw<app_main");
    builder_chain(&f.b, "malloc<take:9<poll<app_main");
    assert_false(is_wrapper(&f, "take:7")); /* three callers do not make one */
    builder_chain(&f.b, "malloc<take:9<store<app_main");
    assert_true(is_wrapper(&f, "take:7"));
    assert_true(is_wrapper(&f, "take:9"));
    assert_false(is_wrapper(&f, "parse"));
    assert_false(is_wrapper(&f, "app_main"));
    builder_deinit(&f.b);
}

static void a_helper_of_one_component_is_none(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_chain(&f.b, "malloc<node:7<number<parse");
    builder_chain(&f.b, "malloc<node:7<text<parse");
    builder_chain(&f.b, "malloc<node:7<array<parse");
    builder_chain(&f.b, "malloc<node:7<object<parse");
    builder_chain(&f.b, "malloc<draw<app_main");
    builder_chain(&f.b, "malloc<poll<app_main");
    builder_chain(&f.b, "malloc<store<app_main");
    builder_chain(&f.b, "malloc<send<app_main");
    assert_true(is_wrapper(&f, "node:7")); /* half of all */
    builder_chain(&f.b, "malloc<receive<app_main");
    assert_false(is_wrapper(&f, "node:7"));
    builder_deinit(&f.b);
}

static void chains_that_a_signature_knows_do_not_count(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_chain(&f.b, "malloc<take:7<parse<app_main");
    builder_chain(&f.b, "malloc<take:7<draw<app_main");
    builder_chain(&f.b, "malloc<take:7<poll<app_main");
    builder_chain(&f.b, "malloc<take:7<store<app_main");
    for (unsigned i = 0; i < 9; i++) {
        char chain[] = "malloc<tls_0<app_main";
        chain[11] = (char)('0' + i);
        builder_chain(&f.b, chain);
    }
    assert_true(is_wrapper(&f, "take:7"));
    builder_deinit(&f.b);
}

static void wrappers_of_wrappers_are_found(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    static const char *const callers[] = {"parse", "draw", "poll", "store", "send"};
    for (size_t i = 0; i < 5; i++) {
        char chain[64];
        /* One wrapper calls the other, which is also called by the others of its library. */
        snprintf(chain, sizeof chain, "malloc<take:7<take_zeroed:3<%s", callers[i]);
        builder_chain(&f.b, chain);
        snprintf(chain, sizeof chain, "malloc<take:7<%s_copy<app_main", callers[i]);
        builder_chain(&f.b, chain);
    }
    assert_true(is_wrapper(&f, "take:7"));
    assert_true(is_wrapper(&f, "take_zeroed:3"));
    assert_false(is_wrapper(&f, "parse"));
    builder_deinit(&f.b);
}

/* Wrappers around wrappers count as far as the fourth. */
static void four_levels_are_looked_at(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int caller = 0; caller < 16; caller++) {
        for (int level = 1; level <= 5; level++) {
            char chain[256] = "malloc";
            for (int k = 1; k <= level; k++)
                snprintf(chain + strlen(chain), sizeof chain - strlen(chain), "<level%d", k);
            snprintf(chain + strlen(chain), sizeof chain - strlen(chain), "<caller%d_%d", level, caller);
            if (level == 5 || caller < 3) /* the innermost ones have other callers, too */
                builder_chain(&f.b, chain);
        }
    }
    assert_true(is_wrapper(&f, "level4"));
    assert_false(is_wrapper(&f, "level5"));
    builder_deinit(&f.b);
}

/* Two callers that take turns are two, and those of one function are not another's. */
static void each_caller_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 8; i++) {
        char chain[64];
        snprintf(chain, sizeof chain, "malloc<take<%s:%d", i % 2 ? "parse" : "draw", i);
        builder_chain(&f.b, chain);
    }
    assert_false(is_wrapper(&f, "take"));
    for (int i = 0; i < 8; i++) {
        char chain[64];
        snprintf(chain, sizeof chain, "malloc<lend<%s:%d", i % 2 ? "poll" : "store", i);
        builder_chain(&f.b, chain);
    }
    assert_false(is_wrapper(&f, "take"));
    assert_false(is_wrapper(&f, "lend"));
    builder_chain(&f.b, "malloc<take<poll");
    builder_chain(&f.b, "malloc<take<store");
    assert_true(is_wrapper(&f, "take"));
    builder_deinit(&f.b);
}

/* Nor does a caller that nobody knows count, with a frame or without. */
static void callers_without_a_name_do_not_count(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_chain(&f.b, "malloc<take<parse");
    builder_chain(&f.b, "malloc<take<draw");
    builder_chain(&f.b, "malloc<take<poll");
    builder_frame(&f.b, 0x40080000, NULL, NULL, 0);
    for (uint32_t pc = 0x40080000; pc <= 0x40080010; pc += 16)
        builder_chain_of(&f.b, (const uint32_t[]){builder_pc(&f.b, "malloc"), builder_pc(&f.b, "take"), pc}, 3);
    assert_false(is_wrapper(&f, "take"));
    builder_chain(&f.b, "malloc<take<store");
    assert_true(is_wrapper(&f, "take"));
    builder_deinit(&f.b);
}

static void what_calls_itself_has_no_callers_by_that(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    builder_chain(&f.b, "malloc<walk:1<walk:2<walk:3<app_main");
    builder_chain(&f.b, "malloc<walk:1<walk:4<walk:5<app_main");
    builder_chain(&f.b, "malloc<walk:1<walk:6<walk:7<app_main");
    builder_chain(&f.b, "malloc<walk:1<walk:8<walk:9<app_main");
    assert_false(is_wrapper(&f, "walk:1"));
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_that_most_allocate_through_is_a_wrapper),
        cmocka_unit_test(a_helper_of_one_component_is_none),
        cmocka_unit_test(chains_that_a_signature_knows_do_not_count),
        cmocka_unit_test(wrappers_of_wrappers_are_found),
        cmocka_unit_test(four_levels_are_looked_at),
        cmocka_unit_test(each_caller_counts_once),
        cmocka_unit_test(callers_without_a_name_do_not_count),
        cmocka_unit_test(what_calls_itself_has_no_callers_by_that),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
