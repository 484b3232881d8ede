/*
 * One text for criteria of which some are to hold and others are not: first put together from the values, which is
 * quick and mostly good; then searched for, which finds it or proves that there is none.
 */
#include <stdlib.h>
#include <string.h>

#include "gate/evidence_parts.h"
#include "rules/logic_parts.h"

enum {
	MOST_PIECES =
		512, /* each is verified against each: the square of this is what a text costs */
	MOST_CHOICES = 256, /* of values, tried one criterion at a time */
	PAIR_WORK = 1 << 21,
	SEARCH_WORK = 1 << 25,
	RELATION_STEPS = 1 << 18
};

static const sl_text separators[] = {{"~", 1}, {"", 0}, {" ", 1}, {"z", 1}};
enum { SEPARATORS = sizeof separators / sizeof *separators };

/* What the text is put together from: a value of each criterion that is to hold, and a piece of no criterion. */
typedef struct parts {
	sl_question *question;
	uint32_t criteria[MOST_PIECES];
	sl_piece pieces[MOST_PIECES + 1];
	uint32_t count;
	bool complete; /* each criterion that is to hold is among them */
} parts;

static bool is_about_text(const sl_subject *subject, uint32_t criterion)
{
	const uint8_t operation = subject->criteria[criterion].operation;

	return chan_operator_value_kind(operation) == CHAN_VALUE_STRING ||
	       operation == CHAN_OPERATOR_CIDR;
}

static bool try_text(sl_question *question, const uint8_t *bytes, size_t length)
{
	static const uint8_t nothing[1];
	const chan_input input = {
		.kind = CHAN_INPUT_STRING,
		.text = chan_cursor_over(length > 0 ? bytes : nothing, length),
	};
	char *copy;
	chan_input kept = input;

	if (!sl_question_try(question, &input)) {
		return false;
	}
	/* The bytes were the caller's; the event keeps its own. */
	copy = sl_arena_copy(&question->subject->arena, length > 0 ? (const char *)bytes : "",
	                     length);
	kept.text = chan_cursor_over((const uint8_t *)copy, length);
	for (uint32_t i = 0; i < question->field_count; i++) {
		question->subject->inputs[question->fields[i]] = kept;
	}
	return true;
}

static bool try_parts(parts *p, bool every_separator)
{
	sl_subject *subject = p->question->subject;

	for (unsigned i = 0; i < (every_separator ? SEPARATORS : 2u); i++) {
		sl_compose(p->pieces, p->count, separators[i], &subject->text);
		if (try_text(p->question, subject->text.bytes, subject->text.length)) {
			return true;
		}
	}
	return false;
}

static void gather_parts(sl_question *question, parts *p)
{
	sl_subject *subject = question->subject;

	p->question = question;
	p->count = 0;
	p->complete = true;
	for (uint32_t i = 0; i < question->count; i++) {
		const uint32_t criterion = question->criteria[i];

		if (subject->wanted[criterion] != SL_HOLDS || !is_about_text(subject, criterion)) {
			continue;
		}
		if (p->count == MOST_PIECES ||
		    !sl_piece_of(subject, criterion, subject->criteria[criterion].first_value,
		                 &p->pieces[p->count])) {
			p->complete = false;
			continue;
		}
		p->criteria[p->count++] = criterion;
	}
}

/* Most of the text that the criterion in focus wants, where something else has to be. */
static bool near_miss(parts *p)
{
	sl_subject *subject = p->question->subject;
	const uint32_t focus = p->question->focus;
	sl_piece *extra = &p->pieces[p->count];
	sl_piece own;
	bool found;

	if (focus == SL_NO_CRITERION || !is_about_text(subject, focus) ||
	    subject->wanted[focus] != SL_FAILS ||
	    !sl_piece_of(subject, focus, subject->criteria[focus].first_value, &own)) {
		return false;
	}
	*extra = (sl_piece){0};
	extra->middle =
		own.middle.length > 0 ? own.middle : (own.head.length > 0 ? own.head : own.tail);
	extra->middle.length -= extra->middle.length > 0;
	p->count++;
	found = try_parts(p, false);
	p->count--;
	return found;
}

/* Texts that say nothing, beside what has to be there. */
static bool try_fillers(parts *p)
{
	static const sl_text fillers[] = {{"~", 1}, {"a", 1}, {"", 0}, {"0", 1}, {"~0~", 3}};
	sl_piece *extra = &p->pieces[p->count];

	for (unsigned i = 0; i < sizeof fillers / sizeof *fillers; i++) {
		bool found;

		*extra = (sl_piece){.middle = fillers[i]};
		p->count++;
		found = try_parts(p, false);
		p->count--;
		if (found) {
			return true;
		}
	}
	return false;
}

/* Other values, of one criterion at a time. */
static bool try_choices(parts *p)
{
	sl_subject *subject = p->question->subject;
	uint32_t left = MOST_CHOICES;

	for (uint32_t i = 0; i < p->count; i++) {
		const chan_criterion *criterion = &subject->criteria[p->criteria[i]];
		const sl_piece first = p->pieces[i];

		for (uint32_t k = 1; k < criterion->value_count && left > 0; k++, left--) {
			if (sl_piece_of(subject, p->criteria[i], criterion->first_value + k,
			                &p->pieces[i]) &&
			    try_parts(p, false)) {
				return true;
			}
		}
		p->pieces[i] = first;
	}
	return false;
}

/* Addresses as texts, where a network is to have the text or not to have it. */
static bool try_addresses(sl_question *question)
{
	sl_subject *subject = question->subject;
	const chan_input ends[] = {{.kind = CHAN_INPUT_ADDRESS, .family = 4},
	                           {.kind = CHAN_INPUT_ADDRESS, .family = 6}};
	bool found = false;

	for (uint32_t i = 0; i < question->count; i++) {
		const chan_criterion *criterion = &subject->criteria[question->criteria[i]];

		for (uint32_t k = 0;
		     criterion->operation == CHAN_OPERATOR_CIDR && k < criterion->value_count;
		     k++) {
			chan_input edges[SL_NETWORK_EDGES];
			chan_network network;
			uint32_t index;
			unsigned count = 0;

			if (chan_value_at(&subject->checked->file, criterion->first_value + k,
			                  &index) &&
			    chan_network_at(&subject->checked->file, index, &network)) {
				count = sl_network_edges(&network, edges);
			}
			for (unsigned e = 0; e < count; e++) {
				const chan_input text =
					sl_address_input(&edges[e], &subject->arena);

				if (sl_question_try(question, &text)) {
					return true;
				}
			}
		}
	}
	for (unsigned i = 0; i < sizeof ends / sizeof *ends && !found; i++) {
		const chan_input text = sl_address_input(&ends[i], &subject->arena);

		found = sl_question_try(question, &text);
	}
	return found;
}

static void set_conflict(sl_subject *subject, uint32_t first, uint32_t second)
{
	subject->conflict = (sl_conflict){first, second, subject->wanted[first] == SL_HOLDS,
	                                  subject->wanted[second] == SL_HOLDS};
}

bool sl_question_conflicts(const sl_question *question)
{
	sl_subject *subject = question->subject;
	const sl_logic_input input = {&subject->checked->file, subject->checked->bytes};
	sl_logic_budget budget = {RELATION_STEPS, false};

	for (uint32_t i = 0; i < question->count; i++) {
		for (uint32_t k = i + 1; k < question->count && budget.left > 0; k++) {
			const uint32_t a = question->criteria[i], b = question->criteria[k];
			const unsigned truths = sl_logic_relation(&input, &subject->criteria[a],
			                                          &subject->criteria[b], &budget);
			const unsigned wanted = (subject->wanted[a] == SL_HOLDS ? 4u : 1u)
			                        << ((subject->wanted[b] == SL_HOLDS ? 1u : 0u));

			if (!(truths & wanted)) {
				set_conflict(subject, a, b);
				return true;
			}
		}
	}
	return false;
}

static uint64_t hash_of(const uint32_t *question, uint32_t count)
{
	uint64_t hash = count;

	for (uint32_t i = 0; i < count; i++) {
		hash = sl_logic_mix(hash, question[i]);
	}
	return hash;
}

static bool is_same_question(const sl_memo *memo, uint64_t hash, const uint32_t *question,
                             uint32_t count)
{
	return memo->hash == hash && memo->count == count &&
	       memcmp(memo->question, question, count * sizeof *question) == 0;
}

/* Puts every memo where its hash wants it, with room for as many again. */
static void spread_memos(sl_subject *subject, size_t slots)
{
	sl_memo *before = subject->memos;
	const size_t count = subject->memo_slots;

	subject->memos = sl_alloc(slots, sizeof *subject->memos);
	subject->memo_slots = slots;
	for (size_t i = 0; i < count; i++) {
		size_t slot = before[i].hash & (slots - 1);

		if (before[i].question == NULL) {
			continue;
		}
		while (subject->memos[slot].question != NULL) {
			slot = (slot + 1) & (slots - 1);
		}
		subject->memos[slot] = before[i];
	}
	free(before);
}

/* The memo of the question, which has no question yet if it is new. */
static sl_memo *find_memo(sl_subject *subject, const uint32_t *question, uint32_t count)
{
	const uint64_t hash = hash_of(question, count);
	size_t slot;

	if (2 * subject->memo_count >= subject->memo_slots) {
		spread_memos(subject, subject->memo_slots > 0 ? 2 * subject->memo_slots : 64);
	}
	slot = hash & (subject->memo_slots - 1);
	while (subject->memos[slot].question != NULL &&
	       !is_same_question(&subject->memos[slot], hash, question, count)) {
		slot = (slot + 1) & (subject->memo_slots - 1);
	}
	return &subject->memos[slot];
}

static void start_memo(sl_subject *subject, const uint32_t *question, uint32_t count, sl_memo *memo)
{
	uint32_t *copy = sl_arena_alloc(&subject->arena, count, sizeof *copy);

	memcpy(copy, question, count * sizeof *copy);
	*memo = (sl_memo){.hash = hash_of(question, count), .question = copy, .count = count};
	subject->memo_count++;
}

static enum sl_answer search(sl_subject *subject, const uint32_t *question, uint32_t count,
                             uint64_t most)
{
	sl_goal goals[SL_SEARCH_GOALS];
	uint64_t work = most < subject->work ? most : subject->work;
	const uint64_t before = work;
	enum sl_answer answer;

	for (uint32_t i = 0; i < count; i++) {
		goals[i].matcher = sl_subject_matcher(subject, question[i] / 2);
		goals[i].holds = question[i] & 1;
		if (goals[i].matcher == NULL) {
			return SL_UNDECIDED;
		}
	}
	answer = sl_search_text(subject->search, goals, count, &work, &subject->text);
	subject->work -= before - work;
	return answer;
}

/* Searches, or remembers what a search for the same has found. The question: what sl_memo has. */
static const sl_memo *ask(sl_subject *subject, const uint32_t *question, uint32_t count,
                          uint64_t most)
{
	sl_memo *memo = find_memo(subject, question, count);

	if (memo->question == NULL) {
		start_memo(subject, question, count, memo);
		memo->answer = search(subject, question, count, most);
		if (memo->answer == SL_FOUND) {
			memo->text.length = subject->text.length;
			memo->text.bytes = sl_arena_copy(
				&subject->arena, (char *)subject->text.bytes, subject->text.length);
		}
	}
	return memo;
}

/* Whether one criterion alone, or two of them, are proved to be impossible as they are wanted. */
static bool excludes(sl_subject *subject, const uint32_t *question, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = i; k < count; k++) {
			const uint32_t pair[2] = {question[i], question[k]};

			/* What must not hold seldom excludes what must not hold either. */
			if (!((pair[0] | pair[1]) & 1) ||
			    ask(subject, pair, k > i ? 2 : 1, PAIR_WORK)->answer != SL_IMPOSSIBLE) {
				continue;
			}
			set_conflict(subject, question[i] / 2, question[k] / 2);
			return true;
		}
	}
	return false;
}

/* The criteria about texts that have a matcher, as a question; more than it has room for are left out as well. */
static uint32_t make_question(const sl_question *question, uint32_t out[SL_SEARCH_GOALS])
{
	sl_subject *subject = question->subject;
	uint32_t count = 0;

	for (uint32_t i = 0; i < question->count; i++) {
		const uint32_t criterion = question->criteria[i];

		if (is_about_text(subject, criterion) && count < SL_SEARCH_GOALS &&
		    sl_subject_matcher(subject, criterion) != NULL) {
			out[count++] = 2 * criterion + (subject->wanted[criterion] == SL_HOLDS);
		}
	}
	return count;
}

static enum sl_answer prove(sl_question *question)
{
	sl_subject *subject = question->subject;
	uint32_t asked[SL_SEARCH_GOALS];
	const uint32_t count = make_question(question, asked);
	const sl_memo *memo;

	if (count == 0) {
		return SL_UNDECIDED;
	}
	if (excludes(subject, asked, count)) {
		return SL_IMPOSSIBLE;
	}
	memo = ask(subject, asked, count, SEARCH_WORK);
	if (memo->answer == SL_IMPOSSIBLE) {
		/* Even without the others. */
		subject->conflict = (sl_conflict){SL_NO_CRITERION, SL_NO_CRITERION, false, false};
		return SL_IMPOSSIBLE;
	}
	if (memo->answer == SL_FOUND &&
	    try_text(question, (const uint8_t *)memo->text.bytes, memo->text.length)) {
		return SL_FOUND;
	}
	return SL_UNDECIDED;
}

enum sl_answer sl_solve_text(sl_question *question)
{
	parts p;

	gather_parts(question, &p);
	if (p.complete && (near_miss(&p) || try_parts(&p, true))) {
		return SL_FOUND;
	}
	if (sl_question_conflicts(question)) {
		return SL_IMPOSSIBLE;
	}
	if (p.complete && try_fillers(&p)) {
		return SL_FOUND;
	}
	if (try_addresses(question) || (p.complete && try_choices(&p))) {
		return SL_FOUND;
	}
	return prove(question);
}
