/* The distinct strings of a file to be written: a hash table first, an order at the end. */
#include <stdlib.h>
#include <string.h>

#include "author/string_pool.h"

static uint32_t hash_of(sl_text text)
{
	return (uint32_t)sl_text_hash(text, 0);
}

/* The slot that holds the text, or the free one where it belongs. */
static sl_string_slot *slot_of(const sl_string_pool *pool, sl_text text, uint32_t hash)
{
	const size_t mask = pool->slot_count - 1;
	size_t slot = hash & mask;

	for (; pool->slots[slot].number; slot = (slot + 1) & mask) {
		const sl_text *other = &pool->strings[pool->slots[slot].number - 1];

		/* Mostly the very text that was added, of which no byte need be read again. */
		if (pool->slots[slot].hash == hash && other->length == text.length &&
		    (other->bytes == text.bytes || sl_text_equal(*other, text)))
			break;
	}
	return &pool->slots[slot];
}

/* For strings that are known to differ. */
static void put_slot(sl_string_pool *pool, uint32_t hash, uint32_t number)
{
	const size_t mask = pool->slot_count - 1;
	size_t slot = hash & mask;

	while (pool->slots[slot].number)
		slot = (slot + 1) & mask;
	pool->slots[slot].hash = hash;
	pool->slots[slot].number = number;
}

static void grow_slots(sl_string_pool *pool)
{
	const size_t old_count = pool->slot_count;
	sl_string_slot *old = pool->slots;
	size_t i;

	pool->slot_count = old_count ? old_count * 2 : 256;
	pool->slots = sl_alloc(pool->slot_count, sizeof *pool->slots);
	for (i = 0; i < old_count; i++)
		if (old[i].number)
			put_slot(pool, old[i].hash, old[i].number);
	free(old);
}

void sl_string_pool_free(sl_string_pool *pool)
{
	free(pool->strings);
	free(pool->slots);
}

void sl_string_pool_add(sl_string_pool *pool, sl_text text)
{
	sl_string_slot *slot;
	uint32_t hash;

	if (text.length == 0)
		return;
	hash = hash_of(text);
	if ((size_t)pool->count * 2 >= pool->slot_count)
		grow_slots(pool);
	slot = slot_of(pool, text, hash);
	if (slot->number)
		return;
	pool->strings = sl_grow(pool->strings, &pool->capacity, (size_t)pool->count + 1,
	                        sizeof *pool->strings);
	pool->strings[pool->count++] = text;
	slot->hash = hash;
	slot->number = pool->count;
}

/* A string, and eight bytes of it as a number that compares as they do. */
typedef struct sort_key {
	uint64_t head;
	sl_text text;
	uint32_t hash;
} sort_key;

/* Past the end there are zeros, which no string holds. */
static uint64_t head_at(sl_text text, size_t depth)
{
	uint64_t head = 0;
	size_t i;

	for (i = depth; i < depth + 8; i++)
		head = head << 8 | (i < text.length ? (uint8_t)text.bytes[i] : 0);
	return head;
}

static int compare_heads(const void *left, const void *right)
{
	const sort_key *a = left, *b = right;

	return (a->head > b->head) - (a->head < b->head);
}

/*
 * Sorts strings that differ, and have their first depth bytes in common: by the next eight, then those that
 * have these in common too. So each byte is fetched once, which is what takes time. The recursion ends
 * where strings do: after an eighth of the longest string's bytes.
 */
static void sort_from(sort_key *keys, size_t count, size_t depth)
{
	size_t i, first = 0;

	for (i = 0; i < count; i++)
		keys[i].head = head_at(keys[i].text, depth);
	qsort(keys, count, sizeof *keys, compare_heads);
	for (i = 1; i <= count; i++) {
		if (i < count && keys[i].head == keys[first].head)
			continue;
		if (i - first > 1)
			sort_from(keys + first, i - first, depth + 8);
		first = i;
	}
}

void sl_string_pool_sort(sl_string_pool *pool)
{
	sort_key *keys = sl_alloc(pool->count, sizeof *keys);
	size_t i;

	for (i = 0; i < pool->slot_count; i++) {
		const sl_string_slot slot = pool->slots[i];

		if (!slot.number)
			continue;
		keys[slot.number - 1].text = pool->strings[slot.number - 1];
		keys[slot.number - 1].hash = slot.hash;
	}
	if (pool->count) {
		sort_from(keys, pool->count, 0);
		memset(pool->slots, 0, pool->slot_count * sizeof *pool->slots);
	}
	for (i = 0; i < pool->count; i++) {
		pool->strings[i] = keys[i].text;
		put_slot(pool, keys[i].hash, (uint32_t)i + 1);
	}
	free(keys);
}

uint32_t sl_string_pool_index(const sl_string_pool *pool, sl_text text)
{
	return text.length && pool->slot_count ? slot_of(pool, text, hash_of(text))->number : 0;
}
