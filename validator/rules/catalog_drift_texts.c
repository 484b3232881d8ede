/* Lists whose order means nothing: `from`, and the keys and values of `select`. */
#include "rules/catalog_drift_parts.h"

#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted, each once; for free(). */
static const char **sort(const char *const *texts, uint32_t *count)
{
	const char **out = sl_alloc(*count, sizeof *out);
	uint32_t i, kept = 0;

	for (i = 0; i < *count; i++)
		out[i] = texts[i];
	qsort(out, *count, sizeof *out, compare_texts);
	for (i = 0; i < *count; i++)
		if (kept == 0 || strcmp(out[kept - 1], out[i]) != 0)
			out[kept++] = out[i];
	*count = kept;
	return out;
}

static bool equal_in_order(const char *const *a, const char *const *b, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

bool sl_drift_same_texts(const char *const *a, uint32_t a_count, const char *const *b,
                         uint32_t b_count)
{
	const char **left, **right;
	bool same;

	if (a_count == b_count && equal_in_order(a, b, a_count))
		return true;
	left = sort(a, &a_count);
	right = sort(b, &b_count);
	same = a_count == b_count && equal_in_order(left, right, a_count);
	free(left);
	free(right);
	return same;
}

static int compare_keys(const void *left, const void *right)
{
	const sl_select *const *a = left, *const *b = right;

	return strcmp((*a)->key, (*b)->key);
}

/* By key, of which a map has each once; for free(). */
static const sl_select **sort_keys(const sl_type *type)
{
	const sl_select **out = sl_alloc(type->select_count, sizeof *out);
	uint32_t i;

	for (i = 0; i < type->select_count; i++)
		out[i] = &type->select[i];
	qsort(out, type->select_count, sizeof *out, compare_keys);
	return out;
}

bool sl_drift_same_select(const sl_type *a, const sl_type *b)
{
	const sl_select **left, **right;
	bool same = a->select_count == b->select_count;
	uint32_t i;

	left = sort_keys(a);
	right = sort_keys(b);
	for (i = 0; same && i < a->select_count; i++)
		same = strcmp(left[i]->key, right[i]->key) == 0 &&
		       sl_drift_same_texts(left[i]->values, left[i]->value_count, right[i]->values,
		                           right[i]->value_count);
	free(left);
	free(right);
	return same;
}
