/* The order of things: take apart, change, tidy, put together, lie, seal. */
#ifndef MUTATOR_MUTATE_H
#define MUTATOR_MUTATE_H

#include "channel_mutator.h"
#include "mutator/mutant.h"

/* Blocks that serve one call after the other. Give it zeroed, and end it. */
typedef struct mutator {
	enum channel_profile profile;
	mutant file, other;
	mutant_block tail;
} mutator;

void mutator_end(mutator *u);

/*
 * Changes data in place, and returns its new size. second is another file to splice from; with size 0 there is none.
 * For a sensor a file is followed by what it is run on, behind the stated end: that stays, or is changed as mere bytes.
 */
size_t mutator_run(mutator *u, uint8_t *data, size_t size, size_t capacity, const uint8_t *second,
                   size_t second_size, uint64_t seed, channel_account *account);
/*
 * Takes something out and seals the rest, for minimising: what else is wrong with the file stays wrong. False: nothing
 * can be taken out; data is unchanged.
 */
bool mutator_shrink(mutator *u, uint8_t *data, size_t *size, uint64_t seed);

#endif
