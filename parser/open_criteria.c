/* Criteria and values (FORMAT.md sections 3.9 and 3.10). */
#include "open_run.h"
#include "operator_sets.h"
#include "record.h"

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(c) && \valid(values);
  requires \separated(fault, c, values, file) && chan_is_run(values);
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> c->field < field_count && c->first_value == \old(values->owned);
  ensures \result ==> values->owned == c->first_value + c->value_count;
  ensures values->owned <= values->total;
*/
static inline bool check_criterion(const chan_file *file, const chan_criterion *c, uint32_t record,
                                   uint32_t field_count, chan_run *values, chan_finding *fault)
{
	const bool valued = chan_set_has(CHAN_SET_VALUED, c->operation);

	if (c->field >= field_count)
		return chan_reject(file, fault, CHAN_RULE_FIELD_INDEX,
		                   CHAN_AT(CRITERION, field, record), c->field, field_count);
	if (!chan_set_has(CHAN_SET_KNOWN, c->operation))
		return chan_reject(file, fault, CHAN_RULE_OPERATOR,
		                   CHAN_AT(CRITERION, operator, record), c->operation,
		                   CHAN_OPERATOR_LAST);
	if (c->flags != 0 && (c->flags & ~(unsigned)chan_set_flags(c->operation)) != 0)
		return chan_reject(file, fault, CHAN_RULE_CRITERION_FLAGS,
		                   CHAN_AT(CRITERION, flags, record), c->flags,
		                   chan_operator_flags(c->operation));
	if (!chan_run_begins(file, values, CHAN_AT(CRITERION, first_value, record), c->first_value,
	                     fault))
		return false;
	if (valued != (c->value_count > 0))
		return chan_reject(file, fault, CHAN_RULE_VALUE_COUNT,
		                   CHAN_AT(CRITERION, value_count, record), c->value_count, valued);
	return chan_run_ends(file, values, CHAN_AT(CRITERION, value_count, record), c->value_count,
	                     fault);
}

/* The criteria of one template, the first of which is record-th of all. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_is_held(run) && 12 * record + (run.priv_end - run.priv_pos) <= UINT32_MAX;
  requires \valid(values) && chan_is_run(values);
  requires \separated(values, fault, file);
  requires \separated(values, run.priv_base + (0 .. run.priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned;
  ensures values->owned <= values->total;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_criteria_of(const chan_file *file, chan_cursor run, uint32_t record,
                                     uint32_t field_count, chan_run *values, chan_finding *fault)
{
	chan_criterion c;

	/*@
	  loop invariant chan_is_window(&run);
	  loop invariant values->owned <= values->total;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop invariant 12 * record + chan_rest(&run) <= UINT32_MAX;
	  loop assigns record, c, run.priv_pos, values->owned, CHAN_FINDING(fault);
	  loop variant run.priv_end - run.priv_pos;
	*/
	for (; chan_read_criterion(&run, &c); record++) {
		if (!check_criterion(file, &c, record, field_count, values, fault))
			return false;
	}
	return true;
}

bool chan_check_criteria(const chan_file *file, chan_finding *fault)
{
	chan_run values = {CHAN_RULE_VALUE_PARTITION, CHAN_RULE_VALUE_LIMIT, CHAN_MAX_VALUES, 0,
	                   file->header.value_count};
	chan_cursor types, templates, criteria, run;
	chan_type type;
	chan_runs runs;
	uint32_t first, end = 0, i;

	chan_copy(&types, &file->types);
	chan_copy(&templates, &file->templates);
	chan_copy(&criteria, &file->criteria);
	/*@
	  loop invariant chan_is_window(&types);
	  loop invariant chan_is_window(&templates);
	  loop invariant chan_is_window(&criteria);
	  loop invariant 12 * end + chan_rest(&criteria) <= CHAN_MAX_FILE_SIZE;
	  loop invariant values.owned <= values.total;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns first, end, i, type, runs, CHAN_CURSOR(&run), types.priv_pos, templates.priv_pos, criteria.priv_pos,
	               values.owned, CHAN_FINDING(fault);
	  loop variant types.priv_end - types.priv_pos;
	*/
	while (chan_read_type(&types, &type)) {
		/*@
		  loop invariant i <= type.template_count;
		  loop invariant chan_is_window(&templates);
		  loop invariant chan_is_window(&criteria);
		  loop invariant 12 * end + chan_rest(&criteria) <= CHAN_MAX_FILE_SIZE;
		  loop invariant values.owned <= values.total;
		  loop invariant fault->rule == \at(fault->rule, Pre);
		  loop assigns first, end, i, runs, CHAN_CURSOR(&run), templates.priv_pos, criteria.priv_pos, values.owned,
		               CHAN_FINDING(fault);
		  loop variant type.template_count - i;
		*/
		for (i = 0;
		     i < type.template_count && chan_read_runs(&templates, &runs) &&
		     chan_take_array(&criteria, runs.criterion_count, CHAN_SIZE_CRITERION, &run);
		     i++) {
			first = end;
			end += runs.criterion_count;
			if (!check_criteria_of(file, run, first, type.field_count, &values, fault))
				return false;
		}
	}
	return chan_run_fills(file, &values, CHAN_AT(HEADER, value_count, 0), fault);
}

/* How many indexes an operator's values may choose from. */
/*@
  requires \valid_read(&file->header);
  terminates \true;
  assigns \nothing;
  ensures \result <= UINT32_MAX + 1;
*/
static uint64_t value_choices(const chan_file *file, uint8_t operation, uint32_t field_count)
{
	switch (chan_set_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		return (uint64_t)file->header.string_count + 1; /* and the empty one */
	case CHAN_VALUE_INTEGER:
		return file->header.integer_count;
	case CHAN_VALUE_NETWORK:
		return file->header.network_count;
	case CHAN_VALUE_FIELD:
		return field_count;
	case CHAN_VALUE_NONE:
	default:
		return 0;
	}
}

/* Which of all values was read last. */
/*@
  requires \valid_read(&file->values) && \valid_read(values) && values->priv_end <= CHAN_MAX_FILE_SIZE;
  requires file->values.priv_pos + 4 <= values->priv_pos <= values->priv_end;
  terminates \true;
  assigns \nothing;
*/
static uint32_t last_value(const chan_file *file, const chan_cursor *values)
{
	return (uint32_t)((chan_offset(values) - chan_offset(&file->values)) / CHAN_SIZE_VALUE) - 1;
}

/* The values of one criterion, a run of the file's. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires chan_is_held(run) && run.priv_end <= CHAN_MAX_FILE_SIZE;
  requires file->values.priv_pos <= run.priv_pos;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_run_of_values(const chan_file *file, chan_cursor run, uint64_t choices,
                                       chan_finding *fault)
{
	uint64_t least = 0; /* one more than the value before */
	uint32_t value;

	/*@
	  loop invariant least <= UINT32_MAX + 1;
	  loop invariant chan_is_window(&run);
	  loop invariant run.priv_pos >= \at(run.priv_pos, Pre);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns least, value, run.priv_pos, CHAN_FINDING(fault);
	  loop variant run.priv_end - run.priv_pos;
	*/
	while (chan_get_u32(&run, &value)) {
		if (value >= choices)
			return chan_reject(file, fault, CHAN_RULE_VALUE_INDEX,
			                   CHAN_AT(VALUE, index, last_value(file, &run)), value,
			                   choices);
		if (value < least)
			return chan_reject(file, fault, CHAN_RULE_VALUE_ORDER,
			                   CHAN_AT(VALUE, index, last_value(file, &run)), value,
			                   least);
		least = (uint64_t)value + 1;
	}
	return true;
}

/* The values of the criteria of one template; the cursor is moved behind the last. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires chan_is_held(run);
  requires chan_is_window(values) && values->priv_end <= CHAN_MAX_FILE_SIZE;
  requires file->values.priv_pos <= values->priv_pos;
  requires \separated(values, fault, file);
  requires \separated(values, values->priv_base + (0 .. values->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), values->priv_pos;
  ensures chan_is_window(values);
  ensures values->priv_pos >= \old(values->priv_pos);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_values_of(const chan_file *file, chan_cursor run, uint32_t field_count,
                                   chan_cursor *values, chan_finding *fault)
{
	chan_cursor owned;
	chan_criterion c;
	uint64_t choices;

	/*@
	  loop invariant chan_is_window(&run);
	  loop invariant chan_is_window(values);
	  loop invariant values->priv_pos >= \at(values->priv_pos, Pre);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns c, choices, CHAN_CURSOR(&owned), run.priv_pos, values->priv_pos, CHAN_FINDING(fault);
	  loop variant run.priv_end - run.priv_pos;
	*/
	while (chan_read_criterion(&run, &c) &&
	       chan_take_array(values, c.value_count, CHAN_SIZE_VALUE, &owned)) {
		choices = value_choices(file, c.operation, field_count);
		if (!check_run_of_values(file, owned, choices, fault))
			return false;
	}
	return true;
}

bool chan_check_values(const chan_file *file, chan_finding *fault)
{
	chan_cursor types, templates, criteria, values, run;
	chan_type type;
	chan_runs runs;
	uint32_t i;

	chan_copy(&types, &file->types);
	chan_copy(&templates, &file->templates);
	chan_copy(&criteria, &file->criteria);
	chan_copy(&values, &file->values);
	/*@
	  loop invariant chan_is_window(&types);
	  loop invariant chan_is_window(&templates);
	  loop invariant chan_is_window(&criteria);
	  loop invariant chan_is_window(&values);
	  loop invariant values.priv_pos >= file->values.priv_pos;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns i, type, runs, CHAN_CURSOR(&run), types.priv_pos, templates.priv_pos, criteria.priv_pos,
	               values.priv_pos, CHAN_FINDING(fault);
	  loop variant types.priv_end - types.priv_pos;
	*/
	while (chan_read_type(&types, &type)) {
		/*@
		  loop invariant i <= type.template_count;
		  loop invariant chan_is_window(&templates);
		  loop invariant chan_is_window(&criteria);
		  loop invariant chan_is_window(&values);
		  loop invariant values.priv_pos >= file->values.priv_pos;
		  loop invariant fault->rule == \at(fault->rule, Pre);
		  loop assigns i, runs, CHAN_CURSOR(&run), templates.priv_pos, criteria.priv_pos, values.priv_pos,
		               CHAN_FINDING(fault);
		  loop variant type.template_count - i;
		*/
		for (i = 0;
		     i < type.template_count && chan_read_runs(&templates, &runs) &&
		     chan_take_array(&criteria, runs.criterion_count, CHAN_SIZE_CRITERION, &run);
		     i++) {
			if (!check_values_of(file, run, type.field_count, &values, fault))
				return false;
		}
	}
	return true;
}
