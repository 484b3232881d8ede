#include "mutator/liar.h"

#include <string.h>

typedef struct member {
	unsigned table;
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

bool mutant_liar_start(mutant_liar *l, mutant *m, uint8_t *bytes, size_t size, size_t capacity)
{
	uint64_t at = CHAN_SIZE_HEADER;
	unsigned table;

	*l = (mutant_liar){
		.m = m, .bytes = bytes, .size = size, .capacity = capacity, .stated = size};
	if (size < CHAN_SIZE_HEADER)
		return false;
	for (table = CHAN_TABLE_STRING; table < CHAN_TABLE_COUNT; table++) {
		l->begin[table] = (size_t)at;
		at += mutant_load(bytes + mutant_count_at(table), 4) *
		      chan_table_record_size((enum chan_table)table);
		if (at > size)
			return false;
	}
	l->begin[table] = (size_t)at;
	return true;
}

/* --- where things are */

uint32_t liar_record_size(unsigned table)
{
	return chan_table_record_size((enum chan_table)table);
}

size_t liar_count(const mutant_liar *l, unsigned table)
{
	return (l->begin[table + 1] - l->begin[table]) / liar_record_size(table);
}

uint8_t *liar_record(const mutant_liar *l, unsigned table, size_t record)
{
	return l->bytes + l->begin[table] + record * liar_record_size(table);
}

uint8_t *liar_any(const mutant_liar *l, unsigned table)
{
	const size_t count = liar_count(l, table);

	return count ? liar_record(l, table, mutant_below(l->m, count)) : NULL;
}

void liar_add(uint8_t *bytes, uint32_t width, uint64_t step)
{
	mutant_store(bytes, width, mutant_load(bytes, width) + step);
}

uint64_t liar_step(mutant *m)
{
	const uint64_t step = mutant_one_in(m, 2) ? 1 : 1 + mutant_below(m, 8);

	return mutant_one_in(m, 2) ? step : -step;
}

/* --- one member of a record; bound is a number, or the table that is passed */

static bool lie_bit(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound)
{
	(void)bound;
	mutant_turn_bit(l->m, at, one->width);
	return true;
}

static bool lie_set(const mutant_liar *l, uint8_t *at, const member *one, uint64_t number)
{
	(void)l;
	mutant_store(at, one->width, number);
	return true;
}

static bool lie_step(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound)
{
	(void)bound;
	liar_add(at, one->width, liar_step(l->m));
	return true;
}

static bool lie_above(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound)
{
	static const uint64_t ends[] = {0x7f,       0x80,       0xff,      0xffff,
	                                0x7fffffff, 0x80000000, 0xffffffff};
	uint64_t end = ends[mutant_below(l->m, sizeof ends / sizeof *ends)];

	if (one->width < 8)
		end &= (UINT64_C(1) << (8 * one->width)) - 1;
	mutant_store(at, one->width, end > bound && mutant_one_in(l->m, 2) ? end : bound + 1);
	return true;
}

/* Zero is no such thing either. */
static bool lie_over(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound)
{
	if (mutant_one_in(l->m, 4))
		return lie_set(l, at, one, 0);
	return lie_above(l, at, one, bound);
}

static bool lie_past(const mutant_liar *l, uint8_t *at, const member *one, uint64_t table)
{
	/* Strings are counted from 1, and text is counted by its ends. */
	const bool from_one = table == CHAN_TABLE_STRING || table == CHAN_TABLE_TEXT;

	return lie_above(l, at, one, liar_count(l, (unsigned)table) - !from_one);
}

static bool lie_same(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound)
{
	const uint8_t *first = l->bytes + l->begin[one->table] + one->offset;

	(void)bound;
	if (at == first) /* nothing is before it but nothing */
		memset(at, 0, one->width);
	else
		memcpy(at, at - liar_record_size(one->table), one->width);
	return true;
}

/* What no other lie says. */
bool lie_member(mutant_liar *l)
{
	const member *one = &members[mutant_below(l->m, MEMBER_COUNT)];
	uint8_t *record = liar_any(l, one->table);

	if (!record)
		return false;
	mutant_store(record + one->offset, one->width, mutant_number(l->m));
	return true;
}

/* --- the table of lies */

static const struct lie {
	const char *name, *what;
	bool (*tell)(mutant_liar *l);
	bool (*change)(const mutant_liar *l, uint8_t *at, const member *one, uint64_t bound);
	member one;
	uint64_t bound;
} lies[MUTANT_LIES] = {
#define LIE(NAME, function, meaning) {#NAME, (meaning), (function), NULL, {0, 0, 0}, 0},
#define MEMBER_LIE(NAME, TABLE_, member_, how, bound, meaning)                                     \
	{#NAME,                                                                                    \
	 (meaning),                                                                                \
	 NULL,                                                                                     \
	 (how),                                                                                    \
	 {CHAN_TABLE_##TABLE_, CHAN_OFFSET_##TABLE_##_##member_, CHAN_WIDTH_##TABLE_##_##member_}, \
	 (bound)},
#include "mutator/lies.def"
#undef LIE
#undef MEMBER_LIE
};

bool mutant_lie(mutant_liar *l, enum mutant_lie lie)
{
	const struct lie *told;
	uint8_t *record;

	if (lie >= MUTANT_LIES)
		return false;
	told = &lies[lie];
	if (told->tell)
		return told->tell(l);
	record = liar_any(l, told->one.table);
	return record && told->change(l, record + told->one.offset, &told->one, told->bound);
}

const char *mutant_lie_name(unsigned lie)
{
	return lie < MUTANT_LIES ? lies[lie].name : NULL;
}

const char *mutant_lie_meaning(unsigned lie)
{
	return lie < MUTANT_LIES ? lies[lie].what : NULL;
}
