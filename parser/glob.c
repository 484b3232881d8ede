/* Globs (FORMAT.md section 5). */
#include "pattern.h"

/*@
  requires \valid(fault) && offset <= UINT32_MAX && error <= 255;
  terminates \true;
  assigns *fault;
  ensures !\result && fault->error == error;
*/
static bool fail(chan_pattern_fault *fault, enum chan_pattern_error error, size_t offset,
                 uint32_t length)
{
	fault->error = (uint8_t)error;
	fault->offset = (uint32_t)offset;
	fault->length = length;
	return false;
}

/*
 * A glob says what a plainer operator can if its only wildcards are a star at the start, at the end, or
 * at both, with something between. A lone star is left: an empty prefix is no value (CH2012).
 */
bool chan_glob_check(chan_cursor glob, bool *simple, chan_pattern_fault *fault)
{
	const size_t origin = chan_offset(&glob);
	bool star = false, has_literal = false, inner_wildcard = false;
	uint8_t byte;
	size_t offset;

	*simple = false;
	fault->error = CHAN_PATTERN_OK;
	fault->offset = 0;
	fault->length = 0;
	/*@
	  loop invariant chan_is_window(&glob) && offset == glob.priv_pos - origin;
	  loop invariant star ==> 1 <= offset;
	  loop invariant !*simple && fault->error == CHAN_PATTERN_OK;
	  loop assigns offset, byte, star, has_literal, inner_wildcard, glob.priv_pos, *fault;
	  loop variant glob.priv_end - glob.priv_pos;
	*/
	for (offset = 0; chan_get_u8(&glob, &byte); offset = chan_offset(&glob) - origin) {
		if (byte == '*') {
			if (star)
				return fail(fault, CHAN_PATTERN_GLOB_STARS, offset - 1, 2);
			star = true;
			if (offset != 0 && chan_left(&glob) != 0)
				inner_wildcard = true;
			continue;
		}
		star = false;
		if (byte == '?') {
			inner_wildcard = true;
			continue;
		}
		has_literal = true;
		if (byte != '\\')
			continue;
		if (!chan_get_u8(&glob, &byte))
			return fail(fault, CHAN_PATTERN_GLOB_ESCAPE, offset, 1);
		if (byte != '*' && byte != '?' && byte != '\\')
			return fail(fault, CHAN_PATTERN_GLOB_ESCAPE, offset, 2);
	}
	*simple = !inner_wildcard && (has_literal || !star);
	return true;
}
