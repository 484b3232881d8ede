/* One input for all criteria about a field. */
#include <string.h>

#include "gate/evidence_parts.h"

enum { MOST_INTEGERS = 1 << 17 };

bool sl_question_try(sl_question *question, const chan_input *input)
{
	sl_subject *subject = question->subject;
	chan_input before[CHAN_MAX_FIELDS];
	bool good = true;

	for (uint32_t i = 0; i < question->field_count; i++) {
		before[i] = subject->inputs[question->fields[i]];
		subject->inputs[question->fields[i]] = *input;
	}
	for (uint32_t i = 0; i < question->count && good; i++) {
		const uint32_t criterion = question->criteria[i];

		good = sl_subject_holds(subject, criterion) ==
		       (subject->wanted[criterion] == SL_HOLDS);
	}
	for (uint32_t i = 0; i < question->reference_count && good; i++) {
		good = !sl_subject_holds(subject, question->references[i]);
	}
	for (uint32_t i = 0; i < question->field_count && !good; i++) {
		subject->inputs[question->fields[i]] = before[i];
	}
	return good;
}

static bool try_without_value(sl_question *question)
{
	const chan_input absent = {.kind = CHAN_INPUT_ABSENT}, null = {.kind = CHAN_INPUT_NULL};

	return !question->needs_value &&
	       (sl_question_try(question, &absent) || sl_question_try(question, &null));
}

/*
 * Where an integer criterion changes its mind, and beside it: between two such places all criteria stay as they are,
 * so these are all integers that can make a difference.
 */
static enum sl_answer solve_integer(sl_question *question)
{
	static const int64_t ends[] = {0, INT64_MIN, INT64_MAX};
	sl_subject *subject = question->subject;
	chan_input input = {.kind = CHAN_INPUT_INTEGER};
	uint32_t tried = 0;

	for (uint32_t i = 0; i < question->count; i++) {
		const chan_criterion *criterion = &subject->criteria[question->criteria[i]];
		const bool reads =
			chan_operator_value_kind(criterion->operation) == CHAN_VALUE_INTEGER;

		for (uint32_t k = 0; reads && k < criterion->value_count; k++) {
			int64_t number;
			uint32_t index;

			if (!chan_value_at(&subject->checked->file, criterion->first_value + k,
			                   &index) ||
			    !chan_integer_at(&subject->checked->file, index, &number) ||
			    tried++ > MOST_INTEGERS || subject->work == 0) {
				return SL_UNDECIDED;
			}
			for (int step = -1; step <= 1; step++) {
				if ((step < 0 && number == INT64_MIN) ||
				    (step > 0 && number == INT64_MAX)) {
					continue;
				}
				input.integer = number + step;
				if (sl_question_try(question, &input)) {
					return SL_FOUND;
				}
			}
		}
	}
	for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
		input.integer = ends[i];
		if (sl_question_try(question, &input)) {
			return SL_FOUND;
		}
	}
	return SL_IMPOSSIBLE;
}

/* The same for networks: both families from their first address on, and every end of a network. */
static enum sl_answer solve_address(sl_question *question)
{
	sl_subject *subject = question->subject;
	chan_input input = {.kind = CHAN_INPUT_ADDRESS, .family = 4};

	for (uint32_t i = 0; i < question->count; i++) {
		const chan_criterion *criterion = &subject->criteria[question->criteria[i]];
		const bool reads = criterion->operation == CHAN_OPERATOR_CIDR;

		for (uint32_t k = 0; reads && k < criterion->value_count; k++) {
			chan_input edges[SL_NETWORK_EDGES];
			chan_network network;
			unsigned count;
			uint32_t index;

			if (!chan_value_at(&subject->checked->file, criterion->first_value + k,
			                   &index) ||
			    !chan_network_at(&subject->checked->file, index, &network) ||
			    subject->work == 0) {
				return SL_UNDECIDED;
			}
			count = sl_network_edges(&network, edges);
			for (unsigned e = 0; e < count; e++) {
				if (sl_question_try(question, &edges[e])) {
					return SL_FOUND;
				}
			}
		}
	}
	if (sl_question_try(question, &input)) {
		return SL_FOUND;
	}
	input.family = 6;
	return sl_question_try(question, &input) ? SL_FOUND : SL_IMPOSSIBLE;
}

static enum sl_answer solve_value(sl_question *question)
{
	switch (question->subject->kinds[question->fields[0]]) {
	case CHAN_KIND_STRING:
		return sl_solve_text(question);
	case CHAN_KIND_INTEGER:
		return solve_integer(question);
	case CHAN_KIND_IP:
		return solve_address(question);
	default:
		return SL_UNDECIDED;
	}
}

/* Whether criteria that look at no value, or at none of this kind, already forbid every value. */
static bool forbids_value(sl_question *question)
{
	sl_subject *subject = question->subject;

	for (uint32_t i = 0; i < question->count; i++) {
		const uint32_t criterion = question->criteria[i];
		const uint8_t operation = subject->criteria[criterion].operation;
		const bool holds = subject->wanted[criterion] == SL_HOLDS;

		if ((operation == CHAN_OPERATOR_NULL && holds) ||
		    (operation == CHAN_OPERATOR_EXISTS && !holds)) {
			return true;
		}
	}
	return false;
}

enum sl_answer sl_solve_field(sl_question *question)
{
	sl_subject *subject = question->subject;
	const bool value_first = question->focus != SL_NO_CRITERION;
	enum sl_answer answer = SL_IMPOSSIBLE;

	subject->conflict = (sl_conflict){SL_NO_CRITERION, SL_NO_CRITERION, false, false};
	if (subject->work == 0) {
		return SL_UNDECIDED;
	}
	if (!value_first && try_without_value(question)) {
		return SL_FOUND;
	}
	if (!forbids_value(question)) {
		answer = solve_value(question);
	}
	if (answer != SL_FOUND && value_first && try_without_value(question)) {
		return SL_FOUND;
	}
	/* The proof was about values; with absence or null there may be a simpler reason. */
	if (answer == SL_IMPOSSIBLE && subject->conflict.first == SL_NO_CRITERION &&
	    !sl_question_conflicts(question) && question->count == 1) {
		const uint32_t only = question->criteria[0];

		subject->conflict = (sl_conflict){only, only, subject->wanted[only] == SL_HOLDS,
		                                  subject->wanted[only] == SL_HOLDS};
	}
	return answer;
}
