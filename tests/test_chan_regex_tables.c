/*
 * What the machine of large programs looks up, against plain counts: the tables of a piece in each context, the edges
 * between pieces, and which assertions a program asks for. The programs are random: no pattern makes most of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "regex_pieces.h"
#include "support_pattern.h"

enum {
	LONGEST = 170,
	PROGRAMS = 60,
	TABLES = 300000,
	PLACES_BEFORE = 4 * LONGEST,
	PLACES_IN_ALL = PLACES_BEFORE + 4 * LONGEST,
	UNTOUCHED = 0x5aa5
};

typedef struct test_machine {
	chan_regex_instruction instructions[LONGEST + 1];
	uint32_t places[PLACES_IN_ALL];
	chan_regex_program program;
	chan_regex_machine machine;
} test_machine;

/* In the same piece, or one of few, so that several lead to the same; now and then there is no such instruction. */
static uint16_t random_operand(uint32_t *seed, uint32_t from, uint32_t count)
{
	if (support_random(seed) % 16 == 0)
		return (uint16_t)(count + support_random(seed) % 2 * support_random(seed) % 99);
	if (support_random(seed) % 2 == 0)
		return (uint16_t)((from / PIECE * PIECE + support_random(seed) % PIECE) % count);
	return (uint16_t)(support_random(seed) % 5 * (count / 4) % count);
}

static void set_up(test_machine *m, uint32_t *seed, uint32_t count)
{
	/* The one behind the last must not be read. */
	const chan_regex_instruction behind = {CHAN_REGEX_LINE_START, 0, 0};

	memset(m, 0, sizeof *m);
	for (uint32_t i = 0; i < count; i++) {
		m->instructions[i].opcode =
			(uint8_t)(support_random(seed) % 3 != 0
		                          ? CHAN_REGEX_SPLIT + support_random(seed) % 2
		                          : support_random(seed) % (CHAN_REGEX_NO_WORD_EDGE + 1));
		m->instructions[i].operand = random_operand(seed, i, count);
	}
	m->instructions[count] = behind;
	for (uint32_t i = 0; i < PLACES_IN_ALL; i++)
		m->places[i] = UNTOUCHED;
	m->program.instructions = m->instructions;
	m->program.instruction_count = count;
	m->machine.program = &m->program;
	m->machine.places = m->places;
	m->machine.place_capacity = PLACES_IN_ALL;
}

static bool leads(const test_machine *m, uint32_t from, uint32_t to)
{
	const chan_regex_instruction *at = &m->instructions[from];

	if ((at->opcode == CHAN_REGEX_SPLIT || at->opcode == CHAN_REGEX_JUMP) && at->operand == to)
		return true;
	return to == from + 1 &&
	       (at->opcode == CHAN_REGEX_SPLIT || chan_assertion_holds(&m->machine, at->opcode));
}

/* A bit for each instruction of the piece that the one reaches without leaving the piece. */
static uint32_t reached_inside(const test_machine *m, uint32_t piece, uint32_t first)
{
	const uint32_t count = m->program.instruction_count;
	uint32_t reached = UINT32_C(1) << first, before = 0;

	while (reached != before) {
		before = reached;
		for (uint32_t i = 0; i < PIECE && piece * PIECE + i < count; i++) {
			for (uint32_t k = 0; k < PIECE; k++) {
				if ((reached >> i & 1u) != 0 &&
				    leads(m, piece * PIECE + i, piece * PIECE + k))
					reached |= UINT32_C(1) << k;
			}
		}
	}
	return reached;
}

static uint32_t expected_word(const uint32_t rows[PIECE], uint32_t nibble, uint32_t value)
{
	uint32_t word = 0;

	for (uint32_t bit = 0; bit < 4; bit++)
		word |= (value >> bit & 1u) != 0 ? rows[4 * nibble + bit] : 0;
	return word;
}

static void expect_table(test_machine *m, uint32_t piece)
{
	const uint32_t table = PLACES_BEFORE + 7;
	const uint32_t last = piece * PIECE + PIECE - 1;
	uint32_t rows[PIECE];

	for (uint32_t i = 0; i < PLACES_IN_ALL; i++)
		m->places[i] = UNTOUCHED;
	for (uint32_t i = 0; i < PIECE; i++)
		rows[i] = reached_inside(m, piece, i);
	chan_pieces_make_table(&m->machine, piece, table);
	for (uint32_t i = 0; i < PLACES_IN_ALL; i++) {
		uint32_t word = UNTOUCHED;

		if (i >= table && i < table + TABLE - 1)
			word = expected_word(rows, (i - table) / NIBBLE_VALUES,
			                     (i - table) % NIBBLE_VALUES);
		if (i == table + TABLE - 1)
			word = last < m->program.instruction_count && leads(m, last, last + 1) &&
			                       m->instructions[last].opcode != CHAN_REGEX_JUMP
			               ? HIGH_BIT
			               : 0;
		assert_int_equal(m->places[i], word);
	}
}

static void tables(void **state)
{
	static const char bytes[] = "a\n-";
	test_machine m;
	uint32_t seed = 0x71;

	(void)state;
	for (unsigned round = 0; round < PROGRAMS; round++) {
		set_up(&m, &seed, 40 + support_random(&seed) % (LONGEST - 40));
		for (unsigned context = 0; context < 9; context++) {
			m.machine.before = (uint8_t)bytes[context % 3];
			m.machine.here = (uint8_t)bytes[context / 3];
			for (uint32_t piece = 0; piece * PIECE < m.program.instruction_count;
			     piece++)
				expect_table(&m, piece);
		}
	}
}

/* The longest way inside a piece: each round of the making finds one more. */
static void the_longest_way(void **state)
{
	test_machine m;
	uint32_t seed = 0x72;

	(void)state;
	set_up(&m, &seed, 64);
	for (uint32_t i = 0; i < 64; i++) {
		m.instructions[i].opcode = CHAN_REGEX_JUMP;
		m.instructions[i].operand = (uint16_t)(i / PIECE * PIECE + (i + 1) % PIECE);
	}
	expect_table(&m, 0);
	expect_table(&m, 1);
	for (uint32_t i = 0; i < 64; i++)
		m.instructions[i].operand = (uint16_t)(i / PIECE * PIECE + (i + PIECE - 1) % PIECE);
	expect_table(&m, 0);
	expect_table(&m, 1);
}

/*
 * Where all ways lead on, two rounds are enough. A machine that went through all rounds would take many times as long,
 * which the limits of ci/mutants see.
 */
static void few_rounds(void **state)
{
	test_machine m;
	uint32_t seed = 0x75;

	(void)state;
	set_up(&m, &seed, 64);
	for (uint32_t i = 0; i < 64; i++)
		m.instructions[i] = (chan_regex_instruction){CHAN_REGEX_BYTE, 'a', 0};
	for (uint32_t i = 0; i < TABLES; i++)
		chan_pieces_make_table(&m.machine, 1, PLACES_BEFORE);
	expect_table(&m, 1);
}

typedef struct edge {
	uint32_t from, to;
} edge;

/* The edges in their order: by pieces, and in each by the first instruction that leads there. */
static uint32_t expected_edges(const test_machine *m, edge edges[LONGEST], uint32_t ends[LONGEST])
{
	const uint32_t count = m->program.instruction_count;
	uint32_t end = 0, first = 0;

	for (uint32_t i = 0; i < count; i++) {
		const chan_regex_instruction *at = &m->instructions[i];
		uint32_t k = first = i % PIECE == 0 ? end : first;

		if ((at->opcode == CHAN_REGEX_SPLIT || at->opcode == CHAN_REGEX_JUMP) &&
		    at->operand / PIECE != i / PIECE && at->operand < count) {
			while (k < end && edges[k].to != at->operand)
				k++;
			if (k == end)
				edges[end++] = (edge){0, at->operand};
			edges[k].from |= UINT32_C(1) << i % PIECE;
		}
		ends[i / PIECE] = end;
	}
	return end;
}

static void edges_between_pieces(void **state)
{
	test_machine m;
	uint32_t seed = 0x73;

	(void)state;
	for (unsigned round = 0; round < PROGRAMS; round++) {
		uint32_t ends[LONGEST];
		edge edges[LONGEST];
		regex_pieces p = {.edge_ends = PLACES_BEFORE + 3};
		uint32_t count;

		set_up(&m, &seed, 40 + support_random(&seed) % (LONGEST - 40));
		p.count = (m.program.instruction_count + PIECE - 1) / PIECE;
		p.edges = p.edge_ends + p.count;
		count = expected_edges(&m, edges, ends);
		chan_pieces_make_edges(&m.machine, &p);
		for (uint32_t i = 0; i < PLACES_IN_ALL; i++) {
			uint32_t word = UNTOUCHED;

			if (i >= p.edge_ends && i < p.edges)
				word = ends[i - p.edge_ends];
			if (i >= p.edges && i < p.edges + 2 * count)
				word = (i - p.edges) % 2 == 0 ? edges[(i - p.edges) / 2].from
				                              : edges[(i - p.edges) / 2].to;
			assert_int_equal(m.places[i], word);
		}
	}
}

/* Each set of assertions, each at its own place of the program: the first, the last, and between. */
static void assertions_that_are_asked_for(void **state)
{
	static const uint32_t at[] = {0, 41, 20, 31, 32, 7};
	test_machine m;
	uint32_t seed = 0x74;

	(void)state;
	for (unsigned set = 0; set < 64; set++) {
		uint32_t telling = 0;

		set_up(&m, &seed, 42);
		for (uint32_t i = 0; i < 42; i++)
			m.instructions[i].opcode = (uint8_t)(i % (CHAN_REGEX_JUMP + 1));
		for (unsigned i = 0; i < 6; i++) {
			if ((set >> i & 1u) != 0)
				m.instructions[at[(i + set) % 6]].opcode =
					(uint8_t)(CHAN_REGEX_TEXT_START + i);
		}
		telling |= (set & 4u) != 0 ? AFTER_LINE_END : 0u;
		telling |= (set & 8u) != 0 ? AT_LINE_END : 0u;
		telling |= (set & 48u) != 0 ? AT_WORD_EDGE : 0u;
		assert_int_equal(chan_pieces_find_telling(&m.machine), telling);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(the_longest_way),
		cmocka_unit_test(few_rounds),
		cmocka_unit_test(edges_between_pieces),
		cmocka_unit_test(assertions_that_are_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
