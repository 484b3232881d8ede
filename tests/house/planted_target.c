/* A target with a defect of each kind, for the tests of triage: the first byte of the input says which. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* REPAIRED: the same without them. */
#ifdef REPAIRED
enum { repaired = 1 };
#else
enum { repaired = 0 };
#endif

static int runs;
static volatile unsigned sink;

__attribute__((noinline)) static unsigned past(const uint8_t *data, size_t size)
{
	return data[size];
}

__attribute__((noinline)) static unsigned by_one_way(const uint8_t *data, size_t size)
{
	return past(data, size) + 1;
}

__attribute__((noinline)) static unsigned by_another(const uint8_t *data, size_t size)
{
	return past(data, size) + 2;
}

__attribute__((noinline)) static unsigned deep(const uint8_t *data, size_t size, unsigned depth)
{
	char room[64];

	memset(room, (int)depth, sizeof room);
	return size ? deep(data, size, depth + 1) + (unsigned)room[depth % 64] : 0;
}

/* Every third process; COUNTER names the file that counts them. */
static int is_third(void)
{
	const char *path = getenv("COUNTER");
	FILE *file = path ? fopen(path, "ab+") : NULL;
	long count;

	if (!file)
		return 0;
	fputc('.', file);
	fseek(file, 0, SEEK_END);
	count = ftell(file);
	fclose(file);
	return count % 3 == 0;
}

__attribute__((noinline)) static void endless(void)
{
	for (;;)
		sink++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int number = size > 2 ? (char)data[1] : 0;
	uint8_t *copy;

	if (repaired || size == 0)
		return 0;
	copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	runs++;
	switch (copy[0]) {
	case 'r':
		sink += by_one_way(copy, size);
		break;
	case 's':
		sink += by_another(copy, size);
		break;
	case 'p':
		HOLDS(number < 'a');
		break;
	case 'q':
		HOLDS(size != 4);
		break;
	case 'D':
		fprintf(stderr, "disagreement: missed a match\n");
		abort();
	case 'E':
		DEMAND(size == 0, "the sensor agrees (extra)");
		break;
	case 'u':
		sink += (unsigned)(1 << number);
		break;
	case 'l':
		copy = malloc(size);
		break;
	case 'd':
		sink += deep(copy, size, 0);
		break;
	case 'h':
		endless();
		break;
	case 'x':
		exit(0);
	case 'y':
		exit(7);
	case 'c':
		HOLDS(runs < 50);
		break;
	case 'm':
		HOLDS(!is_third());
		break;
	case 0x89:
		HOLDS(size == 0);
		break;
	default:
		break;
	}
	free(copy);
	return 0;
}
