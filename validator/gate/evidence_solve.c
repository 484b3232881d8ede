/* The inputs of a group of fields. Where references bind them, fields that must be equal are solved as one. */
#include <string.h>

#include "gate/evidence_parts.h"

enum { MOST_TURNS = 64, MOST_SKIPS = 4 };

/* A group of which some references are wanted. */
typedef struct bound {
	sl_subject *subject;
	const sl_group *group;
	uint32_t focus;
	uint32_t turn; /* which values of the references that are to hold: a mixed-radix number */
	uint32_t skip;
	uint16_t same_as[CHAN_MAX_FIELDS]; /* the first of the fields that this one must equal */
	bool in_reference[CHAN_MAX_FIELDS]; /* that is to hold: such fields have values */
	bool exact; /* equal fields have equal bytes, as far as any criterion can tell */
} bound;

static bool is_reference(const sl_subject *subject, uint32_t criterion)
{
	return subject->criteria[criterion].operation == CHAN_OPERATOR_FIELDREF;
}

/* The fields and criteria of one question; the criteria rise, as they do in the group. */
static enum sl_answer solve_fields(sl_subject *subject, const sl_group *group,
                                   const uint16_t *fields, uint32_t field_count,
                                   sl_question *question)
{
	uint32_t *criteria =
		sl_arena_alloc(&subject->arena, group->criterion_count, sizeof *criteria);

	question->subject = subject;
	question->fields = fields;
	question->field_count = field_count;
	question->criteria = criteria;
	question->count = 0;
	for (uint32_t i = 0; i < group->criterion_count; i++) {
		const uint32_t criterion = group->criteria[i];
		bool asked = false;

		for (uint32_t k = 0; k < field_count; k++) {
			asked = asked || subject->criteria[criterion].field == fields[k];
		}
		if (asked && subject->wanted[criterion] != SL_FREE &&
		    !is_reference(subject, criterion)) {
			criteria[question->count++] = criterion;
		}
	}
	if (question->count == 0 && !question->needs_value) {
		return SL_FOUND;
	}
	return sl_solve_field(question);
}

/* The focus, if it is about one of the fields. */
static uint32_t focus_on(const sl_subject *subject, uint32_t focus, uint16_t field)
{
	return focus != SL_NO_CRITERION && subject->criteria[focus].field == field
	               ? focus
	               : SL_NO_CRITERION;
}

static enum sl_answer solve_each(sl_subject *subject, const sl_group *group, uint32_t focus)
{
	for (uint32_t i = 0; i < group->field_count; i++) {
		sl_question question = {.focus = focus_on(subject, focus, group->fields[i])};
		const enum sl_answer answer =
			solve_fields(subject, group, &group->fields[i], 1, &question);

		if (answer != SL_FOUND) {
			return answer;
		}
	}
	return SL_FOUND;
}

static uint16_t root_of(const bound *b, uint16_t field)
{
	while (b->same_as[field] != field) {
		field = b->same_as[field];
	}
	return field;
}

static bool join(bound *b, uint16_t left, uint16_t right)
{
	const sl_subject *subject = b->subject;

	if (subject->kinds[left] != subject->kinds[right]) {
		return false;
	}
	b->in_reference[left] = b->in_reference[right] = true;
	left = root_of(b, left);
	right = root_of(b, right);
	if (left < right) {
		b->same_as[right] = left;
	} else {
		b->same_as[left] = right;
	}
	return true;
}

/* Joins the fields of each reference that is to hold, by the values of this turn. False: not possible. */
static bool join_fields(bound *b)
{
	const sl_subject *subject = b->subject;
	uint32_t turn = b->turn;

	for (uint32_t i = 0; i < b->group->field_count; i++) {
		b->same_as[b->group->fields[i]] = b->group->fields[i];
		b->in_reference[b->group->fields[i]] = false;
	}
	for (uint32_t i = 0; i < b->group->criterion_count; i++) {
		const uint32_t criterion = b->group->criteria[i];
		const chan_criterion *one = &subject->criteria[criterion];
		uint32_t other;

		if (!is_reference(subject, criterion)) {
			b->exact = b->exact && !(one->flags & CHAN_FLAG_CASED);
			continue;
		}
		if (subject->wanted[criterion] != SL_HOLDS) {
			continue;
		}
		if (!chan_value_at(&subject->checked->file,
		                   one->first_value + turn % one->value_count, &other) ||
		    other >= CHAN_MAX_FIELDS || !join(b, one->field, (uint16_t)other)) {
			return false;
		}
		turn /= one->value_count;
	}
	return true;
}

/* How many turns there are; more than can be tried count as that. */
static uint32_t count_turns(const sl_subject *subject, const sl_group *group)
{
	uint32_t turns = 1;

	for (uint32_t i = 0; i < group->criterion_count && turns <= MOST_TURNS; i++) {
		const uint32_t criterion = group->criteria[i];

		if (is_reference(subject, criterion) && subject->wanted[criterion] == SL_HOLDS) {
			turns *= subject->criteria[criterion].value_count;
		}
	}
	return turns;
}

static bool are_references_good(sl_subject *subject, const sl_group *group)
{
	for (uint32_t i = 0; i < group->criterion_count; i++) {
		const uint32_t criterion = group->criteria[i];

		if (is_reference(subject, criterion) && subject->wanted[criterion] != SL_FREE &&
		    sl_subject_holds(subject, criterion) !=
		            (subject->wanted[criterion] == SL_HOLDS)) {
			return false;
		}
	}
	return true;
}

/* Each set of equal fields by itself; later sets pass over more inputs, so that sets differ. */
static enum sl_answer solve_joined(bound *b)
{
	sl_subject *subject = b->subject;
	uint32_t sets = 0;

	for (uint32_t i = 0; i < b->group->field_count; i++) {
		const uint16_t first = b->group->fields[i];
		uint16_t *fields =
			sl_arena_alloc(&subject->arena, b->group->field_count, sizeof *fields);
		sl_question question = {.focus = focus_on(subject, b->focus, first),
		                        .needs_value = b->in_reference[first],
		                        .skip = b->skip * sets};
		uint32_t count = 0;
		enum sl_answer answer;

		if (b->same_as[first] != first) {
			continue;
		}
		sets++;
		for (uint32_t k = 0; k < b->group->field_count; k++) {
			if (root_of(b, b->group->fields[k]) == first) {
				fields[count++] = b->group->fields[k];
			}
		}
		answer = solve_fields(subject, b->group, fields, count, &question);
		if (answer != SL_FOUND) {
			return question.skip > 0 || (count > 1 && !b->exact) ? SL_UNDECIDED
			                                                     : answer;
		}
	}
	return are_references_good(subject, b->group) ? SL_FOUND : SL_UNDECIDED;
}

static enum sl_answer solve_bound(sl_subject *subject, const sl_group *group, uint32_t focus)
{
	const uint32_t turns = count_turns(subject, group);
	enum sl_answer all = turns > MOST_TURNS ? SL_UNDECIDED : SL_IMPOSSIBLE;

	for (uint32_t turn = 0; turn < turns && turn < MOST_TURNS; turn++) {
		for (uint32_t skip = 0; skip < MOST_SKIPS; skip++) {
			bound b = {.subject = subject,
			           .group = group,
			           .focus = focus,
			           .turn = turn,
			           .skip = skip,
			           .exact = true};
			const enum sl_answer answer =
				join_fields(&b) ? solve_joined(&b) : SL_UNDECIDED;

			if (answer == SL_FOUND) {
				return SL_FOUND;
			}
			if (answer == SL_IMPOSSIBLE) {
				break;
			}
			all = SL_UNDECIDED;
		}
	}
	return all;
}

enum sl_answer sl_solve_group(sl_subject *subject, uint32_t group, uint32_t focus)
{
	const sl_group *one = &subject->groups[group];
	chan_input *before = sl_arena_alloc(&subject->arena, one->field_count, sizeof *before);
	bool references = false;
	enum sl_answer answer;

	for (uint32_t i = 0; i < one->field_count; i++) {
		before[i] = subject->inputs[one->fields[i]];
	}
	for (uint32_t i = 0; i < one->criterion_count; i++) {
		references = references || (is_reference(subject, one->criteria[i]) &&
		                            subject->wanted[one->criteria[i]] != SL_FREE);
	}
	answer = references ? solve_bound(subject, one, focus) : solve_each(subject, one, focus);
	for (uint32_t i = 0; i < one->field_count && answer != SL_FOUND; i++) {
		subject->inputs[one->fields[i]] = before[i];
	}
	return answer;
}
