/* The sensor's side of libchan: whether a build fits a file, and the values of inputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sensor.h"
#include "support_file.h"

enum { FIELDS = 4, CRITERIA = 5, VERSION = 3 }; /* support_type() writes version 3 */

/* A file of two types, what fits it exactly, and what is said of it. */
typedef struct world {
	uint8_t *bytes;
	size_t size;
	chan_file file;
	chan_sensor_limits limits;
	chan_wiring wirings[2];
	uint32_t hashes[FIELDS]; /* of the first type */
	chan_misfit misfit;
} world;

static uint32_t hash_one(uint32_t hash, const char *name, uint16_t kind)
{
	const chan_cursor text = chan_cursor_over((const uint8_t *)name, strlen(name));

	return chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &text, kind);
}

static void write_conjunction(support_file *f)
{
	support_instruction(f, 0);
	support_instruction(f, 1);
	support_instruction(f, CHAN_WORD_AND);
}

/*
 * Type 7 has the string A, the address B, the integer C and the string D. Its criteria: 0 reads A, 1 reads B; 2 is `any`
 * on D, which reads nothing, 3 reads A and, with fieldref, B and C. Type 9 has the string A: criterion 4, three values.
 */
static void write_file(support_file *f)
{
	static const char *const strings[] = {"A", "B", "C", "D", "ipc", "net", "title"};

	support_file_begin(f);
	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
		support_text(f, strings[i]);
	support_type(f, 5, 7, FIELDS, 2);
	support_field(f, 1, CHAN_KIND_STRING);
	support_field(f, 2, CHAN_KIND_IP);
	support_field(f, 3, CHAN_KIND_INTEGER);
	support_field(f, 4, CHAN_KIND_STRING);
	support_template(f, 0, 1, 7, 2, 3);
	support_criterion(f, 0, CHAN_OPERATOR_EXACT, 0, 2);
	support_value(f, 1);
	support_value(f, 7);
	support_criterion(f, 1, CHAN_OPERATOR_EXISTS, 0, 0);
	write_conjunction(f);
	support_template(f, 0, 2, 7, 2, 3);
	support_criterion(f, 3, CHAN_OPERATOR_ANY, 0, 0);
	support_criterion(f, 0, CHAN_OPERATOR_FIELDREF, 0, 2);
	support_value(f, 1);
	support_value(f, 2);
	write_conjunction(f);
	support_type(f, 6, 9, 1, 1);
	support_field(f, 1, CHAN_KIND_STRING);
	support_template(f, 1, 3, 7, 1, 1);
	support_criterion(f, 0, CHAN_OPERATOR_CONTAINS, 0, 3);
	for (uint32_t i = 1; i <= 3; i++)
		support_value(f, i);
	support_instruction(f, 0);
}

static void open_again(world *w)
{
	chan_finding fault;

	support_seal(w->bytes, w->size);
	assert_true(chan_open(w->bytes, w->size, &w->file, &fault));
}

static int begin(void **state)
{
	world *w = calloc(1, sizeof *w);
	support_file f;

	if (w == NULL)
		return -1;
	write_file(&f);
	w->bytes = support_file_bytes(&f, &w->size);
	support_file_end(&f);
	open_again(w);
	w->limits = (chan_sensor_limits){w->size, 3, 2, 3, 6}; /* the content version is 42 */
	w->hashes[0] = hash_one(0, "A", CHAN_KIND_STRING);
	w->hashes[1] = hash_one(w->hashes[0], "B", CHAN_KIND_IP);
	w->hashes[2] = hash_one(w->hashes[1], "C", CHAN_KIND_INTEGER);
	w->hashes[3] = hash_one(w->hashes[2], "D", CHAN_KIND_STRING);
	/* Not in the order of the file. */
	w->wirings[0] = (chan_wiring){9, VERSION, 1, w->hashes[0]};
	w->wirings[1] = (chan_wiring){7, VERSION, FIELDS, w->hashes[3]};
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

static bool fits(world *w, uint32_t count)
{
	memset(&w->misfit, 0xa5, sizeof w->misfit);
	return chan_fits(&w->file, &w->limits, w->wirings, count, &w->misfit);
}

static void expect_fit(world *w)
{
	assert_true(fits(w, 2));
	assert_int_equal(w->misfit.kind, CHAN_FITS);
	assert_int_equal(w->misfit.type, 0);
	assert_int_equal(w->misfit.criterion, 0);
}

static void expect_misfit(world *w, enum chan_misfit_kind kind, uint32_t type, uint32_t criterion)
{
	assert_false(fits(w, 2));
	assert_int_equal(w->misfit.kind, kind);
	assert_int_equal(w->misfit.type, type);
	assert_int_equal(w->misfit.criterion, criterion);
}

static void set_supplied(world *w, uint32_t count)
{
	w->wirings[1].input_count = count;
	w->wirings[1].layout_hash = count > 0 && count <= FIELDS ? w->hashes[count - 1] : 0;
}

static void what_is_supplied_fits(void **state)
{
	expect_fit(*state);
}

static void engine(void **state)
{
	world *w = *state;

	support_put(w->bytes, CHAN_OFFSET_HEADER_engine_level, 2, CHAN_ENGINE_LEVEL + 1);
	open_again(w);
	expect_misfit(w, CHAN_MISFIT_ENGINE, 0, 0);
}

static void each_limit(void **state)
{
	world *w = *state;
	const chan_sensor_limits exact = w->limits;

	w->limits.file_bytes--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits = exact;
	w->limits.templates--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits = exact;
	w->limits.criteria--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits = exact;
	w->limits.values--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 1, 4);
	w->limits.values--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits = exact;
	w->limits.version_bits--;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits = (chan_sensor_limits){UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64};
	expect_fit(w);
}

static void the_widest_version(void **state)
{
	world *w = *state;

	support_put(w->bytes, CHAN_OFFSET_HEADER_content_version, 8, UINT64_MAX);
	open_again(w);
	w->limits.version_bits = 63;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits.version_bits = 64;
	expect_fit(w);
	support_put(w->bytes, CHAN_OFFSET_HEADER_content_version, 8, 1);
	open_again(w);
	w->limits.version_bits = 1;
	expect_fit(w);
	w->limits.version_bits = 0;
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
}

static void a_type_that_is_not_wired(void **state)
{
	world *w = *state;

	assert_false(fits(w, 1)); /* type 9 alone */
	assert_int_equal(w->misfit.kind, CHAN_MISFIT_TYPE);
	assert_int_equal(w->misfit.type, 0);
	assert_false(fits(w, 0));
	assert_int_equal(w->misfit.kind, CHAN_MISFIT_TYPE);
	w->wirings[0].type_id = 10;
	expect_misfit(w, CHAN_MISFIT_TYPE, 1, 0);
}

static void the_layout_of_each_prefix(void **state)
{
	world *w = *state;

	for (uint32_t count = 1; count <= FIELDS; count++) {
		set_supplied(w, count);
		w->wirings[1].layout_hash ^= 1;
		expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
		set_supplied(w, count);
		w->wirings[1].layout_hash--;
		expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
		w->wirings[1].layout_hash += 2;
		expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
	}
	set_supplied(w, 3);
	expect_fit(w);
	w->wirings[0].layout_hash ^= 1;
	expect_misfit(w, CHAN_MISFIT_LAYOUT, 1, 0);
}

/* The build has a field that the file's version does not have: only its version can tell that it was appended. */
static void a_build_that_supplies_more(void **state)
{
	world *w = *state;

	set_supplied(w, FIELDS + 1);
	expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
	w->wirings[1].version = VERSION - 1;
	expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
	w->wirings[1].version = VERSION + 1;
	expect_fit(w);
	w->wirings[1].input_count = UINT32_MAX;
	expect_fit(w);
}

/* 20 for 21: the build is honest about it, and the content asks for the 21st. */
static void an_input_past_the_last(void **state)
{
	world *w = *state;

	w->wirings[1].version = VERSION - 1;
	set_supplied(w, 3);
	expect_fit(w); /* `any` on the fourth reads nothing */
	set_supplied(w, 2);
	expect_misfit(w, CHAN_MISFIT_INPUT, 0, 3); /* the second value of fieldref */
	set_supplied(w, 1);
	expect_misfit(w, CHAN_MISFIT_INPUT, 0, 1);
	set_supplied(w, 0);
	expect_misfit(w, CHAN_MISFIT_INPUT, 0, 0);
	set_supplied(w, 4);
	w->wirings[0] = (chan_wiring){9, VERSION, 0, 0};
	expect_misfit(w, CHAN_MISFIT_INPUT, 1, 4);
}

/* Every fault at once, and then one fewer each time. */
static void faults_come_in_order(void **state)
{
	world *w = *state;

	support_put(w->bytes, CHAN_OFFSET_HEADER_engine_level, 2, CHAN_ENGINE_LEVEL + 1);
	open_again(w);
	w->limits.values = 0;
	w->wirings[0].type_id = 10;
	set_supplied(w, 1);
	w->wirings[1].layout_hash ^= 1;
	expect_misfit(w, CHAN_MISFIT_ENGINE, 0, 0);
	support_put(w->bytes, CHAN_OFFSET_HEADER_engine_level, 2, CHAN_ENGINE_LEVEL);
	open_again(w);
	expect_misfit(w, CHAN_MISFIT_LIMIT, 0, 0);
	w->limits.values = 3;
	expect_misfit(w, CHAN_MISFIT_TYPE, 1, 0);
	w->wirings[0].type_id = 9;
	expect_misfit(w, CHAN_MISFIT_LAYOUT, 0, 0);
	w->wirings[1].layout_hash ^= 1;
	expect_misfit(w, CHAN_MISFIT_INPUT, 0, 1);
	set_supplied(w, FIELDS);
	expect_fit(w);
}

/* What chan_fits() admits, the interpreter evaluates without an error; what it refuses for an input, it does not. */
static void the_interpreter_agrees(void **state)
{
	world *w = *state;
	chan_memory memory = {NULL, NULL, NULL, 0, 0, 0};
	uint8_t truths[2];
	uint32_t places[1];
	const chan_scratch scratch = {truths, places, 2, 0};
	chan_content content;
	chan_outcome outcome;

	assert_true(chan_prepare(&w->file, &memory, &content));
	for (uint32_t count = 0; count <= FIELDS; count++) {
		chan_input *block = calloc(count + (count == 0), sizeof *block);
		const chan_inputs inputs = {block, count};
		bool evaluated = true;

		assert_non_null(block);
		for (uint32_t i = 0; i < 2; i++)
			evaluated = chan_evaluate(&content, &scratch, &inputs, i, &outcome) &&
			            evaluated;
		set_supplied(w, count);
		assert_int_equal(fits(w, 2), evaluated);
		free(block);
	}
}

static void strings(void **state)
{
	const chan_input text = chan_string_input(chan_string("abc", 2));
	const chan_input empty = chan_string_input(chan_string("", 0));
	const chan_string_value lost = {NULL, 9, CHAN_INPUT_STRING};
	chan_cursor c = text.text;
	uint8_t byte;

	(void)state;
	assert_int_equal(text.kind, CHAN_INPUT_STRING);
	assert_int_equal(chan_left(&c), 2);
	assert_true(chan_get_u8(&c, &byte));
	assert_int_equal(byte, 'a');
	assert_int_equal(empty.kind, CHAN_INPUT_STRING);
	assert_int_equal(chan_left(&empty.text), 0);
	assert_int_equal(chan_string_input(chan_string_null()).kind, CHAN_INPUT_NULL);
	assert_int_equal(chan_string_input(chan_string_absent()).kind, CHAN_INPUT_ABSENT);
	assert_int_equal(chan_string_input(chan_string(NULL, 5)).kind, CHAN_INPUT_ABSENT);
	assert_int_equal(chan_string_input(lost).kind, CHAN_INPUT_ABSENT);
	assert_int_equal(chan_string(NULL, 5).kind, CHAN_INPUT_ABSENT);
	assert_int_equal(chan_string(NULL, 5).size, 0);
}

static void integers(void **state)
{
	const chan_input least = chan_integer_input(chan_integer(INT64_MIN));

	(void)state;
	assert_int_equal(least.kind, CHAN_INPUT_INTEGER);
	assert_true(least.integer == INT64_MIN);
	assert_int_equal(chan_integer_input(chan_integer_null()).kind, CHAN_INPUT_NULL);
	assert_int_equal(chan_integer_input(chan_integer_absent()).kind, CHAN_INPUT_ABSENT);
}

static void addresses(void **state)
{
	static const uint8_t bytes[16] = {10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	static const uint8_t four[16] = {10, 1, 2, 3};
	const chan_input short_one = chan_ip_input(chan_ip4(bytes));
	const chan_input long_one = chan_ip_input(chan_ip6(bytes));

	(void)state;
	assert_int_equal(short_one.kind, CHAN_INPUT_ADDRESS);
	assert_int_equal(short_one.family, 4);
	assert_memory_equal(short_one.address, four, 16);
	assert_int_equal(long_one.kind, CHAN_INPUT_ADDRESS);
	assert_int_equal(long_one.family, 6);
	assert_memory_equal(long_one.address, bytes, 16);
	assert_int_equal(chan_ip_input(chan_ip_null()).kind, CHAN_INPUT_NULL);
	assert_int_equal(chan_ip_input(chan_ip_absent()).kind, CHAN_INPUT_ABSENT);
}

/* A value that was scribbled on is an error of the interpreter, and nothing that it follows. */
static void a_kind_that_is_not_the_values_own(void **state)
{
	chan_string_value text = chan_string("abc", 3);
	chan_integer_value number = chan_integer(1);
	chan_input input;

	(void)state;
	for (unsigned kind = 0; kind < 8; kind++) {
		const chan_string_value nowhere = {NULL, 0, (uint8_t)kind};

		if (kind == CHAN_INPUT_STRING)
			continue;
		text.kind = (uint8_t)kind;
		input = chan_string_input(text);
		assert_int_equal(input.kind, kind);
		assert_int_equal(chan_left(&input.text), 0);
		assert_int_equal(chan_string_input(nowhere).kind, kind);
		assert_int_equal(chan_input_fits(&input, CHAN_KIND_STRING),
		                 kind <= CHAN_INPUT_NULL);
	}
	text.kind = 0xa5;
	input = chan_string_input(text);
	assert_false(chan_input_fits(&input, CHAN_KIND_STRING));
	number.kind = CHAN_INPUT_STRING;
	input = chan_integer_input(number);
	assert_false(chan_input_fits(&input, CHAN_KIND_INTEGER));
}

CHAN_BUILD(usual_limits, "7.11.18110", "linux-x64", 4194304, 10000u, 256, 65535, 32)

static void the_limits_of_a_build(void **state)
{
	const chan_sensor_limits limits = usual_limits();

	(void)state;
	assert_int_equal(limits.file_bytes, 4194304);
	assert_int_equal(limits.templates, 10000);
	assert_int_equal(limits.criteria, 256);
	assert_int_equal(limits.values, 65535);
	assert_int_equal(limits.version_bits, 32);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_supplied_fits, begin, end),
		cmocka_unit_test_setup_teardown(engine, begin, end),
		cmocka_unit_test_setup_teardown(each_limit, begin, end),
		cmocka_unit_test_setup_teardown(the_widest_version, begin, end),
		cmocka_unit_test_setup_teardown(a_type_that_is_not_wired, begin, end),
		cmocka_unit_test_setup_teardown(the_layout_of_each_prefix, begin, end),
		cmocka_unit_test_setup_teardown(a_build_that_supplies_more, begin, end),
		cmocka_unit_test_setup_teardown(an_input_past_the_last, begin, end),
		cmocka_unit_test_setup_teardown(faults_come_in_order, begin, end),
		cmocka_unit_test_setup_teardown(the_interpreter_agrees, begin, end),
		cmocka_unit_test(strings),
		cmocka_unit_test(integers),
		cmocka_unit_test(addresses),
		cmocka_unit_test(a_kind_that_is_not_the_values_own),
		cmocka_unit_test(the_limits_of_a_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
