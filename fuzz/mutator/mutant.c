#include "mutant.h"

#include <stdlib.h>
#include <string.h>

const mutant_run_place mutant_runs[MUTANT_RUNS] = {
#define RUN(OWNED, OWNER, name, may_be_empty)                                        \
	{CHAN_TABLE_##OWNED, CHAN_TABLE_##OWNER, CHAN_OFFSET_##OWNER##_first_##name, \
	 CHAN_OFFSET_##OWNER##_##name##_count, (may_be_empty)}
	[RUN_FIELDS] = RUN(FIELD, TYPE, field, false),
	[RUN_TEMPLATES] = RUN(TEMPLATE, TYPE, template, false),
	[RUN_CRITERIA] = RUN(CRITERION, TEMPLATE, criterion, false),
	/* A condition is made from nothing, where there is none. */
	[RUN_INSTRUCTIONS] = RUN(INSTRUCTION, TEMPLATE, instruction, true),
	[RUN_VALUES] = RUN(VALUE, CRITERION, value, true),
#undef RUN
};

void mutant_end(mutant *m)
{
	unsigned table;

	for (table = 0; table < CHAN_TABLE_COUNT; table++)
		free(m->tables[table].bytes);
	free(m->spare.bytes);
	free(m->other_spare.bytes);
	free(m->entries.bytes);
	free(m->map.bytes);
	memset(m, 0, sizeof *m);
}

void mutant_seed(mutant *m, uint64_t seed)
{
	m->random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	mutant_draw(m);
}

uint64_t mutant_draw(mutant *m)
{
	/* xorshift64*: small, and the same everywhere */
	m->random ^= m->random >> 12;
	m->random ^= m->random << 25;
	m->random ^= m->random >> 27;
	return m->random * UINT64_C(2685821657736338717);
}

size_t mutant_below(mutant *m, size_t bound)
{
	/* The high half alone, so that it is the same where a size has 32 bits. */
	return bound ? (size_t)(mutant_draw(m) >> 32) % bound : 0;
}

bool mutant_one_in(mutant *m, size_t n)
{
	return mutant_below(m, n) == 0;
}

uint64_t mutant_number(mutant *m)
{
	const size_t shift = mutant_below(m, 64);

	return mutant_draw(m) >> shift;
}

void mutant_turn_bit(mutant *m, uint8_t *bytes, size_t size)
{
	const size_t at = mutant_below(m, size);

	bytes[at] ^= (uint8_t)(1u << mutant_below(m, 8));
}

void mutant_put_byte(mutant *m, uint8_t *bytes, size_t size)
{
	const size_t at = mutant_below(m, size);

	bytes[at] = (uint8_t)mutant_draw(m);
}

uint64_t mutant_load(const uint8_t *bytes, uint32_t width)
{
	uint64_t number = 0;
	uint32_t i;

	for (i = 0; i < width && i < 8; i++)
		number |= (uint64_t)bytes[i] << (8 * i);
	return number;
}

void mutant_store(uint8_t *bytes, uint32_t width, uint64_t number)
{
	uint32_t i;

	for (i = 0; i < width && i < 8; i++)
		bytes[i] = (uint8_t)(number >> (8 * i));
}

bool mutant_reserve(mutant *m, mutant_block *block, size_t size)
{
	uint8_t *grown;

	if (block->bytes && size <= block->capacity)
		return true;
	grown = size > CHAN_MAX_FILE_SIZE ? NULL : realloc(block->bytes, 2 * size + 64);
	if (!grown) {
		m->exhausted = true;
		return false;
	}
	block->bytes = grown;
	block->capacity = 2 * size + 64;
	return true;
}

size_t mutant_count_at(unsigned table)
{
	/* They follow each other in the order of the tables. */
	return CHAN_OFFSET_HEADER_string_count + 4 * (table - CHAN_TABLE_STRING);
}

bool mutant_take_apart(mutant *m, const uint8_t *bytes, size_t size)
{
	uint64_t at = CHAN_SIZE_HEADER, length = CHAN_SIZE_HEADER;
	unsigned table;

	m->exhausted = m->past_limits = false;
	if (size < CHAN_SIZE_HEADER)
		return false;
	for (table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++)
		length += mutant_load(bytes + mutant_count_at(table), 4) *
		          chan_table_record_size((enum chan_table)table);
	if (length > size || length > CHAN_MAX_FILE_SIZE)
		return false;
	for (at = 0, table = CHAN_TABLE_HEADER; table < CHAN_TABLE_COUNT; table++, at += length) {
		mutant_block *block = &m->tables[table];

		length = chan_table_record_size((enum chan_table)table);
		if (table != CHAN_TABLE_HEADER)
			length *= mutant_load(bytes + mutant_count_at(table), 4);
		if (!mutant_reserve(m, block, (size_t)length))
			return false;
		memcpy(block->bytes, bytes + at, (size_t)length);
		block->size = (size_t)length;
	}
	return true;
}

size_t mutant_size(const mutant *m)
{
	size_t size = 0;
	unsigned table;

	for (table = 0; table < CHAN_TABLE_COUNT; table++)
		size += m->tables[table].size;
	return size;
}

bool mutant_put_together(mutant *m, uint8_t *bytes, size_t capacity, size_t *size)
{
	size_t at = 0;
	unsigned table;

	*size = 0;
	if (m->exhausted || mutant_size(m) > capacity)
		return false;
	for (table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++)
		mutant_store(m->tables[CHAN_TABLE_HEADER].bytes + mutant_count_at(table), 4,
		             mutant_count(m, table));
	for (table = 0; table < CHAN_TABLE_COUNT; table++) {
		memcpy(bytes + at, m->tables[table].bytes, m->tables[table].size);
		at += m->tables[table].size;
	}
	*size = at;
	return true;
}

void mutant_invent(mutant *m)
{
	static const uint8_t magic[] = {0x89, 'C', 'H', 'A', 'N', '\r', '\n', 0x1a};
	unsigned table;
	uint8_t *bytes;

	m->exhausted = m->past_limits = false;
	for (table = 0; table < CHAN_TABLE_COUNT; table++) {
		m->tables[table].size = 0;
		mutant_reserve(m, &m->tables[table], 1);
	}
	bytes = mutant_put_in(m, CHAN_TABLE_HEADER, 0);
	if (bytes)
		memcpy(bytes + CHAN_OFFSET_HEADER_magic, magic, sizeof magic);
	PUT(m, HEADER, 0, format_version, CHAN_FORMAT_VERSION);
	PUT(m, HEADER, 0, engine_level, CHAN_ENGINE_LEVEL);
	PUT(m, HEADER, 0, channel, 1);
	PUT(m, HEADER, 0, content_version, 1);
	PUT(m, HEADER, 0, created_at, 1);
	for (table = 0; table < 3; table++) {
		bytes = mutant_put_in(m, CHAN_TABLE_TEXT, table);
		if (bytes)
			*bytes = (uint8_t)('a' + table);
		mutant_put_in(m, CHAN_TABLE_STRING, table);
		PUT(m, STRING, table, end, table + 1);
	}
	/* One of each; the rest of what a right file needs is the tidying's. */
	mutant_put_in(m, CHAN_TABLE_TYPE, 0);
	PUT(m, TYPE, 0, name, 1);
	mutant_run_put_in(m, RUN_FIELDS, 0, 0);
	PUT(m, FIELD, 0, name, 2);
	PUT(m, FIELD, 0, kind, CHAN_KIND_STRING + mutant_below(m, CHAN_KIND_IP));
	mutant_run_put_in(m, RUN_TEMPLATES, 0, 0);
	PUT(m, TEMPLATE, 0, title, 3);
	mutant_run_put_in(m, RUN_CRITERIA, 0, 0);
	PUT(m, CRITERION, 0, operator, CHAN_OPERATOR_NULL);
}

/* --- records: a fifth of AFL++'s time went to finding them, when their sizes were asked for and divided by */

static size_t record_size(unsigned table)
{
	static const uint8_t sizes[CHAN_TABLE_COUNT] = {
#define TABLE(NAME, name, size) [CHAN_TABLE_##NAME] = (size),
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	};

	return sizes[table];
}

uint32_t mutant_count(const mutant *m, unsigned table)
{
	switch (table) {
#define TABLE(NAME, name, width) \
	case CHAN_TABLE_##NAME:  \
		return (uint32_t)(m->tables[table].size / (width));
#define MEMBER(TABLE_, name, offset, width)
#include "layout.def"
#undef TABLE
#undef MEMBER
	default:
		return 0;
	}
}

uint8_t *mutant_record(const mutant *m, unsigned table, size_t record)
{
	const size_t size = record_size(table);

	if (record > UINT32_MAX || (record + 1) * (uint64_t)size > m->tables[table].size)
		return NULL;
	return m->tables[table].bytes + record * size;
}

uint64_t mutant_get(const mutant *m, unsigned table, size_t record, uint32_t offset, uint32_t width)
{
	const uint8_t *bytes = mutant_record(m, table, record);

	return bytes ? mutant_load(bytes + offset, width) : 0;
}

void mutant_put(mutant *m, unsigned table, size_t record, uint32_t offset, uint32_t width,
                uint64_t number)
{
	uint8_t *bytes = mutant_record(m, table, record);

	if (bytes)
		mutant_store(bytes + offset, width, number);
}

uint8_t *mutant_put_in(mutant *m, unsigned table, size_t record)
{
	const size_t size = record_size(table);
	mutant_block *block = &m->tables[table];
	const size_t at = record * size;

	if (at > block->size || !mutant_reserve(m, block, block->size + size))
		return NULL;
	memmove(block->bytes + at + size, block->bytes + at, block->size - at);
	memset(block->bytes + at, 0, size);
	block->size += size;
	return block->bytes + at;
}

void mutant_take_out(mutant *m, unsigned table, size_t record)
{
	const size_t size = record_size(table);
	mutant_block *block = &m->tables[table];
	uint8_t *bytes = mutant_record(m, table, record);

	if (!bytes)
		return;
	block->size -= size;
	memmove(bytes, bytes + size, block->size - (size_t)(bytes - block->bytes));
}

/* --- runs */

uint32_t mutant_run_count(const mutant *m, enum mutant_run run, size_t owner)
{
	return (uint32_t)mutant_get(m, mutant_runs[run].owner, owner, mutant_runs[run].count, 4);
}

uint32_t mutant_run_begin(const mutant *m, enum mutant_run run, size_t owner)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < owner; i++)
		sum += mutant_run_count(m, run, i);
	return sum;
}

uint32_t mutant_run_owner(const mutant *m, enum mutant_run run, size_t record)
{
	const uint32_t owners = mutant_count(m, mutant_runs[run].owner);
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < owners; i++) {
		sum += mutant_run_count(m, run, i);
		if (record < sum)
			return i;
	}
	return owners;
}

static void add_to_count(mutant *m, enum mutant_run run, size_t owner, uint32_t step)
{
	mutant_put(m, mutant_runs[run].owner, owner, mutant_runs[run].count, 4,
	           mutant_run_count(m, run, owner) + step);
}

uint8_t *mutant_run_put_in(mutant *m, enum mutant_run run, size_t owner, uint32_t place)
{
	uint8_t *bytes = mutant_put_in(m, mutant_runs[run].owned,
	                               (size_t)mutant_run_begin(m, run, owner) + place);

	if (bytes)
		add_to_count(m, run, owner, 1);
	return bytes;
}

void mutant_run_take_out(mutant *m, enum mutant_run run, size_t owner, uint32_t place)
{
	const size_t record = (size_t)mutant_run_begin(m, run, owner) + place;

	if (place >= mutant_run_count(m, run, owner) ||
	    record >= mutant_count(m, mutant_runs[run].owned))
		return;
	mutant_take_out(m, mutant_runs[run].owned, record);
	add_to_count(m, run, owner, UINT32_MAX);
}
