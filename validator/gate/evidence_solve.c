/* The inputs of a group of fields. Where references bind them, fields that must be equal are solved as one. */
#include <string.h>

#include "gate/evidence_parts.h"

enum { MOST_TURNS = 64, ORDERS = 2 };

/* A group of which some references are wanted. */
typedef struct bound {
	sl_subject *subject;
	const sl_group *group;
	uint32_t focus;
	uint32_t turn; /* which values of the references that are to hold: a mixed-radix number */
	bool backwards; /* the last field first */
	const uint32_t *unequal; /* references that must not hold */
	uint32_t unequal_count;
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

/* The set of fields that must equal this one, which is the first of them. */
static enum sl_answer solve_set(bound *b, uint16_t first)
{
	sl_subject *subject = b->subject;
	uint16_t *fields = sl_arena_alloc(&subject->arena, b->group->field_count, sizeof *fields);
	sl_question question = {.focus = focus_on(subject, b->focus, first),
	                        .needs_value = b->in_reference[first],
	                        .references = b->unequal,
	                        .reference_count = b->unequal_count};
	uint32_t count = 0;
	enum sl_answer answer;

	for (uint32_t i = 0; i < b->group->field_count; i++) {
		if (root_of(b, b->group->fields[i]) == first) {
			fields[count++] = b->group->fields[i];
		}
	}
	answer = solve_fields(subject, b->group, fields, count, &question);
	/* With other inputs in the other fields, or with equal texts in different case, there might be one. */
	if (answer == SL_IMPOSSIBLE && (b->unequal_count > 0 || (count > 1 && !b->exact))) {
		answer = SL_UNDECIDED;
	}
	return answer;
}

/* Each set of equal fields by itself; those that are not solved yet are absent, and differ from all. */
static enum sl_answer solve_joined(bound *b)
{
	const sl_group *group = b->group;
	sl_subject *subject = b->subject;

	for (uint32_t i = 0; i < group->field_count; i++) {
		subject->inputs[group->fields[i]] = (chan_input){.kind = CHAN_INPUT_ABSENT};
	}
	for (uint32_t i = 0; i < group->field_count; i++) {
		const uint16_t field = group->fields[b->backwards ? group->field_count - 1 - i : i];

		if (b->same_as[field] == field) {
			const enum sl_answer answer = solve_set(b, field);

			if (answer != SL_FOUND) {
				return answer;
			}
		}
	}
	return are_references_good(subject, group) ? SL_FOUND : SL_UNDECIDED;
}

static void find_unequal(bound *b)
{
	uint32_t *unequal =
		sl_arena_alloc(&b->subject->arena, b->group->criterion_count, sizeof *unequal);

	b->unequal = unequal;
	for (uint32_t i = 0; i < b->group->criterion_count; i++) {
		const uint32_t criterion = b->group->criteria[i];

		if (is_reference(b->subject, criterion) &&
		    b->subject->wanted[criterion] == SL_FAILS) {
			unequal[b->unequal_count++] = criterion;
		}
	}
}

static enum sl_answer solve_bound(sl_subject *subject, const sl_group *group, uint32_t focus)
{
	const uint32_t turns = count_turns(subject, group);
	enum sl_answer all = turns > MOST_TURNS ? SL_UNDECIDED : SL_IMPOSSIBLE;

	for (uint32_t i = 0; i < turns * ORDERS && i < MOST_TURNS * ORDERS; i++) {
		bound b = {.subject = subject,
		           .group = group,
		           .focus = focus,
		           .turn = i / ORDERS,
		           .backwards = i % ORDERS == 1,
		           .exact = true};
		enum sl_answer answer = SL_UNDECIDED;

		find_unequal(&b);
		if (join_fields(&b)) {
			answer = solve_joined(&b);
		}
		if (answer == SL_FOUND) {
			return SL_FOUND;
		}
		all = answer == SL_UNDECIDED ? SL_UNDECIDED : all;
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
