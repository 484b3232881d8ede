/*
 * From the condition to an event: which criteria must hold and which must fail so that one of them decides, or that the
 * verdict is a given one. As one tests circuits: the condition is evaluated twice at once, with the target as it is to
 * be and the other way round, and all else unknown; what is asked of the root asks for more below it, down to a
 * criterion, whose truth is then tried, first as it is needed and then the other way. A truth that the inputs cannot
 * have together with those before it is proved so; so when all ways are tried, there is no such event.
 */
#include <stdlib.h>
#include <string.h>

#include "gate/evidence_parts.h"

/* Truths: of a part of the condition whose criteria are not all known yet. */
enum { FALSE, TRUE, UNKNOWN };
/* What is asked of a part: a truth, or that it tells the two worlds apart. */
enum { ASK_FALSE, ASK_TRUE, ASK_DIFFERENCE, ASK_NOTHING };

/* Ways that are tried for a target: many times what real content takes. */
enum { MOST_TRIES = 20000 };

typedef struct decision {
	uint32_t criterion;
	bool turned; /* its other truth was tried before */
} decision;

typedef struct worlds {
	sl_subject *subject;
	const sl_plan *plan;
	sl_proof *proof;
	uint32_t count; /* nodes */
	uint8_t *as_is,
		*turned; /* of each node: its truth with the target as it is to be, and the other way */
	bool *may; /* the node tells the worlds apart, or still may */
	uint8_t *asks;
	uint8_t *decides; /* of criteria */
	decision *decisions;
	uint32_t depth;
	bool undecided; /* a way was given up without a proof */
} worlds;

static uint8_t negate(uint8_t truth)
{
	return truth == UNKNOWN ? UNKNOWN : truth == FALSE;
}

/* and: `or` is the same with true and false changed. */
static uint8_t join(uint16_t word, uint8_t left, uint8_t right)
{
	const uint8_t decides = word == CHAN_WORD_AND ? FALSE : TRUE;

	if (left == decides || right == decides) {
		return decides;
	}
	return left == UNKNOWN || right == UNKNOWN ? UNKNOWN : negate(decides);
}

static uint8_t known(int8_t wanted)
{
	return wanted == SL_FREE ? UNKNOWN : (uint8_t)wanted;
}

static void evaluate_leaf(worlds *w, uint32_t at, uint16_t criterion)
{
	const uint8_t truth = known(w->subject->wanted[criterion]);
	const bool is_target = criterion == w->plan->target;

	w->as_is[at] = truth;
	w->turned[at] = is_target ? negate(truth) : truth;
	w->may[at] = is_target;
}

static bool is_known(const worlds *w, uint32_t node)
{
	return w->as_is[node] != UNKNOWN && w->turned[node] != UNKNOWN;
}

static void evaluate(worlds *w)
{
	for (uint32_t i = 0; i < w->count; i++) {
		const sl_node *node = &w->subject->nodes[i];
		const uint32_t left = node->left, right = node->right;

		if (node->leaves == 1 && node->word < CHAN_PUSH_LIMIT) {
			evaluate_leaf(w, i, node->word);
			continue;
		}
		if (node->word == CHAN_WORD_NOT) {
			w->as_is[i] = negate(w->as_is[left]);
			w->turned[i] = negate(w->turned[left]);
			w->may[i] = w->may[left];
			continue;
		}
		w->as_is[i] = join(node->word, w->as_is[left], w->as_is[right]);
		w->turned[i] = join(node->word, w->turned[left], w->turned[right]);
		w->may[i] = (w->may[left] || w->may[right]) &&
		            !(is_known(w, i) && w->as_is[i] == w->turned[i]);
	}
	w->subject->work -= w->count < w->subject->work ? w->count : w->subject->work;
}

/* Both worlds agree in what is not yet known of the part, or one of them is unknown. */
static bool differs(const worlds *w, uint32_t node)
{
	return is_known(w, node) && w->as_is[node] != w->turned[node];
}

/* What a part that is an `and` or an `or` asks of its operands without any choice. */
static void ask_operands(worlds *w, uint32_t at)
{
	const sl_node *node = &w->subject->nodes[at];
	const uint8_t passes = node->word == CHAN_WORD_AND ? ASK_TRUE : ASK_FALSE;
	const uint32_t left = node->left, right = node->right;

	if (w->asks[at] == passes) {
		w->asks[left] = w->asks[right] = passes;
	} else if (w->asks[at] == ASK_DIFFERENCE && w->may[left] && !w->may[right]) {
		w->asks[left] = ASK_DIFFERENCE;
		w->asks[right] = passes;
	} else if (w->asks[at] == ASK_DIFFERENCE && w->may[right] && !w->may[left]) {
		w->asks[right] = ASK_DIFFERENCE;
		w->asks[left] = passes;
	} else if (w->asks[at] < ASK_DIFFERENCE && is_known(w, left) && !is_known(w, right)) {
		/* Only one of them can still decide. */
		w->asks[right] = w->asks[at];
	} else if (w->asks[at] < ASK_DIFFERENCE && is_known(w, right) && !is_known(w, left)) {
		w->asks[left] = w->asks[at];
	}
}

static uint8_t asked_of_operand(uint8_t asks)
{
	return asks < ASK_DIFFERENCE ? negate(asks) : asks;
}

/*
 * A criterion that is needed whatever else is chosen, and how; parents come after their operands, so from the root
 * down. False: there is none.
 */
static bool pick_needed(worlds *w, uint32_t *criterion, bool *truth)
{
	memset(w->asks, ASK_NOTHING, w->count);
	w->asks[w->count - 1] =
		w->plan->target != SL_NO_CRITERION ? ASK_DIFFERENCE : (uint8_t)w->plan->truth;
	for (uint32_t i = w->count; i-- > 0;) {
		const sl_node *node = &w->subject->nodes[i];

		if (w->asks[i] == ASK_NOTHING || is_known(w, i)) {
			continue;
		}
		if (node->word < CHAN_PUSH_LIMIT) {
			if (w->asks[i] < ASK_DIFFERENCE &&
			    w->subject->wanted[node->word] == SL_FREE) {
				*criterion = node->word;
				*truth = w->asks[i] == ASK_TRUE;
				return true;
			}
		} else if (node->word == CHAN_WORD_NOT) {
			w->asks[node->left] = asked_of_operand(w->asks[i]);
		} else {
			ask_operands(w, i);
		}
	}
	return false;
}

/* Of two operands that may do, the one with fewer criteria. */
static uint32_t easier(const worlds *w, const sl_node *node)
{
	const sl_node *nodes = w->subject->nodes;

	if (is_known(w, node->left)) {
		return node->right;
	}
	if (is_known(w, node->right)) {
		return node->left;
	}
	return nodes[node->right].leaves < nodes[node->left].leaves ? node->right : node->left;
}

/* A criterion that helps, by choice: down from the root through what is not known. */
static void pick_helpful(const worlds *w, uint32_t *criterion, bool *truth)
{
	uint32_t at = w->count - 1;
	uint8_t asks =
		w->plan->target != SL_NO_CRITERION ? ASK_DIFFERENCE : (uint8_t)w->plan->truth;

	for (;;) {
		const sl_node *node = &w->subject->nodes[at];
		const uint8_t passes = node->word == CHAN_WORD_AND ? ASK_TRUE : ASK_FALSE;

		if (node->word < CHAN_PUSH_LIMIT) {
			*criterion = node->word;
			*truth = asks != ASK_FALSE;
			return;
		}
		if (node->word == CHAN_WORD_NOT) {
			asks = asked_of_operand(asks);
			at = node->left;
		} else if (asks != ASK_DIFFERENCE) {
			at = easier(w, node);
		} else if (!is_known(w, node->left) && w->may[node->left]) {
			at = node->left;
		} else if (!is_known(w, node->right) && w->may[node->right]) {
			at = node->right;
		} else {
			asks = passes;
			at = easier(w, node);
		}
	}
}

static bool is_about(const sl_conflict *conflict, uint32_t criterion)
{
	return conflict->first == criterion || conflict->second == criterion;
}

static void remember(worlds *w)
{
	const sl_conflict *met = &w->subject->conflict;
	sl_conflict *kept = &w->proof->conflict;
	const uint32_t target = w->plan->target;

	if (!w->proof->has_conflict) {
		w->proof->has_conflict = true;
		*kept = *met;
		return;
	}
	w->proof->has_others =
		w->proof->has_others || kept->first != met->first || kept->second != met->second ||
		kept->first_holds != met->first_holds || kept->second_holds != met->second_holds;
	if (target != SL_NO_CRITERION && is_about(met, target) && !is_about(kept, target)) {
		*kept = *met;
	}
}

/* The target, where its group is to be solved and it is to fail: by a near miss, if that can be. */
static uint32_t focus_in(const worlds *w, uint32_t group)
{
	const uint32_t target = w->plan->target;

	return target != SL_NO_CRITERION && !w->plan->truth && w->subject->group_of[target] == group
	               ? target
	               : SL_NO_CRITERION;
}

/* Gives a criterion its truth. False: the inputs cannot have it. */
static bool assume(worlds *w, uint32_t criterion, bool truth)
{
	sl_subject *subject = w->subject;
	const uint32_t group = subject->group_of[criterion];
	enum sl_answer answer;

	subject->wanted[criterion] = truth ? SL_HOLDS : SL_FAILS;
	if (group == SL_NO_CRITERION) {
		subject->conflict = (sl_conflict){criterion, criterion, truth, truth};
		answer = truth ? SL_FOUND : SL_IMPOSSIBLE; /* `any` */
	} else if (criterion != w->plan->target && sl_subject_holds(subject, criterion) == truth) {
		answer = SL_FOUND;
	} else {
		answer = sl_solve_group(subject, group, focus_in(w, group));
	}
	if (answer == SL_IMPOSSIBLE) {
		remember(w);
	}
	w->undecided = w->undecided || answer == SL_UNDECIDED;
	return answer == SL_FOUND;
}

/* Takes decisions back to one whose other truth is not tried yet, and tries that. False: there is none. */
static bool turn_back(worlds *w)
{
	while (w->depth > 0) {
		decision *last = &w->decisions[w->depth - 1];
		const bool truth = w->subject->wanted[last->criterion] == SL_HOLDS;

		if (!last->turned) {
			last->turned = true;
			if (assume(w, last->criterion, !truth)) {
				return true;
			}
		}
		w->subject->wanted[last->criterion] = SL_FREE;
		w->depth--;
	}
	return false;
}

static bool is_reached(const worlds *w)
{
	const uint32_t root = w->count - 1;

	if (w->plan->target != SL_NO_CRITERION) {
		return differs(w, root);
	}
	return w->as_is[root] == (w->plan->truth ? TRUE : FALSE);
}

static bool is_lost(const worlds *w)
{
	const uint32_t root = w->count - 1;

	return (w->plan->target != SL_NO_CRITERION && !w->may[root]) ||
	       (is_known(w, root) && !is_reached(w));
}

/*
 * Whether the inputs as they are will do, whatever the criteria say of them that nobody has asked: mostly they do, long
 * before every criterion has its truth.
 */
static bool is_good_already(worlds *w)
{
	sl_subject *subject = w->subject;
	const uint32_t target = w->plan->target;
	bool verdict;

	if (!sl_subject_run(subject, &verdict)) {
		return false;
	}
	if (target == SL_NO_CRITERION) {
		return verdict == w->plan->truth;
	}
	memset(w->decides, 0, subject->template.criterion_count);
	sl_find_deciders(subject, subject->scratch.truths, w->decides);
	return w->decides[target] != 0 && subject->uses[target] == 1;
}

static enum sl_answer search(worlds *w)
{
	uint32_t tries = 0;

	for (;;) {
		uint32_t criterion;
		bool truth;

		evaluate(w);
		if (is_reached(w)) {
			return SL_FOUND;
		}
		if (tries++ > MOST_TRIES + 4 * w->count || w->subject->work == 0) {
			return SL_UNDECIDED;
		}
		if (is_lost(w)) {
			if (!turn_back(w)) {
				break;
			}
			continue;
		}
		if (!pick_needed(w, &criterion, &truth)) {
			if (is_good_already(w)) {
				return SL_FOUND;
			}
			pick_helpful(w, &criterion, &truth);
		}
		w->decisions[w->depth++] = (decision){criterion, false};
		if (!assume(w, criterion, truth) && !turn_back(w)) {
			break;
		}
	}
	return w->undecided ? SL_UNDECIDED : SL_IMPOSSIBLE;
}

enum sl_answer sl_follow_plan(sl_subject *subject, const sl_plan *plan, sl_proof *proof)
{
	const uint32_t count = subject->template.instruction_count;
	sl_arena *arena = &subject->arena;
	worlds w = {.subject = subject, .plan = plan, .proof = proof, .count = count};

	*proof = (sl_proof){0};
	w.as_is = sl_arena_alloc(arena, count, 1);
	w.turned = sl_arena_alloc(arena, count, 1);
	w.may = sl_arena_alloc(arena, count, 1);
	w.asks = sl_arena_alloc(arena, count, 1);
	w.decides = sl_arena_alloc(arena, subject->template.criterion_count, 1);
	w.decisions = sl_arena_alloc(arena, (size_t)subject->template.criterion_count + 1,
	                             sizeof *w.decisions);
	memset(subject->wanted, SL_FREE, subject->template.criterion_count);
	memset(subject->inputs, 0, CHAN_MAX_FIELDS * sizeof *subject->inputs);
	if (plan->target != SL_NO_CRITERION && !assume(&w, plan->target, plan->truth)) {
		return w.undecided ? SL_UNDECIDED : SL_IMPOSSIBLE;
	}
	return search(&w);
}

/* The truths of all parts, then from the root down: a part decides if its parent does and its sibling lets it. */
void sl_find_deciders(const sl_subject *subject, const uint8_t *truths, uint8_t *decides)
{
	const uint32_t count = subject->template.instruction_count;
	uint8_t *truth = sl_alloc(count, 1), *counts = sl_alloc(count, 1);

	for (uint32_t i = 0; i < count; i++) {
		const sl_node *node = &subject->nodes[i];

		if (node->word < CHAN_PUSH_LIMIT) {
			truth[i] = truths[node->word];
		} else if (node->word == CHAN_WORD_NOT) {
			truth[i] = !truth[node->left];
		} else if (node->word == CHAN_WORD_AND) {
			truth[i] = truth[node->left] & truth[node->right];
		} else {
			truth[i] = truth[node->left] | truth[node->right];
		}
	}
	counts[count - 1] = 1;
	for (uint32_t i = count; i-- > 0;) {
		const sl_node *node = &subject->nodes[i];
		const uint8_t passes = node->word == CHAN_WORD_AND;

		if (node->word < CHAN_PUSH_LIMIT) {
			decides[node->word] |= counts[i];
		} else if (node->word == CHAN_WORD_NOT) {
			counts[node->left] = counts[i];
		} else {
			counts[node->left] = counts[i] && truth[node->right] == passes;
			counts[node->right] = counts[i] && truth[node->left] == passes;
		}
	}
	free(truth);
	free(counts);
}
