/* Every limit of FORMAT.md section 4: a file at it is accepted, one past it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_open.h"

/* One type of one field and one template of one criterion, which is not written yet. */
static void begin(support_file *f, uint32_t criteria, uint32_t instructions)
{
	support_file_begin(f);
	support_text(f, "a");
	support_type(f, 1, 1, 1, 1);
	support_field(f, 1, CHAN_KIND_STRING);
	support_template(f, 0, 1, 1, criteria, instructions);
}

static void finish(support_file *f)
{
	support_criterion(f, 0, CHAN_OPERATOR_ANY, 0, 0);
	support_instruction(f, 0);
}

static void repeated(support_file *f, char letter, size_t length)
{
	char *text = malloc(length);

	assert_non_null(text);
	memset(text, letter, length);
	support_string(f, text, length);
	free(text);
}

static void bytes_of_a_string(void **state)
{
	support_file f;

	(void)state;
	begin(&f, 1, 1);
	repeated(&f, 'b', CHAN_MAX_STRING);
	finish(&f);
	support_open_accepted(&f);
	begin(&f, 1, 1);
	repeated(&f, 'b', CHAN_MAX_STRING + 1);
	finish(&f);
	const chan_finding fault = REJECTED(&f, STRING_LIMIT, STRING, 1, end);
	assert_int_equal(fault.got, CHAN_MAX_STRING + 1);
	assert_int_equal(fault.want, CHAN_MAX_STRING);
}

static void bytes_of_a_name(void **state)
{
	support_file f;

	(void)state;
	for (size_t length = CHAN_MAX_NAME; length <= CHAN_MAX_NAME + 1; length++) {
		support_file_begin(&f);
		support_text(&f, "a");
		repeated(&f, 'b', length);
		support_type(&f, 2, 1, 1, 1);
		support_field(&f, 1, CHAN_KIND_STRING);
		support_template(&f, 0, 1, 1, 1, 1);
		finish(&f);
		if (length == CHAN_MAX_NAME)
			support_open_accepted(&f);
		else
			REJECTED(&f, NAME, TYPE, 0, name);

		support_file_begin(&f);
		support_text(&f, "a");
		repeated(&f, 'b', length);
		support_type(&f, 1, 1, 1, 1);
		support_field(&f, 2, CHAN_KIND_STRING);
		support_template(&f, 0, 1, 1, 1, 1);
		finish(&f);
		if (length == CHAN_MAX_NAME)
			support_open_accepted(&f);
		else
			REJECTED(&f, NAME, FIELD, 0, name);
	}
}

static void types(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_TYPES; count <= CHAN_MAX_TYPES + 1; count++) {
		support_file f;

		support_file_begin(&f);
		support_text(&f, "a");
		for (uint32_t i = 0; i < count; i++) {
			support_type(&f, 1, i + 1, 1, 1);
			support_field(&f, 1, CHAN_KIND_STRING);
			support_template(&f, i, 1, 1, 1, 1);
			finish(&f);
		}
		if (count == CHAN_MAX_TYPES)
			support_open_accepted(&f);
		else
			REJECTED(&f, TYPE_LIMIT, HEADER, 0, type_count);
	}
}

/*
 * A million templates are 69 MB: so many times the work of one that the limit is met in the header alone. At
 * it the check goes on to the tables, and finds that nobody owns the templates.
 */
static void templates(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_TEMPLATES; count <= CHAN_MAX_TEMPLATES + 1; count++) {
		const size_t size = 96 + (size_t)count * CHAN_SIZE_TEMPLATE;
		uint8_t *bytes = calloc(size, 1);
		support_file f;
		chan_finding fault;
		chan_file file;

		assert_non_null(bytes);
		support_file_begin(&f);
		memcpy(bytes, f.table[CHAN_TABLE_HEADER].data, 96);
		support_file_end(&f);
		support_put(bytes, CHAN_OFFSET_HEADER_template_count, 4, count);
		support_put(bytes, CHAN_OFFSET_HEADER_file_size, 4, size);
		support_seal(bytes, size);
		memset(&file, 0xa5, sizeof file);
		memset(&fault, 0xa5, sizeof fault);
		assert_false(chan_open(bytes, size, &file, &fault));
		assert_int_equal(fault.rule, count > CHAN_MAX_TEMPLATES
		                                     ? CHAN_RULE_TEMPLATE_LIMIT
		                                     : CHAN_RULE_TEMPLATE_PARTITION);
		assert_int_equal(fault.table, CHAN_TABLE_HEADER);
		assert_int_equal(fault.record, 0);
		assert_int_equal(fault.member, CHAN_OFFSET_HEADER_template_count);
		assert_int_equal(fault.offset, CHAN_OFFSET_HEADER_template_count);
		assert_int_equal(fault.length, 4);
		free(bytes);
	}
}

static void fields_of_a_type(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_FIELDS; count <= CHAN_MAX_FIELDS + 1; count++) {
		support_file f;

		support_file_begin(&f);
		support_text(&f, "a");
		support_type(&f, 1, 1, count, 1);
		for (uint32_t i = 0; i < count; i++)
			support_field(&f, 1, CHAN_KIND_STRING);
		support_template(&f, 0, 1, 1, 1, 1);
		support_criterion(&f, CHAN_MAX_FIELDS - 1, CHAN_OPERATOR_ANY, 0, 0);
		support_instruction(&f, 0);
		if (count == CHAN_MAX_FIELDS)
			support_open_accepted(&f);
		else
			REJECTED(&f, FIELD_LIMIT, TYPE, 0, field_count);
	}
}

static void criteria_of_a_template(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_CRITERIA; count <= CHAN_MAX_CRITERIA + 1; count++) {
		support_file f;

		begin(&f, count, 2 * count - 1);
		for (uint32_t i = 0; i < count; i++) {
			support_criterion(&f, 0, CHAN_OPERATOR_ANY, 0, 0);
			support_instruction(&f, i);
			if (i > 0)
				support_instruction(&f, CHAN_WORD_AND);
		}
		if (count == CHAN_MAX_CRITERIA)
			support_open_accepted(&f);
		else
			REJECTED(&f, CRITERION_LIMIT, TEMPLATE, 0, criterion_count);
	}
}

static void instructions_of_a_condition(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_INSTRUCTIONS; count <= CHAN_MAX_INSTRUCTIONS + 1; count++) {
		support_file f;

		begin(&f, 1, count);
		finish(&f);
		for (uint32_t i = 1; i < count; i++)
			support_instruction(&f, CHAN_WORD_NOT);
		if (count == CHAN_MAX_INSTRUCTIONS)
			support_open_accepted(&f);
		else
			REJECTED(&f, INSTRUCTION_LIMIT, TEMPLATE, 0, instruction_count);
	}
}

static void values_of_a_criterion(void **state)
{
	(void)state;
	for (uint32_t count = CHAN_MAX_VALUES; count <= CHAN_MAX_VALUES + 1; count++) {
		support_file f;

		begin(&f, 1, 1);
		for (uint32_t i = 1; i <= count; i++) {
			char text[16];

			snprintf(text, sizeof text, "b%06u", i);
			support_text(&f, text);
		}
		support_criterion(&f, 0, CHAN_OPERATOR_EXACT, 0, count);
		for (uint32_t i = 1; i <= count; i++)
			support_value(&f, i);
		support_instruction(&f, 0);
		if (count == CHAN_MAX_VALUES)
			support_open_accepted(&f);
		else
			REJECTED(&f, VALUE_LIMIT, CRITERION, 0, value_count);
	}
}

static void depth_of_the_stack(void **state)
{
	(void)state;
	for (uint32_t depth = CHAN_MAX_DEPTH; depth <= CHAN_MAX_DEPTH + 1; depth++) {
		support_file f;

		begin(&f, 1, 2 * depth - 1);
		support_criterion(&f, 0, CHAN_OPERATOR_ANY, 0, 0);
		for (uint32_t i = 0; i < depth; i++)
			support_instruction(&f, 0);
		for (uint32_t i = 1; i < depth; i++)
			support_instruction(&f, CHAN_WORD_OR);
		if (depth == CHAN_MAX_DEPTH)
			support_open_accepted(&f);
		else
			REJECTED(&f, STACK_DEPTH, INSTRUCTION, CHAN_MAX_DEPTH, word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_of_a_string),
		cmocka_unit_test(bytes_of_a_name),
		cmocka_unit_test(types),
		cmocka_unit_test(templates),
		cmocka_unit_test(fields_of_a_type),
		cmocka_unit_test(criteria_of_a_template),
		cmocka_unit_test(instructions_of_a_condition),
		cmocka_unit_test(values_of_a_criterion),
		cmocka_unit_test(depth_of_the_stack),
	};

	return cmocka_run_group_tests_name("chan_limits", tests, NULL, NULL);
}
