#include "author/sigma.h"

/* Calls itself as deep as lists are nested, which the YAML reader bounds (SL_YAML_MAX_DEPTH). */
static bool append_node(sl_sigma *rule, const sl_yaml *node);

/* A map: its keys must all hold. */
static bool append_map(sl_sigma *rule, const sl_yaml *map)
{
	size_t operands = 0;
	uint32_t i;

	for (i = 0; i < map->count && !rule->over; i++)
		sl_sigma_join(&rule->compiler->words,
		              sl_sigma_item(rule, map->of.pairs[i].key, map->of.pairs[i].value),
		              &operands, CHAN_WORD_AND);
	return operands > 0;
}

/* A list: alternatives. */
static bool append_list(sl_sigma *rule, const sl_yaml *list)
{
	size_t operands = 0;
	uint32_t i;

	for (i = 0; i < list->count && !rule->over; i++)
		sl_sigma_join(&rule->compiler->words, append_node(rule, list->of.items[i]),
		              &operands, CHAN_WORD_OR);
	return operands > 0;
}

static bool append_node(sl_sigma *rule, const sl_yaml *node)
{
	if (node->kind == SL_YAML_SCALAR) {
		sl_sigma_say(rule, SL_RULE_KEYWORDS, node,
		             "a value without a field is looked for in the whole event, which no "
		             "input holds");
		return false;
	}
	if (node->count == 0) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "an empty %s selects nothing",
		             node->kind == SL_YAML_MAP ? "map" : "list");
		return false;
	}
	return node->kind == SL_YAML_MAP ? append_map(rule, node) : append_list(rule, node);
}

/* Keywords are said once for a list, not for each of them: a list may be long. */
static bool is_keywords(const sl_yaml *node)
{
	uint32_t i;

	if (node->kind != SL_YAML_LIST || node->count == 0)
		return false;
	for (i = 0; i < node->count; i++)
		if (node->of.items[i]->kind != SL_YAML_SCALAR)
			return false;
	return true;
}

static void append_selection(sl_sigma *rule, const sl_yaml *key, const sl_yaml *value)
{
	sl_compiler *c = rule->compiler;
	sl_sigma_selection selection = {.name = key->text, .key = key, .first = c->words.count};

	if (c->selection_count == SL_SIGMA_MAX_SELECTIONS) {
		sl_sigma_over(rule, key, "more than 4,096 selections in a rule");
		return;
	}
	(void)append_node(rule, is_keywords(value) ? value->of.items[0] : value);
	selection.count = c->words.count - selection.first;
	c->selections = sl_grow(c->selections, &c->selection_capacity, c->selection_count + 1,
	                        sizeof *c->selections);
	c->selections[c->selection_count++] = selection;
}

void sl_sigma_detection(sl_sigma *rule, const sl_yaml *detection)
{
	uint32_t i;

	for (i = 0; i < detection->count && !rule->over; i++) {
		const sl_yaml *key = detection->of.pairs[i].key;

		if (sl_text_is(key->text, "timeframe"))
			sl_sigma_say(rule, SL_RULE_CORRELATION, key,
			             "a time frame is for several events; a rule sees one");
		else if (!sl_text_is(key->text, "condition"))
			append_selection(rule, key, detection->of.pairs[i].value);
	}
	if (rule->compiler->selection_count == 0)
		sl_sigma_say(rule, SL_RULE_KEY_MISSING, detection,
		             "the detection has no selection");
}
