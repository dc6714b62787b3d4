#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cost.h"
#include "elf_maker.h"
#include "symbols/log.h"
#include "symbols/sources.h"

/* What is known of the sample's firmware; none of the other PCs is in it. */
#define IN_ELF 0x42000069u
#define IN_FILE 0x42001000u
#define IN_LOG 0x42002000u
#define UNKNOWN 0x42003000u

struct bench {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_window *window;
    struct ht_sources sources;
    const struct ht_chip *chip;
    struct ht_frames frames;
};

static void bench_init(struct bench *bench)
{
    *bench = (struct bench){0};
    ht_arena_init(&bench->arena);
    ht_trace_init(&bench->trace, &bench->arena);
    ht_sources_init(&bench->sources, &bench->arena);
    assert_null(ht_trace_add_window(&bench->trace, "window.json", HT_DUMP_JSON, &bench->window));
}

static void bench_deinit(struct bench *bench)
{
    ht_sources_deinit(&bench->sources);
    ht_trace_deinit(&bench->trace);
    ht_arena_deinit(&bench->arena);
}

static void add_chain(struct bench *bench, const uint32_t *pcs, size_t depth)
{
    uint32_t number;
    assert_null(ht_trace_add_chain(&bench->trace, bench->window, pcs, depth, &number));
}

static void resolve(struct bench *bench)
{
    const struct ht_sources_settings settings = {.no_inlines = false};
    assert_null(ht_sources_resolve(&bench->sources, &bench->trace, &settings, &bench->chip, &bench->frames));
}

static void assert_source(const struct bench *bench, uint32_t pc, enum ht_frame_source source, const char *function)
{
    const struct ht_frame *frame = ht_frames_find(&bench->frames, pc);
    assert_non_null(frame);
    assert_int_equal(frame->source, source);
    const struct ht_location *location = ht_frame_shown(frame, 0);
    assert_int_equal(location != NULL, function != NULL);
    if (function)
        assert_string_equal(location->function, function);
}

static void the_first_source_that_knows_a_pc_answers(void **state)
{
    (void)state;
    static const char file[] = "0x42000069: wrong at wrong.c:1\n0x42001000: of_file at file.c:2\n";
    static const char log[] = "--- 0x42000069: wrong at wrong.c:1\n--- 0x42001000: wrong at wrong.c:1\n"
                              "--- 0x42002000: of_log at log.c:3\n";
    const uint32_t pcs[] = {IN_LOG, IN_ELF, UNKNOWN, IN_FILE};
    struct bench bench;
    bench_init(&bench);
    add_chain(&bench, pcs, 4);
    assert_null(ht_log_symbols_read(&bench.sources.log, log, sizeof log - 1));
    assert_null(ht_symbols_add_file(&bench.sources.file, "symbols.txt", file, sizeof file - 1));
    assert_null(ht_sources_add_elf(&bench.sources, "testdata/btclock_v4.elf"));
    resolve(&bench);
    assert_int_equal(bench.frames.count, 4);
    const struct ht_frame *known = ht_frames_find(&bench.frames, IN_ELF);
    assert_int_equal(known->source, HT_SOURCE_DWARF);
    assert_string_not_equal(known->locations[0].function, "wrong");
    assert_source(&bench, IN_FILE, HT_SOURCE_SYMBOLS_FILE, "of_file");
    assert_source(&bench, IN_LOG, HT_SOURCE_LOG, "of_log");
    assert_source(&bench, UNKNOWN, HT_SOURCE_NONE, NULL);
    bench_deinit(&bench);
}

static void each_pc_has_one_frame(void **state)
{
    (void)state;
    const uint32_t first[] = {0x42000010, 0x42000008, 0x42000020}, second[] = {0x42000008, 0x42000010, 0x42000004};
    struct bench bench;
    bench_init(&bench);
    resolve(&bench);
    assert_int_equal(bench.frames.count, 0);
    bench_deinit(&bench);
    bench_init(&bench);
    add_chain(&bench, first, 3);
    add_chain(&bench, second, 3);
    resolve(&bench);
    assert_int_equal(bench.frames.count, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(bench.frames.items[i - 1].pc < bench.frames.items[i].pc);
    bench_deinit(&bench);
}

static void the_dump_tells_the_chip_before_its_addresses_do(void **state)
{
    (void)state;
    static const char *const names[] = {NULL, "esp32c6", "no chip of ours"}, *const chips[] = {"esp32s3", "esp32c6",
                                                                                               "esp32s3"};
    const uint32_t pcs[] = {IN_ELF, 0x40374015};
    for (size_t i = 0; i < 3; i++) {
        struct bench bench;
        bench_init(&bench);
        add_chain(&bench, pcs, 2);
        bench.window->firmware.chip = names[i];
        assert_null(ht_sources_add_elf(&bench.sources, "testdata/btclock_v4.elf"));
        resolve(&bench);
        assert_non_null(bench.chip);
        assert_string_equal(bench.chip->name, chips[i]);
        bench_deinit(&bench);
    }
}

/* The fit stands where the analysis finds it: with the frames, and with the chains. */
static void the_fit_of_the_elf_is_written_down(void **state)
{
    (void)state;
    static const char *const hashes[] = {NULL, "4a326e9b3", "0000"};
    static const int matches[] = {-1, 1, 0};
    const uint32_t pcs[] = {0x40374015, IN_ELF, 0x4200015d, 0x420001bd};
    for (size_t i = 0; i < 3; i++) {
        struct bench bench;
        bench_init(&bench);
        add_chain(&bench, pcs, 4);
        bench.window->elf_sha256 = hashes[i];
        assert_null(ht_sources_add_elf(&bench.sources, "testdata/btclock_v4.elf"));
        resolve(&bench);
        assert_int_equal(bench.frames.elf_count, 1);
        const struct ht_elf_fit *fit = &bench.frames.elfs[0];
        assert_string_equal(fit->path, "testdata/btclock_v4.elf");
        assert_string_equal(fit->machine, "xtensa");
        assert_int_equal(fit->sha256_match, matches[i]);
        assert_true(fit->checked);
        assert_int_equal(fit->match, HT_MATCH_YES);
        assert_int_equal(fit->pcs_after_call, 4);
        assert_int_equal(bench.trace.chains.items[0].call_sites, HT_CALL_SITES_OK);
        bench_deinit(&bench);
    }
}

/* A log of a thousand dumps brings the hash a thousand times: the ELF, of 32 MB here, is hashed once. */
static void the_elf_is_hashed_once(void **state)
{
    (void)state;
    static struct elf_maker maker;
    static const uint8_t code[16];
    elf_maker_init(&maker, EM_RISCV, ET_EXEC);
    elf_maker_code(&maker, 0x42000000, code, sizeof code);
    elf_maker_finish(&maker);
    char path[] = "/tmp/test_sources.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, maker.bytes, maker.size), maker.size);
    assert_int_equal(ftruncate(fd, 32 << 20), 0);
    close(fd);
    struct bench bench;
    bench_init(&bench);
    assert_null(ht_sources_add_elf(&bench.sources, path));
    struct ht_elf_bytes file = ht_elf_image_file(bench.sources.images[0]);
    char hash[HT_ELF_HASH_SIZE];
    ht_elf_file_hash(file, hash);
    for (size_t i = 1; i < 1000; i++)
        assert_null(ht_trace_add_window(&bench.trace, "window.json", HT_DUMP_JSON, &bench.window));
    for (size_t i = 0; i < bench.trace.window_count; i++)
        bench.trace.windows[i].elf_sha256 = hash;
    double start = cost_now();
    resolve(&bench);
    assert_cheap_since(start);
    assert_int_equal(bench.frames.elfs[0].sha256_match, 1);
    bench_deinit(&bench);
    unlink(path);
}

/* PCs of the sample, each behind a call, and two in the middle of functions. */
static void resolve_with_astray(struct bench *bench, size_t right, size_t astray, const char *chip, const char *elf)
{
    static const uint32_t calls[] = {0x42000039, 0x42000069, 0x420000cd, 0x420000fd,
                                     0x42000114, 0x4200015d, 0x42000175, 0x420001bd};
    static const uint32_t others[] = {0x4200003b, 0x4200006b, 0x420000cf, 0x420000ff, 0x42000116, 0x4200015f};
    bench_init(bench);
    bench->window->firmware.chip = chip;
    for (size_t i = 0; i < right; i++)
        add_chain(bench, &calls[i], 1);
    for (size_t i = 0; i < astray; i++)
        add_chain(bench, &others[i], 1);
    assert_null(ht_sources_add_elf(&bench->sources, elf));
    resolve(bench);
}

static void no_name_comes_from_an_elf_that_does_not_fit(void **state)
{
    (void)state;
    struct bench bench;
    resolve_with_astray(&bench, 8, 2, NULL, "testdata/btclock_v4.elf");
    assert_int_equal(bench.frames.elfs[0].match, HT_MATCH_DOUBTFUL);
    assert_false(bench.frames.elfs[0].set_aside);
    assert_source(&bench, 0x42000069, HT_SOURCE_DWARF, "calloc");
    assert_source(&bench, 0x4200003b, HT_SOURCE_NONE, NULL); /* this one's name is certainly wrong */
    assert_source(&bench, 0x4200006b, HT_SOURCE_NONE, NULL);
    bench_deinit(&bench);
    resolve_with_astray(&bench, 4, 6, NULL, "testdata/btclock_v4.elf");
    assert_int_equal(bench.frames.elfs[0].match, HT_MATCH_NO);
    assert_true(bench.frames.elfs[0].set_aside);
    assert_source(&bench, 0x42000069, HT_SOURCE_NONE, NULL);
    assert_source(&bench, 0x4200003b, HT_SOURCE_NONE, NULL);
    bench_deinit(&bench);
    resolve_with_astray(&bench, 8, 0, "esp32s3", "testdata/elf/dwarf_mixed.elf"); /* made for RISC-V */
    assert_true(bench.frames.elfs[0].set_aside);
    assert_source(&bench, 0x42000069, HT_SOURCE_NONE, NULL);
    bench_deinit(&bench);
}

static void assert_refused(struct ht_error *error, const char *words)
{
    assert_non_null(error);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->message, words);
    assert_non_null(error->hint);
    ht_error_destroy(error);
}

static void a_program_that_no_esp_chip_runs_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint16_t machine;
        const char *name;
    } cases[] = {{EM_X86_64, "x86-64"}, {EM_ARM, "ARM"}, {EM_AARCH64, "64-bit ARM"}, {EM_SPARC, "another machine"}};
    struct bench bench;
    bench_init(&bench);
    assert_refused(ht_sources_add_elf(&bench.sources, "testdata/elf/dwarf_big.elf"),
                   "this is a program for MIPS, not the firmware of an ESP chip");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct elf_maker maker;
        char words[100];
        elf_maker_init(&maker, cases[i].machine, ET_EXEC);
        elf_maker_finish(&maker);
        snprintf(words, sizeof words, "this is a program for %s, not the firmware of an ESP chip", cases[i].name);
        assert_refused(ht_sources_add_elf_memory(&bench.sources, "a.elf", maker.bytes, maker.size), words);
    }
    assert_int_equal(bench.sources.image_count, 0);
    bench_deinit(&bench);
}

/* Of chips that the addresses fit alike, the ELF's is taken; the dump's own word counts more. */
static void the_elf_tells_the_chip_and_the_release(void **state)
{
    (void)state;
    static const char *const chips[] = {NULL, "esp32h2"};
    for (size_t i = 0; i < 2; i++) {
        struct elf_maker maker;
        struct bench bench;
        uint8_t code[512] = {0};
        uint32_t pcs[] = {0x42000024, 0x42000040};
        elf_maker_init(&maker, EM_RISCV, ET_EXEC);
        elf_maker_code(&maker, 0x42000020, code, sizeof code);
        elf_maker_symbol(&maker, "ets_printf", 0x40000028, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
        elf_maker_symbol(&maker, "memset", 0x400004a8, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
        elf_maker_app_desc(&maker, ".flash.appdesc", APP_DESC_SIZE);
        elf_maker_finish(&maker);
        bench_init(&bench);
        add_chain(&bench, pcs, 2);
        bench.window->firmware.chip = chips[i];
        assert_null(ht_sources_add_elf_memory(&bench.sources, "a.elf", maker.bytes, maker.size));
        resolve(&bench);
        assert_string_equal(bench.chip->name, chips[i] ? chips[i] : "esp32c6");
        assert_string_equal(bench.frames.elfs[0].firmware.chip, "esp32c6");
        assert_string_equal(bench.frames.elfs[0].firmware.project, "btclock");
        assert_string_equal(bench.frames.elfs[0].firmware.idf_version, "v6.0.1");
        bench_deinit(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_source_that_knows_a_pc_answers),
        cmocka_unit_test(each_pc_has_one_frame),
        cmocka_unit_test(the_dump_tells_the_chip_before_its_addresses_do),
        cmocka_unit_test(the_fit_of_the_elf_is_written_down),
        cmocka_unit_test(the_elf_is_hashed_once),
        cmocka_unit_test(no_name_comes_from_an_elf_that_does_not_fit),
        cmocka_unit_test(a_program_that_no_esp_chip_runs_is_refused),
        cmocka_unit_test(the_elf_tells_the_chip_and_the_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
