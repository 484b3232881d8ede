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
#include "support_open.h"

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

/* A condition as deep as it may be, and one with as many criteria as there may be. */
static void depth_and_criteria(void **state)
{
	logic_template t = many_globs(4 * LOGIC_TEXTS);
	sl_logic_result result;
	support_file f;
	chan_file file;
	uint8_t *bytes;
	size_t size;

	(void)state;
	t.word_count = 0;
	for (unsigned i = 0; i < CHAN_MAX_DEPTH; i++)
		t.words[t.word_count++] = (uint16_t)(i < t.criterion_count ? i : 0);
	for (unsigned i = 1; i < CHAN_MAX_DEPTH; i++)
		t.words[t.word_count++] = CHAN_WORD_AND;
	assert_false(decide(&t).never);

	support_file_begin(&f);
	support_text(&f, "field");
	support_text(&f, "title");
	support_text(&f, "type");
	support_type(&f, 3, 1, 1, 1);
	support_field(&f, 1, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 2, CHAN_MAX_CRITERIA, 2 * CHAN_MAX_CRITERIA);
	for (uint32_t i = 0; i < CHAN_MAX_CRITERIA; i++)
		support_criterion(&f, 0, CHAN_OPERATOR_EXISTS, 0, 0);
	for (uint32_t i = 0; i < CHAN_MAX_CRITERIA; i++) {
		support_instruction(&f, i);
		if (i == CHAN_MAX_CRITERIA - 1)
			support_instruction(&f, CHAN_WORD_NOT);
		if (i > 0)
			support_instruction(&f, CHAN_WORD_AND);
	}
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	support_must_open(bytes, size, &file);
	logic_decide(&file, bytes, 0, &result);
	assert_true(result.never);
	free(bytes);
}

/* --- hashes that collide */

enum { TEXTS = 9000, FIELDS = 64, LONGEST_CHAIN = 510, SLOTS = 1024 };

typedef struct glob {
	unsigned field, flags, text;
} glob;

/* Globs for which an equal one is looked for at these places: the first at one, the others at two by turns. */
static void collide(glob *out, unsigned count, unsigned first, unsigned odd, unsigned even)
{
	unsigned found = 0;

	for (unsigned text = 1; text <= TEXTS && found < count; text++)
		for (unsigned i = 0; i < FIELDS * 2 && found < count; i++) {
			const glob one = {i / 2, i % 2 ? CHAN_FLAG_CASED : 0, text};
			const uint64_t hash = sl_logic_mix(
				sl_logic_mix(1, one.field * 0x10000 + CHAN_OPERATOR_GLOB * 0x100 +
			                                one.flags),
				text);

			if ((hash >> 20) % SLOTS == (found == 0 ? first : found % 2 ? odd : even))
				out[found++] = one;
		}
	assert_int_equal(found, count);
}

static void add_glob(support_file *f, const glob *one)
{
	support_criterion(f, one->field, CHAN_OPERATOR_GLOB, one->flags, 1);
	support_value(f, one->text);
}

/* All of the chain hold, one of them twice, and its last one does not: which shows if it is known as the same. */
static sl_logic_result decide_chain(const glob *chain, unsigned count, unsigned twice)
{
	sl_logic_result result;
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
	support_template(&f, 0, 1, 1, count + 2, 2 * (count + 2));
	for (unsigned i = 0; i < count; i++)
		add_glob(&f, &chain[i]);
	add_glob(&f, &chain[twice]);
	add_glob(&f, &chain[count - 1]);
	for (unsigned i = 0; i < count + 2; i++) {
		support_instruction(&f, i);
		if (i == count + 1)
			support_instruction(&f, CHAN_WORD_NOT);
		if (i > 0)
			support_instruction(&f, CHAN_WORD_AND);
	}
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	support_must_open(bytes, size, &file);
	logic_decide(&file, bytes, 0, &result);
	free(bytes);
	return result;
}

/*
 * The i-th of the chain is compared with those of the i before it that stand at its place or behind, a step each. There are
 * 1024 steps and 128 for each criterion, and two must be left for a comparison: before the last one of the last criterion, 2
 * are left if the number that is said here occurs twice, and 1 if the next one does.
 */
static void collisions(void **state)
{
	static const struct {
		unsigned count, first, others, twice;
	} chains[] = {{263, 0, 0, 225}, {265, 0, 1, 218}, {263, 2, 1, 226}};
	sl_logic_result result;
	glob chain[LONGEST_CHAIN];

	(void)state;
	for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
		const unsigned count = chains[i].count, others = chains[i].others;

		collide(chain, count, chains[i].first, others, others);
		result = decide_chain(chain, count, chains[i].twice);
		assert_true(result.exact);
		assert_true(result.never);
		result = decide_chain(chain, count, chains[i].twice + 1);
		assert_false(result.exact);
		assert_false(result.never);
	}
}

/* There are at least twice as many places as criteria, and no more than that needs. */
static void places(void **state)
{
	glob chain[LONGEST_CHAIN];

	(void)state;
	collide(chain, LONGEST_CHAIN, 0, 0, 0);
	assert_false(decide_chain(chain, LONGEST_CHAIN, LONGEST_CHAIN / 2).exact);
	collide(chain, LONGEST_CHAIN - 2, 0, SLOTS / 2, 0);
	assert_true(decide_chain(chain, LONGEST_CHAIN - 2, LONGEST_CHAIN / 2).exact);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours),
		cmocka_unit_test(facts),
		cmocka_unit_test(depth_and_criteria),
		cmocka_unit_test(collisions),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
