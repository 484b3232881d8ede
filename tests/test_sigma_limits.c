/* The limits of the Sigma compiler: each is reached, and passed by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

#define RULE_ROOM ((size_t)16 << 20) /* bytes of the values of a rule */
#define ALL_ROOM ((size_t)256 << 20) /* and of all that are compiled together */

/* A rule in the making. */
static sl_buffer text;

static int end(void **state)
{
	(void)state;
	sl_buffer_free(&text);
	return 0;
}

static void begin_rule(void)
{
	sl_buffer_clear(&text);
	sl_buffer_text(&text, "title: limit\n"
	                      "id: 00000000-0000-4000-8000-000000000001\n"
	                      "logsource: {service: log}\n"
	                      "detection:\n");
}

static void add_repeated(const char *what, size_t count)
{
	while (count-- > 0)
		sl_buffer_text(&text, what);
}

static support_sigma compile(void)
{
	support_sigma s;

	support_sigma_compile(&s, "limit.yml", text.bytes, text.length);
	assert_int_equal(s.rules, 1);
	return s;
}

/* One template of the rule, without a finding; it stays in *s. */
static const sl_template *must_compile(support_sigma *s)
{
	*s = compile();
	if (s->findings.count)
		fail_msg("CH%04u: %s", (unsigned)s->findings.items[0].rule,
		         s->findings.items[0].detail);
	assert_int_equal(s->content.template_count, 1);
	return &s->content.templates[0];
}

/* Exactly one finding, of the expansion limit, with this text in it. */
static void must_refuse(const char *words)
{
	support_sigma s = compile();

	assert_int_equal(s.content.template_count, 0);
	if (s.findings.count != 1)
		fail_msg("%zu findings for %s", s.findings.count, words);
	assert_int_equal(s.findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
	if (!strstr(s.findings.items[0].detail, words))
		fail_msg("'%s' is not about '%s'", s.findings.items[0].detail, words);
	support_sigma_end(&s);
}

static void rule_of_criteria(unsigned count)
{
	unsigned i;

	begin_rule();
	sl_buffer_text(&text, "  s:\n    CommandLine|contains|all:\n");
	for (i = 0; i < count; i++)
		sl_buffer_printf(&text, "      - v%u\n", i);
	sl_buffer_text(&text, "  condition: s\n");
}

static void test_criteria(void **state)
{
	support_sigma s;

	(void)state;
	rule_of_criteria(CHAN_MAX_CRITERIA);
	assert_int_equal(must_compile(&s)->criterion_count, CHAN_MAX_CRITERIA);
	assert_int_equal(s.content.templates[0].instruction_count, 2 * CHAN_MAX_CRITERIA - 1);
	support_sigma_end(&s);
	rule_of_criteria(CHAN_MAX_CRITERIA + 1);
	must_refuse("4,096 criteria");
}

static void rule_of_values(unsigned count)
{
	unsigned i;

	begin_rule();
	sl_buffer_text(&text, "  s:\n    ProcessId:\n      - 0\n");
	for (i = 0; i < count; i++)
		sl_buffer_printf(&text, "      - %u\n", i);
	sl_buffer_text(&text, "  condition: s\n");
}

static void test_values(void **state)
{
	support_sigma s;

	(void)state;
	/* One of them twice: what counts is how many are different. */
	rule_of_values(CHAN_MAX_VALUES);
	assert_int_equal(must_compile(&s)->criteria[0].value_count, CHAN_MAX_VALUES);
	support_sigma_end(&s);
	rule_of_values(CHAN_MAX_VALUES + 1);
	must_refuse("65,535 values");
}

static void rule_of_instructions(size_t operands)
{
	begin_rule();
	sl_buffer_text(&text,
	               "  s:\n    CommandLine: a\n    User: b\n  t:\n    User: c\n  condition: t");
	add_repeated(" or s", operands);
	sl_buffer_byte(&text, '\n');
}

static void test_instructions(void **state)
{
	support_sigma s;
	const size_t most = (CHAN_MAX_INSTRUCTIONS - 1) / 4;

	(void)state;
	/* s is three words and `or` one; t is one. */
	rule_of_instructions(most);
	assert_int_equal(must_compile(&s)->instruction_count, 4 * most + 1);
	support_sigma_end(&s);
	rule_of_instructions(most + 1);
	must_refuse("16,384 instructions");
	rule_of_instructions(2 * most);
	must_refuse("16,384 instructions");
}

/* One selection of so many words; whether its condition was refused, and not the rule as a whole. */
static bool refuses_selection(unsigned words)
{
	support_sigma s;
	unsigned i;
	bool refused;

	begin_rule();
	sl_buffer_printf(&text, "  s:\n    - User%s: a\n", words % 2 ? "" : "|neq");
	for (i = 1; i < (words + 1) / 2; i++)
		sl_buffer_text(&text, "    - User: a\n");
	sl_buffer_text(&text, "  condition: s\n");
	s = compile();
	refused = s.content.template_count == 0;
	if (refused) {
		assert_int_equal(s.findings.count, 1);
		assert_int_equal(s.findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
		assert_int_equal(s.findings.items[0].source.column, 14);
	} else {
		assert_int_equal(s.content.templates[0].instruction_count, words);
		assert_int_equal(s.content.templates[0].criterion_count, 1);
	}
	support_sigma_end(&s);
	return refused;
}

static void test_instructions_of_one(void **state)
{
	(void)state;
	assert_false(refuses_selection(CHAN_MAX_INSTRUCTIONS - 1));
	assert_false(refuses_selection(CHAN_MAX_INSTRUCTIONS));
	assert_true(refuses_selection(CHAN_MAX_INSTRUCTIONS + 1));
	assert_true(refuses_selection(2 * CHAN_MAX_INSTRUCTIONS));
}

static void test_operands_without_words(void **state)
{
	support_sigma s;
	size_t i, limits = 0;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n    - keyword\n  condition: s");
	add_repeated(" or s", CHAN_MAX_INSTRUCTIONS);
	sl_buffer_byte(&text, '\n');
	s = compile();
	assert_int_equal(s.content.template_count, 0);
	for (i = 0; i < s.findings.count; i++)
		limits += s.findings.items[i].rule == SL_RULE_EXPANSION_LIMIT;
	assert_int_equal(s.findings.count, 2);
	assert_int_equal(limits, 1);
	support_sigma_end(&s);
}

static void rule_of_selections(unsigned count)
{
	unsigned i;

	begin_rule();
	for (i = 0; i < count; i++)
		sl_buffer_printf(&text, "  s%u: {User: a%u}\n", i, i % 7);
	sl_buffer_text(&text, "  condition: 1 of s*\n");
}

static void test_selections(void **state)
{
	support_sigma s;

	(void)state;
	rule_of_selections(4096);
	assert_int_equal(must_compile(&s)->criterion_count, 7);
	support_sigma_end(&s);
	rule_of_selections(4097);
	must_refuse("4,096 selections");
}

/* What is over a limit is said once, and what stands behind it in the rule is not looked at any more. */
static void test_behind_the_limit(void **state)
{
	static const char *const behind[] = {"    - {}\n", "  t: {}\n"};
	unsigned i;

	(void)state;
	for (i = 0; i < 2; i++) {
		begin_rule();
		sl_buffer_text(&text, "  s:\n    - CommandLine|contains|all:\n");
		for (unsigned value = 0; value <= CHAN_MAX_CRITERIA; value++)
			sl_buffer_printf(&text, "        - v%u\n", value);
		sl_buffer_text(&text, behind[i]);
		sl_buffer_text(&text, "  condition: s\n");
		must_refuse("4,096 criteria");
	}
	begin_rule();
	for (i = 0; i < 4096; i++)
		sl_buffer_printf(&text, "  s%u: {User: a}\n", i);
	sl_buffer_text(&text, "  t: {}\n  condition: 1 of s*\n");
	must_refuse("4,096 selections");
}

/* "(a or (b and (a or (b and ... ": each level leaves one value waiting. */
static void rule_of_depth(unsigned levels)
{
	unsigned i;

	begin_rule();
	sl_buffer_text(&text, "  a: {User: a}\n  b: {User: b}\n  condition: ");
	for (i = 1; i < levels; i++)
		sl_buffer_text(&text, i % 2 ? "a or (" : "b and (");
	sl_buffer_text(&text, "b");
	add_repeated(")", levels - 1);
	sl_buffer_byte(&text, '\n');
}

static void test_depth(void **state)
{
	support_sigma s;

	(void)state;
	rule_of_depth(CHAN_MAX_DEPTH);
	assert_int_equal(must_compile(&s)->instruction_count, 2 * CHAN_MAX_DEPTH - 1);
	support_sigma_end(&s);
	rule_of_depth(CHAN_MAX_DEPTH + 1);
	must_refuse("nested too deep");
}

static void rule_of_parentheses(size_t count)
{
	begin_rule();
	sl_buffer_text(&text, "  a: {User: a}\n  condition: ");
	add_repeated("(", count);
	sl_buffer_text(&text, "a");
	add_repeated(")", count);
	sl_buffer_byte(&text, '\n');
}

static void test_parentheses(void **state)
{
	support_sigma s;

	(void)state;
	rule_of_parentheses(64);
	assert_int_equal(must_compile(&s)->instruction_count, 1);
	support_sigma_end(&s);
	rule_of_parentheses(65);
	must_refuse("parentheses");
	rule_of_parentheses(1000000);
	must_refuse("parentheses");
}

static void test_parentheses_side_by_side(void **state)
{
	support_sigma s;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  a: {User: a}\n  condition: (a)");
	add_repeated(" and (a)", 1000);
	sl_buffer_byte(&text, '\n');
	assert_int_equal(must_compile(&s)->instruction_count, 2001);
	support_sigma_end(&s);
}

static void test_nots(void **state)
{
	support_sigma s;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  a: {User: a}\n  condition: ");
	add_repeated("not ", 100001);
	sl_buffer_text(&text, "a\n");
	assert_int_equal(must_compile(&s)->instruction_count, 2);
	support_sigma_end(&s);
}

static void rule_of_bytes(const char *key, size_t count)
{
	begin_rule();
	sl_buffer_printf(&text, "  s:\n    %s: '", key);
	add_repeated("x", count);
	sl_buffer_text(&text, "'\n  condition: s\n");
}

static void test_bytes_of_value(void **state)
{
	support_sigma s;

	(void)state;
	rule_of_bytes("User", CHAN_MAX_STRING);
	assert_int_equal(must_compile(&s)->criteria[0].values[0].text.length, CHAN_MAX_STRING);
	support_sigma_end(&s);
	rule_of_bytes("User", CHAN_MAX_STRING + 1);
	must_refuse("65537 bytes");
	/* Three bytes become four. */
	rule_of_bytes("User|base64", CHAN_MAX_STRING / 4 * 3);
	assert_int_equal(must_compile(&s)->criteria[0].values[0].text.length, CHAN_MAX_STRING);
	support_sigma_end(&s);
	rule_of_bytes("User|base64", CHAN_MAX_STRING / 4 * 3 + 1);
	must_refuse("65540 bytes");
}

static void test_bytes_of_header(void **state)
{
	support_sigma s;
	size_t over;

	(void)state;
	for (over = 0; over < 2; over++) {
		begin_rule();
		sl_buffer_text(&text, "  s: {User: a}\n  condition: s\nauthor: ");
		add_repeated("x", CHAN_MAX_STRING + over);
		sl_buffer_byte(&text, '\n');
		if (over) {
			must_refuse("65537 bytes");
			continue;
		}
		assert_int_equal(must_compile(&s)->author.length, CHAN_MAX_STRING);
		support_sigma_end(&s);
	}
}

static void test_windash(void **state)
{
	support_sigma s;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n    User|windash: '-a -b -c -d -e -f'\n  condition: s\n");
	assert_int_equal(must_compile(&s)->criteria[0].value_count, 15625);
	support_sigma_end(&s);
	begin_rule();
	sl_buffer_text(&text, "  s:\n    User|windash: '-a -b -c -d -e -f -g'\n  condition: s\n");
	must_refuse("windash");
}

/* Values that are too long take no room: each of them is said, however many they are. */
static void test_values_too_long(void **state)
{
	support_sigma s;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n    User|windash: '-a -b -c -d");
	add_repeated("x", CHAN_MAX_STRING);
	sl_buffer_text(&text, "'\n  condition: s\n");
	s = compile();
	assert_int_equal(s.findings.errors, 625);
	assert_int_equal(s.findings.items[624].rule, SL_RULE_EXPANSION_LIMIT);
	assert_non_null(strstr(s.findings.items[624].detail, "of at most 65536"));
	support_sigma_end(&s);
}

/* A few bytes that ask for gigabytes. */
static void test_room(void **state)
{
	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n    User|windash: '-a -b -c -d -e -f");
	add_repeated(" padding", 4000);
	sl_buffer_text(&text, "'\n  condition: s\n");
	must_refuse("too much room");
}

/*
 * Values that take just the room of a rule and so many bytes more: six dashes make 5^6 texts of 11 other bytes and a
 * padding; the five forms of a dash are 11 bytes. What is left of the room is one text more.
 */
static void add_full_rule(unsigned id, size_t more)
{
	const size_t texts = 15625, dashes = 6 * texts / 5 * 11;
	const size_t padding = (RULE_ROOM - dashes) / texts - 11 - sizeof(sl_value);
	const size_t left = RULE_ROOM - dashes - texts * (11 + padding + sizeof(sl_value));

	sl_buffer_printf(&text,
	                 "---\ntitle: room\nid: 00000000-0000-4000-8000-%012x\n"
	                 "logsource: {service: log}\ndetection:\n"
	                 "  s:\n    User|windash: ['-a -b -c -d -e -f",
	                 id);
	add_repeated("x", padding);
	sl_buffer_text(&text, "', '");
	add_repeated("y", left - sizeof(sl_value) + more);
	sl_buffer_text(&text, "']\n  condition: s\n");
}

static void test_room_to_the_byte(void **state)
{
	support_sigma s;

	(void)state;
	sl_buffer_clear(&text);
	add_full_rule(1, 0);
	assert_int_equal(must_compile(&s)->criteria[0].value_count, 15626);
	support_sigma_end(&s);
	sl_buffer_clear(&text);
	add_full_rule(1, 1);
	must_refuse("too much room");
}

/* Rules that each stay within their own bound, until there is no room for one value. */
static void test_room_of_all(void **state)
{
	support_sigma s;
	unsigned rules;

	(void)state;
	sl_buffer_clear(&text);
	for (rules = 1; rules <= ALL_ROOM / RULE_ROOM; rules++)
		add_full_rule(rules, 0);
	sl_buffer_printf(&text,
	                 "---\ntitle: room\nid: 00000000-0000-4000-8000-%012x\n"
	                 "logsource: {service: log}\ndetection: {s: {User: ''}, condition: s}\n",
	                 rules);
	support_sigma_compile(&s, "limit.yml", text.bytes, text.length);
	assert_int_equal(s.rules, rules);
	assert_int_equal(s.content.template_count, rules - 1);
	assert_int_equal(s.findings.errors, 1);
	assert_int_equal(s.findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
	assert_int_equal(s.findings.items[0].template_uuid[15], rules);
	assert_true(s.arena.used_total < (size_t)600 << 20);
	support_sigma_end(&s);
}

/* Far out on a line a finding points at the start of its scalar, so that many of them take no time to place. */
static void test_place(void **state)
{
	static const struct pair {
		size_t blanks, column;
	} pairs[] = {{4096 - 14, 14 + 4096}, {4097 - 14, 14}};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		support_sigma s;

		begin_rule();
		sl_buffer_text(&text, "  s: {User: a}\n  condition: s or (");
		add_repeated(" ", pairs[i].blanks + 14 - 6);
		sl_buffer_text(&text, "t)\n");
		s = compile();
		assert_int_equal(s.findings.count, 1);
		assert_int_equal(s.findings.items[0].rule, SL_RULE_SELECTION_UNKNOWN);
		assert_int_equal(s.findings.items[0].source.line, 6);
		assert_int_equal(s.findings.items[0].source.column, pairs[i].column);
		support_sigma_end(&s);
	}
}

/* More findings than a list keeps: counted, and the time stays linear. */
static void test_findings(void **state)
{
	support_sigma s;
	size_t i;

	(void)state;
	begin_rule();
	sl_buffer_text(&text, "  s:\n");
	for (i = 0; i < 50000; i++)
		sl_buffer_printf(&text, "    NoSuchField%zu|contain: a\n", i);
	sl_buffer_text(&text, "  condition: s\n");
	s = compile();
	assert_int_equal(s.findings.errors, 100000);
	assert_int_equal(s.findings.count, SL_MAX_FINDINGS);
	support_sigma_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_criteria),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_instructions),
		cmocka_unit_test(test_instructions_of_one),
		cmocka_unit_test(test_operands_without_words),
		cmocka_unit_test(test_selections),
		cmocka_unit_test(test_behind_the_limit),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_parentheses),
		cmocka_unit_test(test_parentheses_side_by_side),
		cmocka_unit_test(test_nots),
		cmocka_unit_test(test_bytes_of_value),
		cmocka_unit_test(test_bytes_of_header),
		cmocka_unit_test(test_windash),
		cmocka_unit_test(test_values_too_long),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_room_to_the_byte),
		cmocka_unit_test(test_room_of_all),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_findings),
	};

	return cmocka_run_group_tests_name("sigma_limits", tests, NULL, end);
}
