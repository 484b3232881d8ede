/* One field: an input with which its criteria have the truths that are wanted, or the proof that there is none. */
#include <string.h>

#include "gate/synthesis_parts.h"

enum { MOST_CANDIDATES = 20000, MOST_VALUES_TO_REFUTE = 4096 };

uint32_t sl_synthesis_random(sl_synthesis_subject *s, uint32_t below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 17;
	s->random ^= s->random << 5;
	return s->random % below;
}

chan_input sl_synthesis_text(sl_synthesis_subject *s, const void *bytes, size_t length)
{
	const char *copy = sl_arena_copy(&s->arena, length > 0 ? bytes : "", length);
	return (chan_input){.kind = CHAN_INPUT_STRING,
	                    .text = chan_cursor_over((const uint8_t *)copy, length)};
}

bool sl_synthesis_field_holds(sl_synthesis_subject *s, uint32_t field)
{
	const chan_inputs inputs = {s->inputs, s->type.field_count};
	for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
		chan_outcome outcome;
		if (s->wanted[i] == SL_KLEENE_UNKNOWN ||
		    s->criteria[i].operation == CHAN_OPERATOR_FIELDREF) {
			continue;
		}
		if (!chan_evaluate_criterion(&s->program->content, &s->scratch, &inputs,
		                             s->template.type, s->template.first_criterion + i,
		                             &outcome) ||
		    outcome.matched != (s->wanted[i] == SL_KLEENE_TRUE)) {
			return false;
		}
	}
	return true;
}

static bool try_input(sl_synthesis_subject *s, uint32_t field, chan_input input)
{
	s->inputs[field] = input;
	return sl_synthesis_field_holds(s, field);
}

static bool try_absence(sl_synthesis_subject *s, uint32_t field)
{
	return try_input(s, field, (chan_input){.kind = CHAN_INPUT_NULL}) ||
	       try_input(s, field, (chan_input){.kind = CHAN_INPUT_ABSENT});
}

static bool try_integer(sl_synthesis_subject *s, uint32_t field, int64_t number)
{
	return try_input(s, field, (chan_input){.kind = CHAN_INPUT_INTEGER, .integer = number});
}

/*
 * The truths of criteria on an integer change only at their values: the values, their neighbours and the two ends
 * stand for all integers. *complete: all of them were tried.
 */
static bool try_integers(sl_synthesis_subject *s, uint32_t field, bool *complete)
{
	const chan_file *file = s->logic.file;
	uint32_t tried = 0;
	for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
		const chan_criterion *criterion = &s->criteria[i];
		for (uint32_t k = 0; k < criterion->value_count; k++) {
			uint32_t index;
			int64_t value;
			if (chan_operator_value_kind(criterion->operation) != CHAN_VALUE_INTEGER ||
			    !chan_value_at(file, criterion->first_value + k, &index) ||
			    !chan_integer_at(file, index, &value)) {
				continue;
			}
			if (tried++ > MOST_CANDIDATES) {
				*complete = false;
				return false;
			}
			if (try_integer(s, field, value) ||
			    (value > INT64_MIN && try_integer(s, field, value - 1)) ||
			    (value < INT64_MAX && try_integer(s, field, value + 1))) {
				return true;
			}
		}
	}
	return try_integer(s, field, 0) || try_integer(s, field, INT64_MAX) ||
	       try_integer(s, field, INT64_MIN);
}

/* The address before or after, in the family's bytes; false: there is none. */
static bool step_address(uint8_t *address, unsigned bytes, bool up)
{
	for (unsigned i = bytes; i-- > 0;) {
		address[i] = (uint8_t)(up ? address[i] + 1 : address[i] - 1);
		if (address[i] != (up ? 0 : 0xff)) {
			return true;
		}
	}
	return false;
}

/* First and last address of a network, and the ones beside it. */
static bool try_network(sl_synthesis_subject *s, uint32_t field, const chan_network *network)
{
	const unsigned bytes = network->family == 4 ? 4 : 16;
	chan_input first = {.kind = CHAN_INPUT_ADDRESS, .family = network->family}, last, beside;
	memcpy(first.address, network->address, sizeof first.address);
	last = first;
	for (unsigned bit = network->prefix; bit < bytes * 8; bit++) {
		last.address[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	}
	if (try_input(s, field, first) || try_input(s, field, last)) {
		return true;
	}
	beside = last;
	if (step_address(beside.address, bytes, true) && try_input(s, field, beside)) {
		return true;
	}
	beside = first;
	return step_address(beside.address, bytes, false) && try_input(s, field, beside);
}

/* As for integers: networks, their neighbours and one address of each family stand for all. */
static bool try_addresses(sl_synthesis_subject *s, uint32_t field, bool *complete)
{
	const chan_file *file = s->logic.file;
	uint32_t tried = 0;
	for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
		const chan_criterion *criterion = &s->criteria[i];
		for (uint32_t k = 0; k < criterion->value_count; k++) {
			uint32_t index;
			chan_network network;
			if (criterion->operation != CHAN_OPERATOR_CIDR ||
			    !chan_value_at(file, criterion->first_value + k, &index) ||
			    !chan_network_at(file, index, &network)) {
				continue;
			}
			if (tried++ > MOST_CANDIDATES) {
				*complete = false;
				return false;
			}
			if (try_network(s, field, &network)) {
				return true;
			}
		}
	}
	return try_input(s, field, (chan_input){.kind = CHAN_INPUT_ADDRESS, .family = 4}) ||
	       try_input(s, field, (chan_input){.kind = CHAN_INPUT_ADDRESS, .family = 6});
}

/* Whether two wanted truths are among those that the relation leaves; first and second on one field. */
static bool are_apart(sl_synthesis_subject *s, const chan_criterion *first, bool first_truth,
                      uint32_t second)
{
	const bool second_truth = s->wanted[second] == SL_KLEENE_TRUE;
	const unsigned together = first_truth ? (second_truth ? SL_LOGIC_BOTH : SL_LOGIC_FIRST_ONLY)
	                          : second_truth ? SL_LOGIC_SECOND_ONLY
	                                         : SL_LOGIC_NEITHER;
	s->budget.exceeded = false;
	return (sl_logic_relation(&s->logic, first, &s->criteria[second], &s->budget) & together) ==
	       0;
}

bool sl_synthesis_value_is_refuted(sl_synthesis_subject *s, uint32_t criterion, uint32_t value)
{
	chan_criterion alone = s->criteria[criterion];
	alone.first_value += value;
	alone.value_count = 1;
	for (uint32_t i = s->first_on_field[alone.field]; i < s->count; i = s->next_on_field[i]) {
		if (i != criterion && s->wanted[i] != SL_KLEENE_UNKNOWN &&
		    are_apart(s, &alone, true, i)) {
			return true;
		}
	}
	return false;
}

/* Whether every value of a criterion that is to hold is refuted by some other criterion. */
static bool are_values_refuted(sl_synthesis_subject *s, uint32_t criterion)
{
	const uint32_t count = s->criteria[criterion].value_count;
	if (count == 0 || count > MOST_VALUES_TO_REFUTE) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (!sl_synthesis_value_is_refuted(s, criterion, i)) {
			return false;
		}
	}
	return true;
}

bool sl_synthesis_is_refuted(sl_synthesis_subject *s, uint32_t field)
{
	for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
		if (s->wanted[i] == SL_KLEENE_UNKNOWN) {
			continue;
		}
		const bool truth = s->wanted[i] == SL_KLEENE_TRUE;
		for (uint32_t k = s->next_on_field[i]; k < s->count; k = s->next_on_field[k]) {
			if (s->wanted[k] != SL_KLEENE_UNKNOWN &&
			    are_apart(s, &s->criteria[i], truth, k)) {
				return true;
			}
		}
		if (truth && are_values_refuted(s, i)) {
			return true;
		}
	}
	return false;
}

static bool has_reference(const sl_synthesis_subject *s, uint32_t field)
{
	for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
		if (s->criteria[i].operation == CHAN_OPERATOR_FIELDREF) {
			return true;
		}
	}
	return false;
}

enum sl_solved sl_synthesis_solve_field(sl_synthesis_subject *s, uint32_t field)
{
	bool complete = true, found;
	switch (s->kinds[field]) {
	case CHAN_KIND_INTEGER:
		found = try_integers(s, field, &complete) || try_absence(s, field);
		break;
	case CHAN_KIND_IP:
		found = try_addresses(s, field, &complete) || try_absence(s, field);
		break;
	default:
		complete = false;
		found = sl_synthesis_try_texts(s, field) || try_absence(s, field);
		break;
	}
	if (found) {
		return SL_SOLVED;
	}
	if (has_reference(s, field)) {
		return SL_UNSOLVED;
	}
	return complete || sl_synthesis_is_refuted(s, field) ? SL_IMPOSSIBLE : SL_UNSOLVED;
}
