/* The header of a rule in its template, and what the rules of a file use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

#define BODY "logsource: {service: log}\ndetection: {s: {User: a}, condition: s}\n"
#define ID "id: 01234567-89ab-4def-8123-456789abcdef\n"

static support_sigma compile(const char *text)
{
	support_sigma s;

	support_sigma_compile(&s, "rule.yml", text, strlen(text));
	if (s.findings.count)
		fail_msg("CH%04u: %s", (unsigned)s.findings.items[0].rule,
		         s.findings.items[0].detail);
	assert_int_equal(s.content.template_count, 1);
	return s;
}

static void expect_text(sl_text got, const char *expected)
{
	if (!sl_text_is(got, expected))
		fail_msg("'%.*s' is not '%s'", (int)got.length, got.bytes, expected);
}

static void test_header(void **state)
{
	static const uint8_t uuid[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x4d, 0xef,
	                                 0x81, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
	support_sigma s =
		compile("# a comment\ntitle: 'Größe: 1'\n" ID
	                "status: experimental\nlevel: critical\nauthor: A, B\n"
	                "references:\n  - https://example.org/1\n  - https://example.org/2\n" BODY);
	const sl_template *t = &s.content.templates[0];

	(void)state;
	assert_memory_equal(t->uuid, uuid, sizeof uuid);
	expect_text(t->title, "Größe: 1");
	expect_text(t->author, "A, B");
	expect_text(t->link, "https://example.org/1");
	assert_int_equal(t->level, CHAN_LEVEL_CRITICAL);
	assert_int_equal(t->status, CHAN_STATUS_EXPERIMENTAL);
	assert_int_equal(t->action, CHAN_ACTION_DETECT);
	assert_string_equal(t->source.path, "rule.yml");
	assert_int_equal(t->source.line, 11);
	assert_int_equal(t->source.column, 38);
	support_sigma_end(&s);
}

static void test_header_least(void **state)
{
	support_sigma s = compile("title: 7\n" ID BODY);
	const sl_template *t = &s.content.templates[0];

	(void)state;
	expect_text(t->title, "7");
	expect_text(t->author, "");
	expect_text(t->link, "");
	assert_int_equal(t->level, CHAN_LEVEL_NONE);
	assert_int_equal(t->status, CHAN_STATUS_NONE);
	support_sigma_end(&s);
}

static void test_links(void **state)
{
	static const struct pair {
		const char *references, *link;
	} pairs[] = {{"references: []\n", ""},
	             {"references:\n", ""},
	             {"references: [null, b]\n", ""},
	             {"references: https://example.org\n", "https://example.org"},
	             {"references: ['', b]\n", ""}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char text[512] = "title: a\n" ID BODY;
		support_sigma s;

		strcat(text, pairs[i].references);
		s = compile(text);
		expect_text(s.content.templates[0].link, pairs[i].link);
		support_sigma_end(&s);
	}
}

static void test_words(void **state)
{
	static const char *const levels[] = {"informational", "low", "medium", "high", "critical"};
	static const char *const statuses[] = {"stable", "test", "experimental", "deprecated",
	                                       "unsupported"};
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		char text[512] = "title: a\n" ID BODY "level: ";
		support_sigma s;

		strcat(text, levels[i]);
		strcat(text, "\nstatus: ");
		strcat(text, statuses[i]);
		s = compile(text);
		assert_int_equal(s.content.templates[0].level, CHAN_LEVEL_INFORMATIONAL + i);
		assert_int_equal(s.content.templates[0].status, CHAN_STATUS_STABLE + i);
		support_sigma_end(&s);
	}
}

/* Findings name the template once its id is known, and the field where there is one. */
static void test_findings_name_things(void **state)
{
	static const char text[] =
		"title: a\n" ID "logsource: {service: log}\n"
		"detection:\n  s:\n    Usr: a\n    ProcessId: x\n  condition: s\n";
	support_sigma s;

	(void)state;
	support_sigma_compile(&s, "rule.yml", text, strlen(text));
	assert_int_equal(s.findings.count, 2);
	assert_true(s.findings.items[0].has_template);
	assert_int_equal(s.findings.items[0].template_uuid[0], 1);
	assert_string_equal(s.findings.items[0].field, "Usr");
	assert_non_null(strstr(s.findings.items[0].detail, "perhaps User"));
	assert_string_equal(s.findings.items[1].field, "ProcessId");
	support_sigma_end(&s);
}

/* A name by which events call a field is the field's, however near another field's name is. */
static void test_other_names(void **state)
{
	static const char *const of_image[] = {"NewProcessName", "user", "Usr"};
	static const char *const of_hashes[] = {"Digests"};
	static sl_field fields[] = {
		{.name = "Image", .kind = CHAN_KIND_STRING, .from = of_image, .from_count = 3},
		{.name = "User", .kind = CHAN_KIND_STRING},
		{.name = "Hashes", .kind = CHAN_KIND_STRING, .from = of_hashes, .from_count = 1},
	};
	static sl_type type = {.name = "log",
	                       .id = 5,
	                       .version = 1,
	                       .logsource = {"", "", "log"},
	                       .fields = fields,
	                       .field_count = 3,
	                       .newest = true};
	static const struct guess {
		const char *name, *guess;
	} guesses[] = {{"NewProcessName", "perhaps Image"},
	               {"user", "perhaps Image"},
	               {"Usr", "perhaps Image"},
	               {"Digests", "perhaps Hashes"},
	               {"USER", "perhaps User"},
	               {"Users", "perhaps User"},
	               {"Digest", "no field Digest"}};
	const sl_catalog catalog = {.types = &type, .count = 1};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof guesses / sizeof *guesses; i++) {
		char text[512];
		sl_findings findings;
		sl_content content = {0};
		sl_arena arena;

		snprintf(text, sizeof text,
		         "title: a\n" ID "logsource: {service: log}\n"
		         "detection: {s: {%s: a}, condition: s}\n",
		         guesses[i].name);
		sl_arena_start(&arena);
		sl_findings_start(&findings);
		(void)sl_compile_rules(&catalog, CHAN_ACTION_DETECT, "rule.yml",
		                       (const uint8_t *)text, strlen(text), &arena, &content,
		                       &findings);
		assert_int_equal(findings.count, 1);
		assert_int_equal(findings.items[0].rule, SL_RULE_FIELD_NOT_IN_TYPE);
		if (!strstr(findings.items[0].detail, guesses[i].guess))
			fail_msg("%s: %s", guesses[i].name, findings.items[0].detail);
		assert_int_equal(strstr(findings.items[0].detail, "perhaps") != NULL,
		                 strstr(guesses[i].guess, "perhaps") != NULL);
		sl_findings_free(&findings);
		sl_arena_free(&arena);
	}
}

static const sl_rule_field *field_of(const sl_rule_use *use, const char *name)
{
	uint32_t i;

	for (i = 0; i < use->field_count; i++)
		if (sl_text_is(use->fields[i].name, name))
			return &use->fields[i];
	return NULL;
}

static void expect_field(const sl_rule_use *use, const char *name, bool numeric_only,
                         bool text_used)
{
	const sl_rule_field *field = field_of(use, name);

	if (!field)
		fail_msg("the field %s is not used", name);
	if (field->numeric_only != numeric_only || field->text_used != text_used)
		fail_msg("the field %s: numeric %d, text %d", name, field->numeric_only,
		         field->text_used);
}

static void test_uses(void **state)
{
	static const char text[] = "logsource: {product: p, service: s, definition: d}\n"
				   "detection:\n"
				   "  a:\n"
				   "    Number: [1, '2', 0x3]\n"
				   "    Compared|gte: 5\n"
				   "    Mixed: 1\n"
				   "    Text: a\n"
				   "    Quoted: '7'\n"
				   "    Pattern|re: '1'\n"
				   "    Part|contains: 1\n"
				   "    Net|cidr: 10.0.0.0/8\n"
				   "    There|exists: true\n"
				   "    Null: null\n"
				   "    Star: '*'\n"
				   "    This|fieldref: [That, Other]\n"
				   "    Odd|nonsense: 4\n"
				   "  b:\n"
				   "    - Mixed: b\n"
				   "    - - Nested: c\n"
				   "  keywords: [x, y]\n"
				   "  condition: {Not: used}\n"
				   "---\n"
				   "logsource: {category: c}\n"
				   "detection: {s: {Mixed: 2}}\n";
	sl_rule_use *uses;
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	assert_int_equal(sl_rule_uses("x.yml", (const uint8_t *)text, strlen(text), &arena, &uses),
	                 2);
	assert_string_equal(uses[0].logsource.product, "p");
	assert_string_equal(uses[0].logsource.category, "");
	assert_string_equal(uses[0].logsource.service, "s");
	assert_string_equal(uses[0].source.path, "x.yml");
	assert_int_equal(uses[0].source.line, 1);
	expect_field(&uses[0], "Number", true, false);
	expect_field(&uses[0], "Compared", true, false);
	expect_field(&uses[0], "Mixed", false, true);
	expect_field(&uses[0], "Text", false, true);
	expect_field(&uses[0], "Quoted", false, false);
	expect_field(&uses[0], "Pattern", false, true);
	expect_field(&uses[0], "Part", false, true);
	expect_field(&uses[0], "Net", false, false);
	expect_field(&uses[0], "There", false, false);
	expect_field(&uses[0], "Null", false, false);
	expect_field(&uses[0], "Star", false, false);
	expect_field(&uses[0], "This", false, false);
	expect_field(&uses[0], "That", false, false);
	expect_field(&uses[0], "Other", false, false);
	expect_field(&uses[0], "Odd", true, false);
	expect_field(&uses[0], "Nested", false, true);
	assert_int_equal(uses[0].field_count, 16);
	assert_string_equal(uses[1].logsource.category, "c");
	assert_int_equal(uses[1].field_count, 1);
	expect_field(&uses[1], "Mixed", true, false);
	assert_int_equal(uses[1].source.line, 23);
	sl_arena_free(&arena);
}

static void test_uses_of_no_rule(void **state)
{
	static const char *const texts[] = {
		"",
		"a: b: c",
		"just text",
		"- a\n- b\n",
		"logsource: {}\ndetection: {s: {A: b}}\n",
		"logsource: {product: p}\n",
		"detection: {s: {A: b}}\n",
		"logsource: {product: p}\ndetection: [a]\n",
		"correlation: {}\nlogsource: {product: p}\ndetection: {s: {A: b}}\n",
		"action: global\nlogsource: {product: p}\ndetection: {s: {A: b}}\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		sl_arena arena;
		sl_rule_use *uses;

		sl_arena_start(&arena);
		if (sl_rule_uses("x.yml", (const uint8_t *)texts[i], strlen(texts[i]), &arena,
		                 &uses) != 0)
			fail_msg("'%s' uses something", texts[i]);
		sl_arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_least),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_findings_name_things),
		cmocka_unit_test(test_other_names),
		cmocka_unit_test(test_uses),
		cmocka_unit_test(test_uses_of_no_rule),
	};

	return cmocka_run_group_tests_name("sigma_rule", tests, NULL, NULL);
}
