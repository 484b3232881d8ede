/* What the two halves of the machine that runs patterns share. Internal to libchan. */
#ifndef CHAN_REGEX_MACHINE_H
#define CHAN_REGEX_MACHINE_H

#include "chan.h"

/* A sparse set in the caller's places: members in a row, and for each instruction where in the row it would be. */
typedef struct chan_place_set {
	uint32_t members, positions; /* where the two arrays begin in the places */
	uint32_t count;
} chan_place_set;

typedef struct chan_regex_machine {
	const chan_regex_program *program;
	uint32_t *places;
	uint32_t place_capacity;
	chan_cursor text; /* what is not read yet */
	/* Where the text stands: the byte before, which is read last but one, and the one read last. */
	uint8_t before, here;
	bool at_start, at_end;
	bool matched;
	chan_place_set now, next;
	uint64_t steps;
} chan_regex_machine;

/* Places of the two sets; behind them is room for the pieces. */
enum { CHAN_SET_PLACES = 4, CHAN_CROWDED_PROGRAM = 40 };

/*
 * regex_pieces.c: goes on from the set now, which is not followed yet, until there is a match or no text. Then now is
 * again a set that is not followed yet. Only for programs of CHAN_CROWDED_PROGRAM instructions or more.
 */
void chan_regex_run_pieces(chan_regex_machine *machine);

/* The only accesses to the caller's arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

static inline uint32_t chan_load_place(const chan_regex_machine *machine, uint32_t index)
{
	return index < machine->place_capacity ? machine->places[index] : 0;
}

static inline void chan_store_place(const chan_regex_machine *machine, uint32_t index,
                                    uint32_t value)
{
	if (index < machine->place_capacity)
		machine->places[index] = value;
}

static inline chan_regex_instruction chan_load_step(const chan_regex_program *program,
                                                    uint32_t index)
{
	const chan_regex_instruction none = {CHAN_REGEX_JUMP, 0, 0};

	return index < program->instruction_count ? program->instructions[index] : none;
}

static inline bool chan_class_has(const chan_regex_program *program, uint32_t class, uint8_t byte)
{
	return class < program->class_count &&
	       ((program->classes[class].words[byte / 32u] >> (byte % 32u)) & 1u) != 0;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/* Adds an instruction that is not in the set yet. */
static inline void chan_add_place(const chan_regex_machine *machine, chan_place_set *set,
                                  uint32_t instruction)
{
	uint32_t position;

	if (instruction >= machine->program->instruction_count)
		return;
	position = chan_load_place(machine, set->positions + instruction);
	if (position < set->count &&
	    chan_load_place(machine, set->members + position) == instruction)
		return;
	chan_store_place(machine, set->positions + instruction, set->count);
	chan_store_place(machine, set->members + set->count, instruction);
	set->count++;
}

static inline bool chan_is_word(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_';
}

static inline bool chan_at_word_edge(const chan_regex_machine *machine)
{
	return (!machine->at_start && chan_is_word(machine->before)) !=
	       (!machine->at_end && chan_is_word(machine->here));
}

static inline bool chan_assertion_holds(const chan_regex_machine *machine, uint8_t opcode)
{
	switch (opcode) {
	case CHAN_REGEX_TEXT_START:
		return machine->at_start;
	case CHAN_REGEX_TEXT_END:
		return machine->at_end;
	case CHAN_REGEX_LINE_START:
		return machine->at_start || machine->before == '\n';
	case CHAN_REGEX_LINE_END:
		return machine->at_end || machine->here == '\n';
	case CHAN_REGEX_WORD_EDGE:
		return chan_at_word_edge(machine);
	default:
		return opcode == CHAN_REGEX_NO_WORD_EDGE && !chan_at_word_edge(machine);
	}
}

/* Whether the instruction takes that byte. */
static inline bool chan_step_takes(const chan_regex_program *program,
                                   const chan_regex_instruction *step, uint8_t byte)
{
	switch (step->opcode) {
	case CHAN_REGEX_BYTE:
		return byte == step->byte;
	case CHAN_REGEX_LETTER:
		return (byte | 0x20) == step->byte;
	case CHAN_REGEX_ANY:
		return true;
	case CHAN_REGEX_CLASS:
		return chan_class_has(program, step->operand, byte);
	default:
		return false;
	}
}

#endif
