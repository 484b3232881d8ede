/* Reading a Sigma rule for the naive evaluator: the documents of libyaml, node by node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "naive_parts.h"

/* What is read from. */
typedef struct source {
	yaml_document_t document;
	naive_rule *rule;
} source;

void *naive_take(naive_pool *pool, size_t size)
{
	naive_block *block = calloc(1, sizeof *block + size);

	if (block == NULL) {
		fputs("naive evaluator: no memory\n", stderr);
		abort();
	}
	block->next = pool->blocks;
	pool->blocks = block;
	return block + 1;
}

void naive_pool_free(naive_pool *pool)
{
	while (pool->blocks) {
		naive_block *next = pool->blocks->next;

		free(pool->blocks);
		pool->blocks = next;
	}
}

static void give_up(source *s, const char *why)
{
	if (s->rule->unknown == NULL)
		s->rule->unknown = why;
}

static const yaml_node_t *node(source *s, int id)
{
	return yaml_document_get_node(&s->document, id);
}

static const char *keep(source *s, const void *bytes, size_t size)
{
	char *copy = naive_take(&s->rule->pool, size + 1);

	memcpy(copy, bytes, size);
	return copy;
}

/* A scalar as text; what is none is the empty text and makes the rule unknown. */
static const char *scalar(source *s, const yaml_node_t *n)
{
	if (n->type != YAML_SCALAR_NODE) {
		give_up(s, "a scalar is expected");
		return "";
	}
	if (memchr(n->data.scalar.value, 0, n->data.scalar.length))
		give_up(s, "a NUL in a text");
	return keep(s, n->data.scalar.value, n->data.scalar.length);
}

static const yaml_node_t *member(source *s, const yaml_node_t *map, const char *name)
{
	const yaml_node_pair_t *pair;

	if (map == NULL || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++)
		if (strcmp(scalar(s, node(s, pair->key)), name) == 0)
			return node(s, pair->value);
	return NULL;
}

static bool is_null(const yaml_node_t *n)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
	size_t i;

	if (n->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	for (i = 0; i < sizeof nulls / sizeof *nulls; i++)
		if (strcmp((const char *)n->data.scalar.value, nulls[i]) == 0)
			return true;
	return false;
}

static void set_modifier(source *s, naive_modifiers *m, const char *name)
{
	const struct {
		const char *name;
		bool *flag, *also;
	} known[] = {
		{"contains", &m->contains, NULL},
		{"startswith", &m->startswith, NULL},
		{"endswith", &m->endswith, NULL},
		{"all", &m->all, NULL},
		{"cased", &m->cased, NULL},
		{"neq", &m->neq, NULL},
		{"windash", &m->windash, NULL},
		{"base64", &m->base64, NULL},
		{"base64offset", &m->base64offset, NULL},
		{"wide", &m->utf16le, NULL},
		{"utf16le", &m->utf16le, NULL},
		{"utf16be", &m->utf16be, NULL},
		{"utf16", &m->utf16le, &m->byte_order_mark},
		{"re", &m->re, NULL},
		{"i", &m->ignore_case, NULL},
		{"m", &m->multiline, NULL},
		{"s", &m->re, NULL}, /* the dot matches everything anyway */
		{"cidr", &m->cidr, NULL},
		{"exists", &m->exists, NULL},
		{"fieldref", &m->fieldref, NULL},
		{"gt", &m->gt, NULL},
		{"gte", &m->gte, NULL},
		{"lt", &m->lt, NULL},
		{"lte", &m->lte, NULL},
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		*known[i].flag = true;
		if (known[i].also)
			*known[i].also = true;
		return;
	}
	give_up(s, "a modifier that is not known");
}

/* "Field|one|two". */
static void read_key(source *s, const char *key, naive_item *out)
{
	const char *bar = strchr(key, '|');

	out->field = keep(s, key, bar ? (size_t)(bar - key) : strlen(key));
	if (out->field[0] == 0)
		give_up(s, "a key without a field");
	while (bar) {
		const char *name = bar + 1;
		const char *next = strchr(name, '|');

		set_modifier(s, &out->modifiers,
		             keep(s, name, next ? (size_t)(next - name) : strlen(name)));
		bar = next;
	}
}

static void read_value(source *s, const naive_modifiers *m, const yaml_node_t *n, naive_value *out)
{
	out->text = scalar(s, n);
	out->size = strlen(out->text);
	if (n->type != YAML_SCALAR_NODE)
		return;
	out->is_null = is_null(n);
	if (out->is_null || m->fieldref || m->cidr || m->exists)
		return;
	if (m->re) {
		out->regex = naive_regex_make(out->text, out->size, m->ignore_case, m->multiline);
		if (out->regex == NULL)
			give_up(s, "PCRE2 is not there, or refuses a pattern");
	} else if (!naive_make_globs(&s->rule->pool, m, out)) {
		give_up(s, "a text that cannot be encoded or has too many dashes");
	}
}

static void read_item(source *s, const yaml_node_pair_t *pair, naive_item *out)
{
	const yaml_node_t *n = node(s, pair->value);
	const yaml_node_item_t *child;

	read_key(s, scalar(s, node(s, pair->key)), out);
	if (n->type != YAML_SEQUENCE_NODE) {
		out->values = naive_take(&s->rule->pool, sizeof *out->values);
		out->count = 1;
		read_value(s, &out->modifiers, n, out->values);
		return;
	}
	child = n->data.sequence.items.start;
	out->count = (size_t)(n->data.sequence.items.top - child);
	out->values = naive_take(&s->rule->pool, (out->count + 1) * sizeof *out->values);
	if (out->count == 0)
		give_up(s, "a list of nothing");
	for (size_t i = 0; i < out->count; i++)
		read_value(s, &out->modifiers, node(s, child[i]), &out->values[i]);
}

static void read_detection(source *s, const yaml_node_t *n, naive_detection *out)
{
	size_t i;

	if (n->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *child = n->data.sequence.items.start;

		out->is_list = true;
		out->child_count = (size_t)(n->data.sequence.items.top - child);
		out->children =
			naive_take(&s->rule->pool, (out->child_count + 1) * sizeof *out->children);
		for (i = 0; i < out->child_count; i++)
			read_detection(s, node(s, child[i]), &out->children[i]);
	} else if (n->type == YAML_MAPPING_NODE) {
		const yaml_node_pair_t *pair = n->data.mapping.pairs.start;

		out->item_count = (size_t)(n->data.mapping.pairs.top - pair);
		out->items = naive_take(&s->rule->pool, (out->item_count + 1) * sizeof *out->items);
		for (i = 0; i < out->item_count; i++)
			read_item(s, &pair[i], &out->items[i]);
	} else {
		give_up(s, "a keyword");
	}
}

static void read_conditions(source *s, const yaml_node_t *n)
{
	naive_rule *rule = s->rule;
	size_t i;

	if (n->type != YAML_SEQUENCE_NODE) {
		rule->conditions = naive_take(&rule->pool, sizeof *rule->conditions);
		rule->conditions[0] = scalar(s, n);
		rule->condition_count = 1;
		return;
	}
	rule->condition_count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	rule->conditions =
		naive_take(&rule->pool, (rule->condition_count + 1) * sizeof *rule->conditions);
	for (i = 0; i < rule->condition_count; i++)
		rule->conditions[i] = scalar(s, node(s, n->data.sequence.items.start[i]));
}

static void read_rule(source *s)
{
	const yaml_node_t *root = yaml_document_get_root_node(&s->document);
	const yaml_node_t *detection = member(s, root, "detection");
	const yaml_node_t *id = member(s, root, "id");
	const yaml_node_pair_t *pair;
	naive_rule *rule = s->rule;

	rule->id = id ? scalar(s, id) : "";
	if (detection == NULL || detection->type != YAML_MAPPING_NODE) {
		give_up(s, "no detection");
		return;
	}
	pair = detection->data.mapping.pairs.start;
	rule->selections =
		naive_take(&rule->pool, (size_t)(detection->data.mapping.pairs.top - pair + 1) *
	                                        sizeof *rule->selections);
	for (; pair < detection->data.mapping.pairs.top; pair++) {
		naive_selection *next = &rule->selections[rule->selection_count];

		next->name = scalar(s, node(s, pair->key));
		if (strcmp(next->name, "condition") == 0) {
			read_conditions(s, node(s, pair->value));
		} else {
			read_detection(s, node(s, pair->value), &next->detection);
			rule->selection_count++;
		}
	}
	if (rule->condition_count == 0)
		give_up(s, "no condition");
}

naive_rule *naive_rule_read(const void *yaml, size_t size, size_t document)
{
	source s = {.rule = calloc(1, sizeof *s.rule)};
	yaml_parser_t parser;
	bool is_there = false;
	size_t i;

	if (s.rule == NULL || !yaml_parser_initialize(&parser))
		abort();
	yaml_parser_set_input_string(&parser, yaml, size);
	for (i = 0; i <= document && yaml_parser_load(&parser, &s.document); i++) {
		is_there = i == document && yaml_document_get_root_node(&s.document);
		if (is_there)
			read_rule(&s);
		yaml_document_delete(&s.document);
	}
	yaml_parser_delete(&parser);
	if (!is_there) {
		naive_rule_free(s.rule);
		return NULL;
	}
	return s.rule;
}

static void free_regexes(const naive_detection *detection)
{
	size_t i, k;

	for (i = 0; i < detection->child_count; i++)
		free_regexes(&detection->children[i]);
	for (i = 0; i < detection->item_count; i++)
		for (k = 0; k < detection->items[i].count; k++)
			naive_regex_free(detection->items[i].values[k].regex);
}

void naive_rule_free(naive_rule *rule)
{
	size_t i;

	if (rule == NULL)
		return;
	for (i = 0; i < rule->selection_count; i++)
		free_regexes(&rule->selections[i].detection);
	naive_pool_free(&rule->pool);
	free(rule);
}

const char *naive_rule_id(const naive_rule *rule)
{
	return rule->id;
}

const char *naive_rule_unknown(const naive_rule *rule)
{
	return rule->unknown;
}

enum naive_verdict naive_matches(const naive_rule *rule, const naive_event *event)
{
	naive_look look = {.rule = rule, .event = event};
	bool holds = false;
	size_t i;

	if (rule->unknown)
		return NAIVE_UNKNOWN;
	for (i = 0; i < rule->condition_count; i++)
		holds |= naive_condition_holds(&look, rule->conditions[i]);
	if (look.unknown)
		return NAIVE_UNKNOWN;
	return holds ? NAIVE_YES : NAIVE_NO;
}
