/*
 * The mutator of channel files: it stays within its capacity, the same seed does the same, and from good
 * files it gets past the checksums to every rule of structure, and often to another good file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Suites link no part of fuzz/. */
#include "reseal_mutator.c"
#include "support_contents.h"

#define ROUNDS 6000u /* of each content */
#define CAPACITY 2000u

static void (*const contents[])(draft *d) = {contents_usual, contents_edges, contents_values,
                                             contents_nearly_equal, contents_deep};
#define CONTENTS (sizeof contents / sizeof *contents)

static void make(size_t index, sl_buffer *out)
{
	draft d;

	draft_begin(&d);
	contents[index](&d);
	assert_true(draft_write(&d, out));
	draft_end(&d);
	assert_true(out->length < CAPACITY);
}

/* A block of exactly the capacity, so that a write past it is seen. */
static uint8_t *mutated(const sl_buffer *from, size_t capacity, uint64_t seed, size_t *size)
{
	uint8_t *bytes = malloc(capacity);

	assert_non_null(bytes);
	if (from->length)
		memcpy(bytes, from->bytes, from->length);
	*size = reseal_mutate(bytes, from->length, capacity, seed);
	assert_true(*size <= capacity);
	return bytes;
}

static void reaches_every_rule(void **state)
{
	static uint32_t seen[2000];
	uint32_t accepted = 0, missing = 0;
	size_t i, size;

	(void)state;
	for (i = 0; i < CONTENTS; i++) {
		sl_buffer good = {0};
		uint64_t seed;

		make(i, &good);
		for (seed = 0; seed < ROUNDS; seed++) {
			uint8_t *bytes = mutated(&good, CAPACITY, seed, &size);
			chan_finding fault;
			chan_file file;

			if (chan_open(bytes, size, &file, &fault))
				accepted++;
			else
				seen[fault.rule]++;
			free(bytes);
		}
		sl_buffer_free(&good);
	}
	for (i = 0; i < 2000; i++) {
		/* Limits on what a small file cannot hold. */
		if (!sl_rule_find((unsigned)i) || seen[i] || i == CHAN_RULE_TYPE_LIMIT ||
		    i == CHAN_RULE_TEMPLATE_LIMIT || i == CHAN_RULE_STRING_LIMIT)
			continue;
		print_message("CH%u is not reached\n", (unsigned)i);
		missing++;
	}
	assert_int_equal(missing, 0);
	/* Neither only good files, nor only bad ones. */
	assert_in_range(accepted, ROUNDS * CONTENTS / 20, ROUNDS * CONTENTS / 2);
}

static void repeats_itself(void **state)
{
	sl_buffer good = {0};
	uint64_t seed;

	(void)state;
	make(0, &good);
	for (seed = 0; seed < 200; seed++) {
		size_t size, again;
		uint8_t *bytes = mutated(&good, CAPACITY, seed, &size);
		uint8_t *others = mutated(&good, CAPACITY, seed, &again);

		assert_int_equal(size, again);
		assert_memory_equal(bytes, others, size);
		free(bytes);
		free(others);
	}
	sl_buffer_free(&good);
}

/* Whatever the bytes, and with no room to grow. */
static void takes_any_bytes(void **state)
{
	sl_buffer good = {0};
	size_t i, size;
	uint64_t seed;

	(void)state;
	for (i = 0; i < CONTENTS; i++) {
		make(i, &good);
		for (seed = 0; seed < 500; seed++)
			free(mutated(&good, good.length, seed, &size));
		sl_buffer_clear(&good);
	}
	for (size = 0; size < 300; size++) {
		sl_buffer noise = {0};
		size_t left;

		for (i = 0; i < size; i++)
			sl_buffer_byte(&noise, (uint8_t)(i * 37 + size));
		for (seed = 0; seed < 20; seed++)
			free(mutated(&noise, size ? size : 1, seed, &left));
		sl_buffer_free(&noise);
	}
	sl_buffer_free(&good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reaches_every_rule),
		cmocka_unit_test(repeats_itself),
		cmocka_unit_test(takes_any_bytes),
	};

	return cmocka_run_group_tests_name("mutator", tests, NULL, NULL);
}
