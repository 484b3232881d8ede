/*
 * The decision of a condition. Criteria that occur twice or that facts bind are tried in all their
 * combinations at once, a bit a combination; each other one stays unknown. What remains for one
 * combination has every unknown once and free, and there three-valued logic misses nothing.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "rules/logic_parts.h"
#include "rules/raw.h"

enum {
	WORDS = 1 << (SL_LOGIC_VARIABLES - 6), /* of 64 combinations */
	NEIGHBOURS = 32, /* criteria on a field that one is compared with */
	FACTS = 512,
	NONE = UINT16_MAX
};

/* A relation that is not SL_LOGIC_UNRELATED. */
typedef struct fact {
	uint16_t first, second;
	unsigned truths;
} fact;

/* Where a value can be true and where it can be false: a bit for each combination. */
typedef struct value {
	uint64_t can_hold[WORDS], can_fail[WORDS];
} value;

typedef struct variable {
	uint64_t hash;
	uint16_t first_equal; /* the first that equals it: the other members are kept there */
	uint16_t uses; /* pushes */
	uint16_t bonds; /* facts about it */
	uint16_t neighbour; /* the variable before it on its field, or NONE */
	uint8_t place; /* among those that are tried; SL_LOGIC_VARIABLES: not */
	bool is_any;
} variable;

/* As large as the templates that it has seen: most have a few criteria, and one may have thousands. */
struct sl_logic {
	sl_logic_input input;
	sl_raw raw;
	chan_template t;
	sl_logic_budget budget;
	variable *of; /* each criterion */
	uint16_t *slots; /* variables by hash */
	value *stack;
	size_t of_capacity, slots_capacity, stack_capacity;
	uint16_t last_on_field[CHAN_MAX_FIELDS];
	fact facts[FACTS];
	uint32_t fact_count;
	uint32_t tried; /* variables that are tried */
};

static uint32_t words_of(const sl_logic *w)
{
	return w->tried > 6 ? UINT32_C(1) << (w->tried - 6) : 1;
}

static chan_criterion criterion_at(const sl_logic *w, uint32_t index)
{
	return sl_raw_criterion(&w->raw, w->t.first_criterion + index);
}

static uint16_t instruction_at(const sl_logic *w, uint32_t index)
{
	return sl_raw_instruction(&w->raw, w->t.first_instruction + index);
}

/*
 * Finds the first criterion that equals this one, itself if there is none before it. Each step is paid
 * for, so that hashes that somebody made collide cost no more than the budget.
 */
static void find_equal(sl_logic *w, uint32_t index, const chan_criterion *criterion,
                       uint32_t slot_count)
{
	const uint64_t cost = criterion->value_count + UINT64_C(1);
	uint32_t slot = (uint32_t)(w->of[index].hash >> 20) & (slot_count - 1);
	chan_criterion other;
	uint16_t found;
	bool may_equal;

	for (; w->slots[slot] != NONE; slot = (slot + 1) & (slot_count - 1)) {
		found = w->slots[slot];
		if (w->budget.left < cost) {
			w->budget.exceeded = true;
			return;
		}
		may_equal = w->of[found].hash == w->of[index].hash;
		w->budget.left -= may_equal ? cost : 1;
		other = criterion_at(w, found);
		if (may_equal && sl_logic_same_criterion(w->input.file, criterion, &other)) {
			w->of[index].first_equal = found;
			return;
		}
	}
	w->slots[slot] = (uint16_t)index;
}

/* Reads the criteria, and gives each its variable. */
static void read_criteria(sl_logic *w)
{
	uint32_t slot_count = 16, i;
	chan_criterion criterion;

	while (slot_count < 2 * w->t.criterion_count)
		slot_count *= 2;
	w->of = sl_grow(w->of, &w->of_capacity, w->t.criterion_count, sizeof *w->of);
	w->slots = sl_grow(w->slots, &w->slots_capacity, slot_count, sizeof *w->slots);
	for (i = 0; i < slot_count; i++)
		w->slots[i] = NONE;
	w->budget.exceeded = false;
	w->budget.left = 1024;
	for (i = 0; i < w->t.criterion_count; i++) {
		w->of[i] = (variable){.first_equal = (uint16_t)i, .place = SL_LOGIC_VARIABLES};
		criterion = criterion_at(w, i);
		w->of[i].is_any = criterion.operation == CHAN_OPERATOR_ANY;
		w->budget.left += 64 * (UINT64_C(1) + criterion.value_count);
		w->of[i].hash = sl_logic_hash_criterion(w->input.file, &criterion);
		find_equal(w, i, &criterion, slot_count);
	}
}

static void count_uses(sl_logic *w)
{
	uint32_t i;
	uint16_t word;

	for (i = 0; i < w->t.instruction_count; i++) {
		word = instruction_at(w, i);
		if (word < w->t.criterion_count)
			w->of[w->of[word].first_equal].uses++;
	}
}

static void find_facts_of(sl_logic *w, uint32_t index, const chan_criterion *criterion)
{
	uint16_t other_index = w->last_on_field[criterion->field];
	chan_criterion other;
	uint32_t compared;
	fact *f;

	for (compared = 0; other_index != NONE; other_index = w->of[other_index].neighbour) {
		if (compared == NEIGHBOURS || w->fact_count == FACTS) {
			w->budget.exceeded = true;
			return;
		}
		compared++;
		other = criterion_at(w, other_index);
		f = &w->facts[w->fact_count];
		f->first = other_index;
		f->second = (uint16_t)index;
		f->truths = sl_logic_relation(&w->input, &other, criterion, &w->budget);
		if (f->truths == SL_LOGIC_UNRELATED)
			continue;
		w->fact_count++;
		w->of[f->first].bonds++;
		w->of[f->second].bonds++;
	}
}

static void find_facts(sl_logic *w)
{
	chan_criterion criterion;
	uint32_t i;

	for (i = 0; i < CHAN_MAX_FIELDS; i++)
		w->last_on_field[i] = NONE;
	w->fact_count = 0;
	for (i = 0; i < w->t.criterion_count; i++) {
		if (w->of[i].first_equal != i || w->of[i].is_any)
			continue;
		criterion = criterion_at(w, i);
		if (criterion.field >= CHAN_MAX_FIELDS)
			continue;
		find_facts_of(w, i, &criterion);
		w->of[i].neighbour = w->last_on_field[criterion.field];
		w->last_on_field[criterion.field] = (uint16_t)i;
	}
}

/* Whether trying the variable can show more than leaving it unknown. */
static bool is_worth_trying(const sl_logic *w, uint32_t index)
{
	return !w->of[index].is_any && w->of[index].place == SL_LOGIC_VARIABLES &&
	       (w->of[index].uses > 1 || w->of[index].bonds > 0);
}

/* Those that occur more than once first, then those with the most facts. */
static uint32_t worth(const sl_logic *w, uint32_t index)
{
	return (w->of[index].uses > 1 ? UINT32_C(0x10000) : 0) + w->of[index].bonds;
}

/* Chooses the variables to try. True: all that are worth it. */
static bool choose_variables(sl_logic *w)
{
	uint32_t i, best;

	for (w->tried = 0;; w->tried++) {
		best = w->t.criterion_count;
		for (i = 0; i < w->t.criterion_count; i++) {
			if (is_worth_trying(w, i) &&
			    (best == w->t.criterion_count || worth(w, i) > worth(w, best)))
				best = i;
		}
		if (best == w->t.criterion_count)
			return true;
		if (w->tried == SL_LOGIC_VARIABLES)
			return false;
		w->of[best].place = (uint8_t)w->tried;
	}
}

/* The combinations in which the tried variable of that place is true, of the 64 of a word. */
static uint64_t truth_word(uint32_t place, uint32_t word)
{
	static const uint64_t within[6] = {
		UINT64_C(0xaaaaaaaaaaaaaaaa), UINT64_C(0xcccccccccccccccc),
		UINT64_C(0xf0f0f0f0f0f0f0f0), UINT64_C(0xff00ff00ff00ff00),
		UINT64_C(0xffff0000ffff0000), UINT64_C(0xffffffff00000000),
	};

	if (place < 6)
		return within[place];
	return (word >> (place - 6)) & 1 ? UINT64_MAX : 0;
}

static void push_criterion(sl_logic *w, value *top, uint32_t index)
{
	const variable *of = &w->of[w->of[index].first_equal];
	uint32_t i;

	for (i = 0; i < words_of(w); i++) {
		top->can_hold[i] = UINT64_MAX;
		top->can_fail[i] = of->is_any ? 0 : UINT64_MAX;
		if (of->place < SL_LOGIC_VARIABLES) {
			top->can_hold[i] = truth_word(of->place, i);
			top->can_fail[i] = ~top->can_hold[i];
		}
	}
}

static void combine(const sl_logic *w, uint16_t word, value *left, const value *right)
{
	uint32_t i;

	for (i = 0; i < words_of(w); i++) {
		if (word == CHAN_WORD_AND) {
			left->can_hold[i] &= right->can_hold[i];
			left->can_fail[i] |= right->can_fail[i];
		} else {
			left->can_hold[i] |= right->can_hold[i];
			left->can_fail[i] &= right->can_fail[i];
		}
	}
}

static void negate(const sl_logic *w, value *top)
{
	uint64_t can_hold;
	uint32_t i;

	for (i = 0; i < words_of(w); i++) {
		can_hold = top->can_hold[i];
		top->can_hold[i] = top->can_fail[i];
		top->can_fail[i] = can_hold;
	}
}

/* Runs the condition; the result is stack[0]. The parser has proved the depth; it is checked anyway. */
static bool run_condition(sl_logic *w)
{
	uint32_t i, depth = 0;
	uint16_t word;

	for (i = 0; i < w->t.instruction_count; i++) {
		word = instruction_at(w, i);
		if (word < w->t.criterion_count && depth < CHAN_MAX_DEPTH) {
			w->stack =
				sl_grow(w->stack, &w->stack_capacity, depth + 1, sizeof *w->stack);
			push_criterion(w, &w->stack[depth], word);
			depth++;
		} else if (word == CHAN_WORD_NOT && depth >= 1) {
			negate(w, &w->stack[depth - 1]);
		} else if ((word == CHAN_WORD_AND || word == CHAN_WORD_OR) && depth >= 2) {
			combine(w, word, &w->stack[depth - 2], &w->stack[depth - 1]);
			depth--;
		} else {
			return false;
		}
	}
	return depth == 1;
}

/* The combinations among the 64 of a word that no fact excludes; of fewer than 64 each stands there more than once. */
static uint64_t possible_word(const sl_logic *w, uint32_t word)
{
	uint64_t possible = UINT64_MAX, first, second, allowed;
	uint32_t i, first_place, second_place;

	for (i = 0; i < w->fact_count; i++) {
		first_place = w->of[w->facts[i].first].place;
		second_place = w->of[w->facts[i].second].place;
		if (first_place == SL_LOGIC_VARIABLES || second_place == SL_LOGIC_VARIABLES)
			continue;
		first = truth_word(first_place, word);
		second = truth_word(second_place, word);
		allowed = 0;
		if (w->facts[i].truths & SL_LOGIC_NEITHER)
			allowed |= ~first & ~second;
		if (w->facts[i].truths & SL_LOGIC_SECOND_ONLY)
			allowed |= ~first & second;
		if (w->facts[i].truths & SL_LOGIC_FIRST_ONLY)
			allowed |= first & ~second;
		if (w->facts[i].truths & SL_LOGIC_BOTH)
			allowed |= first & second;
		possible &= allowed;
	}
	return possible;
}

sl_logic *sl_logic_make(void)
{
	return sl_alloc(1, sizeof(sl_logic));
}

void sl_logic_free(sl_logic *logic)
{
	free(logic->of);
	free(logic->slots);
	free(logic->stack);
	free(logic);
}

bool sl_logic_decide(sl_logic *logic, const chan_file *file, const uint8_t *bytes,
                     uint32_t template_index, sl_logic_result *out)
{
	uint64_t possible, can_hold = 0, can_fail = 0;
	uint32_t i;

	out->always = false;
	out->never = false;
	out->exact = false;
	logic->input.file = file;
	logic->input.bytes = bytes;
	if (!chan_template_at(file, template_index, &logic->t) ||
	    logic->t.criterion_count > CHAN_MAX_CRITERIA)
		return false;
	logic->raw = sl_raw_of(file, bytes);
	read_criteria(logic);
	count_uses(logic);
	find_facts(logic);
	out->exact = choose_variables(logic) && !logic->budget.exceeded;
	if (!run_condition(logic))
		return false;
	for (i = 0; i < words_of(logic); i++) {
		possible = possible_word(logic, i);
		can_hold |= logic->stack[0].can_hold[i] & possible;
		can_fail |= logic->stack[0].can_fail[i] & possible;
	}
	out->always = can_fail == 0;
	out->never = can_hold == 0;
	return true;
}
