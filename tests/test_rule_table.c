/*
 * One declaration a rule, and nothing without its other parts: declared = explained = documented
 * = has a case, and what FORMAT.md says of the rules of structure is what the table has.
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
#include "rules/explain.h"
#include "support_answers.h"

#define FILE_LIMIT (4u << 20)
#define MAX_ID 10000

static const char *in_root(sl_arena *arena, const char *name)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(arena, root != NULL ? root : ".", name);
}

static void read_text(const char *name, sl_buffer *out)
{
	sl_problem problem;
	sl_arena arena;

	sl_arena_start(&arena);
	if (!sl_file_read(in_root(&arena, name), FILE_LIMIT, out, &problem))
		fail_msg("%s", problem.text);
	sl_arena_free(&arena);
}

/* The number behind "CH" where four digits follow; 0: none. */
static unsigned id_at(const char *text)
{
	return strncmp(text, "CH", 2) == 0 && strspn(text + 2, "0123456789") >= 4
	               ? (unsigned)strtoul(text + 2, NULL, 10)
	               : 0;
}

/* Marks each id that the text mentions. */
static void mark_ids(const char *text, bool *mentioned)
{
	for (; (text = strstr(text, "CH")) != NULL; text += 2)
		if (id_at(text) > 0 && id_at(text) < MAX_ID)
			mentioned[id_at(text)] = true;
}

/* The ids in those lines of the text that begin so. */
static void mark_lines(char *text, const char *start, bool *mentioned)
{
	for (char *line = text; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end = '\0';
		if (strncmp(line, start, strlen(start)) == 0)
			mark_ids(line, mentioned);
		line = end != NULL ? end + 1 : NULL;
	}
}

/* What the cases of a folder say of themselves in lines that begin so. */
static void mark_folder(const char *folder, const char *suffix, const char *start, bool *mentioned)
{
	sl_problem problem;
	sl_names names;
	sl_arena arena;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root(&arena, folder), suffix, &names, &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count; i++) {
		sl_buffer text = {0};

		if (!sl_file_read(names.items[i], FILE_LIMIT, &text, &problem))
			fail_msg("%s", problem.text);
		mark_lines((char *)text.bytes, start, mentioned);
		sl_buffer_free(&text);
	}
	sl_arena_free(&arena);
}

/* The same of the gate's cases, each of which is a repository. */
static void mark_repositories(const char *start, bool *mentioned)
{
	sl_problem problem;
	sl_names names;
	sl_arena arena;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root(&arena, "corpus/gate"), "", &names, &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count; i++) {
		sl_buffer text = {0};

		if (!sl_file_read(sl_path_join(&arena, names.items[i], "sluice.yaml"), FILE_LIMIT,
		                  &text, &problem))
			fail_msg("%s", problem.text);
		mark_lines((char *)text.bytes, start, mentioned);
		sl_buffer_free(&text);
	}
	sl_arena_free(&arena);
}

/* The same of the cases of two catalogs, an old one and a new one, which has the words. */
static void mark_catalogs(const char *start, bool *mentioned)
{
	sl_problem problem;
	sl_names names;
	sl_arena arena;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root(&arena, "corpus/catalog-diff"), "", &names, &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count; i++) {
		const char *folder = sl_arena_printf(&arena, "corpus/catalog-diff/%s/new",
		                                     sl_path_base(names.items[i]));

		mark_folder(folder, ".yaml", start, mentioned);
		mark_folder(folder, ".yml", start, mentioned);
	}
	sl_arena_free(&arena);
}

/* Tests name rules by number, or by their constant. */
static void mark_constants(const char *text, bool *mentioned)
{
	for (size_t i = 0; i < sl_rule_count; i++) {
		char constant[64];

		snprintf(constant, sizeof constant, "RULE_%s", sl_rules[i].name);
		for (const char *at = strstr(text, constant); at != NULL;
		     at = strstr(at + 1, constant)) {
			const char after = at[strlen(constant)];
			if (after != '_' && (after < 'A' || after > 'Z'))
				mentioned[sl_rules[i].id] = true;
		}
	}
}

static void mark_tests(bool *mentioned)
{
	sl_problem problem;
	sl_names names;
	sl_arena arena;

	sl_arena_start(&arena);
	if (!sl_folder_list(&arena, in_root(&arena, "tests"), ".c", &names, &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count; i++) {
		sl_buffer text = {0};

		/* This file names rules without testing them. */
		if (strcmp(sl_path_base(names.items[i]), "test_rule_table.c") == 0)
			continue;
		if (!sl_file_read(names.items[i], FILE_LIMIT, &text, &problem))
			fail_msg("%s", problem.text);
		mark_ids((const char *)text.bytes, mentioned);
		mark_constants((const char *)text.bytes, mentioned);
		sl_buffer_free(&text);
	}
	sl_arena_free(&arena);
}

static bool in_a_family(unsigned id)
{
	const unsigned family = id / 1000;

	return (family >= 1 && family <= 6) || family == 9;
}

static void ids_rise_and_names_differ(void **state)
{
	(void)state;
	assert_true(sl_rule_count > 100);
	for (size_t i = 0; i < sl_rule_count; i++) {
		assert_true(in_a_family(sl_rules[i].id));
		assert_true(i == 0 || sl_rules[i].id > sl_rules[i - 1].id);
		assert_ptr_equal(sl_rule_find(sl_rules[i].id), &sl_rules[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(sl_rules[i].name, sl_rules[j].name);
	}
	assert_null(sl_rule_find(0));
	assert_null(sl_rule_find(1000));
	assert_null(sl_rule_find(65535));
}

static void every_rule_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < sl_rule_count; i++) {
		const sl_rule *rule = &sl_rules[i];
		const char *class = rule->classes;

		assert_true(strlen(rule->text) > 10);
		assert_true(rule->text[strlen(rule->text) - 1] != '.');
		assert_true(strlen(rule->section) > 0);
		assert_true(strlen(class) >= 3);
		for (; *class != '\0'; class += 3 + (class[3] == ' ')) {
			assert_int_equal(class[0], 'D');
			assert_true(strtoul(class + 1, NULL, 10) >= 1);
			assert_true(strtoul(class + 1, NULL, 10) <= 27);
		}
	}
}

/* DESIGN's fixed ids: public and permanent. */
static void fixed_ids(void **state)
{
	static const struct {
		unsigned id;
		const char *name;
		enum chan_severity severity;
	} fixed[] = {
		{1001, "TRUNCATED", CHAN_ERROR},
		{1002, "MAGIC", CHAN_ERROR},
		{1003, "FORMAT_VERSION", CHAN_ERROR},
		{1004, "SIZE", CHAN_ERROR},
		{1005, "TRAILING", CHAN_ERROR},
		{1006, "HEADER_CHECKSUM", CHAN_ERROR},
		{1007, "BODY_CHECKSUM", CHAN_ERROR},
		{2001, "UNKNOWN_TYPE", CHAN_ERROR},
		{2003, "LAYOUT_DIFFERS", CHAN_ERROR},
		{2011, "MATCHES_EVERYTHING", CHAN_ERROR},
		{2013, "PATTERN_DIALECT", CHAN_ERROR},
		{2014, "PATTERN_COST", CHAN_ERROR},
		{3000, "NO_BUILD", CHAN_ERROR},
		{3001, "INPUT_NOT_SUPPLIED", CHAN_ERROR},
		{3002, "CATALOG_DISAGREES", CHAN_ERROR},
		{3004, "OVER_LIMIT", CHAN_ERROR},
		{3005, "LITTLE_HEADROOM", CHAN_WARNING},
		{3007, "VERSION_WIDTH", CHAN_ERROR},
		{5003, "NAME_DIFFERS", CHAN_ERROR},
		{5004, "COUNTS_DIFFER", CHAN_ERROR},
		{6001, "YAML", CHAN_ERROR},
		{9001, "SELF_TEST", CHAN_ERROR},
	};

	(void)state;
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
		const sl_rule *rule = sl_rule_find(fixed[i].id);

		assert_non_null(rule);
		assert_string_equal(rule->name, fixed[i].name);
		assert_int_equal(rule->severity, fixed[i].severity);
	}
}

static void declared_is_explained(void **state)
{
	(void)state;
	assert_int_equal(sl_explanation_count, sl_rule_count);
	for (size_t i = 0; i < sl_rule_count; i++) {
		const sl_explanation *explanation = &sl_explanations[i];

		assert_int_equal(explanation->id, sl_rules[i].id);
		assert_true(strlen(explanation->why) > 40);
		assert_true(strlen(explanation->bad) > 3);
		assert_true(strlen(explanation->good) > 3);
		assert_true(strlen(explanation->fix) > 10);
		assert_string_not_equal(explanation->bad, explanation->good);
	}
}

static void declared_is_documented(void **state)
{
	sl_buffer found = {0}, wanted = {0};

	(void)state;
	sl_explain_markdown(&wanted);
	read_text("validator/RULES.md", &found);
	if (found.length != wanted.length || memcmp(found.bytes, wanted.bytes, wanted.length) != 0)
		fail_msg("validator/RULES.md is not what `sluice explain --markdown` prints");
	for (size_t i = 0; i < sl_rule_count; i++) {
		char heading[32];

		snprintf(heading, sizeof heading, "\n### CH%04u\n", (unsigned)sl_rules[i].id);
		assert_non_null(strstr((const char *)wanted.bytes, heading));
	}
	sl_buffer_free(&found);
	sl_buffer_free(&wanted);
}

static void format_and_table_agree(void **state)
{
	static bool mentioned[MAX_ID];
	sl_buffer text = {0};

	(void)state;
	read_text("parser/FORMAT.md", &text);
	mark_ids((const char *)text.bytes, mentioned);
	for (unsigned id = 0; id < MAX_ID; id++)
		if (mentioned[id] && sl_rule_find(id) == NULL)
			fail_msg("FORMAT.md mentions CH%04u, which is no rule", id);
	for (size_t i = 0; i < sl_rule_count; i++)
		if (sl_rules[i].id < 2000 && !mentioned[sl_rules[i].id])
			fail_msg("FORMAT.md does not mention CH%04u", (unsigned)sl_rules[i].id);
	sl_buffer_free(&text);
}

static bool is_about_manifests(unsigned id)
{
	return id == SL_RULE_HAND_WRITTEN_MANIFEST || id == SL_RULE_MANIFEST_DIFFERS_FROM_BINARY;
}

/*
 * Rules about channel files have their cases as files; 3009, 3011, 3012 and what follows 3xxx, but for 5003, are about
 * other things.
 */
static bool is_about_files(unsigned id)
{
	return (id < 4000 && id != SL_RULE_BUILD_REPEATED && !is_about_manifests(id)) ||
	       id == SL_RULE_NAME_DIFFERS;
}

static bool is_about_suppressions(unsigned id)
{
	return id == SL_RULE_SUPPRESSION_EXPIRED || id == SL_RULE_SUPPRESSION_UNUSED;
}

/*
 * Rules of execution, of release, of suppressions and of what manifests are worth have repositories as their cases; counts that differ
 * are a fault of the tool, sensors are no part of a repository, and what a type was before is not in it either.
 */
static bool is_about_repositories(unsigned id)
{
	if (is_about_manifests(id) || is_about_suppressions(id))
		return true;
	return (id / 1000 == 4 || id / 1000 == 5) && id != SL_RULE_NAME_DIFFERS &&
	       id != SL_RULE_COUNTS_DIFFER && id != SL_RULE_SENSOR_DISAGREES &&
	       id != SL_RULE_LAYOUT_CHANGED;
}

/*
 * Limits that only a large file reaches: test_chan_limits.c makes them, at the limit and one past
 * it.
 */
static bool takes_a_large_file(unsigned id)
{
	static const uint16_t limits[] = {
		CHAN_RULE_FILE_LIMIT,
		CHAN_RULE_TYPE_LIMIT,
		CHAN_RULE_TEMPLATE_LIMIT,
		CHAN_RULE_STRING_LIMIT,
		CHAN_RULE_NAME,
		CHAN_RULE_FIELD_LIMIT,
		CHAN_RULE_CRITERION_LIMIT,
		CHAN_RULE_INSTRUCTION_LIMIT,
		CHAN_RULE_VALUE_LIMIT,
	};

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		if (limits[i] == id)
			return true;
	return false;
}

/* What cases of each sort mention. */
typedef struct mentions {
	bool files[MAX_ID], repositories[MAX_ID], catalogs[MAX_ID], others[MAX_ID];
} mentions;

static bool has_case(const mentions *in, unsigned id)
{
	if (is_about_repositories(id))
		return in->repositories[id];
	if (id == SL_RULE_LAYOUT_CHANGED)
		return in->catalogs[id];
	return is_about_files(id) && !takes_a_large_file(id) ? in->files[id] : in->others[id];
}

static void hold_cases(const mentions *in, const char *what)
{
	size_t missing = 0;

	for (size_t i = 0; i < sl_rule_count; i++) {
		const unsigned id = sl_rules[i].id;
		const bool found = has_case(in, id);

		if (!found)
			print_message("CH%04u has no %s\n", id, what);
		missing += !found;
	}
	assert_int_equal(missing, 0);
}

static void declared_has_a_case(void **state)
{
	static mentions in;

	(void)state;
	mark_folder("corpus/reject", ".hex", "# expect: ", in.files);
	mark_repositories("# expect: ", in.repositories);
	mark_catalogs("# expect: ", in.catalogs);
	mark_folder("corpus/sigma", ".yml", "# expect: ", in.others);
	mark_tests(in.others);
	hold_cases(&in, "case");
}

static void declared_has_a_near_miss(void **state)
{
	static mentions in;

	(void)state;
	mark_folder("corpus/accept", ".hex", "# near: ", in.files);
	mark_repositories("# near: ", in.repositories);
	mark_catalogs("# near: ", in.catalogs);
	mark_tests(in.others);
	mark_folder("corpus/sigma", ".yml", "# expect: ", in.others);
	hold_cases(&in, "near miss");
}

/* The searches above find what is there, and nothing else. */
static void control(void **state)
{
	static bool mentioned[MAX_ID];

	(void)state;
	mark_ids("CH1002, CH20; XCH3001 CHANGE", mentioned);
	assert_true(mentioned[1002]);
	assert_true(mentioned[3001]);
	assert_false(mentioned[20]);
	mark_constants("SL_RULE_YAML, CHAN_RULE_STRING_END_AND_MORE", mentioned);
	assert_true(mentioned[6001]);
	assert_false(mentioned[1020]);
}

static void explain_says_all(void **state)
{
	sl_buffer text = {0};

	(void)state;
	sl_explain_text(sl_rule_find(3001), &text);
	assert_non_null(strstr((const char *)text.bytes, "CH3001 INPUT_NOT_SUPPLIED (error)\n"));
	assert_non_null(strstr((const char *)text.bytes, "\nWhy\n"));
	assert_non_null(strstr((const char *)text.bytes, "\nBad\n"));
	assert_non_null(strstr((const char *)text.bytes, "\nGood\n"));
	assert_non_null(strstr((const char *)text.bytes, "\nWhat to do\n"));
	assert_non_null(strstr((const char *)text.bytes, "D01 A criterion reads an input"));
	for (const char *line = (const char *)text.bytes; *line != '\0';) {
		const size_t length = strcspn(line, "\n");
		assert_true(length <= 80);
		line += length + (line[length] == '\n');
	}
	sl_buffer_clear(&text);
	sl_explain_list(&text);
	for (size_t i = 0; i < sl_rule_count; i++)
		assert_non_null(strstr((const char *)text.bytes, sl_rules[i].name));
	sl_buffer_free(&text);
}

/* Word by word, for a few: the others are written in the same way. UPDATE_CASES=1 writes it anew. */
static void explanations_are_whole(void **state)
{
	static const unsigned ids[] = {1002, 2011, 3001, 3002, 3008, 5008, 6001, 6007, 9001};
	sl_buffer found = {0};

	(void)state;
	sl_explain_list(&found);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		sl_buffer_byte(&found, '\n');
		sl_explain_text(sl_rule_find(ids[i]), &found);
	}
	answers_are("corpus/findings/explain.txt", &found);
	sl_buffer_free(&found);
}

static void explanations_are_found_by_id(void **state)
{
	(void)state;
	for (unsigned id = 0; id < MAX_ID; id++)
		if (sl_rule_find(id) == NULL)
			assert_null(sl_explanation_find(id));
		else
			assert_int_equal(sl_explanation_find(id)->id, id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_rise_and_names_differ),
		cmocka_unit_test(every_rule_is_complete),
		cmocka_unit_test(fixed_ids),
		cmocka_unit_test(declared_is_explained),
		cmocka_unit_test(declared_is_documented),
		cmocka_unit_test(format_and_table_agree),
		cmocka_unit_test(declared_has_a_case),
		cmocka_unit_test(declared_has_a_near_miss),
		cmocka_unit_test(control),
		cmocka_unit_test(explain_says_all),
		cmocka_unit_test(explanations_are_whole),
		cmocka_unit_test(explanations_are_found_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
