/* Types and their fields (FORMAT.md sections 3.6 and 3.7). */
#include "open_run.h"
#include "record.h"

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
  ensures \result ==> chan_has_strings_table(file);
  ensures \result ==> chan_has_text_table(file);
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
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
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
  ensures \result ==> chan_is_run(fields);
  ensures \result ==> chan_is_run(templates);
  ensures \result ==> chan_has_strings_table(file);
  ensures \result ==> chan_has_text_table(file);
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

/*@
  requires \valid_read(file) && \separated(file, types, type);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_is_window(types) && \valid(type);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  terminates \true;
  assigns types->priv_pos, CHAN_TYPE(type);
  ensures chan_is_window(types);
  ensures \result <==> \old(chan_rest(types)) >= 28;
  ensures \result ==> types->priv_pos == \old(types->priv_pos) + 28;
  ensures chan_strings_stay{Pre, Post}(file);
  ensures chan_has_strings_table(file);
  ensures chan_has_text_table(file);
  ensures chan_has_strings(file);
*/
static bool next_type(const chan_file *file, chan_cursor *types, chan_type *type)
{
	(void)file;
	return chan_read_type(types, type);
}

/* Each record of the window that is left: *type is the last of them. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires \valid(types) && \valid(type) && \valid(fields) && \valid(templates);
  requires \separated(fault, types, type, fields, templates, file);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  requires chan_is_window(types) && types->priv_end <= CHAN_MAX_FILE_SIZE;
  requires chan_is_run(fields) && chan_is_run(templates) && fields->limit_rule != 0;
  terminates \true;
  assigns CHAN_FINDING(fault), types->priv_pos, CHAN_TYPE(type), fields->owned, templates->owned;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> fields->owned <= fields->total;
  ensures \result ==> templates->owned <= templates->total;
*/
static bool check_each_type(const chan_file *file, chan_cursor *types, chan_type *type,
                            chan_run *fields, chan_run *templates, chan_finding *fault)
{
	uint32_t record, id_before = 0;

	/*@
	  loop invariant chan_is_window(types) && fault->rule == \at(fault->rule, Pre);
	  loop invariant types->priv_pos == \at(types->priv_pos, Pre) + record * 28;
	  loop invariant chan_is_run(fields);
	  loop invariant chan_is_run(templates);
	  loop invariant chan_has_strings_table(file);
	  loop invariant chan_has_text_table(file);
	  loop invariant chan_has_strings(file);
	  loop assigns record, CHAN_TYPE(type), id_before, fields->owned, templates->owned, types->priv_pos, CHAN_FINDING(fault);
	  loop variant types->priv_end - types->priv_pos;
	*/
	for (record = 0; next_type(file, types, type); record++) {
		if (!check_type(file, type, record, id_before, fault) ||
		    !check_type_runs(file, type, record, fields, templates, fault))
			return false;
		id_before = type->type_id;
	}
	return true;
}

bool chan_check_types(const chan_file *file, chan_finding *fault)
{
	chan_run fields = {CHAN_RULE_FIELD_PARTITION, CHAN_RULE_FIELD_LIMIT, CHAN_MAX_FIELDS, 0,
	                   file->header.field_count};
	chan_run templates = {CHAN_RULE_TEMPLATE_PARTITION, 0, UINT32_MAX, 0,
	                      file->header.template_count};
	chan_cursor types;
	chan_type type;

	chan_copy(&types, &file->types);
	return check_each_type(file, &types, &type, &fields, &templates, fault) &&
	       chan_run_fills(file, &fields, CHAN_AT(HEADER, field_count, 0), fault) &&
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
  ensures \result ==> chan_has_strings_table(file);
  ensures \result ==> chan_has_text_table(file);
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

/* The field that was read last, with what is reserved in it, and the hash of the fields of its type up to it. */
typedef struct field_read {
	chan_field field;
	uint16_t reserved;
	uint32_t hash;
} field_read;

/*@
  requires \valid_read(file) && \separated(file, fields, last);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_is_window(fields) && \valid(last);
  requires \separated(fields, last, fields->priv_base + (0 .. fields->priv_end - 1));
  terminates \true;
  assigns fields->priv_pos, last->field, last->reserved;
  ensures chan_is_window(fields);
  ensures \result ==> fields->priv_pos == \old(fields->priv_pos) + 12;
  ensures fields->priv_pos >= \old(fields->priv_pos);
  ensures chan_has_strings_table(file);
  ensures chan_has_text_table(file);
  ensures chan_has_strings(file);
*/
static bool next_field(const chan_file *file, chan_cursor *fields, field_read *last)
{
	(void)file;
	return chan_read_field(fields, &last->field, &last->reserved);
}

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_is_window(fields) && \valid(last) && fields->priv_end <= CHAN_MAX_FILE_SIZE;
  requires 12 * record <= fields->priv_pos;
  requires \separated(fields, last, fault, file);
  requires \separated(fields, last, fields->priv_base + (0 .. fields->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), fields->priv_pos, last->field, last->reserved, last->hash;
  ensures chan_is_window(fields);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures fields->priv_pos >= \old(fields->priv_pos);
  ensures \result ==> chan_has_strings_table(file);
  ensures \result ==> chan_has_text_table(file);
  ensures \result ==> chan_has_strings(file);
*/
static bool check_each_field(const chan_file *file, enum chan_cpu cpu, uint32_t record,
                             uint32_t count, chan_cursor *fields, field_read *last,
                             chan_finding *fault)
{
	uint32_t i;

	/*@
	  loop invariant i <= count;
	  loop invariant chan_is_window(fields);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop invariant fields->priv_pos == \at(fields->priv_pos, Pre) + i * 12;
	  loop invariant chan_has_strings_table(file);
	  loop invariant chan_has_text_table(file);
	  loop invariant chan_has_strings(file);
	  loop assigns i, last->field, last->reserved, last->hash, fields->priv_pos, CHAN_FINDING(fault);
	  loop variant count - i;
	*/
	for (i = 0; i < count && next_field(file, fields, last); i++) {
		if (!check_field(file, cpu, &last->field, last->reserved, record + i, &last->hash,
		                 fault))
			return false;
	}
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
  ensures \result ==> chan_has_strings_table(file);
  ensures \result ==> chan_has_text_table(file);
  ensures \result ==> chan_has_strings(file);
*/
static bool check_fields_of(const chan_file *file, enum chan_cpu cpu, uint32_t count,
                            chan_cursor *fields, chan_finding *fault)
{
	const size_t before = chan_offset(fields) - chan_offset(&file->fields);
	field_read last;

	last.hash = 0;
	return check_each_field(file, cpu, (uint32_t)(before / CHAN_SIZE_FIELD), count, fields,
	                        &last, fault);
}

/* The fields of each type that is left. */
/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  requires chan_has_strings(file);
  requires chan_is_window(types) && chan_is_window(fields) && \valid(type);
  requires fields->priv_end <= CHAN_MAX_FILE_SIZE && file->fields.priv_pos <= fields->priv_pos;
  requires \separated(types, type, fields, fault, file);
  requires \separated(types, type, types->priv_base + (0 .. types->priv_end - 1));
  requires \separated(fields, fields->priv_base + (0 .. fields->priv_end - 1));
  terminates \true;
  assigns CHAN_FINDING(fault), CHAN_TYPE(type), types->priv_pos, fields->priv_pos;
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_fields_of_each(const chan_file *file, enum chan_cpu cpu, chan_cursor *types,
                                 chan_type *type, chan_cursor *fields, chan_finding *fault)
{
	/*@
	  loop invariant chan_is_window(types);
	  loop invariant chan_is_window(fields);
	  loop invariant fault->rule == \at(fault->rule, Pre);
	  loop invariant fields->priv_pos >= \at(fields->priv_pos, Pre);
	  loop invariant chan_has_strings_table(file);
	  loop invariant chan_has_text_table(file);
	  loop invariant chan_has_strings(file);
	  loop assigns CHAN_TYPE(type), types->priv_pos, fields->priv_pos, CHAN_FINDING(fault);
	  loop variant types->priv_end - types->priv_pos;
	*/
	while (next_type(file, types, type)) {
		if (!check_fields_of(file, cpu, type->field_count, fields, fault))
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
	return check_fields_of_each(file, cpu, &types, &type, &fields, fault);
}
