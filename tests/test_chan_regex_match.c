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

/* What comparing has come to. */
typedef struct tally {
	unsigned texts;
	unsigned crowded; /* in fewer steps than instructions are reached: the pieces have run */
	unsigned crowded_matches, crowded_misses;
	uint64_t reached, steps;
} tally;

static void tally_add(tally *sum, const support_regex *regex, bool matched, uint64_t reached,
                      uint64_t steps)
{
	sum->texts++;
	sum->reached += reached;
	sum->steps += steps;
	/* Step by step, everything that is reached is a step: only the last position stops early. */
	if (steps + regex->program.instruction_count >= reached)
		return;
	sum->crowded++;
	sum->crowded_matches += matched;
	sum->crowded_misses += !matched;
}

/*
 * The steps of all texts together. They are the machine's own: FORMAT.md section 8 bounds them alone. Whoever changes
 * them on purpose writes the new sums here; the sum of what is reached changes only with the patterns.
 */
static void expect_steps(const tally *sum, uint64_t reached, uint64_t steps)
{
	if (sum->reached != reached || sum->steps != steps)
		fail_msg("%llu reached, %llu steps", (unsigned long long)sum->reached,
		         (unsigned long long)sum->steps);
}

/*
 * Of a few letters, so that patterns match. Z is near the beginning and ~ near the end, for patterns that begin with
 * the one and end with the other: what lies between decides.
 */
static size_t random_text(uint32_t *seed, uint8_t *text, size_t longest)
{
	static const char alphabet[] = "aaabbcAB1_ -.\n\n\xc3\xa9";
	const size_t size = support_random(seed) % (longest + 1);
	const size_t letters = 1 + support_random(seed) % (sizeof(alphabet) - 1);
	size_t i;

	for (i = 0; i < size; i++)
		text[i] = (uint8_t)alphabet[support_random(seed) % letters];
	if (size > 8) {
		text[support_random(seed) % 8] = 'Z';
		text[size - 1 - support_random(seed) % 3] = '~';
	}
	return size;
}

static void compare(const support_regex *regex, uint32_t *seed, unsigned texts, size_t longest,
                    tally *sum)
{
	uint8_t text[LONGEST];
	uint64_t reached, steps;
	size_t size;
	bool matched;

	while (texts-- > 0) {
		size = random_text(seed, text, longest);
		matched = support_regex_compare(&regex->program, text, size, &reached, &steps);
		tally_add(sum, regex, matched, reached, steps);
	}
}

static uint8_t random_flags(uint32_t *seed)
{
	const uint32_t bits = support_random(seed) % 4;

	return (uint8_t)((bits & 1u ? CHAN_FLAG_CASED : 0) | (bits & 2u ? CHAN_FLAG_MULTILINE : 0));
}

static void random_patterns(void **state)
{
	support_writer w = {.seed = 0x3a7c};
	support_regex *regex;
	tally sum = {0};
	unsigned i, accepted = 0;

	(void)state;
	for (i = 0; i < SMALL_PATTERNS; i++) {
		support_random_pattern(&w, false);
		regex = support_regex_compile(w.text, w.length, random_flags(&w.seed));
		if (regex == NULL)
			continue;
		accepted++;
		compare(regex, &w.seed, SMALL_TEXTS, 40, &sum);
		support_regex_free(regex);
	}
	assert_true(accepted > SMALL_PATTERNS / 2);
	expect_steps(&sum, 750388, 725988);
}

/* A random pattern, made large, and so that much of it can be passed over without a byte. */
static support_regex *large_pattern(support_writer *w)
{
	static const char *const heads[] = {"^", "Z", "Z", "\\b", "^.*Z", ""};
	static const char *const bodies[] = {
		"(?:(?:%s)?){%u}",
		"(?:(?:%s)*x?){%u}",
		"(?:(?:%s)?){0,%u}",
		"(?:%s){%u}",
		"(?:(?:(?:%s)?){%u}y?)*",
		"(?:\\b(?:%s)?|b){%u}",
		"(?:(?:^|a|%s)){%u}",
		"(?:.?(?:$|%s)?){%u}",
		"(?:(?:%s)?|(?:b?){%u}|a)*",
		"(?:a|b|(?:%s)|\\B){%u}",
		"(?:(?:(?:%s)?a*)*|(?:(?:b?c?){%u})*)*",
	};
	static const char *const tails[] = {"~", "~", "~.?$", "\\b.?~", "$", ""};
	char body[2 * SUPPORT_PATTERN_LONGEST], text[3 * SUPPORT_PATTERN_LONGEST];
	support_regex *regex;
	const char *head, *shape, *tail;

	/* Drawn one after the other: the order of arguments is the compiler's. */
	for (;;) {
		support_random_pattern(w, false);
		w->text[w->length] = '\0';
		if (w->length > 40)
			continue;
		shape = bodies[support_random(&w->seed) % COUNT(bodies)];
		snprintf(body, sizeof(body), shape, w->text, 1 + support_random(&w->seed) % 400);
		head = heads[support_random(&w->seed) % COUNT(heads)];
		tail = tails[support_random(&w->seed) % COUNT(tails)];
		snprintf(text, sizeof(text), "%s%s%s", head, body, tail);
		regex = support_regex_compile(text, strlen(text), random_flags(&w->seed));
		if (regex != NULL && regex->program.instruction_count >= 100)
			return regex;
		support_regex_free(regex);
	}
}

static void large_patterns(void **state)
{
	support_writer w = {.seed = 0x52ce};
	support_regex *regex;
	tally sum = {0};
	unsigned i;

	(void)state;
	for (i = 0; i < LARGE_PATTERNS; i++) {
		regex = large_pattern(&w);
		compare(regex, &w.seed, LARGE_TEXTS, LONGEST, &sum);
		support_regex_free(regex);
	}
	print_message("# %u of %u texts by pieces: %u matched, %u did not\n", sum.crowded,
	              sum.texts, sum.crowded_matches, sum.crowded_misses);
	/* If the pieces did not run, or always answered the same, nothing above has shown anything about them. */
	assert_true(sum.crowded_matches > sum.texts / 20);
	assert_true(sum.crowded_misses > sum.texts / 20);
	expect_steps(&sum, 12743429, 4053014);
}

/* At every size around a whole number of pieces, where the last ones begin and end. */
static void every_size_of_the_last_piece(void **state)
{
	uint32_t seed = 0x77;
	support_regex *regex;
	tally sum = {0};
	char pattern[64];
	unsigned n, m;

	(void)state;
	for (n = 40; n < 80; n++) {
		for (m = 0; m < 3; m++) {
			snprintf(pattern, sizeof(pattern), "Z%.*s(?:a?b?){%u}%s", (int)m, "ab", n,
			         m == 0 ? "~" : "[~c]*$");
			regex = support_regex_compile(pattern, strlen(pattern), 0);
			assert_non_null(regex);
			compare(regex, &seed, 4, LONGEST, &sum);
			support_regex_free(regex);
		}
	}
	assert_true(sum.crowded_matches > 0 && sum.crowded_misses > 0);
	expect_steps(&sum, 975930, 766458);
}

/*
 * Beside letters, where a line end is a word edge too, bytes that are neither. And an alternative that keeps a pattern crowded
 * and never matches.
 */
#define CROWD "|(?:a?-?\\n?b?){60}#"

static void compare_lines(const support_regex *regex, uint32_t *seed, tally *sum)
{
	static const char alphabet[] = "ab---\n\n\n";
	uint8_t text[120];
	uint64_t reached, steps;
	unsigned round;
	size_t i;
	bool matched;

	for (round = 0; round < 4; round++) {
		for (i = 0; i < sizeof(text); i++)
			text[i] = (uint8_t)alphabet[support_random(seed) % (sizeof(alphabet) - 1)];
		text[50] = 'Z';
		matched = support_regex_compare(&regex->program, text, sizeof(text), &reached,
		                                &steps);
		tally_add(sum, regex, matched, reached, steps);
	}
}

/* Where lines begin and end is part of the context, and changes with every byte. */
static void lines_in_large_patterns(void **state)
{
	static const char *const patterns[] = {
		"Z(?:^-|b|a|-|\\n){%u}" CROWD,       "Z(?:-$|\\n|^-|[ab]-){%u}" CROWD,
		"Z(?:^-?$\\n?|[-a]){%u}" CROWD,      "\\n(?:$\\n|^a?-$|-|[^-]^){%u}" CROWD,
		"a(?:\\n^-|-$\\n|a|b|^-){%u}" CROWD,
	};
	uint32_t seed = 0x1199;
	support_regex *regex;
	tally sum = {0};
	char pattern[64];
	unsigned n, i;

	(void)state;
	for (i = 0; i < COUNT(patterns); i++) {
		for (n = 1; n < 30; n++) {
			snprintf(pattern, sizeof(pattern), patterns[i], n);
			regex = support_regex_compile(pattern, strlen(pattern),
			                              CHAN_FLAG_MULTILINE);
			assert_non_null(regex);
			compare_lines(regex, &seed, &sum);
			support_regex_free(regex);
		}
	}
	assert_true(sum.crowded_matches > 50 && sum.crowded_misses > 50);
	expect_steps(&sum, 27678123, 9374542);
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
	{"^(a{0,500})$", 0, TEXT("aaab"), false},
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
		cmocka_unit_test(lines_in_large_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
