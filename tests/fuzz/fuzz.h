/*
 * What libFuzzer, and replay.c where there is none, call with each input.
 */
#ifndef HT_FUZZ_H
#define HT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer's own changes, for mutators of ours. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
