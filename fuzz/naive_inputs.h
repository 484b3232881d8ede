/* The fields of an event as the naive evaluator has them, for the interpreter. */
#ifndef FUZZ_NAIVE_INPUTS_H
#define FUZZ_NAIVE_INPUTS_H

#include <string.h>

#include "chan.h"
#include "naive.h"

/* One input for each field; they refer to the fields' texts. */
static void naive_inputs(const naive_field *fields, size_t count, chan_input *inputs)
{
	static const uint8_t nothing;
	size_t i;

	for (i = 0; i < count; i++) {
		const naive_field *field = &fields[i];
		chan_input *input = &inputs[i];

		*input = (chan_input){0};
		if (field->state != NAIVE_VALUE) {
			input->kind =
				field->state == NAIVE_NULL ? CHAN_INPUT_NULL : CHAN_INPUT_ABSENT;
		} else if (field->kind == NAIVE_INTEGER) {
			input->kind = CHAN_INPUT_INTEGER;
			input->integer = field->integer;
		} else if (field->kind == NAIVE_ADDRESS) {
			input->kind = CHAN_INPUT_ADDRESS;
			input->family = field->size == 4 ? 4 : 6;
			memcpy(input->address, field->text, field->size);
		} else {
			input->kind = CHAN_INPUT_STRING;
			input->text =
				chan_cursor_over(field->text ? field->text : &nothing, field->size);
		}
	}
}

#endif
