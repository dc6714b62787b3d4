/*
 * Is it the right ELF? An ELF of another build gives plausible names; whether its bytes fit the PCs of a dump shows.
 *
 * Two checks, for Xtensa and RISC-V: before each return address there is a call; and where a call tells its target,
 * that is the function in which the inner frame lies.
 */
#ifndef HT_SYMBOLS_CALLSITE_H
#define HT_SYMBOLS_CALLSITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "elf/image.h"
#include "model/chain.h"
#include "model/frame.h"
#include "symbols/chips.h"

enum ht_match { HT_MATCH_UNKNOWN, HT_MATCH_YES, HT_MATCH_DOUBTFUL, HT_MATCH_NO };

/* How the call sites of a chain look; ok means that at least one was checked, and none failed. */
enum ht_call_sites { HT_CALL_SITES_UNCHECKED, HT_CALL_SITES_OK, HT_CALL_SITES_MISMATCH };

struct ht_callsite_elf {
    uint32_t pcs;              /* distinct PCs that are this ELF's to know: no ROM, no data, none of an ELF before */
    uint32_t pcs_in_code;      /* of these, in its executable segments */
    uint32_t pcs_after_call;   /* of these, behind a call */
    uint32_t edges;            /* distinct pairs of inner and outer PC whose call tells its target */
    uint32_t edges_consistent; /* of these, those that call the inner PC's function */
    enum ht_match match;
    bool checked; /* false for other machines: then nothing above is known */
};

/*
 * Checks the chains' PCs against the images. frames are those of all chains, as ht_symbolize() left them. elfs has an
 * item for each image, chain_sites one for each chain. The arena is used for scratch.
 */
struct ht_error *ht_callsite_check(struct ht_arena *arena, struct ht_elf_image *const *images, size_t image_count,
                                   const struct ht_chip *chip, const struct ht_frames *frames,
                                   const struct ht_chains *chains, struct ht_callsite_elf *elfs,
                                   enum ht_call_sites *chain_sites);

/*
 * The verdict on the figures: yes when at least 95 % of the PCs in code follow a call and 80 % of the edges agree; no
 * when under 60 % do (edges: when there are four or more), or when none of four or more PCs is in code. With fewer
 * than four PCs in code it is unknown, unless all pass.
 */
enum ht_match ht_callsite_match(const struct ht_callsite_elf *figures);

#endif
