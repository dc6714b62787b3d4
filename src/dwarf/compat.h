/*
 * libdwarf from 20210528 to 2.x as one interface: what differs between versions is named here and nowhere else. The
 * numbers of DWARF come with it, from its dwarf.h.
 *
 * The object interface, by which libdwarf asks for the sections of an object, got new names, wider indices and the
 * size of the file with 0.3.0, and dwarf_object_finish() lost its error. DW_DLC_READ went at the same time: it is how
 * the old one is told.
 */
#ifndef HT_DWARF_COMPAT_H
#define HT_DWARF_COMPAT_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_include)
#if __has_include(<libdwarf.h>)
#include <dwarf.h>
#include <libdwarf.h>
#elif __has_include(<libdwarf-2/libdwarf.h>)
#include <libdwarf-2/dwarf.h>
#include <libdwarf-2/libdwarf.h>
#elif __has_include(<libdwarf-0/libdwarf.h>)
#include <libdwarf-0/dwarf.h>
#include <libdwarf-0/libdwarf.h>
#else
#include <libdwarf/dwarf.h>
#include <libdwarf/libdwarf.h>
#endif
#else
#include <dwarf.h>
#include <libdwarf.h>
#endif

/* What the standard has no name for, and what came after 20210528. */
#define HT_LNS_EXTENDED 0
#ifndef DW_LANG_C17
#define DW_LANG_C17 0x2c
#endif

#ifdef DW_DLC_READ

typedef Dwarf_Obj_Access_Interface ht_libdwarf_object;
typedef Dwarf_Obj_Access_Methods ht_libdwarf_methods;
typedef Dwarf_Obj_Access_Section ht_libdwarf_section;
typedef Dwarf_Half ht_libdwarf_index;
typedef Dwarf_Endianness ht_libdwarf_endianness;

/* Values of three bytes are taken for four, and what stands behind them is misread with them: fixed in 0.6.0. */
#define HT_LIBDWARF_MISREADS(form) ((form) == DW_FORM_strx3 || (form) == DW_FORM_addrx3)

#define HT_LIBDWARF_BIG_ENDIAN DW_OBJECT_MSB
#define HT_LIBDWARF_LITTLE_ENDIAN DW_OBJECT_LSB
#define HT_LIBDWARF_OBJECT(object_, methods_)      \
    {                                              \
        .object = (object_), .methods = (methods_) \
    }
#define HT_LIBDWARF_METHODS(info, order, length_size, pointer_size, file_size, count, load)      \
    {                                                                                            \
        .get_section_info = (info), .get_byte_order = (order), .get_length_size = (length_size), \
        .get_pointer_size = (pointer_size), .get_section_count = (count), .load_section = (load) \
    }
#define HT_LIBDWARF_SECTION(name_, size_) \
    {                                     \
        .name = (name_), .size = (size_)  \
    }

static inline void ht_libdwarf_finish(Dwarf_Debug debug)
{
    Dwarf_Error error = NULL;
    dwarf_object_finish(debug, &error);
}

#else

typedef Dwarf_Obj_Access_Interface_a ht_libdwarf_object;
typedef Dwarf_Obj_Access_Methods_a ht_libdwarf_methods;
typedef Dwarf_Obj_Access_Section_a ht_libdwarf_section;
typedef Dwarf_Unsigned ht_libdwarf_index;
typedef Dwarf_Small ht_libdwarf_endianness;

#define HT_LIBDWARF_MISREADS(form) false

#define HT_LIBDWARF_BIG_ENDIAN DW_END_big
#define HT_LIBDWARF_LITTLE_ENDIAN DW_END_little
#define HT_LIBDWARF_OBJECT(object_, methods_)            \
    {                                                    \
        .ai_object = (object_), .ai_methods = (methods_) \
    }
#define HT_LIBDWARF_METHODS(info, order, length_size, pointer_size, file_size, count, load)                     \
    {                                                                                                           \
        .om_get_section_info = (info), .om_get_byte_order = (order), .om_get_length_size = (length_size),       \
        .om_get_pointer_size = (pointer_size), .om_get_filesize = (file_size), .om_get_section_count = (count), \
        .om_load_section = (load)                                                                               \
    }
#define HT_LIBDWARF_SECTION(name_, size_)      \
    {                                          \
        .as_name = (name_), .as_size = (size_) \
    }

static inline void ht_libdwarf_finish(Dwarf_Debug debug)
{
    dwarf_object_finish(debug);
}

#endif

#endif
