/* What the files of the host share. Internal to gate/. */
#ifndef SL_GATE_SENSOR_HOST_PARTS_H
#define SL_GATE_SENSOR_HOST_PARTS_H

#include <sys/types.h>

#include "gate/sensor_host.h"

struct sl_sensor {
	const char *path;
	sl_sensor_limits limits;
	sl_sensor_area area;
	pid_t child; /* 0: none */
	int socket, output; /* the host's ends */
	size_t starts;
	sl_buffer said; /* by the child */
	uint64_t said_total;
	sl_arena arena; /* of the description */
	sl_sensor_description description;
	uint8_t (*matches)[16];
	size_t match_capacity;
};

/* sensor_death.c: why a child that was running the command is no more. status: of waitpid(). */
void sl_sensor_explain_death(const sl_sensor *sensor, uint32_t command, int status,
                             sl_sensor_failure *out);
/* ", while it loads the file"; of an event: nothing. */
const char *sl_sensor_doing(uint32_t command);
void sl_sensor_fail(sl_sensor_failure *out, enum sl_sensor_failure_kind kind, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

/* sensor_description.c: reads the reply into the sensor's arena. False: it is not in its form. */
bool sl_sensor_read_description(sl_sensor *sensor, const uint8_t *bytes, size_t size);

#endif
