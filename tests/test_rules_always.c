/* 2011: a condition that is true whatever the inputs are, and when the operator any may make it so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/meaning.h"
#include "support_check.h"

enum { PIPE_NAME = 0, IMAGE = 2, NOT = CHAN_WORD_NOT, AND = CHAN_WORD_AND, OR = CHAN_WORD_OR };

enum reason { NEVER_SAID, BY_ANY, BY_ITSELF };

static const char *const WORDS[] = {
	[BY_ANY] = "the operator any alone decides, and the catalog does not allow that for this "
		   "type",
	[BY_ITSELF] = "its condition is true whatever the inputs are",
};

/* Criterion 0 is any, 1 is exists. */
static const struct {
	unsigned word[8];
	size_t count, criteria;
	enum reason reason;
} CONDITIONS[] = {
	{{0}, 1, 1, BY_ANY},
	{{0, NOT, NOT}, 3, 1, BY_ANY},
	{{0, 1, OR}, 3, 2, BY_ANY},
	{{0, 1, NOT, OR}, 4, 2, BY_ANY},
	{{0, NOT, 1, AND, NOT}, 5, 2, BY_ANY},
	{{0, 0, 1, OR, AND}, 5, 2, BY_ANY},
	{{0, 1, AND}, 3, 2, NEVER_SAID},
	{{0, 1, NOT, AND}, 4, 2, NEVER_SAID},
	{{0, NOT, 1, OR}, 4, 2, NEVER_SAID},
	{{0, 1, AND, NOT}, 4, 2, NEVER_SAID},
	/* What any does not decide is always so by itself, and no catalog allows that. */
	{{0, 1, 1, NOT, OR, AND}, 6, 2, BY_ITSELF},
	{{0, NOT, 1, 1, NOT, OR, OR}, 7, 2, BY_ITSELF},
};

static void conditions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
		for (unsigned allowed = 0; allowed < 2; allowed++) {
			checking c;

			checking_begin(&c, SL_MODEL_COMPLETE);
			for (size_t t = 0; t < c.draft.catalog.count; t++)
				c.draft.catalog.types[t].match_all = allowed == 1;
			draft_template(&c.draft, draft_type(&c.draft, "ipc", 3), 1);
			draft_criterion(&c.draft, PIPE_NAME, CHAN_OPERATOR_ANY, 0);
			if (CONDITIONS[i].criteria == 2)
				draft_criterion(&c.draft, IMAGE, CHAN_OPERATOR_EXISTS, 0);
			for (size_t w = 0; w < CONDITIONS[i].count; w++)
				draft_word(&c.draft, CONDITIONS[i].word[w]);
			checking_write(&c);
			checking_meaning(&c);
			if (CONDITIONS[i].reason == NEVER_SAID ||
			    (CONDITIONS[i].reason == BY_ANY && allowed == 1))
				checking_count(&c, 0);
			else
				assert_string_equal(
					checking_only(&c, SL_RULE_MATCHES_EVERYTHING)->detail,
					WORDS[CONDITIONS[i].reason]);
			checking_end(&c);
		}
	}
}

/* --- every condition of few words, judged by trying both answers of exists */

enum { LONGEST = 7, MOST_CONDITIONS = 4000 };

typedef struct condition {
	unsigned words[LONGEST];
	unsigned count, criteria;
} condition;

typedef struct conditions_made {
	condition items[MOST_CONDITIONS];
	size_t count;
} conditions_made;

/* With that many words in it, which have left that many truth values. */
static void make_conditions(conditions_made *all, condition *begun, unsigned depth)
{
	static const unsigned operators[] = {NOT, AND, OR};

	if (depth == 1) {
		assert_true(all->count < MOST_CONDITIONS);
		all->items[all->count++] = *begun;
	}
	if (begun->count == LONGEST)
		return;
	for (unsigned i = 0; i < 2 && i <= begun->criteria; i++) {
		condition next = *begun;

		next.words[next.count++] = i;
		next.criteria += i == begun->criteria;
		make_conditions(all, &next, depth + 1);
	}
	for (unsigned i = 0; i < 3; i++) {
		condition next = *begun;
		const unsigned taken = operators[i] == NOT ? 1 : 2;

		if (depth < taken)
			continue;
		next.words[next.count++] = operators[i];
		make_conditions(all, &next, depth + 1 - taken);
	}
}

/* 0 false, 1 unknown, 2 true: of two, and is the lesser and or the greater. */
static unsigned evaluate(const condition *of, const unsigned values[2])
{
	unsigned stack[LONGEST] = {0}, depth = 0;

	for (unsigned i = 0; i < of->count; i++) {
		unsigned a, b;

		if (of->words[i] < 2) {
			stack[depth++] = values[of->words[i]];
			continue;
		}
		b = stack[--depth];
		if (of->words[i] == NOT) {
			stack[depth++] = 2 - b;
			continue;
		}
		a = stack[--depth];
		stack[depth++] = (a < b) == (of->words[i] == AND) ? a : b;
	}
	return stack[0];
}

/* What is said of it, where any_first says which of two criteria is any. */
static const char *wanted_words(const condition *of, bool any_first)
{
	static const unsigned unknown[2][2] = {{1, 2}, {2, 1}};
	static const unsigned no[2][2] = {{0, 2}, {2, 0}}, yes[2] = {2, 2};

	if (evaluate(of, unknown[any_first]) == 2)
		return WORDS[BY_ANY];
	if (evaluate(of, no[any_first]) == 2 && evaluate(of, yes) == 2)
		return WORDS[BY_ITSELF];
	if (evaluate(of, no[any_first]) == 0 && evaluate(of, yes) == 0)
		return "its condition is false whatever the inputs are";
	return "";
}

static void add_condition(checking *c, const condition *from, bool any_first, uint32_t number)
{
	draft_template(&c->draft, 0, number);
	for (unsigned i = 0; i < from->criteria; i++)
		draft_criterion(&c->draft, i == 0 ? PIPE_NAME : IMAGE,
		                (i == 0) == any_first ? CHAN_OPERATOR_ANY : CHAN_OPERATOR_EXISTS,
		                0);
	for (unsigned i = 0; i < from->count; i++)
		draft_word(&c->draft, from->words[i]);
}

static const char *words_said(const checking *c, uint32_t template_index)
{
	for (size_t i = 0; i < c->findings.count; i++)
		if (c->findings.items[i].template_index == template_index &&
		    c->findings.items[i].rule != SL_RULE_DUPLICATE_LOGIC)
			return c->findings.items[i].detail;
	return "";
}

static void hold_conditions(const condition *items, uint32_t count, bool any_first)
{
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_type(&c.draft, "ipc", 3);
	for (uint32_t i = 0; i < count; i++)
		add_condition(&c, &items[i], any_first, i + 1);
	checking_write(&c);
	checking_meaning(&c);
	for (uint32_t i = 0; i < count; i++)
		assert_string_equal(words_said(&c, i), wanted_words(&items[i], any_first));
	checking_end(&c);
}

static void every_short_condition(void **state)
{
	static conditions_made all;
	condition begun = {0};

	(void)state;
	make_conditions(&all, &begun, 0);
	assert_true(all.count > MOST_CONDITIONS / 4);
	for (size_t from = 0; from < all.count; from += DRAFT_TEMPLATES) {
		const size_t left = all.count - from;
		const uint32_t count = (uint32_t)(left < DRAFT_TEMPLATES ? left : DRAFT_TEMPLATES);

		hold_conditions(&all.items[from], count, true);
		hold_conditions(&all.items[from], count, false);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
		cmocka_unit_test(every_short_condition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
