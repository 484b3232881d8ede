/*
 * What is wrong with a rule leaves nothing behind in it: no word of a selection or a condition, no value and no
 * criterion, so that it passes no limit and nothing is said but what is wrong. And once a limit is passed, nothing
 * more is said of the rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

#define ITEMS \
	30u /* of a selection: a word for each is too much for a condition of so many operands */
#define OPERANDS 1000u /* of a condition */

/* A rule in the making. */
static sl_buffer text;

static int end(void **state)
{
	(void)state;
	sl_buffer_free(&text);
	return 0;
}

static void begin_rule_of(const char *category)
{
	sl_buffer_clear(&text);
	sl_buffer_printf(&text,
	                 "title: wrong\n"
	                 "id: 00000000-0000-4000-8000-000000000001\n"
	                 "logsource: {product: windows, category: %s}\n"
	                 "detection:\n"
	                 "  good: [{User: a}, {User|contains: b}, {User|cased: c}]\n",
	                 category);
}

static void begin_rule(void)
{
	begin_rule_of("process_creation");
}

/* Too many words, if the selection has one for each of its items. */
static void add_condition(void)
{
	size_t i;

	sl_buffer_text(&text, "  condition: good");
	for (i = 0; i < OPERANDS; i++)
		sl_buffer_text(&text, " or s");
	sl_buffer_byte(&text, '\n');
}

/* Just so many findings, all of them this one; shown: what to call the rule. */
static void must_say(uint16_t id, size_t count, const char *shown)
{
	support_sigma s;
	size_t i;

	support_sigma_compile(&s, "wrong.yml", text.bytes, text.length);
	assert_int_equal(s.content.template_count, 0);
	for (i = 0; i < s.findings.count; i++)
		if (s.findings.items[i].rule != id)
			fail_msg("%s: CH%04u: %s", shown, (unsigned)s.findings.items[i].rule,
			         s.findings.items[i].detail);
	if (s.findings.errors + s.findings.warnings != count)
		fail_msg("%s: %zu errors and %zu warnings, not %zu", shown, s.findings.errors,
		         s.findings.warnings, count);
	support_sigma_end(&s);
}

/* Something that is wrong as an item of a map, and what is said of it how many times. */
static const struct wrong {
	const char *item;
	uint16_t id;
	size_t findings;
} wrong[] = {
	{"Nothing: a", SL_RULE_FIELD_NOT_IN_TYPE, 1},
	{"Nothing|neq: a", SL_RULE_FIELD_NOT_IN_TYPE, 1},
	{"Nothing|all: [a, b]", SL_RULE_FIELD_NOT_IN_TYPE, 1},
	{"User|contain: a", SL_RULE_MODIFIER, 1},
	{"User|contain|all: a", SL_RULE_MODIFIER, 1},
	{"User|contain|wide: a", SL_RULE_MODIFIER, 1},
	{"'|contains': a", SL_RULE_KEYWORDS, 1},
	{"'': []", SL_RULE_KEYWORDS, 1},
	{"User|gt: 1", SL_RULE_OPERATOR_KIND, 1},
	{"ProcessId: x", SL_RULE_OPERATOR_KIND, 1},
	{"ProcessId: [x, y]", SL_RULE_OPERATOR_KIND, 2},
	{"ProcessId|neq: x", SL_RULE_OPERATOR_KIND, 1},
	{"ProcessId|all: [x, y]", SL_RULE_OPERATOR_KIND, 2},
	{"ProcessId|all|neq: [x, y]", SL_RULE_OPERATOR_KIND, 2},
	{"ProcessId: []", SL_RULE_VALUE_INVALID, 1},
	{"ProcessId: {a: b}", SL_RULE_VALUE_INVALID, 1},
	{"SourceIp: 10.0.0.1/8", SL_RULE_VALUE_INVALID, 1},
	{"User|contains: ''", SL_RULE_EMPTY_VALUE, 1},
	{"User|expand: '%a%'", SL_RULE_PLACEHOLDER, 1},
	{"User|fieldref: ProcessId", SL_RULE_OPERATOR_KIND, 1},
	{"User|exists: a", SL_RULE_VALUE_INVALID, 1},
};

/* How items stand in a selection: each makes the item one operand of AND or of OR. */
static const struct shape {
	const char *before, *behind;
} shapes[] = {{"    - ", "\n"}, {"    - - ", "\n"}, {"    - [{", "}]\n"}};

static void test_selections(void **state)
{
	size_t i, k, j;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		for (k = 0; k < sizeof shapes / sizeof *shapes; k++) {
			begin_rule();
			sl_buffer_text(&text, "  s:\n");
			for (j = 0; j < ITEMS; j++)
				sl_buffer_printf(&text, "%s%s%s", shapes[k].before, wrong[i].item,
				                 shapes[k].behind);
			add_condition();
			must_say(wrong[i].id, ITEMS * wrong[i].findings, wrong[i].item);
		}
}

/* What cannot be in a selection at all. */
static void test_nodes(void **state)
{
	static const struct wrong nodes[] = {
		{"[keyword]", SL_RULE_KEYWORDS, 1},     {"[[keyword, other]]", SL_RULE_KEYWORDS, 2},
		{"[]", SL_RULE_VALUE_INVALID, 1},       {"{}", SL_RULE_VALUE_INVALID, 1},
		{"[[], {}]", SL_RULE_VALUE_INVALID, 2},
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		begin_rule();
		sl_buffer_text(&text, "  s:\n");
		for (k = 0; k < ITEMS; k++)
			sl_buffer_printf(&text, "    - %s\n", nodes[i].item);
		add_condition();
		must_say(nodes[i].id, ITEMS * nodes[i].findings, nodes[i].item);
	}
}

/* The same as keys of one map, which are joined by AND. */
static void test_maps(void **state)
{
	size_t i;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n");
	for (i = 0; i < ITEMS; i++)
		sl_buffer_printf(&text, "    Nothing%zu: a\n", i);
	add_condition();
	must_say(SL_RULE_FIELD_NOT_IN_TYPE, ITEMS, "a map");
}

/* Without a type no item is anything, however right it is. */
static void test_no_type(void **state)
{
	size_t i;

	(void)state;
	begin_rule_of("none");
	sl_buffer_text(&text, "  s:\n");
	for (i = 0; i < ITEMS; i++)
		sl_buffer_printf(&text, "    - CommandLine|contains: a%zu\n", i);
	add_condition();
	must_say(SL_RULE_NO_TYPE, 1, "no type");
}

/* Of a field that is not there, more values than a criterion has, and more than there are criteria. */
static void test_values_of_no_field(void **state)
{
	static const char *const keys[] = {"Nothing", "Nothing|contains|all"};
	const unsigned counts[] = {CHAN_MAX_VALUES + 1, CHAN_MAX_CRITERIA + 1};
	unsigned i, k;

	(void)state;
	for (i = 0; i < 2; i++) {
		begin_rule();
		sl_buffer_printf(&text, "  s:\n    %s:\n", keys[i]);
		for (k = 0; k < counts[i]; k++)
			sl_buffer_printf(&text, "      - v%u\n", k);
		sl_buffer_text(&text, "  condition: good or s\n");
		must_say(SL_RULE_FIELD_NOT_IN_TYPE, 1, keys[i]);
	}
}

/* What is wrong behind the value, the item or the selection that passed the limit is not said. */
static void test_behind_a_limit(void **state)
{
	static const char *const behind[] = {
		"      - [list]\n",    "    Nothing: a\n",          "    ProcessId: a\n",
		"  t: {Nothing: a}\n", "  t: [[], {Nothing: a}]\n", "  condition: )\n",
	};
	size_t i;
	unsigned k;

	(void)state;
	for (i = 0; i < sizeof behind / sizeof *behind; i++) {
		begin_rule();
		sl_buffer_printf(&text, "  s:\n    %sUser|contains|all:\n",
		                 strncmp(behind[i], "    - ", 6) == 0 ? "- " : "");
		for (k = 0; k <= CHAN_MAX_CRITERIA; k++)
			sl_buffer_printf(&text, "      - v%u\n", k);
		sl_buffer_text(&text, behind[i]);
		if (!strstr(behind[i], "condition"))
			sl_buffer_text(&text, "  condition: good or s\n");
		must_say(SL_RULE_EXPANSION_LIMIT, 1, behind[i]);
	}
}

/* The same in a condition: each of these has a part that is too much, and behind it a name that is not there. */
static void test_condition_behind_a_limit(void **state)
{
	static const struct much {
		const char *part, *last;
		unsigned times;
	} much[] = {
		{"good or ", "x", 3000},
		{"1 of good* or ", "x", 3000},
		{"(", "x", 65},
		{"(", "x or good)", 65},
		{"good or ", "good', 'x", 3000},
		{"(", "good', 'x or good", 65},
	};
	size_t i;
	unsigned k;

	(void)state;
	for (i = 0; i < sizeof much / sizeof *much; i++) {
		begin_rule();
		sl_buffer_text(&text, "  condition: ['");
		for (k = 0; k < much[i].times; k++)
			sl_buffer_text(&text, much[i].part);
		sl_buffer_printf(&text, "%s']\n", much[i].last);
		must_say(SL_RULE_EXPANSION_LIMIT, 1, much[i].part);
	}
}

/* --- guesses */

static void add_unknown(unsigned kind, unsigned number)
{
	static const char *const items[] = {"User|contain: a", "Usr: a", "User: a"};

	sl_buffer_printf(&text, "  select%u: {%s}\n", number, items[kind]);
}

/* Near names are looked for at 100 unknown names of a compilation, whatever they are the names of. */
static void test_guesses(void **state)
{
	static const char *const words[] = {"perhaps contains", "perhaps User", "perhaps select0"};
	const unsigned most = 100;
	unsigned first, last, before, i, guessed;

	(void)state;
	for (first = 0; first < 3; first++)
		for (last = 0; last < 3; last++)
			for (before = most - 1; before <= most; before++) {
				support_sigma s;

				begin_rule();
				for (i = 0; i < (first == 2 ? 1 : before); i++)
					add_unknown(first, i);
				if (last != 2)
					add_unknown(last, i);
				sl_buffer_text(&text, "  condition: good or 1 of select*");
				for (i = 0; first == 2 && i < before; i++)
					sl_buffer_text(&text, " or selects");
				if (last == 2)
					sl_buffer_text(&text, " or selects");
				sl_buffer_byte(&text, '\n');
				support_sigma_compile(&s, "guess.yml", text.bytes, text.length);
				for (guessed = 0, i = 0; i < s.findings.count; i++)
					guessed += strstr(s.findings.items[i].detail,
					                  words[first]) != NULL ||
					           strstr(s.findings.items[i].detail,
					                  words[last]) != NULL;
				assert_int_equal(s.findings.count, before + 1);
				assert_int_equal(guessed, most);
				support_sigma_end(&s);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_selections),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_no_type),
		cmocka_unit_test(test_values_of_no_field),
		cmocka_unit_test(test_behind_a_limit),
		cmocka_unit_test(test_condition_behind_a_limit),
		cmocka_unit_test(test_guesses),
	};

	return cmocka_run_group_tests_name("sigma_wrong", tests, NULL, end);
}
