/*
 * All that the records of a file to be written refer to: its strings, integers and networks, each once.
 * First everything is added, then the pool is sorted, then it tells the index of each.
 */
#ifndef SL_AUTHOR_VALUE_POOL_H
#define SL_AUTHOR_VALUE_POOL_H

#include "author/content.h"
#include "author/string_pool.h"

/* Zero-initialise it; sl_value_pool_free() releases it. The bytes of the strings are the caller's. */
typedef struct sl_value_pool {
	sl_string_pool strings;
	int64_t *integers;
	size_t integer_count, integer_capacity;
	chan_network *networks;
	size_t network_count, network_capacity;
} sl_value_pool;

void sl_value_pool_free(sl_value_pool *pool);
void sl_value_pool_add(sl_value_pool *pool, const sl_criterion *criterion);
/* Orders everything and drops repetitions; nothing can be added afterwards. */
void sl_value_pool_sort(sl_value_pool *pool);
/* The index, as the format counts it, of a value that was added, or of a field. */
uint32_t sl_value_pool_index(const sl_value_pool *pool, enum chan_value_kind kind,
                             const sl_value *value);
/* Appends the records of a sorted pool to their tables. */
void sl_value_pool_write(const sl_value_pool *pool, sl_buffer tables[CHAN_TABLE_COUNT]);

#endif
