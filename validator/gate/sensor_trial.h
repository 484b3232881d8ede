/*
 * One sensor and one channel file: what the sensor makes of it is held against what the interpreter says. A file that
 * the reader accepts must be loaded, and every event must match the same templates, however the inputs lie in memory;
 * a file that the reader rejects must be refused.
 */
#ifndef SL_GATE_SENSOR_TRIAL_H
#define SL_GATE_SENSOR_TRIAL_H

#include "execute/program.h"
#include "gate/sensor_events.h"
#include "gate/sensor_host.h"

/* Children that one trial may lose, and of them to hanging; then the rest of the events is not run. */
enum { SL_SENSOR_MOST_DEATHS = 12, SL_SENSOR_MOST_HANGS = 2, SL_SENSOR_MOST_PROBLEMS = 200 };

typedef struct sl_sensor_problem {
	uint16_t rule; /* SL_RULE_SENSOR_FAILED or SL_RULE_SENSOR_DISAGREES */
	const char *word; /* for names of files: "over-read", "missed" */
	const char *text; /* "reads past its inputs, input 21 of 20, ..." */
	const sl_sensor_event *event; /* NULL: it was not about one */
	size_t event_index;
	int64_t template_index; /* or -1 */
	size_t times; /* it happened, the first time with this event */
	bool died; /* the sensor's process did */
	bool not_alone; /* with this event alone it did not happen again */
} sl_sensor_problem;

typedef struct sl_sensor_trial {
	sl_sensor *sensor;
	const uint8_t *bytes;
	size_t size;
	const sl_program *program; /* of these bytes; NULL: they must be refused */
	const sl_sensor_event *events;
	size_t event_count;
	size_t longest_text; /* of the events */
	uint32_t file; /* events that were made for another file are left out */
} sl_sensor_trial;

typedef struct sl_sensor_result {
	sl_arena arena;
	sl_sensor_problem *problems; /* each kind once */
	size_t problem_count, problem_capacity;
	size_t problems_dropped; /* past SL_SENSOR_MOST_PROBLEMS */
	size_t runs; /* events that the sensor has answered, in both ways to lie in memory */
	size_t events; /* of types that it describes */
	bool loaded; /* the sensor took the file */
	size_t deaths, hangs;
	size_t not_run; /* because too many children had died */
	char output[512]; /* what the last child that died wrote, printable */
} sl_sensor_result;

void sl_sensor_try(const sl_sensor_trial *trial, sl_sensor_result *result);
/* Runs each problem's event alone, with a child of its own, and notes where nothing happens then. */
void sl_sensor_confirm(const sl_sensor_trial *trial, sl_sensor_result *result);
void sl_sensor_result_free(sl_sensor_result *result);

#endif
