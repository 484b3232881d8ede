/* The builds that a difference touches, by what they supply. */
#include <stdlib.h>
#include <string.h>

#include "rules/catalog_drift.h"

/* The lists of neighbours are often the same one: then they share it. */
typedef struct listing {
	const char **builds; /* of the difference at hand */
	size_t build_count;
	const char *const *last;
	size_t last_count;
	const sl_input **inputs; /* of each build, for the type of that name */
	const char *type;
} listing;

static bool supplies(const sl_input *input, uint32_t place, const sl_field *field)
{
	return place < input->count && strcmp(input->supplies[place].name, field->name) == 0;
}

/* Whether a build with this input, or none, is one to list. */
static bool touches_build(const sl_drift *drift, const sl_input *input)
{
	switch (drift->kind) {
	case SL_DRIFT_TYPE_ADDED:
		return input == NULL;
	case SL_DRIFT_VERSION_ADDED:
		return input == NULL || input->version < drift->after->version;
	case SL_DRIFT_VERSION_REMOVED:
		return input != NULL && input->version == drift->before->version;
	case SL_DRIFT_TYPE_REMOVED:
	case SL_DRIFT_TYPE_RENAMED:
	case SL_DRIFT_TYPE_RENUMBERED:
	case SL_DRIFT_LOGSOURCE:
	case SL_DRIFT_SELECT:
		return input != NULL;
	case SL_DRIFT_MATCH_ALL:
	case SL_DRIFT_FIELD_FROM:
		return false;
	case SL_DRIFT_FIELD_ADDED:
		if (!drift->in_place)
			return input == NULL || !supplies(input, drift->new_field,
			                                  &drift->after->fields[drift->new_field]);
		break;
	case SL_DRIFT_FIELD_INSERTED:
	case SL_DRIFT_FIELD_MOVED:
	case SL_DRIFT_FIELD_RENAMED:
	case SL_DRIFT_FIELD_RETYPED:
	case SL_DRIFT_FIELD_REMOVED:
		break;
	}
	return input != NULL && input->version == drift->before->version;
}

static void find_inputs(listing *l, const sl_fleet *fleet, const char *type)
{
	size_t b;

	if (l->type != NULL && strcmp(l->type, type) == 0)
		return;
	l->type = type;
	for (b = 0; b < fleet->count; b++)
		l->inputs[b] = sl_build_input(&fleet->builds[b], type);
}

static void keep_builds(listing *l, sl_arena *arena)
{
	const char **kept;

	if (l->build_count == l->last_count &&
	    (l->build_count == 0 ||
	     memcmp(l->builds, l->last, l->build_count * sizeof *l->builds) == 0))
		return;
	kept = sl_arena_alloc(arena, l->build_count, sizeof *kept);
	memcpy(kept, l->builds, l->build_count * sizeof *kept);
	l->last = kept;
	l->last_count = l->build_count;
}

void sl_drifts_touch_builds(sl_drifts *drifts, const sl_fleet *fleet)
{
	listing l = {.builds = sl_alloc(fleet->count, sizeof *l.builds),
	             .inputs = sl_alloc(fleet->count, sizeof *l.inputs)};
	size_t i, b;

	for (i = 0; i < drifts->count; i++) {
		sl_drift *drift = &drifts->items[i];

		find_inputs(&l, fleet, sl_drift_type_name(drift));
		l.build_count = 0;
		for (b = 0; b < fleet->count; b++)
			if (touches_build(drift, l.inputs[b]))
				l.builds[l.build_count++] = fleet->builds[b].name;
		keep_builds(&l, &drifts->arena);
		drift->builds = l.last;
		drift->build_count = l.last_count;
		drift->without_it = drift->order == SL_DRIFT_SENSOR_FIRST;
	}
	free(l.builds);
	free(l.inputs);
}
