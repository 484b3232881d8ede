/*
 * Guards: a literal that is in every text which a glob or a regex matches. Without it in sight, the interpreter need
 * not be asked.
 */
#include "execute/index_parts.h"

enum { SHORTEST_GUARD = 3, MOST_RUNS = 16 };

static sl_text keep(sl_arena *arena, const char *bytes, size_t length)
{
	if (length < SHORTEST_GUARD) {
		return (sl_text){"", 0};
	}
	return sl_text_copy(arena, (sl_text){bytes, length});
}

sl_text sl_guard_of_glob(chan_cursor glob, sl_arena *arena)
{
	char *run = sl_arena_alloc(arena, chan_left(&glob) + 1, 1);
	sl_text best = {"", 0};
	size_t length = 0;
	uint8_t byte;
	while (chan_get_u8(&glob, &byte)) {
		if (byte == '*' || byte == '?') {
			run += length;
			length = 0;
			continue;
		}
		if (byte == '\\' && !chan_get_u8(&glob, &byte)) {
			break;
		}
		run[length++] = (char)sl_small_letter(byte);
		if (length > best.length) {
			best = (sl_text){run, length};
		}
	}
	return keep(arena, best.bytes, best.length);
}

static bool is_letter(const chan_regex_program *program, uint32_t at)
{
	return at < program->instruction_count &&
	       (program->instructions[at].opcode == CHAN_REGEX_BYTE ||
	        program->instructions[at].opcode == CHAN_REGEX_LETTER) &&
	       program->instructions[at].byte != 0;
}

static void reach(bool *reached, uint32_t *stack, size_t *depth, uint32_t to)
{
	if (!reached[to]) {
		reached[to] = true;
		stack[(*depth)++] = to;
	}
}

/* Whether the match cannot be reached from the start but through the instruction. */
static bool is_mandatory(const chan_regex_program *program, uint32_t without)
{
	bool reached[CHAN_MAX_PATTERN_INSTRUCTIONS] = {false};
	uint32_t stack[CHAN_MAX_PATTERN_INSTRUCTIONS];
	size_t depth = 0;
	reached[without] = true;
	reach(reached, stack, &depth, 0);
	while (depth > 0) {
		const uint32_t at = stack[--depth];
		const chan_regex_instruction *step = &program->instructions[at];
		if (step->opcode == CHAN_REGEX_MATCH) {
			return false;
		}
		if (step->opcode == CHAN_REGEX_SPLIT || step->opcode == CHAN_REGEX_JUMP) {
			reach(reached, stack, &depth, step->operand);
		}
		if (step->opcode != CHAN_REGEX_JUMP) {
			reach(reached, stack, &depth, at + 1);
		}
	}
	return true;
}

/*
 * Instructions in a row that each take one byte: whoever runs the first runs them all, for each only leads to the next.
 * So if the first is on every way to the match, their bytes are in every text that matches.
 */
sl_text sl_guard_of_regex(const chan_regex_program *program, sl_arena *arena)
{
	uint32_t best = 0, best_length = 0, runs = 0;
	for (uint32_t at = 0; at < program->instruction_count && runs < MOST_RUNS; at++) {
		uint32_t length = 0;
		while (is_letter(program, at + length)) {
			length++;
		}
		if (length >= SHORTEST_GUARD && length > best_length) {
			runs++;
			if (is_mandatory(program, at)) {
				best = at;
				best_length = length;
			}
		}
		at += length;
	}
	char *bytes = sl_arena_alloc(arena, (size_t)best_length + 1, 1);
	for (uint32_t i = 0; i < best_length; i++) {
		bytes[i] = (char)sl_small_letter(program->instructions[best + i].byte);
	}
	return keep(arena, bytes, best_length);
}
