/*
 * corpus/sigma: each file is a rule and a test. Its first lines say what becomes of it, in the form of
 * support_sigma.h: "# expect: " and the text, which goes on where further lines start with "#   ".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_sigma.h"

#define CASES_LEAST 100u /* fewer is a folder that was not found, or lost its files */

static const char first[] = "# expect: ", more[] = "#   ";

/* The expectation with its lines joined by a space. */
static void read_expectation(const char *text, sl_buffer *out)
{
	const char *end;

	if (strncmp(text, first, sizeof first - 1) != 0)
		fail_msg("the first line is no expectation");
	for (text += sizeof first - 1;; text = end + sizeof more) {
		end = strchr(text, '\n');
		assert_non_null(end);
		if (out->length)
			sl_buffer_byte(out, ' ');
		sl_buffer_append(out, text, (size_t)(end - text));
		if (strncmp(end + 1, more, sizeof more - 1) != 0)
			break;
	}
}

static void test_case(void **state)
{
	const char *path = *state;
	sl_buffer bytes = {0}, expected = {0}, got = {0};
	sl_problem problem;
	support_sigma s;

	if (!sl_file_read(path, SL_MAX_FINDINGS * 100u, &bytes, &problem))
		fail_msg("%s", problem.text);
	sl_buffer_byte(&bytes, 0);
	read_expectation((const char *)bytes.bytes, &expected);
	support_sigma_compile(&s, path, bytes.bytes, bytes.length - 1);
	support_sigma_print(&s, &got);
	assert_string_equal((const char *)got.bytes, (const char *)expected.bytes);
	support_sigma_end(&s);
	sl_buffer_free(&got);
	sl_buffer_free(&expected);
	sl_buffer_free(&bytes);
}

int main(void)
{
	const char *root = getenv("REPO_ROOT");
	sl_problem problem = {{0}};
	struct CMUnitTest *tests;
	sl_names names;
	sl_arena arena;
	size_t i;
	int failed;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, sl_path_join(&arena, root ? root : ".", "corpus/sigma"), ".yml",
	                    &names, &problem) ||
	    names.count < CASES_LEAST) {
		fprintf(stderr, "corpus/sigma: %zu cases, at least %u wanted; %s\n", names.count,
		        CASES_LEAST, problem.text);
		return 1;
	}
	tests = sl_alloc(names.count, sizeof *tests);
	for (i = 0; i < names.count; i++)
		tests[i] = (struct CMUnitTest){.name = sl_path_base(names.items[i]),
		                               .test_func = test_case,
		                               .initial_state = names.items[i]};
	failed = _cmocka_run_group_tests("sigma_cases", tests, names.count, NULL, NULL);
	free(tests);
	sl_arena_free(&arena);
	return failed;
}
