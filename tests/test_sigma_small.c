/*
 * Small rules, all of a kind: every modifier on every kind of field with every kind of value, every condition of up to
 * three words, and of the few that nest up to five. What becomes of each is a line of corpus/findings/sigma-small.txt.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_sigma_small	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/sigma_modifier.h"
#include "support_answers.h"
#include "support_sigma.h"

#define ANSWERS "corpus/findings/sigma-small.txt"
#define HEAD                                                   \
	"title: t\nid: 00000000-0000-4000-8000-000000000001\n" \
	"logsource: {product: windows, category: process_creation}\ndetection:\n"

static void add_outcome(sl_buffer *out, const char *shown, const char *rule)
{
	support_sigma s;
	sl_buffer text = {0};
	size_t i;

	support_sigma_compile(&s, "r.yml", rule, strlen(rule));
	support_sigma_print(&s, &text);
	for (; *shown; shown++) {
		if (*shown == '\n' || *shown == '\t')
			sl_buffer_text(out, *shown == '\n' ? "\\n" : "\\t");
		else
			sl_buffer_byte(out, (uint8_t)*shown);
	}
	sl_buffer_printf(out, " -> %.*s", (int)text.length, (const char *)text.bytes);
	for (i = 0; i < s.findings.count; i++) {
		const sl_finding *finding = &s.findings.items[i];

		sl_buffer_printf(out, "; %s%s%s", finding->field ? finding->field : "",
		                 finding->field ? ": " : "", finding->detail);
	}
	sl_buffer_byte(out, '\n');
	sl_buffer_free(&text);
	support_sigma_end(&s);
}

static void add_item(sl_buffer *out, const char *key, const char *value)
{
	char rule[1024], shown[256];

	snprintf(shown, sizeof shown, "%s: %s", key, value);
	snprintf(rule, sizeof rule, HEAD "  s:\n    %s\n  condition: s\n", shown);
	add_outcome(out, shown, rule);
}

static const char *const values[] = {"a",         "'*'",        "7",
                                     "'0x1f'",    "null",       "true",
                                     "no",        "''",         "[A, 'b*', '*c', a]",
                                     "[1, 2, 1]", "10.0.0.0/8", "[10.0.0.1/8, '::1', 10.0.0.0/33]",
                                     "User",      "ProcessId",  "[DestinationIp, Image]",
                                     "'%a%'",     "-x –y",      "[]",
                                     "{a: b}",    "[[a]]",      "[null, a, null, 3]"};

/* Every modifier alone, on a field of each kind, and on none. */
static void add_modifiers(sl_buffer *out)
{
	static const char *const fields[] = {"CommandLine", "ProcessId", "SourceIp", "Nothing", ""};
	char key[128];
	size_t field, value;
	unsigned modifier;

	for (field = 0; field < sizeof fields / sizeof *fields; field++)
		for (modifier = 0; modifier <= SL_MODIFIER_COUNT; modifier++)
			for (value = 0; value < sizeof values / sizeof *values; value++) {
				if (field > 2 && value > 2)
					continue;
				snprintf(key, sizeof key, "%s%s%s", fields[field],
				         modifier < SL_MODIFIER_COUNT ? "|" : "",
				         modifier < SL_MODIFIER_COUNT
				                 ? sl_modifier_name((enum sl_modifier)modifier)
				                 : "");
				add_item(out, fields[field][0] || key[0] ? key : "''",
				         values[value]);
			}
}

/* What is said of others is in sigma-modifiers.txt. */
static bool go_together(unsigned first, unsigned second)
{
	sl_arena arena;
	bool fine;

	sl_arena_start(&arena);
	fine = !sl_modifier_refuse(&arena, (enum sl_modifier)first, 0) &&
	       !sl_modifier_refuse(&arena, (enum sl_modifier)second, 1u << first);
	sl_arena_free(&arena);
	return fine;
}

/* Those that stand together, in either order, on what they are for. */
static void add_pairs(sl_buffer *out)
{
	static const char *const list = "['a-b c', '-X']";
	char key[128];
	unsigned first, second;

	for (first = 0; first < SL_MODIFIER_COUNT; first++)
		for (second = 0; second < SL_MODIFIER_COUNT; second++) {
			const bool number = first >= SL_MODIFIER_GT && first <= SL_MODIFIER_LTE;
			const bool address = first == SL_MODIFIER_CIDR;
			const bool reference = first == SL_MODIFIER_FIELDREF;
			const bool exists = first == SL_MODIFIER_EXISTS;

			if (!go_together(first, second))
				continue;

			snprintf(key, sizeof key, "%s|%s|%s",
			         number    ? "ProcessId"
			         : address ? "SourceIp"
			                   : "CommandLine",
			         sl_modifier_name((enum sl_modifier)first),
			         sl_modifier_name((enum sl_modifier)second));
			add_item(out, key,
			         number      ? "[3, 4]"
			         : address   ? "[10.0.0.0/8, 'fe80::/10']"
			         : reference ? "[User, Image]"
			         : exists    ? "true"
			                     : list);
		}
}

/* Items in which the same criteria come again, or nearly the same. */
static void add_shared(sl_buffer *out)
{
	static const char *const pairs[][2] = {
		{"CommandLine: [b, a, c]", "CommandLine: [c, B, a, a]"},
		{"CommandLine: [a, b]", "CommandLine: [a, c]"},
		{"CommandLine: [a, b]", "CommandLine: [a]"},
		{"CommandLine: a", "Image: a"},
		{"CommandLine: a", "CommandLine|cased: a"},
		{"CommandLine: a", "CommandLine|contains: a"},
		{"ProcessId: [3, 1, 2]", "ProcessId: [2, 1, 3, 3]"},
		{"ProcessId: [-9223372036854775808, 9223372036854775807, 0]",
	         "ProcessId: [9223372036854775807, 0, -9223372036854775808]"},
		{"ProcessId: [1, 2]", "ProcessId: [1, 4294967298]"},
		{"ProcessId|lt: 1", "ProcessId|lte: 1"},
		{"SourceIp: ['10.0.0.0/8', '::/8', '10.0.0.0/9', '10.0.0.1', '10.0.0.0']",
	         "SourceIp|cidr: ['10.0.0.0/9', '10.0.0.0', '::/8', '10.0.0.1', '10.0.0.0/8']"},
		{"SourceIp: '::/8'", "SourceIp: '0.0.0.0/8'"},
		{"SourceIp: '10.0.0.0/8'", "SourceIp: '10.0.0.0/9'"},
		{"SourceIp: '10.0.0.1'", "SourceIp: '10.0.0.2'"},
		{"CommandLine|fieldref: [User, Image]",
	         "CommandLine|fieldref: [Image, User, Image]"},
		{"CommandLine|fieldref: [User, Image]", "CommandLine|fieldref: [User, Hashes]"},
		{"CommandLine: null", "CommandLine|exists: false"},
		{"CommandLine|exists: true", "CommandLine|exists: false"},
		{"CommandLine|re: a", "CommandLine|re|i: a"},
		{"CommandLine|re: 'a'", "CommandLine|re|m: a"},
	};
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char rule[1024], shown[256];

		snprintf(shown, sizeof shown, "%s and %s", pairs[i][0], pairs[i][1]);
		snprintf(rule, sizeof rule,
		         HEAD "  s:\n    %s\n  t:\n    %s\n  condition: s and t\n", pairs[i][0],
		         pairs[i][1]);
		add_outcome(out, shown, rule);
	}
}

static void add_condition(sl_buffer *out, const char *condition)
{
	char rule[1024];

	snprintf(rule, sizeof rule,
	         HEAD
	         "  a: {User: a}\n  b2: {User: b, Image: c}\n  _c: {User: c}\n  condition: '%s'\n",
	         condition);
	add_outcome(out, condition, rule);
}

/* Every condition of so many of the words. */
static void add_conditions(sl_buffer *out, const char *const *words, size_t count, unsigned least,
                           unsigned most)
{
	size_t number, total, rest;
	unsigned length, i;

	for (length = least; length <= most; length++) {
		for (total = 1, i = 0; i < length; i++)
			total *= count;
		for (number = 0; number < total; number++) {
			char condition[256] = "";

			for (i = 0, rest = number; i < length; i++, rest /= count) {
				strcat(condition, i ? " " : "");
				strcat(condition, words[rest % count]);
			}
			add_condition(out, condition);
		}
	}
}

static void add_all_conditions(sl_buffer *out)
{
	static const char *const words[] = {"a", "b2", "not", "and", "Or",  "(",
	                                    ")", "of", "1",   "ALL", "them"};
	static const char *const few[] = {"a", "not", "(", ")", "and"};
	static const char *const others[] = {
		"any of *",
		"any of a*",
		"all of b*",
		"1 of *2",
		"1 of *b*2*",
		"1 of **",
		"1 of b",
		"1 of b2",
		"1 of b2*",
		"1 of b2?",
		"1 of _c",
		"1 of _*",
		"1 of *c",
		"1 of *a*a*",
		"1 of a*a",
		"2 of them",
		"12 of them",
		"x of them",
		"1x of them",
		"of of them",
		"1 of",
		"1 of (a)",
		"1 of a|b",
		"1 of )",
		"all of them and a",
		"1of them",
		"all",
		"any",
		"1 of them of",
		"A",
		"b",
		"b22",
		"c",
		"_c",
		"bb2",
		"a|count() > 1",
		"a | b2",
		"| a",
		"a and|b2",
		"(a|b2)",
		"a\tand\nb2",
		"a  and   b2 ",
		"(a)and(b2)",
		"not(a)",
		"a and not(b2 or a)",
		"NOT a",
		"a AND b2",
		"a oR b2",
		"nota",
		"a andb2",
		"a ) b2",
		"((((a))))",
		"((a)",
		"not not a",
		"not not not a",
		"a or b2 and _c",
		"(a or b2) and _c",
		"not a or b2",
		"not (a or b2)",
		"a and b2 and _c",
		"a or b2 or _c",
		"a and (b2 and _c)",
		"a or (b2 or _c)",
		"them",
		"thema",
		"1 of thema",
		"1 of the",
		"any of THEM",
		"An of them",
		"a@b",
		"0 of them",
		"9 of them",
		"/ of them",
		": of them",
		"and x",
		"not and x",
		"(and x",
		"a and or x",
		"1 of ) or x",
		"2 of a or x",
		"a b2 or x",
		"a | x or y",
	};
	size_t i;

	add_conditions(out, words, sizeof words / sizeof *words, 0, 3);
	add_conditions(out, few, sizeof few / sizeof *few, 4, 4);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		add_condition(out, others[i]);
}

/* What a condition can be beside a text, and what a selection can. */
static void add_shapes(sl_buffer *out)
{
	static const char *const shapes[] = {
		"  a: {User: a}\n  condition: [a, not a]\n",
		"  a: {User: a}\n  condition: [a, [a]]\n",
		"  a: {User: a}\n  condition: [{b: a}, c, a]\n",
		"  a: {User: a}\n  condition: []\n",
		"  a: {User: a}\n  condition: {}\n",
		"  a: {User: a}\n  b: {User: b}\n  condition: [a, b]\n",
		"  a: {User: a}\n  b: {User: b}\n  c: {User: c}\n  condition: [b or c, a]\n",
		"  a: {User: a}\n  b: {User: b}\n  c: {User: c}\n  condition: b\n",
		"  a: {User: a}\n  b: {Nothing: b}\n  condition: a\n",
		"  a: {User: a}\n  b: {User: b}\n  condition: a or c\n",
		"  a: [{User: a}, {User: b, Image: c}, [{Image: d}, {Image: e}]]\n  condition: a\n",
		"  a: [{User: a}, keyword]\n  condition: a\n",
		"  a: [keyword, other]\n  condition: a\n",
		"  a: [keyword, [other]]\n  condition: a\n",
		"  a: keyword\n  condition: a\n",
		"  a: [[], {User: a}]\n  condition: a\n",
		"  a: [{}, {User: a}]\n  condition: a\n",
		"  a: []\n  condition: a\n",
		"  a: {}\n  condition: a\n",
		"  a: {User: a, Image: [], Hashes: b}\n  condition: a\n",
		"  a: {User: [], Image: [], Hashes: b}\n  condition: a\n",
		"  a: {User: [a, null, b, '*c', null], Image: d}\n  condition: a\n",
		"  a: {User|neq: [a, null, b]}\n  condition: a\n",
		"  a: {User|all: [a, null, '*b']}\n  condition: a\n",
		"  a: {User|all|neq: [a, '*b']}\n  condition: a\n",
		"  a: {User|all|contains: [a, []]}\n  condition: a\n",
		"  a: {User|all|contains: [[], a, b]}\n  condition: a\n",
		"  a: {User|contains|windash|all: [-a, /b]}\n  condition: a\n",
		"  timeframe: 5m\n  a: {User: a}\n  condition: a\n",
		"  condition: a\n",
		"  timeframe: 5m\n  condition: a\n",
		"  a: {User: a}\n  '': {User: b}\n  condition: all of them\n",
		"  a: {User: a}\n  _b: {User: b}\n  condition: all of them\n",
		"  _b: {User: b}\n  condition: all of them\n",
		"  a: {Nothing|contain: [[a]]}\n  condition: a\n",
		"  a: {Nothing: [[a]]}\n  condition: a\n",
		"  a: {User|contain: [[a]]}\n  condition: a\n",
		"  a: {User|?: a}\n  condition: a\n",
		"  a: {User: [null, '*', null]}\n  condition: a\n",
		"  a: {User: ['*', null]}\n  condition: a\n",
		"  a: {ProcessId: ['*', null, 1]}\n  condition: a\n",
		"  a: {User|exists: [true, false]}\n  condition: a\n",
		"  a: {User|re: [a, '(?i)a', '(?m)a', '(?im)a', b]}\n  condition: a\n",
		"  a: {User|re: ['(?im)a', '(?m)a', '(?i)a', a, '(?i)b']}\n  condition: a\n",
		"  a: {ProcessId: [0o17, 0b11, +7, 007, 0x1F, 1.0]}\n  condition: a\n",
		"  a: {ProcessId: ['0o17', '0b11', '+7', '007', '0x1F', '1.0']}\n  condition: a\n",
		"  a: {User: ['null', 'true', '~', null, true]}\n  condition: a\n",
		"  a: {User|contains: 'null', Image|contains: null}\n  condition: a\n",
		"  a: {User|exists: 'true'}\n  condition: a\n",
		"  a: {Nothing|fieldref: User}\n  condition: a\n",
		"  a: {Nothing|fieldref: Nobody}\n  condition: a\n",
	};
	size_t i;

	for (i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		char rule[1024];

		snprintf(rule, sizeof rule, HEAD "%s", shapes[i]);
		add_outcome(out, shapes[i], rule);
	}
}

static void every_small_rule(void **state)
{
	sl_buffer out = {0};

	(void)state;
	add_modifiers(&out);
	add_pairs(&out);
	add_shared(&out);
	add_all_conditions(&out);
	add_shapes(&out);
	answers_are(ANSWERS, &out);
	sl_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_small_rule)};

	return cmocka_run_group_tests_name("sigma_small", tests, NULL, NULL);
}
