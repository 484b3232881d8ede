/*
 * Random catalogs and random edits: a difference is told if and only if there is one, what is told of the fields makes the
 * new ones of the old, and CH5008 is found where the layout hash of a version is not what it was, and nowhere else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/catalog_drift.h"
#include "support_catalogs.h"

#define ROUNDS 2000

static sl_arena arena;

static bool same_layout(const plain_type *a, const plain_type *b)
{
	bool same = a->field_count == b->field_count;

	for (unsigned i = 0; same && i < a->field_count; i++)
		same = a->fields[i].name == b->fields[i].name &&
		       a->fields[i].kind == b->fields[i].kind;
	return same;
}

static bool same_select(unsigned a, unsigned b)
{
	return a == b || (a + b == 3 && a > 0 && b > 0);
}

/* By the plain forms, which are sorted: what the differences are held against. */
static bool same_catalogs(const plain_catalog *a, const plain_catalog *b)
{
	bool same = a->count == b->count;

	for (unsigned i = 0; same && i < a->count; i++) {
		const plain_type *x = &a->types[i], *y = &b->types[i];

		same = x->name == y->name && x->id == y->id && x->version == y->version &&
		       x->logsource == y->logsource && same_select(x->select, y->select) &&
		       x->match_all == y->match_all && same_layout(x, y);
		for (unsigned k = 0; same && k < x->field_count; k++)
			same = x->fields[k].from == y->fields[k].from;
	}
	return same;
}

/* What the differences of one pair, from first on, make of the old fields must be the new ones. */
static void apply(const sl_drifts *drifts, size_t first)
{
	const sl_type *old = drifts->items[first].before, *new = drifts->items[first].after;
	const sl_field *made[MOST_FIELDS] = {0};
	bool used[MOST_FIELDS] = {0};
	uint32_t next = 0;

	assert_true(new->field_count <= MOST_FIELDS && old->field_count <= MOST_FIELDS);
	for (size_t i = first;
	     i < drifts->count && drifts->items[i].before == old && drifts->items[i].after == new;
	     i++) {
		const sl_drift *one = &drifts->items[i];

		if (one->old_field != SL_NO_FIELD && one->kind != SL_DRIFT_FIELD_FROM)
			used[one->old_field] = true;
		if (one->new_field != SL_NO_FIELD && one->kind != SL_DRIFT_FIELD_FROM)
			made[one->new_field] = &new->fields[one->new_field];
	}
	for (uint32_t i = 0; i < new->field_count; i++) {
		while (made[i] == NULL && next < old->field_count && used[next])
			next++;
		if (made[i] == NULL) {
			assert_true(next < old->field_count);
			made[i] = &old->fields[next++];
		}
		assert_string_equal(made[i]->name, new->fields[i].name);
		assert_int_equal(made[i]->kind, new->fields[i].kind);
	}
	while (next < old->field_count && used[next])
		next++;
	assert_int_equal(next, old->field_count);
}

static bool is_first_of_pair(const sl_drifts *drifts, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (drifts->items[i].before == drifts->items[index].before &&
		    drifts->items[i].after == drifts->items[index].after &&
		    sl_drift_is_layout(&drifts->items[i]))
			return false;
	return sl_drift_is_layout(&drifts->items[index]);
}

/* How many findings CH5008 must have: of each pair in place whose layout hashes differ, and of each new name or id. */
static size_t hold_differences(const sl_drifts *drifts, unsigned *seen)
{
	size_t wanted = 0;

	for (size_t i = 0; i < drifts->count; i++) {
		const sl_drift *one = &drifts->items[i];

		seen[one->kind]++;
		wanted +=
			one->kind == SL_DRIFT_TYPE_RENAMED || one->kind == SL_DRIFT_TYPE_RENUMBERED;
		if (!is_first_of_pair(drifts, i))
			continue;
		assert_true(sl_drift_layout(one->before) != sl_drift_layout(one->after));
		apply(drifts, i);
		wanted += one->in_place;
	}
	return wanted;
}

static size_t count_rule(const sl_findings *findings, uint16_t rule)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->items[i].rule == rule;
	return count;
}

/* Returns whether there was a difference. */
static bool compare_both(plain_catalog *old, plain_catalog *new, unsigned *seen)
{
	sl_catalog before, after;
	sl_findings findings;
	sl_drifts drifts, back;
	bool differs;

	plain_make(&arena, old, &before);
	plain_make(&arena, new, &after);
	sl_findings_start(&findings);
	sl_drifts_find(&before, &after, &drifts);
	sl_drifts_find(&after, &before, &back);
	differs = drifts.count > 0;
	assert_int_equal(differs, !same_catalogs(old, new));
	assert_int_equal(back.count > 0, differs);
	sl_drifts_judge(&drifts, "new", &findings);
	assert_int_equal(count_rule(&findings, SL_RULE_LAYOUT_CHANGED),
	                 hold_differences(&drifts, seen));
	hold_differences(&back, seen);
	sl_drifts_free(&back);
	sl_drifts_free(&drifts);
	sl_findings_free(&findings);
	return differs;
}

static void random_edits(void **state)
{
	unsigned seen[SL_DRIFT_FIELD_FROM + 1] = {0};
	size_t differing = 0;

	(void)state;
	plain_start(UINT64_C(0x9e3779b97f4a7c15));
	for (unsigned round = 0; round < ROUNDS; round++) {
		plain_catalog old = {.count = 0}, new;
		sl_arena kept = arena;

		sl_arena_start(&arena);
		while (old.count == 0 || plain_random(3) > 0)
			plain_add_version(&old);
		new = old;
		for (unsigned edits = plain_random(4); edits > 0; edits--)
			plain_edit(&new);
		differing += compare_both(&old, &new, seen);
		sl_arena_free(&arena);
		arena = kept;
	}
	assert_in_range(differing, ROUNDS / 4, ROUNDS - ROUNDS / 8);
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
		if (seen[i] == 0)
			fail_msg("no difference of kind %zu", i);
}

/* What is large is not slow: 4,096 versions of 256 fields, turned around, would take minutes at the square of it. */
static void large(void **state)
{
	enum { VERSIONS = 4096, FIELDS = 256 };
	sl_catalog before = {.count = VERSIONS}, after = {.count = VERSIONS};
	sl_field *forth = sl_arena_alloc(&arena, FIELDS, sizeof *forth);
	sl_field *back = sl_arena_alloc(&arena, FIELDS, sizeof *back);
	sl_drifts drifts;

	(void)state;
	before.types = sl_arena_alloc(&arena, VERSIONS, sizeof *before.types);
	after.types = sl_arena_alloc(&arena, VERSIONS, sizeof *after.types);
	for (uint32_t i = 0; i < FIELDS; i++) {
		forth[i] = (sl_field){.name = sl_arena_printf(&arena, "F%u", i),
		                      .kind = CHAN_KIND_STRING};
		back[FIELDS - 1 - i] = forth[i];
	}
	for (uint32_t i = 0; i < VERSIONS; i++) {
		before.types[i] = (sl_type){.name = sl_arena_printf(&arena, "T%u", i / 16),
		                            .id = i / 16 + 1,
		                            .version = i % 16 + 1,
		                            .logsource = {"", "", ""},
		                            .fields = forth,
		                            .field_count = FIELDS};
		after.types[i] = before.types[i];
		after.types[i].fields = back;
	}
	sl_drifts_find(&before, &after, &drifts);
	assert_int_equal(drifts.count, VERSIONS * (FIELDS - 1));
	sl_drifts_free(&drifts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_edits),
		cmocka_unit_test(large),
	};
	int failed;

	sl_arena_start(&arena);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	sl_arena_free(&arena);
	return failed;
}
