/* The order of things: take apart, change, tidy, put together, lie, seal. */
#ifndef MUTATOR_MUTATE_H
#define MUTATOR_MUTATE_H

#include "channel_mutator.h"
#include "mutator/mutant.h"

/*
 * Blocks that serve one call after the other. Give it zeroed, and release it with mutant_end() on both. second, in neither
 * case changed, is another file to splice from; with size 0 there is none.
 */
typedef struct mutator {
	enum channel_profile profile;
	mutant file, other;
} mutator;

size_t mutator_run(mutator *u, uint8_t *data, size_t size, size_t capacity, const uint8_t *second,
                   size_t second_size, uint64_t seed, channel_account *account);

#endif
