/* The event of a probe, from YAML. A mistake in it would let a rule pass that no event can reach: so it is strict. */
#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "model/probes_read.h"

/* Unknown fields of one event that are named; the others are only counted. */
enum { NAMED_FIELDS = 20 };

static bool has_alias(const sl_field *field, sl_text name)
{
	for (uint32_t i = 0; i < field->from_count; i++) {
		if (sl_text_is(name, field->from[i])) {
			return true;
		}
	}
	return false;
}

/* The field of a key: by its own name before any other name of it. -1: none. */
static int32_t find_field(const sl_type *type, sl_text key)
{
	int32_t found = sl_type_field(type, key);

	for (uint32_t i = 0; found < 0 && i < type->field_count; i++) {
		if (has_alias(&type->fields[i], key)) {
			found = (int32_t)i;
		}
	}
	return found;
}

static void refuse_field(const sl_document *document, const sl_type *type, const sl_yaml *key)
{
	const char **names = sl_alloc((size_t)type->field_count + 1, sizeof *names);
	const char *closest;

	for (uint32_t i = 0; i < type->field_count; i++) {
		names[i] = type->fields[i].name;
	}
	closest = sl_text_closest(key->text, names, type->field_count);
	sl_document_fault(document, SL_RULE_FIELD_NOT_IN_TYPE, key, "%s has no field '%s'%s%s%s",
	                  type->name, sl_text_printable(document->arena, key->text, 80),
	                  closest != NULL ? "; did you mean '" : "", closest != NULL ? closest : "",
	                  closest != NULL ? "'?" : "");
	free(names);
}

static bool read_value(const sl_document *document, const sl_yaml_pair *pair, sl_event_value *out)
{
	bool boolean;
	int64_t integer;

	*out = (sl_event_value){.key = pair->key->text, .text = pair->value->text};
	if (pair->value->kind != SL_YAML_SCALAR) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, pair->value,
		                         "%s must be one value, not a list or a map",
		                         sl_text_printable(document->arena, out->key, 80));
	}
	switch (sl_yaml_resolve(pair->value, &boolean, &integer)) {
	case SL_YAML_STRING:
		out->kind = SL_VALUE_TEXT;
		break;
	case SL_YAML_NULL:
		out->kind = SL_VALUE_NULL;
		break;
	case SL_YAML_BOOL:
		out->kind = SL_VALUE_BOOLEAN;
		out->integer = boolean;
		break;
	case SL_YAML_INTEGER:
		out->kind = SL_VALUE_INTEGER;
		out->integer = integer;
		break;
	case SL_YAML_FLOAT:
		out->kind = SL_VALUE_NUMBER;
		break;
	}
	return true;
}

/* Windows writes "-" where there is nothing, and a probe may do so too. */
static bool stands_for_nothing(const sl_event_value *value)
{
	return value->kind == SL_VALUE_NULL ||
	       (value->kind == SL_VALUE_TEXT &&
	        (value->text.length == 0 || sl_text_is(value->text, "-")));
}

/* One event as it is read. */
typedef struct reading {
	const sl_document *document;
	const sl_type *type;
	sl_event_value *values;
	const sl_yaml **nodes; /* of each value */
	uint32_t *value_of; /* of each field: the number of its value from 1, or 0 */
	uint32_t count, refused;
} reading;

static void read_pair(reading *r, const sl_yaml_pair *pair)
{
	int32_t field = find_field(r->type, pair->key->text);

	if (field < 0) {
		if (r->refused++ < NAMED_FIELDS) {
			refuse_field(r->document, r->type, pair->key);
		}
		return;
	}
	if (r->value_of[field] != 0) {
		sl_document_fault(r->document, SL_RULE_DUPLICATE_DEFINITION, pair->key,
		                  "the field %s is there twice, also in line %u",
		                  r->type->fields[field].name,
		                  r->nodes[r->value_of[field] - 1]->line);
		return;
	}
	if (read_value(r->document, pair, &r->values[r->count])) {
		r->nodes[r->count] = pair->value;
		r->value_of[field] = ++r->count;
	}
}

static void read_pairs(reading *r, const sl_yaml *node)
{
	for (uint32_t i = 0; i < node->count; i++) {
		if (!sl_text_is(node->of.pairs[i].key->text, "type")) {
			read_pair(r, &node->of.pairs[i]);
		}
	}
	if (r->refused > NAMED_FIELDS) {
		sl_document_fault(r->document, SL_RULE_FIELD_NOT_IN_TYPE, node,
		                  "%u more keys that are no fields of %s",
		                  (unsigned)(r->refused - NAMED_FIELDS), r->type->name);
	}
}

/* A value that its field cannot have would run as null, and show nothing. */
static void check_kinds(const reading *r, sl_event_inputs *scratch, const sl_event *event)
{
	const chan_inputs inputs = sl_event_inputs_for(scratch, event, r->type);

	for (uint32_t i = 0; i < r->type->field_count && i < inputs.count; i++) {
		const uint32_t number = r->value_of[i];

		if (number != 0 && !stands_for_nothing(&r->values[number - 1]) &&
		    inputs.array[i].kind == CHAN_INPUT_NULL) {
			const sl_yaml *node = r->nodes[number - 1];

			sl_document_fault(r->document, SL_RULE_VALUE_INVALID, node,
			                  "%s is of the kind %s, and '%s' is none",
			                  r->type->fields[i].name,
			                  sl_field_kind_name(r->type->fields[i].kind),
			                  sl_text_printable(r->document->arena, node->text, 80));
		}
	}
}

bool sl_probe_event_read(const sl_probe_reader *reader, const sl_document *document,
                         const sl_yaml *node, sl_probe *out)
{
	reading r = {.document = document};

	if (node->kind != SL_YAML_MAP) {
		return sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                         "event must be a map of fields and values");
	}
	if (sl_yaml_get(node, "type") == NULL) {
		return sl_document_fault(document, SL_RULE_KEY_MISSING, node,
		                         "an event needs the key 'type', a type of the catalog");
	}
	if (!sl_probe_type_read(reader, document, sl_yaml_get(node, "type"), &r.type)) {
		return false;
	}
	r.values = sl_arena_alloc(document->arena, (size_t)node->count + 1, sizeof *r.values);
	r.nodes = sl_arena_alloc(document->arena, (size_t)node->count + 1, sizeof *r.nodes);
	r.value_of = sl_alloc((size_t)r.type->field_count + 1, sizeof *r.value_of);
	read_pairs(&r, node);
	out->event = (sl_event){r.values, r.count};
	out->types = sl_probe_types(reader->probes, r.type);
	out->type_count = 1;
	check_kinds(&r, reader->inputs, &out->event);
	free(r.value_of);
	return true;
}
