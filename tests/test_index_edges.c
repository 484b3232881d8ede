/* The evaluator where it could go wrong: literals within each other, long conditions, errors, types that are not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_paths.h"

#define OP(name) CHAN_OPERATOR_##name

/* Literals within each other: a text of so many times "a", perhaps behind another letter. */
static void check_nested(paths *p, unsigned length, bool behind)
{
	static const char texts[] = "baaaaaaaaaaaaaaaaaaaa";
	const sl_match *matches;
	char text[sizeof texts];
	one_text event;
	size_t count;

	snprintf(text, sizeof text, "%.*s", (int)length + behind, texts + !behind);
	one_text_begin(&event, IMAGE, text);
	matches = paths_evaluate(p, PROCESS, &event.inputs, &count);
	for (uint32_t i = 0; i < 60; i++) {
		const unsigned value = 1 + i / 4;
		const bool holds[] = {value == length && !behind, value <= length && !behind,
		                      value <= length, value <= length};

		assert_int_equal(paths_has(matches, count, 0, i), holds[i % 4]);
	}
	one_text_end(&event);
}

static void test_literals_within_literals_are_all_found(void **state)
{
	static const char texts[] = "aaaaaaaaaaaaaaa";
	paths p = {0};
	draft d;

	(void)state;
	draft_begin(&d);
	draft_type(&d, "process", 1);
	for (uint32_t i = 0; i < 60; i++) {
		draft_template(&d, 0, i);
		draft_criterion(&d, IMAGE, (uint8_t)(OP(EXACT) + i % 4), 0);
		draft_bytes(&d, texts, 1 + i / 4);
	}
	paths_add_draft(&p, &d);
	paths_ready(&p);
	for (unsigned length = 0; length <= 20; length++) {
		check_nested(&p, length, false);
		check_nested(&p, length, true);
	}
	paths_end(&p);
}

/* More criteria than the index weighs one by one; of so many, each in its turn is the only one that holds. */
enum { LONG = 300 };

static void write_long_condition(paths *p, uint8_t operation, uint16_t joined)
{
	sl_template *template;
	draft d;

	draft_begin(&d);
	draft_type(&d, "process", 1);
	draft_template(&d, 0, 1);
	template = &d.content.templates[0];
	template->criteria = sl_arena_alloc(&d.arena, LONG, sizeof *template->criteria);
	template->instructions = sl_arena_alloc(&d.arena, 3 * LONG, sizeof(uint16_t));
	for (uint32_t i = 0; i < LONG; i++) {
		sl_criterion *criterion = &template->criteria[i];

		*criterion = (sl_criterion){.field = IMAGE, .operation = operation};
		criterion->values = sl_arena_alloc(&d.arena, 1, sizeof *criterion->values);
		criterion->value_count = 1;
		criterion->values[0].text =
			sl_text_of(sl_arena_printf(&d.arena, "n%03u[.]", (unsigned)i));
		template->instructions[template->instruction_count++] = (uint16_t)i;
		if (joined == CHAN_WORD_AND)
			template->instructions[template->instruction_count++] = CHAN_WORD_NOT;
		if (i > 0)
			template->instructions[template->instruction_count++] = joined;
	}
	template->criterion_count = LONG;
	paths_add_draft(p, &d);
}

static void test_a_long_condition_is_right_for_each_criterion(void **state)
{
	static const uint8_t operations[] = {OP(CONTAINS), OP(REGEX)};
	static const uint16_t words[] = {CHAN_WORD_OR, CHAN_WORD_AND};

	(void)state;
	for (unsigned way = 0; way < 4; way++) {
		paths p = {0};

		write_long_condition(&p, operations[way / 2], words[way % 2]);
		paths_ready(&p);
		for (unsigned i = 0; i <= LONG; i++) {
			char text[32];
			one_text event;
			size_t count;

			snprintf(text, sizeof text, way < 2 ? "a n%03u[.]" : "a n%03u.", i);
			one_text_begin(&event, IMAGE, text);
			paths_evaluate(&p, PROCESS, &event.inputs, &count);
			/* One of them, or none of them. */
			assert_int_equal(count, (i < LONG) == (way % 2 == 0));
			one_text_end(&event);
		}
		paths_end(&p);
	}
}

static void write_two_templates(paths *p)
{
	draft d;

	draft_begin(&d);
	draft_type(&d, "process", 1);
	draft_template(&d, 0, 1);
	draft_criterion(&d, IMAGE, OP(EXACT), 0);
	draft_text(&d, "kettle");
	draft_template(&d, 0, 2);
	draft_criterion(&d, COMMAND_LINE, OP(CONTAINS), 0);
	draft_text(&d, "tea");
	paths_add_draft(p, &d);
}

static void test_a_template_that_meets_an_error_matches_nothing(void **state)
{
	const sl_evaluation_faults *faults;
	const sl_match *matches;
	paths p = {0};
	one_text event;
	size_t count;

	(void)state;
	write_two_templates(&p);
	paths_ready(&p);
	one_text_begin(&event, IMAGE, "kettle");
	/* Template 1 asks for an input past the end; template 0 does not, and matches. */
	event.inputs.count = COMMAND_LINE;
	matches = paths_evaluate(&p, PROCESS, &event.inputs, &count);
	assert_int_equal(count, 1);
	assert_int_equal(matches[0].template, 0);
	faults = sl_evaluation_faults_of(p.by_index);
	assert_int_equal(faults->count, 1);
	assert_int_equal(faults->outcome.error, CHAN_EVALUATION_INPUT_COUNT);
	assert_int_equal(faults->outcome.field, COMMAND_LINE);
	assert_int_equal(faults->at.template, 1);
	/* A number where a text should be. */
	event.inputs.count = PROCESS_FIELDS;
	event.array[COMMAND_LINE].kind = CHAN_INPUT_INTEGER;
	paths_evaluate(&p, PROCESS, &event.inputs, &count);
	assert_int_equal(count, 1);
	assert_int_equal(faults->count, 2);
	assert_int_equal(faults->outcome.error, CHAN_EVALUATION_INPUT_COUNT);
	/* What no template reads may be anything. */
	event.array[COMMAND_LINE].kind = CHAN_INPUT_ABSENT;
	event.array[PROCESS_ID].kind = 77;
	paths_evaluate(&p, PROCESS, &event.inputs, &count);
	assert_int_equal(count, 1);
	assert_int_equal(faults->count, 2);
	one_text_end(&event);
	paths_end(&p);
}

static void test_a_type_that_no_file_has_matches_nothing(void **state)
{
	paths p = {0}, none = {0};
	one_text event;
	size_t count;

	(void)state;
	write_two_templates(&p);
	paths_ready(&p);
	paths_ready(&none);
	one_text_begin(&event, IMAGE, "kettle");
	for (uint32_t type = PROCESS - 1; type <= PROCESS + 1; type++) {
		paths_evaluate(&p, type, &event.inputs, &count);
		assert_int_equal(count, type == PROCESS ? 1 : 0);
		paths_evaluate(&none, type, &event.inputs, &count);
		assert_int_equal(count, 0);
	}
	one_text_end(&event);
	paths_end(&none);
	paths_end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals_within_literals_are_all_found),
		cmocka_unit_test(test_a_long_condition_is_right_for_each_criterion),
		cmocka_unit_test(test_a_template_that_meets_an_error_matches_nothing),
		cmocka_unit_test(test_a_type_that_no_file_has_matches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
