#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dwarf/compat.h"
#include "dwarf/units.h"
#include "dwarf_fixture.h"
#include "unit_maker.h"

/* Two functions, each of which says that its name is the other's; and one that refers to itself. */
static void names_that_go_around(void **state)
{
    (void)state;
    for (int self = 0; self < 2; self++) {
        struct bytes abbrev = {.size = 0}, info = {.size = 0};
        put_unit_abbrev(&abbrev);
        static const uint8_t function[] = {2,
                                           DW_TAG_subprogram,
                                           0,
                                           DW_AT_low_pc,
                                           DW_FORM_addr,
                                           DW_AT_high_pc,
                                           DW_FORM_data4,
                                           DW_AT_abstract_origin,
                                           DW_FORM_ref4,
                                           0,
                                           0};
        static const uint8_t origin[] = {3, DW_TAG_subprogram, 0, DW_AT_specification, DW_FORM_ref4, 0, 0, 0};
        put(&abbrev, function, sizeof function);
        put(&abbrev, origin, sizeof origin);
        put_unit(&info);
        assert_int_equal(info.size, 24);
        put8(&info, 2);
        put32(&info, CODE);
        put32(&info, 0x20);
        put32(&info, self ? 24 : 37);
        put8(&info, 3);
        put32(&info, 24);
        put8(&info, 0);
        close_length(&info);
        struct made made;
        made_resolve(&made, &abbrev, &info, NULL);
        assert_int_equal(made.query.location_count, 1);
        assert_null(made.query.locations[0].name);
        made_close(&made);
    }
}

/*
 * A DIE whose DW_AT_sibling is itself, as a child of one that does not tell its sibling: libdwarf's walk (20210528)
 * never comes back from it.
 */
static void siblings_that_go_around(void **state)
{
    (void)state;
    struct bytes abbrev = {.size = 0}, info = {.size = 0};
    put_unit_abbrev(&abbrev);
    static const uint8_t parent[] = {2, DW_TAG_structure_type, 1, 0, 0};
    static const uint8_t child[] = {3, DW_TAG_structure_type, 1, DW_AT_sibling, DW_FORM_ref4, 0, 0};
    static const uint8_t function[] = {4,
                                       DW_TAG_subprogram,
                                       0,
                                       DW_AT_low_pc,
                                       DW_FORM_addr,
                                       DW_AT_high_pc,
                                       DW_FORM_data4,
                                       DW_AT_name,
                                       DW_FORM_string,
                                       0,
                                       0,
                                       0};
    put(&abbrev, parent, sizeof parent);
    put(&abbrev, child, sizeof child);
    put(&abbrev, function, sizeof function);
    put_unit(&info);
    put8(&info, 2);
    put8(&info, 3);
    put32(&info, 25);
    put8(&info, 0);
    put8(&info, 0);
    put8(&info, 4);
    put32(&info, CODE);
    put32(&info, 0x20);
    put(&info, "found", 6);
    put8(&info, 0);
    close_length(&info);
    struct made made;
    made_resolve(&made, &abbrev, &info, NULL);
    assert_int_equal(made.query.location_count, 1);
    assert_string_equal(made.query.locations[0].name, "found");
    made_close(&made);
}

/* 4 GiB of files and directories, of formats without size, and of numbers that do not end. */
static void line_tables_that_lie(void **state)
{
    (void)state;
    static const uint8_t four_gib[] = {0xff, 0xff, 0xff, 0xff, 0x0f};
    static const uint8_t endless[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                      0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01};
    for (int variant = 0; variant < 7; variant++) { /* the last one does not lie */
        struct bytes abbrev = {.size = 0}, info = {.size = 0}, line = {.size = 0};
        put_unit_abbrev(&abbrev);
        put8(&abbrev, 0);
        put_unit(&info);
        put8(&info, 0);
        close_length(&info);
        put32(&line, 0);
        put(&line, "\5\0\4\0", 4);
        put32(&line, 0); /* header_length: at 8 */
        put(&line, "\1\1\1\xfb", 4);
        put8(&line, variant == 4 ? 0 : 14); /* line_range */
        put8(&line, variant == 5 ? 1 : 13);
        if (variant != 5)
            put(&line, "\0\1\1\1\1\0\0\0\1\0\0\1", 12);
        put8(&line, variant == 1 ? 0 : 1);
        if (variant != 1)
            put(&line, "\1\x08", 2); /* DW_LNCT_path, DW_FORM_string */
        if (variant == 2)
            put(&line, endless, sizeof endless);
        else if (variant < 2)
            put(&line, four_gib, sizeof four_gib);
        else
            put(&line, "\1/d", 4);
        put(&line, "\1\1\x08\2f0\0f1", 10);
        uint32_t header_length = (uint32_t)(line.size - 12);
        elf_struct_put(line.data + 8, &header_length, sizeof header_length, ELF_T_WORD);
        put(&line, "\0\5\2\0\0\0\x42", 7); /* set_address */
        if (variant == 3)
            put(&line, "\3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 20);
        if (variant != 4)
            put(&line, "\x20\x2\x20\x20\0\1\1", 7); /* rows, 0x20 bytes apart */
        else
            put(&line, "\1\xff\xff\0\1\1", 6);
        close_length(&line);
        struct made made;
        made_resolve(&made, &abbrev, &info, &line);
        if (variant == 6) {
            assert_int_equal(made.query.location_count, 1);
            assert_string_equal(made.query.locations[0].file, "/d/f1");
        }
        made_close(&made);
    }
}

/* Every section of debug information cut off at many places. */
static void sections_cut_short(void **state)
{
    (void)state;
    static const char *const names[] = {".debug_info",     ".debug_abbrev", ".debug_line",     ".debug_str",
                                        ".debug_line_str", ".debug_ranges", ".debug_rnglists", ".debug_aranges"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        for (uint32_t keep = 0;; keep = keep < 64 ? keep + 1 : keep + 61) {
            struct dwarf_fixture fixture;
            fixture_read(&fixture, "testdata/elf/dwarf_mixed.elf");
            Elf32_Shdr section;
            uint8_t *place = fixture_section(&fixture, names[n], &section);
            bool whole = keep >= section.sh_size;
            if (!whole) {
                section.sh_size = keep;
                elf_struct_put(place, &section, sizeof section, ELF_T_SHDR);
            }
            fixture_open(&fixture);
            fixture_resolve(&fixture, 0x42000000, 0x42000180);
            fixture_close(&fixture);
            if (whole)
                break;
        }
    }
}

/* Bytes turned over, every few, in every section of debug information. */
static void bytes_turned_over(void **state)
{
    (void)state;
    static const char *const paths[] = {"testdata/elf/dwarf_mixed.elf", "testdata/elf/dwarf_clang.elf",
                                        "testdata/elf/dwarf_lto.elf"};
    static const uint8_t masks[] = {0xff, 0x01, 0x80};
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        struct dwarf_fixture whole;
        fixture_read(&whole, paths[p]);
        Elf32_Shdr first, last;
        fixture_section(&whole, ".debug_info", &first);
        fixture_section(&whole, ".symtab", &last);
        size_t begin = first.sh_offset, end = last.sh_offset > begin ? last.sh_offset : whole.size;
        for (size_t at = begin; at < end; at += 23) {
            uint8_t mask = masks[at % 3];
            whole.bytes[at] ^= mask;
            struct dwarf_fixture fixture = {.bytes = whole.bytes, .size = whole.size};
            ht_arena_init(&fixture.arena);
            fixture_open(&fixture);
            fixture_resolve(&fixture, 0x42000000, 0x42000180);
            fixture.bytes = NULL;
            fixture_close(&fixture);
            whole.bytes[at] ^= mask;
        }
        fixture_close(&whole);
    }
}

/* Zeros before a unit are padding. */
static void padding_between_units(void **state)
{
    (void)state;
    struct bytes abbrev = {0}, info = {0};
    struct made made;
    put_unit_abbrev(&abbrev);
    put8(&abbrev, 0);
    put32(&info, 0);
    put32(&info, 1);
    put8(&info, 0);
    size_t start = info.size;
    put_unit(&info);
    put8(&info, 0);
    info.data[start] = (uint8_t)(info.size - start - 4);
    made_resolve(&made, &abbrev, &info, NULL);
    struct ht_dwarf dwarf;
    ht_dwarf_init(&dwarf, made.image);
    assert_null(ht_dwarf_unit_list(&dwarf));
    assert_int_equal(dwarf.unit_count, 1);
    assert_int_equal(dwarf.unit_offsets[0], start);
    ht_dwarf_deinit(&dwarf);
    made_close(&made);
}

/* What a compressed section of some KB can hold: units without end, and nothing in them. */
static void units_without_end(void **state)
{
    (void)state;
    enum { UNIT = 12, UNITS = 3 << 20 };
    struct bytes abbrev = {0}, info = {0};
    struct made made;
    put_unit_abbrev(&abbrev);
    put8(&abbrev, 0);
    put_unit(&info);
    made_resolve(&made, &abbrev, &info, NULL);
    for (int minimal = 0; minimal < 2; minimal++) {
        uint8_t *units = calloc(UNITS, UNIT);
        assert_non_null(units);
        for (size_t i = 0; minimal && i < UNITS; i++)
            memcpy(units + i * UNIT, "\x08\0\0\0\4\0\0\0\0\0\4\1", UNIT);
        struct ht_dwarf dwarf;
        ht_dwarf_init(&dwarf, made.image);
        dwarf.sections.info = (struct ht_elf_bytes){units, (size_t)UNITS * UNIT};
        assert_null(ht_dwarf_unit_list(&dwarf));
        assert_int_equal(dwarf.unit_count, minimal ? HT_DWARF_UNITS_MAX : 0);
        ht_dwarf_deinit(&dwarf);
        free(units);
    }
    made_close(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_go_around),  cmocka_unit_test(siblings_that_go_around),
        cmocka_unit_test(line_tables_that_lie),  cmocka_unit_test(sections_cut_short),
        cmocka_unit_test(padding_between_units), cmocka_unit_test(units_without_end),
        cmocka_unit_test(bytes_turned_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
