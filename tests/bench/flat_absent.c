/* The FlatBuffers side of the benchmark, where its library is not installed. */
#include "flat.h"

uint8_t *flat_build(const void *file, const uint8_t *bytes, size_t *size)
{
	(void)file;
	(void)bytes;
	*size = 0;
	return NULL;
}

bool flat_verify(const uint8_t *buffer, size_t size)
{
	(void)buffer;
	return size == 0;
}

uint64_t flat_traverse(const uint8_t *buffer, bool text)
{
	(void)buffer;
	return text;
}
