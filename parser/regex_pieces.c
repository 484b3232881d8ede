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
#include "regex_machine.h"

enum {
	PIECE = 32, /* instructions, the bits of a word */
	BYTES = 256,
	KEPT = 128, /* sets, each in the slot that its hash tells */
	SLOT_SHIFT = 25, /* leaves a number below KEPT of 32 bits */
	BYTE_WORDS = BYTES / 32, /* one bit for each byte */
	CONTEXTS = 7, /* not all eight: between two line ends is no word edge */
	NIBBLES = 8, /* of a word */
	NIBBLE_VALUES = 16,
	/* Of a piece in a context; the last word tells what leads to the next piece. */
	TABLE = NIBBLES * NIBBLE_VALUES + 1
};

/* The smallest program here is of two pieces; from there on each piece more brings more places than it takes. */
#define PLACES(instructions, pieces)                                  \
	((CHAN_SET_PLACES + 2) * (instructions) + BYTE_WORDS + KEPT + \
	 (pieces) * (2 + 2 * KEPT + BYTES + CONTEXTS * TABLE))
_Static_assert(PLACES(CHAN_CROWDED_PROGRAM, 2) <=
                               CHAN_PLACES_AN_INSTRUCTION * CHAN_CROWDED_PROGRAM &&
                       PLACES(PIECE, 1) <= CHAN_PLACES_AN_INSTRUCTION * PIECE,
               "the smallest program has room, and so has each piece more");

/* Where each array begins in the places, and how long the program is in pieces. */
typedef struct regex_pieces {
	uint32_t count;
	uint32_t arriving; /* a word a piece: what the text leads to */
	uint32_t edge_ends; /* for each piece the end of its edges, counted in edges */
	uint32_t edges; /* two words each: instructions of the piece, and where they lead */
	uint32_t known_bytes; /* which masks are made */
	uint32_t masks; /* a word a piece for each byte: the instructions that take it */
	uint32_t kept; /* slots: a context, counted from 1; what was brought; what that reached */
	uint32_t tables; /* for each context, for each piece */
	uint32_t known_contexts; /* of which the tables are made: a bit for each */
	uint32_t telling; /* the bits of a context that an assertion of the program asks for */
	uint32_t context, table; /* where the text stands */
	uint32_t reached; /* there: a word a piece, in a slot */
	uint32_t last, last_bit; /* the piece of the match, and its bit there */
} regex_pieces;

static inline uint32_t bit_of(uint32_t instruction)
{
	return UINT32_C(1) << (instruction % PIECE);
}

/* The only accesses that look several places up with one check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/* What the instructions of a piece reach inside it. */
static inline uint32_t look_up(const chan_regex_machine *machine, uint32_t table, uint32_t word)
{
	const uint32_t *values;

	if (table >= machine->place_capacity || machine->place_capacity - table < TABLE)
		return word;
	values = machine->places + table;
	return values[word & 15u] | values[16u + ((word >> 4) & 15u)] |
	       values[32u + ((word >> 8) & 15u)] | values[48u + ((word >> 12) & 15u)] |
	       values[64u + ((word >> 16) & 15u)] | values[80u + ((word >> 20) & 15u)] |
	       values[96u + ((word >> 24) & 15u)] | values[112u + (word >> 28)];
}

/* From what is reached to what that brings with the byte whose masks these are. Returns a hash of it. */
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
	for (i = 0; i < p->count; i++) {
		taken = reached[i] & mask[i];
		bits = (taken << 1) | carry;
		carry = taken >> (PIECE - 1);
		hash = hash * 31 + bits;
		arriving[i] = bits;
	}
	return hash;
}

/* Whether the slot holds what arrives. */
static bool slot_holds(const chan_regex_machine *machine, const regex_pieces *p, uint32_t slot)
{
	const uint32_t *arriving, *brought;
	uint32_t i, differences = 0;

	if (p->tables > machine->place_capacity || slot > p->tables - 1 - p->count ||
	    machine->places[slot] != p->context + 1)
		return false;
	arriving = machine->places + p->arriving;
	brought = machine->places + slot + 1;
	for (i = 0; i < p->count; i++)
		differences |= arriving[i] ^ brought[i];
	return differences == 0;
}

static inline uint32_t load_row(const uint32_t rows[PIECE], uint32_t index)
{
	return index < PIECE ? rows[index] : 0;
}

static inline void store_row(uint32_t rows[PIECE], uint32_t index, uint32_t row)
{
	if (index < PIECE)
		rows[index] = row;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static regex_pieces lay_out(const chan_regex_program *program)
{
	const uint32_t instructions = program->instruction_count;
	regex_pieces p;

	p.count = (instructions + PIECE - 1) / PIECE;
	p.arriving = CHAN_SET_PLACES * instructions;
	p.edge_ends = p.arriving + p.count;
	p.edges = p.edge_ends + p.count;
	p.known_bytes = p.edges + 2 * instructions;
	p.masks = p.known_bytes + BYTE_WORDS;
	p.kept = p.masks + BYTES * p.count;
	p.tables = p.kept + KEPT * (1 + 2 * p.count);
	p.known_contexts = 0;
	p.telling = 0;
	p.context = 0;
	p.table = p.tables;
	p.reached = p.kept + 1 + p.count;
	p.last = (instructions - 1) / PIECE;
	p.last_bit = bit_of(instructions - 1);
	return p;
}

static bool has_operand(uint8_t opcode)
{
	return opcode == CHAN_REGEX_SPLIT || opcode == CHAN_REGEX_JUMP;
}

/* Adds an edge to those from first on, or the instruction to the edge that leads to the same place. */
static void add_edge(const chan_regex_machine *machine, const regex_pieces *p, uint32_t first,
                     uint32_t *end, uint32_t from, uint32_t to)
{
	uint32_t i, place;

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

static void make_edges(const chan_regex_machine *machine, const regex_pieces *p)
{
	const uint32_t instructions = machine->program->instruction_count;
	uint32_t i, first = 0, end = 0;
	chan_regex_instruction step;

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
static bool leads_on(const chan_regex_machine *machine, uint8_t opcode)
{
	return opcode == CHAN_REGEX_SPLIT || chan_assertion_holds(machine, opcode);
}

/* For each instruction of a piece, what it reaches inside the piece; true: a row has grown. */
static bool grow_rows(const chan_regex_machine *machine, uint32_t piece, uint32_t rows[PIECE])
{
	bool grown = false;
	uint32_t i, row;
	chan_regex_instruction step;

	for (i = PIECE; i-- > 0;) {
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

static void make_table(const chan_regex_machine *machine, uint32_t piece, uint32_t table)
{
	const chan_regex_instruction last =
		chan_load_step(machine->program, piece * PIECE + PIECE - 1);
	uint32_t rows[PIECE] = {0};
	uint32_t nibble, value, low, place;

	while (grow_rows(machine, piece, rows))
		continue;
	for (nibble = 0; nibble < NIBBLES; nibble++) {
		place = table + nibble * NIBBLE_VALUES;
		chan_store_place(machine, place, 0);
		for (value = 1; value < NIBBLE_VALUES; value++) {
			low = (value & 1u) != 0   ? 0
			      : (value & 2u) != 0 ? 1
			      : (value & 4u) != 0 ? 2
			                          : 3;
			chan_store_place(machine, place + value,
			                 chan_load_place(machine, place + (value & (value - 1))) |
			                         load_row(rows, nibble * 4 + low));
		}
	}
	chan_store_place(machine, table + TABLE - 1,
	                 leads_on(machine, last.opcode) ? bit_of(PIECE - 1) : 0);
}

/* The bits of a context: what each assertion asks for. */
enum { AFTER_LINE_END = 1, AT_LINE_END = 2, AT_WORD_EDGE = 4 };

/* A program without assertions has one context, one with those of lines alone four. */
static uint32_t find_telling(const chan_regex_machine *machine)
{
	uint32_t i, telling = 0;

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

/* Takes the tables of the context where the text stands: neither at its start nor at its end. */
static void take_context(const chan_regex_machine *machine, regex_pieces *p)
{
	const uint32_t context = p->telling & ((machine->before == '\n' ? AFTER_LINE_END : 0u) |
	                                       (machine->here == '\n' ? AT_LINE_END : 0u) |
	                                       (chan_at_word_edge(machine) ? AT_WORD_EDGE : 0u));
	uint32_t i;

	p->context = context;
	p->table = p->tables + context * p->count * TABLE;
	if ((p->known_contexts & bit_of(context)) != 0)
		return;
	p->known_contexts |= bit_of(context);
	for (i = 0; i < p->count; i++)
		make_table(machine, i, p->table + i * TABLE);
}

/* Where the masks of the byte begin at which the text stands. */
static uint32_t take_masks(const chan_regex_machine *machine, const regex_pieces *p)
{
	const uint32_t place = p->known_bytes + machine->here / 32u;
	const uint32_t known = chan_load_place(machine, place), bit = bit_of(machine->here);
	const uint32_t masks = p->masks + machine->here * p->count;
	uint32_t i, mask = 0;
	chan_regex_instruction step;

	if ((known & bit) != 0)
		return masks;
	chan_store_place(machine, place, known | bit);
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
static inline uint32_t follow_edge(const chan_regex_machine *machine, const regex_pieces *p,
                                   uint32_t edge, uint32_t reached, uint32_t next)
{
	const uint32_t place = p->edges + 2 * edge;

	if ((reached & chan_load_place(machine, place)) == 0)
		return next;
	return arrive(machine, p, chan_load_place(machine, place + 1), next);
}

/* All edges of a piece. Branches, so that no piece has to wait for the one before it. */
static inline uint32_t follow_edges(const chan_regex_machine *machine, const regex_pieces *p,
                                    uint32_t piece, uint32_t reached)
{
	const uint32_t end = chan_load_place(machine, p->edge_ends + piece);
	uint32_t edge = piece == 0 ? 0 : chan_load_place(machine, p->edge_ends + piece - 1);
	uint32_t next = piece + 1;

	for (; edge < end; edge++)
		next = follow_edge(machine, p, edge, reached, next);
	return next;
}

/*
 * Everything that is reached where the text stands. Forwards over the pieces, and again from the first to which an edge
 * led back: a piece waits for all that comes before it, so loops in loops take a pass each, not one for each way round.
 */
static void close_all(chan_regex_machine *machine, const regex_pieces *p)
{
	uint32_t piece, arrived, reached, table, next, again = 0;

	for (piece = 0; piece < p->count; piece++)
		chan_store_place(machine, p->reached + piece, 0);
	while (again < p->count) {
		piece = again;
		again = p->count;
		for (; piece < p->count; piece++) {
			reached = chan_load_place(machine, p->reached + piece);
			arrived = chan_load_place(machine, p->arriving + piece) & ~reached;
			if (arrived == 0)
				continue;
			machine->steps++;
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
}

/* Takes what is reached where the text stands from the slot, or finds it and keeps it there. */
static void reach_all(chan_regex_machine *machine, regex_pieces *p, uint32_t hash)
{
	/* The high bits of a product with a large odd number depend on all bits of the other. */
	const uint32_t spread = (hash + p->context) * UINT32_C(0x9e3779b1);
	const uint32_t slot = p->kept + (spread >> SLOT_SHIFT) * (1 + 2 * p->count);
	uint32_t i;

	p->reached = slot + 1 + p->count;
	if (slot_holds(machine, p, slot))
		return;
	chan_store_place(machine, slot, p->context + 1);
	for (i = 0; i < p->count; i++)
		chan_store_place(machine, slot + 1 + i, chan_load_place(machine, p->arriving + i));
	(void)arrive(machine, p, 0, 0);
	close_all(machine, p);
}

static void begin_pieces(const chan_regex_machine *machine, const regex_pieces *p)
{
	uint32_t i;

	for (i = 0; i < p->count; i++)
		chan_store_place(machine, p->arriving + i, 0);
	for (i = 0; i < BYTE_WORDS; i++)
		chan_store_place(machine, p->known_bytes + i, 0);
	for (i = 0; i < machine->now.count; i++)
		(void)arrive(machine, p, chan_load_place(machine, machine->now.members + i), 0);
	for (i = 0; i < KEPT; i++)
		chan_store_place(machine, p->kept + i * (1 + 2 * p->count), 0);
	make_edges(machine, p);
}

/* What arrives becomes the set again. */
static void end_pieces(chan_regex_machine *machine, const regex_pieces *p)
{
	uint32_t i;

	machine->now.count = 0;
	for (i = 0; i < machine->program->instruction_count; i++) {
		if ((chan_load_place(machine, p->arriving + i / PIECE) & bit_of(i)) != 0)
			chan_add_place(machine, &machine->now, i);
	}
}

void chan_regex_run_pieces(chan_regex_machine *machine)
{
	regex_pieces p = lay_out(machine->program);
	uint32_t hash = 0;

	begin_pieces(machine, &p);
	p.telling = find_telling(machine);
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
