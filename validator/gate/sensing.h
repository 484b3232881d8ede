/*
 * Bring your own sensor: every event of the evidence and of the probes through vendors' interpreters, each in a process
 * of its own, and torn files through their loaders (CH4005, CH4006). What goes wrong leaves a reproducer on disk.
 */
#ifndef SL_GATE_SENSING_H
#define SL_GATE_SENSING_H

#include "gate/sensor_trial.h"
#include "model/fleet.h"

typedef struct sl_sensing {
	const char *const *paths; /* of the libraries */
	size_t count;
	sl_sensor_limits limits;
	const char *save; /* the folder of reproducers; it is made when there is one */
	const sl_program *programs; /* a channel file each */
	size_t program_count;
	const sl_sensor_events *events;
	const sl_catalog *catalog;
	const sl_fleet *fleet; /* a build of a sensor's own name says what it should describe */
} sl_sensing;

typedef struct sl_sensing_counts {
	size_t sensors, files; /* files: loads that were asked for */
	size_t events; /* by sensor and file */
	size_t runs; /* evaluations by sensors */
	size_t damaged; /* torn and altered files that were to be refused */
	size_t deaths; /* of children */
	size_t problems;
} sl_sensing_counts;

/* Adds to *counts, which start from zero. Returns counts->runs. */
size_t sl_run_sensors(const sl_sensing *sensing, sl_sensing_counts *counts, sl_findings *findings);

/* sensing_inputs.c: what a sensor describes, beside the catalog and the manifest of its build (CH4006). */
void sl_compare_inputs(const sl_sensing *sensing, const char *path,
                       const sl_sensor_description *says, sl_findings *findings);

#endif
