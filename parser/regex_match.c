/*
 * Runs the program of a pattern (FORMAT.md section 7): all its ways at once, a byte of the text after the other. A set
 * holds the instructions that are reached where the text stands; no instruction is in it twice, so a position takes at
 * most as many steps as the program has instructions. Where a large program stays crowded, regex_pieces.c takes over.
 */
#include "regex_machine.h"

/* Crowded: a 16th of the program is reached, and a few more. After so many such positions the pieces repay their making. */
enum { CROWDED_PART = 16, CROWDED_FEW = 6, CROWDED_POSITIONS = 32 };

static inline bool is_taker(uint8_t opcode)
{
	return opcode >= CHAN_REGEX_BYTE && opcode <= CHAN_REGEX_CLASS;
}

/* One instruction of the set, which may add others to it or to the next. */
static inline void follow(chan_regex_machine *machine, uint32_t instruction)
{
	const chan_regex_instruction step = chan_load_step(machine->program, instruction);

	switch (step.opcode) {
	case CHAN_REGEX_MATCH:
		machine->matched = true;
		break;
	case CHAN_REGEX_BYTE:
	case CHAN_REGEX_LETTER:
	case CHAN_REGEX_ANY:
	case CHAN_REGEX_CLASS:
		if (!machine->at_end && chan_step_takes(machine->program, &step, machine->here))
			chan_add_place(machine, &machine->next, instruction + 1);
		break;
	case CHAN_REGEX_SPLIT:
		chan_add_place(machine, &machine->now, instruction + 1);
		chan_add_place(machine, &machine->now, step.operand);
		break;
	case CHAN_REGEX_JUMP:
		chan_add_place(machine, &machine->now, step.operand);
		break;
	default:
		if (chan_assertion_holds(machine, step.opcode))
			chan_add_place(machine, &machine->now, instruction + 1);
		break;
	}
}

/* Everything that is reached where the text stands; the set grows while it is followed. */
static void follow_all(chan_regex_machine *machine)
{
	uint32_t i;

	for (i = 0; i < machine->now.count && !machine->matched; i++)
		follow(machine, chan_load_place(machine, machine->now.members + i));
	machine->steps += i;
}

/* Skips bytes with which no match begins, where nothing else is under way. A step for each. */
static void skip_to_first(chan_regex_machine *machine, const chan_regex_instruction *first)
{
	chan_cursor ahead = machine->text;
	uint8_t byte;

	while (chan_get_u8(&ahead, &byte) && !chan_step_takes(machine->program, first, byte)) {
		machine->before = byte;
		machine->at_start = false;
		machine->text = ahead;
		machine->steps++;
	}
}

/* An empty set. What it says of an instruction that is not in it may be anything but unset memory. */
static chan_place_set empty_set(const chan_regex_machine *machine, uint32_t members)
{
	const uint32_t count = machine->program->instruction_count;
	const chan_place_set set = {members, members + count, 0};
	uint32_t i;

	for (i = 0; i < count; i++)
		chan_store_place(machine, set.positions + i, 0);
	return set;
}

/* Whether the set of this position makes it one position too many at which the program is crowded. */
static bool is_crowded(const chan_regex_machine *machine, uint32_t *positions)
{
	const uint32_t count = machine->program->instruction_count;

	if (count >= CHAN_CROWDED_PROGRAM &&
	    machine->now.count > count / CROWDED_PART + CROWDED_FEW)
		(*positions)++;
	return *positions > CROWDED_POSITIONS;
}

/* From what is reached to what that reaches with the byte that was read. */
static void advance_sets(chan_regex_machine *machine)
{
	const chan_place_set done = machine->now;

	machine->at_start = false;
	machine->before = machine->here;
	machine->now = machine->next;
	machine->next = done;
	machine->next.count = 0;
}

static void run_text(chan_regex_machine *machine)
{
	const chan_regex_instruction first = chan_load_step(machine->program, 0);
	uint32_t crowded = 0;

	for (;;) {
		if (machine->now.count == 0 && !machine->at_start &&
		    first.opcode == CHAN_REGEX_TEXT_START)
			return;
		if (machine->now.count == 0 && is_taker(first.opcode))
			skip_to_first(machine, &first);
		machine->at_end = !chan_get_u8(&machine->text, &machine->here);
		chan_add_place(machine, &machine->now, 0);
		follow_all(machine);
		if (machine->matched || machine->at_end)
			return;
		if (is_crowded(machine, &crowded)) {
			advance_sets(machine);
			chan_regex_run_pieces(machine);
			if (machine->matched)
				return;
		} else {
			advance_sets(machine);
		}
	}
}

bool chan_regex_match(const chan_regex_program *program, chan_cursor text, uint32_t *places,
                      uint32_t place_capacity, bool *matched, uint64_t *steps)
{
	const uint32_t count = program->instruction_count;
	chan_regex_machine machine;

	*matched = false;
	if (count == 0 || count > CHAN_MAX_PATTERN_INSTRUCTIONS ||
	    place_capacity / CHAN_PLACES_AN_INSTRUCTION < count)
		return false;
	machine.program = program;
	machine.places = places;
	machine.place_capacity = place_capacity;
	machine.text = text;
	machine.before = machine.here = 0;
	machine.at_start = true;
	machine.at_end = machine.matched = false;
	machine.steps = 0;
	machine.now = empty_set(&machine, 0);
	machine.next = empty_set(&machine, 2 * count);
	run_text(&machine);
	*matched = machine.matched;
	*steps += machine.steps;
	return true;
}
