/* What the evidence found, in words. */
#include <string.h>

#include "gate/evidence_parts.h"
#include "rules/facts.h"

enum { SHOWN_BYTES = 60 };

/* Whether the finding would be dropped anyway; then its words need not be made. */
static bool is_dropped(sl_subject *subject)
{
	return sl_fact_dropped(subject->findings, SL_RULE_NOT_DECISIVE);
}

static sl_place place_of(const sl_subject *subject, uint32_t criterion)
{
	const uint32_t index = subject->template.first_criterion + criterion;
	sl_place place = SL_AT(subject->checked, CRITERION, index, operator);

	place.template_index = subject->template_index;
	place.criterion_index = index;
	return place;
}

static void name_field(const sl_subject *subject, uint32_t criterion, sl_place *place)
{
	if (subject->criteria[criterion].operation != CHAN_OPERATOR_ANY) {
		place->field = sl_field_name(subject->checked, subject->findings, &subject->type,
		                             subject->criteria[criterion].field);
	}
}

static const char *first_value(const sl_subject *subject, const chan_criterion *criterion)
{
	sl_arena *arena = &subject->findings->arena;
	int64_t number;
	uint32_t index;
	const char *more = criterion->value_count > 1 ? ", ..." : "";

	if (!chan_value_at(&subject->checked->file, criterion->first_value, &index)) {
		return "";
	}
	switch (chan_operator_value_kind(criterion->operation)) {
	case CHAN_VALUE_STRING:
		return sl_arena_printf(
			arena, " '%s'%s",
			sl_text_printable(arena, sl_subject_text(subject, criterion->first_value),
		                          SHOWN_BYTES),
			more);
	case CHAN_VALUE_INTEGER:
		return chan_integer_at(&subject->checked->file, index, &number)
		               ? sl_arena_printf(arena, " %lld%s", (long long)number, more)
		               : "";
	case CHAN_VALUE_FIELD:
		return sl_arena_printf(
			arena, " %s%s",
			sl_field_name(subject->checked, subject->findings, &subject->type, index),
			more);
	case CHAN_VALUE_NETWORK:
	case CHAN_VALUE_NONE:
	default:
		return "";
	}
}

/* "CommandLine contains ' /x', ..." */
static const char *name_of(const sl_subject *subject, uint32_t number)
{
	const chan_criterion *criterion = &subject->criteria[number];

	if (criterion->operation == CHAN_OPERATOR_ANY) {
		return "any";
	}
	return sl_arena_printf(&subject->findings->arena, "%s %s%s",
	                       sl_field_name(subject->checked, subject->findings, &subject->type,
	                                     criterion->field),
	                       sl_operator_name(criterion->operation),
	                       criterion->value_count > 0 ? first_value(subject, criterion) : "");
}

void sl_say_unresolved(sl_subject *subject, uint32_t criterion, const char *why)
{
	sl_place place = place_of(subject, criterion);

	subject->counts->unresolved++;
	if (is_dropped(subject)) {
		return;
	}
	name_field(subject, criterion, &place);
	sl_fact(subject->checked, subject->findings, SL_RULE_NOT_DECISIVE, &place, "%s: %s",
	        name_of(subject, criterion), why);
}

static const char *truth_of(bool holds)
{
	return holds ? "holds" : "does not hold";
}

/* What keeps the criterion from deciding where it has the truth that is missing: one fact, in words. */
static const char *fact(const sl_subject *subject, uint32_t criterion, bool missing,
                        const sl_conflict *c)
{
	sl_arena *arena = &subject->findings->arena;
	const bool is_first = c->first == criterion;

	if (c->first == SL_NO_CRITERION) {
		return "no text is as the criteria of one field would have to find it";
	}
	if (c->first == c->second) {
		return sl_arena_printf(arena, "no input makes %s %s",
		                       is_first ? "it" : name_of(subject, c->first),
		                       c->first_holds ? "hold" : "fail");
	}
	if (is_first || c->second == criterion) {
		return sl_arena_printf(arena, "where %s %s, it always %s",
		                       name_of(subject, is_first ? c->second : c->first),
		                       truth_of(is_first ? c->second_holds : c->first_holds),
		                       missing ? "fails" : "holds");
	}
	return sl_arena_printf(arena, "no event has both: %s %s, %s %s", name_of(subject, c->first),
	                       truth_of(c->first_holds), name_of(subject, c->second),
	                       truth_of(c->second_holds));
}

/* The proof in words. */
static const char *reason(const sl_subject *subject, uint32_t criterion, bool missing,
                          const sl_proof *proof)
{
	sl_arena *arena = &subject->findings->arena;

	if (!proof->has_conflict) {
		return "whatever the other criteria say, the condition is the same with it and "
		       "without";
	}
	return sl_arena_printf(arena, "%s; %s", fact(subject, criterion, missing, &proof->conflict),
	                       proof->has_others
	                               ? "for this and like reasons it never decides"
	                               : "in all other events the condition does not depend on it");
}

void sl_say_redundant(sl_subject *subject, uint32_t criterion, bool missing, const sl_proof *proof)
{
	sl_place place = place_of(subject, criterion);

	subject->counts->redundant++;
	place.only_warns = true;
	name_field(subject, criterion, &place);
	sl_fact(subject->checked, subject->findings, SL_RULE_NOT_DECISIVE, &place,
	        "%s is redundant: %s", name_of(subject, criterion),
	        reason(subject, criterion, missing, proof));
}

void sl_say_value_impossible(sl_subject *subject, uint32_t criterion, uint32_t value)
{
	const sl_sample *sample = &subject->samples[value - subject->first_value];
	const bool proved = sample->answer == SL_IMPOSSIBLE;
	sl_place place = SL_AT(subject->checked, VALUE, value, index);

	if (!proved && is_dropped(subject)) {
		return;
	}
	place.template_index = subject->template_index;
	place.criterion_index = subject->template.first_criterion + criterion;
	place.only_warns = proved;
	name_field(subject, criterion, &place);
	sl_fact(subject->checked, subject->findings, SL_RULE_NOT_DECISIVE, &place, "%s '%s'",
	        proved ? "no text matches the pattern" : "no text was found for the pattern",
	        sl_text_printable(&subject->findings->arena, sl_subject_text(subject, value),
	                          SHOWN_BYTES));
}

static const char *show_input(const sl_subject *subject, const chan_input *input)
{
	sl_arena *arena = &subject->findings->arena;
	chan_cursor text = input->text;
	sl_buffer bytes = {0};
	const char *shown;
	uint8_t byte;

	switch (input->kind) {
	case CHAN_INPUT_ABSENT:
		return "an absent input";
	case CHAN_INPUT_NULL:
		return "null";
	case CHAN_INPUT_INTEGER:
		return sl_arena_printf(arena, "%lld", (long long)input->integer);
	case CHAN_INPUT_ADDRESS:
		return "an address";
	default:
		break;
	}
	while (bytes.length <= SHOWN_BYTES && chan_get_u8(&text, &byte)) {
		sl_buffer_byte(&bytes, byte);
	}
	shown = sl_arena_printf(
		arena, "'%s'",
		sl_text_printable(arena, (sl_text){(const char *)bytes.bytes, bytes.length},
	                          SHOWN_BYTES));
	sl_buffer_free(&bytes);
	return shown;
}

void sl_say_generator(sl_subject *subject, uint32_t criterion, const chan_input *input,
                      bool expected)
{
	sl_place place = place_of(subject, criterion);

	if (is_dropped(subject)) {
		return;
	}
	name_field(subject, criterion, &place);
	sl_fact(subject->checked, subject->findings, SL_RULE_NOT_DECISIVE, &place,
	        "%s: the interpreter says of %s that it %s, which it %s: a defect of this tool "
	        "that should be reported",
	        name_of(subject, criterion), show_input(subject, input), truth_of(!expected),
	        expected ? "does" : "does not");
}

void sl_say_verdict(sl_subject *subject, enum sl_answer answer, bool verdict, const sl_proof *proof)
{
	const bool proved = answer == SL_IMPOSSIBLE;
	sl_place place =
		SL_AT(subject->checked, TEMPLATE, subject->template_index, first_instruction);
	const char *why = "";

	if (!proved && is_dropped(subject)) {
		return;
	}
	place.template_index = subject->template_index;
	place.only_warns = proved;
	if (proved && proof->has_conflict && proof->conflict.first != SL_NO_CRITERION) {
		why = sl_arena_printf(&subject->findings->arena, ": (%s) %s and (%s) %s",
		                      name_of(subject, proof->conflict.first),
		                      truth_of(proof->conflict.first_holds),
		                      name_of(subject, proof->conflict.second),
		                      truth_of(proof->conflict.second_holds));
	}
	sl_fact(subject->checked, subject->findings, SL_RULE_NOT_DECISIVE, &place, "%s%s%s",
	        proved ? "no event makes the template " : "no event was found that makes it ",
	        verdict ? "match" : "stay silent", why);
}

void sl_say_build(sl_subject *subject, const chan_outcome *outcome, bool verdict,
                  const char *const *builds, size_t build_count)
{
	const bool judged = outcome->error == CHAN_EVALUATION_OK;
	sl_place place =
		SL_AT(subject->checked, TEMPLATE, subject->template_index, first_criterion);
	sl_arena *arena = &subject->findings->arena;

	if (sl_fact_dropped(subject->findings, SL_RULE_SENSOR_FAILED)) {
		return;
	}
	if (!judged && outcome->criterion >= subject->template.first_criterion &&
	    outcome->criterion - subject->template.first_criterion <
	            subject->template.criterion_count) {
		place = place_of(subject, outcome->criterion - subject->template.first_criterion);
	}
	place.template_index = subject->template_index;
	place.builds = builds;
	place.build_count = build_count;
	if (judged) {
		sl_fact(subject->checked, subject->findings, SL_RULE_SENSOR_FAILED, &place,
		        "an event that %s everywhere else %s with the inputs of %s",
		        verdict ? "matches" : "stays silent", verdict ? "stays silent" : "matches",
		        builds[0]);
		return;
	}
	place.field =
		sl_field_name(subject->checked, subject->findings, &subject->type, outcome->field);
	sl_fact(subject->checked, subject->findings, SL_RULE_SENSOR_FAILED, &place,
	        "reads %s, the %s input, which %s of %s", place.field,
	        sl_ordinal(arena, outcome->field + 1u),
	        outcome->error == CHAN_EVALUATION_INPUT_COUNT ? "is past the end of the inputs"
	                                                      : "is of another kind in the inputs",
	        builds[0]);
}
