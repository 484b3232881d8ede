/* Globs: what may be in one, and which say no more than a plainer operator (FORMAT.md section 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pattern.h"

static bool check(const char *glob, size_t length, bool *simple, chan_pattern_fault *fault)
{
	uint8_t *copy = malloc(length + 1);
	chan_cursor window;
	bool accepted;

	assert_non_null(copy);
	memcpy(copy + 1, glob, length);
	window = chan_cursor_over(copy, length + 1);
	assert_true(chan_skip(&window, 1)); /* places count from the glob, wherever it lies */
	memset(fault, 0xa5, sizeof(*fault));
	*simple = true;
	accepted = chan_glob_check(window, simple, fault);
	free(copy);
	return accepted;
}

static void accepted_globs(void **state)
{
	static const struct {
		const char *glob;
		bool simple;
	} cases[] = {
		{"", true},
		{"abc", true},
		{"abc*", true},
		{"*abc", true},
		{"*abc*", true},
		{"*", false},
		{"?", false},
		{"a*b", false},
		{"a*b*", false},
		{"*a*b", false},
		{"*a*b*", false},
		{"a?b", false},
		{"?abc", false},
		{"abc?", false},
		{"*?", false},
		{"?*", false},
		{"*?*", false},
		{"*a?", false},
		{"\\*", true},
		{"\\?", true},
		{"\\\\", true},
		{"*\\*", true},
		{"\\**", true},
		{"*\\**", true},
		{"*\\\\*", true},
		{"C:\\\\Windows\\\\*\\\\cmd.exe", false},
		{"\\*a\\*b\\?", true},
		{"[a-z]{2}\xc3\xa9", true},
	};
	chan_pattern_fault fault;
	bool simple;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!check(cases[i].glob, strlen(cases[i].glob), &simple, &fault) ||
		    simple != cases[i].simple)
			print_error("%s\n", cases[i].glob);
		assert_int_equal(fault.error, CHAN_PATTERN_OK);
		assert_int_equal(fault.offset, 0);
		assert_int_equal(fault.length, 0);
		assert_int_equal(simple, cases[i].simple);
	}
}

static void refused_globs(void **state)
{
	static const struct {
		const char *glob;
		enum chan_pattern_error error;
		uint32_t offset, length;
		const char *near_miss;
	} cases[] = {
		{"a\\b", CHAN_PATTERN_GLOB_ESCAPE, 1, 2, "a\\\\b"},
		{"C:\\Windows", CHAN_PATTERN_GLOB_ESCAPE, 2, 2, "C:/Windows"},
		{"a\\", CHAN_PATTERN_GLOB_ESCAPE, 1, 1, "a\\?"},
		{"\\\\\\", CHAN_PATTERN_GLOB_ESCAPE, 2, 1, "\\\\\\\\"},
		{"\\[a]", CHAN_PATTERN_GLOB_ESCAPE, 0, 2, "[a]"},
		{"\\\xc3\xa9", CHAN_PATTERN_GLOB_ESCAPE, 0, 2, "\xc3\xa9"},
		{"**", CHAN_PATTERN_GLOB_STARS, 0, 2, "*\\*"},
		{"***", CHAN_PATTERN_GLOB_STARS, 0, 2, "*?*"},
		{"a**b", CHAN_PATTERN_GLOB_STARS, 1, 2, "a*b*"},
		{"\\***", CHAN_PATTERN_GLOB_STARS, 2, 2, "\\**"},
		{"a**\\b", CHAN_PATTERN_GLOB_STARS, 1, 2, "a*\\*b"},
		{"\\b**", CHAN_PATTERN_GLOB_ESCAPE, 0, 2, "b*"},
	};
	chan_pattern_fault fault;
	bool simple;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(check(cases[i].glob, strlen(cases[i].glob), &simple, &fault));
		assert_int_equal(fault.error, cases[i].error);
		assert_int_equal(fault.offset, cases[i].offset);
		assert_int_equal(fault.length, cases[i].length);
		assert_false(simple);
		assert_true(check(cases[i].near_miss, strlen(cases[i].near_miss), &simple, &fault));
	}
}

static void the_longest_string_may_be_a_glob(void **state)
{
	char *glob = malloc(65536);
	chan_pattern_fault fault;
	bool simple;
	size_t i;

	(void)state;
	assert_non_null(glob);
	for (i = 0; i < 65536; i++)
		glob[i] = i % 2 == 0 ? '*' : 'a';
	assert_true(check(glob, 65536, &simple, &fault));
	assert_false(simple);
	glob[65535] = '*';
	assert_false(check(glob, 65536, &simple, &fault));
	assert_int_equal(fault.offset, 65534);
	glob[65535] = '\\';
	assert_false(check(glob, 65536, &simple, &fault));
	assert_int_equal(fault.offset, 65535);
	assert_int_equal(fault.length, 1);
	free(glob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted_globs),
		cmocka_unit_test(refused_globs),
		cmocka_unit_test(the_longest_string_may_be_a_glob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
