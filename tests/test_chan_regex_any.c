/*
 * The machine on programs that no pattern makes, against the plain one of support_regex.c: splits and jumps lead
 * anywhere, so that pieces lead to each other in every order, and back. The steps are pinned as in
 * test_chan_regex_steps.c: whoever changes them on purpose writes the new ones here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "regex_machine.h"
#include "support_pattern.h"
#include "support_regex.h"

enum { LONGEST = 200, PROGRAMS = 1500, TEXTS = 3, LONGEST_TEXT = 160, CLASSES = 3 };

/* a and A and #, what is no line end, and -. */
static chan_regex_class classes[CLASSES] = {
	{{0, 8, 2, 2, 0, 0, 0, 0}},
	{{0xfffffbffu, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u}},
	{{0, 0x2000, 0, 0, 0, 0, 0, 0}},
};

static uint32_t pick(uint32_t *seed, uint32_t count)
{
	return support_random(seed) % count;
}

/* Mostly splits and what takes most bytes, so that much is reached at once; what takes # stands before the match. */
static chan_regex_instruction random_instruction(uint32_t *seed, uint32_t count)
{
	chan_regex_instruction out = {CHAN_REGEX_SPLIT, 0, 0};

	switch (pick(seed, 12)) {
	case 0:
	case 1:
	case 2:
		out.operand = (uint16_t)pick(seed, count - 1);
		break;
	case 3:
		out.opcode = CHAN_REGEX_JUMP;
		out.operand = (uint16_t)pick(seed, count - 1);
		break;
	case 4:
		/* Its operand says nothing. */
		out.opcode = (uint8_t)(CHAN_REGEX_TEXT_START + pick(seed, 6));
		out.operand = (uint16_t)pick(seed, count);
		break;
	case 5:
	case 6:
		out.opcode = CHAN_REGEX_CLASS;
		out.operand = (uint16_t)pick(seed, CLASSES);
		break;
	case 7:
		out.opcode = CHAN_REGEX_LETTER;
		out.byte = 'a';
		break;
	case 8:
		out.opcode = CHAN_REGEX_BYTE;
		out.byte = (uint8_t)"ab\n"[pick(seed, 3)];
		break;
	default:
		out.opcode = CHAN_REGEX_ANY;
		break;
	}
	return out;
}

static void random_program(chan_regex_program *program, uint32_t *seed, uint32_t count)
{
	const chan_regex_instruction gate = {CHAN_REGEX_BYTE, '#', 0};
	const chan_regex_instruction match = {CHAN_REGEX_MATCH, 0, 0};

	for (uint32_t i = 0; i < count; i++)
		program->instructions[i] = random_instruction(seed, count);
	/* What is before the gate must not lead over it; now and then it does. */
	program->instructions[count - 3].opcode = CHAN_REGEX_ANY;
	if (pick(seed, 8) != 0)
		program->instructions[count - 2] = gate;
	program->instructions[count - 1] = match;
	program->instruction_count = count;
}

static size_t random_text(uint32_t *seed, uint8_t text[LONGEST_TEXT])
{
	const size_t size = pick(seed, LONGEST_TEXT);

	for (size_t i = 0; i < size; i++)
		text[i] = (uint8_t)"aaabbA\n-_"[pick(seed, 9)];
	if (size > 0 && pick(seed, 2) == 0)
		text[size - 1] = '#';
	return size;
}

static void random_programs(void **state)
{
	chan_regex_instruction instructions[LONGEST];
	chan_regex_program program = {instructions, classes, LONGEST, CLASSES, 0, CLASSES};
	uint64_t all_reached = 0, all_steps = 0;
	unsigned crowded[2] = {0, 0};
	uint32_t seed = 0x4f1;

	(void)state;
	for (unsigned i = 0; i < PROGRAMS; i++) {
		random_program(&program, &seed, 33 + pick(&seed, LONGEST - 33));
		for (unsigned k = 0; k < TEXTS; k++) {
			uint8_t text[LONGEST_TEXT];
			const size_t size = random_text(&seed, text);
			uint64_t reached, steps;
			const bool matched =
				support_regex_compare(&program, text, size, &reached, &steps);

			all_reached += reached;
			all_steps += steps;
			crowded[matched] += steps + program.instruction_count < reached;
		}
	}
	/* Both answers of the pieces have to be among them. */
	assert_true(crowded[false] > 500 && crowded[true] > 100);
	if (all_reached != 4024376 || all_steps != 2627088)
		fail_msg("%llu reached, %llu steps", (unsigned long long)all_reached,
		         (unsigned long long)all_steps);
}

/*
 * Each jump leads to the other piece, the last to an assertion before the match, which is a piece of its own: each
 * instruction takes a look-up, as many as there may be at a position. What has been looked up once is kept.
 */
static void a_step_for_each_instruction(void **state)
{
	static const struct {
		const char *text;
		bool matches;
		unsigned steps;
	} cases[] = {
		{"a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-aa", true, 33 * 64 + 64 + 65},
		{"a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a", false, 33 * 64 + 64 + 64},
	};
	chan_regex_instruction instructions[65];
	chan_regex_program program = {instructions, NULL, 65, 0, 65, 0};

	(void)state;
	for (uint16_t i = 0; i < 64; i++)
		instructions[i] = (chan_regex_instruction){CHAN_REGEX_JUMP, 0,
		                                           (uint16_t)(i < 32 ? i + 32 : i - 31)};
	instructions[63] = (chan_regex_instruction){CHAN_REGEX_NO_WORD_EDGE, 0, 0};
	instructions[64] = (chan_regex_instruction){CHAN_REGEX_MATCH, 0, 0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint8_t *text = (const uint8_t *)cases[i].text;
		uint64_t reached, steps;

		assert_int_equal(support_regex_compare(&program, text, strlen(cases[i].text),
		                                       &reached, &steps),
		                 cases[i].matches);
		assert_int_equal(steps, cases[i].steps);
	}
}

/* One run over the pieces alone, with so many places: what lies behind them is neither read nor written. */
static uint64_t run_pieces(const chan_regex_program *program, const uint8_t *text, size_t size,
                           uint32_t capacity, uint32_t behind)
{
	const uint32_t count = program->instruction_count;
	const uint32_t all = CHAN_PLACES_AN_INSTRUCTION * count;
	uint32_t *places = malloc(all * sizeof *places);
	chan_regex_machine machine = {
		.program = program, .places = places, .place_capacity = capacity};

	assert_non_null(places);
	for (uint32_t i = 0; i < all; i++)
		places[i] = i < capacity ? 0 : behind;
	machine.text = chan_cursor_over(text, size);
	machine.before = 'a';
	machine.now = (chan_place_set){0, count, 0};
	machine.next = (chan_place_set){2 * count, 3 * count, 0};
	chan_add_place(&machine, &machine.now, count / 2);
	chan_regex_run_pieces(&machine);
	assert_true(machine.steps <= (uint64_t)count * size);
	for (uint32_t i = capacity; i < all; i++)
		assert_int_equal(places[i], behind);
	free(places);
	return 3 * machine.steps + machine.matched;
}

/* chan_regex_match() asks for more, but the contract is that the pieces stay in what they are given. */
static void any_room_is_kept(void **state)
{
	chan_regex_instruction instructions[LONGEST];
	chan_regex_program program = {instructions, classes, LONGEST, CLASSES, 0, CLASSES};
	uint32_t seed = 0x2c9;
	uint64_t sum = 0;

	(void)state;
	for (uint32_t count = 40; count < 80; count += 30) {
		const uint32_t most = CHAN_PLACES_AN_INSTRUCTION * count;
		uint8_t text[LONGEST_TEXT];

		random_program(&program, &seed, count);
		while (random_text(&seed, text) < 30)
			continue;
		/* Of the smaller one each number of places. */
		for (uint32_t room = 4 * count + 1; room < most; room += count == 40 ? 1 : 11) {
			const uint64_t one = run_pieces(&program, text, 30, room, 0);

			assert_int_equal(run_pieces(&program, text, 30, room, UINT32_MAX), one);
			sum = (sum * 31 + one) % 1000003;
		}
	}
	if (sum != 567501)
		fail_msg("%llu", (unsigned long long)sum);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_programs),
		cmocka_unit_test(any_room_is_kept),
		cmocka_unit_test(a_step_for_each_instruction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
