/* The content of an accepted file. Every view of one succeeds: what else happened would be a bug of ours. */
#include <stdlib.h>

#include "author/content.h"

typedef struct reading {
	const chan_file *file;
	const uint8_t *bytes;
	sl_arena *arena;
} reading;

static void must(bool held)
{
	if (!held)
		abort();
}

static sl_text text_at(const reading *r, uint32_t string)
{
	chan_text place;

	must(chan_string_at(r->file, string, &place));
	return (sl_text){(const char *)(r->bytes + place.offset), place.length};
}

static void read_type(const reading *r, uint32_t index, sl_content_type *out)
{
	chan_type type;
	uint32_t i;

	must(chan_type_at(r->file, index, &type));
	out->name = text_at(r, type.name);
	out->id = type.type_id;
	out->version = type.version;
	out->field_count = type.field_count;
	out->fields = sl_arena_alloc(r->arena, type.field_count, sizeof *out->fields);
	for (i = 0; i < type.field_count; i++) {
		chan_field field;

		must(chan_field_at(r->file, type.first_field + i, &field));
		out->fields[i].name = text_at(r, field.name);
		out->fields[i].kind = field.kind;
	}
}

static void read_value(const reading *r, enum chan_value_kind kind, uint32_t index, sl_value *out)
{
	switch (kind) {
	case CHAN_VALUE_STRING:
		out->text = text_at(r, index);
		break;
	case CHAN_VALUE_INTEGER:
		must(chan_integer_at(r->file, index, &out->integer));
		break;
	case CHAN_VALUE_NETWORK:
		must(chan_network_at(r->file, index, &out->network));
		break;
	case CHAN_VALUE_FIELD:
		out->field = index;
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

static void read_criterion(const reading *r, uint32_t index, sl_criterion *out)
{
	chan_criterion criterion;
	uint32_t i, value;

	must(chan_criterion_at(r->file, index, &criterion));
	out->field = criterion.field;
	out->operation = criterion.operation;
	out->flags = criterion.flags;
	out->value_count = criterion.value_count;
	out->values = sl_arena_alloc(r->arena, criterion.value_count, sizeof *out->values);
	for (i = 0; i < criterion.value_count; i++) {
		must(chan_value_at(r->file, criterion.first_value + i, &value));
		read_value(r, chan_operator_value_kind(criterion.operation), value,
		           &out->values[i]);
	}
}

static void read_template(const reading *r, uint32_t index, sl_template *out)
{
	chan_template template;
	uint32_t i;

	must(chan_template_at(r->file, index, &template));
	for (i = 0; i < sizeof out->uuid; i++)
		out->uuid[i] = template.uuid[i];
	out->type = template.type;
	out->title = text_at(r, template.title);
	out->author = text_at(r, template.author);
	out->link = text_at(r, template.link);
	out->action = template.action;
	out->level = template.level;
	out->status = template.status;
	out->criterion_count = template.criterion_count;
	out->criteria = sl_arena_alloc(r->arena, template.criterion_count, sizeof *out->criteria);
	for (i = 0; i < template.criterion_count; i++)
		read_criterion(r, template.first_criterion + i, &out->criteria[i]);
	out->instruction_count = template.instruction_count;
	out->instructions =
		sl_arena_alloc(r->arena, template.instruction_count, sizeof *out->instructions);
	for (i = 0; i < template.instruction_count; i++)
		must(chan_instruction_at(r->file, template.first_instruction + i,
		                         &out->instructions[i]));
}

void sl_content_read(const chan_file *file, const uint8_t *bytes, sl_arena *arena, sl_content *out)
{
	const reading r = {file, bytes, arena};
	const chan_header *header = &file->header;
	uint32_t i;

	out->engine_level = header->engine_level;
	out->channel = header->channel;
	out->content_version = header->content_version;
	out->created_at = header->created_at;
	out->expires_at = header->expires_at;
	out->type_count = header->type_count;
	out->types = sl_arena_alloc(arena, header->type_count, sizeof *out->types);
	for (i = 0; i < header->type_count; i++)
		read_type(&r, i, &out->types[i]);
	out->template_count = header->template_count;
	out->templates = sl_arena_alloc(arena, header->template_count, sizeof *out->templates);
	for (i = 0; i < header->template_count; i++)
		read_template(&r, i, &out->templates[i]);
}
