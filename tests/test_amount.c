#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/amount.h"

enum { LEVELS = 256, DEPTH = 256, CHAINS = 300 };

static struct ht_arena arena;
static struct ht_frame frame;
static struct ht_frames frames = {.items = &frame, .count = 1};
static struct ht_location locations[LEVELS];
static uint32_t pcs[DEPTH];
static struct ht_chain items[CHAINS];
static struct ht_chains chains = {.items = items};

/* One PC, all over as many chains as told; each of its levels has these names. */
static int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    for (size_t i = 0; i < DEPTH; i++)
        pcs[i] = 0x42000004;
    for (size_t i = 0; i < CHAINS; i++)
        items[i] = (struct ht_chain){.pcs = pcs, .depth = DEPTH};
    frame = (struct ht_frame){.pc = pcs[0], .locations = locations, .location_count = LEVELS};
    chains.count = CHAINS;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_arena_deinit(&arena);
    return 0;
}

static void name_all(const char *function, const char *file)
{
    for (uint32_t i = 0; i < LEVELS; i++)
        locations[i] = (struct ht_location){.function = function, .file = file, .line = i + 1};
}

static bool bound(void)
{
    bool cut = false;
    assert_null(ht_amount_bound(&arena, &chains, &frames, &cut));
    return cut;
}

static void what_firmware_has_is_left_alone(void **state)
{
    (void)state;
    name_all("std::vector<int>::push_back", "/opt/toolchain/include/c++/bits/stl_vector.h");
    frame.location_count = 6; /* at each of 76,800 places */
    assert_false(bound());
    assert_int_equal(frame.location_count, 6);
    frame.location_count = LEVELS / 2; /* in a few */
    chains.count = 1;
    assert_false(bound());
    assert_ptr_equal(frame.locations, locations);
}

/* The function that owns the PC stays, and the outermost of what is inlined in it. */
static void the_innermost_goes_first(void **state)
{
    (void)state;
    name_all("f", "f.c");
    assert_true(bound());
    assert_true(frame.location_count > 8);
    assert_true(frame.location_count < 20);
    assert_int_equal(frame.locations[frame.location_count - 1].line, LEVELS);
}

static void a_name_alone_is_cut(void **state)
{
    (void)state;
    static char name[4097], file[4097];
    memset(name, 'n', sizeof name - 1);
    memset(file, 'f', sizeof file - 1);
    memcpy(name + 239, "\xc3\xbc", 2); /* a character that the end would fall into */
    name_all(name, file);
    locations[LEVELS - 1].mangled = name;
    assert_true(bound());
    assert_int_equal(frame.location_count, 1);
    const struct ht_location *location = &frame.locations[0];
    assert_int_equal(strlen(location->function), 239 + 3);
    assert_string_equal(location->function + 238, "n...");
    assert_null(location->mangled);
    assert_null(location->file);
    assert_int_equal(location->line, LEVELS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_firmware_has_is_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_innermost_goes_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_alone_is_cut, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
