/*
 * Many rules of many types in one content, which grows on the way: each template has its own type, title and value in
 * the end. And a content that is full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/compile.h"

enum { TYPES = 40, RULES = 200 };

typedef struct fixture {
	char names[TYPES][8];
	sl_field fields[TYPES];
	sl_type types[TYPES];
	sl_catalog catalog;
	sl_arena arena;
	sl_content content;
	sl_findings findings;
	sl_buffer text;
} fixture;

/* Each type has the log source, and the one field, of its name; ids differ or versions do. */
static int begin(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	unsigned i;

	if (!f)
		return -1;
	for (i = 0; i < TYPES; i++) {
		snprintf(f->names[i], sizeof f->names[i], "type%02u", i);
		f->fields[i] = (sl_field){.name = f->names[i], .kind = CHAN_KIND_STRING};
		f->types[i] = (sl_type){.name = f->names[i],
		                        .id = 1 + i / 2,
		                        .version = (uint16_t)(1 + i % 2),
		                        .logsource = {"", "", f->names[i]},
		                        .fields = &f->fields[i],
		                        .field_count = 1,
		                        .newest = true};
	}
	f->catalog = (sl_catalog){.types = f->types, .count = TYPES};
	sl_arena_start(&f->arena);
	sl_findings_start(&f->findings);
	*state = f;
	return 0;
}

static int end(void **state)
{
	fixture *f = *state;

	sl_buffer_free(&f->text);
	sl_findings_free(&f->findings);
	sl_arena_free(&f->arena);
	free(f);
	return 0;
}

/* The type of a rule: two in a row have the same, and every type has had its turn before the first comes again. */
static unsigned type_of(unsigned rule)
{
	return rule / 2 * 7 % TYPES;
}

static void add_rule(fixture *f, unsigned rule)
{
	const char *name = f->names[type_of(rule)];

	sl_buffer_printf(&f->text,
	                 "---\ntitle: rule %u\nid: 00000000-0000-4000-8000-%012x\n"
	                 "logsource: {service: %s}\n"
	                 "detection: {s: {%s: value %u}, condition: s}\n",
	                 rule, rule + 1, name, name, rule);
}

static size_t compile(fixture *f)
{
	const size_t rules =
		sl_compile_rules(&f->catalog, CHAN_ACTION_DETECT, "many.yml", f->text.bytes,
	                         f->text.length, &f->arena, &f->content, &f->findings);

	sl_buffer_clear(&f->text);
	return rules;
}

static void expect_text(sl_text got, const char *before, unsigned number)
{
	char wanted[32];

	snprintf(wanted, sizeof wanted, "%s%u", before, number);
	assert_true(sl_text_is(got, wanted));
}

static void expect_rule(const fixture *f, unsigned rule)
{
	const sl_template *t = &f->content.templates[rule];
	const sl_content_type *type = &f->content.types[t->type];
	const sl_type *wanted = &f->types[type_of(rule)];

	assert_true(t->type < f->content.type_count);
	assert_true(sl_text_is(type->name, wanted->name));
	assert_int_equal(type->id, wanted->id);
	assert_int_equal(type->version, wanted->version);
	assert_int_equal(type->field_count, 1);
	assert_true(sl_text_is(type->fields[0].name, wanted->name));
	expect_text(t->title, "rule ", rule);
	assert_int_equal(t->uuid[14] * 256 + t->uuid[15], rule + 1);
	assert_int_equal(t->criterion_count, 1);
	expect_text(t->criteria[0].values[0].text, "value ", rule);
	assert_int_equal(t->instruction_count, 1);
	assert_int_equal(t->source.line, 5 * rule + 5);
}

static void test_one_file(void **state)
{
	fixture *f = *state;
	unsigned i;

	for (i = 0; i < RULES; i++)
		add_rule(f, i);
	assert_int_equal(compile(f), RULES);
	assert_int_equal(f->findings.count, 0);
	assert_int_equal(f->content.template_count, RULES);
	assert_int_equal(f->content.type_count, TYPES);
	for (i = 0; i < RULES; i++)
		expect_rule(f, i);
}

/* What was compiled before stays, and its types are found again. */
static void test_file_by_file(void **state)
{
	fixture *f = *state;
	unsigned i;

	for (i = 0; i < RULES; i++) {
		add_rule(f, i);
		assert_int_equal(compile(f), 1);
		f->content.templates[i].source.line += 5 * i;
	}
	assert_int_equal(f->findings.count, 0);
	assert_int_equal(f->content.template_count, RULES);
	assert_int_equal(f->content.type_count, TYPES);
	for (i = 0; i < RULES; i++)
		expect_rule(f, i);
}

/* Each id once more, whatever the type is: not a template more, and the finding names the first. */
static void test_ids_again(void **state)
{
	fixture *f = *state;
	char place[32];
	unsigned i;

	for (i = 0; i < 2 * RULES; i++)
		add_rule(f, i % RULES);
	assert_int_equal(compile(f), 2 * RULES);
	assert_int_equal(f->content.template_count, RULES);
	assert_int_equal(f->findings.count, RULES);
	for (i = 0; i < RULES; i++) {
		assert_int_equal(f->findings.items[i].rule, SL_RULE_DUPLICATE_UUID);
		snprintf(place, sizeof place, "many.yml:%u ", 5 * i + 5);
		assert_non_null(strstr(f->findings.items[i].detail, place));
	}
}

/* One rule more than a channel file may have. What there is already stands for rules with the same, empty, id. */
static void test_full(void **state)
{
	fixture *f = *state;
	sl_template *templates = calloc(CHAN_MAX_TEMPLATES, sizeof *templates);

	assert_non_null(templates);
	f->content.templates = templates;
	f->content.template_count = CHAN_MAX_TEMPLATES;
	add_rule(f, 1);
	assert_int_equal(compile(f), 1);
	assert_int_equal(f->content.template_count, CHAN_MAX_TEMPLATES);
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
	assert_non_null(strstr(f->findings.items[0].detail, "1,048,576 rules"));
	free(templates);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_file),
		TEST(test_file_by_file),
		TEST(test_ids_again),
		TEST(test_full),
	};

	return cmocka_run_group_tests_name("sigma_many", tests, NULL, NULL);
}
