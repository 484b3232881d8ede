/*
 * Reads the yaml form of a channel file (dump_yaml.c). Strict: every key but flags and values must be
 * there, no other may, and a text that YAML could take for a number or a null must be in quotes. What the
 * format cannot hold is the writer's to say, with the places noted here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "author/content.h"
#include "author/network.h"
#include "author/words.h"
#include "base/yaml.h"
#include "model/catalog.h"
#include "model/fleet.h"

typedef struct assembly {
	const char *path;
	sl_arena *arena;
	sl_findings *findings;
	const sl_content_type *type; /* whose templates are being read */
	bool held;
} assembly;

static sl_source source_of(const assembly *a, const sl_yaml *node)
{
	const sl_source source = {a->path, node->line, node->column};

	return source;
}

static void refuse(assembly *a, uint16_t rule, const sl_yaml *node, const char *detail)
{
	sl_findings_source(a->findings, rule, source_of(a, node), "%s", detail);
	a->held = false;
}

/* Whether node is a map that has all of the keys, and none but these and the optional ones. */
static bool has_keys(assembly *a, const sl_yaml *node, const char *const *keys,
                     const char *const *optional)
{
	bool right = true;
	uint32_t i;
	size_t k;

	if (node->kind != SL_YAML_MAP) {
		refuse(a, SL_RULE_VALUE_INVALID, node, "a map is expected here");
		return false;
	}
	for (k = 0; keys[k]; k++)
		if (!sl_yaml_get(node, keys[k])) {
			sl_findings_source(a->findings, SL_RULE_KEY_MISSING, source_of(a, node),
			                   "%s", keys[k]);
			right = false;
		}
	for (i = 0; i < node->count; i++) {
		const sl_yaml *key = node->of.pairs[i].key;
		bool known = false;

		for (k = 0; keys[k]; k++)
			known = known || sl_text_is(key->text, keys[k]);
		for (k = 0; optional[k]; k++)
			known = known || sl_text_is(key->text, optional[k]);
		if (!known) {
			refuse(a, SL_RULE_UNKNOWN_KEY, key,
			       sl_text_printable(a->arena, key->text, 64));
			right = false;
		}
	}
	a->held = a->held && right;
	return right;
}

static uint64_t read_number(assembly *a, const sl_yaml *node, uint64_t most)
{
	uint64_t number = 0;
	char detail[64];

	if (node->kind == SL_YAML_SCALAR && !node->quoted && sl_text_to_u64(node->text, &number) &&
	    number <= most)
		return number;
	snprintf(detail, sizeof detail, "a number from 0 to %" PRIu64 " is expected here", most);
	refuse(a, SL_RULE_VALUE_INVALID, node, detail);
	return 0;
}

static uint64_t number_under(assembly *a, const sl_yaml *map, const char *key, uint64_t most)
{
	return read_number(a, sl_yaml_get(map, key), most);
}

static sl_text read_text(assembly *a, const sl_yaml *node)
{
	const sl_text none = {"", 0};
	bool boolean;
	int64_t integer;

	if (node->kind == SL_YAML_SCALAR &&
	    (node->quoted || sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_STRING))
		return node->text;
	refuse(a, SL_RULE_VALUE_INVALID, node,
	       "a text is expected here: in quotes, if it looks like more");
	return none;
}

static sl_text text_under(assembly *a, const sl_yaml *map, const char *key)
{
	return read_text(a, sl_yaml_get(map, key));
}

/* The number behind a word; read is one of the functions of words.h. */
static uint8_t word_under(assembly *a, const sl_yaml *map, const char *key,
                          bool (*read)(sl_text name, uint8_t *out))
{
	const sl_yaml *node = sl_yaml_get(map, key);
	uint8_t number = 0;

	if (node->kind != SL_YAML_SCALAR || !read(node->text, &number))
		refuse(a, SL_RULE_VALUE_INVALID, node, "not one of the words that this key takes");
	return number;
}

/* The list under a key; NULL, and a finding, if it is something else. */
static const sl_yaml *list_under(assembly *a, const sl_yaml *map, const char *key)
{
	const sl_yaml *node = sl_yaml_get(map, key);

	if (node->kind == SL_YAML_LIST)
		return node;
	refuse(a, SL_RULE_VALUE_INVALID, node, "a list is expected here");
	return NULL;
}

/* A field by its name, or, as a plain number, by its place: names need not be unique in the bytes. */
static uint32_t read_field(assembly *a, const sl_yaml *node)
{
	const sl_content_type *type = a->type;
	uint32_t i, found = 0, count = 0;
	uint64_t number;

	if (node->kind == SL_YAML_SCALAR && !node->quoted && sl_text_to_u64(node->text, &number)) {
		if (number < type->field_count)
			return (uint32_t)number;
		refuse(a, SL_RULE_VALUE_INVALID, node, "the type has fewer fields");
		return 0;
	}
	for (i = 0; node->kind == SL_YAML_SCALAR && i < type->field_count; i++)
		if (sl_text_equal(type->fields[i].name, node->text)) {
			found = i;
			count++;
		}
	if (count == 1)
		return found;
	refuse(a, SL_RULE_VALUE_INVALID, node,
	       count ? "several fields of the type have this name: give the number of the one"
	             : "the type has no field of this name");
	return 0;
}

static void read_value(assembly *a, const sl_yaml *node, enum chan_value_kind kind, sl_value *out)
{
	switch (kind) {
	case CHAN_VALUE_STRING:
		out->text = read_text(a, node);
		break;
	case CHAN_VALUE_INTEGER:
		if (node->kind != SL_YAML_SCALAR || node->quoted ||
		    !sl_text_to_i64(node->text, &out->integer))
			refuse(a, SL_RULE_VALUE_INVALID, node, "a 64-bit number is expected here");
		break;
	case CHAN_VALUE_NETWORK:
		if (node->kind != SL_YAML_SCALAR ||
		    sl_network_read(node->text, &out->network) != SL_NETWORK_OK)
			refuse(a, SL_RULE_VALUE_INVALID, node,
			       "a network such as 10.0.0.0/8 is expected here");
		break;
	case CHAN_VALUE_FIELD:
		out->field = read_field(a, node);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

static void read_flags(assembly *a, const sl_yaml *map, sl_criterion *out)
{
	const sl_yaml *list = list_under(a, map, "flags");
	uint8_t flag;
	uint32_t i;

	for (i = 0; list && i < list->count; i++) {
		const sl_yaml *item = list->of.items[i];

		if (item->kind != SL_YAML_SCALAR || !sl_flag_read(item->text, &flag))
			refuse(a, SL_RULE_VALUE_INVALID, item, "a flag is cased or multiline");
		else if (out->flags & flag)
			refuse(a, SL_RULE_VALUE_INVALID, item, "the flag stands here twice");
		else
			out->flags |= flag;
	}
}

static void read_values(assembly *a, const sl_yaml *map, sl_criterion *out)
{
	const enum chan_value_kind kind = chan_operator_value_kind(out->operation);
	const sl_yaml *list = list_under(a, map, "values");
	uint32_t i;

	if (!list)
		return;
	if (kind == CHAN_VALUE_NONE) {
		refuse(a, SL_RULE_VALUE_INVALID, list, "the operator takes no values");
		return;
	}
	out->value_count = list->count;
	out->values = sl_arena_alloc(a->arena, list->count, sizeof *out->values);
	for (i = 0; i < list->count; i++)
		read_value(a, list->of.items[i], kind, &out->values[i]);
}

static void read_criterion(assembly *a, const sl_yaml *node, sl_criterion *out)
{
	static const char *const keys[] = {"field", "operator", NULL};
	static const char *const optional[] = {"flags", "values", NULL};
	const sl_yaml *operation;

	out->source = source_of(a, node);
	if (!has_keys(a, node, keys, optional))
		return;
	out->field = (uint16_t)read_field(a, sl_yaml_get(node, "field"));
	operation = sl_yaml_get(node, "operator");
	out->operation = operation->kind == SL_YAML_SCALAR ? sl_operator_read(operation->text) : 0;
	if (out->operation == 0) {
		refuse(a, SL_RULE_VALUE_INVALID, operation, "not an operator of the format");
		return;
	}
	if (sl_yaml_get(node, "flags"))
		read_flags(a, node, out);
	if (sl_yaml_get(node, "values"))
		read_values(a, node, out);
}

static void read_condition(assembly *a, const sl_yaml *map, sl_template *out)
{
	const sl_yaml *list = list_under(a, map, "condition");
	uint64_t number;
	uint32_t i;

	if (!list)
		return;
	out->instruction_count = list->count;
	out->instructions = sl_arena_alloc(a->arena, list->count, sizeof *out->instructions);
	for (i = 0; i < list->count; i++) {
		const sl_yaml *item = list->of.items[i];

		if (item->kind == SL_YAML_SCALAR &&
		    sl_instruction_read(item->text, &out->instructions[i]))
			continue;
		if (item->kind == SL_YAML_SCALAR && !item->quoted &&
		    sl_text_to_u64(item->text, &number) && number < out->criterion_count &&
		    number < CHAN_PUSH_LIMIT)
			out->instructions[i] = (uint16_t)number;
		else
			refuse(a, SL_RULE_VALUE_INVALID, item,
			       "not the number of a criterion above, and, or, not");
	}
}

static void read_template(assembly *a, const sl_yaml *node, uint32_t type, sl_template *out)
{
	static const char *const keys[] = {"id",    "title",  "author",   "link",      "action",
	                                   "level", "status", "criteria", "condition", NULL};
	static const char *const optional[] = {NULL};
	const sl_yaml *list;
	uint32_t i;

	out->type = type;
	out->source = source_of(a, node);
	if (!has_keys(a, node, keys, optional))
		return;
	if (!sl_uuid_read(text_under(a, node, "id"), out->uuid))
		refuse(a, SL_RULE_VALUE_INVALID, sl_yaml_get(node, "id"),
		       "a UUID is expected here");
	out->title = text_under(a, node, "title");
	out->author = text_under(a, node, "author");
	out->link = text_under(a, node, "link");
	out->action = word_under(a, node, "action", sl_action_read);
	out->level = word_under(a, node, "level", sl_level_read);
	out->status = word_under(a, node, "status", sl_status_read);
	list = list_under(a, node, "criteria");
	if (list) {
		out->criterion_count = list->count;
		out->criteria = sl_arena_alloc(a->arena, list->count, sizeof *out->criteria);
		for (i = 0; i < list->count; i++)
			read_criterion(a, list->of.items[i], &out->criteria[i]);
	}
	read_condition(a, node, out);
}

static void read_fields(assembly *a, const sl_yaml *map, sl_content_type *out)
{
	static const char *const keys[] = {"name", "kind", NULL};
	static const char *const optional[] = {NULL};
	const sl_yaml *list = list_under(a, map, "fields");
	enum chan_field_kind kind;
	uint32_t i;

	if (!list)
		return;
	out->field_count = list->count;
	out->fields = sl_arena_alloc(a->arena, list->count, sizeof *out->fields);
	for (i = 0; i < list->count; i++) {
		const sl_yaml *node = list->of.items[i];
		const sl_yaml *word;

		if (!has_keys(a, node, keys, optional))
			continue;
		out->fields[i].name = text_under(a, node, "name");
		word = sl_yaml_get(node, "kind");
		if (word->kind == SL_YAML_SCALAR && sl_field_kind_read(word->text, &kind))
			out->fields[i].kind = (uint16_t)kind;
		else
			refuse(a, SL_RULE_VALUE_INVALID, word, "a kind is string, integer or ip");
	}
}

/* Reads a type, and appends its templates, for which there is room. */
static void read_type(assembly *a, const sl_yaml *node, sl_content *content, uint32_t index)
{
	sl_content_type *out = &content->types[index];
	const sl_yaml *list = sl_yaml_get(node, "templates");
	uint32_t i;

	out->name = text_under(a, node, "name");
	out->id = (uint32_t)number_under(a, node, "id", UINT32_MAX);
	out->version = (uint32_t)number_under(a, node, "version", UINT32_MAX);
	read_fields(a, node, out);
	a->type = out;
	if (list->count == 0)
		refuse(a, SL_RULE_VALUE_INVALID, list, "a type without a template");
	for (i = 0; i < list->count; i++)
		read_template(a, list->of.items[i], index,
		              &content->templates[content->template_count++]);
}

/* False: the types cannot be told apart, and are not read. */
static bool count_templates(assembly *a, const sl_yaml *types, size_t *count)
{
	static const char *const keys[] = {"name", "id", "version", "fields", "templates", NULL};
	static const char *const optional[] = {NULL};
	bool right = true;
	uint32_t i;

	*count = 0;
	for (i = 0; i < types->count; i++) {
		const sl_yaml *type = types->of.items[i];
		const sl_yaml *list;

		if (!has_keys(a, type, keys, optional)) {
			right = false;
			continue;
		}
		list = list_under(a, type, "templates");
		*count += list ? list->count : 0;
		right = right && list;
	}
	return right;
}

static void read_content(assembly *a, const sl_yaml *root, sl_content *out)
{
	static const char *const keys[] = {
		"engine_level", "channel", "content_version", "created_at", "expires_at",
		"types",        NULL};
	static const char *const optional[] = {NULL};
	const sl_yaml *types;
	size_t templates;
	uint32_t i;

	if (!has_keys(a, root, keys, optional))
		return;
	out->engine_level = (uint16_t)number_under(a, root, "engine_level", UINT16_MAX);
	out->channel = (uint32_t)number_under(a, root, "channel", UINT32_MAX);
	out->content_version = number_under(a, root, "content_version", UINT64_MAX);
	out->created_at = number_under(a, root, "created_at", UINT64_MAX);
	out->expires_at = number_under(a, root, "expires_at", UINT64_MAX);
	types = list_under(a, root, "types");
	if (!types || !count_templates(a, types, &templates))
		return;
	out->type_count = types->count;
	out->types = sl_arena_alloc(a->arena, types->count, sizeof *out->types);
	out->templates = sl_arena_alloc(a->arena, templates, sizeof *out->templates);
	for (i = 0; i < types->count; i++)
		read_type(a, types->of.items[i], out, i);
}

bool sl_assemble(const char *path, const uint8_t *text, size_t size, sl_arena *arena,
                 sl_content *out, sl_findings *findings)
{
	assembly a = {.path = path, .arena = arena, .findings = findings, .held = true};
	sl_yaml_documents documents = {NULL, 0};
	sl_source source = {path, 0, 0};
	sl_yaml_fault fault;

	memset(out, 0, sizeof *out);
	if (!sl_yaml_parse(arena, text, size, &documents, &fault)) {
		source.line = fault.line;
		source.column = fault.column;
		sl_findings_source(findings, SL_RULE_YAML, source, "%s", fault.text);
		return false;
	}
	if (documents.count != 1) {
		sl_findings_source(findings, SL_RULE_YAML, source,
		                   "one document is expected, and %zu were found", documents.count);
		return false;
	}
	read_content(&a, documents.items[0], out);
	return a.held;
}
