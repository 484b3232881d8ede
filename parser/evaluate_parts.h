/* What the files of the interpreter share. Internal to libchan. */
#ifndef CHAN_EVALUATE_PARTS_H
#define CHAN_EVALUATE_PARTS_H

#include "chan.h"

/*@
  logic integer chan_text_steps(integer operation, integer value, integer input) =
    operation == CHAN_OPERATOR_CONTAINS ? chan_times(input, value) :
    operation == CHAN_OPERATOR_GLOB ? chan_times(input + 1, value + 1) : value;
*/

/*
 * Whether a text operator holds for a text and one value (FORMAT.md section 5); not for regex. Adds the steps that it
 * took to *steps: at most chan_text_bound() of them.
 */
/*@
  requires chan_is_window(text) && chan_is_window(value) && \valid(steps);
  requires \separated(steps, text, value, text->priv_base + (0 .. text->priv_end - 1));
  requires \separated(steps, text, value, value->priv_base + (0 .. value->priv_end - 1));
  requires *steps + chan_text_steps(operation, chan_rest(value), chan_rest(text)) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps <= \old(*steps) + chan_text_steps(operation, chan_rest(value), chan_rest(text));
*/
bool chan_text_holds(uint8_t operation, bool cased, const chan_cursor *text,
                     const chan_cursor *value, uint64_t *steps);
/*@
  terminates \true;
  assigns \nothing;
  ensures \result == \min(UINT64_MAX, chan_text_steps(operation, value_bytes, input_bytes));
*/
uint64_t chan_text_bound(uint8_t operation, uint64_t value_bytes, uint64_t input_bytes);

/* Whether two texts are equal, as the operator exact compares them; at most as many steps as either has bytes. */
/*@
  requires chan_is_window(a) && chan_is_window(b) && \valid(steps);
  requires \separated(steps, a, b, a->priv_base + (0 .. a->priv_end - 1));
  requires \separated(steps, a, b, b->priv_base + (0 .. b->priv_end - 1));
  requires *steps + chan_rest(b) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps <= \old(*steps) + chan_rest(b);
*/
bool chan_texts_equal(bool cased, const chan_cursor *a, const chan_cursor *b, uint64_t *steps);

/* Keeps the record of the interpreter (SENSOR.md) in each program that prepares files. */
void chan_keep_engine_record(void);

/*@
  terminates \true;
  assigns \nothing;
  ensures \result == \min(UINT64_MAX, a + b);
*/
static inline uint64_t chan_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/*@
  terminates \true;
  assigns \nothing;
  ensures \result == \min(UINT64_MAX, chan_times(a, b));
*/
static inline uint64_t chan_product(uint64_t a, uint64_t b)
{
	return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

#endif
