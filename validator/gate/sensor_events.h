/*
 * Events for sensors: those that the evidence makes and those of the probes, kept until a sensor runs them. Only the
 * values that are there are kept, for most fields of most events are absent.
 */
#ifndef SL_GATE_SENSOR_EVENTS_H
#define SL_GATE_SENSOR_EVENTS_H

#include "evaluate.h"
#include "model/probes.h"

typedef struct sl_sensor_value {
	uint32_t field; /* index in the fields of the type: the same in each version that has it */
	chan_input input; /* a text refers to bytes */
	const uint8_t *bytes;
	size_t size;
} sl_sensor_value;

#define SL_SENSOR_EVERY_FILE UINT32_MAX
/* Of one file, made for whole templates; and as many made for single criteria: some hundred megabytes. */
#define SL_SENSOR_MOST_EVENTS 100000u

typedef struct sl_sensor_event {
	uint32_t type_id;
	uint32_t file; /* the number of the file for which it was made, or SL_SENSOR_EVERY_FILE */
	uint32_t value_count;
	const sl_sensor_value *values; /* by rising field */
	sl_source source; /* path NULL: it was made */
} sl_sensor_event;

typedef struct sl_sensor_events {
	sl_arena arena;
	sl_sensor_event *items;
	size_t count, capacity;
	size_t longest_text; /* bytes */
} sl_sensor_events;

void sl_sensor_events_start(sl_sensor_events *events);
void sl_sensor_events_free(sl_sensor_events *events);

/* Adds a copy: one input for each field of the type. */
void sl_sensor_events_add(sl_sensor_events *events, uint32_t file, uint32_t type_id,
                          const chan_inputs *inputs, sl_source source);
/* The events of all probes, for every file. */
void sl_sensor_events_add_probes(sl_sensor_events *events, const sl_probes *probes);

#endif
