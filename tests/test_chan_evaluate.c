/*
 * The interpreter where nothing is as it should be: inputs of other kinds than the operator reads, indexes past the end,
 * memory that is too small, and conditions that are none. Each ends with an error or with no match, as evaluate.h says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "support_file.h"
#include "support_open.h"

enum { NAME, NUMBER, FROM, TO, OTHER, FIELDS };
enum { NOWHERE = 4000, ROOM = 4096 };

/* The criteria of the file, each with one template of its own; the second type has the last one. */
enum {
	EXACT_NAME,
	EXACT_NUMBER, /* CH2010, as are the next three: chan_open() does not ask about kinds */
	REGEX_NUMBER,
	EQ_NAME,
	CIDR_NUMBER,
	EQ_NUMBER,
	CIDR_FROM,
	CIDR_NAME,
	REFERENCE_FROM,
	REFERENCE_NUMBER,
	REGEX_NAME,
	TWO_REGEXES,
	OF_OTHER_TYPE,
	CRITERIA
};

static const struct {
	unsigned field, operation;
	uint32_t values[2], count;
} criteria[CRITERIA] = {
	[EXACT_NAME] = {NAME, CHAN_OPERATOR_EXACT, {3}, 1},
	[EXACT_NUMBER] = {NUMBER, CHAN_OPERATOR_EXACT, {3}, 1},
	[REGEX_NUMBER] = {NUMBER, CHAN_OPERATOR_REGEX, {3}, 1},
	[EQ_NAME] = {NAME, CHAN_OPERATOR_EQ, {0}, 1},
	[CIDR_NUMBER] = {NUMBER, CHAN_OPERATOR_CIDR, {0}, 1},
	[EQ_NUMBER] = {NUMBER, CHAN_OPERATOR_EQ, {0}, 1},
	[CIDR_FROM] = {FROM, CHAN_OPERATOR_CIDR, {0}, 1},
	[CIDR_NAME] = {NAME, CHAN_OPERATOR_CIDR, {0}, 1},
	[REFERENCE_FROM] = {FROM, CHAN_OPERATOR_FIELDREF, {TO}, 1},
	[REFERENCE_NUMBER] = {NUMBER, CHAN_OPERATOR_FIELDREF, {NUMBER, OTHER}, 2},
	[REGEX_NAME] = {NAME, CHAN_OPERATOR_REGEX, {4}, 1},
	[TWO_REGEXES] = {NAME, CHAN_OPERATOR_REGEX, {3, 4}, 2},
	[OF_OTHER_TYPE] = {0, CHAN_OPERATOR_EXISTS, {0}, 0},
};

typedef struct world {
	uint8_t *bytes;
	size_t size;
	chan_file file;
	chan_content content;
	chan_pattern_place patterns[ROOM];
	chan_regex_instruction instructions[ROOM];
	chan_regex_class classes[ROOM];
	uint8_t truths[ROOM];
	uint32_t places[ROOM];
	chan_scratch scratch;
	chan_input array[FIELDS];
	chan_inputs inputs;
	chan_outcome outcome;
} world;

static void write_file(support_file *f)
{
	static const char *const texts[] = {"Name",  "Number", "kettle", "t[ea]p",
	                                    "title", "type",   "zype"};

	support_file_begin(f);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		support_text(f, texts[i]);
	support_integer(f, 7);
	support_network(f, 4, 8, UINT64_C(10) << 56, 0);
	support_type(f, 6, 1, FIELDS, CRITERIA - 1);
	support_field(f, 1, CHAN_KIND_STRING);
	support_field(f, 2, CHAN_KIND_INTEGER);
	support_field(f, 3, CHAN_KIND_IP);
	support_field(f, 4, CHAN_KIND_IP);
	support_field(f, 5, CHAN_KIND_INTEGER);
	for (unsigned i = 0; i < CRITERIA; i++) {
		if (i == OF_OTHER_TYPE) {
			support_type(f, 7, 2, 1, 1);
			support_field(f, 1, CHAN_KIND_STRING);
		}
		support_template(f, i == OF_OTHER_TYPE, i + 1u, 5, 1, 1);
		support_criterion(f, criteria[i].field, criteria[i].operation, 0,
		                  criteria[i].count);
		for (uint32_t k = 0; k < criteria[i].count; k++)
			support_value(f, criteria[i].values[k]);
		support_instruction(f, 0);
	}
}

static chan_memory memory_of(world *w)
{
	return (chan_memory){w->patterns, w->instructions, w->classes, ROOM, ROOM, ROOM};
}

static int begin(void **state)
{
	world *w = calloc(1, sizeof *w);
	chan_memory memory;
	support_file f;

	assert_non_null(w);
	write_file(&f);
	w->bytes = support_file_bytes(&f, &w->size);
	support_file_end(&f);
	support_must_open(w->bytes, w->size, &w->file);
	memory = memory_of(w);
	assert_true(chan_prepare(&w->file, &memory, &w->content));
	assert_int_equal(w->content.pattern_count, 4);
	w->scratch = (chan_scratch){w->truths, w->places, ROOM, ROOM};
	w->inputs = (chan_inputs){w->array, FIELDS};
	*state = w;
	return 0;
}

static int end(void **state)
{
	world *w = *state;

	free(w->bytes);
	free(w);
	return 0;
}

static chan_input text_input(const char *text)
{
	return (chan_input){.kind = CHAN_INPUT_STRING,
	                    .text = chan_cursor_over((const uint8_t *)text, strlen(text))};
}

static chan_input number_input(int64_t number)
{
	return (chan_input){.kind = CHAN_INPUT_INTEGER, .integer = number};
}

static chan_input address_input(unsigned family, unsigned first, unsigned last)
{
	chan_input input = {.kind = CHAN_INPUT_ADDRESS, .family = (uint8_t)family};

	input.address[0] = (uint8_t)first;
	input.address[family == 4 ? 3 : 15] = (uint8_t)last;
	return input;
}

/* Asks one criterion with one input changed for the call. 'y', 'n', or the digit of the error. */
static char ask(world *w, unsigned criterion, unsigned field, chan_input input)
{
	const chan_input was = w->array[field];
	bool answered, whole;
	chan_outcome all;

	w->array[field] = input;
	memset(&w->outcome, 0xa5, sizeof w->outcome);
	memset(&all, 0xa5, sizeof all);
	answered = chan_evaluate_criterion(&w->content, &w->scratch, &w->inputs, 0, criterion,
	                                   &w->outcome);
	/* The template that has this criterion alone says the same. */
	whole = chan_evaluate(&w->content, &w->scratch, &w->inputs, criterion, &all);
	w->array[field] = was;
	assert_int_equal(whole, answered);
	assert_int_equal(all.matched, w->outcome.matched);
	assert_int_equal(all.error, w->outcome.error);
	if (!answered)
		assert_false(w->outcome.matched);
	return !answered ? (char)('0' + w->outcome.error) : w->outcome.matched ? 'y' : 'n';
}

static void operators_read_their_kind(void **state)
{
	world *w = *state;

	assert_int_equal(ask(w, EXACT_NAME, NAME, text_input("kettle")), 'y');
	assert_int_equal(ask(w, EXACT_NAME, NAME, number_input(7)),
	                 '0' + CHAN_EVALUATION_INPUT_KIND);
	assert_int_equal(ask(w, EXACT_NUMBER, NUMBER, number_input(7)), 'n');
	assert_int_equal(ask(w, REGEX_NUMBER, NUMBER, number_input(7)), 'n');
	assert_int_equal(ask(w, EQ_NAME, NAME, text_input("7")), 'n');
	assert_int_equal(ask(w, CIDR_NUMBER, NUMBER, number_input(10)), 'n');
	assert_int_equal(ask(w, EQ_NUMBER, NUMBER, number_input(7)), 'y');
	assert_int_equal(ask(w, EQ_NUMBER, NUMBER, number_input(8)), 'n');
	assert_int_equal(ask(w, CIDR_FROM, FROM, address_input(4, 10, 1)), 'y');
	assert_int_equal(ask(w, CIDR_FROM, FROM, address_input(4, 11, 1)), 'n');
	assert_int_equal(ask(w, CIDR_FROM, FROM, address_input(6, 10, 1)), 'n');
	assert_int_equal(ask(w, CIDR_FROM, FROM, address_input(5, 10, 1)),
	                 '0' + CHAN_EVALUATION_INPUT_KIND);
	assert_int_equal(ask(w, CIDR_NAME, NAME, text_input("10.1.2.3")), 'y');
	assert_int_equal(ask(w, CIDR_NAME, NAME, text_input("10.1.2.")), 'n');
	assert_int_equal(ask(w, REGEX_NAME, NAME, text_input("a tap")), 'y');
	assert_int_equal(ask(w, REGEX_NAME, NAME, text_input("a top")), 'n');
}

static void references_compare_like_with_like(void **state)
{
	static const struct {
		unsigned family, first, last;
		char found;
	} others[] = {
		{4, 10, 1, 'y'},
		{4, 10, 2, 'n'},
		{4, 11, 1, 'n'},
		{6, 10, 1, 'n'},
	};
	world *w = *state;

	w->array[FROM] = address_input(4, 10, 1);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(
			ask(w, REFERENCE_FROM, TO,
		            address_input(others[i].family, others[i].first, others[i].last)),
			others[i].found);
	w->array[FROM] = address_input(6, 32, 1);
	assert_int_equal(ask(w, REFERENCE_FROM, TO, address_input(6, 32, 1)), 'y');
	assert_int_equal(ask(w, REFERENCE_FROM, TO, address_input(6, 32, 2)), 'n');
	assert_int_equal(ask(w, REFERENCE_FROM, TO, (chan_input){.kind = CHAN_INPUT_NULL}), 'n');
	assert_int_equal(ask(w, REFERENCE_FROM, TO, number_input(1)),
	                 '0' + CHAN_EVALUATION_INPUT_KIND);
	/* Two values, of which the first is equal: the second is looked at nevertheless. */
	w->array[NUMBER] = number_input(7);
	assert_int_equal(ask(w, REFERENCE_NUMBER, OTHER, number_input(8)), 'y');
	assert_int_equal(ask(w, REFERENCE_NUMBER, OTHER, text_input("7")),
	                 '0' + CHAN_EVALUATION_INPUT_KIND);
}

static void indexes_past_the_end(void **state)
{
	world *w = *state;
	chan_outcome outcome;
	chan_regex_program program;

	assert_false(chan_evaluate_criterion(&w->content, &w->scratch, &w->inputs, NOWHERE, 0,
	                                     &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_CONTENT);
	assert_int_equal(outcome.field, 0);
	assert_false(chan_evaluate_criterion(&w->content, &w->scratch, &w->inputs, 0, NOWHERE,
	                                     &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_CONTENT);
	assert_int_equal(outcome.field, 0);
	/* A criterion of the first type as if it were the second's, which has one field. */
	assert_false(chan_evaluate_criterion(&w->content, &w->scratch, &w->inputs, 1, EQ_NUMBER,
	                                     &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_CONTENT);
	assert_int_equal(outcome.field, NUMBER);
	assert_false(chan_evaluate(&w->content, &w->scratch, &w->inputs, NOWHERE, &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_CONTENT);
	assert_int_equal(outcome.field, 0);
	assert_false(chan_pattern_of(&w->content, NOWHERE, &program));
	assert_false(chan_pattern_of(&w->content, 0, &program));
	assert_int_equal(chan_steps_bound(&w->content, NOWHERE, 100), 0);
}

/* A content whose memory is told to be smaller than it was: no pattern is read past its end, and none has a bound. */
static void memory_that_has_shrunk(void **state)
{
	world *w = *state;
	const chan_content whole = w->content;
	chan_regex_program program;
	const uint32_t value = 13; /* of the last of all patterns, the second with a class */

	assert_true(chan_pattern_of(&whole, value, &program));
	assert_true(program.class_count > 0 && program.instruction_count > 0);
	for (uint32_t less = 0; less < 40; less++) {
		w->content = whole;
		w->content.memory.instruction_capacity = less;
		if (!chan_pattern_of(&w->content, value, &program))
			assert_int_equal(ask(w, TWO_REGEXES, NAME, text_input("x")),
			                 '0' + CHAN_EVALUATION_CONTENT);
		else
			assert_true(program.instruction_count <= program.instruction_capacity);
	}
	for (uint32_t less = 0; less < 4; less++) {
		w->content = whole;
		w->content.memory.class_capacity = less;
		assert_int_equal(chan_pattern_of(&w->content, value, &program), less >= 2);
		w->content = whole;
		w->content.memory.pattern_capacity = less;
		assert_false(chan_pattern_of(&w->content, value, &program));
		assert_true(chan_steps_bound(&w->content, TWO_REGEXES, 100) <
		            chan_steps_bound(&whole, TWO_REGEXES, 100));
	}
}

static void scratch_that_is_too_small(void **state)
{
	world *w = *state;
	chan_outcome outcome;

	w->array[NAME] = text_input("kettle");
	w->scratch.truth_capacity = 0;
	assert_false(chan_evaluate(&w->content, &w->scratch, &w->inputs, EXACT_NAME, &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_SCRATCH);
	w->scratch.truth_capacity = ROOM;
	w->scratch.place_capacity = 0;
	assert_int_equal(ask(w, REGEX_NAME, NAME, text_input("tap")),
	                 '0' + CHAN_EVALUATION_SCRATCH);
	w->inputs.count = NAME;
	assert_int_equal(ask(w, EXACT_NAME, NAME, text_input("kettle")),
	                 '0' + CHAN_EVALUATION_INPUT_COUNT);
}

/* --- conditions that no accepted file has: runs of instructions that are made up */

static void write_conditions(support_file *f)
{
	enum { DEEP = CHAN_MAX_DEPTH };

	support_file_begin(f);
	support_text(f, "field");
	support_text(f, "title");
	support_text(f, "type");
	support_type(f, 3, 1, 1, 1);
	support_field(f, 1, CHAN_KIND_STRING);
	support_template(f, 0, 1, 2, DEEP, 2 * DEEP);
	for (unsigned i = 0; i < DEEP; i++)
		support_criterion(f, 0, CHAN_OPERATOR_EXISTS, 0, 0);
	for (unsigned i = 0; i < DEEP; i++)
		support_instruction(f, i);
	for (unsigned i = 1; i < DEEP; i++)
		support_instruction(f, CHAN_WORD_AND);
	support_instruction(f, CHAN_WORD_NOT);
}

static void conditions_that_are_none(void **state)
{
	enum { DEEP = CHAN_MAX_DEPTH };
	static const struct {
		uint32_t first, count, truths;
		bool held;
	} runs[] = {
		{0, 2 * DEEP, DEEP, true},
		{0, 2 * DEEP, DEEP - 1, false}, /* a truth is missing */
		{0, 1, 1, true},
		{0, 2, 2, false}, /* two values are left */
		{0, 0, 1, false}, /* none is */
		{DEEP, 1, 1, false}, /* `and` of nothing */
		{DEEP - 1, 2, DEEP, false}, /* of one value */
		{2 * DEEP - 1, 1, 1, false}, /* `not` of nothing */
		{2 * DEEP, 1, 1, false}, /* past the end */
		{2 * DEEP + 1, 0, 1, false},
		{0, NOWHERE, DEEP, false},
		{NOWHERE, 1, 1, false},
	};
	uint8_t truths[DEEP] = {1}, *bytes;
	chan_file file;
	support_file f;
	size_t size;

	(void)state;
	write_conditions(&f);
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	support_must_open(bytes, size, &file);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		const chan_template judged = {.first_instruction = runs[i].first,
		                              .instruction_count = runs[i].count};
		bool verdict = true;

		if (chan_conclude(&file, &judged, truths, runs[i].truths, &verdict) != runs[i].held)
			fail_msg("run %zu", i);
		assert_true(runs[i].held || !verdict);
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(operators_read_their_kind, begin, end),
		cmocka_unit_test_setup_teardown(references_compare_like_with_like, begin, end),
		cmocka_unit_test_setup_teardown(indexes_past_the_end, begin, end),
		cmocka_unit_test_setup_teardown(memory_that_has_shrunk, begin, end),
		cmocka_unit_test_setup_teardown(scratch_that_is_too_small, begin, end),
		cmocka_unit_test(conditions_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
