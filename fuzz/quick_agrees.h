/* Whether the JSON library reads an event as the quick reader did: for the fuzz target of events, and for its test. */
#ifndef FUZZ_QUICK_AGREES_H
#define FUZZ_QUICK_AGREES_H

#include <jansson.h>

#include "model/event_quick.h"

static bool quick_agrees_value(const sl_event_value *value, const json_t *other)
{
	const sl_text text = {json_string_value(other), json_string_length(other)};
	switch (value->kind) {
	case SL_VALUE_NULL:
		return json_is_null(other);
	case SL_VALUE_TEXT:
		return json_is_string(other) && sl_text_equal(value->text, text);
	case SL_VALUE_INTEGER:
		return json_is_integer(other) && json_integer_value(other) == value->integer;
	case SL_VALUE_BOOLEAN:
		return value->integer == 1 ? json_is_true(other)
		                           : value->integer == 0 && json_is_false(other);
	case SL_VALUE_NUMBER:
	case SL_VALUE_NESTED:
		return false;
	}
	return false;
}

/* The same keys and values, in the same order; false too if the library refuses the text. */
static bool quick_agrees(const sl_event_value *values, size_t count, sl_text text)
{
	json_error_t error;
	json_t *root = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES, &error), *value;
	const char *key;
	bool same = json_is_object(root) && json_object_size(root) == count;
	size_t i = 0;
	if (same) {
		json_object_foreach(root, key, value)
		{
			same = same && sl_text_is(values[i].key, key) &&
			       quick_agrees_value(&values[i], value);
			i++;
		}
	}
	json_decref(root);
	return same;
}

#endif
