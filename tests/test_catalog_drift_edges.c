/*
 * Differences where lists are almost the same, searches have many steps and hashes collide: small cases made by hand, each
 * against what a plain look at them says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/catalog_drift_parts.h"

static sl_arena arena;
static sl_catalog before, after;
static sl_drifts drifts;
static sl_findings findings;

static void begin(void)
{
	sl_arena_start(&arena);
	before = after = (sl_catalog){0};
	before.types = sl_arena_alloc(&arena, 16, sizeof *before.types);
	after.types = sl_arena_alloc(&arena, 16, sizeof *after.types);
	sl_findings_start(&findings);
}

static void end(void)
{
	sl_drifts_free(&drifts);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

/* Appends a version whose fields are the letters; their layout hash is the hash of the last one. */
static sl_type *add_type(sl_catalog *catalog, const char *name, uint32_t id, uint32_t version,
                         const char *letters)
{
	sl_type *type = &catalog->types[catalog->count++];
	uint32_t hash = 0;

	*type = (sl_type){.name = name,
	                  .id = id,
	                  .version = version,
	                  .logsource = {"", "", ""},
	                  .field_count = (uint32_t)strlen(letters)};
	type->fields = sl_arena_alloc(&arena, type->field_count, sizeof *type->fields);
	for (uint32_t i = 0; i < type->field_count; i++) {
		hash = hash * 31 + (uint8_t)letters[i];
		type->fields[i] = (sl_field){.name = sl_arena_copy(&arena, &letters[i], 1),
		                             .kind = CHAN_KIND_STRING,
		                             .layout_hash = hash};
	}
	return type;
}

/* Marks the newest versions. */
static void find(void)
{
	sl_catalog *const both[] = {&before, &after};

	for (size_t c = 0; c < 2; c++)
		for (size_t i = 0; i < both[c]->count; i++)
			both[c]->types[i].newest = i + 1 == both[c]->count ||
			                           both[c]->types[i + 1].id != both[c]->types[i].id;
	sl_drifts_find(&before, &after, &drifts);
}

/* --- lists whose order means nothing */

enum { LETTERS = 3, LONGEST = 3 };

/* The list of a number, in the base of the letters, behind its length; returns the length. */
static uint32_t list_of(unsigned number, const char *out[LONGEST])
{
	static const char *const letters[LETTERS] = {"a", "b", "ba"};
	uint32_t length = 0;
	unsigned lists = 1;

	for (; number >= lists; number -= lists, lists *= LETTERS)
		length++;
	for (uint32_t i = 0; i < length; i++, number /= LETTERS)
		out[i] = letters[number % LETTERS];
	return length;
}

static unsigned set_of(const char *const *list, uint32_t length)
{
	unsigned set = 0;

	for (uint32_t i = 0; i < length; i++)
		set |= list[i][1] != '\0' ? 4u : list[i][0] == 'a' ? 1u : 2u;
	return set;
}

enum { LISTS = 1 + 3 + 9 + 27 };

static void texts_are_sets(void **state)
{
	const char *a[LONGEST], *b[LONGEST];

	(void)state;
	for (unsigned i = 0; i < LISTS; i++)
		for (unsigned k = 0; k < LISTS; k++) {
			const uint32_t a_count = list_of(i, a), b_count = list_of(k, b);

			assert_int_equal(sl_drift_same_texts(a, a_count, b, b_count),
			                 set_of(a, a_count) == set_of(b, b_count));
		}
}

/* Each key once, in either order, with one of the lists of up to two letters; what it selects is a set a key. */
static sl_type selecting(unsigned number, sl_select keys[2], const char *lists[2][LONGEST],
                         unsigned sets[2])
{
	static const char *const names[2] = {"K", "L"};
	const bool turned = number % 2 > 0;
	sl_type type = {.select = keys};

	number /= 2;
	for (unsigned i = 0; i < 2; i++, number /= 13) {
		const unsigned which = turned ? 1 - i : i;
		const uint32_t length = list_of(number % 13, lists[i]);

		sets[which] = set_of(lists[i], length);
		if (length > 0)
			keys[type.select_count++] = (sl_select){names[which], lists[i], length};
	}
	return type;
}

static void selections_are_sets(void **state)
{
	enum { SELECTIONS = 2 * 13 * 13 };
	const char *a_lists[2][LONGEST], *b_lists[2][LONGEST];
	sl_select a_keys[2], b_keys[2];
	unsigned a_sets[2], b_sets[2];

	(void)state;
	for (unsigned i = 0; i < SELECTIONS; i++)
		for (unsigned k = 0; k < SELECTIONS; k++) {
			const sl_type a = selecting(i, a_keys, a_lists, a_sets);
			const sl_type b = selecting(k, b_keys, b_lists, b_sets);

			assert_int_equal(sl_drift_same_select(&a, &b),
			                 a_sets[0] == b_sets[0] && a_sets[1] == b_sets[1]);
		}
}

/* --- which types are the same ones */

/* Types of other ids in the new catalog, with names in every order: each is found by its name. */
static void names_are_found_in_any_order(void **state)
{
	static const char *const orders[] = {"abc", "acb", "bac", "bca", "cab", "cba"};

	(void)state;
	for (size_t o = 0; o < sizeof orders / sizeof *orders; o++)
		for (size_t left_out = 0; left_out < 4; left_out++) {
			size_t renumbered = 0;

			begin();
			for (uint32_t i = 0; i < 3; i++) {
				const char *old = sl_arena_copy(&arena, &orders[o][i], 1);
				const char *fresh = sl_arena_copy(&arena, &"abc"[i], 1);

				if (i != left_out)
					add_type(&before, old, 1 + i, 1, "A");
				add_type(&after, fresh, 11 + i, 1, "A");
			}
			find();
			for (size_t i = 0; i < drifts.count; i++)
				renumbered += drifts.items[i].kind == SL_DRIFT_TYPE_RENUMBERED;
			assert_int_equal(renumbered, left_out < 3 ? 2 : 3);
			assert_int_equal(drifts.count, 3);
			end();
		}
}

/* --- which version a new one follows */

/* The highest lower version of either catalog, the old one's where it has it; NULL: none. */
static const sl_type *follows(uint32_t version)
{
	const sl_type *found = NULL;
	size_t i;

	for (i = 0; i < after.count; i++)
		if (after.types[i].version < version)
			found = &after.types[i];
	for (i = 0; i < before.count; i++)
		if (before.types[i].version < version &&
		    (found == NULL || before.types[i].version >= found->version))
			found = &before.types[i];
	return found;
}

/* Every choice of up to six versions in each catalog. */
static void a_version_follows_the_one_before(void **state)
{
	enum { VERSIONS = 6, CHOICES = 1 << VERSIONS };

	(void)state;
	for (unsigned old = 0; old < CHOICES; old++)
		for (unsigned fresh = 0; fresh < CHOICES; fresh++) {
			begin();
			for (uint32_t v = 0; v < VERSIONS; v++) {
				if (old >> v & 1)
					add_type(&before, "t", 1, v + 1, "A");
				if (fresh >> v & 1)
					add_type(&after, "t", 1, v + 1, "A");
			}
			find();
			for (size_t i = 0; i < drifts.count && before.count > 0; i++)
				if (drifts.items[i].kind == SL_DRIFT_VERSION_ADDED)
					assert_ptr_equal(drifts.items[i].before,
					                 follows(drifts.items[i].after->version));
			end();
		}
}

/* What the new catalog has of the version that a new one follows: the last difference says whether that is gone. */
static void expect_gone(bool gone)
{
	find();
	assert_int_equal(drifts.items[drifts.count - 1].old_is_gone, gone);
	assert_int_equal(drifts.items[drifts.count - 1].after->version, 3);
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count > 0 &&
	                         findings.items[findings.count - 1].rule == SL_RULE_CATALOG_HISTORY,
	                 gone);
}

static void what_is_followed_is_gone(void **state)
{
	sl_type *kept;

	(void)state;
	begin();
	/* It is there. */
	add_type(&before, "t", 1, 2, "A");
	add_type(&after, "t", 1, 2, "A");
	add_type(&after, "t", 1, 3, "B");
	expect_gone(false);
	end();
	/* Version 1 has the fields that version 2 had. */
	begin();
	add_type(&before, "t", 1, 1, "A");
	add_type(&before, "t", 1, 2, "A");
	add_type(&after, "t", 1, 1, "A");
	add_type(&after, "t", 1, 3, "B");
	expect_gone(true);
	end();
	/* It has more fields, or fewer, that have the same hash; and others that have another. */
	for (unsigned fields = 1; fields < 4; fields++) {
		begin();
		add_type(&before, "t", 1, 2, "AB");
		kept = add_type(&after, "t", 1, 2, fields == 1 ? "A" : fields == 2 ? "BA" : "ABC");
		if (fields != 2)
			kept->fields[fields - 1].layout_hash = sl_drift_layout(&before.types[0]);
		add_type(&after, "t", 1, 3, "CD");
		expect_gone(true);
		end();
	}
}

/* --- the ends of lists */

/* As many differences as the list has room for, the last of them of the layout. */
static void a_full_list(void **state)
{
	(void)state;
	begin();
	add_type(&before, "t", 1, 1, "A");
	add_type(&after, "t", 1, 1, "ABCDEFGHIJKLMNOPQ");
	find();
	assert_int_equal(drifts.count, 16);
	assert_int_equal(drifts.capacity, 16);
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].detail, "; and 13 more; "));
	end();
	begin();
	add_type(&before, "t", 1, 1, "A");
	add_type(&after, "t", 1, 1, "A");
	add_type(&after, "t", 1, 2, "ABCDEFGHIJKLMNOP");
	find();
	assert_int_equal(drifts.count, 16);
	assert_int_equal(drifts.capacity, 16);
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(findings.count, 0);
	end();
}

/* Lists of builds that differ in the last one alone are two lists. */
static void builds_that_differ_at_the_end(void **state)
{
	static const char *const names[] = {"t", "u"};
	sl_input inputs[5];
	sl_build builds[5];
	const sl_fleet fleet = {.builds = builds, .count = 5};

	(void)state;
	begin();
	for (uint32_t i = 0; i < 2; i++)
		add_type(&before, names[i], 1 + i, 1, "A");
	for (size_t b = 0; b < 5; b++) {
		inputs[b] = (sl_input){.type = names[b > 3], .version = 1};
		builds[b] = (sl_build){.name = sl_arena_printf(&arena, "B%zu", b),
		                       .inputs = &inputs[b],
		                       .input_count = 1};
	}
	/* The first three have both. */
	for (size_t b = 0; b < 3; b++) {
		builds[b].inputs = sl_arena_alloc(&arena, 2, sizeof *inputs);
		builds[b].input_count = 2;
		for (size_t i = 0; i < 2; i++)
			builds[b].inputs[i] = (sl_input){.type = names[i], .version = 1};
	}
	find();
	sl_drifts_touch_builds(&drifts, &fleet);
	assert_int_equal(drifts.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(drifts.items[i].build_count, 4);
		assert_string_equal(drifts.items[i].builds[3], i == 0 ? "B3" : "B4");
	}
	end();
}

static void a_type_without_fields_has_no_layout(void **state)
{
	(void)state;
	begin();
	assert_int_equal(sl_drift_layout(add_type(&before, "t", 1, 1, "")), 0);
	assert_int_equal(sl_drift_layout(add_type(&before, "t", 1, 2, "A")), 'A');
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_sets),
		cmocka_unit_test(selections_are_sets),
		cmocka_unit_test(names_are_found_in_any_order),
		cmocka_unit_test(a_version_follows_the_one_before),
		cmocka_unit_test(what_is_followed_is_gone),
		cmocka_unit_test(a_full_list),
		cmocka_unit_test(builds_that_differ_at_the_end),
		cmocka_unit_test(a_type_without_fields_has_no_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
