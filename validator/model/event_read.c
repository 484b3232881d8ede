/* One event from its JSON. */
#include "model/event_read.h"

#include <float.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_set.h"
#include "model/event_quick.h"

struct sl_event_reader {
	json_t *root;
	sl_event_value *values;
	size_t count, capacity;
	char *room; /* the texts of an ordinary event */
	size_t room_capacity;
	sl_arena arena; /* joined keys, nested values */
	sl_text_set seen; /* keys of a Windows event; its memory stays */
	sl_problem *problem; /* of the event that is being read */
};

sl_event_reader *sl_event_reader_make(void)
{
	sl_event_reader *reader = sl_alloc(1, sizeof *reader);
	sl_arena_start(&reader->arena);
	return reader;
}

static void forget(sl_event_reader *reader)
{
	json_decref(reader->root);
	reader->root = NULL;
	reader->count = 0;
	if (reader->arena.used_total > 0) {
		sl_arena_free(&reader->arena);
	}
}

void sl_event_reader_free(sl_event_reader *reader)
{
	if (reader != NULL) {
		forget(reader);
		sl_text_set_free(&reader->seen);
		free(reader->values);
		free(reader->room);
		free(reader);
	}
}

static bool say(const sl_event_reader *reader, const char *text)
{
	snprintf(reader->problem->text, sizeof reader->problem->text, "%s", text);
	return false;
}

/* Most events are one line, whose number the caller has. */
static bool say_fault(const sl_event_reader *reader, const json_error_t *error)
{
	char line[32] = "";
	if (error->line > 1) {
		snprintf(line, sizeof line, "line %d, ", error->line);
	}
	snprintf(reader->problem->text, sizeof reader->problem->text,
	         "no JSON object: %s (%scolumn %d)", error->text, line, error->column);
	return false;
}

static sl_text string_of(const json_t *value)
{
	return (sl_text){json_string_value(value), json_string_length(value)};
}

/* With the fewest digits that read back as the same number: 0.1 is "0.1". */
static sl_text real_text(sl_event_reader *reader, double number)
{
	char *text = NULL;
	for (int digits = DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
		text = sl_arena_printf(&reader->arena, "%.*g", digits, number);
		if (strtod(text, NULL) == number) {
			break;
		}
	}
	return sl_text_of(text);
}

/* In nested values, numbers with a fraction have at most 15 digits, so that 0.1 stays 0.1. */
static sl_text nested_text(sl_event_reader *reader, const json_t *value)
{
	char *written = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(DBL_DIG));
	if (written == NULL) {
		sl_out_of_memory();
	}
	const sl_text copy = sl_text_copy(&reader->arena, sl_text_of(written));
	free(written);
	return copy;
}

static bool add(sl_event_reader *reader, sl_text key, const json_t *value)
{
	sl_event_value made = {.key = key};
	switch (json_typeof(value)) {
	case JSON_NULL:
		made.kind = SL_VALUE_NULL;
		break;
	case JSON_STRING:
		made.kind = SL_VALUE_TEXT;
		made.text = string_of(value);
		break;
	case JSON_INTEGER:
		made.kind = SL_VALUE_INTEGER;
		made.integer = json_integer_value(value);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		made.kind = SL_VALUE_BOOLEAN;
		made.integer = json_is_true(value);
		break;
	case JSON_REAL:
		made.kind = SL_VALUE_NUMBER;
		made.text = real_text(reader, json_real_value(value));
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		made.kind = SL_VALUE_NESTED;
		made.text = nested_text(reader, value);
		break;
	}
	if (reader->count == SL_MAX_EVENT_KEYS) {
		return say(reader, "the event has more than 4,096 keys");
	}
	reader->values = sl_grow(reader->values, &reader->capacity, reader->count + 1,
	                         sizeof *reader->values);
	reader->values[reader->count++] = made;
	return true;
}

static bool add_flat(sl_event_reader *reader, json_t *object)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		if (!add(reader, sl_text_of(key), value)) {
			return false;
		}
	}
	return true;
}

/* "Provider": {"#attributes": {"Name": "x"}} becomes Provider_Name; "#text" and what has neither keep their key. */
static bool add_element(sl_event_reader *reader, const char *key, json_t *value)
{
	json_t *attributes = json_object_get(value, "#attributes");
	json_t *text = json_object_get(value, "#text");
	const char *name;
	json_t *attribute;
	if (attributes == NULL && text == NULL) {
		return add(reader, sl_text_of(key), value);
	}
	json_object_foreach(attributes, name, attribute)
	{
		if (!add(reader, sl_text_of(sl_arena_printf(&reader->arena, "%s_%s", key, name)),
		         attribute)) {
			return false;
		}
	}
	return text == NULL || add(reader, sl_text_of(key), text);
}

/* EventData without names has one "Data" with an array; with names and attributes, each has its own. */
static bool add_data_array(sl_event_reader *reader, const char *key, json_t *array)
{
	size_t i;
	json_t *item;
	bool named = json_array_size(array) > 0;
	json_array_foreach(array, i, item)
	{
		named = named && json_is_string(json_object_get(
					 json_object_get(item, "#attributes"), "Name"));
	}
	if (!named) {
		return add(reader, sl_text_of(key), array);
	}
	json_array_foreach(array, i, item)
	{
		json_t *name = json_object_get(json_object_get(item, "#attributes"), "Name");
		json_t *text = json_object_get(item, "#text");
		if (!add(reader, string_of(name), text != NULL ? text : json_null())) {
			return false;
		}
	}
	return true;
}

static bool add_section(sl_event_reader *reader, json_t *section)
{
	const char *key;
	json_t *value;
	json_object_foreach(section, key, value)
	{
		bool added = strcmp(key, "#attributes") == 0 ||
		             (json_is_array(value) ? add_data_array(reader, key, value)
		                                   : add_element(reader, key, value));
		if (!added) {
			return false;
		}
	}
	return true;
}

/* What is right in UserData is a wrapper with a name of its own. */
static bool add_user_data(sl_event_reader *reader, json_t *wrappers)
{
	const char *key;
	json_t *value;
	json_object_foreach(wrappers, key, value)
	{
		bool added = json_is_object(value) ? add_section(reader, value)
		                                   : add(reader, sl_text_of(key), value);
		if (!added) {
			return false;
		}
	}
	return true;
}

static bool add_windows(sl_event_reader *reader, json_t *event)
{
	return add_section(reader, json_object_get(event, "System")) &&
	       add_section(reader, json_object_get(event, "EventData")) &&
	       add_user_data(reader, json_object_get(event, "UserData"));
}

/* The sections of a Windows event may share a key: the first that has it is meant, as the system's is. */
static void drop_repeated(sl_event_reader *reader)
{
	size_t kept = 0;
	sl_text_set_clear(&reader->seen);
	for (size_t i = 0; i < reader->count; i++) {
		if (sl_text_set_add(&reader->seen, reader->values[i].key) == kept) {
			reader->values[kept++] = reader->values[i];
		}
	}
	reader->count = kept;
}

static bool read_ordinary(sl_event_reader *reader, sl_text json)
{
	reader->room = sl_grow(reader->room, &reader->room_capacity, json.length, 1);
	reader->values =
		sl_grow(reader->values, &reader->capacity, SL_QUICK_KEYS, sizeof *reader->values);
	return sl_event_read_quickly(json, reader->room, reader->values, &reader->count);
}

static bool read_any(sl_event_reader *reader, sl_text json)
{
	json_error_t error;
	reader->count = 0;
	reader->root = json_loadb(json.bytes, json.length, JSON_REJECT_DUPLICATES, &error);
	if (reader->root == NULL) {
		return say_fault(reader, &error);
	}
	if (!json_is_object(reader->root)) {
		return say(reader, "the event is no JSON object");
	}
	json_t *windows = json_object_get(reader->root, "Event");
	if (!json_is_object(json_object_get(windows, "System"))) {
		return add_flat(reader, reader->root);
	}
	if (!add_windows(reader, windows)) {
		return false;
	}
	drop_repeated(reader);
	return true;
}

bool sl_event_read(sl_event_reader *reader, sl_text json, sl_event *event, sl_problem *problem)
{
	forget(reader);
	reader->problem = problem;
	*event = (sl_event){0};
	if (json.length > SL_MAX_EVENT_BYTES) {
		return say(reader, "the event has more than 16 MiB");
	}
	if (!read_ordinary(reader, json) && !read_any(reader, json)) {
		return false;
	}
	*event = (sl_event){reader->values, (uint32_t)reader->count};
	return true;
}
