/*
 * What the format cannot hold, said at the place in the author's file. The bounds are those of FORMAT.md
 * sections 3, 4 and 6; whether the content makes sense is the validator's matter, after the writing.
 */
#include <stdlib.h>
#include <string.h>

#include "author/content.h"

typedef struct checking {
	const sl_content *content;
	sl_findings *findings;
	const sl_template *template; /* NULL: the finding is about a type or the whole content */
	const sl_text *field; /* name of the criterion's field, or NULL */
	sl_source source;
	bool held;
} checking;

static void refuse(checking *c, uint16_t rule, const char *detail)
{
	sl_finding finding = {.rule = rule,
	                      .template_index = -1,
	                      .criterion_index = -1,
	                      .detail = detail,
	                      .source = c->source};
	sl_arena names;

	sl_arena_start(&names);
	if (c->field)
		finding.field = sl_text_printable(&names, *c->field, CHAN_MAX_NAME);
	if (c->template) {
		finding.has_template = true;
		memcpy(finding.template_uuid, c->template->uuid, sizeof finding.template_uuid);
	}
	sl_findings_add(c->findings, &finding);
	sl_arena_free(&names);
	c->held = false;
}

static void demand(checking *c, bool held, uint16_t rule, const char *detail)
{
	if (!held)
		refuse(c, rule, detail);
}

/* FORMAT.md sections 2.4, 3.2 and 3.3. */
static void check_string(checking *c, sl_text text, const char *detail)
{
	if (text.length > CHAN_MAX_STRING)
		refuse(c, SL_RULE_EXPANSION_LIMIT, detail);
	else if (text.length && memchr(text.bytes, 0, text.length))
		refuse(c, CHAN_RULE_STRING_NUL, detail);
	else if (!sl_text_utf8(text))
		refuse(c, CHAN_RULE_STRING_UTF8, detail);
}

static void check_name(checking *c, sl_text text, const char *detail)
{
	demand(c, text.length >= 1 && text.length <= CHAN_MAX_NAME, CHAN_RULE_NAME, detail);
	check_string(c, text, detail);
}

static void check_header(checking *c)
{
	const sl_content *content = c->content;

	demand(c, content->engine_level != 0, CHAN_RULE_ENGINE_LEVEL, NULL);
	demand(c, content->channel >= 1 && content->channel <= CHAN_MAX_CHANNEL, CHAN_RULE_CHANNEL,
	       NULL);
	demand(c, content->content_version != 0, CHAN_RULE_CONTENT_VERSION, NULL);
	demand(c, content->created_at != 0, CHAN_RULE_LIFETIME, NULL);
	demand(c, content->expires_at == 0 || content->expires_at > content->created_at,
	       CHAN_RULE_LIFETIME, NULL);
	demand(c, content->template_count != 0, CHAN_RULE_EMPTY, NULL);
	demand(c, content->template_count <= CHAN_MAX_TEMPLATES, SL_RULE_EXPANSION_LIMIT,
	       "more than 1,048,576 templates");
}

static void check_type(checking *c, const sl_content_type *type)
{
	uint32_t i;

	demand(c, type->id != 0, CHAN_RULE_TYPE_ORDER, "the id of a type is zero");
	demand(c, type->version != 0, CHAN_RULE_TYPE_VERSION, NULL);
	demand(c, type->field_count != 0, CHAN_RULE_FIELD_PARTITION, "a type has no field");
	demand(c, type->field_count <= CHAN_MAX_FIELDS, SL_RULE_EXPANSION_LIMIT,
	       "a type has more than 256 fields");
	check_name(c, type->name, "the name of a type");
	for (i = 0; i < type->field_count && i < CHAN_MAX_FIELDS; i++) {
		check_name(c, type->fields[i].name, "the name of a field");
		demand(c,
		       type->fields[i].kind >= CHAN_KIND_STRING &&
		               type->fields[i].kind <= CHAN_KIND_IP,
		       CHAN_RULE_FIELD_KIND, NULL);
	}
}

/* Bits past the prefix, those of the twelve bytes that family 4 does not use among them. */
static bool network_is_clean(const chan_network *network)
{
	unsigned bit;

	for (bit = network->prefix; bit < 128; bit++)
		if ((network->address[bit / 8] >> (7 - bit % 8)) & 1)
			return false;
	return true;
}

static void check_network(checking *c, const chan_network *network)
{
	const unsigned bits = network->family == 4 ? 32 : 128;

	if (network->family != 4 && network->family != 6)
		refuse(c, CHAN_RULE_NETWORK_FAMILY, NULL);
	else if (network->prefix > bits)
		refuse(c, CHAN_RULE_NETWORK_PREFIX, NULL);
	else if (!network_is_clean(network))
		refuse(c, CHAN_RULE_NETWORK_ADDRESS, NULL);
}

static void check_values(checking *c, const sl_criterion *criterion, uint32_t field_count)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	uint32_t i;

	demand(c, (kind == CHAN_VALUE_NONE) == (criterion->value_count == 0), CHAN_RULE_VALUE_COUNT,
	       NULL);
	for (i = 0; i < criterion->value_count; i++) {
		const sl_value *value = &criterion->values[i];

		if (kind == CHAN_VALUE_STRING)
			check_string(c, value->text, "a value");
		else if (kind == CHAN_VALUE_NETWORK)
			check_network(c, &value->network);
		else if (kind == CHAN_VALUE_FIELD)
			demand(c, value->field < field_count, CHAN_RULE_VALUE_INDEX, NULL);
	}
}

static void check_criterion(checking *c, const sl_criterion *criterion, const sl_content_type *type)
{
	if (criterion->source.path)
		c->source = criterion->source;
	if (criterion->field >= type->field_count)
		refuse(c, CHAN_RULE_FIELD_INDEX, NULL);
	else
		c->field = &type->fields[criterion->field].name;
	if (!chan_operator_known(criterion->operation)) {
		refuse(c, CHAN_RULE_OPERATOR, NULL);
		return;
	}
	demand(c, (criterion->flags & ~chan_operator_flags(criterion->operation)) == 0,
	       CHAN_RULE_CRITERION_FLAGS, NULL);
	check_values(c, criterion, type->field_count);
}

/* FORMAT.md section 6, but for the numbering, which the writer makes. Each template says its first fault. */
static void check_condition(checking *c, const sl_template *template)
{
	bool used[CHAN_PUSH_LIMIT];
	uint32_t i, depth = 0;

	/* Cleared as far as it is used: there may be a million templates. */
	for (i = 0; i < template->criterion_count && i < CHAN_PUSH_LIMIT; i++)
		used[i] = false;
	for (i = 0; i < template->instruction_count; i++) {
		const uint16_t word = template->instructions[i];
		const bool pushes = word < CHAN_PUSH_LIMIT;
		const uint32_t takes = pushes ? 0 : word == CHAN_WORD_NOT ? 1 : 2;

		if (!pushes && word != CHAN_WORD_AND && word != CHAN_WORD_OR &&
		    word != CHAN_WORD_NOT) {
			refuse(c, CHAN_RULE_OPCODE, NULL);
			return;
		}
		if (pushes && word >= template->criterion_count) {
			refuse(c, CHAN_RULE_CRITERION_INDEX, NULL);
			return;
		}
		if (depth < takes) {
			refuse(c, CHAN_RULE_STACK_UNDERFLOW, NULL);
			return;
		}
		if (pushes)
			used[word] = true;
		depth = depth - takes + 1;
		if (depth > CHAN_MAX_DEPTH) {
			refuse(c, SL_RULE_EXPANSION_LIMIT,
			       "the condition needs a stack of more than 64 values");
			return;
		}
	}
	demand(c, depth == 1, CHAN_RULE_STACK_RESULT, NULL);
	for (i = 0; i < template->criterion_count && i < CHAN_PUSH_LIMIT; i++)
		if (!used[i]) {
			if (template->criteria[i].source.path)
				c->source = template->criteria[i].source;
			refuse(c, CHAN_RULE_CRITERION_UNUSED, NULL);
			return;
		}
}

static void check_words(checking *c, const sl_template *template)
{
	demand(c, template->title.length != 0, CHAN_RULE_TEMPLATE_TITLE, NULL);
	check_string(c, template->title, "the title");
	check_string(c, template->author, "the author");
	check_string(c, template->link, "the link");
	demand(c, template->action >= CHAN_ACTION_DETECT && template->action <= CHAN_ACTION_MONITOR,
	       CHAN_RULE_TEMPLATE_ACTION, NULL);
	demand(c, template->level <= CHAN_LEVEL_CRITICAL, CHAN_RULE_TEMPLATE_LEVEL, NULL);
	demand(c, template->status <= CHAN_STATUS_UNSUPPORTED, CHAN_RULE_TEMPLATE_STATUS, NULL);
}

static void check_template(checking *c, const sl_template *template)
{
	static const uint8_t nil[16];
	uint32_t i;

	if (template->type >= c->content->type_count) {
		refuse(c, CHAN_RULE_TEMPLATE_TYPE, NULL);
		return;
	}
	demand(c, memcmp(template->uuid, nil, sizeof nil) != 0, CHAN_RULE_TEMPLATE_UUID,
	       "the id is nil");
	check_words(c, template);
	demand(c, template->criterion_count != 0, CHAN_RULE_CRITERION_PARTITION,
	       "a template has no criterion");
	demand(c, template->criterion_count <= CHAN_MAX_CRITERIA, SL_RULE_EXPANSION_LIMIT,
	       "more than 4,096 criteria");
	demand(c, template->instruction_count <= CHAN_MAX_INSTRUCTIONS, SL_RULE_EXPANSION_LIMIT,
	       "more than 16,384 instructions in the condition");
	for (i = 0; i < template->criterion_count; i++) {
		check_criterion(c, &template->criteria[i], &c->content->types[template->type]);
		c->field = NULL;
		c->source = template->source;
	}
	check_condition(c, template);
}

bool sl_content_check(const sl_content *content, sl_findings *findings)
{
	checking c = {.content = content, .findings = findings, .held = true};
	bool *used = sl_alloc(content->type_count, sizeof *used);
	uint32_t i;

	if (content->template_count)
		c.source.path = content->templates[0].source.path;
	check_header(&c);
	for (i = 0; i < content->template_count; i++) {
		const sl_template *template = &content->templates[i];

		c.template = template;
		c.source = template->source;
		if (template->type < content->type_count && !used[template->type]) {
			used[template->type] = true;
			check_type(&c, &content->types[template->type]);
		}
		check_template(&c, template);
	}
	free(used);
	return c.held;
}
