#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/sigma.h"

#define MESSAGE_MAX 512u
#define PLACE_MAX 4096u /* columns: on a longer line a finding points at the start of the scalar */

sl_source sl_sigma_source(const sl_sigma *rule, const sl_yaml *node)
{
	if (!node)
		node = rule->document;
	return (sl_source){rule->file->path, node->line, node->column};
}

static void add(sl_sigma *rule, uint16_t id, sl_source source, const char *field,
                const char *format, va_list arguments)
{
	char detail[MESSAGE_MAX];
	sl_finding finding = {.rule = id,
	                      .template_index = -1,
	                      .criterion_index = -1,
	                      .source = source,
	                      .field = field,
	                      .detail = detail};

	vsnprintf(detail, sizeof detail, format, arguments);
	finding.has_template = rule->has_uuid;
	memcpy(finding.template_uuid, rule->uuid, sizeof rule->uuid);
	sl_findings_add(rule->compiler->findings, &finding);
}

void sl_sigma_say(sl_sigma *rule, uint16_t id, const sl_yaml *node, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(rule, id, sl_sigma_source(rule, node), NULL, format, arguments);
	va_end(arguments);
}

void sl_sigma_say_field(sl_sigma *rule, uint16_t id, const sl_yaml *node, const char *field,
                        const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(rule, id, sl_sigma_source(rule, node), field, format, arguments);
	va_end(arguments);
}

static void find_lines(sl_sigma_file *file)
{
	size_t capacity = 0, i;

	for (i = 0; i <= file->size; i++) {
		if (i > 0 && file->bytes[i - 1] != '\n')
			continue;
		if (file->line_count == capacity)
			file->lines = sl_grow(file->lines, &capacity, file->line_count + 1,
			                      sizeof *file->lines);
		file->lines[file->line_count++] = i;
	}
}

static bool begins_character(uint8_t byte)
{
	return (byte & 0xc0) != 0x80;
}

/*
 * The column of a byte of a scalar. The tree has the scalar's text, not how it was written: escapes, folded
 * lines and blocks move it. So the bytes of the file are compared, and where they differ there is no answer.
 */
static uint32_t column_of(sl_sigma_file *file, const sl_yaml *node, size_t offset)
{
	const size_t length = offset < node->text.length ? offset + 1 : offset;
	uint32_t column = node->column + (node->quoted ? 1 : 0);
	size_t at, i;

	if (!file->lines)
		find_lines(file);
	if (node->line == 0 || node->line > file->line_count || node->column > PLACE_MAX ||
	    offset > PLACE_MAX)
		return node->column;
	at = file->lines[node->line - 1];
	for (i = 1; i < column && at < file->size; i++)
		for (at++; at < file->size && !begins_character(file->bytes[at]); at++)
			continue;
	if (at > file->size || length > file->size - at ||
	    memcmp(file->bytes + at, node->text.bytes, length) != 0)
		return node->column;
	for (i = 0; i < offset; i++)
		column += begins_character(file->bytes[at + i]) ? 1 : 0;
	return column;
}

void sl_sigma_say_at(sl_sigma *rule, uint16_t id, const sl_yaml *node, size_t offset,
                     const char *format, ...)
{
	sl_source source = sl_sigma_source(rule, node);
	va_list arguments;

	source.column = column_of(rule->file, node, offset);
	va_start(arguments, format);
	add(rule, id, source, NULL, format, arguments);
	va_end(arguments);
}

void sl_sigma_over(sl_sigma *rule, const sl_yaml *node, const char *what)
{
	if (!rule->over)
		sl_sigma_say(rule, SL_RULE_EXPANSION_LIMIT, node, "%s", what);
	rule->over = true;
}

const char *sl_sigma_show(sl_sigma *rule, sl_text text)
{
	return sl_text_printable(&rule->file->arena, text, 60);
}
