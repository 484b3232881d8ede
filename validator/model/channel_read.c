/* A channel from its YAML document. */
#include "model/channel_read.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_PATH = 4095, LONGEST_REASON = 4096 };

static void read_exclusion(const sl_document *document, const sl_yaml *node, sl_exclusion *out)
{
	static const sl_document_key keys[] = {
		{"rule", true}, {"finding", false}, {"reason", true}};

	out->rule = out->reason = "";
	out->source = sl_document_at(document, node);
	if (!sl_document_keys(document, node, "an exclusion", keys, 3)) {
		return;
	}
	sl_document_text(document, sl_yaml_get(node, "rule"), "rule", LONGEST_PATH, &out->rule);
	sl_document_text(document, sl_yaml_get(node, "reason"), "reason", LONGEST_REASON,
	                 &out->reason);
	sl_document_rule_id(document, sl_yaml_get(node, "finding"), "finding", &out->finding);
}

static int compare_exclusions(const void *left, const void *right)
{
	const sl_exclusion *a = *(const sl_exclusion *const *)left;
	const sl_exclusion *b = *(const sl_exclusion *const *)right;
	int order = strcmp(a->rule, b->rule);

	return order != 0 ? order : (a > b) - (a < b);
}

static void check_exclusions(const sl_document *document, const sl_channel *channel)
{
	const sl_exclusion **order =
		sl_arena_alloc(document->arena, channel->exclude_count, sizeof *order);

	for (uint32_t i = 0; i < channel->exclude_count; i++) {
		order[i] = &channel->exclude[i];
	}
	if (channel->exclude_count > 1) {
		qsort(order, channel->exclude_count, sizeof *order, compare_exclusions);
	}
	for (uint32_t i = 1; i < channel->exclude_count; i++) {
		if (order[i]->rule[0] != '\0' && strcmp(order[i - 1]->rule, order[i]->rule) == 0) {
			sl_findings_source(document->findings, SL_RULE_DUPLICATE_DEFINITION,
			                   order[i]->source,
			                   "%s is excluded twice, also in line %u", order[i]->rule,
			                   order[i - 1]->source.line);
		}
	}
}

static void read_exclude(const sl_document *document, const sl_yaml *node, sl_channel *out)
{
	if (!sl_document_list(document, node, "exclude", "exclusions {rule, finding, reason}")) {
		return;
	}
	out->exclude_count = node->count;
	out->exclude = sl_arena_alloc(document->arena, node->count, sizeof *out->exclude);
	for (uint32_t i = 0; i < node->count; i++) {
		read_exclusion(document, node->of.items[i], &out->exclude[i]);
	}
	check_exclusions(document, out);
}

static void read_action(const sl_document *document, const sl_yaml *node, enum chan_action *out)
{
	static const char *const names[] = {"detect", "prevent", "monitor"};

	for (int i = 0; node != NULL && node->kind == SL_YAML_SCALAR && i < 3; i++) {
		if (sl_text_is(node->text, names[i])) {
			*out = (enum chan_action)(CHAN_ACTION_DETECT + i);
			return;
		}
	}
	if (node != NULL) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, node,
		                  "action must be detect, prevent or monitor");
	}
}

static void read_lifetime(const sl_document *document, const sl_yaml *root, sl_channel *out)
{
	const sl_yaml *expires = sl_yaml_get(root, "expires");

	sl_document_moment(document, sl_yaml_get(root, "created"), "created", &out->created_at);
	sl_document_moment(document, expires, "expires", &out->expires_at);
	if (out->created_at != 0 && out->expires_at != 0 && out->expires_at <= out->created_at) {
		sl_document_fault(document, SL_RULE_VALUE_INVALID, expires,
		                  "expires must be later than created");
	}
}

void sl_channel_read(const sl_document *document, const sl_yaml *root, void *context)
{
	static const sl_document_key keys[] = {
		{"channel", true}, {"version", true},  {"rules", true},   {"exclude", false},
		{"action", false}, {"created", false}, {"expires", false}};
	size_t before = document->findings->errors;
	sl_channel_list *list = context;
	sl_channel channel = {.action = CHAN_ACTION_DETECT,
	                      .source = sl_document_at(document, root)};
	uint64_t number = 0;

	if (!sl_document_keys(document, root, "a channel", keys, sizeof keys / sizeof *keys)) {
		return;
	}
	sl_document_number(document, sl_yaml_get(root, "channel"), "channel", 1, CHAN_MAX_CHANNEL,
	                   &number);
	channel.channel = (uint32_t)number;
	sl_document_number(document, sl_yaml_get(root, "version"), "version", 1, UINT64_MAX,
	                   &channel.version);
	sl_document_texts(document, sl_yaml_get(root, "rules"), "rules", LONGEST_PATH,
	                  &channel.rules, &channel.rule_count);
	read_exclude(document, sl_yaml_get(root, "exclude"), &channel);
	read_action(document, sl_yaml_get(root, "action"), &channel.action);
	read_lifetime(document, root, &channel);
	if (document->findings->errors == before) {
		list->items =
			sl_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
		list->items[list->count++] = channel;
	}
}
