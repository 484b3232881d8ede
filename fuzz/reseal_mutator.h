/*
 * A mutator that knows the layout of a channel file: it changes members, records and text, mostly keeps the
 * counts right, sometimes lies about one of them, and seals the result, so that a change reaches the check
 * that is behind the checksums. Any bytes will do as input. The same core serves both engines:
 * a target's LLVMFuzzerCustomMutator() calls it; for AFL++ this file alone is a shared library.
 */
#ifndef RESEAL_MUTATOR_H
#define RESEAL_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/* Changes data in place, at most to capacity bytes; returns the new size. The same seed does the same. */
size_t reseal_mutate(uint8_t *data, size_t size, size_t capacity, uint64_t seed);

/* Repairs, mostly, what somebody else's change has broken: file_size, layout hashes, both checksums. */
void reseal_repair(uint8_t *data, size_t size, uint64_t seed);

#endif
