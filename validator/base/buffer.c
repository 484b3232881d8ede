#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void sl_buffer_free(sl_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (sl_buffer){0};
}

void sl_buffer_clear(sl_buffer *buffer)
{
	buffer->length = 0;
	if (buffer->bytes != NULL) {
		buffer->bytes[0] = 0;
	}
}

uint8_t *sl_buffer_extend(sl_buffer *buffer, size_t length)
{
	uint8_t *added;

	if (length >= SIZE_MAX - buffer->length) {
		sl_out_of_memory();
	}
	buffer->bytes = sl_grow(buffer->bytes, &buffer->capacity, buffer->length + length + 1, 1);
	added = buffer->bytes + buffer->length;
	buffer->length += length;
	buffer->bytes[buffer->length] = 0;
	return added;
}

void sl_buffer_append(sl_buffer *buffer, const void *bytes, size_t length)
{
	uint8_t *added = sl_buffer_extend(buffer, length);

	if (length > 0) {
		memcpy(added, bytes, length);
	}
}

void sl_buffer_text(sl_buffer *buffer, const char *text)
{
	sl_buffer_append(buffer, text, strlen(text));
}

void sl_buffer_byte(sl_buffer *buffer, uint8_t byte)
{
	*sl_buffer_extend(buffer, 1) = byte;
}

static void append_number(sl_buffer *buffer, uint64_t number, size_t width)
{
	uint8_t *added = sl_buffer_extend(buffer, width);

	for (size_t i = 0; i < width; i++) {
		added[i] = (uint8_t)(number >> (8 * i));
	}
}

void sl_buffer_u16(sl_buffer *buffer, uint16_t number)
{
	append_number(buffer, number, 2);
}

void sl_buffer_u32(sl_buffer *buffer, uint32_t number)
{
	append_number(buffer, number, 4);
}

void sl_buffer_u64(sl_buffer *buffer, uint64_t number)
{
	append_number(buffer, number, 8);
}

void sl_buffer_printf(sl_buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	size_t before = buffer->length;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		sl_out_of_memory();
	}
	/* One more for the NUL of vsnprintf(), which becomes that of the buffer. */
	sl_buffer_extend(buffer, (size_t)length);
	vsnprintf((char *)buffer->bytes + before, (size_t)length + 1, format, again);
	va_end(again);
}
