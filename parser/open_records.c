/* Types, fields and templates (FORMAT.md sections 3.6 to 3.8). */
#include "open_run.h"
#include "record.h"

/* In contracts: the members of a record. A prover keeps the rest of the memory apart from what is named so. */
#define ALL_OF(type)                                                               \
	type.name, type.type_id, type.version, type.first_field, type.field_count, \
		type.first_template, type.template_count

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

/* *name is a window over the bytes of the name. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid(name) && place.table < CHAN_TABLE_COUNT;
  requires \separated(name, fault, file) &&
           \separated(name, file->text.priv_base + (0 .. file->text.priv_end - 1)) &&
           \separated(name, file->strings.priv_base + (0 .. file->strings.priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), CHAN_CURSOR(name);
  ensures chan_is_window(name);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> string <= file->header.string_count;
  ensures \result ==> chan_strings_stay{Pre, Post}(file) && chan_stays{Pre, Post}(\at(&file->fields, Pre));
*/
static bool check_name(const chan_file *file, chan_place place, uint32_t string, chan_cursor *name,
                       chan_finding *fault)
{
	if (!chan_string_cursor(file, string, name))
		return chan_reject(file, fault, CHAN_RULE_STRING_INDEX, place, string,
		                   file->header.string_count);
	if (chan_left(name) == 0 || chan_left(name) > CHAN_MAX_NAME)
		return chan_reject(file, fault, CHAN_RULE_NAME, place, chan_left(name),
		                   CHAN_MAX_NAME);
	return true;
}

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid_read(type);
  requires \separated(fault, type);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> type->name <= file->header.string_count;
  ensures \result ==> chan_strings_stay{Pre, Post}(file);
*/
static bool check_type(const chan_file *file, const chan_type *type, uint32_t record,
                       uint32_t id_before, chan_finding *fault)
{
	chan_cursor name;

	if (!check_name(file, CHAN_AT(TYPE, name, record), type->name, &name, fault))
		return false;
	if (type->type_id <= id_before)
		return chan_reject(file, fault, CHAN_RULE_TYPE_ORDER,
		                   CHAN_AT(TYPE, type_id, record), type->type_id, id_before);
	if (type->version == 0)
		return chan_reject(file, fault, CHAN_RULE_TYPE_VERSION,
		                   CHAN_AT(TYPE, version, record), type->version, 1);
	return true;
}

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(type) && \valid(fields) && \valid(templates);
  requires \separated(fault, type, fields, templates, file) && fields->partition != 0 && templates->partition != 0;
  requires fields->owned <= fields->total && templates->owned <= templates->total && fields->limit_rule != 0;
  requires templates->limit_rule != 0 || templates->limit == UINT32_MAX;
  terminates \true;
  assigns CHAN_FINDING(fault), fields->owned, templates->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> type->first_field == \old(fields->owned) && type->first_template == \old(templates->owned);
  ensures \result ==> fields->owned == type->first_field + type->field_count;
  ensures \result ==> templates->owned == type->first_template + type->template_count;
  ensures fields->owned <= fields->total && templates->owned <= templates->total;
  ensures \result ==> chan_strings_stay{Pre, Post}(file);
*/
static bool check_type_runs(const chan_file *file, const chan_type *type, uint32_t record,
                            chan_run *fields, chan_run *templates, chan_finding *fault)
{
	const chan_place first_field = CHAN_AT(TYPE, first_field, record);
	const chan_place field_count = CHAN_AT(TYPE, field_count, record);
	const chan_place first_template = CHAN_AT(TYPE, first_template, record);
	const chan_place template_count = CHAN_AT(TYPE, template_count, record);

	return chan_run_whole(file, fields, first_field, type->first_field, field_count,
	                      type->field_count, fault) &&
	       chan_run_whole(file, templates, first_template, type->first_template, template_count,
	                      type->template_count, fault);
}

bool chan_check_types(const chan_file *file, chan_finding *fault)
{
	chan_run fields = {CHAN_RULE_FIELD_PARTITION, CHAN_RULE_FIELD_LIMIT, CHAN_MAX_FIELDS, 0,
	                   file->header.field_count};
	chan_run templates = {CHAN_RULE_TEMPLATE_PARTITION, 0, UINT32_MAX, 0,
	                      file->header.template_count};
	chan_cursor types;
	chan_type type;
	uint32_t record, id_before = 0;

	chan_copy(&types, &file->types);
	/*@
	  loop invariant chan_is_window(&types) && fault->rule == \at(fault->rule, Pre);
	  loop invariant types.priv_end <= CHAN_MAX_FILE_SIZE;
	  loop invariant types.priv_pos == \at(file->types.priv_pos, Pre) + record * 28;
	  loop invariant chan_is_run(&fields) && chan_is_run(&templates);
	  loop invariant fields.limit_rule != 0 && chan_strings_stay{Pre, Here}(file);
	  loop assigns record, ALL_OF(type), id_before, fields.owned, templates.owned, types.priv_pos, CHAN_FINDING(fault);
	  loop variant types.priv_end - types.priv_pos;
	*/
	for (record = 0; chan_read_type(&types, &type); record++) {
		if (!check_type(file, &type, record, id_before, fault) ||
		    !check_type_runs(file, &type, record, &fields, &templates, fault))
			return false;
		id_before = type.type_id;
	}
	return chan_run_fills(file, &fields, CHAN_AT(HEADER, field_count, 0), fault) &&
	       chan_run_fills(file, &templates, CHAN_AT(HEADER, template_count, 0), fault);
}

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid_read(field) && \valid(hash);
  requires \separated(fault, field, hash, file);
  terminates \true;
  assigns CHAN_FINDING(fault), *hash;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> field->name <= file->header.string_count && 1 <= field->kind <= 3;
  ensures \result ==> chan_strings_stay{Pre, Post}(file) && chan_stays{Pre, Post}(\at(&file->fields, Pre));
*/
static bool check_field(const chan_file *file, enum chan_cpu cpu, const chan_field *field,
                        uint16_t reserved, uint32_t record, uint32_t *hash, chan_finding *fault)
{
	chan_cursor name;

	if (!check_name(file, CHAN_AT(FIELD, name, record), field->name, &name, fault))
		return false;
	if (field->kind < CHAN_KIND_STRING || field->kind > CHAN_KIND_IP)
		return chan_reject(file, fault, CHAN_RULE_FIELD_KIND, CHAN_AT(FIELD, kind, record),
		                   field->kind, CHAN_KIND_IP);
	if (reserved != 0)
		return chan_reject(file, fault, CHAN_RULE_RESERVED,
		                   CHAN_AT(FIELD, reserved, record), reserved, 0);
	*hash = chan_layout_hash(cpu, *hash, &name, field->kind);
	if (field->layout_hash != *hash)
		return chan_reject(file, fault, CHAN_RULE_LAYOUT_HASH,
		                   CHAN_AT(FIELD, layout_hash, record), field->layout_hash, *hash);
	return true;
}

/* The fields of one type, from the cursor on, which is moved behind the last. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_is_window(fields) && \valid(fields) && fields->priv_end <= CHAN_MAX_FILE_SIZE;
  requires file->fields.priv_pos <= fields->priv_pos;
  requires \separated(fields, fault, file) && \separated(fields, fields->priv_base + (0 .. fields->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), fields->priv_pos;
  ensures chan_is_window(fields);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures fields->priv_pos >= \old(fields->priv_pos);
  ensures \result ==> chan_strings_stay{Pre, Post}(file) && chan_stays{Pre, Post}(\at(&file->fields, Pre));
*/
static bool check_fields_of(const chan_file *file, enum chan_cpu cpu, uint32_t count,
                            chan_cursor *fields, chan_finding *fault)
{
	const size_t before = chan_offset(fields) - chan_offset(&file->fields);
	const uint32_t record = (uint32_t)(before / CHAN_SIZE_FIELD);
	chan_field field;
	uint16_t reserved;
	uint32_t hash = 0, i;

	/*@
	  loop invariant i <= count && chan_is_window(fields) && fault->rule == \at(fault->rule, Pre);
	  loop invariant fields->priv_pos == \at(fields->priv_pos, Pre) + i * 12;
	  loop invariant chan_strings_stay{Pre, Here}(file) && chan_stays{Pre, Here}(\at(&file->fields, Pre));
	  loop assigns hash, i, field, reserved, fields->priv_pos, CHAN_FINDING(fault);
	  loop variant count - i;
	*/
	for (i = 0; i < count && chan_read_field(fields, &field, &reserved); i++) {
		if (!check_field(file, cpu, &field, reserved, record + i, &hash, fault))
			return false;
	}
	return true;
}

bool chan_check_fields(const chan_file *file, enum chan_cpu cpu, chan_finding *fault)
{
	chan_cursor types, fields;
	chan_type type;

	chan_copy(&types, &file->types);
	chan_copy(&fields, &file->fields);
	/*@
	  loop invariant chan_is_window(&types) && chan_is_window(&fields) && fault->rule == \at(fault->rule, Pre);
	  loop invariant fields.priv_end <= CHAN_MAX_FILE_SIZE && \at(file->fields.priv_pos, Pre) <= fields.priv_pos;
	  loop invariant chan_strings_stay{Pre, Here}(file) && chan_stays{Pre, Here}(\at(&file->fields, Pre));
	  loop assigns ALL_OF(type), types.priv_pos, fields.priv_pos, CHAN_FINDING(fault);
	  loop variant types.priv_end - types.priv_pos;
	*/
	while (chan_read_type(&types, &type)) {
		if (!check_fields_of(file, cpu, type.field_count, &fields, fault))
			return false;
	}
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

/* The id at the cursor, which must be greater than *id; it takes its place. */
/*@
  requires chan_can_reject(file, fault);
  requires \valid(id) && \separated(fault, id, &file->header);
  requires chan_is_held(c);
  terminates \true;
  assigns CHAN_FINDING(fault), *id;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_uuid(const chan_file *file, chan_cursor c, uint32_t record, uuid *id,
                       chan_finding *fault)
{
	uuid next;

	if (!chan_get_u64_big(&c, &next.high) || !chan_get_u64_big(&c, &next.low) ||
	    next.high < id->high || (next.high == id->high && next.low <= id->low))
		return chan_reject(file, fault, CHAN_RULE_TEMPLATE_UUID,
		                   CHAN_AT(TEMPLATE, uuid, record), 0, 0);
	*id = next;
	return true;
}

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(template) && \valid(criteria) && \valid(instructions);
  requires \separated(fault, template, criteria, instructions, file) && criteria->partition != 0 && instructions->partition != 0;
  requires criteria->owned <= criteria->total && instructions->owned <= instructions->total && criteria->limit_rule != 0;
  requires instructions->limit_rule != 0 || instructions->limit == UINT32_MAX;
  terminates \true;
  assigns CHAN_FINDING(fault), criteria->owned, instructions->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> template->first_criterion == \old(criteria->owned) && template->first_instruction == \old(instructions->owned);
  ensures \result ==> criteria->owned == template->first_criterion + template->criterion_count;
  ensures \result ==> instructions->owned == template->first_instruction + template->instruction_count;
  ensures criteria->owned <= criteria->total && instructions->owned <= instructions->total;
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

bool chan_check_templates(const chan_file *file, chan_finding *fault)
{
	chan_run criteria = {CHAN_RULE_CRITERION_PARTITION, CHAN_RULE_CRITERION_LIMIT,
	                     CHAN_MAX_CRITERIA, 0, file->header.criterion_count};
	chan_run instructions = {CHAN_RULE_INSTRUCTION_PARTITION, CHAN_RULE_INSTRUCTION_LIMIT,
	                         CHAN_MAX_INSTRUCTIONS, 0, file->header.instruction_count};
	chan_cursor types, templates, at;
	chan_type type;
	chan_template t;
	uint8_t reserved;
	uint32_t owner, record = 0, i;

	chan_copy(&types, &file->types);
	chan_copy(&templates, &file->templates);
	/*@
	  loop invariant chan_is_window(&types) && types.priv_end <= CHAN_MAX_FILE_SIZE && types.priv_pos == file->types.priv_pos + owner * 28;
	  loop invariant chan_is_window(&templates) && fault->rule == \at(fault->rule, Pre);
	  loop invariant templates.priv_end <= CHAN_MAX_FILE_SIZE && templates.priv_pos == file->templates.priv_pos + record * 52;
	  loop invariant criteria.owned <= criteria.total && instructions.owned <= instructions.total;
	  loop assigns owner, record, i, at, type, t, reserved, types.priv_pos, templates.priv_pos, criteria.owned,
	               instructions.owned, CHAN_FINDING(fault);
	  loop variant types.priv_end - types.priv_pos;
	*/
	for (owner = 0; chan_read_type(&types, &type); owner++) {
		uuid id = {0, 0};

		/*@
		  loop invariant i <= type.template_count;
		  loop invariant at == templates;
		  loop invariant chan_is_window(&templates) && fault->rule == \at(fault->rule, Pre);
		  loop invariant templates.priv_end <= CHAN_MAX_FILE_SIZE && templates.priv_pos == file->templates.priv_pos + record * 52;
		  loop invariant criteria.owned <= criteria.total && instructions.owned <= instructions.total;
		  loop assigns record, i, at, id, t, reserved, templates.priv_pos, criteria.owned,
		               instructions.owned, CHAN_FINDING(fault);
		  loop variant type.template_count - i;
		*/
		for (i = 0, at = templates;
		     i < type.template_count && chan_read_template(&templates, &t, &reserved);
		     i++, record++, at = templates) {
			if (!check_uuid(file, at, record, &id, fault) ||
			    !check_template(file, &t, reserved, record, owner, fault) ||
			    !check_template_runs(file, &t, record, &criteria, &instructions, fault))
				return false;
		}
	}
	return chan_run_fills(file, &criteria, CHAN_AT(HEADER, criterion_count, 0), fault) &&
	       chan_run_fills(file, &instructions, CHAN_AT(HEADER, instruction_count, 0), fault);
}
