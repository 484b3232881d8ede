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

/*@
  predicate chan_is_program(chan_regex_program *p) =
    \valid_read(p) && 1 <= p->instruction_count <= CHAN_MAX_PATTERN_INSTRUCTIONS &&
    \valid_read(p->instructions + (0 .. p->instruction_count - 1)) &&
    \valid_read(p->classes + (0 .. p->class_count - 1));
  predicate chan_has_room(chan_regex_machine *m) =
    m->place_capacity >= 4 * m->program->instruction_count &&
    \valid(m->places + (0 .. m->place_capacity - 1)) &&
    \separated(m->places + (0 .. m->place_capacity - 1), m, m->program,
               m->program->instructions + (0 .. m->program->instruction_count - 1),
               m->program->classes + (0 .. m->program->class_count - 1),
               m->text.priv_base + (0 .. m->text.priv_end - 1));
  predicate chan_is_machine(chan_regex_machine *m) =
    \valid(m) && chan_is_program(m->program) && chan_is_window(&m->text) && chan_has_room(m) &&
    \separated(m, m->program, m->program->instructions + (0 .. m->program->instruction_count - 1),
               m->program->classes + (0 .. m->program->class_count - 1),
               m->text.priv_base + (0 .. m->text.priv_end - 1));
  // A set has one half of the places, and its members are instructions of the program.
  predicate chan_is_set(chan_regex_machine *m, chan_place_set *s) =
    (s->members == 0 || s->members == 2 * m->program->instruction_count) &&
    s->positions == s->members + m->program->instruction_count &&
    s->count <= m->program->instruction_count &&
    (\forall integer k; s->members <= k < s->members + s->count ==> m->places[k] < m->program->instruction_count);
  predicate chan_has_sets(chan_regex_machine *m) =
    chan_is_set(m, &m->now) && chan_is_set(m, &m->next) && m->now.members != m->next.members;
*/

/*
 * regex_pieces.c: goes on from the set now, which is not followed yet, until there is a match or no text. Then now is
 * again a set that is not followed yet. Only for programs of CHAN_CROWDED_PROGRAM instructions or more.
 */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine);
  requires machine->program->instruction_count >= CHAN_CROWDED_PROGRAM;
  requires machine->place_capacity > CHAN_SET_PLACES * machine->program->instruction_count;
  requires machine->steps + chan_times(chan_rest(&machine->text), machine->program->instruction_count) <= UINT64_MAX;
  terminates \true;
  assigns machine->text.priv_pos, machine->before, machine->here, machine->matched, machine->steps,
          machine->now.count, machine->places[0 .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_has_sets(machine);
  ensures machine->matched || chan_rest(&machine->text) == 0;
  ensures machine->text.priv_pos >= \old(machine->text.priv_pos) && machine->steps >= \old(machine->steps);
  ensures machine->steps <= \old(machine->steps) +
    chan_times(machine->text.priv_pos - \old(machine->text.priv_pos), machine->program->instruction_count);
*/
void chan_regex_run_pieces(chan_regex_machine *machine);

/* The only accesses to the caller's arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires \valid_read(machine) && \valid_read(machine->places + (0 .. machine->place_capacity - 1));
  terminates \true;
  assigns \nothing;
  ensures index < machine->place_capacity ==> \result == machine->places[index];
*/
static inline uint32_t chan_load_place(const chan_regex_machine *machine, uint32_t index)
{
	return index < machine->place_capacity ? machine->places[index] : 0;
}

/*@
  requires \valid_read(machine) && \valid(machine->places + (0 .. machine->place_capacity - 1));
  requires \separated(machine, machine->places + (0 .. machine->place_capacity - 1));
  terminates \true;
  assigns machine->places[\min(index, machine->place_capacity - 1)];
  ensures index < machine->place_capacity ==> machine->places[index] == value;
*/
static inline void chan_store_place(const chan_regex_machine *machine, uint32_t index,
                                    uint32_t value)
{
	if (index < machine->place_capacity)
		machine->places[index] = value;
}

/*@
  requires \valid_read(program) && \valid_read(program->instructions + (0 .. program->instruction_count - 1));
  terminates \true;
  assigns \nothing;
*/
static inline chan_regex_instruction chan_load_step(const chan_regex_program *program,
                                                    uint32_t index)
{
	const chan_regex_instruction none = {CHAN_REGEX_JUMP, 0, 0};

	return index < program->instruction_count ? program->instructions[index] : none;
}

/*@
  requires \valid_read(program) && \valid_read(program->classes + (0 .. program->class_count - 1));
  terminates \true;
  assigns \nothing;
*/
static inline bool chan_class_has(const chan_regex_program *program, uint32_t class, uint8_t byte)
{
	return class < program->class_count &&
	       ((program->classes[class].words[byte / 32u] >> (byte % 32u)) & 1u) != 0;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/* Adds an instruction that is not in the set yet. */
/*@
  requires chan_is_machine(machine) && chan_has_sets(machine);
  requires set == &machine->now || set == &machine->next;
  terminates \true;
  assigns set->count, machine->places[set->members .. set->members + 2 * machine->program->instruction_count - 1];
  ensures chan_is_machine(machine);
  ensures set->count >= \old(set->count);
  ensures chan_is_set(machine, &machine->now);
  ensures chan_is_set(machine, &machine->next);
  ensures chan_has_sets(machine);
*/
static inline void chan_add_place(const chan_regex_machine *machine, chan_place_set *set,
                                  uint32_t instruction)
{
	uint32_t position;

	/* No instruction is in a set twice, so a full one has this one too. */
	if (instruction >= machine->program->instruction_count ||
	    set->count >= machine->program->instruction_count)
		return;
	/*@
	  assert set->positions + instruction < machine->place_capacity && set->members + set->count < set->positions;
	*/
	position = chan_load_place(machine, set->positions + instruction);
	if (position < set->count &&
	    chan_load_place(machine, set->members + position) == instruction)
		return;
	chan_store_place(machine, set->positions + instruction, set->count);
	/*@
	  assert chan_is_machine(machine) && chan_has_sets(machine);
	*/
	chan_store_place(machine, set->members + set->count, instruction);
	/*@
	  assert chan_is_machine(machine) && chan_has_sets(machine) &&
	         machine->places[set->members + set->count] < machine->program->instruction_count;
	*/
	set->count++;
}

/*@
  requires \true;
  terminates \true;
  assigns \nothing;
*/
static inline bool chan_is_word(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_';
}

/*@
  requires \valid_read(machine);
  terminates \true;
  assigns \nothing;
*/
static inline bool chan_at_word_edge(const chan_regex_machine *machine)
{
	return (!machine->at_start && chan_is_word(machine->before)) !=
	       (!machine->at_end && chan_is_word(machine->here));
}

/*@
  requires \valid_read(machine);
  terminates \true;
  assigns \nothing;
*/
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
		break;
	}
	return opcode == CHAN_REGEX_NO_WORD_EDGE && !chan_at_word_edge(machine);
}

/* Whether the instruction takes that byte. */
/*@
  requires \valid_read(step) && \valid_read(program) &&
           \valid_read(program->classes + (0 .. program->class_count - 1));
  terminates \true;
  assigns \nothing;
*/
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
