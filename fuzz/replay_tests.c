/* Each input of a fuzz target as a cmocka test of its own: which one fails is said, and the others are run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "replay.h"

static void (*run_input)(const char *path);
static sigjmp_buf before_run;
static volatile bool in_run;

void replay_aborted(void)
{
	if (in_run)
		siglongjmp(before_run, 1);
}

static void one_input(void **state)
{
	if (sigsetjmp(before_run, 1) != 0) {
		in_run = false;
		fail_msg("the target aborted");
	}
	in_run = true;
	run_input(*state);
	in_run = false;
}

static char *name_of(const char *program, const char *path)
{
	const int length = snprintf(NULL, 0, "%s/%s", program, path);
	char *name = malloc((size_t)length + 1);

	if (name)
		snprintf(name, (size_t)length + 1, "%s/%s", program, path);
	return name;
}

int replay_as_tests(const char *program, char *const *paths, size_t count,
                    void (*run)(const char *path))
{
	struct CMUnitTest *tests = calloc(count ? count : 1, sizeof *tests);
	char **names = calloc(count ? count : 1, sizeof *names);
	int failed = 1;
	size_t i;

	run_input = run;
	for (i = 0; tests && names && i < count; i++) {
		names[i] = name_of(program, paths[i]);
		if (!names[i])
			break;
		tests[i].name = names[i];
		tests[i].test_func = one_input;
		tests[i].initial_state = paths[i];
	}
	if (tests && names && i == count) {
		/* The macro counts an array; here the number of tests is known only now. */
		failed = _cmocka_run_group_tests(program, tests, count, NULL, NULL);
	} else {
		fprintf(stderr, "replay: out of memory\n");
	}
	for (i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
	free(tests);
	return failed;
}
