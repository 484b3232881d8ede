/*
 * Conditions: which selections a pattern of names means, held against the definition of a pattern; what bytes part the
 * words of a condition; and operands that are wrong, which leave no word in it, up to as many as it may have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

#define HEAD                                                   \
	"title: t\nid: 00000000-0000-4000-8000-000000000001\n" \
	"logsource: {product: windows, category: process_creation}\ndetection:\n"

/* --- patterns */

/* Some names are as others with a byte behind them, which stands behind the pattern too. */
static const char *const names[] = {
	"a",   "b",   "aa",  "ab",   "ba",   "bb",   "aaa",  "aab",  "aba", "abb", "baa",
	"bab", "bba", "bbb", "aaab", "abab", "abba", "baba", "aabb", "a_",  "b_a", "_a",
	"_",   "_ab", "a ",  "ab ",  "b a",  "a*",   "*b",   "*",    "a)",  "",    "aabab",
};
enum { NAMES = sizeof names / sizeof *names };

static bool means(const char *pattern, const char *name)
{
	if (*pattern == '\0')
		return *name == '\0';
	if (*pattern == '*')
		return means(pattern + 1, name) || (*name && means(pattern, name + 1));
	return *pattern == *name && means(pattern + 1, name + 1);
}

static void compile(support_sigma *s, const sl_buffer *rule)
{
	support_sigma_compile(s, "condition.yml", rule->bytes, rule->length);
}

/* The selections, each with its number as its value, and the pattern: which of them it means. */
static void expect_meant(const char *pattern, const char *behind)
{
	sl_buffer rule = {0};
	support_sigma s;
	size_t i;
	uint32_t meant = 0, warnings = 0;

	sl_buffer_text(&rule, HEAD);
	for (i = 0; i < NAMES; i++)
		sl_buffer_printf(&rule, "  '%s': {ProcessId|gt: %zu}\n", names[i], i);
	sl_buffer_printf(&rule, "  condition: '(1 of %s%s)'\n", pattern, behind);
	compile(&s, &rule);
	for (i = 0; i < NAMES; i++) {
		if (names[i][0] == '_' || !means(pattern, names[i])) {
			warnings++;
			continue;
		}
		if (s.content.template_count != 1 ||
		    meant >= s.content.templates[0].criterion_count ||
		    s.content.templates[0].criteria[meant].values[0].integer != (int64_t)i)
			fail_msg("'%s' does not mean '%s'", pattern, names[i]);
		meant++;
	}
	if (meant) {
		assert_int_equal(s.content.templates[0].criterion_count, meant);
		assert_int_equal(s.content.templates[0].instruction_count, 2 * meant - 1);
		assert_int_equal(s.findings.warnings, warnings);
		assert_int_equal(s.findings.count, warnings);
	} else {
		assert_int_equal(s.content.template_count, 0);
		assert_int_equal(s.findings.count, 1);
		assert_int_equal(s.findings.items[0].rule, SL_RULE_SELECTION_UNKNOWN);
	}
	support_sigma_end(&s);
	sl_buffer_free(&rule);
}

/* Every pattern of up to five of these bytes. */
static void test_patterns(void **state)
{
	static const char bytes[] = "ab*";
	char pattern[8] = "";
	size_t number, total, rest;
	unsigned length, i;

	(void)state;
	for (length = 1, total = 3; length <= 5; length++, total *= 3)
		for (number = 0; number < total; number++) {
			for (i = 0, rest = number; i < length; i++, rest /= 3)
				pattern[i] = bytes[rest % 3];
			expect_meant(pattern, number % 2 ? " " : "");
		}
	expect_meant("_*", "");
	expect_meant("a_", "");
	expect_meant("*_*", "");
	expect_meant("*_a", " ");
}

/* --- bytes */

/* What stands around `or`: white space parts it from the names, and any other byte is in a name, or a mark. */
static void test_bytes(void **state)
{
	unsigned byte;

	(void)state;
	for (byte = 1; byte < 0x7f; byte++) {
		const bool space = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
		sl_buffer rule = {0};
		support_sigma s;

		sl_buffer_printf(&rule,
		                 HEAD "  a: {User: a}\n  b: {User: b}\n"
		                      "  condition: \"a\\x%02xor\\x%02xb\"\n",
		                 byte, byte);
		compile(&s, &rule);
		if ((s.content.template_count == 1) != space)
			fail_msg("0x%02x parts words, or does not", byte);
		if (!space) {
			const bool mark = byte == '(' || byte == ')';

			assert_int_equal(s.findings.count, 1);
			assert_int_equal(s.findings.items[0].rule,
			                 mark          ? SL_RULE_CONDITION
			                 : byte == '|' ? SL_RULE_CORRELATION
			                               : SL_RULE_SELECTION_UNKNOWN);
		}
		support_sigma_end(&s);
		sl_buffer_free(&rule);
	}
}

/* --- operands */

static const struct wrong {
	const char *operand;
	unsigned operands; /* as they are counted */
	bool each; /* something is said of each; else of the selection alone */
} wrong[] = {
	{"s", 1, false},           {"(s)", 1, false},           {"not s", 1, false},
	{"not (not s)", 1, false}, {"1 of s*", 1, false},       {"all of s*", 1, false},
	{"(s or s)", 2, false},    {"(s and not s)", 2, false}, {"x", 1, true},
	{"not x", 1, true},        {"1 of x*", 1, true},
};
static const char *const joints[] = {" or ", " and ", "', '"};

/*
 * So many wrong operands, and a right one behind them. passes: they are too many, which ends the condition: its last
 * parenthesis is one too many, and not said.
 */
static void expect_wrong(const struct wrong *w, const char *joint, unsigned count, bool passes)
{
	sl_buffer rule = {0};
	support_sigma s;
	size_t said = !w->each ? 0 : passes ? CHAN_MAX_INSTRUCTIONS : count, i;

	sl_buffer_text(&rule, HEAD "  good: {User: [a, 'b*', '*c']}\n  s1: [[keyword]]\n");
	sl_buffer_text(&rule, "  s: keyword\n  condition: ['");
	for (i = 0; i < count; i++)
		sl_buffer_printf(&rule, "%s%s", w->operand, joint);
	sl_buffer_text(&rule, passes ? "x)']\n" : "good']\n");
	compile(&s, &rule);
	assert_int_equal(s.content.template_count, 0);
	said += passes ? 3u : 2u;
	if (s.findings.errors != said)
		fail_msg("'%s%s' %u times: %zu findings, not %zu", w->operand, joint, count,
		         s.findings.errors, said);
	support_sigma_end(&s);
	sl_buffer_free(&rule);
}

static void test_wrong_operands(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		for (k = 0; k < sizeof joints / sizeof *joints; k++)
			expect_wrong(&wrong[i], joints[k],
			             (CHAN_MAX_INSTRUCTIONS - 1) / wrong[i].operands, false);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (wrong[i].operands == 1)
			expect_wrong(&wrong[i], " or ", CHAN_MAX_INSTRUCTIONS, true);
}

/* Texts that end where something is wrong, in a list of conditions: none of them is an alternative. */
static void test_wrong_texts(void **state)
{
	static const struct wrong texts[] = {
		{"and", 1, true},    {"2 of s", 1, true}, {"1 of )", 1, true}, {"(s", 1, true},
		{"( and)", 1, true}, {"x of (", 1, true}, {"| s", 1, true},    {"s s", 1, true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_wrong(&texts[i], "', '", CHAN_MAX_INSTRUCTIONS - 1, false);
}

/* The same of what is no text. */
static void test_lists(void **state)
{
	sl_buffer rule = {0};
	support_sigma s;
	size_t i;

	(void)state;
	sl_buffer_text(&rule, HEAD "  good: {User: [a, 'b*', '*c']}\n  condition:\n");
	for (i = 1; i < CHAN_MAX_INSTRUCTIONS; i++)
		sl_buffer_text(&rule, "    - [good]\n");
	sl_buffer_text(&rule, "    - good\n");
	compile(&s, &rule);
	assert_int_equal(s.content.template_count, 0);
	assert_int_equal(s.findings.errors, CHAN_MAX_INSTRUCTIONS - 1);
	support_sigma_end(&s);
	sl_buffer_free(&rule);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),       cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_wrong_operands), cmocka_unit_test(test_wrong_texts),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests_name("sigma_condition", tests, NULL, NULL);
}
