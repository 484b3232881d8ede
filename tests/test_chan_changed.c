/*
 * The interpreter about what no gate lets through: operators on fields of another kind, which chan_open() does not ask
 * about, and files whose bytes have changed since they were accepted. None matches, and what is missing is an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "support_file.h"
#include "support_open.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { NAME, NUMBER, FROM, FIELDS };
enum { EMPTY, GROUP, FIELD, HOST, TITLE }; /* strings; GROUP is a pattern that matches anything */
enum { ROOM = 4096, NOWHERE = 4000 };

/* Each with a template of its own. The first five hold for the usual inputs. */
static const struct {
	unsigned field, operation;
	uint32_t value;
} criteria[] = {
	{NAME, CHAN_OPERATOR_EXACT, EMPTY},
	{NUMBER, CHAN_OPERATOR_EQ, 0},
	{FROM, CHAN_OPERATOR_CIDR, 0},
	{NAME, CHAN_OPERATOR_FIELDREF, NAME},
	{NAME, CHAN_OPERATOR_REGEX, GROUP},
	{NUMBER, CHAN_OPERATOR_EXACT, EMPTY},
	{FROM, CHAN_OPERATOR_EXACT, EMPTY},
	{NAME, CHAN_OPERATOR_EQ, 0},
	{FROM, CHAN_OPERATOR_EQ, 0},
	{NUMBER, CHAN_OPERATOR_CIDR, 0},
	{NAME, CHAN_OPERATOR_FIELDREF, NUMBER},
	{NUMBER, CHAN_OPERATOR_FIELDREF, NAME},
	{FROM, CHAN_OPERATOR_FIELDREF, NUMBER},
	{NUMBER, CHAN_OPERATOR_FIELDREF, FROM},
	{NUMBER, CHAN_OPERATOR_REGEX, GROUP},
	{FROM, CHAN_OPERATOR_REGEX, GROUP},
	{NAME, CHAN_OPERATOR_CONTAINS, TITLE},
};
enum { RIGHT = 5, LAST = COUNT(criteria) - 1 };

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
	static const char *const strings[] = {"()", "field", "host", "title"};

	support_file_begin(f);
	for (size_t i = 0; i < COUNT(strings); i++)
		support_text(f, strings[i]);
	support_integer(f, 0);
	support_network(f, 4, 0, 0, 0);
	support_type(f, HOST, 1, FIELDS, COUNT(criteria));
	for (unsigned kind = CHAN_KIND_STRING; kind <= CHAN_KIND_IP; kind++)
		support_field(f, FIELD, kind);
	for (unsigned i = 0; i < COUNT(criteria); i++) {
		support_template(f, 0, i + 1u, TITLE, 1, 1);
		support_criterion(f, criteria[i].field, criteria[i].operation, 0, 1);
		support_value(f, criteria[i].value);
		support_instruction(f, 0);
	}
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
	memory = (chan_memory){w->patterns, w->instructions, w->classes, ROOM, ROOM, ROOM};
	assert_true(chan_prepare(&w->file, &memory, &w->content));
	w->scratch = (chan_scratch){w->truths, w->places, ROOM, ROOM};
	w->inputs = (chan_inputs){w->array, FIELDS};
	/* Members that the kind does not use say what would match. */
	for (unsigned i = 0; i < FIELDS; i++)
		w->array[i] = (chan_input){.kind = (uint8_t)(CHAN_INPUT_STRING + i), .family = 4};
	w->array[NAME].text = chan_cursor_over(w->bytes, 0);
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

static bool ask(world *w, unsigned criterion)
{
	memset(&w->outcome, 0xa5, sizeof w->outcome);
	return chan_evaluate(&w->content, &w->scratch, &w->inputs, criterion, &w->outcome);
}

static void no_operator_holds_for_another_kind(void **state)
{
	world *w = *state;

	for (unsigned i = 0; i < COUNT(criteria); i++) {
		assert_true(ask(w, i));
		if (w->outcome.matched != (i < RIGHT))
			fail_msg("criterion %u", i);
	}
}

/* One member of one record is another, and what the template of the criterion then answers. */
typedef struct change {
	unsigned asked;
	enum chan_table table;
	uint32_t record;
	size_t member, width;
	uint64_t value;
	unsigned field, criterion;
	unsigned steps;
} change;

#define MEMBER_OF(table, member) CHAN_OFFSET_##table##_##member, CHAN_WIDTH_##table##_##member
#define CHANGED(asked, table, record, member, value) \
	asked, CHAN_TABLE_##table, record, MEMBER_OF(table, member), value

static const change changes[] = {
	{CHANGED(0, VALUE, 0, index, NOWHERE), NAME, 0, 2},
	{CHANGED(1, VALUE, 1, index, 1), NUMBER, 1, 2},
	{CHANGED(2, VALUE, 2, index, 1), FROM, 2, 2},
	{CHANGED(3, VALUE, 3, index, FIELDS), FIELDS, 3, 2},
	{CHANGED(3, VALUE, 3, index, NOWHERE), NOWHERE, 3, 2},
	{CHANGED(0, CRITERION, 0, first_value, NOWHERE), NAME, 0, 1},
	{CHANGED(0, CRITERION, 0, first_value, COUNT(criteria)), NAME, 0, 2},
	{CHANGED(4, CRITERION, 4, first_value, 0), NAME, 4, 2},
	{CHANGED(LAST, CRITERION, LAST, value_count, 2), NAME, LAST, 3},
	{CHANGED(0, CRITERION, 0, operator, 0), NAME, 0, 2},
	{CHANGED(0, CRITERION, 0, operator, CHAN_OPERATOR_LAST + 1), NAME, 0, 2},
	{CHANGED(1, CRITERION, 1, operator, UINT8_MAX), NUMBER, 1, 2},
	{CHANGED(0, CRITERION, 0, field, FIELDS), FIELDS, 0, 1},
	{CHANGED(1, TYPE, 0, field_count, 1), NUMBER, 1, 1},
	{CHANGED(2, TYPE, 0, field_count, 1), FROM, 2, 1},
	{CHANGED(1, TYPE, 0, first_field, 2), NUMBER, 1, 1},
	{CHANGED(0, TEMPLATE, 0, type, 1), 0, 0, 0},
	{CHANGED(0, TEMPLATE, 0, first_criterion, NOWHERE), 0, 0, 0},
	{CHANGED(0, TEMPLATE, 0, first_criterion, COUNT(criteria)), 0, COUNT(criteria), 0},
	{CHANGED(LAST, TEMPLATE, LAST, criterion_count, 2), 0, COUNT(criteria), 2},
	{CHANGED(1, INSTRUCTION, 1, word, UINT16_MAX), 0, 0, 3},
	{CHANGED(1, INSTRUCTION, 1, word, 1), 0, 0, 3},
	{CHANGED(1, TEMPLATE, 1, first_instruction, NOWHERE), 0, 0, 3},
	{CHANGED(1, TEMPLATE, 1, instruction_count, 2), 0, 0, 4},
};

static void what_has_changed_is_an_error(void **state)
{
	world *w = *state;

	for (size_t i = 0; i < COUNT(changes); i++) {
		const change *c = &changes[i];
		const size_t place = support_offset(w->bytes, c->table, c->record) + c->member;
		const uint64_t was = support_get(w->bytes, place, c->width);

		support_put(w->bytes, place, c->width, c->value);
		if (ask(w, c->asked) || w->outcome.error != CHAN_EVALUATION_CONTENT ||
		    w->outcome.matched || w->outcome.field != c->field ||
		    w->outcome.criterion != c->criterion || w->outcome.steps != c->steps)
			fail_msg("change %zu: error %u, field %u, criterion %u, %u steps", i,
			         w->outcome.error, w->outcome.field, w->outcome.criterion,
			         (unsigned)w->outcome.steps);
		support_put(w->bytes, place, c->width, was);
	}
	no_operator_holds_for_another_kind(state);
}

/* What a changed file asks of memory and of time is what can still be read of it. */
static void needs_and_bounds_of_what_has_changed(void **state)
{
	static const struct {
		change made;
		uint32_t patterns;
		uint64_t bound; /* with inputs of 9 bytes */
	} cases[] = {
		{{CHANGED(LAST, CRITERION, LAST, value_count, 2), 0, 0, 0}, 3, 4 + 5 * 9},
		{{CHANGED(LAST, TEMPLATE, LAST, criterion_count, 2), 0, 0, 0}, 3, 3 + 5 * 9},
		{{CHANGED(LAST, TEMPLATE, LAST, first_criterion, NOWHERE), 0, 0, 0}, 3, 1},
		{{CHANGED(LAST, VALUE, LAST, index, NOWHERE), 0, 0, 0}, 3, 3},
		{{CHANGED(LAST, CRITERION, LAST, first_value, NOWHERE), 0, 0, 0}, 3, 3},
		{{CHANGED(LAST, CRITERION, LAST, operator, CHAN_OPERATOR_LAST), 0, 0, 0}, 3, 3},
		{{CHANGED(LAST, CRITERION, LAST, operator, CHAN_OPERATOR_FIELDREF), 0, 0, 0},
	         3,
	         12},
		{{CHANGED(4, VALUE, 4, index, NOWHERE), 0, 0, 0}, 0, 3 + 10},
		{{CHANGED(4, CRITERION, 4, operator, CHAN_OPERATOR_EXACT), 0, 0, 0}, 2, 3 + 2},
	};
	world *w = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const change *c = &cases[i].made;
		const size_t place = support_offset(w->bytes, c->table, c->record) + c->member;
		const uint64_t was = support_get(w->bytes, place, c->width);
		chan_pattern_fault fault;
		chan_needs needs;
		uint32_t value;

		support_put(w->bytes, place, c->width, c->value);
		assert_true(chan_measure(&w->file, &needs, &value, &fault));
		if (needs.patterns != cases[i].patterns ||
		    chan_steps_bound(&w->content, c->asked, 9) != cases[i].bound)
			fail_msg("case %zu: %u patterns, bound %u", i, needs.patterns,
			         (unsigned)chan_steps_bound(&w->content, c->asked, 9));
		support_put(w->bytes, place, c->width, was);
	}
}

/* An operator that nobody knows is false of what is absent, as are all that ask for a value. */
static void unknown_operators_of_absent_inputs(void **state)
{
	static const uint8_t unknown[] = {0, CHAN_OPERATOR_LAST + 1, UINT8_MAX};
	world *w = *state;
	const size_t place =
		support_offset(w->bytes, CHAN_TABLE_CRITERION, 0) + CHAN_OFFSET_CRITERION_operator;

	w->array[NAME] = (chan_input){.kind = CHAN_INPUT_ABSENT};
	for (size_t i = 0; i < COUNT(unknown); i++) {
		w->bytes[place] = unknown[i];
		assert_true(ask(w, 0));
		assert_false(w->outcome.matched);
	}
}

static void inputs_that_fit_a_field(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 8; kind++) {
		for (unsigned family = 0; family < 8; family++) {
			const chan_input input = {.kind = (uint8_t)kind, .family = (uint8_t)family};

			for (uint16_t field = 0; field < 6; field++) {
				const bool is_address = kind == CHAN_INPUT_ADDRESS &&
				                        field == CHAN_KIND_IP &&
				                        (family == 4 || family == 6);

				assert_int_equal(chan_input_fits(&input, field),
				                 kind <= CHAN_INPUT_NULL ||
				                         (kind == CHAN_INPUT_STRING &&
				                          field == CHAN_KIND_STRING) ||
				                         (kind == CHAN_INPUT_INTEGER &&
				                          field == CHAN_KIND_INTEGER) ||
				                         is_address);
			}
		}
	}
}

/* A file without a pattern asks for one truth, and one whose patterns are empty for their matches. */
static void files_that_ask_for_little(void **state)
{
	world *w = *state;
	const chan_memory nothing = {NULL, NULL, NULL, 0, 0, 0};
	chan_pattern_fault fault = {1, 2, 3};
	chan_regex_program program;
	chan_finding finding;
	chan_content content;
	chan_needs needs;
	uint8_t *bytes;
	support_file f;
	chan_file file;
	uint32_t value;
	size_t size;

	support_file_begin(&f);
	support_text(&f, "name");
	support_type(&f, 1, 1, 1, 1);
	support_field(&f, 1, CHAN_KIND_STRING);
	support_template(&f, 0, 1, 1, 1, 1);
	support_criterion(&f, 0, CHAN_OPERATOR_EXISTS, 0, 0);
	support_instruction(&f, 0);
	bytes = support_file_bytes(&f, &size);
	support_file_end(&f);
	assert_true(chan_open(bytes, size, &file, &finding));
	memset(&needs, 0xa5, sizeof needs);
	assert_true(chan_measure(&file, &needs, &value, &fault));
	assert_int_equal(needs.patterns + needs.instructions + needs.classes, 0);
	assert_int_equal(needs.truths, 1);
	assert_int_equal(needs.places, 0);
	assert_int_equal(fault.error, CHAN_PATTERN_OK);
	assert_int_equal(fault.offset, 0);
	assert_int_equal(fault.length, 0);
	assert_true(chan_prepare(&file, &nothing, &content));
	assert_int_equal(content.pattern_count, 0);
	assert_false(chan_pattern_of(&content, 0, &program));
	free(bytes);

	assert_true(chan_measure(&w->file, &needs, &value, &fault));
	assert_int_equal(needs.patterns, 3);
	assert_int_equal(needs.instructions, 3);
	assert_int_equal(needs.places, CHAN_PLACES_AN_INSTRUCTION);
	assert_true(chan_pattern_of(&w->content, 4, &program));
	assert_int_equal(program.instruction_count, 1);
	assert_int_equal(program.instruction_capacity, ROOM);
	assert_int_equal(program.class_capacity, ROOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_operator_holds_for_another_kind, begin, end),
		cmocka_unit_test_setup_teardown(what_has_changed_is_an_error, begin, end),
		cmocka_unit_test_setup_teardown(needs_and_bounds_of_what_has_changed, begin, end),
		cmocka_unit_test_setup_teardown(unknown_operators_of_absent_inputs, begin, end),
		cmocka_unit_test_setup_teardown(files_that_ask_for_little, begin, end),
		cmocka_unit_test(inputs_that_fit_a_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
