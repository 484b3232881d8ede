/*
 * Aho-Corasick, as a table of next states: one row a state, one column for each class of bytes that no literal tells
 * apart. States near the root are few and stay in the cache, and those are where a text spends its time.
 */
#include "execute/automaton.h"

#include <stdlib.h>

#define HAS_OUTPUT \
	UINT32_C(  \
		0x80000000) /* in an entry: a literal ends in that state, or in one that it falls back to */

struct sl_automaton {
	uint32_t *next; /* state * classes + class */
	uint32_t *literal; /* by state: 1 plus the literal that ends there; 0: none */
	uint32_t *
		shorter; /* by state: the state of the longest other literal that ends there; 0: none */
	uint32_t states, classes;
	uint8_t class_of[256];
};

/* What is needed while the table is made. */
typedef struct growth {
	sl_automaton *made;
	uint32_t *fall; /* by state: that of its longest proper suffix */
	uint32_t *queue;
} growth;

static uint8_t small_letter(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Class 0 is every byte that is in no literal. Returns the bytes of all literals. */
static size_t divide_bytes(sl_automaton *made, const sl_text *literals, size_t count)
{
	size_t bytes = 0;
	made->classes = 1;
	for (size_t i = 0; i < count; i++) {
		bytes += literals[i].length;
		for (size_t k = 0; k < literals[i].length; k++) {
			uint8_t byte = (uint8_t)literals[i].bytes[k];
			if (made->class_of[byte] == 0) {
				made->class_of[byte] = (uint8_t)made->classes++;
			}
		}
	}
	for (unsigned byte = 'A'; byte <= 'Z'; byte++) {
		made->class_of[byte] = made->class_of[small_letter((uint8_t)byte)];
	}
	return bytes;
}

static void add_literal(sl_automaton *made, sl_text literal, uint32_t number)
{
	uint32_t state = 0;
	for (size_t i = 0; i < literal.length; i++) {
		uint32_t *entry = &made->next[(size_t)state * made->classes +
		                              made->class_of[(uint8_t)literal.bytes[i]]];
		if (*entry == 0) {
			*entry = made->states++;
		}
		state = *entry;
	}
	made->literal[state] = number + 1;
}

/* A new state, reached by a class from a parent whose own row is not complete yet. */
static void place_child(const growth *g, uint32_t child, uint32_t fall)
{
	const sl_automaton *made = g->made;
	g->fall[child] = fall;
	made->shorter[child] = made->literal[fall] != 0 ? fall : made->shorter[fall];
}

/* By rising depth, so that the row of a shorter suffix is complete: where a state has no child, that one's entry. */
static void complete_rows(const growth *g)
{
	const sl_automaton *made = g->made;
	const uint32_t classes = made->classes;
	uint32_t first = 0, last = 0;
	g->queue[last++] = 0;
	while (first < last) {
		const uint32_t state = g->queue[first++];
		uint32_t *row = &made->next[(size_t)state * classes];
		const uint32_t *fall_row = &made->next[(size_t)g->fall[state] * classes];
		for (uint32_t class = 0; class < classes; class ++) {
			if (row[class] != 0) {
				place_child(g, row[class], state == 0 ? 0 : fall_row[class]);
				g->queue[last++] = row[class];
			} else if (state != 0) {
				row[class] = fall_row[class];
			}
		}
	}
}

static void mark_outputs(const sl_automaton *made)
{
	const size_t entries = (size_t)made->states * made->classes;
	for (size_t i = 0; i < entries; i++) {
		const uint32_t state = made->next[i];
		if (made->literal[state] != 0 || made->shorter[state] != 0) {
			made->next[i] |= HAS_OUTPUT;
		}
	}
}

sl_automaton *sl_automaton_make(const sl_text *literals, size_t count)
{
	sl_automaton *made = sl_alloc(1, sizeof *made);
	const size_t most = divide_bytes(made, literals, count) + 1;
	if (most >= HAS_OUTPUT) {
		sl_out_of_memory();
	}
	made->states = 1;
	made->next = sl_alloc(most * made->classes, sizeof *made->next);
	made->literal = sl_alloc(most, sizeof *made->literal);
	made->shorter = sl_alloc(most, sizeof *made->shorter);
	for (size_t i = 0; i < count; i++) {
		add_literal(made, literals[i], (uint32_t)i);
	}
	growth g = {made, sl_alloc(made->states, sizeof(uint32_t)),
	            sl_alloc(made->states, sizeof(uint32_t))};
	complete_rows(&g);
	free(g.fall);
	free(g.queue);
	mark_outputs(made);
	return made;
}

void sl_automaton_free(sl_automaton *automaton)
{
	if (automaton != NULL) {
		free(automaton->next);
		free(automaton->literal);
		free(automaton->shorter);
		free(automaton);
	}
}

size_t sl_automaton_bytes(const sl_automaton *automaton)
{
	return (size_t)automaton->states * (automaton->classes + 2) * sizeof(uint32_t);
}

static void tell_hits(const sl_automaton *automaton, uint32_t state, size_t end,
                      sl_automaton_hit *hit, void *context)
{
	if (automaton->literal[state] == 0) {
		state = automaton->shorter[state];
	}
	for (; state != 0; state = automaton->shorter[state]) {
		hit(context, automaton->literal[state] - 1, end);
	}
}

void sl_automaton_scan(const sl_automaton *automaton, chan_cursor text, sl_automaton_hit *hit,
                       void *context)
{
	const size_t start = chan_offset(&text);
	uint32_t state = 0;
	uint8_t byte;
	while (chan_get_u8(&text, &byte)) {
		const uint32_t entry = automaton->next[(size_t)state * automaton->classes +
		                                       automaton->class_of[byte]];
		state = entry & ~HAS_OUTPUT;
		if (entry != state) {
			tell_hits(automaton, state, chan_offset(&text) - start, hit, context);
		}
	}
}
