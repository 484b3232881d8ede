/*
 * Whole outcomes of the interpreter (FORMAT.md sections 5 and 8): for each criterion of a file about each kind of input the
 * answer, the steps, and where there is an error, its kind and the field; and what the file asks of memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "support_file.h"
#include "support_open.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { NAME, NUMBER, FROM, NICK, LIMIT, TO, FIELDS };
enum { PAIRS = 3, ROOM = 4096 };

/* Numbered from 1; in the order of files. */
enum { SPELLED = 1, NOT_EMPTY, FIELD, HOST, STARRED, WHOLE, POT };
static const char *const strings[] = {"^k.t{2}le$", "^z?.",   "field", "host",
                                      "k*e",        "kettle", "pot"};

/* Inputs of a field; the criterion's own field has one of these, and the other of its kind the one beside it. */
enum { ABSENT, NIL, ALIEN, SEVEN, BELOW, EMPTY, KETTLE, LOUD, DOTTED, COLONS, FOUR, SIX, FIVE };

static const struct {
	unsigned field, operation, flags;
	uint32_t values[3], count;
	/* A word an input: y or n and the steps; the error, f, its field and the steps; - for its kind at once. */
	const char *answers;
} criteria[] = {
	{NAME, CHAN_OPERATOR_EXACT, 0, {WHOLE}, 1, "n1 n1 - - - n2 y8 n2 n2 n2 - - - 1f0/1"},
	{NAME,
         CHAN_OPERATOR_EXACT,
         CHAN_FLAG_CASED,
         {WHOLE, POT},
         2,
         "n1 n1 - - - n3 y8 n3 n3 n3 - - - 1f0/1"},
	{NICK, CHAN_OPERATOR_PREFIX, 0, {WHOLE}, 1, "n1 n1 - - - n2 y8 y8 n3 n3 - - - 1f3/1"},
	{NAME, CHAN_OPERATOR_SUFFIX, 0, {WHOLE, POT}, 2, "n1 n1 - - - n3 y8 y7 n5 n5 - - - 1f0/1"},
	{NICK,
         CHAN_OPERATOR_CONTAINS,
         0,
         {WHOLE, POT},
         2,
         "n1 n1 - - - n3 y8 y8 n12 n18 - - - 1f3/1"},
	{NAME,
         CHAN_OPERATOR_GLOB,
         0,
         {STARRED, POT},
         2,
         "n1 n1 - - - n5 y11 n18 n5 n5 - - - 1f0/1"},
	{NAME,
         CHAN_OPERATOR_REGEX,
         0,
         {SPELLED, NOT_EMPTY},
         2,
         "n1 n1 - - - n9 y17 y22 y10 y10 - - - 1f0/1"},
	{NICK,
         CHAN_OPERATOR_REGEX,
         CHAN_FLAG_CASED,
         {SPELLED},
         1,
         "n1 n1 - - - n4 y17 n4 n4 n4 - - - 1f3/1"},
	{NAME, CHAN_OPERATOR_CIDR, 0, {0, 1}, 2, "n1 n1 - - - n1 n1 n1 y2 y3 - - - 1f0/1"},
	{FROM, CHAN_OPERATOR_CIDR, 0, {0, 1}, 2, "n1 n1 - - - - - - - - y2 y3 - 1f2/1"},
	{NUMBER, CHAN_OPERATOR_EQ, 0, {0, 1}, 2, "n1 n1 - y3 y2 - - - - - - - - 1f1/1"},
	{NUMBER, CHAN_OPERATOR_LT, 0, {1}, 1, "n1 n1 - n2 y2 - - - - - - - - 1f1/1"},
	{NUMBER, CHAN_OPERATOR_LE, 0, {1}, 1, "n1 n1 - y2 y2 - - - - - - - - 1f1/1"},
	{LIMIT, CHAN_OPERATOR_GT, 0, {0}, 1, "n1 n1 - y2 n2 - - - - - - - - 1f4/1"},
	{LIMIT, CHAN_OPERATOR_GE, 0, {0}, 1, "n1 n1 - y2 y2 - - - - - - - - 1f4/1"},
	{NAME, CHAN_OPERATOR_EXISTS, 0, {0}, 0, "n1 y1 - - - y1 y1 y1 y1 y1 - - - 1f0/1"},
	{NUMBER, CHAN_OPERATOR_EXISTS, 0, {0}, 0, "n1 y1 - y1 y1 - - - - - - - - 1f1/1"},
	{TO, CHAN_OPERATOR_NULL, 0, {0}, 0, "y1 y1 - - - - - - - - n1 n1 - 1f5/1"},
	{NAME, CHAN_OPERATOR_FIELDREF, 0, {NICK}, 1, "n2 n2 - - - n2 y8 n2 n2 n2 - - - 1f0/1"},
	{NAME,
         CHAN_OPERATOR_FIELDREF,
         CHAN_FLAG_CASED,
         {NAME, NICK},
         2,
         "n3 n3 - - - y3 y15 y13 y11 y14 - - - 1f0/1"},
	{NUMBER, CHAN_OPERATOR_FIELDREF, 0, {LIMIT}, 1, "n2 n2 - y2 n2 - - - - - - - - 1f1/1"},
	{FROM, CHAN_OPERATOR_FIELDREF, 0, {TO}, 1, "n2 n2 - - - - - - - - y2 n2 - 1f2/1"},
	{NAME, CHAN_OPERATOR_ANY, 0, {0}, 0, "y1 y1 y1 y1 y1 y1 y1 y1 y1 y1 y1 y1 y1 y1"},
};

typedef struct world {
	uint8_t *bytes;
	size_t size;
	chan_file file;
	chan_content content;
	chan_needs needs;
	chan_pattern_place patterns[ROOM];
	chan_regex_instruction instructions[ROOM];
	chan_regex_class classes[ROOM];
	uint8_t truths[ROOM];
	uint32_t places[ROOM];
	chan_scratch scratch;
} world;

/* A template for each criterion, and at the end one that has the first three: (0 and 1) or 2. */
static void write_file(support_file *f)
{
	static const unsigned kinds[FIELDS] = {CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP,
	                                       CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP};

	support_file_begin(f);
	for (size_t i = 0; i < COUNT(strings); i++)
		support_text(f, strings[i]);
	support_integer(f, -1);
	support_integer(f, 7);
	support_network(f, 4, 8, UINT64_C(10) << 56, 0);
	support_network(f, 6, 32, UINT64_C(0x20010db8) << 32, 0);
	support_type(f, HOST, 1, FIELDS, COUNT(criteria) + 1);
	for (unsigned i = 0; i < FIELDS; i++)
		support_field(f, FIELD, kinds[i]);
	for (unsigned i = 0; i < COUNT(criteria) + PAIRS; i++) {
		const unsigned from = i % COUNT(criteria);

		if (i <= COUNT(criteria))
			support_template(f, 0, i + 1u, POT, i < COUNT(criteria) ? 1 : PAIRS,
			                 i < COUNT(criteria) ? 1 : 2 * PAIRS - 1);
		support_criterion(f, criteria[from].field, criteria[from].operation,
		                  criteria[from].flags, criteria[from].count);
		for (uint32_t k = 0; k < criteria[from].count; k++)
			support_value(f, criteria[from].values[k]);
		if (i < COUNT(criteria))
			support_instruction(f, 0);
	}
	support_instruction(f, 0);
	support_instruction(f, 1);
	support_instruction(f, CHAN_WORD_AND);
	support_instruction(f, 2);
	support_instruction(f, CHAN_WORD_OR);
}

static int begin(void **state)
{
	world *w = calloc(1, sizeof *w);
	chan_memory memory;
	chan_pattern_fault fault;
	support_file f;
	uint32_t value = 77;

	assert_non_null(w);
	write_file(&f);
	w->bytes = support_file_bytes(&f, &w->size);
	support_file_end(&f);
	support_must_open(w->bytes, w->size, &w->file);
	memset(&w->needs, 0xa5, sizeof w->needs);
	memset(&fault, 0xa5, sizeof fault);
	assert_true(chan_measure(&w->file, &w->needs, &value, &fault));
	assert_int_equal(value, 0);
	assert_int_equal(fault.error, CHAN_PATTERN_OK);
	assert_int_equal(fault.offset, 0);
	assert_int_equal(fault.length, 0);
	memory = (chan_memory){w->patterns, w->instructions, w->classes, ROOM, ROOM, ROOM};
	assert_true(chan_prepare(&w->file, &memory, &w->content));
	w->scratch = (chan_scratch){w->truths, w->places, ROOM, ROOM};
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

static chan_input input_of(unsigned which)
{
	static const uint8_t four[4] = {10, 1, 2, 3}, six[4] = {0x20, 0x01, 0x0d, 0xb8};
	static const char *const texts[] = {"", "kettle", "KETTLE pot", "10.1.2.3", "2001:db8::1"};
	chan_input input = {0};

	if (which >= EMPTY && which <= COLONS)
		return text_input(texts[which - EMPTY]);
	if (which == NIL)
		input.kind = CHAN_INPUT_NULL;
	if (which == ALIEN)
		input.kind = CHAN_INPUT_ADDRESS + 1;
	if (which == SEVEN || which == BELOW) {
		input.kind = CHAN_INPUT_INTEGER;
		input.integer = which == SEVEN ? 7 : -1;
	}
	if (which >= FOUR) {
		input.kind = CHAN_INPUT_ADDRESS;
		input.family = which == FOUR ? 4 : which == SIX ? 6 : 5;
		memcpy(input.address, which == SIX ? six : four, 4);
	}
	return input;
}

/* What the fields have that are not asked. */
static void fill(chan_input inputs[FIELDS])
{
	static const unsigned usual[FIELDS] = {KETTLE, SEVEN, FOUR, KETTLE, SEVEN, FOUR};

	for (unsigned i = 0; i < FIELDS; i++)
		inputs[i] = input_of(usual[i]);
}

static void write_outcome(char *out, size_t room, bool answered, const chan_outcome *outcome,
                          unsigned field)
{
	if (!answered && outcome->error == CHAN_EVALUATION_INPUT_KIND && outcome->field == field &&
	    outcome->steps == 1)
		snprintf(out, room, "-");
	else if (answered)
		snprintf(out, room, "%c%u", outcome->matched ? 'y' : 'n', (unsigned)outcome->steps);
	else
		snprintf(out, room, "%uf%u/%u", outcome->error, outcome->field,
		         (unsigned)outcome->steps);
}

/* One criterion about these inputs, alone and as its template, which takes one step more for its condition. */
static void ask(world *w, unsigned criterion, const chan_inputs *inputs, char *out, size_t room)
{
	chan_outcome one, whole;
	bool answered, concluded;

	memset(&one, 0xa5, sizeof one);
	memset(&whole, 0xa5, sizeof whole);
	answered = chan_evaluate_criterion(&w->content, &w->scratch, inputs, 0, criterion, &one);
	concluded = chan_evaluate(&w->content, &w->scratch, inputs, criterion, &whole);
	assert_int_equal(concluded, answered);
	assert_int_equal(whole.matched, one.matched);
	assert_int_equal(whole.error, one.error);
	assert_int_equal(whole.field, one.field);
	assert_int_equal(whole.criterion, one.criterion);
	assert_int_equal(whole.steps, one.steps + answered);
	assert_int_equal(one.criterion, answered ? 0 : criterion);
	if (answered) {
		assert_int_equal(one.error, CHAN_EVALUATION_OK);
		assert_int_equal(one.field, 0);
	} else {
		assert_false(one.matched);
	}
	write_outcome(out, room, answered, &one, criteria[criterion].field);
}

static void each_criterion_about_each_input(void **state)
{
	world *w = *state;

	for (unsigned i = 0; i < COUNT(criteria); i++) {
		char answers[512] = "", answer[32];

		for (unsigned which = ABSENT; which <= FIVE + 1; which++) {
			chan_input array[FIELDS];
			/* Behind the last of them, the field is not supplied. */
			const chan_inputs inputs = {array,
			                            which > FIVE ? criteria[i].field : FIELDS};

			fill(array);
			array[criteria[i].field] = input_of(which > FIVE ? ABSENT : which);
			ask(w, i, &inputs, answer, sizeof answer);
			strcat(strcat(answers, which == ABSENT ? "" : " "), answer);
		}
		if (strcmp(answers, criteria[i].answers) != 0)
			fail_msg("criterion %u:\n%s", i, answers);
	}
}

/* The field that is referred to has each input in turn; the criterion's own keeps what it usually has. */
static void each_input_that_is_referred_to(void **state)
{
	static const struct {
		unsigned criterion, field;
		const char *answers;
	} cases[] = {
		{18, NICK, "n2 n2 2f3/2 2f3/2 2f3/2 n2 y8 n2 n2 n2 2f3/2 2f3/2 2f3/2 1f3/2"},
		{19, NICK, "y9 y9 2f3/9 2f3/9 2f3/9 y9 y15 y9 y9 y9 2f3/9 2f3/9 2f3/9 1f3/9"},
		{20, LIMIT,
	         "n2 n2 2f4/2 y2 n2 2f4/2 2f4/2 2f4/2 2f4/2 2f4/2 2f4/2 2f4/2 2f4/2 1f4/2"},
		{21, TO, "n2 n2 2f5/2 2f5/2 2f5/2 2f5/2 2f5/2 2f5/2 2f5/2 2f5/2 y2 n2 2f5/2 1f5/2"},
	};
	world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char answers[512] = "", answer[32];

		assert_int_equal(criteria[cases[i].criterion].operation, CHAN_OPERATOR_FIELDREF);
		for (unsigned which = ABSENT; which <= FIVE + 1; which++) {
			chan_input array[FIELDS];
			const chan_inputs inputs = {array, which > FIVE ? cases[i].field : FIELDS};

			fill(array);
			array[cases[i].field] = input_of(which > FIVE ? ABSENT : which);
			ask(w, cases[i].criterion, &inputs, answer, sizeof answer);
			strcat(strcat(answers, which == ABSENT ? "" : " "), answer);
		}
		if (strcmp(answers, cases[i].answers) != 0)
			fail_msg("reference %zu:\n%s", i, answers);
	}
}

/* Addresses are equal in their family and all their bytes, which are four or sixteen. */
static void every_byte_of_an_address(void **state)
{
	world *w = *state;

	for (unsigned family = 4; family <= 6; family += 2) {
		for (unsigned byte = 0; byte < 16; byte++) {
			chan_input array[FIELDS];
			const chan_inputs inputs = {array, FIELDS};
			chan_outcome outcome;

			fill(array);
			array[FROM] = array[TO] = input_of(family == 4 ? FOUR : SIX);
			array[TO].address[byte] ^= 0x80;
			assert_true(chan_evaluate_criterion(&w->content, &w->scratch, &inputs, 0,
			                                    21, &outcome));
			assert_int_equal(outcome.matched, family == 4 && byte >= 4);
			array[TO].address[byte] ^= 0x80;
			array[TO].family = family == 4 ? 6 : 4;
			assert_true(chan_evaluate_criterion(&w->content, &w->scratch, &inputs, 0,
			                                    21, &outcome));
			assert_false(outcome.matched);
		}
	}
}

/* (exact and exact) or prefix, criteria of their own at the end of the file. */
static void templates_of_three_criteria(void **state)
{
	static const struct {
		unsigned name, nick, supplied, truths;
		const char *outcome;
	} cases[] = {
		{KETTLE, KETTLE, FIELDS, 3, "y29 0"},    {KETTLE, EMPTY, FIELDS, 3, "y23 0"},
		{LOUD, EMPTY, FIELDS, 3, "n12 0"},       {EMPTY, LOUD, FIELDS, 3, "y18 0"},
		{KETTLE, ALIEN, FIELDS, 3, "2f3/17 2"},  {ALIEN, ALIEN, FIELDS, 3, "2f0/1 0"},
		{KETTLE, KETTLE, NICK, 3, "1f3/17 2"},   {KETTLE, KETTLE, NAME, 3, "1f0/1 0"},
		{KETTLE, KETTLE, FIELDS, 2, "3f3/24 2"}, {KETTLE, KETTLE, FIELDS, 1, "3f0/16 1"},
		{KETTLE, KETTLE, FIELDS, 0, "3f0/8 0"},
	};
	world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		chan_input array[FIELDS];
		const chan_inputs inputs = {array, cases[i].supplied};
		chan_outcome outcome;
		char answer[32], whole[64];
		bool answered;

		fill(array);
		array[NAME] = input_of(cases[i].name);
		array[NICK] = input_of(cases[i].nick);
		w->scratch.truth_capacity = cases[i].truths;
		memset(&outcome, 0xa5, sizeof outcome);
		answered =
			chan_evaluate(&w->content, &w->scratch, &inputs, COUNT(criteria), &outcome);
		assert_true(answered || !outcome.matched);
		write_outcome(answer, sizeof answer, answered, &outcome, FIELDS);
		snprintf(whole, sizeof whole, "%s %u", answer,
		         answered ? outcome.criterion
		                  : outcome.criterion - (unsigned)COUNT(criteria));
		if (strcmp(whole, cases[i].outcome) != 0)
			fail_msg("case %zu: %s", i, whole);
	}
}

static void what_the_file_asks_of_memory(void **state)
{
	static const struct {
		uint32_t value, instructions, classes;
	} patterns[] = {{10, 9, 0}, {11, 5, 0}, {12, 9, 0}};
	world *w = *state;
	size_t next = 0;

	assert_int_equal(w->needs.patterns, COUNT(patterns));
	assert_int_equal(w->needs.instructions, 23);
	assert_int_equal(w->needs.classes, 0);
	assert_int_equal(w->needs.truths, PAIRS);
	assert_int_equal(w->needs.places, 9 * CHAN_PLACES_AN_INSTRUCTION);
	assert_int_equal(w->content.pattern_count, COUNT(patterns));
	/* What stands behind the last pattern is none of the content's. */
	w->patterns[COUNT(patterns)] = (chan_pattern_place){40, 0, 1, 0, 0};
	for (uint32_t value = 0; value < 50; value++) {
		const bool is_pattern = next < COUNT(patterns) && patterns[next].value == value;
		chan_regex_program program;

		if (chan_pattern_of(&w->content, value, &program) != is_pattern)
			fail_msg("value %u", value);
		if (!is_pattern)
			continue;
		assert_int_equal(program.instruction_count, patterns[next].instructions);
		assert_int_equal(program.class_count, patterns[next].classes);
		next++;
	}
	assert_int_equal(next, COUNT(patterns));
	/* Nor is what stands behind the ends of the arrays, whatever they are told to be. */
	for (uint32_t room = 0; room < 30; room++) {
		uint32_t needed = 0;

		for (uint32_t i = 0; i < COUNT(patterns); i++) {
			chan_regex_program program;

			needed += patterns[i].instructions;
			w->content.memory.instruction_capacity = room;
			assert_int_equal(chan_pattern_of(&w->content, patterns[i].value, &program),
			                 room >= needed);
			w->content.memory.instruction_capacity = ROOM;
			/* The search may ask for one that is not there, and then finds none. */
			w->content.memory.pattern_capacity = room;
			if (chan_pattern_of(&w->content, patterns[i].value, &program))
				assert_true(room > i);
			else
				assert_true(room < COUNT(patterns));
			w->content.memory.pattern_capacity = ROOM;
		}
	}
	/* The bound is without the patterns that are not there. */
	w->content.memory.pattern_capacity = 0;
	assert_int_equal(chan_steps_bound(&w->content, 6, 100), 4);
	assert_int_equal(chan_steps_bound(&w->content, 7, 100), 3);
}

/* The bound of each template with inputs of 0, 1 and 100 bytes. */
static void bounds_of_templates(void **state)
{
	static const unsigned bounds[][3] = {
		{9, 9, 9},     {13, 13, 13},   {9, 9, 9},     {13, 13, 13}, {4, 13, 904},
		{12, 20, 812}, {18, 32, 1418}, {12, 21, 912}, {4, 4, 4},    {4, 4, 4},
		{4, 4, 4},     {3, 3, 3},      {3, 3, 3},     {3, 3, 3},    {3, 3, 3},
		{2, 2, 2},     {2, 2, 2},      {2, 2, 2},     {3, 4, 103},  {4, 6, 204},
		{3, 4, 103},   {3, 4, 103},    {2, 2, 2},     {33, 33, 33},
	};
	static const uint64_t bytes[] = {0, 1, 100};
	world *w = *state;

	assert_int_equal(COUNT(bounds), COUNT(criteria) + 1);
	for (uint32_t i = 0; i < COUNT(bounds); i++) {
		uint64_t found[3];

		for (size_t k = 0; k < COUNT(bytes); k++)
			found[k] = chan_steps_bound(&w->content, i, bytes[k]);
		if (found[0] != bounds[i][0] || found[1] != bounds[i][1] ||
		    found[2] != bounds[i][2])
			fail_msg("template %u: %u, %u, %u", i, (unsigned)found[0],
			         (unsigned)found[1], (unsigned)found[2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_criterion_about_each_input, begin, end),
		cmocka_unit_test_setup_teardown(each_input_that_is_referred_to, begin, end),
		cmocka_unit_test_setup_teardown(every_byte_of_an_address, begin, end),
		cmocka_unit_test_setup_teardown(templates_of_three_criteria, begin, end),
		cmocka_unit_test_setup_teardown(what_the_file_asks_of_memory, begin, end),
		cmocka_unit_test_setup_teardown(bounds_of_templates, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
