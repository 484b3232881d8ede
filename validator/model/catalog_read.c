/* A template type from its YAML document. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/catalog_parts.h"

/* Bytes of what an event is compared with, and of an event's names of fields. */
enum { LONGEST_VALUE = 1024, MOST_OTHER_NAMES = 64 };

bool sl_field_kind_read(sl_text text, enum chan_field_kind *out)
{
	for (int kind = CHAN_KIND_STRING; kind <= CHAN_KIND_IP; kind++) {
		if (sl_text_is(text, sl_field_kind_name((enum chan_field_kind)kind))) {
			*out = (enum chan_field_kind)kind;
			return true;
		}
	}
	return false;
}

static void read_u32(const sl_document *document, const sl_yaml *root, const char *key,
                     uint32_t *out)
{
	uint64_t number;

	if (sl_document_number(document, sl_yaml_get(root, key), key, 1, UINT32_MAX, &number)) {
		*out = (uint32_t)number;
	}
}

static void read_logsource(const sl_document *document, const sl_yaml *node, sl_logsource *out)
{
	static const sl_document_key keys[] = {
		{"product", false}, {"category", false}, {"service", false}};

	*out = (sl_logsource){"", "", ""};
	if (node == NULL || !sl_document_keys(document, node, "a log source", keys, 3)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(node, "product"), "product", &out->product);
	sl_document_name(document, sl_yaml_get(node, "category"), "category", &out->category);
	sl_document_name(document, sl_yaml_get(node, "service"), "service", &out->service);
	if (node->count == 0) {
		sl_document_fault(document, SL_RULE_KEY_MISSING, node,
		                  "a log source needs product, category or service");
	}
}

static void read_kind(const sl_document *document, const sl_yaml *node, enum chan_field_kind *out)
{
	if (node != NULL &&
	    (node->kind != SL_YAML_SCALAR || !sl_field_kind_read(node->text, out))) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "type must be string, integer or ip");
	}
}

static void read_field(const sl_document *document, const sl_yaml *node, sl_field *out)
{
	static const sl_document_key keys[] = {{"name", true}, {"type", true}, {"from", false}};

	out->name = "";
	out->source = sl_document_at(document, node);
	if (!sl_document_keys(document, node, "a field", keys, 3)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(node, "name"), "name", &out->name);
	read_kind(document, sl_yaml_get(node, "type"), &out->kind);
	sl_document_texts(document, sl_yaml_get(node, "from"), "from", CHAN_MAX_NAME, &out->from,
	                  &out->from_count);
	if (out->from_count > MOST_OTHER_NAMES) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "from must have at most %d names, not %u", MOST_OTHER_NAMES,
		                  (unsigned)out->from_count);
		out->from_count = 0;
	}
}

/* One name that an event may use for a field: the field's own, or one of `from`. */
typedef struct event_name {
	const char *name;
	const sl_field *field;
} event_name;

static int compare_names(const void *left, const void *right)
{
	const event_name *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : (a->field > b->field) - (a->field < b->field);
}

/* All names of a type's fields, sorted; in the arena. */
static event_name *sort_names(const sl_type *type, sl_arena *arena, size_t *count)
{
	event_name *names, *end;

	*count = 0;
	for (uint32_t i = 0; i < type->field_count; i++) {
		*count += 1 + type->fields[i].from_count;
	}
	names = end = sl_arena_alloc(arena, *count, sizeof *names);
	for (uint32_t i = 0; i < type->field_count; i++) {
		const sl_field *field = &type->fields[i];

		*end++ = (event_name){field->name, field};
		for (uint32_t k = 0; k < field->from_count; k++) {
			*end++ = (event_name){field->from[k], field};
		}
	}
	qsort(names, *count, sizeof *names, compare_names);
	return names;
}

/*
 * A name stands for one field only. Names that differ by case are two names: one log source of Windows has both
 * SourceProcessGuid and SourceProcessGUID, in different events.
 */
static void check_names(const sl_document *document, const sl_type *type)
{
	size_t count;
	const event_name *names = sort_names(type, document->arena, &count);

	for (size_t i = 1; i < count; i++) {
		const event_name *first = &names[i - 1], *second = &names[i];

		if (strcmp(first->name, second->name) == 0) {
			sl_findings_source(
				document->findings, SL_RULE_DUPLICATE_DEFINITION,
				second->field->source,
				"the name %s of field %s is there already: field %s in line %u",
				second->name, second->field->name, first->field->name,
				first->field->source.line);
		}
	}
}

static void hash_fields(sl_type *type)
{
	uint32_t hash = 0;

	for (uint32_t i = 0; i < type->field_count; i++) {
		sl_field *field = &type->fields[i];
		sl_text name = sl_text_of(field->name);
		chan_cursor cursor = chan_cursor_over((const uint8_t *)name.bytes, name.length);

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, (uint16_t)field->kind);
		field->layout_hash = hash;
	}
}

static void read_fields(const sl_document *document, const sl_yaml *node, sl_type *type)
{
	size_t before = document->findings->errors;

	if (!sl_document_list(document, node, "fields", "fields {name, type}")) {
		return;
	}
	if (node->count == 0 || node->count > CHAN_MAX_FIELDS) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "a type must have 1 to %u fields, not %u", CHAN_MAX_FIELDS,
		                  (unsigned)node->count);
		return;
	}
	type->field_count = node->count;
	type->fields = sl_arena_alloc(document->arena, node->count, sizeof *type->fields);
	for (uint32_t i = 0; i < node->count; i++) {
		read_field(document, node->of.items[i], &type->fields[i]);
	}
	if (document->findings->errors == before) {
		check_names(document, type);
		hash_fields(type);
	}
}

static void read_select(const sl_document *document, const sl_yaml *node, sl_type *type)
{
	if (node == NULL) {
		return;
	}
	if (node->kind != SL_YAML_MAP) {
		sl_document_fault(
			document, SL_RULE_VALUE_INVALID, node,
			"select must be a map of names and the values that they may have");
		return;
	}
	type->select_count = node->count;
	type->select = sl_arena_alloc(document->arena, node->count, sizeof *type->select);
	for (uint32_t i = 0; i < node->count; i++) {
		const sl_yaml_pair *pair = &node->of.pairs[i];

		sl_document_name(document, pair->key, "a key of select", &type->select[i].key);
		sl_document_texts(document, pair->value, "a value of select", LONGEST_VALUE,
		                  &type->select[i].values, &type->select[i].value_count);
	}
}

void sl_type_read(const sl_document *document, const sl_yaml *root, void *context)
{
	static const sl_document_key keys[] = {{"template_type", true}, {"id", true},
	                                       {"version", true},       {"logsource", true},
	                                       {"fields", true},        {"select", false},
	                                       {"match_all", false}};
	size_t before = document->findings->errors;
	sl_type_list *list = context;
	sl_type type = {.name = "", .source = sl_document_at(document, root)};

	if (!sl_document_keys(document, root, "a template type", keys,
	                      sizeof keys / sizeof *keys)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(root, "template_type"), "template_type", &type.name);
	read_u32(document, root, "id", &type.id);
	read_u32(document, root, "version", &type.version);
	read_logsource(document, sl_yaml_get(root, "logsource"), &type.logsource);
	read_fields(document, sl_yaml_get(root, "fields"), &type);
	read_select(document, sl_yaml_get(root, "select"), &type);
	sl_document_boolean(document, sl_yaml_get(root, "match_all"), "match_all", &type.match_all);
	if (document->findings->errors == before) {
		list->items =
			sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
		list->items[list->count++] = type;
	}
}
