/*
 * The json form of a channel file, for other programs: all that the file says, strings in place of their
 * indexes. Written as it goes: a tree of a file with millions of values would not fit in modest memory. Strings of an accepted
 * file are well-formed UTF-8.
 */
#include <inttypes.h>

#include "author/content.h"
#include "author/network.h"
#include "author/words.h"
#include "base/json_write.h"
#include "model/catalog.h"
#include "model/fleet.h"

static void put_member(sl_buffer *out, const char *key, sl_text text)
{
	sl_buffer_printf(out, ",\"%s\":", key);
	sl_json_string(out, text);
}

static void put_value(sl_buffer *out, enum chan_value_kind kind, const sl_value *value)
{
	char network[SL_NETWORK_TEXT];

	switch (kind) {
	case CHAN_VALUE_STRING:
		sl_json_string(out, value->text);
		break;
	case CHAN_VALUE_INTEGER:
		sl_buffer_printf(out, "%" PRId64, value->integer);
		break;
	case CHAN_VALUE_NETWORK:
		sl_network_write(&value->network, network);
		sl_json_string(out, sl_text_of(network));
		break;
	case CHAN_VALUE_FIELD:
		sl_buffer_printf(out, "%" PRIu32, value->field);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

static void put_criterion(sl_buffer *out, const sl_content_type *type,
                          const sl_criterion *criterion)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	const char *separator = "";
	const char *name;
	unsigned bit;
	uint32_t i;

	sl_buffer_printf(out, "{\"field\":%u", criterion->field);
	put_member(out, "field_name", type->fields[criterion->field].name);
	sl_buffer_printf(out, ",\"operator\":\"%s\",\"flags\":[",
	                 sl_operator_name(criterion->operation));
	for (bit = 0; (name = sl_flag_name(bit)); bit++)
		if ((criterion->flags >> bit) & 1) {
			sl_buffer_printf(out, "%s\"%s\"", separator, name);
			separator = ",";
		}
	sl_buffer_text(out, "],\"values\":[");
	for (i = 0; i < criterion->value_count; i++) {
		if (i)
			sl_buffer_byte(out, ',');
		put_value(out, kind, &criterion->values[i]);
	}
	sl_buffer_text(out, "]}");
}

static void put_template(sl_buffer *out, const sl_content_type *type, const sl_template *template)
{
	char uuid[37];
	uint32_t i;

	sl_uuid_write(template->uuid, uuid);
	sl_buffer_printf(out, "\n    {\"id\":\"%s\"", uuid);
	put_member(out, "title", template->title);
	put_member(out, "author", template->author);
	put_member(out, "link", template->link);
	sl_buffer_printf(out, ",\"action\":\"%s\",\"level\":\"%s\",\"status\":\"%s\"",
	                 sl_action_name(template->action), sl_level_name(template->level),
	                 sl_status_name(template->status));
	sl_buffer_text(out, ",\"criteria\":[");
	for (i = 0; i < template->criterion_count; i++) {
		sl_buffer_text(out, i ? ",\n      " : "\n      ");
		put_criterion(out, type, &template->criteria[i]);
	}
	sl_buffer_text(out, "],\n     \"condition\":[");
	for (i = 0; i < template->instruction_count; i++) {
		const char *name = sl_instruction_name(template->instructions[i]);

		if (i)
			sl_buffer_byte(out, ',');
		if (name)
			sl_buffer_printf(out, "\"%s\"", name);
		else
			sl_buffer_printf(out, "%u", template->instructions[i]);
	}
	sl_buffer_text(out, "]}");
}

static void put_type(sl_buffer *out, const sl_content_type *type)
{
	uint32_t i;

	sl_buffer_printf(out, "\n  {\"id\":%" PRIu32 ",\"version\":%" PRIu32, type->id,
	                 type->version);
	put_member(out, "name", type->name);
	sl_buffer_text(out, ",\"fields\":[");
	for (i = 0; i < type->field_count; i++) {
		sl_buffer_printf(out, "%s\n    {\"kind\":\"%s\"", i ? "," : "",
		                 sl_field_kind_name((enum chan_field_kind)type->fields[i].kind));
		put_member(out, "name", type->fields[i].name);
		sl_buffer_byte(out, '}');
	}
	sl_buffer_text(out, "],\n   \"templates\":[");
}

void sl_dump_json(const chan_file *file, const uint8_t *bytes, sl_buffer *out)
{
	sl_content content;
	sl_arena arena;
	uint32_t i;

	sl_arena_start(&arena);
	sl_content_read(file, bytes, &arena, &content);
	sl_buffer_printf(out, "{\"format_version\":%u,\"engine_level\":%u,\"channel\":%" PRIu32,
	                 file->header.format_version, content.engine_level, content.channel);
	sl_buffer_printf(out, ",\"content_version\":%" PRIu64 ",\"created_at\":%" PRIu64,
	                 content.content_version, content.created_at);
	sl_buffer_printf(out, ",\"expires_at\":%" PRIu64 ",\"types\":[", content.expires_at);
	for (i = 0; i < content.template_count; i++) {
		const sl_template *template = &content.templates[i];
		const bool first = i == 0 || template->type != template[-1].type;

		if (first && i)
			sl_buffer_text(out, "]},");
		if (first)
			put_type(out, &content.types[template->type]);
		else
			sl_buffer_byte(out, ',');
		put_template(out, &content.types[template->type], template);
	}
	sl_buffer_text(out, "]}]}\n");
	sl_arena_free(&arena);
}
