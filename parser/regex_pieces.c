/*
 * The machine of regex_match.c for large programs of which much is reached at once: 32 instructions are a piece, and a
 * word has a bit for each. Taking a byte is then a mask and a shift of each word. What is reached without a byte is
 * looked up, four bits at a time, in tables that hold for one context: which assertions hold where the text stands. Both
 * the masks of a byte and the tables of a context are made when they are first met. What was brought by the last few
 * bytes, and what was reached from that, is kept: what is brought again in the same context is not looked up again.
 *
 * Between pieces, instructions lead on by edges: all those of a piece that lead to the same place are one. A step is
 * counted for each time that a piece is looked up, which always reaches an instruction that was not reached before: so
 * no position takes more steps than the program has instructions.
 */
#include "regex_pieces.h"

/* The only accesses that look several places up with one check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/* What the instructions of a piece reach inside it. */
/*@
  requires \valid_read(machine) && \valid_read(machine->places + (0 .. machine->place_capacity - 1));
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t look_up(const chan_regex_machine *machine, uint32_t table, uint32_t word)
{
	const uint32_t *values;

	if (table >= machine->place_capacity || machine->place_capacity - table < TABLE)
		return word;
	values = machine->places + table;
	return values[word % 16u] | values[16u + word / 0x10u % 16u] |
	       values[32u + word / 0x100u % 16u] | values[48u + word / 0x1000u % 16u] |
	       values[64u + word / 0x10000u % 16u] | values[80u + word / 0x100000u % 16u] |
	       values[96u + word / 0x1000000u % 16u] | values[112u + word / 0x10000000u];
}

/* From what is reached to what that brings with the byte whose masks these are. Returns a hash of it. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
*/
static uint32_t advance_pieces(const chan_regex_machine *machine, const regex_pieces *p,
                               uint32_t masks)
{
	uint32_t *arriving, i, taken, bits, carry = 0, hash = 0;
	const uint32_t *reached, *mask;

	if (p->tables > machine->place_capacity || p->reached > p->tables - p->count ||
	    masks > p->tables - p->count)
		return 0;
	arriving = machine->places + p->arriving;
	reached = machine->places + p->reached;
	mask = machine->places + masks;
	/*@
	  loop invariant i <= p->count && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, taken, bits, carry, hash, machine->places[\at(p->arriving, Pre) .. \at(p->arriving, Pre) + \at(p->count, Pre) - 1];
	  loop variant p->count - i;
	*/
	for (i = 0; i < p->count; i++) {
		taken = reached[i] & mask[i];
		bits = (taken % HIGH_BIT * 2) | carry;
		carry = taken / HIGH_BIT;
		hash = (uint32_t)(((uint64_t)hash * 31 + bits) % WORD_VALUES);
		arriving[i] = bits;
	}
	return hash;
}

/* Whether the slot holds what arrives. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  terminates \true;
  assigns \nothing;
*/
static bool slot_holds(const chan_regex_machine *machine, const regex_pieces *p, uint32_t slot)
{
	const uint32_t *arriving, *brought;
	uint32_t i, differences = 0;

	if (p->tables > machine->place_capacity || slot > p->tables - 1 - p->count ||
	    machine->places[slot] != p->context + 1)
		return false;
	arriving = machine->places + p->arriving;
	brought = machine->places + slot + 1;
	/*@
	  loop invariant i <= p->count;
	  loop assigns i, differences;
	  loop variant p->count - i;
	*/
	for (i = 0; i < p->count; i++)
		differences |= arriving[i] ^ brought[i];
	return differences == 0;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  requires chan_is_machine(machine) && machine->program->instruction_count >= CHAN_CROWDED_PROGRAM;
  requires machine->place_capacity > CHAN_SET_PLACES * machine->program->instruction_count;
  requires \valid(p) && \separated(p, machine, machine->program, machine->places + (0 .. machine->place_capacity - 1));
  terminates \true;
  assigns *p;
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
*/
static void lay_out(const chan_regex_machine *machine, regex_pieces *p)
{
	const uint32_t instructions = machine->program->instruction_count;
	const uint32_t count = (instructions + PIECE - 1) / PIECE;

	p->count = count;
	p->arriving = CHAN_SET_PLACES * instructions;
	p->edge_ends = p->arriving + count;
	p->edges = p->edge_ends + count;
	p->known_bytes = p->edges + 2 * instructions;
	p->masks = p->known_bytes + BYTE_WORDS;
	p->kept = p->masks + BYTES * count;
	p->tables = p->kept + KEPT + 2 * KEPT * count;
	p->known_contexts = 0;
	p->context = 0;
	p->table = p->tables;
	p->reached = p->kept + 1 + count;
	p->last = (instructions - 1) / PIECE;
	p->last_bit = bit_of(instructions - 1);
}

/* Takes the tables of the context where the text stands: neither at its start nor at its end. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  terminates \true;
  assigns p->context, p->table, p->known_contexts,
          machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
*/
static void take_context(const chan_regex_machine *machine, regex_pieces *p)
{
	const uint32_t context = (p->telling & ((machine->before == '\n' ? AFTER_LINE_END : 0u) |
	                                        (machine->here == '\n' ? AT_LINE_END : 0u) |
	                                        (chan_at_word_edge(machine) ? AT_WORD_EDGE : 0u))) %
	                         (CONTEXTS + 1u);
	uint32_t i;

	p->context = context;
	/*@
	  assert context * p->count <= CONTEXTS * p->count;
	*/
	p->table = p->tables + context * p->count * TABLE;
	if ((p->known_contexts & bit_of(context)) != 0)
		return;
	p->known_contexts |= bit_of(context);
	/*@
	  loop invariant i <= p->count && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant p->count - i;
	*/
	for (i = 0; i < p->count; i++)
		chan_pieces_make_table(machine, i, p->table + i * TABLE);
}

/* Where the masks of the byte begin at which the text stands. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
*/
static uint32_t take_masks(const chan_regex_machine *machine, const regex_pieces *p)
{
	const uint32_t place = p->known_bytes + machine->here / 32u;
	const uint32_t known = chan_load_place(machine, place), bit = bit_of(machine->here);
	const uint32_t masks = p->masks + machine->here * p->count;
	uint32_t i, mask = 0;
	chan_regex_instruction step;

	/*@
	  assert machine->here * p->count <= 255 * p->count;
	*/
	if ((known & bit) != 0)
		return masks;
	chan_store_place(machine, place, known | bit);
	/*@
	  loop invariant i <= p->count * PIECE && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, step, mask, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant p->count * PIECE - i;
	*/
	for (i = 0; i < p->count * PIECE; i++) {
		step = chan_load_step(machine->program, i);
		if (chan_step_takes(machine->program, &step, machine->here))
			mask |= bit_of(i);
		if (i % PIECE == PIECE - 1) {
			chan_store_place(machine, masks + i / PIECE, mask);
			mask = 0;
		}
	}
	return masks;
}

/* Lets an instruction arrive. Returns the piece to go on with: next, or an earlier one in which it is new. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires next <= p->count;
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures \result <= next;
*/
static inline uint32_t arrive(const chan_regex_machine *machine, const regex_pieces *p,
                              uint32_t instruction, uint32_t next)
{
	const uint32_t piece = instruction / PIECE;
	const uint32_t before = chan_load_place(machine, p->arriving + piece);

	chan_store_place(machine, p->arriving + piece, before | bit_of(instruction));
	if (piece >= next)
		return next;
	return (chan_load_place(machine, p->reached + piece) & bit_of(instruction)) == 0 ? piece
	                                                                                 : next;
}

/* Follows one edge, if the piece has reached an instruction of it. Returns the piece to go on with. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires next <= p->count && edge < machine->program->instruction_count;
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures \result <= next;
*/
static inline uint32_t follow_edge(const chan_regex_machine *machine, const regex_pieces *p,
                                   uint32_t edge, uint32_t reached, uint32_t next)
{
	const uint32_t place = p->edges + 2 * edge;

	if ((reached & chan_load_place(machine, place)) == 0)
		return next;
	return arrive(machine, p, chan_load_place(machine, place + 1), next);
}

/* All edges of a piece. Branches, so that no piece has to wait for the one before it. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires piece < p->count;
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures \result <= piece + 1;
*/
static inline uint32_t follow_edges(const chan_regex_machine *machine, const regex_pieces *p,
                                    uint32_t piece, uint32_t reached)
{
	const uint32_t edges = chan_load_place(machine, p->edge_ends + piece);
	const uint32_t most = machine->program->instruction_count;
	const uint32_t end = edges < most ? edges : most;
	uint32_t edge = piece == 0 ? 0 : chan_load_place(machine, p->edge_ends + piece - 1);
	uint32_t next = piece + 1;

	/*@
	  loop invariant next <= piece + 1 && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns edge, next, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant end - edge;
	*/
	for (; edge < end; edge++)
		next = follow_edge(machine, p, edge, reached, next);
	return next;
}

/*
 * Everything that is reached where the text stands. Forwards over the pieces, and again from the first to which an edge
 * led back: a piece waits for all that comes before it, so loops in loops take a pass each, not one for each way round.
 * Each piece that is looked up reaches an instruction that was not reached: left is how many can be left.
 */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires machine->steps + machine->program->instruction_count <= UINT64_MAX;
  terminates \true;
  assigns machine->steps, machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures \old(machine->steps) <= machine->steps <= \old(machine->steps) + machine->program->instruction_count;
*/
static void close_all(chan_regex_machine *machine, const regex_pieces *p)
{
	const uint32_t most = machine->program->instruction_count;
	uint32_t piece, arrived, reached, table, next, again = 0, left = most;

	/*@
	  loop invariant piece <= p->count && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns piece, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant p->count - piece;
	*/
	for (piece = 0; piece < p->count; piece++)
		chan_store_place(machine, p->reached + piece, 0);
	/*@
	  loop invariant again <= p->count && left <= most && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns piece, arrived, reached, table, next, again, left, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant 2 * left + (again < p->count ? 1 : 0);
	*/
	while (again < p->count) {
		piece = again;
		again = p->count;
		/*@
		  loop invariant piece <= p->count && again <= p->count && chan_is_machine(machine) && chan_is_laid_out(machine, p);
		  loop invariant left <= \at(left, LoopEntry) && (left == \at(left, LoopEntry) ==> again == p->count);
		  loop assigns piece, arrived, reached, table, next, again, left, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
		  loop variant p->count - piece;
		*/
		for (; piece < p->count && left > 0; piece++) {
			reached = chan_load_place(machine, p->reached + piece);
			arrived = chan_load_place(machine, p->arriving + piece) & ~reached;
			if (arrived == 0)
				continue;
			left--;
			table = p->table + piece * TABLE;
			reached |= look_up(machine, table, arrived);
			chan_store_place(machine, p->reached + piece, reached);
			if ((reached & chan_load_place(machine, table + TABLE - 1)) != 0)
				(void)arrive(machine, p, (piece + 1) * PIECE, 0);
			next = follow_edges(machine, p, piece, reached);
			if (next < again && next <= piece)
				again = next;
		}
	}
	machine->steps += most - left;
}

/* Takes what is reached where the text stands from the slot, or finds it and keeps it there. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires machine->steps + machine->program->instruction_count <= UINT64_MAX;
  terminates \true;
  assigns p->reached, machine->steps,
          machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures \old(machine->steps) <= machine->steps <= \old(machine->steps) + machine->program->instruction_count;
*/
static void reach_all(chan_regex_machine *machine, regex_pieces *p, uint32_t hash)
{
	/* The high bits of a product with a large odd number depend on all bits of the other. */
	const uint64_t spread = ((uint64_t)hash + p->context) * UINT32_C(0x9e3779b1) % WORD_VALUES;
	const uint32_t number = (uint32_t)(spread / SLOT_SPAN);
	const uint32_t slot = p->kept + number * (1 + 2 * p->count);
	uint32_t i;

	/*@
	  assert number <= KEPT - 1 && number * (1 + 2 * p->count) <= (KEPT - 1) * (1 + 2 * p->count);
	*/
	p->reached = slot + 1 + p->count;
	if (slot_holds(machine, p, slot))
		return;
	chan_store_place(machine, slot, p->context + 1);
	/*@
	  loop invariant i <= p->count && chan_is_machine(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant p->count - i;
	*/
	for (i = 0; i < p->count; i++)
		chan_store_place(machine, slot + 1 + i, chan_load_place(machine, p->arriving + i));
	(void)arrive(machine, p, 0, 0);
	close_all(machine, p);
}

/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires chan_has_sets(machine);
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
  ensures chan_has_sets(machine);
*/
static void begin_pieces(const chan_regex_machine *machine, const regex_pieces *p)
{
	uint32_t i;

	/*@
	  loop invariant i <= p->count && chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant p->count - i;
	*/
	for (i = 0; i < p->count; i++)
		chan_store_place(machine, p->arriving + i, 0);
	/*@
	  loop invariant i <= BYTE_WORDS && chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant BYTE_WORDS - i;
	*/
	for (i = 0; i < BYTE_WORDS; i++)
		chan_store_place(machine, p->known_bytes + i, 0);
	/*@
	  loop invariant i <= machine->now.count && chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant machine->now.count - i;
	*/
	for (i = 0; i < machine->now.count; i++)
		(void)arrive(machine, p, chan_load_place(machine, machine->now.members + i), 0);
	/*@
	  loop invariant i <= KEPT && chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant KEPT - i;
	*/
	for (i = 0; i < KEPT; i++)
		chan_store_place(machine, p->kept + i * (1 + 2 * p->count), 0);
	chan_pieces_make_edges(machine, p);
}

/* What arrives becomes the set again. */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  requires chan_has_sets(machine);
  terminates \true;
  assigns machine->now.count, machine->places[0 .. 4 * machine->program->instruction_count - 1];
  ensures chan_is_machine(machine) && chan_has_sets(machine);
*/
static void end_pieces(chan_regex_machine *machine, const regex_pieces *p)
{
	uint32_t i;

	machine->now.count = 0;
	/*@
	  loop invariant i <= machine->program->instruction_count;
	  loop invariant chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, p);
	  loop assigns i, machine->now.count, machine->places[0 .. 4 * \at(machine->program->instruction_count, Pre) - 1];
	  loop variant machine->program->instruction_count - i;
	*/
	for (i = 0; i < machine->program->instruction_count; i++) {
		if ((chan_load_place(machine, p->arriving + i / PIECE) & bit_of(i)) != 0)
			chan_add_place(machine, &machine->now, i);
	}
}

void chan_regex_run_pieces(chan_regex_machine *machine)
{
	regex_pieces p;
	uint32_t hash = 0;

	lay_out(machine, &p);
	begin_pieces(machine, &p);
	p.telling = chan_pieces_find_telling(machine);
	/*@
	  loop invariant chan_is_machine(machine) && chan_has_sets(machine) && chan_is_laid_out(machine, &p);
	  loop invariant machine->text.priv_pos >= \at(machine->text.priv_pos, Pre);
	  loop invariant machine->program->instruction_count == \at(machine->program->instruction_count, Pre);
	  loop invariant \at(machine->steps, Pre) <= machine->steps <= \at(machine->steps, Pre) +
	    chan_times(machine->text.priv_pos - \at(machine->text.priv_pos, Pre), machine->program->instruction_count);
	  loop assigns hash, p.context, p.table, p.known_contexts, p.reached, machine->text.priv_pos, machine->here, machine->before,
	               machine->steps, machine->places[4 * \at(machine->program->instruction_count, Pre) .. \at(machine->place_capacity, Pre) - 1];
	  loop variant machine->text.priv_end - machine->text.priv_pos;
	*/
	while (chan_get_u8(&machine->text, &machine->here)) {
		take_context(machine, &p);
		reach_all(machine, &p, hash);
		if ((chan_load_place(machine, p.reached + p.last) & p.last_bit) != 0) {
			machine->matched = true;
			return;
		}
		hash = advance_pieces(machine, &p, take_masks(machine, &p));
		machine->before = machine->here;
	}
	end_pieces(machine, &p);
}
