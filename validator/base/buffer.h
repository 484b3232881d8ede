/* A growing run of bytes. Zero-initialise it; sl_buffer_free() releases it. Always NUL-terminated past length. */
#ifndef SL_BASE_BUFFER_H
#define SL_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct sl_buffer {
	uint8_t *bytes;
	size_t length, capacity;
} sl_buffer;

void sl_buffer_free(sl_buffer *buffer);
void sl_buffer_clear(sl_buffer *buffer); /* keeps the memory */
uint8_t *sl_buffer_extend(sl_buffer *buffer, size_t length); /* appends uninitialised bytes */
void sl_buffer_append(sl_buffer *buffer, const void *bytes, size_t length);
void sl_buffer_text(sl_buffer *buffer, const char *text);
void sl_buffer_byte(sl_buffer *buffer, uint8_t byte);
void sl_buffer_u16(sl_buffer *buffer, uint16_t number); /* little-endian */
void sl_buffer_u32(sl_buffer *buffer, uint32_t number);
void sl_buffer_u64(sl_buffer *buffer, uint64_t number);
void sl_buffer_printf(sl_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
