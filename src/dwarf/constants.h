/*
 * The numbers of DWARF that our own decoders know, by their names in the standard (DWARF 5, chapter 7; the GNU ones
 * from binutils' dwarf2.def). libdwarf's own dwarf.h is not used: its place differs from version to version.
 */
#ifndef HT_DWARF_CONSTANTS_H
#define HT_DWARF_CONSTANTS_H

enum ht_dw_tag {
    HT_DW_TAG_class_type = 0x02,
    HT_DW_TAG_enumeration_type = 0x04,
    HT_DW_TAG_lexical_block = 0x0b,
    HT_DW_TAG_structure_type = 0x13,
    HT_DW_TAG_union_type = 0x17,
    HT_DW_TAG_inlined_subroutine = 0x1d,
    HT_DW_TAG_module = 0x1e,
    HT_DW_TAG_catch_block = 0x25,
    HT_DW_TAG_subprogram = 0x2e,
    HT_DW_TAG_try_block = 0x32,
    HT_DW_TAG_interface_type = 0x38,
    HT_DW_TAG_namespace = 0x39
};

enum ht_dw_at {
    HT_DW_AT_sibling = 0x01,
    HT_DW_AT_name = 0x03,
    HT_DW_AT_stmt_list = 0x10,
    HT_DW_AT_low_pc = 0x11,
    HT_DW_AT_high_pc = 0x12,
    HT_DW_AT_language = 0x13,
    HT_DW_AT_comp_dir = 0x1b,
    HT_DW_AT_abstract_origin = 0x31,
    HT_DW_AT_specification = 0x47,
    HT_DW_AT_ranges = 0x55,
    HT_DW_AT_call_column = 0x57,
    HT_DW_AT_call_file = 0x58,
    HT_DW_AT_call_line = 0x59,
    HT_DW_AT_linkage_name = 0x6e,
    HT_DW_AT_str_offsets_base = 0x72,
    HT_DW_AT_addr_base = 0x73,
    HT_DW_AT_rnglists_base = 0x74,
    HT_DW_AT_dwo_name = 0x76,
    HT_DW_AT_MIPS_linkage_name = 0x2007,
    HT_DW_AT_GNU_dwo_name = 0x2130,
    HT_DW_AT_GNU_addr_base = 0x2133
};

enum ht_dw_form {
    HT_DW_FORM_addr = 0x01,
    HT_DW_FORM_block2 = 0x03,
    HT_DW_FORM_block4 = 0x04,
    HT_DW_FORM_data2 = 0x05,
    HT_DW_FORM_data4 = 0x06,
    HT_DW_FORM_data8 = 0x07,
    HT_DW_FORM_string = 0x08,
    HT_DW_FORM_block = 0x09,
    HT_DW_FORM_block1 = 0x0a,
    HT_DW_FORM_data1 = 0x0b,
    HT_DW_FORM_flag = 0x0c,
    HT_DW_FORM_sdata = 0x0d,
    HT_DW_FORM_strp = 0x0e,
    HT_DW_FORM_udata = 0x0f,
    HT_DW_FORM_ref_addr = 0x10,
    HT_DW_FORM_ref1 = 0x11,
    HT_DW_FORM_ref2 = 0x12,
    HT_DW_FORM_ref4 = 0x13,
    HT_DW_FORM_ref8 = 0x14,
    HT_DW_FORM_ref_udata = 0x15,
    HT_DW_FORM_indirect = 0x16,
    HT_DW_FORM_sec_offset = 0x17,
    HT_DW_FORM_exprloc = 0x18,
    HT_DW_FORM_flag_present = 0x19,
    HT_DW_FORM_strx = 0x1a,
    HT_DW_FORM_addrx = 0x1b,
    HT_DW_FORM_ref_sup4 = 0x1c,
    HT_DW_FORM_strp_sup = 0x1d,
    HT_DW_FORM_data16 = 0x1e,
    HT_DW_FORM_line_strp = 0x1f,
    HT_DW_FORM_ref_sig8 = 0x20,
    HT_DW_FORM_implicit_const = 0x21,
    HT_DW_FORM_loclistx = 0x22,
    HT_DW_FORM_rnglistx = 0x23,
    HT_DW_FORM_ref_sup8 = 0x24,
    HT_DW_FORM_strx1 = 0x25,
    HT_DW_FORM_strx2 = 0x26,
    HT_DW_FORM_strx3 = 0x27,
    HT_DW_FORM_strx4 = 0x28,
    HT_DW_FORM_addrx1 = 0x29,
    HT_DW_FORM_addrx2 = 0x2a,
    HT_DW_FORM_addrx3 = 0x2b,
    HT_DW_FORM_addrx4 = 0x2c,
    HT_DW_FORM_GNU_addr_index = 0x1f01,
    HT_DW_FORM_GNU_str_index = 0x1f02,
    HT_DW_FORM_GNU_ref_alt = 0x1f20,
    HT_DW_FORM_GNU_strp_alt = 0x1f21
};

enum ht_dw_ut {
    HT_DW_UT_compile = 0x01,
    HT_DW_UT_type = 0x02,
    HT_DW_UT_partial = 0x03,
    HT_DW_UT_skeleton = 0x04,
    HT_DW_UT_split_compile = 0x05,
    HT_DW_UT_split_type = 0x06
};

enum ht_dw_rle {
    HT_DW_RLE_end_of_list = 0,
    HT_DW_RLE_base_addressx = 1,
    HT_DW_RLE_startx_endx = 2,
    HT_DW_RLE_startx_length = 3,
    HT_DW_RLE_offset_pair = 4,
    HT_DW_RLE_base_address = 5,
    HT_DW_RLE_start_end = 6,
    HT_DW_RLE_start_length = 7
};

enum ht_dw_lns {
    HT_DW_LNS_extended = 0,
    HT_DW_LNS_copy = 1,
    HT_DW_LNS_advance_pc = 2,
    HT_DW_LNS_advance_line = 3,
    HT_DW_LNS_set_file = 4,
    HT_DW_LNS_set_column = 5,
    HT_DW_LNS_negate_stmt = 6,
    HT_DW_LNS_set_basic_block = 7,
    HT_DW_LNS_const_add_pc = 8,
    HT_DW_LNS_fixed_advance_pc = 9,
    HT_DW_LNS_set_prologue_end = 10,
    HT_DW_LNS_set_epilogue_begin = 11,
    HT_DW_LNS_set_isa = 12
};

enum ht_dw_lne { HT_DW_LNE_end_sequence = 1, HT_DW_LNE_set_address = 2, HT_DW_LNE_define_file = 3 };

enum ht_dw_lnct { HT_DW_LNCT_path = 1, HT_DW_LNCT_directory_index = 2 };

/* Languages without scopes for functions: C89, C, C99, C11, C17 and assembly. */
enum ht_dw_lang {
    HT_DW_LANG_C89 = 0x01,
    HT_DW_LANG_C = 0x02,
    HT_DW_LANG_C99 = 0x0c,
    HT_DW_LANG_C11 = 0x1d,
    HT_DW_LANG_C17 = 0x2c,
    HT_DW_LANG_Mips_Assembler = 0x8001
};

#endif
