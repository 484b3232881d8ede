/* Lies about counts, tables, runs and sizes. */
#include "mutator/liar.h"

#include <string.h>

static unsigned any_table(const mutant_liar *l)
{
	return CHAN_TABLE_STRING + (unsigned)mutant_below(l->m, CHAN_TABLE_COUNT - 1);
}

bool lie_header_count(mutant_liar *l)
{
	const unsigned table = any_table(l);

	liar_add(l->bytes + mutant_count_at(table), 4, liar_step(l->m));
	return true;
}

bool lie_count_extreme(mutant_liar *l)
{
	static const uint64_t ends[] = {0, 0x7fffffff, 0x80000000, 0xffffffff};
	const unsigned table = any_table(l);

	mutant_store(l->bytes + mutant_count_at(table), 4, ends[mutant_below(l->m, 4)]);
	return true;
}

/* Room for bytes, or their end, at a place of the file. */
static bool move_tail(mutant_liar *l, size_t at, size_t more, size_t less)
{
	if (l->size + more - less > l->capacity || at + less > l->size)
		return false;
	memmove(l->bytes + at + more, l->bytes + at + less, l->size - at - less);
	l->size += more - less;
	l->stated = l->size;
	return true;
}

bool lie_table_longer(mutant_liar *l)
{
	const unsigned table = any_table(l);
	const size_t end = l->begin[table + 1], size = liar_record_size(table);

	if (!move_tail(l, end, size, 0))
		return false;
	/* The same as the last one, or else the end of one record is the beginning of it. */
	memmove(l->bytes + end, l->bytes + end - size, size);
	liar_add(l->bytes + mutant_count_at(table), 4, 1);
	return true;
}

bool lie_table_shorter(mutant_liar *l)
{
	const unsigned table = any_table(l);

	if (liar_count(l, table) == 0 ||
	    !move_tail(l, l->begin[table + 1] - liar_record_size(table), 0,
	               liar_record_size(table)))
		return false;
	liar_add(l->bytes + mutant_count_at(table), 4, UINT32_MAX);
	return true;
}

/* As many records of one table as make whole records of the other. */
bool lie_tables_traded(mutant_liar *l)
{
	const unsigned from = any_table(l), to = any_table(l);
	uint32_t less = liar_record_size(to), more = liar_record_size(from);
	uint32_t common;

	for (common = 20; less % common || more % common; common--)
		;
	less /= common;
	more /= common;
	if (from == to || liar_count(l, from) < less)
		return false;
	liar_add(l->bytes + mutant_count_at(from), 4, -(uint64_t)less);
	liar_add(l->bytes + mutant_count_at(to), 4, more);
	return true;
}

bool lie_sum_wraps(mutant_liar *l)
{
	const unsigned table = any_table(l);
	const uint32_t size = liar_record_size(table), power = size & (~size + 1);

	/* The power of two in the record size tells how many records make a multiple of 2^32 bytes. */
	if (power == 1)
		return false;
	liar_add(l->bytes + mutant_count_at(table), 4, (UINT64_C(1) << 32) / power);
	return true;
}

bool lie_run_border(mutant_liar *l)
{
	const mutant_run_place *run = &mutant_runs[mutant_below(l->m, MUTANT_RUNS)];
	const size_t owners = liar_count(l, run->owner);
	const uint64_t step = liar_step(l->m);
	uint8_t *one, *next;

	if (owners < 2)
		return false;
	one = liar_record(l, run->owner, mutant_below(l->m, owners - 1));
	next = one + liar_record_size(run->owner);
	liar_add(one + run->count, 4, step);
	liar_add(next + run->first, 4, step);
	liar_add(next + run->count, 4, -step);
	return true;
}

/* --- sizes */

bool lie_file_size(mutant_liar *l)
{
	l->stated = l->size + (size_t)liar_step(l->m);
	return true;
}

bool lie_file_limit(mutant_liar *l)
{
	l->stated = mutant_one_in(l->m, 2) ? CHAN_MAX_FILE_SIZE + 1 : UINT32_MAX;
	return true;
}

bool lie_bytes_more(mutant_liar *l)
{
	const size_t at = l->size, more = 1 + mutant_below(l->m, 8);

	if (!move_tail(l, at, more, 0))
		return false;
	memset(l->bytes + at, (int)mutant_below(l->m, 256), more);
	return true;
}

bool lie_bytes_behind(mutant_liar *l)
{
	const size_t stated = l->size;

	if (!lie_bytes_more(l))
		return false;
	l->stated = stated;
	return true;
}

bool lie_bytes_less(mutant_liar *l)
{
	const size_t less = 1 + mutant_below(l->m, 8);

	if (less > l->size)
		return false;
	l->size -= less;
	l->stated = l->size;
	return true;
}

bool lie_cut(mutant_liar *l)
{
	const size_t size = mutant_below(l->m, CHAN_SIZE_HEADER + 16);

	if (size >= l->size)
		return false;
	l->size = l->stated = size;
	return true;
}
