/*
 * A sensor in a process of its own: started, asked and, when it has died, started again. What it does wrong comes back
 * as a failure; nothing that it does harms the host. It is code that is tested and not code that attacks: a sensor that
 * wants to leave its process can.
 */
#ifndef SL_GATE_SENSOR_HOST_H
#define SL_GATE_SENSOR_HOST_H

#include "base/buffer.h"
#include "gate/sensor_area.h"

typedef struct sl_sensor_limits {
	unsigned seconds; /* of one call */
	uint64_t memory; /* bytes that the sensor may add to its process */
	uint64_t output; /* bytes that it may write to stdout and stderr */
} sl_sensor_limits;

#define SL_SENSOR_DEFAULT_SECONDS 10u
#define SL_SENSOR_MOST_SECONDS 3600u
#define SL_SENSOR_DEFAULT_MEMORY (UINT64_C(512) << 20)
#define SL_SENSOR_DEFAULT_OUTPUT (UINT64_C(1) << 20)

enum sl_sensor_failure_kind {
	SL_SENSOR_FINE,
	SL_SENSOR_NOT_LOADED, /* the library is none, or not of this ABI */
	SL_SENSOR_CRASH,
	SL_SENSOR_OVER_READ,
	SL_SENSOR_UNDER_READ,
	SL_SENSOR_WRITE, /* to what it was given */
	SL_SENSOR_HANG,
	SL_SENSOR_EXIT,
	SL_SENSOR_FLOOD, /* of output */
	SL_SENSOR_MEMORY, /* it wanted more than the limit */
	SL_SENSOR_STACK,
	SL_SENSOR_NONSENSE, /* an answer that is none of the ABI's */
	SL_SENSOR_HOST /* no process, or no memory to share: the tool's own misfortune */
};

/* The same failure has the same text, whatever lies where. */
typedef struct sl_sensor_failure {
	enum sl_sensor_failure_kind kind;
	char text[400]; /* "reads past its inputs: input 21 of 20" */
} sl_sensor_failure;

/* "over-read": for names of files. */
const char *sl_sensor_failure_word(enum sl_sensor_failure_kind kind);

typedef struct sl_sensor_field {
	const char *name;
	uint32_t kind; /* enum chan_abi_kind, or anything else that the sensor says */
} sl_sensor_field;

typedef struct sl_sensor_type {
	const char *name;
	uint32_t id, version;
	sl_sensor_field *inputs;
	uint32_t input_count;
} sl_sensor_type;

typedef struct sl_sensor_description {
	const char *name, *build;
	sl_sensor_type *types;
	uint32_t type_count, most_inputs;
} sl_sensor_description;

/* The answer to a call. matches is the host's copy, valid until the next call. */
typedef struct sl_sensor_reply {
	bool failed; /* then the failure says how, and the child is no more */
	sl_sensor_failure failure;
	int32_t answer; /* enum chan_abi_answer */
	char reason[SL_SENSOR_REASON]; /* of a refusal, printable */
	const uint8_t (*matches)[16];
	uint32_t match_count;
} sl_sensor_reply;

/* The library is started when it is first needed. path must outlive the sensor. */
typedef struct sl_sensor sl_sensor;
sl_sensor *sl_sensor_make(const char *path, const sl_sensor_limits *limits);
void sl_sensor_free(sl_sensor *sensor);

/* Makes sure of a child with so much room, or of a new one. False: the failure says why there is none. */
bool sl_sensor_ready(sl_sensor *sensor, const sl_sensor_room *room, sl_sensor_failure *failure);
/* Ends the child, so that the next one begins afresh. */
void sl_sensor_restart(sl_sensor *sensor);
/* What it said of itself when it was last started. */
const sl_sensor_description *sl_sensor_described(const sl_sensor *sensor);

/* The calls of the ABI. There must be a child with the room that they take; after a failure there is none. */
void sl_sensor_load(sl_sensor *sensor, const uint8_t *bytes, size_t size, enum sl_sensor_side side,
                    sl_sensor_reply *reply);
/* The bytes of strings are the caller's, and are copied. */
void sl_sensor_evaluate(sl_sensor *sensor, uint32_t type_id, const chan_abi_input *inputs,
                        uint32_t count, enum sl_sensor_side side, sl_sensor_reply *reply);
void sl_sensor_unload(sl_sensor *sensor, sl_sensor_reply *reply);

size_t sl_sensor_starts(const sl_sensor *sensor); /* how often a child was started */
/* What the child at hand, or the last one, wrote: its first bytes. */
const sl_buffer *sl_sensor_output(const sl_sensor *sensor);

#endif
