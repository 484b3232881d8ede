/* Events for sensors. */
#include "gate/sensor_events.h"

#include <stdlib.h>

void sl_sensor_events_start(sl_sensor_events *events)
{
	*events = (sl_sensor_events){0};
	sl_arena_start(&events->arena);
}

void sl_sensor_events_free(sl_sensor_events *events)
{
	free(events->items);
	sl_arena_free(&events->arena);
	*events = (sl_sensor_events){0};
}

static void copy_text(sl_sensor_events *events, sl_sensor_value *value)
{
	chan_cursor text = value->input.text;
	const size_t size = chan_left(&text);
	uint8_t *bytes = sl_arena_alloc(&events->arena, size + 1, 1);

	for (size_t i = 0; i < size && chan_get_u8(&text, &bytes[i]); i++) {
	}
	value->bytes = bytes;
	value->size = size;
	value->input.text = chan_cursor_over(bytes, size);
	events->longest_text = size > events->longest_text ? size : events->longest_text;
}

void sl_sensor_events_add(sl_sensor_events *events, uint32_t file, uint32_t type_id,
                          const chan_inputs *inputs, sl_source source)
{
	sl_sensor_event *event;
	sl_sensor_value *values;
	uint32_t count = 0;

	for (uint32_t i = 0; i < inputs->count; i++) {
		count += inputs->array[i].kind != CHAN_INPUT_ABSENT;
	}
	values = sl_arena_alloc(&events->arena, (size_t)count + 1, sizeof *values);
	events->items =
		sl_grow(events->items, &events->capacity, events->count + 1, sizeof *events->items);
	event = &events->items[events->count++];
	*event = (sl_sensor_event){type_id, file, 0, values, source};
	for (uint32_t i = 0; i < inputs->count; i++) {
		sl_sensor_value *value = &values[event->value_count];

		if (inputs->array[i].kind == CHAN_INPUT_ABSENT) {
			continue;
		}
		*value = (sl_sensor_value){.field = i, .input = inputs->array[i]};
		if (value->input.kind == CHAN_INPUT_STRING) {
			copy_text(events, value);
		}
		event->value_count++;
	}
}

void sl_sensor_events_add_probes(sl_sensor_events *events, const sl_probes *probes)
{
	sl_event_inputs *makers = NULL;

	if (probes->count == 0) {
		return;
	}
	makers = sl_event_inputs_make(probes->router);
	for (size_t i = 0; i < probes->count; i++) {
		const sl_probe *probe = &probes->items[i];

		for (uint32_t k = 0; k < probe->type_count; k++) {
			const sl_type *type = probe->types[k];
			const chan_inputs inputs = sl_event_inputs_for(makers, &probe->event, type);

			sl_sensor_events_add(events, SL_SENSOR_EVERY_FILE, type->id, &inputs,
			                     probe->source);
		}
	}
	sl_event_inputs_free(makers);
}
