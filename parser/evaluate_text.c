/* The text operators but for regex (FORMAT.md section 5): one text, one value. */
#include "evaluate_parts.h"
#include "operator_sets.h"

enum { WORD_BYTES = 8, CONTINUATIONS = 3 };

static inline uint8_t fold_byte(uint8_t byte, bool cased)
{
	return !cased && byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Eight bytes at once: the sums set the high bit of each byte from 'A' on, and of each past 'Z'. */
static inline uint64_t fold_word(uint64_t word, bool cased)
{
	const uint64_t each = UINT64_C(0x0101010101010101), high = each * 0x80;
	const uint64_t low = word & ~high;
	const uint64_t from_a = low + each * (0x80 - 'A'), past_z = low + each * (0x7f - 'Z');
	const uint64_t capitals = from_a & ~past_z & ~word & high;

	return cased ? word : word | (capitals >> 2);
}

/* Whether the text begins with the value. A step for each byte compared. */
static bool begins_with(const chan_cursor *whole, const chan_cursor *value, bool cased,
                        uint64_t *steps)
{
	chan_cursor text = *whole, rest = *value;
	uint64_t word, want;
	uint8_t byte, wanted;

	if (chan_left(&text) < chan_left(&rest))
		return false;
	while (chan_left(&rest) >= WORD_BYTES && chan_get_u64(&rest, &want) &&
	       chan_get_u64(&text, &word)) {
		*steps += WORD_BYTES;
		if (fold_word(word, cased) != fold_word(want, cased))
			return false;
	}
	while (chan_get_u8(&rest, &wanted) && chan_get_u8(&text, &byte)) {
		*steps += 1;
		if (fold_byte(byte, cased) != fold_byte(wanted, cased))
			return false;
	}
	return true;
}

static bool ends_with(const chan_cursor *whole, const chan_cursor *value, bool cased,
                      uint64_t *steps)
{
	chan_cursor text = *whole;

	if (chan_left(&text) < chan_left(value) ||
	    !chan_skip(&text, chan_left(&text) - chan_left(value)))
		return false;
	return begins_with(&text, value, cased, steps);
}

/* A step for each byte of the text at which the value may begin, and for each byte compared after that one. */
static bool has_within(const chan_cursor *whole, const chan_cursor *value, bool cased,
                       uint64_t *steps)
{
	chan_cursor text = *whole, rest = *value;
	uint8_t first, byte;

	if (!chan_get_u8(&rest, &first))
		return true;
	first = fold_byte(first, cased);
	while (chan_left(&text) > chan_left(&rest) && chan_get_u8(&text, &byte)) {
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
static bool take_character(chan_cursor *text)
{
	chan_cursor ahead;
	unsigned taken;
	uint8_t byte;

	if (!chan_skip(text, 1))
		return false;
	for (taken = 0; taken < CONTINUATIONS; taken++) {
		ahead = *text;
		if (!chan_get_u8(&ahead, &byte) || byte < 0x80 || byte > 0xbf)
			break;
		*text = ahead;
	}
	return true;
}

/* Whether the text goes on with the element, which it then has passed. */
static bool take_element(chan_cursor *text, enum glob_element element, uint8_t literal, bool cased)
{
	uint8_t byte;

	if (element == GLOB_ONE)
		return take_character(text);
	return element == GLOB_LITERAL && chan_get_u8(text, &byte) &&
	       fold_byte(byte, cased) == fold_byte(literal, cased);
}

/*
 * Only the last star is ever tried again, one byte further: where a part between two stars fits, its first place
 * leaves the most text to the parts after it. A step for each element tried.
 */
static bool matches_glob(const chan_cursor *whole, const chan_cursor *value, bool cased,
                         uint64_t *steps)
{
	chan_cursor text = *whole, glob = *value, star_text = text, star_glob = glob, ahead;
	bool starred = false;
	enum glob_element element;
	uint8_t literal;

	for (;;) {
		*steps += 1;
		ahead = glob;
		element = next_element(&ahead, &literal);
		if (element == GLOB_STAR) {
			starred = true;
			star_text = text;
			star_glob = glob = ahead;
		} else if (element == GLOB_END && chan_left(&text) == 0) {
			return true;
		} else if (take_element(&text, element, literal, cased)) {
			glob = ahead;
		} else if (starred && chan_skip(&star_text, 1)) {
			text = star_text;
			glob = star_glob;
		} else {
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
