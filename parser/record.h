/*
 * Readers of one record each (FORMAT.md section 3), for the structural check and the views. Internal
 * to libchan.
 *   true  - the record was consumed and *out is set;
 *   false - the window ends before the record does; what was not read is zero.
 */
#ifndef CHAN_RECORD_H
#define CHAN_RECORD_H

#include "chan.h"

CHAN_MUST_USE static inline bool chan_read_network(chan_cursor *c, chan_network *out,
                                                   uint16_t *reserved)
{
	static const chan_network zero;

	*out = zero;
	*reserved = 0;
	return chan_get_u8(c, &out->family) && chan_get_u8(c, &out->prefix) &&
	       chan_get_u16(c, reserved) && chan_get_bytes16(c, out->address);
}

CHAN_MUST_USE static inline bool chan_read_type(chan_cursor *c, chan_type *out)
{
	static const chan_type zero;

	*out = zero;
	return chan_get_u32(c, &out->name) && chan_get_u32(c, &out->type_id) &&
	       chan_get_u32(c, &out->version) && chan_get_u32(c, &out->first_field) &&
	       chan_get_u32(c, &out->field_count) && chan_get_u32(c, &out->first_template) &&
	       chan_get_u32(c, &out->template_count);
}

CHAN_MUST_USE static inline bool chan_read_field(chan_cursor *c, chan_field *out,
                                                 uint16_t *reserved)
{
	static const chan_field zero;

	*out = zero;
	*reserved = 0;
	return chan_get_u32(c, &out->name) && chan_get_u16(c, &out->kind) &&
	       chan_get_u16(c, reserved) && chan_get_u32(c, &out->layout_hash);
}

/* Templates and criteria are many: members side by side are read as one number, with one check of the window. */

/* The next two members, of four bytes each. */
CHAN_MUST_USE static inline bool chan_get_pair(chan_cursor *c, uint32_t *first, uint32_t *second)
{
	uint64_t both;
	const bool whole = chan_get_u64(c, &both);

	*first = (uint32_t)both;
	*second = (uint32_t)(both >> 32);
	return whole;
}

CHAN_MUST_USE static inline bool chan_read_template(chan_cursor *c, chan_template *out,
                                                    uint8_t *reserved)
{
	static const chan_template zero;
	uint32_t four = 0;
	bool whole;

	*out = zero;
	whole = chan_get_bytes16(c, out->uuid) && chan_get_pair(c, &out->type, &out->title) &&
	        chan_get_pair(c, &out->author, &out->link) && chan_get_u32(c, &four) &&
	        chan_get_pair(c, &out->first_criterion, &out->criterion_count) &&
	        chan_get_pair(c, &out->first_instruction, &out->instruction_count);
	out->action = (uint8_t)four;
	out->level = (uint8_t)(four >> 8);
	out->status = (uint8_t)(four >> 16);
	*reserved = (uint8_t)(four >> 24);
	return whole;
}

CHAN_MUST_USE static inline bool chan_read_criterion(chan_cursor *c, chan_criterion *out)
{
	uint32_t four;
	bool whole;

	out->first_value = out->value_count = 0;
	whole = chan_get_u32(c, &four) && chan_get_pair(c, &out->first_value, &out->value_count);
	out->field = (uint16_t)four;
	out->operation = (uint8_t)(four >> 16);
	out->flags = (uint8_t)(four >> 24);
	return whole;
}

/* What the tables after the templates need of one; the rest is passed over. */
typedef struct chan_runs {
	uint32_t criterion_count, first_instruction, instruction_count;
} chan_runs;

CHAN_MUST_USE static inline bool chan_read_runs(chan_cursor *c, chan_runs *out)
{
	static const chan_runs zero;

	*out = zero;
	return chan_skip(c, CHAN_OFFSET_TEMPLATE_criterion_count) &&
	       chan_get_u32(c, &out->criterion_count) &&
	       chan_get_pair(c, &out->first_instruction, &out->instruction_count);
}

#endif
