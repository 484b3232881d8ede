/* The index of a type: how it is made, and how an event runs through it. */
#include "execute/index.h"

#include <stdlib.h>

#include "execute/condition_kleene.h"
#include "execute/index_parts.h"

enum { FEW = 8 };

struct sl_index_state {
	uint32_t stamp; /* of the event */
	uint32_t *met; /* by literal: the stamp of the event that had it last */
	uint32_t *hit; /* by atom: the stamp of the event that hit it last */
	uint32_t *asked; /* by atom: the stamp of the event for which truth is */
	uint8_t *truth;
	uint32_t *woken; /* by template: the stamp of the event that woke it last */
	uint32_t *awake; /* templates to look at; then those that match */
	size_t awake_count;
	uint8_t *known; /* by criterion of a template: enum sl_kleene */
};

/* One event on its way. */
typedef struct passage {
	const sl_index *index;
	sl_index_state *state;
	const chan_scratch *scratch;
	const chan_inputs *inputs;
	const sl_indexed_field *field; /* that is scanned */
	size_t length; /* of its text */
	bool faulty;
} passage;

sl_index *sl_index_make(const sl_program *programs, const sl_typed *typed)
{
	sl_index *made = sl_alloc(1, sizeof *made);
	sl_found_literals literals = {0};
	sl_arena_start(&literals.arena);
	made->programs = programs;
	made->typed = typed;
	sl_index_collect(made, &literals);
	sl_index_plan_waking(made);
	sl_index_make_fields(made, &literals);
	free(literals.items);
	sl_arena_free(&literals.arena);
	return made;
}

void sl_index_free(sl_index *index)
{
	if (index == NULL) {
		return;
	}
	for (size_t i = 0; i < index->field_count; i++) {
		sl_automaton_free(index->fields[i].automaton);
		free(index->fields[i].users);
		free(index->fields[i].first_user);
	}
	free(index->fields);
	free(index->atoms);
	free(index->templates);
	free(index->template_atoms);
	free(index->words);
	free(index->woken);
	free(index->always);
	free(index);
}

sl_index_state *sl_index_state_make(const sl_index *index)
{
	sl_index_state *made = sl_alloc(1, sizeof *made);
	made->met = sl_alloc((size_t)index->literal_count + 1, sizeof *made->met);
	made->hit = sl_alloc(index->atom_count + 1, sizeof *made->hit);
	made->asked = sl_alloc(index->atom_count + 1, sizeof *made->asked);
	made->truth = sl_alloc(index->atom_count + 1, sizeof *made->truth);
	made->woken = sl_alloc(index->typed->count + 1, sizeof *made->woken);
	made->awake = sl_alloc(index->typed->count + 1, sizeof *made->awake);
	made->known = sl_alloc((size_t)index->most_criteria + 1, sizeof *made->known);
	return made;
}

void sl_index_state_free(sl_index_state *state)
{
	if (state != NULL) {
		free(state->met);
		free(state->hit);
		free(state->asked);
		free(state->truth);
		free(state->woken);
		free(state->awake);
		free(state->known);
		free(state);
	}
}

static void forget_stamps(const sl_index *index, sl_index_state *state)
{
	for (size_t i = 0; i < index->literal_count; i++) {
		state->met[i] = 0;
	}
	for (size_t i = 0; i < index->atom_count; i++) {
		state->hit[i] = state->asked[i] = 0;
	}
	for (size_t i = 0; i < index->typed->count; i++) {
		state->woken[i] = 0;
	}
	state->stamp = 1;
}

static void hit_atom(const passage *p, uint32_t number)
{
	sl_index_state *state = p->state;
	const sl_atom *atom = &p->index->atoms[number];
	const uint32_t *woken = &p->index->woken[atom->first_woken];
	if (state->hit[number] == state->stamp) {
		return;
	}
	state->hit[number] = state->stamp;
	for (uint32_t i = 0; i < atom->woken_count; i++) {
		if (state->woken[woken[i]] != state->stamp) {
			state->woken[woken[i]] = state->stamp;
			state->awake[state->awake_count++] = woken[i];
		}
	}
}

/*
 * A literal ends here; whether it stands where an operator wants it, its length tells. One that has been met before in
 * this text, and does not end it, says nothing new: it cannot begin the text, and those that end with it were met then.
 */
static bool hit_literal(void *context, uint32_t literal, size_t end)
{
	const passage *p = context;
	const sl_indexed_field *field = p->field;
	const bool at_end = end == p->length;
	uint32_t *met = &p->state->met[field->first_literal + literal];
	if (*met == p->state->stamp && !at_end) {
		return false;
	}
	*met = p->state->stamp;
	for (uint32_t i = field->first_user[literal]; i < field->first_user[literal + 1]; i++) {
		const sl_literal_user *user = &field->users[i];
		const bool at_start = end == user->length;
		bool stands = true;
		switch (user->operation) {
		case CHAN_OPERATOR_EXACT:
			stands = at_start && at_end;
			break;
		case CHAN_OPERATOR_PREFIX:
			stands = at_start;
			break;
		case CHAN_OPERATOR_SUFFIX:
			stands = at_end;
			break;
		default:
			break;
		}
		if (stands) {
			hit_atom(p, user->atom);
		}
	}
	return true;
}

static void scan_fields(passage *p)
{
	for (size_t i = 0; i < p->index->field_count; i++) {
		const sl_indexed_field *field = &p->index->fields[i];
		if (field->field >= p->inputs->count) {
			continue;
		}
		const chan_input *input = &p->inputs->array[field->field];
		if (input->kind == CHAN_INPUT_STRING) {
			p->field = field;
			p->length = chan_left(&input->text);
			sl_automaton_scan(field->automaton, input->text, hit_literal, p);
		}
	}
}

static enum sl_kleene known_truth(const passage *p, uint32_t number)
{
	const sl_index_state *state = p->state;
	const sl_atom *atom = &p->index->atoms[number];
	const bool hit = state->hit[number] == state->stamp;
	if (atom->way == SL_ATOM_LITERAL) {
		return hit ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
	}
	if (atom->way == SL_ATOM_GUARDED && !hit) {
		return SL_KLEENE_FALSE;
	}
	if (state->asked[number] == state->stamp) {
		return state->truth[number] ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
	}
	return SL_KLEENE_UNKNOWN;
}

static enum sl_kleene ask_interpreter(passage *p, uint32_t number)
{
	sl_index_state *state = p->state;
	const sl_atom *atom = &p->index->atoms[number];
	chan_outcome outcome;
	if (!chan_evaluate_criterion(&p->index->programs[atom->program].content,
	                             &p->scratch[atom->program], p->inputs, atom->type,
	                             atom->criterion, &outcome)) {
		p->faulty = true;
	}
	state->asked[number] = state->stamp;
	state->truth[number] = outcome.matched;
	return outcome.matched ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
}

/*
 * Asks the interpreter for one criterion after the other, until the verdict is known: looked for after the first few,
 * and then each time that twice as many have been asked, or a long condition would cost its square.
 */
static bool template_matches(passage *p, uint32_t number)
{
	const sl_index *index = p->index;
	const sl_indexed_template *template = &index->templates[number];
	const uint32_t *atoms = &index->template_atoms[template->first_atom];
	const uint16_t *words = &index->words[template->first_word];
	uint8_t *known = p->state->known;
	enum sl_kleene verdict;
	uint32_t next = 0, asked = 0;
	for (uint32_t i = 0; i < template->atom_count; i++) {
		known[i] = (uint8_t)known_truth(p, atoms[i]);
	}
	for (;;) {
		verdict = sl_conclude_kleene(words, template->word_count, known,
		                             template->atom_count);
		if (verdict != SL_KLEENE_UNKNOWN || next == template->atom_count) {
			return verdict == SL_KLEENE_TRUE;
		}
		for (uint32_t more = asked < FEW ? 1 : asked;
		     more > 0 && next < template->atom_count; next++) {
			if (known[next] == SL_KLEENE_UNKNOWN) {
				known[next] = (uint8_t)ask_interpreter(p, atoms[next]);
				asked++;
				more--;
			}
		}
	}
}

static int by_number(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

bool sl_index_evaluate(const sl_index *index, sl_index_state *state, const chan_scratch *scratch,
                       const chan_inputs *inputs, const uint32_t **matched, size_t *count)
{
	passage p = {.index = index, .state = state, .scratch = scratch, .inputs = inputs};
	if (++state->stamp == 0) { /* after 2^32 events old stamps would look new */
		forget_stamps(index, state);
	}
	state->awake_count = 0;
	*count = 0;
	for (size_t i = 0; i < index->always_count; i++) {
		state->awake[state->awake_count++] = index->always[i];
	}
	scan_fields(&p);
	for (size_t i = 0; i < state->awake_count; i++) {
		if (template_matches(&p, state->awake[i])) {
			state->awake[(*count)++] = state->awake[i];
		}
	}
	qsort(state->awake, *count, sizeof *state->awake, by_number);
	*matched = state->awake;
	return !p.faulty;
}
