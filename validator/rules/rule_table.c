/* The rule table, made from rules.def. */
#include "rules/finding.h"

const sl_rule sl_rules[] = {
#define RULE(id, name, severity, section, classes, text) \
	{(id), #name, severity, section, classes, text},
#define GONE(id, why)
#include "rules/rules.def"
#undef RULE
#undef GONE
};
const size_t sl_rule_count = sizeof sl_rules / sizeof *sl_rules;

/* Two lines with one id, live or gone, are two equal labels: they do not compile. */
static bool is_live(unsigned id)
{
	switch (id) {
#define RULE(number, name, severity, section, classes, text) \
	case (number):                                       \
		return true;
#define GONE(number, why) \
	case (number):    \
		return false;
#include "rules/rules.def"
#undef RULE
#undef GONE
	default:
		return false;
	}
}

const sl_rule *sl_rule_find(unsigned id)
{
	size_t first = 0, end = sl_rule_count;

	if (!is_live(id)) {
		return NULL;
	}
	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (sl_rules[middle].id == id) {
			return &sl_rules[middle];
		}
		if (sl_rules[middle].id < id) {
			first = middle + 1;
		} else {
			end = middle;
		}
	}
	return NULL;
}
