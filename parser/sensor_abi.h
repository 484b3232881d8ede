/*
 * What a vendor's own interpreter exports, so that the gate can run it: `sluice gate --sensor libfoo.so`. Needs nothing
 * of libchan. C11 and C++17; freestanding. An adapter of one file: it defines the function at the end of this header.
 *
 * The host runs the sensor in a process of its own, one call at a time, always on one thread. Every block that it gives
 * ends, or begins, at a page that cannot be touched, and cannot be written. Whatever a pointer here leads to is the
 * giver's: the host's during the call, the file's bytes until unload; the sensor's for as long as it is loaded.
 */
#ifndef CHAN_SENSOR_ABI_H
#define CHAN_SENSOR_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Rises when a member changes its meaning; members are only ever appended, and struct_size tells how many there are. */
#define CHAN_ABI_VERSION 1u

/* Kinds of values; the last three are those of fields, too. Zeroed is absent, which is neither null nor empty. */
enum chan_abi_kind {
	CHAN_ABI_ABSENT,
	CHAN_ABI_NULL,
	CHAN_ABI_STRING,
	CHAN_ABI_INTEGER,
	CHAN_ABI_IP
};

/* One input of an event. Members that the kind does not use are zero. */
typedef struct chan_abi_input {
	uint8_t kind; /* enum chan_abi_kind */
	uint8_t family; /* of an address: 4 or 6 */
	uint8_t reserved[6];
	uint8_t address[16]; /* network byte order; family 4 uses the first four */
	int64_t integer;
	const uint8_t *bytes; /* of a string: any bytes; a real address even if size is zero */
	size_t size;
} chan_abi_input;

/* An input as the integration code really supplies it. */
typedef struct chan_abi_field {
	const char *name; /* of the field in the catalog */
	uint32_t kind; /* enum chan_abi_kind: string, integer or IP */
} chan_abi_field;

/* What is supplied for one template type: evaluate() gets exactly these inputs, in this order. */
typedef struct chan_abi_type {
	const char *name; /* in the catalog */
	uint32_t id, version;
	const chan_abi_field *inputs;
	uint32_t input_count;
} chan_abi_type;

enum chan_abi_answer {
	CHAN_ABI_OK,
	CHAN_ABI_REFUSED, /* load: the file is not one that this sensor would run */
	CHAN_ABI_ERROR /* evaluate: there is no verdict about this event */
};

/* Told of each template that matches the event, by its id, in any order; user is what evaluate() was given. */
typedef void chan_abi_on_match(void *user, const uint8_t uuid[16]);

typedef struct chan_sensor_abi {
	uint32_t abi_version; /* CHAN_ABI_VERSION */
	uint32_t struct_size; /* sizeof(chan_sensor_abi) */
	const char *name; /* of the sensor */
	const char *build; /* as its manifest in the fleet has it; then the two are compared */
	const chan_abi_type *types; /* by rising id */
	uint32_t type_count;

	/*
	 * Takes a channel file, of which nothing is known: it may be torn. OK: *handle is what the other calls get.
	 * REFUSED: reason, of reason_size bytes, may hold a text; nothing stays allocated.
	 */
	int (*load)(const uint8_t *bytes, size_t size, void **handle, char *reason,
	            size_t reason_size);
	/* One event of a described type. What a template asks for past the inputs makes it silent, or an ERROR. */
	int (*evaluate)(void *handle, uint32_t type_id, const chan_abi_input *inputs,
	                uint32_t input_count, chan_abi_on_match *on_match, void *user);
	void (*unload)(void *handle); /* afterwards another file may be loaded */
} chan_sensor_abi;

#if defined(_WIN32)
#define CHAN_ABI_EXPORT __declspec(dllexport)
#elif defined(__GNUC__) || defined(__clang__)
#define CHAN_ABI_EXPORT __attribute__((visibility("default")))
#else
#define CHAN_ABI_EXPORT
#endif

/* The one symbol. Never NULL; the same answer at each call. */
CHAN_ABI_EXPORT const chan_sensor_abi *chan_sensor_describe(void);

#ifdef __cplusplus
}
#endif

#endif
