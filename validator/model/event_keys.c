/* A set of texts, each with a number. */
#include "model/event_keys.h"

#include <stdlib.h>

enum { FIRST_TABLE = 64 };

/* Where the text is in the table, or would be. */
static size_t place_of(const sl_event_keys *keys, sl_text text)
{
	size_t at = sl_text_hash(text, 0) & (keys->table_size - 1);
	while (keys->table[at] != 0 && !sl_text_equal(keys->texts[keys->table[at] - 1], text)) {
		at = (at + 1) & (keys->table_size - 1);
	}
	return at;
}

/* At most half of the table is in use, so that a search ends soon. */
static void grow_table(sl_event_keys *keys)
{
	if (keys->table_size > 2 * keys->count) {
		return;
	}
	keys->table_size = keys->table_size == 0 ? FIRST_TABLE : 2 * keys->table_size;
	free(keys->table);
	keys->table = sl_alloc(keys->table_size, sizeof *keys->table);
	for (size_t i = 0; i < keys->count; i++) {
		keys->table[place_of(keys, keys->texts[i])] = (uint32_t)i + 1;
	}
}

uint32_t sl_event_keys_add(sl_event_keys *keys, sl_text text)
{
	grow_table(keys);
	size_t at = place_of(keys, text);
	if (keys->table[at] == 0) {
		keys->texts =
			sl_grow(keys->texts, &keys->capacity, keys->count + 1, sizeof *keys->texts);
		keys->texts[keys->count++] = text;
		keys->table[at] = (uint32_t)keys->count;
	}
	return keys->table[at] - 1;
}

uint32_t sl_event_keys_find(const sl_event_keys *keys, sl_text text)
{
	if (keys->count == 0) {
		return SL_NO_KEY;
	}
	size_t at = place_of(keys, text);
	return keys->table[at] == 0 ? SL_NO_KEY : keys->table[at] - 1;
}

void sl_event_keys_free(sl_event_keys *keys)
{
	free(keys->texts);
	free(keys->table);
	*keys = (sl_event_keys){0};
}
