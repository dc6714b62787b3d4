/*
 * What one resolution may cost: steps that everything that reads DWARF takes, and where they came to an end.
 */
#ifndef HT_DWARF_BUDGET_H
#define HT_DWARF_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Steps at most, and so many for each byte that is read besides some for any file: a DIE, an attribute that is looked
 * at, an abbreviation, an opcode of a line program, an entry of its header, a range, a PC that is compared. The whole
 * of a 55 MB firmware takes 15 million, a third of a step a byte; only a hostile file asks for more, and then PCs stay
 * unanswered.
 */
#define HT_DWARF_STEPS (UINT64_C(1) << 28)
#define HT_DWARF_STEPS_ANY (UINT64_C(1) << 23)
#define HT_DWARF_STEPS_BYTE UINT64_C(16)

struct ht_dwarf_budget {
    uint64_t left;       /* steps */
    const char *section; /* in which they ended, a literal; NULL: they have not */
    uint64_t offset;     /* in that section */
};

/* Takes steps, for what stands at a place; false when there are not so many left, and none are from then on. */
static inline bool ht_dwarf_take(struct ht_dwarf_budget *budget, uint64_t steps, const char *section, uint64_t offset)
{
    if (steps <= budget->left) {
        budget->left -= steps;
        return true;
    }
    budget->left = 0;
    if (!budget->section) {
        budget->section = section;
        budget->offset = offset;
    }
    return false;
}

#endif
