/*
 * Runs the program of a pattern (FORMAT.md section 7): all its ways at once, a byte of the text after the other. A set
 * holds the instructions that are reached where the text stands; no instruction is in it twice, so a position takes at
 * most as many steps as the program has instructions. Where a large program stays crowded, regex_pieces.c takes over.
 */
#include "regex_machine.h"

/* Crowded: a 16th of the program is reached, and a few more. After so many such positions the pieces repay their making. */
enum { CROWDED_PART = 16, CROWDED_FEW = 6, CROWDED_POSITIONS = 32 };

/*@
  terminates \true;
  assigns \nothing;
*/
static inline bool is_taker(uint8_t opcode)
{
	return opcode >= CHAN_REGEX_BYTE && opcode <= CHAN_REGEX_CLASS;
}

/* One instruction of the set, which may add others to it or to the next. */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine) && instruction < machine->program->instruction_count;
  terminates \true;
  assigns machine->matched, machine->now.count, machine->next.count, machine->places[0 .. 4 * machine->program->instruction_count - 1];
  ensures chan_is_machine(machine) && chan_has_sets(machine) && machine->now.count >= \old(machine->now.count);
*/
static inline void follow(chan_regex_machine *machine, uint32_t instruction)
{
	const chan_regex_instruction step = chan_load_step(machine->program, instruction);
	bool holds;

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
		holds = chan_assertion_holds(machine, step.opcode);
		if (holds)
			chan_add_place(machine, &machine->now, instruction + 1);
		break;
	}
}

/* Everything that is reached where the text stands; the set grows while it is followed. */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine);
  requires machine->steps + machine->program->instruction_count <= UINT64_MAX;
  terminates \true;
  assigns machine->matched, machine->now.count, machine->next.count, machine->steps,
          machine->places[0 .. 4 * machine->program->instruction_count - 1];
  ensures chan_is_machine(machine) && chan_has_sets(machine);
  ensures \old(machine->steps) <= machine->steps <= \old(machine->steps) + machine->program->instruction_count;
*/
static void follow_all(chan_regex_machine *machine)
{
	uint32_t i;

	/*@
	  loop invariant chan_is_machine(machine) && chan_has_sets(machine) && i <= machine->now.count;
	  loop invariant machine->program == \at(machine->program, Pre) && machine->places == \at(machine->places, Pre);
	  loop invariant machine->program->instruction_count == \at(machine->program->instruction_count, Pre);
	  loop assigns i, machine->matched, machine->now.count, machine->next.count, machine->places[0 .. 4 * \at(machine->program->instruction_count, Pre) - 1];
	  loop variant machine->program->instruction_count - i;
	*/
	for (i = 0; i < machine->now.count && !machine->matched; i++)
		follow(machine, chan_load_place(machine, machine->now.members + i));
	machine->steps += i;
}

/* Skips bytes with which no match begins, where nothing else is under way. A step for each. */
/*@
  requires chan_is_machine(machine) && \valid_read(first) && \separated(first, machine);
  requires machine->steps + chan_rest(&machine->text) <= UINT64_MAX;
  terminates \true;
  assigns machine->before, machine->at_start, CHAN_CURSOR(&machine->text), machine->steps;
  ensures chan_is_machine(machine) && machine->text.priv_base == \old(machine->text.priv_base) &&
          machine->text.priv_end == \old(machine->text.priv_end);
  ensures machine->text.priv_pos >= \old(machine->text.priv_pos);
  ensures machine->steps == \old(machine->steps) + (machine->text.priv_pos - \old(machine->text.priv_pos));
*/
static void skip_to_first(chan_regex_machine *machine, const chan_regex_instruction *first)
{
	chan_cursor ahead;
	uint8_t byte;

	chan_copy(&ahead, &machine->text);
	/*@
	  loop invariant chan_is_machine(machine) && chan_is_window(&ahead);
	  loop invariant ahead.priv_base == machine->text.priv_base == \at(machine->text.priv_base, Pre);
	  loop invariant ahead.priv_end == machine->text.priv_end == \at(machine->text.priv_end, Pre);
	  loop invariant ahead.priv_pos == machine->text.priv_pos >= \at(machine->text.priv_pos, Pre);
	  loop invariant machine->steps == \at(machine->steps, Pre) +
	    (machine->text.priv_pos - \at(machine->text.priv_pos, Pre));
	  loop assigns byte, ahead.priv_pos, machine->before, machine->at_start, CHAN_CURSOR(&machine->text), machine->steps;
	  loop variant ahead.priv_end - ahead.priv_pos;
	*/
	while (chan_get_u8(&ahead, &byte) && !chan_step_takes(machine->program, first, byte)) {
		machine->before = byte;
		machine->at_start = false;
		chan_copy(&machine->text, &ahead);
		machine->steps++;
	}
}

/* An empty set. What it says of an instruction that is not in it may be anything but unset memory. */
/*@
  requires \valid_read(machine) && \valid_read(machine->program) && chan_has_room(machine);
  requires 1 <= machine->program->instruction_count <= CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires members == 0 || members == 2 * machine->program->instruction_count;
  terminates \true;
  assigns machine->places[members .. members + 2 * machine->program->instruction_count - 1];
  ensures \result.members == members && \result.count == 0 &&
          \result.positions == members + machine->program->instruction_count;
*/
static chan_place_set empty_set(const chan_regex_machine *machine, uint32_t members)
{
	const uint32_t count = machine->program->instruction_count;
	const chan_place_set set = {members, members + count, 0};
	uint32_t i;

	/*@
	  loop invariant i <= count;
	  loop assigns i, machine->places[members .. members + 2 * count - 1];
	  loop variant count - i;
	*/
	for (i = 0; i < count; i++)
		chan_store_place(machine, set.positions + i, 0);
	return set;
}

/* Whether the set of this position makes it one position too many at which the program is crowded. */
/*@
  requires \valid_read(machine) && \valid_read(machine->program) && \valid(positions);
  requires \separated(positions, machine, machine->program) && *positions <= CROWDED_POSITIONS;
  terminates \true;
  assigns *positions;
  ensures *positions <= CROWDED_POSITIONS + 1 && (\result <==> *positions > CROWDED_POSITIONS);
  ensures \result ==> machine->program->instruction_count >= CHAN_CROWDED_PROGRAM;
*/
static bool is_crowded(const chan_regex_machine *machine, uint32_t *positions)
{
	const uint32_t count = machine->program->instruction_count;

	if (count >= CHAN_CROWDED_PROGRAM &&
	    machine->now.count > count / CROWDED_PART + CROWDED_FEW)
		(*positions)++;
	return *positions > CROWDED_POSITIONS;
}

/* From what is reached to what that reaches with the byte that was read. */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine);
  terminates \true;
  assigns machine->at_start, machine->before, machine->now, machine->next;
  ensures chan_is_machine(machine) && chan_has_sets(machine);
*/
static void advance_sets(chan_regex_machine *machine)
{
	chan_place_set done;

	done = machine->now;
	machine->at_start = false;
	machine->before = machine->here;
	machine->now = machine->next;
	machine->next = done;
	machine->next.count = 0;
}

/* The next byte, or the end of the text, and everything that is reached there. */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine);
  requires \valid_read(first) && \separated(first, machine, machine->places + (0 .. machine->place_capacity - 1));
  requires machine->steps + chan_times(chan_rest(&machine->text) + 1, machine->program->instruction_count) <= UINT64_MAX;
  terminates \true;
  assigns CHAN_CURSOR(&machine->text), machine->before, machine->here, machine->at_start, machine->at_end,
          machine->matched, machine->now.count, machine->next.count, machine->steps,
          machine->places[0 .. 4 * machine->program->instruction_count - 1];
  ensures chan_is_machine(machine) && chan_has_sets(machine);
  ensures machine->text.priv_base == \old(machine->text.priv_base) && machine->text.priv_end == \old(machine->text.priv_end);
  ensures machine->at_end || machine->text.priv_pos > \old(machine->text.priv_pos);
  ensures machine->text.priv_pos >= \old(machine->text.priv_pos);
  ensures machine->steps <= \old(machine->steps) + chan_times(machine->text.priv_pos - \old(machine->text.priv_pos) +
    (machine->at_end ? 1 : 0), \old(machine->program->instruction_count));
*/
static inline void take_position(chan_regex_machine *machine, const chan_regex_instruction *first)
{
	/*@
	  assert chan_rest(&machine->text) <= chan_times(chan_rest(&machine->text), machine->program->instruction_count) <=
	    chan_times(chan_rest(&machine->text) + 1, machine->program->instruction_count);
	*/
	if (machine->now.count == 0 && is_taker(first->opcode))
		skip_to_first(machine, first);
	/*@
	  assert machine->steps <= \at(machine->steps, Pre) +
	    chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), \at(machine->program->instruction_count, Pre));
	*/
	/*@
	  assert chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre) + 1, \at(machine->program->instruction_count, Pre)) ==
	    chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), \at(machine->program->instruction_count, Pre)) + \at(machine->program->instruction_count, Pre);
	*/
	/*@
	  assert chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre) + 1, \at(machine->program->instruction_count, Pre)) <=
	    chan_times(\at(chan_rest(&machine->text), Pre) + 1, \at(machine->program->instruction_count, Pre));
	*/
	machine->at_end = !chan_get_u8(&machine->text, &machine->here);
	chan_add_place(machine, &machine->now, 0);
	follow_all(machine);
}

/*@
  requires chan_is_machine(machine) && chan_has_sets(machine) && machine->steps == 0;
  requires chan_times(chan_rest(&machine->text) + 1, machine->program->instruction_count) <= UINT64_MAX;
  requires machine->place_capacity > CHAN_SET_PLACES * machine->program->instruction_count;
  terminates \true;
  assigns *machine, machine->places[0 .. machine->place_capacity - 1];
  ensures machine->steps <= chan_times(\old(chan_rest(&machine->text)) + 1, \old(machine->program->instruction_count));
*/
static void run_text(chan_regex_machine *machine)
{
	const chan_regex_instruction first = chan_load_step(machine->program, 0);
	uint32_t crowded = 0;

	/*@
	  loop invariant chan_is_machine(machine) && chan_has_sets(machine);
	  loop invariant machine->text.priv_base == \at(machine->text.priv_base, Pre);
	  loop invariant machine->text.priv_end == \at(machine->text.priv_end, Pre);
	  loop invariant machine->text.priv_pos >= \at(machine->text.priv_pos, Pre);
	  loop invariant crowded <= CROWDED_POSITIONS || (crowded == CROWDED_POSITIONS + 1 && chan_rest(&machine->text) == 0);
	  loop invariant machine->program == \at(machine->program, Pre) && machine->places == \at(machine->places, Pre);
	  loop invariant machine->program->instruction_count == \at(machine->program->instruction_count, Pre);
	  loop invariant machine->steps <= chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre),
	    machine->program->instruction_count);
	  loop assigns crowded, CHAN_CURSOR(&machine->text), machine->before, machine->here, machine->at_start,
	               machine->at_end, machine->matched, machine->now, machine->next, machine->steps, machine->places[0 .. \at(machine->place_capacity, Pre) - 1];
	  loop variant machine->text.priv_end - machine->text.priv_pos;
	*/
	for (;;) {
		/*@
		  assert chan_times(\at(chan_rest(&machine->text), Pre) + 1, \at(machine->program->instruction_count, Pre)) ==
		    chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), \at(machine->program->instruction_count, Pre)) +
		    chan_times(chan_rest(&machine->text) + 1, \at(machine->program->instruction_count, Pre));
		*/
		if (machine->now.count == 0 && !machine->at_start &&
		    first.opcode == CHAN_REGEX_TEXT_START)
			return;
		take_position(machine, &first);
		/*@
		  assert machine->steps <= chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre) + (machine->at_end ? 1 : 0), \at(machine->program->instruction_count, Pre));
		*/
		/*@
		  assert chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre) + (machine->at_end ? 1 : 0), \at(machine->program->instruction_count, Pre)) <=
		    chan_times(\at(chan_rest(&machine->text), Pre) + 1, \at(machine->program->instruction_count, Pre));
		*/
		if (machine->matched || machine->at_end)
			return;
		if (is_crowded(machine, &crowded)) {
			advance_sets(machine);
			chan_regex_run_pieces(machine);
			/*@
			  assert machine->steps <= chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), \at(machine->program->instruction_count, Pre));
			*/
			/*@
			  assert chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), \at(machine->program->instruction_count, Pre)) <= chan_times(\at(chan_rest(&machine->text), Pre) + 1, \at(machine->program->instruction_count, Pre));
			*/
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
	/*@
	  assert chan_times(text.priv_end - text.priv_pos + 1, count) <=
	    chan_times(text.priv_end - text.priv_pos + 1, CHAN_MAX_PATTERN_INSTRUCTIONS);
	*/
	run_text(&machine);
	*matched = machine.matched;
	*steps += machine.steps;
	return true;
}
