/* What the files of the interpreter share. Internal to libchan. */
#ifndef CHAN_EVALUATE_PARTS_H
#define CHAN_EVALUATE_PARTS_H

#include "chan.h"

/*
 * Whether a text operator holds for a text and one value (FORMAT.md section 5); not for regex. Adds the steps that it
 * took to *steps: at most chan_text_bound() of them.
 */
bool chan_text_holds(uint8_t operation, bool cased, const chan_cursor *text,
                     const chan_cursor *value, uint64_t *steps);
uint64_t chan_text_bound(uint8_t operation, uint64_t value_bytes, uint64_t input_bytes);

/* Whether two texts are equal, as the operator exact compares them; at most as many steps as either has bytes. */
bool chan_texts_equal(bool cased, const chan_cursor *a, const chan_cursor *b, uint64_t *steps);

/* Keeps the record of the interpreter (SENSOR.md) in each program that prepares files. */
void chan_keep_engine_record(void);

static inline uint64_t chan_sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static inline uint64_t chan_product(uint64_t a, uint64_t b)
{
	return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

#endif
