#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "elf_maker.h"
#include "symbols/call_decode.h"
#include "symbols/callsite.h"
#include "symbols/symbolizer.h"

#define BASE 0x42000000u

static struct ht_arena arena;
static struct ht_chains chains;
static struct elf_maker maker;

static int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    ht_chains_init(&chains, &arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_chains_deinit(&chains);
    ht_arena_deinit(&arena);
    return 0;
}

static uint32_t add_chain(const uint32_t *pcs, size_t depth)
{
    uint32_t number;
    assert_null(ht_chains_intern(&chains, pcs, depth, &number));
    return number;
}

static int compare_frames(const void *left, const void *right)
{
    const struct ht_frame *a = left, *b = right;
    return a->pc < b->pc ? -1 : a->pc > b->pc;
}

/* Symbolizes and checks all chains; the verdicts on the ELFs stand in figures, those on the chains in the arena. */
static enum ht_call_sites *check(struct ht_elf_image *const *images, size_t image_count, struct ht_elf_fit *figures)
{
    const struct ht_chip *chip = ht_chip_find("esp32s3");
    struct ht_frames frames = {.items = ht_arena_array(&arena, 1000, sizeof(struct ht_frame)), .count = 0};
    for (size_t i = 0; i < chains.count; i++) {
        for (uint32_t k = 0; k < chains.items[i].depth; k++)
            frames.items[frames.count++].pc = chains.items[i].pcs[k];
    }
    qsort(frames.items, frames.count, sizeof *frames.items, compare_frames);
    size_t kept = 0;
    for (size_t i = 0; i < frames.count; i++) {
        if (kept == 0 || frames.items[kept - 1].pc != frames.items[i].pc)
            frames.items[kept++] = frames.items[i];
    }
    frames.count = kept;
    enum ht_call_sites *sites = ht_arena_array(&arena, chains.count + 1, sizeof *sites);
    assert_null(ht_symbolize(&arena, images, image_count, chip, &(struct ht_symbolizer_settings){0}, &frames));
    memset(figures, 0, image_count * sizeof *figures);
    frames.elfs = figures;
    frames.elf_count = image_count;
    assert_null(ht_callsite_check(&arena, images, chip, &frames, &chains));
    for (size_t i = 0; i < chains.count; i++)
        sites[i] = chains.items[i].call_sites;
    return sites;
}

/* The chains of the sample's windows that a leak and two bystanders leave. */
static void add_sample_chains(void)
{
    static const uint32_t pcs[][4] = {
        {0x40374015, 0x42000069, 0x4200015d, 0x420001bd},
        {0x40374015, 0x42000069, 0x420000fd, 0x42000175},
        {0x40374015, 0x42000069, 0x42000114, 0x42000175},
        {0x40374015, 0x42000039, 0x42000ac5, 0x42000f3d},
    };
    for (size_t i = 0; i < sizeof pcs / sizeof *pcs; i++)
        add_chain(pcs[i], 4);
}

static uint8_t *read_sample(size_t *size)
{
    uint8_t *bytes = ht_arena_alloc(&arena, 1 << 17);
    FILE *file = fopen("testdata/btclock_v4.elf", "rb");
    assert_non_null(file);
    *size = fread(bytes, 1, 1 << 17, file);
    fclose(file);
    return bytes;
}

static void the_right_elf(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    assert_null(ht_elf_image_open("testdata/btclock_v4.elf", &image));
    add_sample_chains();
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_true(figures.checked);
    assert_int_equal(figures.match, HT_MATCH_YES);
    assert_int_equal(figures.pcs, 10);
    assert_int_equal(figures.pcs_in_code, 10);
    assert_int_equal(figures.pcs_after_call, 10);
    assert_int_equal(figures.edges, 10);
    assert_int_equal(figures.edges_consistent, 10);
    for (size_t i = 0; i < chains.count; i++)
        assert_int_equal(sites[i], HT_CALL_SITES_OK);
    ht_elf_image_close(image);
}

/* The flash text of another build lies a few bytes further on: the symbols still give names. */
static void a_build_beside_it(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = read_sample(&size);
    Elf32_Phdr segment;
    uint8_t *header = bytes + sizeof(Elf32_Ehdr) + sizeof segment;
    elf_struct_get(&segment, header, sizeof segment, ELF_T_PHDR);
    assert_int_equal(segment.p_vaddr, 0x42000020);
    segment.p_vaddr += 8;
    elf_struct_put(header, &segment, sizeof segment, ELF_T_PHDR);
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    assert_null(ht_elf_image_open_memory("rebuilt.elf", bytes, size, &image));
    add_sample_chains();
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_int_equal(figures.match, HT_MATCH_NO);
    assert_int_equal(sites[0], HT_CALL_SITES_MISMATCH);
    ht_elf_image_close(image);
}

/* A chain of known call sites in an order in which nobody calls. */
static void an_edge_nobody_calls(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    assert_null(ht_elf_image_open("testdata/btclock_v4.elf", &image));
    add_sample_chains();
    uint32_t chain = add_chain((const uint32_t[]){0x40374015, 0x42000069, 0x42000f3d}, 3);
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_int_equal(sites[chain], HT_CALL_SITES_MISMATCH);
    assert_int_equal(sites[0], HT_CALL_SITES_OK);
    assert_int_equal(figures.edges, 11);
    assert_int_equal(figures.edges_consistent, 10);
    assert_int_equal(figures.match, HT_MATCH_YES);
    ht_elf_image_close(image);
}

static void rom_and_data_do_not_count(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    assert_null(ht_elf_image_open("testdata/btclock_v4.elf", &image));
    uint32_t chain = add_chain((const uint32_t[]){0x400011f8, 0x3fc95000}, 2);
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_int_equal(figures.pcs, 0);
    assert_int_equal(figures.match, HT_MATCH_UNKNOWN);
    assert_int_equal(sites[chain], HT_CALL_SITES_UNCHECKED);
    ht_elf_image_close(image);
}

static void other_machines_are_not_checked(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    elf_maker_init(&maker, EM_ARM, ET_EXEC);
    elf_maker_code(&maker, BASE, "\0\0\0\0", 4);
    elf_maker_finish(&maker);
    assert_null(ht_elf_image_open_memory("arm.elf", maker.bytes, maker.size, &image));
    uint32_t chain = add_chain((const uint32_t[]){BASE + 4}, 1);
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_false(figures.checked);
    assert_int_equal(sites[chain], HT_CALL_SITES_UNCHECKED);
    ht_elf_image_close(image);
}

/* The call that ends at the end of these bytes, which lie at BASE. */
static struct ht_call call_of(uint16_t machine, const void *bytes, size_t size)
{
    struct ht_elf_image *image;
    elf_maker_init(&maker, machine, ET_EXEC);
    elf_maker_code(&maker, BASE, bytes, size);
    elf_maker_finish(&maker);
    assert_null(ht_elf_image_open_memory("made.elf", maker.bytes, maker.size, &image));
    struct ht_call call = ht_call_before(image, BASE + (uint32_t)size);
    ht_elf_image_close(image);
    return call;
}

#define CALL(machine, ...) call_of(machine, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* The bytes are what GNU as makes of the instructions in the comments. */
static void riscv_calls(void **state)
{
    (void)state;
    struct ht_call call = CALL(EM_RISCV, 0xef, 0x00, 0x00, 0x10); /* jal ra, .+0x100 */
    assert_int_equal(call.kind, HT_CALL_DIRECT);
    assert_int_equal(call.target, BASE + 0x100);
    call = CALL(EM_RISCV, 0xef, 0xf0, 0x1f, 0xff); /* jal ra, .-0x10 */
    assert_int_equal(call.target, BASE - 0x10);
    assert_int_equal(CALL(EM_RISCV, 0x6f, 0x00, 0x00, 0x10).kind, HT_CALL_NONE);     /* j .+0x100 */
    assert_int_equal(CALL(EM_RISCV, 0xe7, 0x80, 0x07, 0x00).kind, HT_CALL_INDIRECT); /* jalr ra, 0(a5) */
    assert_int_equal(CALL(EM_RISCV, 0x67, 0x80, 0x07, 0x00).kind, HT_CALL_NONE);     /* jr a5 */
    call = CALL(EM_RISCV, 0x97, 0x10, 0x00, 0x00, 0xe7, 0x80, 0x80, 0xf0);           /* auipc ra,1; jalr -0xf8(ra) */
    assert_int_equal(call.kind, HT_CALL_DIRECT);
    assert_int_equal(call.target, BASE + 0x1000 - 0xf8);
    call = CALL(EM_RISCV, 0x01, 0x00, 0x41, 0x28); /* c.nop; c.jal .+0x90 */
    assert_int_equal(call.kind, HT_CALL_DIRECT);
    assert_int_equal(call.target, BASE + 2 + 0x90);
    assert_int_equal(CALL(EM_RISCV, 0x01, 0x00, 0x82, 0x97).kind, HT_CALL_INDIRECT); /* c.jalr a5 */
    assert_int_equal(CALL(EM_RISCV, 0x01, 0x00, 0x82, 0x87).kind, HT_CALL_NONE);     /* c.jr a5 */
    assert_int_equal(CALL(EM_RISCV, 0x01, 0x00, 0x02, 0x90).kind, HT_CALL_NONE);     /* c.ebreak */
    assert_int_equal(CALL(EM_RISCV, 0x01, 0x00, 0x82, 0xa0).kind, HT_CALL_INDIRECT); /* cm.jalt 32 */
    assert_int_equal(CALL(EM_RISCV, 0x01, 0x00, 0x7e, 0xa0).kind, HT_CALL_NONE);     /* cm.jt 31 */
    assert_int_equal(CALL(EM_RISCV, 0xe7, 0x80, 0x07).kind, HT_CALL_NONE);           /* an odd address */
}

static void xtensa_calls(void **state)
{
    (void)state;
    /* call8 to the word after the next, from an address that is no multiple of 4 */
    struct ht_call call = CALL(EM_XTENSA, 0x3d, 0xf0, 0x65, 0x00, 0x00);
    assert_int_equal(call.kind, HT_CALL_DIRECT);
    assert_int_equal(call.target, BASE + 8);
    call = CALL(EM_XTENSA, 0x3d, 0xf0, 0xe5, 0xff, 0xff); /* call8 .-2 */
    assert_int_equal(call.target, BASE);
    assert_int_equal(CALL(EM_XTENSA, 0xe0, 0x03, 0x00).kind, HT_CALL_INDIRECT); /* callx8 a3 */
    assert_int_equal(CALL(EM_XTENSA, 0xa0, 0x03, 0x00).kind, HT_CALL_NONE);     /* jx a3 */
    assert_int_equal(CALL(EM_XTENSA, 0x80, 0x00, 0x00).kind, HT_CALL_NONE);     /* ret */
    /* A literal that names code, l32r a8, callx8 a8. */
    call = CALL(EM_XTENSA, 0x04, 0x00, 0x00, 0x42, 0x81, 0xff, 0xff, 0xe0, 0x08, 0x00);
    assert_int_equal(call.kind, HT_CALL_DIRECT);
    assert_int_equal(call.target, BASE + 4);
}

/* calling: calls thunk, which jumps to inner. */
static void a_tail_jump_is_not_checked(void **state)
{
    (void)state;
    static const uint8_t code[] = {
        0xef, 0x00, 0x80, 0x00, /* calling: jal ra, thunk */
        0x82, 0x80, 0x01, 0x00, /* ret */
        0x6f, 0x00, 0x80, 0x00, /* thunk: j inner */
        0x01, 0x00, 0x01, 0x00, /* c.nop; c.nop */
        0xe7, 0x80, 0x07, 0x00, /* inner: jalr ra, 0(a5) */
        0x82, 0x80, 0x01, 0x00, /* ret */
        0x01, 0x00, 0x82, 0x80, /* plain: c.nop; ret */
        0xef, 0xf0, 0xdf, 0xff, /* other: jal ra, plain */
        0x82, 0x80, 0x01, 0x00, /* ret */
    };
    elf_maker_init(&maker, EM_RISCV, ET_EXEC);
    uint16_t text = elf_maker_code(&maker, BASE, code, sizeof code);
    elf_maker_symbol(&maker, "calling", BASE, 8, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "thunk", BASE + 8, 8, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "inner", BASE + 16, 8, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "plain", BASE + 24, 4, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "other", BASE + 28, 8, STB_GLOBAL, STT_FUNC, text);
    elf_maker_finish(&maker);
    struct ht_elf_image *image;
    struct ht_elf_fit figures;
    assert_null(ht_elf_image_open_memory("made.elf", maker.bytes, maker.size, &image));
    uint32_t jumped = add_chain((const uint32_t[]){BASE + 20, BASE + 4}, 2);
    uint32_t wrong = add_chain((const uint32_t[]){BASE + 20, BASE + 32}, 2);
    enum ht_call_sites *sites = check(&image, 1, &figures);
    assert_int_equal(sites[jumped], HT_CALL_SITES_OK);
    assert_int_equal(sites[wrong], HT_CALL_SITES_MISMATCH);
    assert_int_equal(figures.pcs_after_call, 3);
    assert_int_equal(figures.edges, 1);
    assert_int_equal(figures.edges_consistent, 0);
    assert_int_equal(figures.match, HT_MATCH_UNKNOWN);
    ht_elf_image_close(image);
}

static void the_bounds(void **state)
{
    (void)state;
    static const struct {
        uint32_t pcs, code, called, edges, consistent;
        enum ht_match match;
    } cases[] = {
        {0, 0, 0, 0, 0, HT_MATCH_UNKNOWN},     {3, 0, 0, 0, 0, HT_MATCH_UNKNOWN},
        {4, 0, 0, 0, 0, HT_MATCH_NO},          {3, 3, 3, 2, 2, HT_MATCH_YES},
        {3, 3, 2, 1, 1, HT_MATCH_UNKNOWN},     {20, 20, 19, 9, 9, HT_MATCH_YES},
        {20, 20, 18, 9, 9, HT_MATCH_DOUBTFUL}, {20, 20, 12, 0, 0, HT_MATCH_DOUBTFUL},
        {20, 20, 11, 0, 0, HT_MATCH_NO},       {20, 20, 20, 3, 1, HT_MATCH_DOUBTFUL},
        {20, 20, 20, 10, 5, HT_MATCH_NO},      {20, 20, 20, 10, 7, HT_MATCH_DOUBTFUL},
        {20, 20, 20, 10, 8, HT_MATCH_YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_elf_fit figures = {.pcs = cases[i].pcs,
                                     .pcs_in_code = cases[i].code,
                                     .pcs_after_call = cases[i].called,
                                     .edges = cases[i].edges,
                                     .edges_consistent = cases[i].consistent,
                                     .checked = true};
        assert_int_equal(ht_callsite_match(&figures), cases[i].match);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_right_elf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_build_beside_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_edge_nobody_calls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rom_and_data_do_not_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_machines_are_not_checked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(riscv_calls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(xtensa_calls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tail_jump_is_not_checked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_bounds, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
