/* What is proved of conditions (CH2011, CH2015, CH2016): known cases, and nothing that an event refutes. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic.h"
#include "support_file.h"
#include "support_logic.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { F0, F1, NUMBER, ADDRESS };
enum {
	EXACT = CHAN_OPERATOR_EXACT,
	PREFIX = CHAN_OPERATOR_PREFIX,
	SUFFIX = CHAN_OPERATOR_SUFFIX,
	CONTAINS = CHAN_OPERATOR_CONTAINS,
	GLOB = CHAN_OPERATOR_GLOB,
	CIDR = CHAN_OPERATOR_CIDR,
	EQ = CHAN_OPERATOR_EQ,
	LT = CHAN_OPERATOR_LT,
	LE = CHAN_OPERATOR_LE,
	GT = CHAN_OPERATOR_GT,
	GE = CHAN_OPERATOR_GE,
	EXISTS = CHAN_OPERATOR_EXISTS,
	NOTHING = CHAN_OPERATOR_NULL,
	ANY = CHAN_OPERATOR_ANY,
	CASED = CHAN_FLAG_CASED
};

/* Bits of the texts A AB B a aa ab aba abc b ba bab c, of the integers, and of the networks. */
enum {
	A_ = 1,
	AB_ = 2,
	B_ = 4,
	a_ = 8,
	aa_ = 16,
	ab_ = 32,
	aba_ = 64,
	abc_ = 128,
	b_ = 256,
	ba_ = 512
};
enum { MIN_ = 1, M1_ = 2, ZERO_ = 4, ONE_ = 8, TWO_ = 16, FIVE_ = 32, MAX_ = 64 };
enum { ALL_NET = 1, NET10 = 2, NET11 = 4, NET10_16 = 8, NET10_1 = 16 };

enum { ALWAYS = 1, NEVER = 2, OPEN = 4, INEXACT = 8 };

static const struct {
	logic_criterion criteria[4];
	unsigned criterion_count;
	const char *condition;
	unsigned want;
} cases[] = {
	{{{F0, EXACT, 0, a_}}, 1, "0", OPEN},
	{{{F0, EXACT, 0, a_}}, 1, "0 !", OPEN},
	{{{F0, ANY, 0, 0}}, 1, "0", ALWAYS},
	{{{F0, ANY, 0, 0}}, 1, "0 !", NEVER},
	{{{F0, ANY, 0, 0}, {F1, EXACT, 0, a_}}, 2, "0 1 &", OPEN},
	{{{F0, ANY, 0, 0}, {F1, EXACT, 0, a_}}, 2, "0 1 |", ALWAYS},
	{{{F0, EXACT, 0, a_}}, 1, "0 0 ! &", NEVER},
	{{{F0, EXACT, 0, a_}}, 1, "0 0 ! |", ALWAYS},
	/* Equal criteria are one; others are not. */
	{{{F0, GLOB, 0, a_ | b_}, {F0, GLOB, 0, a_ | b_}}, 2, "0 1 ! &", NEVER},
	{{{F0, GLOB, 0, a_ | b_}, {F0, GLOB, 0, a_}}, 2, "0 1 ! &", OPEN},
	{{{F0, GLOB, 0, a_}, {F0, GLOB, CASED, a_}}, 2, "0 1 ! &", OPEN},
	{{{F0, GLOB, 0, a_}, {F1, GLOB, 0, a_}}, 2, "0 1 ! &", OPEN},
	{{{F0, CONTAINS, 0, a_}, {F1, CONTAINS, 0, a_}}, 2, "0 1 ! &", OPEN},
	/* Absorption, which needs the combinations. */
	{{{F0, GLOB, 0, a_}, {F1, GLOB, 0, a_}}, 2, "0 1 | 0 ! & 1 ! &", NEVER},
	{{{F0, GLOB, 0, a_}, {F1, GLOB, 0, a_}}, 2, "0 1 & 0 ! | 1 ! |", ALWAYS},
	{{{F0, GLOB, 0, a_}, {F1, GLOB, 0, a_}}, 2, "0 1 & 0 ! |", OPEN},
	/* Absence. */
	{{{F0, EXISTS, 0, 0}, {F0, NOTHING, 0, 0}}, 2, "0 1 |", ALWAYS},
	{{{F0, EXISTS, 0, 0}, {F0, NOTHING, 0, 0}}, 2, "0 1 &", OPEN},
	{{{F0, EXISTS, 0, 0}, {F1, NOTHING, 0, 0}}, 2, "0 1 |", OPEN},
	{{{F0, EXACT, 0, a_}, {F0, NOTHING, 0, 0}}, 2, "0 1 &", NEVER},
	{{{F0, NOTHING, 0, 0}, {F0, GLOB, 0, a_}}, 2, "0 1 &", NEVER},
	{{{F0, EXACT, 0, a_}, {F1, NOTHING, 0, 0}}, 2, "0 1 &", OPEN},
	{{{F0, EXACT, 0, a_}, {F0, EXISTS, 0, 0}}, 2, "0 1 ! &", NEVER},
	{{{F0, EXISTS, 0, 0}, {F0, GLOB, 0, a_}}, 2, "0 ! 1 &", NEVER},
	{{{F0, EXACT, 0, a_}, {F0, EXISTS, 0, 0}}, 2, "0 ! 1 |", ALWAYS},
	{{{F0, EXACT, 0, a_}, {F0, NOTHING, 0, 0}}, 2, "0 ! 1 |", OPEN},
	{{{F0, EXACT, 0, a_}, {F0, NOTHING, 0, 0}}, 2, "0 1 !  |", OPEN},
	{{{F0, EXACT, 0, a_}, {F0, NOTHING, 0, 0}}, 2, "0 ! 1 ! |", ALWAYS},
	/* Texts that exclude each other. */
	{{{F0, EXACT, 0, a_}, {F0, EXACT, 0, b_}}, 2, "0 1 &", NEVER},
	{{{F0, EXACT, 0, a_}, {F1, EXACT, 0, b_}}, 2, "0 1 &", OPEN},
	{{{F0, EXACT, 0, a_ | b_}, {F0, EXACT, 0, b_ | ba_}}, 2, "0 1 &", OPEN},
	{{{F0, EXACT, CASED, A_}, {F0, EXACT, CASED, a_}}, 2, "0 1 &", NEVER},
	{{{F0, EXACT, 0, A_}, {F0, EXACT, 0, a_}}, 2, "0 1 &", OPEN},
	{{{F0, EXACT, 0, A_}, {F0, EXACT, 0, a_}}, 2, "0 1 ! &", NEVER},
	{{{F0, EXACT, CASED, A_}, {F0, EXACT, 0, a_}}, 2, "0 1 &", OPEN},
	{{{F0, EXACT, CASED, A_}, {F0, EXACT, 0, a_}}, 2, "0 1 ! &", NEVER},
	{{{F0, EXACT, CASED, A_}, {F0, EXACT, 0, a_}}, 2, "0 ! 1 &", OPEN},
	{{{F0, EXACT, CASED, B_}, {F0, EXACT, 0, a_}}, 2, "0 1 &", NEVER},
	{{{F0, EXACT, 0, ab_}, {F0, PREFIX, 0, b_}}, 2, "0 1 &", NEVER},
	{{{F0, EXACT, 0, ab_}, {F0, SUFFIX, 0, a_}}, 2, "0 1 &", NEVER},
	{{{F0, CONTAINS, 0, ba_}, {F0, EXACT, 0, ab_}}, 2, "0 1 &", NEVER},
	{{{F0, PREFIX, 0, ab_}, {F0, PREFIX, 0, aa_ | b_}}, 2, "0 1 &", NEVER},
	{{{F0, PREFIX, 0, ab_}, {F0, PREFIX, 0, a_ | b_}}, 2, "0 1 &", OPEN},
	{{{F0, PREFIX, 0, ab_}, {F0, SUFFIX, 0, aa_}}, 2, "0 1 &", OPEN},
	{{{F0, SUFFIX, 0, ab_}, {F0, SUFFIX, 0, aa_}}, 2, "0 1 &", NEVER},
	{{{F0, CONTAINS, 0, ab_}, {F0, CONTAINS, 0, aa_}}, 2, "0 1 &", OPEN},
	/* Texts that imply each other. */
	{{{F0, EXACT, 0, ab_ | abc_}, {F0, PREFIX, 0, ab_}}, 2, "0 1 ! &", NEVER},
	{{{F0, EXACT, 0, ab_ | ba_}, {F0, PREFIX, 0, ab_}}, 2, "0 1 ! &", OPEN},
	{{{F0, EXACT, 0, ab_ | ba_}, {F0, CONTAINS, 0, a_}}, 2, "0 1 ! &", NEVER},
	{{{F0, SUFFIX, 0, aba_}, {F0, SUFFIX, 0, ba_ | b_}}, 2, "0 1 ! &", NEVER},
	{{{F0, SUFFIX, 0, ba_}, {F0, SUFFIX, 0, aba_}}, 2, "0 1 ! &", OPEN},
	{{{F0, SUFFIX, 0, ba_}, {F0, SUFFIX, 0, aba_}}, 2, "0 ! 1 &", NEVER},
	{{{F0, CONTAINS, 0, aba_}, {F0, CONTAINS, 0, ba_}}, 2, "0 1 ! &", NEVER},
	{{{F0, CONTAINS, 0, ab_}, {F0, EXACT, 0, ab_}}, 2, "0 1 ! &", OPEN},
	{{{F0, CONTAINS, 0, ab_}, {F0, PREFIX, 0, ab_}}, 2, "0 1 ! &", OPEN},
	{{{F0, CONTAINS, CASED, AB_}, {F0, CONTAINS, 0, b_}}, 2, "0 1 ! &", NEVER},
	{{{F0, CONTAINS, 0, AB_}, {F0, CONTAINS, CASED, b_}}, 2, "0 1 ! &", OPEN},
	/* Integers. */
	{{{NUMBER, EQ, 0, ONE_}, {NUMBER, EQ, 0, TWO_ | FIVE_}}, 2, "0 1 &", NEVER},
	{{{NUMBER, EQ, 0, ONE_}, {NUMBER, EQ, 0, ONE_ | FIVE_}}, 2, "0 1 ! &", NEVER},
	{{{NUMBER, EQ, 0, ONE_ | TWO_}, {NUMBER, EQ, 0, ONE_ | FIVE_}}, 2, "0 1 ! &", OPEN},
	{{{NUMBER, LT, 0, ONE_}, {NUMBER, GT, 0, ZERO_}}, 2, "0 1 &", NEVER},
	{{{NUMBER, LE, 0, ONE_}, {NUMBER, GT, 0, ZERO_}}, 2, "0 1 &", OPEN},
	{{{NUMBER, LE, 0, ONE_}, {NUMBER, GE, 0, TWO_}}, 2, "0 1 &", NEVER},
	{{{NUMBER, LT, 0, ZERO_ | FIVE_}, {NUMBER, GE, 0, TWO_}}, 2, "0 1 &", OPEN},
	{{{NUMBER, LT, 0, TWO_}, {NUMBER, LE, 0, TWO_}}, 2, "0 1 ! &", NEVER},
	{{{NUMBER, LE, 0, TWO_}, {NUMBER, LT, 0, TWO_}}, 2, "0 1 ! &", OPEN},
	{{{NUMBER, EQ, 0, ZERO_ | TWO_}, {NUMBER, GE, 0, ZERO_}}, 2, "0 1 ! &", NEVER},
	{{{NUMBER, GE, 0, ZERO_}, {NUMBER, EQ, 0, ZERO_ | MAX_}}, 2, "0 1 ! &", OPEN},
	{{{NUMBER, GT, 0, MAX_}, {NUMBER, GE, 0, MIN_}}, 2, "0 1 &", NEVER},
	{{{NUMBER, LT, 0, MIN_}, {NUMBER, GE, 0, MIN_}}, 2, "0 1 &", NEVER},
	{{{NUMBER, LE, 0, MIN_}, {NUMBER, GE, 0, MIN_}}, 2, "0 1 &", OPEN},
	/* Networks. */
	{{{ADDRESS, CIDR, 0, NET10}, {ADDRESS, CIDR, 0, NET11}}, 2, "0 1 &", NEVER},
	{{{ADDRESS, CIDR, 0, NET10_1}, {ADDRESS, CIDR, 0, NET10_16}}, 2, "0 1 &", NEVER},
	{{{ADDRESS, CIDR, 0, NET10_16}, {ADDRESS, CIDR, 0, NET10 | NET11}}, 2, "0 1 ! &", NEVER},
	{{{ADDRESS, CIDR, 0, NET10}, {ADDRESS, CIDR, 0, NET10_16}}, 2, "0 1 ! &", OPEN},
	{{{ADDRESS, CIDR, 0, NET11}, {ADDRESS, CIDR, 0, ALL_NET}}, 2, "0 1 ! &", NEVER},
	{{{ADDRESS, CIDR, 0, ALL_NET}, {ADDRESS, CIDR, 0, NET10_1}}, 2, "0 ! 1 &", NEVER},
	/* Three that work together. */
	{{{F0, EXACT, 0, a_}, {F0, EXACT, 0, b_}, {F0, NOTHING, 0, 0}}, 3, "0 1 | 2 &", NEVER},
	{{{F0, EXISTS, 0, 0}, {F0, EXACT, 0, a_}, {F0, PREFIX, 0, a_}}, 3, "0 1 ! | 2 |", ALWAYS},
};

static unsigned decide(const logic_template *t)
{
	sl_logic_result result;
	chan_file file;
	uint8_t *bytes;

	logic_file(t, 1, &bytes, &file);
	logic_decide(&file, bytes, 0, &result);
	free(bytes);
	assert_false(result.always && result.never);
	return (result.always  ? ALWAYS
	        : result.never ? NEVER
	                       : OPEN) |
	       (result.exact ? 0u : INEXACT);
}

static void known_conditions(void **state)
{
	logic_template t;
	unsigned got;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		memset(&t, 0, sizeof(t));
		memcpy(t.criteria, cases[i].criteria, sizeof(cases[i].criteria));
		t.criterion_count = cases[i].criterion_count;
		logic_condition(&t, cases[i].condition);
		got = decide(&t);
		if (got != cases[i].want)
			print_error("case %u, %s: got %u\n", (unsigned)i, cases[i].condition, got);
		assert_int_equal(got, cases[i].want);
	}
}

/* One criterion of many on f0, no two of them alike: subsets of the texts by number. */
static void many_globs(logic_template *t, unsigned count)
{
	unsigned i;

	memset(t, 0, sizeof(*t));
	t->criterion_count = count;
	for (i = 0; i < count; i++)
		t->criteria[i] = (logic_criterion){F0, GLOB, 0, i + 1};
}

/* x0 and not x0, twelve times over with "or": all twelve must be tried; thirteen are too many. */
static void twelve_are_tried(void **state)
{
	char text[16];
	logic_template t;
	unsigned count, i;

	(void)state;
	for (count = 1; count <= 14; count++) {
		many_globs(&t, count);
		for (i = 0; i < count; i++) {
			snprintf(text, sizeof(text), "%u %u ! & %s", i, i, i > 0 ? "|" : "");
			logic_condition(&t, text);
		}
		assert_int_equal(decide(&t), count <= 12 ? NEVER : OPEN | INEXACT);
		logic_condition(&t, "!");
		assert_int_equal(decide(&t), count <= 12 ? ALWAYS : OPEN | INEXACT);
	}
}

/* Criteria that occur once and alone are left unknown without loss. */
static void free_criteria_cost_nothing(void **state)
{
	logic_template t;
	char text[16];
	unsigned i;

	(void)state;
	many_globs(&t, 40);
	logic_condition(&t, "0 0 ! &");
	for (i = 1; i < 40; i++) {
		snprintf(text, sizeof(text), "%u &", i);
		logic_condition(&t, text);
	}
	/* 40 on one field are more than are compared with each other. */
	assert_int_equal(decide(&t), NEVER | INEXACT);
	for (i = 0; i < 40; i++)
		t.criteria[i].field = i % 2;
	assert_int_equal(decide(&t), NEVER);
	t.word_count = 0;
	logic_condition(&t, "0 0 ! |");
	for (i = 1; i < 40; i++) {
		snprintf(text, sizeof(text), "%u &", i);
		logic_condition(&t, text);
	}
	assert_int_equal(decide(&t), OPEN);
}

static void no_such_template(void **state)
{
	logic_template t;
	sl_logic *logic = sl_logic_make();
	sl_logic_result result = {true, true, true};
	chan_file file;
	uint8_t *bytes;

	(void)state;
	many_globs(&t, 1);
	logic_condition(&t, "0");
	logic_file(&t, 1, &bytes, &file);
	assert_false(sl_logic_decide(logic, &file, bytes, 1, &result));
	sl_logic_free(logic);
	assert_false(result.always || result.never || result.exact);
	assert_int_equal(sl_logic_signature(&file, 1), 0);
	assert_false(sl_logic_same(&file, 0, 1));
	assert_false(sl_logic_same(&file, 1, 0));
	free(bytes);
}

/* Each differs from the first in one thing, or in nothing; and so do the pairs among them, or in more. */
static void duplicates_are_found(void **state)
{
	static const logic_criterion first = {F1, EXACT, 0, b_};
	static const logic_criterion base = {F0, PREFIX, CASED, a_ | ab_};
	static const logic_criterion others[] = {
		{F0, PREFIX, CASED, a_ | ab_},      {F1, PREFIX, CASED, a_ | ab_},
		{F0, SUFFIX, CASED, a_ | ab_},      {F0, PREFIX, 0, a_ | ab_},
		{F0, PREFIX, CASED, a_ | b_},       {F0, PREFIX, CASED, a_},
		{F0, PREFIX, CASED, a_ | ab_ | b_}, {F0, PREFIX, CASED, 1 | ab_},
	};
	static const char *const conditions[] = {"0 1 &",     "0 1 |",   "0 1 & !",
	                                         "0 1 & 1 &", "0 ! 1 &", "0 0 & 1 &"};
	logic_template t[COUNT(others) + COUNT(conditions) + 2];
	chan_file file;
	uint8_t *bytes;

	(void)state;
	memset(t, 0, sizeof(t));
	for (unsigned i = 0; i < COUNT(t); i++) {
		const size_t number = i - COUNT(others);

		t[i].criteria[0] = i == COUNT(t) - 2 ? others[4] : first;
		t[i].criteria[1] = i < COUNT(others) ? others[i] : base;
		t[i].criterion_count = 2;
		logic_condition(&t[i], conditions[number < COUNT(conditions) ? number : 0]);
	}
	logic_file(t, COUNT(t), &bytes, &file);
	for (unsigned i = 0; i < COUNT(t); i++)
		for (unsigned k = 0; k < COUNT(t); k++) {
			const bool same = memcmp(&t[i], &t[k], sizeof t[0]) == 0;

			assert_int_equal(sl_logic_same(&file, i, k), same);
			assert_int_equal(
				sl_logic_signature(&file, i) == sl_logic_signature(&file, k), same);
		}
	assert_true(sl_logic_same(&file, 0, COUNT(t) - 1));
	free(bytes);
}

/* Templates of two types that say the same in the same words. */
static void types_are_no_duplicates(void **state)
{
	support_file f;
	chan_finding fault;
	chan_file file;
	uint8_t *bytes;
	size_t size;

	(void)state;
	support_file_begin(&f);
	support_text(&f, "field");
	support_text(&f, "title");
	support_text(&f, "type");
	support_text(&f, "typf");
	for (uint32_t i = 0; i < 2; i++) {
		support_type(&f, 3 + i, 1 + i, 1, 2);
		support_field(&f, 1, CHAN_KIND_STRING);
	}
	for (uint32_t i = 0; i < 4; i++) {
		support_template(&f, i / 2, 1 + i, 2, 1, 1);
		support_criterion(&f, 0, CHAN_OPERATOR_EXISTS, 0, 0);
		support_instruction(&f, 0);
	}
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	assert_true(chan_open(bytes, size, &file, &fault));
	for (uint32_t i = 0; i < 4; i++)
		for (uint32_t k = 0; k < 4; k++) {
			assert_int_equal(sl_logic_same(&file, i, k), i / 2 == k / 2);
			assert_int_equal(sl_logic_signature(&file, i) ==
			                         sl_logic_signature(&file, k),
			                 i / 2 == k / 2);
		}
	free(bytes);
}

/* Two criteria with so many values each on one field; true: nothing was given up. */
static bool lists_are_compared(unsigned operation, unsigned flags, unsigned count, bool *never)
{
	support_file f;
	sl_logic_result result;
	chan_finding fault;
	chan_file file;
	char text[48];
	uint8_t *bytes;
	unsigned i;
	size_t size;

	support_file_begin(&f);
	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%05u\\a tail that all have", i);
		support_text(&f, text);
	}
	support_type(&f, 1, 1, 1, 1);
	support_field(&f, 2, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 1, 2, 4);
	support_criterion(&f, 0, operation, flags, count - 1);
	for (i = 1; i < count; i++)
		support_value(&f, i);
	support_criterion(&f, 0, operation, flags, count);
	for (i = 1; i <= count; i++)
		support_value(&f, i);
	support_instruction(&f, 0);
	support_instruction(&f, 1);
	support_instruction(&f, CHAN_WORD_NOT);
	support_instruction(&f, CHAN_WORD_AND);
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	assert_true(chan_open(bytes, size, &file, &fault));
	logic_decide(&file, bytes, 0, &result);
	assert_false(result.always);
	free(bytes);
	*never = result.never;
	return result.exact;
}

/* What costs too much is given up, and then neither proved nor said to be exact. */
static void a_budget_is_kept(void **state)
{
	bool never;

	(void)state;
	assert_true(lists_are_compared(EXACT, CASED, 5000, &never));
	assert_true(never);
	assert_true(lists_are_compared(CONTAINS, 0, 4, &never));
	assert_true(never);
	assert_false(lists_are_compared(CONTAINS, 0, 12, &never));
	assert_false(never);
	assert_false(lists_are_compared(SUFFIX, 0, 1000, &never));
	assert_false(never);
}

typedef struct decision {
	chan_file file;
	uint8_t *bytes;
	sl_logic *logic;
	sl_logic_result result;
	bool is_made;
} decision;

static void *make_decision(void *context)
{
	decision *d = context;

	d->is_made = sl_logic_decide(d->logic, &d->file, d->bytes, 0, &d->result);
	return NULL;
}

/* What it works in would not fit: a tool that is given a small stack (ulimit -s) must not crash. */
static void little_stack_will_do(void **state)
{
	enum { STACK = 128 << 10 };
	decision d = {.logic = sl_logic_make()};
	pthread_attr_t attributes;
	pthread_t thread;
	logic_template t;

	(void)state;
	many_globs(&t, 1);
	logic_condition(&t, "0");
	logic_file(&t, 1, &d.bytes, &d.file);
	assert_int_equal(pthread_attr_init(&attributes), 0);
	assert_int_equal(pthread_attr_setstacksize(&attributes, STACK), 0);
	assert_int_equal(pthread_create(&thread, &attributes, make_decision, &d), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(d.is_made);
	assert_true(d.result.exact);
	pthread_attr_destroy(&attributes);
	sl_logic_free(d.logic);
	free(d.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_conditions),
		cmocka_unit_test(twelve_are_tried),
		cmocka_unit_test(free_criteria_cost_nothing),
		cmocka_unit_test(no_such_template),
		cmocka_unit_test(duplicates_are_found),
		cmocka_unit_test(types_are_no_duplicates),
		cmocka_unit_test(a_budget_is_kept),
		cmocka_unit_test(little_stack_will_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
