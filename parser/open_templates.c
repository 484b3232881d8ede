/* Templates (FORMAT.md section 3.8). */
#include "open_run.h"
#include "record.h"

/*@
  requires chan_can_reject(file, fault);
  requires place.table < CHAN_TABLE_COUNT;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> string <= file->header.string_count;
*/
static bool check_string(const chan_file *file, chan_place place, uint32_t string,
                         chan_finding *fault)
{
	if (string > file->header.string_count)
		return chan_reject(file, fault, CHAN_RULE_STRING_INDEX, place, string,
		                   file->header.string_count);
	return true;
}

/* An id as numbers that compare as its bytes do. */
typedef struct uuid {
	uint64_t high, low;
} uuid;

/* The members before first_criterion, but for the id. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(template) && \separated(fault, template);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> template->type == type && template->title <= file->header.string_count &&
    template->author <= file->header.string_count && template->link <= file->header.string_count;
*/
static bool check_template(const chan_file *file, const chan_template *template, uint8_t reserved,
                           uint32_t record, uint32_t type, chan_finding *fault)
{
	if (template->type != type)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_TYPE,
		                   CHAN_AT(TEMPLATE, type, record), template->type, type);
	if (!check_string(file, CHAN_AT(TEMPLATE, title, record), template->title, fault))
		return false;
	if (template->title == CHAN_STRING_EMPTY)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_TITLE,
		                   CHAN_AT(TEMPLATE, title, record), template->title, 1);
	if (!check_string(file, CHAN_AT(TEMPLATE, author, record), template->author, fault) ||
	    !check_string(file, CHAN_AT(TEMPLATE, link, record), template->link, fault))
		return false;
	if (template->action < CHAN_ACTION_DETECT || template->action > CHAN_ACTION_MONITOR)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_ACTION,
		                   CHAN_AT(TEMPLATE, action, record), template->action,
		                   CHAN_ACTION_MONITOR);
	if (template->level > CHAN_LEVEL_CRITICAL)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_LEVEL,
		                   CHAN_AT(TEMPLATE, level, record), template->level,
		                   CHAN_LEVEL_CRITICAL);
	if (template->status > CHAN_STATUS_UNSUPPORTED)
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_STATUS,
		                   CHAN_AT(TEMPLATE, status, record), template->status,
		                   CHAN_STATUS_UNSUPPORTED);
	if (reserved != 0)
		return chan_reject(file, fault, CHAN_RULE_RESERVED,
		                   CHAN_AT(TEMPLATE, reserved, record), reserved, 0);
	return true;
}

/* The id of a template, which must be greater than *id; it takes its place. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid(id) && \separated(fault, id, &file->header);
  requires \valid_read(bytes + (0 .. 15));
  terminates \true;
  assigns CHAN_FINDING(fault), id->high, id->low;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_uuid(const chan_file *file, const uint8_t *bytes, uint32_t record, uuid *id,
                       chan_finding *fault)
{
	chan_cursor c = chan_cursor_over(bytes, 16);
	uuid next;

	if (!chan_get_u64_big(&c, &next.high) || !chan_get_u64_big(&c, &next.low) ||
	    next.high < id->high || (next.high == id->high && next.low <= id->low))
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_UUID,
		                   CHAN_AT(TEMPLATE, uuid, record), 0, 0);
	id->high = next.high;
	id->low = next.low;
	return true;
}

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(template) && \valid(criteria) && \valid(instructions);
  requires \separated(fault, template, criteria, instructions, file);
  requires chan_is_run(criteria);
  requires chan_is_run(instructions);
  terminates \true;
  assigns CHAN_FINDING(fault), criteria->owned, instructions->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> template->first_criterion == \old(criteria->owned) && template->first_instruction == \old(instructions->owned);
  ensures \result ==> criteria->owned == template->first_criterion + template->criterion_count;
  ensures \result ==> instructions->owned == template->first_instruction + template->instruction_count;
  ensures criteria->owned <= criteria->total && instructions->owned <= instructions->total;
  ensures \result ==> chan_is_run(criteria);
  ensures \result ==> chan_is_run(instructions);
  ensures \result ==> 1 <= template->instruction_count;
*/
static bool check_template_runs(const chan_file *file, const chan_template *template,
                                uint32_t record, chan_run *criteria, chan_run *instructions,
                                chan_finding *fault)
{
	const chan_place first = CHAN_AT(TEMPLATE, first_criterion, record);
	const chan_place count = CHAN_AT(TEMPLATE, criterion_count, record);
	const chan_place start = CHAN_AT(TEMPLATE, first_instruction, record);
	const chan_place length = CHAN_AT(TEMPLATE, instruction_count, record);

	return chan_run_whole(file, criteria, first, template->first_criterion, count,
	                      template->criterion_count, fault) &&
	       chan_run_whole(file, instructions, start, template->first_instruction, length,
	                      template->instruction_count, fault);
}

/* Where the check of the templates is: the last that was read, and what the earlier ones own. */
typedef struct template_walk {
	chan_cursor templates;
	chan_template last;
	uint8_t reserved;
	uint32_t record; /* which of all is read next */
	uuid id; /* of the one before it in its type */
	chan_run criteria, instructions;
} template_walk;

/*@
  predicate is_template_walk(template_walk *walk) =
    \valid(walk) && chan_is_window(&walk->templates) && walk->templates.priv_end <= CHAN_MAX_FILE_SIZE &&
    \separated(walk, walk->templates.priv_base + (0 .. walk->templates.priv_end - 1)) &&
    chan_is_run(&walk->criteria) && chan_is_run(&walk->instructions) && 52 * walk->record <= walk->templates.priv_pos;
*/

/*@
  requires is_template_walk(walk);
  terminates \true;
  assigns walk->templates.priv_pos, walk->last, walk->reserved;
  ensures chan_is_window(&walk->templates);
  ensures chan_is_run(&walk->criteria);
  ensures chan_is_run(&walk->instructions);
  ensures walk->templates.priv_base == \old(walk->templates.priv_base) && walk->templates.priv_end == \old(walk->templates.priv_end);
  ensures 52 * walk->record <= walk->templates.priv_pos;
  ensures \result ==> 52 * (walk->record + 1) <= walk->templates.priv_pos;
*/
static bool next_template(template_walk *walk)
{
	return chan_read_template(&walk->templates, &walk->last, &walk->reserved);
}

/*@
  requires chan_can_reject(file, fault) && is_template_walk(walk) && \separated(file, walk, fault);
  requires 52 * (walk->record + 1) <= walk->templates.priv_pos;
  terminates \true;
  assigns CHAN_FINDING(fault), walk->id.high, walk->id.low, walk->criteria.owned, walk->instructions.owned, walk->record;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> is_template_walk(walk);
*/
static bool check_last_template(const chan_file *file, template_walk *walk, uint32_t type,
                                chan_finding *fault)
{
	const chan_template *last = &walk->last;

	if (!check_uuid(file, last->uuid, walk->record, &walk->id, fault) ||
	    !check_template(file, last, walk->reserved, walk->record, type, fault) ||
	    !check_template_runs(file, last, walk->record, &walk->criteria, &walk->instructions,
	                         fault))
		return false;
	walk->record++;
	return true;
}

/* The templates of one type. */
/*@
  requires chan_can_reject(file, fault) && is_template_walk(walk) && \separated(file, walk, fault);
  terminates \true;
  assigns CHAN_FINDING(fault), walk->templates.priv_pos, walk->last, walk->reserved, walk->id.high, walk->id.low,
          walk->criteria.owned, walk->instructions.owned, walk->record;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> is_template_walk(walk);
*/
static bool check_templates_of(const chan_file *file, template_walk *walk, uint32_t type,
                               uint32_t count, chan_finding *fault)
{
	uint32_t i;

	walk->id.high = walk->id.low = 0;
	/*@
	  loop invariant i <= count;
	  loop invariant is_template_walk(walk);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns i, walk->templates.priv_pos, walk->last, walk->reserved, walk->id.high, walk->id.low,
	               walk->criteria.owned, walk->instructions.owned, walk->record, CHAN_FINDING(fault);
	  loop variant count - i;
	*/
	for (i = 0; i < count && next_template(walk); i++) {
		if (!check_last_template(file, walk, type, fault))
			return false;
	}
	return true;
}

/*@
  requires is_template_walk(walk) && chan_is_window(types) && \valid(type) && \separated(walk, types, type);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  terminates \true;
  assigns types->priv_pos, CHAN_TYPE(type);
  ensures chan_is_window(&walk->templates);
  ensures chan_is_run(&walk->criteria);
  ensures chan_is_run(&walk->instructions);
  ensures walk->templates.priv_base == \old(walk->templates.priv_base) && walk->templates.priv_end == \old(walk->templates.priv_end);
  ensures 52 * walk->record <= walk->templates.priv_pos;
  ensures chan_is_window(types);
  ensures \result <==> \old(chan_rest(types)) >= 28;
  ensures \result ==> types->priv_pos == \old(types->priv_pos) + 28;
*/
static bool next_template_owner(const template_walk *walk, chan_cursor *types, chan_type *type)
{
	(void)walk;
	return chan_read_type(types, type);
}

/* The templates of each type that is left. */
/*@
  requires chan_can_reject(file, fault) && is_template_walk(walk);
  requires chan_is_window(types) && types->priv_end <= CHAN_MAX_FILE_SIZE && \valid(type);
  requires \separated(file, walk, types, type, fault);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), walk->templates.priv_pos, walk->last, walk->reserved, walk->id.high, walk->id.low,
          walk->criteria.owned, walk->instructions.owned, walk->record, types->priv_pos, CHAN_TYPE(type);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> is_template_walk(walk);
*/
static bool check_templates_of_each(const chan_file *file, chan_cursor *types, chan_type *type,
                                    template_walk *walk, chan_finding *fault)
{
	uint32_t record;

	/*@
	  loop invariant chan_is_window(types);
	  loop invariant types->priv_pos == \at(types->priv_pos, Pre) + record * 28;
	  loop invariant is_template_walk(walk);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop assigns record, walk->templates.priv_pos, walk->last, walk->reserved, walk->id.high, walk->id.low,
	               walk->criteria.owned, walk->instructions.owned, walk->record, types->priv_pos, CHAN_TYPE(type),
	               CHAN_FINDING(fault);
	  loop variant types->priv_end - types->priv_pos;
	*/
	for (record = 0; next_template_owner(walk, types, type); record++) {
		if (!check_templates_of(file, walk, record, type->template_count, fault))
			return false;
	}
	return true;
}

bool chan_check_templates(const chan_file *file, chan_finding *fault)
{
	template_walk walk = {.criteria = {CHAN_RULE_CRITERION_PARTITION, CHAN_RULE_CRITERION_LIMIT,
	                                   CHAN_MAX_CRITERIA, 0, file->header.criterion_count},
	                      .instructions = {CHAN_RULE_INSTRUCTION_PARTITION,
	                                       CHAN_RULE_INSTRUCTION_LIMIT, CHAN_MAX_INSTRUCTIONS,
	                                       0, file->header.instruction_count}};
	chan_cursor types;
	chan_type type;

	chan_copy(&types, &file->types);
	chan_copy(&walk.templates, &file->templates);
	return check_templates_of_each(file, &types, &type, &walk, fault) &&
	       chan_run_fills(file, &walk.criteria, CHAN_AT(HEADER, criterion_count, 0), fault) &&
	       chan_run_fills(file, &walk.instructions, CHAN_AT(HEADER, instruction_count, 0),
	                      fault);
}
