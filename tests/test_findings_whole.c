/*
 * The whole of every finding: every case of corpus/, judged against its own builds and against all of the model, gives
 * what corpus/findings/answers.txt says, word by word and in that order. test_corpus.c has from the cases what must be
 * found; this holds what is said of it.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_findings_whole	writes the answers anew: read the difference
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/selftest_model.h"
#include "support_answers.h"
#include "support_case.h"

#define ANSWERS "corpus/findings/answers.txt"
#define LEAST_CASES 150

/* Returns whether it was a channel file, so that builds matter. */
static bool write_judgement(const case_file *one, sl_buffer *out)
{
	bool opened;
	sl_findings findings;

	sl_findings_start(&findings);
	case_judge(one, &findings);
	sl_buffer_printf(out, " builds %#x: %zu errors, %zu warnings, %zu notes\n", one->builds,
	                 findings.errors, findings.warnings, findings.notes);
	answers_add_findings(out, &findings);
	opened = findings.count == 0 || findings.items[0].rule >= 2000;
	sl_findings_free(&findings);
	return opened;
}

static const char *in_root(sl_arena *arena, const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(arena, root != NULL ? root : ".", path);
}

static size_t write_folder(const char *folder, sl_buffer *out)
{
	sl_arena arena;
	sl_names names;
	sl_problem problem;
	size_t i;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root(&arena, folder), ".hex", &names, &problem))
		fail_msg("%s", problem.text);
	for (i = 0; i < names.count; i++) {
		case_file one;

		if (!case_read(names.items[i], &one, &problem))
			fail_msg("%s", problem.text);
		sl_buffer_printf(out, "%s/%s\n", folder, one.title);
		if (write_judgement(&one, out)) {
			one.builds = (1u << SL_MODEL_BUILDS) - 1;
			write_judgement(&one, out);
		}
		case_free(&one);
	}
	sl_arena_free(&arena);
	return names.count;
}

static void every_finding_is_whole(void **state)
{
	sl_buffer found = {0};
	size_t count;

	(void)state;
	count = write_folder("corpus/reject", &found);
	count += write_folder("corpus/accept", &found);
	count += write_folder("corpus/regress", &found);
	assert_true(count >= LEAST_CASES);
	answers_are(ANSWERS, &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_finding_is_whole)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
