/* A difference in words, for findings and reports. */
#include "rules/catalog_drift.h"

#include "base/buffer.h"

static unsigned place(uint32_t field)
{
	return (unsigned)field + 1;
}

static const char *logsource_words(const sl_logsource *of, sl_arena *arena)
{
	const char *const keys[] = {"product", "category", "service"};
	const char *const values[] = {of->product, of->category, of->service};
	const char *words = NULL;
	size_t i;

	for (i = 0; i < 3; i++)
		if (values[i][0] != '\0')
			words = sl_arena_printf(arena, "%s%s%s %s", words != NULL ? words : "",
			                        words != NULL ? ", " : "", keys[i], values[i]);
	return words != NULL ? words : "none";
}

static const char *type_words(const sl_drift *drift, sl_arena *arena)
{
	const sl_type *was = drift->before, *is = drift->after;

	switch ((int)drift->kind) {
	case SL_DRIFT_TYPE_ADDED:
		return sl_arena_printf(arena, "the type is new, with version %u as its newest",
		                       (unsigned)is->version);
	case SL_DRIFT_TYPE_REMOVED:
		return sl_arena_printf(arena, "the type is gone; its newest version was %u",
		                       (unsigned)was->version);
	case SL_DRIFT_TYPE_RENAMED:
		return sl_arena_printf(arena, "type %u was called %s and is called %s",
		                       (unsigned)is->id, was->name, is->name);
	default:
		return sl_arena_printf(arena, "type %s had the id %u and has %u", is->name,
		                       (unsigned)was->id, (unsigned)is->id);
	}
}

static const char *version_words(const sl_drift *drift, sl_arena *arena)
{
	const sl_type *was = drift->before, *is = drift->after;

	switch ((int)drift->kind) {
	case SL_DRIFT_VERSION_ADDED:
		return sl_arena_printf(arena, "version %u is new: %u field%s, layout %08x",
		                       (unsigned)is->version, (unsigned)is->field_count,
		                       is->field_count == 1 ? "" : "s",
		                       (unsigned)sl_drift_layout(is));
	case SL_DRIFT_VERSION_REMOVED:
		return sl_arena_printf(arena, "version %u is gone: it had %u field%s, layout %08x",
		                       (unsigned)was->version, (unsigned)was->field_count,
		                       was->field_count == 1 ? "" : "s",
		                       (unsigned)sl_drift_layout(was));
	case SL_DRIFT_LOGSOURCE:
		return sl_arena_printf(arena, "the log source was %s and is %s",
		                       logsource_words(&was->logsource, arena),
		                       logsource_words(&is->logsource, arena));
	case SL_DRIFT_SELECT:
		return "select chooses other events";
	default:
		return is->match_all ? "a template may match every event now"
		                     : "no template may match every event any more";
	}
}

static const char *names_words(const sl_field *field, sl_arena *arena)
{
	const char *words = "none";
	uint32_t i;

	for (i = 0; i < field->from_count && i < 4; i++)
		words = i == 0 ? field->from[0]
		               : sl_arena_printf(arena, "%s, %s", words, field->from[i]);
	return field->from_count > 4 ? sl_arena_printf(arena, "%s and %u more", words,
	                                               (unsigned)field->from_count - 4)
	                             : words;
}

static const char *new_field_words(const sl_drift *drift, sl_arena *arena)
{
	const sl_field *is = &drift->after->fields[drift->new_field];

	return sl_arena_printf(arena, "field %u %s (%s) is %s", place(drift->new_field), is->name,
	                       sl_field_kind_name(is->kind),
	                       drift->kind == SL_DRIFT_FIELD_ADDED ? "appended" : "inserted");
}

static const char *kept_field_words(const sl_drift *drift, sl_arena *arena)
{
	const sl_field *was = &drift->before->fields[drift->old_field];
	const sl_field *is = &drift->after->fields[drift->new_field];

	switch ((int)drift->kind) {
	case SL_DRIFT_FIELD_MOVED:
		return sl_arena_printf(arena, "%s was field %u and is field %u", was->name,
		                       place(drift->old_field), place(drift->new_field));
	case SL_DRIFT_FIELD_RENAMED:
		return sl_arena_printf(arena, "field %u was called %s and is called %s",
		                       place(drift->new_field), was->name, is->name);
	case SL_DRIFT_FIELD_RETYPED:
		return sl_arena_printf(arena, "field %u %s was of type %s and is of type %s",
		                       place(drift->new_field), is->name,
		                       sl_field_kind_name(was->kind), sl_field_kind_name(is->kind));
	default:
		return sl_arena_printf(arena, "field %u %s has other names in events: %s, was %s",
		                       place(drift->new_field), is->name, names_words(is, arena),
		                       names_words(was, arena));
	}
}

const char *sl_drift_words(const sl_drift *drift, sl_arena *arena)
{
	if (drift->kind <= SL_DRIFT_TYPE_RENUMBERED)
		return type_words(drift, arena);
	if (drift->old_field != SL_NO_FIELD && drift->new_field != SL_NO_FIELD)
		return kept_field_words(drift, arena);
	if (drift->new_field != SL_NO_FIELD)
		return new_field_words(drift, arena);
	if (drift->old_field != SL_NO_FIELD)
		return sl_arena_printf(
			arena, "field %u %s (%s) is gone", place(drift->old_field),
			drift->before->fields[drift->old_field].name,
			sl_field_kind_name(drift->before->fields[drift->old_field].kind));
	return version_words(drift, arena);
}
