/* Lists of files: patterns, links and loops of them, what is hidden, and bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/path_pattern.h"
#include "support_folder.h"

/* "a b c" in a static buffer, or "! and the words of the problem". */
static const char *joined(bool good, const sl_names *names, const sl_problem *problem)
{
	static char text[8192];
	size_t used = 0;

	if (!good) {
		assert_int_equal(names->count, 0);
		snprintf(text, sizeof text, "! %s", problem->text);
		return text;
	}
	text[0] = '\0';
	for (size_t i = 0; i < names->count; i++) {
		int step = snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? " " : "",
		                    names->items[i]);

		used += (size_t)step;
		assert_true(used < sizeof text);
	}
	return text;
}

static const char *glob(const char *root, const char *pattern)
{
	sl_problem problem = {{0}};
	sl_names names;
	sl_arena arena;
	const char *text;

	sl_arena_start(&arena);
	text = joined(sl_folder_glob(&arena, root, pattern, &names, &problem), &names, &problem);
	sl_arena_free(&arena);
	return text;
}

static void make_tree(const char *root)
{
	static const char *const files[] = {"top.yml",        "b.yml",         "a/one.yml",
	                                    "a/two.yaml",     "a/b/three.yml", "a/b/c/four.yml",
	                                    ".hidden.yml",    ".git/x.yml",    "a/.hid/y.yml",
	                                    "z/\xC3\xA4.yml", "z/ab.yml"};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		scratch_text(root, files[i], "x");
	}
	assert_int_equal(mkdir(scratch_path(root, "a/folder.yml"), 0700), 0);
}

static void test_patterns(void **state)
{
	static const char *const cases[][2] = {
		{"*.yml", "b.yml top.yml"},
		{"a/*.yml", "a/one.yml"},
		{"a/*", "a/one.yml a/two.yaml"},
		{"*/one.yml", "a/one.yml"},
		{"**/*.yml",
	         "a/b/c/four.yml a/b/three.yml a/one.yml b.yml top.yml z/ab.yml z/\xC3\xA4.yml"},
		{"a/**/*.yml", "a/b/c/four.yml a/b/three.yml a/one.yml"},
		{"a/**/c/*.yml", "a/b/c/four.yml"},
		{"**/b/**/*.yml", "a/b/c/four.yml a/b/three.yml"},
		{"**/**/**/b/**/**/*.yml", "a/b/c/four.yml a/b/three.yml"},
		{"**/top.yml", "top.yml"},
		{"?.yml", "b.yml"},
		{"z/?.yml", "z/\xC3\xA4.yml"},
		{"z/??.yml", "z/ab.yml"},
		{"a/t*o.y*ml", "a/two.yaml"},
		{"a/***.yml", "a/one.yml"},
		{".hidden.yml", ".hidden.yml"},
		{".*.yml", ".hidden.yml"},
		{".git/*.yml", ".git/x.yml"},
		{"a/.hid/*", "a/.hid/y.yml"},
		{"a/one.yml", "a/one.yml"},
		{"./a//one.yml", "a/one.yml"},
		{"a/../b.yml", "a/../b.yml"},
		{"nothing*", ""},
		{"a/b/*/", "a/b/three.yml"},
		{"[ab].yml", "! "},
	};

	make_tree(*state);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *found = glob(*state, cases[i][0]);

		if (cases[i][1][0] == '!') {
			assert_memory_equal(found, "! ", 2);
		} else {
			assert_string_equal(found, cases[i][1]);
		}
	}
}

static void test_patterns_that_cannot_be(void **state)
{
	char deep[600] = "";

	make_tree(*state);
	assert_non_null(strstr(glob(*state, ""), "may not be empty"));
	assert_non_null(strstr(glob(*state, "a/**"), "may not end with '**'"));
	assert_non_null(strstr(glob(*state, "*/../b.yml"), "may not have '..' behind a wildcard"));
	assert_non_null(strstr(glob(*state, "**/./b.yml"), "may not have '.' behind a wildcard"));
	assert_non_null(strstr(glob(*state, "none/*.yml"), "No such file or directory"));
	assert_non_null(strstr(glob(*state, "none.yml"), "No such file or directory"));
	assert_non_null(strstr(glob(*state, "a"), "is a folder, not a file"));
	assert_non_null(strstr(glob(*state, "b.yml/*.yml"), "Not a directory"));
	for (int i = 0; i < SL_PATH_PATTERN_PARTS; i++) {
		strcat(deep, "*/");
	}
	assert_string_equal(glob(*state, deep), "");
	strcat(deep, "*");
	assert_non_null(strstr(glob(*state, deep), "at most 63 parts"));
}

static void test_absolute_patterns_and_roots(void **state)
{
	char pattern[5000], wanted[5000], here[4096];

	make_tree(*state);
	snprintf(pattern, sizeof pattern, "%s/a/*.yml", (char *)*state);
	snprintf(wanted, sizeof wanted, "%s/a/one.yml", (char *)*state);
	assert_string_equal(glob("/nowhere", pattern), wanted);
	assert_non_null(getcwd(here, sizeof here));
	assert_int_equal(chdir(*state), 0);
	assert_string_equal(glob(".", "*.yml"), "b.yml top.yml");
	assert_string_equal(glob("a/b/", "../*.yml"), "../one.yml");
	assert_int_equal(chdir(here), 0);
}

static void test_links(void **state)
{
	make_tree(*state);
	assert_int_equal(symlink("../../b.yml", scratch_path(*state, "a/b/link.yml")), 0);
	assert_int_equal(symlink("..", scratch_path(*state, "a/b/up")), 0);
	assert_int_equal(symlink("b", scratch_path(*state, "a/side")), 0);
	assert_string_equal(glob(*state, "a/b/*.yml"), "a/b/link.yml a/b/three.yml");
	/* The loop ends where it comes back; the way around is a way. */
	assert_string_equal(glob(*state, "a/**/*.yml"),
	                    "a/b/c/four.yml a/b/link.yml a/b/three.yml a/one.yml "
	                    "a/side/c/four.yml a/side/link.yml a/side/three.yml");
	assert_int_equal(symlink("gone", scratch_path(*state, "a/dead.yml")), 0);
	assert_non_null(strstr(glob(*state, "a/*.yml"), "a/dead.yml: cannot read: "));
	assert_string_equal(glob(*state, "a/*.yaml"), "a/two.yaml");
}

/* Each level has two links to the next: a few folders that look like millions of millions. */
static void test_links_that_multiply(void **state)
{
	char name[64];

	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "%d", i);
		assert_int_equal(mkdir(scratch_path(*state, name), 0700), 0);
		for (int k = 0; k < 2; k++) {
			char link[64], target[64];

			snprintf(link, sizeof link, "%d/%d", i, k);
			snprintf(target, sizeof target, "../%d", i + 1);
			assert_int_equal(symlink(target, scratch_path(*state, link)), 0);
		}
	}
	assert_non_null(
		strstr(glob(scratch_path(*state, "0"), "**/*.yml"), "more than 65536 folders"));
}

static void test_folders_too_deep(void **state)
{
	char path[1000] = "";

	for (int i = 0; i < 70; i++) {
		strcat(path, "d/");
	}
	strcat(path, "x.yml");
	scratch_text(*state, path, "x");
	assert_non_null(strstr(glob(*state, "**/*.yml"), "nested more than 64 deep"));
	assert_string_equal(glob(*state, path), path);
	/* 63 below the first are not too deep. */
	assert_string_equal(glob(scratch_path(*state, "d/d/d/d/d/d/d"), "**/*.yml"),
	                    path + strlen("d/d/d/d/d/d/d/"));
}

static void test_an_unreadable_folder_is_not_passed_over(void **state)
{
	make_tree(*state);
	assert_int_equal(chmod(scratch_path(*state, "a/b"), 0), 0);
	if (geteuid() == 0) {
		chmod(scratch_path(*state, "a/b"), 0700);
		skip();
	}
	assert_non_null(strstr(glob(*state, "**/*.yml"), "Permission denied"));
	assert_int_equal(chmod(scratch_path(*state, "a/b"), 0700), 0);
}

static void test_lists(void **state)
{
	sl_arena arena;
	sl_names names;
	sl_problem problem;
	char wanted[8192];

	make_tree(*state);
	assert_int_equal(mkfifo(scratch_path(*state, "a/fifo.yml"), 0600), 0);
	assert_int_equal(symlink("gone", scratch_path(*state, "a/link.yml")), 0);
	sl_arena_start(&arena);
	assert_true(sl_folder_list(&arena, scratch_path(*state, "a/"), ".yml", &names, &problem));
	snprintf(wanted, sizeof wanted, "%s/a/fifo.yml %s/a/folder.yml %s/a/link.yml %s/a/one.yml",
	         (char *)*state, (char *)*state, (char *)*state, (char *)*state);
	assert_string_equal(joined(true, &names, &problem), wanted);
	assert_true(sl_folder_list(&arena, scratch_path(*state, "a/b"), ".none", &names, &problem));
	assert_int_equal(names.count, 0);
	assert_false(
		sl_folder_list(&arena, scratch_path(*state, "none"), ".yml", &names, &problem));
	assert_non_null(strstr(problem.text, "none: cannot read the folder: No such file"));
	assert_false(
		sl_folder_list(&arena, scratch_path(*state, "b.yml"), ".yml", &names, &problem));
	assert_false(sl_folder_list(&arena, scratch_path(*state, "a/fifo.yml"), ".yml", &names,
	                            &problem));
	sl_arena_free(&arena);
}

static void test_joined_paths(void **state)
{
	static const char *const cases[][3] = {
		{"a", "b", "a/b"}, {"a/", "b", "a/b"},  {"a//", "b/", "a/b"},
		{"", "b", "b"},    {".", "b", "b"},     {"/", "b", "/b"},
		{"a", "/b", "/b"}, {"a", "", "a"},      {"a", ".", "a"},
		{".", ".", "."},   {"..", "b", "../b"}, {"a", "../b", "a/../b"},
		{"/", "/", "/"},   {"", "", ""},        {"a", "b//", "a/b"},
		{"/", "", "/"}};
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(sl_path_join(&arena, cases[i][0], cases[i][1]), cases[i][2]);
	}
	sl_arena_free(&arena);
	assert_string_equal(sl_path_base("a/b"), "b");
	assert_string_equal(sl_path_base("b"), "b");
	assert_string_equal(sl_path_base("a/"), "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_patterns),
		TEST(test_patterns_that_cannot_be),
		TEST(test_absolute_patterns_and_roots),
		TEST(test_links),
		TEST(test_links_that_multiply),
		TEST(test_folders_too_deep),
		TEST(test_an_unreadable_folder_is_not_passed_over),
		TEST(test_lists),
		TEST(test_joined_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
