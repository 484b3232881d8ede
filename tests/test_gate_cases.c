/*
 * The gate's cases: each folder in corpus/gate is a content repository, and a named test. Its sluice.yaml begins with
 * the rules of all findings that the whole gate has about it, by id, each once:
 *   # expect: CH4002 CH5001       or       # expect: pass
 * and a near miss names the rules that it comes close to:  # near: CH4002
 * That each rule has its case, and its near miss, test_rule_table.c demands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "gate/judge.h"

#define LEAST_CASES 6 /* a corpus that was not found must not pass */
#define MAX_RULES 64
#define FILE_LIMIT (1u << 20)

static sl_arena arena;

typedef struct gate_case {
	const char *folder;
	uint16_t expected[MAX_RULES];
	size_t expected_count;
	size_t near_count;
} gate_case;

static const char *in_root(const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(&arena, root ? root : ".", path);
}

/* The ids of a line, which must be live rules and rise. False: it is no such line. */
static bool read_ids(const char *line, uint16_t *ids, size_t *count)
{
	size_t length = strcspn(line, "\n");

	*count = 0;
	for (const char *at = line; at < line + length; at += 6 + (at[6] == ' ')) {
		uint64_t id;

		if (*count == MAX_RULES || line + length - at < 6 || strncmp(at, "CH", 2) != 0 ||
		    !sl_text_to_u64((sl_text){at + 2, 4}, &id) ||
		    sl_rule_find((unsigned)id) == NULL ||
		    (at[6] != ' ' && at + 6 != line + length) ||
		    (*count > 0 && ids[*count - 1] >= id))
			return false;
		ids[(*count)++] = (uint16_t)id;
	}
	return *count > 0;
}

/* False: the text does not begin as a case does. */
static bool read_case(const char *text, gate_case *out)
{
	static const char expect[] = "# expect: ", near[] = "# near: ";
	uint16_t ids[MAX_RULES];
	const char *second;

	out->expected_count = out->near_count = 0;
	if (strncmp(text, expect, sizeof expect - 1) != 0)
		return false;
	text += sizeof expect - 1;
	if (strncmp(text, "pass\n", 5) != 0 && !read_ids(text, out->expected, &out->expected_count))
		return false;
	second = strchr(text, '\n');
	if (second == NULL)
		return false;
	if (strncmp(second + 1, near, sizeof near - 1) == 0)
		return read_ids(second + sizeof near, ids, &out->near_count);
	return strncmp(second + 1, "# near", 6) != 0;
}

static int compare_ids(const void *a, const void *b)
{
	const uint16_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The rules of the findings, by id, each once. */
static size_t rules_of(const sl_findings *findings, uint16_t **out)
{
	size_t count = 0;

	*out = sl_arena_alloc(&arena, findings->count + 1, sizeof **out);
	for (size_t i = 0; i < findings->count; i++)
		(*out)[i] = findings->items[i].rule;
	qsort(*out, findings->count, sizeof **out, compare_ids);
	for (size_t i = 0; i < findings->count; i++)
		if (count == 0 || (*out)[count - 1] != (*out)[i])
			(*out)[count++] = (*out)[i];
	return count;
}

static void show(const sl_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *one = &findings->items[i];

		print_message("CH%04u %s (%s:%u)\n", (unsigned)one->rule,
		              one->detail ? one->detail : "",
		              one->source.path ? one->source.path : "-", one->source.line);
	}
}

static void judge(const gate_case *one)
{
	const sl_judge_options options = {0};
	sl_verdict verdict;
	uint16_t *rules;
	size_t count;

	sl_verdict_start(&verdict);
	sl_judge_repository(one->folder, &options, &verdict);
	count = rules_of(&verdict.findings, &rules);
	if (count != one->expected_count ||
	    memcmp(rules, one->expected, count * sizeof *rules) != 0) {
		show(&verdict.findings);
		fail_msg("%s does not have the findings that it expects", one->folder);
	}
	assert_int_equal(verdict.findings.dropped, 0);
	assert_int_equal(verdict.outcome, verdict.findings.errors > 0 ? SL_REJECTED : SL_PASSED);
	sl_verdict_free(&verdict);
}

static void run_case(void **state)
{
	gate_case one = {.folder = *state};
	sl_buffer text = {0};
	sl_problem problem;
	char wanted[16];
	const char *name = sl_path_base(one.folder);

	if (!sl_file_read(sl_path_join(&arena, one.folder, "sluice.yaml"), FILE_LIMIT, &text,
	                  &problem))
		fail_msg("%s", problem.text);
	if (!read_case((const char *)text.bytes, &one))
		fail_msg("%s: sluice.yaml must begin with # expect: and perhaps # near:", name);
	sl_buffer_free(&text);
	/* A case that expects one rule has it in its name. */
	snprintf(wanted, sizeof wanted, "CH%04u-", one.expected_count ? one.expected[0] : 0u);
	if (one.expected_count == 1 && strncmp(name, wanted, strlen(wanted)) != 0)
		fail_msg("%s expects %s", name, wanted);
	judge(&one);
}

static void wrong_cases(void **state)
{
	static const char *const wrong[] = {
		"",
		"catalog: x\n",
		"# expect:\n",
		"# expect: \n",
		"# expect: reject\n",
		"# expect: CH4002",
		"# expect: CH4002,CH4003\n",
		"# expect: CH4002  CH4003\n",
		"# expect: CH4003 CH4002\n",
		"# expect: CH4002 CH4002\n",
		"# expect: CH4999\n",
		"# expect: CH400\n",
		"# expect: CH40022\n",
		"# expect: pass\n# near:\n",
		"# expect: pass\n# near: pass\n",
	};
	static const char right[] = "# expect: CH4002 CH4003\n# near: CH4007\ncatalog: x\n";
	gate_case one;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (read_case(wrong[i], &one))
			fail_msg("\"%s\" is taken for a case", wrong[i]);
	assert_true(read_case(right, &one));
	assert_int_equal(one.expected_count, 2);
	assert_int_equal(one.expected[1], 4003);
	assert_int_equal(one.near_count, 1);
	assert_true(read_case("# expect: pass\n{}\n", &one));
	assert_int_equal(one.expected_count + one.near_count, 0);
}

int main(void)
{
	struct CMUnitTest *tests;
	sl_problem problem;
	sl_names names;
	size_t count = 0;
	int failed;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root("corpus/gate"), "", &names, &problem)) {
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
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(wrong_cases);
	/* The macro counts an array; here the number of tests is known only now. */
	failed = _cmocka_run_group_tests("gate cases", tests, count, NULL, NULL);
	free(tests);
	sl_arena_free(&arena);
	return failed;
}
