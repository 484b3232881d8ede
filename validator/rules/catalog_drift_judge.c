/* 5008: what has shipped is defined otherwise; and what of 6019 and 3002 shows only between two catalogs. */
#include "base/buffer.h"
#include "rules/catalog_drift.h"

#define CHANGES_IN_TEXT 3u

typedef struct judging {
	const sl_drifts *drifts;
	const char *folder;
	sl_findings *findings;
	sl_arena arena;
} judging;

static void report(judging *j, uint16_t rule, const sl_drift *drift, sl_source source,
                   const char *detail)
{
	const sl_field *field =
		drift->new_field != SL_NO_FIELD   ? &drift->after->fields[drift->new_field]
		: drift->old_field != SL_NO_FIELD ? &drift->before->fields[drift->old_field]
						  : NULL;
	const sl_finding finding = {
		.rule = rule,
		.template_index = -1,
		.criterion_index = -1,
		.field = field != NULL ? field->name : NULL,
		.detail = detail,
		.builds = drift->builds,
		.build_count = drift->build_count,
		.source = source,
	};

	sl_findings_add(j->findings, &finding);
}

/* Of one pair of versions: the first differences of the layout, and how many more there are. */
static const char *changes_words(judging *j, const sl_drift *first, size_t *count)
{
	const sl_drift *end = j->drifts->items + j->drifts->count, *at;
	const char *words = "";

	*count = 0;
	for (at = first; at < end && at->before == first->before && at->after == first->after;
	     at++) {
		if (!sl_drift_is_layout(at))
			continue;
		if (*count < CHANGES_IN_TEXT)
			words = sl_arena_printf(&j->arena, "%s%s%s", words, *count > 0 ? "; " : "",
			                        sl_drift_words(at, &j->arena));
		++*count;
	}
	return *count > CHANGES_IN_TEXT ? sl_arena_printf(&j->arena, "%s; and %zu more", words,
	                                                  *count - CHANGES_IN_TEXT)
	                                : words;
}

/* "version 4", the one that the change needs: no catalog has had it. The new one has the type. */
static const char *version_needed(judging *j, uint32_t id)
{
	const sl_type *was = sl_catalog_newest(j->drifts->before, id);
	const sl_type *is = sl_catalog_newest(j->drifts->after, id);
	uint32_t version = was != NULL ? was->version : 0;

	if (is->version > version)
		version = is->version;
	return version < UINT32_MAX
	               ? sl_arena_printf(&j->arena, "version %u", (unsigned)version + 1)
	               : "a type of its own, for there is no version left";
}

static void layout_changed(judging *j, const sl_drift *first)
{
	const sl_type *was = first->before, *is = first->after;
	size_t count;
	const char *changes = changes_words(j, first, &count);

	if (first->in_place)
		report(j, SL_RULE_LAYOUT_CHANGED, first, sl_drift_source(first),
		       sl_arena_printf(
			       &j->arena,
			       "version %u of %s had %u field%s (layout %08x) and has %u (layout "
			       "%08x): %s; builds that have the version know it as it was, so the "
			       "change needs %s",
			       (unsigned)is->version, is->name, (unsigned)was->field_count,
			       was->field_count == 1 ? "" : "s", (unsigned)sl_drift_layout(was),
			       (unsigned)is->field_count, (unsigned)sl_drift_layout(is), changes,
			       version_needed(j, is->id)));
	else if (first->old_is_gone)
		report(j, SL_RULE_CATALOG_HISTORY, first, sl_drift_source(first),
		       sl_arena_printf(&j->arena,
		                       "version %u of %s follows version %u, which the new "
		                       "catalog has not as it was: %s",
		                       (unsigned)is->version, is->name, (unsigned)was->version,
		                       changes));
}

/* Whether a version that follows one that is gone has other changes than fields behind the old ones. */
static bool only_appends(const sl_drifts *drifts, const sl_drift *first)
{
	const sl_drift *end = drifts->items + drifts->count, *at;

	for (at = first; at < end && at->before == first->before && at->after == first->after; at++)
		if (sl_drift_is_layout(at) && at->kind != SL_DRIFT_FIELD_ADDED)
			return false;
	return true;
}

static void name_changed(judging *j, const sl_drift *drift)
{
	report(j, SL_RULE_LAYOUT_CHANGED, drift, drift->after->source,
	       sl_arena_printf(&j->arena,
	                       "%s; builds and shipped content know the type by its old name and "
	                       "id, so what is meant anew needs both anew",
	                       sl_drift_words(drift, &j->arena)));
}

static void gone(judging *j, const sl_drift *drift)
{
	const sl_type *was = drift->before, *newest = sl_catalog_newest(j->drifts->after, was->id);
	const char *what = drift->kind == SL_DRIFT_TYPE_REMOVED
	                           ? sl_arena_printf(&j->arena, "type %s", was->name)
	                           : sl_arena_printf(&j->arena, "version %u of %s",
	                                             (unsigned)was->version, was->name);

	if (drift->build_count == 0)
		return;
	report(j, SL_RULE_CATALOG_DISAGREES, drift,
	       newest != NULL ? newest->source : (sl_source){.path = j->folder},
	       sl_arena_printf(&j->arena, "%s is gone from the catalog, and %zu build%s it", what,
	                       drift->build_count, drift->build_count == 1 ? " has" : "s have"));
}

static bool same_pair(const sl_drift *a, const sl_drift *b)
{
	return a != NULL && a->before == b->before && a->after == b->after;
}

static void judge(judging *j, const sl_drift *drift)
{
	if (drift->kind == SL_DRIFT_TYPE_RENAMED || drift->kind == SL_DRIFT_TYPE_RENUMBERED)
		name_changed(j, drift);
	else if (drift->kind == SL_DRIFT_TYPE_REMOVED || drift->kind == SL_DRIFT_VERSION_REMOVED)
		gone(j, drift);
	else if (sl_drift_is_layout(drift) && (drift->in_place || !only_appends(j->drifts, drift)))
		layout_changed(j, drift);
}

void sl_drifts_judge(const sl_drifts *drifts, const char *folder, sl_findings *findings)
{
	judging j = {.drifts = drifts, .folder = folder, .findings = findings};
	const sl_drift *last = NULL; /* whose layout was the last to be judged */
	size_t i;

	sl_arena_start(&j.arena);
	for (i = 0; i < drifts->count; i++) {
		const sl_drift *drift = &drifts->items[i];

		/* All that is wrong with the fields of a version is one finding. */
		if (sl_drift_is_layout(drift) && same_pair(last, drift))
			continue;
		if (sl_drift_is_layout(drift))
			last = drift;
		judge(&j, drift);
	}
	sl_arena_free(&j.arena);
}
