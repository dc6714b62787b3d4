#include "dwarf/lines.h"

#include <string.h>

#include "base/sort.h"
#include "dwarf/compat.h"

/* The line number program's registers (DWARF 5, section 6.2.2), as far as rows need them. */
struct registers {
    uint64_t addr, file;
    uint32_t line, column;
    unsigned operation;
};

struct search {
    struct ht_line_row *rows;
    size_t count;
    size_t next;        /* the first row at or behind the last address */
    uint64_t next_addr; /* its address */
    size_t missing;
    uint64_t steps;        /* left */
    struct registers last; /* the row before, when there is one */
    bool has_last;
    bool inside;  /* behind the start of a sequence */
    bool dropped; /* the sequence begins at 0: its function is not in the program */
};

static size_t lower_bound(const struct ht_line_row *rows, size_t count, uint64_t addr)
{
    size_t place;
    HT_SEARCH(place, 0, count, rows[place].addr < addr);
    return place;
}

static void set_next(struct search *search, size_t next)
{
    search->next = next;
    search->next_addr = next < search->count ? search->rows[next].addr : UINT64_MAX;
}

/* The first row of a sequence, or one that goes backwards. */
static void start_rows(struct search *search, const struct registers *registers)
{
    if (!search->has_last)
        search->dropped = !registers->addr;
    search->has_last = true;
    set_next(search, lower_bound(search->rows, search->count, registers->addr));
}

/* The last row stands for the addresses up to that of this one. */
static void answer_rows(struct search *search, uint64_t addr)
{
    size_t next = search->next;
    for (; search->steps && next < search->count && search->rows[next].addr < addr; next++) {
        search->steps--; /* rows that go back and forth come to the same addresses again and again */
        struct ht_line_row *row = &search->rows[next];
        if (row->found || search->dropped)
            continue;
        row->file = search->last.file;
        row->line = search->last.line;
        row->column = search->last.column;
        row->found = true;
        search->missing--;
    }
    set_next(search, next);
}

/* Most rows lie before the next address that is asked for. Of rows at one address the last counts. */
static inline void add_row(struct search *search, const struct registers *registers)
{
    if (!search->has_last || registers->addr < search->last.addr)
        start_rows(search, registers);
    else if (registers->addr > search->next_addr)
        answer_rows(search, registers->addr);
    search->last = *registers;
}

static inline void advance(const struct ht_line_table *table, struct registers *registers, uint64_t operations)
{
    if (table->operations <= 1) {
        registers->addr += operations * table->minimum_instruction;
        return;
    }
    uint64_t total = registers->operation + operations;
    registers->addr += total / table->operations * table->minimum_instruction;
    registers->operation = (unsigned)(total % table->operations);
}

static const struct registers first_registers = {.file = 1, .line = 1};

static struct ht_error *run_extended(struct ht_line_table *table, struct ht_reader *program,
                                     struct registers *registers, struct search *search)
{
    uint64_t length = ht_reader_uleb(program);
    struct ht_reader operands = *program;
    ht_reader_skip(program, length);
    if (program->failed || !length)
        return NULL;
    operands.size = program->pos;
    switch (ht_reader_u8(&operands)) {
    case DW_LNE_end_sequence:
        add_row(search, registers);
        *registers = first_registers;
        search->has_last = false;
        search->inside = false;
        break;
    case DW_LNE_set_address:
        registers->addr = ht_reader_uint(&operands, (unsigned)(length - 1 <= 8 ? length - 1 : 0));
        registers->operation = 0;
        break;
    case DW_LNE_define_file: {
        const char *name = ht_reader_string(&operands);
        uint64_t dir = ht_reader_uleb(&operands);
        return operands.failed ? NULL : ht_line_table_add_file(table, name, dir);
    }
    default: /* discriminators, and what vendors added */
        break;
    }
    return NULL;
}

static void run_standard(const struct ht_line_table *table, struct ht_reader *program, unsigned opcode,
                         struct registers *registers, struct search *search)
{
    switch (opcode) {
    case DW_LNS_copy:
        add_row(search, registers);
        break;
    case DW_LNS_advance_pc:
        advance(table, registers, ht_reader_uleb(program));
        break;
    case DW_LNS_advance_line:
        registers->line += (uint32_t)ht_reader_sleb(program);
        break;
    case DW_LNS_set_file:
        registers->file = ht_reader_uleb(program);
        break;
    case DW_LNS_set_column: {
        uint64_t column = ht_reader_uleb(program);
        registers->column = column <= UINT32_MAX ? (uint32_t)column : 0;
        break;
    }
    case DW_LNS_const_add_pc:
        if (table->line_range)
            advance(table, registers, (255 - table->opcode_base) / table->line_range);
        break;
    case DW_LNS_fixed_advance_pc:
        registers->addr += ht_reader_u16(program);
        registers->operation = 0;
        break;
    default:
        for (unsigned i = 0; i < table->operand_counts[opcode - 1]; i++)
            ht_reader_uleb(program);
        break;
    }
}

/* A sequence as far as it matters whether to run it. */
struct outline {
    uint64_t first, last; /* its lowest and its highest row's address */
    size_t end;           /* where the next sequence begins */
    size_t opcodes;
};

/* Behind a LEB128 number, or NULL when it does not end. */
static inline const uint8_t *skip_leb(const uint8_t *at, const uint8_t *end)
{
    while (at < end && *at >= 0x80)
        at++;
    return at < end ? at + 1 : NULL;
}

/* Steps over an extended opcode other than the end of a sequence; NULL where there is more to do than that. */
static const uint8_t *skip_extended(const struct ht_line_table *table, const uint8_t *at, const uint8_t *end,
                                    uint64_t *addr)
{
    size_t length = end - at >= 2 && at[0] < 0x80 ? at[0] : 0;
    if (!length || length >= (size_t)(end - at) || at[1] == DW_LNE_define_file)
        return NULL;
    if (at[1] == DW_LNE_set_address) {
        if (length != 5)
            return NULL;
        *addr = ht_load_u32(at + 2, table->program.big_endian);
    }
    return at + 1 + length;
}

/*
 * Skims the sequence at the start of program: nothing but addresses counts, for most sequences have no row that is
 * asked for, and reading lines, files and columns is most of the work. False for one that does more than move on (a
 * file is defined, an address takes 8 bytes, numbers are huge): that one has to be run, and of its outline the opcodes
 * that were looked at are told alone.
 */
static bool skim_sequence(const struct ht_line_table *table, const struct ht_reader *program, struct outline *ret)
{
    const uint8_t *at = program->data + program->pos, *end = program->data + program->size;
    const unsigned base = table->opcode_base, range = table->line_range, unit = table->minimum_instruction;
    uint64_t addr = 0, first = UINT64_MAX, last = 0;
    size_t opcodes = 0;
    bool plain = true;
    /* The longest opcode read without a further look takes three bytes, and so does the end of a sequence. */
    while (plain && at && end - at >= 3) {
        unsigned opcode = *at++;
        bool ends = false;
        opcodes++;
        if (opcode >= base) {
            addr += (opcode - base) / range * unit;
        } else {
            switch (opcode) {
            case DW_LNS_copy:
                break;
            case DW_LNS_advance_line:
            case DW_LNS_set_file:
            case DW_LNS_set_column:
            case DW_LNS_set_isa:
                at = *at < 0x80 ? at + 1 : skip_leb(at, end);
                continue;
            case DW_LNS_negate_stmt:
            case DW_LNS_set_basic_block:
            case DW_LNS_set_prologue_end:
            case DW_LNS_set_epilogue_begin:
                continue;
            case DW_LNS_fixed_advance_pc:
                addr += ht_load_u16(at, program->big_endian);
                at += 2;
                continue;
            case DW_LNS_advance_pc:
                plain = *at < 0x80;
                addr += *at++ * unit;
                continue;
            case DW_LNS_const_add_pc:
                addr += (255 - base) / range * unit;
                continue;
            case HT_LNS_EXTENDED:
                ends = at[0] == 1 && at[1] == DW_LNE_end_sequence;
                if (ends)
                    break;
                at = skip_extended(table, at, end, &addr);
                continue;
            default:
                plain = false;
                continue;
            }
        }
        first = addr < first ? addr : first;
        last = addr > last ? addr : last;
        if (ends) {
            *ret = (struct outline){first, last, (size_t)(at + 2 - program->data), opcodes};
            return true;
        }
    }
    ret->opcodes = opcodes;
    return false;
}

/* Steps over the sequences up to one that may have rows that are asked for. */
static void skip_sequences(const struct ht_line_table *table, struct ht_reader *program, struct search *search)
{
    struct outline outline;
    while (ht_reader_left(program)) {
        bool whole = skim_sequence(table, program, &outline);
        /* Charged in any case: of one that has what is asked for perhaps only the first rows are run. */
        bool paid = outline.opcodes <= search->steps;
        search->steps -= paid ? outline.opcodes : search->steps;
        if (!whole || !paid)
            break;
        size_t next = lower_bound(search->rows, search->count, outline.first);
        if (next < search->count && search->rows[next].addr < outline.last)
            break;
        program->pos = outline.end;
    }
}

/* Can sequences be skimmed: have the opcodes the operands that all versions give them, and is all code scalar? */
static bool is_plain(const struct ht_line_table *table)
{
    static const uint8_t operands[] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    size_t count = table->opcode_base ? table->opcode_base - 1u : 0;
    return table->operations <= 1 && table->line_range &&
           memcmp(table->operand_counts, operands, count < sizeof operands ? count : sizeof operands) == 0;
}

struct ht_error *ht_line_table_find(struct ht_line_table *table, struct ht_line_row *rows, size_t count)
{
    struct search search = {.rows = rows, .count = count, .missing = count, .steps = table->budget->left};
    struct registers registers = first_registers;
    struct ht_reader program = table->program;
    unsigned base = table->opcode_base, range = table->line_range;
    struct ht_error *error = NULL;
    bool plain = ht_reader_left(&program) && is_plain(table);
    while (search.missing && ht_reader_left(&program) && search.steps && !error) {
        if (plain && !search.inside)
            skip_sequences(table, &program, &search);
        search.inside = true;
        if (!ht_reader_left(&program) || !search.steps)
            break;
        search.steps--;
        unsigned opcode = ht_reader_u8(&program);
        if (opcode >= base) {
            if (!range)
                break;
            advance(table, &registers, (opcode - base) / range);
            registers.line += (uint32_t)(table->line_base + (int)((opcode - base) % range));
            add_row(&search, &registers);
        } else if (opcode == HT_LNS_EXTENDED) {
            error = run_extended(table, &program, &registers, &search);
        } else {
            run_standard(table, &program, opcode, &registers, &search);
        }
    }
    table->budget->left = search.steps;
    if (search.missing && !search.steps)
        ht_dwarf_take(table->budget, 1, ".debug_line", program.pos);
    return error;
}
