/* What the files of the index share. Internal to execute/. */
#ifndef SL_EXECUTE_INDEX_PARTS_H
#define SL_EXECUTE_INDEX_PARTS_H

#include "execute/automaton.h"
#include "execute/index.h"

enum sl_atom_way {
	SL_ATOM_LITERAL, /* hit means true */
	SL_ATOM_GUARDED, /* no hit means false, a hit asks the interpreter */
	SL_ATOM_DIRECT /* only the interpreter knows */
};

/* A criterion; criteria of different templates that say the same are one atom. */
typedef struct sl_atom {
	uint32_t program, type, criterion; /* one of them: of the program, in its file */
	uint16_t field;
	uint8_t way; /* enum sl_atom_way */
	uint32_t users; /* templates */
	uint32_t shortest; /* bytes of the shortest literal that hits it */
	uint32_t first_woken, woken_count; /* templates, in the index's woken */
} sl_atom;

/* A template as the index sees it. */
typedef struct sl_indexed_template {
	uint32_t first_atom, atom_count; /* by criterion, in the index's template_atoms */
	uint32_t first_word, word_count; /* the condition, in the index's words */
} sl_indexed_template;

/* A literal of a field's automaton that hits an atom, where it stands as the operator wants it. */
typedef struct sl_literal_user {
	uint32_t atom;
	uint32_t length; /* bytes of the literal */
	uint8_t operation; /* exact, prefix, suffix, contains */
} sl_literal_user;

typedef struct sl_indexed_field {
	uint16_t field;
	sl_automaton *automaton;
	sl_literal_user *users; /* by literal */
	uint32_t *first_user; /* by literal, and one more at the end */
	uint32_t first_literal; /* of this field, among those of all */
} sl_indexed_field;

struct sl_index {
	const sl_program *programs;
	const sl_typed *typed;
	sl_atom *atoms;
	size_t atom_count, atom_capacity;
	sl_indexed_template *templates;
	uint32_t *template_atoms;
	uint16_t *words;
	uint32_t *woken; /* templates, by atom */
	uint32_t *always; /* templates that nothing needs to wake */
	size_t always_count;
	sl_indexed_field *fields;
	size_t field_count;
	uint32_t literal_count; /* of all fields */
	uint32_t most_criteria;
};

/* Literals while they are collected: a field's text, small letters, and what it hits. */
typedef struct sl_found_literal {
	uint16_t field;
	uint8_t operation;
	uint32_t atom;
	sl_text text;
} sl_found_literal;

typedef struct sl_found_literals {
	sl_arena arena;
	sl_found_literal *items;
	size_t count, capacity;
} sl_found_literals;

/* Fills atoms, templates, template_atoms and words; and the literals that hit the atoms. */
void sl_index_collect(sl_index *index, sl_found_literals *literals);

/*
 * The longest literal without which a value of the operator cannot match, in small letters; length 0: there is none,
 * or it is too short to be worth it. In the arena.
 */
sl_text sl_guard_of_glob(chan_cursor glob, sl_arena *arena);
sl_text sl_guard_of_regex(const chan_regex_program *program, sl_arena *arena);

/* Fills woken and always: by which atoms' hits each template is woken. */
void sl_index_plan_waking(sl_index *index);

/* Makes the automata; the literals are in no order. */
void sl_index_make_fields(sl_index *index, sl_found_literals *literals);

#endif
