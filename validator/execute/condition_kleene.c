/* The condition machine over three values: two stacks of bits, what can be true and what can be false. */
#include "execute/condition_kleene.h"

typedef struct kleene_stack {
	uint64_t can_be_true, can_be_false; /* the top in the lowest bit */
	uint32_t depth;
} kleene_stack;

static bool kleene_join(kleene_stack *stack, uint16_t word)
{
	const uint64_t top_true = stack->can_be_true & 1, top_false = stack->can_be_false & 1;
	const uint64_t others = ~UINT64_C(1);
	if (stack->depth < 2) {
		return false;
	}
	stack->can_be_true >>= 1;
	stack->can_be_false >>= 1;
	stack->depth--;
	if (word == CHAN_WORD_AND) {
		stack->can_be_true &= top_true | others;
		stack->can_be_false |= top_false;
	} else {
		stack->can_be_true |= top_true;
		stack->can_be_false &= top_false | others;
	}
	return true;
}

static bool kleene_word(kleene_stack *stack, uint16_t word, const uint8_t *by, uint32_t criteria)
{
	if (word < criteria && stack->depth < CHAN_MAX_DEPTH) {
		stack->can_be_true = stack->can_be_true << 1 | (by[word] & SL_KLEENE_TRUE) >> 1;
		stack->can_be_false = stack->can_be_false << 1 | (by[word] & SL_KLEENE_FALSE);
		stack->depth++;
		return true;
	}
	if (word == CHAN_WORD_NOT && stack->depth > 0) {
		const uint64_t swapped = (stack->can_be_true ^ stack->can_be_false) & 1;
		stack->can_be_true ^= swapped;
		stack->can_be_false ^= swapped;
		return true;
	}
	return (word == CHAN_WORD_AND || word == CHAN_WORD_OR) && kleene_join(stack, word);
}

enum sl_kleene sl_conclude_kleene(const uint16_t *words, uint32_t count, const uint8_t *by,
                                  uint32_t criteria)
{
	kleene_stack stack = {0};
	for (uint32_t i = 0; i < count; i++) {
		if (!kleene_word(&stack, words[i], by, criteria)) {
			return SL_KLEENE_NONE;
		}
	}
	if (stack.depth != 1) {
		return SL_KLEENE_NONE;
	}
	return (enum sl_kleene)((stack.can_be_true & 1) << 1 | (stack.can_be_false & 1));
}
