/* The distinct strings of a file to be written, and the index that each will have in it. */
#ifndef SL_AUTHOR_STRING_POOL_H
#define SL_AUTHOR_STRING_POOL_H

#include "base/text.h"

typedef struct sl_string_slot {
	uint32_t hash; /* of the string: others need not be looked at */
	uint32_t number; /* its index in strings, plus one; zero: the slot is free */
} sl_string_slot;

/* Zero-initialise it; sl_string_pool_free() releases it. The bytes of the strings are the caller's. */
typedef struct sl_string_pool {
	sl_text *strings; /* in the order of their first addition, later by bytes */
	uint32_t count;
	size_t capacity;
	sl_string_slot *slots; /* hash table */
	size_t slot_count; /* zero or a power of two */
} sl_string_pool;

void sl_string_pool_free(sl_string_pool *pool);
/* Adds a string unless it is there already, or empty: the empty string is never stored. */
void sl_string_pool_add(sl_string_pool *pool, sl_text text);
/* Orders the strings by their bytes; nothing can be added afterwards. */
void sl_string_pool_sort(sl_string_pool *pool);
/* The index of a string that was added, counted from 1, in a sorted pool; 0 for the empty string. */
uint32_t sl_string_pool_index(const sl_string_pool *pool, sl_text text);

#endif
