/*
 * The yaml form of a channel file: an assembly language of the format, which assemble.c reads back to the
 * same bytes. It says all that cannot be computed, and nothing else but comments.
 *
 * A field is named where its name is unique in the type; where it is not, a plain number counts it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "author/content.h"
#include "author/network.h"
#include "author/words.h"
#include "base/yaml_write.h"
#include "model/catalog.h"
#include "model/fleet.h"

#define LINE_WIDTH 96u /* where a condition is wrapped; columns */

static void put_line(sl_buffer *out, const char *key, sl_text text)
{
	sl_buffer_text(out, key);
	sl_yaml_quote(out, text);
	sl_buffer_byte(out, '\n');
}

/* Seconds since 1970, with the date as a comment where there is a four-digit year. */
static void put_time(sl_buffer *out, const char *key, uint64_t seconds)
{
	const time_t moment = (time_t)seconds;
	char date[32];
	struct tm parts;

	sl_buffer_printf(out, "%s%" PRIu64, key, seconds);
	if (seconds != 0 && seconds < UINT64_C(253402300800) && gmtime_r(&moment, &parts) &&
	    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &parts))
		sl_buffer_printf(out, " # %s", date);
	sl_buffer_byte(out, '\n');
}

typedef struct named_field {
	sl_text name;
	uint32_t index;
} named_field;

static int compare_names(const void *left, const void *right)
{
	const named_field *a = left, *b = right;

	return sl_text_compare(a->name, b->name);
}

/* For each field of the type whether no other has its name. */
static void find_unique(const sl_content_type *type, bool unique[CHAN_MAX_FIELDS])
{
	named_field fields[CHAN_MAX_FIELDS];
	uint32_t i;

	for (i = 0; i < type->field_count; i++) {
		fields[i].name = type->fields[i].name;
		fields[i].index = i;
		unique[i] = true;
	}
	qsort(fields, type->field_count, sizeof *fields, compare_names);
	for (i = 1; i < type->field_count; i++)
		if (compare_names(&fields[i - 1], &fields[i]) == 0) {
			unique[fields[i - 1].index] = false;
			unique[fields[i].index] = false;
		}
}

typedef struct dump {
	sl_buffer *out;
	const sl_content_type *type;
	bool unique[CHAN_MAX_FIELDS]; /* names of the fields of the type */
} dump;

static void put_field(const dump *d, uint32_t field)
{
	if (d->unique[field])
		sl_yaml_quote(d->out, d->type->fields[field].name);
	else
		sl_buffer_printf(d->out, "%" PRIu32, field);
}

static void put_value(const dump *d, enum chan_value_kind kind, const sl_value *value)
{
	char network[SL_NETWORK_TEXT];

	switch (kind) {
	case CHAN_VALUE_STRING:
		sl_yaml_quote(d->out, value->text);
		break;
	case CHAN_VALUE_INTEGER:
		sl_buffer_printf(d->out, "%" PRId64, value->integer);
		break;
	case CHAN_VALUE_NETWORK:
		sl_network_write(&value->network, network);
		sl_yaml_quote(d->out, sl_text_of(network));
		break;
	case CHAN_VALUE_FIELD:
		put_field(d, value->field);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

static void put_criterion(const dump *d, const sl_criterion *criterion, uint32_t number)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	const char *separator = "";
	const char *name;
	unsigned bit;
	uint32_t i;

	sl_buffer_text(d->out, "    - field: ");
	put_field(d, criterion->field);
	sl_buffer_printf(d->out, " # criterion %" PRIu32 "\n", number);
	put_line(d->out, "      operator: ", sl_text_of(sl_operator_name(criterion->operation)));
	if (criterion->flags) {
		sl_buffer_text(d->out, "      flags: [");
		for (bit = 0; (name = sl_flag_name(bit)); bit++)
			if ((criterion->flags >> bit) & 1) {
				sl_buffer_printf(d->out, "%s%s", separator, name);
				separator = ", ";
			}
		sl_buffer_text(d->out, "]\n");
	}
	if (criterion->value_count)
		sl_buffer_text(d->out, "      values:\n");
	for (i = 0; i < criterion->value_count; i++) {
		sl_buffer_text(d->out, "      - ");
		put_value(d, kind, &criterion->values[i]);
		sl_buffer_byte(d->out, '\n');
	}
}

static void put_condition(sl_buffer *out, const sl_template *template)
{
	size_t line = out->length;
	uint32_t i;

	sl_buffer_text(out, "    condition: [");
	for (i = 0; i < template->instruction_count; i++) {
		const uint16_t word = template->instructions[i];

		if (i)
			sl_buffer_text(out, ",");
		if (out->length - line >= LINE_WIDTH) {
			line = out->length + 1;
			sl_buffer_text(out, "\n     ");
		}
		if (i)
			sl_buffer_text(out, " ");
		if (sl_instruction_name(word))
			sl_buffer_text(out, sl_instruction_name(word));
		else
			sl_buffer_printf(out, "%u", word);
	}
	sl_buffer_text(out, "]\n");
}

static void put_template(const dump *d, const sl_template *template)
{
	char uuid[37];
	uint32_t i;

	sl_uuid_write(template->uuid, uuid);
	put_line(d->out, "  - id: ", sl_text_of(uuid));
	put_line(d->out, "    title: ", template->title);
	put_line(d->out, "    author: ", template->author);
	put_line(d->out, "    link: ", template->link);
	sl_buffer_printf(d->out, "    action: %s\n", sl_action_name(template->action));
	sl_buffer_printf(d->out, "    level: %s\n", sl_level_name(template->level));
	sl_buffer_printf(d->out, "    status: %s\n", sl_status_name(template->status));
	sl_buffer_text(d->out, "    criteria:\n");
	for (i = 0; i < template->criterion_count; i++)
		put_criterion(d, &template->criteria[i], i);
	put_condition(d->out, template);
}

static void put_type(dump *d, const sl_content_type *type)
{
	uint32_t i;

	d->type = type;
	find_unique(type, d->unique);
	put_line(d->out, "- name: ", type->name);
	sl_buffer_printf(d->out, "  id: %" PRIu32 "\n  version: %" PRIu32 "\n  fields:\n", type->id,
	                 type->version);
	for (i = 0; i < type->field_count; i++) {
		sl_buffer_text(d->out, "  - {name: ");
		sl_yaml_quote(d->out, type->fields[i].name);
		sl_buffer_printf(d->out, ", kind: %s}\n",
		                 sl_field_kind_name((enum chan_field_kind)type->fields[i].kind));
	}
	sl_buffer_text(d->out, "  templates:\n");
}

void sl_dump_yaml(const chan_file *file, const uint8_t *bytes, sl_buffer *out)
{
	dump d = {.out = out};
	sl_content content;
	sl_arena arena;
	uint32_t i;

	sl_arena_start(&arena);
	sl_content_read(file, bytes, &arena, &content);
	sl_buffer_text(out,
	               "# A channel file as text: `sluice assemble` makes the same bytes of it.\n");
	sl_buffer_printf(out, "engine_level: %u\nchannel: %" PRIu32 "\n", content.engine_level,
	                 content.channel);
	sl_buffer_printf(out, "content_version: %" PRIu64 "\n", content.content_version);
	put_time(out, "created_at: ", content.created_at);
	put_time(out, "expires_at: ", content.expires_at);
	sl_buffer_text(out, "types:\n");
	for (i = 0; i < content.template_count; i++) {
		const sl_template *template = &content.templates[i];

		if (i == 0 || template->type != template[-1].type)
			put_type(&d, &content.types[template->type]);
		put_template(&d, template);
	}
	sl_arena_free(&arena);
}
