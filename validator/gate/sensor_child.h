/* The process in which a sensor runs. Internal to gate/. */
#ifndef SL_GATE_SENSOR_CHILD_H
#define SL_GATE_SENSOR_CHILD_H

#include "gate/sensor_area.h"

typedef struct sl_sensor_child {
	const char *path; /* of the library */
	const sl_sensor_area *area;
	int socket; /* a byte from the host is a command, a byte back says that it is done */
	int output; /* where stdout and stderr go */
	unsigned seconds; /* of a command, after which the host has given up */
	uint64_t memory; /* bytes that the sensor may add to the process */
} sl_sensor_child;

/* Runs commands until the host closes its end. Called right after a fork from a process with one thread. */
_Noreturn void sl_sensor_child_run(const sl_sensor_child *child);

/*
 * How a description lies in the reply, numbers as they are in memory, names ended by NUL:
 *   name, build; number of types; each: name, id, version, number of inputs; each of them: name, kind.
 */

#endif
