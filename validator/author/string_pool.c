/* The distinct strings of a file to be written: a hash table first, an order at the end. */
#include <stdlib.h>
#include <string.h>

#include "author/string_pool.h"

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const sl_string_pool *pool, sl_text text)
{
	const size_t mask = pool->slot_count - 1;
	size_t slot = (size_t)sl_text_hash(text, 0) & mask;

	while (pool->slots[slot] && !sl_text_equal(pool->strings[pool->slots[slot] - 1], text))
		slot = (slot + 1) & mask;
	return slot;
}

static void fill_slots(sl_string_pool *pool, size_t slot_count)
{
	uint32_t i;

	free(pool->slots);
	pool->slots = sl_alloc(slot_count, sizeof *pool->slots);
	pool->slot_count = slot_count;
	for (i = 0; i < pool->count; i++)
		pool->slots[slot_of(pool, pool->strings[i])] = i + 1;
}

void sl_string_pool_free(sl_string_pool *pool)
{
	free(pool->strings);
	free(pool->slots);
	memset(pool, 0, sizeof *pool);
}

void sl_string_pool_add(sl_string_pool *pool, sl_text text)
{
	size_t slot;

	if (text.length == 0)
		return;
	if ((size_t)pool->count * 2 >= pool->slot_count)
		fill_slots(pool, pool->slot_count ? pool->slot_count * 2 : 256);
	slot = slot_of(pool, text);
	if (pool->slots[slot])
		return;
	pool->strings = sl_grow(pool->strings, &pool->capacity, (size_t)pool->count + 1,
	                        sizeof *pool->strings);
	pool->strings[pool->count++] = text;
	pool->slots[slot] = pool->count;
	pool->text_size += text.length;
}

/* The first eight bytes as a number that compares as they do: most pairs differ there. */
typedef struct sort_key {
	uint64_t head;
	sl_text text;
} sort_key;

static uint64_t head_of(sl_text text)
{
	uint64_t head = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		head = head << 8 | (i < text.length ? (uint8_t)text.bytes[i] : 0);
	return head;
}

static int compare_keys(const void *left, const void *right)
{
	const sort_key *a = left, *b = right;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	return sl_text_compare(a->text, b->text);
}

void sl_string_pool_sort(sl_string_pool *pool)
{
	sort_key *keys = sl_alloc(pool->count, sizeof *keys);
	uint32_t i;

	for (i = 0; i < pool->count; i++) {
		keys[i].head = head_of(pool->strings[i]);
		keys[i].text = pool->strings[i];
	}
	if (pool->count)
		qsort(keys, pool->count, sizeof *keys, compare_keys);
	for (i = 0; i < pool->count; i++)
		pool->strings[i] = keys[i].text;
	free(keys);
	fill_slots(pool, pool->slot_count ? pool->slot_count : 1);
}

uint32_t sl_string_pool_index(const sl_string_pool *pool, sl_text text)
{
	return text.length ? pool->slots[slot_of(pool, text)] : 0;
}
