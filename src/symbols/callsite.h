/*
 * Is it the right ELF? An ELF of another build gives plausible names; whether its bytes fit the PCs of a dump shows.
 *
 * Two checks, for Xtensa and RISC-V: before each return address there is a call; and where a call tells its target,
 * that is the function in which the inner frame lies.
 */
#ifndef HT_SYMBOLS_CALLSITE_H
#define HT_SYMBOLS_CALLSITE_H

#include "base/arena.h"
#include "base/error.h"
#include "elf/image.h"
#include "model/chain.h"
#include "model/frame.h"
#include "symbols/chips.h"

/*
 * Checks the chains' PCs against the images, one for each of frames->elfs, and writes down what is found: the figures
 * of each ELF, the call sites of each chain, and which frames are astray. frames are those of all chains, as
 * ht_symbolize() left them. The arena is used for scratch.
 */
struct ht_error *ht_callsite_check(struct ht_arena *arena, struct ht_elf_image *const *images,
                                   const struct ht_chip *chip, struct ht_frames *frames, struct ht_chains *chains);

/*
 * The verdict on the figures: yes when at least 95 % of the PCs in code follow a call and 80 % of the edges agree; no
 * when under 60 % do (edges: when there are four or more), or when none of four or more PCs is in code. With fewer
 * than four PCs in code it is unknown, unless all pass.
 */
enum ht_match ht_callsite_match(const struct ht_elf_fit *figures);

#endif
