/*
 * 3000, 3002: what each build says that it supplies, against the definition of the version that
 * it claims. It needs no content: a build that claims 21 inputs and supplies 20 is found on the
 * day it enters the fleet.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "rules/facts.h"

#define INPUTS_IN_TEXT 4u

typedef struct pair {
	const sl_build *build;
	const sl_input *input;
	const sl_type *type;
	sl_findings *findings;
} pair;

static void report(const pair *p, sl_source source, const char *field, const char *detail)
{
	const sl_finding finding = {
		.rule = SL_RULE_CATALOG_DISAGREES,
		.template_index = -1,
		.criterion_index = -1,
		.field = field,
		.detail = detail,
		.builds = &p->build->name,
		.build_count = 1,
		.source = source,
	};

	sl_findings_add(p->findings, &finding);
}

static const char *claim(const pair *p, sl_arena *arena)
{
	return sl_arena_printf(arena, "build %s claims %s version %u", p->build->name,
	                       p->input->type, (unsigned)p->input->version);
}

static bool has_field(const sl_type *type, const char *name)
{
	return sl_type_field(type, sl_text_of(name)) >= 0;
}

static bool supplied(const sl_input *input, const char *name)
{
	uint32_t i;

	for (i = 0; i < input->count; i++)
		if (strcmp(input->supplies[i].name, name) == 0)
			return true;
	return false;
}

/* True: none. */
static bool check_missing(const pair *p, sl_arena *arena)
{
	const sl_type *type = p->type;
	const char *first = NULL;
	sl_buffer names = {0};
	uint32_t i, missing = 0;

	for (i = 0; i < type->field_count; i++)
		if (!supplied(p->input, type->fields[i].name)) {
			if (missing < INPUTS_IN_TEXT)
				sl_buffer_printf(&names, "%s%s (%s)", missing ? ", " : "",
				                 type->fields[i].name, sl_ordinal(arena, i + 1));
			first = first != NULL ? first : type->fields[i].name;
			missing++;
		}
	if (missing > INPUTS_IN_TEXT)
		sl_buffer_printf(&names, " and %u more", (unsigned)(missing - INPUTS_IN_TEXT));
	if (missing > 0)
		report(p, p->input->source, first,
		       sl_arena_printf(arena, "%s and supplies %u of its %u inputs: %s %s missing",
		                       claim(p, arena), (unsigned)(type->field_count - missing),
		                       (unsigned)type->field_count, (const char *)names.bytes,
		                       missing == 1 ? "is" : "are"));
	sl_buffer_free(&names);
	return missing == 0;
}

/* Whether an input was supplied before, in the same list. */
static bool repeated(const sl_input *input, uint32_t index)
{
	uint32_t i;

	for (i = 0; i < index; i++)
		if (strcmp(input->supplies[i].name, input->supplies[index].name) == 0)
			return true;
	return false;
}

/* True: none. */
static bool check_surplus(const pair *p, sl_arena *arena)
{
	uint32_t i;
	bool none = true;

	for (i = 0; i < p->input->count; i++) {
		const sl_supplied *one = &p->input->supplies[i];
		const bool twice = repeated(p->input, i);

		if (has_field(p->type, one->name) && !twice)
			continue;
		none = false;
		report(p, one->source, one->name,
		       sl_arena_printf(arena, "%s and supplies %s (%s), %s", claim(p, arena),
		                       one->name, sl_ordinal(arena, i + 1),
		                       twice ? "which it has supplied already"
		                             : "which that version does not have"));
	}
	return none;
}

/* Both lists hold the same names: the first that stands elsewhere is the finding. */
static void check_order(const pair *p, sl_arena *arena)
{
	uint32_t i;

	for (i = 0; i < p->input->count && i < p->type->field_count; i++) {
		const sl_supplied *one = &p->input->supplies[i];
		const char *want = p->type->fields[i].name;

		if (strcmp(one->name, want) == 0)
			continue;
		report(p, one->source, want,
		       sl_arena_printf(
			       arena,
			       "%s and supplies its inputs in another order: the %s is %s, not %s",
			       claim(p, arena), sl_ordinal(arena, i + 1), one->name, want));
		return;
	}
}

static void check_kinds(const pair *p, sl_arena *arena)
{
	uint32_t i;

	for (i = 0; i < p->input->count; i++) {
		const sl_supplied *one = &p->input->supplies[i];
		const int32_t field = sl_type_field(p->type, sl_text_of(one->name));

		if (field < 0 || one->kind == 0 || one->kind == p->type->fields[field].kind)
			continue;
		report(p, one->source, one->name,
		       sl_arena_printf(arena, "%s and supplies %s (%s) as %s, not %s",
		                       claim(p, arena), one->name, sl_ordinal(arena, i + 1),
		                       sl_field_kind_name(one->kind),
		                       sl_field_kind_name(p->type->fields[field].kind)));
	}
}

/* The lists agree. Where the layout does not, the list is not that of the code that the layout was compiled into. */
static void check_layout(const pair *p, sl_arena *arena)
{
	const uint32_t count = p->type->field_count;
	const uint32_t want = count > 0 ? p->type->fields[count - 1].layout_hash : 0;

	if (p->input->has_layout && p->input->layout != want)
		report(p, p->input->source, NULL,
		       sl_arena_printf(
			       arena,
			       "%s, and its code was compiled for inputs of layout %08" PRIx32
			       ", not %08" PRIx32 " as the catalog has",
			       claim(p, arena), p->input->layout, want));
}

/* What nearly all builds do: the same names in the same order. Then only the kinds are left to be compared. */
static bool same_names(const sl_type *type, const sl_input *input)
{
	uint32_t i;

	if (type->field_count != input->count)
		return false;
	for (i = 0; i < input->count; i++)
		if (strcmp(type->fields[i].name, input->supplies[i].name) != 0)
			return false;
	return true;
}

static void check_names(const pair *p, sl_arena *arena)
{
	const bool complete = check_missing(p, arena);

	if (check_surplus(p, arena) && complete)
		check_order(p, arena);
}

static const sl_type *newest_named(const sl_catalog *catalog, const char *name)
{
	const sl_type *found = NULL;
	size_t i;

	for (i = 0; i < catalog->count; i++)
		if (catalog->types[i].newest && strcmp(catalog->types[i].name, name) == 0)
			found = &catalog->types[i];
	return found;
}

static void check_pair(const sl_catalog *catalog, const sl_build *build, const sl_input *input,
                       sl_findings *findings)
{
	const sl_type *newest = newest_named(catalog, input->type);
	pair p = {build, input, sl_catalog_named(catalog, input->type, input->version), findings};
	sl_arena arena;

	sl_arena_start(&arena);
	if (newest == NULL) {
		report(&p, input->source, NULL,
		       sl_arena_printf(&arena,
		                       "build %s supplies inputs for %s, a type that the catalog "
		                       "does not have",
		                       build->name, input->type));
	} else if (p.type == NULL) {
		report(&p, input->source, NULL,
		       sl_arena_printf(&arena,
		                       "%s, which the catalog does not have; its newest is %u",
		                       claim(&p, &arena), (unsigned)newest->version));
	} else {
		const size_t before = findings->errors;

		if (!same_names(p.type, input))
			check_names(&p, &arena);
		check_kinds(&p, &arena);
		if (findings->errors == before)
			check_layout(&p, &arena);
	}
	sl_arena_free(&arena);
}

size_t sl_check_fleet_catalog(const sl_catalog *catalog, const sl_fleet *fleet,
                              sl_findings *findings)
{
	const sl_finding none = {
		.rule = SL_RULE_NO_BUILD, .template_index = -1, .criterion_index = -1};
	size_t b, pairs = 0;
	uint32_t i;

	if (fleet->count == 0)
		sl_findings_add(findings, &none);
	for (b = 0; b < fleet->count; b++)
		for (i = 0; i < fleet->builds[b].input_count; i++, pairs++)
			check_pair(catalog, &fleet->builds[b], &fleet->builds[b].inputs[i],
			           findings);
	return pairs;
}
