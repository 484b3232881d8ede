/*
 * The fields of two versions. Names say which fields are the same ones; of those, the longest run that has kept its
 * order stays, and the others have moved: the fewest moves that tell the difference.
 */
#include "rules/catalog_drift_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct named {
	const char *name;
	uint32_t index;
} named;

typedef struct match {
	const sl_drift_pair *pair;
	uint32_t *to_new; /* of each old field: where it is now, or SL_NO_FIELD */
	uint32_t *to_old; /* of each new field: where it was, or SL_NO_FIELD */
	bool *stays; /* of each old field: it keeps its order among those that stay */
} match;

static int compare_named(const void *left, const void *right)
{
	const named *a = left, *b = right;

	return strcmp(a->name, b->name);
}

/* No two of one type are equal. For free(). */
static named *sort_names(const sl_type *type)
{
	named *out = sl_alloc(type->field_count, sizeof *out);
	uint32_t i;

	for (i = 0; i < type->field_count; i++)
		out[i] = (named){type->fields[i].name, i};
	qsort(out, type->field_count, sizeof *out, compare_named);
	return out;
}

static void join(const match *m, uint32_t old_field, uint32_t new_field)
{
	m->to_new[old_field] = new_field;
	m->to_old[new_field] = old_field;
}

static void match_names(const match *m)
{
	const sl_type *before = m->pair->before, *after = m->pair->after;
	named *a = sort_names(before), *b = sort_names(after);
	uint32_t i = 0, j = 0;

	while (i < before->field_count && j < after->field_count) {
		const int order = strcmp(a[i].name, b[j].name);

		if (order == 0)
			join(m, a[i].index, b[j].index);
		i += order <= 0;
		j += order >= 0;
	}
	free(a);
	free(b);
}

/* What is left at the same place, of the same kind, has a new name. */
static void match_places(const match *m)
{
	const sl_type *before = m->pair->before, *after = m->pair->after;
	uint32_t i;

	for (i = 0; i < before->field_count && i < after->field_count; i++)
		if (m->to_new[i] == SL_NO_FIELD && m->to_old[i] == SL_NO_FIELD &&
		    before->fields[i].kind == after->fields[i].kind)
			join(m, i, i);
}

/*
 * The longest rising subsequence of the new places, in old order. ends[n]: the old field at which a rising run of n + 1
 * ends, at the lowest place that one can.
 */
static void find_staying(const match *m)
{
	const uint32_t count = m->pair->before->field_count;
	uint32_t *ends = sl_alloc(count, sizeof *ends);
	uint32_t *previous = sl_alloc(count, sizeof *previous);
	uint32_t length = 0, i, at;

	for (i = 0; i < count; i++) {
		uint32_t low = 0, high = length;

		if (m->to_new[i] == SL_NO_FIELD)
			continue;
		while (low < high) {
			const uint32_t middle = low + (high - low) / 2;

			if (m->to_new[ends[middle]] < m->to_new[i])
				low = middle + 1;
			else
				high = middle;
		}
		previous[i] = low > 0 ? ends[low - 1] : SL_NO_FIELD;
		ends[low] = i;
		length = low == length ? length + 1 : length;
	}
	for (at = length > 0 ? ends[length - 1] : SL_NO_FIELD; at != SL_NO_FIELD; at = previous[at])
		m->stays[at] = true;
	free(ends);
	free(previous);
}

static void tell_kept(const match *m, uint32_t old_field, uint32_t new_field)
{
	const sl_field *was = &m->pair->before->fields[old_field];
	const sl_field *is = &m->pair->after->fields[new_field];

	if (!m->stays[old_field])
		sl_drift_add(m->pair, SL_DRIFT_FIELD_MOVED, old_field, new_field);
	if (strcmp(was->name, is->name) != 0)
		sl_drift_add(m->pair, SL_DRIFT_FIELD_RENAMED, old_field, new_field);
	if (was->kind != is->kind)
		sl_drift_add(m->pair, SL_DRIFT_FIELD_RETYPED, old_field, new_field);
	if (!sl_drift_same_texts(was->from, was->from_count, is->from, is->from_count))
		sl_drift_add(m->pair, SL_DRIFT_FIELD_FROM, old_field, new_field);
}

/* In the new order, and what is gone behind it. */
static void tell(const match *m)
{
	const uint32_t old_count = m->pair->before->field_count;
	const uint32_t new_count = m->pair->after->field_count;
	uint32_t end_of_kept = 0, i;

	for (i = 0; i < new_count; i++)
		if (m->to_old[i] != SL_NO_FIELD)
			end_of_kept = i + 1;
	for (i = 0; i < new_count; i++)
		if (m->to_old[i] != SL_NO_FIELD)
			tell_kept(m, m->to_old[i], i);
		else
			sl_drift_add(m->pair,
			             i >= end_of_kept ? SL_DRIFT_FIELD_ADDED
			                              : SL_DRIFT_FIELD_INSERTED,
			             SL_NO_FIELD, i);
	for (i = 0; i < old_count; i++)
		if (m->to_new[i] == SL_NO_FIELD)
			sl_drift_add(m->pair, SL_DRIFT_FIELD_REMOVED, i, SL_NO_FIELD);
}

void sl_drift_fields(const sl_drift_pair *pair)
{
	const size_t old_count = pair->before->field_count, new_count = pair->after->field_count;
	match m = {.pair = pair,
	           .to_new = sl_alloc(old_count, sizeof *m.to_new),
	           .to_old = sl_alloc(new_count, sizeof *m.to_old),
	           .stays = sl_alloc(old_count, sizeof *m.stays)};
	size_t i;

	for (i = 0; i < old_count; i++)
		m.to_new[i] = SL_NO_FIELD;
	for (i = 0; i < new_count; i++)
		m.to_old[i] = SL_NO_FIELD;
	match_names(&m);
	match_places(&m);
	find_staying(&m);
	tell(&m);
	free(m.to_new);
	free(m.to_old);
	free(m.stays);
}
