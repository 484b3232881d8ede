/* Probes from their documents. */
#include "model/probes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/probes_read.h"

void sl_probe_add(sl_probes *probes, const sl_probe *probe)
{
	probes->items =
		sl_grow(probes->items, &probes->capacity, probes->count + 1, sizeof *probes->items);
	probes->items[probes->count++] = *probe;
}

static int compare_expectations(const void *left, const void *right)
{
	const sl_expectation *a = left, *b = right;
	int order = memcmp(a->uuid, b->uuid, sizeof a->uuid);

	order = order != 0 ? order
	                   : (a->source.line > b->source.line) - (a->source.line < b->source.line);
	return order != 0 ? order
	                  : (a->source.column > b->source.column) -
	                            (a->source.column < b->source.column);
}

static void refuse_repeated(const sl_document *document, const sl_expectation *items,
                            uint32_t count)
{
	for (uint32_t i = 1; i < count; i++) {
		if (memcmp(items[i - 1].uuid, items[i].uuid, sizeof items[i].uuid) == 0) {
			sl_findings_source(
				document->findings, SL_RULE_DUPLICATE_DEFINITION, items[i].source,
				"the id is there twice, also in line %u", items[i - 1].source.line);
		}
	}
}

static void read_match(const sl_document *document, const sl_yaml *node, sl_probe *out)
{
	sl_expectation *items;

	if (!sl_document_list(document, node, "match", "the ids of rules, and may be empty: []")) {
		return;
	}
	items = sl_arena_alloc(document->arena, (size_t)node->count + 1, sizeof *items);
	for (uint32_t i = 0; i < node->count; i++) {
		const sl_yaml *item = node->of.items[i];
		sl_expectation *one = &items[out->expected_count];

		if (item->kind != SL_YAML_SCALAR || !sl_uuid_read(item->text, one->uuid)) {
			sl_document_fault(document, SL_RULE_VALUE_INVALID, item,
			                  "match must hold the ids of rules, UUIDs, as their rules "
			                  "have them");
			continue;
		}
		one->source = sl_document_at(document, item);
		out->expected_count++;
	}
	out->expected = items;
	if (out->expected_count > 1) {
		qsort(items, out->expected_count, sizeof *items, compare_expectations);
	}
	refuse_repeated(document, items, out->expected_count);
}

bool sl_probe_type_read(const sl_probe_reader *reader, const sl_document *document,
                        const sl_yaml *node, const sl_type **out)
{
	const char *name;

	if (!sl_document_name(document, node, "type", &name)) {
		return false;
	}
	for (size_t i = 0; i < reader->catalog->count; i++) {
		const sl_type *type = &reader->catalog->types[i];

		if (type->newest && strcmp(type->name, name) == 0) {
			*out = type;
			return true;
		}
	}
	return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
	                         "the catalog has no type '%s'",
	                         sl_text_printable(document->arena, node->text, 80));
}

const sl_type *const *sl_probe_types(sl_probes *probes, const sl_type *type)
{
	const sl_type **types = sl_arena_alloc(&probes->arena, 1, sizeof *types);

	types[0] = type;
	return types;
}

/* What is wrong with the keys of an entry as a whole. */
static bool are_keys_right(const sl_document *document, const sl_yaml *node)
{
	const sl_yaml *event = sl_yaml_get(node, "event"), *events = sl_yaml_get(node, "events");

	if (event == NULL && events == NULL) {
		return sl_document_fault(document, SL_RULE_KEY_MISSING, node,
		                         "a probe needs the key 'event', or 'events' with the "
		                         "path of a file");
	}
	if (event != NULL && events != NULL) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, events,
		                         "a probe has one of 'event' and 'events', not both");
	}
	if (event != NULL && sl_yaml_get(node, "type") != NULL) {
		return sl_document_fault(document, SL_RULE_UNKNOWN_KEY, sl_yaml_get(node, "type"),
		                         "the type of one event is a key of the event");
	}
	return true;
}

static void read_entry(sl_probe_reader *reader, const sl_document *document, const sl_yaml *node)
{
	static const sl_document_key keys[] = {
		{"event", false}, {"events", false}, {"type", false}, {"match", true}};
	size_t before = document->findings->errors;
	sl_probe probe = {.source = sl_document_at(document, node)};
	const sl_yaml *events = sl_yaml_get(node, "events"), *named = sl_yaml_get(node, "type");
	const sl_type *type = NULL;

	if (!sl_document_keys(document, node, "a probe", keys, 4) ||
	    !are_keys_right(document, node)) {
		return;
	}
	probe.entry = probe.source;
	read_match(document, sl_yaml_get(node, "match"), &probe);
	if (events == NULL) {
		sl_probe_event_read(reader, document, sl_yaml_get(node, "event"), &probe);
	} else if (named == NULL || sl_probe_type_read(reader, document, named, &type)) {
		sl_probe_file_read(reader, document, events, type, &probe);
	}
	if (document->findings->errors != before) {
		return;
	}
	reader->probes->expectations += probe.expected_count;
	if (events == NULL) {
		sl_probe_add(reader->probes, &probe);
	}
}

void sl_probe_document_read(const sl_document *document, const sl_yaml *root, void *context)
{
	if (!sl_document_list(document, root, "a file of probes", "probes {event, match}")) {
		return;
	}
	for (uint32_t i = 0; i < root->count; i++) {
		read_entry(context, document, root->of.items[i]);
	}
}

bool sl_probes_load(const char *folder, const char *root, const sl_catalog *catalog, sl_probes *out,
                    sl_findings *findings)
{
	size_t before = findings->errors;
	sl_probe_reader reader = {.probes = out, .catalog = catalog, .root = root};
	struct stat status;
	char digest[65];

	*out = (sl_probes){0};
	sl_arena_start(&out->arena);
	if (stat(folder, &status) != 0 && errno == ENOENT) {
		return true;
	}
	out->router = sl_event_router_make(catalog);
	reader.inputs = sl_event_inputs_make(out->router);
	sl_document_folder(&out->arena, folder, findings, sl_probe_document_read, &reader, digest);
	sl_event_inputs_free(reader.inputs);
	return findings->errors == before;
}

void sl_probes_free(sl_probes *probes)
{
	if (probes->router != NULL) {
		sl_event_router_free(probes->router);
	}
	free(probes->items);
	sl_arena_free(&probes->arena);
	*probes = (sl_probes){0};
}
