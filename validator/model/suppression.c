#include "model/suppression.h"

#include <string.h>

enum { LONGEST_TEXT = 4096, MOST_SUPPRESSIONS = 1000 };

bool sl_rule_can_be_suppressed(const sl_rule *rule)
{
	const unsigned family = rule->id / 1000;

	return family != 1 && family != 9 && rule->id != SL_RULE_INPUT_NOT_SUPPLIED &&
	       rule->id != SL_RULE_SENSOR_FAILED &&
	       !(family == 6 && rule->severity == CHAN_ERROR) &&
	       rule->id != SL_RULE_SUPPRESSION_EXPIRED && rule->id != SL_RULE_SUPPRESSION_UNUSED;
}

static void read_rule(const sl_document *document, const sl_yaml *node, sl_suppression *out)
{
	if (sl_document_rule_id(document, node, "rule", &out->rule) &&
	    !sl_rule_can_be_suppressed(sl_rule_find(out->rule))) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "CH%04u cannot be suppressed: nobody can answer for it",
		                  out->rule);
	}
}

static void read_template(const sl_document *document, const sl_yaml *node,
                          sl_suppression_scope *out)
{
	if (node == NULL) {
		return;
	}
	out->has_template =
		node->kind == SL_YAML_SCALAR && sl_uuid_read(node->text, out->template_uuid);
	if (!out->has_template) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "template must be the id of a rule: "
		                  "0ce2a1c4-8a43-4d0f-9b6e-6e1d4c3c7c11");
	}
}

static void read_scope(const sl_document *document, const sl_yaml *node, sl_suppression_scope *out)
{
	static const sl_document_key keys[] = {{"channel", false},
	                                       {"template", false},
	                                       {"field", false},
	                                       {"file", false},
	                                       {"builds", false}};
	uint64_t channel = 0;

	if (node == NULL ||
	    !sl_document_keys(document, node, "a scope", keys, sizeof keys / sizeof *keys)) {
		return;
	}
	if (node->count == 0) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "scope must name a channel, template, field, file or builds: "
		                  "nobody can answer for every finding of a rule");
	}
	out->has_channel = sl_document_number(document, sl_yaml_get(node, "channel"), "channel", 1,
	                                      CHAN_MAX_CHANNEL, &channel);
	out->channel = (uint32_t)channel;
	read_template(document, sl_yaml_get(node, "template"), out);
	sl_document_name(document, sl_yaml_get(node, "field"), "field", &out->field);
	sl_document_text(document, sl_yaml_get(node, "file"), "file", LONGEST_TEXT, &out->file);
	sl_document_texts(document, sl_yaml_get(node, "builds"), "builds", CHAN_MAX_NAME,
	                  &out->builds, &out->build_count);
}

static void read_one(const sl_document *document, const sl_yaml *node, sl_suppression *out)
{
	static const sl_document_key keys[] = {{"rule", true},
	                                       {"scope", true},
	                                       {"reason", true},
	                                       {"owner", true},
	                                       {"expires", true}};

	out->source = sl_document_at(document, node);
	if (!sl_document_keys(document, node, "a suppression", keys, sizeof keys / sizeof *keys)) {
		return;
	}
	read_rule(document, sl_yaml_get(node, "rule"), out);
	read_scope(document, sl_yaml_get(node, "scope"), &out->scope);
	sl_document_text(document, sl_yaml_get(node, "reason"), "reason", LONGEST_TEXT,
	                 &out->reason);
	sl_document_text(document, sl_yaml_get(node, "owner"), "owner", LONGEST_TEXT, &out->owner);
	sl_document_moment(document, sl_yaml_get(node, "expires"), "expires", &out->expires_at);
}

void sl_suppressions_read(const sl_document *document, const sl_yaml *node, sl_suppressions *out)
{
	if (!sl_document_list(document, node, "suppressions", "suppressions")) {
		return;
	}
	if (node->count > MOST_SUPPRESSIONS) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "%u suppressions, of at most %d", node->count, MOST_SUPPRESSIONS);
		return;
	}
	out->items = sl_arena_alloc(document->arena, (size_t)node->count + 1, sizeof *out->items);
	for (uint32_t i = 0; i < node->count; i++) {
		const size_t before = document->findings->errors;
		sl_suppression *one = &out->items[out->count];

		*one = (sl_suppression){0};
		read_one(document, node->of.items[i], one);
		out->count += document->findings->errors == before;
	}
}

static const char *copy(sl_arena *arena, const char *text)
{
	return text == NULL ? NULL : sl_arena_copy(arena, text, strlen(text));
}

sl_suppressions sl_suppressions_copy(const sl_suppressions *from, sl_arena *arena)
{
	sl_suppressions to = {sl_arena_alloc(arena, (size_t)from->count + 1, sizeof *to.items),
	                      from->count};

	for (uint32_t i = 0; i < from->count; i++) {
		sl_suppression *one = &to.items[i];
		const char **builds;

		*one = from->items[i];
		builds = sl_arena_alloc(arena, (size_t)one->scope.build_count + 1, sizeof *builds);
		for (uint32_t k = 0; k < one->scope.build_count; k++) {
			builds[k] = copy(arena, one->scope.builds[k]);
		}
		one->scope.builds = builds;
		one->scope.field = copy(arena, one->scope.field);
		one->scope.file = copy(arena, one->scope.file);
		one->reason = copy(arena, one->reason);
		one->owner = copy(arena, one->owner);
		one->source.path = copy(arena, one->source.path);
	}
	return to;
}
