/* The interpreter against FORMAT.md sections 5, 6 and 8: each operator about each kind of input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "execute/program.h"
#include "support_draft.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define TEXT(literal) (literal), sizeof(literal) - 1

/* Fields of the type process of the model: Image, CommandLine, ProcessId, ParentImage; of host: Name, Uptime, Address. */
enum { IMAGE, COMMAND_LINE, PROCESS_ID, PARENT_IMAGE, PROCESS_FIELDS };
enum { NAME, UPTIME, ADDRESS, HOST_FIELDS };

static chan_input text(const char *bytes, size_t length)
{
	return (chan_input){.kind = CHAN_INPUT_STRING,
	                    .text = chan_cursor_over((const uint8_t *)bytes, length)};
}

static chan_input integer(int64_t number)
{
	return (chan_input){.kind = CHAN_INPUT_INTEGER, .integer = number};
}

static chan_input null_input(void)
{
	return (chan_input){.kind = CHAN_INPUT_NULL};
}

static chan_input address(const char *written)
{
	chan_input input = {.kind = CHAN_INPUT_ADDRESS};
	assert_true(chan_read_address(chan_cursor_over((const uint8_t *)written, strlen(written)),
	                              &input.family, input.address));
	return input;
}

/* A draft, written, opened and prepared. */
typedef struct loaded {
	sl_buffer bytes;
	sl_checked_file checked;
	sl_program program;
	chan_scratch scratch;
} loaded;

static void load(draft *d, loaded *out)
{
	chan_finding fault;
	memset(out, 0, sizeof *out);
	assert_true(draft_write(d, &out->bytes));
	out->checked.bytes = out->bytes.bytes;
	out->checked.size = out->bytes.length;
	assert_true(chan_open(out->bytes.bytes, out->bytes.length, &out->checked.file, &fault));
	assert_true(sl_program_load(&out->checked, &out->program));
	out->scratch = sl_program_scratch(&out->program);
}

static void unload(draft *d, loaded *from)
{
	sl_scratch_free(&from->scratch);
	sl_program_free(&from->program);
	sl_buffer_free(&from->bytes);
	draft_end(d);
}

/* Template 0 about inputs in a block of exactly their size. */
static chan_outcome run_template(const loaded *from, const chan_input *inputs, uint32_t count)
{
	chan_input *block = malloc(count * sizeof *block + (count == 0));
	const chan_inputs supplied = {block, count};
	chan_outcome outcome;
	uint64_t longest = 0;
	assert_non_null(block);
	for (uint32_t i = 0; i < count; i++) {
		block[i] = inputs[i];
		if (inputs[i].kind == CHAN_INPUT_STRING && chan_left(&inputs[i].text) > longest) {
			longest = chan_left(&inputs[i].text);
		}
	}
	bool concluded =
		chan_evaluate(&from->program.content, &from->scratch, &supplied, 0, &outcome);
	assert_int_equal(concluded, outcome.error == CHAN_EVALUATION_OK);
	assert_true(concluded || !outcome.matched);
	assert_true(outcome.steps <= chan_steps_bound(&from->program.content, 0, longest));
	free(block);
	return outcome;
}

/* Whether one criterion with one value holds for CommandLine. */
static bool text_holds(uint8_t operation, uint8_t flags, const char *value, size_t value_length,
                       const char *input, size_t input_length)
{
	draft d;
	loaded from;
	draft_begin(&d);
	draft_template(&d, draft_type(&d, "process", 1), 1);
	draft_criterion(&d, COMMAND_LINE, operation, flags);
	draft_bytes(&d, value, value_length);
	load(&d, &from);
	char *copy = malloc(input_length + (input_length == 0));
	assert_non_null(copy);
	memcpy(copy, input, input_length);
	const chan_input inputs[] = {{0}, text(copy, input_length)};
	chan_outcome outcome = run_template(&from, inputs, COUNT(inputs));
	assert_int_equal(outcome.error, CHAN_EVALUATION_OK);
	free(copy);
	unload(&d, &from);
	return outcome.matched;
}

enum {
	EXACT = CHAN_OPERATOR_EXACT,
	PREFIX = CHAN_OPERATOR_PREFIX,
	SUFFIX = CHAN_OPERATOR_SUFFIX,
	CONTAINS = CHAN_OPERATOR_CONTAINS,
	GLOB = CHAN_OPERATOR_GLOB,
	REGEX = CHAN_OPERATOR_REGEX,
	CASED = CHAN_FLAG_CASED,
	LINES = CHAN_FLAG_MULTILINE
};

static void text_operators(void **state)
{
	static const struct {
		uint8_t operation, flags;
		const char *value;
		size_t value_length;
		const char *input;
		size_t input_length;
		bool holds;
	} cases[] = {
		{EXACT, 0, TEXT("abc"), TEXT("aBC"), true},
		{EXACT, CASED, TEXT("abc"), TEXT("aBC"), false},
		{EXACT, CASED, TEXT("aBC"), TEXT("aBC"), true},
		{EXACT, 0, TEXT("abc"), TEXT("abcd"), false},
		{EXACT, 0, TEXT("abc"), TEXT("ab"), false},
		{EXACT, 0, TEXT("abc"), TEXT("abc\0"), false},
		{EXACT, 0, TEXT(""), TEXT(""), true},
		{EXACT, 0, TEXT(""), TEXT("a"), false},
		{EXACT, 0, TEXT("@[`{@[`{x"), TEXT("@[`{@[`{X"), true},
		{EXACT, 0, TEXT("`{`{`{`{"), TEXT("@[@[@[@["), false},
		{EXACT, 0, TEXT("az az az az"), TEXT("AZ az Az aZ"), true},
		{EXACT, 0, TEXT("\xc3\xa9tude 12"), TEXT("\xc3\xa9TUDE 12"), true},
		{EXACT, 0, TEXT("\xc3\xa9tude 12"), TEXT("\xc3\x89tude 12"), false},
		{EXACT, 0, TEXT("abcdefgh"), TEXT("abcdefg\xe8"), false},
		{PREFIX, 0, TEXT("abc"), TEXT("ABCdef"), true},
		{PREFIX, 0, TEXT("abc"), TEXT("ABC"), true},
		{PREFIX, 0, TEXT("abc"), TEXT("xabc"), false},
		{PREFIX, 0, TEXT("abc"), TEXT("ab"), false},
		{PREFIX, CASED, TEXT("abc"), TEXT("Abc"), false},
		{SUFFIX, 0, TEXT("\\cmd.exe"), TEXT("C:\\Windows\\CMD.EXE"), true},
		{SUFFIX, 0, TEXT("\\cmd.exe"), TEXT("cmd.exe"), false},
		{SUFFIX, 0, TEXT("abc"), TEXT("abcd"), false},
		{SUFFIX, CASED, TEXT("abc"), TEXT("xaBc"), false},
		{CONTAINS, 0, TEXT("b"), TEXT("abc"), true},
		{CONTAINS, 0, TEXT("aab"), TEXT("aaaaaaaab"), true},
		{CONTAINS, 0, TEXT("aab"), TEXT("aaaaaaaaba"), true},
		{CONTAINS, 0, TEXT("aabc"), TEXT("aaaaaaab"), false},
		{CONTAINS, 0, TEXT("abcdefghij"), TEXT("xABCDEFGHIJx"), true},
		{CONTAINS, 0, TEXT("abcdefghij"), TEXT("abcdefghi"), false},
		{CONTAINS, 0, TEXT("a"), TEXT(""), false},
		{CONTAINS, CASED, TEXT("a"), TEXT("AAA"), false},
		{CONTAINS, 0, TEXT("b"), TEXT("a\0b"), true},
		{GLOB, 0, TEXT("*"), TEXT(""), true},
		{GLOB, 0, TEXT("a*c"), TEXT("AbbC"), true},
		{GLOB, 0, TEXT("a*c"), TEXT("ac"), true},
		{GLOB, 0, TEXT("a*c"), TEXT("abd"), false},
		{GLOB, 0, TEXT("a*c"), TEXT("acd"), false},
		{GLOB, CASED, TEXT("a*c"), TEXT("aC"), false},
		{GLOB, 0, TEXT("a?c"), TEXT("abc"), true},
		{GLOB, 0, TEXT("a?c"), TEXT("ac"), false},
		{GLOB, 0, TEXT("a?c"),
	         TEXT("a\xc3\xa9"
	              "c"),
	         true},
		{GLOB, 0, TEXT("a?c"),
	         TEXT("a\xf0\x9f\x98\x80"
	              "c"),
	         true},
		{GLOB, 0, TEXT("a?c"),
	         TEXT("a\xf0\x9f\x98\x80\x80"
	              "c"),
	         false},
		{GLOB, 0, TEXT("a??c"),
	         TEXT("a\xf0\x9f\x98\x80\x80"
	              "c"),
	         true},
		{GLOB, 0, TEXT("?"), TEXT("\x80"), true},
		{GLOB, 0, TEXT("?"), TEXT("\x80\x80\x80\x80"), true},
		{GLOB, 0, TEXT("?"), TEXT(""), false},
		{GLOB, 0, TEXT("*a*b*c"), TEXT("xxaxxbxxc"), true},
		{GLOB, 0, TEXT("*a*b*c"), TEXT("xxaxxcxxb"), false},
		{GLOB, 0, TEXT("*ab?"), TEXT("ababab"), false},
		{GLOB, 0, TEXT("*ab?"), TEXT("abababx"), true},
		{GLOB, 0, TEXT("a\\*b?"), TEXT("a*bc"), true},
		{GLOB, 0, TEXT("a\\*b?"), TEXT("axbc"), false},
		{GLOB, 0, TEXT("a\\\\*\\?"), TEXT("a\\x?"), true},
		{GLOB, 0, TEXT("a\\\\*\\?"), TEXT("a\\xy"), false},
		{REGEX, 0, TEXT("^a.c$"), TEXT("AxC"), true},
		{REGEX, CASED, TEXT("^a.c$"), TEXT("AxC"), false},
		{REGEX, 0, TEXT("^b$"), TEXT("a\nb"), false},
		{REGEX, LINES, TEXT("^b$"), TEXT("a\nb"), true},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (text_holds(cases[i].operation, cases[i].flags, cases[i].value,
		               cases[i].value_length, cases[i].input,
		               cases[i].input_length) != cases[i].holds) {
			fail_msg("case %zu: operator %u, value '%s', input '%s'", i,
			         (unsigned)cases[i].operation, cases[i].value, cases[i].input);
		}
	}
}

/* A criterion with one value; which member of the value counts, the operator says. */
typedef struct simple {
	const char *type;
	uint16_t field;
	uint8_t operation;
	const char *text;
	int64_t integer;
	uint32_t network;
	uint8_t prefix;
	uint32_t other;
} simple;

static void load_simple(draft *d, const simple *one, loaded *out)
{
	draft_begin(d);
	draft_template(d, draft_type(d, one->type, 1), 1);
	draft_criterion(d, one->field, one->operation, 0);
	switch (chan_operator_value_kind(one->operation)) {
	case CHAN_VALUE_STRING:
		draft_text(d, one->text);
		break;
	case CHAN_VALUE_INTEGER:
		draft_integer(d, one->integer);
		break;
	case CHAN_VALUE_NETWORK:
		draft_network(d, one->network, one->prefix);
		break;
	case CHAN_VALUE_FIELD:
		draft_field(d, one->other);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
	load(d, out);
}

static chan_outcome run_simple(const simple *one, const chan_input *inputs, uint32_t count)
{
	draft d;
	loaded from;
	load_simple(&d, one, &from);
	chan_outcome outcome = run_template(&from, inputs, count);
	unload(&d, &from);
	return outcome;
}

static bool holds_for(const simple *one, chan_input input)
{
	chan_input inputs[PROCESS_FIELDS] = {{0}};
	inputs[one->field] = input;
	chan_outcome outcome = run_simple(one, inputs, one->field + 1u);
	assert_int_equal(outcome.error, CHAN_EVALUATION_OK);
	return outcome.matched;
}

static void numbers_are_compared(void **state)
{
	static const struct {
		uint8_t operation;
		bool below, same, above;
	} cases[] = {
		{CHAN_OPERATOR_EQ, false, true, false}, {CHAN_OPERATOR_LT, true, false, false},
		{CHAN_OPERATOR_LE, true, true, false},  {CHAN_OPERATOR_GT, false, false, true},
		{CHAN_OPERATOR_GE, false, true, true},
	};
	static const int64_t values[] = {0, -1, 4711, INT64_MIN + 1, INT64_MAX - 1};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t k = 0; k < COUNT(values); k++) {
			const simple one = {"process", PROCESS_ID, .operation = cases[i].operation,
			                    .integer = values[k]};
			assert_int_equal(holds_for(&one, integer(values[k] - 1)), cases[i].below);
			assert_int_equal(holds_for(&one, integer(values[k])), cases[i].same);
			assert_int_equal(holds_for(&one, integer(values[k] + 1)), cases[i].above);
			assert_false(holds_for(&one, null_input()));
			assert_false(holds_for(&one, (chan_input){0}));
		}
	}
}

static void networks_hold_addresses(void **state)
{
	static const simple all = {"host", ADDRESS, .operation = CHAN_OPERATOR_CIDR, .network = 0,
	                           .prefix = 0};
	static const simple some = {"host", ADDRESS, .operation = CHAN_OPERATOR_CIDR,
	                            .network = 0x0a800000, .prefix = 9};
	static const simple one = {"host", ADDRESS, .operation = CHAN_OPERATOR_CIDR,
	                           .network = 0xc0000201, .prefix = 32};
	static const simple in_text = {"process", COMMAND_LINE, .operation = CHAN_OPERATOR_CIDR,
	                               .network = 0x0a800000, .prefix = 9};
	(void)state;
	assert_true(holds_for(&all, address("255.1.2.3")));
	assert_false(holds_for(&all, address("::")));
	assert_false(holds_for(&all, (chan_input){0}));
	assert_false(holds_for(&all, null_input()));
	assert_true(holds_for(&some, address("10.128.0.0")));
	assert_true(holds_for(&some, address("10.255.255.255")));
	assert_false(holds_for(&some, address("10.127.255.255")));
	assert_false(holds_for(&some, address("11.128.0.0")));
	assert_true(holds_for(&one, address("192.0.2.1")));
	assert_false(holds_for(&one, address("192.0.2.0")));
	assert_true(holds_for(&in_text, text(TEXT("10.200.1.1"))));
	assert_false(holds_for(&in_text, text(TEXT("10.2.1.1"))));
	assert_false(holds_for(&in_text, text(TEXT("10.200.1.1 "))));
	assert_false(holds_for(&in_text, text(TEXT("::10.200.1.1"))));
}

static void presence_has_three_states(void **state)
{
	static const simple exists = {"process", COMMAND_LINE, .operation = CHAN_OPERATOR_EXISTS};
	static const simple null = {"process", COMMAND_LINE, .operation = CHAN_OPERATOR_NULL};
	static const simple any = {"process", COMMAND_LINE, .operation = CHAN_OPERATOR_ANY};
	static const simple empty = {"process", COMMAND_LINE, .operation = CHAN_OPERATOR_EXACT,
	                             .text = ""};
	(void)state;
	assert_false(holds_for(&exists, (chan_input){0}));
	assert_true(holds_for(&exists, null_input()));
	assert_true(holds_for(&exists, text(TEXT(""))));
	assert_true(holds_for(&null, (chan_input){0}));
	assert_true(holds_for(&null, null_input()));
	assert_false(holds_for(&null, text(TEXT(""))));
	assert_true(holds_for(&any, (chan_input){0}));
	assert_false(holds_for(&empty, (chan_input){0}));
	assert_false(holds_for(&empty, null_input()));
	assert_true(holds_for(&empty, text(TEXT(""))));
	/* any reads no input, not even one that is not there. */
	assert_true(run_simple(&any, NULL, 0).matched);
}

static void fields_refer_to_fields(void **state)
{
	static const simple same = {"process", IMAGE, .operation = CHAN_OPERATOR_FIELDREF,
	                            .other = PARENT_IMAGE};
	chan_input inputs[PROCESS_FIELDS] = {{0}};
	(void)state;
	inputs[IMAGE] = text(TEXT("C:\\A.exe"));
	inputs[PARENT_IMAGE] = text(TEXT("c:\\a.EXE"));
	assert_true(run_simple(&same, inputs, PROCESS_FIELDS).matched);
	inputs[PARENT_IMAGE] = text(TEXT("c:\\a.EX"));
	assert_false(run_simple(&same, inputs, PROCESS_FIELDS).matched);
	inputs[PARENT_IMAGE] = null_input();
	assert_false(run_simple(&same, inputs, PROCESS_FIELDS).matched);
	inputs[IMAGE] = null_input();
	assert_false(run_simple(&same, inputs, PROCESS_FIELDS).matched);
	inputs[IMAGE] = inputs[PARENT_IMAGE] = (chan_input){0};
	assert_false(run_simple(&same, inputs, PROCESS_FIELDS).matched);
	/* The other input is past the end of what is supplied: an error, though this one is absent. */
	chan_outcome outcome = run_simple(&same, inputs, PARENT_IMAGE);
	assert_int_equal(outcome.error, CHAN_EVALUATION_INPUT_COUNT);
	assert_int_equal(outcome.field, PARENT_IMAGE);
}

/* The incident: a criterion on the last field, and a sensor that supplies one input less. */
static void an_input_past_the_end_is_an_error(void **state)
{
	static const uint8_t operations[] = {
		CHAN_OPERATOR_EXACT, CHAN_OPERATOR_GLOB,   CHAN_OPERATOR_REGEX,
		CHAN_OPERATOR_CIDR,  CHAN_OPERATOR_EXISTS, CHAN_OPERATOR_NULL,
	};
	const chan_input inputs[PROCESS_FIELDS] = {{0}};
	(void)state;
	for (size_t i = 0; i < COUNT(operations); i++) {
		const simple one = {"process",     PARENT_IMAGE, .operation = operations[i],
		                    .text = "a?c", .prefix = 8,  .network = 0x0a000000};
		for (uint32_t count = 0; count < PARENT_IMAGE + 1u; count++) {
			chan_outcome outcome = run_simple(&one, inputs, count);
			assert_int_equal(outcome.error, CHAN_EVALUATION_INPUT_COUNT);
			assert_int_equal(outcome.field, PARENT_IMAGE);
			assert_int_equal(outcome.criterion, 0);
		}
		assert_int_equal(run_simple(&one, inputs, PROCESS_FIELDS).error,
		                 CHAN_EVALUATION_OK);
	}
}

static void an_input_of_another_kind_is_an_error(void **state)
{
	static const simple on_text = {"host", NAME, .operation = CHAN_OPERATOR_NULL};
	static const simple on_number = {"host", UPTIME, .operation = CHAN_OPERATOR_EXISTS};
	static const simple on_address = {"host", ADDRESS, .operation = CHAN_OPERATOR_CIDR,
	                                  .prefix = 0};
	const chan_input kinds[] = {text(TEXT("1")),
	                            integer(1),
	                            address("1.2.3.4"),
	                            {.kind = 5},
	                            {.kind = CHAN_INPUT_ADDRESS, .family = 5}};
	const simple *const all[] = {&on_text, &on_number, &on_address};
	(void)state;
	for (size_t i = 0; i < COUNT(all); i++) {
		for (size_t k = 0; k < COUNT(kinds); k++) {
			chan_input inputs[HOST_FIELDS] = {{0}};
			inputs[all[i]->field] = kinds[k];
			chan_outcome outcome = run_simple(all[i], inputs, HOST_FIELDS);
			assert_int_equal(outcome.error,
			                 i == k ? CHAN_EVALUATION_OK : CHAN_EVALUATION_INPUT_KIND);
		}
	}
}

/* An error behind a criterion that already decided is met all the same, and the first one is told. */
static void every_error_is_met(void **state)
{
	draft d;
	loaded from;
	(void)state;
	draft_begin(&d);
	draft_template(&d, draft_type(&d, "process", 1), 1);
	draft_criterion(&d, IMAGE, CHAN_OPERATOR_NULL, 0);
	draft_criterion(&d, COMMAND_LINE, CHAN_OPERATOR_EXISTS, 0);
	draft_criterion(&d, PARENT_IMAGE, CHAN_OPERATOR_EXISTS, 0);
	draft_word(&d, 0);
	draft_word(&d, 1);
	draft_word(&d, CHAN_WORD_OR);
	draft_word(&d, 2);
	draft_word(&d, CHAN_WORD_OR);
	load(&d, &from);
	const chan_input inputs[PROCESS_FIELDS] = {{0}};
	chan_outcome outcome = run_template(&from, inputs, PROCESS_FIELDS);
	assert_int_equal(outcome.error, CHAN_EVALUATION_OK);
	assert_true(outcome.matched);
	outcome = run_template(&from, inputs, PARENT_IMAGE);
	assert_int_equal(outcome.error, CHAN_EVALUATION_INPUT_COUNT);
	assert_int_equal(outcome.criterion, 2);
	outcome = run_template(&from, inputs, 1);
	assert_int_equal(outcome.criterion, 1);
	assert_int_equal(outcome.field, COMMAND_LINE);
	unload(&d, &from);
}

/* All truths of three criteria through a condition that needs each: (0 and not 1) or 2. */
static void the_condition_decides(void **state)
{
	draft d;
	loaded from;
	chan_template template;
	bool verdict;
	(void)state;
	draft_begin(&d);
	draft_template(&d, draft_type(&d, "process", 1), 1);
	for (unsigned field = IMAGE; field <= PARENT_IMAGE; field++) {
		if (field != PROCESS_ID) {
			draft_criterion(&d, field, CHAN_OPERATOR_EXISTS, 0);
		}
	}
	draft_word(&d, 0);
	draft_word(&d, 1);
	draft_word(&d, CHAN_WORD_NOT);
	draft_word(&d, CHAN_WORD_AND);
	draft_word(&d, 2);
	draft_word(&d, CHAN_WORD_OR);
	load(&d, &from);
	assert_true(chan_template_at(&from.checked.file, 0, &template));
	for (unsigned bits = 0; bits < 8; bits++) {
		const uint8_t truths[3] = {bits & 1, bits >> 1 & 1, bits >> 2 & 1};
		assert_true(chan_conclude(&from.checked.file, &template, truths, 3, &verdict));
		assert_int_equal(verdict, (truths[0] && !truths[1]) || truths[2]);
		assert_false(chan_conclude(&from.checked.file, &template, truths, 2, &verdict));
		assert_false(verdict);
	}
	unload(&d, &from);
}

/* One element less of any array is an error, never a match; and what is past the end is never written. */
static void too_little_memory_is_an_error(void **state)
{
	static const simple one = {"process", IMAGE, .operation = CHAN_OPERATOR_REGEX,
	                           .text = "a[b-d]+$"};
	const chan_input inputs[] = {text(TEXT("xxabcd"))};
	const chan_inputs supplied = {inputs, 1};
	draft d;
	loaded from;
	chan_outcome outcome;
	chan_content content;
	(void)state;
	load_simple(&d, &one, &from);
	const chan_needs *needs = &from.program.needs;
	assert_int_equal(needs->patterns, 1);
	assert_int_equal(needs->truths, 1);
	for (unsigned which = 0; which < 2; which++) {
		chan_scratch less = from.scratch;
		*(which == 0 ? &less.truth_capacity : &less.place_capacity) -= 1;
		assert_false(chan_evaluate(&from.program.content, &less, &supplied, 0, &outcome));
		assert_int_equal(outcome.error, CHAN_EVALUATION_SCRATCH);
		assert_false(outcome.matched);
	}
	for (unsigned which = 0; which < 3; which++) {
		chan_memory less = from.program.content.memory;
		*(which == 0   ? &less.pattern_capacity
		  : which == 1 ? &less.instruction_capacity
		               : &less.class_capacity) -= 1;
		assert_false(chan_prepare(&from.checked.file, &less, &content));
	}
	assert_false(chan_evaluate(&from.program.content, &from.scratch, &supplied, 1, &outcome));
	assert_int_equal(outcome.error, CHAN_EVALUATION_CONTENT);
	assert_true(chan_evaluate(&from.program.content, &from.scratch, &supplied, 0, &outcome));
	assert_true(outcome.matched);
	unload(&d, &from);
}

static void a_pattern_outside_the_dialect_is_refused(void **state)
{
	draft d;
	sl_buffer bytes = {0};
	chan_file file;
	chan_finding finding;
	chan_needs needs;
	chan_pattern_fault fault;
	uint32_t value;
	(void)state;
	draft_begin(&d);
	draft_template(&d, draft_type(&d, "process", 1), 1);
	draft_criterion(&d, IMAGE, CHAN_OPERATOR_EXACT, 0);
	draft_text(&d, "a");
	draft_criterion(&d, IMAGE, CHAN_OPERATOR_REGEX, 0);
	draft_text(&d, "a");
	draft_text(&d, "b(?=c)");
	assert_true(draft_write(&d, &bytes));
	assert_true(chan_open(bytes.bytes, bytes.length, &file, &finding));
	assert_false(chan_measure(&file, &needs, &value, &fault));
	assert_int_equal(value, 2);
	assert_int_equal(fault.error, CHAN_PATTERN_LOOK_AROUND);
	assert_int_equal(needs.patterns, 0);
	sl_buffer_free(&bytes);
	draft_end(&d);
}

/* The bound grows with the input and does not wrap. */
static void the_bound_of_steps_saturates(void **state)
{
	static const simple one = {"process", IMAGE, .operation = CHAN_OPERATOR_CONTAINS,
	                           .text = "abc"};
	draft d;
	loaded from;
	(void)state;
	load_simple(&d, &one, &from);
	/* One instruction, one criterion, one value, and the value's three bytes at each of the input's. */
	assert_int_equal(chan_steps_bound(&from.program.content, 0, 0), 3);
	assert_int_equal(chan_steps_bound(&from.program.content, 0, 100), 303);
	assert_true(chan_steps_bound(&from.program.content, 0, UINT64_MAX) == UINT64_MAX);
	assert_int_equal(chan_steps_bound(&from.program.content, 1, 100), 0);
	unload(&d, &from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_operators),
		cmocka_unit_test(numbers_are_compared),
		cmocka_unit_test(networks_hold_addresses),
		cmocka_unit_test(presence_has_three_states),
		cmocka_unit_test(fields_refer_to_fields),
		cmocka_unit_test(an_input_past_the_end_is_an_error),
		cmocka_unit_test(an_input_of_another_kind_is_an_error),
		cmocka_unit_test(every_error_is_met),
		cmocka_unit_test(the_condition_decides),
		cmocka_unit_test(too_little_memory_is_an_error),
		cmocka_unit_test(a_pattern_outside_the_dialect_is_refused),
		cmocka_unit_test(the_bound_of_steps_saturates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
