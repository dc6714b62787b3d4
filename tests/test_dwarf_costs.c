#include "elf_costs_fixture.h"

#include "base/utf.h"
#include "dwarf/compat.h"
#include "dwarf/dwarf.h"
#include "dwarf/functions.h"

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
        put32(i ? i : 100001 - (uint32_t)HT_NAME_MAX);
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
    assert_int_equal(strlen(queries[0].locations[0].name), HT_NAME_MAX);
    assert_string_equal(queries[0].locations[0].name + HT_NAME_MAX - 4, "n...");
    assert_int_equal(strlen(queries[0].locations[255].name), HT_NAME_MAX);
    assert_string_equal(queries[0].locations[255].name + HT_NAME_MAX - 4, "nnnn");
    assert_int_equal(queries[PCS - 1].location_count, 1);
    assert_int_equal(strlen(queries[PCS - 1].locations[0].name), HT_NAME_MAX);
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

/* Three units from two directories that have one line table between them: it is read once, and the paths are theirs. */
static void units_that_share_lines(void **state)
{
    (void)state;
    static const uint8_t abbrev[] = {1,
                                     DW_TAG_compile_unit,
                                     0,
                                     DW_AT_comp_dir,
                                     DW_FORM_string,
                                     DW_AT_low_pc,
                                     DW_FORM_addr,
                                     DW_AT_high_pc,
                                     DW_FORM_data1,
                                     DW_AT_stmt_list,
                                     DW_FORM_data1,
                                     0,
                                     0,
                                     0};
    static const uint8_t lines[] = {4, 0, 27, 0, 0, 0, 1, 1, 1,   0xfb, 14,  13, 0, 1, 1, 1, 1,
                                    0, 0, 0,  1, 0, 0, 1, 0, 'x', '.',  'c', 0,  0, 0, 0, 0};
    static const char *const paths[] = {"/one/x.c", "/two/x.c", "/one/x.c"};
    begin(".debug_abbrev", SHT_PROGBITS);
    put(abbrev, sizeof abbrev);
    end();
    begin(".debug_info", SHT_PROGBITS);
    for (uint32_t i = 0; i < 3; i++) {
        put32(7 + 1 + 5 + 4 + 2);
        put("\4\0\0\0\0\0\4\1", 8);
        put(i == 1 ? "/two" : "/one", 5);
        put32(CODE + 4 * i);
        put("\4\0", 2);
    }
    end();
    begin(".debug_line", SHT_PROGBITS);
    put32(sizeof lines + 7 + 3 + 2 + 3);
    put(lines, sizeof lines);
    put("\0\5\2", 3);
    put32(CODE);
    put("\x12\x4b\x4b\2\4\0\1\1", 8); /* three rows, each four addresses and a line on */
    end();
    finish(0, 0);
    struct ht_dwarf_query *queries = resolve(3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(queries[i].location_count, 1);
        assert_string_equal(queries[i].locations[0].file, paths[i]);
        assert_int_equal(queries[i].locations[0].line, i + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ranges_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inlines_and_names_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unit_that_libdwarf_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(abbreviations_without_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(units_that_share_lines, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
