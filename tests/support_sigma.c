#include "support_sigma.h"

#include <stdlib.h>
#include <string.h>

#include "../fuzz/sigma_catalog.h"
#include "author/network.h"

void support_sigma_compile(support_sigma *s, const char *path, const void *bytes, size_t size)
{
	const sl_catalog catalog = sigma_catalog();
	uint8_t *exact = malloc(size ? size : 1);

	if (!exact)
		abort();
	if (size)
		memcpy(exact, bytes, size);
	memset(s, 0, sizeof *s);
	sl_arena_start(&s->arena);
	sl_findings_start(&s->findings);
	s->rules = sl_compile_rules(&catalog, CHAN_ACTION_DETECT, path, exact, size, &s->arena,
	                            &s->content, &s->findings);
	/* Nothing may still point into the file. */
	if (size)
		memset(exact, 0xa5, size);
	free(exact);
}

void support_sigma_end(support_sigma *s)
{
	sl_findings_free(&s->findings);
	sl_arena_free(&s->arena);
}

static void print_text(sl_buffer *out, sl_text text)
{
	size_t i;

	sl_buffer_byte(out, '"');
	for (i = 0; i < text.length; i++) {
		if ((unsigned char)text.bytes[i] < 0x20)
			sl_buffer_printf(out, "\\x%02x", (unsigned)text.bytes[i]);
		else
			sl_buffer_byte(out, (uint8_t)text.bytes[i]);
	}
	sl_buffer_byte(out, '"');
}

static void print_value(sl_buffer *out, const sl_content_type *type, uint8_t operation,
                        const sl_value *value)
{
	char network[SL_NETWORK_TEXT];

	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		print_text(out, value->text);
		break;
	case CHAN_VALUE_INTEGER:
		sl_buffer_printf(out, "%lld", (long long)value->integer);
		break;
	case CHAN_VALUE_NETWORK:
		sl_network_write(&value->network, network);
		sl_buffer_text(out, network);
		break;
	case CHAN_VALUE_FIELD:
		print_text(out, type->fields[value->field].name);
		break;
	case CHAN_VALUE_NONE:
		abort();
	}
}

static const char *operator_name(uint8_t operation)
{
	static const char *const names[CHAN_OPERATOR_LAST + 1] = {
		"?",  "exact", "prefix", "suffix", "contains", "glob", "regex",    "cidr", "eq",
		"lt", "le",    "gt",     "ge",     "exists",   "null", "fieldref", "any"};

	return names[operation <= CHAN_OPERATOR_LAST ? operation : 0];
}

static void print_criterion(sl_buffer *out, const sl_content_type *type, const sl_criterion *c)
{
	uint32_t i;

	sl_buffer_append(out, type->fields[c->field].name.bytes,
	                 type->fields[c->field].name.length);
	sl_buffer_printf(out, " %s%s%s", operator_name(c->operation),
	                 c->flags & CHAN_FLAG_CASED ? " cased" : "",
	                 c->flags & CHAN_FLAG_MULTILINE ? " multiline" : "");
	for (i = 0; i < c->value_count; i++) {
		sl_buffer_text(out, i ? ", " : " [");
		print_value(out, type, c->operation, &c->values[i]);
	}
	sl_buffer_text(out, c->value_count ? "]; " : "; ");
}

static void print_template(sl_buffer *out, const sl_content *content, const sl_template *t)
{
	uint32_t i;

	for (i = 0; i < t->criterion_count; i++)
		print_criterion(out, &content->types[t->type], &t->criteria[i]);
	sl_buffer_text(out, "condition");
	for (i = 0; i < t->instruction_count; i++) {
		const uint16_t word = t->instructions[i];

		if (word < CHAN_PUSH_LIMIT)
			sl_buffer_printf(out, " %u", (unsigned)word);
		else
			sl_buffer_text(out, word == CHAN_WORD_AND  ? " and"
			                    : word == CHAN_WORD_OR ? " or"
			                                           : " not");
	}
}

void support_sigma_print(support_sigma *s, sl_buffer *out)
{
	size_t i;

	sl_findings_sort(&s->findings);
	for (i = 0; i < s->findings.count; i++) {
		const sl_finding *f = &s->findings.items[i];

		sl_buffer_printf(out, "%sCH%04u @%u:%u", out->length ? "; " : "", (unsigned)f->rule,
		                 (unsigned)f->source.line, (unsigned)f->source.column);
	}
	for (i = 0; i < s->content.template_count; i++) {
		if (out->length)
			sl_buffer_text(out, "; ");
		print_template(out, &s->content, &s->content.templates[i]);
	}
}
