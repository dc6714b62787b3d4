/*
 * Call instructions of Xtensa and RISC-V, as far as it takes to tell whether a return address is one.
 *
 * Sources: Xtensa Instruction Set Architecture Reference Manual (formats CALL, CALLX and RI16; density option);
 * RISC-V unprivileged ISA (J, I and U types; C extension, chapter "compressed"; Zcmt for cm.jalt).
 */
#ifndef HT_SYMBOLS_CALL_DECODE_H
#define HT_SYMBOLS_CALL_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/image.h"

enum ht_call_kind {
    HT_CALL_NONE,    /* no call ends here */
    HT_CALL_DIRECT,  /* the instructions tell the target */
    HT_CALL_INDIRECT /* through a register or a table */
};

struct ht_call {
    enum ht_call_kind kind;
    uint32_t target; /* of a direct call */
};

/*
 * The call that returns to pc: CALL0/4/8/12 or CALLX0/4/8/12 (direct when the l32r before it loads its register);
 * jal, jalr, c.jal, c.jalr writing ra, cm.jalt (direct: jal, c.jal, and auipc with jalr).
 */
struct ht_call ht_call_before(const struct ht_elf_image *image, uint32_t pc);

/*
 * May the function of size bytes at start leave by a jump and not by a return: a tail call, after which the inner
 * frame is another function than the one that was called? True when in doubt.
 */
bool ht_call_may_jump_on(const struct ht_elf_image *image, uint32_t start, uint32_t size);

#endif
