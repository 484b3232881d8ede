#include <string.h>

#include "author/sigma.h"

/* The value of a key that holds a text; NULL if there is none, or if it is none, which is said. */
static const sl_yaml *text_of(sl_sigma *rule, const char *key, bool required)
{
	const sl_yaml *node = sl_yaml_get(rule->document, key);
	bool boolean;
	int64_t integer;

	if (!node) {
		if (required)
			sl_sigma_say(rule, SL_RULE_KEY_MISSING, NULL, "a rule needs %s %s",
			             key[0] == 'i' ? "an" : "a", key);
		return NULL;
	}
	if (node->kind != SL_YAML_SCALAR ||
	    (!node->quoted && sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_NULL)) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "the %s is a text", key);
		return NULL;
	}
	return node;
}

/* A text that goes into the channel file. */
static sl_text string_of(sl_sigma *rule, const sl_yaml *node)
{
	if (!node)
		return (sl_text){"", 0};
	if (node->text.length > CHAN_MAX_STRING)
		sl_sigma_say(rule, SL_RULE_EXPANSION_LIMIT, node,
		             "the text is %zu bytes long, of at most %u", node->text.length,
		             CHAN_MAX_STRING);
	return node->text;
}

/* The number of a word in a list, from 1; 0 if the key is absent. */
static uint8_t word_of(sl_sigma *rule, const char *key, const char *const *words, uint8_t count)
{
	const sl_yaml *node = text_of(rule, key, false);
	uint8_t i;

	if (!node)
		return 0;
	for (i = 0; i < count; i++)
		if (sl_text_is(node->text, words[i]))
			return (uint8_t)(i + 1);
	sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node, "%s is no %s",
	             sl_sigma_show(rule, node->text), key);
	return 0;
}

static void read_id(sl_sigma *rule)
{
	static const uint8_t nil[16];
	const sl_yaml *node = text_of(rule, "id", true);

	if (!node)
		return;
	if (!sl_uuid_read(node->text, rule->uuid) || memcmp(rule->uuid, nil, sizeof nil) == 0) {
		memset(rule->uuid, 0, sizeof rule->uuid);
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "the id is no UUID of 8-4-4-4-12 digits: %s",
		             sl_sigma_show(rule, node->text));
		return;
	}
	rule->has_uuid = true;
}

static void check_unique(sl_sigma *rule)
{
	const sl_template *other =
		rule->has_uuid ? sl_compiler_find(rule->compiler, rule->uuid) : NULL;

	if (other)
		sl_sigma_say(rule, SL_RULE_DUPLICATE_UUID, sl_yaml_get(rule->document, "id"),
		             "the rule at %s:%u has this id too", other->source.path,
		             (unsigned)other->source.line);
}

/* Where the rule is explained: the first of its references. */
static sl_text read_link(sl_sigma *rule)
{
	const sl_yaml *node = sl_yaml_get(rule->document, "references");
	bool boolean;
	int64_t integer;

	if (node && node->kind == SL_YAML_LIST)
		node = node->count ? node->of.items[0] : NULL;
	if (!node || (node->kind == SL_YAML_SCALAR && !node->quoted &&
	              sl_yaml_resolve(node, &boolean, &integer) == SL_YAML_NULL))
		return (sl_text){"", 0};
	if (node->kind != SL_YAML_SCALAR) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, node,
		             "the references are a list of texts");
		return (sl_text){"", 0};
	}
	return string_of(rule, node);
}

static void read_header(sl_sigma *rule, sl_sigma_header *out)
{
	static const char *const levels[] = {"informational", "low", "medium", "high", "critical"};
	static const char *const statuses[] = {"stable", "test", "experimental", "deprecated",
	                                       "unsupported"};
	const sl_yaml *title;

	read_id(rule);
	check_unique(rule);
	title = text_of(rule, "title", true);
	if (title && title->text.length == 0)
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, title, "the title is empty");
	out->title = string_of(rule, title);
	out->author = string_of(rule, text_of(rule, "author", false));
	out->link = read_link(rule);
	out->level = word_of(rule, "level", levels, sizeof levels / sizeof *levels);
	out->status = word_of(rule, "status", statuses, sizeof statuses / sizeof *statuses);
}

static void read_type(sl_sigma *rule)
{
	sl_logsource source;

	if (!sl_sigma_logsource(rule, &source))
		return;
	rule->type = sl_catalog_logsource(rule->compiler->catalog, &source);
	if (!rule->type)
		sl_sigma_say(rule, SL_RULE_NO_TYPE, sl_yaml_get(rule->document, "logsource"),
		             "no type has the log source product %s, category %s, service %s",
		             sl_sigma_show(rule,
		                           sl_text_of(*source.product ? source.product : "(none)")),
		             sl_sigma_show(rule, sl_text_of(*source.category ? source.category
		                                                             : "(none)")),
		             sl_sigma_show(rule, sl_text_of(*source.service ? source.service
		                                                            : "(none)")));
}

static void read_detection(sl_sigma *rule)
{
	const sl_yaml *detection = sl_yaml_get(rule->document, "detection");
	const sl_yaml *condition;

	if (!detection) {
		sl_sigma_say(rule, SL_RULE_KEY_MISSING, NULL, "a rule needs a detection");
		return;
	}
	if (detection->kind != SL_YAML_MAP) {
		sl_sigma_say(rule, SL_RULE_VALUE_INVALID, detection, "a detection is a map");
		return;
	}
	sl_sigma_detection(rule, detection);
	condition = sl_yaml_get(detection, "condition");
	if (!condition)
		sl_sigma_say(rule, SL_RULE_KEY_MISSING, detection, "a detection needs a condition");
	else if (!rule->over)
		sl_sigma_condition(rule, condition);
}

/* Documents of the Sigma family that are no rule; said, and not read further. */
static bool is_foreign(sl_sigma *rule)
{
	static const struct foreign {
		const char *key;
		uint16_t id;
		const char *what;
	} kinds[] = {
		{"correlation", SL_RULE_CORRELATION,
	         "a correlation looks at several events; a rule sees one"},
		{"filter", SL_RULE_SIGMA_NOT_SUPPORTED,
	         "a filter changes other rules; write it into each of them"},
		{"action", SL_RULE_SIGMA_NOT_SUPPORTED,
	         "collections with an action are no part of Sigma 2; write each rule in full"},
	};
	const sl_yaml *key;
	size_t i;
	uint32_t j;

	for (j = 0; j < rule->document->count; j++) {
		key = rule->document->of.pairs[j].key;
		for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			if (!sl_text_is(key->text, kinds[i].key))
				continue;
			sl_sigma_say(rule, kinds[i].id, key, "%s", kinds[i].what);
			return true;
		}
	}
	return false;
}

void sl_sigma_compile(sl_compiler *compiler, sl_sigma_file *file, const sl_yaml *document)
{
	sl_sigma rule = {.compiler = compiler, .file = file, .document = document};
	sl_sigma_header header = {.level = 0};
	const size_t errors = compiler->findings->errors;

	compiler->criterion_count = 0;
	compiler->selection_count = 0;
	compiler->words.count = 0;
	compiler->program.count = 0;
	if (document->kind != SL_YAML_MAP) {
		sl_sigma_say(&rule, SL_RULE_VALUE_INVALID, document, "a rule is a map");
		return;
	}
	if (is_foreign(&rule))
		return;
	read_header(&rule, &header);
	read_type(&rule);
	read_detection(&rule);
	if (compiler->findings->errors == errors)
		sl_sigma_template(&rule, &header);
}
