/* All that the records of a file to be written refer to. */
#include <stdlib.h>
#include <string.h>

#include "author/value_order.h"
#include "author/value_pool.h"

static int compare_integers(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

void sl_value_pool_free(sl_value_pool *pool)
{
	sl_string_pool_free(&pool->strings);
	free(pool->integers);
	free(pool->networks);
}

void sl_value_pool_add(sl_value_pool *pool, const sl_criterion *criterion)
{
	const enum chan_value_kind kind = chan_operator_value_kind(criterion->operation);
	uint32_t i;

	for (i = 0; i < criterion->value_count; i++) {
		const sl_value *value = &criterion->values[i];

		if (kind == CHAN_VALUE_STRING) {
			sl_string_pool_add(&pool->strings, value->text);
		} else if (kind == CHAN_VALUE_INTEGER) {
			pool->integers = sl_grow(pool->integers, &pool->integer_capacity,
			                         pool->integer_count + 1, sizeof *pool->integers);
			pool->integers[pool->integer_count++] = value->integer;
		} else if (kind == CHAN_VALUE_NETWORK) {
			pool->networks = sl_grow(pool->networks, &pool->network_capacity,
			                         pool->network_count + 1, sizeof *pool->networks);
			pool->networks[pool->network_count++] = value->network;
		}
	}
}

void sl_value_pool_sort(sl_value_pool *pool)
{
	sl_string_pool_sort(&pool->strings);
	pool->integer_count = sl_sort_unique(pool->integers, pool->integer_count,
	                                     sizeof *pool->integers, compare_integers);
	pool->network_count = sl_sort_unique(pool->networks, pool->network_count,
	                                     sizeof *pool->networks, sl_network_compare);
}

static uint32_t integer_index(const sl_value_pool *pool, int64_t integer)
{
	const int64_t *found = bsearch(&integer, pool->integers, pool->integer_count,
	                               sizeof *pool->integers, compare_integers);

	return (uint32_t)(found - pool->integers);
}

static uint32_t network_index(const sl_value_pool *pool, const chan_network *network)
{
	const chan_network *found = bsearch(network, pool->networks, pool->network_count,
	                                    sizeof *pool->networks, sl_network_compare);

	return (uint32_t)(found - pool->networks);
}

uint32_t sl_value_pool_index(const sl_value_pool *pool, enum chan_value_kind kind,
                             const sl_value *value)
{
	if (kind == CHAN_VALUE_STRING)
		return sl_string_pool_index(&pool->strings, value->text);
	if (kind == CHAN_VALUE_INTEGER)
		return integer_index(pool, value->integer);
	if (kind == CHAN_VALUE_NETWORK)
		return network_index(pool, &value->network);
	return value->field;
}

void sl_value_pool_write(const sl_value_pool *pool, sl_buffer tables[CHAN_TABLE_COUNT])
{
	sl_buffer *text = &tables[CHAN_TABLE_TEXT];
	sl_buffer *networks = &tables[CHAN_TABLE_NETWORK];
	size_t i;

	for (i = 0; i < pool->strings.count; i++) {
		sl_buffer_append(text, pool->strings.strings[i].bytes,
		                 pool->strings.strings[i].length);
		sl_buffer_u32(&tables[CHAN_TABLE_STRING], (uint32_t)text->length);
	}
	for (i = 0; i < pool->integer_count; i++)
		sl_buffer_u64(&tables[CHAN_TABLE_INTEGER], (uint64_t)pool->integers[i]);
	for (i = 0; i < pool->network_count; i++) {
		sl_buffer_byte(networks, pool->networks[i].family);
		sl_buffer_byte(networks, pool->networks[i].prefix);
		sl_buffer_u16(networks, 0);
		sl_buffer_append(networks, pool->networks[i].address,
		                 sizeof pool->networks[i].address);
	}
}
