#include "dwarf/slice.h"

#include <stdlib.h>

static int section_info(void *object, ht_libdwarf_index index, ht_libdwarf_section *ret, int *error)
{
    (void)error;
    const struct ht_libdwarf *libdwarf = object;
    if (index >= libdwarf->section_count)
        return DW_DLV_NO_ENTRY;
    *ret = (ht_libdwarf_section)HT_LIBDWARF_SECTION(libdwarf->names[index], libdwarf->sections[index].size);
    return DW_DLV_OK;
}

static ht_libdwarf_endianness byte_order(void *object)
{
    const struct ht_libdwarf *libdwarf = object;
    return libdwarf->big_endian ? HT_LIBDWARF_BIG_ENDIAN : HT_LIBDWARF_LITTLE_ENDIAN;
}

static Dwarf_Small length_size(void *object)
{
    const struct ht_libdwarf *libdwarf = object;
    return (Dwarf_Small)libdwarf->offset_size;
}

static Dwarf_Small pointer_size(void *object)
{
    const struct ht_libdwarf *libdwarf = object;
    return (Dwarf_Small)libdwarf->address_size;
}

static Dwarf_Unsigned section_count(void *object)
{
    const struct ht_libdwarf *libdwarf = object;
    return libdwarf->section_count;
}

static int load_section(void *object, ht_libdwarf_index index, Dwarf_Small **ret, int *error)
{
    (void)error;
    const struct ht_libdwarf *libdwarf = object;
    if (index >= libdwarf->section_count || !libdwarf->sections[index].size)
        return DW_DLV_NO_ENTRY;
    *ret = (Dwarf_Small *)(uintptr_t)libdwarf->sections[index].data; /* it only reads */
    return DW_DLV_OK;
}

#ifndef DW_DLC_READ
static Dwarf_Unsigned file_size(void *object)
{
    (void)object;
    return UINT64_MAX / 2;
}
#endif

static const ht_libdwarf_methods methods =
    HT_LIBDWARF_METHODS(section_info, byte_order, length_size, pointer_size, file_size, section_count, load_section);

struct ht_error *ht_libdwarf_open(const struct ht_dwarf_sections *sections, unsigned section_count,
                                  unsigned address_size, unsigned offset_size, struct ht_libdwarf **ret)
{
    struct ht_libdwarf *libdwarf = calloc(1, sizeof *libdwarf);
    if (!libdwarf)
        return ht_error_nomem();
    *libdwarf = (struct ht_libdwarf){
        .object = HT_LIBDWARF_OBJECT(libdwarf, &methods),
        .names = {"", ".debug_info", ".debug_abbrev", ".debug_str", ".debug_line_str", ".debug_str_offsets",
                  ".debug_addr", ".debug_line", ".debug_ranges", ".debug_rnglists"},
        .sections = {{NULL, 0},
                     sections->info,
                     sections->abbrev,
                     sections->str,
                     sections->line_str,
                     sections->str_offsets,
                     sections->addr,
                     sections->line,
                     sections->ranges,
                     sections->rnglists},
        .section_count = section_count,
        .big_endian = sections->big_endian,
        .address_size = address_size,
        .offset_size = offset_size,
    };
    Dwarf_Error error = NULL;
    if (dwarf_object_init_b(&libdwarf->object, NULL, NULL, DW_GROUPNUMBER_ANY, &libdwarf->debug, &error) != DW_DLV_OK) {
        libdwarf->debug = NULL;
        if (error)
            dwarf_dealloc_error(NULL, error);
    }
    *ret = libdwarf;
    return NULL;
}

void ht_libdwarf_shut(struct ht_libdwarf *libdwarf)
{
    if (libdwarf->debug)
        ht_libdwarf_finish(libdwarf->debug);
    libdwarf->debug = NULL;
}

void ht_libdwarf_close(struct ht_libdwarf *libdwarf)
{
    if (libdwarf)
        ht_libdwarf_shut(libdwarf);
    free(libdwarf);
}
