/* What the machine of large programs and the tables that it looks up share. Internal to libchan. */
#ifndef CHAN_REGEX_PIECES_H
#define CHAN_REGEX_PIECES_H

#include "regex_machine.h"

enum {
	PIECE = 32, /* instructions, the bits of a word */
	BYTES = 256,
	KEPT = 128, /* sets, each in the slot that its hash tells */
	SLOT_SPAN = 0x2000000, /* so many numbers of 32 bits share a slot */
	BYTE_WORDS = BYTES / 32, /* one bit for each byte */
	CONTEXTS = 7, /* not all eight: between two line ends is no word edge */
	NIBBLES = 8, /* of a word */
	NIBBLE_VALUES = 16,
	/* Of a piece in a context; the last word tells what leads to the next piece. */
	TABLE = NIBBLES * NIBBLE_VALUES + 1
};

/* Sums and products that wrap say so: a remainder costs nothing, and what does not wrap is proved. */
#define WORD_VALUES UINT64_C(0x100000000)
#define HIGH_BIT UINT32_C(0x80000000)

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

/*
 * The contracts below say that nothing but the places behind the two sets is written, whatever stands in them, and
 * that a position ends. What the places hold is no part of them.
 */
/*@
  // The arrays lie one behind the other, behind the two sets, and no array is where *p is.
  predicate chan_is_laid_out(chan_regex_machine *m, regex_pieces *p) =
    \valid(p) && \separated(p, m, m->program, m->places + (0 .. m->place_capacity - 1)) &&
    m->program->instruction_count >= CHAN_CROWDED_PROGRAM &&
    m->place_capacity > CHAN_SET_PLACES * m->program->instruction_count &&
    m->program->instruction_count <= PIECE * p->count <= m->program->instruction_count + PIECE - 1 &&
    p->arriving == CHAN_SET_PLACES * m->program->instruction_count &&
    p->edge_ends == p->arriving + p->count && p->edges == p->edge_ends + p->count &&
    p->known_bytes == p->edges + 2 * m->program->instruction_count &&
    p->masks == p->known_bytes + BYTE_WORDS && p->kept == p->masks + BYTES * p->count &&
    p->tables == p->kept + KEPT + 2 * KEPT * p->count && p->kept < p->reached <= p->tables - p->count &&
    p->context <= CONTEXTS && p->tables <= p->table <= p->tables + CONTEXTS * TABLE * p->count;
*/

/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t bit_of(uint32_t instruction)
{
	return UINT32_C(1) << (instruction % PIECE);
}

/* The bits of a context: what each assertion asks for. */
enum { AFTER_LINE_END = 1, AT_LINE_END = 2, AT_WORD_EDGE = 4 };

/* regex_tables.c */
/*@
  requires chan_is_machine(machine) && chan_is_laid_out(machine, p);
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine) && chan_is_laid_out(machine, p);
*/
void chan_pieces_make_edges(const chan_regex_machine *machine, const regex_pieces *p);
/*@
  requires chan_is_machine(machine) && machine->program->instruction_count >= CHAN_CROWDED_PROGRAM;
  requires piece <= CHAN_MAX_PATTERN_INSTRUCTIONS;
  requires machine->place_capacity > CHAN_SET_PLACES * machine->program->instruction_count;
  requires 4 * machine->program->instruction_count <= table <= UINT32_MAX / 2;
  terminates \true;
  assigns machine->places[4 * machine->program->instruction_count .. machine->place_capacity - 1];
  ensures chan_is_machine(machine);
*/
void chan_pieces_make_table(const chan_regex_machine *machine, uint32_t piece, uint32_t table);
/* A program without assertions has one context, one with those of lines alone four. */
/*@
  requires chan_is_machine(machine);
  terminates \true;
  assigns \nothing;
*/
uint32_t chan_pieces_find_telling(const chan_regex_machine *machine);

#endif
