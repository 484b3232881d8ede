/* 2021: which criteria of a template say the same, by a model that compares all pairs, and in which order that is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/meaning.h"
#include "support_file.h"
#include "support_logic.h"
#include "support_random.h"

enum { FEW = 12, MOST = 48, TEMPLATES = 3, FILES = 400 };

/*
 * The standard promises no order of equal items, and the common C library keeps the one that they had: this qsort() turns it
 * round.
 */
void qsort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	uint8_t *all = items, taken[64];

	assert_true(size <= sizeof taken);
	for (size_t i = 1; i < count; i++) {
		size_t at = 0;

		memcpy(taken, all + i * size, size);
		while (at < i && compare(all + at * size, taken) < 0)
			at++;
		memmove(all + (at + 1) * size, all + at * size, (i - at) * size);
		memcpy(all + at * size, taken, size);
	}
}

static uint32_t seed;

static unsigned below(unsigned limit)
{
	return support_below(&seed, limit);
}

static logic_criterion random_criterion(unsigned variety)
{
	static const uint8_t operations[] = {CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_EXACT,
	                                     CHAN_OPERATOR_PREFIX, CHAN_OPERATOR_NULL};
	static const unsigned lists[] = {1, 2, 3, 5, 6, 7, 11, 13, 1 << 11, 1 | 1 << 11};
	logic_criterion c = {below(2), operations[below(4)], 0, 0};

	if (c.operation == CHAN_OPERATOR_EXACT || c.operation == CHAN_OPERATOR_PREFIX) {
		c.values = lists[below(variety)];
		c.flags = below(2) ? CHAN_FLAG_CASED : 0;
	}
	return c;
}

static logic_template random_template(unsigned criteria, unsigned variety)
{
	logic_template t = {.criterion_count = criteria};

	for (unsigned i = 0; i < criteria; i++) {
		t.criteria[i] = random_criterion(variety);
		t.words[t.word_count++] = (uint16_t)i;
		if (i > 0)
			t.words[t.word_count++] = CHAN_WORD_AND;
	}
	return t;
}

/* --- the model */

static int order(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static unsigned lowest(unsigned set)
{
	return set & (0u - set);
}

static unsigned size_of(unsigned set)
{
	return set == 0 ? 0 : 1 + size_of(set & (set - 1));
}

/* By field, operator, flags, first value, number of values, other values. */
static int compare_said(const logic_criterion *a, const logic_criterion *b)
{
	unsigned left = a->values, right = b->values;
	int found = order(a->field, b->field);

	if (found == 0)
		found = order(a->operation, b->operation);
	if (found == 0)
		found = order(a->flags, b->flags);
	if (found == 0)
		found = order(lowest(left), lowest(right));
	if (found == 0)
		found = order(size_of(left), size_of(right));
	for (; found == 0 && left != 0; left &= left - 1, right &= right - 1)
		found = order(lowest(left), lowest(right));
	return found;
}

typedef struct repeat {
	unsigned first, second;
} repeat;

/* In the order of the file; of many criteria by what they say. Returns their number. */
static unsigned find_repeats(const logic_template *t, repeat *out)
{
	unsigned count = 0;

	for (unsigned second = 0; second < t->criterion_count; second++) {
		unsigned first = 0, at;

		while (compare_said(&t->criteria[first], &t->criteria[second]) != 0)
			first++;
		if (first == second)
			continue;
		at = count++;
		for (; t->criterion_count > FEW && at > 0 &&
		       compare_said(&t->criteria[second], &t->criteria[out[at - 1].second]) < 0;
		     at--)
			out[at] = out[at - 1];
		out[at] = (repeat){first, second};
	}
	return count;
}

/* --- what is found */

static void check_finding(const sl_checked_file *checked, const sl_finding *f, unsigned index,
                          unsigned before, const logic_template *t, const repeat *wanted)
{
	const unsigned field = t->criteria[wanted->second].field;
	char text[128];

	assert_int_equal(f->rule, SL_RULE_CRITERION_REPEATED);
	assert_int_equal(f->template_index, index);
	assert_int_equal(f->criterion_index, before + wanted->second);
	assert_int_equal(f->offset, support_offset(checked->bytes, CHAN_TABLE_CRITERION,
	                                           before + wanted->second));
	assert_int_equal(f->length, CHAN_SIZE_CRITERION);
	snprintf(text, sizeof text, "template[%u].criterion[%u]", index, wanted->second);
	assert_string_equal(f->path, text);
	snprintf(text, sizeof text, "f%u", field);
	assert_string_equal(f->field, text);
	snprintf(text, sizeof text,
	         "criterion %u of the template on f%u says the same as its criterion %u",
	         wanted->second, field, wanted->first);
	assert_string_equal(f->detail, text);
}

/* Returns the number of findings. */
static size_t check_file(const logic_template *templates)
{
	sl_checked_file checked = {.path = "f.chan"};
	sl_findings findings;
	sl_meaning meaning = {.checked = &checked, .findings = &findings};
	repeat wanted[MOST];
	unsigned before = 0;
	size_t found = 0;
	uint8_t *bytes;

	logic_file(templates, TEMPLATES, &bytes, &checked.file);
	checked.bytes = bytes;
	sl_findings_start(&findings);
	sl_meaning_repeats(&meaning);
	for (unsigned i = 0; i < TEMPLATES; i++) {
		const unsigned count = find_repeats(&templates[i], wanted);

		assert_true(found + count <= findings.count);
		for (unsigned k = 0; k < count; k++, found++)
			check_finding(&checked, &findings.items[found], i, before, &templates[i],
			              &wanted[k]);
		before += templates[i].criterion_count;
	}
	assert_int_equal(findings.count, found);
	sl_findings_free(&findings);
	free(bytes);
	return found;
}

static void all_that_repeats(void **state)
{
	logic_template templates[TEMPLATES];
	size_t found = 0;

	(void)state;
	seed = 0x2021;
	for (unsigned i = 0; i < FILES; i++) {
		for (unsigned k = 0; k < TEMPLATES; k++) {
			const unsigned criteria = below(3) == 0 ? FEW + below(3) : 1 + below(MOST);

			templates[k] = random_template(criteria, 2 + below(9));
		}
		found += check_file(templates);
	}
	assert_true(found > FILES);
}

/* From one criterion to more than are compared in pairs, all of them equal. */
static void one_again_and_again(void **state)
{
	(void)state;
	for (unsigned count = 1; count < FEW + 4; count++) {
		logic_template t = random_template(count, 2);

		for (unsigned i = 0; i < count; i++)
			t.criteria[i] = (logic_criterion){1, CHAN_OPERATOR_EXACT, 0, 5};
		assert_int_equal(check_file((logic_template[TEMPLATES]){t, t, t}),
		                 TEMPLATES * (count - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_repeats),
		cmocka_unit_test(one_again_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
