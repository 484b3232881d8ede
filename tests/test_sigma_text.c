/*
 * Text values of Sigma, each function by itself: all short texts over the few bytes that mean something to it, and the
 * bytes on both sides of each bound. corpus/findings/sigma-text.txt says what each becomes; base64 is held against
 * libsodium's, and its certain part against what it is certain of.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_sigma_text	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "author/sigma_text.h"
#include "chan.h"
#include "support_answers.h"

#define ANSWERS "corpus/findings/sigma-text.txt"
#define LONGEST 64u /* bytes of a text here */

typedef void show(sl_buffer *out, const sl_sigma_text *text);

static void add_byte(sl_buffer *out, unsigned byte)
{
	if (byte < 0x20 || byte > 0x7e)
		sl_buffer_printf(out, "\\x%02x", byte);
	else
		sl_buffer_byte(out, (uint8_t)byte);
}

static void add_units(sl_buffer *out, const sl_sigma_text *text)
{
	size_t i;

	sl_buffer_text(out, " '");
	for (i = 0; i < text->count; i++) {
		if (text->units[i] >= SL_SIGMA_ANY_TEXT)
			sl_buffer_printf(out, "<%c>",
			                 text->units[i] == SL_SIGMA_ANY_TEXT ? '*' : '?');
		else
			add_byte(out, text->units[i]);
	}
	sl_buffer_byte(out, '\'');
}

/* Its units in a block of exactly their size, so that nothing reads past it unseen. */
static void read_exact(sl_sigma_text *out, const char *bytes, size_t length)
{
	sl_sigma_text read = {0};
	char *exact = malloc(length ? length : 1);

	assert_non_null(exact);
	memcpy(exact, bytes, length);
	sl_sigma_text_read(&read, (sl_text){exact, length});
	free(exact);
	out->count = out->capacity = read.count;
	out->units = malloc(read.count ? read.count * sizeof *out->units : 1);
	assert_non_null(out->units);
	if (read.count)
		memcpy(out->units, read.units, read.count * sizeof *out->units);
	sl_sigma_text_free(&read);
	assert_null(read.units);
	assert_int_equal(read.count, 0);
	assert_int_equal(read.capacity, 0);
}

static void add_line(sl_buffer *out, const char *bytes, size_t length, show *what)
{
	sl_sigma_text text;
	size_t i;

	for (i = 0; i < length; i++)
		add_byte(out, (unsigned char)bytes[i]);
	sl_buffer_text(out, " ->");
	read_exact(&text, bytes, length);
	what(out, &text);
	sl_buffer_byte(out, '\n');
	free(text.units);
}

/* Every text of up to most of these pieces. */
static void add_all(sl_buffer *out, const char *const *pieces, size_t count, unsigned most,
                    show *what)
{
	size_t number, total = 1, rest;
	unsigned length, i;

	for (length = 0; length <= most; length++, total *= count)
		for (number = 0; number < total; number++) {
			char text[LONGEST] = "";

			for (i = 0, rest = number; i < length; i++, rest /= count)
				strcat(text, pieces[rest % count]);
			add_line(out, text, strlen(text), what);
		}
}

/* --- what each function makes of a text */

static void add_operator(sl_buffer *out, const sl_sigma_text *text)
{
	static const char *const names[CHAN_OPERATOR_LAST + 1] = {
		[CHAN_OPERATOR_EXACT] = "exact",   [CHAN_OPERATOR_PREFIX] = "prefix",
		[CHAN_OPERATOR_SUFFIX] = "suffix", [CHAN_OPERATOR_CONTAINS] = "contains",
		[CHAN_OPERATOR_GLOB] = "glob",     [CHAN_OPERATOR_NULL] = "anything"};
	sl_buffer value = {0};
	uint8_t operation;
	size_t i;

	sl_buffer_text(&value, "what was there before");
	operation = sl_sigma_text_operator(text, &value);
	assert_non_null(names[operation]);
	sl_buffer_printf(out, " %s '", names[operation]);
	for (i = 0; i < value.length; i++)
		add_byte(out, value.bytes[i]);
	sl_buffer_byte(out, '\'');
	sl_buffer_free(&value);
}

static void add_open(sl_buffer *out, const sl_sigma_text *text, bool start, bool end)
{
	sl_sigma_text copy = {malloc((text->count + 1) * sizeof *copy.units), text->count,
	                      text->count + 1};

	assert_non_null(copy.units);
	memcpy(copy.units, text->units, text->count * sizeof *copy.units);
	if (start)
		sl_sigma_text_open_start(&copy);
	if (end)
		sl_sigma_text_open_end(&copy);
	sl_buffer_byte(out, ',');
	add_operator(out, &copy);
	sl_sigma_text_free(&copy);
}

static void show_operator(sl_buffer *out, const sl_sigma_text *text)
{
	add_units(out, text);
	sl_buffer_text(out, sl_sigma_text_wild(text) ? " wild:" : ":");
	add_operator(out, text);
	add_open(out, text, false, true);
	add_open(out, text, true, false);
	add_open(out, text, true, true);
}

static void show_placeholder(sl_buffer *out, const sl_sigma_text *text)
{
	sl_sigma_text copy = *text;

	if (sl_sigma_text_placeholder(&copy))
		sl_buffer_text(out, " placeholder");
	else
		add_units(out, &copy);
}

/* Its variants: with one place all of them, with more two whose forms differ at each place. */
static void show_windash(sl_buffer *out, const sl_sigma_text *text)
{
	const size_t dashes = sl_sigma_text_dashes(text);
	sl_sigma_text made = {0};
	size_t i;

	sl_buffer_printf(out, " %zu", dashes);
	for (i = 0; i < (dashes == 1 ? SL_SIGMA_DASHES : dashes); i++) {
		sl_sigma_text_windash(&made, text, dashes == 1 ? i : 1 + 10 * (i + 1));
		add_units(out, &made);
	}
	if (dashes == 0) {
		sl_sigma_text_windash(&made, text, 0);
		assert_int_equal(made.count, text->count);
		assert_memory_equal(made.units, text->units, text->count * sizeof *text->units);
	}
	sl_sigma_text_free(&made);
}

static void show_utf16(sl_buffer *out, const sl_sigma_text *text)
{
	sl_sigma_text made = {0};
	unsigned i;

	for (i = 0; i < 4; i++) {
		sl_sigma_text_utf16(&made, text, i & 1, i & 2);
		add_units(out, &made);
	}
	sl_sigma_text_free(&made);
}

/* --- the texts */

static void test_answers(void **state)
{
	static const char *const escapes[] = {"a", "\\", "*", "?"};
	static const char *const percents[] = {"a", "\\", "%", " "};
	static const char *const dashes[] = {"a", "-", "\xe2\x80\x93", " ", "*"};
	static const char *const edges[] = {"\x1f",
	                                    " ",
	                                    "!",
	                                    "$",
	                                    "%",
	                                    "&",
	                                    "\\",
	                                    "/",
	                                    "0",
	                                    "9",
	                                    ":",
	                                    "@",
	                                    "A",
	                                    "Z",
	                                    "[",
	                                    "]",
	                                    "^",
	                                    "_",
	                                    "`",
	                                    "a",
	                                    "z",
	                                    "{",
	                                    "\x7f",
	                                    "\x80",
	                                    "\xc2\x80",
	                                    "\xc3\xa9",
	                                    "\xe2\x80\x92",
	                                    "\xe2\x80\x93",
	                                    "\xe2\x80\x94",
	                                    "\xe2\x80\x95",
	                                    "\xe2\x80\x96",
	                                    "\xe2\x81\x93",
	                                    "\xe2\x7f\x93",
	                                    "\xe1\x80\x93",
	                                    "\xe2\x80",
	                                    "\xe2",
	                                    "*",
	                                    "?",
	                                    "\\*",
	                                    "\\?"};
	static const char *const characters[] = {"a",
	                                         "\x7f",
	                                         "\xc2\x80",
	                                         "\xc3\xbf",
	                                         "\xc4\x80",
	                                         "\xdf\xbf",
	                                         "\xe0\xa0\x80",
	                                         "\xed\x9f\xbf",
	                                         "\xee\x80\x80",
	                                         "\xef\xbf\xbf",
	                                         "\xe1\x88\xb4",
	                                         "\xf0\x90\x80\x80",
	                                         "\xf0\x90\x8f\xbf",
	                                         "\xf0\x90\x90\x80",
	                                         "\xf0\x9f\x98\x80",
	                                         "\xf3\xaf\xbf\xbf",
	                                         "\xf4\x8f\xbf\xbf"};
	sl_buffer out = {0};
	char text[LONGEST];
	size_t i, k;

	(void)state;
	sl_buffer_text(&out, "read, and the operators: as it is, startswith, endswith, contains\n");
	add_all(&out, escapes, sizeof escapes / sizeof *escapes, 4, show_operator);
	add_line(&out, "\\\\*\\", 4, show_operator);
	add_line(&out, "\0\xff", 2, show_operator);
	sl_buffer_text(&out, "expand\n");
	add_all(&out, percents, sizeof percents / sizeof *percents, 4, show_placeholder);
	for (i = 0; i < sizeof edges / sizeof *edges; i++) {
		snprintf(text, sizeof text, "%%%s%%", edges[i]);
		add_line(&out, text, strlen(text), show_placeholder);
		snprintf(text, sizeof text, "a %%b%s%%", edges[i]);
		add_line(&out, text, strlen(text), show_placeholder);
	}
	sl_buffer_text(&out, "windash\n");
	add_all(&out, dashes, sizeof dashes / sizeof *dashes, 4, show_windash);
	for (i = 0; i < sizeof edges / sizeof *edges; i++) {
		static const char *const forms[] = {
			"%s-a", "-%s", "\xe2\x80\x93%s", "%s\xe2\x80\x95z", "%sa", "%s%sa"};

		for (k = 0; k < sizeof forms / sizeof *forms; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(text, sizeof text, forms[k], edges[i], edges[i]);
#pragma GCC diagnostic pop
			add_line(&out, text, strlen(text), show_windash);
		}
	}
	sl_buffer_text(&out, "utf16le, utf16be, both with a mark\n");
	for (i = 0; i < sizeof characters / sizeof *characters; i++) {
		add_line(&out, characters[i], strlen(characters[i]), show_utf16);
		snprintf(text, sizeof text, "b%sc", characters[i]);
		add_line(&out, text, strlen(text), show_utf16);
	}
	answers_are(ANSWERS, &out);
	sl_buffer_free(&out);
}

/* --- base64 */

static size_t encode(const uint8_t *bytes, size_t length, char *out)
{
	assert_non_null(
		sodium_bin2base64(out, 4 * LONGEST, bytes, length, sodium_base64_VARIANT_ORIGINAL));
	return strlen(out);
}

static void is_text(const sl_sigma_text *text, const char *wanted, size_t length)
{
	size_t i;

	assert_int_equal(text->count, length);
	for (i = 0; i < length; i++)
		assert_int_equal(text->units[i], (unsigned char)wanted[i]);
}

/* The digits that stay the same, whatever stands before the text and behind it: they are one run. */
static void certain_digits(const uint8_t *bytes, size_t length, unsigned offset, char *digits,
                           size_t *first, size_t *last)
{
	static const uint8_t fillers[2] = {0x00, 0xff};
	bool certain[4 * LONGEST];
	char other[4 * LONGEST];
	uint8_t whole[LONGEST];
	size_t i, total = 0;
	unsigned round;

	memset(certain, true, sizeof certain);
	for (round = 0; round < 4; round++) {
		memset(whole, fillers[round & 1], offset);
		memcpy(whole + offset, bytes, length);
		memset(whole + offset + length, fillers[round >> 1], 2);
		total = encode(whole, (offset + length + 2) / 3 * 3, round ? other : digits);
		for (i = 0; round && i < total; i++)
			certain[i] = certain[i] && digits[i] == other[i];
	}
	for (*first = 0; *first < total && !certain[*first];)
		++*first;
	for (*last = *first; *last < total && certain[*last];)
		++*last;
	for (i = *last; i < total; i++)
		assert_false(certain[i]);
}

static void test_base64(void **state)
{
	sl_sigma_text text, made = {0};
	char digits[4 * LONGEST];
	uint8_t bytes[LONGEST];
	size_t length, first, last, i;
	unsigned offset, round;

	(void)state;
	assert_true(sodium_init() >= 0);
	for (round = 0; round < 64; round++)
		for (length = 0; length < 12; length++) {
			for (i = 0; i < length; i++)
				bytes[i] = (uint8_t)(round == 0 ? 0
				                     : round == 1
				                             ? 255
				                             : (round * 37 + i * (round | 1) * 29));
			text = (sl_sigma_text){calloc(length + 1, sizeof(uint16_t)), length,
			                       length};
			assert_non_null(text.units);
			for (i = 0; i < length; i++)
				text.units[i] = bytes[i];
			sl_sigma_text_base64(&made, &text);
			is_text(&made, digits, encode(bytes, length, digits));
			for (offset = 0; offset < 3 && length > 1; offset++) {
				certain_digits(bytes, length, offset, digits, &first, &last);
				sl_sigma_text_base64_at(&made, &text, offset);
				is_text(&made, digits + first, last - first);
			}
			free(text.units);
		}
	sl_sigma_text_free(&made);
}

/* One byte has a certain digit at no place, or at the last alone. */
static void test_base64_of_one_byte(void **state)
{
	uint16_t unit = 'a';
	const sl_sigma_text text = {&unit, 1, 1}, nothing = {&unit, 0, 0};
	sl_sigma_text made = {0};

	(void)state;
	sl_sigma_text_base64_at(&made, &text, 0);
	is_text(&made, "Y", 1);
	sl_sigma_text_base64_at(&made, &text, 1);
	is_text(&made, "", 0);
	sl_sigma_text_base64_at(&made, &text, 2);
	is_text(&made, "h", 1);
	sl_sigma_text_base64_at(&made, &nothing, 0);
	is_text(&made, "", 0);
	sl_sigma_text_free(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_base64_of_one_byte),
	};

	return cmocka_run_group_tests_name("sigma_text", tests, NULL, NULL);
}
