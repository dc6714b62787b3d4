#include "dump_fixture.h"

#include <stdio.h>

/* Reads a file of testdata/dumps. */
static void dump_file(struct dump_fixture *f, const char *name, struct ht_dump_pick pick)
{
    char path[128], text[16384];
    snprintf(path, sizeof path, "testdata/dumps/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(size > 0 && size < sizeof text);
    dump_bytes(f, text, size, (struct ht_dump_settings){.pick = pick});
}

static void version_3(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_v3.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->format, HT_DUMP_CONSOLE);
    assert_int_equal(f.window->number, 1);
    assert_int_equal(f.window->record_count, 2);
    assert_record(&f, 0, 32, 0x3ffb1a20, 0x1c33f0a4, 2, 0x400d2c44);
    /* The core goes where the device keeps it, and the end marker goes. */
    assert_record(&f, 1, 8, 0x3ffb1a58, 0x1c340129, 1, 0x400d2b24);
    assert_int_equal(f.window->records[1].index, 1);
    assert_int_equal(f.window->declared_count, 2);
    assert_int_equal(f.window->capacity, 100);
    assert_int_equal(f.window->total_allocations, 17);
    assert_int_equal(f.window->total_frees, 15);
    assert_int_equal(f.window->overflowed, 1);
    assert_int_equal(f.window->warning_count, 0);
    assert_false(f.window->truncated);
    dump_done(&f);
}

static void a_lone_colon_at_the_end(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_v44_colon.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_record(&f, 0, 136, 0x3ffc0d10, 0x66fa41a4, 2, 0x400d2c44);
    assert_int_equal(f.window->overflowed, 0);
    assert_int_equal(f.window->warning_count, 0);
    dump_done(&f);
}

static void version_5_3(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_v53_leaks.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 3);
    assert_record(&f, 0, 84, 0x3fca9120, 0x042ac374, 2, 0x42009a10);
    assert_record(&f, 1, 4096, 0x3c081000, 0x042ae93d, 2, 0x42009a3c);
    assert_record(&f, 2, 12, 0x3fca9988, 0x042dee78, 2, 0x42009a52);
    assert_int_equal(f.window->capacity, 64);
    assert_int_equal(f.window->high_water_mark, 9);
    assert_int_equal(f.window->total_allocations, 31);
    assert_int_equal(f.window->total_frees, 28);
    assert_int_equal(f.window->overflowed, 0);
    assert_int_equal(f.window->warning_count, 0);
    dump_done(&f);
}

static void freed_records_are_kept_apart(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_v55_all.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_record(&f, 0, 9, 0x3fc9f110, 0x1a31b618, 2, 0x42008010);
    assert_record(&f, 1, 15, 0x3fc9f130, 0x1a31c941, 0, 0);
    assert_int_equal(f.window->records[0].index, 1);
    assert_int_equal(f.window->records[1].index, 3);
    assert_int_equal(f.window->skipped, 2);
    assert_int_equal(f.window->overflowed, 1);
    assert_int_equal(f.window->warning_count, 0);
    assert_int_equal(f.window->freed_count, 2);
    const struct ht_record *freed = f.window->freed;
    assert_true(freed[0].freed && freed[1].freed && !f.window->records[0].freed);
    assert_int_equal(freed[0].index, 0);
    assert_int_equal(freed[0].size, 6);
    assert_int_equal(freed[0].addr, 0x3fc9f100);
    assert_int_equal(freed[0].chain, f.window->records[0].chain);
    const struct ht_chain *by = &f.trace.chains.items[freed[0].freed_by];
    assert_int_equal(by->depth, 2);
    assert_int_equal(by->pcs[0], 0x403839e4);
    assert_int_equal(by->pcs[1], 0x42008096);
    /* Said to be freed, and not by whom; alive, and not freed by anybody. */
    assert_int_equal(freed[1].index, 2);
    assert_int_equal(freed[1].cpu, 1);
    assert_int_equal(freed[1].freed_by, HT_NO_CHAIN);
    assert_int_equal(f.window->records[0].freed_by, HT_NO_CHAIN);
    assert_int_equal(freed[0].t_us, HT_UNKNOWN);
    assert_int_equal(freed[0].t_freed_us, HT_UNKNOWN);
    dump_done(&f);
}

static void who_freed_a_record_is_whole_or_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *by;
        size_t depth; /* 0: not known */
    } cases[] = {
        {"0x403839e4:0x42008096", 2},
        {"0x403839e4:0x42008096:0x0:0x0", 2},
        {"0x403839e4:", 1},
        {"0x403839e4:0x420080", 0},
        {"0x403839", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dump_fixture f;
        char text[256];
        snprintf(text, sizeof text,
                 "6 bytes (@ 0x3fc9f100, Internal) allocated CPU 0 ccount 0x1a31ac84 caller 0x40376321\n"
                 "freed by %s\n"
                 "7 bytes (@ 0x3fc9f110, Internal) allocated CPU 0 ccount 0x1a31ac84 caller 0x40376321 freed\n",
                 cases[i].by);
        dump_text(&f, text);
        assert_null(f.error);
        assert_int_equal(f.window->record_count, 0);
        assert_int_equal(f.window->freed_count, 2);
        if (cases[i].depth)
            assert_int_equal(f.trace.chains.items[f.window->freed[0].freed_by].depth, cases[i].depth);
        else
            assert_int_equal(f.window->freed[0].freed_by, HT_NO_CHAIN);
        /* The next record does not take it over. */
        assert_int_equal(f.window->freed[1].freed_by, HT_NO_CHAIN);
        dump_done(&f);
    }
}

static void a_panic_ends_a_dump(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_panic.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_true(f.window->truncated);
    assert_int_equal(f.window->warning_count, 2);
    assert_warning(&f, 0, "unreadable-line", 4, "1 record unreadable and left out");
    assert_warning(&f, 1, "panic", 4, "a panic cut the dump off: 2 of its 120 records stand there");
    dump_done(&f);
}

static void broken_lines_are_put_together(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_mixed.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 3);
    assert_record(&f, 0, 224, 0x3fcb0010, 0x495656ac, 2, 0x42008010);
    assert_int_equal(f.trace.chains.items[0].pcs[0], 0x40376321);
    assert_record(&f, 1, 18, 0x3fcb0104, 0x495660b1, 2, 0x42008010);
    assert_record(&f, 2, 18, 0x3fcb0128, 0x495680b0, 2, 0x42008044);
    assert_int_equal(f.window->warning_count, 2);
    assert_warning(&f, 0, "mixed-line", 2, "3 records mixed with other output");
    assert_warning(&f, 1, "unreadable-line", 9, "1 record unreadable and left out");
    assert_false(f.window->truncated);
    dump_done(&f);
}

static void other_text_behind_a_record(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f,
              "====== Heap Trace: 2 records (8 capacity) ======\n"
              "   224 bytes (@ 0x3fcb964c, Internal) allocated CPU 0 ccount 0x495656ac ...\n"
              "   (and so on)\n"
              "    16 bytes (@ 0x3fcb9650, Internal) allocated CPU 0 ccount 0x49565700 caller 0x42000010I (5) x: y\n"
              "\n0x42000010: f at x.c:1\n"
              "====== Heap Trace Summary ======\n");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_record(&f, 0, 224, 0x3fcb964c, 0x495656ac, 0, 0);
    assert_record(&f, 1, 16, 0x3fcb9650, 0x49565700, 1, 0x42000010);
    assert_int_equal(f.window->warning_count, 1);
    assert_warning(&f, 0, "mixed-line", 2, "2 records mixed with other output");
    dump_done(&f);
}

static void which_of_several_dumps(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_file(&f, "console_three.txt", (struct ht_dump_pick){0});
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 1);
    assert_int_equal(f.window->number, 3);
    assert_record(&f, 0, 30, 0x3ffb0030, 0x30000000, 1, 0x400d0030);
    assert_int_equal(f.trace.chains.count, 1);
    assert_warning(&f, 0, "several-dumps", 8, "the log holds 3 dumps: this is the last one (--dump N or all)");
    dump_done(&f);
    /* The second one has lost its header. */
    dump_file(&f, "console_three.txt", (struct ht_dump_pick){2, 2});
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.window->number, 2);
    assert_int_equal(f.window->declared_count, HT_UNKNOWN);
    assert_int_equal(f.window->warning_count, 0);
    dump_done(&f);
    dump_file(&f, "console_three.txt", (struct ht_dump_pick){1, HT_DUMP_END});
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 3);
    assert_int_equal(f.trace.windows[1].records[1].size, 21);
    dump_done(&f);
    dump_file(&f, "console_three.txt", (struct ht_dump_pick){4, 4});
    assert_non_null(f.error);
    assert_int_equal(f.error->code, HT_ERROR_INPUT);
    assert_string_equal(f.error->message, "the log holds 3 dumps: there is no dump 4");
    dump_done(&f);
}

static void dumps_that_do_not_add_up(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "2 allocations trace (10 entry buffer)\n"
                  "10 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010\n"
                  "10 bytes 'leaked' in trace (1 allocations)\n");
    assert_warning(&f, 0, "count-mismatch", 0, "the dump says it holds 2 records, and 1 stands there");
    assert_false(f.window->truncated);
    dump_done(&f);
    dump_text(&f, "10 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010\nfreed by ");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_warning(&f, 0, "truncated", 2, "neither a header nor a summary tells whether the dump's 1 record is all");
    assert_true(f.window->truncated);
    dump_done(&f);
}

static void the_boot_before_tells_of_the_firmware(void **state)
{
    (void)state;
    struct dump_fixture f;
#define DUMP                                                                                                    \
    "1 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010\n1 bytes 'leaked' in trace (1 " \
    "allocations)\n"
    static const char text[] = "ESP-ROM:esp32s3-20210327\n"
                               "\x1b[0;32mI (273) cpu_start: cpu freq: 240000000 Hz\x1b[0m\n"
                               "I (29) boot: chip revision: v0.2\n"
                               "\x1b[0;32mI (280) app_init: ELF file SHA256:  9c6f9a0c5...\x1b[0m\n"
                               "\x1b[0;32mI (279) app_init: Project name:     my clock  \x1b[0m\n"
                               "I (279) app_init: App version:      4.0.1-3-g0a1b\n"
                               "I (279) app_init: Compile time:     Jul 15 2026 10:43:57\n"
                               "I (281) app_init: ESP-IDF:          v5.3.1-dirty\n"
                               "{\"leaks\":[],\"chip\":\"esp32c3\"}\n" DUMP
                               "ESP-ROM:esp32c6-20220919\nI (273) cpu_start: cpu freq: 24000000000 Hz\n" DUMP
                               "ets Jun  8 2016 00:22:57\n" DUMP;
    dump_bytes(&f, text, sizeof text - 1, (struct ht_dump_settings){.pick = {1, HT_DUMP_END}});
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 4);
    const struct ht_window *windows = f.trace.windows;
    assert_string_equal(windows[0].firmware.chip, "esp32c3"); /* the dump's own word */
    assert_string_equal(windows[0].firmware.idf_version, "v5.3.1-dirty");
    windows++;
    assert_int_equal(windows[0].cpu_hz, 240000000);
    assert_int_equal(windows[0].revision, 2 + 1);
    assert_string_equal(windows[0].firmware.project, "my clock");
    assert_string_equal(windows[0].firmware.version, "4.0.1-3-g0a1b");
    assert_string_equal(windows[0].firmware.built, "Jul 15 2026 10:43:57");
    assert_string_equal(windows[0].elf_sha256, "9c6f9a0c5");
    assert_string_equal(windows[0].firmware.idf_version, "v5.3.1-dirty");
    assert_string_equal(windows[0].firmware.chip, "esp32s3");
    assert_int_equal(windows[1].cpu_hz, 0);
    assert_int_equal(windows[1].revision, 0);
    assert_null(windows[1].elf_sha256);
    assert_null(windows[1].firmware.idf_version);
    assert_string_equal(windows[1].firmware.chip, "esp32c6");
    assert_string_equal(windows[2].firmware.chip, "esp32");
    dump_done(&f);
}

/* What a trace that runs on while it is printed holds twice is one block; others at the same place are not. */
static void records_that_stand_twice(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "5 allocations trace (8 entry buffer)\n"
                  "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                  "16 bytes (@ 0x3ffb0020) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                  "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                  "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                  "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565800 caller 0x400d0010\n"
                  "80 bytes 'leaked' in trace (5 allocations)\ntotal allocations 9 total frees 4\n"
                  "(NB: New entries were traced while dumping, so trace dump may have duplicate entries.)\n");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 3);
    assert_record(&f, 0, 16, 0x3ffb0010, 0x49565700, 1, 0x400d0010);
    assert_record(&f, 1, 16, 0x3ffb0020, 0x49565700, 1, 0x400d0010);
    assert_record(&f, 2, 16, 0x3ffb0010, 0x49565800, 1, 0x400d0010);
    assert_int_equal(f.window->warning_count, 1);
    assert_int_equal(f.window->missing, 0);
    assert_warning(&f, 0, "duplicate-record", 0,
                   "2 records stand there twice, and count once: the trace ran on while it was printed");
    dump_done(&f);
}

/* Of a header without a record, the first line that stands in their place is told. */
static void nothing_but_a_header(void **state)
{
    (void)state;
    assert_refused("====== Heap Trace: 2 records (8 capacity) ======\n"
                   "\n"
                   "    16 Bytes (bei 0x3fcb9650, intern) belegt, CPU 0 ccount 0x49565700 Aufrufer 0x42000010\n"
                   "====== Heap Trace Summary ======\n",
                   3, 1, "the dump counts 2 records, and what stands below its header is none",
                   "a record reads \"84 bytes (@ 0x3fcb1000");
    assert_refused("I (5) x: y\n"
                   "====== Heap Trace: 2 records (8 capacity) ======\n"
                   "====== Heap Trace Summary ======\n"
                   "Mode: Heap Trace Leaks\n",
                   2, 1, "the dump counts 2 records, and none stands there", "prints them below its header");
    assert_refused("2 allocations trace (8 entry buffer)\n"
                   "Guru Meditation Error: Core  1 panic'ed (Interrupt wdt timeout on CPU1).\n",
                   1, 1, "the dump counts 2 records, and none stands there", "prints them below its header");
}

/* A last dump that was cut off before its first record is not empty, and not all that the log holds. */
static void the_last_dump_is_only_a_header(void **state)
{
    (void)state;
    static const char text[] = "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n"
                               "16 bytes 'leaked' in trace (1 allocations)\ntotal allocations 1 total frees 0\n"
                               "3 allocations trace (8 entry buffer)\n";
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 2);
    assert_int_equal(f.window->warning_count, 1);
    assert_warning(&f, 0, "truncated", 4, "the dump breaks off: 0 of its 3 records stand there");
    dump_done(&f);
    dump_bytes(&f, text, strlen(text), (struct ht_dump_settings){.pick = {HT_DUMP_END, HT_DUMP_END}});
    assert_non_null(f.error);
    assert_string_equal(f.error->message, "the dump counts 3 records, and none stands there");
    assert_non_null(strstr(f.error->hint, "earlier dumps of this log hold records"));
    dump_done(&f);
}

/* What looks like the rest of a record, and is none. */
static void lines_behind_a_record(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "0x42000020: app_main at main.c:1",
        "0x42000020 0x42000030",
        "free",
        "freed by 0x00000000:0x00000000",
        ":0x4200002",
        ":0x42000020:0x42000030 x",
        "caller 0x42000020",
        "::0x42000020",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct dump_fixture f;
        char text[256];
        snprintf(text, sizeof text,
                 "16 bytes (@ 0x3fcb9650, Internal) allocated CPU 0 ccount 0x49565700 caller 0x42000010\n%s\n",
                 lines[i]);
        dump_text(&f, text);
        assert_null(f.error);
        assert_int_equal(f.window->record_count, 1);
        assert_record(&f, 0, 16, 0x3fcb9650, 0x49565700, 1, 0x42000010);
        dump_done(&f);
    }
    /* The line must follow at once. */
    struct dump_fixture f;
    dump_text(&f, "16 bytes (@ 0x3fcb9650) allocated CPU 0 ccount 0x49565700 caller 0x42000010\nx\n:0x42000020\n");
    assert_record(&f, 0, 16, 0x3fcb9650, 0x49565700, 1, 0x42000010);
    dump_done(&f);
}

static void broken_off_at_every_byte(void **state)
{
    (void)state;
    static const char text[] = "====== Heap Trace: 2 records (8 capacity) ======\n"
                               "   224 bytes (@ 0x3fcb964c, Internal) allocated CPU 0 ccount 0x495656ac caller "
                               "0x42000010:0x42000020\n"
                               "freed by 0x42000090\n"
                               "    16 bytes (@ 0x3fcb9650, Internal) allocated CPU 0 ccount 0x49565700 caller "
                               "0x42000010:0x42000020\n"
                               "====== Heap Trace Summary ======\n";
    const char *third = strstr(text, "0x42000020\n=");
    for (size_t size = 0; size < sizeof text; size++) {
        struct dump_fixture f;
        dump_bytes(&f, text, size, (struct ht_dump_settings){0});
        if (f.error) {
            assert_int_equal(f.error->code, HT_ERROR_INPUT);
        } else {
            /* A record that breaks off in a number or a word is never taken for a whole one. */
            for (size_t i = 0; i < f.window->record_count; i++) {
                const struct ht_record *record = &f.window->records[i];
                assert_true(record->size == 224 || record->size == 16);
                assert_true(record->ccount == 0x495656ac || record->ccount == 0x49565700);
            }
            if (size > (size_t)(third - text) + 10) {
                assert_int_equal(f.window->record_count, 1);
                assert_int_equal(f.window->skipped, 1);
            }
        }
        dump_done(&f);
    }
}

static void flipped_bits(void **state)
{
    (void)state;
    static const char *const names[] = {"console_mixed.txt", "console_v55_all.txt", "own.csv"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char path[128], text[4096];
        snprintf(path, sizeof path, "testdata/dumps/%s", names[n]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(text, 1, sizeof text, file);
        fclose(file);
        for (size_t i = 0; i < 8 * size; i++) {
            struct dump_fixture f;
            text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
            dump_bytes(&f, text, size, (struct ht_dump_settings){.pick = {1, HT_DUMP_END}});
            if (f.error)
                assert_int_equal(f.error->code, HT_ERROR_INPUT);
            dump_done(&f);
            text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_3),
        cmocka_unit_test(a_lone_colon_at_the_end),
        cmocka_unit_test(version_5_3),
        cmocka_unit_test(freed_records_are_kept_apart),
        cmocka_unit_test(who_freed_a_record_is_whole_or_unknown),
        cmocka_unit_test(a_panic_ends_a_dump),
        cmocka_unit_test(broken_lines_are_put_together),
        cmocka_unit_test(other_text_behind_a_record),
        cmocka_unit_test(which_of_several_dumps),
        cmocka_unit_test(dumps_that_do_not_add_up),
        cmocka_unit_test(the_boot_before_tells_of_the_firmware),
        cmocka_unit_test(records_that_stand_twice),
        cmocka_unit_test(nothing_but_a_header),
        cmocka_unit_test(the_last_dump_is_only_a_header),
        cmocka_unit_test(lines_behind_a_record),
        cmocka_unit_test(broken_off_at_every_byte),
        cmocka_unit_test(flipped_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
