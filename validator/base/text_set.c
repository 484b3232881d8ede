/* A set of texts, each with a number. */
#include "base/text_set.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TABLE = 64 };

/* Where the text is in the table, or would be. */
static size_t place_of(const sl_text_set *set, sl_text text)
{
	size_t at = sl_text_hash(text, 0) & (set->table_size - 1);
	while (set->table[at] != 0 && !sl_text_equal(set->texts[set->table[at] - 1], text)) {
		at = (at + 1) & (set->table_size - 1);
	}
	return at;
}

/* At most half of the table is in use, so that a search ends soon. */
static void grow_table(sl_text_set *set)
{
	if (set->table_size > 2 * set->count) {
		return;
	}
	set->table_size = set->table_size == 0 ? FIRST_TABLE : 2 * set->table_size;
	free(set->table);
	set->table = sl_alloc(set->table_size, sizeof *set->table);
	for (size_t i = 0; i < set->count; i++) {
		set->table[place_of(set, set->texts[i])] = (uint32_t)i + 1;
	}
}

uint32_t sl_text_set_add(sl_text_set *set, sl_text text)
{
	grow_table(set);
	size_t at = place_of(set, text);
	if (set->table[at] == 0) {
		set->texts =
			sl_grow(set->texts, &set->capacity, set->count + 1, sizeof *set->texts);
		set->texts[set->count++] = text;
		set->table[at] = (uint32_t)set->count;
	}
	return set->table[at] - 1;
}

uint32_t sl_text_set_find(const sl_text_set *set, sl_text text)
{
	if (set->count == 0) {
		return SL_NOT_IN_SET;
	}
	size_t at = place_of(set, text);
	return set->table[at] == 0 ? SL_NOT_IN_SET : set->table[at] - 1;
}

void sl_text_set_clear(sl_text_set *set)
{
	if (set->count > 0) {
		memset(set->table, 0, set->table_size * sizeof *set->table);
		set->count = 0;
	}
}

void sl_text_set_free(sl_text_set *set)
{
	free(set->texts);
	free(set->table);
	*set = (sl_text_set){0};
}
