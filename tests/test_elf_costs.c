/*
 * ELFs of up to 1 MB that are made to hold the program up. Each of them once took from ten seconds to minutes, or
 * gigabytes.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cost.h"
#include "dwarf/compat.h"
#include "dwarf/dwarf.h"
#include "dwarf/functions.h"
#include "elf/check.h"
#include "elf/sections.h"
#include "elf_struct.h"
#include "symbols/callsite.h"
#include "symbols/symbolizer.h"

#define CODE 0x42000000u
#define CODE_SIZE 0x100000u
#define SECTIONS 8

/* An ELF in the making: sections behind each other, then their headers. */
struct made {
    uint8_t bytes[1 << 20];
    size_t size;
    Elf32_Shdr sections[SECTIONS];
    Elf32_Half count;
    char names[256];
    size_t names_size;
    struct ht_elf_image *image;
    struct ht_arena arena;
};

static struct made made;

static void put(const void *bytes, size_t size)
{
    assert_true(size <= sizeof made.bytes - made.size);
    memcpy(made.bytes + made.size, bytes, size);
    made.size += size;
}

static void put32(uint32_t value)
{
    const uint8_t little[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    put(little, sizeof little);
}

/* Begins a section: what is put from here on is in it. */
static void begin(const char *name, Elf32_Word type)
{
    made.size = (made.size + 3) & ~(size_t)3;
    Elf32_Shdr *section = &made.sections[made.count++];
    *section = (Elf32_Shdr){.sh_name = (Elf32_Word)made.names_size,
                            .sh_type = type,
                            .sh_offset = (Elf32_Off)made.size,
                            .sh_addralign = 4,
                            .sh_entsize = type == SHT_SYMTAB ? sizeof(Elf32_Sym) : 0};
    memcpy(made.names + made.names_size, name, strlen(name) + 1);
    made.names_size += strlen(name) + 1;
}

static void end(void)
{
    made.sections[made.count - 1].sh_size = (Elf32_Word)(made.size - made.sections[made.count - 1].sh_offset);
}

static int set_up(void **state)
{
    (void)state;
    memset(&made, 0, sizeof made);
    made.size = sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr);
    made.count = 1;
    made.names_size = 1;
    ht_arena_init(&made.arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_elf_image_close(made.image);
    ht_arena_deinit(&made.arena);
    return 0;
}

/* Writes the headers and opens it; its code takes file_size bytes of the file from offset on. */
static void finish(Elf32_Off offset, Elf32_Word file_size)
{
    Elf32_Half names = made.count;
    begin(".shstrtab", SHT_STRTAB);
    put(made.names, made.names_size);
    end();
    made.size = (made.size + 3) & ~(size_t)3;
    Elf32_Ehdr header = {.e_type = ET_EXEC,
                         .e_machine = EM_RISCV,
                         .e_version = EV_CURRENT,
                         .e_phoff = sizeof(Elf32_Ehdr),
                         .e_shoff = (Elf32_Off)made.size,
                         .e_ehsize = sizeof(Elf32_Ehdr),
                         .e_phentsize = sizeof(Elf32_Phdr),
                         .e_phnum = 1,
                         .e_shentsize = sizeof(Elf32_Shdr),
                         .e_shnum = made.count,
                         .e_shstrndx = names};
    memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS32;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    const Elf32_Phdr segment = {.p_type = PT_LOAD,
                                .p_offset = offset,
                                .p_vaddr = CODE,
                                .p_filesz = file_size,
                                .p_memsz = CODE_SIZE,
                                .p_flags = PF_R | PF_X};
    assert_true(made.size + made.count * sizeof(Elf32_Shdr) <= sizeof made.bytes);
    elf_struct_put(made.bytes, &header, sizeof header, ELF_T_EHDR);
    elf_struct_put(made.bytes + sizeof header, &segment, sizeof segment, ELF_T_PHDR);
    elf_struct_put(made.bytes + made.size, made.sections, made.count * sizeof(Elf32_Shdr), ELF_T_SHDR);
    made.size += made.count * sizeof(Elf32_Shdr);
    assert_null(ht_elf_image_open_memory("made", made.bytes, made.size, &made.image));
}

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
    assert_string_equal(frames.items[PCS - 1].locations[0].function, "(a name of more than 4,096 bytes)");
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

/* A unit over all of the code, of DWARF 4; its children follow. */
static void begin_unit(void)
{
    begin(".debug_info", SHT_PROGBITS);
    put32(0);
    put("\4\0\0\0\0\0\4\1", 8);
    put32(CODE);
    put32(CODE_SIZE);
}

static void end_unit(void)
{
    end();
    size_t size = made.size, start = made.sections[made.count - 1].sh_offset;
    made.size = start;
    put32((uint32_t)(size - start - 4));
    made.size = size;
}

static const uint8_t unit_abbrev[] = {1, 0x11, 1, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, 0, 0};

static struct ht_dwarf_query *resolve(size_t count)
{
    struct ht_dwarf_query *queries = ht_arena_array(&made.arena, count, sizeof *queries);
    assert_non_null(queries);
    for (size_t i = 0; i < count; i++)
        queries[i].addr = CODE + 4 * i;
    assert_null(ht_dwarf_resolve(made.image, &made.arena, queries, count));
    return queries;
}

/* 60,000 functions with one list of 60,000 ranges that hold none of the PCs: the budget ends, and that is said. */
static void ranges_without_end(void **state)
{
    (void)state;
    static const uint8_t function[] = {2, DW_TAG_subprogram, 0, DW_AT_ranges, DW_FORM_sec_offset, 0, 0, 0};
    begin(".debug_abbrev", SHT_PROGBITS);
    put(unit_abbrev, sizeof unit_abbrev);
    put(function, sizeof function);
    end();
    begin_unit();
    for (size_t i = 0; i < 60000; i++)
        put("\2\0\0\0", 5);
    put("", 1);
    end_unit();
    begin(".debug_ranges", SHT_PROGBITS);
    for (size_t i = 0; i < 60000; i++) {
        put32(CODE_SIZE);
        put32(CODE_SIZE + 4);
    }
    put32(0);
    put32(0);
    end();
    finish(0, 0);
    double start = cost_now();
    resolve(1000);
    assert_cheap_since(start);
    const char *const *warnings = ht_elf_image_warnings(made.image);
    assert_non_null(warnings);
    while (*warnings && !strstr(*warnings, "steps to read"))
        warnings++;
    assert_non_null(*warnings);
    assert_non_null(strstr(*warnings, "they ended in section .debug_ranges at offset 0x"));
}

/* A function with 255 others inlined at each of its addresses, and names of 100 KB and of 4 KB. */
static void inlines_and_names_without_end(void **state)
{
    (void)state;
    enum { LEVELS = 255, PCS = 2000 };
    static const uint8_t functions[] = {2,
                                        DW_TAG_subprogram,
                                        1,
                                        DW_AT_name,
                                        DW_FORM_strp,
                                        DW_AT_low_pc,
                                        DW_FORM_addr,
                                        DW_AT_high_pc,
                                        DW_FORM_data4,
                                        0,
                                        0,
                                        3,
                                        DW_TAG_inlined_subroutine,
                                        1,
                                        DW_AT_name,
                                        DW_FORM_strp,
                                        DW_AT_low_pc,
                                        DW_FORM_addr,
                                        DW_AT_high_pc,
                                        DW_FORM_data4,
                                        0,
                                        0,
                                        0};
    begin(".debug_abbrev", SHT_PROGBITS);
    put(unit_abbrev, sizeof unit_abbrev);
    put(functions, sizeof functions);
    end();
    begin_unit();
    for (uint32_t i = 0; i <= LEVELS; i++) {
        put(i ? "\3" : "\2", 1);
        put32(i ? i : 100001 - (uint32_t)HT_ELF_NAME_MAX);
        put32(CODE);
        put32(CODE_SIZE);
    }
    for (uint32_t i = 0; i < LEVELS + 2; i++)
        put("", 1);
    end_unit();
    begin(".debug_str", SHT_PROGBITS);
    memset(made.bytes + made.size, 'n', 100001);
    made.size += 100001;
    put("", 1);
    end();
    finish(0, 0);
    struct ht_dwarf_query *queries = resolve(PCS);
    size_t levels = 0;
    for (size_t i = 0; i < PCS; i++) {
        assert_int_not_equal(queries[i].location_count, 0);
        levels += queries[i].location_count;
    }
    assert_true(levels <= HT_DWARF_LEVELS_ANY + HT_DWARF_LEVELS_EACH * PCS + PCS);
    assert_int_equal(queries[0].location_count, 256);
    assert_null(queries[0].locations[0].name);
    assert_int_equal(strlen(queries[0].locations[255].name), HT_ELF_NAME_MAX);
    assert_int_equal(queries[PCS - 1].location_count, 1);
    assert_int_equal(strlen(queries[PCS - 1].locations[0].name), HT_ELF_NAME_MAX);
}

/*
 * Functions in a unit whose first DIE libdwarf will not have, since there is no .debug_addr, and takes long to read,
 * for its name is half of the file. Their names are not told then, and it is not read again for each.
 */
static void a_unit_that_libdwarf_refuses(void **state)
{
    (void)state;
    enum { NAME = 500000, FUNCTIONS = 20000 };
    static const uint8_t abbrevs[] = {1,
                                      DW_TAG_compile_unit,
                                      1,
                                      DW_AT_name,
                                      DW_FORM_string,
                                      DW_AT_low_pc,
                                      DW_FORM_addrx,
                                      0,
                                      0,
                                      2,
                                      DW_TAG_subprogram,
                                      0,
                                      DW_AT_name,
                                      DW_FORM_string,
                                      DW_AT_low_pc,
                                      DW_FORM_addr,
                                      DW_AT_high_pc,
                                      DW_FORM_data1,
                                      0,
                                      0,
                                      0};
    begin(".debug_abbrev", SHT_PROGBITS);
    put(abbrevs, sizeof abbrevs);
    end();
    begin(".debug_info", SHT_PROGBITS);
    put32(0);
    put("\5\0\1\4\0\0\0\0\1", 9);
    memset(made.bytes + made.size, 'n', NAME);
    made.size += NAME;
    put("\0\0", 2);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        put("\2f", 3);
        put32(CODE + 4 * i);
        put("\4", 1);
    }
    put("", 1);
    end_unit();
    begin(".debug_aranges", SHT_PROGBITS);
    put("\x1c\0\0\0\2\0\0\0\0\0\4\0\0\0\0\0", 16);
    put32(CODE);
    put32(CODE_SIZE);
    put32(0);
    put32(0);
    end();
    finish(0, 0);
    double start = cost_now();
    struct ht_dwarf_query *queries = resolve(FUNCTIONS);
    assert_cheap_since(start);
    assert_int_equal(queries[FUNCTIONS - 1].location_count, 1);
}

/* Thousands of units that share 65,000 abbreviations, the last of which is that of their functions. */
static void abbreviations_without_end(void **state)
{
    (void)state;
    enum { ABBREVS = 65000, UNITS = 20000 };
    static const uint8_t unit[] = {1, DW_TAG_compile_unit, 1, 0, 0}, other[] = {DW_TAG_base_type, 0, 0, 0};
    static const uint8_t function[] = {DW_TAG_subprogram,
                                       0,
                                       DW_AT_name,
                                       DW_FORM_string,
                                       DW_AT_low_pc,
                                       DW_FORM_addr,
                                       DW_AT_high_pc,
                                       DW_FORM_data1,
                                       0,
                                       0,
                                       0};
    begin(".debug_abbrev", SHT_PROGBITS);
    put(unit, sizeof unit);
    for (uint32_t code = 2; code <= ABBREVS; code++) {
        const uint8_t leb[] = {(uint8_t)(code & 0x7f) | 0x80, (uint8_t)((code >> 7) & 0x7f) | 0x80,
                               (uint8_t)(code >> 14)};
        put(leb, sizeof leb);
        put(code < ABBREVS ? other : function, code < ABBREVS ? sizeof other : sizeof function);
    }
    end();
    begin(".debug_info", SHT_PROGBITS);
    for (uint32_t i = 0; i < UNITS; i++) {
        put32(7 + 1 + 3 + 2 + 4 + 1 + 1);
        put("\4\0\0\0\0\0\4\1", 8);
        put("\xe8\xfb\3f", 5);
        put32(CODE + 4 * i);
        put("\4", 2);
    }
    end();
    begin(".debug_aranges", SHT_PROGBITS);
    for (uint32_t i = 0; i < UNITS / 4; i++) {
        put("\x14\0\0\0\2\0", 6);
        put32(23 * i);
        put("\4\0\0\0\0\0", 6);
        put32(CODE + 4 * i);
        put32(4);
    }
    end();
    finish(0, 0);
    double start = cost_now();
    struct ht_dwarf_query *queries = resolve(UNITS / 4);
    assert_cheap_since(start);
    assert_int_equal(queries[0].location_count, 1);
    assert_string_equal(queries[0].locations[0].name, "f");
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
        cmocka_unit_test_setup_teardown(ranges_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inlines_and_names_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unit_that_libdwarf_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(abbreviations_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(segments_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sections_that_claim_much, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_over_notes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
