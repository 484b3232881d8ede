/*
 * How the mutator of channel files behaves: it takes any bytes, stays within its capacity, does the same after the same
 * seed, serves AFL++, and shrinks what it is given.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_mutator.h"

static void repeats_itself(void **state)
{
	sl_buffer good = {0}, other = {0};
	size_t size, again;
	uint64_t seed;
	uint8_t *bytes, *others;

	(void)state;
	mutator_sample(0, &good);
	mutator_sample(2, &other);
	for (seed = 0; seed < 500; seed++) {
		bytes = mutated(CHANNEL_VALIDATOR, &good, CAPACITY, seed, &size, NULL);
		/* Whatever is done in between. */
		free(mutated(CHANNEL_SENSOR, &other, CAPACITY, seed + 7, &again, NULL));
		others = mutated(CHANNEL_VALIDATOR, &good, CAPACITY, seed, &again, NULL);
		assert_int_equal(size, again);
		assert_memory_equal(bytes, others, size);
		free(bytes);
		free(others);
		bytes = crossed(&good, &other, CAPACITY, seed, &size, NULL);
		others = crossed(&good, &other, CAPACITY, seed, &again, NULL);
		assert_int_equal(size, again);
		assert_memory_equal(bytes, others, size);
		free(bytes);
		free(others);
	}
	sl_buffer_free(&good);
	sl_buffer_free(&other);
}

/* What came out goes in again, a thousand times: it neither stops nor ends in nothing. */
static void goes_on(void **state)
{
	sl_buffer good = {0};
	uint8_t *bytes = malloc(CAPACITY);
	size_t size;
	uint32_t seed, accepted = 0;
	uint16_t rule;

	(void)state;
	assert_non_null(bytes);
	mutator_sample(0, &good);
	size = good.length;
	memcpy(bytes, good.bytes, size);
	for (seed = 0; seed < 3000; seed++) {
		size = channel_mutate(CHANNEL_VALIDATOR, bytes, size, CAPACITY, seed, NULL);
		assert_true(size <= CAPACITY);
		accepted += accepts(bytes, size, &rule);
	}
	assert_in_range(accepted, 900, 2900);
	free(bytes);
	sl_buffer_free(&good);
}

static void takes_any_bytes(void **state)
{
	sl_buffer good = {0};
	size_t i, size;
	uint64_t seed;

	(void)state;
	for (i = 0; i < CONTENTS; i++) {
		mutator_sample(i, &good);
		for (seed = 0; seed < 500; seed++)
			free(mutated(CHANNEL_VALIDATOR, &good, good.length, seed, &size, NULL));
		sl_buffer_clear(&good);
	}
	for (size = 0; size < 300; size++) {
		sl_buffer noise = {0};
		size_t left;

		for (i = 0; i < size; i++)
			sl_buffer_byte(&noise, (uint8_t)(i * 37 + size));
		for (seed = 0; seed < 20; seed++)
			free(mutated(CHANNEL_VALIDATOR, &noise, size ? size : 1, seed, &left,
			             NULL));
		sl_buffer_free(&noise);
	}
	sl_buffer_free(&good);
}

/* A file whose every member in turn says something else: what is taken apart is not trusted. */
static void takes_any_members(void **state)
{
	static const uint64_t numbers[] = {0, 1, 0x7f, 0xffff, 0x7fffffff, 0x80000000, UINT64_MAX};
	sl_buffer good = {0};
	size_t at, i, size;
	uint8_t *saved;

	(void)state;
	mutator_sample(0, &good);
	saved = malloc(good.length);
	assert_non_null(saved);
	memcpy(saved, good.bytes, good.length);
	for (at = 0; at + 4 <= good.length; at += 2) {
		for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			mutant_store(good.bytes + at, 4, numbers[i]);
			free(mutated(CHANNEL_VALIDATOR, &good, CAPACITY, 8 * at + i, &size, NULL));
			memcpy(good.bytes, saved, good.length);
		}
	}
	free(saved);
	sl_buffer_free(&good);
}

static void crosses_any_bytes(void **state)
{
	static const size_t capacities[] = {0, 1, 50, 96, 100, 1000, CAPACITY};
	sl_buffer good = {0}, noise = {0};
	size_t i, size;
	uint64_t seed;

	(void)state;
	mutator_sample(0, &good);
	for (i = 0; i < 200; i++)
		sl_buffer_byte(&noise, (uint8_t)(i * 91));
	for (i = 0; i < sizeof capacities / sizeof *capacities; i++) {
		for (seed = 0; seed < 200; seed++) {
			free(crossed(&good, &noise, capacities[i], seed, &size, NULL));
			free(crossed(&noise, &good, capacities[i], seed, &size, NULL));
			free(crossed(&good, &good, capacities[i], seed, &size, NULL));
		}
	}
	sl_buffer_free(&good);
	sl_buffer_free(&noise);
}

/* From nothing at all it makes a file that is accepted. */
static void begins_with_nothing(void **state)
{
	const sl_buffer none = {0};
	uint32_t accepted = 0, seed;

	(void)state;
	for (seed = 0; seed < 300; seed++) {
		size_t size;
		uint16_t rule;
		uint8_t *bytes = mutated(CHANNEL_VALIDATOR, &none, CAPACITY, seed, &size, NULL);

		accepted += accepts(bytes, size, &rule);
		free(bytes);
	}
	assert_true(accepted > 30);
}

/* Behind the file of a sensor is what it is run on. */
static void keeps_what_is_behind(void **state)
{
	static const char tail[] = "events are behind the file";
	sl_buffer good = {0};
	uint32_t seed, whole = 0, changed = 0;
	size_t length;

	(void)state;
	mutator_sample(0, &good);
	length = good.length;
	sl_buffer_append(&good, tail, sizeof tail);
	for (seed = 0; seed < 400; seed++) {
		size_t size;
		uint8_t *bytes = mutated(CHANNEL_SENSOR, &good, CAPACITY, seed, &size, NULL);
		const bool kept = size >= sizeof tail &&
		                  memcmp(bytes + size - sizeof tail, tail, sizeof tail) == 0;

		whole += kept;
		/* One of the two stays as it was. */
		changed += !kept && memcmp(bytes, good.bytes, length) == 0;
		assert_true(kept || memcmp(bytes, good.bytes, length) == 0);
		free(bytes);
	}
	assert_true(whole > 200 && changed > 50);
	sl_buffer_free(&good);
}

/* Step by step, as long as AFL++ likes it: down to one template of one criterion, and always a right file. */
static void shrinks_for_afl(void **state)
{
	sl_buffer good = {0};
	void *afl = afl_custom_init(NULL, 291);
	size_t size;
	int32_t steps, step;
	uint32_t round;

	(void)state;
	assert_non_null(afl);
	mutator_sample(0, &good);
	size = good.length;
	for (round = 0; round < 4; round++) {
		steps = afl_custom_init_trim(afl, good.bytes, size);
		assert_true(steps > 0);
		for (step = 0; step < steps; step = afl_custom_post_trim(afl, 1)) {
			uint8_t *out = NULL;
			uint16_t rule;

			size = afl_custom_trim(afl, &out);
			assert_non_null(out);
			assert_true(size <= good.length);
			memmove(good.bytes, out, size);
			good.length = size;
			assert_true(accepts(out, size, &rule));
		}
	}
	assert_int_equal(mutant_load(good.bytes + CHAN_OFFSET_HEADER_template_count, 4), 1);
	assert_int_equal(mutant_load(good.bytes + CHAN_OFFSET_HEADER_criterion_count, 4), 1);
	/* What is no file is offered as it is. */
	assert_true(afl_custom_init_trim(afl, good.bytes, 5) > 0);
	for (step = 0; step < 3; step = afl_custom_post_trim(afl, step == 0)) {
		uint8_t *out = NULL;

		assert_int_equal(afl_custom_trim(afl, &out), 5);
		assert_memory_equal(out, good.bytes, 5);
	}
	afl_custom_deinit(afl);
	sl_buffer_free(&good);
}

/* A lie that is not about counts survives the shrinking: so a crash can be minimised through the mutator. */
static void shrinks_around_a_lie(void **state)
{
	sl_buffer good = {0};
	mutator u = {.profile = CHANNEL_VALIDATOR};
	const size_t at = 32; /* expires_at: what is behind it moves */
	size_t size;
	uint32_t seed, less = 0;

	(void)state;
	mutator_sample(0, &good);
	size = good.length;
	mutant_store(good.bytes + at, 8, 1);
	for (seed = 0; seed < 60; seed++) {
		const size_t before = size;
		uint16_t rule;

		less += mutator_shrink(&u, good.bytes, &size, seed);
		assert_true(size <= before);
		if (less)
			assert_true(!accepts(good.bytes, size, &rule) &&
			            rule == CHAN_RULE_LIFETIME);
	}
	assert_true(less >= 3 && size < good.length);
	mutator_end(&u);
	sl_buffer_free(&good);
}

static void serves_afl(void **state)
{
	sl_buffer good = {0}, other = {0};
	void *afl = afl_custom_init(NULL, 291);
	uint32_t seed, accepted = 0;
	uint16_t rule;

	(void)state;
	assert_non_null(afl);
	mutator_sample(0, &good);
	mutator_sample(2, &other);
	for (seed = 0; seed < 400; seed++) {
		uint8_t *out = NULL;
		size_t size = afl_custom_fuzz(afl, good.bytes, good.length, &out, other.bytes,
		                              other.length, CAPACITY);

		assert_non_null(out);
		assert_true(size <= CAPACITY);
		accepted += accepts(out, size, &rule);
	}
	assert_true(accepted > 150);
	afl_custom_deinit(afl);
	sl_buffer_free(&good);
	sl_buffer_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeats_itself),    cmocka_unit_test(goes_on),
		cmocka_unit_test(takes_any_bytes),   cmocka_unit_test(takes_any_members),
		cmocka_unit_test(crosses_any_bytes), cmocka_unit_test(begins_with_nothing),
		cmocka_unit_test(serves_afl),        cmocka_unit_test(keeps_what_is_behind),
		cmocka_unit_test(shrinks_for_afl),   cmocka_unit_test(shrinks_around_a_lie),
	};

	return cmocka_run_group_tests_name("mutator_any", tests, NULL, NULL);
}
