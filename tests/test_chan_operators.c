/*
 * The text operators but for regex (FORMAT.md section 5), against what they say, put plainly: every short text about every
 * short value, and long ones, in blocks of exactly their size; and the steps that they take (section 8).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evaluate_parts.h"
#include "support_pattern.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define TEXT(literal) (literal), sizeof(literal) - 1

static const uint8_t operations[] = {CHAN_OPERATOR_EXACT, CHAN_OPERATOR_PREFIX,
                                     CHAN_OPERATOR_SUFFIX, CHAN_OPERATOR_CONTAINS,
                                     CHAN_OPERATOR_GLOB};

typedef struct block {
	uint8_t *bytes;
	size_t size;
} block;

static block block_of(const void *bytes, size_t size)
{
	const block out = {malloc(size + (size == 0)), size};

	assert_non_null(out.bytes);
	memcpy(out.bytes, bytes, size);
	return out;
}

static uint8_t fold(uint8_t byte, bool cased)
{
	return !cased && byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte;
}

static bool is_at(block text, size_t at, block value, bool cased)
{
	if (at + value.size > text.size)
		return false;
	for (size_t i = 0; i < value.size; i++) {
		if (fold(text.bytes[at + i], cased) != fold(value.bytes[i], cased))
			return false;
	}
	return true;
}

/* The glob from its element at on, and the text from there on. What no glob may have stands for itself. */
static bool glob_from(block text, size_t from, block glob, size_t at, bool cased)
{
	uint8_t literal;

	if (at == glob.size)
		return from == text.size;
	if (glob.bytes[at] == '*') {
		for (; from <= text.size; from++) {
			if (glob_from(text, from, glob, at + 1, cased))
				return true;
		}
		return false;
	}
	if (from == text.size)
		return false;
	if (glob.bytes[at] == '?') {
		for (size_t more = 0; ++from < text.size && more < 3; more++) {
			if (text.bytes[from] < 0x80 || text.bytes[from] > 0xbf)
				break;
		}
		return glob_from(text, from, glob, at + 1, cased);
	}
	at += glob.bytes[at] == '\\' && at + 1 < glob.size;
	literal = fold(glob.bytes[at], cased);
	return fold(text.bytes[from], cased) == literal &&
	       glob_from(text, from + 1, glob, at + 1, cased);
}

static bool holds_plainly(uint8_t operation, bool cased, block text, block value)
{
	switch (operation) {
	case CHAN_OPERATOR_EXACT:
		return text.size == value.size && is_at(text, 0, value, cased);
	case CHAN_OPERATOR_PREFIX:
		return is_at(text, 0, value, cased);
	case CHAN_OPERATOR_SUFFIX:
		return text.size >= value.size && is_at(text, text.size - value.size, value, cased);
	case CHAN_OPERATOR_CONTAINS:
		for (size_t at = 0; at <= text.size; at++) {
			if (is_at(text, at, value, cased))
				return true;
		}
		return false;
	default:
		return glob_from(text, 0, value, 0, cased);
	}
}

/* Returns the steps, which the bound does not allow to be more. */
static uint64_t compare(uint8_t operation, bool cased, block text, block value)
{
	const chan_cursor whole = chan_cursor_over(text.bytes, text.size);
	const chan_cursor wanted = chan_cursor_over(value.bytes, value.size);
	uint64_t steps = 1000;

	if (chan_text_holds(operation, cased, &whole, &wanted, &steps) !=
	    holds_plainly(operation, cased, text, value))
		fail_msg("operator %u, %s: '%.*s' in '%.*s'", operation, cased ? "cased" : "folded",
		         (int)value.size, (const char *)value.bytes, (int)text.size,
		         (const char *)text.bytes);
	assert_in_range(steps, 1000, 1000 + chan_text_bound(operation, value.size, text.size));
	return steps - 1000;
}

static uint64_t compare_all(block text, block value)
{
	uint64_t steps = 0;

	for (size_t i = 0; i < COUNT(operations); i++)
		steps += compare(operations[i], false, text, value) +
		         compare(operations[i], true, text, value);
	return steps;
}

enum { LETTERS = 6, LONGEST = 3, WORDS = 1 + 6 + 36 + 216 };

static void every_short_text_and_value(void **state)
{
	static const uint8_t letters[LETTERS] = {'a', 'A', '*', '?', '\\', 0x80};
	block blocks[WORDS];
	size_t count = 0;
	uint64_t steps = 0;

	(void)state;
	for (size_t size = 0, words = 1; size <= LONGEST; size++, words *= LETTERS) {
		for (size_t word = 0; word < words; word++) {
			uint8_t bytes[LONGEST + 1];

			for (size_t i = 0, rest = word; i < size; i++, rest /= LETTERS)
				bytes[i] = letters[rest % LETTERS];
			blocks[count++] = block_of(bytes, size);
		}
	}
	assert_int_equal(count, WORDS);
	for (size_t text = 0; text < count; text++) {
		for (size_t value = 0; value < count; value++)
			steps += compare_all(blocks[text], blocks[value]);
	}
	for (size_t i = 0; i < count; i++)
		free(blocks[i].bytes);
	/* Who makes an operator take other steps on purpose writes their new sum here. */
	assert_int_equal(steps, 875010);
}

/* Words of eight bytes are compared at once, and what is left byte by byte: values of each length about a few. */
static void long_texts_and_values(void **state)
{
	static const char alphabet[] = "aaaaaaab*?";
	uint32_t seed = 0x2917;
	uint64_t steps = 0;

	(void)state;
	for (unsigned round = 0; round < 3000; round++) {
		uint8_t bytes[40], part[40];
		const size_t size = support_random(&seed) % sizeof bytes;
		const size_t first = support_random(&seed) % (size + 1);
		const size_t length = support_random(&seed) % (size - first + 1);
		block text, value;

		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t)alphabet[support_random(&seed) % 8];
		memcpy(part, bytes + first, length);
		for (size_t i = 0; i < length; i++) {
			if (support_random(&seed) % 16 == 0)
				part[i] = (uint8_t)alphabet[support_random(&seed) % 10];
			else if (support_random(&seed) % 16 == 0)
				part[i] ^= 0x20;
		}
		text = block_of(bytes, size);
		value = block_of(part, length);
		steps += compare_all(text, value);
		free(text.bytes);
		free(value.bytes);
	}
	assert_int_equal(steps, 192008);
}

/* Each byte against each, alone and at each place of a word beside bytes that its sum could carry into. */
static void every_pair_of_bytes(void **state)
{
	static const uint8_t neighbours[] = {0x00, 'Z', 'z', 0xff};

	(void)state;
	for (unsigned first = 0; first < 256; first++) {
		for (unsigned second = 0; second < 256; second++) {
			const size_t place = second % 8;
			uint8_t left[9], right[9];
			block text, value;

			memset(left, neighbours[first % 4], sizeof left);
			memset(right, neighbours[first % 4], sizeof right);
			left[place] = left[8] = (uint8_t)first;
			right[place] = right[8] = (uint8_t)second;
			for (size_t from = 0; from < 9; from += 8) {
				text = (block){left + from, from == 0 ? 8 : 1};
				value = (block){right + from, text.size};
				(void)compare(CHAN_OPERATOR_EXACT, false, text, value);
				(void)compare(CHAN_OPERATOR_EXACT, true, text, value);
			}
			left[place] = right[place];
			left[(place + 3) % 8] = (uint8_t)first;
			right[(place + 3) % 8] = fold((uint8_t)first, false);
			(void)compare(CHAN_OPERATOR_EXACT, false, (block){left, 8},
			              (block){right, 8});
		}
	}
}

/* How many bytes a question mark takes: each byte up to five times behind a first one. */
static void every_byte_of_a_character(void **state)
{
	static const char *const globs[] = {"?", "??", "???", "?*", "*?", "a?b"};

	(void)state;
	for (unsigned byte = 0; byte < 256; byte++) {
		for (size_t length = 0; length < 7; length++) {
			uint8_t bytes[8] = "a";

			memset(bytes + 1, (int)byte, sizeof bytes - 1);
			bytes[length] = 'b';
			for (size_t i = 0; i < COUNT(globs); i++) {
				const block text = block_of(bytes, length + 1);
				const block value = block_of(globs[i], strlen(globs[i]));

				(void)compare(CHAN_OPERATOR_GLOB, true, text, value);
				free(text.bytes);
				free(value.bytes);
			}
		}
	}
}

static void steps_of_single_cases(void **state)
{
	static const struct {
		uint8_t operation;
		const char *value;
		size_t value_size;
		const char *text;
		size_t text_size;
		uint64_t steps;
	} cases[] = {
		{CHAN_OPERATOR_EXACT, TEXT(""), TEXT(""), 0},
		{CHAN_OPERATOR_EXACT, TEXT("a"), TEXT(""), 0},
		{CHAN_OPERATOR_EXACT, TEXT("a"), TEXT("b"), 1},
		{CHAN_OPERATOR_EXACT, TEXT("abcdefg"), TEXT("abcdefx"), 7},
		{CHAN_OPERATOR_EXACT, TEXT("abcdefgh"), TEXT("abcdefgh"), 8},
		{CHAN_OPERATOR_EXACT, TEXT("abcdefgh"), TEXT("xbcdefgh"), 8},
		{CHAN_OPERATOR_EXACT, TEXT("abcdefghi"), TEXT("abcdefghi"), 9},
		{CHAN_OPERATOR_PREFIX, TEXT("ab"), TEXT("abc"), 2},
		{CHAN_OPERATOR_SUFFIX, TEXT("bc"), TEXT("abc"), 2},
		{CHAN_OPERATOR_SUFFIX, TEXT("abcd"), TEXT("abc"), 0},
		{CHAN_OPERATOR_CONTAINS, TEXT(""), TEXT("abc"), 0},
		{CHAN_OPERATOR_CONTAINS, TEXT("c"), TEXT("abc"), 3},
		{CHAN_OPERATOR_CONTAINS, TEXT("bc"), TEXT("abc"), 3},
		{CHAN_OPERATOR_CONTAINS, TEXT("bd"), TEXT("abc"), 3},
		{CHAN_OPERATOR_CONTAINS, TEXT("abcd"), TEXT("abc"), 0},
		{CHAN_OPERATOR_GLOB, TEXT(""), TEXT(""), 1},
		{CHAN_OPERATOR_GLOB, TEXT(""), TEXT("a"), 1},
		{CHAN_OPERATOR_GLOB, TEXT("a"), TEXT("a"), 2},
		{CHAN_OPERATOR_GLOB, TEXT("*"), TEXT("a"), 3},
		{CHAN_OPERATOR_GLOB, TEXT("*b"), TEXT("ab"), 4},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const block text = block_of(cases[i].text, cases[i].text_size);
		const block value = block_of(cases[i].value, cases[i].value_size);

		if (compare(cases[i].operation, false, text, value) != cases[i].steps)
			fail_msg("case %zu: %u steps", i,
			         (unsigned)compare(cases[i].operation, false, text, value));
		free(text.bytes);
		free(value.bytes);
	}
}

/* FORMAT.md section 8, without the step of the value itself; no bound wraps. */
static void bounds_are_those_of_the_format(void **state)
{
	const uint64_t most = UINT64_MAX, half = UINT64_C(1) << 32;

	(void)state;
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_EXACT, 5, 100), 5);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_PREFIX, 5, 100), 5);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_SUFFIX, 5, 100), 5);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_CONTAINS, 5, 100), 500);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_CONTAINS, 0, most), 0);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_CONTAINS, most, 0), 0);
	assert_int_equal(chan_text_bound(CHAN_OPERATOR_GLOB, 5, 100), 606);
	assert_true(chan_text_bound(CHAN_OPERATOR_GLOB, 0, most) == most);
	assert_true(chan_text_bound(CHAN_OPERATOR_GLOB, 1, most) == most);
	assert_true(chan_text_bound(CHAN_OPERATOR_CONTAINS, half, half) == most);
	assert_true(chan_text_bound(CHAN_OPERATOR_CONTAINS, half, half - 1) == most - half + 1);
	assert_true(chan_sum(most, 0) == most);
	assert_true(chan_sum(most - 1, 1) == most);
	assert_true(chan_sum(most, 1) == most);
	assert_true(chan_sum(2, most - 3) == most - 1);
	assert_true(chan_sum(3, 4) == 7);
	assert_true(chan_product(most, 1) == most);
	assert_true(chan_product(most / 3, 3) == most);
	assert_true(chan_product(most / 3 + 1, 3) == most);
	assert_true(chan_product(most / 2, 2) == most - 1);
}

/* An operator that compares no texts holds for none. */
static void other_operators_hold_for_nothing(void **state)
{
	const chan_cursor text = chan_cursor_over((const uint8_t *)"a", 1);
	uint64_t steps = 7;

	(void)state;
	for (uint8_t operation = 0; operation < 40; operation++) {
		if (operation >= CHAN_OPERATOR_EXACT && operation <= CHAN_OPERATOR_GLOB)
			continue;
		assert_false(chan_text_holds(operation, true, &text, &text, &steps));
		assert_int_equal(steps, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_of_single_cases),
		cmocka_unit_test(bounds_are_those_of_the_format),
		cmocka_unit_test(other_operators_hold_for_nothing),
		cmocka_unit_test(every_pair_of_bytes),
		cmocka_unit_test(every_byte_of_a_character),
		cmocka_unit_test(long_texts_and_values),
		cmocka_unit_test(every_short_text_and_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
