/*
 * What libFuzzer, and replay.c where there is none, call with each input.
 */
#ifndef HT_FUZZ_H
#define HT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * What can be done with an input in several ways, from .. to - 1 of them: with each when a corpus is replayed, and by
 * libFuzzer (FUZZ_ONE_WAY) with one, which the size of the input tells, so that there are as many more inputs.
 */
struct fuzz_ways {
    size_t from, to;
};

static inline struct fuzz_ways fuzz_ways(size_t size, size_t count)
{
#ifdef FUZZ_ONE_WAY
    return (struct fuzz_ways){size % count, size % count + 1};
#else
    (void)size;
    return (struct fuzz_ways){0, count};
#endif
}

/* libFuzzer's own changes, for mutators of ours. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
