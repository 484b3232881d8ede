/* Types, fields, templates, criteria and values (FORMAT.md sections 3.6 to 3.10). */
#include "check.h"
#include "operator_sets.h"
#include "record.h"

/*
 * A run (FORMAT.md section 2.2) of records that belongs to one record of an earlier table: where its two
 * members are, how long its table is, and how much of that earlier runs own.
 */
typedef struct run {
	uint16_t partition, limit_rule; /* rules */
	uint32_t limit;
	uint32_t owned, total;
} run;

static inline bool check_first(const chan_file *file, const run *r, chan_place place,
                               uint32_t first, chan_finding *fault)
{
	if (first != r->owned)
		return chan_reject(file, fault, r->partition, place, first, r->owned);
	return true;
}

static inline bool check_not_empty(const chan_file *file, const run *r, chan_place place,
                                   uint32_t count, chan_finding *fault)
{
	if (count == 0)
		return chan_reject(file, fault, r->partition, place, count, 1);
	return true;
}

/* The run is over: what it owned is added. */
static inline bool check_end(const chan_file *file, run *r, chan_place place, uint32_t count,
                             chan_finding *fault)
{
	if (count > r->limit)
		return chan_reject(file, fault, r->limit_rule, place, count, r->limit);
	if (count > r->total - r->owned)
		return chan_reject(file, fault, r->partition, place, count, r->total - r->owned);
	r->owned += count;
	return true;
}

/* After the last owner: place is the count of the owned table in the header. */
static inline bool check_exhausted(const chan_file *file, const run *r, chan_place place,
                                   chan_finding *fault)
{
	if (r->owned != r->total)
		return chan_reject(file, fault, r->partition, place, r->total, r->owned);
	return true;
}

static bool check_string(const chan_file *file, chan_place place, uint32_t string,
                         chan_finding *fault)
{
	if (string > file->header.string_count)
		return chan_reject(file, fault, CHAN_RULE_STRING_INDEX, place, string,
		                   file->header.string_count);
	return true;
}

/* *name is a window over the bytes of the name. */
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

bool chan_check_types(const chan_file *file, chan_finding *fault)
{
	run fields = {CHAN_RULE_FIELD_PARTITION, CHAN_RULE_FIELD_LIMIT, CHAN_MAX_FIELDS, 0,
	              file->header.field_count};
	run templates = {CHAN_RULE_TEMPLATE_PARTITION, 0, UINT32_MAX, 0,
	                 file->header.template_count};
	chan_cursor types = file->types;
	chan_type type;
	uint32_t record, id_before = 0;

	for (record = 0; chan_read_type(&types, &type); record++) {
		const chan_place first_field = CHAN_AT(TYPE, first_field, record);
		const chan_place field_count = CHAN_AT(TYPE, field_count, record);
		const chan_place first_template = CHAN_AT(TYPE, first_template, record);
		const chan_place template_count = CHAN_AT(TYPE, template_count, record);

		if (!check_type(file, &type, record, id_before, fault) ||
		    !check_first(file, &fields, first_field, type.first_field, fault) ||
		    !check_not_empty(file, &fields, field_count, type.field_count, fault) ||
		    !check_end(file, &fields, field_count, type.field_count, fault) ||
		    !check_first(file, &templates, first_template, type.first_template, fault) ||
		    !check_not_empty(file, &templates, template_count, type.template_count,
		                     fault) ||
		    !check_end(file, &templates, template_count, type.template_count, fault))
			return false;
		id_before = type.type_id;
	}
	return check_exhausted(file, &fields, CHAN_AT(HEADER, field_count, 0), fault) &&
	       check_exhausted(file, &templates, CHAN_AT(HEADER, template_count, 0), fault);
}

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

bool chan_check_fields(const chan_file *file, enum chan_cpu cpu, chan_finding *fault)
{
	chan_cursor types = file->types, fields = file->fields;
	chan_type type;
	chan_field field;
	uint16_t reserved;
	uint32_t record = 0, hash, i;

	while (chan_read_type(&types, &type)) {
		hash = 0;
		for (i = 0; i < type.field_count && chan_read_field(&fields, &field, &reserved);
		     i++) {
			if (!check_field(file, cpu, &field, reserved, record, &hash, fault))
				return false;
			record++;
		}
	}
	return true;
}

/* An id as numbers that compare as its bytes do. */
typedef struct uuid {
	uint64_t high, low;
} uuid;

/* The members before first_criterion, but for the id. */
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

bool chan_check_templates(const chan_file *file, chan_finding *fault)
{
	run criteria = {CHAN_RULE_CRITERION_PARTITION, CHAN_RULE_CRITERION_LIMIT, CHAN_MAX_CRITERIA,
	                0, file->header.criterion_count};
	run instructions = {CHAN_RULE_INSTRUCTION_PARTITION, CHAN_RULE_INSTRUCTION_LIMIT,
	                    CHAN_MAX_INSTRUCTIONS, 0, file->header.instruction_count};
	chan_cursor types = file->types, templates = file->templates, at;
	chan_type type;
	chan_template t;
	uint8_t reserved;
	uint32_t owner, record = 0, i;

	for (owner = 0; chan_read_type(&types, &type); owner++) {
		uuid id = {0, 0};

		for (i = 0, at = templates;
		     i < type.template_count && chan_read_template(&templates, &t, &reserved);
		     i++, record++, at = templates) {
			const chan_place first = CHAN_AT(TEMPLATE, first_criterion, record);
			const chan_place count = CHAN_AT(TEMPLATE, criterion_count, record);
			const chan_place start = CHAN_AT(TEMPLATE, first_instruction, record);
			const chan_place length = CHAN_AT(TEMPLATE, instruction_count, record);

			if (!check_uuid(file, at, record, &id, fault) ||
			    !check_template(file, &t, reserved, record, owner, fault) ||
			    !check_first(file, &criteria, first, t.first_criterion, fault) ||
			    !check_not_empty(file, &criteria, count, t.criterion_count, fault) ||
			    !check_end(file, &criteria, count, t.criterion_count, fault) ||
			    !check_first(file, &instructions, start, t.first_instruction, fault) ||
			    !check_not_empty(file, &instructions, length, t.instruction_count,
			                     fault) ||
			    !check_end(file, &instructions, length, t.instruction_count, fault))
				return false;
		}
	}
	return check_exhausted(file, &criteria, CHAN_AT(HEADER, criterion_count, 0), fault) &&
	       check_exhausted(file, &instructions, CHAN_AT(HEADER, instruction_count, 0), fault);
}

static inline bool check_criterion(const chan_file *file, const chan_criterion *c, uint32_t record,
                                   uint32_t field_count, run *values, chan_finding *fault)
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
	if (!check_first(file, values, CHAN_AT(CRITERION, first_value, record), c->first_value,
	                 fault))
		return false;
	if (valued != (c->value_count > 0))
		return chan_reject(file, fault, CHAN_RULE_VALUE_COUNT,
		                   CHAN_AT(CRITERION, value_count, record), c->value_count, valued);
	return check_end(file, values, CHAN_AT(CRITERION, value_count, record), c->value_count,
	                 fault);
}

bool chan_check_criteria(const chan_file *file, chan_finding *fault)
{
	run values = {CHAN_RULE_VALUE_PARTITION, CHAN_RULE_VALUE_LIMIT, CHAN_MAX_VALUES, 0,
	              file->header.value_count};
	chan_cursor types = file->types, templates = file->templates, criteria = file->criteria;
	chan_type type;
	chan_runs runs;
	chan_criterion c;
	uint32_t record = 0, i, k;

	while (chan_read_type(&types, &type)) {
		for (i = 0; i < type.template_count && chan_read_runs(&templates, &runs); i++) {
			for (k = 0; k < runs.criterion_count && chan_read_criterion(&criteria, &c);
			     k++) {
				if (!check_criterion(file, &c, record, type.field_count, &values,
				                     fault))
					return false;
				record++;
			}
		}
	}
	return check_exhausted(file, &values, CHAN_AT(HEADER, value_count, 0), fault);
}

/* How many indexes an operator's values may choose from. */
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

/* The values of one criterion, the first of which is the record-th of all. */
static inline bool check_run_of_values(const chan_file *file, chan_cursor *values, uint32_t count,
                                       uint32_t record, uint64_t choices, chan_finding *fault)
{
	uint64_t least = 0; /* one more than the value before */
	uint32_t value, i;

	for (i = 0; i < count && chan_get_u32(values, &value); i++) {
		if (value >= choices)
			return chan_reject(file, fault, CHAN_RULE_VALUE_INDEX,
			                   CHAN_AT(VALUE, index, record + i), value, choices);
		if (value < least)
			return chan_reject(file, fault, CHAN_RULE_VALUE_ORDER,
			                   CHAN_AT(VALUE, index, record + i), value, least);
		least = (uint64_t)value + 1;
	}
	return true;
}

bool chan_check_values(const chan_file *file, chan_finding *fault)
{
	chan_cursor types = file->types, templates = file->templates, criteria = file->criteria;
	chan_cursor values = file->values;
	chan_type type;
	chan_runs runs;
	chan_criterion c;
	uint32_t i, k;

	while (chan_read_type(&types, &type)) {
		for (i = 0; i < type.template_count && chan_read_runs(&templates, &runs); i++) {
			for (k = 0; k < runs.criterion_count && chan_read_criterion(&criteria, &c);
			     k++) {
				if (!check_run_of_values(
					    file, &values, c.value_count, c.first_value,
					    value_choices(file, c.operation, type.field_count),
					    fault))
					return false;
			}
		}
	}
	return true;
}
