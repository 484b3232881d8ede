/*
 * What the mutator of channel files makes: every lie of its table is told and every table is changed; right files stay
 * right, lies and broken seals are refused; all together reach every rule of structure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_mutator.h"

#define ROUNDS 6000u /* of each content */
#define SAMPLE_ROUNDS 10000u
#define LARGE 1048576u /* what AFL++ allows */

static void reaches_every_rule(void **state)
{
	static uint32_t seen[2000];
	uint32_t accepted = 0, missing = 0;
	size_t i, size;

	(void)state;
	for (i = 0; i < CONTENTS; i++) {
		sl_buffer good = {0};
		uint64_t seed;

		mutator_sample(i, &good);
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
		mutator_sample(i, &good);
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
	mutator_sample(0, &good);
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
	mutator_sample(0, &first);
	mutator_sample(2, &second);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reaches_every_rule), cmocka_unit_test(tells_every_lie),
		cmocka_unit_test(tells_a_sensor_few), cmocka_unit_test(grows_past_limits),
		cmocka_unit_test(splices_templates),
	};

	return cmocka_run_group_tests_name("mutator", tests, NULL, NULL);
}
