/* Types and versions of two catalogs, side by side. */
#include "rules/catalog_drift_parts.h"

#include <stdlib.h>
#include <string.h>

/* The versions of one type: a run in its catalog. */
typedef struct run {
	const sl_type *types;
	size_t count;
	struct run *other; /* the same type in the other catalog; NULL: it has none */
} run;

typedef struct runs {
	run *items; /* by id */
	size_t count;
} runs;

static const sl_type *newest_of(const run *of)
{
	return &of->types[of->count - 1];
}

static runs split(const sl_catalog *catalog)
{
	runs out = {.items = sl_alloc(catalog->count, sizeof(run))};
	size_t i;

	for (i = 0; i < catalog->count; i++) {
		if (i == 0 || catalog->types[i].id != catalog->types[i - 1].id)
			out.items[out.count++].types = &catalog->types[i];
		out.items[out.count - 1].count++;
	}
	return out;
}

static void join(run *a, run *b)
{
	a->other = b;
	b->other = a;
}

static void join_by_id(runs *before, runs *after)
{
	size_t i = 0, j = 0;

	while (i < before->count && j < after->count) {
		run *a = &before->items[i], *b = &after->items[j];

		if (a->types->id == b->types->id)
			join(a, b);
		i += a->types->id <= b->types->id;
		j += b->types->id <= a->types->id;
	}
}

static int compare_names(const void *left, const void *right)
{
	const run *const *a = left, *const *b = right;

	return strcmp((*a)->types->name, (*b)->types->name);
}

/* Those without another, by name: a catalog has each name once. */
static run **lonely_by_name(const runs *of, size_t *count)
{
	run **out = sl_alloc(of->count, sizeof *out);
	size_t i;

	*count = 0;
	for (i = 0; i < of->count; i++)
		if (of->items[i].other == NULL)
			out[(*count)++] = &of->items[i];
	qsort(out, *count, sizeof *out, compare_names);
	return out;
}

static void join_by_name(const runs *before, const runs *after)
{
	size_t a_count, b_count, i = 0, j = 0;
	run **a = lonely_by_name(before, &a_count), **b = lonely_by_name(after, &b_count);

	while (i < a_count && j < b_count) {
		const int order = strcmp(a[i]->types->name, b[j]->types->name);

		if (order == 0)
			join(a[i], b[j]);
		i += order <= 0;
		j += order >= 0;
	}
	free(a);
	free(b);
}

static enum sl_drift_order order_of(const sl_drift *drift)
{
	switch (drift->kind) {
	case SL_DRIFT_TYPE_ADDED:
	case SL_DRIFT_VERSION_ADDED:
		return SL_DRIFT_SENSOR_FIRST;
	case SL_DRIFT_TYPE_REMOVED:
	case SL_DRIFT_VERSION_REMOVED:
		return SL_DRIFT_CONTENT_FIRST;
	case SL_DRIFT_LOGSOURCE:
	case SL_DRIFT_SELECT:
	case SL_DRIFT_MATCH_ALL:
	case SL_DRIFT_FIELD_FROM:
		return SL_DRIFT_CONTENT_ALONE;
	case SL_DRIFT_FIELD_ADDED:
		return drift->in_place ? SL_DRIFT_NEVER : SL_DRIFT_SENSOR_FIRST;
	case SL_DRIFT_TYPE_RENAMED:
	case SL_DRIFT_TYPE_RENUMBERED:
	case SL_DRIFT_FIELD_INSERTED:
	case SL_DRIFT_FIELD_MOVED:
	case SL_DRIFT_FIELD_RENAMED:
	case SL_DRIFT_FIELD_RETYPED:
	case SL_DRIFT_FIELD_REMOVED:
		break;
	}
	return SL_DRIFT_NEVER;
}

void sl_drift_add(const sl_drift_pair *pair, enum sl_drift_kind kind, uint32_t old_field,
                  uint32_t new_field)
{
	sl_drifts *drifts = pair->drifts;
	sl_drift *added;

	drifts->items =
		sl_grow(drifts->items, &drifts->capacity, drifts->count + 1, sizeof *drifts->items);
	added = &drifts->items[drifts->count++];
	*added = (sl_drift){.kind = kind,
	                    .before = pair->before,
	                    .after = pair->after,
	                    .in_place = pair->in_place,
	                    .old_is_gone = pair->old_is_gone,
	                    .old_field = old_field,
	                    .new_field = new_field};
	added->order = order_of(added);
}

static void add(const sl_drift_pair *pair, enum sl_drift_kind kind)
{
	sl_drift_add(pair, kind, SL_NO_FIELD, SL_NO_FIELD);
}

static bool same_logsource(const sl_logsource *a, const sl_logsource *b)
{
	return strcmp(a->product, b->product) == 0 && strcmp(a->category, b->category) == 0 &&
	       strcmp(a->service, b->service) == 0;
}

static void compare_versions(const sl_drift_pair *pair)
{
	const sl_type *a = pair->before, *b = pair->after;

	if (!same_logsource(&a->logsource, &b->logsource))
		add(pair, SL_DRIFT_LOGSOURCE);
	if (!sl_drift_same_select(a, b))
		add(pair, SL_DRIFT_SELECT);
	if (a->match_all != b->match_all)
		add(pair, SL_DRIFT_MATCH_ALL);
	sl_drift_fields(pair);
}

/* The newest version of the run before this one; NULL: none. */
static const sl_type *version_before(const run *of, uint32_t version)
{
	const sl_type *found = NULL;
	size_t low = 0, high = of->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (of->types[middle].version < version) {
			found = &of->types[middle];
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return found;
}

/* Whether a run has a version with the fields that it has here; it is not the highest that there can be. */
static bool has_as_it_is(const run *of, const sl_type *type)
{
	const sl_type *found = version_before(of, type->version + 1);

	return found != NULL && found->version == type->version &&
	       found->field_count == type->field_count &&
	       sl_drift_layout(found) == sl_drift_layout(type);
}

/*
 * A new version is held against the one that it follows, as it has shipped: what the new catalog says of that one may
 * have changed as well.
 */
static void version_added(sl_drifts *drifts, const run *before, const run *after,
                          const sl_type *type)
{
	const sl_type *own = version_before(after, type->version);
	const sl_type *shipped = version_before(before, type->version);
	sl_drift_pair pair = {.drifts = drifts, .before = own, .after = type};

	if (shipped != NULL && (own == NULL || shipped->version >= own->version)) {
		pair.before = shipped;
		pair.old_is_gone = !has_as_it_is(after, shipped);
	}
	add(&pair, SL_DRIFT_VERSION_ADDED);
	if (pair.before != NULL)
		compare_versions(&pair);
}

static void compare_runs(sl_drifts *drifts, const run *before, const run *after)
{
	const sl_drift_pair whole = {
		.drifts = drifts, .before = newest_of(before), .after = newest_of(after)};
	size_t i = 0, j = 0;

	if (before->types->id != after->types->id)
		add(&whole, SL_DRIFT_TYPE_RENUMBERED);
	else if (strcmp(before->types->name, after->types->name) != 0)
		add(&whole, SL_DRIFT_TYPE_RENAMED);
	while (i < before->count || j < after->count) {
		const sl_type *a = i < before->count ? &before->types[i] : NULL;
		const sl_type *b = j < after->count ? &after->types[j] : NULL;

		if (b == NULL || (a != NULL && a->version < b->version)) {
			const sl_drift_pair gone = {.drifts = drifts, .before = a};

			add(&gone, SL_DRIFT_VERSION_REMOVED);
			i++;
		} else if (a == NULL || b->version < a->version) {
			version_added(drifts, before, after, b);
			j++;
		} else {
			const sl_drift_pair pair = {
				.drifts = drifts, .before = a, .after = b, .in_place = true};

			compare_versions(&pair);
			i++;
			j++;
		}
	}
}

/* By the id in the old catalog; a type that only the new one has stands where its id would. */
static void compare_all(sl_drifts *drifts, const runs *before, const runs *after)
{
	size_t i = 0, j = 0;

	while (i < before->count || j < after->count) {
		const run *a = i < before->count ? &before->items[i] : NULL;
		const run *b = j < after->count ? &after->items[j] : NULL;

		if (b == NULL || (a != NULL && a->types->id <= b->types->id)) {
			const sl_drift_pair gone = {.drifts = drifts, .before = newest_of(a)};

			if (a->other != NULL)
				compare_runs(drifts, a, a->other);
			else
				add(&gone, SL_DRIFT_TYPE_REMOVED);
			i++;
		} else {
			const sl_drift_pair made = {.drifts = drifts, .after = newest_of(b)};

			if (b->other == NULL)
				add(&made, SL_DRIFT_TYPE_ADDED);
			j++;
		}
	}
}

void sl_drifts_find(const sl_catalog *before, const sl_catalog *after, sl_drifts *out)
{
	runs a = split(before), b = split(after);

	*out = (sl_drifts){.before = before, .after = after};
	sl_arena_start(&out->arena);
	join_by_id(&a, &b);
	join_by_name(&a, &b);
	compare_all(out, &a, &b);
	free(a.items);
	free(b.items);
}

void sl_drifts_free(sl_drifts *drifts)
{
	sl_arena_free(&drifts->arena);
	free(drifts->items);
	*drifts = (sl_drifts){0};
}

const char *sl_drift_type_name(const sl_drift *drift)
{
	return drift->before != NULL ? drift->before->name : drift->after->name;
}

bool sl_drift_is_layout(const sl_drift *drift)
{
	return drift->kind >= SL_DRIFT_FIELD_ADDED && drift->kind <= SL_DRIFT_FIELD_REMOVED;
}

uint32_t sl_drift_layout(const sl_type *type)
{
	return type->field_count > 0 ? type->fields[type->field_count - 1].layout_hash : 0;
}

sl_source sl_drift_source(const sl_drift *drift)
{
	if (drift->new_field != SL_NO_FIELD)
		return drift->after->fields[drift->new_field].source;
	if (drift->after != NULL)
		return drift->after->source;
	return drift->before->source;
}
