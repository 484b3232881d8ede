#include "author/sigma.h"

/* The text of a part of the log source; "" and a finding if it is none. */
static const char *part(sl_sigma *rule, const sl_yaml *node)
{
	bool boolean;
	int64_t integer;

	if (node->kind != SL_YAML_SCALAR || node->text.length == 0 ||
	    (!node->quoted && sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_NULL)) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "a part of a log source is a text");
		return "";
	}
	return sl_arena_copy(&rule->file->arena, node->text.bytes, node->text.length);
}

bool sl_sigma_logsource(sl_sigma *rule, sl_logsource *out)
{
	const sl_yaml *map = sl_yaml_get(rule->document, "logsource");
	const size_t errors = rule->compiler->findings->errors;
	bool any = false;
	uint32_t i;

	*out = (sl_logsource){"", "", ""};
	if (!map) {
		sl_sigma_say(rule, SL_RULE_KEY_MISSING, NULL, "a rule needs a logsource");
		return false;
	}
	if (map->kind != SL_YAML_MAP) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, map, "a logsource is a map");
		return false;
	}
	for (i = 0; i < map->count; i++) {
		const sl_yaml *key = map->of.pairs[i].key, *value = map->of.pairs[i].value;

		if (sl_text_is(key->text, "definition"))
			continue;
		any = true;
		if (sl_text_is(key->text, "product"))
			out->product = part(rule, value);
		else if (sl_text_is(key->text, "category"))
			out->category = part(rule, value);
		else if (sl_text_is(key->text, "service"))
			out->service = part(rule, value);
		else
			sl_sigma_say(
				rule, SL_RULE_UNKNOWN_KEY, key,
				"a logsource has product, category, service and definition, not %s",
				sl_sigma_show(rule, key->text));
	}
	if (!any)
		sl_sigma_say(rule, SL_RULE_KEY_MISSING, map,
		             "a logsource needs a product, a category or a service");
	return rule->compiler->findings->errors == errors;
}
