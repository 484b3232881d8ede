/*
 * The parts of chan_open(), in the order in which it calls them. Internal to libchan.
 *
 * Contract of every chan_check_*(): the windows of *file are set and all checks of earlier parts hold.
 *   true  - every must of the tables that it names holds; *fault is untouched;
 *   false - *fault is the first breach in the order of FORMAT.md.
 */
#ifndef CHAN_CHECK_H
#define CHAN_CHECK_H

#include "chan.h"

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> \old(chan_has_strings(file));
*/
CHAN_MUST_USE bool chan_check_strings(const chan_file *file, chan_finding *fault); /* and text */
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_integers_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_integers(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_networks_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_networks(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_has_types_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_types(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_has_fields_table(file);
  requires chan_has_types_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_fields(const chan_file *file, enum chan_cpu cpu, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_templates_table(file);
  requires chan_has_types_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_templates(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_criteria_table(file);
  requires chan_has_types_table(file);
  requires chan_has_templates_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_criteria(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_values_table(file);
  requires chan_has_types_table(file);
  requires chan_has_templates_table(file);
  requires chan_has_criteria_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_values(const chan_file *file, chan_finding *fault);
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_instructions_table(file);
  requires chan_has_templates_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
CHAN_MUST_USE bool chan_check_conditions(const chan_file *file, chan_finding *fault);

/*
 * Whether chan_check_strings() would find nothing. Unlike it this does not say what is wrong, and is several times
 * as fast: files that are right, which are nearly all, need nothing more.
 */
/*@
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  terminates \true;
  assigns \nothing;
  ensures \result ==> \old(chan_has_strings(file));
*/
CHAN_MUST_USE bool chan_strings_hold(const chan_file *file);

/* A member of a record, which a finding points at. */
typedef struct chan_place {
	enum chan_table table;
	uint32_t record, member, width;
} chan_place;

#define CHAN_AT(TABLE_, member_, record_)                                               \
	chan_place_of(CHAN_TABLE_##TABLE_, (record_), CHAN_OFFSET_##TABLE_##_##member_, \
	              CHAN_WIDTH_##TABLE_##_##member_)

/*@
  terminates \true;
  assigns \nothing;
  ensures \result.table == table && \result.record == record;
  ensures \result.member == member && \result.width == width;
*/
static inline chan_place chan_place_of(enum chan_table table, uint32_t record, uint32_t member,
                                       uint32_t width)
{
	const chan_place place = {table, record, member, width};

	return place;
}

/* Sets *fault and returns false, so that a check can end with it. got is what the file says, want the bound. */
/*@
  requires chan_can_reject(file, fault);
  requires place.table < CHAN_TABLE_COUNT && rule != 0;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures !\result && fault->rule == rule;
*/
bool chan_reject(const chan_file *file, chan_finding *fault, uint16_t rule, chan_place place,
                 uint64_t got, uint64_t want);

#endif
