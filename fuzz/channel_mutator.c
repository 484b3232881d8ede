/*
 * The mutator's faces to the engines. It is one unit, of all its parts: as a shared library for AFL++ it is then made
 * of this file and libchan, and a vendor who wants it has one file to compile.
 */
#include "channel_mutator.h"

#include <stdlib.h>
#include <string.h>

#include "mutator/bytes.c"
#include "mutator/conditions.c"
#include "mutator/growth.c"
#include "mutator/lies.c"
#include "mutator/lies_content.c"
#include "mutator/lies_tables.c"
#include "mutator/mutant.c"
#include "mutator/mutate.c"
#include "mutator/pools.c"
#include "mutator/records.c"
#include "mutator/seal.c"
#include "mutator/splice.c"
#include "mutator/strings.c"
#include "mutator/templates.c"
#include "mutator/tidy.c"

/* Its blocks are kept from call to call; engines have one thread. What they hold decides nothing. */
static mutator everlasting;

size_t channel_mutate(enum channel_profile profile, uint8_t *data, size_t size, size_t capacity,
                      uint64_t seed, channel_account *account)
{
	channel_account unwanted;

	everlasting.profile = profile;
	return mutator_run(&everlasting, data, size, capacity, NULL, 0, seed,
	                   account ? account : &unwanted);
}

size_t channel_cross(enum channel_profile profile, const uint8_t *first, size_t first_size,
                     const uint8_t *second, size_t second_size, uint8_t *out, size_t capacity,
                     uint64_t seed, channel_account *account)
{
	const size_t size = first_size < capacity ? first_size : capacity;
	channel_account unwanted;

	if (size)
		memcpy(out, first, size);
	everlasting.profile = profile;
	return mutator_run(&everlasting, out, size, capacity, second, second_size, seed,
	                   account ? account : &unwanted);
}

void channel_repair(uint8_t *data, size_t size, uint64_t seed)
{
	mutant *m = &everlasting.file;

	mutant_seed(m, seed);
	if (!mutant_one_in(m, 16))
		mutant_repair_hashes(m, data, size);
	if (!mutant_one_in(m, 32))
		mutant_seal(data, size, size);
}

/* --- AFL++: its interface for custom mutators */

void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *opaque, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t capacity);
unsigned int afl_custom_fuzz_count(void *opaque, const uint8_t *data, size_t size);
int32_t afl_custom_init_trim(void *opaque, uint8_t *data, size_t size);
size_t afl_custom_trim(void *opaque, uint8_t **out);
int32_t afl_custom_post_trim(void *opaque, uint8_t success);
void afl_custom_deinit(void *opaque);

enum { TRIM_STEPS = 24, RUNS_OF_AN_INPUT = 64 };

typedef struct afl_state {
	mutator mutator;
	uint64_t seed;
	uint8_t *bytes;
	size_t capacity;
	/* The input that is being trimmed, as far as that has gone, and what was offered last. */
	mutant_block trimmed, offered;
	int32_t step;
} afl_state;

void *afl_custom_init(void *afl, unsigned int seed)
{
	const char *profile = getenv("CHANNEL_MUTATOR_PROFILE");
	afl_state *state = calloc(1, sizeof *state);

	(void)afl;
	if (!state)
		return NULL;
	state->seed = (uint64_t)seed << 32;
	state->mutator.profile =
		profile && strcmp(profile, "sensor") == 0 ? CHANNEL_SENSOR : CHANNEL_VALIDATOR;
	return state;
}

size_t afl_custom_fuzz(void *opaque, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t capacity)
{
	afl_state *state = opaque;
	channel_account account;

	if (state->capacity < capacity) {
		uint8_t *grown = realloc(state->bytes, capacity);

		if (!grown)
			return 0;
		state->bytes = grown;
		state->capacity = capacity;
	}
	if (size > capacity)
		size = capacity;
	memcpy(state->bytes, data, size);
	*out = state->bytes;
	state->seed++;
	/* AFL++ hands out another file at each call; libFuzzer crosses as rarely. */
	if (!other || state->seed % 8 != 0)
		other_size = 0;
	return mutator_run(&state->mutator, state->bytes, size, capacity, other, other_size,
	                   state->seed, &account);
}

/*
 * Left to itself AFL++ stays with one input for thousands of runs, so that most of some hundred seeds have had no turn
 * after a minute; and what one of them lacks no change to it brings forth.
 */
unsigned int afl_custom_fuzz_count(void *opaque, const uint8_t *data, size_t size)
{
	(void)opaque;
	(void)data;
	(void)size;
	return RUNS_OF_AN_INPUT;
}

/* AFL++ trims what it keeps: bytes cannot be left out under a seal, but templates, criteria and values can. */
int32_t afl_custom_init_trim(void *opaque, uint8_t *data, size_t size)
{
	afl_state *state = opaque;

	state->step = 0;
	if (!mutant_reserve(&state->mutator.file, &state->trimmed, size))
		return 0;
	if (size)
		memcpy(state->trimmed.bytes, data, size);
	state->trimmed.size = size;
	return TRIM_STEPS;
}

size_t afl_custom_trim(void *opaque, uint8_t **out)
{
	afl_state *state = opaque;
	mutant_block *offered = &state->offered;

	*out = state->trimmed.bytes;
	if (!mutant_reserve(&state->mutator.file, offered, state->trimmed.size))
		return state->trimmed.size;
	memcpy(offered->bytes, state->trimmed.bytes, state->trimmed.size);
	offered->size = state->trimmed.size;
	mutator_shrink(&state->mutator, offered->bytes, &offered->size, ++state->seed);
	*out = offered->bytes;
	return offered->size;
}

int32_t afl_custom_post_trim(void *opaque, uint8_t success)
{
	afl_state *state = opaque;
	const mutant_block trimmed = state->trimmed;

	if (success) {
		state->trimmed = state->offered;
		state->offered = trimmed;
	}
	return ++state->step;
}

void afl_custom_deinit(void *opaque)
{
	afl_state *state = opaque;

	mutator_end(&state->mutator);
	free(state->trimmed.bytes);
	free(state->offered.bytes);
	free(state->bytes);
	free(state);
}
