/* The limits of the format on content, at each and one past it; and what is said there, word by word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_content.h"
#include "support_slow.h"

static sl_buffer of_limits; /* what was said in the tests so far */

/* Exactly this finding, at the line of the source. */
static void must_refuse(fixture *f, uint16_t rule, uint32_t line)
{
	assert_false(support_try_write(f));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, rule);
	assert_int_equal(f->findings.items[0].source.line, line);
	assert_int_equal(f->bytes.length, 0);
	answers_add_findings(&of_limits, &f->findings);
}

static void limit_string(void **state)
{
	fixture *f = *state;
	char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_STRING + 1, 1);

	memset(bytes, 'x', CHAN_MAX_STRING + 1);
	support_content_small(&f->arena, &f->content);
	f->content.templates[0].title = (sl_text){bytes, CHAN_MAX_STRING};
	support_must_write(f);
	f->content.templates[0].title.length++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_name(void **state)
{
	fixture *f = *state;
	char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_NAME, 1);

	memset(bytes, 'x', CHAN_MAX_NAME);
	support_content_small(&f->arena, &f->content);
	f->content.types[0].fields[2].name = (sl_text){bytes, CHAN_MAX_NAME};
	support_must_write(f);
}

/* Counted after repetitions are dropped: the limit is the file's. */
static void limit_values(void **state)
{
	fixture *f = *state;
	const uint32_t count = CHAN_MAX_VALUES + 1;
	sl_criterion *criterion;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	criterion = f->content.templates[0].criteria;
	criterion->field = 1;
	criterion->operation = CHAN_OPERATOR_EQ;
	criterion->values = sl_arena_alloc(&f->arena, count, sizeof *criterion->values);
	criterion->value_count = count;
	for (i = 0; i < count; i++)
		criterion->values[i].integer = i;
	criterion->values[0].integer = 1;
	support_must_write(f);
	criterion->values[0].integer = -1;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 2);
}

static void limit_fields(void **state)
{
	fixture *f = *state;
	sl_content_field *fields = sl_arena_alloc(&f->arena, CHAN_MAX_FIELDS + 1, sizeof *fields);
	uint32_t i;

	for (i = 0; i <= CHAN_MAX_FIELDS; i++) {
		fields[i].name = sl_text_of(sl_arena_printf(&f->arena, "Field%u", i));
		fields[i].kind = CHAN_KIND_STRING;
	}
	support_content_small(&f->arena, &f->content);
	f->content.types[0].fields = fields;
	f->content.types[0].field_count = CHAN_MAX_FIELDS;
	f->content.templates[0].criteria[0].field = CHAN_MAX_FIELDS - 1;
	support_must_write(f);
	/* Past the limit nothing more is said of them. */
	fields[CHAN_MAX_FIELDS].name.length = 0;
	f->content.types[0].field_count++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

/* A template with that many different criteria, each used once. */
static void many_criteria(fixture *f, uint32_t count)
{
	sl_template *template = f->content.templates;
	uint32_t i, n = 0;

	template->criteria = sl_arena_alloc(&f->arena, count, sizeof *template->criteria);
	template->criterion_count = count;
	template->instructions =
		sl_arena_alloc(&f->arena, (size_t)count * 2, sizeof *template->instructions);
	for (i = 0; i < count; i++) {
		const int64_t number = i;

		template->criteria[i] =
			support_integers(&f->arena, 1, CHAN_OPERATOR_EQ, 1, &number);
		template->instructions[n++] = (uint16_t)(i < CHAN_MAX_CRITERIA ? i : 0);
		if (i)
			template->instructions[n++] = CHAN_WORD_OR;
	}
	template->instruction_count = n;
}

static void limit_criteria(void **state)
{
	fixture *f = *state;

	support_content_small(&f->arena, &f->content);
	many_criteria(f, CHAN_MAX_CRITERIA);
	support_must_write(f);
	many_criteria(f, CHAN_MAX_CRITERIA + 1);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_instructions(void **state)
{
	fixture *f = *state;
	sl_template *template;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	template = f->content.templates;
	template->instructions = sl_arena_alloc(&f->arena, CHAN_MAX_INSTRUCTIONS + 1,
	                                        sizeof *template->instructions);
	template->instructions[0] = 0;
	for (i = 1; i <= CHAN_MAX_INSTRUCTIONS; i++)
		template->instructions[i] = CHAN_WORD_NOT;
	template->instruction_count = CHAN_MAX_INSTRUCTIONS;
	support_must_write(f);
	template->instruction_count++;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

static void limit_depth(void **state)
{
	fixture *f = *state;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	for (i = 1; i < CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, 0);
	for (i = 1; i < CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, CHAN_WORD_AND);
	support_must_write(f);
	support_content_small(&f->arena, &f->content);
	for (i = 0; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, 0);
	for (i = 0; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, CHAN_WORD_AND);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
	sl_findings_free(&f->findings);
	sl_findings_start(&f->findings);
	support_content_small(&f->arena, &f->content);
	for (i = 1; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, 0);
	for (i = 1; i <= CHAN_MAX_DEPTH; i++)
		support_add_word(&f->arena, f->content.templates, CHAN_WORD_AND);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 1);
}

/* The same template, of count types or ids. */
static void many_templates(fixture *f, uint32_t count, bool types)
{
	sl_content *c = &f->content;
	uint32_t i;

	support_content_small(&f->arena, c);
	if (types) {
		const sl_content_type type = c->types[0];

		c->types = sl_arena_alloc(&f->arena, count, sizeof *c->types);
		c->type_count = count;
		for (i = 0; i < count; i++) {
			c->types[i] = type;
			c->types[i].id = i + 1;
		}
	}
	c->templates = memcpy(sl_arena_alloc(&f->arena, count, sizeof *c->templates), c->templates,
	                      sizeof *c->templates);
	c->template_count = count;
	for (i = 1; i < count; i++) {
		c->templates[i] = c->templates[0];
		c->templates[i].type = types ? i : 0;
		c->templates[i].source.line = 9;
		c->templates[i].uuid[15] = (uint8_t)i;
		c->templates[i].uuid[14] = (uint8_t)(i >> 8);
		c->templates[i].uuid[13] = (uint8_t)(i >> 16);
	}
}

static void limit_types(void **state)
{
	fixture *f = *state;

	many_templates(f, CHAN_MAX_TYPES, true);
	support_must_write(f);
	many_templates(f, CHAN_MAX_TYPES + 1, true);
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 9);
	/* Said once, at the first that is too much: not of another template of its type, nor of a further type. */
	sl_findings_free(&f->findings);
	sl_findings_start(&f->findings);
	many_templates(f, CHAN_MAX_TYPES + 3, true);
	f->content.templates[CHAN_MAX_TYPES].source.line = 10;
	f->content.templates[CHAN_MAX_TYPES + 1].type = CHAN_MAX_TYPES;
	must_refuse(f, SL_RULE_EXPANSION_LIMIT, 10);
}

/* Only checked: to write a million templates takes too long under valgrind. */
static void limit_templates(void **state)
{
	fixture *f = *state;

	many_templates(f, CHAN_MAX_TEMPLATES + 1, false);
	f->content.template_count--;
	assert_true(sl_content_check(&f->content, &f->findings));
	f->content.template_count++;
	assert_false(sl_content_check(&f->content, &f->findings));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
}

/* Two templates over so many bytes of text: strings that lie in one another, so that it takes 128 KiB. */
static void much_text(fixture *f, uint64_t size)
{
	const uint32_t count = (uint32_t)((size + CHAN_MAX_STRING - 1) / CHAN_MAX_STRING);
	sl_template *template;
	sl_criterion *criterion;
	uint32_t i, number = 1;
	char *bytes = sl_arena_alloc(&f->arena, CHAN_MAX_STRING + count, 1);

	for (i = 0; i < CHAN_MAX_STRING + count; i++) {
		number = number * 1664525u + 1013904223u;
		bytes[i] = (char)('a' + (number >> 16) % 26);
	}
	support_content_small(&f->arena, &f->content);
	support_two_types(&f->arena, &f->content, 2);
	template = f->content.templates;
	template[1].type = 0;
	criterion = template->criteria;
	criterion->value_count = count;
	criterion->values = sl_arena_alloc(&f->arena, count, sizeof *criterion->values);
	for (i = 0; i < count; i++, size -= CHAN_MAX_STRING)
		criterion->values[i].text = (sl_text){
			bytes + i, size < CHAN_MAX_STRING ? (size_t)size : CHAN_MAX_STRING};
}

/* With the first template the file is as large as may be; the second is too much. */
static void limit_file(void **state)
{
	/* The names of the type and its fields, the title and the author, which are a string each. */
	enum { NAMES = 6, NAMES_SIZE = 4 + 4 + 6 + 7 + 5 + 8 };
	const uint32_t first = CHAN_SIZE_HEADER + CHAN_SIZE_TYPE + 3 * CHAN_SIZE_FIELD +
	                       CHAN_SIZE_TEMPLATE + CHAN_SIZE_CRITERION + CHAN_SIZE_INSTRUCTION +
	                       NAMES * CHAN_SIZE_STRING + NAMES_SIZE;
	const uint32_t strings =
		CHAN_MAX_FILE_SIZE / (CHAN_MAX_STRING + CHAN_SIZE_STRING + CHAN_SIZE_VALUE);
	fixture *f = *state;

	if (support_is_slow())
		skip();
	much_text(f, CHAN_MAX_FILE_SIZE - first - strings * (CHAN_SIZE_STRING + CHAN_SIZE_VALUE));
	assert_int_equal(f->content.templates[0].criteria[0].value_count, strings);
	assert_false(support_try_write(f));
	assert_int_equal(f->findings.count, 1);
	assert_int_equal(f->findings.items[0].rule, SL_RULE_EXPANSION_LIMIT);
	assert_int_equal(f->findings.items[0].source.line, 9);
	assert_int_equal(f->findings.items[0].template_uuid[0], 2);
	assert_string_equal(f->findings.items[0].detail,
	                    "a file of more than 1 GiB, at this template");
	assert_int_equal(f->bytes.length, 0);
}

/* Word by word what the tests before have been told. */
static void says_of_limits(void **state)
{
	(void)state;
	answers_are("corpus/findings/content-limits.txt", &of_limits);
	sl_buffer_free(&of_limits);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(limit_string),
		TEST(limit_name),
		TEST(limit_values),
		TEST(limit_fields),
		TEST(limit_criteria),
		TEST(limit_instructions),
		TEST(limit_depth),
		TEST(limit_types),
		TEST(limit_templates),
		TEST(limit_file),
		cmocka_unit_test(says_of_limits),
	};

	return cmocka_run_group_tests_name("content limits", tests, NULL, NULL);
}
