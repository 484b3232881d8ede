/* The sort of numbers that a file chooses: every size around its bounds, against the simplest sort there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/meaning.h"

#define MOST 2050u

static uint64_t random_state;

static uint64_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Keys whose bits under the mask are random; few bits are many equal keys. */
static void make(sl_keyed *items, uint32_t count, uint64_t mask)
{
	for (uint32_t i = 0; i < count; i++)
		items[i] = (sl_keyed){next_random() & mask, i};
}

static bool same(const sl_keyed *a, const sl_keyed *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (a[i].key != b[i].key || a[i].index != b[i].index)
			return false;
	return true;
}

static int compare(const void *left, const void *right)
{
	const sl_keyed *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static const uint32_t sizes[] = {0, 1, 2, 3, 63, 64, 65, 66, 100, 128, 500, 1024, 2049};
static const uint64_t masks[] = {0,
                                 1,
                                 7,
                                 0x3ff,
                                 0x400,
                                 0x7ff,
                                 0x800,
                                 0xffffffff,
                                 UINT64_C(0xff00000000000000),
                                 UINT64_C(0x0000ff0000000000),
                                 UINT64_C(0x8000000000000000),
                                 UINT64_C(0x00400000000007fe),
                                 UINT64_MAX};

typedef void trial(uint32_t size, uint64_t mask);

static void each(trial *one)
{
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
			one(sizes[s], masks[m]);
}

static sl_keyed items[MOST], wanted[MOST];

/* What is behind them stays, and of a block of exactly their size nothing else is read. */
static void sort_one(uint32_t size, uint64_t mask)
{
	sl_keyed *block = sl_alloc(size, sizeof *block);

	make(items, size, mask);
	items[size] = (sl_keyed){5, 5};
	memcpy(wanted, items, sizeof items);
	qsort(wanted, size, sizeof *wanted, compare);
	memcpy(block, items, size * sizeof *block);
	sl_keyed_sort(block, size);
	assert_true(same(block, wanted, size));
	free(block);
	sl_keyed_sort(items, size);
	assert_true(same(items, wanted, size + 1));
}

static void sorted(void **state)
{
	(void)state;
	random_state = 0x291;
	each(sort_one);
}

static bool occurs_again(const sl_keyed *all, uint32_t count, uint32_t which)
{
	for (uint32_t i = 0; i < count; i++)
		if (i != which && all[i].key == all[which].key)
			return true;
	return false;
}

static uint32_t needless; /* kept, though they occur once */

/* All that occur again are kept, in order; of few items all. */
static void repeat_one(uint32_t size, uint64_t mask)
{
	uint32_t kept, at = 0;

	make(wanted, size, mask);
	memcpy(items, wanted, sizeof items);
	kept = sl_keyed_repeated(items, size);
	assert_true(size <= 64 ? kept == size : kept <= size);
	for (uint32_t i = 0; i < size; i++) {
		const bool is_kept = at < kept && same(&items[at], &wanted[i], 1);
		const bool again = occurs_again(wanted, size, i);

		at += is_kept;
		assert_true(is_kept || !again);
		needless += size > 64 && is_kept && !again;
	}
	assert_int_equal(at, kept);
}

/* Of the others few are kept: how many is a matter of how the bits are chosen, and always the same. */
static void repeated(void **state)
{
	(void)state;
	random_state = 0x292;
	each(repeat_one);
	assert_int_equal(needless, 317);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sorted), cmocka_unit_test(repeated)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
