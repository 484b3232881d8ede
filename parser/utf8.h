/* One character of UTF-8 (table 3-7 of the Unicode standard). Internal to libchan. */
#ifndef CHAN_UTF8_H
#define CHAN_UTF8_H

#include "cursor.h"

/* Whether the bytes that follow make the lead byte, which is 0x80 or more, a character; takes them. */
/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns text->priv_pos;
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
*/
CHAN_MUST_USE static inline bool chan_take_utf8(chan_cursor *text, uint8_t lead)
{
	uint8_t low = 0x80, high = 0xbf, byte;
	unsigned following;

	if (lead < 0xc2 || lead > 0xf4)
		return false;
	if (lead == 0xe0)
		low = 0xa0;
	if (lead == 0xed)
		high = 0x9f;
	if (lead == 0xf0)
		low = 0x90;
	if (lead == 0xf4)
		high = 0x8f;
	/*@
	  loop invariant following <= 3 && chan_is_window(text) && text->priv_pos >= \at(text->priv_pos, Pre);
	  loop assigns following, byte, low, high, text->priv_pos;
	  loop variant following;
	*/
	for (following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3; following > 0; following--) {
		if (!chan_get_u8(text, &byte) || byte < low || byte > high)
			return false;
		low = 0x80;
		high = 0xbf;
	}
	return true;
}

#endif
