/*
 * Inputs of a channel file and, behind it, the choices from which events for it are invented. The mutator that seals works
 * on the file, the engine's own on the choices.
 */
#ifndef FUZZ_FILE_AND_CHOICES_H
#define FUZZ_FILE_AND_CHOICES_H

#include <stdlib.h>
#include <string.h>

#include "chan.h"
#include "channel_mutator.h"
#include "holds.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

/* Where the file ends and the choices for its events begin. */
static inline size_t file_part(const uint8_t *data, size_t size)
{
	uint64_t stated = size;

	if (size >= CHAN_OFFSET_HEADER_file_size + 4)
		stated = data[CHAN_OFFSET_HEADER_file_size] |
		         (uint64_t)data[CHAN_OFFSET_HEADER_file_size + 1] << 8 |
		         (uint64_t)data[CHAN_OFFSET_HEADER_file_size + 2] << 16 |
		         (uint64_t)data[CHAN_OFFSET_HEADER_file_size + 3] << 24;
	return stated < size ? (size_t)stated : size;
}

/* Mostly one of the two is changed. */
static inline size_t mutate_file_and_choices(uint8_t *data, size_t size, size_t capacity,
                                             unsigned int seed)
{
	size_t part = file_part(data, size), rest = size - part;
	uint8_t *choices;

	if (seed % 4 == 0 && part < capacity)
		return part + LLVMFuzzerMutate(data + part, rest, capacity - part);
	choices = malloc(rest > 0 ? rest : 1);
	HOLDS(choices != NULL);
	memcpy(choices, data + part, rest);
	part = channel_mutate(CHANNEL_SENSOR, data, part, capacity - rest, seed, NULL);
	memcpy(data + part, choices, rest);
	free(choices);
	return part + rest;
}

#endif
