/*
 * The criteria and the condition of a template, in two versions. Criteria are known by what they say and not by their
 * numbers; one whose values alone have changed is told as that.
 */
#include <stdlib.h>
#include <string.h>

#include "diff/parts.h"
#include "rules/facts.h"

/* Of values that came or went, so many are named. */
enum { SHOWN_CHANGES = 8 };

/* A criterion with what it takes to compare it with one of the other version. */
typedef struct placed {
	const sl_content_type *type;
	const sl_criterion *criterion;
	uint32_t index; /* in its template */
} placed;

typedef struct side {
	const sl_typed_template *of;
	placed *sorted;
	uint32_t *partners; /* of each criterion, in the other version; or SL_NO_PARTNER */
} side;

typedef struct comparison {
	sl_diff *diff;
	side old, new;
	sl_lines *out;
} comparison;

/* --- order */

static int compare_values(const placed *a, const sl_value *left, const placed *b,
                          const sl_value *right)
{
	const chan_network *x = &left->network, *y = &right->network;

	switch (chan_operator_value_kind(a->criterion->operation)) {
	case CHAN_VALUE_STRING:
		return sl_text_compare(left->text, right->text);
	case CHAN_VALUE_INTEGER:
		return (left->integer > right->integer) - (left->integer < right->integer);
	case CHAN_VALUE_NETWORK:
		if (x->family != y->family)
			return x->family < y->family ? -1 : 1;
		if (x->prefix != y->prefix)
			return x->prefix < y->prefix ? -1 : 1;
		return memcmp(x->address, y->address, sizeof x->address);
	case CHAN_VALUE_FIELD:
		return sl_text_compare(a->type->fields[left->field].name,
		                       b->type->fields[right->field].name);
	case CHAN_VALUE_NONE:
		break;
	}
	return 0;
}

/* Field, operator and flags. */
static int compare_heads(const placed *a, const placed *b)
{
	const int order = sl_text_compare(a->type->fields[a->criterion->field].name,
	                                  b->type->fields[b->criterion->field].name);

	if (order != 0)
		return order;
	if (a->criterion->operation != b->criterion->operation)
		return a->criterion->operation < b->criterion->operation ? -1 : 1;
	return (a->criterion->flags > b->criterion->flags) -
	       (a->criterion->flags < b->criterion->flags);
}

static int compare_criteria(const placed *a, const placed *b)
{
	const uint32_t count = a->criterion->value_count;
	int order = compare_heads(a, b);

	if (order == 0 && count != b->criterion->value_count)
		order = count < b->criterion->value_count ? -1 : 1;
	for (uint32_t i = 0; order == 0 && i < count; i++)
		order = compare_values(a, &a->criterion->values[i], b, &b->criterion->values[i]);
	return order;
}

static int compare_placed(const void *left, const void *right)
{
	const placed *a = left, *b = right;
	const int order = compare_criteria(a, b);

	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static side side_of(const sl_typed_template *of)
{
	const uint32_t count = of->template->criterion_count;
	side out = {of, sl_alloc((size_t)count + 1, sizeof *out.sorted),
	            sl_alloc((size_t)count + 1, sizeof *out.partners)};

	for (uint32_t i = 0; i < count; i++) {
		out.sorted[i] = (placed){of->type, &of->template->criteria[i], i};
		out.partners[i] = SL_NO_PARTNER;
	}
	if (count > 1)
		qsort(out.sorted, count, sizeof *out.sorted, compare_placed);
	return out;
}

static void free_side(side *of)
{
	free(of->sorted);
	free(of->partners);
}

/* --- which criterion became which */

static void pair(comparison *c, const placed *old, const placed *new)
{
	c->old.partners[old->index] = new->index;
	c->new.partners[new->index] = old->index;
}

/* The next from *at on that has no partner; NULL: none. */
static const placed *next_alone(const side *of, uint32_t *at)
{
	while (*at < of->of->template->criterion_count &&
	       of->partners[of->sorted[*at].index] != SL_NO_PARTNER)
		++*at;
	return *at < of->of->template->criterion_count ? &of->sorted[*at] : NULL;
}

/* Of those that are alone so far, pairs that compare as equal, in their order. */
static void pair_by(comparison *c, int (*compare)(const placed *a, const placed *b))
{
	const placed *old, *new;
	uint32_t i = 0, k = 0;

	while ((old = next_alone(&c->old, &i)) != NULL && (new = next_alone(&c->new, &k)) != NULL) {
		const int order = compare(old, new);

		if (order == 0)
			pair(c, old, new);
		i += order <= 0;
		k += order >= 0;
	}
}

/* --- what has become of values */

typedef struct value_changes {
	const char *words; /* " + 'a' + 'b' - 'c'", or "" */
	uint32_t came, went, stayed;
} value_changes;

static void note(comparison *c, value_changes *changes, const char *mark, const placed *of,
                 const sl_value *value, uint32_t *count)
{
	if (++*count <= SHOWN_CHANGES)
		changes->words =
			sl_arena_printf(&c->diff->arena, "%s %s %s", changes->words, mark,
		                        sl_diff_value(c->diff, of->type, of->criterion, value));
}

/* Values of an accepted file are in order. */
static value_changes compare_lists(comparison *c, const placed *old, const placed *new)
{
	const sl_criterion *a = old->criterion, *b = new->criterion;
	value_changes out = {.words = ""};
	uint32_t i = 0, k = 0;

	while (i < a->value_count || k < b->value_count) {
		const int order = i == a->value_count ? 1
		                  : k == b->value_count
		                          ? -1
		                          : compare_values(old, &a->values[i], new, &b->values[k]);

		if (order < 0)
			note(c, &out, "-", old, &a->values[i], &out.went);
		else if (order > 0)
			note(c, &out, "+", new, &b->values[k], &out.came);
		else
			out.stayed++;
		i += order <= 0;
		k += order >= 0;
	}
	return out;
}

static const char *unnamed(comparison *c, const value_changes *changes)
{
	const uint32_t came = changes->came > SHOWN_CHANGES ? changes->came - SHOWN_CHANGES : 0;
	const uint32_t went = changes->went > SHOWN_CHANGES ? changes->went - SHOWN_CHANGES : 0;

	return came + went == 0 ? ""
	                        : sl_arena_printf(&c->diff->arena, ", and %u more came, %u went",
	                                          (unsigned)came, (unsigned)went);
}

/* --- lines */

static void add_whole(comparison *c, const char *mark, const placed *of)
{
	sl_lines_add(c->out, sl_arena_printf(&c->diff->arena, "%s %s", mark,
	                                     sl_diff_criterion(c->diff, of->type, of->criterion)));
}

/* A pair that is not equal: by its values, if some stay. */
static void add_changed(comparison *c, const placed *old, const placed *new)
{
	const value_changes changes = compare_lists(c, old, new);

	if (changes.stayed == 0) {
		add_whole(c, "-", old);
		add_whole(c, "+", new);
		return;
	}
	sl_lines_add(c->out,
	             sl_arena_printf(&c->diff->arena, "~ %s:%s%s; %s as before",
	                             sl_diff_criterion_head(c->diff, new->type, new->criterion),
	                             changes.words, unnamed(c, &changes),
	                             sl_counted(&c->diff->arena, changes.stayed, "value")));
}

static placed at(const side *of, uint32_t index)
{
	return (placed){of->of->type, &of->of->template->criteria[index], index};
}

static void add_lines(comparison *c)
{
	for (uint32_t i = 0; i < c->old.of->template->criterion_count; i++) {
		const placed old = at(&c->old, i);

		if (c->old.partners[i] == SL_NO_PARTNER)
			add_whole(c, "-", &old);
	}
	for (uint32_t i = 0; i < c->new.of->template->criterion_count; i++) {
		const placed new = at(&c->new, i);

		if (c->new.partners[i] == SL_NO_PARTNER) {
			add_whole(c, "+", &new);
		} else {
			const placed old = at(&c->old, c->new.partners[i]);

			if (compare_criteria(&old, &new) != 0)
				add_changed(c, &old, &new);
		}
	}
}

/* Whether the conditions are the same, each criterion taken for its partner. */
static bool same_condition(const comparison *c)
{
	const sl_template *old = c->old.of->template, *new = c->new.of->template;

	if (old->instruction_count != new->instruction_count)
		return false;
	for (uint32_t i = 0; i < old->instruction_count; i++) {
		const uint16_t a = old->instructions[i], b = new->instructions[i];

		if (a < CHAN_PUSH_LIMIT && b < CHAN_PUSH_LIMIT ? c->old.partners[a] != b : a != b)
			return false;
	}
	return true;
}

void sl_diff_criteria(sl_diff *diff, const sl_typed_template *old, const sl_typed_template *new,
                      sl_lines *out)
{
	comparison c = {diff, side_of(old), side_of(new), out};

	pair_by(&c, compare_criteria);
	pair_by(&c, compare_heads);
	add_lines(&c);
	if (!same_condition(&c)) {
		const char *before = sl_diff_condition(diff, old);
		const char *after = sl_diff_condition(diff, new);

		sl_lines_add(out, strcmp(before, after) == 0
		                          ? sl_arena_printf(&diff->arena,
		                                            "condition: another, also %s", after)
		                          : sl_arena_printf(&diff->arena, "condition: %s -> %s",
		                                            before, after));
	}
	free_side(&c.old);
	free_side(&c.new);
}
