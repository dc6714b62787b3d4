#include "host_fixture.h"

#include "dump/host_context.h"

static void clocks(void **state)
{
    (void)state;
    static const struct {
        uint64_t ticks; /* since the packet before */
        uint32_t hz;
        int64_t us;
        uint32_t cycles; /* of a CPU with four times the clock */
    } clocks[] = {
        {40, 40000000, 1, 160},
        {39, 40000000, 0, 156},
        {UINT32_MAX, 40000000, 107374182, 4294967292u},
        {3, 1000000, 3, 12},
        {UINT32_MAX, 1, INT64_C(4294967295000000), 4294967292u},
        {5, 0, HT_UNKNOWN, 5},
    };
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct ht_host_clock clock = {.hz = clocks[i].hz, .cpu_hz = clocks[i].hz * 4, .started = true};
        struct ht_svdat_packet packet = {.id = HT_SVDAT_IDLE, .delta = (uint32_t)clocks[i].ticks};
        ht_host_clock_tick(&clock, &packet);
        assert_int_equal(ht_host_clock_us(&clock), clocks[i].us);
        assert_int_equal(ht_host_clock_cycles(&clock), clocks[i].cycles);
    }
    struct ht_host_clock clock = {.ticks = UINT64_MAX - 1, .hz = 1, .started = true};
    assert_int_equal(ht_host_clock_us(&clock), INT64_MAX);
}

/* The first packet tells the time since the one before the trace; a later start goes on. */
static void a_second_start_goes_on(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = begin();
    svdat_alloc(&file, 0, 40000000, 0x3fca0000, 8, pcs_a);
    svdat_sync(&file);
    svdat_put(&file, 0, 44000000, 10, "");
    svdat_put(&file, 0, 44000100, 24, "uuuu", SVDAT_HZ, SVDAT_CPU_HZ, 0x3c000000u, 0u);
    svdat_alloc(&file, 0, 80000000, 0x3fca0020, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    assert_int_equal(f.window->records[0].t_us, 1000000);
    assert_int_equal(f.window->records[1].t_us, 2000000);
    assert_int_equal(f.window->overflowed, 0);
    dump_done(&f);

    file = begin();
    svdat_alloc(&file, 0, 40000000, 0x3fca0000, 8, pcs_a);
    svdat_put(&file, 0, 41000000, 11, "");
    svdat_put(&file, 0, 44000000, 10, "");
    svdat_alloc(&file, 0, 80000000, 0x3fca0020, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    assert_true(warns(f.window, "restarted"));
    assert_int_equal(f.window->overflowed, 1);
    dump_done(&f);
}

static void tasks_are_followed(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = begin();
    uint32_t addr = 0x3fca0000;
    static const char *const expected[] = {NULL, "main", NULL, "main", "poll", NULL, "poll", NULL, "late", NULL};
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a); /* nobody knows who runs */
    svdat_put(&file, 0, file.last + 10, 4, "u", 13u);
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 2, "u", 5u); /* interrupts, one on the other */
    svdat_put(&file, 0, file.last + 10, 2, "u", 6u);
    svdat_put(&file, 0, file.last + 10, 3, "");
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 3, "");
    svdat_put(&file, 0, file.last + 10, 3, "");
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 2, "u", 5u); /* the scheduler goes on with another task */
    svdat_put(&file, 0, file.last + 10, 18, "");
    svdat_put(&file, 0, file.last + 10, 4, "u", 14u);
    svdat_put(&file, 0, file.last + 10, 7, "uu", 13u, 4u); /* not the one that runs */
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 7, "uu", 14u, 4u);
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 4, "u", 14u);
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 4, "u", 99u); /* nobody named it */
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 9, "uus", 99u, 1u, "late");
    svdat_put(&file, 0, file.last + 10, 4, "u", 99u);
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    svdat_put(&file, 0, file.last + 10, 5, "");
    svdat_alloc(&file, 0, file.last + 10, addr++, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < f.window->record_count; i++) {
        uint32_t task = f.window->records[i].task;
        assert_int_equal(task != 0, expected[i] != NULL);
        if (task)
            assert_string_equal(f.trace.tasks[task - 1], expected[i]);
    }
    dump_done(&f);
}

/* Ids come in any order; a task may be named anew, and what a file names without end is left alone in the end. */
static void names_of_tasks(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = begin();
    char name[16];
    for (uint32_t i = 300; i > 100; i -= 50) {
        snprintf(name, sizeof name, "t%u", i);
        svdat_put(&file, 0, file.last + 1, 9, "uus", i, 1u, name);
    }
    svdat_put(&file, 0, file.last + 1, 9, "uus", 200u, 1u, "other");
    for (uint32_t i = 150; i <= 300; i += 50) {
        svdat_put(&file, 0, file.last + 1, 4, "u", i);
        svdat_alloc(&file, 0, file.last + 1, 0x3fca0000 + i, 8, pcs_a);
    }
    for (uint32_t i = 0; i < HT_HOST_NAMES_MAX; i++) /* two names in turn */
        svdat_put(&file, 0, file.last + 1, 9, "uus", 150u, 1u, i % 2 ? "t150" : "t300");
    svdat_put(&file, 0, file.last + 1, 9, "uus", 150u, 1u, "late");
    svdat_put(&file, 0, file.last + 1, 4, "u", 150u);
    svdat_alloc(&file, 0, file.last + 1, 0x3fcb0000, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    static const char *const expected[] = {"t150", "other", "t250", "t300"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(f.trace.tasks[f.window->records[i].task - 1], expected[i]);
    assert_string_not_equal(f.trace.tasks[f.window->records[4].task - 1], "late");
    dump_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks),
        cmocka_unit_test(a_second_start_goes_on),
        cmocka_unit_test(tasks_are_followed),
        cmocka_unit_test(names_of_tasks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
