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

CHAN_MUST_USE static inline bool chan_read_template(chan_cursor *c, chan_template *out,
                                                    uint8_t *reserved)
{
	static const chan_template zero;

	*out = zero;
	*reserved = 0;
	return chan_get_bytes16(c, out->uuid) && chan_get_u32(c, &out->type) &&
	       chan_get_u32(c, &out->title) && chan_get_u32(c, &out->author) &&
	       chan_get_u32(c, &out->link) && chan_get_u8(c, &out->action) &&
	       chan_get_u8(c, &out->level) && chan_get_u8(c, &out->status) &&
	       chan_get_u8(c, reserved) && chan_get_u32(c, &out->first_criterion) &&
	       chan_get_u32(c, &out->criterion_count) && chan_get_u32(c, &out->first_instruction) &&
	       chan_get_u32(c, &out->instruction_count);
}

CHAN_MUST_USE static inline bool chan_read_criterion(chan_cursor *c, chan_criterion *out)
{
	static const chan_criterion zero;

	*out = zero;
	return chan_get_u16(c, &out->field) && chan_get_u8(c, &out->operation) &&
	       chan_get_u8(c, &out->flags) && chan_get_u32(c, &out->first_value) &&
	       chan_get_u32(c, &out->value_count);
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
	       chan_get_u32(c, &out->criterion_count) && chan_get_u32(c, &out->first_instruction) &&
	       chan_get_u32(c, &out->instruction_count);
}

#endif
