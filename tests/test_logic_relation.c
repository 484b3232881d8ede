/* Which truths two criteria on one field can have together: every pair of operators, and a budget that is too small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic_parts.h"
#include "support_logic.h"

/* The criteria of the one template, by what they say. */
enum {
	EXISTS,
	IS_NULL,
	ANY,
	EXACT_A,
	EXACT_A_OR_C,
	EXACT_B,
	EXACT_C, /* behind it, so that who reads past the values of EXACT_B finds a c */
	GLOB_A,
	REGEX_A,
	EQ_1,
	EQ_1_OR_5,
	LESS_5,
	NET_10,
	NET_10_1,
	EXACT_AB,
	PREFIX_AB,
	CRITERIA
};

enum { A = 1 << 3, AB = 1 << 5, B = 1 << 8, C = 1 << 11, NUMBER_1 = 1 << 3, NUMBER_5 = 1 << 5 };
enum { ALL = SL_LOGIC_UNRELATED, PLENTY = 100000 };

static const logic_criterion criteria[CRITERIA] = {
	[EXISTS] = {0, CHAN_OPERATOR_EXISTS, 0, 0},
	[IS_NULL] = {0, CHAN_OPERATOR_NULL, 0, 0},
	[ANY] = {0, CHAN_OPERATOR_ANY, 0, 0},
	[EXACT_A] = {0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, A},
	[EXACT_A_OR_C] = {0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, A | C},
	[EXACT_B] = {0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, B},
	[EXACT_C] = {0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, C},
	[GLOB_A] = {0, CHAN_OPERATOR_GLOB, 0, A},
	[REGEX_A] = {0, CHAN_OPERATOR_REGEX, 0, A},
	[EQ_1] = {0, CHAN_OPERATOR_EQ, 0, NUMBER_1},
	[EQ_1_OR_5] = {0, CHAN_OPERATOR_EQ, 0, NUMBER_1 | NUMBER_5},
	[LESS_5] = {0, CHAN_OPERATOR_LT, 0, NUMBER_5},
	[NET_10] = {0, CHAN_OPERATOR_CIDR, 0, 1 << 1},
	[NET_10_1] = {0, CHAN_OPERATOR_CIDR, 0, 1 << 4},
	[EXACT_AB] = {0, CHAN_OPERATOR_EXACT, 0, AB},
	[PREFIX_AB] = {0, CHAN_OPERATOR_PREFIX, 0, AB},
};

static chan_file file;
static uint8_t *bytes;

static int begin(void **state)
{
	logic_template t = {.criterion_count = CRITERIA};

	(void)state;
	memcpy(t.criteria, criteria, sizeof criteria);
	for (unsigned i = 0; i < CRITERIA; i++) {
		t.words[t.word_count++] = (uint16_t)i;
		if (i > 0)
			t.words[t.word_count++] = CHAN_WORD_AND;
	}
	logic_file(&t, 1, &bytes, &file);
	return 0;
}

static int end(void **state)
{
	(void)state;
	free(bytes);
	return 0;
}

static unsigned relate(unsigned first, unsigned second, sl_logic_budget *budget)
{
	const sl_logic_input input = {&file, bytes};
	chan_criterion a, b;

	assert_true(chan_criterion_at(&file, first, &a));
	assert_true(chan_criterion_at(&file, second, &b));
	return sl_logic_relation(&input, &a, &b, budget);
}

/* Of the truths, those in which the two have changed places. */
static unsigned turned(unsigned truths)
{
	return (truths & (SL_LOGIC_NEITHER | SL_LOGIC_BOTH)) |
	       (truths & SL_LOGIC_SECOND_ONLY ? SL_LOGIC_FIRST_ONLY : 0u) |
	       (truths & SL_LOGIC_FIRST_ONLY ? SL_LOGIC_SECOND_ONLY : 0u);
}

static void pairs(void **state)
{
	static const struct {
		unsigned first, second, truths;
	} known[] = {
		/* Present, null or absent: a null is both present and null. */
		{EXISTS, IS_NULL, ALL & ~SL_LOGIC_NEITHER},
		{EXISTS, EXACT_A, ALL & ~SL_LOGIC_SECOND_ONLY},
		{EXISTS, ANY, ALL},
		{EXISTS, EXISTS, ALL},
		{IS_NULL, EXACT_A, ALL & ~SL_LOGIC_BOTH},
		{IS_NULL, ANY, ALL},
		{ANY, EXACT_A, ALL},
		/* Operators of different kinds of value, which CH2010 finds: nothing is concluded. */
		{EQ_1, EXACT_A, ALL},
		{NET_10, EXACT_A, ALL},
		{NET_10, EQ_1, ALL},
		/* Patterns are not looked into. */
		{GLOB_A, EXACT_A, ALL},
		{REGEX_A, EXACT_A, ALL},
		{GLOB_A, REGEX_A, ALL},
		/* Values. */
		{EXACT_A, EXACT_A_OR_C, ALL & ~SL_LOGIC_FIRST_ONLY},
		{EXACT_A, EXACT_AB, ALL & ~SL_LOGIC_BOTH},
		{EXACT_A_OR_C, EXACT_B, ALL & ~SL_LOGIC_BOTH},
		{EXACT_AB, PREFIX_AB, ALL & ~SL_LOGIC_FIRST_ONLY},
		{EQ_1, EQ_1_OR_5, ALL & ~SL_LOGIC_FIRST_ONLY},
		{EQ_1, LESS_5, ALL & ~SL_LOGIC_FIRST_ONLY},
		{NET_10_1, NET_10, ALL & ~SL_LOGIC_FIRST_ONLY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		sl_logic_budget budget = {PLENTY, false};

		assert_int_equal(relate(known[i].first, known[i].second, &budget), known[i].truths);
		assert_int_equal(relate(known[i].second, known[i].first, &budget),
		                 turned(known[i].truths));
		assert_false(budget.exceeded);
	}
}

/* With any budget the answer is the right one, or none and the budget says so. */
static void budgets(void **state)
{
	static const unsigned compared[][2] = {{EXACT_A, EXACT_A_OR_C},
	                                       {EXACT_AB, PREFIX_AB},
	                                       {EQ_1, EQ_1_OR_5},
	                                       {NET_10_1, NET_10}};

	(void)state;
	for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
		const unsigned first = compared[i][0], second = compared[i][1];
		bool exceeded = false, enough = false;

		for (uint64_t left = 0; left < 20; left++) {
			sl_logic_budget budget = {left, false};
			const unsigned truths = relate(first, second, &budget);

			assert_int_equal(truths,
			                 budget.exceeded ? ALL : ALL & ~SL_LOGIC_FIRST_ONLY);
			exceeded = exceeded || budget.exceeded;
			enough = enough || !budget.exceeded;
		}
		assert_true(exceeded && enough);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(pairs), cmocka_unit_test(budgets)};

	return cmocka_run_group_tests(tests, begin, end);
}
