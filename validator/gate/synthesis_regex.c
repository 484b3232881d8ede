/* A text that a pattern matches, by a walk through its program. */
#include <stdlib.h>

#include "gate/synthesis_parts.h"

enum { FAR = 1 << 20, ODD_PLACE = 1 << 10, LONGEST_WALK = 20000, LONG_TEXT = 200 };

/* How many bytes it takes from each instruction to the match; assertions in odd places are avoided. */
static void measure(const chan_regex_program *program, uint32_t *distance)
{
	bool changed = true;
	for (uint32_t i = 0; i < program->instruction_count; i++) {
		distance[i] = program->instructions[i].opcode == CHAN_REGEX_MATCH ? 0 : FAR;
	}
	while (changed) {
		changed = false;
		for (uint32_t i = program->instruction_count; i-- > 0;) {
			const chan_regex_instruction *at = &program->instructions[i];
			uint32_t best = FAR;
			switch (at->opcode) {
			case CHAN_REGEX_MATCH:
				continue;
			case CHAN_REGEX_JUMP:
				best = distance[at->operand];
				break;
			case CHAN_REGEX_SPLIT:
				best = distance[at->operand] < distance[i + 1]
				               ? distance[at->operand]
				               : distance[i + 1];
				break;
			case CHAN_REGEX_BYTE:
			case CHAN_REGEX_LETTER:
			case CHAN_REGEX_ANY:
			case CHAN_REGEX_CLASS:
				best = distance[i + 1] + 1;
				break;
			default:
				best = distance[i + 1] + ODD_PLACE;
				break;
			}
			if (best < distance[i]) {
				distance[i] = best;
				changed = true;
			}
		}
	}
}

static bool is_member(const chan_regex_program *program, uint32_t class, uint8_t byte)
{
	return (program->classes[class].words[byte / 32] >> (byte % 32) & 1) != 0;
}

/* A byte of the class: an easy one to read, if it has any; another each time, where the text should vary. */
static uint8_t byte_of_class(sl_synthesis_subject *s, const chan_regex_program *program,
                             uint32_t class, bool vary)
{
	static const char easy[] =
		"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./\\:"
		" ,;=+~!@#$%^&*()[]{}|<>?'\"`";
	const uint32_t start = vary ? sl_synthesis_random(s, sizeof easy - 1) : 0;
	for (uint32_t i = 0; i < sizeof easy - 1; i++) {
		const uint8_t byte = (uint8_t)easy[(start + i) % (sizeof easy - 1)];
		if (is_member(program, class, byte)) {
			return byte;
		}
	}
	for (unsigned byte = 1; byte < 256; byte++) {
		if (is_member(program, class, (uint8_t)byte)) {
			return (uint8_t)byte;
		}
	}
	return 0;
}

/* Which way at a split: the shorter, or any that leads somewhere while the text is short. */
static uint32_t choose_way(sl_synthesis_subject *s, const uint32_t *distance, uint32_t next,
                           uint32_t other, bool vary, size_t length)
{
	if (vary && length < LONG_TEXT && distance[next] < FAR && distance[other] < FAR) {
		return sl_synthesis_random(s, 3) == 0 ? other : next;
	}
	return distance[other] < distance[next] ? other : next;
}

/* One instruction. False: the walk is over, or leads nowhere. */
static bool walk_on(sl_synthesis_subject *s, const chan_regex_program *program,
                    const uint32_t *distance, bool vary, uint32_t *at, sl_synthesis_piece *out)
{
	const chan_regex_instruction *step = &program->instructions[*at];
	const uint32_t next = *at + 1;
	switch (step->opcode) {
	case CHAN_REGEX_MATCH:
		return false;
	case CHAN_REGEX_JUMP:
		*at = step->operand;
		return true;
	case CHAN_REGEX_SPLIT:
		*at = choose_way(s, distance, next, step->operand, vary, out->text.length);
		return true;
	case CHAN_REGEX_BYTE:
	case CHAN_REGEX_LETTER:
		sl_buffer_byte(&out->text, step->byte);
		break;
	case CHAN_REGEX_ANY:
		sl_buffer_byte(&out->text, vary ? (uint8_t)('a' + sl_synthesis_random(s, 26)) : 'x');
		break;
	case CHAN_REGEX_CLASS:
		sl_buffer_byte(&out->text, byte_of_class(s, program, step->operand, vary));
		break;
	case CHAN_REGEX_TEXT_START:
	case CHAN_REGEX_LINE_START:
		out->at_start = true;
		break;
	case CHAN_REGEX_TEXT_END:
	case CHAN_REGEX_LINE_END:
		out->at_end = true;
		break;
	default:
		break;
	}
	*at = next;
	return true;
}

bool sl_synthesis_regex_piece(sl_synthesis_subject *s, const chan_regex_program *program,
                             unsigned variation, sl_synthesis_piece *out)
{
	uint32_t *distance = sl_alloc(program->instruction_count, sizeof *distance);
	uint32_t at = 0, steps = 0;
	measure(program, distance);
	while (steps++ < LONGEST_WALK && walk_on(s, program, distance, variation > 0, &at, out)) {
	}
	const bool found = program->instructions[at].opcode == CHAN_REGEX_MATCH;
	free(distance);
	return found;
}
