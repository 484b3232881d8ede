/*
 * Equal keys among many. The sort is a stable radix sort: its time depends on the number of items
 * alone, whatever a hostile file makes the keys be.
 */
#include <stdlib.h>
#include <string.h>

#include "rules/meaning.h"

#define DIGIT_BITS 11u
#define DIGITS ((64u + DIGIT_BITS - 1) / DIGIT_BITS)
#define BUCKETS (1u << DIGIT_BITS)
#define FEW 64u

static uint32_t digit_of(uint64_t key, unsigned digit)
{
	return (uint32_t)(key >> (digit * DIGIT_BITS)) & (BUCKETS - 1);
}

static void distribute(const sl_keyed *from, sl_keyed *to, uint32_t count, unsigned digit,
                       uint32_t *buckets)
{
	uint32_t i, bucket, next = 0;

	for (bucket = 0; bucket < BUCKETS; bucket++) {
		const uint32_t size = buckets[bucket];
		buckets[bucket] = next;
		next += size;
	}
	for (i = 0; i < count; i++)
		to[buckets[digit_of(from[i].key, digit)]++] = from[i];
}

/* For a few items, which are most calls: a file has many types with few templates. */
static void insert_sorted(sl_keyed *items, uint32_t count)
{
	uint32_t i, place;

	for (i = 1; i < count; i++) {
		const sl_keyed item = items[i];
		for (place = i; place > 0 && items[place - 1].key > item.key; place--)
			items[place] = items[place - 1];
		items[place] = item;
	}
}

static void sort_digits(sl_keyed *items, uint32_t count)
{
	sl_keyed *spare = sl_alloc(count, sizeof *spare), *from = items, *to = spare, *swap;
	uint32_t *buckets = sl_alloc((size_t)DIGITS * BUCKETS, sizeof *buckets);
	unsigned digit;
	uint32_t i;

	for (i = 0; i < count; i++)
		for (digit = 0; digit < DIGITS; digit++)
			buckets[digit * BUCKETS + digit_of(items[i].key, digit)]++;
	for (digit = 0; digit < DIGITS; digit++) {
		uint32_t *own = buckets + digit * BUCKETS;
		if (own[digit_of(from[0].key, digit)] == count)
			continue; /* all have the same digit here */
		distribute(from, to, count, digit, own);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof *items);
	free(spare);
	free(buckets);
}

/* Where a key has its bit; keys that share one are kept for nothing, and told apart by the sort. */
static uint32_t place_of(uint64_t key, unsigned bits)
{
	return (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

uint32_t sl_keyed_repeated(sl_keyed *items, uint32_t count)
{
	uint64_t *seen, *twice;
	uint32_t i, kept = 0;
	unsigned bits = 6;

	if (count <= FEW)
		return count;
	while (bits < 30 && UINT32_C(1) << bits < count * UINT64_C(16))
		bits++;
	seen = sl_bits(UINT32_C(1) << bits);
	twice = sl_bits(UINT32_C(1) << bits);
	for (i = 0; i < count; i++) {
		const uint32_t place = place_of(items[i].key, bits);
		if (sl_bit(seen, place))
			sl_bit_set(twice, place);
		sl_bit_set(seen, place);
	}
	for (i = 0; i < count; i++)
		if (sl_bit(twice, place_of(items[i].key, bits)))
			items[kept++] = items[i];
	free(seen);
	free(twice);
	return kept;
}

void sl_keyed_sort(sl_keyed *items, uint32_t count)
{
	if (count <= FEW)
		insert_sorted(items, count);
	else
		sort_digits(items, count);
}
