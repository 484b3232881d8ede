#include <stdlib.h>

#include "author/sigma.h"

void sl_sigma_push(sl_sigma_words *words, uint16_t word)
{
	words->items =
		sl_grow(words->items, &words->capacity, words->count + 1, sizeof *words->items);
	words->items[words->count++] = word;
}

void sl_sigma_join(sl_sigma_words *words, bool appended, size_t *operands, uint16_t word)
{
	if (!appended)
		return;
	if (*operands > 0)
		sl_sigma_push(words, word);
	++*operands;
}

/* Takes the atoms that differ from the one at first in nothing but the value; returns their number. */
static size_t take_like(sl_compiler *c, size_t first)
{
	const sl_sigma_atom like = c->atoms[first];
	size_t i, count = 0;

	for (i = first; i < c->atom_count; i++) {
		sl_sigma_atom *atom = &c->atoms[i];

		/* One that was taken before differs: it would have been taken along with it. */
		if (atom->operation != like.operation || atom->flags != like.flags ||
		    atom->negated != like.negated)
			continue;
		c->values = sl_grow(c->values, &c->value_capacity, count + 1, sizeof *c->values);
		c->values[count++] = atom->value;
		atom->taken = true;
	}
	return count;
}

/* The atoms as one operand: a criterion for each operator, in the order of their first values, joined by OR. */
static bool append_atoms(sl_sigma *rule, const sl_sigma_key *key)
{
	sl_compiler *c = rule->compiler;
	size_t first, count, operands = 0;

	if (key->index < 0)
		return false;
	for (first = 0; first < c->atom_count; first++) {
		const sl_sigma_atom atom = c->atoms[first];

		if (atom.taken)
			continue;
		count = take_like(c, first);
		sl_sigma_push(&c->words,
		              sl_sigma_criterion(rule, (uint16_t)key->index, atom.operation,
		                                 atom.flags, c->values, count, atom.node));
		if (atom.negated)
			sl_sigma_push(&c->words, CHAN_WORD_NOT);
		sl_sigma_join(&c->words, true, &operands, CHAN_WORD_OR);
	}
	return operands > 0;
}

/* Values are alternatives; with `all`, what each one expands to is, and the values must all hold. */
static bool append_values(sl_sigma *rule, const sl_sigma_key *key, sl_yaml *const *values,
                          uint32_t count)
{
	sl_compiler *c = rule->compiler;
	size_t operands = 0;
	uint32_t i;

	c->atom_count = 0;
	for (i = 0; i < count && !rule->over; i++) {
		sl_sigma_value(rule, key, values[i]);
		if (!(key->modifiers & SL_MOD_ALL))
			continue;
		sl_sigma_join(&c->words, append_atoms(rule, key), &operands, CHAN_WORD_AND);
		c->atom_count = 0;
	}
	if (!(key->modifiers & SL_MOD_ALL))
		return append_atoms(rule, key);
	return operands > 0;
}

/*
 * `neq` is what `not` before the selection would be, as in the tools of the Sigma project: the specification
 * does not say what a field is "different from" when it is absent, so absent and null fields match.
 */
bool sl_sigma_item(sl_sigma *rule, const sl_yaml *key_node, sl_yaml *value)
{
	sl_sigma_key key;
	bool appended;

	if (!sl_sigma_key_read(rule, key_node, &key))
		return false;
	if (value->kind == SL_YAML_LIST && value->count == 0) {
		sl_sigma_say_field(rule, SL_RULE_VALUE_INVALID, value, key.name, "%s has no value",
		                   key.name);
		return false;
	}
	appended = value->kind == SL_YAML_LIST
	                   ? append_values(rule, &key, value->of.items, value->count)
	                   : append_values(rule, &key, &value, 1);
	if (appended && key.modifiers & SL_MOD_NEQ)
		sl_sigma_push(&rule->compiler->words, CHAN_WORD_NOT);
	return appended;
}
