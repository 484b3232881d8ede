/*
 * Events invented for a channel file: their inputs are near what its criteria ask for, so that both verdicts of each
 * are in reach. All choices come from given bytes and, when those are used up, from a seed: the same bytes make the
 * same event. For fuzz targets and tests.
 */
#ifndef FUZZ_INVENTED_EVENT_H
#define FUZZ_INVENTED_EVENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "chan.h"

enum { INVENTED_LONGEST = 600 }; /* bytes of a text, about; the values of a file may be longer */

typedef struct invention {
	const chan_file *file;
	chan_cursor choices;
	uint64_t random; /* not 0 */
	bool faults; /* also inputs of another kind, and fewer than there are fields */
} invention;

/* The array and each text lie in blocks of exactly their size. */
typedef struct invented_event {
	chan_inputs inputs;
	chan_input *array;
	uint8_t **blocks; /* one an input; NULL: no text */
	size_t longest; /* bytes of the longest text */
} invented_event;

static inline uint32_t invent_number(invention *from, uint32_t bound)
{
	uint8_t byte;

	if (bound == 0)
		return 0;
	if (bound <= 256 && chan_get_u8(&from->choices, &byte))
		return byte % bound;
	from->random ^= from->random >> 12;
	from->random ^= from->random << 25;
	from->random ^= from->random >> 27;
	return (uint32_t)((from->random * UINT64_C(2685821657736338717)) >> 33) % bound;
}

/* A criterion of a template of the type that reads the field, if one is found in a few attempts. */
static inline bool invent_criterion(invention *from, const chan_type *type, uint32_t field,
                                    chan_criterion *out)
{
	chan_template template;

	for (unsigned attempt = 0; attempt < 8; attempt++) {
		const uint32_t at = invent_number(from, type->template_count);

		if (!chan_template_at(from->file, type->first_template + at, &template))
			return false;
		for (uint32_t i = 0; i < template.criterion_count; i++)
			if (chan_criterion_at(from->file, template.first_criterion + i, out) &&
			    out->field == field && invent_number(from, 2) == 0)
				return true;
	}
	return false;
}

typedef struct invented_text {
	uint8_t *bytes;
	size_t length, capacity;
} invented_text;

static inline void invented_append(invented_text *text, uint8_t byte)
{
	text->bytes = sl_grow(text->bytes, &text->capacity, text->length + 1, 1);
	text->bytes[text->length++] = byte;
}

static inline void invent_junk(invention *from, invented_text *text)
{
	static const char junk[] = "aB9_ .\\/-\n*\xc3\xa9";
	const uint32_t length = invent_number(from, 6);

	for (uint32_t i = 0; i < length; i++)
		invented_append(text, (uint8_t)junk[invent_number(from, sizeof junk)]);
}

/* What a glob or a pattern may match: its own text with the signs replaced. Crude, and often right. */
static inline uint8_t invent_for_sign(invention *from, uint8_t byte)
{
	switch (byte) {
	case '*':
	case '?':
	case '.':
	case '+':
		return (uint8_t)"aZ0\\"[invent_number(from, 4)];
	default:
		return byte;
	}
}

static inline void invent_from_value(invention *from, const chan_criterion *criterion,
                                     invented_text *text)
{
	const bool signs = criterion->operation == CHAN_OPERATOR_GLOB ||
	                   criterion->operation == CHAN_OPERATOR_REGEX;
	uint32_t string;
	chan_cursor value;
	uint8_t byte;

	if (chan_operator_value_kind(criterion->operation) != CHAN_VALUE_STRING ||
	    !chan_value_at(from->file,
	                   criterion->first_value + invent_number(from, criterion->value_count),
	                   &string) ||
	    !chan_string_cursor(from->file, string, &value))
		return;
	while (chan_get_u8(&value, &byte)) {
		if (signs && byte == '\\' && !chan_get_u8(&value, &byte))
			break;
		if (signs && strchr("^$()[]{}|", byte) != NULL)
			continue;
		invented_append(text, signs ? invent_for_sign(from, byte) : byte);
	}
}

/* Another case, a byte more or less, or nothing. */
static inline void invent_damage(invention *from, invented_text *text)
{
	const uint32_t way = invent_number(from, 8);
	const size_t at = invent_number(from, (uint32_t)text->length);

	if (text->length == 0)
		return;
	switch (way) {
	case 0:
		text->bytes[at] ^= 0x20;
		break;
	case 1:
		text->length--;
		break;
	case 2:
		memmove(text->bytes + at, text->bytes + at + 1, text->length - at - 1);
		text->length--;
		break;
	case 3:
		for (size_t i = 0; i < text->length; i++)
			if (text->bytes[i] >= 'a' && text->bytes[i] <= 'z')
				text->bytes[i] -= 0x20;
		break;
	default:
		break;
	}
}

static inline void invent_text(invention *from, const chan_type *type, uint32_t field,
                               invented_text *text)
{
	const uint32_t parts = 1 + invent_number(from, 3);
	chan_criterion criterion;

	for (uint32_t i = 0; i < parts && text->length < INVENTED_LONGEST; i++) {
		if (invent_number(from, 3) == 0)
			invent_junk(from, text);
		if (invent_criterion(from, type, field, &criterion))
			invent_from_value(from, &criterion, text);
	}
	if (invent_number(from, 3) == 0)
		invent_junk(from, text);
	invent_damage(from, text);
}

static inline int64_t invent_integer(invention *from)
{
	const uint32_t count = from->file->header.integer_count;
	int64_t number;

	if (!chan_integer_at(from->file, invent_number(from, count), &number))
		return (int64_t)invent_number(from, 256) - 128;
	switch (invent_number(from, 4)) {
	case 0:
		return number < INT64_MAX ? number + 1 : number;
	case 1:
		return number > INT64_MIN ? number - 1 : number;
	default:
		return number;
	}
}

static inline void invent_address(invention *from, chan_input *input)
{
	chan_network network;

	if (!chan_network_at(from->file, invent_number(from, from->file->header.network_count),
	                     &network))
		network = (chan_network){.family = 4, .address = {10, 1}};
	input->family = network.family;
	memcpy(input->address, network.address, sizeof input->address);
	if (invent_number(from, 2) == 0)
		input->address[invent_number(from, network.family == 4 ? 4 : 16)] ^=
			(uint8_t)(1u << invent_number(from, 8));
}

/* The text of an address of family 4, for cidr over texts. */
static inline void invent_address_text(invention *from, invented_text *text)
{
	chan_input input;
	char written[16];

	memset(&input, 0, sizeof input);
	invent_address(from, &input);
	snprintf(written, sizeof written, "%d.%d.%d.%d", input.address[0], input.address[1],
	         input.address[2], input.address[3]);
	for (const char *at = written; *at != '\0'; at++)
		invented_append(text, (uint8_t)*at);
}

static inline void invent_block(invented_event *event, uint32_t index, invented_text *text)
{
	uint8_t *block = malloc(text->length > 0 ? text->length : 1);

	if (block == NULL)
		sl_out_of_memory();
	if (text->length > 0)
		memcpy(block, text->bytes, text->length);
	free(text->bytes);
	event->blocks[index] = block;
	event->array[index].text = chan_cursor_over(block, text->length);
	event->longest = text->length > event->longest ? text->length : event->longest;
}

static inline uint8_t input_kind_of(uint16_t field_kind)
{
	if (field_kind == CHAN_KIND_INTEGER)
		return CHAN_INPUT_INTEGER;
	return field_kind == CHAN_KIND_IP ? CHAN_INPUT_ADDRESS : CHAN_INPUT_STRING;
}

static inline void invent_input(invention *from, const chan_type *type, uint32_t index,
                                invented_event *event)
{
	chan_input *input = &event->array[index];
	invented_text text = {NULL, 0, 0};
	chan_field field;
	uint32_t way = invent_number(from, 12);

	if (!chan_field_at(from->file, type->first_field + index, &field) || way == 0)
		return;
	if (way == 1) {
		input->kind = CHAN_INPUT_NULL;
		return;
	}
	input->kind = input_kind_of(field.kind);
	if (from->faults && invent_number(from, 64) == 0)
		input->kind = (uint8_t)invent_number(from, 256);
	input->integer = invent_integer(from);
	invent_address(from, input);
	/* The same text as another input, for fieldref. */
	if (way == 2 && index > 0 && event->blocks[index - 1] != NULL) {
		input->text = event->array[index - 1].text;
		return;
	}
	if (way == 3)
		invent_address_text(from, &text);
	else if (way > 4)
		invent_text(from, type, index, &text);
	invent_block(event, index, &text);
}

/* An event of the type; free it. */
static inline void invent_event(invention *from, const chan_type *type, invented_event *out)
{
	uint32_t count = type->field_count;

	if (from->faults && invent_number(from, 8) == 0)
		count = invent_number(from, count + 1);
	memset(out, 0, sizeof *out);
	out->array = malloc(count > 0 ? count * sizeof *out->array : 1);
	out->blocks = sl_alloc((size_t)count + 1, sizeof *out->blocks);
	if (out->array == NULL)
		sl_out_of_memory();
	memset(out->array, 0, count * sizeof *out->array);
	out->inputs.array = out->array;
	out->inputs.count = count;
	for (uint32_t i = 0; i < count; i++)
		invent_input(from, type, i, out);
}

static inline void invented_event_free(invented_event *event)
{
	for (uint32_t i = 0; i < event->inputs.count; i++)
		free(event->blocks[i]);
	free(event->blocks);
	free(event->array);
}

#endif
