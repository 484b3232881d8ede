/*
 * Which criteria of a template the writer takes for one: those that are equal, and no others, among them such whose hashes
 * are the same in the 32 bits that it keeps. Those were found by trying.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_content.h"

#define NUMBERS 256u /* the integers of the file: each is its own index */

typedef struct rough_criterion {
	uint16_t field;
	uint8_t operation;
	uint8_t count;
	int64_t values[2];
} rough_criterion;

/* The content of support_content_small() with so many fields of integers. */
static void many_fields(fixture *f)
{
	sl_content_type *type;
	uint32_t i;

	support_content_small(&f->arena, &f->content);
	type = &f->content.types[0];
	type->field_count = CHAN_MAX_FIELDS;
	type->fields = sl_arena_alloc(&f->arena, CHAN_MAX_FIELDS, sizeof *type->fields);
	for (i = 0; i < CHAN_MAX_FIELDS; i++) {
		type->fields[i].name = sl_text_of(sl_arena_printf(&f->arena, "Field%u", i));
		type->fields[i].kind = CHAN_KIND_INTEGER;
	}
}

/* Adds the criterion to those that have to be true. */
static void also(fixture *f, sl_criterion criterion)
{
	sl_template *template = f->content.templates;

	support_add_word(&f->arena, template,
	                 support_add_criterion(&f->arena, template, criterion));
	support_add_word(&f->arena, template, CHAN_WORD_AND);
}

/* A criterion over all integers, which gives each its index. */
static void all_numbers(fixture *f)
{
	int64_t numbers[NUMBERS];
	uint32_t i;

	for (i = 0; i < NUMBERS; i++)
		numbers[i] = i;
	also(f, support_integers(&f->arena, 0, CHAN_OPERATOR_GE, NUMBERS, numbers));
}

static void add(fixture *f, const rough_criterion *rough)
{
	also(f, support_integers(&f->arena, rough->field, rough->operation, rough->count,
	                         rough->values));
}

/* The file has so many criteria; that it says what was meant, the writer makes sure of. */
static void must_have(fixture *f, uint32_t criteria)
{
	chan_finding fault;

	assert_true(sl_content_write(&f->content, &f->arena, &f->bytes, NULL, &f->findings));
	assert_int_equal(f->findings.count, 0);
	assert_true(chan_open(f->bytes.bytes, f->bytes.length, &f->file, &fault));
	assert_int_equal(f->file.header.criterion_count, criteria);
}

static uint32_t hash_of(const rough_criterion *rough)
{
	uint8_t bytes[2 * CHAN_SIZE_VALUE] = {0};
	const uint32_t head = (uint32_t)rough->field | (uint32_t)rough->operation << 16;
	uint32_t i;

	for (i = 0; i < rough->count; i++)
		bytes[CHAN_SIZE_VALUE * i] = (uint8_t)rough->values[i];
	return (uint32_t)sl_text_hash(
		(sl_text){(const char *)bytes, (size_t)CHAN_SIZE_VALUE * rough->count}, head);
}

/* Each pair in both orders, and once more at the end, when both are there. */
static void keeps_apart_what_hashes_alike(void **state)
{
	static const rough_criterion pairs[][2] = {
		/* the same values */
		{{72, CHAN_OPERATOR_GE, 2, {37, 72}}, {219, CHAN_OPERATOR_GT, 2, {37, 72}}},
		{{105, CHAN_OPERATOR_GT, 2, {104, 111}}, {112, CHAN_OPERATOR_EQ, 2, {104, 111}}},
		{{189, CHAN_OPERATOR_EQ, 2, {88, 115}}, {190, CHAN_OPERATOR_GE, 2, {88, 115}}},
		/* the same field, operator and flags */
		{{1, CHAN_OPERATOR_EQ, 2, {31, 222}}, {1, CHAN_OPERATOR_EQ, 2, {176, 227}}},
	};
	fixture *f = *state;
	size_t i, first;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++)
		for (first = 0; first < 2; first++) {
			assert_int_equal(hash_of(&pairs[i][0]), hash_of(&pairs[i][1]));
			many_fields(f);
			all_numbers(f);
			add(f, &pairs[i][first]);
			add(f, &pairs[i][1 - first]);
			must_have(f, 4);
			add(f, &pairs[i][first]);
			add(f, &pairs[i][1 - first]);
			must_have(f, 4);
		}
}

/* Every field with every operator of integers and two lists of values, three times over: two thirds are dropped. */
static void finds_each_again(void **state)
{
	enum { FIELDS = 30, OPERATORS = CHAN_OPERATOR_GE - CHAN_OPERATOR_EQ + 1 };
	fixture *f = *state;
	rough_criterion rough = {0, 0, 1, {0, 1}};
	unsigned turn;

	many_fields(f);
	for (turn = 0; turn < 3; turn++)
		for (rough.field = 0; rough.field < FIELDS; rough.field++)
			for (rough.operation = CHAN_OPERATOR_EQ;
			     rough.operation <= CHAN_OPERATOR_GE; rough.operation++)
				for (rough.count = 1; rough.count <= 2; rough.count++)
					add(f, &rough);
	must_have(f, 1 + 2 * FIELDS * OPERATORS);
}

/* Criteria that differ in one thing: the field, the operator, a flag; with values and without any. */
static void keeps_apart_what_differs(void **state)
{
	static const char *const texts[] = {"a"};
	fixture *f = *state;
	uint16_t field;

	support_content_small(&f->arena, &f->content);
	for (field = 0; field < 3; field++) {
		also(f, support_texts(&f->arena, field, CHAN_OPERATOR_PREFIX, 0, 1, texts));
		also(f, support_texts(&f->arena, field, CHAN_OPERATOR_PREFIX, CHAN_FLAG_CASED, 1,
		                      texts));
		also(f, support_texts(&f->arena, field, CHAN_OPERATOR_SUFFIX, 0, 1, texts));
		also(f, support_bare(field, CHAN_OPERATOR_EXISTS));
		also(f, support_bare(field, CHAN_OPERATOR_NULL));
	}
	must_have(f, 1 + 3 * 5);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, support_begin, support_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_apart_what_hashes_alike),
		TEST(finds_each_again),
		TEST(keeps_apart_what_differs),
	};

	return cmocka_run_group_tests_name("content merge", tests, NULL, NULL);
}
