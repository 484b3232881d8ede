/*
 * Which hits wake a template. A set of criteria is enough to wake it by if its condition is false whenever all of them
 * are, whatever the others: then a template that none of them wakes cannot match. The fewer and the rarer, the better.
 */
#include <stdlib.h>

#include "execute/condition_kleene.h"
#include "execute/index_parts.h"

enum { MANY = 128 };

/* A template's criteria while its set is chosen. */
typedef struct choice {
	const sl_index *index;
	const sl_indexed_template *template;
	uint8_t *by; /* by criterion: false if it is in the set, else unknown */
	uint32_t *order; /* criteria that a hit can wake, the commonest first */
	uint32_t order_count;
} choice;

static const sl_atom *atom_at(const choice *c, uint32_t criterion)
{
	const sl_index *index = c->index;
	return &index->atoms[index->template_atoms[c->template->first_atom + criterion]];
}

static bool is_false(const choice *c)
{
	return sl_conclude_kleene(&c->index->words[c->template->first_word],
	                          c->template->word_count, c->by,
	                          c->template->atom_count) == SL_KLEENE_FALSE;
}

static bool is_long(const choice *c)
{
	return c->template->atom_count > MANY;
}

/* How often a hit is to be expected: what many templates ask for is common, and so is what is short. */
static bool is_commoner(const sl_atom *a, const sl_atom *b)
{
	const uint64_t left = (uint64_t)a->users * (b->shortest + 1);
	const uint64_t right = (uint64_t)b->users * (a->shortest + 1);
	return left > right;
}

static void order_criteria(choice *c)
{
	c->order_count = 0;
	for (uint32_t i = 0; i < c->template->atom_count; i++) {
		const sl_atom *atom = atom_at(c, i);
		uint32_t at = c->order_count;
		if (atom->way == SL_ATOM_DIRECT) {
			continue;
		}
		while (!is_long(c) && at > 0 && is_commoner(atom, atom_at(c, c->order[at - 1]))) {
			c->order[at] = c->order[at - 1];
			at--;
		}
		c->order[at] = i;
		c->order_count++;
	}
}

/*
 * The rarest single criterion that is enough; else all, less those that are not needed, the commonest first. Of a
 * long condition, all: it must not cost its square.
 */
static bool choose(choice *c)
{
	for (uint32_t i = 0; i < c->template->atom_count; i++) {
		c->by[i] = SL_KLEENE_UNKNOWN;
	}
	order_criteria(c);
	for (uint32_t i = is_long(c) ? 0 : c->order_count; i-- > 0;) {
		c->by[c->order[i]] = SL_KLEENE_FALSE;
		if (is_false(c)) {
			return true;
		}
		c->by[c->order[i]] = SL_KLEENE_UNKNOWN;
	}
	for (uint32_t i = 0; i < c->order_count; i++) {
		c->by[c->order[i]] = SL_KLEENE_FALSE;
	}
	if (!is_false(c)) {
		return false;
	}
	for (uint32_t i = 0; i < c->order_count && !is_long(c); i++) {
		c->by[c->order[i]] = SL_KLEENE_UNKNOWN;
		if (!is_false(c)) {
			c->by[c->order[i]] = SL_KLEENE_FALSE;
		}
	}
	return true;
}

/* An atom that wakes a template. */
typedef struct waking {
	uint32_t atom, template;
} waking;

static int by_atom(const void *left, const void *right)
{
	const waking *a = left, *b = right;
	if (a->atom != b->atom) {
		return a->atom < b->atom ? -1 : 1;
	}
	return a->template <b->template ? -1 : a->template > b->template;
}

static void lay_out(sl_index *index, waking *wakings, size_t count)
{
	if (count > 0) { /* qsort() takes no null pointer */
		qsort(wakings, count, sizeof *wakings, by_atom);
	}
	index->woken = sl_alloc(count + 1, sizeof *index->woken);
	for (size_t i = 0; i < count; i++) {
		sl_atom *atom = &index->atoms[wakings[i].atom];
		if (atom->woken_count++ == 0) {
			atom->first_woken = (uint32_t)i;
		}
		index->woken[i] = wakings[i].template;
	}
}

void sl_index_plan_waking(sl_index *index)
{
	choice c = {.index = index};
	waking *wakings = NULL;
	size_t count = 0, capacity = 0;
	c.by = sl_alloc((size_t)index->most_criteria + 1, sizeof *c.by);
	c.order = sl_alloc((size_t)index->most_criteria + 1, sizeof *c.order);
	index->always = sl_alloc(index->typed->count + 1, sizeof *index->always);
	for (size_t i = 0; i < index->typed->count; i++) {
		c.template = &index->templates[i];
		if (!choose(&c)) {
			index->always[index->always_count++] = (uint32_t)i;
			continue;
		}
		for (uint32_t k = 0; k < c.template->atom_count; k++) {
			if (c.by[k] == SL_KLEENE_FALSE) {
				wakings = sl_grow(wakings, &capacity, count + 1, sizeof *wakings);
				wakings[count++] =
					(waking){index->template_atoms[c.template->first_atom + k],
				                 (uint32_t)i};
			}
		}
	}
	lay_out(index, wakings, count);
	free(wakings);
	free(c.order);
	free(c.by);
}
