/* The criteria of a type's templates as atoms, and the literals that hit them. */
#include <string.h>

#include "base/text_set.h"
#include "execute/index_parts.h"
#include "rules/facts.h"

/* While the templates are gone through. */
typedef struct collection {
	sl_index *index;
	sl_found_literals *literals;
	sl_text_set known; /* criteria by what they say; their numbers are those of the atoms */
	size_t template_atom_count, template_atom_capacity, word_count, word_capacity;
} collection;

/* One criterion, where it stands. */
typedef struct standing_criterion {
	const sl_program *program;
	uint32_t program_number, type, number;
	chan_criterion record;
} standing_criterion;

static void put_bytes(sl_buffer *out, chan_cursor bytes)
{
	uint8_t byte;
	sl_buffer_u32(out, (uint32_t)chan_left(&bytes));
	while (chan_get_u8(&bytes, &byte)) {
		sl_buffer_byte(out, byte);
	}
}

/* What a value says, whatever the numbers of its file. */
static void put_value(sl_buffer *out, const chan_file *file, uint8_t operation, uint32_t value)
{
	chan_cursor text;
	chan_network network;
	int64_t integer;
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_STRING:
		if (chan_string_cursor(file, value, &text)) {
			put_bytes(out, text);
		}
		break;
	case CHAN_VALUE_INTEGER:
		if (chan_integer_at(file, value, &integer)) {
			sl_buffer_u64(out, (uint64_t)integer);
		}
		break;
	case CHAN_VALUE_NETWORK:
		if (chan_network_at(file, value, &network)) {
			sl_buffer_append(out, &network, sizeof network);
		}
		break;
	case CHAN_VALUE_FIELD:
		sl_buffer_u32(out, value);
		break;
	case CHAN_VALUE_NONE:
		break;
	}
}

/* Criteria with the same text here hold for the same inputs. The kind of the field is in it: files may differ. */
static sl_text identity_of(const standing_criterion *criterion, sl_arena *arena)
{
	const chan_file *file = &criterion->program->checked->file;
	const chan_criterion *record = &criterion->record;
	sl_buffer out = {0};
	chan_type type = {0};
	chan_field field = {0};
	if (chan_type_at(file, criterion->type, &type) &&
	    !chan_field_at(file, type.first_field + record->field, &field)) {
		field.kind = 0;
	}
	sl_buffer_u16(&out, field.kind);
	sl_buffer_u16(&out, record->field);
	sl_buffer_byte(&out, record->operation);
	sl_buffer_byte(&out, record->flags);
	for (uint32_t i = 0; i < record->value_count; i++) {
		uint32_t value;
		if (chan_value_at(file, record->first_value + i, &value)) {
			put_value(&out, file, record->operation, value);
		}
	}
	sl_text copy = sl_text_copy(arena, (sl_text){(const char *)out.bytes, out.length});
	sl_buffer_free(&out);
	return copy;
}

/* The literal by which a value is found; length 0: there is none. */
static sl_text literal_of(const standing_criterion *criterion, uint32_t value_index,
                          sl_arena *arena)
{
	const sl_program *program = criterion->program;
	const chan_file *file = &program->checked->file;
	chan_regex_program regex;
	chan_cursor text;
	uint32_t string;
	const sl_text none = {"", 0};
	switch (criterion->record.operation) {
	case CHAN_OPERATOR_EXACT:
	case CHAN_OPERATOR_PREFIX:
	case CHAN_OPERATOR_SUFFIX:
	case CHAN_OPERATOR_CONTAINS:
	case CHAN_OPERATOR_GLOB:
		if (!chan_value_at(file, value_index, &string) ||
		    !chan_string_cursor(file, string, &text)) {
			return none;
		}
		return criterion->record.operation == CHAN_OPERATOR_GLOB
		               ? sl_guard_of_glob(text, arena)
		               : sl_text_lower(arena, sl_string_text(program->checked, string));
	case CHAN_OPERATOR_REGEX:
		return chan_pattern_of(&program->content, value_index, &regex)
		               ? sl_guard_of_regex(&regex, arena)
		               : none;
	default:
		return none;
	}
}

/* Where the operator wants its literal; that of a glob or a regex may be anywhere. */
static uint8_t place_of_literal(const chan_criterion *record)
{
	return record->operation == CHAN_OPERATOR_GLOB || record->operation == CHAN_OPERATOR_REGEX
	               ? CHAN_OPERATOR_CONTAINS
	               : record->operation;
}

/* A literal that is found whatever its case says all about a text operator, unless that regards case. */
static uint8_t way_of(const chan_criterion *record)
{
	return place_of_literal(record) != record->operation ||
	                       (record->flags & CHAN_FLAG_CASED) != 0
	               ? SL_ATOM_GUARDED
	               : SL_ATOM_LITERAL;
}

/* All its values have literals, or it has none. */
static void add_literals(const collection *c, const standing_criterion *criterion, uint32_t atom)
{
	sl_found_literals *literals = c->literals;
	const size_t before = literals->count;
	sl_atom *made = &c->index->atoms[atom];
	made->way = way_of(&criterion->record);
	made->shortest = UINT32_MAX;
	for (uint32_t i = 0; i < criterion->record.value_count; i++) {
		sl_text text =
			literal_of(criterion, criterion->record.first_value + i, &literals->arena);
		if (text.length == 0) {
			literals->count = before;
			break;
		}
		literals->items = sl_grow(literals->items, &literals->capacity, literals->count + 1,
		                          sizeof *literals->items);
		literals->items[literals->count++] = (sl_found_literal){
			criterion->record.field, place_of_literal(&criterion->record), atom, text};
		if (text.length < made->shortest) {
			made->shortest = (uint32_t)text.length;
		}
	}
	if (literals->count == before) {
		made->way = SL_ATOM_DIRECT;
	}
}

static uint32_t atom_of(collection *c, const standing_criterion *criterion)
{
	sl_index *index = c->index;
	const uint32_t atom =
		sl_text_set_add(&c->known, identity_of(criterion, &c->literals->arena));
	if (atom == index->atom_count) {
		index->atoms = sl_grow(index->atoms, &index->atom_capacity, index->atom_count + 1,
		                       sizeof *index->atoms);
		index->atoms[index->atom_count++] = (sl_atom){.program = criterion->program_number,
		                                              .type = criterion->type,
		                                              .criterion = criterion->number,
		                                              .field = criterion->record.field};
		add_literals(c, criterion, atom);
	}
	index->atoms[atom].users++;
	return atom;
}

static void collect_template(collection *c, size_t number)
{
	sl_index *index = c->index;
	const sl_match at = index->typed->templates[number];
	const sl_program *program = &index->programs[at.program];
	const chan_file *file = &program->checked->file;
	sl_indexed_template *made = &index->templates[number];
	chan_template template;
	*made = (sl_indexed_template){(uint32_t)c->template_atom_count, 0, (uint32_t)c->word_count,
	                              0};
	if (!chan_template_at(file, at.template, &template)) {
		return;
	}
	for (uint32_t i = 0; i < template.criterion_count; i++) {
		standing_criterion criterion = {
			program, at.program, template.type, template.first_criterion + i, {0}};
		if (chan_criterion_at(file, criterion.number, &criterion.record)) {
			index->template_atoms =
				sl_grow(index->template_atoms, &c->template_atom_capacity,
			                c->template_atom_count + 1, sizeof *index->template_atoms);
			index->template_atoms[c->template_atom_count++] = atom_of(c, &criterion);
			made->atom_count++;
		}
	}
	for (uint32_t i = 0; i < template.instruction_count; i++) {
		index->words = sl_grow(index->words, &c->word_capacity, c->word_count + 1,
		                       sizeof *index->words);
		if (chan_instruction_at(file, template.first_instruction + i,
		                        &index->words[c->word_count])) {
			c->word_count++;
			made->word_count++;
		}
	}
	if (made->atom_count > index->most_criteria) {
		index->most_criteria = made->atom_count;
	}
}

void sl_index_collect(sl_index *index, sl_found_literals *literals)
{
	collection c = {.index = index, .literals = literals};
	index->templates = sl_alloc(index->typed->count + 1, sizeof *index->templates);
	for (size_t i = 0; i < index->typed->count; i++) {
		collect_template(&c, i);
	}
	sl_text_set_free(&c.known);
}
