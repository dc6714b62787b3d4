#include "elf_costs_fixture.h"

#include "base/utf.h"

#include "elf/check.h"
#include "elf/sections.h"
#include "symbols/callsite.h"
#include "symbols/symbolizer.h"

static void put_symbol(Elf32_Word name, Elf32_Addr addr, Elf32_Word size)
{
    const Elf32_Sym symbol = {.st_name = name,
                              .st_value = addr,
                              .st_size = size,
                              .st_info = ELF32_ST_INFO(STB_GLOBAL, STT_FUNC),
                              .st_shndx = 1};
    uint8_t bytes[sizeof symbol];
    elf_struct_put(bytes, &symbol, sizeof symbol, ELF_T_SYM);
    put(bytes, sizeof bytes);
}

/* Frames of count PCs that are step bytes apart. */
static struct ht_frames make_frames(uint32_t first, uint32_t step, size_t count)
{
    struct ht_frames frames = {.items = ht_arena_array(&made.arena, count, sizeof *frames.items), .count = count};
    assert_non_null(frames.items);
    for (size_t i = 0; i < count; i++)
        frames.items[i].pc = first + (uint32_t)i * step;
    return frames;
}

static void symbolize(struct ht_frames *frames)
{
    const struct ht_symbolizer_settings settings = {.raw_pc = true};
    assert_null(ht_symbolize(&made.arena, &made.image, 1, NULL, &settings, frames));
}

/* Every symbol holds every PC behind it, and all have a name of 300 KB. */
static void symbols_that_hold_everything(void **state)
{
    (void)state;
    enum { SYMBOLS = 40000, PCS = 40000, NAME = 300000 };
    begin(".strtab", SHT_STRTAB);
    put("", 1);
    memset(made.bytes + made.size, 'x', NAME);
    made.size += NAME;
    put("", 1);
    put("f", 2);
    end();
    begin(".symtab", SHT_SYMTAB);
    made.sections[made.count - 1].sh_link = 1;
    put_symbol(0, 0, 0);
    for (uint32_t i = 0; i < SYMBOLS; i++)
        put_symbol(i % 2 ? 1 : NAME + 2, CODE + i, CODE_SIZE);
    end();
    finish(0, 0);
    struct ht_frames frames = make_frames(CODE + 4, 4, PCS);
    double start = cost_now();
    symbolize(&frames);
    assert_cheap_since(start);
    assert_int_equal(frames.items[0].offset, 0); /* the one that starts last */
    assert_string_equal(frames.items[0].locations[0].function, "f");
    assert_int_equal(frames.items[PCS - 1].offset, 4 * PCS - (SYMBOLS - 1));
    assert_int_equal(strlen(frames.items[PCS - 1].locations[0].function), HT_NAME_MAX); /* cut */
}

/* 60,000 edges whose calls all lead to one function of 480 KB, or to as many functions that lie over one another. */
static void callees_without_end(bool many)
{
    enum { CALLEE = 480000, CALLS = 60000 };
    begin(".text", SHT_PROGBITS);
    for (uint32_t i = 0; i < CALLEE / 4; i++)
        put32(0x13); /* nop */
    for (uint32_t i = 0; i < CALLS; i++) {
        uint32_t to = (many ? i * 4 : 0) - (CALLEE + 4 * i);
        put32(0xef | (to >> 12 & 0xff) << 12 | (to >> 11 & 1) << 20 | (to >> 1 & 0x3ff) << 21 | (to >> 20 & 1) << 31);
    }
    end();
    begin(".strtab", SHT_STRTAB);
    put("\0f\0g", 5);
    end();
    begin(".symtab", SHT_SYMTAB);
    made.sections[made.count - 1].sh_link = 2;
    put_symbol(0, 0, 0);
    for (uint32_t i = 0; i < (many ? 10000 : 1); i++)
        put_symbol(1, CODE + 4 * i, CALLEE - 4 * i);
    put_symbol(3, CODE + CALLEE, 4 * CALLS);
    end();
    finish(made.sections[1].sh_offset, made.sections[1].sh_size);
    struct ht_frames frames = make_frames(CODE + CALLEE + 4, 4, CALLS);
    struct ht_elf_fit fit = {.path = "made"};
    frames.elfs = &fit;
    frames.elf_count = 1;
    symbolize(&frames);
    struct ht_chain *items = ht_arena_array(&made.arena, CALLS - 1, sizeof *items);
    uint32_t(*pcs)[2] = ht_arena_array(&made.arena, CALLS - 1, sizeof *pcs);
    for (size_t i = 0; i < CALLS - 1; i++) {
        pcs[i][0] = frames.items[i].pc;
        pcs[i][1] = frames.items[i + 1].pc;
        items[i] = (struct ht_chain){.pcs = pcs[i], .depth = 2};
    }
    struct ht_chains chains = {.items = items, .count = CALLS - 1};
    double start = cost_now();
    assert_null(ht_callsite_check(&made.arena, &made.image, NULL, &frames, &chains));
    assert_cheap_since(start);
    assert_int_equal(fit.pcs_after_call, CALLS);
    if (!many)
        assert_int_equal(fit.edges, CALLS - 1);
}

static void a_callee_of_many(void **state)
{
    (void)state;
    callees_without_end(false);
}

static void many_callees(void **state)
{
    (void)state;
    callees_without_end(true);
}

/* 1 MB holds 30,000 of them, all of which would be asked about each PC. */
static void segments_without_end(void **state)
{
    (void)state;
    finish(0, 0);
    ht_elf_image_close(made.image);
    made.image = NULL;
    static const size_t counts[] = {HT_ELF_SEGMENTS_MAX, HT_ELF_SEGMENTS_MAX + 1};
    for (size_t i = 0; i < 2; i++) {
        made.bytes[offsetof(Elf32_Ehdr, e_phnum)] = (uint8_t)counts[i];
        made.bytes[offsetof(Elf32_Ehdr, e_phnum) + 1] = (uint8_t)(counts[i] >> 8);
        struct ht_error *error = ht_elf_image_open_memory("made", made.bytes, 1 << 16, &made.image);
        assert_int_equal(error != NULL, i);
        if (error)
            assert_string_equal(error->message, "this ELF has 1025 program headers; no firmware has more than 1024");
        ht_error_destroy(error);
    }
}

/* A section of some KB claims as much as deflate can, of which a file of its size could not use a tenth. */
static void sections_that_claim_much(void **state)
{
    (void)state;
    enum { PACKED = 200000 };
    begin(".debug_info", SHT_PROGBITS);
    made.sections[1].sh_flags = SHF_COMPRESSED;
    put32(ELFCOMPRESS_ZLIB);
    put32((uint32_t)(HT_ELF_INFLATED_ANY + HT_ELF_INFLATED_BYTE * sizeof made.bytes));
    put32(1);
    made.size += PACKED;
    end();
    finish(0, 0);
    assert_null(ht_elf_image_section(made.image, ".debug_info").data);
    const char *const *warnings = ht_elf_image_warnings(made.image);
    assert_non_null(warnings);
    assert_string_equal(*warnings, "section .debug_info cannot be decompressed: it claims to be too large");
}

/* Notes are read in place and to a bound: libelf made a copy of each section, and these lie over one another. */
static void notes_over_notes(void **state)
{
    (void)state;
    static const uint8_t note[] = {4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 'A', 'B', 'C', 0, 1, 2, 3, 4};
    static const uint8_t id[] = {4, 0, 0, 0, 2, 0, 0, 0, NT_GNU_BUILD_ID, 0, 0, 0, 'G', 'N', 'U', 0, 0xca, 0xfe};
    for (int far = 0; far < 2; far++) {
        begin(".note.a", SHT_NOTE);
        for (size_t i = 0; i < 1000; i++)
            put(note, sizeof note);
        end();
        for (int i = 0; far && i < 3; i++) {
            made.sections[made.count] = made.sections[1];
            made.count++;
        }
        begin(".note.id", SHT_NOTE);
        put(id, sizeof id);
        end();
        finish(0, 0);
        if (far)
            assert_null(ht_elf_image_build_id(made.image));
        else
            assert_string_equal(ht_elf_image_build_id(made.image), "cafe");
        tear_down(state);
        set_up(state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(symbols_that_hold_everything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_callee_of_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_callees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(segments_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sections_that_claim_much, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_over_notes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
