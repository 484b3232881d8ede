/*
 * 2010, 2012, 2013, 2014, 2020: each criterion against its field, each value against its
 * operator. One walk over templates, criteria and values in file order, which also notes what
 * they refer to.
 */
#include <stdlib.h>

#include "pattern.h"
#include "rules/meaning.h"
#include "rules/raw.h"

static const char *const pattern_error_texts[] = {
	"",
#define PATTERN_ERROR(name, costly, text) text,
#include "pattern_errors.def"
#undef PATTERN_ERROR
};

static const bool pattern_error_costly[] = {
	false,
#define PATTERN_ERROR(name, costly, text) costly,
#include "pattern_errors.def"
#undef PATTERN_ERROR
};

/* What is known of a string as a pattern: it is judged once, however many values name it. */
enum { UNJUDGED, GOOD, SIMPLE, FAULTY /* and up: index in the faults */ };

typedef struct judgements {
	uint32_t *of_string; /* NULL until the first is asked for */
	chan_pattern_fault *faults;
	size_t count, capacity;
} judgements;

typedef struct walk {
	sl_meaning *meaning;
	const chan_file *file;
	sl_raw raw;
	/* What FORMAT.md section 5 says of each operator: asked once, not for every criterion. */
	uint8_t value_kinds[CHAN_OPERATOR_LAST + 1];
	bool fits[CHAN_OPERATOR_LAST + 1][CHAN_KIND_IP + 1];
	chan_type type;
	uint16_t kinds[CHAN_MAX_FIELDS]; /* of the type's fields */
	uint32_t template_index, criterion_index, value_index;
	chan_criterion criterion;
	judgements globs, patterns;
} walk;

static sl_place at_value(const walk *w, uint32_t index)
{
	sl_place place = SL_AT(w->meaning->checked, VALUE, index, index);

	place.template_index = w->template_index;
	place.criterion_index = w->criterion_index;
	place.field = sl_field_name(w->meaning->checked, w->meaning->findings, &w->type,
	                            w->criterion.field);
	return place;
}

static const char *kind_name(uint16_t kind)
{
	return sl_field_kind_name((enum chan_field_kind)kind);
}

static void report_kind(const walk *w)
{
	sl_place place = SL_AT(w->meaning->checked, CRITERION, w->criterion_index, operator);
	const uint16_t kind = w->kinds[w->criterion.field];

	if (sl_fact_dropped(w->meaning->findings, SL_RULE_OPERATOR_KIND))
		return;
	place.template_index = w->template_index;
	place.criterion_index = w->criterion_index;
	place.field = sl_field_name(w->meaning->checked, w->meaning->findings, &w->type,
	                            w->criterion.field);
	sl_fact(w->meaning->checked, w->meaning->findings, SL_RULE_OPERATOR_KIND, &place,
	        "%s is of kind %s, which the operator %s does not read", place.field,
	        kind_name(kind), sl_operator_name(w->criterion.operation));
}

static void report_reference(const walk *w, uint32_t index, uint32_t other)
{
	sl_place place;

	if (sl_fact_dropped(w->meaning->findings, SL_RULE_OPERATOR_KIND))
		return;
	place = at_value(w, index);
	sl_fact(w->meaning->checked, w->meaning->findings, SL_RULE_OPERATOR_KIND, &place,
	        "%s of kind %s is compared with %s of kind %s", place.field,
	        kind_name(w->kinds[w->criterion.field]),
	        sl_field_name(w->meaning->checked, w->meaning->findings, &w->type, other),
	        kind_name(w->kinds[other]));
}

static void report_value(const walk *w, uint16_t rule, uint32_t index, uint32_t string)
{
	const char *name = sl_operator_name(w->criterion.operation);
	sl_place place;

	if (sl_fact_dropped(w->meaning->findings, rule))
		return;
	place = at_value(w, index);
	if (rule == SL_RULE_EMPTY_VALUE)
		sl_fact(w->meaning->checked, w->meaning->findings, rule, &place,
		        "the operator %s has an empty value; for an empty text the operator is "
		        "exact",
		        name);
	else
		sl_fact(w->meaning->checked, w->meaning->findings, rule, &place,
		        "\"%s\" needs no more than exact, prefix, suffix or contains",
		        sl_string_name(w->meaning->checked, w->meaning->findings, string));
}

/* At the bytes of the pattern itself. */
static void report_fault(const walk *w, uint32_t index, uint32_t string,
                         const chan_pattern_fault *fault)
{
	const uint16_t rule =
		pattern_error_costly[fault->error] ? SL_RULE_PATTERN_COST : SL_RULE_PATTERN_DIALECT;
	sl_place place;
	chan_text text;

	if (sl_fact_dropped(w->meaning->findings, rule) || !chan_string_at(w->file, string, &text))
		return;
	place = at_value(w, index);
	place.offset = (uint64_t)text.offset + fault->offset;
	place.length = fault->length;
	sl_fact(w->meaning->checked, w->meaning->findings, rule, &place, "%s (byte %u of \"%s\")",
	        pattern_error_texts[fault->error], (unsigned)fault->offset,
	        sl_string_name(w->meaning->checked, w->meaning->findings, string));
}

static uint32_t keep_fault(judgements *all, const chan_pattern_fault *fault)
{
	all->faults = sl_grow(all->faults, &all->capacity, all->count + 1, sizeof *all->faults);
	all->faults[all->count] = *fault;
	return (uint32_t)all->count++ + FAULTY;
}

static uint32_t judge(walk *w, judgements *all, uint32_t string)
{
	chan_pattern_fault fault;
	chan_regex_cost cost;
	chan_cursor text;
	bool simple = false, held;

	if (all->of_string == NULL)
		all->of_string =
			sl_alloc((size_t)w->file->header.string_count + 1, sizeof *all->of_string);
	if (all->of_string[string] != UNJUDGED)
		return all->of_string[string];
	held = chan_string_cursor(w->file, string, &text);
	if (held && all == &w->globs)
		held = chan_glob_check(text, &simple, &fault);
	else if (held)
		held = chan_regex_check(text, w->criterion.flags, &cost, &fault);
	if (held)
		all->of_string[string] = simple ? SIMPLE : GOOD;
	else
		all->of_string[string] = keep_fault(all, &fault);
	return all->of_string[string];
}

static void check_pattern(walk *w, uint32_t index, uint32_t string)
{
	judgements *all = w->criterion.operation == CHAN_OPERATOR_GLOB ? &w->globs : &w->patterns;
	const uint32_t judgement = judge(w, all, string);

	if (judgement >= FAULTY)
		report_fault(w, index, string, &all->faults[judgement - FAULTY]);
	else if (judgement == SIMPLE)
		report_value(w, SL_RULE_GLOB_NOT_NEEDED, index, string);
}

static void walk_strings(walk *w)
{
	const uint8_t operation = w->criterion.operation;
	const bool pattern = operation == CHAN_OPERATOR_GLOB || operation == CHAN_OPERATOR_REGEX;
	const bool folded =
		operation != CHAN_OPERATOR_REGEX && !(w->criterion.flags & CHAN_FLAG_CASED);
	uint64_t *strings = w->meaning->strings, *folded_strings = w->meaning->folded;
	uint32_t i;

	for (i = 0; i < w->criterion.value_count; i++) {
		const uint32_t string = sl_raw_value(&w->raw, w->value_index + i);

		sl_bit_set(strings, string);
		if (folded)
			sl_bit_set(folded_strings, string);
		if (string == CHAN_STRING_EMPTY && operation != CHAN_OPERATOR_EXACT)
			report_value(w, SL_RULE_EMPTY_VALUE, w->value_index + i, string);
		else if (pattern)
			check_pattern(w, w->value_index + i, string);
	}
}

static void walk_indexes(walk *w, uint64_t *bits)
{
	uint32_t i;

	for (i = 0; i < w->criterion.value_count; i++)
		sl_bit_set(bits, sl_raw_value(&w->raw, w->value_index + i));
}

static void walk_fields(walk *w)
{
	uint32_t i;

	for (i = 0; i < w->criterion.value_count; i++) {
		const uint32_t field = sl_raw_value(&w->raw, w->value_index + i);

		if (w->kinds[field] != w->kinds[w->criterion.field])
			report_reference(w, w->value_index + i, field);
	}
}

static void walk_criterion(walk *w)
{
	w->criterion = sl_raw_criterion(&w->raw, w->criterion_index);
	if (!w->fits[w->criterion.operation][w->kinds[w->criterion.field]])
		report_kind(w);
	switch ((enum chan_value_kind)w->value_kinds[w->criterion.operation]) {
	case CHAN_VALUE_NONE:
		break;
	case CHAN_VALUE_STRING:
		walk_strings(w);
		break;
	case CHAN_VALUE_INTEGER:
		walk_indexes(w, w->meaning->integers);
		break;
	case CHAN_VALUE_NETWORK:
		walk_indexes(w, w->meaning->networks);
		break;
	case CHAN_VALUE_FIELD:
		walk_fields(w);
		break;
	}
	w->value_index += w->criterion.value_count;
	w->criterion_index++;
}

static void walk_template(walk *w)
{
	const uint8_t *at = w->raw.templates + (size_t)w->template_index * CHAN_SIZE_TEMPLATE;
	const uint32_t criteria = sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_criterion_count);
	uint32_t i;

	sl_bit_set(w->meaning->strings, sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_title));
	sl_bit_set(w->meaning->strings, sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_author));
	sl_bit_set(w->meaning->strings, sl_raw_u32(at + CHAN_OFFSET_TEMPLATE_link));
	for (i = 0; i < criteria; i++)
		walk_criterion(w);
	w->template_index++;
}

static void walk_type(walk *w)
{
	uint32_t i;
	chan_field field;

	sl_bit_set(w->meaning->strings, w->type.name);
	for (i = 0;
	     i < w->type.field_count && chan_field_at(w->file, w->type.first_field + i, &field);
	     i++) {
		sl_bit_set(w->meaning->strings, field.name);
		w->kinds[i] = field.kind;
	}
	for (i = 0; i < w->type.template_count; i++)
		walk_template(w);
}

static void ask_operators(walk *w)
{
	uint8_t operation;
	uint16_t kind;

	for (operation = 0; operation <= CHAN_OPERATOR_LAST; operation++) {
		w->value_kinds[operation] = (uint8_t)chan_operator_value_kind(operation);
		for (kind = 0; kind <= CHAN_KIND_IP; kind++)
			w->fits[operation][kind] = chan_operator_fits(operation, kind);
	}
}

void sl_meaning_criteria(sl_meaning *meaning)
{
	const chan_file *file = &meaning->checked->file;
	walk w = {
		.meaning = meaning, .file = file, .raw = sl_raw_of(file, meaning->checked->bytes)};
	uint32_t i;

	ask_operators(&w);
	for (i = 0; chan_type_at(file, i, &w.type); i++)
		walk_type(&w);
	free(w.globs.of_string);
	free(w.globs.faults);
	free(w.patterns.of_string);
	free(w.patterns.faults);
}
