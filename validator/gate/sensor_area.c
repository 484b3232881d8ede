/* The memory that the host of a sensor and its child share. */
#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */

#include "gate/sensor_area.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Pages that cannot be touched, on each side of a block: a stride past the end should still meet them. */
enum { GUARD_PAGES = 16 };
/* A description of every type that a sensor has. */
#define SMALLEST_REPLY (UINT64_C(1) << 20)

/* Places the parts one after another; without a map it only counts. */
typedef struct layout {
	uint8_t *map;
	uint64_t used;
	uint64_t page;
} layout;

static uint64_t whole_pages(const layout *l, uint64_t size)
{
	return (size + l->page - 1) / l->page * l->page;
}

static uint8_t *take(layout *l, uint64_t size)
{
	uint8_t *at = l->map != NULL ? l->map + l->used : NULL;

	l->used += whole_pages(l, size);
	return at;
}

/* A block, and the pages behind it; those before it belong to what is before. */
static sl_sensor_block take_block(layout *l, uint64_t size)
{
	sl_sensor_block block = {.capacity = (size_t)whole_pages(l, size > 0 ? size : 1)};

	block.pages = take(l, block.capacity);
	block.start = block.pages;
	take(l, GUARD_PAGES * l->page);
	return block;
}

static void lay_out(sl_sensor_area *area, layout *l)
{
	const sl_sensor_room *room = &area->room;

	area->control = (void *)take(l, sizeof *area->control);
	area->reply = take(l, area->reply_capacity);
	take(l, GUARD_PAGES * l->page);
	area->file = take_block(l, room->file);
	area->inputs = take_block(l, (uint64_t)room->inputs * sizeof(chan_abi_input));
	for (uint32_t i = 0; i < room->inputs; i++) {
		area->texts[i] = take_block(l, room->text);
	}
}

static uint8_t *map_shared(size_t size)
{
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return map != MAP_FAILED ? map : NULL;
}

bool sl_sensor_area_make(sl_sensor_area *area, const sl_sensor_room *room, sl_problem *problem)
{
	layout l = {.page = (uint64_t)sysconf(_SC_PAGESIZE)};
	uint64_t reply = (uint64_t)room->matches * 16;

	*area = (sl_sensor_area){.room = *room, .page = (size_t)l.page};
	area->reply_capacity = (size_t)(reply > SMALLEST_REPLY ? reply : SMALLEST_REPLY);
	area->texts = sl_alloc((size_t)room->inputs + 1, sizeof *area->texts);
	lay_out(area, &l);
	if (l.used > SIZE_MAX / 2) {
		errno = ENOMEM;
	} else {
		area->map_size = (size_t)l.used;
		area->map = map_shared(area->map_size);
	}
	if (area->map == NULL) {
		snprintf(problem->text, sizeof problem->text,
		         "cannot get memory to share with a sensor: %s", strerror(errno));
		sl_sensor_area_free(area);
		return false;
	}
	l.map = area->map;
	l.used = 0;
	lay_out(area, &l);
	return true;
}

void sl_sensor_area_free(sl_sensor_area *area)
{
	if (area->map != NULL) {
		munmap(area->map, area->map_size);
	}
	free(area->texts);
	*area = (sl_sensor_area){0};
}

static bool is_readable(const sl_sensor_block *block)
{
	return mprotect(block->pages, block->capacity, PROT_READ) == 0;
}

bool sl_sensor_area_guard(const sl_sensor_area *area)
{
	const size_t open_size = (size_t)(area->reply - area->map) + area->reply_capacity;
	const size_t first = (open_size + area->page - 1) / area->page * area->page;
	bool done = mprotect(area->map + first, area->map_size - first, PROT_NONE) == 0 &&
	            is_readable(&area->file) && is_readable(&area->inputs);

	for (uint32_t i = 0; i < area->room.inputs && done; i++) {
		done = is_readable(&area->texts[i]);
	}
	return done;
}

uint8_t *sl_sensor_place(sl_sensor_block *block, size_t size, enum sl_sensor_side side)
{
	if (size > block->capacity) {
		abort(); /* whoever asked for the room asked for too little: a mistake in this program */
	}
	block->start =
		side == SL_SENSOR_END ? block->pages + (block->capacity - size) : block->pages;
	block->size = size;
	return block->start;
}

/* Half of the pages between two blocks belong to the one before, half to the one behind. */
static bool is_around(const sl_sensor_area *area, const sl_sensor_block *block, uintptr_t address)
{
	const size_t half = GUARD_PAGES / 2 * area->page;
	const uintptr_t pages = (uintptr_t)block->pages;

	return address >= pages - half && address < pages + block->capacity + half;
}

static sl_sensor_fault describe_fault(const sl_sensor_block *block, uintptr_t address)
{
	const uintptr_t start = (uintptr_t)block->start, end = start + block->size;
	const uintptr_t pages = (uintptr_t)block->pages;
	sl_sensor_fault fault = {.block = block};

	/* The pages themselves can be read: whoever faults there has written, beside what they hold or to it. */
	if (address >= pages && address < pages + block->capacity) {
		fault.where = SL_SENSOR_INSIDE;
		fault.distance = address >= start ? address - start : 0;
	} else if (address < start) {
		fault.where = SL_SENSOR_BEFORE;
		fault.distance = start - address;
	} else {
		fault.where = SL_SENSOR_AFTER;
		fault.distance = address - end;
	}
	return fault;
}

sl_sensor_fault sl_sensor_fault_at(const sl_sensor_area *area, uintptr_t address)
{
	sl_sensor_fault fault = {.where = SL_SENSOR_NOWHERE};

	if (is_around(area, &area->file, address)) {
		return describe_fault(&area->file, address);
	}
	if (is_around(area, &area->inputs, address)) {
		return describe_fault(&area->inputs, address);
	}
	for (uint32_t i = 0; i < area->room.inputs; i++) {
		if (is_around(area, &area->texts[i], address)) {
			fault = describe_fault(&area->texts[i], address);
			fault.is_text = true;
			fault.text = i;
			break;
		}
	}
	return fault;
}
