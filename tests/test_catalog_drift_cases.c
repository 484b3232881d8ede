/*
 * The cases of corpus/catalog-diff, each a folder with an old and a new catalog, and a named test. The new one begins with
 * the rules of all findings, by id, each once:
 *   # expect: CH5008      or      # expect: pass
 * and a near miss names the rule that it comes close to: # near: CH5008
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "rules/catalog_drift.h"

#define LEAST_CASES 8 /* a corpus that was not found must not pass */
#define FILE_LIMIT (1u << 20)

static sl_arena arena;

static const char *in_root(const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(&arena, root ? root : ".", path);
}

/* The first line of the one file of the folder, behind "# expect: ". */
static const char *expectation(const char *folder)
{
	static const char start[] = "# expect: ";
	sl_names yaml, yml;
	sl_problem problem;
	sl_buffer text = {0};
	const char *path, *line;

	if (!sl_folder_list(&arena, folder, ".yaml", &yaml, &problem) ||
	    !sl_folder_list(&arena, folder, ".yml", &yml, &problem))
		fail_msg("%s", problem.text);
	assert_int_equal(yaml.count + yml.count, 1);
	path = yaml.count == 1 ? yaml.items[0] : yml.items[0];
	if (!sl_file_read(path, FILE_LIMIT, &text, &problem))
		fail_msg("%s", problem.text);
	if (strncmp((const char *)text.bytes, start, sizeof start - 1) != 0)
		fail_msg("%s does not begin with %s", path, start);
	line = (const char *)text.bytes + sizeof start - 1;
	line = sl_arena_copy(&arena, line, strcspn(line, "\n"));
	sl_buffer_free(&text);
	return line;
}

/* "CH5008 CH6019", or "pass"; sorts the findings. */
static const char *rules_of(sl_findings *findings)
{
	const char *text = "";

	for (size_t i = 0; i < sl_rule_count; i++)
		for (size_t k = 0; k < findings->count; k++)
			if (findings->items[k].rule == sl_rules[i].id) {
				text = sl_arena_printf(&arena, "%s%sCH%04u", text,
				                       *text != '\0' ? " " : "", sl_rules[i].id);
				break;
			}
	return *text != '\0' ? text : "pass";
}

static void run_case(void **state)
{
	const char *folder = *state, *name = sl_path_base(folder);
	const char *new_folder = sl_path_join(&arena, folder, "new");
	const char *expected = expectation(new_folder), *got;
	sl_catalog before, after;
	sl_findings findings;
	sl_drifts drifts;

	/* A case that expects a rule has it in its name. */
	if (strcmp(expected, "pass") != 0 && strncmp(name, expected, 6) != 0)
		fail_msg("%s expects %s", name, expected);
	sl_findings_start(&findings);
	assert_true(sl_catalog_load(sl_path_join(&arena, folder, "old"), &before, &findings));
	sl_catalog_load(new_folder, &after, &findings);
	sl_drifts_find(&before, &after, &drifts);
	sl_drifts_judge(&drifts, new_folder, &findings);
	got = rules_of(&findings);
	if (strcmp(got, expected) != 0)
		fail_msg("%s: expected %s, got %s", name, expected, got);
	sl_drifts_free(&drifts);
	sl_findings_free(&findings);
	sl_catalog_free(&before);
	sl_catalog_free(&after);
}

int main(void)
{
	struct CMUnitTest *tests;
	sl_problem problem;
	sl_names names;
	size_t count = 0;
	int failed;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root("corpus/catalog-diff"), "", &names, &problem)) {
		fprintf(stderr, "%s\n", problem.text);
		return 2;
	}
	if (names.count < LEAST_CASES) {
		fprintf(stderr, "only %zu cases were found\n", names.count);
		return 2;
	}
	tests = sl_alloc(names.count, sizeof *tests);
	for (; count < names.count; count++)
		tests[count] = (struct CMUnitTest){.name = sl_path_base(names.items[count]),
		                                   .test_func = run_case,
		                                   .initial_state = names.items[count]};
	/* The macro counts an array; here the number of tests is known only now. */
	failed = _cmocka_run_group_tests("catalogs", tests, count, NULL, NULL);
	free(tests);
	sl_arena_free(&arena);
	return failed;
}
