/* 2018: within a type the parser has seen the ids rise; here they are compared over all types. */
#include <stdlib.h>
#include <string.h>

#include "rules/meaning.h"

static uint64_t half_of(const uint8_t *bytes)
{
	uint64_t half = 0;
	int i;

	for (i = 0; i < 8; i++)
		half = half << 8 | bytes[i];
	return half;
}

static const uint8_t *id_of(const sl_meaning *meaning, uint32_t index)
{
	return meaning->checked->bytes +
	       chan_table_offset(&meaning->checked->file.header, CHAN_TABLE_TEMPLATE) +
	       (size_t)index * CHAN_SIZE_TEMPLATE;
}

static bool any_equal_keys(const sl_keyed *items, uint32_t count)
{
	uint32_t i;

	for (i = 1; i < count; i++)
		if (items[i].key == items[i - 1].key)
			return true;
	return false;
}

/* Sorts the templates by the halves of their ids; the second half only where first halves are equal. */
static void sort_by_id(const sl_meaning *meaning, sl_keyed *items, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		items[i] = (sl_keyed){half_of(id_of(meaning, i)), i};
	sl_keyed_sort(items, count);
	if (!any_equal_keys(items, count))
		return;
	for (i = 0; i < count; i++)
		items[i] = (sl_keyed){half_of(id_of(meaning, i) + 8), i};
	sl_keyed_sort(items, count);
	for (i = 0; i < count; i++)
		items[i].key = half_of(id_of(meaning, items[i].index));
	sl_keyed_sort(items, count);
}

static void report(const sl_meaning *meaning, uint32_t index, uint32_t other)
{
	sl_place place = SL_AT(meaning->checked, TEMPLATE, index, uuid);

	sl_fact(meaning->checked, meaning->findings, SL_RULE_DUPLICATE_UUID, &place,
	        "template %u has it too", (unsigned)other);
}

void sl_meaning_ids(const sl_meaning *meaning)
{
	const uint32_t count = meaning->checked->file.header.template_count;
	sl_keyed *items;
	uint32_t i, first = 0;

	if (meaning->checked->file.header.type_count < 2)
		return;
	items = sl_alloc(count, sizeof *items);
	sort_by_id(meaning, items, count);
	for (i = 1; i < count; i++) {
		if (memcmp(id_of(meaning, items[i].index), id_of(meaning, items[first].index),
		           16) == 0)
			report(meaning, items[i].index, items[first].index);
		else
			first = i;
	}
	free(items);
}
