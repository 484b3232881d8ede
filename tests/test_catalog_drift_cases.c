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
#include "support_answers.h"

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

/* --- the whole of what is said */

static void add_drift(sl_buffer *out, const sl_drift *drift)
{
	static const char *const orders[] = {"sensor first", "content first", "content alone",
	                                     "never"};
	const sl_source source = sl_drift_source(drift);

	sl_buffer_printf(
		out, " %s %08x", sl_drift_type_name(drift),
		(unsigned)sl_drift_layout(drift->after != NULL ? drift->after : drift->before));
	sl_buffer_printf(out, " %s%s%s, %s at %u:%u:", drift->in_place ? "in place, " : "",
	                 drift->old_is_gone ? "follows what is gone, " : "",
	                 sl_drift_is_layout(drift) ? "layout" : "no layout", orders[drift->order],
	                 (unsigned)source.line, (unsigned)source.column);
	for (size_t i = 0; i < drift->build_count; i++)
		sl_buffer_printf(out, " %s%s", i == 0 && drift->without_it ? "without: " : "",
		                 drift->builds[i]);
	sl_buffer_printf(out, "\n  %s\n", sl_drift_words(drift, &arena));
}

/* Two builds: "whole" supplies all that a catalog has, "short" lacks the last field of each type. */
static void builds_of(const sl_catalog *catalog, sl_fleet *fleet)
{
	static sl_build builds[2];

	for (unsigned b = 0; b < 2; b++) {
		sl_input *inputs = sl_arena_alloc(&arena, catalog->count, sizeof *inputs);

		builds[b] = (sl_build){.name = b == 0 ? "whole" : "short",
		                       .platform = "linux",
		                       .inputs = inputs,
		                       .input_count = (uint32_t)catalog->count};
		for (size_t i = 0; i < catalog->count; i++) {
			const sl_type *type = &catalog->types[i];

			inputs[i] = (sl_input){.type = type->name,
			                       .version = type->version,
			                       .supplies = sl_arena_alloc(&arena, type->field_count,
			                                                  sizeof(sl_supplied)),
			                       .count = type->field_count - b};
			for (uint32_t f = 0; f < type->field_count; f++)
				inputs[i].supplies[f] = (sl_supplied){.name = type->fields[f].name,
				                                      .kind = type->fields[f].kind};
		}
	}
	*fleet = (sl_fleet){.builds = builds, .count = 2};
}

static void add_case(sl_buffer *out, const char *before_path, const char *after_path)
{
	sl_fleet fleet;
	sl_catalog before, after;
	sl_findings findings, ignored;
	sl_drifts drifts;

	sl_findings_start(&findings);
	sl_findings_start(&ignored);
	sl_catalog_load(sl_path_join(&arena, in_root("corpus/catalog-diff"), before_path), &before,
	                &ignored);
	sl_catalog_load(sl_path_join(&arena, in_root("corpus/catalog-diff"), after_path), &after,
	                &ignored);
	sl_drifts_find(&before, &after, &drifts);
	builds_of(&before, &fleet);
	sl_drifts_touch_builds(&drifts, &fleet);
	sl_drifts_judge(&drifts, after_path, &findings);
	sl_buffer_printf(out, "%s, then %s\n", before_path, after_path);
	for (size_t i = 0; i < drifts.count; i++)
		add_drift(out, &drifts.items[i]);
	sl_findings_sort(&findings);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].source.path != NULL)
			findings.items[i].source.path = sl_path_base(findings.items[i].source.path);
	answers_add_findings(out, &findings);
	sl_drifts_free(&drifts);
	sl_findings_free(&findings);
	sl_findings_free(&ignored);
	sl_catalog_free(&before);
	sl_catalog_free(&after);
}

/* Each case forward, and backward, where what was added is what is taken away. */
static void every_difference_is_whole(void **state)
{
	const sl_names *names = *state;
	sl_buffer found = {0};

	for (size_t i = 0; i < names->count; i++) {
		const char *old = sl_path_join(&arena, sl_path_base(names->items[i]), "old");
		const char *new = sl_path_join(&arena, sl_path_base(names->items[i]), "new");

		add_case(&found, old, new);
		add_case(&found, new, old);
	}
	answers_are("corpus/findings/catalog-diff.txt", &found);
	sl_buffer_free(&found);
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
	tests = sl_alloc(names.count + 1, sizeof *tests);
	for (; count < names.count; count++)
		tests[count] = (struct CMUnitTest){.name = sl_path_base(names.items[count]),
		                                   .test_func = run_case,
		                                   .initial_state = names.items[count]};
	tests[count++] = (struct CMUnitTest){.name = "every_difference_is_whole",
	                                     .test_func = every_difference_is_whole,
	                                     .initial_state = &names};
	/* The macro counts an array; here the number of tests is known only now. */
	failed = _cmocka_run_group_tests("catalogs", tests, count, NULL, NULL);
	free(tests);
	sl_arena_free(&arena);
	return failed;
}
