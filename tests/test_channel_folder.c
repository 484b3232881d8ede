/* Which channel files lie in a folder, and which of a channel is the newest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/content.h"
#include "support_folder.h"

static void test_order(void **state)
{
	/* As they must come, and written in another order; in the order of names 100000000 is before 99999999. */
	static const struct {
		const char *name;
		bool is_named;
		uint32_t channel;
		uint64_t version;
	} files[] = {
		{"A.chan", false, 0, 0},
		{"C-00000002-0000000001.chan", false, 0, 0},
		{"a.chan", false, 0, 0},
		{"C-00000001-00000000.chan", true, 1, 0},
		{"C-00000001-00000009.chan", true, 1, 9},
		{"C-00000001-99999999.chan", true, 1, 99999999},
		{"C-00000001-100000000.chan", true, 1, 100000000},
		{"C-00000001-18446744073709551615.chan", true, 1, UINT64_MAX},
		{"C-99999999-00000001.chan", true, 99999999, 1},
		{"C-100000000-00000001.chan", true, 100000000, 1},
	};
	enum { COUNT = sizeof files / sizeof *files };
	char *folder = scratch_create();
	sl_channel_path *paths;
	sl_problem problem;
	sl_arena arena;
	size_t count;

	(void)state;
	sl_arena_start(&arena);
	for (size_t i = 0; i < COUNT; i++) {
		scratch_text(folder, files[(i * 7 + 3) % COUNT].name, "");
	}
	scratch_text(folder, "C-00000001-00000010.txt", "");
	assert_true(sl_channel_folder_list(&arena, folder, &paths, &count, &problem));
	assert_int_equal(count, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		assert_string_equal(sl_path_base(paths[i].path), files[i].name);
		assert_int_equal(paths[i].is_named, files[i].is_named);
		assert_int_equal(paths[i].channel, files[i].channel);
		assert_true(paths[i].version == files[i].version);
	}
	sl_arena_free(&arena);
	scratch_remove(folder);
}

static void test_none(void **state)
{
	char *folder = scratch_create();
	sl_channel_path *paths;
	sl_problem problem;
	sl_arena arena;
	size_t count = 7;

	(void)state;
	sl_arena_start(&arena);
	assert_true(sl_channel_folder_list(&arena, folder, &paths, &count, &problem));
	assert_int_equal(count, 0);
	count = 7;
	assert_false(sl_channel_folder_list(&arena, scratch_path(folder, "absent"), &paths, &count,
	                                    &problem));
	assert_int_equal(count, 0);
	assert_non_null(strstr(problem.text, "absent"));
	sl_arena_free(&arena);
	scratch_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests_name("channel_folder", tests, NULL, NULL);
}
