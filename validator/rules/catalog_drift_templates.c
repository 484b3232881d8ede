/* The templates that a difference touches, by what their criteria read. */
#include <stdlib.h>
#include <string.h>

#include "rules/catalog_drift.h"
#include "rules/facts.h"

#define WORDS (CHAN_MAX_FIELDS / 64)

/* A template of a file, and the fields of its type that it reads, as bits. */
typedef struct reader {
	sl_drift_template told;
	uint64_t fields[WORDS];
	bool any; /* it has the operator that holds for every event */
} reader;

/* A type of a file. */
typedef struct subject {
	const sl_checked_file *checked;
	chan_type type;
	const reader *readers;
	/* Of each field of the file's type: its index in the fields of named, or SL_NO_FIELD. */
	const sl_type *named;
	uint32_t places[CHAN_MAX_FIELDS];
} subject;

typedef struct touching {
	sl_drifts *drifts;
	subject *subjects; /* in the order of the files */
	size_t subject_count;
	subject **own; /* those of one id */
	size_t own_count;
	sl_drift_template *listed; /* for the difference at hand; room for all templates */
	size_t listed_count;
	const sl_drift_template *last; /* the list before: neighbours often share it */
	size_t last_count;
} touching;

static void read_criterion(const chan_file *file, const chan_criterion *criterion, reader *out)
{
	uint32_t i, other;

	if (criterion->operation == CHAN_OPERATOR_ANY) {
		out->any = true;
		return;
	}
	sl_bit_set(out->fields, criterion->field);
	if (criterion->operation != CHAN_OPERATOR_FIELDREF)
		return;
	for (i = 0; i < criterion->value_count; i++)
		if (chan_value_at(file, criterion->first_value + i, &other))
			sl_bit_set(out->fields, other);
}

static void read_template(const sl_checked_file *checked, const chan_template *template,
                          sl_arena *arena, reader *out)
{
	chan_criterion criterion;
	uint32_t i;

	memcpy(out->told.uuid, template->uuid, sizeof out->told.uuid);
	out->told.file = checked->path;
	out->told.title = sl_text_copy(arena, sl_string_text(checked, template->title)).bytes;
	for (i = 0; i < template->criterion_count; i++)
		if (chan_criterion_at(&checked->file, template->first_criterion + i, &criterion))
			read_criterion(&checked->file, &criterion, out);
}

static void read_type(const sl_checked_file *checked, sl_arena *arena, const chan_type *type,
                      subject *out)
{
	reader *readers = sl_arena_alloc(arena, type->template_count, sizeof *readers);
	chan_template template;
	uint32_t i;

	for (i = 0; i < type->template_count; i++)
		if (chan_template_at(&checked->file, type->first_template + i, &template))
			read_template(checked, &template, arena, &readers[i]);
	*out = (subject){.checked = checked, .type = *type, .readers = readers};
}

/* Returns the number of templates. */
static size_t read_files(touching *t, const sl_checked_file *files, size_t count)
{
	size_t types = 0, templates = 0, f;
	chan_type type;
	uint32_t i;

	for (f = 0; f < count; f++) {
		types += files[f].file.header.type_count;
		templates += files[f].file.header.template_count;
	}
	t->subjects = sl_alloc(types, sizeof *t->subjects);
	for (f = 0; f < count; f++)
		for (i = 0; chan_type_at(&files[f].file, i, &type); i++)
			read_type(&files[f], &t->drifts->arena, &type,
			          &t->subjects[t->subject_count++]);
	return templates;
}

static void choose_subjects(touching *t, uint32_t id)
{
	size_t i;

	if (t->own_count > 0 && t->own[0]->type.type_id == id)
		return;
	t->own_count = 0;
	for (i = 0; i < t->subject_count; i++)
		if (t->subjects[i].type.type_id == id)
			t->own[t->own_count++] = &t->subjects[i];
}

static void find_places(subject *s, const sl_type *type)
{
	chan_field field;
	uint32_t i;

	if (s->named == type)
		return;
	s->named = type;
	for (i = 0; i < s->type.field_count && i < CHAN_MAX_FIELDS; i++) {
		/* That a type has no such field is -1, which becomes SL_NO_FIELD. */
		s->places[i] = chan_field_at(&s->checked->file, s->type.first_field + i, &field)
		                       ? (uint32_t)sl_type_field(
						 type, sl_string_text(s->checked, field.name))
		                       : SL_NO_FIELD;
	}
}

/* Marks the fields of the file that have the names of those of type from the one to the other. */
static void mark_named(subject *s, const sl_type *type, uint32_t first, uint32_t last,
                       uint64_t fields[WORDS])
{
	uint32_t i;

	find_places(s, type);
	for (i = 0; i < s->type.field_count && i < CHAN_MAX_FIELDS; i++)
		if (s->places[i] >= first && s->places[i] <= last)
			sl_bit_set(fields, i);
}

/* What comes to another place counts as touched: its criteria would read another input. */
static void mark_fields(const sl_drift *drift, subject *s, uint64_t fields[WORDS])
{
	const uint32_t was = drift->old_field, is = drift->new_field;

	switch (drift->kind) {
	case SL_DRIFT_FIELD_ADDED:
		mark_named(s, drift->after, is, is, fields);
		return;
	case SL_DRIFT_FIELD_INSERTED:
		mark_named(s, drift->before, is, CHAN_MAX_FIELDS, fields);
		return;
	case SL_DRIFT_FIELD_MOVED:
		mark_named(s, drift->before, was < is ? was : is, was < is ? is : was, fields);
		return;
	case SL_DRIFT_FIELD_REMOVED:
		mark_named(s, drift->before, was, CHAN_MAX_FIELDS, fields);
		return;
	case SL_DRIFT_FIELD_RENAMED:
	case SL_DRIFT_FIELD_RETYPED:
	case SL_DRIFT_FIELD_FROM:
		mark_named(s, drift->before, was, was, fields);
		return;
	case SL_DRIFT_TYPE_ADDED:
	case SL_DRIFT_TYPE_REMOVED:
	case SL_DRIFT_TYPE_RENAMED:
	case SL_DRIFT_TYPE_RENUMBERED:
	case SL_DRIFT_VERSION_ADDED:
	case SL_DRIFT_VERSION_REMOVED:
	case SL_DRIFT_LOGSOURCE:
	case SL_DRIFT_SELECT:
	case SL_DRIFT_MATCH_ALL:
		break;
	}
}

/* Whether the difference touches every template of the type. */
static bool touches_all(const sl_drift *drift, const subject *s)
{
	switch ((int)drift->kind) {
	case SL_DRIFT_TYPE_REMOVED:
	case SL_DRIFT_TYPE_RENAMED:
	case SL_DRIFT_TYPE_RENUMBERED:
		return true;
	case SL_DRIFT_VERSION_REMOVED:
		return s->type.version == drift->before->version;
	case SL_DRIFT_LOGSOURCE:
	case SL_DRIFT_SELECT:
		/* Rules are compiled to the newest version, and events are evaluated for it. */
		return drift->after->newest;
	default:
		return false;
	}
}

static bool reads(const reader *one, const uint64_t fields[WORDS])
{
	uint64_t common = 0;
	size_t i;

	for (i = 0; i < WORDS; i++)
		common |= one->fields[i] & fields[i];
	return common != 0;
}

static void list_subject(touching *t, const sl_drift *drift, subject *s)
{
	const bool all = touches_all(drift, s);
	uint64_t fields[WORDS] = {0};
	uint32_t i;

	/* A file of an older version than the one that has changed has none of it. */
	if (drift->in_place && sl_drift_is_layout(drift) &&
	    s->type.version < drift->before->version)
		return;
	mark_fields(drift, s, fields);
	for (i = 0; i < s->type.template_count; i++)
		if (all || reads(&s->readers[i], fields) ||
		    (drift->kind == SL_DRIFT_MATCH_ALL && s->readers[i].any))
			t->listed[t->listed_count++] = s->readers[i].told;
}

static void keep_list(touching *t, sl_drift *drift)
{
	const size_t size = t->listed_count * sizeof *t->listed;
	sl_drift_template *kept;

	if (t->listed_count != t->last_count ||
	    (size > 0 && memcmp(t->listed, t->last, size) != 0)) {
		kept = sl_arena_alloc(&t->drifts->arena, t->listed_count, sizeof *kept);
		memcpy(kept, t->listed, size);
		t->last = kept;
		t->last_count = t->listed_count;
	}
	drift->templates = t->last;
	drift->template_count = t->last_count;
}

void sl_drifts_touch_templates(sl_drifts *drifts, const sl_checked_file *files, size_t count)
{
	touching t = {.drifts = drifts};
	const size_t templates = read_files(&t, files, count);
	size_t i, s;

	t.own = sl_alloc(t.subject_count, sizeof *t.own);
	t.listed = sl_alloc(templates, sizeof *t.listed);
	for (i = 0; i < drifts->count; i++) {
		sl_drift *drift = &drifts->items[i];

		choose_subjects(&t, drift->before != NULL ? drift->before->id : drift->after->id);
		t.listed_count = 0;
		for (s = 0; s < t.own_count; s++)
			list_subject(&t, drift, t.own[s]);
		keep_list(&t, drift);
	}
	free(t.subjects);
	free(t.own);
	free(t.listed);
}
