/* The regex compiler's and machine's accesses by index: what is past the end reads as nothing and is not written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "regex_build.h"
#include "pattern.h"
#include "regex_machine.h"

enum { PLACES = 8, INSTRUCTIONS = 2 };

static void places_end(void **state)
{
	const chan_regex_program program = {.instruction_count = INSTRUCTIONS};
	uint32_t places[PLACES + 1];
	chan_place_set set = {0, INSTRUCTIONS, 0};
	chan_regex_machine machine = {0};

	(void)state;
	machine.program = &program;
	machine.places = places;
	machine.place_capacity = PLACES;
	for (uint32_t i = 0; i <= PLACES; i++)
		places[i] = 7;
	chan_store_place(&machine, PLACES - 1, 8);
	chan_store_place(&machine, PLACES, 9);
	assert_int_equal(places[PLACES - 1], 8);
	assert_int_equal(places[PLACES], 7);
	assert_int_equal(chan_load_place(&machine, PLACES - 1), 8);
	assert_int_equal(chan_load_place(&machine, PLACES), 0);

	chan_add_place(&machine, &set, INSTRUCTIONS);
	assert_int_equal(set.count, 0);
	chan_add_place(&machine, &set, INSTRUCTIONS - 1);
	chan_add_place(&machine, &set, INSTRUCTIONS - 1);
	assert_int_equal(set.count, 1);
	assert_int_equal(places[0], INSTRUCTIONS - 1);
}

static void classes_end(void **state)
{
	chan_regex_class all, digits;
	chan_regex_program program = {.classes = &all, .class_count = 1};

	(void)state;
	memset(&all, 0xff, sizeof all);
	assert_true(chan_class_has(&program, 0, 'x'));
	assert_false(chan_class_has(&program, 1, 'x'));
	/* The number of sets names none; what it is made of is not asked for. */
	chan_regex_class_of_set(&all, CHAN_REGEX_SET_COUNT);
	chan_regex_class_of_set(&digits, CHAN_REGEX_SET_DIGIT);
	assert_memory_equal(&all, &digits, sizeof all);
}

static void sets_and_frames_end(void **state)
{
	static chan_regex_parser parser;
	chan_regex_builder builder = {0};

	(void)state;
	assert_int_equal(chan_regex_set_class(&builder, CHAN_REGEX_SET_SPACE), 0);
	assert_int_equal(chan_regex_set_class(&builder, CHAN_REGEX_SET_WORD), 1);
	assert_int_equal(chan_regex_set_class(&builder, CHAN_REGEX_SET_COUNT), 0);
	assert_int_equal(builder.classes, 2);
	assert_ptr_equal(chan_regex_frame_at(&parser, CHAN_MAX_GROUP_DEPTH),
	                 &parser.frames[CHAN_MAX_GROUP_DEPTH]);
	assert_ptr_equal(chan_regex_frame_at(&parser, CHAN_MAX_GROUP_DEPTH + 1),
	                 &parser.frames[CHAN_MAX_GROUP_DEPTH]);
}

/* What follows a "{" that begins no repeat decides whether it is a literal; likewise a "[" in a class. */
static void next_bytes_decide(void **state)
{
	static const struct {
		const char *pattern;
		enum chan_pattern_error error;
	} cases[] = {
		{"ab{!", CHAN_PATTERN_OK},
		{"ab{:", CHAN_PATTERN_OK},
		{"ab{a", CHAN_PATTERN_OK},
		{"ab{", CHAN_PATTERN_OK},
		{"ab{,", CHAN_PATTERN_REPEAT_FORM},
		{"ab{ ", CHAN_PATTERN_REPEAT_FORM},
		{"ab{\t", CHAN_PATTERN_REPEAT_FORM},
		{"ab{5", CHAN_PATTERN_REPEAT_FORM},
		{"ab[c[x]", CHAN_PATTERN_OK},
		{"ab[c[:x]", CHAN_PATTERN_CLASS_POSIX},
		{"ab[c[.x]", CHAN_PATTERN_CLASS_POSIX},
		{"ab[c[=x]", CHAN_PATTERN_CLASS_POSIX},
		{"ab[!-[:x]", CHAN_PATTERN_CLASS_POSIX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const size_t length = strlen(cases[i].pattern);
		chan_pattern_fault fault;
		chan_regex_cost cost;
		const chan_cursor text =
			chan_cursor_over((const uint8_t *)cases[i].pattern, length);

		assert_int_equal(chan_regex_check(text, 0, &cost, &fault),
		                 cases[i].error == CHAN_PATTERN_OK);
		if (fault.error != cases[i].error)
			fail_msg("%s: %u", cases[i].pattern, (unsigned)fault.error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_end),
		cmocka_unit_test(classes_end),
		cmocka_unit_test(sets_and_frames_end),
		cmocka_unit_test(next_bytes_decide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
