/*
 * The corpus: every case is a named test. A bad one must give exactly its findings, each at its bytes; a good
 * one none, no cut of it may be accepted, and no flipped bit of it go unseen. A rule lives only if a case
 * proves it and another comes close and passes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/content.h"
#include "support_case.h"

#define LEAST_CASES 100 /* of each run: a corpus that was not found must not pass */
#define BITS_OF 3 /* of so many good cases every bit is flipped */

/* Rules that have no file here; some other suite holds them, and has this word in it. */
static const struct {
	uint16_t rule;
	bool reject, near; /* which of the two is there and not here */
	const char *word, *reason;
} elsewhere[] = {
	{CHAN_RULE_FILE_LIMIT, false, true, "CHAN_MAX_FILE_SIZE", "a file of 1 GiB"},
	{CHAN_RULE_TYPE_LIMIT, true, true, "REJECTED(&f, TYPE_LIMIT", "4,096 types"},
	{CHAN_RULE_TEMPLATE_LIMIT, true, true, "CHAN_RULE_TEMPLATE_LIMIT", "a million templates"},
	{CHAN_RULE_STRING_LIMIT, true, true, "REJECTED(&f, STRING_LIMIT",
         "a string of 65,536 bytes"},
	{CHAN_RULE_NAME, false, true, "CHAN_MAX_NAME",
         "no type of the model has a name of 255 bytes"},
	{CHAN_RULE_FIELD_LIMIT, false, true, "REJECTED(&f, FIELD_LIMIT",
         "no type of the model has 256 fields"},
	{CHAN_RULE_CRITERION_LIMIT, false, true, "REJECTED(&f, CRITERION_LIMIT", "4,096 criteria"},
	{CHAN_RULE_INSTRUCTION_LIMIT, false, true, "REJECTED(&f, INSTRUCTION_LIMIT",
         "16,384 instructions"},
	{CHAN_RULE_VALUE_LIMIT, false, true, "REJECTED(&f, VALUE_LIMIT", "65,535 values"},
	{SL_RULE_BUILD_REPEATED, true, true, "CH3009", "raised where manifests are read"},
};

typedef struct corpus {
	sl_arena arena;
	sl_names reject, accept, regress;
} corpus;

static corpus all;

static const char *in_root(const char *path)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(&all.arena, root ? root : ".", path);
}

static void list(const char *folder, sl_names *out)
{
	sl_problem problem;

	if (!sl_folder_list(&all.arena, in_root(folder), ".hex", out, &problem)) {
		fprintf(stderr, "%s\n", problem.text);
		exit(2);
	}
}

static void read_case(const char *path, case_file *out)
{
	sl_problem problem;

	if (!case_read(path, out, &problem))
		fail_msg("%s", problem.text);
}

static void judge(const case_file *one)
{
	const char *detail;
	sl_findings findings;

	sl_findings_start(&findings);
	case_judge(one, &findings);
	if (!case_holds(one, &findings, &all.arena, &detail))
		fail_msg("%s: %s", one->title, detail);
	sl_findings_free(&findings);
}

/* Opens a copy of exactly that size, over results that hold no leftover of another call. */
static bool opens(const uint8_t *bytes, size_t size, chan_finding *fault)
{
	uint8_t *copy = malloc(size ? size : 1);
	chan_file file;
	bool accepted;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	memset(&file, 0xa5, sizeof file);
	memset(fault, 0xa5, sizeof *fault);
	accepted = chan_open(copy, size, &file, fault);
	free(copy);
	assert_true(accepted == (fault->rule == 0));
	return accepted;
}

static void every_prefix(const case_file *one)
{
	chan_finding fault;
	size_t size;

	for (size = 0; size < one->bytes.length; size++) {
		if (opens(one->bytes.bytes, size, &fault))
			fail_msg("%s: its first %zu bytes are accepted", one->title, size);
		assert_int_equal(fault.rule, CHAN_RULE_TRUNCATED);
		assert_int_equal(fault.offset, size);
		assert_int_equal(fault.length, 0);
	}
}

static void every_bit(const case_file *one)
{
	chan_finding fault;
	size_t bit;

	for (bit = 0; bit < one->bytes.length * 8; bit++) {
		one->bytes.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (opens(one->bytes.bytes, one->bytes.length, &fault))
			fail_msg("%s: bit %zu is flipped and nobody sees it", one->title, bit);
		one->bytes.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_true(opens(one->bytes.bytes, one->bytes.length, &fault));
}

/* Accepted means: decoded and encoded again it is the same bytes, by way of the content and of the text. */
static void every_way_back(const case_file *one)
{
	sl_content content;
	sl_findings findings;
	sl_buffer bytes = {0}, text = {0};
	chan_finding fault;
	chan_file file;
	int way;

	sl_findings_start(&findings);
	assert_true(chan_open(one->bytes.bytes, one->bytes.length, &file, &fault));
	sl_dump_yaml(&file, one->bytes.bytes, &text);
	for (way = 0; way < 2; way++) {
		if (way == 0)
			sl_content_read(&file, one->bytes.bytes, &all.arena, &content);
		else
			assert_true(sl_assemble("dump", text.bytes, text.length, &all.arena,
			                        &content, &findings));
		assert_true(sl_content_write(&content, &all.arena, &bytes, NULL, &findings));
		assert_int_equal(bytes.length, one->bytes.length);
		assert_memory_equal(bytes.bytes, one->bytes.bytes, bytes.length);
	}
	sl_buffer_free(&bytes);
	sl_buffer_free(&text);
	sl_findings_free(&findings);
}

static void bad_case(void **state)
{
	case_file one;

	read_case(*state, &one);
	assert_true(one.expected_count > 0);
	judge(&one);
	case_free(&one);
}

static void good_case(void **state)
{
	case_file one;

	read_case(*state, &one);
	assert_int_equal(one.expected_count, 0);
	assert_true(one.near_count > 0);
	judge(&one);
	every_prefix(&one);
	every_way_back(&one);
	case_free(&one);
}

static void bits_of_good_cases(void **state)
{
	size_t i;

	(void)state;
	assert_true(all.accept.count >= BITS_OF);
	for (i = 0; i < BITS_OF; i++) {
		case_file one;

		read_case(all.accept.items[i * (all.accept.count / BITS_OF)], &one);
		every_bit(&one);
		case_free(&one);
	}
}

/* --- rules */

/* Not those about the manifests of a repository: test_rule_table.c wants their cases in corpus/gate. */
static bool is_judged_here(uint16_t rule)
{
	if (rule == SL_RULE_HAND_WRITTEN_MANIFEST || rule == SL_RULE_MANIFEST_DIFFERS_FROM_BINARY)
		return false;
	return rule / 1000 == 1 || rule / 1000 == 2 || rule / 1000 == 3 ||
	       rule == SL_RULE_NAME_DIFFERS;
}

static bool is_elsewhere(uint16_t rule, bool reject)
{
	size_t i;

	for (i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (elsewhere[i].rule == rule && (reject ? elsewhere[i].reject : elsewhere[i].near))
			return true;
	return false;
}

static uint8_t in_reject[10000], in_near[10000];

static void count_rules(const sl_names *names)
{
	size_t i, k;

	for (i = 0; i < names->count; i++) {
		case_file one;

		read_case(names->items[i], &one);
		for (k = 0; k < one.expected_count; k++)
			in_reject[one.expected[k].rule] = 1;
		for (k = 0; k < one.near_count; k++)
			in_near[one.near[k]] = 1;
		case_free(&one);
	}
}

static void rules_have_cases(void **state)
{
	sl_buffer missing = {0};
	size_t i;

	(void)state;
	count_rules(&all.reject);
	count_rules(&all.accept);
	for (i = 0; i < sl_rule_count; i++) {
		const uint16_t rule = sl_rules[i].id;

		if (!is_judged_here(rule))
			continue;
		if (!in_reject[rule] && !is_elsewhere(rule, true))
			sl_buffer_printf(&missing, " CH%04u has no bad case;", (unsigned)rule);
		if (!in_near[rule] && !is_elsewhere(rule, false))
			sl_buffer_printf(&missing, " CH%04u has no near miss;", (unsigned)rule);
		if (in_reject[rule] && is_elsewhere(rule, true))
			sl_buffer_printf(&missing, " CH%04u has a bad case after all;",
			                 (unsigned)rule);
		if (in_near[rule] && is_elsewhere(rule, false))
			sl_buffer_printf(&missing, " CH%04u has a near miss after all;",
			                 (unsigned)rule);
	}
	if (missing.length)
		fail_msg("%s", (char *)missing.bytes);
	sl_buffer_free(&missing);
}

static bool some_suite_has(const char *word)
{
	sl_names suites;
	sl_problem problem;
	bool found = false;
	size_t i;

	if (!sl_folder_list(&all.arena, in_root("tests"), ".c", &suites, &problem))
		fail_msg("%s", problem.text);
	for (i = 0; i < suites.count && !found; i++) {
		const char *name = sl_path_base(suites.items[i]);
		sl_buffer text = {0};

		/* This file names them all and tests none, and so does the one about the table. */
		if (strncmp(name, "test_", 5) != 0 || strcmp(name, "test_corpus.c") == 0 ||
		    strcmp(name, "test_rule_table.c") == 0)
			continue;
		if (!sl_file_read(suites.items[i], 1 << 20, &text, &problem))
			fail_msg("%s", problem.text);
		found = strstr((char *)text.bytes, word) != NULL;
		sl_buffer_free(&text);
	}
	return found;
}

static void rules_elsewhere_are_there(void **state)
{
	size_t i;

	(void)state;
	assert_false(some_suite_has("no suite has "
	                            "this"));
	for (i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (!some_suite_has(elsewhere[i].word))
			fail_msg("no suite has \"%s\": %s", elsewhere[i].word, elsewhere[i].reason);
}

/* A case whose name begins with a rule expects it; one finding of a wrong place would not be enough. */
static void names_say_the_rule(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < all.reject.count; i++) {
		case_file one;
		char wanted[16];

		read_case(all.reject.items[i], &one);
		snprintf(wanted, sizeof wanted, "CH%04u-", (unsigned)one.expected[0].rule);
		if (strncmp(one.title, wanted, strlen(wanted)) != 0 && one.expected_count == 1)
			fail_msg("%s expects %s", one.title, wanted);
		case_free(&one);
	}
}

/* --- the reader of cases itself */

static void wrong_cases(void **state)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"89 43\n",
		"# expect:\n",
		"# expect: reject\n",
		"# expect: CH1002@0+8\n",
		"# expect: CH1002 0+8\n",
		"# expect: CH1002 @0\n",
		"# expect: CH1002 @-1+8\n",
		"# expect: CH102 @0+8\n",
		"# expect: CH1999 @0+8\n",
		"# expect: CH1002 @0+8,\n# near: CH1001\n",
		"# expect: accept\n# near: 1002\n",
		"# expect: accept\n# builds: 1.2.3\n",
		"# expect: accept\n8\n",
		"# expect: accept\n894\n",
		"# expect: accept\n8 9\n",
		"# expect: accept\nxx\n",
		"# expect: accept\nAA\n",
	};
	static const char right[] =
		"# expect: CH1002 @12+8, CH3000\n# builds: none\n# name: x.chan\n"
		"# words\n# header @0\n89 43 # magic\n\n  0a\n";
	sl_problem problem;
	const char *path =
		sl_path_join(&all.arena, getenv("WORK") ? getenv("WORK") : "/tmp", "case.hex");
	case_file one;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_true(sl_file_write(path, wrong[i], strlen(wrong[i]), &problem));
		if (case_read(path, &one, &problem))
			fail_msg("\"%s\" is taken for a case", wrong[i]);
		case_free(&one);
	}
	assert_true(sl_file_write(path, right, sizeof right - 1, &problem));
	read_case(path, &one);
	remove(path);
	assert_string_equal(one.title, "case");
	assert_string_equal(one.name, "x.chan");
	assert_int_equal(one.builds, 0);
	assert_int_equal(one.expected_count, 2);
	assert_int_equal(one.expected[0].rule, 1002);
	assert_int_equal(one.expected[0].offset, 12);
	assert_int_equal(one.expected[0].length, 8);
	assert_false(one.expected[1].has_bytes);
	assert_int_equal(one.bytes.length, 3);
	assert_memory_equal(one.bytes.bytes, "\x89\x43\x0a", 3);
	case_free(&one);
}

static const struct CMUnitTest others[] = {
	cmocka_unit_test(bits_of_good_cases),
	cmocka_unit_test(rules_have_cases),
	cmocka_unit_test(rules_elsewhere_are_there),
	cmocka_unit_test(names_say_the_rule),
	cmocka_unit_test(wrong_cases),
};

static void add(struct CMUnitTest *test, char *path, CMUnitTestFunction function)
{
	test->name = sl_path_base(path);
	test->test_func = function;
	test->initial_state = path;
}

int main(void)
{
	const size_t other_count = sizeof others / sizeof *others;
	struct CMUnitTest *tests;
	size_t i, count = 0;
	int failed;

	sl_arena_start(&all.arena);
	list("corpus/reject", &all.reject);
	list("corpus/accept", &all.accept);
	list("corpus/regress", &all.regress);
	tests = sl_alloc(all.reject.count + all.accept.count + all.regress.count + other_count,
	                 sizeof *tests);
	for (i = 0; i < all.reject.count; i++)
		add(&tests[count++], all.reject.items[i], bad_case);
	for (i = 0; i < all.accept.count; i++)
		add(&tests[count++], all.accept.items[i], good_case);
	for (i = 0; i < all.regress.count; i++)
		add(&tests[count++], all.regress.items[i], bad_case);
	if (count < LEAST_CASES) {
		fprintf(stderr, "only %zu cases were found\n", count);
		return 2;
	}
	for (i = 0; i < other_count; i++)
		tests[count++] = others[i];
	/* The macro counts an array; here the number of tests is known only now. */
	failed = _cmocka_run_group_tests("corpus", tests, count, NULL, NULL);
	free(tests);
	sl_arena_free(&all.arena);
	return failed;
}
