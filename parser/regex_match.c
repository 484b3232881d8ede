/*
 * Runs the program of a pattern (FORMAT.md section 7): all its ways at once, a byte of the text after the other. A set
 * holds the instructions that are reached where the text stands; no instruction is in it twice, so a position takes at
 * most as many steps as the program has instructions.
 */
#include "chan.h"

/* A sparse set in the caller's places: members in a row, and for each instruction where in the row it would be. */
typedef struct place_set {
	uint32_t members, positions; /* where the two arrays begin in the places */
	uint32_t count;
} place_set;

typedef struct regex_machine {
	const chan_regex_program *program;
	uint16_t *places;
	uint32_t place_capacity;
	/* Where the text stands. */
	uint8_t before, here;
	bool at_start, at_end;
	bool matched;
	place_set now, next;
} regex_machine;

/* The only accesses to the caller's arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

static inline uint16_t load_place(const regex_machine *machine, uint32_t index)
{
	return index < machine->place_capacity ? machine->places[index] : 0;
}

static inline void store_place(const regex_machine *machine, uint32_t index, uint32_t value)
{
	if (index < machine->place_capacity)
		machine->places[index] = (uint16_t)value;
}

static inline chan_regex_instruction load_step(const chan_regex_program *program, uint32_t index)
{
	const chan_regex_instruction none = {CHAN_REGEX_JUMP, 0, 0};

	return index < program->instruction_count ? program->instructions[index] : none;
}

static inline bool class_has(const chan_regex_program *program, uint32_t class, uint8_t byte)
{
	return class < program->class_count &&
	       ((program->classes[class].words[byte / 32u] >> (byte % 32u)) & 1u) != 0;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static inline void add_place(const regex_machine *machine, place_set *set, uint32_t instruction)
{
	uint32_t position;

	if (instruction >= machine->program->instruction_count)
		return;
	position = load_place(machine, set->positions + instruction);
	if (position < set->count && load_place(machine, set->members + position) == instruction)
		return;
	store_place(machine, set->positions + instruction, set->count);
	store_place(machine, set->members + set->count, instruction);
	set->count++;
}

static inline bool is_word(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool assertion_holds(const regex_machine *machine, uint8_t opcode)
{
	const bool edge = (!machine->at_start && is_word(machine->before)) !=
	                  (!machine->at_end && is_word(machine->here));

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
		return edge;
	default:
		return !edge;
	}
}

static inline bool takes(const chan_regex_program *program, const chan_regex_instruction *step,
                         uint8_t byte)
{
	switch (step->opcode) {
	case CHAN_REGEX_BYTE:
		return byte == step->byte;
	case CHAN_REGEX_LETTER:
		return (byte | 0x20) == step->byte;
	case CHAN_REGEX_ANY:
		return true;
	case CHAN_REGEX_CLASS:
		return class_has(program, step->operand, byte);
	default:
		return false;
	}
}

static inline bool is_taker(uint8_t opcode)
{
	return opcode >= CHAN_REGEX_BYTE && opcode <= CHAN_REGEX_CLASS;
}

/* One instruction of the set, which may add others to it or to the next. */
static void follow(regex_machine *machine, uint32_t instruction)
{
	const chan_regex_instruction step = load_step(machine->program, instruction);

	switch (step.opcode) {
	case CHAN_REGEX_MATCH:
		machine->matched = true;
		break;
	case CHAN_REGEX_BYTE:
	case CHAN_REGEX_LETTER:
	case CHAN_REGEX_ANY:
	case CHAN_REGEX_CLASS:
		if (!machine->at_end && takes(machine->program, &step, machine->here))
			add_place(machine, &machine->next, instruction + 1);
		break;
	case CHAN_REGEX_SPLIT:
		add_place(machine, &machine->now, instruction + 1);
		add_place(machine, &machine->now, step.operand);
		break;
	case CHAN_REGEX_JUMP:
		add_place(machine, &machine->now, step.operand);
		break;
	default:
		if (assertion_holds(machine, step.opcode))
			add_place(machine, &machine->now, instruction + 1);
		break;
	}
}

/* Everything that is reached where the text stands; the set grows while it is followed. */
static uint64_t follow_all(regex_machine *machine)
{
	uint32_t i;

	for (i = 0; i < machine->now.count && !machine->matched; i++)
		follow(machine, load_place(machine, machine->now.members + i));
	return i;
}

/* Skips bytes with which no match begins, where nothing else is under way. A step for each. */
static uint64_t skip_to_first(const regex_machine *machine, const chan_regex_instruction *first,
                              chan_cursor *text, uint8_t *before)
{
	chan_cursor ahead = *text;
	uint64_t skipped = 0;
	uint8_t byte;

	while (chan_get_u8(&ahead, &byte) && !takes(machine->program, first, byte)) {
		*before = byte;
		*text = ahead;
		skipped++;
	}
	return skipped;
}

/* An empty set. What it says of an instruction that is not in it may be anything but unset memory. */
static place_set empty_set(const regex_machine *machine, uint32_t members)
{
	const uint32_t count = machine->program->instruction_count;
	const place_set set = {members, members + count, 0};
	uint32_t i;

	for (i = 0; i < count; i++)
		store_place(machine, set.positions + i, 0);
	return set;
}

static void run_text(regex_machine *machine, chan_cursor text, uint64_t *steps)
{
	const chan_regex_instruction first = load_step(machine->program, 0);
	place_set done;

	for (;;) {
		if (machine->now.count == 0 && !machine->at_start &&
		    first.opcode == CHAN_REGEX_TEXT_START)
			return;
		if (machine->now.count == 0 && is_taker(first.opcode)) {
			const uint64_t skipped =
				skip_to_first(machine, &first, &text, &machine->before);

			machine->at_start = machine->at_start && skipped == 0;
			*steps += skipped;
		}
		machine->at_end = !chan_get_u8(&text, &machine->here);
		add_place(machine, &machine->now, 0);
		*steps += follow_all(machine);
		if (machine->matched || machine->at_end)
			return;
		machine->at_start = false;
		machine->before = machine->here;
		done = machine->now;
		machine->now = machine->next;
		machine->next = done;
		machine->next.count = 0;
	}
}

bool chan_regex_match(const chan_regex_program *program, chan_cursor text, uint16_t *places,
                      uint32_t place_capacity, bool *matched, uint64_t *steps)
{
	const uint32_t count = program->instruction_count;
	regex_machine machine;

	*matched = false;
	if (count == 0 || count > CHAN_MAX_PATTERN_INSTRUCTIONS ||
	    place_capacity / CHAN_PLACES_AN_INSTRUCTION < count)
		return false;
	machine.program = program;
	machine.places = places;
	machine.place_capacity = place_capacity;
	machine.before = machine.here = 0;
	machine.at_start = true;
	machine.at_end = machine.matched = false;
	machine.now = empty_set(&machine, 0);
	machine.next = empty_set(&machine, 2 * count);
	run_text(&machine, text, steps);
	*matched = machine.matched;
	return true;
}
