/*
 * The structure-aware mutator of channel files, for both engines: it takes a file apart into its tables, changes templates,
 * conditions, criteria and strings, splices templates between two files, grows them to their limits and past, tells one lie
 * of a named kind (mutator/lies.def), and seals the result, so that a change reaches the check that is behind the checksums.
 * Any bytes will do as input, any capacity too; the same seed does the same, everywhere.
 *
 * libFuzzer: a target that includes this and says CHANNEL_MUTATOR(VALIDATOR) has it. AFL++: channel_mutator.c is a library,
 * with CHANNEL_MUTATOR_PROFILE=validator or sensor in the environment (of fuzz/targets.def, by ci/fuzz-engines).
 */
#ifndef CHANNEL_MUTATOR_H
#define CHANNEL_MUTATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often one lies: it is what finds a missing check, and costs the depth that only right files reach. */
enum channel_profile { CHANNEL_VALIDATOR, CHANNEL_SENSOR };

/* What was done, for the tests. */
typedef struct channel_account {
	bool structured; /* the input was taken apart, and what became of it is right but for the lie and the seal */
	bool grown; /* to a limit, or past it */
	bool past_limit;
	bool broken; /* the seal */
	int lie; /* enum mutant_lie; -1: none */
} channel_account;

/* Changes data in place, at most to capacity bytes; returns the new size. account may be NULL. */
size_t channel_mutate(enum channel_profile profile, uint8_t *data, size_t size, size_t capacity,
                      uint64_t seed, channel_account *account);
/* Writes what becomes of the first and a part of the second to out; returns its size. The three do not overlap. */
size_t channel_cross(enum channel_profile profile, const uint8_t *first, size_t first_size,
                     const uint8_t *second, size_t second_size, uint8_t *out, size_t capacity,
                     uint64_t seed, channel_account *account);
/* Repairs, mostly, what somebody else's change has broken: file_size, layout hashes, both checksums. */
void channel_repair(uint8_t *data, size_t size, uint64_t seed);

/*
 * libFuzzer's own mutations, with its dictionary and what it saw compared, now and then; sealed as well. (Under AFL++
 * LLVMFuzzerMutate() is a stub, but there the library is called and not this.)
 */
#define CHANNEL_MUTATOR(PROFILE)                                                                  \
	size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);                     \
	size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity,               \
	                               unsigned int seed);                                        \
	size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size,                 \
	                                 const uint8_t *second, size_t second_size, uint8_t *out, \
	                                 size_t capacity, unsigned int seed);                     \
	size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity,               \
	                               unsigned int seed)                                         \
	{                                                                                         \
		if (seed % 8 != 0)                                                                \
			return channel_mutate(CHANNEL_##PROFILE, data, size, capacity, seed,      \
			                      NULL);                                              \
		size = LLVMFuzzerMutate(data, size, capacity);                                    \
		channel_repair(data, size, seed);                                                 \
		return size;                                                                      \
	}                                                                                         \
	size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size,                 \
	                                 const uint8_t *second, size_t second_size, uint8_t *out, \
	                                 size_t capacity, unsigned int seed)                      \
	{                                                                                         \
		return channel_cross(CHANNEL_##PROFILE, first, first_size, second, second_size,   \
		                     out, capacity, seed, NULL);                                  \
	}                                                                                         \
	size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity)

#endif
