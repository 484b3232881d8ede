/*
 * The mutator of channel files: it stays within its capacity, the same seed does the same, every lie of its table
 * is told and every table is changed; right files stay right, and lies and broken seals are refused; all together reach
 * every rule of structure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Suites link no part of fuzz/. */
#include "channel_mutator.c"
#include "support_contents.h"

#define ROUNDS 6000u /* of each content */
#define SAMPLE_ROUNDS 10000u
#define CAPACITY 4096u /* what libFuzzer allows by itself */
#define LARGE 1048576u /* what AFL++ allows */

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
static uint8_t *mutated(enum channel_profile profile, const sl_buffer *from, size_t capacity,
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

static bool accepts(const uint8_t *bytes, size_t size, uint16_t *rule)
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
			uint8_t *bytes =
				mutated(CHANNEL_VALIDATOR, &good, CAPACITY, seed, &size, NULL);
			uint16_t rule;

			accepted += accepts(bytes, size, &rule);
			seen[rule]++;
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
	assert_in_range(accepted, ROUNDS * CONTENTS / 2, ROUNDS * CONTENTS * 4 / 5);
}

/* --- what was changed, by the bytes alone */

typedef struct tally {
	uint32_t rounds, accepted;
	uint32_t right, right_accepted; /* no lie, and a whole seal */
	uint32_t lies, lies_accepted;
	uint32_t broken, grown, past;
	uint32_t told[MUTANT_LIES], touched[CHAN_TABLE_COUNT];
} tally;

/* Where the counts of a header put a table; false: the bytes end before it does. */
static bool table_of(const uint8_t *bytes, size_t size, unsigned table, size_t *begin,
                     size_t *length)
{
	unsigned before;
	uint64_t at = 0, count = 1;

	if (size < CHAN_SIZE_HEADER)
		return false;
	for (before = CHAN_TABLE_HEADER;; before++) {
		if (before != CHAN_TABLE_HEADER)
			count = mutant_load(
				bytes + CHAN_OFFSET_HEADER_string_count + 4 * (before - 1), 4);
		*begin = (size_t)at;
		*length = (size_t)(count * chan_table_record_size((enum chan_table)before));
		at += *length;
		if (before == table)
			return at <= size;
	}
}

static void count_touched(tally *t, const sl_buffer *from, const uint8_t *bytes, size_t size)
{
	unsigned table;

	for (table = 0; table < CHAN_TABLE_COUNT; table++) {
		size_t begin, length, old_begin, old_length;

		assert_true(table_of(from->bytes, from->length, table, &old_begin, &old_length));
		if (table_of(bytes, size, table, &begin, &length) &&
		    (length != old_length ||
		     memcmp(bytes + begin, from->bytes + old_begin, length) != 0))
			t->touched[table]++;
	}
}

static void count(tally *t, const channel_account *account, bool accepted)
{
	t->rounds++;
	t->accepted += accepted;
	t->broken += account->broken;
	t->grown += account->grown;
	t->past += account->past_limit;
	if (account->lie >= 0) {
		t->lies++;
		t->lies_accepted += accepted;
		t->told[account->lie]++;
	}
	if (account->structured && account->lie < 0 && !account->broken && !account->past_limit) {
		t->right++;
		t->right_accepted += accepted;
	}
}

static void mutate_sample(enum channel_profile profile, size_t capacity, uint32_t rounds, tally *t)
{
	sl_buffer good = {0};
	size_t i, size;
	uint64_t seed;

	for (i = 0; i < CONTENTS; i++) {
		make(i, &good);
		for (seed = 0; seed < rounds / CONTENTS; seed++) {
			channel_account account;
			uint8_t *bytes =
				mutated(profile, &good, capacity, 1000 * i + seed, &size, &account);
			uint16_t rule;

			count(t, &account, accepts(bytes, size, &rule));
			count_touched(t, &good, bytes, size);
			free(bytes);
		}
		sl_buffer_clear(&good);
	}
	sl_buffer_free(&good);
}

static unsigned percent(uint32_t part, uint32_t whole)
{
	return whole ? (unsigned)((uint64_t)100 * part / whole) : 0;
}

static void print_tally(const char *name, const tally *t)
{
	print_message("%s: of %u results %u %% are accepted; %u %% lie (%u %% of these are "
	              "accepted), %u %% have "
	              "a broken seal; of those that should be right %u %% are accepted; %u grew, "
	              "%u past a limit\n",
	              name, t->rounds, percent(t->accepted, t->rounds), percent(t->lies, t->rounds),
	              percent(t->lies_accepted, t->lies), percent(t->broken, t->rounds),
	              percent(t->right_accepted, t->right), t->grown, t->past);
}

static void tells_every_lie(void **state)
{
	tally t = {0};
	unsigned i, missing = 0;

	(void)state;
	mutate_sample(CHANNEL_VALIDATOR, CAPACITY, SAMPLE_ROUNDS, &t);
	print_tally("validator", &t);
	for (i = 0; i < MUTANT_LIES; i++) {
		if (t.told[i])
			continue;
		print_message("%s is never told: %s\n", mutant_lie_name(i), mutant_lie_meaning(i));
		missing++;
	}
	assert_int_equal(missing, 0);
	for (i = 0; i < CHAN_TABLE_COUNT; i++)
		assert_true(t.touched[i] > SAMPLE_ROUNDS / 50);
	assert_in_range(percent(t.lies, t.rounds), 20, 30);
	assert_in_range(percent(t.broken, t.rounds), 2, 5);
	/* A lie may happen to say nothing else than the truth, or another truth. */
	assert_in_range(percent(t.lies_accepted, t.lies), 0, 20);
	assert_in_range(percent(t.right_accepted, t.right), 99, 100);
	assert_true(t.right > t.rounds / 2 && t.grown > 50 && t.past > 10);
}

static void tells_a_sensor_few(void **state)
{
	tally t = {0};

	(void)state;
	mutate_sample(CHANNEL_SENSOR, CAPACITY, SAMPLE_ROUNDS, &t);
	print_tally("sensor", &t);
	assert_in_range(percent(t.lies, t.rounds), 1, 5);
	assert_in_range(percent(t.right_accepted, t.right), 99, 100);
	assert_in_range(percent(t.accepted, t.rounds), 85, 100);
}

/* With room for them also the large limits are met, and passed. */
static void grows_past_limits(void **state)
{
	static const uint16_t limits[] = {CHAN_RULE_STRING_LIMIT,      CHAN_RULE_NAME,
	                                  CHAN_RULE_FIELD_LIMIT,       CHAN_RULE_CRITERION_LIMIT,
	                                  CHAN_RULE_INSTRUCTION_LIMIT, CHAN_RULE_VALUE_LIMIT,
	                                  CHAN_RULE_STACK_DEPTH};
	static uint32_t seen[2000];
	uint8_t *bytes = malloc(LARGE);
	sl_buffer good = {0};
	uint32_t at_limit = 0, seed, i;

	(void)state;
	assert_non_null(bytes);
	make(0, &good);
	for (seed = 0; seed < 12000; seed++) {
		channel_account account;
		size_t size;
		uint16_t rule;

		memcpy(bytes, good.bytes, good.length);
		size = channel_mutate(CHANNEL_VALIDATOR, bytes, good.length, LARGE, seed, &account);
		assert_true(size <= LARGE);
		if (account.grown) {
			const bool accepted = accepts(bytes, size, &rule);

			if (account.past_limit)
				seen[rule]++;
			else if (account.lie < 0 && !account.broken)
				at_limit += accepted;
			assert_false(account.past_limit && accepted);
		}
	}
	for (i = 0; i < sizeof limits / sizeof *limits; i++) {
		if (!seen[limits[i]])
			print_message("CH%u is not passed\n", limits[i]);
		assert_true(seen[limits[i]]);
	}
	assert_true(at_limit > 50);
	free(bytes);
	sl_buffer_free(&good);
}

/* --- two files */

static uint8_t *crossed(const sl_buffer *first, const sl_buffer *second, size_t capacity,
                        uint64_t seed, size_t *size, channel_account *account)
{
	uint8_t *bytes = malloc(capacity ? capacity : 1);

	assert_non_null(bytes);
	*size = channel_cross(CHANNEL_SENSOR, first->bytes, first->length, second->bytes,
	                      second->length, bytes, capacity, seed, account);
	assert_true(*size <= capacity);
	return bytes;
}

static bool holds_text(const uint8_t *bytes, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i + strlen(text) <= size; i++)
		if (memcmp(bytes + i, text, strlen(text)) == 0)
			return true;
	return false;
}

/* The type that the first file lacks comes along, with the template's strings. */
static void splices_templates(void **state)
{
	sl_buffer first = {0}, second = {0};
	uint32_t seed, accepted = 0, both = 0, right = 0;

	(void)state;
	make(0, &first);
	make(2, &second);
	for (seed = 0; seed < 1000; seed++) {
		channel_account account;
		size_t size;
		uint16_t rule;
		uint8_t *bytes = crossed(&first, &second, CAPACITY, seed, &size, &account);
		const bool is_right = account.structured && account.lie < 0 && !account.broken &&
		                      !account.past_limit;

		right += is_right;
		if (is_right && accepts(bytes, size, &rule)) {
			accepted++;
			both += holds_text(bytes, size, "srv-") &&
			        holds_text(bytes, size, "A(?:b)") &&
			        holds_text(bytes, size, "CallingModule");
		}
		free(bytes);
	}
	print_message("splice: %u of %u accepted, %u with a type of each\n", accepted, right, both);
	assert_true(right > 800 && percent(accepted, right) >= 99);
	assert_true(both > 300);
	sl_buffer_free(&first);
	sl_buffer_free(&second);
}

/* --- any input, any capacity, the same every time */

static void repeats_itself(void **state)
{
	sl_buffer good = {0}, other = {0};
	size_t size, again;
	uint64_t seed;
	uint8_t *bytes, *others;

	(void)state;
	make(0, &good);
	make(2, &other);
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
	make(0, &good);
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
		make(i, &good);
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
	make(0, &good);
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
	make(0, &good);
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
	make(0, &good);
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
	make(0, &good);
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
	make(0, &good);
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
	make(0, &good);
	make(2, &other);
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
		cmocka_unit_test(reaches_every_rule),
		cmocka_unit_test(tells_every_lie),
		cmocka_unit_test(tells_a_sensor_few),
		cmocka_unit_test(grows_past_limits),
		cmocka_unit_test(splices_templates),
		cmocka_unit_test(repeats_itself),
		cmocka_unit_test(goes_on),
		cmocka_unit_test(takes_any_bytes),
		cmocka_unit_test(takes_any_members),
		cmocka_unit_test(crosses_any_bytes),
		cmocka_unit_test(begins_with_nothing),
		cmocka_unit_test(serves_afl),
		cmocka_unit_test(keeps_what_is_behind),
		cmocka_unit_test(shrinks_for_afl),
		cmocka_unit_test(shrinks_around_a_lie),
	};

	return cmocka_run_group_tests_name("mutator", tests, NULL, NULL);
}
