#include <stdlib.h>
#include <string.h>

#include "author/sigma.h"

/* One use of a field in a rule; those of one field are merged at the end. */
typedef struct use {
	sl_text name;
	bool numeric, textual;
} use;

typedef struct uses {
	use *items;
	size_t count, capacity;
} uses;

static void add(uses *list, use one)
{
	if (one.name.length == 0)
		return;
	if (list->count == list->capacity)
		list->items =
			sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = one;
}

static void read_value(uses *list, use *one, unsigned modifiers, const sl_yaml *value)
{
	bool boolean;
	int64_t integer;
	enum sl_yaml_scalar scalar;

	if (value->kind != SL_YAML_SCALAR || modifiers & SL_MOD_EXISTS)
		return;
	scalar = value->quoted ? SL_YAML_STRING : sl_yaml_resolve(value, &boolean, &integer);
	if (modifiers & SL_MOD_FIELDREF)
		add(list, (use){.name = value->text});
	else if (scalar == SL_YAML_INTEGER)
		one->numeric = true;
	else if (scalar != SL_YAML_NULL && !(modifiers & SL_MOD_CIDR) &&
	         !sl_text_is(value->text, "*") && !sl_sigma_integer(value, &integer))
		one->textual = true;
}

/* A key of a selection; modifiers that do not exist are left to the compiler to refuse. */
static void read_item(uses *list, const sl_yaml *key, const sl_yaml *value)
{
	sl_text rest = key->text;
	use one = {.name = rest};
	unsigned modifiers = 0;
	bool first = true;
	uint32_t i;

	while (rest.length > 0) {
		const char *bar = memchr(rest.bytes, '|', rest.length);
		const size_t length = bar ? (size_t)(bar - rest.bytes) : rest.length;
		enum sl_modifier which = sl_modifier_find((sl_text){rest.bytes, length});

		if (first)
			one.name.length = length;
		else if (which != SL_MODIFIER_COUNT)
			modifiers |= 1u << which;
		first = false;
		rest = (sl_text){rest.bytes + length, rest.length - length};
		if (bar)
			rest = (sl_text){rest.bytes + 1, rest.length - 1};
	}
	one.numeric = (modifiers & SL_MOD_COMPARISONS) != 0;
	one.textual = (modifiers & (SL_MOD_TEXT | SL_MOD_RE)) != 0;
	for (i = 0; value->kind == SL_YAML_LIST && i < value->count; i++)
		read_value(list, &one, modifiers, value->of.items[i]);
	read_value(list, &one, modifiers, value);
	add(list, one);
}

/* The depth is the YAML reader's to bound. */
static void read_node(uses *list, const sl_yaml *node)
{
	uint32_t i;

	for (i = 0; node->kind == SL_YAML_LIST && i < node->count; i++)
		read_node(list, node->of.items[i]);
	for (i = 0; node->kind == SL_YAML_MAP && i < node->count; i++)
		read_item(list, node->of.pairs[i].key, node->of.pairs[i].value);
}

static int compare_uses(const void *a, const void *b)
{
	const use *x = a, *y = b;

	return sl_text_compare(x->name, y->name);
}

static void merge(uses *list, sl_arena *arena, sl_rule_use *out)
{
	sl_rule_field *field = NULL;
	size_t i;

	out->fields = sl_arena_alloc(arena, list->count, sizeof *out->fields);
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, compare_uses);
	for (i = 0; i < list->count; i++) {
		const use *one = &list->items[i];

		if (!field || !sl_text_equal(field->name, one->name)) {
			field = &out->fields[out->field_count++];
			field->name = sl_text_copy(arena, one->name);
		}
		field->text_used = field->text_used || one->textual;
		field->numeric_only = field->numeric_only || one->numeric;
	}
	for (i = 0; i < out->field_count; i++)
		out->fields[i].numeric_only =
			out->fields[i].numeric_only && !out->fields[i].text_used;
}

static const char *part(sl_arena *arena, const sl_yaml *source, const char *key)
{
	const sl_yaml *node = sl_yaml_get(source, key);

	if (!node || node->kind != SL_YAML_SCALAR)
		return "";
	return sl_arena_copy(arena, node->text.bytes, node->text.length);
}

/* False: the document is no rule, or none with a log source. */
static bool read_document(const sl_yaml *document, sl_arena *arena, sl_rule_use *out)
{
	const sl_yaml *source = sl_yaml_get(document, "logsource");
	const sl_yaml *detection = sl_yaml_get(document, "detection");
	uses list = {0};
	uint32_t i;

	if (!source || !detection || detection->kind != SL_YAML_MAP ||
	    sl_yaml_get(document, "correlation") || sl_yaml_get(document, "action"))
		return false;
	out->logsource.product = part(arena, source, "product");
	out->logsource.category = part(arena, source, "category");
	out->logsource.service = part(arena, source, "service");
	out->source.line = document->line;
	out->source.column = document->column;
	for (i = 0; i < detection->count; i++)
		if (!sl_text_is(detection->of.pairs[i].key->text, "condition"))
			read_node(&list, detection->of.pairs[i].value);
	merge(&list, arena, out);
	free(list.items);
	return *out->logsource.product || *out->logsource.category || *out->logsource.service;
}

size_t sl_rule_uses(const char *path, const uint8_t *bytes, size_t size, sl_arena *arena,
                    sl_rule_use **out)
{
	sl_arena tree;
	sl_yaml_documents documents = {0};
	sl_yaml_fault fault;
	size_t count = 0, i;

	*out = NULL;
	sl_arena_start(&tree);
	if (sl_yaml_parse(&tree, bytes, size, &documents, &fault)) {
		const char *kept = sl_arena_copy(arena, path, strlen(path));

		*out = sl_arena_alloc(arena, documents.count, sizeof **out);
		for (i = 0; i < documents.count; i++) {
			(*out)[count] = (sl_rule_use){.source.path = kept};
			count += read_document(documents.items[i], arena, &(*out)[count]);
		}
	}
	sl_arena_free(&tree);
	return count;
}
