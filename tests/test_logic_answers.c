/*
 * All that the logic of conditions says, where nobody drew up the question: of every pair of many criteria the truths that
 * they can have together and what it costs to say so; of random templates what is proved of them and what is seen at once.
 * corpus/findings/logic.txt has the answers. That none of them is wrong is shown by test_logic_events.c, with events.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_logic_answers	writes the answers anew: read the difference
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "model/fleet.h"
#include "rules/logic_parts.h"
#include "rules/logic_witness.h"
#include "support_answers.h"
#include "support_check.h"
#include "support_random.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define PLENTY 100000u

/* --- every pair of these criteria */

static const struct {
	const char *operation, *values; /* between blanks */
} criteria[] = {
#define TEXTS(values)                                                                 \
	{"exact", values}, {"EXACT", values}, {"prefix", values}, {"PREFIX", values}, \
		{"suffix", values}, {"SUFFIX", values}, {"contains", values},         \
	{                                                                             \
		"CONTAINS", values                                                    \
	}
	TEXTS("a"),
	TEXTS("A"),
	TEXTS("az Za"),
	TEXTS("@ [ ` {"),
	TEXTS("\"\" x"),
	TEXTS("abc"),
	TEXTS("ab bc"),
	TEXTS("AbC bc"),
	TEXTS("abcabc c"),
#define NUMBERS(values)                                                 \
	{"eq", values}, {"lt", values}, {"le", values}, {"gt", values}, \
	{                                                               \
		"ge", values                                            \
	}
	NUMBERS("-9223372036854775808"),
	NUMBERS("-9223372036854775807"),
	NUMBERS("-1 0"),
	NUMBERS("0"),
	NUMBERS("1"),
	NUMBERS("0 2 5"),
	NUMBERS("2 7"),
	NUMBERS("9223372036854775806"),
	NUMBERS("9223372036854775807"),
	NUMBERS("-9223372036854775808 9223372036854775807"),
	{"cidr", "0.0.0.0/0"},
	{"cidr", "10.0.0.0/8"},
	{"cidr", "11.0.0.0/8"},
	{"cidr", "10.0.0.0/7"},
	{"cidr", "10.128.0.0/9"},
	{"cidr", "10.16.0.0/12"},
	{"cidr", "10.1.0.0/16"},
	{"cidr", "10.2.0.0/16"},
	{"cidr", "10.32.0.0/12"},
	{"cidr", "10.1.0.1/32"},
	{"cidr", "10.1.0.0/16 10.16.0.0/12"},
	{"cidr", "::/0"},
	{"cidr", "fc00::/7"},
	{"cidr", "fd00::/8"},
	{"cidr", "fd00::1/128"},
	{"cidr", "fd00::/8 10.0.0.0/8"},
	{"exists", ""},
	{"null", ""},
	{"any", ""},
	{"glob", "a"},
	{"regex", "a"},
	{"fieldref", "1"},
};

static uint8_t operation_of(const char *name)
{
	for (uint8_t operation = 1; operation <= CHAN_OPERATOR_LAST; operation++)
		if (strcasecmp(sl_operator_name(operation), name) == 0)
			return operation;
	fail_msg("%s", name);
	return 0;
}

static void add_value(draft *d, uint8_t operation, const char *text)
{
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_NONE:
		break;
	case CHAN_VALUE_STRING:
		draft_text(d, strcmp(text, "\"\"") == 0 ? "" : text);
		break;
	case CHAN_VALUE_INTEGER:
		draft_integer(d, strtoll(text, NULL, 10));
		break;
	case CHAN_VALUE_NETWORK:
		draft_network_text(d, text);
		break;
	case CHAN_VALUE_FIELD:
		draft_field(d, (uint32_t)strtoul(text, NULL, 10));
		break;
	}
}

static void add_criterion(draft *d, unsigned field, const char *name, const char *values)
{
	const uint8_t operation = operation_of(name);
	char *rest = sl_arena_printf(&d->arena, "%s", values), *value;

	draft_criterion(d, field, operation, name[0] < 'a' ? CHAN_FLAG_CASED : 0);
	while ((value = strtok_r(rest, " ", &rest)) != NULL)
		add_value(d, operation, value);
}

/* With what it costs the answer is the same, with one less there is none. */
static void check_cost(const sl_logic_input *input, const chan_criterion *a,
                       const chan_criterion *b, unsigned truths, uint64_t cost)
{
	sl_logic_budget budget = {cost, false};

	assert_int_equal(sl_logic_relation(input, a, b, &budget), truths);
	assert_int_equal(budget.left, 0);
	assert_false(budget.exceeded);
	if (cost == 0)
		return;
	budget.left = cost - 1;
	assert_int_equal(sl_logic_relation(input, a, b, &budget), SL_LOGIC_UNRELATED);
	assert_int_equal(budget.left, 0);
	assert_true(budget.exceeded);
}

static void add_relations(const checking *c, uint32_t index, sl_buffer *out)
{
	const sl_logic_input input = {&c->checked.file, c->checked.bytes};
	uint64_t costs[COUNT(criteria)];
	chan_criterion a, b;

	assert_true(chan_criterion_at(input.file, index, &a));
	sl_buffer_printf(out, "%s %s\n  ", criteria[index].operation, criteria[index].values);
	for (uint32_t i = 0; i < COUNT(criteria); i++) {
		sl_logic_budget budget = {PLENTY, false};
		unsigned truths;

		assert_true(chan_criterion_at(input.file, i, &b));
		truths = sl_logic_relation(&input, &a, &b, &budget);
		assert_false(budget.exceeded);
		costs[i] = PLENTY - budget.left;
		check_cost(&input, &a, &b, truths, costs[i]);
		sl_buffer_printf(out, "%x", truths);
	}
	sl_buffer_text(out, "\n ");
	for (uint32_t i = 0; i < COUNT(criteria); i++)
		sl_buffer_printf(out, " %u", (unsigned)costs[i]);
	sl_buffer_text(out, "\n");
}

static void add_pairs(sl_buffer *out)
{
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_type(&c.draft, "ipc", 3);
	for (uint32_t i = 0; i < COUNT(criteria); i++) {
		if (i % DRAFT_CRITERIA == 0)
			draft_template(&c.draft, 0, i);
		add_criterion(&c.draft, 0, criteria[i].operation, criteria[i].values);
	}
	checking_write(&c);
	sl_buffer_text(out, "truths of each with each, and what they cost\n");
	for (uint32_t i = 0; i < COUNT(criteria); i++)
		add_relations(&c, i, out);
	checking_end(&c);
}

/* --- random templates */

#define BATCHES 128
#define LONG "a text of which two do not fit in what the quick half keeps of an input, "
#define LONGER LONG LONG LONG "and so on"

static const char *const texts[] = {"\"\"", "a",  "A",    "ab", "b",    "B", "ba", "bab",
                                    "c",    "z",  "Z",    "@",  "`",    "[", "{",  "abc",
                                    "aa",   "aB", LONGER, "x",  "bcab", "y", "aba"};
static const char *const numbers[] = {
	"-9223372036854775808", "-9223372036854775807", "-1", "0", "1", "2", "5",
	"9223372036854775806",  "9223372036854775807"};
static const char *const networks[] = {"0.0.0.0/0",   "10.0.0.0/8", "11.0.0.0/8", "10.16.0.0/12",
                                       "10.1.0.0/16", "fc00::/7",   "fd00::/8"};
static const char *const fields[] = {"0", "1", "2", "3"};

static uint32_t seed = 0x291;

static unsigned below(unsigned limit)
{
	return support_below(&seed, limit);
}

#define ONE_OF(table) ((table)[below(COUNT(table))])

static const char *random_value(uint8_t operation)
{
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		return operation == CHAN_OPERATOR_REGEX ? "abc" : ONE_OF(texts);
	case CHAN_VALUE_INTEGER:
		return ONE_OF(numbers);
	case CHAN_VALUE_NETWORK:
		return ONE_OF(networks);
	case CHAN_VALUE_FIELD:
		return ONE_OF(fields);
	case CHAN_VALUE_NONE:
		break;
	}
	return "";
}

/* The field says which operators: as for the kinds of a type, only that the numbers are in no catalog. */
static void add_random_criterion(draft *d, unsigned field)
{
	static const uint8_t of_text[] = {
		CHAN_OPERATOR_EXACT,    CHAN_OPERATOR_PREFIX, CHAN_OPERATOR_SUFFIX,
		CHAN_OPERATOR_CONTAINS, CHAN_OPERATOR_EXACT,  CHAN_OPERATOR_PREFIX,
		CHAN_OPERATOR_SUFFIX,   CHAN_OPERATOR_GLOB,   CHAN_OPERATOR_REGEX,
		CHAN_OPERATOR_EXISTS,   CHAN_OPERATOR_NULL,   CHAN_OPERATOR_FIELDREF,
		CHAN_OPERATOR_ANY,      CHAN_OPERATOR_NULL};
	static const uint8_t of_number[] = {
		CHAN_OPERATOR_EQ, CHAN_OPERATOR_LT, CHAN_OPERATOR_LE,     CHAN_OPERATOR_GT,
		CHAN_OPERATOR_GE, CHAN_OPERATOR_EQ, CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL};
	static const uint8_t of_address[] = {CHAN_OPERATOR_CIDR, CHAN_OPERATOR_CIDR,
	                                     CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL};
	const uint8_t operation = field % 4 == 2   ? ONE_OF(of_number)
	                          : field % 4 == 3 ? ONE_OF(of_address)
	                                           : ONE_OF(of_text);
	const bool cased = (chan_operator_flags(operation) & CHAN_FLAG_CASED) != 0 && below(3) == 0;
	unsigned values = below(3) == 0 ? 1 + below(4) : 1;

	draft_criterion(d, field, operation, cased ? CHAN_FLAG_CASED : 0);
	while (values-- > 0)
		add_value(d, operation, random_value(operation));
}

/* Most are small. Some have more criteria than are tried, more on a field than are compared, more fields than are kept. */
static void add_random_template(draft *d, uint32_t number)
{
	static const unsigned most[] = {3, 4, 5, 6, 8, DRAFT_CRITERIA};
	const unsigned count = 1 + below(ONE_OF(most)), spread = below(3) == 0 ? 20 : 1 + below(4);
	const unsigned ands = 1 + below(4), nots = 3 + below(6);
	unsigned depth = 0, used = 0, words = 0;

	draft_template(d, 0, number);
	for (unsigned i = 0; i < count; i++)
		add_random_criterion(d, below(spread));
	for (; used < count || depth > 1; words++) {
		if (depth > 0 && words < 100 && below(nots) == 0) {
			draft_word(d, CHAN_WORD_NOT);
		} else if (depth > 1 && (used == count || depth > 8 || below(2))) {
			draft_word(d, below(ands) ? CHAN_WORD_AND : CHAN_WORD_OR);
			depth--;
		} else {
			draft_word(d,
			           used > 0 && words < 50 && below(4) == 0 ? below(used) : used++);
			depth++;
		}
	}
}

static void add_batch(sl_logic *logic, sl_buffer *out)
{
	uint64_t signatures = 0;
	chan_template template;
	checking c;

	checking_begin(&c, SL_MODEL_COMPLETE);
	draft_type(&c.draft, "ipc", 3);
	for (uint32_t i = 0; i < DRAFT_TEMPLATES; i++)
		add_random_template(&c.draft, i);
	checking_write(&c);
	const sl_raw raw = sl_raw_of(&c.checked.file, c.checked.bytes);
	for (uint32_t i = 0; i < DRAFT_TEMPLATES; i++) {
		sl_logic_result found;

		memset(&found, 0xa5, sizeof found);
		assert_true(sl_logic_decide(logic, &c.checked.file, c.checked.bytes, i, &found));
		assert_true(chan_template_at(&c.checked.file, i, &template));
		sl_buffer_printf(out, "%x",
		                 found.always * 1u + found.never * 2u + found.exact * 4u +
		                         sl_logic_is_open(&raw, &template) * 8u);
		signatures = signatures * 3 + sl_logic_signature(&c.checked.file, i);
	}
	sl_buffer_printf(out, " %016" PRIx64 "\n", signatures);
	checking_end(&c);
}

static void add_templates(sl_buffer *out)
{
	sl_logic *logic = sl_logic_make();

	sl_buffer_text(out, "random templates: 1 always, 2 never, 4 exact, 8 open at once; a sum "
	                    "of signatures\n");
	for (unsigned i = 0; i < BATCHES; i++)
		add_batch(logic, out);
	sl_logic_free(logic);
}

static void all_that_is_said(void **state)
{
	sl_buffer found = {0};

	(void)state;
	add_pairs(&found);
	add_templates(&found);
	answers_are("corpus/findings/logic.txt", &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_that_is_said)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
