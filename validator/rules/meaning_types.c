/* 2001, 2002, 2003: each type of the file is one that the catalog has, field for field. */
#include "rules/meaning.h"

static bool string_is(const sl_checked_file *checked, uint32_t string, const char *name)
{
	return sl_text_is(sl_string_text(checked, string), name);
}

static const char *name_of(const sl_meaning *meaning, uint32_t string)
{
	return sl_string_name(meaning->checked, meaning->findings, string);
}

static const char *kind_name(uint16_t kind)
{
	return sl_field_kind_name((enum chan_field_kind)kind);
}

/* The first difference alone: after a field too many, every later one differs too. True: none. */
static bool fields_agree(const sl_meaning *meaning, uint32_t index, const chan_type *type,
                         const sl_type *known)
{
	const sl_checked_file *checked = meaning->checked;
	uint32_t shorter =
		type->field_count < known->field_count ? type->field_count : known->field_count;
	uint32_t i;

	for (i = 0; i < shorter; i++) {
		const sl_field *want = &known->fields[i];
		const uint32_t record = type->first_field + i;
		sl_place place;
		chan_field field;

		if (!chan_field_at(&checked->file, record, &field))
			return false;
		if (!string_is(checked, field.name, want->name)) {
			place = SL_AT(checked, FIELD, record, name);
			place.type = index;
			place.field = name_of(meaning, field.name);
			sl_fact(checked, meaning->findings, SL_RULE_LAYOUT_DIFFERS, &place,
			        "the %s field of %s version %u is %s in the file and %s in the "
			        "catalog",
			        sl_ordinal(&meaning->findings->arena, i + 1), known->name,
			        (unsigned)known->version, place.field, want->name);
			return false;
		}
		if (field.kind != want->kind) {
			place = SL_AT(checked, FIELD, record, kind);
			place.type = index;
			place.field = want->name;
			sl_fact(checked, meaning->findings, SL_RULE_LAYOUT_DIFFERS, &place,
			        "%s, the %s field of %s version %u, is of kind %s in the file and "
			        "%s in the catalog",
			        want->name, sl_ordinal(&meaning->findings->arena, i + 1),
			        known->name, (unsigned)known->version, kind_name(field.kind),
			        kind_name((uint16_t)want->kind));
			return false;
		}
	}
	return true;
}

static void check_layout(const sl_meaning *meaning, uint32_t index, const chan_type *type,
                         const sl_type *known)
{
	const sl_checked_file *checked = meaning->checked;
	sl_place place = SL_AT(checked, TYPE, index, field_count);

	if (!fields_agree(meaning, index, type, known) || type->field_count == known->field_count)
		return;
	if (type->field_count < known->field_count)
		place.field = known->fields[type->field_count].name;
	else
		place.field = sl_field_name(checked, meaning->findings, type, known->field_count);
	sl_fact(checked, meaning->findings, SL_RULE_LAYOUT_DIFFERS, &place,
	        "%s version %u has %u fields in the file and %u in the catalog; the first that "
	        "only one of them has "
	        "is %s",
	        known->name, (unsigned)known->version, (unsigned)type->field_count,
	        (unsigned)known->field_count, place.field);
}

/* What the catalog has for the type; NULL after a finding. */
static const sl_type *known_type(const sl_meaning *meaning, uint32_t index, const chan_type *type)
{
	const sl_checked_file *checked = meaning->checked;
	const sl_type *newest = sl_catalog_newest(meaning->catalog, type->type_id);
	const sl_type *known = sl_catalog_type(meaning->catalog, type->type_id, type->version);
	sl_place place = SL_AT(checked, TYPE, index, type_id);

	if (newest == NULL) {
		sl_fact(checked, meaning->findings, SL_RULE_UNKNOWN_TYPE, &place,
		        "the file uses type %u, which it calls %s; the catalog has no type of that "
		        "id",
		        (unsigned)type->type_id, name_of(meaning, type->name));
		return NULL;
	}
	if (known == NULL) {
		place = SL_AT(checked, TYPE, index, version);
		sl_fact(checked, meaning->findings, SL_RULE_TYPE_VERSION_UNKNOWN, &place,
		        "the file uses version %u of %s; the newest in the catalog is %u",
		        (unsigned)type->version, newest->name, (unsigned)newest->version);
		return NULL;
	}
	if (!string_is(checked, type->name, known->name)) {
		place = SL_AT(checked, TYPE, index, name);
		sl_fact(checked, meaning->findings, SL_RULE_UNKNOWN_TYPE, &place,
		        "type %u is called %s in the file and %s in the catalog",
		        (unsigned)type->type_id, name_of(meaning, type->name), known->name);
		return NULL;
	}
	return known;
}

void sl_meaning_types(sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	chan_type type;
	uint32_t i;

	for (i = 0; chan_type_at(file, i, &type); i++) {
		meaning->types[i] = known_type(meaning, i, &type);
		if (meaning->types[i] != NULL)
			check_layout(meaning, i, &type, meaning->types[i]);
	}
}
