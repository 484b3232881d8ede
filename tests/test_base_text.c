/* Texts, numbers in them, UTF-8, UUIDs, guesses and dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/closest.h"
#include "base/moment.h"
#include "base/text.h"
#include "base/utf8.h"

#define TEXT(literal) ((sl_text){(literal), sizeof(literal) - 1})
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_order_is_that_of_unsigned_bytes(void **state)
{
	static const sl_text rising[] = {{NULL, 0},   {"\0", 1},   {"\0a", 2},  {"A", 1},
	                                 {"a", 1},    {"a\0", 2},  {"aa", 2},   {"b", 1},
	                                 {"\x7F", 1}, {"\x80", 1}, {"\xFF", 1}, {"\xFF\0", 2}};

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++) {
		for (size_t k = 0; k < COUNT(rising); k++) {
			int order = sl_text_compare(rising[i], rising[k]);

			assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
			assert_int_equal(sl_text_equal(rising[i], rising[k]), i == k);
		}
	}
	assert_true(sl_text_is(TEXT("abc"), "abc"));
	assert_false(sl_text_is(TEXT("abc\0"), "abc"));
	assert_true(sl_text_is((sl_text){0}, ""));
}

static void test_case_is_that_of_ascii(void **state)
{
	sl_arena arena;
	sl_text lower;

	(void)state;
	sl_arena_start(&arena);
	lower = sl_text_lower(&arena, TEXT("@AZ[`az{\xC3\x84\0X"));
	assert_true(sl_text_equal(lower, TEXT("@az[`az{\xC3\x84\0x")));
	assert_int_equal(lower.bytes[lower.length], '\0');
	assert_true(sl_text_has_upper(TEXT("abcZ")));
	assert_true(sl_text_has_upper(TEXT("A")));
	assert_false(sl_text_has_upper(TEXT("@[`{\xC3\x84")));
	assert_false(sl_text_has_upper((sl_text){0}));
	sl_arena_free(&arena);
}

static void test_hash_depends_on_bytes_and_seed(void **state)
{
	uint64_t hash = sl_text_hash(TEXT("abc"), 1);

	(void)state;
	assert_true(hash == sl_text_hash(TEXT("abc"), 1));
	assert_true(hash != sl_text_hash(TEXT("abc"), 2));
	assert_true(hash != sl_text_hash(TEXT("abd"), 1));
	assert_true(hash != sl_text_hash(TEXT("abc\0"), 1));
	assert_true(sl_text_hash((sl_text){0}, 1) == sl_text_hash(TEXT(""), 1));
}

typedef struct number_case {
	const char *text;
	bool natural, whole; /* reads as u64, as i64 */
	uint64_t magnitude;
} number_case;

static void test_numbers(void **state)
{
	static const number_case cases[] = {
		{"0", true, true, 0},
		{"7", true, true, 7},
		{"00000291", true, false, 291},
		{"9223372036854775807", true, true, INT64_MAX},
		{"9223372036854775808", true, false, UINT64_C(1) << 63},
		{"18446744073709551615", true, false, UINT64_MAX},
		{"18446744073709551616", false, false, 0},
		{"18446744073709551625", false, false, 0},
		{"99999999999999999999", false, false, 0},
		{"-1", false, true, UINT64_MAX},
		{"-9223372036854775808", false, true, UINT64_C(1) << 63},
		{"-9223372036854775809", false, false, 0},
		{"-0", false, false, 0},
		{"-01", false, false, 0},
		{"", false, false, 0},
		{"-", false, false, 0},
		{"+1", false, false, 0},
		{" 1", false, false, 0},
		{"1 ", false, false, 0},
		{"1.0", false, false, 0},
		{"0x1", false, false, 0},
		{"--1", false, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t natural = 77;
		int64_t whole = 77;
		sl_text text = sl_text_of(cases[i].text);

		assert_int_equal(sl_text_to_u64(text, &natural), cases[i].natural);
		assert_true(natural == (cases[i].natural ? cases[i].magnitude : 0));
		assert_int_equal(sl_text_to_i64(text, &whole), cases[i].whole);
		assert_true((uint64_t)whole == (cases[i].whole ? cases[i].magnitude : 0));
	}
	assert_false(sl_text_to_u64((sl_text){"1\0", 2}, &(uint64_t){0}));
}

/* The standard's table 3-7, written down once more as ranges: lead, and the least and greatest second byte. */
static size_t length_by_the_table(const uint8_t *bytes, size_t left)
{
	static const uint8_t rows[][5] = {{0x00, 0x7F, 1, 0, 0},       {0xC2, 0xDF, 2, 0x80, 0xBF},
	                                  {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
	                                  {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
	                                  {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF},
	                                  {0xF4, 0xF4, 4, 0x80, 0x8F}};

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (bytes[0] < rows[i][0] || bytes[0] > rows[i][1]) {
			continue;
		}
		if (rows[i][2] > left ||
		    (rows[i][2] > 1 && (bytes[1] < rows[i][3] || bytes[1] > rows[i][4]))) {
			return 0;
		}
		for (size_t k = 2; k < rows[i][2]; k++) {
			if (bytes[k] < 0x80 || bytes[k] > 0xBF) {
				return 0;
			}
		}
		return rows[i][2];
	}
	return 0;
}

/* Every pair of first bytes, with edges behind them, and every way to cut them short. */
static void test_utf8_is_that_of_the_table(void **state)
{
	static const uint8_t edges[] = {0x00, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFF};
	size_t accepted = 0;

	(void)state;
	for (unsigned pair = 0; pair < 0x10000; pair++) {
		for (size_t third = 0; third < COUNT(edges); third++) {
			for (size_t fourth = 0; fourth < COUNT(edges); fourth++) {
				const uint8_t bytes[] = {(uint8_t)(pair >> 8), (uint8_t)pair,
				                         edges[third], edges[fourth]};
				size_t left = 1 + (third + fourth) % 4;
				uint32_t character;
				size_t length = sl_utf8_next((const char *)bytes, left, &character);

				assert_int_equal(length, length_by_the_table(bytes, left));
				accepted += length > 0;
			}
		}
	}
	assert_true(accepted > 100000);
}

static void test_utf8_characters_have_their_numbers(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t character;
	} cases[] = {{"A", 0x41},
	             {"\x7F", 0x7F},
	             {"\xC2\x80", 0x80},
	             {"\xDF\xBF", 0x7FF},
	             {"\xE0\xA0\x80", 0x800},
	             {"\xEF\xBF\xBF", 0xFFFF},
	             {"\xF0\x90\x80\x80", 0x10000},
	             {"\xF4\x8F\xBF\xBF", 0x10FFFF}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t character = 0;

		assert_int_equal(sl_utf8_next(cases[i].bytes, 4, &character),
		                 strlen(cases[i].bytes));
		assert_int_equal(character, cases[i].character);
	}
}

/* Whatever is ill-formed is found at every place, however the bytes lie to the eight that are looked at at once. */
static void test_utf8_fault_is_found_anywhere(void **state)
{
	static const char *const faults[] = {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xFF", "\xC3"};
	char bytes[64];

	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		size_t length = strlen(faults[i]);

		for (size_t place = 0; place + length <= 40; place++) {
			memset(bytes, 'x', sizeof bytes);
			memcpy(bytes + place, faults[i], length);
			assert_false(sl_text_utf8((sl_text){bytes, 40}));
			assert_int_equal(sl_utf8_prefix((sl_text){bytes, 40}), place);
			assert_true(sl_text_utf8((sl_text){bytes, place}));
		}
	}
	for (size_t place = 0; place < 40; place++) {
		memset(bytes, 'x', sizeof bytes);
		bytes[place] = '\0';
		assert_int_equal(sl_utf8_prefix((sl_text){bytes, 40}), place);
	}
	assert_true(sl_text_utf8((sl_text){0}));
}

static void test_uuids(void **state)
{
	static const char good[] = "5f1B0c1e-0123-4567-89ab-cdefABCDEF09";
	static const char *const bad[] = {
		"",
		"5f1b0c1e-0123-4567-89ab-cdefabcdef0",
		"5f1b0c1e-0123-4567-89ab-cdefabcdef099",
		"5f1b0c1e 0123-4567-89ab-cdefabcdef09",
		"5f1b0c1e0-123-4567-89ab-cdefabcdef09",
		"5f1b0c1g-0123-4567-89ab-cdefabcdef09",
		"{f1b0c1e-0123-4567-89ab-cdefabcdef09",
		"5f1b0c1e-0123-4567-89ab-cdefabcde-09",
	};
	static const uint8_t bytes[16] = {0x5F, 0x1B, 0x0C, 0x1E, 0x01, 0x23, 0x45, 0x67,
	                                  0x89, 0xAB, 0xCD, 0xEF, 0xAB, 0xCD, 0xEF, 0x09};
	static const uint8_t zero[16] = {0};
	uint8_t uuid[16];
	char text[37];

	(void)state;
	memset(uuid, 0xA5, sizeof uuid);
	assert_true(sl_uuid_read(sl_text_of(good), uuid));
	assert_memory_equal(uuid, bytes, 16);
	sl_uuid_write(uuid, text);
	assert_string_equal(text, "5f1b0c1e-0123-4567-89ab-cdefabcdef09");
	for (size_t i = 0; i < COUNT(bad); i++) {
		memset(uuid, 0xA5, sizeof uuid);
		assert_false(sl_uuid_read(sl_text_of(bad[i]), uuid));
		assert_memory_equal(uuid, zero, 16);
	}
}

static void test_printable_obeys_nothing(void **state)
{
	static const struct {
		sl_text text;
		size_t limit;
		const char *shown;
	} cases[] = {
		{{"plain \xC3\xA4", 8}, 80, "plain \xC3\xA4"},
		{{"a\nb\tc\x1B[31m\x7F\0", 12}, 80, "a\\x0ab\\x09c\\x1b[31m\\x7f\\x00"},
		{{"\xC2\x9B"
	          "1m",
	          4},
	         80,
	         "\\xc2\\x9b1m"},
		{{"x\xE2\x80\xAEy", 5}, 80, "x\\xe2\\x80\\xaey"},
		{{"\xFFz\xC3", 3}, 80, "\\xffz\\xc3"},
		{{"0123456789", 10}, 10, "0123456789"},
		{{"0123456789X", 11}, 10, "0123456..."},
		{{"012345\xC3\xA4\xC3\xA4\xC3\xA4", 12}, 10, "012345..."},
		{{"\x01\x02\x03", 3}, 10, "\\x01..."},
		{{"abcd", 4}, 2, ".."},
		{{"abcd", 4}, 0, ""},
		{{NULL, 0}, 10, ""},
	};
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_string_equal(sl_text_printable(&arena, cases[i].text, cases[i].limit),
		                    cases[i].shown);
	}
	sl_arena_free(&arena);
}

static void test_the_closest_name(void **state)
{
	static const char *const names[] = {"channel", "version", "rules", "exclude", "id"};
	static const struct {
		const char *text, *closest;
	} cases[] = {{"chanel", "channel"},
	             {"versoin", "version"},
	             {"rule", "rules"},
	             {"exlude", "exclude"},
	             {"ids", "id"},
	             {"xyz", NULL},
	             {"", NULL},
	             {"wholly different", NULL},
	             {"idle", NULL}};
	char enormous[5000];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *closest =
			sl_text_closest(sl_text_of(cases[i].text), names, COUNT(names));

		assert_string_equal(closest ? closest : "-",
		                    cases[i].closest ? cases[i].closest : "-");
	}
	memset(enormous, 'r', sizeof enormous);
	assert_null(sl_text_closest((sl_text){enormous, sizeof enormous}, names, COUNT(names)));
}

static void test_moments(void **state)
{
	static const struct {
		const char *text;
		uint64_t seconds;
	} good[] = {
		{"1970-01-01", 0},
		{"1970-01-01T00:00:01Z", 1},
		{"1972-02-29", 68169600},
		{"2000-02-29T23:59:59Z", 951868799},
		{"2001-09-09T01:46:40Z", 1000000000},
		{"2024-07-19T04:09:00Z", 1721362140},
		{"2038-01-19T03:14:08Z", 2147483648},
		{"2100-03-01", 4107542400},
		{"9999-12-31T23:59:59Z", 253402300799},
	};
	static const char *const bad[] = {"",
	                                  "2026",
	                                  "2026-13-01",
	                                  "2026-00-10",
	                                  "2026-01-00",
	                                  "2026-01-32",
	                                  "2026-02-29",
	                                  "2100-02-29",
	                                  "1969-12-31",
	                                  "2026-1-1",
	                                  "20260701",
	                                  "2026/07/01",
	                                  "2026-07-01T00:00:00",
	                                  "2026-07-01T00:00:00+00:00",
	                                  "2026-07-01T24:00:00Z",
	                                  "2026-07-01T00:60:00Z",
	                                  "2026-06-30T23:59:60Z",
	                                  "2026-07-01T00:00Z",
	                                  "2026-07-01 00:00:00Z",
	                                  "2026-07-01T00:00:00Zx",
	                                  "2026-07-01T",
	                                  "+026-07-01",
	                                  "2026-07-01T00:00:00.0Z"};
	uint64_t seconds;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		seconds = 77;
		assert_true(sl_moment_read(sl_text_of(good[i].text), &seconds));
		assert_true(seconds == good[i].seconds);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		seconds = 77;
		assert_false(sl_moment_read(sl_text_of(bad[i]), &seconds));
		assert_true(seconds == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_is_that_of_unsigned_bytes),
		cmocka_unit_test(test_case_is_that_of_ascii),
		cmocka_unit_test(test_hash_depends_on_bytes_and_seed),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_utf8_is_that_of_the_table),
		cmocka_unit_test(test_utf8_characters_have_their_numbers),
		cmocka_unit_test(test_utf8_fault_is_found_anywhere),
		cmocka_unit_test(test_uuids),
		cmocka_unit_test(test_printable_obeys_nothing),
		cmocka_unit_test(test_the_closest_name),
		cmocka_unit_test(test_moments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
