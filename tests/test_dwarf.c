#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dwarf/compat.h"
#include "dwarf_fixture.h"

#define MIXED "testdata/elf/dwarf_mixed.elf"
#define CLANG "testdata/elf/dwarf_clang.elf"
#define NO_ARANGES "testdata/elf/dwarf_noaranges.elf"
#define VERSION_C "/src/elf/dwarf_version.c"
#define INLINE_H "/src/elf/dwarf_inline.h"
#define NAMES_CPP "/src/elf/dwarf_names.cpp"

/*
 * Each unit's aranges have a pair of zeros in the middle, where the linker dropped a function, so that the functions
 * called last_ are found only by who reads on.
 */
static void every_version_in_one_file(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, MIXED);
    for (char version = '2'; version <= '5'; version++) {
        char first[] = "first_v?", last[] = "last_v?", text[400];
        first[7] = last[6] = version;
        fixture_resolve_function(&fixture, first);
        assert_all_in(&fixture, first);
        snprintf(text, sizeof text, "%s " VERSION_C ":11", first);
        assert_some(&fixture, text);
        fixture_resolve_function(&fixture, last);
        assert_all_in(&fixture, last);
        snprintf(text, sizeof text, "%s " VERSION_C ":24", last);
        assert_some(&fixture, text);
        /* The file of the row and the file of the call differ: DWARF 5 counts files from 0, the others from 1. */
        snprintf(text, sizeof text, "header_function " INLINE_H ":6 < %s " VERSION_C ":23", last);
        assert_some(&fixture, text);
    }
    fixture_close(&fixture);
}

static void assembly_has_lines_without_functions(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, MIXED);
    uint64_t start = fixture_symbol(&fixture, "asm_function").addr;
    fixture_resolve(&fixture, start, start + 8);
    assert_string_equal(fixture_text(&fixture.queries[0]), "? /src/elf/dwarf_asm.s:5");
    assert_null(fixture.queries[0].locations[0].linkage_name);
    assert_some(&fixture, "? /src/elf/dwarf_asm.s:6");
    assert_some(&fixture, "? /src/elf/dwarf_asm.s:8");
    assert_some(&fixture, "? /src/elf/dwarf_asm.s:9");
    fixture_close(&fixture);
}

/* The functions of dwarf_names.cpp; the symbol of the lambda's is the compiler's choice. */
static const struct named {
    const char *symbol, *plain, *qualified;
} functions[] = {
    {"_ZN5outer5inner6Device4pollEi", "poll", "outer::inner::Device::poll"},
    {"_ZN5outer5inner6Device7counterEi", "counter", "outer::inner::Device::counter"},
    {"_ZN5outer5inner3BoxIiE3getEi", "get", "outer::inner::Box<int>::get"},
    {"_ZN5outer12_GLOBAL__N_16hiddenEi", "hidden", "outer::(anonymous namespace)::hidden"},
    {"_ZN5outer11with_lambdaEi", "with_lambda", "outer::with_lambda"},
    {NULL, "operator()", "outer::with_lambda::{lambda}::operator()"},
};

/* Names and linkage names as they stand; a function without a linkage name needs none. */
static void assert_linkage_names(struct dwarf_fixture *fixture, const char *lambda)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const char *symbol = functions[i].symbol ? functions[i].symbol : lambda;
        fixture_resolve_function(fixture, symbol);
        for (size_t k = 0; k < fixture->count; k++) {
            const struct ht_dwarf_query *query = &fixture->queries[k];
            assert_true(query->location_count > 0);
            const struct ht_dwarf_location *function = &query->locations[query->location_count - 1];
            if (function->linkage_name)
                assert_string_equal(function->linkage_name, symbol);
            assert_string_equal(function->name, function->linkage_name ? functions[i].plain : functions[i].qualified);
        }
    }
    fixture_resolve_function(fixture, "use_names");
    assert_all_in(fixture, "use_names");
    fixture_resolve_function(fixture, "_ZN5outer5inner6Device4pollEi");
    assert_some(fixture, "step " NAMES_CPP ":15 < twice " NAMES_CPP ":20 < poll " NAMES_CPP ":31");
}

static void assert_scopes(struct dwarf_fixture *fixture, const char *lambda)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        fixture_resolve_function(fixture, functions[i].symbol ? functions[i].symbol : lambda);
        assert_all_in(fixture, functions[i].qualified);
    }
    fixture_resolve_function(fixture, "_ZN5outer5inner7maximumIsEET_S2_S2_");
    assert_memory_equal(fixture_text(&fixture->queries[0]), "outer::inner::maximum<short", 27);
    fixture_resolve_function(fixture, "_ZN5outer5inner6Device4pollEi");
    assert_some(fixture, "outer::inner::Device::step " NAMES_CPP ":15 < outer::inner::Device::twice " NAMES_CPP
                         ":20 < outer::inner::Device::poll " NAMES_CPP ":31");
}

/* Takes the linkage names away: their attribute becomes one that nobody asks for. */
static void drop_linkage_names(struct dwarf_fixture *fixture, unsigned form)
{
    Elf32_Shdr section;
    fixture_section(fixture, ".debug_abbrev", &section);
    size_t changed = 0;
    for (size_t i = 0; i + 1 < section.sh_size; i++) {
        uint8_t *attr = fixture->bytes + section.sh_offset + i;
        if (attr[0] == DW_AT_linkage_name && attr[1] == form) {
            attr[0] = 0x6f;
            changed++;
        }
    }
    assert_true(changed > 0);
}

static void names_of(const char *path, const char *lambda, unsigned linkage_form)
{
    struct dwarf_fixture fixture;
    fixture_load(&fixture, path);
    assert_linkage_names(&fixture, lambda);
    fixture_close(&fixture);
    fixture_read(&fixture, path);
    drop_linkage_names(&fixture, linkage_form);
    fixture_open(&fixture);
    assert_scopes(&fixture, lambda);
    fixture_close(&fixture);
}

static void names_of_gcc(void **state)
{
    (void)state;
    names_of(MIXED, "_ZZN5outer11with_lambdaEiENKUliE_clEi", DW_FORM_strp);
}

static void names_of_clang(void **state)
{
    (void)state;
    names_of(CLANG, "_ZZN5outer11with_lambdaEiENK3$_0clEi", DW_FORM_strx1);
}

/* Names, addresses and range lists by index, and no .debug_aranges. */
static void tables_by_index(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, CLANG);
    fixture_resolve_function(&fixture, "last_v5");
    assert_all_in(&fixture, "last_v5");
    assert_some(&fixture, "header_function " INLINE_H ":6 < last_v5 " VERSION_C ":23");
    fixture_close(&fixture);
}

static void units_without_aranges(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, NO_ARANGES);
    static const char *const names[] = {"first_v2", "last_v2", "first_v3", "last_v3",
                                        "first_v4", "last_v4", "first_v5", "last_v5"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture_resolve_function(&fixture, names[i]);
        assert_all_in(&fixture, names[i]);
    }
    fixture_close(&fixture);
}

/* GNU ld up to 2.35 writes 0/0 for dropped functions, which ends a list; newer ones write 1/1. */
static void range_lists_that_end_early(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_read(&fixture, NO_ARANGES);
    Elf32_Shdr section;
    fixture_section(&fixture, ".debug_ranges", &section);
    size_t changed = 0;
    for (size_t i = 0; i + 8 <= section.sh_size; i += 4) {
        uint8_t *pair = fixture.bytes + section.sh_offset + i;
        if (memcmp(pair, "\1\0\0\0\1\0\0\0", 8) == 0) {
            memset(pair, 0, 8);
            changed++;
        }
    }
    assert_int_equal(changed, 3);
    fixture_open(&fixture);
    static const char *const names[] = {"first_v2", "last_v2", "first_v3", "last_v3", "first_v4", "last_v4"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture_resolve_function(&fixture, names[i]);
        assert_all_in(&fixture, names[i]);
    }
    fixture_close(&fixture);
}

static void references_from_unit_to_unit(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, "testdata/elf/dwarf_lto.elf");
    fixture_resolve_function(&fixture, "lto_caller");
    assert_all_in(&fixture, "lto_caller");
    assert_some(&fixture, "lto_callee /src/elf/dwarf_lto_callee.c:5 < lto_caller /src/elf/dwarf_lto_start.c:14");
    fixture_close(&fixture);
}

/* Lines are in the ELF, names are in files that are not there. */
static void split_without_its_files(void **state)
{
    (void)state;
    static const char *const paths[] = {"testdata/elf/dwarf_split4.elf", "testdata/elf/dwarf_split5.elf"};
    for (size_t i = 0; i < 2; i++) {
        struct dwarf_fixture fixture;
        fixture_load(&fixture, paths[i]);
        fixture_resolve_function(&fixture, "lto_outer");
        assert_some(&fixture, "? /src/elf/dwarf_lto_callee.c:12");
        assert_non_null(fixture.queries[0].split_file);
        assert_non_null(strstr(fixture.queries[0].split_file, "_callee.dwo"));
        fixture_close(&fixture);
    }
}

static void big_endian(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, "testdata/elf/dwarf_big.elf");
    fixture_resolve_function(&fixture, "last_v4");
    assert_all_in(&fixture, "last_v4");
    assert_some(&fixture, "header_function " INLINE_H ":6 < last_v4 " VERSION_C ":23");
    fixture_close(&fixture);
}

/* The unit of the assembly claims what other units own: whoever has a line or a function there answers. */
static void units_that_overlap(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_read(&fixture, MIXED);
    Elf32_Shdr section;
    fixture_section(&fixture, ".debug_aranges", &section);
    uint8_t *set = fixture.bytes + section.sh_offset;
    uint32_t length;
    elf_struct_get(&length, set, sizeof length, ELF_T_WORD);
    uint8_t *claim = set + 4 + length + 16; /* the first pair of the second set */
    static const uint8_t everything[] = {0, 0, 0, 0x42, 0, 0, 1, 0};
    memcpy(claim, everything, sizeof everything);
    fixture_open(&fixture);
    static const char *const names[] = {"first_v2", "last_v2", "first_v3", "last_v3", "first_v5", "use_names"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture_resolve_function(&fixture, names[i]);
        assert_all_in(&fixture, names[i]);
    }
    uint64_t start = fixture_symbol(&fixture, "asm_function").addr;
    fixture_resolve(&fixture, start, start + 8);
    assert_some(&fixture, "? /src/elf/dwarf_asm.s:5");
    fixture_close(&fixture);
}

static void nobody_owns_the_rest(void **state)
{
    (void)state;
    struct dwarf_fixture fixture;
    fixture_load(&fixture, MIXED);
    /* Where dropped functions stand, behind the code, and a function without debug information. */
    fixture_resolve(&fixture, 0, 64);
    for (size_t i = 0; i < fixture.count; i++)
        assert_int_equal(fixture.queries[i].location_count, 0);
    fixture_resolve(&fixture, 0x50000000, 0x50000010);
    for (size_t i = 0; i < fixture.count; i++)
        assert_int_equal(fixture.queries[i].location_count, 0);
    fixture_resolve_function(&fixture, "sink");
    for (size_t i = 0; i < fixture.count; i++)
        assert_int_equal(fixture.queries[i].location_count, 0);
    assert_null(ht_dwarf_resolve(fixture.image, &fixture.arena, NULL, 0));
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_in_one_file),
        cmocka_unit_test(assembly_has_lines_without_functions),
        cmocka_unit_test(names_of_gcc),
        cmocka_unit_test(names_of_clang),
        cmocka_unit_test(tables_by_index),
        cmocka_unit_test(units_without_aranges),
        cmocka_unit_test(range_lists_that_end_early),
        cmocka_unit_test(references_from_unit_to_unit),
        cmocka_unit_test(split_without_its_files),
        cmocka_unit_test(big_endian),
        cmocka_unit_test(units_that_overlap),
        cmocka_unit_test(nobody_owns_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
