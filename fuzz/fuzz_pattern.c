/*
 * Any bytes as a pattern: the first byte is the criterion's flags, the rest the regex and the glob. If a NUL is in it,
 * what lies before is a pattern once more, and what lies behind a text; else the pattern is its own text.
 *
 * Reaches: chan_regex_check(), chan_regex_compile(), chan_regex_match(), chan_regex_cut_flags(), chan_glob_check().
 * Holds, for any bytes:
 *   - a fault names bytes of the pattern; the flags change neither answer nor cost;
 *   - what the checker accepts compiles into arrays of exactly the sizes that it tells, and into none that is smaller;
 *   - in a program every operand is an instruction or a class of it, and only the last instruction is the match;
 *   - a program matches a text, and the text over and over, just where a plain machine says so, in no more steps than
 *     its instructions times the bytes and one, and in places that held anything;
 *   - behind the flags that are cut off, no second group of flags can be cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "chan.h"

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

enum { LONGEST_TEXT = 400 };

static bool is_word(const uint8_t *text, size_t size, size_t at)
{
	return at < size && (text[at] == '_' || (text[at] >= '0' && text[at] <= '9') ||
	                     ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z'));
}

static bool asserts(uint8_t opcode, const uint8_t *text, size_t size, size_t at)
{
	/* Before the first byte is none: at - 1 is past every size then. */
	bool edge = is_word(text, size, at) != is_word(text, size, at - 1);
	switch (opcode) {
	case CHAN_REGEX_TEXT_START:
		return at == 0;
	case CHAN_REGEX_TEXT_END:
		return at == size;
	case CHAN_REGEX_LINE_START:
		return at == 0 || text[at - 1] == '\n';
	case CHAN_REGEX_LINE_END:
		return at == size || text[at] == '\n';
	case CHAN_REGEX_WORD_EDGE:
		return edge;
	default:
		return opcode == CHAN_REGEX_NO_WORD_EDGE && !edge;
	}
}

static bool takes(const chan_regex_program *program, const chan_regex_instruction *at, uint8_t byte)
{
	switch (at->opcode) {
	case CHAN_REGEX_BYTE:
		return byte == at->byte;
	case CHAN_REGEX_LETTER:
		return byte == at->byte || byte == at->byte - 0x20;
	case CHAN_REGEX_CLASS:
		return program->classes[at->operand].words[byte / 32] >> byte % 32 & 1;
	default:
		return at->opcode == CHAN_REGEX_ANY;
	}
}

/* Marks until nothing new is marked, in the order of the program: slow, and without any set to keep. */
static void mark_all(const chan_regex_program *program, bool *marked, const uint8_t *text,
                     size_t size, size_t at)
{
	for (bool grown = true; grown;) {
		grown = false;
		for (uint32_t i = 0; i + 1 < program->instruction_count; i++) {
			const chan_regex_instruction *step = &program->instructions[i];
			bool splits = step->opcode == CHAN_REGEX_SPLIT;
			bool jumps = splits || step->opcode == CHAN_REGEX_JUMP;
			bool goes_on = splits || asserts(step->opcode, text, size, at);
			if (marked[i] && jumps && !marked[step->operand]) {
				marked[step->operand] = grown = true;
			}
			if (marked[i] && goes_on && !marked[i + 1]) {
				marked[i + 1] = grown = true;
			}
		}
	}
}

static bool matches_plainly(const chan_regex_program *program, const uint8_t *text, size_t size)
{
	static bool marked[CHAN_MAX_PATTERN_INSTRUCTIONS + 1];
	uint32_t count = program->instruction_count;
	memset(marked, 0, sizeof marked);
	for (size_t at = 0;; at++) {
		marked[0] = true;
		mark_all(program, marked, text, size, at);
		if (marked[count - 1] || at == size) {
			return marked[count - 1];
		}
		for (uint32_t i = count; i-- > 0;) {
			marked[i + 1] =
				marked[i] && takes(program, &program->instructions[i], text[at]);
		}
	}
}

static void hold_match(const chan_regex_program *program, const uint8_t *text, size_t size)
{
	uint32_t count = CHAN_PLACES_AN_INSTRUCTION * program->instruction_count;
	uint32_t *places = block(count, sizeof *places);
	uint8_t *copy = block(size, 1);
	uint64_t steps = 0;
	bool matched;
	memset(places, 0xA5, count * sizeof *places);
	if (size > 0) {
		memcpy(copy, text, size);
	}
	HOLDS(chan_regex_match(program, chan_cursor_over(copy, size), places, count, &matched,
	                       &steps));
	HOLDS(steps <= (uint64_t)program->instruction_count * (size + 1));
	HOLDS(matched == matches_plainly(program, copy, size));
	free(copy);
	free(places);
}

/* The text, and, so that a crowded program goes over to its pieces, the text again and again. */
static void hold_matches(const chan_regex_program *program, const uint8_t *text, size_t size)
{
	uint8_t many[LONGEST_TEXT];
	hold_match(program, text, size < LONGEST_TEXT ? size : LONGEST_TEXT);
	for (size_t i = 0; i < LONGEST_TEXT && size > 0; i++) {
		many[i] = text[i % size];
	}
	if (size > 0 && size < LONGEST_TEXT / 4) {
		hold_match(program, many, LONGEST_TEXT / 4);
	}
}

static void compile(chan_cursor pattern, uint8_t flags, const chan_regex_cost *cost,
                    const uint8_t *text, size_t size)
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
	hold_matches(&program, text, size);
	program.instruction_capacity--;
	HOLDS(!chan_regex_compile(pattern, flags, &program, &fault));
	HOLDS(fault.error == CHAN_PATTERN_OK && program.instruction_count == 0);
	free(program.instructions);
	free(program.classes);
}

static void hold_regex(const uint8_t *bytes, size_t size, uint8_t flags, const uint8_t *text,
                       size_t text_size)
{
	chan_cursor pattern = chan_cursor_over(bytes, size);
	chan_regex_cost cost, other_cost;
	chan_pattern_fault fault, other_fault;
	uint8_t other = flags ^ (CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE);
	bool accepted = chan_regex_check(pattern, flags, &cost, &fault);
	HOLDS(chan_regex_check(pattern, other, &other_cost, &other_fault) == accepted);
	HOLDS(cost.instructions == other_cost.instructions && cost.weight == other_cost.weight);
	HOLDS(cost.classes == other_cost.classes);
	HOLDS(fault.error == other_fault.error && fault.offset == other_fault.offset &&
	      fault.length == other_fault.length);
	if (accepted) {
		HOLDS(fault.error == CHAN_PATTERN_OK && size <= CHAN_MAX_PATTERN);
		HOLDS(cost.instructions > 0 && cost.instructions <= cost.weight);
		HOLDS(cost.weight <= CHAN_MAX_PATTERN_INSTRUCTIONS);
		HOLDS(cost.classes <= CHAN_MAX_PATTERN_CLASSES);
		compile(pattern, flags, &cost, text, text_size);
	} else {
		hold_fault(&fault, size);
		HOLDS(cost.instructions == 0 && cost.weight == 0 && cost.classes == 0);
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
	hold_regex(bytes, length, flags, bytes, length);
	const uint8_t *nul = length > 0 ? memchr(bytes, 0, length) : NULL;
	if (nul != NULL) {
		hold_regex(bytes, (size_t)(nul - bytes), flags, nul + 1,
		           length - (size_t)(nul - bytes) - 1);
	}
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
