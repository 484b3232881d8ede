/*
 * Which truths the criteria must have so that one of them decides the verdict. The search assigns one criterion after
 * the other until the verdict is one thing if that criterion holds and the other if not, whatever those are that have
 * no truth yet; it leaves nothing out, so that finding nothing is a proof, if every dead end was one.
 */
#include <string.h>

#include "gate/synthesis_parts.h"

enum { MOST_STEPS = 20000, MOST_LEAVES = 48 };

typedef struct search {
	sl_synthesis_subject *s;
	uint32_t criterion;
	bool truth;
	uint32_t steps, leaves;
	bool doubtful; /* a branch was given up that might have led to an event */
} search;

/* What is known of the verdict if the criterion has that truth. */
static enum sl_kleene verdict_if(const search *q, enum sl_kleene truth)
{
	sl_synthesis_subject *s = q->s;
	const uint8_t before = s->wanted[q->criterion];
	s->wanted[q->criterion] = (uint8_t)truth;
	const enum sl_kleene verdict =
		sl_conclude_kleene(s->words, s->word_count, s->wanted, s->count);
	s->wanted[q->criterion] = before;
	return verdict;
}

/* TRUE: the criterion decides. FALSE: it cannot. UNKNOWN: that depends on the others. */
static enum sl_kleene decides(const search *q)
{
	const enum sl_kleene if_true = verdict_if(q, SL_KLEENE_TRUE);
	const enum sl_kleene if_false = verdict_if(q, SL_KLEENE_FALSE);
	if (if_true == SL_KLEENE_UNKNOWN || if_false == SL_KLEENE_UNKNOWN) {
		return SL_KLEENE_UNKNOWN;
	}
	return if_true != if_false ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
}

/* Whether the field of a criterion that was just given a truth may still have an input. */
static bool is_refuted(const search *q, uint32_t criterion)
{
	return sl_synthesis_is_refuted(q->s, q->s->criteria[criterion].field);
}

/* Solves every field of which something is wanted. */
static enum sl_solved solve_fields(sl_synthesis_subject *s)
{
	for (uint32_t field = 0; field < s->type.field_count; field++) {
		bool wanted = false;
		for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
			wanted = wanted || s->wanted[i] != SL_KLEENE_UNKNOWN;
		}
		s->inputs[field] = (chan_input){.kind = CHAN_INPUT_ABSENT};
		if (wanted) {
			const enum sl_solved solved = sl_synthesis_solve_field(s, field);
			if (solved != SL_SOLVED) {
				return solved;
			}
		}
	}
	return SL_SOLVED;
}

/* Field references that are to hold get what the other field has; those that are to fail mostly do. */
static void settle_references(sl_synthesis_subject *s)
{
	for (uint32_t i = 0; i < s->count; i++) {
		const chan_criterion *criterion = &s->criteria[i];
		uint32_t other;
		if (criterion->operation != CHAN_OPERATOR_FIELDREF ||
		    s->wanted[i] == SL_KLEENE_UNKNOWN ||
		    !chan_value_at(s->logic.file, criterion->first_value, &other) ||
		    other >= s->type.field_count) {
			continue;
		}
		chan_input *left = &s->inputs[criterion->field], *right = &s->inputs[other];
		if (s->wanted[i] == SL_KLEENE_TRUE) {
			if (left->kind <= CHAN_INPUT_NULL && right->kind <= CHAN_INPUT_NULL) {
				*left = s->kinds[other] == CHAN_KIND_STRING
				                ? sl_synthesis_text(s, "same", 4)
				                : (chan_input){.kind = s->kinds[other] ==
				                                                       CHAN_KIND_IP
				                                               ? CHAN_INPUT_ADDRESS
				                                               : CHAN_INPUT_INTEGER,
				                               .family = 4};
			}
			if (left->kind <= CHAN_INPUT_NULL) {
				*left = *right;
			} else {
				*right = *left;
			}
		} else if (left->kind <= CHAN_INPUT_NULL && s->kinds[other] == CHAN_KIND_STRING) {
			*left = sl_synthesis_text(s, "another", 7);
		}
	}
}

static bool is_shown(const search *q)
{
	const uint8_t bit = q->truth ? SL_SHOWN_TRUE : SL_SHOWN_FALSE;
	return (q->s->shown[q->criterion] & bit) != 0;
}

/* All that matters has a truth: makes the event, and sees whether it shows what it is to show. */
static enum sl_solved finish(search *q)
{
	if (q->leaves++ == MOST_LEAVES) {
		q->doubtful = true;
		return SL_UNSOLVED;
	}
	const enum sl_solved solved = solve_fields(q->s);
	if (solved == SL_SOLVED) {
		settle_references(q->s);
		if (sl_synthesis_run(q->s, false) && is_shown(q)) {
			return SL_SOLVED;
		}
	}
	q->doubtful = q->doubtful || solved != SL_IMPOSSIBLE;
	return solved == SL_IMPOSSIBLE ? SL_IMPOSSIBLE : SL_UNSOLVED;
}

static enum sl_solved go_on(search *q, uint32_t from);

/* Gives a criterion a truth and goes on; takes it back if that leads nowhere. */
static enum sl_solved try_truth(search *q, uint32_t criterion, enum sl_kleene truth)
{
	q->s->wanted[criterion] = (uint8_t)truth;
	enum sl_solved solved = SL_IMPOSSIBLE;
	if (decides(q) != SL_KLEENE_FALSE && !is_refuted(q, criterion)) {
		solved = go_on(q, criterion + 1);
	}
	if (solved != SL_SOLVED) {
		q->s->wanted[criterion] = SL_KLEENE_UNKNOWN;
	}
	return solved;
}

/* From a criterion on. Depth: at most one call a criterion, of which there are 4,096. */
static enum sl_solved go_on(search *q, uint32_t from)
{
	sl_synthesis_subject *s = q->s;
	if (decides(q) == SL_KLEENE_TRUE) {
		return finish(q);
	}
	if (q->steps++ >= MOST_STEPS || q->leaves > MOST_LEAVES) {
		q->doubtful = true;
		return SL_UNSOLVED;
	}
	while (from < s->count && (s->wanted[from] != SL_KLEENE_UNKNOWN || from == q->criterion)) {
		from++;
	}
	if (from == s->count) {
		return SL_IMPOSSIBLE;
	}
	const enum sl_solved first = try_truth(q, from, SL_KLEENE_FALSE);
	return first == SL_SOLVED ? first : try_truth(q, from, SL_KLEENE_TRUE);
}

/*
 * An event in which the criterion decides with the other truth is at hand more often than not: the same event with
 * another input of that one field may do.
 */
static bool flip_known_event(search *q)
{
	sl_synthesis_subject *s = q->s;
	const uint32_t field = s->criteria[q->criterion].field;
	unsigned tried = 0;
	for (sl_synthesis_event *event = s->events; event != NULL && tried < 4;
	     event = event->next) {
		if ((event->truths[q->criterion] != 0) == q->truth) {
			continue;
		}
		memset(s->wanted, SL_KLEENE_UNKNOWN, s->count);
		memcpy(s->inputs, event->inputs, s->type.field_count * sizeof *s->inputs);
		for (uint32_t i = s->first_on_field[field]; i < s->count; i = s->next_on_field[i]) {
			s->wanted[i] = event->truths[i] ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
		}
		s->wanted[q->criterion] = q->truth ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
		tried++;
		if (!sl_synthesis_is_refuted(s, field) &&
		    sl_synthesis_solve_field(s, field) == SL_SOLVED && sl_synthesis_run(s, false) &&
		    is_shown(q)) {
			return true;
		}
	}
	return false;
}

enum sl_solved sl_synthesis_search(sl_synthesis_subject *s, uint32_t criterion, bool truth)
{
	search q = {.s = s, .criterion = criterion, .truth = truth};
	if (flip_known_event(&q)) {
		return SL_SOLVED;
	}
	memset(s->wanted, SL_KLEENE_UNKNOWN, s->count);
	s->wanted[criterion] = truth ? SL_KLEENE_TRUE : SL_KLEENE_FALSE;
	if (is_refuted(&q, criterion)) {
		return SL_IMPOSSIBLE;
	}
	const enum sl_solved solved = go_on(&q, 0);
	if (solved == SL_SOLVED) {
		return SL_SOLVED;
	}
	return q.doubtful ? SL_UNSOLVED : SL_IMPOSSIBLE;
}
