/*
 * From an event to its types and their inputs. An event's keys are looked up once, whatever the number of types; which
 * types it belongs to is then a matter of numbers; and only their fields are filled.
 */
#include "model/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_set.h"

enum { NUMBER_ROOM = 24 }; /* bytes of the longest decimal number, and its end */

/* A condition of `select`: the value under the key is one of these, by their numbers in the router's literals. */
typedef struct route_condition {
	uint32_t key;
	uint32_t *literals;
	uint32_t literal_count;
} route_condition;

/* A field: the keys that may hold its value, in the order in which they are asked. */
typedef struct route_field {
	uint32_t *keys;
	uint32_t key_count;
} route_field;

typedef struct route_type {
	const sl_type *type;
	uint32_t name; /* number of its name in the literals */
	route_condition *conditions;
	route_field *fields;
} route_type;

struct sl_event_router {
	sl_arena arena;
	sl_text_set keys; /* of events: fields, their other names, `select` */
	sl_text_set literals; /* values that a `select` names, and names of types */
	uint32_t type_key; /* of "type" */
	route_type *types; /* the newest versions by rising id */
	uint32_t type_count;
	bool *is_selecting; /* by key: a `select` asks for it */
};

struct sl_event_inputs {
	const sl_event_router *router;
	const sl_event *event;
	/* By key: which value of the event, if the stamp is that of this event. */
	uint32_t *value_of, *stamp_of;
	uint32_t *literal_of; /* by key, the same: the number of its value, where `select` asks */
	uint32_t stamp;
	uint32_t *found; /* types of the event */
	uint32_t found_count;
	chan_input **inputs; /* by type: room for its fields */
	char (*numbers)[NUMBER_ROOM]; /* by value of the event: its decimal text */
	size_t number_capacity;
	uint64_t unreadable;
};

static route_field route_field_of(sl_event_router *router, const sl_field *field)
{
	route_field made = {.key_count = field->from_count + 1};
	made.keys = sl_arena_alloc(&router->arena, made.key_count, sizeof *made.keys);
	made.keys[0] = sl_text_set_add(&router->keys, sl_text_of(field->name));
	for (uint32_t i = 0; i < field->from_count; i++) {
		made.keys[i + 1] = sl_text_set_add(&router->keys, sl_text_of(field->from[i]));
	}
	return made;
}

static route_condition route_condition_of(sl_event_router *router, const sl_select *select)
{
	route_condition made = {.literal_count = select->value_count};
	made.key = sl_text_set_add(&router->keys, sl_text_of(select->key));
	made.literals = sl_arena_alloc(&router->arena, (size_t)made.literal_count + 1,
	                               sizeof *made.literals);
	for (uint32_t i = 0; i < select->value_count; i++) {
		made.literals[i] =
			sl_text_set_add(&router->literals, sl_text_of(select->values[i]));
	}
	return made;
}

static route_type route_type_of(sl_event_router *router, const sl_type *type)
{
	sl_arena *arena = &router->arena;
	route_type made = {.type = type};
	made.name = sl_text_set_add(&router->literals, sl_text_of(type->name));
	made.fields = sl_arena_alloc(arena, (size_t)type->field_count + 1, sizeof *made.fields);
	made.conditions =
		sl_arena_alloc(arena, (size_t)type->select_count + 1, sizeof *made.conditions);
	for (uint32_t i = 0; i < type->field_count; i++) {
		made.fields[i] = route_field_of(router, &type->fields[i]);
	}
	for (uint32_t i = 0; i < type->select_count; i++) {
		made.conditions[i] = route_condition_of(router, &type->select[i]);
	}
	return made;
}

sl_event_router *sl_event_router_make(const sl_catalog *catalog)
{
	sl_event_router *router = sl_alloc(1, sizeof *router);
	sl_arena_start(&router->arena);
	router->types = sl_arena_alloc(&router->arena, catalog->count + 1, sizeof *router->types);
	router->type_key = sl_text_set_add(&router->keys, sl_text_of("type"));
	for (size_t i = 0; i < catalog->count; i++) {
		if (catalog->types[i].newest) {
			router->types[router->type_count++] =
				route_type_of(router, &catalog->types[i]);
		}
	}
	router->is_selecting = sl_arena_alloc(&router->arena, router->keys.count, sizeof(bool));
	router->is_selecting[router->type_key] = true;
	for (uint32_t i = 0; i < router->type_count; i++) {
		const route_type *type = &router->types[i];
		for (uint32_t k = 0; k < type->type->select_count; k++) {
			router->is_selecting[type->conditions[k].key] = true;
		}
	}
	return router;
}

void sl_event_router_free(sl_event_router *router)
{
	if (router != NULL) {
		sl_text_set_free(&router->keys);
		sl_text_set_free(&router->literals);
		sl_arena_free(&router->arena);
		free(router);
	}
}

sl_event_inputs *sl_event_inputs_make(const sl_event_router *router)
{
	static const sl_event none;
	sl_event_inputs *inputs = sl_alloc(1, sizeof *inputs);
	inputs->router = router;
	inputs->event = &none;
	inputs->value_of = sl_alloc(router->keys.count, sizeof *inputs->value_of);
	inputs->stamp_of = sl_alloc(router->keys.count, sizeof *inputs->stamp_of);
	inputs->literal_of = sl_alloc(router->keys.count, sizeof *inputs->literal_of);
	inputs->found = sl_alloc((size_t)router->type_count + 1, sizeof *inputs->found);
	inputs->inputs = sl_alloc((size_t)router->type_count + 1, sizeof *inputs->inputs);
	return inputs;
}

void sl_event_inputs_free(sl_event_inputs *inputs)
{
	if (inputs == NULL) {
		return;
	}
	for (uint32_t i = 0; i < inputs->router->type_count; i++) {
		free(inputs->inputs[i]);
	}
	free(inputs->inputs);
	free(inputs->found);
	free(inputs->value_of);
	free(inputs->stamp_of);
	free(inputs->literal_of);
	free(inputs->numbers);
	free(inputs);
}

/* The value as text: what is no text is written as JSON writes it. False: it is null. */
static bool value_text(sl_event_inputs *inputs, uint32_t index, sl_text *out)
{
	const sl_event_value *value = &inputs->event->values[index];
	char *number = inputs->numbers[index];
	switch (value->kind) {
	case SL_VALUE_NULL:
		return false;
	case SL_VALUE_INTEGER:
		snprintf(number, NUMBER_ROOM, "%lld", (long long)value->integer);
		*out = sl_text_of(number);
		return true;
	case SL_VALUE_BOOLEAN:
		*out = sl_text_of(value->integer != 0 ? "true" : "false");
		return true;
	case SL_VALUE_TEXT:
	case SL_VALUE_NUMBER:
	case SL_VALUE_NESTED:
		*out = value->text;
		return true;
	}
	return false;
}

/* Looks each key of the event up. */
static void take_event(sl_event_inputs *inputs, const sl_event *event)
{
	const sl_event_router *router = inputs->router;
	inputs->event = event;
	inputs->found_count = 0;
	inputs->numbers = sl_grow(inputs->numbers, &inputs->number_capacity, event->count,
	                          sizeof *inputs->numbers);
	if (++inputs->stamp == 0) { /* after 2^32 events old stamps would look new */
		memset(inputs->stamp_of, 0, router->keys.count * sizeof *inputs->stamp_of);
		inputs->stamp = 1;
	}
	for (uint32_t i = 0; i < event->count; i++) {
		uint32_t key = sl_text_set_find(&router->keys, event->values[i].key);
		sl_text text;
		if (key == SL_NOT_IN_SET) {
			continue;
		}
		inputs->stamp_of[key] = inputs->stamp;
		inputs->value_of[key] = i;
		if (router->is_selecting[key]) {
			inputs->literal_of[key] =
				value_text(inputs, i, &text)
					? sl_text_set_find(&router->literals, text)
					: SL_NOT_IN_SET;
		}
	}
}

static bool condition_holds(const sl_event_inputs *inputs, const route_condition *condition)
{
	if (inputs->stamp_of[condition->key] != inputs->stamp) {
		return false;
	}
	for (uint32_t i = 0; i < condition->literal_count; i++) {
		if (condition->literals[i] == inputs->literal_of[condition->key]) {
			return true;
		}
	}
	return false;
}

static bool is_selected(const sl_event_inputs *inputs, const route_type *type)
{
	for (uint32_t i = 0; i < type->type->select_count; i++) {
		if (!condition_holds(inputs, &type->conditions[i])) {
			return false;
		}
	}
	return type->type->select_count > 0;
}

/* The type that the event names under "type"; type_count: none. */
static uint32_t named_type(const sl_event_inputs *inputs)
{
	const sl_event_router *router = inputs->router;
	uint32_t i = router->type_count;
	if (inputs->stamp_of[router->type_key] == inputs->stamp) {
		const uint32_t name = inputs->literal_of[router->type_key];
		for (i = 0; i < router->type_count && router->types[i].name != name; i++) {
		}
	}
	return i;
}

uint32_t sl_event_route(sl_event_inputs *inputs, const sl_event *event)
{
	const sl_event_router *router = inputs->router;
	take_event(inputs, event);
	uint32_t named = named_type(inputs);
	if (named < router->type_count) {
		inputs->found[inputs->found_count++] = named;
		return 1;
	}
	for (uint32_t i = 0; i < router->type_count; i++) {
		if (is_selected(inputs, &router->types[i])) {
			inputs->found[inputs->found_count++] = i;
		}
	}
	return inputs->found_count;
}

const sl_type *sl_event_type(const sl_event_inputs *inputs, uint32_t i)
{
	return inputs->router->types[inputs->found[i]].type;
}

/* "4688" or "0x1250", with nothing around it. */
static bool read_integer(sl_text text, int64_t *out)
{
	return sl_text_to_i64(text, out) || sl_text_hexadecimal_to_i64(text, out);
}

/* What is no value of the field's kind becomes null, and is counted. */
static chan_input convert(sl_event_inputs *inputs, uint32_t index, enum chan_field_kind kind)
{
	const sl_event_value *value = &inputs->event->values[index];
	chan_input input = {.kind = CHAN_INPUT_NULL};
	bool readable = true;
	sl_text text;
	if (kind == CHAN_KIND_INTEGER && value->kind == SL_VALUE_INTEGER) {
		input.integer = value->integer;
		input.kind = CHAN_INPUT_INTEGER;
	} else if (value_text(inputs, index, &text)) {
		input.text = chan_cursor_over((const uint8_t *)text.bytes, text.length);
		switch (kind) {
		case CHAN_KIND_STRING:
			input.kind = CHAN_INPUT_STRING;
			break;
		case CHAN_KIND_INTEGER:
			readable =
				value->kind == SL_VALUE_TEXT && read_integer(text, &input.integer);
			input.kind = readable ? CHAN_INPUT_INTEGER : CHAN_INPUT_NULL;
			break;
		case CHAN_KIND_IP:
			readable = value->kind == SL_VALUE_TEXT &&
			           chan_read_address(input.text, &input.family, input.address);
			input.kind = readable ? CHAN_INPUT_ADDRESS : CHAN_INPUT_NULL;
			break;
		}
	}
	inputs->unreadable += !readable;
	return input;
}

static chan_inputs fill(sl_event_inputs *inputs, uint32_t index)
{
	const route_type *type = &inputs->router->types[index];
	const uint32_t count = type->type->field_count;
	if (inputs->inputs[index] == NULL) {
		inputs->inputs[index] = sl_alloc((size_t)count + 1, sizeof *inputs->inputs[index]);
	}
	chan_input *array = inputs->inputs[index];
	for (uint32_t i = 0; i < count; i++) {
		const route_field *field = &type->fields[i];
		uint32_t k = 0;
		while (k < field->key_count && inputs->stamp_of[field->keys[k]] != inputs->stamp) {
			k++;
		}
		array[i] = k == field->key_count ? (chan_input){.kind = CHAN_INPUT_ABSENT}
		                                 : convert(inputs, inputs->value_of[field->keys[k]],
		                                           type->type->fields[i].kind);
	}
	return (chan_inputs){array, count};
}

chan_inputs sl_event_inputs_of(sl_event_inputs *inputs, uint32_t i)
{
	return fill(inputs, inputs->found[i]);
}

chan_inputs sl_event_inputs_for(sl_event_inputs *inputs, const sl_event *event, const sl_type *type)
{
	static const chan_input none;
	const sl_event_router *router = inputs->router;
	take_event(inputs, event);
	for (uint32_t i = 0; i < router->type_count; i++) {
		if (router->types[i].type->id == type->id) {
			return fill(inputs, i);
		}
	}
	return (chan_inputs){&none, 0};
}

uint64_t sl_event_unreadable(const sl_event_inputs *inputs)
{
	return inputs->unreadable;
}
