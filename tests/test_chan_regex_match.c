/*
 * The machine that runs patterns against the plain one of support_regex.c: random patterns, and large ones of which
 * much is reached at once, so that the pieces of regex_pieces.c run; texts in blocks of exactly their size.
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

enum {
	SMALL_PATTERNS = 4000,
	SMALL_TEXTS = 8,
	LARGE_PATTERNS = 300,
	LARGE_TEXTS = 4,
	LONGEST = 300
};

/* One pattern: compared on texts of a few letters. Returns on how many the pieces must have run. */
static unsigned compare(const support_regex *regex, uint32_t *seed, unsigned texts, size_t longest)
{
	static const char alphabet[] = "aaabbcAB1_ -.\n\n\xc3\xa9";
	uint8_t text[LONGEST];
	uint64_t reached, steps;
	unsigned few = 0;
	size_t size, i, letters;

	while (texts-- > 0) {
		size = support_random(seed) % (longest + 1);
		letters = 1 + support_random(seed) % (sizeof(alphabet) - 1);
		for (i = 0; i < size; i++)
			text[i] = (uint8_t)alphabet[support_random(seed) % letters];
		(void)support_regex_compare(&regex->program, text, size, &reached, &steps);
		/* Step by step, everything that is reached is a step: only the last position stops early. */
		if (steps + regex->program.instruction_count < reached)
			few++;
	}
	return few;
}

static uint8_t random_flags(uint32_t *seed)
{
	return (uint8_t)((support_random(seed) % 2 ? CHAN_FLAG_CASED : 0) |
	                 (support_random(seed) % 2 ? CHAN_FLAG_MULTILINE : 0));
}

static void random_patterns(void **state)
{
	support_writer w = {.seed = 0x3a7c};
	support_regex *regex;
	unsigned i, accepted = 0;

	(void)state;
	for (i = 0; i < SMALL_PATTERNS; i++) {
		support_random_pattern(&w, false);
		regex = support_regex_compile(w.text, w.length, random_flags(&w.seed));
		if (regex == NULL)
			continue;
		accepted++;
		(void)compare(regex, &w.seed, SMALL_TEXTS, 40);
		support_regex_free(regex);
	}
	assert_true(accepted > SMALL_PATTERNS / 2);
}

/* A random pattern, made large, and so that most of it can be passed over without a byte. */
static support_regex *large_pattern(support_writer *w)
{
	static const char *const shapes[] = {
		"(?:(?:%s)?){%u}~",           "(?:(?:%s)*x){%u}~",   "x?(?:(?:%s)?){0,%u}~",
		"(?:(?:%s)?){%u}|~",          ".*(?:%s){%u}~",       "(?:(?:(?:%s)?){%u}y)*~",
		"(?:\\b(?:%s)?){%u}~",        "(?:(?:^|a|%s)){%u}~", "(?:.?(?:$|%s)?){%u}~",
		"(?:(?:%s)?|(?:b?){%u}|a)*~",
	};
	char text[2 * SUPPORT_PATTERN_LONGEST];
	support_regex *regex;
	unsigned times;

	for (;;) {
		support_random_pattern(w, false);
		times = 1 + support_random(&w->seed) % 400;
		w->text[w->length] = '\0';
		if (strlen(w->text) != w->length)
			continue;
		snprintf(text, sizeof(text), shapes[support_random(&w->seed) % COUNT(shapes)],
		         w->text, times);
		regex = support_regex_compile(text, strlen(text), random_flags(&w->seed));
		if (regex != NULL && regex->program.instruction_count >= 100)
			return regex;
		support_regex_free(regex);
	}
}

static void large_patterns(void **state)
{
	support_writer w = {.seed = 0x51ce};
	support_regex *regex;
	unsigned i, few = 0;

	(void)state;
	for (i = 0; i < LARGE_PATTERNS; i++) {
		regex = large_pattern(&w);
		few += compare(regex, &w.seed, LARGE_TEXTS, LONGEST);
		support_regex_free(regex);
	}
	print_message("# %u of %u texts in fewer steps than instructions are reached\n", few,
	              LARGE_PATTERNS * LARGE_TEXTS);
	/* If the pieces did not run, nothing above has shown anything about them. */
	assert_true(few > LARGE_PATTERNS);
}

/* At every size around a whole number of pieces, where the last ones begin and end. */
static void every_size_of_the_last_piece(void **state)
{
	uint32_t seed = 0x77;
	support_regex *regex;
	char pattern[64];
	unsigned n, m;

	(void)state;
	for (n = 40; n < 80; n++) {
		for (m = 0; m < 3; m++) {
			snprintf(pattern, sizeof(pattern), "%.*s(?:a?b?){%u}%s", (int)m, "ab", n,
			         m == 0 ? "~" : "~*$");
			regex = support_regex_compile(pattern, strlen(pattern), 0);
			assert_non_null(regex);
			(void)compare(regex, &seed, 2, LONGEST);
			support_regex_free(regex);
		}
	}
}

typedef struct known {
	const char *pattern;
	uint8_t flags;
	const char *text;
	size_t size;
	bool matches;
} known;

#define TEXT(literal) (literal), sizeof(literal) - 1

static const known cases[] = {
	{"", 0, TEXT(""), true},
	{"", 0, TEXT("a"), true},
	{"a", 0, TEXT(""), false},
	{"a", 0, TEXT("xxA"), true},
	{"a", CHAN_FLAG_CASED, TEXT("xxA"), false},
	{"^", 0, TEXT(""), true},
	{"^a", 0, TEXT("ba"), false},
	{"^a", 0, TEXT("b\na"), false},
	{"^a", CHAN_FLAG_MULTILINE, TEXT("b\na"), true},
	{"^$", CHAN_FLAG_MULTILINE, TEXT("b\n"), true},
	{"a$", 0, TEXT("a\n"), false},
	{"a$", CHAN_FLAG_MULTILINE, TEXT("a\n"), true},
	{"a.b", 0, TEXT("a\nb"), true},
	{"a.b", 0, TEXT("a\0b"), true},
	{"\\ba\\b", 0, TEXT("x a y"), true},
	{"\\ba\\b", 0, TEXT("xa y"), false},
	{"\\ba", 0, TEXT("a"), true},
	{"a\\B", 0, TEXT("a"), false},
	{"a\\B", 0, TEXT("ab"), true},
	{"\\B", 0, TEXT(""), true},
	{"\\b", 0, TEXT(""), false},
	{"(a*)*b", 0, TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), false},
	{"(a|a)*b", 0, TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), true},
	{"(a|b|ab)*c", 0, TEXT("ababababababababd"), false},
	{"(a{3}){2}", 0, TEXT("aaaaa"), false},
	{"(a{3}){2}", 0, TEXT("aaaaaa"), true},
	{"^(a{0,1000})$", 0, TEXT("aaab"), false},
	{"x+x+y", 0, TEXT("xxxxxxxxxxxxxxxxxxxx"), false},
	{"\xe9", 0, TEXT("\xc9"), false},
	{"[^a]", 0, TEXT("A"), false},
	{"[^a]", CHAN_FLAG_CASED, TEXT("A"), true},
};

static void known_texts(void **state)
{
	support_regex *regex;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		regex = support_regex_compile(cases[i].pattern, strlen(cases[i].pattern),
		                              cases[i].flags);
		assert_non_null(regex);
		if (support_regex_matches(&regex->program, (const uint8_t *)cases[i].text,
		                          cases[i].size) != cases[i].matches)
			fail_msg("case %zu: %s", i, cases[i].pattern);
		support_regex_free(regex);
	}
}

/* Steps are added to what was counted before, and bad arrays are refused before any. */
static void what_is_refused(void **state)
{
	support_regex *regex = support_regex_compile("ab", 2, 0);
	uint32_t places[3 * CHAN_PLACES_AN_INSTRUCTION];
	const chan_cursor text = chan_cursor_over((const uint8_t *)"xxab", 4);
	chan_regex_program program;
	bool matched = true;
	uint64_t steps = 7;

	(void)state;
	assert_non_null(regex);
	program = regex->program;
	assert_true(chan_regex_match(&program, text, places, COUNT(places), &matched, &steps));
	assert_true(matched);
	assert_in_range(steps, 8, 7 + 3 * 5);
	program.instruction_count = 0;
	assert_false(chan_regex_match(&program, text, places, COUNT(places), &matched, &steps));
	assert_false(matched);
	program.instruction_count = CHAN_MAX_PATTERN_INSTRUCTIONS + 1;
	assert_false(chan_regex_match(&program, text, places, UINT32_MAX, &matched, &steps));
	support_regex_free(regex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(random_patterns),
		cmocka_unit_test(large_patterns),
		cmocka_unit_test(every_size_of_the_last_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
