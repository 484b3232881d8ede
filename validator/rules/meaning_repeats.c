/*
 * 2021: no two criteria of a template are equal. Almost all differ in what is compared first, and most
 * templates have few, so pairs of those are looked at; of many criteria a sorted list is. Neither
 * trusts a hash, so that nobody can make one collide.
 */
#include <stdlib.h>

#include "rules/meaning.h"
#include "rules/raw.h"

#define FEW 12u /* criteria, of which all pairs are looked at */

typedef struct item {
	const sl_raw *raw;
	uint64_t head; /* field, operator, flags, first value */
	uint32_t first_value, value_count, index;
} item;

static int compare_values(const item *a, const item *b)
{
	uint32_t i;

	for (i = 0; i < a->value_count; i++) {
		const uint32_t of_a = sl_raw_value(a->raw, a->first_value + i);
		const uint32_t of_b = sl_raw_value(b->raw, b->first_value + i);

		if (of_a != of_b)
			return of_a < of_b ? -1 : 1;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const item *a = left, *b = right;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	if (a->value_count != b->value_count)
		return a->value_count < b->value_count ? -1 : 1;
	return compare_values(a, b);
}

/* Equal ones in the order in which the file has them. */
static int compare_in_order(const void *left, const void *right)
{
	const item *a = left, *b = right;
	const int order = compare(a, b);

	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static void report(const sl_meaning *meaning, uint32_t template_index,
                   const chan_template *template, const item *first, const item *second)
{
	sl_place place = sl_place_at(meaning->checked, CHAN_TABLE_CRITERION, second->index, 0,
	                             CHAN_SIZE_CRITERION, NULL);
	chan_criterion criterion;
	chan_type type;

	if (sl_fact_dropped(meaning->findings, SL_RULE_CRITERION_REPEATED) ||
	    !chan_criterion_at(&meaning->checked->file, second->index, &criterion) ||
	    !chan_type_at(&meaning->checked->file, template->type, &type))
		return;
	place.template_index = template_index;
	place.criterion_index = second->index;
	place.field = sl_field_name(meaning->checked, meaning->findings, &type, criterion.field);
	sl_fact(meaning->checked, meaning->findings, SL_RULE_CRITERION_REPEATED, &place,
	        "criterion %u of the template on %s says the same as its criterion %u",
	        (unsigned)(second->index - template->first_criterion), place.field,
	        (unsigned)(first->index - template->first_criterion));
}

static void read_items(const sl_raw *raw, const chan_template *template, item *items)
{
	uint32_t i;

	for (i = 0; i < template->criterion_count; i++) {
		const uint32_t index = template->first_criterion + i;
		const chan_criterion c = sl_raw_criterion(raw, index);
		const uint32_t value = c.value_count == 0 ? 0 : sl_raw_value(raw, c.first_value);

		items[i].raw = raw;
		items[i].head = (uint64_t)c.field << 48 | (uint64_t)c.operation << 40 |
		                (uint64_t)c.flags << 32 | value;
		items[i].first_value = c.first_value;
		items[i].value_count = c.value_count;
		items[i].index = index;
	}
}

static void check_pairs(const sl_meaning *meaning, uint32_t template_index,
                        const chan_template *template, const item *items, uint32_t count)
{
	uint32_t i, k;

	for (i = 1; i < count; i++)
		for (k = 0; k < i; k++)
			if (items[k].head == items[i].head && compare(&items[k], &items[i]) == 0) {
				report(meaning, template_index, template, &items[k], &items[i]);
				break;
			}
}

static void check_sorted(const sl_meaning *meaning, uint32_t template_index,
                         const chan_template *template, item *items, uint32_t count)
{
	uint32_t i, first = 0;

	qsort(items, count, sizeof *items, compare_in_order);
	for (i = 1; i < count; i++)
		if (compare(&items[first], &items[i]) == 0)
			report(meaning, template_index, template, &items[first], &items[i]);
		else
			first = i;
}

void sl_meaning_repeats(const sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	const sl_raw raw = sl_raw_of(file, meaning->checked->bytes);
	item *items = NULL;
	size_t capacity = 0;
	uint32_t i;

	for (i = 0; i < file->header.template_count; i++) {
		const chan_template template = sl_raw_template(&raw, i);
		const uint32_t count = template.criterion_count;

		if (count < 2)
			continue;
		items = sl_grow(items, &capacity, count, sizeof *items);
		read_items(&raw, &template, items);
		if (count <= FEW)
			check_pairs(meaning, i, &template, items, count);
		else
			check_sorted(meaning, i, &template, items, count);
	}
	free(items);
}
