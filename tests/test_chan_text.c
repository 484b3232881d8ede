/* Strings and their text: ends, UTF-8, NUL, order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_open.h"

/* The rest of a file, around strings of which the first is a name. */
static void finish(support_file *f)
{
	support_type(f, 1, 1, 1, 1);
	support_field(f, 1, CHAN_KIND_STRING);
	support_template(f, 0, 1, 1, 1, 1);
	support_criterion(f, 0, CHAN_OPERATOR_ANY, 0, 0);
	support_instruction(f, 0);
}

/* A file with the bytes as its second string, after padding that moves it to another place in its words. */
static void begin(support_file *f, size_t padding, const void *bytes, size_t length)
{
	char before[80];

	memset(before, 1, sizeof before);
	support_file_begin(f);
	support_string(f, before, padding);
	support_string(f, bytes, length);
}

/* Character sequences, and where they are wrong; none begins with a byte as low as the padding. */
static const struct {
	const char *bytes;
	size_t length;
	unsigned rule;
	uint32_t at;
} TEXTS[] = {
	{"a", 1, 0, 0},
	{"\x7f", 1, 0, 0},
	{"abcdefgh", 8, 0, 0},
	{"abcdefghi", 9, 0, 0},
	/* Two bytes: U+0080, U+07FF, and around them. */
	{"\xc2\x80", 2, 0, 0},
	{"\xdf\xbf", 2, 0, 0},
	{"\xc1\xbf", 2, CHAN_RULE_STRING_UTF8, 0},
	{"\xc0\x80", 2, CHAN_RULE_STRING_UTF8, 0},
	{"\xc2\x7f", 2, CHAN_RULE_STRING_UTF8, 0},
	{"\xc2\xc0", 2, CHAN_RULE_STRING_UTF8, 0},
	{"\x80", 1, CHAN_RULE_STRING_UTF8, 0},
	{"\xbf", 1, CHAN_RULE_STRING_UTF8, 0},
	/* Three bytes: U+0800, U+FFFF, the surrogates. */
	{"\xe0\xa0\x80", 3, 0, 0},
	{"\xe0\x9f\xbf", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xe1\x80\x80", 3, 0, 0},
	{"\xec\xbf\xbf", 3, 0, 0},
	{"\xed\x9f\xbf", 3, 0, 0},
	{"\xed\xa0\x80", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xed\xbf\xbf", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xee\x80\x80", 3, 0, 0},
	{"\xef\xbf\xbf", 3, 0, 0},
	{"\xe1\x80\x7f", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xe1\x80\xc0", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xe1\x7f\x80", 3, CHAN_RULE_STRING_UTF8, 0},
	{"\xe1\xc0\x80", 3, CHAN_RULE_STRING_UTF8, 0},
	/* Four bytes: U+10000, U+10FFFF. */
	{"\xf0\x90\x80\x80", 4, 0, 0},
	{"\xf0\x8f\xbf\xbf", 4, CHAN_RULE_STRING_UTF8, 0},
	{"\xf1\x80\x80\x80", 4, 0, 0},
	{"\xf3\xbf\xbf\xbf", 4, 0, 0},
	{"\xf4\x8f\xbf\xbf", 4, 0, 0},
	{"\xf4\x90\x80\x80", 4, CHAN_RULE_STRING_UTF8, 0},
	{"\xf5\x80\x80\x80", 4, CHAN_RULE_STRING_UTF8, 0},
	{"\xff", 1, CHAN_RULE_STRING_UTF8, 0},
	{"\xf1\x80\x80\x7f", 4, CHAN_RULE_STRING_UTF8, 0},
	{"\xf1\x80\xc0\x80", 4, CHAN_RULE_STRING_UTF8, 0},
	{"\xf1\x7f\x80\x80", 4, CHAN_RULE_STRING_UTF8, 0},
	/* Cut by the end of the string, and by another character. */
	{"\xc2", 1, CHAN_RULE_STRING_UTF8, 0},
	{"\xe1\x80", 2, CHAN_RULE_STRING_UTF8, 0},
	{"\xf1\x80\x80", 3, CHAN_RULE_STRING_UTF8, 0},
	{"ab\xe2\x82", 4, CHAN_RULE_STRING_UTF8, 2},
	{"\xe2\x82\xac\xe2\x82", 5, CHAN_RULE_STRING_UTF8, 3},
	{"\xe2\x82"
         "abcdefghijkl",
         14, CHAN_RULE_STRING_UTF8, 0},
	/* A byte too many after a whole character. */
	{"\xc3\xa9\xa9", 3, CHAN_RULE_STRING_UTF8, 2},
	{"abcdefghijklmnop\x80", 17, CHAN_RULE_STRING_UTF8, 16},
	/* NUL, in words and between them; of two breaches the first. */
	{"a\0", 2, CHAN_RULE_STRING_NUL, 1},
	{"abcdefg\0", 8, CHAN_RULE_STRING_NUL, 7},
	{"abc\0efgh", 8, CHAN_RULE_STRING_NUL, 3},
	{"abcdefgh\0", 9, CHAN_RULE_STRING_NUL, 8},
	{"abcdefghijklmno\0", 16, CHAN_RULE_STRING_NUL, 15},
	{"\xc3\xa9\0", 3, CHAN_RULE_STRING_NUL, 2},
	{"ab\xff\0", 4, CHAN_RULE_STRING_UTF8, 2},
	{"ab\0\xff", 4, CHAN_RULE_STRING_NUL, 2},
	/* The NUL cuts the character, whose first byte comes before it. */
	{"ab\xc3\0", 4, CHAN_RULE_STRING_UTF8, 2},
	{"mixed \xc3\xa9 and \xe2\x82\xac and \xf0\x9f\x94\x92.", 25, 0, 0},
};

/* Each at every place in a word, alone at the end and with much clean text after it. */
static void sequences(void **state)
{
	char tail[200];

	(void)state;
	memset(tail, 'z', sizeof tail);
	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
		for (size_t padding = 1; padding <= 72; padding++) {
			support_file f;

			begin(&f, padding, TEXTS[i].bytes, TEXTS[i].length);
			if (padding % 2 == 0) {
				tail[0] = (char)0xf4; /* U+10FFFF, after everything */
				tail[1] = (char)0x8f;
				tail[2] = tail[3] = (char)0xbf;
				support_string(&f, tail, sizeof tail);
			}
			finish(&f);
			if (TEXTS[i].rule == 0) {
				support_open_accepted(&f);
				continue;
			}
			const chan_finding fault = support_open_rejected(
				&f, TEXTS[i].rule, CHAN_TABLE_TEXT, (uint32_t)padding + TEXTS[i].at,
				CHAN_OFFSET_TEXT_byte, 1);
			assert_int_equal(fault.got, (uint8_t)TEXTS[i].bytes[TEXTS[i].at]);
			assert_int_equal(fault.want, TEXTS[i].rule == CHAN_RULE_STRING_NUL ? 1 : 0);
		}
	}
}

/* Every first byte with every second, against table 3-7 said another way: by decoding. */
static void every_pair_of_bytes(void **state)
{
	(void)state;
	for (unsigned lead = 2; lead < 256; lead++) {
		for (unsigned next = 0; next < 256; next++) {
			const uint8_t bytes[4] = {(uint8_t)lead, (uint8_t)next, 0x80, 0x80};
			const bool follows = (next & 0xc0) == 0x80;
			size_t length = 2;
			uint32_t code = 0;
			support_file f;

			if (lead >= 0xe0 && lead < 0xf0) {
				length = 3;
				code = (lead & 0x0fu) << 12 | (next & 0x3fu) << 6;
			} else if (lead >= 0xf0) {
				length = 4;
				code = (lead & 0x07u) << 18 | (next & 0x3fu) << 12;
			}
			begin(&f, 1, bytes, length);
			finish(&f);
			if (lead < 0x80 && next < 0x80 && next > 0)
				support_open_accepted(&f);
			else if (lead < 0x80)
				support_open_rejected(&f,
				                      next == 0 ? CHAN_RULE_STRING_NUL
				                                : CHAN_RULE_STRING_UTF8,
				                      CHAN_TABLE_TEXT, 2, 0, 1);
			else if (follows && ((lead >= 0xc2 && lead < 0xe0) ||
			                     (length == 3 && code >= 0x800 && code >> 11 != 0x1b) ||
			                     (length == 4 && lead < 0xf8 && code >= 0x10000 &&
			                      code < 0x110000)))
				support_open_accepted(&f);
			else
				support_open_rejected(&f, CHAN_RULE_STRING_UTF8, CHAN_TABLE_TEXT, 1,
				                      0, 1);
		}
	}
}

static void order(void **state)
{
	/* The first is not less than the second: equal, or the second is a prefix, or a byte decides. */
	static const char *const PAIRS[][2] = {
		{"b", "b"},
		{"b", "a"},
		{"ba", "b"},
		{"abcdefg", "abcdefg"},
		{"abcdefgh", "abcdefgh"},
		{"abcdefghi", "abcdefghi"},
		{"abcdefgh", "abcdefg"},
		{"abcdefghi", "abcdefgh"},
		{"abcdefghij", "abcdefghi"},
		{"abcdefghijklmnop", "abcdefghijklmnop"},
		{"abcdefghijklmnopq", "abcdefghijklmnop"},
		{"abcdefghijklmnoq", "abcdefghijklmnop"},
		{"abcdefgi", "abcdefgh"},
		{"abcdefgi", "abcdefghz"},
		{"abcdefghijklmnopqrstuvwxyz!", "abcdefghijklmnopqrstuvwxyz"},
		{"abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrsauvwxyz"},
		/* As unsigned bytes, ASCII comes first. */
		{"\xc3\xa9", "z"},
		{"abcdefgh\xc3\xa9", "abcdefghz"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
		for (size_t padding = 1; padding <= 9; padding++) {
			const uint32_t at = (uint32_t)(padding + strlen(PAIRS[i][0]));
			support_file f;

			begin(&f, padding, PAIRS[i][0], strlen(PAIRS[i][0]));
			support_text(&f, PAIRS[i][1]);
			finish(&f);
			const chan_finding fault = support_open_rejected(
				&f, CHAN_RULE_STRING_ORDER, CHAN_TABLE_TEXT, at,
				CHAN_OFFSET_TEXT_byte, (uint32_t)strlen(PAIRS[i][1]));
			assert_int_equal(fault.got, 0);
			assert_int_equal(fault.want, 0);
			if (strcmp(PAIRS[i][0], PAIRS[i][1]) == 0)
				continue;
			/* The other way round they are right. */
			begin(&f, padding, PAIRS[i][1], strlen(PAIRS[i][1]));
			support_text(&f, PAIRS[i][0]);
			finish(&f);
			support_open_accepted(&f);
		}
	}
}

/* Strings that are alike up to one byte, wherever it is, or up to the end of one of them. */
static void order_by_a_late_byte(void **state)
{
	static const size_t LENGTHS[] = {31, 32, 33, 39, 40, 41, 47, 48, 49, 63, 64, 65};

	(void)state;
	for (size_t i = 0; i < sizeof LENGTHS / sizeof LENGTHS[0]; i++) {
		for (size_t at = 1; at < LENGTHS[i]; at++) {
			const size_t lengths[] = {LENGTHS[i], at}; /* of the lesser */
			char lesser[65], greater[65];

			memset(lesser, 'm', sizeof lesser);
			memset(greater, 'm', sizeof greater);
			greater[at] = 'n';
			if (at + 1 < sizeof greater)
				greater[at + 1] = 'a'; /* which must not count */
			for (size_t k = 0; k < 2; k++) {
				support_file f;

				begin(&f, 1, lesser, lengths[k]);
				support_string(&f, greater, LENGTHS[i]);
				finish(&f);
				support_open_accepted(&f);
				begin(&f, 1, greater, LENGTHS[i]);
				support_string(&f, lesser, lengths[k]);
				finish(&f);
				support_open_rejected(&f, CHAN_RULE_STRING_ORDER, CHAN_TABLE_TEXT,
				                      (uint32_t)(1 + LENGTHS[i]), 0,
				                      (uint32_t)lengths[k]);
			}
		}
	}
}

static uint32_t draw(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* Pairs of few letters, which are alike for long and then differ more than once, against memcmp(). */
static void order_of_pairs_by_chance(void **state)
{
	uint32_t chance = 291;

	(void)state;
	for (unsigned pair = 0; pair < 6000; pair++) {
		const size_t alike = draw(&chance, 72);
		const size_t lengths[2] = {alike + 1 + draw(&chance, 12),
		                           alike + 1 + draw(&chance, 12)};
		char strings[2][84];

		for (size_t i = 0; i < sizeof strings[0]; i++) {
			strings[0][i] = (char)('a' + draw(&chance, 2));
			strings[1][i] = i < alike ? strings[0][i] : (char)('a' + draw(&chance, 2));
		}
		const size_t common = lengths[0] < lengths[1] ? lengths[0] : lengths[1];
		int compared = memcmp(strings[0], strings[1], common);
		if (compared == 0)
			compared = (lengths[0] > lengths[1]) - (lengths[0] < lengths[1]);

		for (size_t first = 0; first < 2; first++) {
			const size_t second = 1 - first;
			support_file f;

			begin(&f, 1, strings[first], lengths[first]);
			support_string(&f, strings[second], lengths[second]);
			if (pair % 2 == 0) /* what follows in the text must not count */
				support_text(&f, pair % 4 == 0 ? "z" : "zzzzzzzzzzzzzzzzzzzzzzzzz");
			finish(&f);
			if (first == 0 ? compared < 0 : compared > 0)
				support_open_accepted(&f);
			else
				support_open_rejected(&f, CHAN_RULE_STRING_ORDER, CHAN_TABLE_TEXT,
				                      (uint32_t)(1 + lengths[first]), 0,
				                      (uint32_t)lengths[second]);
		}
	}
}

/* A fault in the order comes before a fault in the text of a later string, although a scan runs ahead. */
static void first_string_first(void **state)
{
	support_file f;

	(void)state;
	begin(&f, 1, "b", 1);
	support_text(&f, "a");
	support_string(&f, "\xff", 1);
	finish(&f);
	support_open_rejected(&f, CHAN_RULE_STRING_ORDER, CHAN_TABLE_TEXT, 2, 0, 1);
	/* And a fault in the text before one in the order of the same string. */
	begin(&f, 1, "b", 1);
	support_string(&f, "a\xff", 2);
	finish(&f);
	support_open_rejected(&f, CHAN_RULE_STRING_UTF8, CHAN_TABLE_TEXT, 3, 0, 1);
	/* A character that two strings share is cut in the first and misplaced in the second. */
	begin(&f, 1, "b\xc3", 2);
	support_string(&f, "\xa9", 1);
	finish(&f);
	support_open_rejected(&f, CHAN_RULE_STRING_UTF8, CHAN_TABLE_TEXT, 2, 0, 1);
}

/* A string as long as may be is right, also where the exact check comes to it for the sake of another. */
static void longest_string_before_a_fault(void **state)
{
	char *longest = malloc(CHAN_MAX_STRING);
	support_file f;

	(void)state;
	assert_non_null(longest);
	memset(longest, 'b', CHAN_MAX_STRING);
	begin(&f, 1, longest, CHAN_MAX_STRING);
	support_string(&f, "c\xff", 2);
	finish(&f);
	support_open_rejected(&f, CHAN_RULE_STRING_UTF8, CHAN_TABLE_TEXT, CHAN_MAX_STRING + 2, 0,
	                      1);
	free(longest);
}

static void last_end_is_the_size_of_the_text(void **state)
{
	support_file f;

	(void)state;
	begin(&f, 1, "b", 1);
	support_u8(&f.table[CHAN_TABLE_TEXT], 'c');
	finish(&f);
	REJECTED(&f, STRING_END, STRING, 1, end);
	/* After the text of the last string, whose faults come first. */
	begin(&f, 1, "\xff", 1);
	support_u8(&f.table[CHAN_TABLE_TEXT], 'c');
	finish(&f);
	support_open_rejected(&f, CHAN_RULE_STRING_UTF8, CHAN_TABLE_TEXT, 1, 0, 1);
}

static void text_without_strings(void **state)
{
	support_file f;

	(void)state;
	support_file_begin(&f);
	support_u8(&f.table[CHAN_TABLE_TEXT], 'c');
	support_template(&f, 0, 1, 0, 0, 0);
	const chan_finding fault = REJECTED(&f, STRING_END, HEADER, 0, text_size);
	assert_int_equal(fault.got, 1);
	assert_int_equal(fault.want, 0);
	/* And a string without text. */
	support_file_begin(&f);
	support_string(&f, NULL, 0);
	support_template(&f, 0, 1, 0, 0, 0);
	REJECTED(&f, STRING_END, STRING, 0, end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences),
		cmocka_unit_test(every_pair_of_bytes),
		cmocka_unit_test(order),
		cmocka_unit_test(order_by_a_late_byte),
		cmocka_unit_test(order_of_pairs_by_chance),
		cmocka_unit_test(first_string_first),
		cmocka_unit_test(longest_string_before_a_fault),
		cmocka_unit_test(last_end_is_the_size_of_the_text),
		cmocka_unit_test(text_without_strings),
	};

	return cmocka_run_group_tests_name("chan_text", tests, NULL, NULL);
}
