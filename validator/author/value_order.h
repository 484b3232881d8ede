/* The order of the values of a criterion, which is that of the format (FORMAT.md section 3.10). */
#ifndef SL_AUTHOR_VALUE_ORDER_H
#define SL_AUTHOR_VALUE_ORDER_H

#include "author/content.h"

typedef int sl_value_comparison(const void *left, const void *right);

/* What compares two sl_value of that operator. One without values has none to compare: that of texts. */
sl_value_comparison *sl_value_order(uint8_t operation);

/* Compares two chan_network, as the format compares the twenty bytes of their records. */
int sl_network_compare(const void *left, const void *right);

/*
 * Sorts items and drops those equal to another; returns how many are left. What is in order already is only looked
 * over, with one comparison less than it has items.
 */
size_t sl_sort_unique(void *items, size_t count, size_t size, sl_value_comparison *compare);

#endif
