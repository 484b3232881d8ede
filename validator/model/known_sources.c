/* The known log sources: the table, read line by line into types. */
#include "model/known_sources.h"

#include <string.h>

/* Each line of known_sources.def, in order. */
enum line_kind { LINE_SOURCE, LINE_SELECT, LINE_FIELD, LINE_END };
enum {
	SL_FIELD_STRING = CHAN_KIND_STRING,
	SL_FIELD_INTEGER = CHAN_KIND_INTEGER,
	SL_FIELD_IP = CHAN_KIND_IP
};
enum { SL_FIELDS_CLOSED, SL_FIELDS_OPEN };

typedef struct table_line {
	enum line_kind kind;
	const char *first, *second, *third,
		*name; /* log source and type name; key and value; field and other name */
	uint32_t number; /* type id; kind of the field */
	int shape;
} table_line;

#define SOURCE(product, category, service, name, id, shape) \
	{LINE_SOURCE, product, category, service, name, id, shape},
#define SELECT_VALUE(key, value) {LINE_SELECT, key, value, NULL, NULL, 0, 0},
#define SELECT_CHANNEL(channel) SELECT_VALUE("Channel", channel)
#define SELECT_EVENT_ID(id) SELECT_VALUE("EventID", #id)
#define FIELD_FROM(name, kind, other) {LINE_FIELD, name, other, NULL, NULL, kind, 0},
#define FIELD(name, kind) FIELD_FROM(name, kind, NULL)
#define END_SOURCE() {LINE_END, NULL, NULL, NULL, NULL, 0, 0},

static const table_line table[] = {
#include "model/known_sources.def"
};

static void read_select(sl_arena *arena, const table_line *line, sl_type *type)
{
	sl_select *select = type->select;
	while (select < type->select + type->select_count &&
	       strcmp(select->key, line->first) != 0) {
		select++;
	}
	if (select == type->select + type->select_count) {
		select->key = line->first;
		type->select_count++;
	}
	const char **values =
		sl_arena_alloc(arena, (size_t)select->value_count + 1, sizeof *values);
	for (uint32_t i = 0; i < select->value_count; i++) {
		values[i] = select->values[i];
	}
	values[select->value_count++] = line->second;
	select->values = values;
}

static void read_field(sl_arena *arena, const table_line *line, sl_type *type)
{
	sl_field *field = &type->fields[type->field_count++];
	field->name = line->first;
	field->kind = (enum chan_field_kind)line->number;
	if (line->second != NULL) {
		const char **from = sl_arena_alloc(arena, 1, sizeof *from);
		from[0] = line->second;
		field->from = from;
		field->from_count = 1;
	}
}

/* Reads the source at line; returns the line behind its end. */
static const table_line *read_source(sl_arena *arena, const table_line *line, sl_known_source *out)
{
	size_t lines = 1;
	while (line[lines].kind != LINE_END) {
		lines++;
	}
	out->open = line->shape == SL_FIELDS_OPEN;
	out->type.name = line->name;
	out->type.id = line->number;
	out->type.version = 1;
	out->type.newest = true;
	out->type.logsource = (sl_logsource){line->first, line->second, line->third};
	out->type.fields = sl_arena_alloc(arena, lines, sizeof *out->type.fields);
	out->type.select = sl_arena_alloc(arena, lines, sizeof *out->type.select);
	for (size_t i = 1; i < lines; i++) {
		if (line[i].kind == LINE_SELECT) {
			read_select(arena, &line[i], &out->type);
		} else {
			read_field(arena, &line[i], &out->type);
		}
	}
	return line + lines + 1;
}

void sl_known_sources_read(sl_arena *arena, sl_known_sources *out)
{
	const table_line *line = table, *end = table + sizeof table / sizeof *table;
	out->count = 0;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		out->count += table[i].kind == LINE_SOURCE;
	}
	out->items = sl_arena_alloc(arena, out->count, sizeof *out->items);
	for (sl_known_source *source = out->items; line < end; source++) {
		line = read_source(arena, line, source);
	}
}

const sl_known_source *sl_known_source_find(const sl_known_sources *sources,
                                            const sl_logsource *logsource)
{
	for (size_t i = 0; i < sources->count; i++) {
		const sl_logsource *known = &sources->items[i].type.logsource;
		if (strcmp(known->product, logsource->product) == 0 &&
		    strcmp(known->category, logsource->category) == 0 &&
		    strcmp(known->service, logsource->service) == 0) {
			return &sources->items[i];
		}
	}
	return NULL;
}
