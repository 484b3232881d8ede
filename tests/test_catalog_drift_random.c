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

#define ROUNDS 2000

static sl_arena arena;

/* Names are small numbers, so that edits often meet. */

enum { MOST_TYPES = 6, MOST_FIELDS = 7, NAMES = 12 };

typedef struct plain_field {
	unsigned name, kind, from;
} plain_field;

typedef struct plain_type {
	unsigned name, id, version, logsource, select;
	bool match_all;
	plain_field fields[MOST_FIELDS];
	unsigned field_count;
} plain_type;

typedef struct plain_catalog {
	plain_type types[MOST_TYPES];
	unsigned count;
} plain_catalog;

static uint64_t random_state;

static unsigned random_below(unsigned limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 33) % limit;
}

static bool has_field(const plain_type *type, unsigned name)
{
	for (unsigned i = 0; i < type->field_count; i++)
		if (type->fields[i].name == name)
			return true;
	return false;
}

static void insert_field(plain_type *type, unsigned place)
{
	const unsigned name = random_below(NAMES);

	if (type->field_count == MOST_FIELDS || has_field(type, name))
		return;
	memmove(&type->fields[place + 1], &type->fields[place],
	        (type->field_count - place) * sizeof *type->fields);
	type->fields[place] = (plain_field){name, 1 + random_below(3), random_below(2)};
	type->field_count++;
}

static plain_field take_field(plain_type *type, unsigned place)
{
	const plain_field taken = type->fields[place];

	type->field_count--;
	memmove(&type->fields[place], &type->fields[place + 1],
	        (type->field_count - place) * sizeof *type->fields);
	return taken;
}

static void move_field(plain_type *type, unsigned from, unsigned to)
{
	const plain_field moved = take_field(type, from);

	memmove(&type->fields[to + 1], &type->fields[to],
	        (type->field_count - to) * sizeof *type->fields);
	type->fields[to] = moved;
	type->field_count++;
}

static void edit_fields(plain_type *type)
{
	const unsigned place = random_below(type->field_count), name = random_below(NAMES);

	switch (random_below(7)) {
	case 0:
		insert_field(type, type->field_count);
		break;
	case 1:
		insert_field(type, place);
		break;
	case 2:
		move_field(type, place, random_below(type->field_count));
		break;
	case 3:
		if (!has_field(type, name))
			type->fields[place].name = name;
		break;
	case 4:
		type->fields[place].kind = 1 + random_below(3);
		break;
	case 5:
		type->fields[place].from = random_below(3);
		break;
	default:
		if (type->field_count > 1)
			take_field(type, place);
		break;
	}
}

/* All versions of the type; a name and an id belong to one type. */
static void rename_type(plain_catalog *catalog, const plain_type *which, bool by_id)
{
	const unsigned fresh = 1 + random_below(NAMES), id = which->id;

	for (unsigned i = 0; i < catalog->count; i++)
		if (by_id ? catalog->types[i].id == fresh : catalog->types[i].name == fresh)
			return;
	for (unsigned i = 0; i < catalog->count; i++)
		if (catalog->types[i].id == id && by_id)
			catalog->types[i].id = fresh;
		else if (catalog->types[i].id == id)
			catalog->types[i].name = fresh;
}

static const plain_type *with_id(const plain_catalog *catalog, unsigned id)
{
	for (unsigned i = 0; i < catalog->count; i++)
		if (catalog->types[i].id == id)
			return &catalog->types[i];
	return NULL;
}

static void add_version(plain_catalog *catalog)
{
	plain_type made = {.id = 1 + random_below(4), .version = 1 + random_below(4)};
	const plain_type *other = with_id(catalog, made.id);

	if (catalog->count == MOST_TYPES)
		return;
	made.name = other != NULL ? other->name : made.id;
	for (unsigned i = 0; i < catalog->count; i++) {
		const plain_type *one = &catalog->types[i];

		if ((one->id == made.id) != (one->name == made.name) ||
		    (one->id == made.id && one->version == made.version))
			return;
	}
	do {
		insert_field(&made, made.field_count);
	} while (made.field_count == 0 || random_below(4) > 0);
	catalog->types[catalog->count++] = made;
}

static void edit(plain_catalog *catalog)
{
	plain_type *type = &catalog->types[random_below(catalog->count)];

	switch (random_below(12)) {
	case 0:
		add_version(catalog);
		break;
	case 1:
		if (catalog->count > 1)
			*type = catalog->types[--catalog->count];
		break;
	case 2:
		rename_type(catalog, type, false);
		break;
	case 3:
		rename_type(catalog, type, true);
		break;
	case 4:
		type->logsource = random_below(3);
		break;
	case 5:
		type->select = random_below(4);
		break;
	case 6:
		type->match_all = random_below(2) > 0;
		break;
	default:
		edit_fields(type);
		break;
	}
}

static int compare_types(const void *left, const void *right)
{
	const plain_type *a = left, *b = right;

	return a->id != b->id ? (a->id > b->id) - (a->id < b->id)
	                      : (a->version > b->version) - (a->version < b->version);
}

/* Both orders of the same selection say the same. */
static void make_select(unsigned select, sl_type *out)
{
	static const char *const values[] = {"x", "y", "x"};
	static const sl_select one[] = {{"A", values, 2}, {"B", values, 1}};
	static const sl_select same[] = {{"B", values, 1}, {"A", values + 1, 2}};
	static const sl_select other[] = {{"A", values, 1}};
	const sl_select *const all[] = {NULL, one, same, other};
	const uint32_t counts[] = {0, 2, 2, 1};

	out->select_count = counts[select];
	out->select = sl_arena_alloc(&arena, counts[select], sizeof *out->select);
	if (counts[select] > 0)
		memcpy(out->select, all[select], counts[select] * sizeof *out->select);
}

/* A list of one. */
static const char *const *make_text(unsigned number)
{
	const char **list = sl_arena_alloc(&arena, 1, sizeof *list);

	list[0] = sl_arena_printf(&arena, "G%u", number);
	return list;
}

static void make_fields(const plain_type *from, sl_type *out)
{
	uint32_t hash = 0;

	out->field_count = from->field_count;
	out->fields = sl_arena_alloc(&arena, from->field_count, sizeof *out->fields);
	for (uint32_t i = 0; i < from->field_count; i++) {
		sl_field *field = &out->fields[i];
		const char *name = sl_arena_printf(&arena, "F%u", from->fields[i].name);
		const chan_cursor cursor = chan_cursor_over((const uint8_t *)name, strlen(name));

		field->name = name;
		field->kind = (enum chan_field_kind)from->fields[i].kind;
		field->from_count = from->fields[i].from > 0;
		field->from = make_text(from->fields[i].from);
		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, (uint16_t)field->kind);
		field->layout_hash = hash;
	}
}

static void make_catalog(plain_catalog *from, sl_catalog *out)
{
	qsort(from->types, from->count, sizeof *from->types, compare_types);
	*out = (sl_catalog){.count = from->count};
	out->types = sl_arena_alloc(&arena, from->count, sizeof *out->types);
	for (unsigned i = 0; i < from->count; i++) {
		const plain_type *type = &from->types[i];
		sl_type *made = &out->types[i];

		made->name = sl_arena_printf(&arena, "T%u", type->name);
		made->id = type->id;
		made->version = type->version;
		made->logsource =
			(sl_logsource){"p", sl_arena_printf(&arena, "L%u", type->logsource), ""};
		made->match_all = type->match_all;
		made->newest = i + 1 == from->count || from->types[i + 1].id != type->id;
		make_select(type->select, made);
		make_fields(type, made);
	}
}

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

	make_catalog(old, &before);
	make_catalog(new, &after);
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
	random_state = UINT64_C(0x9e3779b97f4a7c15);
	for (unsigned round = 0; round < ROUNDS; round++) {
		plain_catalog old = {.count = 0}, new;
		sl_arena kept = arena;

		sl_arena_start(&arena);
		while (old.count == 0 || random_below(3) > 0)
			add_version(&old);
		new = old;
		for (unsigned edits = random_below(4); edits > 0; edits--)
			edit(&new);
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
