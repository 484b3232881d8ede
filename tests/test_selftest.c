/*
 * The gate's test of itself: what is pinned is what the cases make, all of it holds, and a rule
 * that is broken on purpose is noticed by each case of it. UPDATE_CASES=1 writes the pinned cases
 * and the files of corpus/ anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The file itself, with its switch for broken rules: the product's copy has none. */
#define SLUICE_TEST_FAULTS
#include "rules/selftest.c"

#include "base/file.h"
#include "support_case.h"
#include "support_pinned.h"

#define PINNED_FILE "validator/rules/selftest_cases.inc"
#define HEX_PER_LINE 88

static void write_hex(sl_buffer *out, const sl_buffer *bytes)
{
	size_t i;

	for (i = 0; i < bytes->length; i++) {
		if (i % (HEX_PER_LINE / 2) == 0)
			sl_buffer_printf(out, "%s\t\"", i > 0 ? "\"\n" : "");
		sl_buffer_printf(out, "%02x", bytes->bytes[i]);
	}
	sl_buffer_text(out, i > 0 ? "\",\n" : "\t\"\",\n");
}

static void write_pinned(sl_buffer *out, const pinned_case *made)
{
	size_t i;

	sl_buffer_printf(out, "CASE(\"%s\", \"%s\", %u,\n", made->name, made->path, made->builds);
	write_hex(out, &made->bytes);
	for (i = 0; i < made->expected_count; i++)
		sl_buffer_printf(out, "\t%s{%u, %llu, %llu}", i > 0 ? ", " : "",
		                 (unsigned)made->expected[i].rule,
		                 (unsigned long long)made->expected[i].offset,
		                 (unsigned long long)made->expected[i].length);
	sl_buffer_text(out, made->expected_count > 0 ? ")\n" : "\t{0, 0, 0})\n");
}

/* Fails unless the file holds exactly the wanted bytes; or writes it. */
static void hold_file(const char *name, const sl_buffer *wanted)
{
	sl_arena arena;
	sl_problem problem;
	sl_buffer found = {0};
	const char *root = getenv("REPO_ROOT"), *path;

	sl_arena_start(&arena);
	path = sl_path_join(&arena, root != NULL ? root : ".", name);
	if (getenv("UPDATE_CASES") != NULL &&
	    !sl_file_write(path, wanted->bytes, wanted->length, &problem))
		fail_msg("%s", problem.text);
	if (!sl_file_read(path, 1 << 20, &found, &problem))
		fail_msg("%s", problem.text);
	if (found.length != wanted->length ||
	    memcmp(found.bytes, wanted->bytes, wanted->length) != 0)
		fail_msg("%s is not what the cases make; run this test with UPDATE_CASES=1", name);
	sl_buffer_free(&found);
	sl_arena_free(&arena);
}

static void pinned_file(void **state)
{
	sl_buffer wanted = {0};
	size_t i;

	(void)state;
	sl_buffer_text(&wanted,
	               "/* Written by tests/test_selftest.c from tests/support_pinned.def. */\n");
	for (i = 0; i < pinned_case_count; i++) {
		pinned_case made;

		assert_true(pinned_case_make(i, &made));
		write_pinned(&wanted, &made);
		pinned_case_free(&made);
	}
	hold_file(PINNED_FILE, &wanted);
	sl_buffer_free(&wanted);
}

static void expect_findings(const sl_findings *findings, size_t count)
{
	size_t i;

	for (i = 0; i < findings->count && findings->count != count; i++)
		print_message("%s\n", findings->items[i].detail);
	assert_int_equal(findings->count, count);
}

static void all_hold(void **state)
{
	sl_findings findings;
	size_t run;

	(void)state;
	memset(&findings, 0xa5, sizeof findings);
	sl_findings_start(&findings);
	run = sl_selftest_run(&findings);
	expect_findings(&findings, 0);
	assert_int_equal(run, pinned_case_count);
	assert_true(run >= 80);
	sl_findings_free(&findings);
}

static size_t expecting(uint16_t rule)
{
	size_t i, j, count = 0;

	for (i = 0; i < case_count; i++)
		for (j = 0; j < MAX_EXPECTED; j++)
			if (cases[i].expected[j].rule == rule) {
				count++;
				break;
			}
	return count;
}

/*
 * Every rule that some case expects: with that rule silent, each of these cases, and no other, is
 * a CH9001.
 */
static void broken_rule_is_noticed(void **state)
{
	size_t i, rules = 0;

	(void)state;
	for (i = 0; i < sl_rule_count; i++) {
		const size_t wanted = expecting(sl_rules[i].id);
		sl_findings findings;
		char number[8];

		if (wanted == 0)
			continue;
		rules++;
		snprintf(number, sizeof number, "%u", (unsigned)sl_rules[i].id);
		assert_int_equal(setenv("SLUICE_BREAK_RULE", number, 1), 0);
		sl_findings_start(&findings);
		assert_int_equal(sl_selftest_run(&findings), case_count);
		assert_int_equal(findings.errors, wanted);
		assert_int_equal(findings.items[0].rule, SL_RULE_SELF_TEST);
		assert_non_null(strstr(findings.items[0].detail, "expected "));
		sl_findings_free(&findings);
	}
	assert_int_equal(unsetenv("SLUICE_BREAK_RULE"), 0);
	assert_true(rules >= 40);
}

/* What a difference says: the case, what was wanted, what was found. */
static void differences_are_told(void **state)
{
	static const selftest_case wrong[] = {
		{"absent", "a", 4, "89", {{1002, 0, 8}}},
		{"surplus", "a", 4, "", {{0, 0, 0}}},
		{"elsewhere", "a", 4, "", {{1001, 0, 1}}},
		{"behind", "a", 4, "", {{1001, 1, 0}}},
	};
	static const char *const told[] = {
		"case absent: expected CH1002 @0+8, got CH1001 @1+0",
		"case surplus: expected nothing, got CH1001 @0+0",
		"case elsewhere: expected CH1001 @0+1, got CH1001 @0+0",
		"case behind: expected CH1001 @1+0, got CH1001 @0+0",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		sl_findings findings;

		sl_findings_start(&findings);
		run_case(&wrong[i], &findings);
		assert_int_equal(findings.count, 1);
		assert_int_equal(findings.items[0].rule, SL_RULE_SELF_TEST);
		assert_string_equal(findings.items[0].detail, told[i]);
		sl_findings_free(&findings);
	}
}

enum { MOST = 4 }; /* findings of a case that are compared and told */

static void say_list(const selftest_finding *list, size_t count, sl_buffer *out)
{
	for (size_t i = 0; i < count && i < MOST; i++)
		sl_buffer_printf(out, "%sCH%04u @%u+%u", i > 0 ? ", " : "", (unsigned)list[i].rule,
		                 (unsigned)list[i].offset, (unsigned)list[i].length);
	if (count == 0)
		sl_buffer_text(out, "nothing");
}

/* Whether the case is a difference, and what is said of it. */
static void expect_told(const selftest_case *one, size_t expected, const selftest_finding *found,
                        size_t count, bool told)
{
	sl_buffer wanted = {0};
	sl_findings findings;

	sl_buffer_printf(&wanted, "case %s: expected ", one->name);
	say_list(one->expected, expected, &wanted);
	sl_buffer_text(&wanted, ", got ");
	say_list(found, count, &wanted);
	if (count > MOST)
		sl_buffer_printf(&wanted, " and %zu more", count - MOST);
	sl_findings_start(&findings);
	run_case(one, &findings);
	assert_int_equal(findings.count, told);
	if (told) {
		assert_string_equal(findings.items[0].detail, (const char *)wanted.bytes);
		assert_int_equal(findings.items[0].template_index, -1);
		assert_int_equal(findings.items[0].criterion_index, -1);
	}
	sl_findings_free(&findings);
	sl_buffer_free(&wanted);
}

/* One number more or less in what is expected is a difference. */
static void change_each(const selftest_case *one, const selftest_finding *found, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (unsigned change = 0; change < 6; change++) {
			selftest_case other = *one;
			const int by = change % 2 > 0 ? 1 : -1;

			if (change < 2)
				other.expected[i].rule = (uint16_t)(other.expected[i].rule + by);
			else if (change < 4)
				other.expected[i].offset += (uint64_t)(int64_t)by;
			else
				other.expected[i].length += (uint64_t)(int64_t)by;
			/* Less than none is not said in so few digits. */
			if ((other.expected[i].offset | other.expected[i].length) <= UINT32_MAX)
				expect_told(&other, count, found, count, true);
		}
}

/* The pinned files under another name and against all builds, which is more than they are made for. */
static void every_list_is_told(void **state)
{
	unsigned full = 0, over = 0;

	(void)state;
	for (size_t i = 0; i < case_count; i++) {
		selftest_finding found[MOST] = {{0, 0, 0}};
		selftest_case one = cases[i];
		sl_findings findings;
		size_t kept;

		one.path = "x";
		one.builds = i % 2 > 0 ? SL_MODEL_COMPLETE : (1u << SL_MODEL_BUILDS) - 1;
		sl_findings_start(&findings);
		judge(&one, &findings);
		memset(one.expected, 0, sizeof one.expected);
		for (kept = 0; kept < findings.count && kept < MOST; kept++) {
			const sl_finding *from = &findings.items[kept];

			assert_true(kept == 0 || from->offset >= findings.items[kept - 1].offset);
			found[kept] = one.expected[kept] =
				(selftest_finding){from->rule, from->offset, from->length};
		}
		full += findings.count == MOST;
		over += findings.count > MOST;
		expect_told(&one, kept, found, findings.count, findings.count > MOST);
		if (findings.count <= MOST)
			change_each(&one, found, kept);
		sl_findings_free(&findings);
	}
	assert_true(full > 0 && over > 0);
}

/* From the first one to the last; and none is a finding of its own. */
static void all_are_run(void **state)
{
	static const selftest_case wrong[] = {
		{"one", "a", 4, "89", {{1002, 0, 8}}},
		{"two", "a", 4, "89", {{1002, 0, 8}}},
		{"three", "a", 4, "89", {{1002, 0, 8}}},
	};

	(void)state;
	for (size_t count = 0; count <= 3; count++) {
		sl_findings findings;

		sl_findings_start(&findings);
		assert_int_equal(run_all(wrong, count, &findings), count);
		assert_int_equal(findings.count, count > 0 ? count : 1);
		if (count == 0)
			assert_string_equal(findings.items[0].detail, "there is no pinned case");
		for (size_t i = 0; i < count; i++)
			assert_int_equal(strncmp(findings.items[i].detail + strlen("case "),
			                         wrong[i].name, strlen(wrong[i].name)),
			                 0);
		sl_findings_free(&findings);
	}
}

static void families_are_covered(void **state)
{
	static const uint16_t needed[] = {1001, 1002, 1003, 1004, 1005, 1006, 1007, 2001, 2002,
	                                  2003, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 3000,
	                                  3001, 3002, 3003, 3004, 3005, 3006, 3007, 5003};
	size_t i, good = 0;

	(void)state;
	for (i = 0; i < sizeof needed / sizeof *needed; i++)
		if (expecting(needed[i]) == 0)
			fail_msg("no pinned case of CH%04u", (unsigned)needed[i]);
	for (i = 0; i < case_count; i++)
		good += cases[i].expected[0].rule == 0;
	assert_true(good >= 20);
}

/* One case as a file of corpus/. */
static void fill_case(const pinned_case *made, bool near, case_file *out)
{
	size_t i;

	memset(out, 0, sizeof *out);
	out->builds = made->builds;
	out->bytes = made->bytes;
	if (made->is_renamed)
		snprintf(out->name, sizeof out->name, "%s", made->path);
	out->expected_count = made->expected_count;
	for (i = 0; i < made->expected_count; i++) {
		const pinned_expected *from = &made->expected[i];

		out->expected[i] =
			(case_finding){from->rule, from->has_bytes, from->offset, from->length};
	}
	if (near) {
		out->near[0] = (uint16_t)strtoul(made->name + strlen("near-CH"), NULL, 10);
		out->near_count = 1;
	}
}

/* Those of the structure are the parser's: they have cases of their own. */
static bool hold_case(const pinned_case *made)
{
	const bool near = strncmp(made->name, "near-", 5) == 0;
	sl_buffer wanted = {0};
	case_file file;
	char name[128];

	if (strstr(made->name, "CH1") != NULL)
		return false;
	snprintf(name, sizeof name, "corpus/%s/%s.hex", near ? "accept" : "reject", made->name);
	fill_case(made, near, &file);
	case_write(&file, NULL, &wanted);
	hold_file(name, &wanted);
	sl_buffer_free(&wanted);
	return true;
}

static void files_of_corpus(void **state)
{
	size_t i, held = 0;

	(void)state;
	for (i = 0; i < pinned_case_count; i++) {
		pinned_case made;

		assert_true(pinned_case_make(i, &made));
		held += hold_case(&made);
		pinned_case_free(&made);
	}
	assert_true(held >= 60);
}

/*
 * corpus/model/ says in YAML what the pinned cases are judged against; both readings must be one.
 */
static void model_files(void **state)
{
	sl_buffer wanted = {0};
	sl_catalog catalog;
	sl_fleet fleet;
	sl_arena arena;
	size_t i;

	(void)state;
	sl_arena_start(&arena);
	sl_model_catalog(&arena, &catalog);
	sl_model_fleet(&arena, (1u << SL_MODEL_BUILDS) - 1, &fleet);
	assert_int_equal(fleet.count, SL_MODEL_BUILDS);
	sl_catalog_write(catalog.types, catalog.count, &wanted);
	hold_file("corpus/model/catalog/types.yaml", &wanted);
	for (i = 0; i < fleet.count; i++) {
		sl_buffer_clear(&wanted);
		sl_build_write(&fleet.builds[i], &wanted);
		hold_file(
			sl_arena_printf(&arena, "corpus/model/fleet/%s.yaml", fleet.builds[i].name),
			&wanted);
	}
	sl_buffer_free(&wanted);
	sl_arena_free(&arena);
}

/* Whatever was there before, and whatever more builds are asked for than there are. */
static void model_is_whole(void **state)
{
	static const char zeros[sizeof(((sl_catalog *)NULL)->digest)] = "";
	sl_catalog catalog;
	sl_fleet fleet;
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	memset(&catalog, 0xa5, sizeof catalog);
	memset(&fleet, 0xa5, sizeof fleet);
	sl_model_catalog(&arena, &catalog);
	assert_null(catalog.arena.first);
	assert_memory_equal(catalog.digest, zeros, sizeof zeros);
	for (size_t i = 0; i < catalog.count; i++)
		assert_int_equal(catalog.types[i].newest,
		                 i + 1 == catalog.count ||
		                         catalog.types[i + 1].id != catalog.types[i].id);
	sl_model_fleet(&arena, ~0u, &fleet);
	assert_int_equal(fleet.count, SL_MODEL_BUILDS);
	sl_arena_free(&arena);
}

static const char *in_root(sl_arena *arena, const char *name)
{
	const char *root = getenv("REPO_ROOT");

	return sl_path_join(arena, root != NULL ? root : ".", name);
}

/* What the loaders make of them, written again, is the same text. */
static void model_reads_back(void **state)
{
	sl_buffer written = {0};
	sl_findings findings;
	sl_catalog catalog;
	sl_fleet fleet;
	sl_arena arena;
	size_t i;

	(void)state;
	sl_arena_start(&arena);
	sl_findings_start(&findings);
	assert_true(sl_catalog_load(in_root(&arena, "corpus/model/catalog"), &catalog, &findings));
	assert_true(sl_fleet_load(in_root(&arena, "corpus/model/fleet"), &fleet, &findings));
	assert_int_equal(findings.count, 0);
	sl_catalog_write(catalog.types, catalog.count, &written);
	hold_file("corpus/model/catalog/types.yaml", &written);
	assert_int_equal(fleet.count, SL_MODEL_BUILDS);
	for (i = 0; i < fleet.count; i++) {
		sl_buffer_clear(&written);
		sl_build_write(&fleet.builds[i], &written);
		hold_file(
			sl_arena_printf(&arena, "corpus/model/fleet/%s.yaml", fleet.builds[i].name),
			&written);
	}
	sl_buffer_free(&written);
	sl_fleet_free(&fleet);
	sl_catalog_free(&catalog);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pinned_file),
		cmocka_unit_test(files_of_corpus),
		cmocka_unit_test(model_files),
		cmocka_unit_test(model_is_whole),
		cmocka_unit_test(model_reads_back),
		cmocka_unit_test(all_hold),
		cmocka_unit_test(broken_rule_is_noticed),
		cmocka_unit_test(differences_are_told),
		cmocka_unit_test(every_list_is_told),
		cmocka_unit_test(all_are_run),
		cmocka_unit_test(families_are_covered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
