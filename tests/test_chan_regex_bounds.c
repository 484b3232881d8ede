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

	/* A full set takes nothing more, whatever it holds. */
	set.count = INSTRUCTIONS;
	places[0] = places[1] = places[INSTRUCTIONS] = 7;
	chan_add_place(&machine, &set, 0);
	assert_int_equal(set.count, INSTRUCTIONS);
	assert_int_equal(places[INSTRUCTIONS], 7);
}

static void classes_end(void **state)
{
	chan_regex_class all, digits;
	chan_regex_class two[2];
	chan_regex_program program = {.classes = two, .class_count = 1};

	(void)state;
	memset(two, 0xff, sizeof two);
	assert_true(chan_class_has(&program, 0, 'x'));
	assert_false(chan_class_has(&program, 1, 'x'));
	/* The number of sets names none; what it is made of is not asked for. */
	chan_regex_class_of_set(&all, CHAN_REGEX_SET_COUNT);
	chan_regex_class_of_set(&digits, CHAN_REGEX_SET_DIGIT);
	assert_memory_equal(&all, &digits, sizeof all);
}

/* What lies behind the eight words of a class stays as it was. */
static void words_end(void **state)
{
	struct {
		chan_regex_class class;
		uint32_t behind;
	} one = {.behind = 0x0f0f}, other = {.behind = 0xffff};

	(void)state;
	memset(&other.class, 0xff, sizeof other.class);
	chan_regex_class_unite(&one.class, &other.class);
	assert_memory_equal(&one.class, &other.class, sizeof one.class);
	chan_regex_class_negate(&one.class);
	chan_regex_class_add(&one.class, 0, 0xff);
	chan_regex_class_fold(&one.class);
	assert_memory_equal(&one.class, &other.class, sizeof one.class);
	chan_regex_class_clear(&one.class);
	assert_int_equal(one.behind, 0x0f0f);
}

/* Behind the last instruction is a jump to the first, whatever the memory holds there. */
static void steps_end(void **state)
{
	chan_regex_instruction instructions[2] = {{CHAN_REGEX_BYTE, 'a', 7},
	                                          {CHAN_REGEX_BYTE, 'b', 9}};
	const chan_regex_program program = {.instructions = instructions, .instruction_count = 1};

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		const chan_regex_instruction step = chan_load_step(&program, i);

		assert_int_equal(step.opcode, i == 0 ? CHAN_REGEX_BYTE : CHAN_REGEX_JUMP);
		assert_int_equal(step.byte, i == 0 ? 'a' : 0);
		assert_int_equal(step.operand, i == 0 ? 7 : 0);
	}
}

/* What stands beside the text is no part of a word, though the machine may still have a byte there. */
static void edges_of_words(void **state)
{
	(void)state;
	for (unsigned byte = 0; byte < 256; byte++) {
		const bool is_word = byte == '_' || (byte >= '0' && byte <= '9') ||
		                     (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
		chan_regex_machine machine = {.before = (uint8_t)byte, .here = ' '};

		assert_int_equal(chan_is_word((uint8_t)byte), is_word);
		assert_int_equal(chan_at_word_edge(&machine), is_word);
		machine.at_start = true;
		assert_false(chan_at_word_edge(&machine));
		machine = (chan_regex_machine){.before = ' ', .here = (uint8_t)byte};
		assert_int_equal(chan_at_word_edge(&machine), is_word);
		assert_int_equal(chan_assertion_holds(&machine, CHAN_REGEX_WORD_EDGE), is_word);
		assert_int_equal(chan_assertion_holds(&machine, CHAN_REGEX_NO_WORD_EDGE), !is_word);
		assert_false(chan_assertion_holds(&machine, CHAN_REGEX_NO_WORD_EDGE + 1));
		assert_false(chan_assertion_holds(&machine, CHAN_REGEX_JUMP));
		machine.at_end = true;
		assert_false(chan_at_word_edge(&machine));
	}
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

/* A peek past the end says no, and zero. */
static void a_peek_ends(void **state)
{
	static chan_regex_parser parser;
	static const uint8_t bytes[] = "ab";

	(void)state;
	parser.rest = chan_cursor_over(bytes, 2);
	for (uint32_t ahead = 0; ahead < 5; ahead++) {
		uint8_t byte = 0xa5;

		assert_int_equal(chan_regex_peek(&parser, ahead, &byte), ahead < 2);
		assert_int_equal(byte, ahead < 2 ? bytes[ahead] : 0);
	}
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
		cmocka_unit_test(places_end),          cmocka_unit_test(classes_end),
		cmocka_unit_test(steps_end),           cmocka_unit_test(edges_of_words),
		cmocka_unit_test(sets_and_frames_end), cmocka_unit_test(a_peek_ends),
		cmocka_unit_test(next_bytes_decide),   cmocka_unit_test(words_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
