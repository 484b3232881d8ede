/* Channel files as a broken transfer leaves them. */
#include "gate/sensor_damage.h"

#include <stdio.h>
#include <string.h>

typedef struct list {
	const sl_checked_file *checked;
	sl_sensor_damage *items;
	size_t count;
} list;

static void add_torn(list *l, uint64_t size)
{
	sl_sensor_damage *damage = &l->items[l->count];

	if (size >= l->checked->size || l->count == SL_SENSOR_MOST_DAMAGES) {
		return;
	}
	for (size_t i = 0; i < l->count; i++) {
		if (l->items[i].size == size) {
			return;
		}
	}
	*damage = (sl_sensor_damage){.size = (size_t)size, .kind = SL_DAMAGE_TORN};
	snprintf(damage->text, sizeof damage->text, "the first %zu of %zu bytes", damage->size,
	         l->checked->size);
	l->count++;
}

size_t sl_sensor_damages(const sl_checked_file *checked,
                         sl_sensor_damage out[SL_SENSOR_MOST_DAMAGES])
{
	static const sl_sensor_damage others[] = {
		{"as many zeros as it has bytes", 0, SL_DAMAGE_ZEROED},
		{"all its bytes, and a bit in the middle flipped", 0, SL_DAMAGE_FLIPPED},
		{"all its bytes and one more", 0, SL_DAMAGE_LONGER},
	};
	enum { OTHERS = sizeof others / sizeof *others };
	list l = {checked, out, 0};

	add_torn(&l, checked->size - 1);
	add_torn(&l, checked->size / 2);
	add_torn(&l, CHAN_SIZE_HEADER - 1);
	add_torn(&l, 1);
	add_torn(&l, 0);
	for (int table = CHAN_TABLE_HEADER + 1; table < CHAN_TABLE_COUNT; table++) {
		add_torn(&l, chan_table_offset(&checked->file.header, (enum chan_table)table));
	}
	for (size_t i = 0; i < OTHERS && l.count < SL_SENSOR_MOST_DAMAGES; i++) {
		out[l.count] = others[i];
		out[l.count++].size = checked->size + (others[i].kind == SL_DAMAGE_LONGER);
	}
	return l.count;
}

uint8_t *sl_sensor_damaged(const sl_checked_file *checked, const sl_sensor_damage *damage)
{
	uint8_t *bytes = sl_alloc(damage->size + 1, 1);

	switch (damage->kind) {
	case SL_DAMAGE_ZEROED:
		break;
	case SL_DAMAGE_FLIPPED:
		memcpy(bytes, checked->bytes, checked->size);
		bytes[checked->size / 2] ^= 4;
		break;
	case SL_DAMAGE_LONGER:
		memcpy(bytes, checked->bytes, checked->size);
		break;
	case SL_DAMAGE_TORN:
	default:
		memcpy(bytes, checked->bytes, damage->size);
		break;
	}
	return bytes;
}
