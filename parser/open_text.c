/*
 * Strings and their text (FORMAT.md sections 3.2 and 3.3).
 *
 * Most text is ASCII, so it is judged in two ways. A scanner runs ahead over blocks of the whole text, blind
 * to where strings end, and vouches for the bytes that it has passed: ASCII, no NUL. Only a string
 * that reaches past it is read for itself.
 */
#include "check.h"

enum { WORD = 8, BLOCK_WORDS = 8, AHEAD_BLOCKS = 128 };

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

/* The high bit of each byte of the result: is that byte of the word ASCII and not NUL? */
static inline uint64_t clean_bits(uint64_t word)
{
	return ((word & LOW_BITS) + LOW_BITS) & ~word & HIGH_BITS;
}

/*
 * Passes clean blocks, up to a distance that stays in the cache, or to a block that is not clean. False: it
 * passed none.
 */
static bool scan(chan_cursor *scanner)
{
	chan_cursor block = *scanner;
	uint64_t clean, word;
	unsigned blocks, i;

	for (blocks = 0; blocks < AHEAD_BLOCKS; blocks++) {
		clean = HIGH_BITS;
		for (i = 0; i < BLOCK_WORDS && chan_get_u64(&block, &word); i++)
			clean &= clean_bits(word);
		if (i < BLOCK_WORDS || clean != HIGH_BITS)
			return blocks > 0;
		*scanner = block;
	}
	return true;
}

/* Whether the bytes that follow make the lead byte a character: table 3-7 of the Unicode standard. */
static bool take_character(chan_cursor *text, uint8_t lead)
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
	for (following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3; following > 0; following--) {
		if (!chan_get_u8(text, &byte) || byte < low || byte > high)
			return false;
		low = 0x80;
		high = 0xbf;
	}
	return true;
}

static bool check_text(const chan_file *file, chan_cursor text, chan_finding *fault)
{
	chan_cursor ahead;
	uint64_t word;
	uint32_t at;
	uint8_t byte;

	for (;;) {
		ahead = text;
		while (chan_get_u64(&ahead, &word) && clean_bits(word) == HIGH_BITS)
			text = ahead;
		at = (uint32_t)(chan_offset(&text) - chan_offset(&file->text));
		if (!chan_get_u8(&text, &byte))
			return true;
		if (byte == 0)
			return chan_reject(file, fault, CHAN_RULE_STRING_NUL,
			                   CHAN_AT(TEXT, byte, at), byte, 1);
		if (byte >= 0x80 && !take_character(&text, byte))
			return chan_reject(file, fault, CHAN_RULE_STRING_UTF8,
			                   CHAN_AT(TEXT, byte, at), byte, 0);
	}
}

/*
 * The first eight bytes of a string of that length, which the text begins with, as a number that compares
 * as they do; zeros stand for what is missing. The string holds no NUL, so two strings of up to eight
 * bytes are equal if their keys are.
 */
static inline uint64_t key_of(chan_cursor text, uint32_t length)
{
	uint64_t key, factor;
	uint8_t byte;

	if (chan_get_u64_big(&text, &key))
		return length < WORD ? key & ~(UINT64_MAX >> (length * 8)) : key;
	for (factor = UINT64_C(1) << 56; length > 0 && chan_get_u8(&text, &byte); length--) {
		key |= byte * factor;
		factor /= 0x100;
	}
	return key;
}

/* A string that has been checked: the text from its first byte to the end of all text. */
typedef struct string {
	chan_cursor text;
	uint32_t length;
	uint64_t key;
} string;

/* Whether a comes after b, where their keys are equal. */
static bool is_greater(string a, string b)
{
	while (a.length > WORD && b.length > WORD && chan_get_u64_big(&a.text, &a.key) &&
	       chan_get_u64_big(&b.text, &b.key)) {
		if (a.key != b.key)
			return a.key > b.key;
		a.length -= WORD;
		b.length -= WORD;
	}
	a.key = key_of(a.text, a.length);
	b.key = key_of(b.text, b.length);
	if (a.key != b.key)
		return a.key > b.key;
	return a.length > b.length;
}

bool chan_check_strings(const chan_file *file, chan_finding *fault)
{
	chan_cursor ends = file->strings, text = file->text, scanner = file->text, bytes;
	string before = {file->text, 0, 0}, this;
	uint32_t record = 0, begin = 0, end;

	for (; chan_get_u32(&ends, &end); record++) {
		this.text = text;
		if (end <= begin || !chan_take(&text, end - begin, &bytes))
			return chan_reject(file, fault, CHAN_RULE_STRING_END,
			                   CHAN_AT(STRING, end, record), end,
			                   end <= begin ? begin : file->header.text_size);
		this.length = end - begin;
		if (this.length > CHAN_MAX_STRING)
			return chan_reject(file, fault, CHAN_RULE_STRING_LIMIT,
			                   CHAN_AT(STRING, end, record), this.length,
			                   CHAN_MAX_STRING);
		while (chan_offset(&scanner) < chan_offset(&text) && scan(&scanner)) {
		}
		if (chan_offset(&scanner) < chan_offset(&text)) {
			if (!check_text(file, bytes, fault))
				return false;
			scanner = text;
		}
		this.key = key_of(this.text, this.length);
		if (this.key < before.key || (this.key == before.key && !is_greater(this, before)))
			return chan_reject(file, fault, CHAN_RULE_STRING_ORDER,
			                   chan_place_of(CHAN_TABLE_TEXT, begin,
			                                 CHAN_OFFSET_TEXT_byte, this.length),
			                   0, 0);
		before = this;
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
