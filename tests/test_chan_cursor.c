/* The cursor: exactly the bytes asked for, or nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cursor.h"

/* Blocks of exactly the size, so that a sanitizer sees a read past either end. */
static uint8_t *block(size_t size)
{
	uint8_t *bytes = malloc(size > 0 ? size : 1);

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(0xf1 + 7 * i);
	return bytes;
}

/* What width bytes from bytes are as a number, the first byte least or, big, most. */
static uint64_t number(const uint8_t *bytes, size_t width, bool big)
{
	uint64_t value = 0;

	for (size_t i = 0; i < width; i++)
		value = value << 8 | bytes[big ? i : width - 1 - i];
	return value;
}

/* One read of each width by a common name; out is filled before, as is its neighbour after. */
static bool get(chan_cursor *c, size_t width, bool big, uint64_t *out)
{
	uint8_t u8 = 0xa5;
	uint16_t u16 = 0xa5a5;
	uint32_t u32 = 0xa5a5a5a5;
	uint64_t u64 = 0xa5a5a5a5a5a5a5a5;
	bool got;

	switch (width) {
	case 1:
		got = chan_get_u8(c, &u8);
		*out = u8;
		return got;
	case 2:
		got = chan_get_u16(c, &u16);
		*out = u16;
		return got;
	case 4:
		got = chan_get_u32(c, &u32);
		*out = u32;
		return got;
	default:
		got = big ? chan_get_u64_big(c, &u64) : chan_get_u64(c, &u64);
		*out = u64;
		return got;
	}
}

static void reads_of_every_width(void **state)
{
	static const struct {
		size_t width;
		bool big;
	} READS[] = {{1, false}, {2, false}, {4, false}, {8, false}, {8, true}};

	(void)state;
	for (size_t r = 0; r < sizeof READS / sizeof READS[0]; r++) {
		const size_t width = READS[r].width;

		for (size_t size = 0; size <= 20; size++) {
			uint8_t *bytes = block(size);
			chan_cursor c = chan_cursor_over(bytes, size);
			uint64_t out;

			for (size_t at = 0; at + width <= size; at += width) {
				assert_int_equal(chan_offset(&c), at);
				assert_int_equal(chan_left(&c), size - at);
				assert_true(get(&c, width, READS[r].big, &out));
				assert_int_equal(out, number(bytes + at, width, READS[r].big));
			}
			assert_int_equal(chan_left(&c), size % width);
			assert_false(get(&c, width, READS[r].big, &out));
			assert_int_equal(out, 0);
			assert_int_equal(chan_left(&c), size % width);
			assert_int_equal(chan_offset(&c), size - size % width);
			free(bytes);
		}
	}
}

static void read_of_sixteen_bytes(void **state)
{
	(void)state;
	for (size_t size = 0; size <= 40; size++) {
		uint8_t *bytes = block(size);
		chan_cursor c = chan_cursor_over(bytes, size);
		uint8_t out[16];
		const uint8_t zero[16] = {0};

		for (size_t at = 0; at + 16 <= size; at += 16) {
			memset(out, 0xa5, sizeof out);
			assert_true(chan_get_bytes16(&c, out));
			assert_memory_equal(out, bytes + at, 16);
		}
		memset(out, 0xa5, sizeof out);
		assert_false(chan_get_bytes16(&c, out));
		assert_memory_equal(out, zero, 16);
		assert_int_equal(chan_left(&c), size % 16);
		free(bytes);
	}
}

static void read_of_four_numbers(void **state)
{
	(void)state;
	for (size_t size = 0; size <= 100; size++) {
		uint8_t *bytes = block(size);
		chan_cursor c = chan_cursor_over(bytes, size);
		uint64_t out[5];

		for (size_t at = 0; at + 32 <= size; at += 32) {
			memset(out, 0xa5, sizeof out);
			assert_true(chan_get_4_u64_big(&c, out));
			for (size_t i = 0; i < 4; i++)
				assert_int_equal(out[i], number(bytes + at + 8 * i, 8, true));
			assert_int_equal(chan_left(&c), size - at - 32);
		}
		memset(out, 0xa5, sizeof out);
		assert_false(chan_get_4_u64_big(&c, out));
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(out[i], 0);
		assert_int_equal(out[4], 0xa5a5a5a5a5a5a5a5);
		assert_int_equal(chan_left(&c), size % 32);
		free(bytes);
	}
}

/* From 1 to 127 each byte may be; one other, anywhere in the 64, and none is taken. */
static void plain_bytes(void **state)
{
	static const struct {
		uint8_t byte;
		bool plain;
	} BYTES[] = {{0, false}, {1, true}, {127, true}, {128, false}, {255, false}};

	(void)state;
	for (size_t size = 0; size <= 130; size++) {
		/* What follows the window is as plain, and must not count. */
		uint8_t *bytes = block(size + 64);
		chan_cursor c = chan_cursor_over(bytes, size);
		size_t at;

		memset(bytes, 'a', size + 64);
		for (at = 0; at + 64 <= size; at += 64) {
			assert_int_equal(chan_offset(&c), at);
			assert_true(chan_take_64_plain(&c));
		}
		assert_false(chan_take_64_plain(&c));
		assert_int_equal(chan_left(&c), size % 64);
		free(bytes);
	}
	for (size_t place = 0; place < 66; place++) {
		for (size_t i = 0; i < sizeof BYTES / sizeof BYTES[0]; i++) {
			const bool plain = BYTES[i].plain || place == 0 || place == 65;
			uint8_t *bytes = block(66);
			chan_cursor c = chan_cursor_over(bytes, 66);

			memset(bytes, 'a', 66);
			bytes[place] = BYTES[i].byte;
			assert_true(chan_skip(&c, 1));
			assert_int_equal(chan_take_64_plain(&c), plain);
			assert_int_equal(chan_left(&c), plain ? 1 : 65);
			free(bytes);
		}
	}
}

static void skips(void **state)
{
	uint8_t *bytes = block(10);
	chan_cursor c = chan_cursor_over(bytes, 10);

	(void)state;
	assert_false(chan_skip(&c, 11));
	assert_false(chan_skip(&c, UINT64_MAX));
	assert_false(chan_skip(&c, UINT64_C(1) << 32));
	assert_int_equal(chan_offset(&c), 0);
	assert_true(chan_skip(&c, 0));
	assert_true(chan_skip(&c, 4));
	assert_int_equal(chan_offset(&c), 4);
	assert_false(chan_skip(&c, 7));
	/* What a sum of position and length would wrap to. */
	assert_false(chan_skip(&c, UINT64_MAX - 3));
	assert_int_equal(chan_offset(&c), 4);
	assert_true(chan_skip(&c, 6));
	assert_int_equal(chan_left(&c), 0);
	assert_true(chan_skip(&c, 0));
	assert_false(chan_skip(&c, 1));
	c = chan_cursor_over(bytes, 10);
	assert_true(chan_skip(&c, 10));
	assert_int_equal(chan_left(&c), 0);
	free(bytes);
}

static void sub_window_keeps_offsets_and_ends_early(void **state)
{
	uint8_t *bytes = block(12);
	chan_cursor c = chan_cursor_over(bytes, 12), sub, subsub;
	uint16_t u16;
	uint8_t u8;

	(void)state;
	assert_true(chan_skip(&c, 3));
	memset(&sub, 0xa5, sizeof sub);
	assert_true(chan_take(&c, 5, &sub));
	assert_int_equal(chan_offset(&c), 8);
	assert_int_equal(chan_left(&c), 4);
	assert_int_equal(chan_offset(&sub), 3);
	assert_int_equal(chan_left(&sub), 5);
	assert_true(chan_take(&sub, 4, &subsub));
	assert_true(chan_get_u16(&subsub, &u16));
	assert_int_equal(u16, number(bytes + 3, 2, false));
	/* One byte is left: more than that is not to be had, although the file goes on. */
	assert_false(chan_get_u16(&sub, &u16));
	assert_int_equal(u16, 0);
	assert_true(chan_get_u8(&sub, &u8));
	assert_int_equal(u8, bytes[7]);
	assert_false(chan_get_u8(&sub, &u8));
	free(bytes);
}

static void failed_take_gives_an_empty_window(void **state)
{
	static const uint64_t TOO_MUCH[] = {9, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX - 4,
	                                    UINT64_MAX};
	uint8_t *bytes = block(12);
	chan_cursor c = chan_cursor_over(bytes, 12), sub;
	uint8_t u8;

	(void)state;
	assert_true(chan_skip(&c, 4));
	for (size_t i = 0; i < sizeof TOO_MUCH / sizeof TOO_MUCH[0]; i++) {
		memset(&sub, 0xa5, sizeof sub);
		assert_false(chan_take(&c, TOO_MUCH[i], &sub));
		assert_int_equal(chan_offset(&c), 4);
		assert_int_equal(chan_left(&c), 8);
		assert_int_equal(chan_left(&sub), 0);
		assert_int_equal(chan_offset(&sub), 4);
		assert_false(chan_get_u8(&sub, &u8));
	}
	assert_true(chan_take(&c, 8, &sub));
	assert_int_equal(chan_left(&sub), 8);
	assert_true(chan_take(&c, 0, &sub));
	assert_int_equal(chan_left(&sub), 0);
	c = chan_cursor_over(bytes, 12);
	assert_true(chan_take(&c, 12, &sub));
	assert_int_equal(chan_left(&sub), 12);
	assert_int_equal(chan_left(&c), 0);
	free(bytes);
}

static void arrays_multiply_without_wrapping(void **state)
{
	uint8_t *bytes = block(24);
	chan_cursor c = chan_cursor_over(bytes, 24), sub;

	(void)state;
	assert_true(chan_take_array(&c, 2, 8, &sub));
	assert_int_equal(chan_left(&sub), 16);
	assert_false(chan_take_array(&c, 3, 3, &sub));
	/* In 32 bits this product would be 8. */
	assert_false(chan_take_array(&c, 0x20000001, 8, &sub));
	assert_false(chan_take_array(&c, UINT32_MAX, UINT32_MAX, &sub));
	assert_int_equal(chan_left(&sub), 0);
	assert_int_equal(chan_left(&c), 8);
	assert_true(chan_take_array(&c, 0, 52, &sub));
	assert_true(chan_take_array(&c, 1, 8, &sub));
	free(bytes);
}

static void window_with_too_short_an_end(void **state)
{
	uint8_t *bytes = block(3);
	chan_cursor c = chan_cursor_over(bytes, 3);
	uint64_t u64;
	uint32_t u32;

	(void)state;
	/* end < n: the subtraction must not be reached. */
	assert_false(chan_get_u64(&c, &u64));
	assert_false(chan_get_u32(&c, &u32));
	assert_int_equal(chan_offset(&c), 0);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_of_every_width),
		cmocka_unit_test(read_of_sixteen_bytes),
		cmocka_unit_test(read_of_four_numbers),
		cmocka_unit_test(plain_bytes),
		cmocka_unit_test(skips),
		cmocka_unit_test(sub_window_keeps_offsets_and_ends_early),
		cmocka_unit_test(failed_take_gives_an_empty_window),
		cmocka_unit_test(arrays_multiply_without_wrapping),
		cmocka_unit_test(window_with_too_short_an_end),
	};

	return cmocka_run_group_tests_name("chan_cursor", tests, NULL, NULL);
}
