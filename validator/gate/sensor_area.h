/*
 * The memory that the host of a sensor and its child share: what is said between them, and the blocks that the sensor
 * may read. Each block lies in whole pages between pages that the child cannot touch; it ends where they end, or begins
 * where they begin, so that a read of one byte past that side is a fault. Internal to gate/.
 */
#ifndef SL_GATE_SENSOR_AREA_H
#define SL_GATE_SENSOR_AREA_H

#include <stdbool.h>

#include "base/file.h"
#include "sensor_abi.h"

/* Which end of a block lies at the pages that cannot be touched. */
enum sl_sensor_side { SL_SENSOR_END, SL_SENSOR_START };

enum sl_sensor_command {
	SL_SENSOR_DESCRIBE = 1, /* loads the library first */
	SL_SENSOR_LOAD,
	SL_SENSOR_EVALUATE,
	SL_SENSOR_UNLOAD
};

/* What has become of a command. The answers of the sensor itself are CHAN_ABI_OK and so on. */
enum { SL_SENSOR_NO_LIBRARY = 100, SL_SENSOR_BAD_DESCRIPTION };

enum { SL_SENSOR_REASON = 512 };

/* The child can write all of it at any time: the host copies a member before it believes it. */
typedef struct sl_sensor_control {
	/* host to child */
	uint32_t command, type_id, input_count;
	const uint8_t *bytes; /* of the file */
	size_t size;
	const chan_abi_input *inputs;
	/* child to host */
	int32_t answer;
	uint32_t out_of_memory; /* an allocation failed in this command */
	uint32_t match_count; /* all that were told; the reply has those for which there is room */
	uint32_t reply_size; /* of a description */
	char reason[SL_SENSOR_REASON];
	/* of a signal's handler */
	int32_t signal_number, signal_code;
	uintptr_t fault_address, stack_address;
} sl_sensor_control;

/* How much the blocks hold: numbers of elements and bytes. */
typedef struct sl_sensor_room {
	size_t file, text; /* text: the longest of one input */
	uint32_t inputs, matches;
} sl_sensor_room;

typedef struct sl_sensor_block {
	uint8_t *pages;
	size_t capacity; /* whole pages */
	uint8_t *start; /* of what it holds */
	size_t size;
} sl_sensor_block;

typedef struct sl_sensor_area {
	uint8_t *map;
	size_t map_size, page;
	sl_sensor_room room;
	sl_sensor_control *control;
	uint8_t *reply; /* matches, 16 bytes each, or a description */
	size_t reply_capacity;
	sl_sensor_block file, inputs;
	sl_sensor_block *texts; /* one an input */
} sl_sensor_area;

/* False: there is no such memory, and the problem says so. */
bool sl_sensor_area_make(sl_sensor_area *area, const sl_sensor_room *room, sl_problem *problem);
void sl_sensor_area_free(sl_sensor_area *area);
/* In the child: the blocks can be read, what lies between cannot be touched. */
bool sl_sensor_area_guard(const sl_sensor_area *area);

/* Where size bytes of the block lie from now on; the caller fills them. */
uint8_t *sl_sensor_place(sl_sensor_block *block, size_t size, enum sl_sensor_side side);

enum sl_sensor_where { SL_SENSOR_NOWHERE, SL_SENSOR_BEFORE, SL_SENSOR_INSIDE, SL_SENSOR_AFTER };
typedef struct sl_sensor_fault {
	enum sl_sensor_where where;
	const sl_sensor_block *block; /* NULL: nowhere */
	uint32_t text; /* number of the input, if the block is a text */
	bool is_text;
	size_t distance; /* bytes from the block's start, or before it, or from its end */
} sl_sensor_fault;

/* To which block an address of the child belongs. */
sl_sensor_fault sl_sensor_fault_at(const sl_sensor_area *area, uintptr_t address);

#endif
