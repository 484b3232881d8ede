/* Places in a channel file, and the findings about them. */
#include "rules/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

sl_place sl_place_at(const sl_checked_file *checked, enum chan_table table, uint32_t record,
                     uint32_t offset, uint32_t width, const char *member)
{
	sl_place place = {
		.table = table,
		.record = record,
		.member = member,
		.offset = chan_table_offset(&checked->file.header, table) +
	                  (uint64_t)record * chan_table_record_size(table) + offset,
		.length = width,
		.type = SL_NO_RECORD,
		.template_index = SL_NO_RECORD,
		.criterion_index = SL_NO_RECORD,
	};
	if (table == CHAN_TABLE_TEMPLATE)
		place.template_index = record;
	return place;
}

sl_place sl_place_string(const sl_checked_file *checked, uint32_t string)
{
	chan_text text;
	/* The record of string 1 is the first: the empty string has none, and no finding. */
	sl_place place = sl_place_at(checked, CHAN_TABLE_STRING, string - 1, 0, 0, NULL);

	if (chan_string_at(&checked->file, string, &text)) {
		place.offset = text.offset;
		place.length = text.length;
	}
	return place;
}

/*
 * "template[3].criterion[1]": criteria and values are numbered within what owns them, as authors
 * count.
 */
static size_t write_owner(const sl_checked_file *checked, const sl_place *place, char *out,
                          size_t size)
{
	chan_template template;
	int length = snprintf(out, size, "template[%u]", (unsigned)place->template_index);
	if (place->criterion_index != SL_NO_RECORD &&
	    chan_template_at(&checked->file, place->template_index, &template)) {
		length += snprintf(out + length, size - (size_t)length, ".criterion[%u]",
		                   (unsigned)(place->criterion_index - template.first_criterion));
	}
	return (size_t)length;
}

static void write_value(const sl_checked_file *checked, const sl_place *place, char *out,
                        size_t size)
{
	chan_criterion criterion;
	if (chan_criterion_at(&checked->file, place->criterion_index, &criterion)) {
		snprintf(out, size, ".value[%u]",
		         (unsigned)(place->record - criterion.first_value));
	}
}

static void write_path(const sl_checked_file *checked, const sl_place *place, char *out,
                       size_t size)
{
	chan_type type;
	size_t length = 0;
	switch (place->table) {
	case CHAN_TABLE_HEADER:
		snprintf(out, size, "header.%s", place->member);
		break;
	case CHAN_TABLE_TYPE:
		snprintf(out, size, "type[%u].%s", (unsigned)place->record, place->member);
		break;
	case CHAN_TABLE_FIELD:
		if (chan_type_at(&checked->file, place->type, &type)) {
			snprintf(out, size, "type[%u].field[%u].%s", (unsigned)place->type,
			         (unsigned)(place->record - type.first_field), place->member);
		}
		break;
	case CHAN_TABLE_TEMPLATE:
	case CHAN_TABLE_CRITERION:
		length = write_owner(checked, place, out, size);
		if (place->member != NULL)
			snprintf(out + length, size - length, ".%s", place->member);
		break;
	case CHAN_TABLE_VALUE:
		length = write_owner(checked, place, out, size);
		write_value(checked, place, out + length, size - length);
		break;
	case CHAN_TABLE_STRING:
		snprintf(out, size, "string[%u]", (unsigned)place->record);
		break;
	case CHAN_TABLE_INTEGER:
		snprintf(out, size, "integer[%u]", (unsigned)place->record);
		break;
	case CHAN_TABLE_NETWORK:
		snprintf(out, size, "network[%u]", (unsigned)place->record);
		break;
	case CHAN_TABLE_TEXT:
	case CHAN_TABLE_INSTRUCTION:
	case CHAN_TABLE_COUNT:
		break;
	}
}

static void fill(const sl_checked_file *checked, const sl_place *place, sl_finding *out)
{
	chan_template template;
	out->file = checked->path;
	out->has_bytes = true;
	out->offset = place->offset;
	out->length = place->length;
	out->field = place->field;
	out->builds = place->builds;
	out->build_count = place->build_count;
	out->source = place->source;
	out->only_warns = place->only_warns;
	if (chan_template_at(&checked->file, place->template_index, &template)) {
		out->template_index = place->template_index;
		out->has_template = true;
		memcpy(out->template_uuid, template.uuid, sizeof out->template_uuid);
	}
	if (place->criterion_index != SL_NO_RECORD)
		out->criterion_index = place->criterion_index;
}

static bool is_dropped(sl_findings *findings, uint16_t rule, bool only_warns)
{
	const sl_finding bare = {.rule = rule, .only_warns = only_warns};

	if (findings->count < SL_MAX_FINDINGS)
		return false;
	sl_findings_add(findings, &bare);
	return true;
}

bool sl_fact_dropped(sl_findings *findings, uint16_t rule)
{
	return is_dropped(findings, rule, false);
}

/* The words of a finding: in the room given, which is enough for nearly all, or on the heap. */
static char *say(char *room, size_t size, const char *format, va_list arguments)
{
	va_list again;
	char *text = room;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(room, size, format, arguments);
	if (length >= 0 && (size_t)length >= size) {
		text = sl_alloc((size_t)length + 1, 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}

void sl_fact(const sl_checked_file *checked, sl_findings *findings, uint16_t rule,
             const sl_place *place, const char *format, ...)
{
	sl_finding finding = {.rule = rule, .template_index = -1, .criterion_index = -1};
	char path[128] = "", room[512], *detail;
	va_list arguments;

	if (is_dropped(findings, rule, place->only_warns))
		return;
	fill(checked, place, &finding);
	write_path(checked, place, path, sizeof path);
	finding.path = path;
	va_start(arguments, format);
	detail = say(room, sizeof room, format, arguments);
	va_end(arguments);
	finding.detail = detail;
	sl_findings_add(findings, &finding);
	if (detail != room)
		free(detail);
}

sl_text sl_string_text(const sl_checked_file *checked, uint32_t string)
{
	chan_text place;
	sl_text text = {"", 0};
	if (chan_string_at(&checked->file, string, &place)) {
		text.bytes = (const char *)checked->bytes + place.offset;
		text.length = place.length;
	}
	return text;
}

const char *sl_string_name(const sl_checked_file *checked, sl_findings *findings, uint32_t string)
{
	return sl_text_printable(&findings->arena, sl_string_text(checked, string), 80);
}

const char *sl_field_name(const sl_checked_file *checked, sl_findings *findings,
                          const chan_type *type, uint32_t field)
{
	chan_field record;
	if (!chan_field_at(&checked->file, type->first_field + field, &record))
		return "?";
	return sl_text_printable(&findings->arena, sl_string_text(checked, record.name),
	                         CHAN_MAX_NAME);
}

const char *sl_counted(sl_arena *arena, uint64_t count, const char *what)
{
	return sl_arena_printf(arena, "%llu %s%s", (unsigned long long)count, what,
	                       count == 1 ? "" : "s");
}

const char *sl_ordinal(sl_arena *arena, uint32_t number)
{
	static const char *const endings[] = {"th", "st", "nd", "rd"};
	bool teen = number % 100 >= 11 && number % 100 <= 13;
	return sl_arena_printf(arena, "%u%s", (unsigned)number,
	                       teen || number % 10 > 3 ? "th" : endings[number % 10]);
}

uint64_t *sl_bits(uint32_t last)
{
	return sl_alloc((size_t)last / 64 + 1, sizeof(uint64_t));
}
