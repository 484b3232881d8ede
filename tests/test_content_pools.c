/* The pools of the writer by themselves: each string, integer and network once, in order, found again by its index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/value_order.h"
#include "author/value_pool.h"

static unsigned below(uint32_t *seed, unsigned limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

static void test_empty(void **state)
{
	sl_string_pool pool = {0};

	(void)state;
	assert_int_equal(sl_string_pool_index(&pool, sl_text_of("")), 0);
	assert_int_equal(sl_string_pool_index(&pool, sl_text_of("a")), 0);
	sl_string_pool_add(&pool, sl_text_of(""));
	sl_string_pool_add(&pool, (sl_text){NULL, 0});
	assert_int_equal(pool.count, 0);
	sl_string_pool_sort(&pool);
	assert_int_equal(pool.count, 0);
	assert_int_equal(sl_string_pool_index(&pool, sl_text_of("")), 0);
	sl_string_pool_free(&pool);
}

static int compare_texts(const void *left, const void *right)
{
	return sl_text_compare(*(const sl_text *)left, *(const sl_text *)right);
}

/* Adds them, each twice, and asks for each: from a copy, whose bytes are at another place. */
static void pool_holds(sl_text *texts, size_t count)
{
	sl_string_pool pool = {0};
	sl_arena arena;
	size_t i;

	sl_arena_start(&arena);
	for (i = 0; i < count; i++) {
		sl_string_pool_add(&pool, texts[i]);
		assert_int_equal(pool.count, i + 1);
		sl_string_pool_add(&pool, sl_text_copy(&arena, texts[i]));
		assert_int_equal(pool.count, i + 1);
	}
	for (i = 0; i < count; i++)
		sl_string_pool_add(&pool, texts[i]);
	assert_int_equal(pool.count, count);
	sl_string_pool_sort(&pool);
	qsort(texts, count, sizeof *texts, compare_texts);
	assert_int_equal(pool.count, count);
	for (i = 0; i < count; i++) {
		assert_true(sl_text_equal(pool.strings[i], texts[i]));
		assert_int_equal(sl_string_pool_index(&pool, sl_text_copy(&arena, texts[i])),
		                 i + 1);
	}
	assert_int_equal(sl_string_pool_index(&pool, sl_text_of("")), 0);
	sl_string_pool_free(&pool);
	sl_arena_free(&arena);
}

/* Numbers of strings on both sides of each size of the table, which never is more than half full. */
static void test_counts(void **state)
{
	static const size_t counts[] = {1, 2, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 5000};
	sl_text texts[5000];
	char bytes[5000][8];
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof counts / sizeof *counts; i++) {
		for (k = 0; k < counts[i]; k++) {
			snprintf(bytes[k], sizeof bytes[k], "%x", (unsigned)(k * 7919 % 65521 + 1));
			texts[k] = sl_text_of(bytes[k]);
		}
		pool_holds(texts, counts[i]);
	}
}

/* Lengths around each eighth byte, long beginnings in common, bytes on both sides of 0x80. */
static void test_orders(void **state)
{
	static const char ends[] = {'\x01', 'a', '\x7f', (char)0x80, (char)0xff};
	sl_text texts[40 * sizeof ends];
	char *bytes;
	sl_arena arena;
	size_t length, i, count = 0;

	(void)state;
	sl_arena_start(&arena);
	for (length = 1; length <= 40; length++)
		for (i = 0; i < sizeof ends; i++) {
			bytes = sl_arena_alloc(&arena, length, 1);
			memset(bytes, 'a', length);
			bytes[length - 1] = ends[i];
			texts[count++] = (sl_text){bytes, length};
		}
	pool_holds(texts, count);
	sl_arena_free(&arena);
}

/* Strings whose hashes are the same in 32 bits, found by trying: of one length, of two, and one at the start of another. */
static void test_collisions(void **state)
{
	static const char *const pairs[][2] = {{"1e4d5", "63b02"}, {"be56", "65dcc"}};
	enum { SHORTER = 3667, LONGER = 18778 };
	char *bytes = malloc(LONGER);
	size_t i;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'c', LONGER);
	for (i = 0; i < 3; i++) {
		const sl_text one = i < 2 ? sl_text_of(pairs[i][0]) : (sl_text){bytes, SHORTER};
		const sl_text other = i < 2 ? sl_text_of(pairs[i][1]) : (sl_text){bytes, LONGER};
		sl_text texts[2] = {one, other}, back[2] = {other, one};

		assert_int_equal((uint32_t)sl_text_hash(one, 0), (uint32_t)sl_text_hash(other, 0));
		pool_holds(texts, 2);
		pool_holds(back, 2);
	}
	free(bytes);
}

/* --- the sorting of what stands in a row */

static unsigned comparisons;

static int compare_ints(const void *left, const void *right)
{
	const int a = *(const int *)left, b = *(const int *)right;

	comparisons++;
	return (a > b) - (a < b);
}

/* Every row of up to five numbers below four. One that is in order, each once, is not sorted but looked over. */
static void test_sort_unique(void **state)
{
	unsigned length, number, total, i, rest;

	(void)state;
	for (length = 0, total = 1; length <= 5; length++, total *= 4)
		for (number = 0; number < total; number++) {
			bool seen[4] = {false}, rises = true;
			int items[6] = {0, 0, 0, 0, 0, -1};
			size_t kept, wanted = 0;

			for (i = 0, rest = number; i < length; i++, rest /= 4) {
				items[i] = (int)(rest % 4);
				rises = rises && (i == 0 || items[i - 1] < items[i]);
				wanted += !seen[rest % 4];
				seen[rest % 4] = true;
			}
			comparisons = 0;
			kept = sl_sort_unique(items, length, sizeof *items, compare_ints);
			if (rises)
				assert_int_equal(comparisons, length ? length - 1 : 0);
			assert_int_equal(kept, wanted);
			for (i = 0, rest = 0; i < 4; i++)
				if (seen[i])
					assert_int_equal(items[rest++], i);
			assert_int_equal(items[5], -1);
		}
}

/* --- integers and networks */

static sl_criterion criterion_of(uint8_t operation, sl_value *values, uint32_t count)
{
	return (sl_criterion){.operation = operation, .values = values, .value_count = count};
}

static void test_integers(void **state)
{
	static const int64_t wanted[] = {INT64_MIN, INT64_MIN + 1, -4294967296, -1,       0, 1,
	                                 2,         4294967295,    4294967296,  INT64_MAX};
	enum { COUNT = sizeof wanted / sizeof *wanted };
	sl_value values[3 * COUNT] = {{.integer = 0}};
	sl_buffer tables[CHAN_TABLE_COUNT] = {{0}};
	sl_value_pool pool = {0};
	uint32_t seed = 1;
	size_t i, k;

	(void)state;
	for (i = 0; i < 3 * COUNT; i++)
		values[i].integer = wanted[i % COUNT];
	for (i = 3 * COUNT; i > 1; i--) {
		const sl_value held = values[k = below(&seed, (unsigned)i)];

		values[k] = values[i - 1];
		values[i - 1] = held;
	}
	for (i = 0; i < 3 * COUNT; i++) {
		const sl_criterion one = criterion_of(CHAN_OPERATOR_EQ, &values[i], 1);

		sl_value_pool_add(&pool, &one);
	}
	sl_value_pool_sort(&pool);
	assert_int_equal(pool.integer_count, COUNT);
	assert_int_equal(pool.network_count, 0);
	assert_int_equal(pool.strings.count, 0);
	for (i = 0; i < COUNT; i++) {
		const sl_value value = {.integer = wanted[i]};

		assert_true(pool.integers[i] == wanted[i]);
		assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_INTEGER, &value), i);
	}
	sl_value_pool_write(&pool, tables);
	assert_int_equal(tables[CHAN_TABLE_INTEGER].length, COUNT * sizeof(uint64_t));
	assert_int_equal(tables[CHAN_TABLE_INTEGER].bytes[7],
	                 0x80); /* INT64_MIN, the low byte first */
	assert_int_equal(tables[CHAN_TABLE_INTEGER].bytes[0], 0);
	assert_int_equal(tables[CHAN_TABLE_NETWORK].length, 0);
	sl_buffer_free(&tables[CHAN_TABLE_INTEGER]);
	sl_value_pool_free(&pool);
}

static void test_networks(void **state)
{
	/* In order: the family, then the prefix, then the bytes, the first first. */
	static const chan_network wanted[] = {{4, 0, {0}},
	                                      {4, 8, {9}},
	                                      {4, 8, {10}},
	                                      {4, 8, {200}},
	                                      {4, 9, {10}},
	                                      {4, 32, {10, 0, 0, 1}},
	                                      {4, 32, {10, 0, 1, 0}},
	                                      {4, 32, {10, 1}},
	                                      {6, 0, {0}},
	                                      {6, 8, {9}},
	                                      {6, 8, {200}},
	                                      {6, 9, {10}},
	                                      {6, 128, {[15] = 1}},
	                                      {6, 128, {[15] = 255}},
	                                      {6, 128, {[14] = 1}},
	                                      {6, 128, {255}}};
	enum { COUNT = sizeof wanted / sizeof *wanted };
	sl_value values[2 * COUNT];
	sl_buffer tables[CHAN_TABLE_COUNT] = {{0}};
	sl_criterion all = criterion_of(CHAN_OPERATOR_CIDR, values, 2 * COUNT);
	sl_value_pool pool = {0};
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT; i++)
		values[i].network = wanted[i * 7 % COUNT];
	sl_value_pool_add(&pool, &all);
	sl_value_pool_sort(&pool);
	assert_int_equal(pool.network_count, COUNT);
	assert_int_equal(pool.integer_count, 0);
	sl_value_pool_write(&pool, tables);
	assert_int_equal(tables[CHAN_TABLE_NETWORK].length, COUNT * 20);
	for (i = 0; i < COUNT; i++) {
		const sl_value value = {.network = wanted[i]};
		const uint8_t *record = tables[CHAN_TABLE_NETWORK].bytes + 20 * i;

		assert_memory_equal(&pool.networks[i], &wanted[i], sizeof *wanted);
		assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_NETWORK, &value), i);
		assert_int_equal(record[0], wanted[i].family);
		assert_int_equal(record[1], wanted[i].prefix);
		assert_memory_equal(record + 2, "\0\0", 2);
		assert_memory_equal(record + 4, wanted[i].address, 16);
	}
	sl_buffer_free(&tables[CHAN_TABLE_NETWORK]);
	sl_value_pool_free(&pool);
}

/* Strings of a criterion are in the pool of strings; fields are no values of a pool. */
static void test_others(void **state)
{
	sl_value texts[3] = {{.text = {"b", 1}}, {.text = {"ab", 2}}, {.text = {"", 0}}};
	sl_value field = {.field = 77};
	const sl_criterion strings = criterion_of(CHAN_OPERATOR_EXACT, texts, 3),
			   reference = criterion_of(CHAN_OPERATOR_FIELDREF, &field, 1),
			   nothing = criterion_of(CHAN_OPERATOR_ANY, NULL, 0);
	sl_buffer tables[CHAN_TABLE_COUNT] = {{0}};
	sl_value_pool pool = {0};

	(void)state;
	sl_value_pool_add(&pool, &strings);
	sl_value_pool_add(&pool, &reference);
	sl_value_pool_add(&pool, &nothing);
	sl_value_pool_sort(&pool);
	assert_int_equal(pool.strings.count, 2);
	assert_int_equal(pool.integer_count, 0);
	assert_int_equal(pool.network_count, 0);
	assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_STRING, &texts[0]), 2);
	assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_STRING, &texts[1]), 1);
	assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_STRING, &texts[2]), 0);
	assert_int_equal(sl_value_pool_index(&pool, CHAN_VALUE_FIELD, &field), 77);
	sl_value_pool_write(&pool, tables);
	assert_int_equal(tables[CHAN_TABLE_TEXT].length, 3);
	assert_memory_equal(tables[CHAN_TABLE_TEXT].bytes, "abb", 3);
	assert_int_equal(tables[CHAN_TABLE_STRING].length, 8);
	assert_memory_equal(tables[CHAN_TABLE_STRING].bytes, "\2\0\0\0\3\0\0\0", 8);
	assert_int_equal(tables[CHAN_TABLE_INTEGER].length, 0);
	sl_buffer_free(&tables[CHAN_TABLE_TEXT]);
	sl_buffer_free(&tables[CHAN_TABLE_STRING]);
	sl_value_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),       cmocka_unit_test(test_counts),
		cmocka_unit_test(test_orders),      cmocka_unit_test(test_collisions),
		cmocka_unit_test(test_sort_unique), cmocka_unit_test(test_integers),
		cmocka_unit_test(test_networks),    cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests_name("content_pools", tests, NULL, NULL);
}
