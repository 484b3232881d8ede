/* The text operators but for regex (FORMAT.md section 5): one text, one value. */
#include "evaluate_parts.h"
#include "operator_sets.h"

enum { WORD_BYTES = 8, CONTINUATIONS = 3 };

/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint8_t fold_byte(uint8_t byte, bool cased)
{
	return !cased && byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Eight bytes at once: the sums set the high bit of each byte from 'A' on, and of each past 'Z'. */
/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint64_t fold_word(uint64_t word, bool cased)
{
	const uint64_t each = UINT64_C(0x0101010101010101), high = each * 0x80;
	const uint64_t low = word & ~high;
	const uint64_t from_a = low + each * (0x80 - 'A'), past_z = low + each * (0x7f - 'Z');
	const uint64_t capitals = from_a & ~past_z & ~word & high;

	return cased ? word : word | (capitals >> 2);
}

/* Whether the text begins with the value. A step for each byte compared. */
/*@
  requires chan_is_window(whole) && chan_is_window(value) && \valid(steps);
  requires \separated(steps, whole, value, whole->priv_base + (0 .. whole->priv_end - 1));
  requires \separated(steps, whole, value, value->priv_base + (0 .. value->priv_end - 1));
  requires *steps + chan_rest(value) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps;
  ensures *steps <= \old(*steps) + chan_rest(value);
*/
static bool begins_with(const chan_cursor *whole, const chan_cursor *value, bool cased,
                        uint64_t *steps)
{
	chan_cursor text, rest;
	uint64_t word, want;
	uint8_t byte, wanted;

	chan_copy(&text, whole);
	chan_copy(&rest, value);
	if (chan_left(&text) < chan_left(&rest))
		return false;
	/*@
	  loop invariant chan_is_window(&text);
	  loop invariant chan_is_window(&rest);
	  loop invariant rest.priv_pos - value->priv_pos == text.priv_pos - whole->priv_pos;
	  loop invariant chan_rest(&text) >= chan_rest(&rest);
	  loop invariant value->priv_pos <= rest.priv_pos && rest.priv_end == value->priv_end;
	  loop invariant *steps - \at(*steps, Pre) == rest.priv_pos - value->priv_pos;
	  loop assigns word, want, text.priv_pos, rest.priv_pos, *steps;
	  loop variant rest.priv_end - rest.priv_pos;
	*/
	while (chan_left(&rest) >= WORD_BYTES && chan_get_u64(&rest, &want) &&
	       chan_get_u64(&text, &word)) {
		*steps += WORD_BYTES;
		if (fold_word(word, cased) != fold_word(want, cased))
			return false;
	}
	/*@
	  loop invariant chan_is_window(&text);
	  loop invariant chan_is_window(&rest);
	  loop invariant rest.priv_pos - value->priv_pos == text.priv_pos - whole->priv_pos;
	  loop invariant chan_rest(&text) >= chan_rest(&rest);
	  loop invariant value->priv_pos <= rest.priv_pos && rest.priv_end == value->priv_end;
	  loop invariant *steps - \at(*steps, Pre) == rest.priv_pos - value->priv_pos;
	  loop assigns byte, wanted, text.priv_pos, rest.priv_pos, *steps;
	  loop variant rest.priv_end - rest.priv_pos;
	*/
	while (chan_get_u8(&rest, &wanted) && chan_get_u8(&text, &byte)) {
		*steps += 1;
		if (fold_byte(byte, cased) != fold_byte(wanted, cased))
			return false;
	}
	return true;
}

/*@
  requires chan_is_window(whole) && chan_is_window(value) && \valid(steps);
  requires \separated(steps, whole, value, whole->priv_base + (0 .. whole->priv_end - 1));
  requires \separated(steps, whole, value, value->priv_base + (0 .. value->priv_end - 1));
  requires *steps + chan_rest(value) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps;
  ensures *steps <= \old(*steps) + chan_rest(value);
*/
static bool ends_with(const chan_cursor *whole, const chan_cursor *value, bool cased,
                      uint64_t *steps)
{
	chan_cursor text;

	chan_copy(&text, whole);
	if (chan_left(&text) < chan_left(value) ||
	    !chan_skip(&text, chan_left(&text) - chan_left(value)))
		return false;
	return begins_with(&text, value, cased, steps);
}

/* A step for each byte of the text at which the value may begin, and for each byte compared after that one. */
/*@
  requires chan_is_window(whole) && chan_is_window(value) && \valid(steps);
  requires \separated(steps, whole, value, whole->priv_base + (0 .. whole->priv_end - 1));
  requires \separated(steps, whole, value, value->priv_base + (0 .. value->priv_end - 1));
  requires *steps + chan_times(chan_rest(whole), chan_rest(value)) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps;
  ensures *steps <= \old(*steps) + chan_times(chan_rest(whole), chan_rest(value));
*/
static bool has_within(const chan_cursor *whole, const chan_cursor *value, bool cased,
                       uint64_t *steps)
{
	chan_cursor text, rest;
	uint8_t first, byte;

	chan_copy(&text, whole);
	chan_copy(&rest, value);
	if (!chan_get_u8(&rest, &first))
		return true;
	first = fold_byte(first, cased);
	/*@
	  loop invariant chan_is_window(&text) && text.priv_end == whole->priv_end;
	  loop invariant whole->priv_pos <= text.priv_pos && \at(*steps, Pre) <= *steps;
	  loop invariant *steps <= \at(*steps, Pre) +
	    chan_times(text.priv_pos - whole->priv_pos, chan_rest(value));
	  loop invariant chan_times(text.priv_pos - whole->priv_pos, chan_rest(value)) <=
	    chan_times(chan_rest(whole), chan_rest(value));
	  loop assigns byte, text.priv_pos, *steps;
	  loop variant text.priv_end - text.priv_pos;
	*/
	while (chan_left(&text) > chan_left(&rest) && chan_get_u8(&text, &byte)) {
		/*@
		  assert chan_times(text.priv_pos - whole->priv_pos, chan_rest(value)) ==
		    chan_times(text.priv_pos - whole->priv_pos - 1, chan_rest(value)) + chan_rest(value);
		*/
		/*@
		  assert chan_times(text.priv_pos - whole->priv_pos, chan_rest(value)) <=
		    chan_times(chan_rest(whole), chan_rest(value));
		*/
		*steps += 1;
		if (fold_byte(byte, cased) == first && begins_with(&text, &rest, cased, steps))
			return true;
	}
	return false;
}

bool chan_texts_equal(bool cased, const chan_cursor *a, const chan_cursor *b, uint64_t *steps)
{
	return chan_left(a) == chan_left(b) && begins_with(a, b, cased, steps);
}

enum glob_element { GLOB_END, GLOB_STAR, GLOB_ONE, GLOB_LITERAL };

/* The next element of a glob; *literal is its byte. What no glob may have (CH2013) is taken as it stands. */
/*@
  requires chan_is_window(glob) && \valid(glob) && \valid(literal);
  requires \separated(glob, literal, glob->priv_base + (0 .. glob->priv_end - 1));
  terminates \true;
  assigns glob->priv_pos, *literal;
  ensures chan_is_window(glob) && glob->priv_base == \old(glob->priv_base) && glob->priv_end == \old(glob->priv_end);
  ensures \result == GLOB_END ? glob->priv_pos == \old(glob->priv_pos)
                              : glob->priv_pos > \old(glob->priv_pos);
  ensures \result == GLOB_END || \result == GLOB_STAR || \result == GLOB_ONE || \result == GLOB_LITERAL;
*/
static enum glob_element next_element(chan_cursor *glob, uint8_t *literal)
{
	if (!chan_get_u8(glob, literal))
		return GLOB_END;
	if (*literal == '*')
		return GLOB_STAR;
	if (*literal == '?')
		return GLOB_ONE;
	if (*literal == '\\' && !chan_get_u8(glob, literal))
		*literal = '\\';
	return GLOB_LITERAL;
}

/* One byte, and those up to three after it that continue a character. */
/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_character(chan_cursor *text)
{
	chan_cursor ahead;
	unsigned taken;
	uint8_t byte;

	if (!chan_skip(text, 1))
		return false;
	/*@
	  loop invariant text->priv_base == \at(text->priv_base, Pre) && text->priv_end == \at(text->priv_end, Pre);
	  loop invariant taken <= CONTINUATIONS && chan_is_window(text) && text->priv_pos >= \at(text->priv_pos, Pre);
	  loop assigns taken, CHAN_CURSOR(&ahead), byte, CHAN_CURSOR(text);
	  loop variant CONTINUATIONS - taken;
	*/
	for (taken = 0; taken < CONTINUATIONS; taken++) {
		chan_copy(&ahead, text);
		if (!chan_get_u8(&ahead, &byte) || byte < 0x80 || byte > 0xbf)
			break;
		chan_copy(text, &ahead);
	}
	return true;
}

/* Whether the text goes on with the element, which it then has passed. */
/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(text);
  ensures chan_is_window(text) && text->priv_pos >= \old(text->priv_pos);
  ensures \result ==> element == GLOB_ONE || element == GLOB_LITERAL;
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static bool take_element(chan_cursor *text, enum glob_element element, uint8_t literal, bool cased)
{
	uint8_t byte;

	if (element == GLOB_ONE)
		return take_character(text);
	return element == GLOB_LITERAL && chan_get_u8(text, &byte) &&
	       fold_byte(byte, cased) == fold_byte(literal, cased);
}

/* Sets the text and the glob back to the last star, one byte further on; false: no text is left there. */
/*@
  requires chan_is_window(star_text) && chan_is_window(star_glob) && \valid(text) && \valid(glob);
  requires \separated(text, glob, star_text, star_glob);
  terminates \true;
  assigns CHAN_CURSOR(text), CHAN_CURSOR(glob), star_text->priv_pos;
  ensures star_text->priv_pos == \old(star_text->priv_pos) + (\result ? 1 : 0);
  ensures \result ==> star_text->priv_pos <= star_text->priv_end;
  ensures text->priv_base == (\result ? star_text->priv_base : \old(text->priv_base));
  ensures text->priv_pos == (\result ? star_text->priv_pos : \old(text->priv_pos));
  ensures text->priv_end == (\result ? star_text->priv_end : \old(text->priv_end));
  ensures glob->priv_base == (\result ? star_glob->priv_base : \old(glob->priv_base));
  ensures glob->priv_pos == (\result ? star_glob->priv_pos : \old(glob->priv_pos));
  ensures glob->priv_end == (\result ? star_glob->priv_end : \old(glob->priv_end));
*/
static bool go_back(chan_cursor *text, chan_cursor *glob, chan_cursor *star_text,
                    const chan_cursor *star_glob)
{
	if (!chan_skip(star_text, 1))
		return false;
	chan_copy(text, star_text);
	chan_copy(glob, star_glob);
	return true;
}

/*
 * Only the last star is ever tried again, one byte further: where a part between two stars fits, its first place
 * leaves the most text to the parts after it. A step for each element tried.
 */
/*@
  requires chan_is_window(whole) && chan_is_window(value) && \valid(steps);
  requires \separated(steps, whole, value, whole->priv_base + (0 .. whole->priv_end - 1));
  requires \separated(steps, whole, value, value->priv_base + (0 .. value->priv_end - 1));
  requires *steps + chan_times(chan_rest(whole) + 1, chan_rest(value) + 1) <= UINT64_MAX;
  terminates \true;
  assigns *steps;
  ensures \old(*steps) <= *steps;
  ensures *steps <= \old(*steps) + chan_times(chan_rest(whole) + 1, chan_rest(value) + 1);
*/
static bool matches_glob(const chan_cursor *whole, const chan_cursor *value, bool cased,
                         uint64_t *steps)
{
	chan_cursor text, glob, star_text, star_glob, ahead;
	bool starred = false;
	enum glob_element element;
	uint8_t literal;

	chan_copy(&text, whole);
	chan_copy(&glob, value);
	chan_copy(&star_text, &text);
	chan_copy(&star_glob, &glob);
	/*@
	  assert chan_times(chan_rest(whole) + 1, chan_rest(value) + 1) ==
	    chan_times(chan_rest(whole), chan_rest(value) + 1) + chan_rest(value) + 1;
	*/
	/*@
	  loop invariant chan_is_window(&text) && text.priv_base == whole->priv_base && text.priv_end == whole->priv_end;
	  loop invariant chan_is_window(&glob) && glob.priv_base == value->priv_base && glob.priv_end == value->priv_end;
	  loop invariant chan_is_window(&star_text) && star_text.priv_base == whole->priv_base;
	  loop invariant chan_is_window(&star_glob) && star_glob.priv_base == value->priv_base;
	  loop invariant star_text.priv_end == whole->priv_end && star_glob.priv_end == value->priv_end;
	  loop invariant whole->priv_pos <= star_text.priv_pos <= text.priv_pos;
	  loop invariant value->priv_pos <= star_glob.priv_pos <= glob.priv_pos;
	  loop invariant \at(*steps, Pre) <= *steps;
	  loop invariant *steps + 1 + chan_times(chan_rest(&star_text), chan_rest(value) + 1) + chan_rest(&glob) <=
	    \at(*steps, Pre) + chan_times(chan_rest(whole) + 1, chan_rest(value) + 1);
	  loop assigns *steps, CHAN_CURSOR(&ahead), literal, element, starred, CHAN_CURSOR(&text), CHAN_CURSOR(&glob),
	               CHAN_CURSOR(&star_text), CHAN_CURSOR(&star_glob);
	  loop variant chan_times(chan_rest(&star_text), chan_rest(value) + 1) + chan_rest(&glob);
	*/
	for (;;) {
		/*@
		  assert chan_times(chan_rest(&star_text), chan_rest(value) + 1) >= 0;
		*/
		/*@
		  assert chan_times(chan_rest(&star_text), chan_rest(value) + 1) ==
		    chan_times(chan_rest(&star_text) - 1, chan_rest(value) + 1) + chan_rest(value) + 1;
		*/
		/*@
		  assert chan_times(chan_rest(&text), chan_rest(value) + 1) <=
		    chan_times(chan_rest(&star_text), chan_rest(value) + 1);
		*/
		*steps += 1;
		chan_copy(&ahead, &glob);
		element = next_element(&ahead, &literal);
		if (element == GLOB_STAR) {
			starred = true;
			chan_copy(&star_text, &text);
			chan_copy(&glob, &ahead);
			chan_copy(&star_glob, &ahead);
		} else if (element == GLOB_END && chan_left(&text) == 0) {
			return true;
		} else if (take_element(&text, element, literal, cased)) {
			chan_copy(&glob, &ahead);
		} else if (!starred || !go_back(&text, &glob, &star_text, &star_glob)) {
			return false;
		}
	}
}

bool chan_text_holds(uint8_t operation, bool cased, const chan_cursor *text,
                     const chan_cursor *value, uint64_t *steps)
{
	switch (operation) {
	case CHAN_OPERATOR_EXACT:
		return chan_texts_equal(cased, text, value, steps);
	case CHAN_OPERATOR_PREFIX:
		return begins_with(text, value, cased, steps);
	case CHAN_OPERATOR_SUFFIX:
		return ends_with(text, value, cased, steps);
	case CHAN_OPERATOR_CONTAINS:
		return has_within(text, value, cased, steps);
	case CHAN_OPERATOR_GLOB:
		return matches_glob(text, value, cased, steps);
	default:
		return false;
	}
}

uint64_t chan_text_bound(uint8_t operation, uint64_t value_bytes, uint64_t input_bytes)
{
	switch (operation) {
	case CHAN_OPERATOR_CONTAINS:
		return chan_product(value_bytes, input_bytes);
	case CHAN_OPERATOR_GLOB:
		/* The star is tried again at most once a byte of the input; an attempt ends at the latest with the glob. */
		return chan_product(chan_sum(input_bytes, 1), chan_sum(value_bytes, 1));
	default:
		return value_bytes;
	}
}
