#include "host_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What the sample's device did, whatever form it was recorded in. */
static void check_sample(const struct dump_fixture *f, uint32_t recordings)
{
    const struct ht_window *window = f->window;
    assert_null(f->error);
    assert_int_equal(f->trace.window_count, 1);
    assert_int_equal(window->format, HT_DUMP_SVDAT);
    assert_int_equal(window->recordings, recordings);
    assert_int_equal(window->warning_count, 0);
    assert_int_equal(window->overflowed, 0);
    assert_false(window->truncated);
    assert_false(window->untimed);
    assert_string_equal(window->firmware.chip, "esp32s3");
    assert_int_equal(window->cpu_hz, SVDAT_CPU_HZ);
    assert_int_equal(window->began_us, 175);
    assert_true(window->seconds > 299.9998 && window->seconds < 299.9999);
    assert_int_equal(window->total_allocations, HOST_MADE);
    assert_int_equal(window->total_frees, HOST_FREED);
    assert_int_equal(window->record_count, HOST_MADE - HOST_FREED);
    assert_int_equal(window->freed_count, HOST_FREED);
    assert_int_equal(window->tally_count, 5);
    assert_int_equal(window->depth, 4);
    for (size_t i = 0; i < window->record_count; i++) {
        const struct ht_record *record = &window->records[i];
        bool once = i < 3;
        assert_int_equal(record->cpu, !once);
        assert_int_equal(record->ccount & 3, !once);
        assert_string_equal(f->trace.tasks[record->task - 1], once ? "main" : "poll");
        assert_true(i == 0 || record->index > window->records[i - 1].index);
        assert_true(i == 0 || record->t_us > window->records[i - 1].t_us);
        assert_false(record->freed);
    }
    const struct ht_record *first = &window->records[3];
    assert_int_equal(first->addr, 0x3fcb0000);
    assert_int_equal(first->size, 81);
    assert_memory_equal(f->trace.chains.items[first->chain].pcs, host_bundle_pcs[0], 16);
    for (size_t i = 0; i < window->freed_count; i++) {
        const struct ht_record *record = &window->freed[i];
        assert_true(record->freed);
        int64_t life = record->t_freed_us - record->t_us;
        assert_true(life > 2100000 && life < 2110000);
        assert_int_equal(f->trace.chains.items[record->freed_by].pcs[0], host_free_pcs[0]);
    }
}

static void all_forms_hold_the_same(void **state)
{
    (void)state;
    struct dump_fixture f;
    for (int form = HOST_MCORE; form <= HOST_OFFSETS; form++) {
        struct svdat_maker file = host_sample_make((enum host_form)form);
        read_one(&f, &file);
        check_sample(&f, 1);
        dump_done(&f);
    }
    struct svdat_maker cores[] = {host_sample_make(HOST_CORE0), host_sample_make(HOST_CORE1)};
    const struct ht_host_file files[] = {in_memory("core0", &cores[0]), in_memory("core1", &cores[1])};
    read_files(&f, files, 2);
    check_sample(&f, 2);
    assert_string_equal(f.window->path, "core0");
    dump_done(&f);
    svdat_deinit(&cores[0]);
    svdat_deinit(&cores[1]);
}

/* testdata/dumps holds them for the command line. */
static void the_samples_are_what_the_maker_makes(void **state)
{
    (void)state;
    struct ht_host_file files[2];
    for (int form = HOST_CORE0; form <= HOST_OFFSETS; form++) {
        struct svdat_maker made = host_sample_make((enum host_form)form);
        char path[128], bytes[8192];
        snprintf(path, sizeof path, "testdata/dumps/%s", host_sample_names[form]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        assert_int_equal(fread(bytes, 1, sizeof bytes, file), made.size);
        assert_memory_equal(bytes, made.bytes, made.size);
        fclose(file);
        if (form <= HOST_CORE1)
            files[form] =
                (struct ht_host_file){.path = host_sample_names[form], .size = made.size, .fd = open(path, O_RDONLY)};
        svdat_deinit(&made);
    }
    struct dump_fixture f;
    read_files(&f, files, 2);
    check_sample(&f, 2);
    dump_done(&f);
    close(files[0].fd);
    close(files[1].fd);
}

static void recordings_of_one_trace_begin_alike(void **state)
{
    (void)state;
    struct svdat_maker files[] = {host_sample_make(HOST_CORE0), host_sample_make(HOST_CORE1), begin(),
                                  host_sample_make(HOST_MCORE), host_sample_make(HOST_OFFSETS)};
    static const bool same[5][5] = {{true, true, true}, {true, true, true}, {true, true, true}};
    for (size_t i = 0; i < 5; i++) {
        for (size_t k = 0; k < 5; k++) {
            const struct ht_host_file a = in_memory("a", &files[i]), b = in_memory("b", &files[k]);
            bool found = !same[i][k];
            assert_null(ht_host_same_trace(&a, &b, &found));
            assert_int_equal(found, same[i][k]);
        }
    }
    const struct ht_host_file a = in_memory("a", &files[0]), b = in_memory("b", &files[1]);
    bool found = true;
    files[1].bytes[72 + 10 + 1] ^= 1; /* the time of its first packet */
    assert_null(ht_host_same_trace(&a, &b, &found));
    assert_false(found);
    for (size_t i = 0; i < 5; i++)
        svdat_deinit(&files[i]);
}

static void a_third_recording_is_one_too_many(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker core = host_sample_make(HOST_CORE0);
    const struct ht_host_file files[] = {in_memory("a", &core), in_memory("b", &core), in_memory("c", &core)};
    read_files(&f, files, 3);
    assert_non_null(f.error);
    assert_int_equal(f.error->code, HT_ERROR_INPUT);
    assert_string_equal(f.error->path, "c");
    dump_done(&f);
    svdat_deinit(&core);
}

static void what_the_device_dropped_is_told(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = begin();
    svdat_alloc(&file, 0, 8000, 0x3fca0000, 8, pcs_a);
    svdat_put(&file, 0, 9000, 1, "u", 12u);
    svdat_put(&file, 0, 9100, 1, "u", 1u);
    svdat_alloc(&file, 0, 10000, 0x3fca0000, 16, pcs_b); /* so the first one was freed */
    svdat_free(&file, 0, 11000, 0x3fca0100, pcs_free);   /* and this one made before, or unseen */
    read_one(&f, &file);
    assert_null(f.error);
    assert_int_equal(f.window->overflowed, 1);
    assert_string_equal(warning(f.window, "dropped-packets"),
                        "SystemView dropped 13 packets: blocks may be missing, and some that are shown may have been "
                        "freed");
    assert_string_equal(warning(f.window, "lost-free"),
                        "the free of 1 block is not in the recording: its address was given out again");
    assert_int_equal(f.window->total_allocations, 2);
    assert_int_equal(f.window->total_frees, 1);
    assert_int_equal(f.window->record_count, 1);
    assert_int_equal(f.window->records[0].size, 16);
    assert_int_equal(f.window->freed[0].size, 8);
    assert_int_equal(f.window->freed[0].freed_by, HT_NO_CHAIN);
    assert_int_equal(f.window->freed[0].t_freed_us, HT_UNKNOWN);
    dump_done(&f);
}

static void frees_of_blocks_from_before_are_no_frees_of_the_trace(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = begin();
    svdat_free(&file, 0, 8000, 0x3fca0000, pcs_free);
    svdat_free(&file, 0, 8100, 0x3fca0000, pcs_free);
    read_one(&f, &file);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 0);
    assert_int_equal(f.window->total_allocations, 0);
    assert_int_equal(f.window->total_frees, 0);
    assert_int_equal(f.window->earlier_frees, 2);
    dump_done(&f);
}

static void one_recording_of_two(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = host_sample_make(HOST_CORE1);
    read_one(&f, &file);
    assert_null(f.error);
    assert_true(warns(f.window, "one-core"));
    dump_done(&f);
}

static void which_events_are_the_heaps(void **state)
{
    (void)state;
    static const struct {
        const char *module;
        uint32_t first;
        bool read, warned;
    } cases[] = {
        {"M=ESP32 SystemView Heap Tracing Module", 512, true, false},
        {"ESP32 SystemView Heap Tracing Module", 512, true, false},
        {"M=ESP32 SystemView Heap Tracing Module", 514, false, false}, /* described, and without an event */
        {"M=ESP32 SystemView Heap Tracing Module", 9, false, false},
        {"M=Another", 514, true, true},
        {"M=Another", 512, false, false},
        {NULL, 0, true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dump_fixture f;
        struct svdat_maker file = {0};
        svdat_header(&file, "");
        svdat_sync(&file);
        svdat_begin(&file);
        if (cases[i].module)
            svdat_put(&file, 0, 7000, 22, "uus", 0u, cases[i].first, cases[i].module);
        svdat_alloc(&file, 0, 8000, 0x3fca0000, 8, pcs_a);
        read_one(&f, &file);
        bool heap = cases[i].module && strstr(cases[i].module, "Heap");
        assert_int_equal(f.error != NULL, !cases[i].read && !heap);
        if (f.error) {
            assert_string_equal(f.error->message, "this SystemView recording holds no event of the heap");
            assert_non_null(f.error->hint);
        } else {
            assert_int_equal(f.window->record_count, cases[i].read);
            assert_int_equal(warns(f.window, "no-module"), cases[i].warned);
        }
        dump_done(&f);
    }
}

static void without_its_start_there_are_no_times(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker file = {0};
    svdat_header(&file, "");
    svdat_sync(&file);
    svdat_module(&file, 100);
    svdat_alloc(&file, 0, 8000, 0x3fca0000, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    assert_true(f.window->untimed);
    assert_true(warns(f.window, "no-clock"));
    assert_int_equal(f.window->records[0].t_us, HT_UNKNOWN);
    assert_int_equal(f.window->began_us, HT_UNKNOWN);
    assert_true(f.window->seconds == 0);
    dump_done(&f);
}

static void a_payload_that_holds_something_else_is_damage(void **state)
{
    (void)state;
    static const uint8_t payload[] = {0x80, 0x80, 0xa8, 0xfe, 0x03, 0x08, 0x95, 0x80}; /* a caller is cut */
    struct dump_fixture f;
    struct svdat_maker file = begin();
    char expected[128];
    svdat_alloc(&file, 0, 8000, 0x3fca0000, 8, pcs_a);
    snprintf(expected, sizeof expected, "the recording is damaged at byte %zu: only what precedes it counts",
             file.size);
    svdat_packet(&file, 0, 9000, SVDAT_HEAP_EVENTS, payload, sizeof payload);
    svdat_alloc(&file, 0, 10000, 0x3fca0100, 8, pcs_a);
    read_one(&f, &file);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_true(f.window->truncated);
    assert_string_equal(warning(f.window, "damaged-packet"), expected);
    dump_done(&f);
}

static void cut_at_every_byte(void **state)
{
    (void)state;
    for (int form = HOST_CORE0; form <= HOST_OFFSETS; form++) {
        struct svdat_maker file = host_sample_make((enum host_form)form);
        int64_t made = 0;
        for (size_t size = 0; size < file.size; size++) {
            struct dump_fixture f;
            dump_bytes(&f, (const char *)file.bytes, size, (struct ht_dump_settings){0});
            if (f.error) {
                assert_int_equal(f.error->code, HT_ERROR_INPUT);
                assert_int_equal(made, 0);
            } else {
                assert_true(f.window->total_allocations >= made);
                made = f.window->total_allocations;
                assert_int_equal(f.window->total_frees + (int64_t)f.window->record_count, made);
                assert_int_equal(f.window->truncated,
                                 warns(f.window, "truncated") || warns(f.window, "damaged-packet"));
                assert_false(warns(f.window, "damaged-packet"));
            }
            dump_done(&f);
        }
        assert_true(made > 0);
        svdat_deinit(&file);
    }
}

static void the_place_of_a_cut_is_told(void **state)
{
    (void)state;
    struct dump_fixture f;
    struct svdat_maker cores[] = {host_sample_make(HOST_CORE0), begin()};
    char expected[128];
    snprintf(expected, sizeof expected,
             "the recording of core1 breaks off within a packet, at byte %zu: what precedes it counts", cores[1].size);
    svdat_alloc(&cores[1], 1, 9000, 0x3fcd0000, 8, pcs_a);
    cores[1].size--;
    const struct ht_host_file files[] = {in_memory("core0", &cores[0]), in_memory("core1", &cores[1])};
    read_files(&f, files, 2);
    assert_null(f.error);
    assert_string_equal(warning(f.window, "truncated"), expected);
    dump_done(&f);
    svdat_deinit(&cores[0]);
    svdat_deinit(&cores[1]);
}

/* Whatever comes out, reading ends, and what is there holds together. */
static void flipped_bits(void **state)
{
    (void)state;
    for (int form = HOST_CORE0; form <= HOST_OFFSETS; form += 2) {
        struct svdat_maker file = host_sample_make((enum host_form)form);
        for (size_t bit = 0; bit < file.size * 8; bit += 3) {
            struct dump_fixture f;
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            dump_bytes(&f, (const char *)file.bytes, file.size, (struct ht_dump_settings){0});
            if (f.error)
                assert_int_equal(f.error->code, HT_ERROR_INPUT);
            else
                assert_int_equal(f.window->total_allocations, f.window->total_frees + (int64_t)f.window->record_count);
            dump_done(&f);
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        svdat_deinit(&file);
    }
}

static void the_chip_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *description, *chip;
    } cases[] = {
        {"N=App,D=ESP32,C=Xtensa,O=FreeRTOS", "esp32"},
        {"D=esp32c6", "esp32c6"},
        {"N=AD=esp32", NULL},
        {"N=App,D=,C=x", NULL},
        {"D=a\nb", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dump_fixture f;
        struct svdat_maker file = {0};
        svdat_header(&file, "");
        svdat_sync(&file);
        svdat_put(&file, 0, 1, 14, "s", cases[i].description);
        svdat_module(&file, 2);
        read_one(&f, &file);
        assert_null(f.error);
        assert_int_equal(f.window->firmware.chip != NULL, cases[i].chip != NULL);
        if (cases[i].chip)
            assert_string_equal(f.window->firmware.chip, cases[i].chip);
        dump_done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_forms_hold_the_same),
        cmocka_unit_test(the_samples_are_what_the_maker_makes),
        cmocka_unit_test(recordings_of_one_trace_begin_alike),
        cmocka_unit_test(a_third_recording_is_one_too_many),
        cmocka_unit_test(what_the_device_dropped_is_told),
        cmocka_unit_test(frees_of_blocks_from_before_are_no_frees_of_the_trace),
        cmocka_unit_test(one_recording_of_two),
        cmocka_unit_test(which_events_are_the_heaps),
        cmocka_unit_test(without_its_start_there_are_no_times),
        cmocka_unit_test(a_payload_that_holds_something_else_is_damage),
        cmocka_unit_test(cut_at_every_byte),
        cmocka_unit_test(the_place_of_a_cut_is_told),
        cmocka_unit_test(flipped_bits),
        cmocka_unit_test(the_chip_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
