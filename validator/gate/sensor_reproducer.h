/*
 * A reproducer: the bytes of a channel file and the events that a sensor was given, in one file. Lines of text, which
 * a person can read, and then the bytes:
 *
 *   sluice sensor reproducer 1
 *   # what happened
 *   event 7                         the id of the type
 *   input 0 string 5c6b             the field's number, kind and value: strings in hexadecimal
 *   input 3 integer -1
 *   input 13 ip 0a000001
 *   input 6 null
 *   channel 1234
 *   1234 bytes, and the end
 */
#ifndef SL_GATE_SENSOR_REPRODUCER_H
#define SL_GATE_SENSOR_REPRODUCER_H

#include "base/file.h"
#include "gate/sensor_events.h"

#define SL_SENSOR_REPRODUCER_BYTES (UINT64_C(2) << 30) /* a file to replay may have */

typedef struct sl_sensor_reproducer {
	sl_sensor_events events;
	const uint8_t *bytes; /* of the channel file: in the buffer */
	size_t size;
	sl_buffer text;
} sl_sensor_reproducer;

/* Appends it; each line of the comment gets a "# " before it. events: pointers, in order. */
void sl_sensor_reproducer_write(const char *comment, const sl_sensor_event *const *events,
                                size_t count, const uint8_t *bytes, size_t size, sl_buffer *out);

/* False: the problem says in which line it is none. Free it in either case. */
bool sl_sensor_reproducer_read(const char *path, sl_sensor_reproducer *out, sl_problem *problem);
void sl_sensor_reproducer_free(sl_sensor_reproducer *reproducer);

#endif
