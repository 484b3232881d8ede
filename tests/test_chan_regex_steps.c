/*
 * What the machine that runs patterns does, by its steps: where it skips, what it keeps, and when a crowded program goes
 * over to its pieces. test_chan_regex_match.c holds its answers against a plain machine; here they are pinned with the
 * steps, of which FORMAT.md section 8 says only how many there may be. Whoever changes them on purpose writes the new
 * ones here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_pattern.h"
#include "support_regex.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { LONGEST = 1200 };

typedef struct text {
	uint8_t bytes[LONGEST];
	size_t size;
} text;

/* A text as it is written, with each run X*N N times: "ab*3" is abbb. */
static text written(const char *from)
{
	text out = {.size = 0};
	unsigned long times;
	char *end;

	for (; *from != '\0'; from++) {
		times = 1;
		if (from[1] == '*') {
			times = strtoul(from + 2, &end, 10);
			assert_true(times > 0 && out.size + times <= LONGEST);
			memset(out.bytes + out.size, *from, times);
			out.size += times;
			from = end - 1;
		} else {
			out.bytes[out.size++] = (uint8_t)*from;
		}
	}
	return out;
}

/* Letters in an order that does not repeat soon; 01 stands for a NUL. */
static text mixed(const char *alphabet, size_t size, uint32_t seed)
{
	text out = {.size = size};
	const size_t letters = strlen(alphabet);

	for (size_t i = 0; i < size; i++)
		out.bytes[i] = (uint8_t)alphabet[support_random(&seed) % letters];
	for (size_t i = 0; i < size; i++)
		out.bytes[i] = out.bytes[i] == 1 ? 0 : out.bytes[i];
	return out;
}

/* Runs the program twice, in places that held other things, from copies of exactly their size. */
static uint64_t run(const chan_regex_program *program, const text *about, bool *matched)
{
	const uint32_t count = CHAN_PLACES_AN_INSTRUCTION * program->instruction_count;
	uint8_t *copy = malloc(about->size + (about->size == 0));
	uint32_t *places = malloc(count * sizeof *places);
	uint64_t steps[2] = {0, 100};
	bool matches[2];

	assert_true(copy != NULL && places != NULL);
	memcpy(copy, about->bytes, about->size);
	for (unsigned round = 0; round < 2; round++) {
		memset(places, round == 0 ? 0xff : 0, count * sizeof *places);
		assert_true(chan_regex_match(program, chan_cursor_over(copy, about->size), places,
		                             count, &matches[round], &steps[round]));
	}
	assert_int_equal(matches[0], matches[1]);
	assert_int_equal(steps[0] + 100, steps[1]);
	free(copy);
	free(places);
	*matched = matches[0];
	return steps[0];
}

static const struct {
	const char *pattern;
	uint8_t flags;
	const char *text;
	char answer;
	unsigned steps;
} cases[] = {
	{"", 0, "", 'y', 1},
	{"a", 0, "", 'n', 1},
	{"a", 0, "x*50", 'n', 51},
	{"a", 0, "x*50A", 'y', 52},
	{"a", CHAN_FLAG_CASED, "x*50A", 'n', 52},
	{"^a", 0, "x*50", 'n', 2},
	{"^a", CHAN_FLAG_MULTILINE, "x*50", 'n', 52},
	{"^", CHAN_FLAG_MULTILINE, "x", 'y', 2},
	{"$", 0, "x*9", 'y', 11},
	{"[a-c]d", 0, "x*9cd", 'y', 13},
	{".d", 0, "x*9d", 'y', 20},
	{"\\bd", 0, "x*9 d", 'y', 15},
	{"a|b", 0, "x*9b", 'y', 31},
	{"a*b", 0, "a*9", 'n', 39},
	{"(a*)*b", 0, "a*20", 'n', 125},
	{"(a|a)*b", 0, "a*20", 'n', 145},
	{"(a?){10}b", 0, "a*30", 'n', 651},
	{"(a?){18}b", 0, "a*60", 'n', 2257},
	{"(a?){19}b", 0, "a*60", 'n', 1330},
	{"(a?){20}b", 0, "a*60", 'n', 1398},
	{"(a?){30}b", 0, "a*31", 'n', 1952},
	{"(a?){30}b", 0, "a*32", 'n', 2013},
	{"(a?){30}b", 0, "a*33", 'n', 2074},
	{"(a?){30}b", 0, "a*34", 'n', 2076},
	{"(a?){30}b", 0, "a*33b", 'y', 2016},
	{"(a?){30}b", 0, "a*200b", 'y', 2018},
	{"(a?){30}b", 0, "a*200", 'n', 2078},
	{"(a?){30}$", 0, "a*200", 'y', 2078},
	{"^(a?){30}b$", 0, "a*29b", 'y', 993},
	{"x(a?b?){100}y", 0, "xa*300y", 'n', 11645},
	{"x(a?b?){100}y", 0, "xa*100y", 'y', 11644},
	{"(a?b?c?){100}y", 0, "a*99b*99c*99y", 'y', 19910},
	{"(a|b|c)*[ab](a|b|c){60}x", 0, "abca*99bc*99", 'n', 5381},
	{"(\\ba?\\b|-?){60}x", 0, "a-*40a-a*90-*60", 'n', 8786},
	{"(^a?|b?$|\n){60}x", CHAN_FLAG_MULTILINE, "a*40\nb*40\n*30a\nb\n*50", 'n', 21856},
	{"((a*)*b?){40}x", 0, "a*70b*70a*70", 'n', 9541},
	{"(a{0,60}b)*x", 0, "a*70ba*90bb*40a*90", 'n', 2058},
	{"(a{0,300}b?)x", 0, "a*400", 'n', 6726},
	{"(a?){400}[^a]", 0, "a*600b", 'y', 26486},
	/* A loop in a loop over the end of a piece: more edges between pieces than half of the instructions. */
	{"x{16}((((((((((((((((a)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*b", 0, "x*16a*99b", 'y', 1129},
	{"x{16}((((((((((((((((a)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*b", 0, "x*16a*99cb", 'n', 1130},
	/* 40 instructions, whose places are the fewest; at a line end that is a word edge the last table is asked. */
	{"(a?){15}(b\\b$|c)\n^#", CHAN_FLAG_MULTILINE, "a*60b\n#", 'y', 1098},
	{"(a?){15}(b\\b$|c)\n^#", CHAN_FLAG_MULTILINE, "a*60b\r\n#", 'n', 1132},
	/* The second copy leads back before it leads to the end. */
	{"y((cd{35})+){0,4}x|(d?){30}#", 0, "d*60ycd*35x", 'y', 2247},
	{"y((cd{35})+){0,4}x|(d?){30}#", 0, "d*60ycd*35cd*35x", 'y', 2436},
	{"y((cd{35})+){0,4}x|(d?){30}#", 0, "d*60ycd*34x", 'n', 2301},
	/* Two ways from one piece to the start of another, behind an edge that leads elsewhere. */
	{"(abcd(e(f{24})?)?gh)?(i?){30}#", 0, "i*99abcdegh#", 'y', 2107},
	{"(abcd(e(f{24})?)?gh)?(i?){30}#", 0, "i*99abcdegh i*30", 'n', 2172},
	/* As many instructions as there may be. */
	{"a{1000}b{23}", 0, "a*1001b*23", 'y', 21341},
	{"a{1000}b{23}", 0, "a*1001b*22", 'n', 21340},
	/* A loop from the last piece back to the second, whose two ends are the same bit of their pieces. */
	{"x{35}(a{64})+b", 0, "x*99a*128b", 'y', 1187},
	{"x{35}(a{64})+b", 0, "x*99a*127b", 'n', 1184},
	/* The match is the only instruction of its piece, and the text goes on. */
	{"(a?){31}bc", 0, "a*99bcx", 'y', 2088},
	/* Whole pieces, and one instruction more and less. */
	{"(a?){31}b", 0, "a*99b", 'y', 2084},
	{"(a?){31}bc", 0, "a*99bc", 'y', 2086},
	{"(a?){30}bcd", 0, "a*99bcd", 'y', 2022},
	{"(a?){30}bcde", 0, "a*99bcde", 'y', 2024},
	{"(a?){30}bcdef", 0, "a*99bcdef", 'y', 2027},
};

static void single_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		support_regex *regex = support_regex_compile(
			cases[i].pattern, strlen(cases[i].pattern), cases[i].flags);
		const text about = written(cases[i].text);
		bool matched;
		uint64_t steps;

		assert_non_null(regex);
		steps = run(&regex->program, &about, &matched);
		if (steps != cases[i].steps || matched != (cases[i].answer == 'y'))
			fail_msg("%s about %s: '%c', %u", cases[i].pattern, cases[i].text,
			         matched ? 'y' : 'n', (unsigned)steps);
		support_regex_free(regex);
	}
}

/* Many sets of instructions, in all contexts: what is kept is found again, or its place is taken by another. */
static void mixed_texts(void **state)
{
	static const struct {
		const char *pattern, *alphabet;
		unsigned matches;
		uint64_t steps;
	} mixes[] = {
		{"(a|b|c)*a(a|b|c){40}x", "abc", 0, 47756},
		{"(a|b|c)*a(a|b|c){14}x(a|b){3}", "aaabcx", 5, 7664},
		{"(a?b?){60}#", "ab", 0, 49308},
		{"(\\ba?|-?\\B|^b?|c?$|\n){24}#", "abc-\n", 0, 81988},
		{"(^a?-|b?$|\n|[-ab]){50}#", "ab-\n", 0, 107548},
		{"(a(b(c?d){3}|e)*|[a-e]{1,9}f?){12}#", "abcdef", 0, 38628},
		{"(.a){30}b|(b.?){40}#", "abc", 0, 30686},
		{"(\\w+\\s?){20}#", "ab c", 0, 9833},
		{"(((a?){20}b)+((a?c){12}b)+((a?){24}c)+)*#", "abc", 0, 9530},
		{"((((a?b?){9}c?)+b){2}((a?c?){20}b)+)+#", "abbc", 0, 30370},
		{"(.a?[^a]?\\xff?){16}#", "a\xf8\xff\xfe\x01", 0, 18792},
		{"(a?\\xff?){16}.?(a?\\xff?){4}#", "aaa\xff\xff\xff\xfe\x01", 0, 17004},
		{"(a?.?b?){8}#", "aab\x02\x03\x04\x05\x06\x07\x0b\x0e\x0f", 0, 10044},
		{"(a|bc?){8}(\\Ba|\\bb|c){12}#?-", "abc--", 0, 20130},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(mixes); i++) {
		support_regex *regex = support_regex_compile(
			mixes[i].pattern, strlen(mixes[i].pattern), CHAN_FLAG_MULTILINE);
		unsigned matches = 0;
		uint64_t steps = 0;

		assert_non_null(regex);
		assert_in_range(regex->program.instruction_count, 40, 1000);
		for (uint32_t seed = 1; seed <= 6; seed++) {
			const text about = mixed(mixes[i].alphabet, 200 * seed, seed);
			bool matched;

			steps += run(&regex->program, &about, &matched);
			matches += matched;
		}
		if (steps != mixes[i].steps || matches != mixes[i].matches)
			fail_msg("%s: %u, %u", mixes[i].pattern, matches, (unsigned)steps);
		support_regex_free(regex);
	}
}

/* Programs of each length around whole pieces, in which the first and the last instruction of each decide. */
static void every_length(void **state)
{
	static const char *const patterns[] = {"(a?){%u}b", "(a|bc){%u}", "x(a{0,%u}b)*",
	                                       "(a?b){%u}a*$"};
	uint64_t steps = 0;
	unsigned matches = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		for (unsigned n = 12; n < 50; n++) {
			char pattern[64];
			support_regex *regex;

			snprintf(pattern, sizeof pattern, patterns[i], n);
			regex = support_regex_compile(pattern, strlen(pattern), 0);
			assert_non_null(regex);
			for (uint32_t seed = 1; seed < 4; seed++) {
				const text about = mixed("aaaaaabxcc", 100, seed);
				bool matched;

				steps += run(&regex->program, &about, &matched);
				matches += matched;
			}
			support_regex_free(regex);
		}
	}
	if (steps != 276458 || matches != 231)
		fail_msg("%u, %u", matches, (unsigned)steps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_texts),
		cmocka_unit_test(mixed_texts),
		cmocka_unit_test(every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
