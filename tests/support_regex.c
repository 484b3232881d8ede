#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_regex.h"

support_regex *support_regex_compile(const char *pattern, size_t length, uint8_t flags)
{
	support_regex *regex = calloc(1, sizeof(*regex));
	chan_regex_cost cost;
	chan_pattern_fault fault;

	assert_non_null(regex);
	regex->pattern = malloc(length == 0 ? 1 : length);
	assert_non_null(regex->pattern);
	memcpy(regex->pattern, pattern, length);
	if (!chan_regex_check(chan_cursor_over(regex->pattern, length), flags, &cost, &fault)) {
		support_regex_free(regex);
		return NULL;
	}
	regex->program.instructions = malloc(cost.instructions * sizeof(chan_regex_instruction));
	regex->program.classes = malloc((cost.classes + 1) * sizeof(chan_regex_class));
	assert_non_null(regex->program.instructions);
	assert_non_null(regex->program.classes);
	regex->program.instruction_capacity = cost.instructions;
	regex->program.class_capacity = cost.classes;
	assert_true(chan_regex_compile(chan_cursor_over(regex->pattern, length), flags,
	                               &regex->program, &fault));
	assert_int_equal(fault.error, CHAN_PATTERN_OK);
	assert_int_equal(regex->program.instruction_count, cost.instructions);
	assert_int_equal(regex->program.class_count, cost.classes);
	support_regex_verify(&regex->program);
	return regex;
}

void support_regex_free(support_regex *regex)
{
	if (regex == NULL)
		return;
	free(regex->program.instructions);
	free(regex->program.classes);
	free(regex->pattern);
	free(regex);
}

void support_regex_verify(const chan_regex_program *program)
{
	const chan_regex_instruction *instruction;
	uint32_t i;

	assert_in_range(program->instruction_count, 1, CHAN_MAX_PATTERN_INSTRUCTIONS);
	for (i = 0; i < program->instruction_count; i++) {
		instruction = &program->instructions[i];
		assert_in_range(instruction->opcode, 0, CHAN_REGEX_NO_WORD_EDGE);
		if (instruction->opcode == CHAN_REGEX_SPLIT ||
		    instruction->opcode == CHAN_REGEX_JUMP)
			assert_in_range(instruction->operand, 0, program->instruction_count - 1);
		if (instruction->opcode == CHAN_REGEX_CLASS)
			assert_true(instruction->operand < program->class_count);
		/* Only the last one ends, so every other has a next one. */
		assert_int_equal(instruction->opcode == CHAN_REGEX_MATCH,
		                 i == program->instruction_count - 1);
	}
}

static bool is_word(const uint8_t *input, size_t size, size_t at, bool before)
{
	uint8_t byte;

	if (before ? at == 0 : at == size)
		return false;
	byte = before ? input[at - 1] : input[at];
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool takes(const chan_regex_program *program, const chan_regex_instruction *instruction,
                  uint8_t byte)
{
	const uint8_t small = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;

	if (instruction->opcode == CHAN_REGEX_BYTE)
		return byte == instruction->byte;
	if (instruction->opcode == CHAN_REGEX_LETTER)
		return small == instruction->byte;
	if (instruction->opcode == CHAN_REGEX_CLASS)
		return (program->classes[instruction->operand].words[byte / 32] >> (byte % 32)) & 1;
	return instruction->opcode == CHAN_REGEX_ANY;
}

static bool holds(uint8_t opcode, const uint8_t *input, size_t size, size_t at)
{
	const bool edge = is_word(input, size, at, true) != is_word(input, size, at, false);

	if (opcode == CHAN_REGEX_TEXT_START)
		return at == 0;
	if (opcode == CHAN_REGEX_TEXT_END)
		return at == size;
	if (opcode == CHAN_REGEX_LINE_START)
		return at == 0 || input[at - 1] == '\n';
	if (opcode == CHAN_REGEX_LINE_END)
		return at == size || input[at] == '\n';
	if (opcode == CHAN_REGEX_WORD_EDGE)
		return edge;
	return opcode == CHAN_REGEX_NO_WORD_EDGE && !edge;
}

/* Marks every instruction that is reached from those marked without taking a byte. */
static void follow(const chan_regex_program *program, bool *marked, const uint8_t *input,
                   size_t size, size_t at)
{
	const chan_regex_instruction *instruction;
	bool changed = true;
	uint32_t i;

	while (changed) {
		changed = false;
		for (i = 0; i + 1 < program->instruction_count; i++) {
			instruction = &program->instructions[i];
			if (!marked[i])
				continue;
			if ((instruction->opcode == CHAN_REGEX_SPLIT ||
			     instruction->opcode == CHAN_REGEX_JUMP) &&
			    !marked[instruction->operand])
				marked[instruction->operand] = changed = true;
			if ((instruction->opcode == CHAN_REGEX_SPLIT ||
			     holds(instruction->opcode, input, size, at)) &&
			    !marked[i + 1])
				marked[i + 1] = changed = true;
		}
	}
}

static uint64_t count_marked(const bool *marked, uint32_t count)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < count; i++)
		sum += marked[i];
	return sum;
}

static bool matches_slowly(const chan_regex_program *program, const uint8_t *input, size_t size,
                           uint64_t *reached)
{
	bool marked[CHAN_MAX_PATTERN_INSTRUCTIONS] = {false};
	bool next[CHAN_MAX_PATTERN_INSTRUCTIONS];
	size_t at;
	uint32_t i;

	for (at = 0;; at++) {
		marked[0] = true;
		follow(program, marked, input, size, at);
		*reached += count_marked(marked, program->instruction_count);
		if (marked[program->instruction_count - 1])
			return true;
		if (at == size)
			return false;
		memset(next, 0, sizeof(next));
		for (i = 0; i + 1 < program->instruction_count; i++) {
			if (marked[i] && takes(program, &program->instructions[i], input[at]))
				next[i + 1] = true;
		}
		memcpy(marked, next, sizeof(next));
	}
}

/* The machine of libchan, in places of exactly the size that it asks for. */
static bool matches_boundedly(const chan_regex_program *program, const uint8_t *input, size_t size,
                              uint64_t *steps)
{
	const uint32_t places = CHAN_PLACES_AN_INSTRUCTION * program->instruction_count;
	uint32_t *place = malloc(places * sizeof(*place));
	uint8_t *copy = malloc(size + (size == 0));
	bool matched = true;

	*steps = 0;
	assert_true(place != NULL && copy != NULL);
	memcpy(copy, input, size);
	assert_false(chan_regex_match(program, chan_cursor_over(copy, size), place, places - 1,
	                              &matched, steps));
	assert_false(matched);
	assert_int_equal(*steps, 0);
	assert_true(chan_regex_match(program, chan_cursor_over(copy, size), place, places, &matched,
	                             steps));
	assert_true(*steps <= (uint64_t)program->instruction_count * (size + 1));
	free(copy);
	free(place);
	return matched;
}

bool support_regex_compare(const chan_regex_program *program, const uint8_t *input, size_t size,
                           uint64_t *reached, uint64_t *steps)
{
	bool slowly;

	*reached = 0;
	slowly = matches_slowly(program, input, size, reached);
	assert_int_equal(matches_boundedly(program, input, size, steps), slowly);
	return slowly;
}

bool support_regex_matches(const chan_regex_program *program, const uint8_t *input, size_t size)
{
	uint64_t reached, steps;

	return support_regex_compare(program, input, size, &reached, &steps);
}
