/* assemble: what is not the yaml form of a channel file is refused, with line and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_content.h"

/* --- what is not the yaml form */

static const char plain[] = "engine_level: 1\n" /* line 1 */
			    "channel: 1\n"
			    "content_version: 1\n"
			    "created_at: 1\n"
			    "expires_at: 0\n"
			    "types:\n" /* 6 */
			    "- name: type\n"
			    "  id: 1\n"
			    "  version: 1\n"
			    "  fields:\n" /* 10 */
			    "  - {name: Text, kind: string}\n"
			    "  - {name: Number, kind: integer}\n"
			    "  - {name: Twin, kind: ip}\n"
			    "  - {name: Twin, kind: ip}\n"
			    "  templates:\n"
			    "  - id: 01010101-0101-0101-0101-010101010101\n" /* 16 */
			    "    title: Title\n"
			    "    author: Somebody\n"
			    "    link: Link\n"
			    "    action: detect\n" /* 20 */
			    "    level: high\n"
			    "    status: test\n"
			    "    criteria:\n"
			    "    - field: Text\n" /* 24 */
			    "      operator: exact\n"
			    "      flags: [cased]\n"
			    "      values: [a]\n"
			    "    - field: Number\n" /* 28 */
			    "      operator: eq\n"
			    "      values: [1]\n"
			    "    - field: 2\n" /* 31 */
			    "      operator: cidr\n"
			    "      values: [10.0.0.0/8]\n"
			    "    - field: 3\n" /* 34 */
			    "      operator: fieldref\n"
			    "      values: [2]\n"
			    "    condition: [0, 1, 2, 3, and, or, and]\n"; /* 37 */

static const struct {
	const char *from, *to;
	uint16_t rule;
	uint32_t line, column; /* column 0: any */
} wrong[] = {
	{"channel: 1", "channel: 1\nchannel: 1", SL_RULE_YAML, 3, 1},
	{"channel: 1", "channel: &a 1", SL_RULE_YAML, 2, 0},
	{"channel: 1", "channel: [", SL_RULE_YAML, 0, 0},
	{"channel: 1\n", "", SL_RULE_KEY_MISSING, 1, 1},
	{"channel: 1", "channels: 1\nchannel: 1", SL_RULE_UNKNOWN_KEY, 2, 1},
	{"channel: 1", "channel: one", SL_RULE_VALUE_INVALID, 2, 10},
	{"channel: 1", "channel: '1'", SL_RULE_VALUE_INVALID, 2, 10},
	{"channel: 1", "channel: -1", SL_RULE_VALUE_INVALID, 2, 10},
	{"channel: 1", "channel: 4294967296", SL_RULE_VALUE_INVALID, 2, 10},
	{"channel: 1", "channel: 0x1", SL_RULE_VALUE_INVALID, 2, 10},
	{"channel: 1", "channel:", SL_RULE_VALUE_INVALID, 2, 0},
	{"channel: 1", "channel: [1]", SL_RULE_VALUE_INVALID, 2, 10},
	{"engine_level: 1", "engine_level: 65536", SL_RULE_VALUE_INVALID, 1, 15},
	{"created_at: 1", "created_at: 18446744073709551616", SL_RULE_VALUE_INVALID, 4, 13},
	{"types:\n", "types: {}\ntype:\n", SL_RULE_UNKNOWN_KEY, 7, 1},
	{"- name: type\n  id: 1", "- name: type\n  id: 4294967296", SL_RULE_VALUE_INVALID, 8, 7},
	{"- name: type", "- name: 7", SL_RULE_VALUE_INVALID, 7, 9},
	{"- name: type\n", "- 7\n- name: type\n", SL_RULE_VALUE_INVALID, 7, 3},
	{"kind: string", "kind: strings", SL_RULE_VALUE_INVALID, 11, 24},
	{"name: Number, kind", "name: Number, type", SL_RULE_KEY_MISSING, 12, 5},
	{"name: Number", "name: null", SL_RULE_VALUE_INVALID, 12, 12},
	{"  templates:\n", "  templates: []\n  template:\n", SL_RULE_UNKNOWN_KEY, 16, 3},
	{"id: 01010101-", "id: 01010101", SL_RULE_VALUE_INVALID, 16, 9},
	{"title: Title", "title: 7", SL_RULE_VALUE_INVALID, 17, 12},
	{"title: Title", "title: true", SL_RULE_VALUE_INVALID, 17, 12},
	{"title: Title", "title: {a: b}", SL_RULE_VALUE_INVALID, 17, 12},
	{"author: Somebody\n", "author: 2.5\n", SL_RULE_VALUE_INVALID, 18, 13},
	{"    author: Somebody\n", "", SL_RULE_KEY_MISSING, 16, 5},
	{"action: detect", "action: allow", SL_RULE_VALUE_INVALID, 20, 13},
	{"level: high", "level: HIGH", SL_RULE_VALUE_INVALID, 21, 12},
	{"status: test", "status: [test]", SL_RULE_VALUE_INVALID, 22, 13},
	{"field: Text", "field: text", SL_RULE_VALUE_INVALID, 24, 14},
	{"field: Text", "field: 4", SL_RULE_VALUE_INVALID, 24, 14},
	{"field: Text", "field: Twin", SL_RULE_VALUE_INVALID, 24, 14},
	{"field: Text", "field: '0'", SL_RULE_VALUE_INVALID, 24, 14},
	{"field: Text", "field: [Text]", SL_RULE_VALUE_INVALID, 24, 14},
	{"operator: exact", "operator: equals", SL_RULE_VALUE_INVALID, 25, 17},
	{"operator: exact", "operator: 1", SL_RULE_VALUE_INVALID, 25, 17},
	{"operator: exact", "operator: any", SL_RULE_VALUE_INVALID, 27, 15},
	{"flags: [cased]", "flags: cased", SL_RULE_VALUE_INVALID, 26, 14},
	{"flags: [cased]", "flags: [folded]", SL_RULE_VALUE_INVALID, 26, 15},
	{"flags: [cased]", "flags: [cased, cased]", SL_RULE_VALUE_INVALID, 26, 22},
	{"values: [a]", "values: a", SL_RULE_VALUE_INVALID, 27, 15},
	{"values: [a]", "values: [1]", SL_RULE_VALUE_INVALID, 27, 16},
	{"values: [a]", "values: [null]", SL_RULE_VALUE_INVALID, 27, 16},
	{"values: [a]", "values: [[a]]", SL_RULE_VALUE_INVALID, 27, 16},
	{"values: [a]", "value: [a]", SL_RULE_UNKNOWN_KEY, 27, 7},
	{"values: [1]", "values: [x]", SL_RULE_VALUE_INVALID, 30, 16},
	{"values: [1]", "values: ['1']", SL_RULE_VALUE_INVALID, 30, 16},
	{"values: [1]", "values: [9223372036854775808]", SL_RULE_VALUE_INVALID, 30, 16},
	{"values: [10.0.0.0/8]", "values: [10.0.0.0/33]", SL_RULE_VALUE_INVALID, 33, 16},
	{"values: [10.0.0.0/8]", "values: [10.0.0.1/8]", SL_RULE_VALUE_INVALID, 33, 16},
	{"values: [10.0.0.0/8]", "values: [pipe]", SL_RULE_VALUE_INVALID, 33, 16},
	{"values: [2]", "values: [Twin]", SL_RULE_VALUE_INVALID, 36, 16},
	{"values: [2]", "values: [4]", SL_RULE_VALUE_INVALID, 36, 16},
	{"[0, 1,", "[0, 4,", SL_RULE_VALUE_INVALID, 37, 20},
	{"[0, 1,", "[0, xor,", SL_RULE_VALUE_INVALID, 37, 20},
	{"[0, 1,", "[0, '1',", SL_RULE_VALUE_INVALID, 37, 20},
	{"[0, 1,", "[0, [1],", SL_RULE_VALUE_INVALID, 37, 20},
	{"condition: [0, 1, 2, 3, and, or, and]", "condition: 0", SL_RULE_VALUE_INVALID, 37, 16},
};

static bool assemble(fixture *f, const char *text, size_t length)
{
	sl_findings_free(&f->findings);
	sl_findings_start(&f->findings);
	memset(&f->content, 0xa5, sizeof f->content);
	return sl_assemble("a.yaml", (const uint8_t *)text, length, &f->arena, &f->content,
	                   &f->findings);
}

static void assemble_refuses(void **state)
{
	fixture *f = *state;
	char changed[4096];
	size_t i;

	assert_true(assemble(f, plain, sizeof plain - 1));
	support_write(&f->content, &f->bytes);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *place = strstr(plain, wrong[i].from);
		const sl_finding *finding;

		assert_non_null(place);
		snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - plain), plain,
		         wrong[i].to, place + strlen(wrong[i].from));
		if (assemble(f, changed, strlen(changed)))
			fail_msg("\"%s\" is taken", wrong[i].to);
		sl_findings_sort(&f->findings);
		assert_true(f->findings.count >= 1);
		finding = &f->findings.items[0];
		if (finding->rule != wrong[i].rule ||
		    (wrong[i].line && finding->source.line != wrong[i].line) ||
		    (wrong[i].column && finding->source.column != wrong[i].column))
			fail_msg("\"%s\": CH%u at %u:%u: %s", wrong[i].to, finding->rule,
			         finding->source.line, finding->source.column, finding->detail);
		assert_string_equal(finding->source.path, "a.yaml");
	}
}

/* No cut of it is taken for the whole: the last line says the condition. */
static void assemble_refuses_prefixes(void **state)
{
	fixture *f = *state;
	size_t length;

	for (length = 0; length + 1 < sizeof plain - 1; length++)
		if (assemble(f, plain, length))
			fail_msg("the first %zu bytes are taken", length);
}

static void assemble_says_all(void **state)
{
	static const char two[] = "channel: x\nengine_level: y\ncontent_version: 1\ncreated_at: 1\n"
				  "expires_at: 0\ntypes: []\n";
	fixture *f = *state;

	assert_false(assemble(f, two, sizeof two - 1));
	assert_int_equal(f->findings.count, 2);
	assert_int_equal(f->findings.items[0].source.line, 2);
	assert_int_equal(f->findings.items[1].source.line, 1);
	assert_false(assemble(f, "", 0));
	assert_int_equal(f->findings.items[0].rule, SL_RULE_YAML);
	assert_false(assemble(f, "--- a\n--- b\n", 12));
	assert_int_equal(f->findings.items[0].rule, SL_RULE_YAML);
	assert_false(assemble(f, "a", 1));
	assert_int_equal(f->findings.items[0].rule, SL_RULE_VALUE_INVALID);
}

/* What reads well and the format cannot hold is the writer's to say, at the place in this file. */
static void writer_points_into_the_text(void **state)
{
	fixture *f = *state;
	char changed[4096];
	const char *place = strstr(plain, "values: [a]");

	snprintf(changed, sizeof changed, "%.*svalues: []%s", (int)(place - plain), plain,
	         place + strlen("values: [a]"));
	assert_true(assemble(f, changed, strlen(changed)));
	assert_false(sl_content_write(&f->content, &f->arena, &f->bytes, NULL, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, CHAN_RULE_VALUE_COUNT);
	assert_string_equal(f->findings.items[0].source.path, "a.yaml");
	assert_int_equal(f->findings.items[0].source.line, 24);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(assemble_refuses),
		TEST(assemble_refuses_prefixes),
		TEST(assemble_says_all),
		TEST(writer_points_into_the_text),
	};

	return cmocka_run_group_tests_name("assemble", tests, NULL, NULL);
}
