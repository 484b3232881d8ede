/*
 * Aho-Corasick. States are numbered by rising depth, so the children of a state are neighbours, and what a state falls
 * back to comes before it. The first states are where a text spends its time: they have a table of next states, one
 * row each, one column for each class of bytes that no literal tells apart. The many others have their few children.
 */
#include "execute/automaton.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DENSE = 2048 };

struct sl_automaton {
	uint32_t *next; /* of the dense states: state * classes + class */
	uint32_t *first_child; /* by state, and one more at the end */
	uint32_t *fall; /* by state: that of its longest proper suffix */
	uint32_t *literal; /* by state: 1 plus the literal that ends there; 0: none */
	uint32_t *
		shorter; /* by state: the state of the longest other literal that ends there; 0: none */
	uint8_t *class_in; /* by state: the class of the byte that leads to it */
	uint8_t *ends; /* by state: whether a literal ends there */
	uint32_t states, dense, classes;
	uint8_t class_of[256];
};

/* A state while the literals are collected: a tree of their beginnings. */
typedef struct node {
	uint32_t child, sibling; /* 0: none */
	uint32_t literal; /* 1 plus the literal that ends here; 0: none */
	uint32_t class; /* of the byte that leads here */
} node;

/* What is needed while the table is made. */
typedef struct growth {
	sl_automaton *made;
	node *nodes;
	uint32_t node_count;
	uint32_t *queue; /* nodes by depth: a state's number is its node's place here */
} growth;

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
		made->class_of[byte] = made->class_of[sl_small_letter((uint8_t)byte)];
	}
	return bytes;
}

/* Sorted literals find each child first among its siblings; others are right too, and slower. */
static uint32_t child_by(growth *g, uint32_t parent, uint32_t class)
{
	uint32_t child = g->nodes[parent].child;
	while (child != 0 && g->nodes[child].class != class) {
		child = g->nodes[child].sibling;
	}
	if (child == 0) {
		child = g->node_count++;
		g->nodes[child] = (node){0, g->nodes[parent].child, 0, class};
		g->nodes[parent].child = child;
	}
	return child;
}

static void add_literal(growth *g, sl_text literal, uint32_t number)
{
	uint32_t at = 0;
	for (size_t i = 0; i < literal.length; i++) {
		at = child_by(g, at, g->made->class_of[(uint8_t)literal.bytes[i]]);
	}
	g->nodes[at].literal = number + 1;
}

/* The state after one more byte; every state before the one that is being made has its children. */
static inline uint32_t step(const sl_automaton *made, uint32_t state, uint32_t class)
{
	while (state >= made->dense) {
		const uint32_t end = made->first_child[state + 1];
		for (uint32_t child = made->first_child[state]; child < end; child++) {
			if (made->class_in[child] == class) {
				return child;
			}
		}
		state = made->fall[state];
	}
	return made->next[(size_t)state * made->classes + class];
}

/* What a new state has of its literal and of those of its suffixes. */
static void enter(const sl_automaton *made, uint32_t state, const node *from, uint32_t fall)
{
	made->class_in[state] = (uint8_t)from->class;
	made->fall[state] = fall;
	made->literal[state] = from->literal;
	made->shorter[state] = made->literal[fall] != 0 ? fall : made->shorter[fall];
	made->ends[state] = from->literal != 0 || made->shorter[state] != 0;
}

/* A dense state's row is that of its suffix, which is complete, but for its own children. */
static void number_states(const growth *g)
{
	const sl_automaton *made = g->made;
	const uint32_t classes = made->classes;
	uint32_t last = 1;
	for (uint32_t state = 0; state < last; state++) {
		const uint32_t fall = made->fall[state];
		uint32_t child = g->nodes[g->queue[state]].child;
		made->first_child[state] = last;
		if (state > 0 && state < made->dense) {
			memcpy(&made->next[(size_t)state * classes],
			       &made->next[(size_t)fall * classes], classes * sizeof *made->next);
		}
		for (; child != 0; child = g->nodes[child].sibling) {
			const node *to = &g->nodes[child];
			enter(made, last, to, state == 0 ? 0 : step(made, fall, to->class));
			if (state < made->dense) {
				made->next[(size_t)state * classes + to->class] = last;
			}
			g->queue[last++] = child;
		}
	}
	made->first_child[made->states] = last;
}

sl_automaton *sl_automaton_make(const sl_text *literals, size_t count)
{
	sl_automaton *made = sl_alloc(1, sizeof *made);
	growth g = {.made = made, .node_count = 1};
	const size_t most = divide_bytes(made, literals, count) + 1;
	if (most >= UINT32_MAX) {
		sl_out_of_memory();
	}
	g.nodes = sl_alloc(most, sizeof *g.nodes);
	for (size_t i = 0; i < count; i++) {
		add_literal(&g, literals[i], (uint32_t)i);
	}
	made->states = g.node_count;
	made->dense = made->states < MOST_DENSE ? made->states : MOST_DENSE;
	made->next = sl_alloc((size_t)made->dense * made->classes, sizeof *made->next);
	made->first_child = sl_alloc((size_t)made->states + 1, sizeof *made->first_child);
	made->fall = sl_alloc(made->states, sizeof *made->fall);
	made->literal = sl_alloc(made->states, sizeof *made->literal);
	made->shorter = sl_alloc(made->states, sizeof *made->shorter);
	made->class_in = sl_alloc(made->states, sizeof *made->class_in);
	made->ends = sl_alloc(made->states, sizeof *made->ends);
	g.queue = sl_alloc(made->states, sizeof *g.queue);
	number_states(&g);
	free(g.queue);
	free(g.nodes);
	return made;
}

void sl_automaton_free(sl_automaton *automaton)
{
	if (automaton != NULL) {
		free(automaton->next);
		free(automaton->first_child);
		free(automaton->fall);
		free(automaton->literal);
		free(automaton->shorter);
		free(automaton->class_in);
		free(automaton->ends);
		free(automaton);
	}
}

static void tell_hits(const sl_automaton *automaton, uint32_t state, size_t end,
                      sl_automaton_hit *hit, void *context)
{
	if (automaton->literal[state] == 0) {
		state = automaton->shorter[state];
	}
	while (state != 0 && hit(context, automaton->literal[state] - 1, end)) {
		state = automaton->shorter[state];
	}
}

void sl_automaton_scan(const sl_automaton *automaton, chan_cursor text, sl_automaton_hit *hit,
                       void *context)
{
	const size_t start = chan_offset(&text);
	uint32_t state = 0;
	uint8_t byte;
	while (chan_get_u8(&text, &byte)) {
		state = step(automaton, state, automaton->class_of[byte]);
		if (automaton->ends[state]) {
			tell_hits(automaton, state, chan_offset(&text) - start, hit, context);
		}
	}
}
