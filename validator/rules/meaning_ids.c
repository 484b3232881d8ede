/* 2018: within a type the parser has seen the ids rise; here they are compared over all types. */
#include <string.h>

#include "rules/meaning.h"
#include "rules/raw.h"

/* The 16 bytes of the id of a template. */
static const uint8_t *id_at(const sl_raw *raw, uint32_t index)
{
	return raw->templates + (size_t)index * CHAN_SIZE_TEMPLATE + CHAN_OFFSET_TEMPLATE_uuid;
}

/*
 * The templates whose ids are equal, next to each other, and some others; returns their number.
 * The first halves of the ids tell nearly all apart.
 */
static uint32_t sort_by_id(const sl_raw *raw, sl_keyed *items, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		items[i] = (sl_keyed){sl_raw_u64(id_at(raw, i)), i};
	count = sl_keyed_repeated(items, count);
	for (i = 0; i < count; i++)
		items[i].key = sl_raw_u64(id_at(raw, items[i].index) + 8);
	sl_keyed_sort(items, count);
	for (i = 0; i < count; i++)
		items[i].key = sl_raw_u64(id_at(raw, items[i].index));
	sl_keyed_sort(items, count);
	return count;
}

static void report(const sl_meaning *meaning, uint32_t index, uint32_t other)
{
	sl_place place = SL_AT(meaning->checked, TEMPLATE, index, uuid);

	sl_fact(meaning->checked, meaning->findings, SL_RULE_DUPLICATE_UUID, &place,
	        "template %u has it too", (unsigned)other);
}

void sl_meaning_ids(const sl_meaning *meaning)
{
	const sl_checked_file *checked = meaning->checked;
	const sl_raw raw = sl_raw_of(&checked->file, checked->bytes);
	uint32_t count = checked->file.header.template_count, i, first = 0;
	sl_keyed *items = meaning->keyed;

	if (checked->file.header.type_count < 2)
		return;
	count = sort_by_id(&raw, items, count);
	for (i = 1; i < count; i++) {
		if (memcmp(id_at(&raw, items[i].index), id_at(&raw, items[first].index), 16) == 0)
			report(meaning, items[i].index, items[first].index);
		else
			first = i;
	}
}
