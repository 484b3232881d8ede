/*
 * Runs (FORMAT.md section 2.2): the records of a table that belong to one record of an earlier table. Each begins
 * where the one before it ended, and the last ends with the table. Internal to libchan.
 *
 * Contract of every chan_run_*(): true - that much holds, and *fault is untouched; false - *fault says what does not.
 */
#ifndef CHAN_OPEN_RUN_H
#define CHAN_OPEN_RUN_H

#include "check.h"

/* The runs of one table: the rules and the limit of each, the records of all, and how many earlier runs own. */
typedef struct chan_run {
	uint16_t partition, limit_rule; /* rules; a run without a limit has UINT32_MAX */
	uint32_t limit;
	uint32_t owned, total;
} chan_run;

/*@
  // Earlier runs are within their table, and each fault has a rule.
  predicate chan_is_run(chan_run *r) =
    r->owned <= r->total && r->partition != 0 && (r->limit_rule != 0 || r->limit == UINT32_MAX);
*/

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(r) && \separated(fault, r) && chan_is_run(r) && place.table < CHAN_TABLE_COUNT;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result <==> first == r->owned;
*/
static inline bool chan_run_begins(const chan_file *file, const chan_run *r, chan_place place,
                                   uint32_t first, chan_finding *fault)
{
	if (first != r->owned)
		return chan_reject(file, fault, r->partition, place, first, r->owned);
	return true;
}

/* The run is over: what it owned is added. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid(r) && \separated(fault, r, file) && chan_is_run(r) && place.table < CHAN_TABLE_COUNT;
  terminates \true;
  assigns CHAN_FINDING(fault), r->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures r->owned == \old(r->owned) + (\result ? count : 0);
  ensures r->owned <= r->total;
  ensures \result ==> count <= r->limit;
*/
static inline bool chan_run_ends(const chan_file *file, chan_run *r, chan_place place,
                                 uint32_t count, chan_finding *fault)
{
	if (count > r->limit)
		return chan_reject(file, fault, r->limit_rule, place, count, r->limit);
	if (count > r->total - r->owned)
		return chan_reject(file, fault, r->partition, place, count, r->total - r->owned);
	r->owned += count;
	return true;
}

/* All of a run that may not be empty: at is the place of its first record's index, many that of their number. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid(r) && \separated(fault, r, file) && chan_is_run(r);
  requires at.table < CHAN_TABLE_COUNT && many.table < CHAN_TABLE_COUNT;
  terminates \true;
  assigns CHAN_FINDING(fault), r->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> first == \old(r->owned) && 1 <= count <= r->limit && r->owned == first + count;
  ensures r->owned <= r->total;
*/
static inline bool chan_run_whole(const chan_file *file, chan_run *r, chan_place at, uint32_t first,
                                  chan_place many, uint32_t count, chan_finding *fault)
{
	if (!chan_run_begins(file, r, at, first, fault))
		return false;
	if (count == 0)
		return chan_reject(file, fault, r->partition, many, count, 1);
	return chan_run_ends(file, r, many, count, fault);
}

/* After the last owner: place is the count of the owned table in the header. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(r) && \separated(fault, r) && chan_is_run(r) && place.table < CHAN_TABLE_COUNT;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result <==> r->owned == r->total;
*/
static inline bool chan_run_fills(const chan_file *file, const chan_run *r, chan_place place,
                                  chan_finding *fault)
{
	if (r->owned != r->total)
		return chan_reject(file, fault, r->partition, place, r->total, r->owned);
	return true;
}

#endif
