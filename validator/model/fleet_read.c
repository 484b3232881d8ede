/* A build's manifest from its YAML document. */
#include "model/fleet_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "model/ledger.h"

enum { LONGEST_FILE_NAME = 255 };

static void read_supplied(const sl_document *document, const sl_yaml *node, sl_supplied *out)
{
	static const sl_document_key keys[] = {{"name", true}, {"type", false}};
	const sl_yaml *kind;

	out->name = "";
	out->source = sl_document_at(document, node);
	if (node->kind == SL_YAML_SCALAR) {
		sl_document_name(document, node, "an input", &out->name);
		return;
	}
	if (!sl_document_keys(document, node, "an input", keys, 2)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(node, "name"), "name", &out->name);
	kind = sl_yaml_get(node, "type");
	if (kind != NULL &&
	    (kind->kind != SL_YAML_SCALAR || !sl_field_kind_read(kind->text, &out->kind))) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, kind,
		                  "type must be string, integer or ip");
	}
}

static int compare_supplied(const void *left, const void *right)
{
	const sl_supplied *a = *(const sl_supplied *const *)left;
	const sl_supplied *b = *(const sl_supplied *const *)right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : (a > b) - (a < b);
}

static void check_supplied(const sl_document *document, const sl_input *input)
{
	const sl_supplied **order = sl_arena_alloc(document->arena, input->count, sizeof *order);

	for (uint32_t i = 0; i < input->count; i++) {
		order[i] = &input->supplies[i];
	}
	if (input->count > 1) {
		qsort(order, input->count, sizeof *order, compare_supplied);
	}
	for (uint32_t i = 1; i < input->count; i++) {
		if (order[i]->name[0] != '\0' && strcmp(order[i - 1]->name, order[i]->name) == 0) {
			sl_findings_source(document->findings, SL_RULE_DUPLICATE_DEFINITION,
			                   order[i]->source,
			                   "the input %s is supplied twice, also in line %u",
			                   order[i]->name, order[i - 1]->source.line);
		}
	}
}

static void read_supplies(const sl_document *document, const sl_yaml *node, sl_input *out)
{
	if (!sl_document_list(document, node, "supplies", "the names of inputs")) {
		return;
	}
	out->count = node->count;
	out->supplies = sl_arena_alloc(document->arena, node->count, sizeof *out->supplies);
	for (uint32_t i = 0; i < node->count; i++) {
		read_supplied(document, node->of.items[i], &out->supplies[i]);
	}
	check_supplied(document, out);
}

/* In quotes, for eight decimal digits without them are a number to every other reader of YAML. */
static void read_layout(const sl_document *document, const sl_yaml *node, sl_input *out)
{
	uint32_t layout = 0;
	bool good;

	if (node == NULL) {
		return;
	}
	good = node->kind == SL_YAML_SCALAR && node->text.length == 8;
	for (size_t i = 0; good && i < 8; i++) {
		const char byte = node->text.bytes[i];
		const bool digit = byte >= '0' && byte <= '9';

		good = digit || (byte >= 'a' && byte <= 'f');
		layout = layout << 4 | (uint32_t)(digit ? byte - '0' : byte - 'a' + 10);
	}
	if (good) {
		out->has_layout = true;
		out->layout = layout;
	} else {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "layout must be 8 hexadecimal digits in small letters");
	}
}

static void read_input(const sl_document *document, const sl_yaml_pair *pair, sl_input *out)
{
	static const sl_document_key keys[] = {
		{"version", true}, {"layout", false}, {"supplies", true}};
	uint64_t version;

	out->type = "";
	out->source = sl_document_at(document, pair->key);
	sl_document_name(document, pair->key, "the name of a type", &out->type);
	if (!sl_document_keys(document, pair->value, "an entry of inputs", keys, 3)) {
		return;
	}
	read_layout(document, sl_yaml_get(pair->value, "layout"), out);
	if (sl_document_number(document, sl_yaml_get(pair->value, "version"), "version", 1,
	                       UINT32_MAX, &version)) {
		out->version = (uint32_t)version;
	}
	read_supplies(document, sl_yaml_get(pair->value, "supplies"), out);
}

static void read_inputs(const sl_document *document, const sl_yaml *node, sl_build *out)
{
	if (node == NULL) {
		return;
	}
	if (node->kind != SL_YAML_MAP) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "inputs must be a map from types to {version, supplies}");
		return;
	}
	out->input_count = node->count;
	out->inputs = sl_arena_alloc(document->arena, node->count, sizeof *out->inputs);
	for (uint32_t i = 0; i < node->count; i++) {
		read_input(document, &node->of.pairs[i], &out->inputs[i]);
	}
}

static void refuse_operator(const sl_document *document, const sl_yaml *node)
{
	const char *names[CHAN_OPERATOR_LAST], *closest;

	for (uint8_t i = 1; i <= CHAN_OPERATOR_LAST; i++) {
		names[i - 1] = sl_operator_name(i);
	}
	closest = sl_text_closest(node->text, names, CHAN_OPERATOR_LAST);
	sl_document_fault(document, SL_RULE_VALUE_INVALID, node, "there is no operator '%s'%s%s%s",
	                  sl_text_printable(document->arena, node->text, 40),
	                  closest != NULL ? "; did you mean '" : "", closest != NULL ? closest : "",
	                  closest != NULL ? "'?" : "");
}

static void read_operator(const sl_document *document, const sl_yaml *node, sl_build *out)
{
	uint8_t operation = node->kind == SL_YAML_SCALAR ? sl_operator_read(node->text) : 0;

	if (node->kind != SL_YAML_SCALAR) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "an operator must be a name, not a list or a map");
	} else if (operation == 0) {
		refuse_operator(document, node);
	} else if ((out->operators >> operation & 1) != 0) {
		sl_document_fault(document, SL_RULE_DUPLICATE_DEFINITION, node,
		                  "the operator '%s' is there twice", sl_operator_name(operation));
	} else {
		out->operators |= UINT32_C(1) << operation;
	}
}

static void read_operators(const sl_document *document, const sl_yaml *node, sl_build *out)
{
	if (!sl_document_list(document, node, "operators", "the names of operators")) {
		return;
	}
	if (node->count == 0) {
		sl_document_fault(
			document, SL_RULE_VALUE_INVALID, node,
			"a build without operators can run no content: name those that it has");
	}
	for (uint32_t i = 0; i < node->count; i++) {
		read_operator(document, node->of.items[i], out);
	}
}

static void read_limits(const sl_document *document, const sl_yaml *node, sl_limits *out)
{
	static const sl_document_key keys[] = {{"file_bytes", false},
	                                       {"templates", false},
	                                       {"criteria", false},
	                                       {"values", false},
	                                       {"version_bits", false}};
	uint64_t *const members[] = {&out->file_bytes, &out->templates, &out->criteria,
	                             &out->values};
	uint64_t bits;

	*out = (sl_limits){UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64};
	if (node == NULL || !sl_document_keys(document, node, "the map of limits", keys, 5)) {
		return;
	}
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		sl_document_number(document, sl_yaml_get(node, keys[i].name), keys[i].name, 1,
		                   INT64_MAX, members[i]);
	}
	if (sl_document_number(document, sl_yaml_get(node, "version_bits"), "version_bits", 1, 64,
	                       &bits)) {
		out->version_bits = (uint32_t)bits;
	}
}

bool sl_binary_name_fits(sl_text name)
{
	if (name.length == 0 || name.length > LONGEST_FILE_NAME || sl_text_is(name, ".") ||
	    sl_text_is(name, "..") || !sl_text_utf8(name)) {
		return false;
	}
	for (size_t i = 0; i < name.length; i++) {
		const unsigned char byte = (unsigned char)name.bytes[i];

		if (byte < 0x20 || byte == 0x7F || byte == '/') {
			return false;
		}
	}
	return true;
}

static void read_binary(const sl_document *document, const sl_yaml *node, sl_build *out)
{
	static const sl_document_key keys[] = {{"file", true}, {"sha256", true}};
	const sl_yaml *file, *digest;

	if (node == NULL || !sl_document_keys(document, node, "the map of the binary", keys, 2)) {
		return;
	}
	file = sl_yaml_get(node, "file");
	digest = sl_yaml_get(node, "sha256");
	if (sl_document_text(document, file, "file", LONGEST_FILE_NAME, &out->binary_file) &&
	    !sl_binary_name_fits(file->text)) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, file,
		                  "file must be the name of a file, without its folders");
	}
	if (sl_document_text(document, digest, "sha256", 64, &out->binary_sha256) &&
	    !sl_is_sha256(digest->text)) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, digest,
		                  "sha256 must be 64 hexadecimal digits in small letters");
	}
}

void sl_build_read(const sl_document *document, const sl_yaml *root, void *context)
{
	static const sl_document_key keys[] = {
		{"build", true},  {"platform", true},  {"engine", true}, {"binary", false},
		{"inputs", true}, {"operators", true}, {"limits", false}};
	size_t before = document->findings->errors;
	sl_build_list *list = context;
	sl_build build = {.name = "", .platform = "", .source = sl_document_at(document, root)};
	uint64_t engine = 0;

	if (!sl_document_keys(document, root, "a build", keys, sizeof keys / sizeof *keys)) {
		return;
	}
	sl_document_name(document, sl_yaml_get(root, "build"), "build", &build.name);
	sl_document_name(document, sl_yaml_get(root, "platform"), "platform", &build.platform);
	sl_document_number(document, sl_yaml_get(root, "engine"), "engine", 1, UINT16_MAX, &engine);
	build.engine = (uint32_t)engine;
	read_binary(document, sl_yaml_get(root, "binary"), &build);
	read_inputs(document, sl_yaml_get(root, "inputs"), &build);
	read_operators(document, sl_yaml_get(root, "operators"), &build);
	read_limits(document, sl_yaml_get(root, "limits"), &build.limits);
	if (document->findings->errors == before) {
		list->items =
			sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
		list->items[list->count++] = build;
	}
}
