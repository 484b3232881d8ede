/*
 * Strings and their text (FORMAT.md sections 3.2 and 3.3): the exact check, which finds the first breach.
 * It judges string by string; what chan_strings_hold() vouches for, it need not look at.
 */
#include "check.h"
#include "utf8.h"

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_text_table(file);
  requires chan_is_held(text);
  requires text.priv_base == file->text.priv_base && file->text.priv_pos <= text.priv_pos &&
           text.priv_end <= file->text.priv_end;
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_text(const chan_file *file, chan_cursor text, chan_finding *fault)
{
	uint32_t at;
	uint8_t byte;

	/*@
	  loop invariant chan_is_window(&text) && fault->rule == \at(fault->rule, Pre);
	  loop invariant text.priv_pos >= file->text.priv_pos;
	  loop assigns at, byte, text.priv_pos, CHAN_FINDING(fault);
	  loop variant text.priv_end - text.priv_pos;
	*/
	for (;;) {
		at = (uint32_t)(chan_offset(&text) - chan_offset(&file->text));
		if (!chan_get_u8(&text, &byte))
			return true;
		if (byte == 0)
			return chan_reject(file, fault, CHAN_RULE_STRING_NUL,
			                   CHAN_AT(TEXT, byte, at), byte, 1);
		if (byte >= 0x80 && !chan_take_utf8(&text, byte))
			return chan_reject(file, fault, CHAN_RULE_STRING_UTF8,
			                   CHAN_AT(TEXT, byte, at), byte, 0);
	}
}

/* Whether the bytes of a window come after those of another, a proper prefix being the lesser. */
/*@
  requires chan_is_held(a) && chan_is_held(b);
  terminates \true;
  assigns \nothing;
*/
static bool comes_after(chan_cursor a, chan_cursor b)
{
	uint8_t left, right;

	/*@
	  loop invariant chan_is_window(&a) && chan_is_window(&b);
	  loop assigns left, right, a.priv_pos, b.priv_pos;
	  loop variant a.priv_end - a.priv_pos;
	*/
	while (chan_get_u8(&a, &left)) {
		if (!chan_get_u8(&b, &right) || left > right)
			return true;
		if (left < right)
			return false;
	}
	return false;
}

/*@
  requires chan_can_reject(file, fault);
  requires chan_has_strings_table(file);
  requires chan_has_text_table(file);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
  ensures \result ==> \old(chan_has_strings(file));
*/
static bool check_each(const chan_file *file, chan_finding *fault)
{
	chan_cursor ends, text, before, string;
	uint32_t record = 0, begin = 0, end;

	chan_copy(&ends, &file->strings);
	chan_copy(&text, &file->text);
	if (!chan_take(&text, 0, &before))
		return false;
	/*@
	  loop invariant chan_is_window(&ends) && chan_is_window(&text) && chan_is_window(&before);
	  loop invariant ends.priv_pos == file->strings.priv_pos + record * 4;
	  loop invariant text.priv_pos == file->text.priv_pos + begin && fault->rule == \at(fault->rule, Pre);
	  loop invariant record > 0 ==> chan_u32_at{Pre}(file->strings.priv_base, ends.priv_pos - 4) == begin;
	  loop invariant chan_ends_hold{Pre}(file->strings.priv_base, file->strings.priv_pos, ends.priv_pos,
	                                     file->header.text_size);
	  loop assigns record, begin, end, CHAN_CURSOR(&before), CHAN_CURSOR(&string), ends.priv_pos, text.priv_pos, CHAN_FINDING(fault);
	  loop variant ends.priv_end - ends.priv_pos;
	*/
	for (; chan_get_u32(&ends, &end); record++) {
		if (end <= begin || !chan_take(&text, end - begin, &string))
			return chan_reject(file, fault, CHAN_RULE_STRING_END,
			                   CHAN_AT(STRING, end, record), end,
			                   end <= begin ? begin : file->header.text_size);
		if (end - begin > CHAN_MAX_STRING)
			return chan_reject(file, fault, CHAN_RULE_STRING_LIMIT,
			                   CHAN_AT(STRING, end, record), end - begin,
			                   CHAN_MAX_STRING);
		if (!check_text(file, string, fault))
			return false;
		if (!comes_after(string, before))
			return chan_reject(file, fault, CHAN_RULE_STRING_ORDER,
			                   chan_place_of(CHAN_TABLE_TEXT, begin,
			                                 CHAN_OFFSET_TEXT_byte, end - begin),
			                   0, 0);
		chan_copy(&before, &string);
		begin = end;
	}
	if (chan_left(&text) == 0)
		return true;
	if (record == 0)
		return chan_reject(file, fault, CHAN_RULE_STRING_END, CHAN_AT(HEADER, text_size, 0),
		                   file->header.text_size, 0);
	return chan_reject(file, fault, CHAN_RULE_STRING_END, CHAN_AT(STRING, end, record - 1),
	                   begin, file->header.text_size);
}

bool chan_check_strings(const chan_file *file, chan_finding *fault)
{
	return chan_strings_hold(file) || check_each(file, fault);
}
