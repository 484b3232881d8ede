#include "support_catalogs.h"

#include <stdlib.h>
#include <string.h>

static uint64_t random_state;

void plain_start(uint64_t seed)
{
	random_state = seed;
}

unsigned plain_random(unsigned limit)
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
	const unsigned name = plain_random(NAMES);

	if (type->field_count == MOST_FIELDS || has_field(type, name))
		return;
	memmove(&type->fields[place + 1], &type->fields[place],
	        (type->field_count - place) * sizeof *type->fields);
	/* One draw a statement: the order of an initializer's is the compiler's. */
	type->fields[place].name = name;
	type->fields[place].kind = 1 + plain_random(3);
	type->fields[place].from = plain_random(FROMS);
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
	const unsigned place = plain_random(type->field_count), name = plain_random(NAMES);

	switch (plain_random(7)) {
	case 0:
		insert_field(type, type->field_count);
		break;
	case 1:
		insert_field(type, place);
		break;
	case 2:
		move_field(type, place, plain_random(type->field_count));
		break;
	case 3:
		if (!has_field(type, name))
			type->fields[place].name = name;
		break;
	case 4:
		type->fields[place].kind = 1 + plain_random(3);
		break;
	case 5:
		type->fields[place].from = plain_random(FROMS);
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
	const unsigned fresh = 1 + plain_random(NAMES), id = which->id;

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

void plain_add_version(plain_catalog *catalog)
{
	const unsigned id = 1 + plain_random(4), version = 1 + plain_random(6);
	const plain_type *other = with_id(catalog, id);
	plain_type made = {.id = id, .version = version};

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
	} while (made.field_count == 0 || plain_random(4) > 0);
	catalog->types[catalog->count++] = made;
}

void plain_edit(plain_catalog *catalog)
{
	plain_type *type = &catalog->types[plain_random(catalog->count)];

	switch (plain_random(12)) {
	case 0:
		plain_add_version(catalog);
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
		type->logsource = plain_random(LOGSOURCES);
		break;
	case 5:
		type->select = plain_random(SELECTS);
		break;
	case 6:
		type->match_all = plain_random(2) > 0;
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

/* Both orders of the same selection say the same: numbers 1 and 2. */
static void make_select(sl_arena *arena, unsigned select, sl_type *out)
{
	static const char *const values[] = {"x", "y", "x", "z"};
	static const sl_select one[] = {{"A", values, 2}, {"B", values, 1}};
	static const sl_select same[] = {{"B", values, 1}, {"A", values + 1, 2}};
	static const sl_select fewer[] = {{"A", values, 1}};
	static const sl_select other[] = {{"A", values, 2}, {"B", values + 1, 1}};
	static const sl_select key[] = {{"A", values, 2}, {"C", values, 1}};
	static const sl_select more[] = {{"A", values, 4}, {"B", values, 1}};
	static const struct {
		const sl_select *keys;
		uint32_t count;
	} all[SELECTS] = {{NULL, 0},  {one, 2}, {same, 2}, {fewer, 1},
	                  {other, 2}, {key, 2}, {more, 2}};

	out->select_count = all[select].count;
	out->select = sl_arena_alloc(arena, out->select_count, sizeof *out->select);
	for (uint32_t i = 0; i < out->select_count; i++)
		out->select[i] = all[select].keys[i];
}

/* Number 0 is none, number 7 two that others begin with, the second first. */
static void make_from(sl_arena *arena, unsigned number, sl_field *out)
{
	static const char *const names[] = {"G1", "G2", "G3", "G4", "G5", "G6"};
	const char **list = sl_arena_alloc(arena, FROMS, sizeof *list);

	out->from = list;
	out->from_count = number == 7 ? 2 : number;
	for (uint32_t i = 0; i < out->from_count; i++)
		list[i] = names[number == 7 ? 2 - i : i];
}

static sl_logsource make_logsource(unsigned number)
{
	static const sl_logsource all[LOGSOURCES] = {
		{"p", "L0", ""}, {"p", "L1", ""}, {"q", "L0", ""}, {"p", "L0", "s"}, {"", "", ""}};

	return all[number];
}

static void make_fields(sl_arena *arena, const plain_type *from, sl_type *out)
{
	uint32_t hash = 0;

	out->field_count = from->field_count;
	out->fields = sl_arena_alloc(arena, from->field_count, sizeof *out->fields);
	for (uint32_t i = 0; i < from->field_count; i++) {
		sl_field *field = &out->fields[i];
		const char *name = sl_arena_printf(arena, "F%u", from->fields[i].name);
		const chan_cursor cursor = chan_cursor_over((const uint8_t *)name, strlen(name));

		field->name = name;
		field->kind = (enum chan_field_kind)from->fields[i].kind;
		make_from(arena, from->fields[i].from, field);
		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor, (uint16_t)field->kind);
		field->layout_hash = hash;
		field->source = (sl_source){"c.yaml", out->source.line + 1 + i, 5};
	}
}

void plain_make(sl_arena *arena, plain_catalog *from, sl_catalog *out)
{
	qsort(from->types, from->count, sizeof *from->types, compare_types);
	*out = (sl_catalog){.count = from->count};
	out->types = sl_arena_alloc(arena, from->count, sizeof *out->types);
	for (unsigned i = 0; i < from->count; i++) {
		const plain_type *type = &from->types[i];
		sl_type *made = &out->types[i];

		made->name = sl_arena_printf(arena, "T%u", type->name);
		made->id = type->id;
		made->version = type->version;
		made->source = (sl_source){"c.yaml", 1 + 10 * i, 1};
		made->logsource = make_logsource(type->logsource);
		made->match_all = type->match_all;
		made->newest = i + 1 == from->count || from->types[i + 1].id != type->id;
		make_select(arena, type->select, made);
		make_fields(arena, type, made);
	}
}
