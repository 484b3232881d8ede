#include "mutator/bytes.h"

#include <string.h>

enum { LONGEST_BLOCK = 64, MOST_CHANGES = 8 };

static const uint64_t telling_numbers[] = {
	0,      1,      2,     4,          8,          16,         32,         64,
	0x7f,   0x80,   0xff,  0x100,      0x1000,     0x7fff,     0x8000,     0x8001,
	0x8002, 0xffff, 65536, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX, CHAN_MAX_FILE_SIZE};

static void change_byte(mutant *m, uint8_t *byte)
{
	static const uint8_t odd[] = {0x00, 0x01, 0x20, 0x2a, 0x3f, 0x5c,
	                              0x7f, 0x80, 0xbf, 0xc0, 0xed, 0xff};

	switch (mutant_below(m, 4)) {
	case 0:
		*byte ^= (uint8_t)(1u << mutant_below(m, 8));
		break;
	case 1:
		*byte = (uint8_t)(*byte + 1 - 2 * (int)mutant_below(m, 2));
		break;
	case 2:
		*byte = odd[mutant_below(m, sizeof odd)];
		break;
	default:
		*byte = (uint8_t)mutant_draw(m);
		break;
	}
}

static void change_number(mutant *m, uint8_t *bytes, size_t size)
{
	const uint32_t width = 1u << mutant_below(m, 4);
	uint64_t number =
		telling_numbers[mutant_below(m, sizeof telling_numbers / sizeof *telling_numbers)];
	uint64_t step;
	uint8_t *at;

	if (size < width)
		return;
	at = bytes + mutant_below(m, size - width + 1);
	if (mutant_one_in(m, 2)) {
		step = 1 + (uint64_t)mutant_below(m, 32);
		number = mutant_load(at, width) + (mutant_one_in(m, 2) ? step : -step);
	}
	mutant_store(at, width, number);
}

static size_t insert(uint8_t *bytes, size_t size, size_t capacity, size_t at, size_t length)
{
	if (length > capacity - size)
		length = capacity - size;
	memmove(bytes + at + length, bytes + at, size - at);
	return length;
}

static size_t change_block(mutant *m, uint8_t *bytes, size_t size, size_t capacity)
{
	const size_t length = 1 + mutant_below(m, size < LONGEST_BLOCK ? size : LONGEST_BLOCK);
	const size_t from = mutant_below(m, size), to = mutant_below(m, size);
	size_t room = size - (from > to ? from : to);

	room = length < room ? length : room;
	switch (mutant_below(m, 4)) {
	case 0:
		memmove(bytes + to, bytes + from, room);
		return size;
	case 1:
		memset(bytes + to, (int)mutant_below(m, 256), room);
		return size;
	case 2:
		memmove(bytes + to, bytes + to + room, size - to - room);
		return size - room;
	default:
		room = insert(bytes, size, capacity, to, room);
		memset(bytes + to, mutant_one_in(m, 2) ? 0 : (int)mutant_below(m, 256), room);
		return size + room;
	}
}

size_t mutant_change_bytes(mutant *m, uint8_t *bytes, size_t size, size_t capacity)
{
	size_t changes = 1 + mutant_below(m, mutant_below(m, MOST_CHANGES) + 1);

	for (; changes; changes--) {
		const size_t kind = mutant_below(m, 8);

		if (size == 0 && capacity > 0)
			bytes[size++] = (uint8_t)mutant_draw(m);
		if (size == 0)
			break;
		if (kind < 4)
			change_byte(m, &bytes[mutant_below(m, size)]);
		else if (kind < 6)
			change_number(m, bytes, size);
		else
			size = change_block(m, bytes, size, capacity);
	}
	return size;
}

size_t mutant_cross_bytes(mutant *m, uint8_t *bytes, size_t size, size_t capacity,
                          const uint8_t *other, size_t other_size)
{
	const size_t from = mutant_below(m, other_size), at = mutant_below(m, size + 1);
	size_t length = 1 + mutant_below(m, other_size - from);

	if (other_size == 0 || at >= capacity)
		return size;
	if (length > other_size - from)
		length = other_size - from;
	if (mutant_one_in(m, 2)) {
		length = insert(bytes, size, capacity, at, length);
		memcpy(bytes + at, other + from, length);
		return size + length;
	}
	if (length > capacity - at)
		length = capacity - at;
	memcpy(bytes + at, other + from, length);
	return size > at + length ? size : at + length;
}
