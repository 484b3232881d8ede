/* CRC-32C by table and by instruction, against its definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"
#include "crc32c_table.h"
#include "support_file.h"

static uint8_t *noise(size_t size)
{
	uint8_t *bytes = malloc(size > 0 ? size : 1);
	uint32_t state = 2463534242u;

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		bytes[i] = (uint8_t)state;
	}
	return bytes;
}

static void check_value(void **state)
{
	const uint8_t *const text = (const uint8_t *)"123456789";

	(void)state;
	assert_int_equal(support_crc32c(0, text, 9), 0xe3069283);
	assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN, 0, chan_cursor_over(text, 9)), 0xe3069283);
	assert_int_equal(chan_crc32c_portable(0, chan_cursor_over(text, 9)), 0xe3069283);
	assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN, 0, chan_cursor_over(text, 0)), 0);
	assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN, 7, chan_cursor_over(text, 0)), 7);
}

static void table_is_that_of_the_polynomial(void **state)
{
	(void)state;
	for (uint32_t row = 0; row < 8; row++) {
		for (uint32_t byte = 0; byte < 256; byte++) {
			uint32_t crc = byte;

			for (uint32_t bit = 0; bit < 8 * (row + 1); bit++)
				crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
			assert_int_equal(chan_crc32c_table[row][byte], crc);
		}
	}
}

static void lane_table_is_that_of_zero_bytes(void **state)
{
	uint8_t zeros[CHAN_CRC32C_LANE] = {0};

	(void)state;
	for (uint32_t row = 0; row < 4; row++) {
		for (uint32_t byte = 0; byte < 256; byte++) {
			const uint32_t before = byte << 8 * row;

			assert_int_equal(chan_crc32c_lane_table[row][byte],
			                 ~support_crc32c(~before, zeros, sizeof zeros));
		}
	}
}

/* A compiler that knows this CPU is asked too. */
static void the_cpu_is_what_it_says(void **state)
{
	(void)state;
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
	assert_int_equal(chan_cpu_ask(),
	                 __builtin_cpu_supports("sse4.2") ? CHAN_CPU_CRC32C : CHAN_CPU_PLAIN);
#else
	assert_true(chan_cpu_ask() == CHAN_CPU_CRC32C || chan_cpu_ask() == CHAN_CPU_PLAIN);
#endif
}

/* Every short length at every start, and lengths around those from which the CPU's instruction is used. */
static void all_ways_agree(void **state)
{
	static const size_t LONG[] = {1535, 1536, 1537,  4095,  4096,  16384, 3071,
	                              3072, 3080, 65535, 65536, 65537, 67071, 100003};
	uint8_t *bytes = noise(100003);

	(void)state;
	for (size_t start = 0; start < 8; start++) {
		for (size_t size = 0; size < 70; size++) {
			const uint32_t want = support_crc32c(0, bytes + start, size);
			const chan_cursor c = chan_cursor_over(bytes + start, size);

			assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN, 0, c), want);
			assert_int_equal(chan_crc32c(chan_cpu_ask(), 0, c), want);
			assert_int_equal(chan_crc32c(CHAN_CPU_PLAIN, 0, c), want);
			assert_int_equal(chan_crc32c_portable(0, c), want);
		}
	}
	for (size_t i = 0; i < sizeof LONG / sizeof LONG[0]; i++) {
		const uint32_t want = support_crc32c(0, bytes, LONG[i]);
		const chan_cursor c = chan_cursor_over(bytes, LONG[i]);

		assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN, 0, c), want);
		assert_int_equal(chan_crc32c(chan_cpu_ask(), 0, c), want);
		assert_int_equal(chan_crc32c(CHAN_CPU_PLAIN, 0, c), want);
		assert_int_equal(chan_crc32c_portable(0, c), want);
	}
	free(bytes);
}

/* The state whose next 32 zero bits give this one. */
static uint32_t before_four_bytes(uint32_t state)
{
	for (unsigned bit = 0; bit < 32; bit++)
		state = state >> 31 ? (state ^ 0x82f63b78) << 1 | 1 : state << 1;
	return state;
}

/* Lanes are joined through tables of each byte of the state: its least and its greatest values, after each lane. */
static void lanes_end_in_any_state(void **state)
{
	static const uint32_t ENDS[] = {0,          0xff,       0x100,      0xffff,
	                                0x10000,    0xffffff,   0x01000000, 0x80000000,
	                                0xfeffffff, 0xff000000, 0xffffffff};
	uint8_t *bytes = noise(3 * CHAN_CRC32C_LANE);

	(void)state;
	for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
		for (size_t end = CHAN_CRC32C_LANE; end <= 3 * CHAN_CRC32C_LANE;
		     end += CHAN_CRC32C_LANE) {
			const uint32_t now = ~support_crc32c(0, bytes, end - 4);
			const chan_cursor c = chan_cursor_over(bytes, 3 * CHAN_CRC32C_LANE);

			support_put(bytes, end - 4, 4, now ^ before_four_bytes(ENDS[i]));
			assert_int_equal(~support_crc32c(0, bytes, end), ENDS[i]);
			assert_int_equal(chan_crc32c_portable(0, c),
			                 support_crc32c(0, bytes, 3 * CHAN_CRC32C_LANE));
			assert_int_equal(chan_crc32c(chan_cpu_ask(), 0, c),
			                 support_crc32c(0, bytes, 3 * CHAN_CRC32C_LANE));
		}
	}
	free(bytes);
}

static void continues_where_it_stopped(void **state)
{
	static const size_t CUTS[] = {0, 1, 7, 8, 9, 4096, 40000, 90001, 100003};
	uint8_t *bytes = noise(100003);
	const uint32_t want = support_crc32c(0, bytes, 100003);

	(void)state;
	for (size_t i = 0; i < sizeof CUTS / sizeof CUTS[0]; i++) {
		chan_cursor rest = chan_cursor_over(bytes, 100003), first;

		assert_true(chan_take(&rest, CUTS[i], &first));
		assert_int_equal(chan_crc32c(CHAN_CPU_UNKNOWN,
		                             chan_crc32c(CHAN_CPU_UNKNOWN, 0, first), rest),
		                 want);
		assert_int_equal(chan_crc32c_portable(chan_crc32c_portable(0, first), rest), want);
	}
	free(bytes);
}

static void layout_hash_is_that_of_name_nul_and_kind(void **state)
{
	static const uint8_t BYTES[] = "PipeName\0\1RemoteIp\0\3";
	const chan_cursor pipe = chan_cursor_over(BYTES, 8), ip = chan_cursor_over(BYTES + 10, 8);
	const enum chan_cpu cpus[] = {CHAN_CPU_UNKNOWN, CHAN_CPU_PLAIN, chan_cpu_ask()};

	(void)state;
	for (size_t i = 0; i < sizeof cpus / sizeof cpus[0]; i++) {
		uint32_t hash = chan_layout_hash(cpus[i], 0, &pipe, CHAN_KIND_STRING);

		assert_int_equal(hash, support_crc32c(0, BYTES, 10));
		hash = chan_layout_hash(cpus[i], hash, &ip, CHAN_KIND_IP);
		assert_int_equal(hash, support_crc32c(0, BYTES, 20));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_value),
		cmocka_unit_test(table_is_that_of_the_polynomial),
		cmocka_unit_test(lane_table_is_that_of_zero_bytes),
		cmocka_unit_test(the_cpu_is_what_it_says),
		cmocka_unit_test(all_ways_agree),
		cmocka_unit_test(lanes_end_in_any_state),
		cmocka_unit_test(continues_where_it_stopped),
		cmocka_unit_test(layout_hash_is_that_of_name_nul_and_kind),
	};

	return cmocka_run_group_tests_name("chan_crc32c", tests, NULL, NULL);
}
