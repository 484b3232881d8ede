/*
 * Readers of one record each (FORMAT.md section 3), for the structural check and the views. Internal
 * to libchan.
 *   true  - the record was consumed and *out is set;
 *   false - the window ends before the record does; what was not read is zero.
 */
#ifndef CHAN_RECORD_H
#define CHAN_RECORD_H

#include "chan.h"

/* What the tables after the templates need of one; the rest is passed over. */
typedef struct chan_runs {
	uint32_t criterion_count, first_instruction, instruction_count;
} chan_runs;

/*@
  // What a record of the file says, but for members that are parts of a number.
  predicate chan_type_is{L}(chan_type *out, uint8_t *base, integer at) =
    out->name == chan_u32_at(base, at) && out->type_id == chan_u32_at(base, at + 4) &&
    out->version == chan_u32_at(base, at + 8) && out->first_field == chan_u32_at(base, at + 12) &&
    out->field_count == chan_u32_at(base, at + 16) && out->first_template == chan_u32_at(base, at + 20) &&
    out->template_count == chan_u32_at(base, at + 24);
  predicate chan_field_is{L}(chan_field *out, uint8_t *base, integer at) =
    out->name == chan_u32_at(base, at) && out->kind == chan_u16_at(base, at + 4) &&
    out->layout_hash == chan_u32_at(base, at + 8);
  predicate chan_template_is{L}(chan_template *out, uint8_t *base, integer at) =
    out->type == chan_u32_at(base, at + 16) && out->title == chan_u32_at(base, at + 20) &&
    out->author == chan_u32_at(base, at + 24) && out->link == chan_u32_at(base, at + 28) &&
    out->first_criterion == chan_u32_at(base, at + 36) && out->criterion_count == chan_u32_at(base, at + 40) &&
    out->first_instruction == chan_u32_at(base, at + 44) &&
    out->instruction_count == chan_u32_at(base, at + 48);
  predicate chan_criterion_is{L}(chan_criterion *out, uint8_t *base, integer at) =
    out->first_value == chan_u32_at(base, at + 4) && out->value_count == chan_u32_at(base, at + 8);
  predicate chan_runs_are{L}(chan_runs *out, uint8_t *base, integer at) =
    out->criterion_count == chan_u32_at(base, at + 40) &&
    out->first_instruction == chan_u32_at(base, at + 44) &&
    out->instruction_count == chan_u32_at(base, at + 48);
*/

/*@
  requires chan_is_window(c) && \valid(out) && \valid(reserved);
  requires \separated(c, out, reserved, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, *reserved, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 20;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 20;
*/
CHAN_MUST_USE static inline bool chan_read_network(chan_cursor *c, chan_network *out,
                                                   uint16_t *reserved)
{
	static const chan_network zero;

	*out = zero;
	*reserved = 0;
	return chan_get_u8(c, &out->family) && chan_get_u8(c, &out->prefix) &&
	       chan_get_u16(c, reserved) && chan_get_bytes16(c, out->address);
}

/* In contracts: the members of a type. A prover keeps the rest of the memory apart from what is named so. */
#define CHAN_TYPE(type)                                                                           \
	(type)->name, (type)->type_id, (type)->version, (type)->first_field, (type)->field_count, \
		(type)->first_template, (type)->template_count

/*@
  requires chan_is_window(c) && \valid(out);
  requires \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns CHAN_TYPE(out), c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 28;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 28;
  ensures \result ==> chan_type_is(out, c->priv_base, \old(c->priv_pos));
*/
CHAN_MUST_USE static inline bool chan_read_type(chan_cursor *c, chan_type *out)
{
	out->name = out->type_id = out->version = 0;
	out->first_field = out->field_count = out->first_template = out->template_count = 0;
	return chan_get_u32(c, &out->name) && chan_get_u32(c, &out->type_id) &&
	       chan_get_u32(c, &out->version) && chan_get_u32(c, &out->first_field) &&
	       chan_get_u32(c, &out->field_count) && chan_get_u32(c, &out->first_template) &&
	       chan_get_u32(c, &out->template_count);
}

/*@
  requires chan_is_window(c) && \valid(out) && \valid(reserved);
  requires \separated(c, out, reserved, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, *reserved, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 12;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 12;
  ensures c->priv_pos >= \old(c->priv_pos);
  ensures \result ==> chan_field_is(out, c->priv_base, \old(c->priv_pos));
*/
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
/*@
  requires chan_is_window(c) && \valid(first) && \valid(second);
  requires \separated(c, first, second, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *first, *second, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 8;
  ensures c->priv_pos == \old(c->priv_pos) + (\result ? 8 : 0);
  ensures \result ==> *first == chan_u32_at(c->priv_base, \old(c->priv_pos));
  ensures \result ==> *second == chan_u32_at(c->priv_base, \old(c->priv_pos) + 4);
  ensures !\result ==> *first == 0 && *second == 0;
*/
CHAN_MUST_USE static inline bool chan_get_pair(chan_cursor *c, uint32_t *first, uint32_t *second)
{
	uint64_t both;
	const bool whole = chan_get_u64(c, &both);

	/*@
	  assert whole ==> 0 <= chan_u32_at(c->priv_base, \at(c->priv_pos, Pre)) <= UINT32_MAX &&
	    0 <= chan_u32_at(c->priv_base, \at(c->priv_pos, Pre) + 4) <= UINT32_MAX &&
	    both == chan_u32_at(c->priv_base, \at(c->priv_pos, Pre)) +
	            chan_u32_at(c->priv_base, \at(c->priv_pos, Pre) + 4) * 0x100000000;
	*/
	*first = (uint32_t)(both % 0x100000000u);
	*second = (uint32_t)(both / 0x100000000u);
	return whole;
}

/*@
  requires chan_is_window(c) && \valid(out) && \valid(reserved);
  requires \separated(c, out, reserved, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, *reserved, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 52;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 52;
  ensures c->priv_pos >= \old(c->priv_pos);
  ensures \result ==> chan_template_is(out, c->priv_base, \old(c->priv_pos));
*/
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
	out->action = (uint8_t)(four % 0x100u);
	out->level = (uint8_t)(four / 0x100u % 0x100u);
	out->status = (uint8_t)(four / 0x10000u % 0x100u);
	*reserved = (uint8_t)(four / 0x1000000u);
	return whole;
}

/* The same of a criterion. */
#define CHAN_CRITERION(c) (c)->field, (c)->operation, (c)->flags, (c)->first_value, (c)->value_count

/*@
  requires chan_is_window(c) && \valid(out);
  requires \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns CHAN_CRITERION(out), c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 12;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 12;
  ensures \result ==> chan_criterion_is(out, c->priv_base, \old(c->priv_pos));
*/
CHAN_MUST_USE static inline bool chan_read_criterion(chan_cursor *c, chan_criterion *out)
{
	uint32_t four;
	bool whole;

	out->first_value = out->value_count = 0;
	whole = chan_get_u32(c, &four) && chan_get_pair(c, &out->first_value, &out->value_count);
	out->field = (uint16_t)(four % 0x10000u);
	out->operation = (uint8_t)(four / 0x10000u % 0x100u);
	out->flags = (uint8_t)(four / 0x1000000u);
	return whole;
}

/*@
  requires chan_is_window(c) && \valid(out);
  requires \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 52;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 52;
  ensures \result ==> chan_runs_are(out, c->priv_base, \old(c->priv_pos));
*/
CHAN_MUST_USE static inline bool chan_read_runs(chan_cursor *c, chan_runs *out)
{
	static const chan_runs zero;

	*out = zero;
	return chan_skip(c, CHAN_OFFSET_TEMPLATE_criterion_count) &&
	       chan_get_u32(c, &out->criterion_count) &&
	       chan_get_pair(c, &out->first_instruction, &out->instruction_count);
}

#endif
