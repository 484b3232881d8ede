/*
 * The quick half of CH2011 and CH2016 against the thorough one: what it calls open, the proof
 * must not call closed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic.h"
#include "rules/logic_witness.h"
#include "support_logic.h"

enum { F0, F1, NUMBER, ADDRESS };

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 11;
}

static unsigned below(uint64_t *state, unsigned limit)
{
	return (unsigned)(next_random(state) % limit);
}

static logic_criterion random_criterion(uint64_t *state)
{
	static const uint8_t of_text[] = {1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 13, 14, 16, 15};
	static const uint8_t of_integer[] = {8, 8, 9, 10, 11, 12, 13, 14};
	static const uint8_t of_address[] = {7, 7, 7, 13, 14};
	logic_criterion c = {below(state, LOGIC_FIELDS), 0, 0, 0};

	if (c.field == NUMBER)
		c.operation = of_integer[below(state, sizeof of_integer)];
	else if (c.field == ADDRESS)
		c.operation = of_address[below(state, sizeof of_address)];
	else
		c.operation = of_text[below(state, sizeof of_text)];
	switch (chan_operator_value_kind((uint8_t)c.operation)) {
	case CHAN_VALUE_NONE:
		break;
	case CHAN_VALUE_STRING:
		/* Lower case, or with capitals where case counts; one text or two. */
		c.flags = below(state, 4) == 0 ? CHAN_FLAG_CASED : 0;
		c.values = 1u << below(state, LOGIC_TEXTS);
		c.values |= below(state, 2) ? 1u << below(state, LOGIC_TEXTS) : 0;
		break;
	case CHAN_VALUE_INTEGER:
		c.values = 1u << below(state, LOGIC_INTEGERS);
		break;
	case CHAN_VALUE_NETWORK:
		c.values = 1u << below(state, LOGIC_NETWORKS);
		break;
	case CHAN_VALUE_FIELD:
		c.values = c.field == F0 ? 1u << F1 : 1u << F0;
		break;
	}
	return c;
}

static void push(logic_template *t, unsigned word)
{
	t->words[t->word_count++] = (uint16_t)word;
}

/* A condition that uses each criterion in order of its number, and some of them again. */
static logic_template random_template(uint64_t *state)
{
	logic_template t;
	unsigned depth = 0, used = 0;

	memset(&t, 0, sizeof t);
	t.criterion_count = 1 + below(state, 6);
	for (unsigned i = 0; i < t.criterion_count; i++)
		t.criteria[i] = random_criterion(state);
	while (used < t.criterion_count || depth > 1) {
		const unsigned choice = below(state, 5);

		if (choice == 0 && depth > 0) {
			push(&t, CHAN_WORD_NOT);
		} else if (depth > 1 && (choice < 3 || depth > 8)) {
			push(&t, below(state, 2) ? CHAN_WORD_AND : CHAN_WORD_OR);
			depth--;
		} else if (used < t.criterion_count) {
			push(&t, below(state, 4) == 0 && used > 0 ? below(state, used) : used++);
			depth++;
		}
	}
	return t;
}

#define BATCH 64
#define BATCHES 400

typedef struct tally {
	size_t open, undecided, closed; /* of those that the proof leaves open, and the rest */
} tally;

static void compare_batch(const logic_template *batch, tally *counts)
{
	sl_logic *logic = sl_logic_make();
	chan_template template;
	chan_file file;
	uint8_t *bytes;

	logic_file(batch, BATCH, &bytes, &file);
	const sl_raw raw = sl_raw_of(&file, bytes);
	for (uint32_t i = 0; i < BATCH; i++) {
		sl_logic_result result, again;

		assert_true(chan_template_at(&file, i, &template));
		logic_decide(&file, bytes, i, &result);
		/* What was decided before in the same memory changes nothing. */
		assert_true(sl_logic_decide(logic, &file, bytes, i, &again));
		assert_memory_equal(&again, &result, sizeof result);
		const bool is_open = sl_logic_is_open(&raw, &template);
		if (is_open && (result.always || result.never)) {
			print_error("template %u of a batch: %u criteria, always %d, never %d\n",
			            (unsigned)i, (unsigned)template.criterion_count, result.always,
			            result.never);
			fail();
		}
		counts->closed += result.always || result.never;
		counts->open += is_open;
		counts->undecided += !is_open && !result.always && !result.never;
	}
	sl_logic_free(logic);
	free(bytes);
}

static void never_against_the_proof(void **state)
{
	uint64_t random = 0x2912024071904091;
	logic_template batch[BATCH];
	tally counts = {0, 0, 0};

	(void)state;
	for (unsigned i = 0; i < BATCHES; i++) {
		for (unsigned j = 0; j < BATCH; j++)
			batch[j] = random_template(&random);
		compare_batch(batch, &counts);
	}
	print_message("%zu open at once, %zu left to the proof, %zu closed\n", counts.open,
	              counts.undecided, counts.closed);
	/* A test in which nothing is closed, or nothing is open, sees nothing. */
	assert_true(counts.closed > 1000);
	assert_true(counts.open > 5000);
}

/* What real rules look like must not fall back. */
static void usual_forms_are_open(void **state)
{
	static const struct {
		logic_criterion criteria[5];
		unsigned count;
		const char *condition;
		bool open;
	} forms[] = {
		{{{F0, CHAN_OPERATOR_EXACT, 0, 8}}, 1, "0", true},
		{{{F0, CHAN_OPERATOR_EXACT, 0, 8}}, 1, "0 0 ! |", false},
		{{{F0, CHAN_OPERATOR_ANY, 0, 0}}, 1, "0", false},
		/* prefix, contains and suffix on one field, in any order */
		{{{F0, CHAN_OPERATOR_SUFFIX, 0, 8},
	          {F0, CHAN_OPERATOR_CONTAINS, 0, 256},
	          {F0, CHAN_OPERATOR_PREFIX, 0, 2048}},
	         3,
	         "0 1 & 2 &",
	         true},
		/* a filter on the same field, and one for null */
		{{{F0, CHAN_OPERATOR_CONTAINS, 0, 8}, {F0, CHAN_OPERATOR_SUFFIX, 0, 256}},
	         2,
	         "0 1 ! &",
	         true},
		{{{F0, CHAN_OPERATOR_CONTAINS, 0, 8}, {F1, CHAN_OPERATOR_NULL, 0, 0}},
	         2,
	         "0 1 ! &",
	         true},
		/* the suffix that is there already, and another one */
		{{{F0, CHAN_OPERATOR_SUFFIX, 0, 32}, {F0, CHAN_OPERATOR_SUFFIX, 0, 256}},
	         2,
	         "0 1 &",
	         true},
		{{{F0, CHAN_OPERATOR_SUFFIX, 0, 8}, {F0, CHAN_OPERATOR_SUFFIX, 0, 256}},
	         2,
	         "0 1 &",
	         false},
		/* a regex beside it is free; twice the same one is not */
		{{{F0, CHAN_OPERATOR_REGEX, 0, 8}, {F0, CHAN_OPERATOR_CONTAINS, 0, 256}},
	         2,
	         "0 1 &",
	         true},
		{{{F0, CHAN_OPERATOR_REGEX, 0, 8}, {F0, CHAN_OPERATOR_REGEX, 0, 8}},
	         2,
	         "0 1 ! &",
	         false},
		{{{NUMBER, CHAN_OPERATOR_GT, 0, 16}, {NUMBER, CHAN_OPERATOR_EQ, 0, 4}},
	         2,
	         "0 1 ! &",
	         true},
		{{{NUMBER, CHAN_OPERATOR_GT, 0, 64}}, 1, "0", false},
		{{{ADDRESS, CHAN_OPERATOR_CIDR, 0, 2}, {F0, CHAN_OPERATOR_EXISTS, 0, 0}},
	         2,
	         "0 1 & ",
	         true},
		{{{F0, CHAN_OPERATOR_EXISTS, 0, 0}, {F0, CHAN_OPERATOR_NULL, 0, 0}},
	         2,
	         "0 1 &",
	         false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		chan_template template;
		logic_template t;
		chan_file file;
		uint8_t *bytes;

		memset(&t, 0, sizeof t);
		memcpy(t.criteria, forms[i].criteria, sizeof forms[i].criteria);
		t.criterion_count = forms[i].count;
		logic_condition(&t, forms[i].condition);
		logic_file(&t, 1, &bytes, &file);
		const sl_raw raw = sl_raw_of(&file, bytes);
		assert_true(chan_template_at(&file, 0, &template));
		if (sl_logic_is_open(&raw, &template) != forms[i].open)
			fail_msg("form %zu, %s", i, forms[i].condition);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_against_the_proof),
		cmocka_unit_test(usual_forms_are_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
