#include "support_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/network.h"

#define MAX_TYPES 8

void draft_begin(draft *d)
{
	memset(d, 0, sizeof *d);
	sl_arena_start(&d->arena);
	sl_model_catalog(&d->arena, &d->catalog);
	d->content.engine_level = 1;
	d->content.channel = 291;
	d->content.content_version = 43;
	d->content.created_at = 1721362140; /* 19 July 2024, 04:09 UTC */
	d->content.types = sl_arena_alloc(&d->arena, MAX_TYPES, sizeof *d->content.types);
	d->content.templates =
		sl_arena_alloc(&d->arena, DRAFT_TEMPLATES, sizeof *d->content.templates);
}

void draft_end(draft *d)
{
	sl_arena_free(&d->arena);
}

/* A test that outgrows the room it has is wrong; it must not go on as if nothing were. */
static void demand(bool held, const char *what)
{
	if (!held) {
		fprintf(stderr, "draft: %s\n", what);
		sl_out_of_memory();
	}
}

uint32_t draft_type(draft *d, const char *name, uint32_t version)
{
	const sl_type *from = sl_catalog_named(&d->catalog, name, version);
	sl_content_type *type = &d->content.types[d->content.type_count];

	demand(from != NULL && d->content.type_count < MAX_TYPES, "no such type, or too many");
	type->name = sl_text_of(from->name);
	type->id = from->id;
	type->version = from->version;
	type->field_count = from->field_count;
	/* Room for one more field than the type has: a case may append one. */
	type->fields =
		sl_arena_alloc(&d->arena, (size_t)from->field_count + 1, sizeof *type->fields);
	for (uint32_t i = 0; i < from->field_count; i++) {
		type->fields[i].name = sl_text_of(from->fields[i].name);
		type->fields[i].kind = (uint16_t)from->fields[i].kind;
	}
	return d->content.type_count++;
}

static sl_template *last_template(draft *d)
{
	demand(d->content.template_count > 0, "no template");
	return &d->content.templates[d->content.template_count - 1];
}

void draft_template(draft *d, uint32_t type, uint32_t number)
{
	sl_template *template = &d->content.templates[d->content.template_count++];

	demand(d->content.template_count <= DRAFT_TEMPLATES, "too many templates");
	memset(template, 0, sizeof *template);
	template->uuid[6] = 0x40;
	template->uuid[8] = 0x80;
	for (unsigned i = 0; i < 4; i++)
		template->uuid[15 - i] = (uint8_t)(number >> (8 * i));
	template->type = type;
	template->title = sl_text_of("t");
	template->action = CHAN_ACTION_DETECT;
	template->level = CHAN_LEVEL_HIGH;
	template->status = CHAN_STATUS_TEST;
	template->criteria = sl_arena_alloc(&d->arena, DRAFT_CRITERIA, sizeof *template->criteria);
	template->instructions =
		sl_arena_alloc(&d->arena, DRAFT_WORDS, sizeof *template->instructions);
}

void draft_criterion(draft *d, unsigned field, uint8_t operation, uint8_t flags)
{
	sl_template *template = last_template(d);
	sl_criterion *criterion = &template->criteria[template->criterion_count++];

	demand(template->criterion_count <= DRAFT_CRITERIA, "too many criteria");
	criterion->field = (uint16_t)field;
	criterion->operation = operation;
	criterion->flags = flags;
	criterion->values = sl_arena_alloc(&d->arena, DRAFT_VALUES, sizeof *criterion->values);
}

static sl_value *next_value(draft *d)
{
	sl_template *template = last_template(d);

	demand(template->criterion_count > 0, "no criterion");
	sl_criterion *criterion = &template->criteria[template->criterion_count - 1];
	demand(criterion->value_count < DRAFT_VALUES, "too many values");
	return &criterion->values[criterion->value_count++];
}

void draft_bytes(draft *d, const char *bytes, size_t length)
{
	next_value(d)->text = (sl_text){bytes, length};
}

void draft_text(draft *d, const char *text)
{
	draft_bytes(d, text, strlen(text));
}

void draft_integer(draft *d, int64_t number)
{
	next_value(d)->integer = number;
}

void draft_network(draft *d, uint32_t address, uint8_t prefix)
{
	chan_network network = {.family = 4, .prefix = prefix};

	for (unsigned i = 0; i < 4; i++)
		network.address[i] = (uint8_t)(address >> (24 - 8 * i));
	next_value(d)->network = network;
}

void draft_network_text(draft *d, const char *text)
{
	if (sl_network_read(sl_text_of(text), &next_value(d)->network) != SL_NETWORK_OK)
		abort();
}

void draft_field(draft *d, uint32_t field)
{
	next_value(d)->field = field;
}

void draft_word(draft *d, unsigned word)
{
	sl_template *template = last_template(d);

	demand(template->instruction_count < DRAFT_WORDS, "too many words");
	template->instructions[template->instruction_count++] = (uint16_t)word;
}

static void complete(sl_template *template)
{
	if (template->instruction_count > 0)
		return;
	for (uint32_t i = 0; i < template->criterion_count; i++) {
		template->instructions[template->instruction_count++] = (uint16_t)i;
		if (i > 0)
			template->instructions[template->instruction_count++] = CHAN_WORD_AND;
	}
}

bool draft_write(draft *d, sl_buffer *out)
{
	sl_findings findings;
	bool written;

	for (uint32_t i = 0; i < d->content.template_count; i++)
		complete(&d->content.templates[i]);
	sl_findings_start(&findings);
	written = sl_content_write(&d->content, &d->arena, out, NULL, &findings);
	for (size_t i = 0; i < findings.count; i++)
		fprintf(stderr, "draft: CH%04u %s\n", (unsigned)findings.items[i].rule,
		        findings.items[i].detail != NULL ? findings.items[i].detail : "");
	sl_findings_free(&findings);
	return written;
}
