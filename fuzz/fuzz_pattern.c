/*
 * Any bytes as a pattern: the first byte is the criterion's flags, the rest the regex and the glob.
 *
 * Reaches: chan_regex_check(), chan_regex_compile(), chan_regex_cut_flags(), chan_glob_check(). Holds, for any bytes:
 *   - a fault names bytes of the pattern; the flags change neither answer nor cost;
 *   - what the checker accepts compiles into arrays of exactly the sizes that it tells, and into none that is smaller;
 *   - in a program every operand is an instruction or a class of it, and only the last instruction is the match;
 *   - behind the flags that are cut off, no second group of flags can be cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "pattern.h"
#include "regex_program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *block(size_t count, size_t size)
{
	void *made = calloc(count > 0 ? count : 1, size);
	HOLDS(made != NULL);
	return made;
}

static void hold_fault(const chan_pattern_fault *fault, size_t size)
{
	HOLDS(fault->error != CHAN_PATTERN_OK && fault->error < CHAN_PATTERN_ERROR_COUNT);
	HOLDS(fault->length > 0 && (uint64_t)fault->offset + fault->length <= size);
}

static void hold_program(const chan_regex_program *program)
{
	for (uint32_t i = 0; i < program->instruction_count; i++) {
		const chan_regex_instruction *at = &program->instructions[i];
		bool jumps = at->opcode == CHAN_REGEX_SPLIT || at->opcode == CHAN_REGEX_JUMP;
		HOLDS(at->opcode <= CHAN_REGEX_NO_WORD_EDGE);
		HOLDS((at->opcode == CHAN_REGEX_MATCH) == (i + 1 == program->instruction_count));
		HOLDS(!jumps || at->operand < program->instruction_count);
		HOLDS(at->opcode != CHAN_REGEX_CLASS || at->operand < program->class_count);
	}
}

static void compile(chan_cursor pattern, uint8_t flags, const chan_regex_cost *cost)
{
	chan_pattern_fault fault;
	chan_regex_program program = {.instruction_capacity = cost->instructions,
	                              .class_capacity = cost->classes};
	program.instructions = block(cost->instructions, sizeof *program.instructions);
	program.classes = block(cost->classes, sizeof *program.classes);
	HOLDS(chan_regex_compile(pattern, flags, &program, &fault));
	HOLDS(program.instruction_count == cost->instructions);
	HOLDS(program.class_count == cost->classes);
	hold_program(&program);
	program.instruction_capacity--;
	HOLDS(!chan_regex_compile(pattern, flags, &program, &fault));
	HOLDS(fault.error == CHAN_PATTERN_OK && program.instruction_count == 0);
	free(program.instructions);
	free(program.classes);
}

static void hold_regex(chan_cursor pattern, size_t size, uint8_t flags)
{
	chan_regex_cost cost, other_cost;
	chan_pattern_fault fault, other_fault;
	uint8_t other = flags ^ (CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE);
	bool accepted = chan_regex_check(pattern, flags, &cost, &fault);
	HOLDS(chan_regex_check(pattern, other, &other_cost, &other_fault) == accepted);
	HOLDS(cost.instructions == other_cost.instructions && cost.classes == other_cost.classes);
	HOLDS(fault.error == other_fault.error && fault.offset == other_fault.offset &&
	      fault.length == other_fault.length);
	if (accepted) {
		HOLDS(fault.error == CHAN_PATTERN_OK && size <= CHAN_MAX_PATTERN);
		HOLDS(cost.instructions > 0 && cost.instructions <= CHAN_MAX_PATTERN_INSTRUCTIONS);
		HOLDS(cost.classes <= CHAN_MAX_PATTERN_CLASSES);
		compile(pattern, flags, &cost);
	} else {
		hold_fault(&fault, size);
		HOLDS(cost.instructions == 0 && cost.classes == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t flags = size > 0 ? data[0] & (CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE) : 0;
	size_t length = size > 0 ? size - 1 : 0;
	uint8_t *bytes = block(length, 1);
	chan_pattern_fault fault;
	bool simple;
	if (length > 0) {
		memcpy(bytes, data + 1, length);
	}
	chan_cursor pattern = chan_cursor_over(bytes, length), cut = pattern;
	hold_regex(pattern, length, flags);
	if (chan_glob_check(pattern, &simple, &fault)) {
		HOLDS(fault.error == CHAN_PATTERN_OK);
	} else {
		hold_fault(&fault, length);
		HOLDS(!simple);
	}
	(void)chan_regex_cut_flags(&cut, &flags);
	HOLDS(!chan_regex_cut_flags(&cut, &flags));
	free(bytes);
	return 0;
}
