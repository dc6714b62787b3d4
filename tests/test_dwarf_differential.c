/*
 * Our reading of DWARF against libdwarf's own, over everything that the ELFs in testdata hold: each DIE and its
 * addresses, the names of each function, each row of the line tables. What either side gets wrong the other finds.
 * Given arguments it compares those files instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dwarf/compat.h"
#include "dwarf/lines.h"
#include "dwarf/names.h"
#include "dwarf/ranges.h"
#include "dwarf/slice.h"
#include "dwarf_fixture.h"

/* An ELF as both see it. */
struct pair {
    struct dwarf_fixture fixture;
    struct ht_dwarf dwarf;
    struct ht_libdwarf *whole;
    Dwarf_Debug debug;          /* of whole */
    struct ht_dwarf_unit *unit; /* the one in hand */
    size_t dies, functions, names, ranges, rows;
};

static void pair_open(struct pair *pair, const char *path)
{
    memset(pair, 0, sizeof *pair);
    fixture_load(&pair->fixture, path);
    ht_dwarf_init(&pair->dwarf, pair->fixture.image);
    unsigned address_size = ht_elf_image_address_size(pair->fixture.image);
    assert_null(ht_libdwarf_open(&pair->dwarf.sections, HT_LIBDWARF_SECTION_COUNT, address_size, 4, &pair->whole));
    pair->debug = pair->whole->debug;
    assert_non_null(pair->debug);
}

static void pair_close(struct pair *pair)
{
    ht_libdwarf_close(pair->whole);
    ht_dwarf_deinit(&pair->dwarf);
    fixture_close(&pair->fixture);
}

/* An attribute of libdwarf's, or NULL; the caller frees it. */
static Dwarf_Attribute attribute_of(Dwarf_Die die, unsigned name)
{
    Dwarf_Attribute attribute = NULL;
    Dwarf_Error error = NULL;
    return dwarf_attr(die, (Dwarf_Half)name, &attribute, &error) == DW_DLV_OK ? attribute : NULL;
}

static const char *text_of(Dwarf_Die die, unsigned name)
{
    Dwarf_Attribute attribute = attribute_of(die, name);
    Dwarf_Error error = NULL;
    char *text = NULL; /* in the section */
    if (!attribute)
        return NULL;
    if (dwarf_formstring(attribute, &text, &error) != DW_DLV_OK)
        text = NULL;
    dwarf_dealloc_attribute(attribute);
    return text && *text ? text : NULL;
}

/* The DIE that a DIE says more is in, or NULL; the caller frees it. */
static Dwarf_Die origin_of(Dwarf_Debug debug, Dwarf_Die die)
{
    Dwarf_Attribute reference = attribute_of(die, DW_AT_specification);
    if (!reference)
        reference = attribute_of(die, DW_AT_abstract_origin);
    if (!reference)
        return NULL;
    Dwarf_Off offset;
    Dwarf_Die origin;
    Dwarf_Error error = NULL;
    int code = dwarf_global_formref(reference, &offset, &error);
    dwarf_dealloc_attribute(reference);
    return code == DW_DLV_OK && dwarf_offdie_b(debug, offset, true, &origin, &error) == DW_DLV_OK ? origin : NULL;
}

/* The first text that a DIE, or one it refers to, has under either of two names. */
static const char *inherited_text(Dwarf_Debug debug, Dwarf_Die die, unsigned name, unsigned other)
{
    const char *text = NULL;
    Dwarf_Die at = die;
    for (unsigned hop = 0; at && hop < HT_DWARF_HOPS; hop++) {
        text = text_of(at, name);
        if (!text)
            text = text_of(at, other);
        Dwarf_Die origin = text ? NULL : origin_of(debug, at);
        if (at != die)
            dwarf_dealloc_die(at);
        at = origin;
    }
    if (at && at != die)
        dwarf_dealloc_die(at);
    return text;
}

static void compare_names(struct pair *pair, Dwarf_Die die, uint64_t offset)
{
    const char *linkage = inherited_text(pair->debug, die, DW_AT_linkage_name, DW_AT_MIPS_linkage_name);
    const char *name = inherited_text(pair->debug, die, DW_AT_name, DW_AT_name);
    struct ht_dwarf_location location = {NULL, NULL, NULL, 0, 0};
    assert_null(ht_dwarf_function_name(pair->unit, offset, &pair->fixture.arena, &location));
    assert_int_equal(!linkage, !location.linkage_name);
    assert_int_equal(!name, !location.name);
    if (linkage)
        assert_string_equal(location.linkage_name, linkage);
    if (name) {
        /* Ours may have its scopes before it. */
        size_t whole = strlen(location.name), last = strlen(name);
        assert_true(whole >= last);
        assert_string_equal(location.name + (whole - last), name);
        pair->names++;
    }
}

/* The next entry of libdwarf's list that is no empty one, as in ours. */
static void compare_list(struct pair *pair, Dwarf_Die die, struct ht_dwarf_ranges *list, Dwarf_Attribute attribute)
{
    Dwarf_Error error = NULL;
    Dwarf_Half form = 0;
    Dwarf_Unsigned value = 0;
    Dwarf_Off offset = 0;
    uint64_t low, high, base = pair->unit->low_pc;
    assert_int_equal(dwarf_whatform(attribute, &form, &error), DW_DLV_OK);
    if (pair->unit->dies.version >= 5) {
        Dwarf_Rnglists_Head head;
        Dwarf_Unsigned count = 0, place;
        int code = form == DW_FORM_rnglistx ? dwarf_formudata(attribute, &value, &error)
                                            : dwarf_global_formref(attribute, &offset, &error);
        assert_int_equal(code, DW_DLV_OK);
        value = form == DW_FORM_rnglistx ? value : offset;
        assert_int_equal(dwarf_rnglists_get_rle_head(attribute, form, value, &head, &count, &place, &error), DW_DLV_OK);
        for (Dwarf_Unsigned i = 0; i < count; i++) {
            unsigned length, kind;
            Dwarf_Unsigned raw1, raw2, start, end;
            Dwarf_Bool unavailable;
            assert_int_equal(dwarf_get_rnglists_entry_fields_a(head, i, &length, &kind, &raw1, &raw2, &unavailable,
                                                               &start, &end, &error),
                             DW_DLV_OK);
            if (kind == DW_RLE_end_of_list || kind == DW_RLE_base_address || kind == DW_RLE_base_addressx || !start ||
                start >= end)
                continue;
            assert_true(ht_dwarf_ranges_next(list, &low, &high));
            assert_int_equal(low, start);
            assert_int_equal(high, end);
            pair->ranges++;
        }
        dwarf_dealloc_rnglists_head(head);
    } else {
        Dwarf_Ranges *ranges;
        Dwarf_Signed count;
        Dwarf_Off real;
        Dwarf_Unsigned bytes;
        assert_int_equal(dwarf_global_formref(attribute, &offset, &error), DW_DLV_OK);
        assert_int_equal(dwarf_get_ranges_b(pair->debug, offset, die, &real, &ranges, &count, &bytes, &error),
                         DW_DLV_OK);
        for (Dwarf_Signed i = 0; i < count; i++) {
            if (ranges[i].dwr_type == DW_RANGES_ADDRESS_SELECTION)
                base = ranges[i].dwr_addr2;
            uint64_t start = base + ranges[i].dwr_addr1, end = base + ranges[i].dwr_addr2;
            if (ranges[i].dwr_type != DW_RANGES_ENTRY || !start || start >= end)
                continue;
            assert_true(ht_dwarf_ranges_next(list, &low, &high));
            assert_int_equal(low, start);
            assert_int_equal(high, end);
            pair->ranges++;
        }
        dwarf_dealloc(pair->debug, ranges, DW_DLA_RANGES);
    }
    assert_false(ht_dwarf_ranges_next(list, &low, &high));
}

static void compare_addresses(struct pair *pair, Dwarf_Die die, const struct ht_die *ours)
{
    static const uint16_t names[] = {DW_AT_low_pc, DW_AT_high_pc, DW_AT_ranges};
    struct ht_die_value values[3];
    ht_die_values(&pair->unit->dies, ours, names, values, 3);
    Dwarf_Addr low, high;
    Dwarf_Half form;
    enum Dwarf_Form_Class class;
    Dwarf_Error error = NULL;
    bool has_low = dwarf_lowpc(die, &low, &error) == DW_DLV_OK;
    assert_int_equal(has_low, values[0].form != 0);
    if (has_low)
        assert_int_equal(ht_dwarf_address(pair->unit, &values[0]), low);
    bool has_high = has_low && dwarf_highpc_b(die, &high, &form, &class, &error) == DW_DLV_OK;
    if (has_high)
        assert_int_equal(ht_dwarf_high_pc(pair->unit, low, &values[1]),
                         class == DW_FORM_CLASS_CONSTANT ? low + high : high);
    Dwarf_Attribute attribute = attribute_of(die, DW_AT_ranges);
    assert_int_equal(attribute != NULL, values[2].form != 0);
    assert_int_equal(ours->has_pcs, has_low || attribute);
    if (attribute) {
        struct ht_dwarf_ranges list = ht_dwarf_ranges_init(pair->unit, &values[2], false);
        compare_list(pair, die, &list, attribute);
        dwarf_dealloc_attribute(attribute);
    }
}

/* Compares a DIE, those below it and those behind it; where they end in *ret. */
static void compare_dies(struct pair *pair, Dwarf_Die die, uint64_t offset, uint64_t *ret)
{
    for (;;) {
        struct ht_die ours;
        Dwarf_Off global;
        Dwarf_Half tag;
        Dwarf_Die child, next;
        Dwarf_Error error = NULL;
        assert_int_equal(dwarf_dieoffset(die, &global, &error), DW_DLV_OK);
        assert_int_equal(dwarf_tag(die, &tag, &error), DW_DLV_OK);
        assert_int_equal(pair->unit->offset + offset, global);
        assert_true(ht_die_read(&pair->unit->dies, offset, &ours));
        assert_int_equal(ours.tag, tag);
        pair->dies++;
        compare_addresses(pair, die, &ours);
        if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine) {
            compare_names(pair, die, offset);
            pair->functions++;
        }
        uint64_t behind = ours.end, sibling;
        int below = dwarf_child(die, &child, &error);
        if (below == DW_DLV_OK) {
            assert_true(ours.has_children);
            compare_dies(pair, child, ours.end, &behind);
        } else if (ours.has_children) {
            behind++; /* no children but the null entry that ends them */
        }
        assert_true(ht_die_next_sibling(&pair->unit->dies, &ours, &sibling));
        assert_int_equal(sibling, behind);
        int code = dwarf_siblingof_b(pair->debug, die, true, &next, &error);
        dwarf_dealloc_die(die);
        if (code != DW_DLV_OK) {
            *ret = behind + 1; /* the null entry */
            return;
        }
        die = next;
        offset = behind;
    }
}

/* A row of libdwarf's, and its place in the program. */
struct expected {
    uint64_t addr;
    size_t place;
    uint64_t line, column;
    const char *file;
};

static int by_addr(const void *a, const void *b)
{
    const struct expected *x = a, *y = b;
    if (x->addr != y->addr)
        return x->addr > y->addr ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

/* The rows that stand for their address: the last one there, of a function that was not dropped. Sorted. */
static struct expected *expected_rows(struct pair *pair, Dwarf_Line *lines, Dwarf_Signed count, size_t *ret_count)
{
    struct expected *rows = calloc((size_t)count + 1, sizeof *rows);
    assert_non_null(rows);
    size_t kept = 0;
    bool fresh = true, dropped = false;
    for (Dwarf_Signed i = 0; i < count; i++) {
        Dwarf_Error error = NULL;
        Dwarf_Addr addr, next = 0;
        Dwarf_Bool ends;
        assert_int_equal(dwarf_lineaddr(lines[i], &addr, &error), DW_DLV_OK);
        assert_int_equal(dwarf_lineendsequence(lines[i], &ends, &error), DW_DLV_OK);
        if (fresh)
            dropped = !addr;
        fresh = ends;
        if (ends || dropped || i + 1 == count || dwarf_lineaddr(lines[i + 1], &next, &error) != DW_DLV_OK ||
            next <= addr)
            continue;
        Dwarf_Unsigned line, column;
        char *said, *file = NULL;
        assert_int_equal(dwarf_lineno(lines[i], &line, &error), DW_DLV_OK);
        assert_int_equal(dwarf_lineoff_b(lines[i], &column, &error), DW_DLV_OK);
        if (dwarf_linesrc(lines[i], &said, &error) == DW_DLV_OK) {
            file = ht_arena_strdup(&pair->fixture.arena, said);
            assert_non_null(file);
            dwarf_dealloc(pair->debug, said, DW_DLA_STRING);
        }
        rows[kept++] = (struct expected){addr, (size_t)i, line, column, file};
    }
    if (kept)
        qsort(rows, kept, sizeof *rows, by_addr);
    size_t unique = 0;
    for (size_t i = 0; i < kept; i++) {
        if (!unique || rows[unique - 1].addr != rows[i].addr)
            rows[unique++] = rows[i];
    }
    *ret_count = unique;
    return rows;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Asks for every step-th row in one go: the fewer are asked for, the more of the program is only skimmed. */
static void compare_rows(struct pair *pair, struct ht_line_table *table, const struct expected *expected, size_t count,
                         size_t first, size_t step)
{
    struct ht_line_row *rows = calloc(count + 1, sizeof *rows);
    assert_non_null(rows);
    size_t asked = 0;
    for (size_t i = first; i < count; i += step)
        rows[asked++].addr = expected[i].addr;
    pair->dwarf.budget.left = HT_DWARF_STEPS;
    assert_null(ht_line_table_find(table, rows, asked));
    for (size_t i = 0; i < asked; i++) {
        const struct expected *wanted = &expected[first + i * step];
        assert_true(rows[i].found);
        assert_int_equal(rows[i].line, wanted->line);
        assert_int_equal(rows[i].column, wanted->column);
        const char *path;
        assert_null(ht_line_table_path(table, &pair->fixture.arena, "/", rows[i].file, &path));
        /* libdwarf 20210528 starts the file register of DWARF 5 at 0. */
        if (table->version < 5 && wanted->file) {
            assert_non_null(path);
            assert_string_equal(base_name(path), base_name(wanted->file));
        }
    }
    pair->rows += asked;
    free(rows);
}

static void compare_lines(struct pair *pair, Dwarf_Die root)
{
    Dwarf_Unsigned version;
    Dwarf_Small tables;
    Dwarf_Line_Context context;
    Dwarf_Line *lines;
    Dwarf_Signed line_count;
    Dwarf_Error error = NULL;
    if (dwarf_srclines_b(root, &version, &tables, &context, &error) != DW_DLV_OK)
        return;
    assert_int_equal(dwarf_srclines_from_linecontext(context, &lines, &line_count, &error), DW_DLV_OK);
    struct ht_line_table table;
    assert_null(ht_line_table_init(pair->unit, &table));
    size_t count;
    struct expected *expected = expected_rows(pair, lines, line_count, &count);
    compare_rows(pair, &table, expected, count, 0, 1);
    compare_rows(pair, &table, expected, count, 0, 5);
    for (size_t i = 0; i < count; i += 1 + count / 8)
        compare_rows(pair, &table, expected, count, i, count);
    free(expected);
    ht_line_table_deinit(&table);
    dwarf_srclines_dealloc_b(context);
}

static void compare_file(const char *path, struct pair *pair)
{
    pair_open(pair, path);
    Dwarf_Unsigned length, type_offset, next = 0;
    Dwarf_Half version, address_size, length_size, extension_size, type;
    Dwarf_Off abbrevs;
    Dwarf_Sig8 signature;
    Dwarf_Error error = NULL;
    for (uint64_t offset = 0;
         dwarf_next_cu_header_d(pair->debug, true, &length, &version, &abbrevs, &address_size, &length_size,
                                &extension_size, &signature, &type_offset, &next, &type, &error) == DW_DLV_OK;
         offset = next) {
        Dwarf_Die root;
        assert_int_equal(dwarf_siblingof_b(pair->debug, NULL, true, &root, &error), DW_DLV_OK);
        pair->dwarf.budget.left = HT_DWARF_STEPS;
        assert_null(ht_dwarf_unit_open(&pair->dwarf, offset, &pair->unit));
        assert_non_null(pair->unit);
        assert_int_equal(pair->unit->dies.version, version);
        assert_int_equal(pair->unit->dies.address_size, address_size);
        compare_lines(pair, root);
        uint64_t end;
        compare_dies(pair, root, pair->unit->root.offset, &end);
        ht_dwarf_units_trim(&pair->dwarf, NULL);
    }
    pair_close(pair);
}

static void every_elf_reads_as_libdwarf_reads_it(void **state)
{
    static const char *const paths[] = {"testdata/btclock_v4.elf",       "testdata/elf/dwarf_mixed.elf",
                                        "testdata/elf/dwarf_clang.elf",  "testdata/elf/dwarf_lto.elf",
                                        "testdata/elf/dwarf_big.elf",    "testdata/elf/dwarf_noaranges.elf",
                                        "testdata/elf/dwarf_split4.elf", "testdata/elf/dwarf_split5.elf",
                                        "testdata/elf/inlined.elf",      NULL};
    const char *const *given = *state;
    size_t dies = 0, functions = 0, names = 0, ranges = 0, rows = 0;
    for (const char *const *path = given ? given : paths; *path; path++) {
        struct pair pair;
        print_message("%s\n", *path);
        compare_file(*path, &pair);
        assert_true(pair.dies > 0);
        dies += pair.dies;
        functions += pair.functions;
        names += pair.names;
        ranges += pair.ranges;
        rows += pair.rows;
    }
    print_message("%zu DIEs, %zu functions, %zu names, %zu ranges of lists, %zu rows\n", dies, functions, names, ranges,
                  rows);
    /* So that nothing passes by comparing nothing. */
    assert_true(given || (functions > 100 && names > 100 && ranges > 10 && rows > 1000));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_elf_reads_as_libdwarf_reads_it, argc > 1 ? argv + 1 : NULL),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
