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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
