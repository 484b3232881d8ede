/*
 * The naive evaluator of Sigma rules against verdicts by hand: an oracle that is wrong itself is worth nothing.
 * The fields are Text, Other (strings), Number (integer), Ip and Ip6 (addresses).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "naive.h"

/* "s" is the selection of every rule that is given by an item alone. */
typedef struct trial {
	const char *rule; /* the lines of "detection", or an item */
	const char *text; /* Text; NULL is null, ABSENT absent */
	enum naive_verdict verdict;
} trial;

static const char absent[] = "(absent)";
#define ABSENT absent

enum { FIELDS = 5, RULE_MAX = 4096 };

static void set(naive_field *field, const char *text)
{
	field->state = text == ABSENT ? NAIVE_ABSENT : text == NULL ? NAIVE_NULL : NAIVE_VALUE;
	if (field->state == NAIVE_VALUE) {
		field->text = (const uint8_t *)text;
		field->size = strlen(text);
	}
}

static enum naive_verdict judge(const char *detection, const naive_field fields[FIELDS])
{
	const naive_event event = {.fields = fields, .count = FIELDS};
	char yaml[RULE_MAX];
	naive_rule *rule;
	enum naive_verdict verdict;
	int size;

	if (detection[0] == ' ')
		size = snprintf(yaml, sizeof yaml, "title: a\nid: x\ndetection:\n%s\n", detection);
	else
		size = snprintf(yaml, sizeof yaml,
		                "title: a\nid: x\ndetection:\n s:\n  %s\n condition: s\n",
		                detection);
	assert_in_range(size, 1, RULE_MAX - 1);
	rule = naive_rule_read(yaml, (size_t)size, 0);
	assert_non_null(rule);
	assert_string_equal(naive_rule_id(rule), "x");
	verdict = naive_matches(rule, &event);
	assert_int_equal(verdict == NAIVE_UNKNOWN, naive_rule_unknown(rule) != NULL);
	naive_rule_free(rule);
	return verdict;
}

static const uint8_t peer[4] = {10, 1, 2, 3};
static const uint8_t peer6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};

static void usual_event(naive_field fields[FIELDS])
{
	const naive_field usual[FIELDS] = {
		{.name = "Text", .kind = NAIVE_STRING},
		{.name = "Other",
	         .kind = NAIVE_STRING,
	         .state = NAIVE_VALUE,
	         .text = (const uint8_t *)"Other text",
	         .size = 10},
		{.name = "Number", .kind = NAIVE_INTEGER, .state = NAIVE_VALUE, .integer = 42},
		{.name = "Ip",
	         .kind = NAIVE_ADDRESS,
	         .state = NAIVE_VALUE,
	         .text = peer,
	         .size = sizeof peer},
		{.name = "Ip6",
	         .kind = NAIVE_ADDRESS,
	         .state = NAIVE_VALUE,
	         .text = peer6,
	         .size = sizeof peer6},
	};

	memcpy(fields, usual, sizeof usual);
}

static void run(const trial *trials, size_t count)
{
	naive_field fields[FIELDS];
	size_t i;

	usual_event(fields);
	for (i = 0; i < count; i++) {
		enum naive_verdict verdict;

		set(&fields[0], trials[i].text);
		verdict = judge(trials[i].rule, fields);
		if (verdict != trials[i].verdict)
			fail_msg("%s\nwith Text %s gives %d", trials[i].rule,
			         trials[i].text ? trials[i].text : "null", (int)verdict);
	}
}

#define RUN(trials) run(trials, sizeof(trials) / sizeof *(trials))

static void texts_are_compared_whole_and_folded(void **state)
{
	static const trial trials[] = {
		{"Text: Abc", "aBC", NAIVE_YES},
		{"Text: abc", "abcd", NAIVE_NO},
		{"Text: abc", "xabc", NAIVE_NO},
		{"Text: \"\\xc4\"", "\xc3\xa4", NAIVE_NO},
		{"Text: \"\\xc4\"", "\xc3\x84", NAIVE_YES},
		{"Text|cased: Abc", "aBC", NAIVE_NO},
		{"Text|cased: Abc", "Abc", NAIVE_YES},
		{"Text: [a, b]", "b", NAIVE_YES},
		{"Text: [a, b]", "c", NAIVE_NO},
		{"Text: 10", "10", NAIVE_YES},
		{"Text: 0x1F", "0x1f", NAIVE_YES},
		{"Text: 0x1F", "31", NAIVE_NO},
		{"Text: 1.0", "1.0", NAIVE_YES},
		{"Text: TRUE", "true", NAIVE_YES},
		{"Text: 'null'", "null", NAIVE_YES},
		{"Text|startswith: AB", "abc", NAIVE_YES},
		{"Text|startswith: bc", "abc", NAIVE_NO},
		{"Text|endswith: BC", "abc", NAIVE_YES},
		{"Text|endswith: ab", "abc", NAIVE_NO},
		{"Text|contains: B", "abc", NAIVE_YES},
		{"Text|contains: d", "abc", NAIVE_NO},
		{"Text|contains|all: [a, c]", "abc", NAIVE_YES},
		{"Text|contains|all: [a, d]", "abc", NAIVE_NO},
		{"Nothing: a", "a", NAIVE_NO},
	};

	(void)state;
	RUN(trials);
}

static void null_is_absent_or_null_and_empty_is_a_text(void **state)
{
	static const trial trials[] = {
		{"Text: null", ABSENT, NAIVE_YES},
		{"Text: null", NULL, NAIVE_YES},
		{"Text: ~", NULL, NAIVE_YES},
		{"Text:", NULL, NAIVE_YES},
		{"Text: null", "", NAIVE_NO},
		{"Text: ''", "", NAIVE_YES},
		{"Text: ''", NULL, NAIVE_NO},
		{"Text: ''", ABSENT, NAIVE_NO},
		{"Text: ''", "a", NAIVE_NO},
		{"Text: '*'", "", NAIVE_YES},
		{"Text: '*'", "a", NAIVE_YES},
		{"Text: '*'", NULL, NAIVE_NO},
		{"Text: '*'", ABSENT, NAIVE_NO},
		{"Text|contains: '*'", ABSENT, NAIVE_NO},
		{"Text|exists: true", ABSENT, NAIVE_NO},
		{"Text|exists: true", NULL, NAIVE_YES},
		{"Text|exists: false", ABSENT, NAIVE_YES},
		{"Text|exists: False", "a", NAIVE_NO},
		{"Text|neq: a", ABSENT, NAIVE_YES},
		{"Text|neq: a", "a", NAIVE_NO},
		{"Text|neq: [a, b]", "b", NAIVE_NO},
		{"Text|neq: [a, b]", "c", NAIVE_YES},
		{"Text|contains|all|neq: [a, b]", "a", NAIVE_YES},
		{"Text|contains|all|neq: [a, b]", "ab", NAIVE_NO},
		{"Text|neq: null", "", NAIVE_YES},
		{"Text|neq: null", NULL, NAIVE_NO},
		{"Number: '*'", "", NAIVE_YES},
		{"Ip: '*'", "", NAIVE_YES},
	};

	(void)state;
	RUN(trials);
}

static void wildcards_and_their_escapes(void **state)
{
	static const trial trials[] = {
		{"Text: 'a*c'", "abbc", NAIVE_YES},
		{"Text: 'a*c'", "ac", NAIVE_YES},
		{"Text: 'a*c'", "acb", NAIVE_NO},
		{"Text: 'a*b*c'", "a-b-c-b-c", NAIVE_YES},
		{"Text: '*ab*ab'", "abab", NAIVE_YES},
		{"Text: '*ab*ab'", "aab", NAIVE_NO},
		{"Text: 'a?c'", "abc", NAIVE_YES},
		{"Text: 'a?c'", "ac", NAIVE_NO},
		{"Text: 'a?c'",
	         "a\xc3\xa4"
	         "c",
	         NAIVE_YES},
		{"Text: 'a??c'",
	         "a\xc3\xa4"
	         "c",
	         NAIVE_NO},
		{"Text: 'a?b'",
	         "a\xf0\xbf\xbf\xbf"
	         "b",
	         NAIVE_YES},
		{"Text: 'a?b'",
	         "a\xbf\xbf\xbf\xbf\xbf"
	         "b",
	         NAIVE_NO},
		{"Text: 'a??b'",
	         "a\xbf\xbf\xbf\xbf\xbf"
	         "b",
	         NAIVE_YES},
		{"Text: 'a\\*c'", "a*c", NAIVE_YES},
		{"Text: 'a\\*c'", "abc", NAIVE_NO},
		{"Text: 'a\\\\*'", "a\\b", NAIVE_YES},
		{"Text: 'a\\\\*'", "ab", NAIVE_NO},
		{"Text: 'a\\\\\\*'", "a\\*", NAIVE_YES},
		{"Text: 'a\\b'", "a\\b", NAIVE_YES},
		{"Text: 'a\\\\b'", "a\\b", NAIVE_YES},
		{"Text: '\\\\\\\\a'", "\\\\a", NAIVE_YES},
		{"Text: 'a\\'", "a\\", NAIVE_YES},
		{"Text|contains: 'b*d'", "abcde", NAIVE_YES},
		{"Text|endswith: 'b?d'", "abcd", NAIVE_YES},
	};

	(void)state;
	RUN(trials);
}

static void windash_writes_every_dash(void **state)
{
	static const trial trials[] = {
		{"Text|contains|windash: ' -a'", "x /a", NAIVE_YES},
		{"Text|contains|windash: ' -a'",
	         "x \xe2\x80\x93"
	         "a",
	         NAIVE_YES},
		{"Text|contains|windash: ' -a'", "x +a", NAIVE_NO},
		{"Text|windash: -pre-fix", "/pre-fix", NAIVE_YES},
		{"Text|windash: -pre-fix", "/pre/fix", NAIVE_NO},
		{"Text|windash: -a -b",
	         "/a \xe2\x80\x95"
	         "b",
	         NAIVE_YES},
		{"Text|windash: --a", "-/a", NAIVE_YES},
		{"Text|windash: --a", "//a", NAIVE_NO},
		{"Text|windash: 'a -'", "a /", NAIVE_NO},
		{"Text|windash|base64|cased: -a", "L2E=", NAIVE_YES},
	};

	(void)state;
	RUN(trials);
}

static void base64_in_all_its_forms(void **state)
{
	static const trial trials[] = {
		{"Text|base64|cased: [f, fo, foo]", "Zg==", NAIVE_YES},
		{"Text|base64|cased: [f, fo, foo]", "Zm8=", NAIVE_YES},
		{"Text|base64|cased: [f, fo, foo]", "Zm9v", NAIVE_YES},
		{"Text|base64: foo", "zM9V", NAIVE_YES},
		{"Text|base64|cased: foo", "zM9V", NAIVE_NO},
		{"Text|base64offset|contains|cased: whoami", "xd2hvYW1py", NAIVE_YES},
		{"Text|base64offset|contains|cased: whoami", "xdob2Ftay", NAIVE_YES},
		{"Text|base64offset|contains|cased: whoami", "x3aG9hbWy", NAIVE_YES},
		{"Text|base64offset|contains|cased: whoami", "x3aG9hb", NAIVE_NO},
		{"Text|wide|base64|cased: cmd", "YwBtAGQA", NAIVE_YES},
		{"Text|utf16le|base64|cased: cmd", "YwBtAGQA", NAIVE_YES},
		{"Text|utf16be|base64|cased: cmd", "AGMAbQBk", NAIVE_YES},
		{"Text|utf16|base64|cased: cmd", "//5jAG0AZAA=", NAIVE_YES},
		{"Text|wide|base64|cased: \"\\xe4\\U0001F600\"", "5AA92ADe", NAIVE_YES},
	};

	(void)state;
	RUN(trials);
}

static void numbers_and_addresses(void **state)
{
	static const trial trials[] = {
		{"Number: 42", "", NAIVE_YES},
		{"Number: '0x2a'", "", NAIVE_YES},
		{"Number: [1, 2]", "", NAIVE_NO},
		{"Number: null", "", NAIVE_NO},
		{"Number|gt: 41", "", NAIVE_YES},
		{"Number|gt: 42", "", NAIVE_NO},
		{"Number|gte: 42", "", NAIVE_YES},
		{"Number|gte: 43", "", NAIVE_NO},
		{"Number|lt: 43", "", NAIVE_YES},
		{"Number|lt: 42", "", NAIVE_NO},
		{"Number|lte: 42", "", NAIVE_YES},
		{"Number|lte: -42", "", NAIVE_NO},
		{"Ip: 10.1.2.3", "", NAIVE_YES},
		{"Ip: 10.1.2.4", "", NAIVE_NO},
		{"Ip|cidr: 10.0.0.0/8", "", NAIVE_YES},
		{"Ip|cidr: 10.1.2.2/31", "", NAIVE_YES},
		{"Ip|cidr: 10.1.2.0/31", "", NAIVE_NO},
		{"Ip|cidr: '::/0'", "", NAIVE_NO},
		{"Ip6: '2001:DB8:0::1'", "", NAIVE_YES},
		{"Ip6|cidr: '2001:db8::/32'", "", NAIVE_YES},
		{"Ip6|cidr: '2001:db8:8000::/33'", "", NAIVE_NO},
		{"Text|cidr: 10.0.0.0/8", "10.9.9.9", NAIVE_YES},
		{"Text|cidr: 10.0.0.0/8", "10.9.9.09", NAIVE_NO},
		{"Text|cidr: 10.0.0.0/8", "10.9.9.9 ", NAIVE_NO},
		{"Text|cidr: '::/0'", "::1", NAIVE_YES},
		{"Text|fieldref: Other", "OTHER TEXT", NAIVE_YES},
		{"Text|fieldref|cased: Other", "OTHER TEXT", NAIVE_NO},
		{"Text|fieldref: Other", "other", NAIVE_NO},
		{"Text|fieldref: Nothing", ABSENT, NAIVE_NO},
		{"Text|fieldref|neq: Other", "other", NAIVE_YES},
		{"Ip|fieldref: Ip6", "", NAIVE_NO},
	};

	(void)state;
	RUN(trials);
}

static const char *const composed =
	"  s_a: {Text|contains: a}\n"
	"  s_b: [{Text|contains: b}, {Text|contains: c, Other|contains: text}]\n"
	"  _out: {Text|contains: o}\n"
	"  condition: %s";

static void conditions_and_detections(void **state)
{
	static const struct {
		const char *condition, *text;
		enum naive_verdict verdict;
	} trials[] = {
		{"s_a", "a", NAIVE_YES},
		{"s_b", "b", NAIVE_YES},
		{"s_b", "c", NAIVE_YES},
		{"s_b", "a", NAIVE_NO},
		{"s_a and s_b", "ab", NAIVE_YES},
		{"s_a and s_b", "a", NAIVE_NO},
		{"s_a or s_b and _out", "a", NAIVE_YES},
		{"s_b and _out or s_a", "a", NAIVE_YES},
		{"(s_a or s_b) and _out", "a", NAIVE_NO},
		{"(s_a or s_b) and not _out", "a", NAIVE_YES},
		{"not s_a and not not s_b", "b", NAIVE_YES},
		{"NOT s_a OR s_b", "a", NAIVE_NO},
		{"not(s_a or s_b)", "x", NAIVE_YES},
		{"1 of s_*", "b", NAIVE_YES},
		{"all of s_*", "b", NAIVE_NO},
		{"all of s_*", "bax", NAIVE_YES},
		{"1 of *_b", "a", NAIVE_NO},
		{"1 of them", "o", NAIVE_NO},
		{"any of them", "a", NAIVE_YES},
		{"all of them", "ab", NAIVE_YES},
		{"[s_a and s_b, _out]", "o", NAIVE_YES},
		{"[s_a and s_b, _out]", "a", NAIVE_NO},
	};
	char rule[RULE_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof trials / sizeof *trials; i++) {
		trial one = {.rule = rule, .text = trials[i].text, .verdict = trials[i].verdict};

		(void)snprintf(rule, sizeof rule, composed, trials[i].condition);
		run(&one, 1);
	}
}

static void patterns(void **state)
{
	static const trial trials[] = {
		{"Text|re: 'b+c'", "abbc", NAIVE_YES},    {"Text|re: 'B+c'", "abbc", NAIVE_NO},
		{"Text|re|i: 'B+c'", "abbc", NAIVE_YES},  {"Text|re: '(?i)B+c'", "abbc", NAIVE_YES},
		{"Text|re: '^b$'", "a\nb", NAIVE_NO},     {"Text|re|m: '^b$'", "a\nb", NAIVE_YES},
		{"Text|re: 'b$'", "b\n", NAIVE_NO},       {"Text|re: 'a.b'", "a\nb", NAIVE_YES},
		{"Text|re: 'a*'", NULL, NAIVE_NO},        {"Text|re: '^$'", "", NAIVE_YES},
		{"Text|re|all: [a, b]", "ba", NAIVE_YES}, {"Text|re|all: [a, b]", "a", NAIVE_NO},
	};
	naive_field fields[FIELDS];

	(void)state;
	usual_event(fields);
	set(&fields[0], "a");
	if (judge("Text|re: a", fields) == NAIVE_UNKNOWN) {
		print_message("PCRE2 is not installed\n");
		skip();
	}
	RUN(trials);
}

static void what_it_does_not_know_it_says(void **state)
{
	static const trial trials[] = {
		{"Text|hour: 3", "a", NAIVE_UNKNOWN},   {"Text|expand: a", "a", NAIVE_UNKNOWN},
		{"'|all': [a, b]", "a", NAIVE_UNKNOWN}, {"- keyword", "a", NAIVE_UNKNOWN},
		{"Text|re: '('", "a", NAIVE_UNKNOWN},   {"Text|base64: 'a*'", "a", NAIVE_UNKNOWN},
		{"Text: [a, [b]]", "a", NAIVE_UNKNOWN}, {"Text: []", "a", NAIVE_UNKNOWN},
		{"  s: {Text: a}", "a", NAIVE_UNKNOWN},
	};
	static const char one[] = "title: a\n";

	(void)state;
	RUN(trials);
	assert_null(naive_rule_read(one, sizeof one - 1, 1));
	assert_null(naive_rule_read("{", 1, 0));
	assert_null(naive_rule_read("", 0, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_compared_whole_and_folded),
		cmocka_unit_test(null_is_absent_or_null_and_empty_is_a_text),
		cmocka_unit_test(wildcards_and_their_escapes),
		cmocka_unit_test(windash_writes_every_dash),
		cmocka_unit_test(base64_in_all_its_forms),
		cmocka_unit_test(numbers_and_addresses),
		cmocka_unit_test(conditions_and_detections),
		cmocka_unit_test(patterns),
		cmocka_unit_test(what_it_does_not_know_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
