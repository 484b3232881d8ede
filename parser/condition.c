/* The condition machine (FORMAT.md section 6). */
#include "chan.h"

/* Booleans as bits, the top of the stack in the lowest. */
typedef struct condition_stack {
	uint64_t bits;
	uint32_t depth;
} condition_stack;

/* The only access to the caller's truths, with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif
/*@
  requires \valid_read(truths + (0 .. count - 1)) && \valid(truth);
  terminates \true;
  assigns *truth;
  ensures \result <==> index < count;
*/
static inline bool load_truth(const uint8_t *truths, uint32_t count, uint32_t index, bool *truth)
{
	*truth = false;
	if (index >= count)
		return false;
	*truth = truths[index] != 0;
	return true;
}
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  requires \valid(stack) && stack->depth <= CHAN_MAX_DEPTH;
  terminates \true;
  assigns *stack;
  ensures stack->depth <= CHAN_MAX_DEPTH;
  ensures \result ==> stack->depth == \old(stack->depth) + 1;
*/
static inline bool push_truth(condition_stack *stack, bool truth)
{
	if (stack->depth >= CHAN_MAX_DEPTH)
		return false;
	stack->bits = stack->bits % (UINT64_C(1) << 63) * 2 + (truth ? 1 : 0);
	stack->depth++;
	return true;
}

/*@
  requires \valid(stack) && stack->depth <= CHAN_MAX_DEPTH;
  terminates \true;
  assigns *stack;
  ensures stack->depth <= CHAN_MAX_DEPTH;
  ensures \result ==> stack->depth == \old(stack->depth) - 1;
*/
static inline bool combine_two(condition_stack *stack, bool both)
{
	const uint64_t top = stack->bits & 1u;

	if (stack->depth < 2)
		return false;
	stack->bits >>= 1;
	stack->bits = both ? stack->bits & (top | ~UINT64_C(1)) : stack->bits | top;
	stack->depth--;
	return true;
}

/*@
  requires \valid(stack) && stack->depth <= CHAN_MAX_DEPTH;
  requires \valid_read(truths + (0 .. count - 1)) && \separated(stack, truths + (0 .. count - 1));
  terminates \true;
  assigns *stack;
  ensures stack->depth <= CHAN_MAX_DEPTH;
*/
static bool run_word(condition_stack *stack, uint16_t word, const uint8_t *truths, uint32_t count)
{
	bool truth;

	switch (word) {
	case CHAN_WORD_AND:
		return combine_two(stack, true);
	case CHAN_WORD_OR:
		return combine_two(stack, false);
	case CHAN_WORD_NOT:
		stack->bits ^= 1u;
		return stack->depth >= 1;
	default:
		break;
	}
	return word < CHAN_PUSH_LIMIT && load_truth(truths, count, word, &truth) &&
	       push_truth(stack, truth);
}

bool chan_conclude(const chan_file *file, const chan_template *judged, const uint8_t *truths,
                   uint32_t count, bool *verdict)
{
	chan_cursor table, words;
	condition_stack stack = {0, 0};
	uint16_t word;

	chan_copy(&table, &file->instructions);
	*verdict = false;
	if (!chan_skip(&table, (uint64_t)judged->first_instruction * CHAN_SIZE_INSTRUCTION) ||
	    !chan_take_array(&table, judged->instruction_count, CHAN_SIZE_INSTRUCTION, &words))
		return false;
	/*@
	  loop invariant chan_is_window(&words) && stack.depth <= CHAN_MAX_DEPTH && !*verdict;
	  loop assigns word, stack, words.priv_pos;
	  loop variant words.priv_end - words.priv_pos;
	*/
	while (chan_get_u16(&words, &word)) {
		if (!run_word(&stack, word, truths, count))
			return false;
	}
	if (stack.depth != 1)
		return false;
	*verdict = (stack.bits & 1u) != 0;
	return true;
}
