#include "model/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog_parts.h"

bool sl_catalog_load(const char *folder, sl_catalog *out, sl_findings *findings)
{
	size_t before = findings->errors;
	sl_type_list list = {0};
	size_t files;

	*out = (sl_catalog){0};
	sl_arena_start(&out->arena);
	files = sl_document_folder(&out->arena, folder, findings, sl_type_read, &list, out->digest);
	if (files == 0 && findings->errors == before) {
		sl_findings_source(findings, SL_RULE_FILE_UNREADABLE, (sl_source){.path = folder},
		                   "the folder has no *.yaml or *.yml file with a template type");
	}
	out->count = list.count;
	out->types = sl_arena_alloc(&out->arena, list.count, sizeof *out->types);
	for (size_t i = 0; i < list.count; i++) {
		out->types[i] = list.items[i];
	}
	free(list.items);
	sl_types_settle(out->types, out->count, &out->arena, findings);
	if (out->count == 0 && findings->errors == before) {
		sl_findings_source(findings, SL_RULE_FILE_UNREADABLE, (sl_source){.path = folder},
		                   "the files of the folder hold no template type");
	}
	return findings->errors == before;
}

void sl_catalog_free(sl_catalog *catalog)
{
	sl_arena_free(&catalog->arena);
	*catalog = (sl_catalog){0};
}

/* The number of types whose id and version are less, or equal if or_equal. */
static size_t count_before(const sl_catalog *catalog, uint32_t id, uint32_t version, bool or_equal)
{
	size_t first = 0, end = catalog->count;

	while (first < end) {
		size_t middle = first + (end - first) / 2;
		const sl_type *type = &catalog->types[middle];
		bool equal = type->id == id && type->version == version;
		bool less = type->id < id || (type->id == id && type->version < version);

		if (less || (or_equal && equal)) {
			first = middle + 1;
		} else {
			end = middle;
		}
	}
	return first;
}

const sl_type *sl_catalog_type(const sl_catalog *catalog, uint32_t id, uint32_t version)
{
	size_t place = count_before(catalog, id, version, false);
	const sl_type *type = place < catalog->count ? &catalog->types[place] : NULL;

	return type != NULL && type->id == id && type->version == version ? type : NULL;
}

const sl_type *sl_catalog_newest(const sl_catalog *catalog, uint32_t id)
{
	size_t place = count_before(catalog, id, UINT32_MAX, true);

	return place > 0 && catalog->types[place - 1].id == id ? &catalog->types[place - 1] : NULL;
}

const sl_type *sl_catalog_named(const sl_catalog *catalog, const char *name, uint32_t version)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const sl_type *type = &catalog->types[i];

		if (type->version == version && strcmp(type->name, name) == 0) {
			return type;
		}
	}
	return NULL;
}

const sl_type *sl_catalog_logsource(const sl_catalog *catalog, const sl_logsource *logsource)
{
	for (size_t i = 0; i < catalog->count; i++) {
		const sl_type *type = &catalog->types[i];

		if (type->newest && strcmp(type->logsource.category, logsource->category) == 0 &&
		    strcmp(type->logsource.service, logsource->service) == 0 &&
		    strcmp(type->logsource.product, logsource->product) == 0) {
			return type;
		}
	}
	return NULL;
}

int32_t sl_type_field(const sl_type *type, sl_text name)
{
	for (uint32_t i = 0; i < type->field_count; i++) {
		if (sl_text_is(name, type->fields[i].name)) {
			return (int32_t)i;
		}
	}
	return -1;
}

const char *sl_field_kind_name(enum chan_field_kind kind)
{
	switch (kind) {
	case CHAN_KIND_STRING:
		return "string";
	case CHAN_KIND_INTEGER:
		return "integer";
	case CHAN_KIND_IP:
		return "ip";
	default:
		return "?";
	}
}
