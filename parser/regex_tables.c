/*
 * What regex_pieces.c looks up: the edges between pieces, made once, and what the instructions of a piece reach inside
 * it, made for each context when that is first met.
 */
#include "regex_pieces.h"

/* The only accesses to the rows, each with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/*@
  requires \valid_read(rows + (0 .. PIECE - 1));
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t load_row(const uint32_t rows[PIECE], uint32_t index)
{
	return index < PIECE ? rows[index] : 0;
}

/*@
  requires \valid(rows + (0 .. PIECE - 1));
  terminates \true;
  assigns rows[0 .. PIECE - 1];
*/
static inline void store_row(uint32_t rows[PIECE], uint32_t index, uint32_t row)
{
	if (index < PIECE)
		rows[index] = row;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  terminates \true;
  assigns \nothing;
*/
static bool has_operand(uint8_t opcode)
{
	return opcode == CHAN_REGEX_SPLIT || opcode == CHAN_REGEX_JUMP;
}

/* Adds an edge to those from first on, or the instruction to the edge that leads to the same place. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p) && \valid(end);
  requires \separated(end, machine, machine->program, p, machine->places + (0 .. machine->place_capacity - 1));
  requires *end < machine->program->instruction_count;
  terminates \true;
  assigns *end, machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p) && \old(*end) <= *end <= \old(*end) + 1;
*/
static void add_edge(const chan_regex_machine *machine, const regex_pieces *p, uint32_t first,
                     uint32_t *end, uint32_t from, uint32_t to)
{
	uint32_t i, place;

	/*@
	  loop assigns i, place;
	  loop variant *end - i;
	*/
	for (i = first; i < *end; i++) {
		place = p->edges + 2 * i;
		if (chan_load_place(machine, place + 1) == to) {
			chan_store_place(machine, place,
			                 chan_load_place(machine, place) | bit_of(from));
			return;
		}
	}
	chan_store_place(machine, p->edges + 2 * *end, bit_of(from));
	chan_store_place(machine, p->edges + 2 * *end + 1, to);
	(*end)++;
}

void chan_pieces_make_edges(const chan_regex_machine *machine, const regex_pieces *p)
{
	const uint32_t instructions = machine->program->instruction_count;
	uint32_t i, first = 0, end = 0;
	chan_regex_instruction step;

	/*@
	  loop invariant i <= instructions && end <= i && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, first, end, step, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant instructions - i;
	*/
	for (i = 0; i < instructions; i++) {
		step = chan_load_step(machine->program, i);
		if (has_operand(step.opcode) && step.operand / PIECE != i / PIECE &&
		    step.operand < instructions)
			add_edge(machine, p, first, &end, i, step.operand);
		if (i % PIECE == PIECE - 1 || i + 1 == instructions) {
			chan_store_place(machine, p->edge_ends + i / PIECE, end);
			first = end;
		}
	}
}

/* Whether an instruction leads to the next one without a byte, where the text stands. */
/*@
  requires \valid_read(machine);
  terminates \true;
  assigns \nothing;
*/
static bool leads_on(const chan_regex_machine *machine, uint8_t opcode)
{
	return opcode == CHAN_REGEX_SPLIT || chan_assertion_holds(machine, opcode);
}

/* For each instruction of a piece, what it reaches inside the piece; true: a row has grown. */
/*@
  requires chan_is_machine(machine) && piece <= CHAN_MAX_PATTERN_INSTRUCTIONS && \valid(rows + (0 .. PIECE - 1));
  requires \separated(rows + (0 .. PIECE - 1), machine, machine->program);
  terminates \true;
  assigns rows[0 .. PIECE - 1];
  ensures chan_is_machine(machine);
*/
static bool grow_rows(const chan_regex_machine *machine, uint32_t piece, uint32_t rows[PIECE])
{
	bool grown = false;
	uint32_t i, row;
	chan_regex_instruction step;

	/*@
	  loop invariant i <= PIECE && chan_is_machine(machine);
	  loop assigns i, row, step, grown, rows[0 .. PIECE - 1];
	  loop variant i;
	*/
	for (i = PIECE; i > 0;) {
		i--;
		step = chan_load_step(machine->program, piece * PIECE + i);
		row = load_row(rows, i) | bit_of(i);
		if (leads_on(machine, step.opcode))
			row |= load_row(rows, i + 1); /* none behind the last */
		if (has_operand(step.opcode) && step.operand / PIECE == piece)
			row |= load_row(rows, step.operand % PIECE);
		grown = grown || row != load_row(rows, i);
		store_row(rows, i, row);
	}
	return grown;
}

void chan_pieces_make_table(const chan_regex_machine *machine, uint32_t piece, uint32_t table)
{
	const chan_regex_instruction last =
		chan_load_step(machine->program, piece * PIECE + PIECE - 1);
	uint32_t rows[PIECE] = {0};
	uint32_t nibble, value, low, place, round;

	/* Every way inside a piece has fewer steps than the piece has instructions: the last round finds nothing. */
	/*@
	  loop invariant round <= PIECE && chan_is_machine(machine);
	  loop assigns round, rows[0 .. PIECE - 1];
	  loop variant PIECE - round;
	*/
	for (round = 0; round < PIECE && grow_rows(machine, piece, rows); round++)
		continue;
	/*@
	  loop invariant nibble <= NIBBLES && chan_is_machine(machine);
	  loop assigns nibble, value, low, place, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant NIBBLES - nibble;
	*/
	for (nibble = 0; nibble < NIBBLES; nibble++) {
		place = table + nibble * NIBBLE_VALUES;
		chan_store_place(machine, place, 0);
		/*@
		  loop invariant 1 <= value <= NIBBLE_VALUES && chan_is_machine(machine);
		  loop assigns value, low, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
		  loop variant NIBBLE_VALUES - value;
		*/
		for (value = 1; value < NIBBLE_VALUES; value++) {
			low = (value & 1u) != 0   ? 0
			      : (value & 2u) != 0 ? 1
			      : (value & 4u) != 0 ? 2
			                          : 3;
			chan_store_place(machine, place + value,
			                 chan_load_place(machine, place + (value & (value - 1)) %
			                                                          NIBBLE_VALUES) |
			                         load_row(rows, nibble * 4 + low));
		}
	}
	chan_store_place(machine, table + TABLE - 1,
	                 leads_on(machine, last.opcode) ? bit_of(PIECE - 1) : 0);
}

uint32_t chan_pieces_find_telling(const chan_regex_machine *machine)
{
	uint32_t i, telling = 0;

	/*@
	  loop invariant i <= machine->program->instruction_count;
	  loop assigns i, telling;
	  loop variant machine->program->instruction_count - i;
	*/
	for (i = 0; i < machine->program->instruction_count; i++) {
		switch (chan_load_step(machine->program, i).opcode) {
		case CHAN_REGEX_LINE_START:
			telling |= AFTER_LINE_END;
			break;
		case CHAN_REGEX_LINE_END:
			telling |= AT_LINE_END;
			break;
		case CHAN_REGEX_WORD_EDGE:
		case CHAN_REGEX_NO_WORD_EDGE:
			telling |= AT_WORD_EDGE;
			break;
		default:
			break;
		}
	}
	return telling;
}
