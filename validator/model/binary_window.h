/*
 * A window over bytes of a binary: the only way to them. Every place is checked here, and nowhere else is an address
 * computed. Offsets are counted from the start of the window; start is where that lies in the file, for messages.
 */
#ifndef SL_MODEL_BINARY_WINDOW_H
#define SL_MODEL_BINARY_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct sl_window {
	const uint8_t *bytes; /* of the caller; may be NULL where size is zero */
	size_t size;
	uint64_t start;
	bool big_endian;
} sl_window;

static inline bool sl_window_holds(const sl_window *window, uint64_t offset, uint64_t size)
{
	return offset <= window->size && size <= window->size - offset;
}

/* A window over a part of this one. False: it is not all in there, and *out is empty. */
static inline bool sl_window_take(const sl_window *window, uint64_t offset, uint64_t size,
                                  sl_window *out)
{
	*out = (sl_window){NULL, 0, window->start, window->big_endian};
	if (!sl_window_holds(window, offset, size)) {
		return false;
	}
	if (size > 0) {
		out->bytes = window->bytes + offset;
		out->size = (size_t)size;
	}
	out->start = window->start + offset;
	return true;
}

/* The record of size bytes, not zero, with that index in a table; the table begins at offset. False as above. */
static inline bool sl_window_record(const sl_window *window, uint64_t offset, uint64_t index,
                                    uint32_t size, sl_window *out)
{
	if (offset > window->size || index >= (window->size - offset) / size) {
		*out = (sl_window){NULL, 0, window->start, window->big_endian};
		return false;
	}
	return sl_window_take(window, offset + index * size, size, out);
}

/*
 * A number of width bytes, 1 to 8, in the window's order of bytes. Outside of the window it is zero: who reads a record
 * takes a window of its whole size first.
 */
static inline uint64_t sl_window_number(const sl_window *window, uint64_t offset, unsigned width)
{
	uint64_t number = 0;

	if (!sl_window_holds(window, offset, width)) {
		return 0;
	}
	for (unsigned i = 0; i < width; i++) {
		const unsigned place = window->big_endian ? i : width - 1 - i;

		number = number << 8 | window->bytes[offset + place];
	}
	return number;
}

static inline uint16_t sl_window_u16(const sl_window *window, uint64_t offset)
{
	return (uint16_t)sl_window_number(window, offset, 2);
}

static inline uint32_t sl_window_u32(const sl_window *window, uint64_t offset)
{
	return (uint32_t)sl_window_number(window, offset, 4);
}

/* A window from the offset to the next zero byte, without that. False: there is none, and *out is empty. */
static inline bool sl_window_text(const sl_window *window, uint64_t offset, sl_window *out)
{
	const uint8_t *end = NULL;

	if (offset < window->size) {
		end = memchr(window->bytes + offset, 0, window->size - (size_t)offset);
	}
	if (end == NULL) {
		*out = (sl_window){NULL, 0, window->start, window->big_endian};
		return false;
	}
	return sl_window_take(window, offset, (uint64_t)(end - window->bytes) - offset, out);
}

/* Whether the bytes at the offset are these. */
static inline bool sl_window_has(const sl_window *window, uint64_t offset, const void *bytes,
                                 size_t size)
{
	return sl_window_holds(window, offset, size) && size > 0 &&
	       memcmp(window->bytes + offset, bytes, size) == 0;
}

#endif
