/* Where the proof of a condition stops comparing: at so many criteria of a field, and where somebody made hashes collide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/logic_parts.h"
#include "support_file.h"
#include "support_logic.h"

/* --- criteria of one field */

enum { NEIGHBOURS = 32 };

static sl_logic_result decide(const logic_template *t)
{
	sl_logic_result result;
	chan_file file;
	uint8_t *bytes;

	logic_file(t, 1, &bytes, &file);
	logic_decide(&file, bytes, 0, &result);
	free(bytes);
	return result;
}

/* Globs of which no two are alike, all to hold. */
static logic_template many_globs(unsigned count)
{
	logic_template t = {.criterion_count = count};

	for (unsigned i = 0; i < count; i++) {
		t.criteria[i] = (logic_criterion){0, CHAN_OPERATOR_GLOB, 0, i + 1};
		t.words[t.word_count++] = (uint16_t)i;
		if (i > 0)
			t.words[t.word_count++] = CHAN_WORD_AND;
	}
	return t;
}

static void neighbours(void **state)
{
	logic_template t = many_globs(NEIGHBOURS + 1);

	(void)state;
	assert_true(decide(&t).exact);
	t = many_globs(NEIGHBOURS + 2);
	assert_false(decide(&t).exact);
	/* One that equals another, the operator any and another field need no comparison. */
	for (unsigned i = 1; i < t.criterion_count; i++) {
		const logic_criterion kept = t.criteria[i];

		t.criteria[i] = t.criteria[0];
		assert_true(decide(&t).exact);
		t.criteria[i] = (logic_criterion){0, CHAN_OPERATOR_ANY, 0, 0};
		assert_true(decide(&t).exact);
		t.criteria[i] = (logic_criterion){1, CHAN_OPERATOR_GLOB, 0, 1};
		assert_true(decide(&t).exact);
		t.criteria[i] = kept;
		assert_false(decide(&t).exact);
	}
}

/* Texts that exclude each other, or that one letter's case tells apart: a fact for each pair, more than there is room for. */
static void facts(void **state)
{
	logic_template t = many_globs(4 * LOGIC_TEXTS);

	(void)state;
	for (unsigned i = 0; i < t.criterion_count; i++)
		t.criteria[i] = (logic_criterion){i % 2, CHAN_OPERATOR_EXACT,
		                                  i / 2 % 2 ? CHAN_FLAG_CASED : 0, 1u << i / 4};
	assert_false(decide(&t).exact);
}

/* --- hashes that collide */

enum { TEXTS = 2400, FIELDS = 64, CHAIN = 263, SLOTS = 1024 };

typedef struct glob {
	unsigned field, flags, text;
} glob;

/* Globs for which an equal one is looked for at one place: that of the first. */
static void collide(glob *out)
{
	unsigned found = 0;

	for (unsigned i = 0; i < FIELDS * 2 && found < CHAIN; i++)
		for (unsigned text = 1; text <= TEXTS && found < CHAIN; text++) {
			const glob one = {i / 2, i % 2 ? CHAN_FLAG_CASED : 0, text};
			const uint64_t hash = sl_logic_mix(
				sl_logic_mix(1, one.field * 0x10000 + CHAN_OPERATOR_GLOB * 0x100 +
			                                one.flags),
				text);

			if ((hash >> 20) % SLOTS == 0)
				out[found++] = one;
		}
	assert_int_equal(found, CHAIN);
}

static void add_glob(support_file *f, const glob *one)
{
	support_criterion(f, one->field, CHAN_OPERATOR_GLOB, one->flags, 1);
	support_value(f, one->text);
}

/* All of the chain hold, one of them twice, and its last one does not: which shows if it is known as the same. */
static sl_logic_result decide_chain(const glob *chain, unsigned twice)
{
	sl_logic_result result;
	chan_finding fault;
	support_file f;
	chan_file file;
	uint8_t *bytes;
	char name[16];
	size_t size;

	support_file_begin(&f);
	for (unsigned i = 0; i < TEXTS + FIELDS + 1; i++) {
		snprintf(name, sizeof name, "%05u", i);
		support_text(&f, name);
	}
	support_type(&f, TEXTS + 1, 1, FIELDS, 1);
	for (uint32_t i = 0; i < FIELDS; i++)
		support_field(&f, TEXTS + 2 + i, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 1, CHAIN + 2, 2 * (CHAIN + 2));
	for (unsigned i = 0; i < CHAIN; i++)
		add_glob(&f, &chain[i]);
	add_glob(&f, &chain[twice]);
	add_glob(&f, &chain[CHAIN - 1]);
	for (unsigned i = 0; i < CHAIN + 2; i++) {
		support_instruction(&f, i);
		if (i == CHAIN + 1)
			support_instruction(&f, CHAN_WORD_NOT);
		if (i > 0)
			support_instruction(&f, CHAN_WORD_AND);
	}
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	if (!chan_open(bytes, size, &file, &fault))
		fail_msg("CH%u at %u", (unsigned)fault.rule, (unsigned)fault.offset);
	logic_decide(&file, bytes, 0, &result);
	free(bytes);
	return result;
}

/*
 * The i-th of the chain is compared with the i before it, a step each. There are 1024 steps and 128 for each criterion, and two
 * must be left for a comparison: before the last one of the last criterion, 2 are left if number 225 occurs twice, which costs
 * 225 and 2, and 1 if number 226 does.
 */
static void collisions(void **state)
{
	sl_logic_result result;
	glob chain[CHAIN];

	(void)state;
	collide(chain);
	result = decide_chain(chain, 225);
	assert_true(result.exact);
	assert_true(result.never);
	result = decide_chain(chain, 226);
	assert_false(result.exact);
	assert_false(result.never);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours),
		cmocka_unit_test(facts),
		cmocka_unit_test(collisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
