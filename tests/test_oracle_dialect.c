/*
 * The dialect against RE2 and PCRE2: what the checker accepts, both accept, and they match what the
 * compiled program matches; what it refuses though both accept is of a few kinds, each refused on purpose
 * (FORMAT.md section 7). An oracle that is not installed is a test skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_oracle.h"
#include "support_pattern.h"
#include "support_regex.h"

/* Pairs with each oracle: PATTERNS times INPUTS, and ORACLE_PAIRS in the environment asks for more. */
enum { PATTERNS = 6000, INPUTS = 12, BUDGET = 20000 };

static size_t random_input(const support_oracle *o, support_writer *w, uint8_t *input)
{
	const size_t size = support_random(&w->seed) % 14;
	size_t i;

	for (i = 0; i < size; i++)
		input[i] = (uint8_t)o->alphabet[support_random(&w->seed) % o->alphabet_size];
	return size;
}

/* The kinds of what both oracles accept and the dialect does not (to both, \11 is octal). */
static bool is_refused_on_purpose(uint8_t error)
{
	return error == CHAN_PATTERN_BACK_REFERENCE || error == CHAN_PATTERN_ESCAPE ||
	       error == CHAN_PATTERN_HEX || error == CHAN_PATTERN_OCTAL ||
	       error == CHAN_PATTERN_PROPERTY || error == CHAN_PATTERN_NUL ||
	       error == CHAN_PATTERN_NAMED_GROUP || error == CHAN_PATTERN_INLINE_FLAGS ||
	       error == CHAN_PATTERN_GROUP_KIND || error == CHAN_PATTERN_CLASS_POSIX ||
	       error == CHAN_PATTERN_CLASS_NON_ASCII || error == CHAN_PATTERN_REPEAT_FORM ||
	       error == CHAN_PATTERN_REPEAT_NON_ASCII || error == CHAN_PATTERN_GROUP_DEPTH ||
	       error == CHAN_PATTERN_INSTRUCTIONS;
}

static bool has_repeat_of_none(const support_writer *w)
{
	size_t i;

	for (i = 0; i + 2 < w->length; i++) {
		if (memcmp(w->text + i, "{0}", 3) == 0 || memcmp(w->text + i, ",0}", 3) == 0)
			return true;
	}
	return false;
}

static void compare_matches(const support_oracle *o, const void *compiled,
                            const support_regex *regex, support_writer *w)
{
	uint8_t input[16];
	size_t size;
	int i, theirs;
	bool ours;

	for (i = 0; i < INPUTS; i++) {
		size = random_input(o, w, input);
		theirs = o->matches(compiled, input, size);
		if (theirs < 0)
			continue;
		ours = support_regex_matches(&regex->program, input, size);
		if (ours != (theirs == 1))
			print_error("# %.*s on %.*s: ours %d\n", (int)w->length, w->text, (int)size,
			            (const char *)input, ours);
		assert_int_equal(ours, theirs == 1);
	}
}

/* Returns whether the dialect accepts the pattern; *error tells why not. */
static bool compare(const support_oracle *o, support_writer *w, uint8_t flags, bool *oracle_accepts,
                    uint8_t *error)
{
	support_regex *regex = support_regex_compile(w->text, w->length, flags);
	chan_regex_cost cost;
	chan_pattern_fault fault;
	void *compiled;
	bool is_limit;

	compiled = o->compile(w->text, w->length, flags, &is_limit);
	*oracle_accepts = compiled != NULL;
	*error = CHAN_PATTERN_OK;
	if (regex == NULL) {
		assert_false(chan_regex_check(chan_cursor_over((const uint8_t *)w->text, w->length),
		                              flags, &cost, &fault));
		*error = fault.error;
	} else if (compiled != NULL) {
		if (!o->misreads_none || !has_repeat_of_none(w))
			compare_matches(o, compiled, regex, w);
	} else if (!is_limit) {
		print_error("# accepted, and the oracle refuses: %.*s\n", (int)w->length, w->text);
		fail();
	}
	if (compiled != NULL)
		o->free(compiled);
	support_regex_free(regex);
	return *error == CHAN_PATTERN_OK;
}

static uint8_t random_flags(support_writer *w)
{
	return (uint8_t)((support_random(&w->seed) % 2 ? CHAN_FLAG_CASED : 0) |
	                 (support_random(&w->seed) % 4 ? 0 : CHAN_FLAG_MULTILINE));
}

static void agree_with(const support_oracle *o)
{
	support_writer w = {.seed = 0x7e6e};
	const char *pairs = getenv("ORACLE_PAIRS");
	const unsigned long asked = pairs != NULL ? strtoul(pairs, NULL, 10) / INPUTS : 0;
	const unsigned long patterns = asked > PATTERNS ? asked : PATTERNS;
	unsigned long i, accepted = 0;
	bool theirs;
	uint8_t error;

	for (i = 0; i < patterns; i++) {
		support_random_pattern(&w, i % 3 == 2);
		if (compare(o, &w, random_flags(&w), &theirs, &error))
			accepted++;
	}
	print_message("# %lu of %lu patterns accepted, %lu pairs\n", accepted, patterns,
	              accepted * INPUTS);
	/* A generator whose patterns are all refused would show nothing. */
	assert_true(accepted > patterns / 2);
}

static support_oracle pcre2_oracle, re2_oracle;
static bool has_pcre2, has_re2;

static int open_oracles(void **state)
{
	(void)state;
	has_pcre2 = support_oracle_pcre2(&pcre2_oracle, BUDGET);
	has_re2 = support_oracle_re2(&re2_oracle);
	if (!has_pcre2)
		print_message("# SKIPPED: libpcre2-8.so.0 is not installed\n");
	if (!has_re2)
		print_message("# SKIPPED: g++ or libre2-dev is not installed\n");
	return 0;
}

static int close_oracles(void **state)
{
	(void)state;
	if (has_pcre2)
		support_oracle_close_pcre2();
	return 0;
}

static void pcre2_agrees(void **state)
{
	(void)state;
	if (!has_pcre2)
		skip();
	agree_with(&pcre2_oracle);
}

static void re2_agrees(void **state)
{
	(void)state;
	if (!has_re2)
		skip();
	agree_with(&re2_oracle);
}

static void only_some_things_are_refused_alone(void **state)
{
	static const char *const names[] = {
		"OK",
#define PATTERN_ERROR(name, costly, text) #name,
#include "pattern_errors.def"
#undef PATTERN_ERROR
	};
	unsigned refused[CHAN_PATTERN_ERROR_COUNT] = {0}, i;
	support_writer w = {.seed = 0x51};
	bool pcre2_accepts, re2_accepts;
	uint8_t error, flags;

	(void)state;
	if (!has_pcre2 || !has_re2)
		skip();
	for (i = 0; i < PATTERNS; i++) {
		support_random_pattern(&w, true);
		flags = random_flags(&w);
		if (compare(&pcre2_oracle, &w, flags, &pcre2_accepts, &error) ||
		    compare(&re2_oracle, &w, flags, &re2_accepts, &error))
			continue;
		if (!pcre2_accepts || !re2_accepts)
			continue;
		refused[error]++;
		if (!is_refused_on_purpose(error))
			print_error("# refused alone, %s: %.*s\n", names[error], (int)w.length,
			            w.text);
		assert_true(is_refused_on_purpose(error));
	}
	for (i = 0; i < CHAN_PATTERN_ERROR_COUNT; i++) {
		if (refused[i] != 0)
			print_message("# refused though both accept, %s: %u\n", names[i],
			              refused[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcre2_agrees),
		cmocka_unit_test(re2_agrees),
		cmocka_unit_test(only_some_things_are_refused_alone),
	};

	return cmocka_run_group_tests(tests, open_oracles, close_oracles);
}
