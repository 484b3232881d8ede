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
  ensures \result ==> chan_is_run(values);
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

/*
 * Where a check is that goes from type to type: what is left of the templates and the criteria, and what the template
 * that was read last owns of them.
 */
typedef struct owner_walk {
	chan_cursor templates, criteria, run;
	chan_runs runs;
} owner_walk;

/*@
  predicate is_owner_walk(owner_walk *walk) =
    \valid(walk) && chan_is_window(&walk->templates) && chan_is_window(&walk->criteria) &&
    walk->criteria.priv_end <= CHAN_MAX_FILE_SIZE &&
    \separated(walk, walk->templates.priv_base + (0 .. walk->templates.priv_end - 1)) &&
    \separated(walk, walk->criteria.priv_base + (0 .. walk->criteria.priv_end - 1));
  predicate walk_stays_over{A, B}(owner_walk *walk) =
    \at(walk->templates.priv_base, A) == \at(walk->templates.priv_base, B) &&
    \at(walk->templates.priv_end, A) == \at(walk->templates.priv_end, B) &&
    \at(walk->criteria.priv_base, A) == \at(walk->criteria.priv_base, B) &&
    \at(walk->criteria.priv_end, A) == \at(walk->criteria.priv_end, B);
*/

/* The criteria of the next template: walk->run. */
/*@
  requires is_owner_walk(walk);
  terminates \true;
  assigns walk->templates.priv_pos, walk->criteria.priv_pos, CHAN_CURSOR(&walk->run), walk->runs;
  ensures chan_is_window(&walk->templates);
  ensures chan_is_window(&walk->criteria);
  ensures walk_stays_over{Pre, Post}(walk);
  ensures walk->criteria.priv_pos >= \old(walk->criteria.priv_pos);
  ensures \result ==> chan_is_window(&walk->run);
  ensures \result ==> walk->run.priv_base == walk->criteria.priv_base && walk->run.priv_end <= walk->criteria.priv_end;
  ensures \result ==> walk->run.priv_pos >= \old(walk->criteria.priv_pos);
*/
static inline bool next_run(owner_walk *walk)
{
	return chan_read_runs(&walk->templates, &walk->runs) &&
	       chan_take_array(&walk->criteria, walk->runs.criterion_count, CHAN_SIZE_CRITERION,
	                       &walk->run);
}

/* The type that owns the next templates; *walk is as it was. */
/*@
  requires is_owner_walk(walk) && chan_is_window(types) && \valid(type) && \separated(walk, types, type);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  terminates \true;
  assigns types->priv_pos, CHAN_TYPE(type);
  ensures chan_is_window(&walk->templates);
  ensures chan_is_window(&walk->criteria);
  ensures walk_stays_over{Pre, Post}(walk);
  ensures chan_is_window(types);
  ensures \result ==> types->priv_pos == \old(types->priv_pos) + 28;
*/
static inline bool next_owner(const owner_walk *walk, chan_cursor *types, chan_type *type)
{
	(void)walk;
	return chan_read_type(types, type);
}

/* The next criterion of the window; *values is as it was. */
/*@
  requires chan_is_window(run) && \valid(c) && \valid_read(values) && chan_is_run(values);
  requires \separated(values, run, c);
  requires \separated(run, c, run->priv_base + (0 .. run->priv_end - 1));
  terminates \true;
  assigns CHAN_CRITERION(c), run->priv_pos;
  ensures chan_is_window(run);
  ensures chan_is_run(values);
  ensures \result ==> run->priv_pos == \old(run->priv_pos) + 12;
*/
static inline bool next_criterion(chan_cursor *run, chan_criterion *c, const chan_run *values)
{
	(void)values;
	return chan_read_criterion(run, c);
}

/* The criteria of the window, the first of which is record-th of all. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_is_window(run) && \valid(c) && 12 * record + (run->priv_end - run->priv_pos) <= UINT32_MAX;
  requires \valid(values) && chan_is_run(values);
  requires \separated(values, fault, file, run, c);
  requires \separated(run, c, run->priv_base + (0 .. run->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned, CHAN_CRITERION(c), run->priv_pos;
  ensures values->owned <= values->total;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_each_criterion(const chan_file *file, chan_cursor *run, chan_criterion *c,
                                        uint32_t record, uint32_t field_count, chan_run *values,
                                        chan_finding *fault)
{
	/*@
	  loop invariant chan_is_window(run);
	  loop invariant chan_is_run(values);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop invariant 12 * record + chan_rest(run) <= UINT32_MAX;
	  loop assigns record, CHAN_CRITERION(c), run->priv_pos, values->owned, CHAN_FINDING(fault);
	  loop variant run->priv_end - run->priv_pos;
	*/
	for (; next_criterion(run, c, values); record++) {
		if (!check_criterion(file, c, record, field_count, values, fault))
			return false;
	}
	return true;
}

/* The criteria of one template, a run of the file's. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires chan_is_held(run) && run.priv_end <= CHAN_MAX_FILE_SIZE;
  requires file->criteria.priv_pos <= run.priv_pos;
  requires \valid(values) && chan_is_run(values);
  requires \separated(values, fault, file);
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned;
  ensures values->owned <= values->total;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_criteria_of(const chan_file *file, chan_cursor run, uint32_t field_count,
                                     chan_run *values, chan_finding *fault)
{
	const size_t before = chan_offset(&run) - chan_offset(&file->criteria);
	chan_criterion c;

	return check_each_criterion(file, &run, &c, (uint32_t)(before / CHAN_SIZE_CRITERION),
	                            field_count, values, fault);
}

/* The criteria of the templates of one type. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires is_owner_walk(walk) && \separated(walk, file, fault, values) && \valid_read(type);
  requires file->criteria.priv_pos <= walk->criteria.priv_pos;
  requires \valid(values) && chan_is_run(values);
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned, walk->templates.priv_pos, walk->criteria.priv_pos,
          CHAN_CURSOR(&walk->run), walk->runs;
  ensures chan_is_window(&walk->templates);
  ensures chan_is_window(&walk->criteria);
  ensures walk_stays_over{Pre, Post}(walk);
  ensures walk->criteria.priv_pos >= \old(walk->criteria.priv_pos);
  ensures values->owned <= values->total;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_criteria_of_type(const chan_file *file, owner_walk *walk, const chan_type *type,
                                   chan_run *values, chan_finding *fault)
{
	const uint32_t template_count = type->template_count, field_count = type->field_count;
	uint32_t i;

	/*@
	  loop invariant i <= template_count;
	  loop invariant chan_is_window(&walk->templates);
	  loop invariant chan_is_window(&walk->criteria);
	  loop invariant walk->criteria.priv_pos >= \at(walk->criteria.priv_pos, Pre);
	  loop invariant values->owned <= values->total;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns i, walk->templates.priv_pos, walk->criteria.priv_pos, CHAN_CURSOR(&walk->run), walk->runs,
	               values->owned, CHAN_FINDING(fault);
	  loop variant template_count - i;
	*/
	for (i = 0; i < template_count && next_run(walk); i++) {
		if (!check_criteria_of(file, walk->run, field_count, values, fault))
			return false;
	}
	return true;
}

/* The criteria of each type that is left. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires is_owner_walk(walk);
  requires chan_is_window(types) && \valid(type);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  requires \separated(walk, types, type, file, fault, values);
  requires file->criteria.priv_pos <= walk->criteria.priv_pos;
  requires \valid(values) && chan_is_run(values);
  terminates \true;
  assigns CHAN_FINDING(fault), values->owned, walk->templates.priv_pos, walk->criteria.priv_pos,
          CHAN_CURSOR(&walk->run), walk->runs, types->priv_pos, CHAN_TYPE(type);
  ensures values->owned <= values->total;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_criteria_of_each(const chan_file *file, chan_cursor *types, chan_type *type,
                                   owner_walk *walk, chan_run *values, chan_finding *fault)
{
	/*@
	  loop invariant chan_is_window(types);
	  loop invariant chan_is_window(&walk->templates);
	  loop invariant chan_is_window(&walk->criteria);
	  loop invariant walk->criteria.priv_pos >= \at(walk->criteria.priv_pos, Pre);
	  loop invariant values->owned <= values->total;
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns walk->templates.priv_pos, walk->criteria.priv_pos, CHAN_CURSOR(&walk->run), walk->runs,
	               values->owned, types->priv_pos, CHAN_TYPE(type), CHAN_FINDING(fault);
	  loop variant types->priv_end - types->priv_pos;
	*/
	while (next_owner(walk, types, type)) {
		if (!check_criteria_of_type(file, walk, type, values, fault))
			return false;
	}
	return true;
}

bool chan_check_criteria(const chan_file *file, chan_finding *fault)
{
	chan_run values = {CHAN_RULE_VALUE_PARTITION, CHAN_RULE_VALUE_LIMIT, CHAN_MAX_VALUES, 0,
	                   file->header.value_count};
	chan_cursor types;
	chan_type type;
	owner_walk walk;

	chan_copy(&types, &file->types);
	chan_copy(&walk.templates, &file->templates);
	chan_copy(&walk.criteria, &file->criteria);
	return check_criteria_of_each(file, &types, &type, &walk, &values, fault) &&
	       chan_run_fills(file, &values, CHAN_AT(HEADER, value_count, 0), fault);
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

/* A criterion, and its values. */
typedef struct valued {
	chan_criterion c;
	chan_cursor owned;
} valued;

/* The next criterion of the window, with its values. */
/*@
  requires chan_is_window(run) && chan_is_window(values) && \valid(next);
  requires \separated(run, values, next);
  requires \separated(run, next, run->priv_base + (0 .. run->priv_end - 1));
  requires \separated(values, next, values->priv_base + (0 .. values->priv_end - 1));
  terminates \true;
  assigns run->priv_pos, values->priv_pos, next->c, CHAN_CURSOR(&next->owned);
  ensures chan_is_window(run);
  ensures chan_is_window(values);
  ensures values->priv_pos >= \old(values->priv_pos);
  ensures \result ==> run->priv_pos == \old(run->priv_pos) + 12;
  ensures \result ==> chan_is_window(&next->owned);
  ensures \result ==> next->owned.priv_end <= values->priv_end;
  ensures \result ==> next->owned.priv_pos >= \old(values->priv_pos);
*/
static inline bool next_valued(chan_cursor *run, chan_cursor *values, valued *next)
{
	return chan_read_criterion(run, &next->c) &&
	       chan_take_array(values, next->c.value_count, CHAN_SIZE_VALUE, &next->owned);
}

/* The values of each criterion of the window; the cursor is moved behind the last. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires chan_is_window(run) && chan_is_window(values) && \valid(next);
  requires values->priv_end <= CHAN_MAX_FILE_SIZE && file->values.priv_pos <= values->priv_pos;
  requires \separated(run, values, next, fault, file);
  requires \separated(run, next, run->priv_base + (0 .. run->priv_end - 1));
  requires \separated(values, next, values->priv_base + (0 .. values->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), run->priv_pos, values->priv_pos, next->c, CHAN_CURSOR(&next->owned);
  ensures chan_is_window(values);
  ensures values->priv_pos >= \old(values->priv_pos);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static inline bool check_each_valued(const chan_file *file, chan_cursor *run, uint32_t field_count,
                                     chan_cursor *values, valued *next, chan_finding *fault)
{
	uint64_t choices;

	/*@
	  loop invariant chan_is_window(run);
	  loop invariant chan_is_window(values);
	  loop invariant values->priv_pos >= \at(values->priv_pos, Pre);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns choices, run->priv_pos, values->priv_pos, next->c, CHAN_CURSOR(&next->owned), CHAN_FINDING(fault);
	  loop variant run->priv_end - run->priv_pos;
	*/
	while (next_valued(run, values, next)) {
		choices = value_choices(file, next->c.operation, field_count);
		if (!check_run_of_values(file, next->owned, choices, fault))
			return false;
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
	valued next;

	return check_each_valued(file, &run, field_count, values, &next, fault);
}

/* The values of the templates of one type. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires is_owner_walk(walk) && chan_is_window(values) && \valid_read(type);
  requires values->priv_end <= CHAN_MAX_FILE_SIZE && file->values.priv_pos <= values->priv_pos;
  requires \separated(walk, values, file, fault) && \separated(values, values->priv_base + (0 .. values->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), values->priv_pos, walk->templates.priv_pos, walk->criteria.priv_pos,
          CHAN_CURSOR(&walk->run), walk->runs;
  ensures chan_is_window(&walk->templates);
  ensures chan_is_window(&walk->criteria);
  ensures chan_is_window(values);
  ensures walk_stays_over{Pre, Post}(walk);
  ensures values->priv_pos >= \old(values->priv_pos);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_values_of_type(const chan_file *file, owner_walk *walk, const chan_type *type,
                                 chan_cursor *values, chan_finding *fault)
{
	const uint32_t template_count = type->template_count, field_count = type->field_count;
	uint32_t i;

	/*@
	  loop invariant i <= template_count;
	  loop invariant chan_is_window(&walk->templates);
	  loop invariant chan_is_window(&walk->criteria);
	  loop invariant chan_is_window(values);
	  loop invariant values->priv_pos >= \at(values->priv_pos, Pre);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns i, walk->templates.priv_pos, walk->criteria.priv_pos, CHAN_CURSOR(&walk->run), walk->runs,
	               values->priv_pos, CHAN_FINDING(fault);
	  loop variant template_count - i;
	*/
	for (i = 0; i < template_count && next_run(walk); i++) {
		if (!check_values_of(file, walk->run, field_count, values, fault))
			return false;
	}
	return true;
}

/* The values of each type that is left. */
/*@
  requires chan_can_reject(file, fault) && \valid_read(file);
  requires is_owner_walk(walk) && chan_is_window(values);
  requires chan_is_window(types) && \valid(type);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  requires values->priv_end <= CHAN_MAX_FILE_SIZE && file->values.priv_pos <= values->priv_pos;
  requires \separated(walk, types, type, values, file, fault);
  requires \separated(values, values->priv_base + (0 .. values->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), values->priv_pos, walk->templates.priv_pos, walk->criteria.priv_pos,
          CHAN_CURSOR(&walk->run), walk->runs, types->priv_pos, CHAN_TYPE(type);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_values_of_each(const chan_file *file, chan_cursor *types, chan_type *type,
                                 owner_walk *walk, chan_cursor *values, chan_finding *fault)
{
	/*@
	  loop invariant chan_is_window(types);
	  loop invariant chan_is_window(&walk->templates);
	  loop invariant chan_is_window(&walk->criteria);
	  loop invariant chan_is_window(values);
	  loop invariant values->priv_pos >= \at(values->priv_pos, Pre);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns walk->templates.priv_pos, walk->criteria.priv_pos, CHAN_CURSOR(&walk->run), walk->runs,
	               values->priv_pos, types->priv_pos, CHAN_TYPE(type), CHAN_FINDING(fault);
	  loop variant types->priv_end - types->priv_pos;
	*/
	while (next_owner(walk, types, type)) {
		if (!check_values_of_type(file, walk, type, values, fault))
			return false;
	}
	return true;
}

bool chan_check_values(const chan_file *file, chan_finding *fault)
{
	chan_cursor types, values;
	chan_type type;
	owner_walk walk;

	chan_copy(&types, &file->types);
	chan_copy(&walk.templates, &file->templates);
	chan_copy(&walk.criteria, &file->criteria);
	chan_copy(&values, &file->values);
	return check_values_of_each(file, &types, &type, &walk, &values, fault);
}
