/* The order of a catalog's types, and what no document can see alone. */
#include <stdlib.h>
#include <string.h>

#include "model/catalog_parts.h"

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Of two types with the same key, the one in the earlier file, or higher up in it, comes first. */
static int compare_places(const sl_type *a, const sl_type *b)
{
	int order = strcmp(a->source.path, b->source.path);

	return order != 0 ? order : compare_numbers(a->source.line, b->source.line);
}

static int compare_types(const void *left, const void *right)
{
	const sl_type *a = left, *b = right;
	int order = compare_numbers(a->id, b->id);

	order = order != 0 ? order : compare_numbers(a->version, b->version);
	return order != 0 ? order : compare_places(a, b);
}

static int compare_names(const void *left, const void *right)
{
	const sl_type *a = *(const sl_type *const *)left, *b = *(const sl_type *const *)right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : compare_types(a, b);
}

static int compare_logsources(const sl_logsource *a, const sl_logsource *b)
{
	int order = strcmp(a->product, b->product);

	order = order != 0 ? order : strcmp(a->category, b->category);
	return order != 0 ? order : strcmp(a->service, b->service);
}

static int compare_by_logsource(const void *left, const void *right)
{
	const sl_type *a = *(const sl_type *const *)left, *b = *(const sl_type *const *)right;
	int order = compare_logsources(&a->logsource, &b->logsource);

	return order != 0 ? order : compare_types(a, b);
}

/* The first field of the newer version that is not the older one's; NULL: it only appends. */
static void check_appends(const sl_type *older, const sl_type *newer, sl_findings *findings)
{
	for (uint32_t i = 0; i < older->field_count; i++) {
		const sl_field *was = &older->fields[i], *is = &newer->fields[i];

		if (i >= newer->field_count) {
			sl_findings_source(findings, SL_RULE_CATALOG_HISTORY, newer->source,
			                   "version %u of %s lacks field %u of version %u, %s",
			                   newer->version, newer->name, i + 1, older->version,
			                   was->name);
			return;
		}
		if (strcmp(was->name, is->name) != 0 || was->kind != is->kind) {
			sl_findings_source(
				findings, SL_RULE_CATALOG_HISTORY, is->source,
				"field %u of %s is %s (%s) in version %u, and was %s (%s) "
				"in version %u",
				i + 1, newer->name, is->name, sl_field_kind_name(is->kind),
				newer->version, was->name, sl_field_kind_name(was->kind),
				older->version);
			return;
		}
	}
}

/* Two neighbours of one id. */
static void check_history(const sl_type *older, const sl_type *newer, sl_findings *findings)
{
	if (older->version == newer->version) {
		sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, newer->source,
		                   "version %u of the type with id %u is also at %s:%u",
		                   newer->version, newer->id, older->source.path,
		                   older->source.line);
		return;
	}
	if (strcmp(older->name, newer->name) != 0) {
		sl_findings_source(findings, SL_RULE_DUPLICATE_DEFINITION, newer->source,
		                   "id %u is that of type %s at %s:%u; the name of a type stays",
		                   newer->id, older->name, older->source.path, older->source.line);
		return;
	}
	if (compare_logsources(&older->logsource, &newer->logsource) != 0) {
		sl_findings_source(
			findings, SL_RULE_CATALOG_HISTORY, newer->source,
			"version %u of %s has another log source than version %u at %s:%u",
			newer->version, newer->name, older->version, older->source.path,
			older->source.line);
	}
	check_appends(older, newer, findings);
}

/* Neighbours in an order in which what must differ between ids would come together. */
static void check_unique(const sl_type **types, size_t count, bool names, sl_findings *findings)
{
	for (size_t i = 1; i < count; i++) {
		const sl_type *a = types[i - 1], *b = types[i];
		bool same = names ? strcmp(a->name, b->name) == 0
		                  : compare_logsources(&a->logsource, &b->logsource) == 0;

		if (same && a->id != b->id) {
			sl_findings_source(
				findings, SL_RULE_DUPLICATE_DEFINITION, b->source,
				"the %s of type %s, id %u, is also that of type %s, id %u, "
				"at %s:%u",
				names ? "name" : "log source", b->name, b->id, a->name, a->id,
				a->source.path, a->source.line);
		}
	}
}

void sl_types_settle(sl_type *types, size_t count, sl_arena *arena, sl_findings *findings)
{
	const sl_type **order = sl_arena_alloc(arena, count, sizeof *order);

	if (count == 0) {
		return;
	}
	qsort(types, count, sizeof *types, compare_types);
	for (size_t i = 0; i < count; i++) {
		order[i] = &types[i];
		types[i].newest = i + 1 == count || types[i + 1].id != types[i].id;
		if (i > 0 && types[i - 1].id == types[i].id) {
			check_history(&types[i - 1], &types[i], findings);
		}
	}
	qsort(order, count, sizeof *order, compare_names);
	check_unique(order, count, true, findings);
	qsort(order, count, sizeof *order, compare_by_logsource);
	check_unique(order, count, false, findings);
}
