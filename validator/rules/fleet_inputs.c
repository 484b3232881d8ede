/*
 * 3001: every input that a criterion reads is supplied, at its position and under its name, by
 * every build that has the type at all. This is the check whose absence stopped 8.5 million
 * machines.
 */
#include <stdlib.h>
#include <string.h>

#include "rules/fleet.h"

#define WORDS (CHAN_MAX_FIELDS / 64)

/* What one build supplies to the type at hand. */
typedef struct supply {
	const sl_input *input; /* NULL: the build does not have the type */
	uint64_t fields[WORDS]; /* bits: fields of the file's type that it supplies */
} supply;

/*
 * The inputs of all builds by name of the type, so that each type of the file finds its own at
 * once.
 */
typedef struct entry {
	const sl_input *input;
	size_t build;
} entry;

typedef struct inputs {
	sl_fleet_check *check;
	entry *entries;
	size_t entry_count;
	supply *supplies; /* a build each */
	uint64_t lacking[WORDS]; /* fields that at least one build does not supply */
	uint64_t reported[WORDS]; /* of the template at hand */
	chan_type type;
	uint32_t type_index, template_index;
} inputs;

/* A build has a type once: the order of builds changes nothing. */
static int compare_entries(const void *a, const void *b)
{
	const entry *left = a, *right = b;

	return strcmp(left->input->type, right->input->type);
}

static void index_inputs(inputs *in)
{
	const sl_fleet *fleet = in->check->fleet;
	size_t b, count = 0;
	uint32_t i;

	for (b = 0; b < fleet->count; b++)
		count += fleet->builds[b].input_count;
	in->entries = sl_alloc(count, sizeof *in->entries);
	for (b = 0; b < fleet->count; b++)
		for (i = 0; i < fleet->builds[b].input_count; i++)
			in->entries[in->entry_count++] = (entry){&fleet->builds[b].inputs[i], b};
	qsort(in->entries, count, sizeof *in->entries, compare_entries);
}

/* The first entry whose type is not less than name. */
static size_t lower_bound(const inputs *in, sl_text name)
{
	size_t low = 0, high = in->entry_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (sl_text_compare(sl_text_of(in->entries[middle].input->type), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool supplies_field(const inputs *in, const sl_input *input, uint32_t index)
{
	const sl_checked_file *checked = in->check->checked;
	chan_field field;

	if (index >= input->count ||
	    !chan_field_at(&checked->file, in->type.first_field + index, &field))
		return false;
	return sl_text_is(sl_string_text(checked, field.name), input->supplies[index].name) &&
	       (input->supplies[index].kind == 0 ||
	        (uint16_t)input->supplies[index].kind == field.kind);
}

static void find_supplies(inputs *in)
{
	const sl_text name = sl_string_text(in->check->checked, in->type.name);
	size_t i;
	uint32_t field;

	memset(in->supplies, 0, in->check->fleet->count * sizeof *in->supplies);
	memset(in->lacking, 0, sizeof in->lacking);
	for (i = lower_bound(in, name);
	     i < in->entry_count && sl_text_is(name, in->entries[i].input->type); i++) {
		supply *own = &in->supplies[in->entries[i].build];

		own->input = in->entries[i].input;
		for (field = 0; field < in->type.field_count; field++)
			if (supplies_field(in, own->input, field))
				sl_bit_set(own->fields, field);
			else
				sl_bit_set(in->lacking, field);
	}
}

/* 3008, 3010: builds that do not have the type at all never run its templates. */
static void report_absent(inputs *in)
{
	sl_fleet_check *check = in->check;
	sl_arena *arena = &check->findings->arena;
	sl_place place = SL_AT(check->checked, TYPE, in->type_index, name);
	size_t b;

	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++)
		if (in->supplies[b].input == NULL)
			sl_fleet_names_add(check, &check->fleet->builds[b]);
	if (check->name_count == 0)
		return;
	place.builds = check->names;
	place.build_count = check->name_count;
	sl_fact(check->checked, check->findings,
	        check->name_count == check->fleet->count ? SL_RULE_TYPE_NOWHERE
	                                                 : SL_RULE_TYPE_NOT_SUPPORTED,
	        &place, "%s is the type of %s here, and not supplied by %zu of %s",
	        sl_string_name(check->checked, check->findings, in->type.name),
	        sl_counted(arena, in->type.template_count, "template"), check->name_count,
	        sl_counted(arena, check->fleet->count, "build"));
}

/* How one build fails to supply a field. */
static const char *lack_of(const inputs *in, sl_arena *arena, size_t build, uint32_t field)
{
	const sl_input *input = in->supplies[build].input;
	const char *name = in->check->fleet->builds[build].name;
	chan_field record;

	if (field >= input->count)
		return sl_arena_printf(arena, "%s (version %u) supplies %s", name,
		                       (unsigned)input->version,
		                       sl_counted(arena, input->count, "input"));
	if (chan_field_at(&in->check->checked->file, in->type.first_field + field, &record) &&
	    sl_text_is(sl_string_text(in->check->checked, record.name),
	               input->supplies[field].name))
		return sl_arena_printf(arena, "%s supplies it as %s", name,
		                       sl_field_kind_name(input->supplies[field].kind));
	return sl_arena_printf(arena, "%s supplies %s there", name, input->supplies[field].name);
}

/*
 * The version of the type that brought the field, if the catalog has an older one without it;
 * else 0.
 */
static uint32_t version_that_brought(const inputs *in, uint32_t field)
{
	const sl_catalog *catalog = in->check->catalog;
	bool older = false;
	size_t i;

	/* The catalog has the versions of a type in order. */
	for (i = 0; i < catalog->count; i++) {
		if (catalog->types[i].id != in->type.type_id)
			continue;
		if (catalog->types[i].field_count > field)
			return older ? catalog->types[i].version : 0;
		older = true;
	}
	return 0;
}

static void report_field(inputs *in, sl_place *place, uint32_t field)
{
	sl_fleet_check *check = in->check;
	sl_arena *arena = &check->findings->arena;
	const uint32_t since = version_that_brought(in, field);
	sl_buffer lacks = {0};
	size_t b, lacking = 0;

	sl_fleet_names_clear(check);
	for (b = 0; b < check->fleet->count; b++)
		if (in->supplies[b].input != NULL && !sl_bit(in->supplies[b].fields, field))
			sl_fleet_names_add(check, &check->fleet->builds[b]);
	for (b = 0; b < check->fleet->count; b++)
		if (in->supplies[b].input != NULL && !sl_bit(in->supplies[b].fields, field)) {
			sl_fleet_text(&lacks, lacking, check->name_count,
			              lacking < SL_BUILDS_IN_TEXT ? lack_of(in, arena, b, field)
			                                          : "");
			lacking++;
		}
	place->field = sl_field_name(check->checked, check->findings, &in->type, field);
	place->builds = check->names;
	place->build_count = check->name_count;
	sl_fact(check->checked, check->findings, SL_RULE_INPUT_NOT_SUPPLIED, place,
	        "%s is the %s input of %s%s; %s", place->field, sl_ordinal(arena, field + 1),
	        sl_string_name(check->checked, check->findings, in->type.name),
	        since > 0 ? sl_arena_printf(arena, " since version %u", (unsigned)since) : "",
	        (const char *)lacks.bytes);
	sl_buffer_free(&lacks);
}

/* Whether that field is one to report, for this template for the first time. */
static bool is_new(inputs *in, uint32_t field)
{
	if (!sl_bit(in->lacking, field) || sl_bit(in->reported, field))
		return false;
	sl_bit_set(in->reported, field);
	return !sl_fact_dropped(in->check->findings, SL_RULE_INPUT_NOT_SUPPLIED);
}

static void report_read(inputs *in, sl_place place, uint32_t criterion_index, uint32_t field)
{
	place.template_index = in->template_index;
	place.criterion_index = criterion_index;
	report_field(in, &place, field);
}

static void check_criterion(inputs *in, uint32_t index)
{
	const sl_checked_file *checked = in->check->checked;
	chan_criterion criterion;
	uint32_t i, other;

	if (!chan_criterion_at(&checked->file, index, &criterion) ||
	    criterion.operation == CHAN_OPERATOR_ANY)
		return;
	if (is_new(in, criterion.field))
		report_read(in, SL_AT(checked, CRITERION, index, field), index, criterion.field);
	if (criterion.operation != CHAN_OPERATOR_FIELDREF)
		return;
	for (i = criterion.first_value; i < criterion.first_value + criterion.value_count; i++)
		if (chan_value_at(&checked->file, i, &other) && is_new(in, other))
			report_read(in, SL_AT(checked, VALUE, i, index), index, other);
}

static void check_templates(inputs *in)
{
	chan_template template;
	uint32_t i, j;

	for (i = 0; i < in->type.template_count; i++) {
		in->template_index = in->type.first_template + i;
		if (!chan_template_at(&in->check->checked->file, in->template_index, &template))
			return;
		memset(in->reported, 0, sizeof in->reported);
		for (j = 0; j < template.criterion_count; j++)
			check_criterion(in, template.first_criterion + j);
	}
}

static bool any_lacking(const inputs *in)
{
	static const uint64_t none[WORDS];

	return memcmp(in->lacking, none, sizeof none) != 0;
}

void sl_fleet_inputs(sl_fleet_check *check)
{
	inputs in = {.check = check,
	             .supplies = sl_alloc(check->fleet->count, sizeof *in.supplies)};

	index_inputs(&in);
	for (; chan_type_at(&check->checked->file, in.type_index, &in.type); in.type_index++) {
		find_supplies(&in);
		report_absent(&in);
		/*
		 * Where every build supplies every field, no criterion can read one that is
		 * missing.
		 */
		if (any_lacking(&in))
			check_templates(&in);
	}
	free(in.entries);
	free(in.supplies);
}
