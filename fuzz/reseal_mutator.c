#include "reseal_mutator.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chan.h"

typedef struct mutation {
	uint8_t *data;
	size_t size, capacity;
	uint64_t random;
	chan_header header; /* the counts, as stated at the start */
	size_t begin[CHAN_TABLE_COUNT + 1]; /* of each table; the last: where they end */
} mutation;

typedef struct member {
	uint8_t table;
	uint32_t offset, width;
} member;

static const member members[] = {
#define TABLE(NAME, name, size)
#define MEMBER(TABLE_, name, offset, width) {CHAN_TABLE_##TABLE_, (offset), (width)},
#include "layout.def"
#undef TABLE
#undef MEMBER
};
#define MEMBER_COUNT (sizeof members / sizeof *members)

/* Which table owns the records of which, and the members that say so. */
static const struct {
	uint8_t owned, owner;
	uint32_t first, count;
} runs[] = {
#define RUN(OWNED, OWNER, name)                                                      \
	{CHAN_TABLE_##OWNED, CHAN_TABLE_##OWNER, CHAN_OFFSET_##OWNER##_first_##name, \
	 CHAN_OFFSET_##OWNER##_##name##_count}
	RUN(FIELD, TYPE, field),
	RUN(TEMPLATE, TYPE, template),
	RUN(CRITERION, TEMPLATE, criterion),
	RUN(INSTRUCTION, TEMPLATE, instruction),
	RUN(VALUE, CRITERION, value),
};
#define RUN_COUNT (sizeof runs / sizeof *runs)

static uint64_t draw(mutation *m)
{
	/* xorshift64*: small, and the same everywhere */
	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return m->random * UINT64_C(2685821657736338717);
}

static size_t below(mutation *m, size_t bound)
{
	return bound ? (size_t)(draw(m) >> 11) % bound : 0;
}

static bool one_in(mutation *m, size_t n)
{
	return below(m, n) == 0;
}

static uint64_t get(const mutation *m, size_t at, uint32_t width)
{
	uint64_t number = 0;
	uint32_t i;

	for (i = 0; i < width && i < 8; i++)
		number |= (uint64_t)m->data[at + i] << (8 * i);
	return number;
}

static void put(mutation *m, size_t at, uint32_t width, uint64_t number)
{
	uint32_t i;

	for (i = 0; i < width && i < 8; i++)
		m->data[at + i] = (uint8_t)(number >> (8 * i));
}

/* Where a table's count stands in the header: they follow each other in the order of the tables. */
static size_t count_at(unsigned table)
{
	return CHAN_OFFSET_HEADER_string_count + 4 * (table - CHAN_TABLE_STRING);
}

static uint32_t count_of(const mutation *m, unsigned table)
{
	return table == CHAN_TABLE_HEADER ? 1 : (uint32_t)get(m, count_at(table), 4);
}

/* Finds the tables; false: the counts and the size do not go together. */
static bool find_tables(mutation *m)
{
	uint64_t at = 0;
	unsigned table;

	if (m->size < CHAN_SIZE_HEADER)
		return false;
	for (table = CHAN_TABLE_HEADER; table < CHAN_TABLE_COUNT; table++) {
		m->begin[table] = (size_t)at;
		at += (uint64_t)count_of(m, table) * chan_table_record_size((enum chan_table)table);
		if (at > m->size)
			return false;
	}
	m->begin[table] = (size_t)at;
	return true;
}

static size_t record_at(const mutation *m, unsigned table, size_t record)
{
	return m->begin[table] + record * chan_table_record_size((enum chan_table)table);
}

/* --- changes */

static void change_byte(mutation *m)
{
	static const uint8_t odd[] = {0x00, 0x01, 0x20, 0x2a, 0x3f, 0x5c,
	                              0x7f, 0x80, 0xbf, 0xc0, 0xed, 0xff};
	size_t at;

	if (m->size == 0)
		return;
	at = below(m, m->size);
	switch (below(m, 4)) {
	case 0:
		m->data[at] ^= (uint8_t)(1u << below(m, 8));
		break;
	case 1:
		m->data[at] = (uint8_t)(m->data[at] + 1 - 2 * (int)below(m, 2));
		break;
	case 2:
		m->data[at] = odd[below(m, sizeof odd)];
		break;
	default:
		m->data[at] = (uint8_t)draw(m);
		break;
	}
}

/* A number that a member could be compared with. */
static uint64_t telling_number(mutation *m, const member *one, uint64_t was)
{
	switch (below(m, 7)) {
	case 0:
		return was + 1;
	case 1:
		return was - 1;
	case 2:
		return 0;
	case 3:
		return UINT64_MAX >> (8 * (8 - (one->width < 8 ? one->width : 8)));
	case 4: /* one off the end of some table */
		return count_of(m, 1 + (unsigned)below(m, CHAN_TABLE_COUNT - 1)) - below(m, 2);
	case 5: /* what another record has there */
		return get(m,
		           record_at(m, one->table, below(m, count_of(m, one->table))) +
		                   one->offset,
		           one->width);
	default:
		return draw(m) >> below(m, 64);
	}
}

static void change_member(mutation *m)
{
	const member *one = &members[below(m, MEMBER_COUNT)];
	size_t at;

	if (count_of(m, one->table) == 0)
		return;
	at = record_at(m, one->table, below(m, count_of(m, one->table))) + one->offset;
	put(m, at, one->width, telling_number(m, one, get(m, at, one->width)));
}

/* The first_* of all runs as the counts have them. */
static void renumber(mutation *m)
{
	size_t i, k;

	for (i = 0; i < RUN_COUNT; i++) {
		uint32_t sum = 0;

		for (k = 0; k < count_of(m, runs[i].owner); k++) {
			const size_t at = record_at(m, runs[i].owner, k);

			put(m, at + runs[i].first, 4, sum);
			sum += (uint32_t)get(m, at + runs[i].count, 4);
		}
	}
}

/* The record of the owner's table whose run holds the record, with the count there; zero: none. */
static size_t owner_count_at(const mutation *m, unsigned table, size_t record)
{
	size_t i, k, sum = 0;

	for (i = 0; i < RUN_COUNT; i++)
		for (k = 0; runs[i].owned == table && k < count_of(m, runs[i].owner); k++) {
			const size_t at = record_at(m, runs[i].owner, k) + runs[i].count;

			sum += (size_t)get(m, at, 4);
			if (record < sum)
				return at;
		}
	return 0;
}

/* Doubles a record, or takes it out; its table's count, its owner's and all first_* follow. */
static void change_records(mutation *m, bool remove)
{
	const unsigned table = 1 + (unsigned)below(m, CHAN_TABLE_COUNT - 1);
	const uint32_t size = chan_table_record_size((enum chan_table)table);
	const uint32_t count = count_of(m, table);
	const size_t record = below(m, count), at = record_at(m, table, record);
	const size_t owner = owner_count_at(m, table, record);
	const uint32_t step = remove ? UINT32_MAX : 1; /* added, modulo 2^32 */

	if (count == 0 || (!remove && m->size + size > m->capacity))
		return;
	/* The owner stands in an earlier table, so that its count does not move. */
	if (owner)
		put(m, owner, 4, get(m, owner, 4) + step);
	if (remove) {
		memmove(m->data + at, m->data + at + size, m->size - at - size);
		m->size -= size;
	} else {
		memmove(m->data + at + size, m->data + at, m->size - at);
		m->size += size;
	}
	put(m, count_at(table), 4, count + step);
	if (find_tables(m))
		renumber(m);
}

/* A byte more or less in a string, whose end and all later ones move with it. */
static void change_text(mutation *m)
{
	const uint32_t count = count_of(m, CHAN_TABLE_STRING);
	const size_t text = m->begin[CHAN_TABLE_TEXT], length = count_of(m, CHAN_TABLE_TEXT);
	const bool remove = one_in(m, 2);
	const size_t at = below(m, length + !remove);
	size_t i;

	if (count == 0 || (remove ? length == 0 : m->size == m->capacity))
		return;
	for (i = 0; i < count; i++) {
		const size_t end = record_at(m, CHAN_TABLE_STRING, i);

		if (get(m, end, 4) > at || (i + 1 == count && !remove))
			put(m, end, 4, get(m, end, 4) + (remove ? UINT32_MAX : 1));
	}
	if (remove) {
		memmove(m->data + text + at, m->data + text + at + 1, m->size - text - at - 1);
	} else {
		memmove(m->data + text + at + 1, m->data + text + at, m->size - text - at);
		m->data[text + at] = (uint8_t)(0x20 + below(m, 0x5f));
	}
	m->size += remove ? SIZE_MAX : 1;
	put(m, count_at(CHAN_TABLE_TEXT), 4, length + (remove ? UINT32_MAX : 1));
}

/* One to eight bytes more or less at the end, or a cut near the header: nothing else says so. */
static void change_size(mutation *m)
{
	const size_t step = 1 + below(m, 8);

	if (one_in(m, 4) && m->size > CHAN_SIZE_HEADER + 16) {
		m->size = below(m, CHAN_SIZE_HEADER + 16);
	} else if (one_in(m, 2) && m->size >= step) {
		m->size -= step;
	} else if (m->size + step <= m->capacity) {
		memset(m->data + m->size, (int)below(m, 256), step);
		m->size += step;
	}
}

static void change_range(mutation *m)
{
	const size_t length = 1 + below(m, 32);

	if (m->size >= length)
		memmove(m->data + below(m, m->size - length + 1),
		        m->data + below(m, m->size - length + 1), length);
}

/* --- repair */

/* The layout hashes of all fields, as far as their names can be found. */
static void repair_hashes(mutation *m)
{
	uint32_t type, field, hash;
	size_t next = 0;

	for (type = 0; type < count_of(m, CHAN_TABLE_TYPE); type++) {
		const uint64_t count = get(
			m, record_at(m, CHAN_TABLE_TYPE, type) + CHAN_OFFSET_TYPE_field_count, 4);

		for (hash = 0, field = 0; field < count && next < count_of(m, CHAN_TABLE_FIELD);
		     field++, next++) {
			const size_t at = record_at(m, CHAN_TABLE_FIELD, next);
			const uint64_t name = get(m, at + CHAN_OFFSET_FIELD_name, 4);
			chan_cursor cursor;
			uint64_t begin, end;

			if (name == 0 || name > count_of(m, CHAN_TABLE_STRING))
				return;
			begin = name == 1
			                ? 0
			                : get(m, record_at(m, CHAN_TABLE_STRING, (size_t)name - 2),
			                      4);
			end = get(m, record_at(m, CHAN_TABLE_STRING, (size_t)name - 1), 4);
			if (begin > end || end > count_of(m, CHAN_TABLE_TEXT))
				return;
			cursor = chan_cursor_over(m->data + m->begin[CHAN_TABLE_TEXT] + begin,
			                          (size_t)(end - begin));
			hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor,
			                        (uint16_t)get(m, at + CHAN_OFFSET_FIELD_kind, 2));
			put(m, at + CHAN_OFFSET_FIELD_layout_hash, 4, hash);
		}
	}
}

static void repair(mutation *m)
{
	if (m->size < CHAN_SIZE_HEADER)
		return;
	if (!one_in(m, 16))
		put(m, CHAN_OFFSET_HEADER_file_size, 4, m->size);
	if (find_tables(m) && !one_in(m, 16))
		repair_hashes(m);
	if (!one_in(m, 32))
		put(m, CHAN_OFFSET_HEADER_body_checksum, 4,
		    chan_crc32c(CHAN_CPU_UNKNOWN, 0,
		                chan_cursor_over(m->data + CHAN_SIZE_HEADER,
		                                 m->size - CHAN_SIZE_HEADER)));
	if (!one_in(m, 64))
		put(m, CHAN_OFFSET_HEADER_header_checksum, 4,
		    chan_crc32c(CHAN_CPU_UNKNOWN, 0,
		                chan_cursor_over(m->data, CHAN_OFFSET_HEADER_header_checksum)));
}

static mutation start(uint8_t *data, size_t size, size_t capacity, uint64_t seed)
{
	mutation m = {.data = data, .size = size, .capacity = capacity};

	m.random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	draw(&m);
	return m;
}

void reseal_repair(uint8_t *data, size_t size, uint64_t seed)
{
	mutation m = start(data, size, size, seed);

	repair(&m);
}

size_t reseal_mutate(uint8_t *data, size_t size, size_t capacity, uint64_t seed)
{
	mutation m = start(data, size, capacity, seed);
	size_t changes = 1 + below(&m, 3);

	for (; changes; changes--) {
		const size_t kind = below(&m, 16);

		if (kind == 0)
			change_size(&m);
		else if (kind < 3)
			change_byte(&m);
		else if (!find_tables(&m))
			change_range(&m);
		else if (kind < 8)
			change_member(&m);
		else if (kind < 12)
			change_records(&m, one_in(&m, 2));
		else if (kind < 15)
			change_text(&m);
		else
			change_range(&m);
	}
	repair(&m);
	return m.size;
}

/* --- AFL++: its interface for custom mutators, in a shared library made of this file */

void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *state, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t capacity);
void afl_custom_deinit(void *state);

typedef struct afl_state {
	uint64_t seed;
	uint8_t *bytes;
	size_t capacity;
} afl_state;

void *afl_custom_init(void *afl, unsigned int seed)
{
	afl_state *state = calloc(1, sizeof *state);

	(void)afl;
	if (state)
		state->seed = seed;
	return state;
}

size_t afl_custom_fuzz(void *opaque, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t capacity)
{
	afl_state *state = opaque;

	(void)other;
	(void)other_size;
	if (state->capacity < capacity) {
		uint8_t *grown = realloc(state->bytes, capacity);

		if (!grown)
			return 0;
		state->bytes = grown;
		state->capacity = capacity;
	}
	if (size > capacity)
		size = capacity;
	memcpy(state->bytes, data, size);
	*out = state->bytes;
	return reseal_mutate(state->bytes, size, capacity, ++state->seed);
}

void afl_custom_deinit(void *opaque)
{
	afl_state *state = opaque;

	free(state->bytes);
	free(state);
}
