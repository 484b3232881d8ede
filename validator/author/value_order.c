#include <stdlib.h>
#include <string.h>

#include "author/value_order.h"

static int compare_texts(const void *left, const void *right)
{
	const sl_value *a = left, *b = right;

	return sl_text_compare(a->text, b->text);
}

static int compare_integers(const void *left, const void *right)
{
	const sl_value *a = left, *b = right;

	return (a->integer > b->integer) - (a->integer < b->integer);
}

static int compare_networks(const void *left, const void *right)
{
	const sl_value *a = left, *b = right;

	return sl_network_compare(&a->network, &b->network);
}

static int compare_fields(const void *left, const void *right)
{
	const sl_value *a = left, *b = right;

	return (a->field > b->field) - (a->field < b->field);
}

sl_value_comparison *sl_value_order(uint8_t operation)
{
	const enum chan_value_kind kind = chan_operator_value_kind(operation);

	if (kind == CHAN_VALUE_INTEGER)
		return compare_integers;
	if (kind == CHAN_VALUE_NETWORK)
		return compare_networks;
	return kind == CHAN_VALUE_FIELD ? compare_fields : compare_texts;
}

_Static_assert(sizeof(chan_network) == 18, "a network has no padding");

int sl_network_compare(const void *left, const void *right)
{
	return memcmp(left, right, sizeof(chan_network));
}

size_t sl_sort_unique(void *items, size_t count, size_t size, sl_value_comparison *compare)
{
	uint8_t *bytes = items;
	size_t i, kept = 0;

	for (i = 1; i < count; i++)
		if (compare(bytes + (i - 1) * size, bytes + i * size) >= 0)
			break;
	if (i >= count) /* as it should be already: most lists are */
		return count;
	qsort(items, count, size, compare);
	for (i = 0; i < count; i++) {
		if (kept && compare(bytes + (kept - 1) * size, bytes + i * size) == 0)
			continue;
		memmove(bytes + kept * size, bytes + i * size, size);
		kept++;
	}
	return kept;
}
