/*
 * For the suites of the mutator: files to change, and a call with a block of exactly the capacity. Suites link no part of
 * fuzz/, so that this includes it. Include after cmocka.h, in one place of a program.
 */
#ifndef SUPPORT_MUTATOR_H
#define SUPPORT_MUTATOR_H

#include <stdlib.h>
#include <string.h>

#include "channel_mutator.c"
#include "support_contents.h"

#define CAPACITY 4096u /* what libFuzzer allows by itself */

static void (*const contents[])(draft *d) = {contents_usual, contents_edges, contents_values,
                                             contents_nearly_equal, contents_deep};
#define CONTENTS (sizeof contents / sizeof *contents)

static inline void mutator_sample(size_t index, sl_buffer *out)
{
	draft d;

	draft_begin(&d);
	contents[index](&d);
	assert_true(draft_write(&d, out));
	draft_end(&d);
	assert_true(out->length < CAPACITY);
}

/* A block of exactly the capacity, so that a write past it is seen. */
static inline uint8_t *mutated(enum channel_profile profile, const sl_buffer *from, size_t capacity,
                               uint64_t seed, size_t *size, channel_account *account)
{
	uint8_t *bytes = malloc(capacity);

	assert_non_null(bytes);
	if (from->length)
		memcpy(bytes, from->bytes, from->length);
	*size = channel_mutate(profile, bytes, from->length, capacity, seed, account);
	assert_true(*size <= capacity);
	return bytes;
}

static inline bool accepts(const uint8_t *bytes, size_t size, uint16_t *rule)
{
	uint8_t *exact = malloc(size ? size : 1);
	chan_finding fault;
	chan_file file;
	bool accepted;

	assert_non_null(exact);
	if (size)
		memcpy(exact, bytes, size);
	accepted = chan_open(exact, size, &file, &fault);
	*rule = fault.rule;
	free(exact);
	return accepted;
}

static inline uint8_t *crossed(const sl_buffer *first, const sl_buffer *second, size_t capacity,
                               uint64_t seed, size_t *size, channel_account *account)
{
	uint8_t *bytes = malloc(capacity ? capacity : 1);

	assert_non_null(bytes);
	*size = channel_cross(CHANNEL_SENSOR, first->bytes, first->length, second->bytes,
	                      second->length, bytes, capacity, seed, account);
	assert_true(*size <= capacity);
	return bytes;
}

#endif
