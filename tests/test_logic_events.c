/* Proofs about conditions against every event of a small world: none may be refuted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic.h"
#include "support_logic.h"
#include "support_random.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { F1 = 1, NUMBER, ADDRESS };

static void random_criterion(logic_criterion *c, uint32_t *seed)
{
	static const unsigned char text[] = {CHAN_OPERATOR_EXACT,  CHAN_OPERATOR_PREFIX,
	                                     CHAN_OPERATOR_SUFFIX, CHAN_OPERATOR_CONTAINS,
	                                     CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL,
	                                     CHAN_OPERATOR_ANY};
	static const unsigned char number[] = {
		CHAN_OPERATOR_EQ, CHAN_OPERATOR_LT,     CHAN_OPERATOR_LE,  CHAN_OPERATOR_GT,
		CHAN_OPERATOR_GE, CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL};
	static const unsigned char address[] = {CHAN_OPERATOR_CIDR, CHAN_OPERATOR_CIDR,
	                                        CHAN_OPERATOR_CIDR, CHAN_OPERATOR_EXISTS,
	                                        CHAN_OPERATOR_NULL};
	unsigned pool = LOGIC_TEXTS;

	memset(c, 0, sizeof(*c));
	c->field = support_random(seed) % 6 % LOGIC_FIELDS;
	if (c->field <= F1) {
		c->operation = text[support_random(seed) % (support_random(seed) % 8 ? 6 : 7)];
	} else if (c->field == NUMBER) {
		c->operation = number[support_random(seed) % COUNT(number)];
		pool = LOGIC_INTEGERS;
	} else {
		c->operation = address[support_random(seed) % COUNT(address)];
		pool = LOGIC_NETWORKS;
	}
	if (chan_operator_value_kind((uint8_t)c->operation) == CHAN_VALUE_NONE)
		return;
	do
		c->values |= 1u << support_random(seed) % pool;
	while (support_random(seed) % 3 == 0);
	if (chan_operator_flags((uint8_t)c->operation) & CHAN_FLAG_CASED)
		c->flags = support_random(seed) % 2 ? CHAN_FLAG_CASED : 0;
}

static void random_template(logic_template *t, uint32_t *seed)
{
	const unsigned pushes = 2 + support_random(seed) % 7;
	unsigned depth = 0, pushed = 0, choice, pushed_word;

	memset(t, 0, sizeof(*t));
	while (pushed < pushes || depth > 1) {
		choice = support_random(seed) % 8;
		if (pushed < pushes && (depth < 2 || choice < 3)) {
			/* A new criterion is pushed at once: they are numbered by first use. */
			pushed_word = t->criterion_count;
			if (t->criterion_count > 0 && support_random(seed) % 3 == 0)
				pushed_word = support_random(seed) % t->criterion_count;
			else
				random_criterion(&t->criteria[t->criterion_count++], seed);
			t->words[t->word_count++] = (uint16_t)pushed_word;
			pushed++;
			depth++;
		} else if (choice == 7) {
			t->words[t->word_count++] = CHAN_WORD_NOT;
		} else if (depth > 1) {
			t->words[t->word_count++] = choice % 2 ? CHAN_WORD_AND : CHAN_WORD_OR;
			depth--;
		}
		assert_true(t->word_count < COUNT(t->words));
	}
}

static bool uses_field(const logic_template *t, unsigned field)
{
	unsigned i;

	for (i = 0; i < t->criterion_count; i++) {
		if (t->criteria[i].field == field)
			return true;
	}
	return false;
}

/* The inputs that a field is tried with; a field that is not used has one. */
static unsigned inputs_of(const logic_template *t, unsigned field, logic_input *inputs)
{
	static const char *const texts[] = {"",    "A",   "a",   "b",   "B",    "c",   "aa",
	                                    "ab",  "AB",  "ba",  "BA",  "aB",   "aba", "abc",
	                                    "bab", "BAB", "ABA", "zaz", "babab"};
	static const int64_t integers[] = {INT64_MIN, -2, -1, 0, 1, 2, 3, 5, 6, INT64_MAX};
	static const uint32_t addresses[] = {0x01020304, 0x0a000001, 0x0a010203, 0x0a110000,
	                                     0x0b0a0001};
	unsigned count = 0, i;

	memset(inputs, 0, 24 * sizeof(*inputs));
	inputs[count++].state = LOGIC_ABSENT;
	if (!uses_field(t, field))
		return count;
	inputs[count++].state = LOGIC_NULL;
	for (i = 0; field <= F1 && i < COUNT(texts); i++)
		inputs[count++] = (logic_input){LOGIC_VALUE, texts[i], 0, 0};
	for (i = 0; field == NUMBER && i < COUNT(integers); i++)
		inputs[count++] = (logic_input){LOGIC_VALUE, NULL, integers[i], 0};
	for (i = 0; field == ADDRESS && i < COUNT(addresses); i++)
		inputs[count++] = (logic_input){LOGIC_VALUE, NULL, 0, addresses[i]};
	return count;
}

/* What trying the events of the product of those inputs shows. */
static void try_events(const logic_template *t, bool *matched, bool *missed)
{
	logic_input inputs[LOGIC_FIELDS][24], event[LOGIC_FIELDS];
	unsigned counts[LOGIC_FIELDS], field, number, total = 1, rest;

	for (field = 0; field < LOGIC_FIELDS; field++) {
		counts[field] = inputs_of(t, field, inputs[field]);
		total *= counts[field];
	}
	*matched = false;
	*missed = false;
	for (number = 0; number < total && !(*matched && *missed); number++) {
		for (field = 0, rest = number; field < LOGIC_FIELDS; field++) {
			event[field] = inputs[field][rest % counts[field]];
			rest /= counts[field];
		}
		if (logic_matches(t, event))
			*matched = true;
		else
			*missed = true;
	}
}

static void decide(const logic_template *t, sl_logic_result *out)
{
	chan_file file;
	uint8_t *bytes;

	logic_file(t, 1, &bytes, &file);
	logic_decide(&file, bytes, 0, out);
	free(bytes);
}

/*
 * Nothing may be proved that an event refutes; and most of what no event refutes must be proved, or this
 * would hold of a decision that never proves anything.
 */
static void no_event_refutes_a_proof(void **state)
{
	enum { TEMPLATES = 1500 };
	unsigned i, proved = 0, constant = 0;
	uint32_t seed = 0x5106ce;
	sl_logic_result result;
	logic_template t;
	bool matched, missed;

	(void)state;
	for (i = 0; i < TEMPLATES; i++) {
		random_template(&t, &seed);
		decide(&t, &result);
		try_events(&t, &matched, &missed);
		if ((result.always && missed) || (result.never && matched))
			print_error("# template %u is refuted\n", i);
		assert_false(result.always && missed);
		assert_false(result.never && matched);
		if (!matched || !missed)
			constant++;
		if (result.always || result.never)
			proved++;
	}
	print_message("# %u of %d templates constant, %u of them proved\n", constant, TEMPLATES,
	              proved);
	assert_true(constant > TEMPLATES / 20);
	assert_true(proved > constant * 8 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_event_refutes_a_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
