/* The search for a text: best first over the states of all matchers together. */
#include "gate/evidence_symbols.h"

#include <stdlib.h>
#include <string.h>

enum { LOST = UINT16_MAX, MOST_STATES = 1 << 18, KEPT_SLOTS = 4096 };
#define NOWHERE UINT32_MAX
#define OUT_OF_REACH UINT32_MAX

/* All matchers after a text: what each holds between two bytes, and which have matched for good. */
typedef struct state {
	uint32_t parent; /* NOWHERE: the empty text */
	uint32_t first_held,
		held_count; /* in the search's held; steps counted over all matchers, rising */
	uint64_t matched;
	uint32_t distance; /* bytes that the goals still want at least, all together */
	uint32_t length;
	uint8_t before, byte; /* enum sl_before; the last byte */
} state;

/* One matcher of the search at hand. */
typedef struct runner {
	const sl_matcher *matcher;
	bool holds;
	uint32_t first; /* its first step, counted over all matchers */
	uint16_t *distances; /* of each step: bytes to a match, at least */
} runner;

struct sl_search {
	runner runners[SL_SEARCH_GOALS];
	uint32_t runner_count;
	bool looks_back;
	bool parts; /* each way is a state of its own, and none begins after the start */
	uint16_t *distances;
	size_t distance_capacity;
	state *states;
	size_t state_count, state_capacity;
	uint32_t *held;
	size_t held_count, held_capacity;
	uint32_t *slots; /* of states, by hash; NOWHERE: free */
	size_t slot_count;
	uint32_t *heap;
	size_t heap_count, heap_capacity;
	sl_symbols symbols;
	sl_reach reach;
	uint64_t work; /* spent on all but what the reach counts */
};

sl_search *sl_search_make(void)
{
	return sl_alloc(1, sizeof(sl_search));
}

void sl_search_free(sl_search *search)
{
	if (search != NULL) {
		free(search->distances);
		free(search->states);
		free(search->held);
		free(search->slots);
		free(search->heap);
		sl_reach_free(&search->reach);
		free(search);
	}
}

static uint64_t spent(const sl_search *search)
{
	return search->work + search->reach.work;
}

static bool takes_a_byte(uint8_t opcode)
{
	return opcode >= CHAN_REGEX_BYTE && opcode <= CHAN_REGEX_CLASS;
}

/* What is left from here, by what is left from where it leads. */
static uint16_t distance_from(const sl_matcher *matcher, const uint16_t *distances, uint32_t at)
{
	const sl_step *step = &matcher->steps[at];
	uint16_t on;

	if (step->opcode == CHAN_REGEX_MATCH) {
		return 0;
	}
	if (step->opcode == CHAN_REGEX_JUMP) {
		return distances[step->operand];
	}
	on = distances[at + 1];
	if (step->opcode == CHAN_REGEX_SPLIT) {
		return on < distances[step->operand] ? on : distances[step->operand];
	}
	if (takes_a_byte(step->opcode)) {
		return on >= LOST - 1 ? on : (uint16_t)(on + 1);
	}
	return on;
}

/* Most ways lead on to later steps, so from the end only loops need a second turn. */
static void measure(sl_search *search, runner *one)
{
	const sl_matcher *matcher = one->matcher;
	bool changed = true;

	for (uint32_t i = 0; i < matcher->count; i++) {
		one->distances[i] = LOST;
	}
	while (changed) {
		changed = false;
		for (uint32_t i = matcher->count; i-- > 0;) {
			const uint16_t distance = distance_from(matcher, one->distances, i);

			changed = changed || distance != one->distances[i];
			one->distances[i] = distance;
		}
		search->work += matcher->count;
	}
}

static bool start(sl_search *search, const sl_goal *goals, uint32_t count)
{
	uint32_t steps = 0;

	if (count > SL_SEARCH_GOALS) {
		return false;
	}
	search->runner_count = count;
	search->looks_back = false;
	for (uint32_t i = 0; i < count; i++) {
		search->runners[i] = (runner){goals[i].matcher, goals[i].holds, steps, NULL};
		search->looks_back = search->looks_back || goals[i].matcher->looks_back;
		if (goals[i].matcher->count > SL_MATCHER_STEPS - steps) {
			return false;
		}
		steps += goals[i].matcher->count;
	}
	if (steps > search->distance_capacity) {
		search->distances = sl_grow(search->distances, &search->distance_capacity, steps,
		                            sizeof *search->distances);
	}
	for (uint32_t i = 0; i < count; i++) {
		search->runners[i].distances = search->distances + search->runners[i].first;
		measure(search, &search->runners[i]);
	}
	sl_find_symbols(goals, count, &search->symbols);
	search->state_count = search->held_count = search->heap_count = 0;
	return true;
}

static uint32_t end_of(const runner *one)
{
	return one->first + one->matcher->count;
}

/* Whether a match may begin where the state is. */
static bool begins_at(const sl_search *search, const state *at, const runner *one)
{
	return at->before == SL_BEFORE_START || (!one->matcher->anchored && !search->parts);
}

/* Reaches what a matcher holds in a state, and where a match may begin. */
static void gather(sl_search *search, const state *from, const runner *one)
{
	sl_reach_begin(&search->reach, one->matcher->count);
	for (uint32_t i = 0; i < from->held_count; i++) {
		const uint32_t at = search->held[from->first_held + i];

		if (at >= one->first && at < end_of(one)) {
			sl_reach_add(&search->reach, at - one->first);
		}
	}
	if (begins_at(search, from, one)) {
		sl_reach_add(&search->reach, 0);
	}
}

static bool has_matched(const state *of, uint32_t index)
{
	return (of->matched >> index) & 1;
}

/* Whether the text so far is one that is wanted. */
static bool is_goal(sl_search *search, const state *of)
{
	bool good = true;

	for (uint32_t i = 0; i < search->runner_count && good; i++) {
		const runner *one = &search->runners[i];
		bool matched = has_matched(of, i);

		if (!matched) {
			gather(search, of, one);
			matched = sl_reach_follow(&search->reach, one->matcher,
			                          (enum sl_before)of->before, SL_NEXT_END);
		}
		good = matched == one->holds;
	}
	return good;
}

/* How far the goals are; OUT_OF_REACH: one of them is. */
static uint32_t distance_of(const sl_search *search, const state *of)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < search->runner_count; i++) {
		const runner *one = &search->runners[i];
		uint16_t least = LOST;

		if (!one->holds || has_matched(of, i)) {
			continue;
		}
		if (begins_at(search, of, one)) {
			least = one->distances[0];
		}
		for (uint32_t k = 0; k < of->held_count; k++) {
			const uint32_t at = search->held[of->first_held + k];

			if (at >= one->first && at < end_of(one) &&
			    one->distances[at - one->first] < least) {
				least = one->distances[at - one->first];
			}
		}
		if (least == LOST) {
			return OUT_OF_REACH;
		}
		sum += least;
	}
	return sum;
}

static uint64_t hash_of(const sl_search *search, const state *of)
{
	uint64_t hash = of->matched * UINT64_C(0x9e3779b97f4a7c15) + of->before;

	for (uint32_t i = 0; i < of->held_count; i++) {
		hash = (hash ^ search->held[of->first_held + i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash ^ (hash >> 31);
}

static bool is_same(const sl_search *search, const state *a, const state *b)
{
	return a->matched == b->matched && a->before == b->before &&
	       a->held_count == b->held_count &&
	       (a->held_count == 0 ||
	        memcmp(search->held + a->first_held, search->held + b->first_held,
	               a->held_count * sizeof *search->held) == 0);
}

static void grow_slots(sl_search *search)
{
	const size_t count = search->slot_count > 0 ? 2 * search->slot_count : 256;

	free(search->slots);
	search->slots = sl_alloc(count, sizeof *search->slots);
	search->slot_count = count;
	memset(search->slots, 0xff, count * sizeof *search->slots);
	for (uint32_t i = 0; i < search->state_count; i++) {
		size_t slot = hash_of(search, &search->states[i]) & (count - 1);

		while (search->slots[slot] != NOWHERE) {
			slot = (slot + 1) & (count - 1);
		}
		search->slots[slot] = i;
	}
}

/* Whether the state, which is not among the others yet, is new; then its place in the table is taken. */
static bool enter(sl_search *search, const state *one)
{
	size_t slot;

	if (2 * (search->state_count + 1) > search->slot_count) {
		grow_slots(search);
	}
	slot = hash_of(search, one) & (search->slot_count - 1);
	for (; search->slots[slot] != NOWHERE; slot = (slot + 1) & (search->slot_count - 1)) {
		search->work++;
		if (is_same(search, &search->states[search->slots[slot]], one)) {
			return false;
		}
	}
	search->slots[slot] = (uint32_t)search->state_count;
	return true;
}

static bool is_better(const sl_search *search, uint32_t a, uint32_t b)
{
	const state *left = &search->states[a], *right = &search->states[b];

	if (left->distance != right->distance) {
		return left->distance < right->distance;
	}
	return left->length != right->length ? left->length < right->length : a < b;
}

static void push(sl_search *search, uint32_t index)
{
	size_t at = search->heap_count++;

	if (search->heap_count > search->heap_capacity) {
		search->heap = sl_grow(search->heap, &search->heap_capacity, search->heap_count,
		                       sizeof *search->heap);
	}
	for (; at > 0 && is_better(search, index, search->heap[(at - 1) / 2]); at = (at - 1) / 2) {
		search->heap[at] = search->heap[(at - 1) / 2];
	}
	search->heap[at] = index;
}

static uint32_t pop(sl_search *search)
{
	const uint32_t best = search->heap[0], last = search->heap[--search->heap_count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < search->heap_count) {
		child += child + 1 < search->heap_count &&
		         is_better(search, search->heap[child + 1], search->heap[child]);
		if (!is_better(search, search->heap[child], last)) {
			break;
		}
		search->heap[at] = search->heap[child];
		at = child;
	}
	if (search->heap_count > 0) {
		search->heap[at] = last;
	}
	return best;
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Takes a state in, whose held steps lie at the end of held. *found is set if it is what is looked for. */
static void keep(sl_search *search, state *one, bool *found)
{
	one->distance = distance_of(search, one);
	if (one->distance == OUT_OF_REACH || !enter(search, one)) {
		search->held_count = one->first_held;
		return;
	}
	if (search->state_count == search->state_capacity) {
		search->states = sl_grow(search->states, &search->state_capacity,
		                         search->state_count + 1, sizeof *search->states);
	}
	search->states[search->state_count] = *one;
	*found = one->distance == 0 && is_goal(search, one);
	push(search, (uint32_t)search->state_count);
	search->state_count++;
}

static void hold(sl_search *search, uint32_t step)
{
	if (search->held_count == search->held_capacity) {
		search->held = sl_grow(search->held, &search->held_capacity, search->held_count + 1,
		                       sizeof *search->held);
	}
	search->held[search->held_count++] = step;
}

/* The same for each held step by itself, or for none if there was a match. */
static void keep_parts(sl_search *search, const state *whole, bool *found)
{
	const uint32_t first = whole->first_held;

	if (whole->held_count <= 1) {
		state only = *whole;

		keep(search, &only, found);
		return;
	}
	for (uint32_t i = 0; i < whole->held_count && !*found; i++) {
		const uint32_t step = search->held[first + i];
		state part = *whole;

		part.first_held = (uint32_t)search->held_count;
		part.held_count = 1;
		hold(search, step);
		keep(search, &part, found);
	}
}

/*
 * One matcher takes the byte. False: it matches and must not. One that has matched for good is followed no more.
 */
static bool advance(sl_search *search, const state *from, uint32_t index, uint8_t byte, state *to)
{
	const runner *one = &search->runners[index];
	const size_t before = search->held_count;

	gather(search, from, one);
	if (sl_reach_follow(&search->reach, one->matcher, (enum sl_before)from->before, byte)) {
		to->matched |= UINT64_C(1) << index;
		return one->holds;
	}
	for (uint32_t i = 0; i < search->reach.count; i++) {
		const uint32_t at = search->reach.list[i];

		if (sl_step_takes(one->matcher, &one->matcher->steps[at], byte)) {
			hold(search, one->first + at + 1);
		}
	}
	if (search->held_count > before + 1) {
		qsort(search->held + before, search->held_count - before, sizeof *search->held,
		      compare_numbers);
	}
	search->work += search->reach.count;
	return true;
}

static void try_byte(sl_search *search, uint32_t index, uint8_t byte, bool *found)
{
	const state from = search->states[index];
	state to = {.parent = index,
	            .first_held = (uint32_t)search->held_count,
	            .matched = from.matched,
	            .length = from.length + 1,
	            .before = SL_BEFORE_OTHER,
	            .byte = byte};

	if (search->looks_back) {
		to.before = (uint8_t)sl_before_of(byte);
	}
	for (uint32_t i = 0; i < search->runner_count; i++) {
		if (!has_matched(&from, i) && !advance(search, &from, i, byte, &to)) {
			search->held_count = to.first_held;
			return;
		}
	}
	to.held_count = (uint32_t)search->held_count - to.first_held;
	if (search->parts) {
		keep_parts(search, &to, found);
	} else {
		keep(search, &to, found);
	}
}

static void write_text(const sl_search *search, sl_buffer *out)
{
	uint32_t index = (uint32_t)search->state_count - 1;
	uint32_t length = search->states[index].length;
	uint8_t *bytes;

	sl_buffer_clear(out);
	bytes = sl_buffer_extend(out, length);
	while (length > 0) {
		bytes[--length] = search->states[index].byte;
		index = search->states[index].parent;
	}
}

static enum sl_answer look(sl_search *search, uint64_t limit, sl_buffer *out)
{
	state nothing = {.parent = NOWHERE, .before = SL_BEFORE_START};
	bool found = false;

	keep(search, &nothing, &found);
	while (!found && search->heap_count > 0) {
		const uint32_t index = pop(search);

		for (uint32_t i = 0; i < search->symbols.count && !found; i++) {
			if (spent(search) > limit || search->state_count >= MOST_STATES) {
				return SL_UNDECIDED;
			}
			try_byte(search, index, search->symbols.bytes[i], &found);
		}
	}
	if (!found) {
		return SL_IMPOSSIBLE;
	}
	write_text(search, out);
	return SL_FOUND;
}

static enum sl_answer run_search(sl_search *search, const sl_goal *goals, uint32_t count,
                                 uint64_t *work, sl_buffer *out)
{
	enum sl_answer answer = SL_UNDECIDED;
	uint64_t used;

	search->work = search->reach.work = 0;
	/* What a large search has left is not cleared for each small one. */
	if (search->slot_count > KEPT_SLOTS) {
		free(search->slots);
		search->slots = NULL;
		search->slot_count = 0;
	} else if (search->slot_count > 0) {
		memset(search->slots, 0xff, search->slot_count * sizeof *search->slots);
	}
	if (start(search, goals, count) && spent(search) <= *work) {
		answer = look(search, *work, out);
	}
	used = spent(search);
	*work -= used < *work ? used : *work;
	return answer;
}

enum sl_answer sl_search_text(sl_search *search, const sl_goal *goals, uint32_t count,
                              uint64_t *work, sl_buffer *out)
{
	search->parts = false;
	return run_search(search, goals, count, work, out);
}

bool sl_search_match(sl_search *search, const sl_matcher *matcher, uint64_t *work, sl_buffer *out)
{
	const sl_goal goal = {matcher, true};

	search->parts = true;
	return run_search(search, &goal, 1, work, out) == SL_FOUND;
}
