/*
 * The program of a pattern as it grows (FORMAT.md section 7.3, "Instructions"). While it grows, a split
 * or a jump holds a distance, so that a piece of program means the same wherever it is moved or copied.
 */
#include "regex_build.h"

/* A split and a jump backwards, while the program grows. */
enum { SPLIT_BACK = CHAN_REGEX_NO_WORD_EDGE + 1, JUMP_BACK };

/* What the pattern itself may have, without the final match. */
#define LIMIT (CHAN_MAX_PATTERN_INSTRUCTIONS - 1u)

/* The numbers of an operand: no sum below reaches it, and a remainder says so without a branch. */
#define OPERANDS 0x10000u

/*@
  // FORMAT.md section 7.3: what a repeat makes of a count.
  logic integer chan_repeated(integer count, integer min, integer max) =
    max != CHAN_REGEX_NO_LIMIT ? min * count + (max - min) * (count + 1) :
    min == 0 ? count + 2 : min * count + 1;
*/

/* The only accesses to the arrays, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires chan_has_program(builder);
  terminates \true;
  assigns \nothing;
*/
static chan_regex_instruction load(const chan_regex_builder *builder, uint32_t index)
{
	const chan_regex_instruction none = {CHAN_REGEX_MATCH, 0, 0};

	if (builder->program == NULL || index >= builder->program->instruction_capacity)
		return none;
	return builder->program->instructions[index];
}

/*@
  requires chan_has_program(builder);
  terminates \true;
  assigns builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
*/
static void store(const chan_regex_builder *builder, uint32_t index,
                  chan_regex_instruction instruction)
{
	if (builder->program != NULL && index < builder->program->instruction_capacity)
		builder->program->instructions[index] = instruction;
}

uint32_t chan_regex_add_class(chan_regex_builder *builder, const chan_regex_class *set)
{
	if (builder->program != NULL && builder->classes < builder->program->class_capacity)
		builder->program->classes[builder->classes] = *set;
	return builder->classes++;
}

uint32_t chan_regex_set_class(chan_regex_builder *builder, enum chan_regex_set set)
{
	chan_regex_class class;

	if (set >= CHAN_REGEX_SET_COUNT)
		return 0;
	if (builder->set_class[set] == 0) {
		chan_regex_class_of_set(&class, set);
		builder->set_class[set] = chan_regex_add_class(builder, &class) + 1;
	}
	return builder->set_class[set] - 1;
}

chan_regex_frame *chan_regex_frame_at(chan_regex_parser *parser, uint32_t depth)
{
	return &parser->frames[depth <= CHAN_MAX_GROUP_DEPTH ? depth : CHAN_MAX_GROUP_DEPTH];
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  requires chan_has_program(builder);
  requires opcode <= UINT8_MAX && operand <= UINT16_MAX;
  terminates \true;
  assigns builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
*/
static void put(const chan_regex_builder *builder, uint32_t index, unsigned opcode,
                uint32_t operand)
{
	chan_regex_instruction instruction;

	instruction.opcode = (uint8_t)opcode;
	instruction.byte = 0;
	instruction.operand = (uint16_t)operand;
	store(builder, index, instruction);
}

/*@
  requires \valid_read(builder);
  terminates \true;
  assigns \nothing;
  ensures \result <==> builder->weight + added < CHAN_MAX_PATTERN_INSTRUCTIONS;
*/
static bool has_room(const chan_regex_builder *builder, uint32_t added)
{
	return added <= LIMIT && builder->weight <= LIMIT - added;
}

/* Moves everything from start on up by one, which leaves a hole at start. */
/*@
  requires chan_has_program(builder);
  requires start <= builder->instructions < UINT32_MAX;
  terminates \true;
  assigns builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder) && builder->instructions == \old(builder->instructions) + 1;
*/
static void open_hole(chan_regex_builder *builder, uint32_t start)
{
	uint32_t i;

	/*@
	  loop invariant chan_has_program(builder) && start <= i <= builder->instructions;
	  loop assigns i, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant i;
	*/
	for (i = builder->instructions; i > start && builder->program != NULL; i--)
		store(builder, i, load(builder, i - 1));
	builder->instructions++;
}

/* Appends a copy of the length instructions from start on. */
/*@
  requires chan_has_program(builder);
  requires builder->instructions + length <= UINT32_MAX && start + length <= UINT32_MAX;
  terminates \true;
  assigns builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder) && builder->instructions == \old(builder->instructions) + length;
*/
static void copy(chan_regex_builder *builder, uint32_t start, uint32_t length)
{
	uint32_t i;

	/*@
	  loop invariant chan_has_program(builder) && i <= length;
	  loop assigns i, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant length - i;
	*/
	for (i = 0; i < length; i++)
		store(builder, builder->instructions + i, load(builder, start + i));
	builder->instructions += length;
}

bool chan_regex_emit(chan_regex_builder *builder, enum chan_regex_opcode opcode, uint8_t byte,
                     uint32_t operand)
{
	chan_regex_instruction instruction;

	if (!has_room(builder, 1))
		return false;
	instruction.opcode = (uint8_t)opcode;
	instruction.byte = byte;
	instruction.operand = (uint16_t)operand;
	store(builder, builder->instructions, instruction);
	builder->instructions++;
	builder->weight++;
	return true;
}

bool chan_regex_alternate(chan_regex_builder *builder, uint32_t start, uint32_t *last_jump)
{
	const uint32_t length = builder->instructions - start;

	if (!has_room(builder, 2))
		return false;
	open_hole(builder, start);
	put(builder, start, CHAN_REGEX_SPLIT, length + 2);
	/* How far the end of the group is shows later: until then each jump tells the one before it. */
	put(builder, builder->instructions, CHAN_REGEX_JUMP, *last_jump);
	builder->instructions++;
	builder->weight += 2;
	*last_jump = builder->instructions;
	return true;
}

void chan_regex_join(chan_regex_builder *builder, uint32_t last_jump)
{
	uint32_t jump;

	/*@
	  loop invariant chan_has_program(builder) && last_jump <= builder->instructions;
	  loop assigns jump, last_jump, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant last_jump;
	*/
	while (last_jump != 0) {
		jump = last_jump - 1;
		last_jump = load(builder, jump).operand % last_jump; /* it is less */
		put(builder, jump, CHAN_REGEX_JUMP, builder->instructions - jump);
	}
}

/* At least min, without an end. */
/*@
  requires chan_has_program(builder);
  requires start <= builder->instructions;
  requires builder->instructions - start < CHAN_MAX_PATTERN_INSTRUCTIONS && start < CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires min <= CHAN_MAX_REPEAT;
  terminates \true;
  assigns builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures builder->instructions == start + chan_repeated(\old(builder->instructions) - start, min, CHAN_REGEX_NO_LIMIT);
*/
static void repeat_without_limit(chan_regex_builder *builder, uint32_t start, uint32_t min)
{
	const uint32_t length = builder->instructions - start;
	uint32_t i;

	if (min == 0) {
		open_hole(builder, start);
		put(builder, start, CHAN_REGEX_SPLIT, length + 2);
		put(builder, builder->instructions, JUMP_BACK, length + 1);
		builder->instructions++;
		return;
	}
	/*@
	  loop invariant chan_has_program(builder) && 1 <= i && (i <= min || i == 1);
	  loop invariant builder->instructions == start + i * length;
	  loop assigns i, builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant min - i;
	*/
	for (i = 1; i < min && length > 0; i++)
		copy(builder, start, length);
	put(builder, builder->instructions, SPLIT_BACK, length);
	builder->instructions++;
}

/* min, and then up to max; from each optional one a split leads to the end of all. */
/*@
  requires chan_has_program(builder);
  requires start <= builder->instructions;
  requires builder->instructions - start < CHAN_MAX_PATTERN_INSTRUCTIONS && start < CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires 1 <= max <= CHAN_MAX_REPEAT && min <= max;
  requires chan_repeated(builder->instructions - start, min, max) < CHAN_MAX_PATTERN_INSTRUCTIONS;
  terminates \true;
  assigns builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
  ensures chan_has_program(builder);
  ensures builder->instructions == start + chan_repeated(\old(builder->instructions) - start, min, max);
*/
static void repeat_to_limit(chan_regex_builder *builder, uint32_t start, uint32_t min, uint32_t max)
{
	const uint32_t length = builder->instructions - start;
	const uint32_t first = min == 0 ? start + 1 : start;
	uint32_t i;

	/*@
	  loop invariant chan_has_program(builder) && 1 <= i && (i <= min || i == 1);
	  loop invariant builder->instructions == start + i * length;
	  loop assigns i, builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant min - i;
	*/
	for (i = 1; i < min && length > 0; i++)
		copy(builder, start, length);
	/*@
	  loop invariant chan_has_program(builder) && min <= i <= max;
	  loop invariant i > 0 ==> builder->instructions == start + min * length + (i - min) * (length + 1);
	  loop invariant i == 0 ==> builder->instructions == start + length;
	  loop assigns i, builder->instructions, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant max - i;
	*/
	for (i = min; i < max; i++) {
		if (i == 0) {
			open_hole(builder, start);
			put(builder, start, CHAN_REGEX_SPLIT, max * (length + 1));
		} else {
			put(builder, builder->instructions, CHAN_REGEX_SPLIT,
			    (max - i) * (length + 1));
			builder->instructions++;
			copy(builder, first, length);
		}
	}
}

/*
 * FORMAT.md section 7.3: what a repeat makes of a count. Both numbers are at most CHAN_MAX_REPEAT, and the count is at
 * most LIMIT: no product overflows.
 */
/*@
  requires count < CHAN_MAX_PATTERN_INSTRUCTIONS && min <= CHAN_MAX_REPEAT && min <= max;
  requires max <= CHAN_MAX_REPEAT || max == CHAN_REGEX_NO_LIMIT;
  terminates \true;
  assigns \nothing;
  ensures \result == chan_repeated(count, min, max);
  ensures \result <= CHAN_MAX_REPEAT * CHAN_MAX_PATTERN_INSTRUCTIONS + 2;
*/
static uint32_t repeated(uint32_t count, uint32_t min, uint32_t max)
{
	if (max != CHAN_REGEX_NO_LIMIT)
		return min * count + (max - min) * (count + 1);
	return min == 0 ? count + 2 : min * count + 1;
}

bool chan_regex_repeat(chan_regex_builder *builder, uint32_t start, uint32_t start_weight,
                       uint32_t min, uint32_t max)
{
	const uint32_t length = builder->instructions - start;
	const uint32_t weight = builder->weight - start_weight;
	const uint32_t needed = repeated(length, min, max);
	/* What is in a loop counts once more. */
	const uint32_t needed_weight =
		repeated(weight, min, max) + (max == CHAN_REGEX_NO_LIMIT ? length : 0);

	if (needed_weight > weight && !has_room(builder, needed_weight - weight))
		return false;
	builder->weight = start_weight + needed_weight;
	if (max == 0 || builder->program == NULL)
		builder->instructions = start + needed;
	else if (max == CHAN_REGEX_NO_LIMIT)
		repeat_without_limit(builder, start, min);
	else
		repeat_to_limit(builder, start, min, max);
	return true;
}

void chan_regex_finish(chan_regex_builder *builder)
{
	chan_regex_instruction instruction;
	uint32_t i;

	put(builder, builder->instructions, CHAN_REGEX_MATCH, 0);
	builder->instructions++;
	if (builder->program == NULL)
		return;
	/*@
	  loop invariant chan_has_program(builder) && i <= builder->instructions;
	  loop assigns i, instruction, builder->program->instructions[0 .. chan_room(builder) - 1];
	  loop variant builder->instructions - i;
	*/
	for (i = 0; i < builder->instructions; i++) {
		instruction = load(builder, i);
		if (instruction.opcode == CHAN_REGEX_SPLIT || instruction.opcode == CHAN_REGEX_JUMP)
			put(builder, i, instruction.opcode, (i + instruction.operand) % OPERANDS);
		else if (instruction.opcode == SPLIT_BACK)
			put(builder, i, CHAN_REGEX_SPLIT,
			    (i + OPERANDS - instruction.operand) % OPERANDS);
		else if (instruction.opcode == JUMP_BACK)
			put(builder, i, CHAN_REGEX_JUMP,
			    (i + OPERANDS - instruction.operand) % OPERANDS);
	}
}
